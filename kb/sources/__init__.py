"""Bytes of a file to lines and tables with their place in it; nothing here knows what a decision or a task is."""
