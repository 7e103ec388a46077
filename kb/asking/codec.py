"""An Ask as JSON, there and back: what is asked is a value that can be written down (docs/ask-schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, get_args

from kb.asking.query import Condition, Point, Query, QueryKind

Value = Query | Condition | Point
_NESTED: dict[str, type[Value]] = {"where": Condition, "options": Query, "points": Point}
_DAYS = ("day", "last")


def as_json(value: Value) -> dict[str, Any]:
    """A question or a condition as an object of JSON, without what is empty."""
    found: dict[str, Any] = {}
    for field in fields(value):
        own = getattr(value, field.name)
        if own != (field.default if field.default is not MISSING else ...):
            found[field.name] = _plain(own)
    return found


def _plain(own: Any) -> Any:
    if isinstance(own, date):
        return own.isoformat()
    if isinstance(own, Query | Condition | Point):
        return as_json(own)
    return [_plain(item) for item in own] if isinstance(own, tuple) else own


def query_from(found: Mapping[str, Any]) -> Query:
    """A question from its JSON. Raises ValueError for what is none."""
    own = _from(Query, found)
    if not isinstance(own, Query) or own.kind not in get_args(QueryKind):
        raise ValueError(f"no question: {found.get('kind')!r}")
    return own


def _from(kind: type[Value], found: Mapping[str, Any]) -> Value:
    names = {field.name for field in fields(kind)}
    if not names.issuperset(found):
        raise ValueError(f"no {kind.__name__}")
    try:
        return kind(**{name: _value(name, own) for name, own in found.items()})
    except TypeError as error:
        raise ValueError(f"no {kind.__name__}") from error


def _value(name: str, own: Any) -> Any:
    if name in _DAYS and isinstance(own, str):
        return date.fromisoformat(own)
    if isinstance(own, list):
        nested = _NESTED.get(name)
        return tuple(_from(nested, item) if nested else _value("", item) for item in own)
    return own
