"""Imports what the commands of bot.py import, for the process that they are forked from."""

import os

os.environ["PTB_TIMEDELTA"] = "1"  # read by python-telegram-bot when it is imported

import bootstrap  # noqa: F401
import cli.commands  # noqa: F401
import handlers.serving  # noqa: F401
