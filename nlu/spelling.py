"""Words that may be typed with fewer diacritics than they have, but never with other ones ("đầu" is no "đâu")."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import cache

_SPARES = "\u0301\u0300\u0309\u0303\u0323\u0302\u0306\u031b"  # the marks of Vietnamese


def loose(pattern: str) -> str:
    """A pattern in which each letter with diacritics also stands for the letter with some of them, or none."""
    return "".join(_letter(char) for char in unicodedata.normalize("NFC", pattern))


def loose_pattern(pattern: str) -> re.Pattern[str]:
    """A loose pattern, compiled; a space in it is any run of spaces, " ?" perhaps none."""
    return re.compile(loose(pattern).replace(" ?", r"\s*").replace(" ", r"\s+"))


def plain(text: str) -> str:
    """A lower-case text without diacritics."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(char for char in apart if not unicodedata.combining(char))


@cache
def _letter(char: str) -> str:
    if char == "đ":
        return "[đd]"
    base, marks = unicodedata.normalize("NFD", char)[0], unicodedata.normalize("NFD", char)[1:]
    if not marks or not all(m in _SPARES for m in marks):
        return char
    some = (c for size in range(len(marks) + 1) for c in itertools.combinations(marks, size))
    return f"[{''.join(dict.fromkeys(unicodedata.normalize('NFC', base + ''.join(one)) for one in some))}]"
