"""Vietnamese text as strings: folding to plain letters, stripping the source's markup, Roman numerals, dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_MARKUP = re.compile(r"</?[a-z]+>|\*+|^#+\s*")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SPACE = re.compile(r"\s+")
_LONG_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without diacritics, đ as d; the length of NFC text is kept, letter for letter."""
    if text.isascii():
        return text.lower()
    out = []
    for char in text.lower():
        if char == "đ":
            out.append("d")
            continue
        base = unicodedata.normalize("NFD", char)[0]
        out.append(base)
    return "".join(out)


def so_spelled(own: Sequence[str | None], wanted: Sequence[str]) -> bool:
    """Whether syllables (`spelled` forms) may be the ones wanted; None where the diacritics are not known."""
    return all(mine is None or mine == other for mine, other in zip(own, wanted, strict=True))


@lru_cache(maxsize=65536)
def spelled_form(syllable: str) -> str:
    """A syllable with its diacritics, in a form that is the same wherever its tone mark was put ("hoà" and "hòa")."""
    return "".join(sorted(unicodedata.normalize("NFD", syllable)))


def squeeze(text: str) -> str:
    """One space between words, none at the ends."""
    return _SPACE.sub(" ", text).strip()


def plain(text: str) -> str:
    """Source text without its markup (bold, italics, headings, tags)."""
    return squeeze(_MARKUP.sub("", text.strip()))


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral up to XXXIX, or None where the text is none. "IIII" is none."""
    text = numeral.upper()
    if not text or any(c not in _ROMAN for c in text):
        return None
    total = 0
    for here, after in zip(text, text[1:] + " ", strict=True):
        value = _ROMAN[here]
        total += -value if _ROMAN.get(after, 0) > value else value
    return total if to_roman(total) == text else None


def to_roman(number: int) -> str:
    """A number from 1 to 89 in Roman numerals."""
    out = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            out += sign
            number -= value
    return out


def long_date(text: str) -> date | None:
    """The first "ngày 28 tháng 3 năm 2019" in a text, or None where there is none or no such day."""
    found = _LONG_DATE.search(text)
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def weekday(day: date) -> str:
    """A day's weekday as in running text: "thứ Sáu", "Chủ nhật"."""
    return _WEEKDAYS[day.weekday()]


def day_text(day: date) -> str:
    """A date as the ministry writes it in running text: 28/3/2019."""
    return f"{day.day}/{day.month}/{day.year}"
