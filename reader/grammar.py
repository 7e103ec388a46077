"""The grammar in which a model says what is asked: a part of Ask, with words for the model and a schema for its server.

There are no Asks of the ledger in it, and no facts: whatever comes back can only be a question put to the decision.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

KINDS = (
    "task", "find", "list", "count", "rank", "group", "groups", "target", "due", "about", "abbreviation", "dated",
    "passage", "place", "text", "duty",
)  # fmt: skip
ROW = ("lead", "coord", "when", "product", "note", "content", "number", "group", "sent_to", "all")
CELLS = ("lead", "coord", "product", "note")
TARGET = ("percent", "clause", "period", "count", "except", "all")
ABOUT = (
    "number", "date", "place", "signer", "effective", "in_force", "grounds", "recipients", "issuer", "title",
    "implements", "proposer", "executors", "articles", "kept", "replaces", "outside", "columns", "attached",
)  # fmt: skip
POINTS = (
    "due", "start", "end", "days", "late", "days_to_end", "between", "weekday", "quarter", "quarter_year", "is_due",
    "in_time", "recipient", "forwarded", "frequency",
)  # fmt: skip
HOLDS = ("nghi dinh", "nghi quyet", "thong tu", "luat", "quyet dinh", "chi thi", "van ban")
ASPECTS: dict[str, tuple[str, ...]] = {
    "task": ROW,
    "find": ("lead", "coord"),
    "list": ROW,
    "count": ("number",),
    "rank": ("lead", "coord", "count"),
    "groups": ("count",),
    "target": TARGET,
    "about": ABOUT,
    "passage": ("count", "title"),
}
OPS: dict[str, tuple[str, ...]] = {
    "unit": ("any", "all", "sole"),
    "group": ("",),
    "number": ("",),
    "period": ("in", "only", "until", "before", "from", "after", "both", "one"),
    "cell": ("empty", "filled", "says", "is", "waits"),
    "units": ("least", "exactly", "most", "fewest"),
    "words": ("",),
}
MOST_ASKS, MOST_DESCRIBED, MOST_VALUES = 6, 24, 40


def told() -> str:
    """The grammar in words, as a model is told it."""
    return Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")


def _list(items: Any, most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_TEXT: dict[str, Any] = {"type": "string", "maxLength": 400}
_CONDITION = _object(
    {
        "kind": {"enum": list(OPS)},
        "values": _list(_TEXT, MOST_VALUES),
        "role": {"enum": list(CELLS)},
        "op": {"enum": sorted({op for ops in OPS.values() for op in ops})},
        "negated": {"type": "boolean"},
    },
    "kind",
)
_POINT = _object(
    {
        "field": {"enum": list(POINTS)},
        "quarter": {"type": "integer", "minimum": 0, "maximum": 4},
        "year": {"type": "integer"},
        "day": {"type": "string", "maxLength": 10},
    },
    "field",
    "quarter",
)
_ASK = _object(
    {
        "kind": {"enum": [*KINDS, "refusal"]},
        "aspects": _list({"enum": sorted({a for each in ASPECTS.values() for a in each})}, 12),
        "tasks": _list({"type": "integer"}, MOST_VALUES),
        "groups": _list(_TEXT, 12),
        "where": _list(_CONDITION, 8),
        "pick": _list(_TEXT, 4),
        "by": {"enum": ["unit", "group"]},
        "order": {"type": "string", "maxLength": 12},
        "points": _list(_POINT, 16),
        "targets": _list({"type": "integer"}, MOST_VALUES),
        "period": {"type": "string", "maxLength": 20},
        "addresses": _list(_TEXT, 8),
        "words": {"anyOf": [_TEXT, _list(_TEXT, 12)]},
        "holds": {"enum": list(HOLDS)},
        "name": _TEXT,
        "whether": {"type": "boolean"},
    },
    "kind",
)
SCHEMA = _object(
    {
        "said": {"enum": ["yes", "no", "unclear"]},
        "asks": _list(_ASK, MOST_ASKS),
        "described": _list(_object({"words": _TEXT, "is": _TEXT}, "words", "is"), MOST_DESCRIBED),
    },
    "said",
    "asks",
)
