"""Who owes what in a period: one pure function, which chat, reminders and the quarter's report all ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.model import Period as Phase
from kb.model import Task
from progress.model import Period, Report
from progress.plan import Plan

SATISFIES = frozenset({"sent", "accepted"})


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit owes a report on a task in a period; `phase` is the one that the report is about."""

    unit: str
    task: Task
    period: Period
    phase: Phase


def owed(plan: Plan, period: Period, received: Iterable[Report], unit: str | None = None) -> list[Duty]:
    """What every unit, or one, owes in a period, by task and unit, whether sent or not.

    A task is owed by each lead while one of its phases has begun by the end of the period's data window and no
    hoàn thành of that phase has been received: the window meets the phase, or the phase has ended unfinished (issue 3,
    "Periods and duties"). `received` are received rows of any period; those of later periods change nothing.
    """
    done = _finished(plan, period, received)
    duties = []
    for task in plan.document.tasks:
        phases = [phase for phase in plan.phases(task) if phase.start and phase.start <= period.end]
        for lead in dict.fromkeys(_holder(plan, one, period) for one in plan.leads(task, period.end)):
            left = [phase for n, phase in enumerate(phases) if n > done.get((task.number, lead), -1)]
            if left and unit in (None, lead):
                duties.append(Duty(lead, task, period, left[-1]))
    return duties


def _finished(plan: Plan, period: Period, received: Iterable[Report]) -> dict[tuple[int, str], int]:
    """The latest phase of each task and unit that stood as finished before a period; a later row may open it again."""
    done: dict[tuple[int, str], int] = {}
    earlier = [row for row in received if row.kind == "lead" and row.period.due < period.due]
    for row in sorted(earlier, key=lambda r: r.period.due):
        task = plan.task(row.task)
        if task is not None:
            phase = phase_index(plan, task, row.period)
            unit = _holder(plan, row.unit, period)
            done[row.task, unit] = phase if row.entry.status == "done" else phase - 1
    return done


def _holder(plan: Plan, unit: str, period: Period) -> str:
    """Who holds a unit's duties: while a period is open its newest successor, once it is closed who it was then."""
    return plan.units.heir(unit, date.max if period.closed is None else period.end)


def phase_index(plan: Plan, task: Task, period: Period) -> int:
    """Which phase of a task a period's report speaks of: the last that has begun by the end of its data."""
    begun = [n for n, phase in enumerate(plan.phases(task)) if phase.start and phase.start <= period.end]
    return begun[-1] if begun else 0


def missing(plan: Plan, duties: Iterable[Duty], newest: Iterable[Report]) -> list[Duty]:
    """The duties that no sent or received row satisfies; one that was asked for more does not.

    What a unit sent before it was renamed or merged counts for its successor.
    """
    met = {
        (_holder(plan, r.unit, r.period), r.task, r.period.id)
        for r in newest
        if r.kind == "lead" and r.state in SATISFIES
    }
    return [d for d in duties if (d.unit, d.task.number, d.period.id) not in met]


def period_for(
    unit: str, task: int, open_periods: Sequence[Period], still_owed: Iterable[Duty], due_next: Period
) -> Period:
    """Which period a report on a task goes to: the oldest open one for which the unit still owes it, else the next."""
    owing = {d.period.id for d in still_owed if d.unit == unit and d.task.number == task}
    return next((p for p in open_periods if p.id in owing), due_next)
