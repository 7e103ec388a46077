"""What people type about themselves, made safe to show and keep: pure functions, no store."""

from __future__ import annotations

import unicodedata
from datetime import date

from conversation.cleaning import clean
from nlu.text import fold
from progress.model import Role
from progress.wording import people as words

NAME, POSITION, UNIT, ABBREVIATION, SHORT = 60, 100, 120, 20, 60
"""The most letters of each."""
SHORTEST = 2  # letters
_NAME_SIGNS = frozenset(" .'’-–")
_TEXT_SIGNS = frozenset(" .,'’-–/&()+:;")
_ROLES: dict[str, Role] = {fold(label): role for role, label in words.ROLE.items()}
ADDRESSES = {"anh": "anh", "chi": "chị", "none": ""}
"""How somebody may be addressed, by the end of a button's token."""
_ADDRESSES = {"anh": "anh", "chi": "chị", "bo qua": "", "khong": "", "": ""}


class UnfitError(ValueError):
    """What was typed cannot be kept; the message is in Vietnamese and says what can."""


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
