"""Abbreviations that a text explains itself ("Internet kết nối vạn vật (IoT)") or writes out elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.model import Document
from nlu.lexicon import Lexicon
from nlu.text import fold, squeeze

_IN_BRACKETS = re.compile(r"([^,;:().]{3,80}?)\s*\(([A-Za-zĐđ&]{2,12}(?: [A-Z][a-zA-Z]+)?)\)")


@dataclass(frozen=True, slots=True)
class Gloss:
    """A short form, what it stands for as the text writes it, and where."""

    short: str
    full: str
    addresses: tuple[str, ...]


def read_glossary(document: Document, lexicon: Lexicon) -> dict[str, Gloss]:
    """Short forms (in lower case) and what they stand for in this document."""
    found: dict[str, Gloss] = {}
    for passage in document.passages:
        for match in _IN_BRACKETS.finditer(passage.text):
            full = _full(match[1], match[2])
            key = match[2].lower()
            if full and key in found:
                found[key] = Gloss(match[2], found[key].full, (*found[key].addresses, passage.address))
            elif full:
                found[key] = Gloss(match[2], full, (passage.address,))
    text = {p.address: fold(p.text) for p in document.passages}
    for token, ways in lexicon.short.items():
        if token not in found and len(token) >= 3 and token not in lexicon.syllables:
            for words in ways:
                phrase = " ".join(words)
                places = tuple(a for a, t in text.items() if phrase in t)
                if places and "".join(w[0] for w in words) == token:
                    found[token] = Gloss(token.upper(), _as_written(document, places[0], phrase), places[:3])
                    break
    return found


def _full(before: str, short: str) -> str | None:
    """The words before a bracket that it shortens: by initials, or back to "như" or the clause's start."""
    words = before.split()
    letters = [c for c in fold(short) if c.isalpha()]
    for count in range(len(letters), len(words) + 1):
        initials = [fold(w)[0] for w in words[-count:] if fold(w) != "va"]
        if initials == letters:
            return " ".join(words[-count:])
    if short.isupper() and len(short) > 3:
        return None
    text = squeeze(re.split(r"\bnhư\b|\btừ\b", before)[-1])
    return text if text and len(text.split()) <= 7 and not short.islower() else None


def _as_written(document: Document, address: str, phrase: str) -> str:
    text = document.by_address[address].text
    start = fold(text).index(phrase)
    return text[start : start + len(phrase)]
