"""A question of the built-in reader as the grammar writes it: what an example, or the talk, shows a model."""

from __future__ import annotations

from typing import Any, cast

from kb.asking.query import Condition, Query, QueryKind


def in_grammar(query: Query) -> dict[str, Any]:
    """A question of the built-in reader as the grammar writes it: an example for a model."""
    kind: QueryKind = query.kind
    found: dict[str, Any] = {"kind": kind}
    found |= {name: list(cast("tuple[object, ...]", getattr(query, name))) for name in _TOLD[kind] if name in _LISTS}
    found |= {
        name: getattr(query, name) for name in _TOLD[kind] if name not in _LISTS and name not in ("where", "points")
    }
    if "where" in _TOLD[kind]:
        found["where"] = [_told(one) for one in query.where]
    if "points" in _TOLD[kind]:
        found["points"] = [
            {"field": p.field, "quarter": p.quarter, "year": p.year, "day": p.day and p.day.isoformat()}
            for p in query.points
        ]
        found["points"] = [{n: v for n, v in point.items() if v is not None} for point in found["points"]]
    if kind == "text":
        found["words"] = " ".join(query.words)
    return {name: value for name, value in found.items() if value not in (None, "", [], False)}


def _told(own: Condition) -> dict[str, Any]:
    joined = [" ".join(own.values)] if own.kind == "cell" else list(own.values)
    told = {"kind": own.kind, "values": joined, "role": own.role, "op": own.op, "negated": own.negated}
    return {name: value for name, value in told.items() if value not in (None, "", [], [""], False)}


_LISTS = ("aspects", "tasks", "groups", "pick", "targets", "addresses", "words")
_TOLD: dict[str, tuple[str, ...]] = {
    "task": ("tasks", "aspects", "where", "whether"),
    "find": ("tasks", "aspects"),
    "list": ("where", "aspects", "pick"),
    "count": ("where", "aspects"),
    "rank": ("by", "order", "aspects", "words", "where"),
    "group": ("tasks", "groups"),
    "groups": ("groups", "aspects"),
    "target": ("targets", "aspects", "period"),
    "due": ("points",),
    "about": ("aspects", "holds", "name"),
    "abbreviation": ("name", "words"),
    "dated": ("name",),
    "passage": ("addresses", "aspects"),
    "place": ("addresses",),
    "text": ("addresses", "holds"),
    "duty": ("addresses",),
    "refusal": (),
    "greeting": (),
    "thanks": (),
    "choice": (),
}
