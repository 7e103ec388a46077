"""Numbers below a hundred and simple shares that are spelled out: "mười ba", "ba lăm", "bảy chục", "ba phần tư"."""

from __future__ import annotations

import re

from nlu.spelling import loose_pattern

DIGITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_ONE = f"(?:{'|'.join(DIGITS)})"
NUMERAL = (
    rf"(?:một trăm|mười(?: {_ONE})?|{_ONE} (?:mươi|chục|mười)(?: {_ONE})?"
    rf"|(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín) {_ONE}|{_ONE})"
)
"""A pattern, to be made loose, for a spelled-out number; "hai hai" is 22."""
_NUMERAL = loose_pattern(rf"{NUMERAL}(?!\w)")
_SPAN = loose_pattern(rf"(?:{_ONE})(?: ,)? {_ONE} (?:mươi|chục)(?!\w)")
_VALUES = [(loose_pattern(word), value) for word, value in DIGITS.items()]
_TENS = loose_pattern("mươi|chục|mười")
_HALF = loose_pattern(r"(?:một |1 )?(?:nửa|phân nửa)(?!\w)")
_SHARE = loose_pattern(rf"(?P<part>{_ONE}|\d) phần (?P<whole>{_ONE}|mười|10|\d)(?!\w)")
_WHOLE = 100


def numeral_at(text: str) -> tuple[int, int] | None:
    """The number that a text begins with in words and how many letters say so; None for none, or for a span."""
    found = _NUMERAL.match(text)
    return (value_of(found[0]), found.end()) if found and not _SPAN.match(text) else None


def span_at(text: str) -> int:
    """How many letters say a span of tens ("bảy tám chục"), 0 where a text begins with none."""
    found = _SPAN.match(text)
    return found.end() if found else 0


def value_of(words: str) -> int:
    """The value of a spelled-out number below a hundred, or of digits."""
    if words.strip().isdigit():
        return int(words)
    parts = words.split()
    if parts[-1][-1] == "m" and len(parts) == 2 and parts[1].startswith("tr"):
        return _WHOLE
    values = [_value(part) for part in parts]
    if len(parts) == 1:
        return values[0]
    if _TENS.fullmatch(parts[0]):
        return 10 + values[1]
    return 10 * values[0] + (0 if _TENS.fullmatch(parts[1]) and len(parts) == 2 else values[-1])


def share_at(text: str) -> tuple[int, int] | None:
    """The percentage that a text begins with as a share ("ba phần tư", "một nửa", "2/3"), and its letters."""
    if found := _HALF.match(text):
        return 50, found.end()
    found = _SHARE.match(text)
    if not found:
        return None
    part, whole = value_of(found["part"]), value_of(found["whole"])
    return (round(_WHOLE * part / whole), found.end()) if 0 < part < whole else None


def _value(word: str) -> int:
    if _TENS.fullmatch(word):
        return 10
    return next(value for pattern, value in _VALUES if pattern.fullmatch(word))


def digits_of(text: str) -> list[int]:
    """The plain numbers of a text."""
    return [int(n) for n in re.findall(r"\d+", text)]


def is_well_spelled(word: str) -> bool:
    """Whether a word is a number below eleven with all of its diacritics."""
    return word in DIGITS or word == "mười"
