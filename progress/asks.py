"""What is asked of the ledger, as a value that composes and that JSON can hold: of what, under which conditions.

Every condition is read by itself (`composing`) and carried out by itself (`carrying_out`), so that any go together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Subject = Literal["task", "unit", "group", "report"]
Order = Literal["", "most", "least", "each"]
ConditionKind = Literal[
    "unit", "group", "number",  # whose, and which tasks: full names, numerals, numbers
    "status",  # how it stands: a status, or "unfinished"
    "percent",  # `op` over, least, under, most, exactly
    "difficulty",
    "sent", "unsent",  # in a period
    "nobody",  # none of a task's units has sent
    "late",  # sent after the due day, or not sent when it has passed
    "waiting", "accepted", "returned",  # what became of the report
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quarter:
    """The period that is meant: by its quarter and perhaps year, or so many periods from the one due next."""

    quarter: int | None = None
    year: int | None = None
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on what a unit has to report, or has reported, of a task; several conditions all hold."""

    kind: ConditionKind
    values: tuple[str, ...] = ()
    op: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question on the ledger: which tasks, units, groups or reports meet the conditions, or how many do, by each."""

    of: Subject
    where: tuple[Condition, ...] = ()
    order: Order = ""
    count: bool = False
    quarter: Quarter | None = None
    mine: bool = False  # the asker's own units

    def of_kind(self, kind: ConditionKind) -> Condition | None:
        """The condition of a kind."""
        return next((one for one in self.where if one.kind == kind), None)


def as_json(ask: Ask) -> dict[str, Any]:
    """A question as an object of JSON, without what is empty."""
    found = {name: value for name, value in asdict(ask).items() if value}
    if ask.where:
        found["where"] = [{name: value for name, value in asdict(one).items() if value} for one in ask.where]
    return found


def from_json(found: Mapping[str, Any]) -> Ask:
    """A question from its JSON. Raises ValueError for what is none."""
    try:
        where = tuple(
            Condition(one["kind"], tuple(map(str, one.get("values", ()))), one.get("op", ""))
            for one in found.get("where", ())
        )
        quarter = Quarter(**found["quarter"]) if found.get("quarter") else None
        ask = Ask(**{**found, "where": where, "quarter": quarter})
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no Ask") from error
    kinds = {one.kind for one in where}
    if ask.of not in get_args(Subject) or ask.order not in get_args(Order) or kinds - set(get_args(ConditionKind)):
        raise ValueError(f"no Ask: {ask.of!r}")
    return ask
