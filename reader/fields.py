"""Fields of a model's reply, each taken out of its object and looked at; what is none raises UnreadableError."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kb.asking.desk import Desk
from kb.model import Unit
from reader.grammar import ASPECTS, MOST_VALUES


class UnreadableError(ValueError):
    """A reply that is none; the message says why, without a word of the question."""


def filled(one: object) -> dict[str, Any]:
    """The fields of an object that say something: a server with a schema may write all of them."""
    if not isinstance(one, dict):
        raise UnreadableError("no object where one is wanted")
    return {name: value for name, value in one.items() if value not in (None, "", [], {}) and value is not False}


def texts(ask: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts, or one text, under a name."""
    given = ask.pop(name, [])
    given = [given] if isinstance(given, str | int) and not isinstance(given, bool) else given
    if not isinstance(given, list) or len(given) > MOST_VALUES:
        raise UnreadableError(f"{name} is no list")
    if not all(isinstance(one, str | int) and not isinstance(one, bool) and len(str(one)) <= 400 for one in given):
        raise UnreadableError(f"{name} holds what is no text")
    return tuple(dict.fromkeys(str(one).strip() for one in given))


def numbers(ask: dict[str, Any], name: str) -> tuple[int, ...]:
    """A list of whole numbers under a name."""
    return tuple(whole(text) for text in texts(ask, name))


def whole(text: object) -> int:
    """A whole number of four figures at most."""
    if isinstance(text, bool) or not str(text).isascii() or not str(text).isdigit() or len(str(text)) > 4:
        raise UnreadableError("no number where one is wanted")
    return int(str(text))


def text(ask: dict[str, Any], name: str) -> str | None:
    """One text under a name, or None."""
    found = texts(ask, name)
    if len(found) > 1:
        raise UnreadableError(f"{name} is no single text")
    return found[0] if found else None


def among(found: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Values, all of which the grammar must have."""
    if not set(found) <= set(known):
        raise UnreadableError("a value that the grammar has not")
    return tuple(found)


def aspects_of(ask: dict[str, Any], kind: str) -> tuple[str, ...]:
    """The fields that an Ask of a kind asks for."""
    return among(texts(ask, "aspects"), ASPECTS[kind])


def unit(name: str, desk: Desk) -> Unit:
    """A unit by any of its names."""
    found = desk.directory.find(name) or desk.unit_of(name)
    if found is None:
        raise UnreadableError("a unit that there is not")
    return found


def existing(addresses: Sequence[str], desk: Desk) -> tuple[str, ...]:
    """Addresses, all of which the decision must have."""
    if not addresses or any(a not in desk.document.by_address for a in addresses):
        raise UnreadableError("an address that there is not")
    return tuple(addresses)


def day_of(given: object) -> date | None:
    """A day, written as ISO has it."""
    if given is None:
        return None
    try:
        day = date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise UnreadableError("a day that there is not")
    return day
