"""How tasks stand by the ledger: the newest received row counts, and a newer one that is not received is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from progress.chat.context import Context
from progress.duties import SATISFIES, Duty
from progress.model import Period, Report
from progress.plan import Plan
from progress.store.standings import Counts


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
    if period:
        newest = ledger.newest(document, unit=unit, task=task, period=period.id)
        received = ledger.accepted(document, unit=unit, task=task, period=period.id)
    else:
        newest = ledger.latest("newest", document, unit=unit, task=task)
        received = ledger.latest("received", document, unit=unit, task=task)
    known = {(r.task, r.unit): r for r in received if r.kind == "lead"}
    rows = sorted((r for r in newest if r.kind == "lead"), key=lambda r: (r.task, r.unit))
    return [Standing(r.task, r.unit, known.get((r.task, r.unit)), r) for r in rows]


@dataclass
class Tally:
    """What a unit owes and has sent in a period: its tasks by what became of their reports."""

    unit: str
    missing: list[Duty] = field(default_factory=list)
    rows: list[Report] = field(default_factory=list)  # newest lead rows that were not withdrawn
    contributions: list[Report] = field(default_factory=list)

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


def tally_of(context: Context, plan: Plan, period: Period, unit: str) -> Tally:
    """A unit's tally of a period."""
    rows = context.store.ledger.newest(plan.document.id, unit=unit, period=period.id)
    rows = [row for row in rows if row.state != "withdrawn"]
    leads = [row for row in rows if row.kind == "lead"]
    reported = {row.task for row in leads}
    missing = [duty for duty in context.duties(plan, period, unit) if duty.task.number not in reported]
    return Tally(unit, missing, leads, [row for row in rows if row.kind != "lead"])


def counts_of(
    context: Context, plan: Plan, period: Period, order: Iterable[str], tasks: Collection[int] = ()
) -> list[Counts]:
    """How many reports each unit owes and has sent in a period; of some tasks only where they are given.

    Units come in the order given, then the others.
    """
    place = {unit: n for n, unit in enumerate(order)}
    found = context.store.standings.counts(plan.document.id, period.id, tasks)
    return sorted((c for c in found if c.total), key=lambda c: place.get(c.unit, len(place)))
