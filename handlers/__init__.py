"""Telegram at the edge: an update comes in, the assistant is asked, a message goes out."""
