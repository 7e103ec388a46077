"""From the words of an answer to Telegram's HTML, in pieces that fit a message.

Text is parsed before it is cut, so no tag is ever cut; nothing is left out and nothing is added.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import escape
from itertools import accumulate

LIMIT = 4096
"""UTF-16 units that a message may have, tags not counted."""

BLANK = "…"
"""Shown for a text without a visible character, which Telegram would refuse."""

_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_BORDERS = ("\n\n", "\n", " ")

Spans = list[tuple[int, int]]


def render(text: str, limit: int = LIMIT) -> list[str]:
    """Turn a text with **strong** marks into balanced HTML, in as few pieces as its borders allow."""
    plain, strong = parse(text)
    if not plain.strip():
        return [BLANK]
    pieces = list(_pieces(plain, limit))
    return [_html(plain, strong, start, end) for start, end in pieces if plain[start:end].strip()]


def parse(text: str) -> tuple[str, Spans]:
    """Take the marks out of a text; give what is seen, and where it is strong."""
    seen: list[str] = []
    strong: Spans = []
    length = last = 0
    for match in _STRONG.finditer(text):
        before, inner = text[last : match.start()], match[1]
        seen += (before, inner)
        length += len(before)
        strong.append((length, length + len(inner)))
        length, last = length + len(inner), match.end()
    seen.append(text[last:])
    return "".join(seen), strong


def utf16_length(text: str) -> int:
    """Count as Telegram counts."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _pieces(plain: str, limit: int) -> Iterator[tuple[int, int]]:
    """Cut at the last paragraph, line or word that still fits; inside a word only where there is no border."""
    if 2 * len(plain) <= limit or utf16_length(plain) <= limit:
        yield 0, len(plain)
        return
    units = list(accumulate((1 + (character > "\uffff") for character in plain), initial=0))
    start = 0
    while units[-1] - units[start] > limit:
        furthest = bisect_right(units, units[start] + limit) - 1
        end = _border(plain, start, furthest)
        yield start, end
        start = end
    yield start, len(plain)


def _border(plain: str, start: int, furthest: int) -> int:
    """Find the best place to cut; a better kind of border counts only if it does not waste half the message."""
    for border in _BORDERS:
        found = plain.rfind(border, start, furthest)
        if found > start + (furthest - start) // 2:
            return found + len(border)
    return furthest


def _html(plain: str, strong: Spans, start: int, end: int) -> str:
    parts: list[str] = []
    last = start
    for first, after in strong:
        first, after = max(first, start), min(after, end)  # noqa: PLW2901  # the part of the span in this piece
        if first >= after:
            continue
        parts += (escape(plain[last:first], quote=False), "<b>", escape(plain[first:after], quote=False), "</b>")
        last = after
    parts.append(escape(plain[last:end], quote=False))
    return "".join(parts)
