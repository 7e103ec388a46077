"""The log, and that the bot's token never reaches it: neither through a library's lines nor through an exception."""

from __future__ import annotations

import logging
import re
import sys
from types import TracebackType

_ANY_TOKEN = re.compile(r"\b[0-9]{6,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_HIDDEN = "<token>"
_CHATTY = ("aiohttp", "apscheduler", "asyncio", "httpcore", "httpx", "telegram", "tornado")


class Redacting(logging.Formatter):
    """Takes the token, and whatever looks like one, out of the finished line, trace included."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._forms = [token, token.replace(":", "%3A"), token.replace(":", "%3a")] if token else []

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for form in self._forms:
            line = line.replace(form, _HIDDEN)
        return _ANY_TOKEN.sub(_HIDDEN, line)


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write what ends the program where the token is taken out, not straight to the terminal."""
    logging.getLogger("bot").critical("Chương trình dừng vì lỗi.", exc_info=(kind, error, trace))


def set_up_log(token: str) -> None:
    """Write the log to the terminal's error stream, without the token and without each request's address."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(token))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_crash
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram.ext.Updater").setLevel(logging.CRITICAL)  # its faults come to us; it adds traces
