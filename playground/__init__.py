"""Telegram on this machine: a Bot API server and a chat page, to try the bot and to test it.

Nothing else of the project is imported here, and only bot.py and the tests import this package.
"""
