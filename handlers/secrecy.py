"""The log, and what never reaches it: tokens, and whatever people wrote or are called, whichever library writes.

A line of ours says what we put in it; a library's says where it stands in the library and its constant words, without
what was filled in. An exception is its type, its words without what they quote, and the places that it came through.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

_ANY_TOKEN = re.compile(r"\b[0-9]{6,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_HIDDEN = "<token>"
_CHATTY = ("aiohttp", "apscheduler", "asyncio", "httpcore", "httpx", "telegram", "tornado")
_QUOTED = re.compile(r"\"[^\"]*\"?|(?<!\w)'[^']*'?|“[^”]*”?|«[^»]*»?|\{.*|\[(?!Errno).*|<.*")
LONGEST, LONGEST_REASON, DEEPEST, SHORTEST = 1000, 200, 12, 6

OFTEN, A_WHILE = 10, 60.0
"""How many lines one place may write in so many seconds; what is left out is counted in the next one."""


class Redacting(logging.Formatter):
    """Makes a line of each record: no token, no words of people, no line break, of bounded length."""

    def __init__(self, *secrets: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        root = Path(__file__).resolve().parents[1]
        self._ours = {"__main__"} | {path.stem for path in root.glob("[a-z]*")}  # packages and modules of the program
        long = [secret for secret in secrets if len(secret) >= SHORTEST]  # "none" is no secret, but a word
        self._forms = [secret.replace(":", colon) for secret in long for colon in (":", "%3A", "%3a")]

    def format(self, record: logging.LogRecord) -> str:
        words = _own(record) if record.name.partition(".")[0] in self._ours else _foreign(record)
        if record.exc_info and record.exc_info[1]:
            words = f"{words} – {described(record.exc_info[1])}"
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: "
        line = " ".join((head + words + getattr(record, "left_out", "")).split())
        for form in self._forms:
            line = line.replace(form, _HIDDEN)
        return _ANY_TOKEN.sub(_HIDDEN, line)[:LONGEST]


class Seldom(logging.Filter):
    """Lets one place in the code write only so often: a fault that comes back a thousand times is no news."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._written: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        place, now = (record.pathname, record.lineno, error), self._seconds()
        since, number = self._written.get(place, (now, 0))
        if now - since >= A_WHILE:
            if number > OFTEN:
                record.left_out = f" (và {number - OFTEN} lần nữa như vậy)"
            since, number = now, 0
        self._written[place] = since, number + 1
        return number < OFTEN


def described(error: BaseException) -> str:
    """Say on one line what failed and where, without what people wrote: an exception's words may quote it."""
    places = []
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    because = f" ← {type(cause).__name__}" if cause else ""
    return f"{reason(error)}{because}; {' > '.join(places[-DEEPEST:])}".rstrip("; ")


def reason(error: BaseException) -> str:
    """An exception's type, and its words where they are a library's own."""
    words = "" if isinstance(error, (ValueError, LookupError, TypeError, AssertionError)) else str(error)
    words = " ".join(_QUOTED.sub("…", words).split())[:LONGEST_REASON]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _own(record: logging.LogRecord) -> str:
    """Our words, with what was filled in; an exception is filled in without what it quotes."""
    if isinstance(record.args, tuple):
        record.args = tuple(reason(a) if isinstance(a, BaseException) else a for a in record.args)
    return _message(record)


def _foreign(record: logging.LogRecord) -> str:
    """A library's constant words and their place; words that were put together already may hold anything."""
    only = record.args[0] if isinstance(record.args, tuple) and len(record.args) == 1 else None
    filled = reason(only) if isinstance(only, BaseException) else ""
    words = record.msg.replace("%%", "%") if isinstance(record.msg, str) and record.args else ""
    return f"{words} {filled} ({Path(record.pathname).name}:{record.lineno} {record.funcName})"


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  # a line that cannot be put together must not print what it was made of
        return f"(một dòng nhật ký viết sai: {Path(record.pathname).name}:{record.lineno})"


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write what ends the program where it is made safe, not straight to the terminal."""
    logging.getLogger("bot").critical("Chương trình dừng vì lỗi.", exc_info=(kind, error, trace))


def _log_stray(unraisable: Any) -> None:
    """Write what a thread or a finalizer raises, for which nobody waits."""
    error = unraisable.exc_value
    known = (type(error), error, error.__traceback__) if error else None
    logging.getLogger("bot").error("Một việc chạy bên cạnh gặp lỗi.", exc_info=known)


def set_up_log(*secrets: str) -> None:
    """Write the log to the terminal's error stream, a bounded line a fault, without the address of each request.

    The secrets, which are the bot's token and the key of a language model, stand in no line.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(*secrets))
    handler.addFilter(Seldom())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.raiseExceptions = False  # its report of a line that fails quotes the line
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_crash
    sys.unraisablehook = _log_stray
    threading.excepthook = _log_stray
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram.ext.Updater").setLevel(logging.CRITICAL)  # its faults come to us; it adds traces
