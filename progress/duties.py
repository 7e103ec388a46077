"""Who owes what in a period: one pure function, which chat, reminders and the quarter's report all ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kb.model import Period as Phase
from kb.model import Task
from progress.model import Period, Status
from progress.plan import Plan

SATISFIES = frozenset({"sent", "accepted"})


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit owes a report on a task in a period; `phase` is the one that the report is about."""

    unit: str
    task: Task
    period: Period
    phase: Phase


class Received(Protocol):
    """A received row of a lead: all that duties hang on."""

    @property
    def task(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def period(self) -> Period: ...
    @property
    def status(self) -> Status | None: ...


def owed(
    plan: Plan, period: Period, received: Iterable[Received], units: Collection[str] = (), tasks: Collection[int] = ()
) -> list[Duty]:
    """What every unit owes in a period, by task and unit, whether sent or not; of some units or tasks where given.

    A task is owed by each lead while one of its phases has begun by the end of the period's data window and no
    hoàn thành of that phase has been received: the window meets the phase, or the phase has ended unfinished (issue 3,
    "Periods and duties"). `received` are received rows of any period; those of later periods change nothing.
    """
    done = _finished(plan, period, received)
    duties = []
    for task in plan.document.tasks:
        if tasks and task.number not in tasks:
            continue
        phases = [phase for phase in plan.phases(task) if phase.start and phase.start <= period.end]
        leads = [one for one in plan.leads(task, period.end) if not units or one in units]
        for lead in dict.fromkeys(holder(plan, one, period) for one in leads):
            left = [phase for n, phase in enumerate(phases) if n > done.get((task.number, lead), -1)]
            if left:
                duties.append(Duty(lead, task, period, left[-1]))
    return duties


def _finished(plan: Plan, period: Period, received: Iterable[Received]) -> dict[tuple[int, str], int]:
    """The latest phase of each task and unit that stood as finished before a period; a later row may open it again."""
    done: dict[tuple[int, str], int] = {}
    earlier = [row for row in received if row.period.due < period.due]
    for row in sorted(earlier, key=lambda r: r.period.due):
        task = plan.task(row.task)
        if task is not None:
            phase = phase_index(plan, task, row.period)
            done[row.task, holder(plan, row.unit, period)] = phase if row.status == "done" else phase - 1
    return done


def holder(plan: Plan, unit: str, period: Period) -> str:
    """Who holds a unit's duties: while a period is open its newest successor, once it is closed who it was then."""
    return plan.units.heir(unit, date.max if period.closed is None else period.end)


def phase_index(plan: Plan, task: Task, period: Period) -> int:
    """Which phase of a task a period's report speaks of: the last that has begun by the end of its data."""
    begun = [n for n, phase in enumerate(plan.phases(task)) if phase.start and phase.start <= period.end]
    return begun[-1] if begun else 0
