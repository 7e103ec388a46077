"""How tasks stand by the ledger: the newest received row counts, and a newer one that is not received is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from progress.chat.context import Context
from progress.duties import SATISFIES, Duty
from progress.model import Period, Report
from progress.plan import Plan

Key = tuple[int, str]  # a task and a unit


@dataclass(frozen=True, slots=True)
class Standing:
    """What a unit has said of a task: the newest received row, and the newest one where that is another."""

    task: int
    unit: str
    received: Report | None
    newest: Report

    @property
    def counts(self) -> Report | None:
        """The row that says how the task stands: the received one, else what was sent and not withdrawn."""
        sent = self.newest if self.newest.state != "withdrawn" else None
        return self.received or sent

    @property
    def newer(self) -> Report | None:
        """A row that came after the one that counts."""
        return self.newest if self.counts is not None and self.newest.id != self.counts.id else None


def standings(
    context: Context, plan: Plan, *, unit: str | None = None, task: int | None = None, period: Period | None = None
) -> list[Standing]:
    """How the tasks stand of which something was sent by their leads, by task and unit; in one period where given."""
    ledger, document = context.store.ledger, plan.document.id
    newest = _latest(ledger.newest(document, unit=unit, task=task), period)
    received = _latest(ledger.accepted(document, unit=unit, task=task), period)
    return [Standing(*key, received.get(key), row) for key, row in sorted(newest.items())]


def _latest(rows: Iterable[Report], period: Period | None) -> dict[Key, Report]:
    leads = (r for r in rows if r.kind == "lead" and (period is None or r.period.id == period.id))
    return {(r.task, r.unit): r for r in sorted(leads, key=lambda r: (r.period.due, r.revision))}


@dataclass
class Tally:
    """What a unit owes and has sent in a period: its tasks by what became of their reports."""

    unit: str
    missing: list[Duty] = field(default_factory=list)
    rows: list[Report] = field(default_factory=list)  # newest lead rows that were not withdrawn
    contributions: list[Report] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of its tasks are missing, sent, returned, accepted."""
        named = {state: len(self.of(state)) for state in ("sent", "returned", "accepted")}
        return {"missing": len(self.missing), **named}

    @property
    def sent(self) -> int:
        """How many reports are sent or received."""
        return len([r for r in self.rows if r.state in SATISFIES])

    @property
    def total(self) -> int:
        """How many reports there are or should be."""
        return len(self.missing) + len(self.rows)

    def of(self, state: str) -> list[Report]:
        """The rows in a state."""
        return [r for r in self.rows if r.state == state]


def tallies(duties: Sequence[Duty], rows: Iterable[Report], units: Iterable[str] = ()) -> dict[str, Tally]:
    """Each unit's tally of a period, in the order of `units`, then of the duties and of the newest rows."""
    found = {unit: Tally(unit) for unit in units}
    reported: set[Key] = set()
    for row in rows:
        tally = found.setdefault(row.unit, Tally(row.unit))
        if row.state == "withdrawn":
            continue
        if row.kind == "lead":
            reported.add((row.task, row.unit))
            tally.rows.append(row)
        else:
            tally.contributions.append(row)
    for duty in duties:
        if (duty.task.number, duty.unit) not in reported:
            found.setdefault(duty.unit, Tally(duty.unit)).missing.append(duty)
    return {unit: tally for unit, tally in found.items() if tally.total or tally.contributions}
