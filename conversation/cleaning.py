"""What people and channels write, made safe to show on one line: pure functions."""

from __future__ import annotations

import re
import unicodedata

_MARKS_IN_A_ROW = 2
_COMMAND = re.compile(r"/([A-Za-z]+)_?(\d{0,3})(@\w+)?(?=\s|$)")
_SEEN_AS_NOTHING = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def sound(text: str) -> str:
    """Text as it may be kept and sent: composed letters (NFC), and a sign for half a surrogate pair, which is none."""
    if text.isascii():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", whole)


def as_command(text: str) -> str:
    """A text whose command, if it begins with one, is written as it is known: "/Nhiemvu13" is "/nhiemvu 13"."""
    found = _COMMAND.match(text)
    if found is None:
        return text
    name, digits, bot = found.groups()
    return f"/{name.lower()}{bot or ''}{' ' * bool(digits)}{digits}{text[found.end() :]}"


def clean(text: str) -> str:
    """A text on one line, without control, bidirectional, invisible and piled-up combining characters."""
    kept: list[str] = []
    marks = 0
    for char in sound(text):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind.startswith("M") else 0
        if kind.startswith("Z") or char in "\t\n\r\v\f":
            kept.append(" ")
        elif not (kind.startswith("C") or char in _SEEN_AS_NOTHING or _is_variant(char) or marks > _MARKS_IN_A_ROW):
            kept.append(char)
    return " ".join("".join(kept).split())


def _is_variant(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def file_name(text: str) -> str:
    """A file's name as it is kept and shown: nothing in it turns the letters round or hides some."""
    return clean(text) or "tai-lieu"
