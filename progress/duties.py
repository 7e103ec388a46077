"""Who owes what in a period: one pure function, which chat, reminders and the quarter's report all ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple, Protocol

from kb.model import Period as Phase
from kb.model import Task
from progress.model import Period, Status
from progress.plan import Plan, phase_id

SATISFIES = frozenset({"sent", "accepted"})


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit owes a report on a task in a period; `phase` is the one that the report is about."""

    unit: str
    task: Task
    period: Period
    phase: Phase


class Received(Protocol):
    """A received row of a lead; `phase` is the id of the phase that it spoke of, where that was written down."""

    @property
    def task(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def period(self) -> Period: ...
    @property
    def status(self) -> Status | None: ...
    @property
    def completed(self) -> date | None: ...
    @property
    def phase(self) -> str: ...


class Finished(NamedTuple):
    """From a period's report on, the phases of a task up to one are done; "" where none is any more.

    `unit` is the last that goes on with the duties of those that reported.
    """

    task: int
    unit: str
    due: date
    done: str


def finished(plan: Plan, received: Iterable[Received]) -> Iterator[Finished]:
    """What received rows come to, period by period; a later row may open a phase again."""
    chains: dict[tuple[int, str], list[Received]] = {}
    for row in received:
        chains.setdefault((row.task, last_holder(plan, row.unit)), []).append(row)
    for (number, unit), rows in chains.items():
        if task := plan.task(number):
            yield from _chain(plan, task, unit, sorted(rows, key=lambda row: (row.period.due, row.unit)))


def _chain(plan: Plan, task: Task, unit: str, rows: Iterable[Received]) -> Iterator[Finished]:
    """The same of one task and of units that go on with each other's duties: of one period there may be several."""
    stood, done = dict[str, bool](), ""
    for due, of_period in groupby(rows, key=lambda row: row.period.due):
        stood |= {spoken_of(plan, task, row, done): row.status == "done" for row in of_period}
        now = max((phase for phase, is_done in stood.items() if is_done), default="")
        if now != done:
            yield Finished(task.number, unit, due, now)
            done = now


def spoken_of(plan: Plan, task: Task, row: Received, done: str) -> str:
    """The id of the phase that a row speaks of, where phases up to one were done before.

    The oldest begun one that is neither done nor settled, else the newest; a completion dated on or before a phase's
    end belongs to that one (issue 13).
    """
    if row.phase:
        return row.phase
    begun = plan.begun(task, row.period.end)
    if not begun:
        return phase_id(plan.phases(task)[0]) if plan.phases(task) else ""
    found = phase_id((plan.unsettled(task, row.period.end, done) or begun[-1:])[0])
    completed = row.completed if row.status == "done" else None
    dated = (phase_id(p) for p in begun if completed and p.end and completed <= p.end)
    return min(found, next(dated, found))


def owed(
    plan: Plan, period: Period, known: Iterable[Finished], units: Collection[str] = (), tasks: Collection[int] = ()
) -> list[Duty]:
    """What every unit owes in a period, by task and unit, whether sent or not; of some units or tasks where given.

    A task is owed by each lead while one of its phases has begun by the end of the period's data window and is neither
    settled nor received as hoàn thành: the window meets the phase, or the phase has ended unfinished (issue 3, "Periods
    and duties"). `known` says of any period what was done; later ones change nothing.
    """
    done = done_before(known, period.due)
    duties = []
    for task in plan.document.tasks:
        if tasks and task.number not in tasks:
            continue
        leads = [one for one in plan.leads(task, period.end) if not units or one in units]
        for lead in dict.fromkeys(holder(plan, one, period) for one in leads):
            left = plan.unsettled(task, period.end, done.get((task.number, last_holder(plan, lead)), ""))
            if left:
                duties.append(Duty(lead, task, period, left[0]))
    return duties


def done_before(known: Iterable[Finished], day: date) -> dict[tuple[int, str], str]:
    """Up to which phase each task of each unit was done by the reports that were due before a day."""
    earlier = [one for one in known if one.due < day]
    return {(one.task, one.unit): one.done for one in sorted(earlier, key=lambda one: one.due)}


def holder(plan: Plan, unit: str, period: Period) -> str:
    """Who holds a unit's duties: while a period is open its newest successor, once it is closed who it was then."""
    return plan.units.heir(unit, date.max if period.closed is None else period.end)


def last_holder(plan: Plan, unit: str) -> str:
    """The last unit that goes on with a unit's duties."""
    return plan.units.heir(unit, date.max)


def phase_before(plan: Plan, task: Task, period: Period) -> str:
    """The phase that rows from before issue 13 spoke of: the last that had begun by the end of the period's data."""
    found = plan.begun(task, period.end)[-1:] or plan.phases(task)[:1]
    return phase_id(found[0]) if found else ""
