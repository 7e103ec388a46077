"""Conditions on tasks as a model writes them, each kind with what it must have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kb.asking.desk import Desk
from kb.asking.query import Condition
from nlu.lexicon import folded_words
from reader.fields import UnreadableError, among, filled, text, texts, unit, whole
from reader.grammar import CELLS, OPS


def where_of(ask: dict[str, Any], desk: Desk) -> tuple[Condition, ...]:
    """The conditions of an Ask, each as the executor takes it."""
    given = ask.pop("where", [])
    if not isinstance(given, list) or len(given) > 8:
        raise UnreadableError("no list of conditions")
    return tuple(dict.fromkeys(_condition(filled(one), desk) for one in given))


def _condition(given: dict[str, Any], desk: Desk) -> Condition:
    kind, negated = given.pop("kind", None), given.pop("negated", False)
    if not isinstance(kind, str) or kind not in OPS or not isinstance(negated, bool):
        raise UnreadableError("a condition that the grammar has not")
    values, role, op = texts(given, "values"), text(given, "role"), text(given, "op") or ""
    if given or (role is not None and role not in CELLS):
        raise UnreadableError("a condition with a field that it has not")
    op = op or {"unit": "any", "period": "in"}.get(kind, "")
    return _CONDITIONS[kind](Condition(kind, values, role, among([op], OPS[kind])[0], negated), desk)


def _of_unit(own: Condition, desk: Desk) -> Condition:
    if not own.values or own.role not in (None, "lead", "coord"):
        raise UnreadableError("a unit's condition without a unit")
    names = tuple(dict.fromkeys(unit(name, desk).name for name in own.values))
    return Condition("unit", names, own.role, own.op, own.negated)


def _of_group(own: Condition, desk: Desk) -> Condition:
    if not own.values or own.role:
        raise UnreadableError("a group's condition without a group")
    return own


def _of_number(own: Condition, desk: Desk) -> Condition:
    if not own.values or own.role:
        raise UnreadableError("a condition on numbers without one")
    return Condition(own.kind, tuple(str(whole(value)) for value in own.values), negated=own.negated)


def _of_words(own: Condition, desk: Desk) -> Condition:
    own = _of_number(own, desk)
    if any(int(value) not in desk.document.by_number for value in own.values):
        raise UnreadableError("a task that there is not")
    return own


def _of_period(own: Condition, desk: Desk) -> Condition:
    written = {p.text for t in desk.document.tasks for p in t.periods}
    spans = (value.replace(" ", "").replace("–", "-") if value[:1].isdigit() else value for value in own.values)
    values = tuple(spans)
    if own.role or any(not (v in written or _is_span(v)) for v in values) or (not values and own.op != "one"):
        raise UnreadableError("a period that there is not")
    return Condition("period", () if own.op == "one" else values, None, own.op, own.negated)


def _is_span(text: str) -> bool:
    years = text.split("-")
    return len(years) <= 2 and all(len(y) == 4 and y.isascii() and y.isdigit() for y in years)


def _of_cell(own: Condition, desk: Desk) -> Condition:
    if own.role is None or (own.op in ("says", "is", "waits") and own.role not in ("product", "note")):
        raise UnreadableError("a cell's condition without a cell")
    if own.op in ("empty", "filled"):
        return Condition("cell", (), own.role, own.op, own.negated)
    words = folded_words(" ".join(own.values))
    if not words and own.op != "waits":
        raise UnreadableError("a cell's condition without words")
    phrase = (" ".join(words),) if words else ()
    return Condition("cell", tuple(words) if own.op == "says" else phrase, own.role, own.op, own.negated)


def _of_units(own: Condition, desk: Desk) -> Condition:
    if own.role not in ("lead", "coord"):
        raise UnreadableError("a count of units without a column")
    if own.op in ("most", "fewest"):
        return Condition("units", (), own.role, own.op, own.negated)
    if not own.values:
        raise UnreadableError("a count of units without a number")
    names = tuple(unit(name, desk).name for name in own.values[1:])
    return Condition("units", (str(whole(own.values[0])), *names), own.role, own.op, own.negated)


_CONDITIONS: dict[str, Callable[[Condition, Desk], Condition]] = {
    "unit": _of_unit,
    "group": _of_group,
    "number": _of_number,
    "words": _of_words,
    "period": _of_period,
    "cell": _of_cell,
    "units": _of_units,
}
