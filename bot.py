"""The bot's entry: `bot.py COMMAND`. The commands are in cli/, the parts are put together in bootstrap.py."""

import sys

sys.modules["numpy"] = None  # type: ignore[assignment]  # sqlite_utils would import it wherever it is installed

from cli.commands import main  # noqa: E402  # after what keeps the process small

if __name__ == "__main__":
    sys.exit(main())
