"""From the bytes of a decision to a Document: lines, outline, table, targets, reporting rule, links."""
