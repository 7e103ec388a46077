"""A message as tokens: words, numbers, percentages, dates, codes and marks, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlu.text import fold

LONGEST = 4096
_TOKEN = re.compile(
    r"(?P<newline>\n)"
    r"|(?P<code>(?<!\w)\d+(?:/\d{4})?/[^\W\d_][\w&]*(?:-[^\W\d_][\w&]*)*)"
    r"|(?P<date>(?<![\w/.,])(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}-\d{1,2}-\d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}/\d{1,2})"
    r"(?![\w/]|[.,]\d))"
    r"|(?P<percent>(?:(?<![\w.,%/])[-–−](?=\d))?(?<![\d.,/])\d+(?:[.,]\d+)?\s?%)"
    r"|(?P<number>\d+(?![^\W\d_]))"
    r"|(?P<mixed>\d+[^\W\d_]\w*)"
    r"|(?P<word>(?<!\w)(?:n[./]v[uụ]?|[kvđdtb][./](?:kh[aă]n|m[aắ]c|ngh[iị]|xu[aấ]t|đ[oộ]|do|c[aá]o|qu[aả]))(?![^\W\d_])|[^\W\d_]+(?:&[^\W\d_]+)*)"
    r"|(?P<mark>\S)"
)
_GLUED = re.compile(r"^(\d+)(xong|đã|da|chưa|chua|vướng|vuong)$", re.IGNORECASE)
_SIGNS = {"number": "<n>", "percent": "<p>", "date": "<d>", "code": "<c>", "newline": "\n"}
_DASHES = "-–—−"
_HOOK, _TILDE = "\u0309", "\u0303"  # people mix up hỏi and ngã


@dataclass(slots=True)
class Token:
    """One token: `text` folded (a sign such as <n> for what is no word), `typed` in lower case, its span and kind.

    `begins` are the kinds of cues that have a way of saying with this first word.
    """

    text: str
    typed: str
    start: int
    end: int
    kind: str
    begins: frozenset[str] = frozenset()

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation or a line's end."""
        return self.kind in ("mark", "newline")


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens of a message, with the text that they stand in."""

    source: str
    tokens: Sequence[Token]

    def typed(self, start: int, end: int) -> str:
        """The text from one token to before another, as written."""
        return self.source[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def spoken(self, start: int, stop: int) -> tuple[str, list[int]]:
        """The tokens' words as meant, spaced as written, and where each of them ends."""
        text, ends = "", list[int]()
        for place in range(start, stop):
            parted = place > start and self.tokens[place].start != self.tokens[place - 1].end
            text += " " * parted + self.tokens[place].typed
            ends.append(len(text))
        return text, ends

    def touches(self, place: int) -> bool:
        """Whether a token stands right after the one before it, without space."""
        return place > 0 and self.tokens[place - 1].end == self.tokens[place].start


def clean(text: str) -> str:
    """The text of a message as it is read: composed letters, no control or direction characters, 4,096 at most."""
    composed = unicodedata.normalize("NFC", text[:LONGEST])
    if composed.isprintable():
        return composed
    return "".join(c if c.isprintable() or c == "\n" or _joins(c) else " " for c in composed)


def _joins(char: str) -> bool:
    return char == "\u200d"  # holds an emoji together


def split(source: str) -> list[Token]:
    """The tokens of a cleaned text."""
    lower = source.lower()
    if len(lower) != len(source):  # a letter whose small form is longer
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in source)
    tokens: list[Token] = []
    for found in _TOKEN.finditer(lower):
        kind, typed = found.lastgroup or "mark", found[0]
        if kind == "percent" and _is_odd(lower, found.start(), found.end()):
            kind = "odd"
        glued = _GLUED.match(typed) if kind == "mixed" else None
        if glued:
            middle = found.start() + len(glued[1])
            tokens.append(Token("<n>", glued[1], found.start(), middle, "number"))
            tokens.append(Token(fold(glued[2]), glued[2], middle, found.end(), "word"))
        else:
            tokens.append(Token(_SIGNS.get(kind) or fold(typed), typed, found.start(), found.end(), kind))
    return tokens


def _is_odd(text: str, start: int, end: int) -> bool:
    """Whether a percentage is negative or an end of a range ("-5%", "60-70%", "60%-70%")."""
    if text[start] in _DASHES or (start and text[start - 1] in _DASHES):
        return True
    return text[end : end + 1] in tuple(_DASHES) and text[end + 1 : end + 2].isdigit()


@lru_cache(maxsize=4096)
def marks(word: str) -> frozenset[str]:
    """The diacritics of a word in lower case; hỏi and ngã count as one."""
    apart = unicodedata.normalize("NFD", word).replace(_TILDE, _HOOK)
    return frozenset(c for c in apart if c == "đ" or unicodedata.combining(c))


@lru_cache(maxsize=16384)
def fits(typed: str, meant: str) -> bool:
    """Whether a word may have been typed for another: the same letters, and no diacritics but the other's."""
    return typed == meant or (fold(typed) == fold(meant) and marks(typed) <= marks(meant))
