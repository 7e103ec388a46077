"""Questions about the appendix's table, read by construction: things, conditions, and what is asked."""
