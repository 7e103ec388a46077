"""What people type about themselves, made safe to show and keep: pure functions, no store."""

from __future__ import annotations

import unicodedata
from datetime import date

from nlu.text import fold, squeeze
from progress.model import Role
from progress.wording import people as words

NAME, POSITION, UNIT, ABBREVIATION, SHORT = 60, 100, 120, 20, 60
"""The most letters of each."""
SHORTEST = 2  # letters
_MARKS_IN_A_ROW = 2
_SEEN_AS_NOTHING = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_NAME_SIGNS = frozenset(" .'’-–")
_TEXT_SIGNS = frozenset(" .,'’-–/&()+:;")
_ROLES: dict[str, Role] = {fold(label): role for role, label in words.ROLE.items()}
_ADDRESSES = {"anh": "anh", "chi": "chị", "bo qua": "", "khong": "", "": ""}


class UnfitError(ValueError):
    """What was typed cannot be kept; the message is in Vietnamese and says what can."""


def clean(text: str) -> str:
    """A text on one line, without control, bidirectional, invisible and piled-up combining characters."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind.startswith("M") else 0
        if kind.startswith("Z") or char in "\t\n\r\v\f":
            kept.append(" ")
        elif not (kind.startswith("C") or char in _SEEN_AS_NOTHING or _is_variant(char) or marks > _MARKS_IN_A_ROW):
            kept.append(char)
    return squeeze("".join(kept))


def read_name(text: str) -> str:
    """A person's name; raises UnfitError."""
    return _fit(text, NAME, _NAME_SIGNS, words.NAME, digits=False)


def read_position(text: str) -> str:
    """A position; raises UnfitError."""
    return _fit(text, POSITION, _TEXT_SIGNS, words.POSITION)


def read_text(text: str, longest: int, what: str) -> str:
    """A unit's name, an abbreviation, a task's short name; raises UnfitError."""
    return _fit(text, longest, _TEXT_SIGNS, what)


def read_address(text: str) -> str | None:
    """How somebody wants to be addressed: "anh", "chị" or "" for neither; None for other words."""
    return _ADDRESSES.get(fold(clean(text)))


def read_role(text: str) -> Role | None:
    """A role by its label, whatever its case and diacritics."""
    return _ROLES.get(fold(clean(text)))


def read_day(text: str) -> date:
    """A day as 1/10/2019 or 2019-10-01; raises UnfitError."""
    text = clean(text)
    parts = text.split("/")[::-1] if "/" in text else text.split("-")
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise UnfitError(words.unfit_day(text[:20])) from None


def cells(text: str) -> list[str]:
    """The parts of a line that stand between pipes, cleaned."""
    return [clean(part) for part in text.split("|")]


def _fit(text: str, longest: int, signs: frozenset[str], what: str, *, digits: bool = True) -> str:
    text = clean(text[: longest * 20])
    odd = next((char for char in text if not _is_allowed(char, signs, digits=digits)), "")
    if odd or (text and not text[0].isalnum()):
        raise UnfitError(words.unfit_sign(what, text, odd or text[0]))
    if len(text) > longest:
        raise UnfitError(words.unfit_length(what, longest))
    if sum(char.isalpha() for char in text) < SHORTEST:
        raise UnfitError(words.unfit_shortness(what, text, SHORTEST))
    return text


def _is_allowed(char: str, signs: frozenset[str], *, digits: bool) -> bool:
    return (
        char.isalpha() or char in signs or unicodedata.category(char).startswith("M") or (digits and char.isdecimal())
    )


def _is_variant(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
