"""Questions about the appendix's table, read by construction: things, conditions on tasks, and what is asked of them."""
