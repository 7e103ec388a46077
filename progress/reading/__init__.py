"""Reading progress reports written in chat: a message in, an `Entry` for each task out. Pure functions, no clock."""
