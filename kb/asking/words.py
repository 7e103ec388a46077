"""An utterance as words: numbers, dates, document codes and syllables, each with its place and what stood before it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kb.text import fold

_WORD = re.compile(
    r"(?P<plain>[^\W\d_]++(?![.&]))"  # most words: tried first, it saves the other patterns
    r"|(?P<code>\d+(?:/\d{4})?/[^\W\d_][\w&]*(?:\s?-\s?[^\W\d_][\w&]*)+"
    r"|(?<![\d/])(?:3[2-9]|[4-9]\d|\d{3,4})/(?:19|20)\d\d(?![\d/]))"
    r"|(?P<address>(?:[ivx]+|pl)(?:\.(?:\d{1,2}|[a-zđ]))+(?![\w]))"
    r"|(?P<date>(?<![\d/])\d{1,2}/\d{1,2}(?:/\d{4})?(?![\d/]))"
    r"|(?P<range>(?:19|20)\d\d\s*(?:-|–|đến|den|tới|toi)\s*(?:19|20)\d\d(?!\d))"
    r"|(?P<percent>\d+(?:[.,]\d+)?\s*%)"
    r"|(?P<number>\d+)"
    r"|(?P<sign>%)"
    r"|(?P<word>[^\W\d_]+(?:&[^\W\d_]+)*)"
)
_LONGEST = 4096
ARTIFICIAL = "a.i"  # "AI" in capitals, which without them would be the word for "who"


@dataclass(slots=True)
class Word:
    """One word: `text` folded (later: as understood), `typed` as typed in lower case, its span, its kind.

    `before` is the punctuation that parts it from the word before it, "" where there is none; `capital` says that it
    was typed in capitals.
    """

    text: str
    typed: str
    start: int
    end: int
    kind: str = "word"
    before: str = ""
    capital: bool = False


def split_words(utterance: str) -> list[Word]:
    """The words of a message, at most its first 4,096 characters."""
    given = unicodedata.normalize("NFC", utterance[:_LONGEST])
    text = given.lower() if len(given.lower()) == len(given) else given
    words: list[Word] = []
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        kind = found.lastgroup or "word"
        typed = found[0]
        if kind == "plain":
            kind = "word"
        given_here = given[found.start() : found.end()]
        written = re.sub(r"\s+", "", fold(typed)) if kind in ("code", "percent") else fold(typed)
        if given_here == "AI" and not given.isupper():
            written = ARTIFICIAL
        if kind == "range":
            written = "-".join(re.findall(r"\d{4}", typed))
        words.append(
            Word(
                written,
                typed,
                found.start(),
                found.end(),
                kind,
                between.strip() and "".join(between.split()),
                given_here.isupper(),
            )
        )
        end = found.end()
    return words
