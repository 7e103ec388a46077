"""The bot's entry: `bot.py COMMAND`. The commands are in cli/, the parts are put together in bootstrap.py."""

import sys

from cli.commands import main

if __name__ == "__main__":
    sys.exit(main())
