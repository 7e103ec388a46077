"""An Ask as JSON, there and back: what is asked is a value that can be written down (docs/ask-schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, TypeVar, get_args

from kb.asking.query import Condition, Point, Query, QueryKind, State

Value = Query | Condition | Point | State
_NESTED: dict[str, type[Value]] = {
    "where": Condition,
    "bounds": Condition,
    "options": Query,
    "points": Point,
    "query": Query,
}
_DAYS = ("day", "last")
Kind = TypeVar("Kind", bound=Value)


def as_json(value: Value) -> dict[str, Any]:
    """A question, a condition or the state of a talk as an object of JSON, without what is empty."""
    found: dict[str, Any] = {}
    for field in fields(value):
        own = getattr(value, field.name)
        if own != (field.default if field.default is not MISSING else ...):
            found[field.name] = _plain(own)
    return found


def _plain(own: Any) -> Any:
    if isinstance(own, date):
        return own.isoformat()
    if isinstance(own, Value):
        return as_json(own)
    return [_plain(item) for item in own] if isinstance(own, tuple) else own


def from_json(kind: type[Kind], found: Mapping[str, Any]) -> Kind:
    """A value of a kind from its JSON. Raises ValueError for what is none."""
    names = {field.name for field in fields(kind)}
    if not names.issuperset(found) or (kind is Query and found.get("kind") not in get_args(QueryKind)):
        raise ValueError(f"no {kind.__name__}: {found.get('kind')!r}")
    try:
        return kind(**{name: _value(name, own) for name, own in found.items()})
    except (TypeError, KeyError) as error:
        raise ValueError(f"no {kind.__name__}") from error


def _value(name: str, own: Any) -> Any:
    if name in _DAYS and isinstance(own, str):
        return date.fromisoformat(own)
    if isinstance(own, list):
        nested = _NESTED.get(name)
        return tuple(from_json(nested, item) if nested else _value("", item) for item in own)
    if isinstance(own, dict):
        return from_json(_NESTED[name], own)
    return own
