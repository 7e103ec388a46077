"""Somebody who asks how things stand, with a plan on a day; what is open to them is decided in progress.rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kb.model import Period as Phase
from kb.model import Task
from progress import rights
from progress.chat.context import Context
from progress.duties import last_holder
from progress.model import Period, Person, Report
from progress.plan import Plan


@dataclass(frozen=True)
class Reader:
    """Made anew with each message and each press; `person` is None for one who has not registered."""

    context: Context
    plan: Plan
    person: Person | None
    today: date
    _levels: dict[tuple[int, str], rights.Level | None] = field(default_factory=dict, repr=False)

    @property
    def reads_all(self) -> bool:
        """Whether the whole ledger is open: for Tổng hợp, Chỉ xem and admins."""
        return rights.may_read_all(self.person)

    @property
    def is_known(self) -> bool:
        """Whether the person has any role, or is an admin."""
        return self.person is not None and bool(self.person.roles or self.person.is_admin)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The person's own units, each once."""
        return tuple(dict.fromkeys(m.unit for m in self.person.roles)) if self.person else ()

    @property
    def reports_for(self) -> tuple[str, ...]:
        """The units that the person reports for."""
        return tuple(dict.fromkeys(self.person.reports_for)) if self.person else ()

    def owns(self, unit: str) -> bool:
        """Whether a unit is the person's, or one whose duties the person's goes on with."""
        return rights.owns(self.person, self.plan, unit, self.today)

    def level(self, number: int, unit: str) -> rights.Level | None:
        """What is open of a unit's rows on a task."""
        key, task = (number, unit), self.plan.task(number)
        if key not in self._levels:
            self._levels[key] = rights.level(self.person, self.plan, task, unit, self.today) if task else None
        return self._levels[key]

    def coordinates(self, number: int) -> bool:
        """Whether one of the person's units is named as coordinating a task."""
        task = self.plan.task(number)
        return task is not None and rights.coordinates(self.person, self.plan, task, self.today)

    def visible(self, rows: Iterable[Report]) -> list[Report]:
        """The rows of which anything is open to the person."""
        return [row for row in rows if self.level(row.task, row.unit)]

    # ── phases ───────────────────────────────────────────────────────────────
    @cached_property
    def _done(self) -> dict[tuple[int, str], str]:
        return self.context.store.standings.done_before(self.plan.document.id, date.max)

    def unfinished_phases(self, task: Task, unit: str) -> list[Phase]:
        """The phases of a unit's task that have begun and are neither received as done nor settled, oldest first."""
        return self.plan.unsettled(task, self.today, self._done.get((task.number, last_holder(self.plan, unit)), ""))

    def has_ended(self, task: Task, phase: Phase, unit: str) -> bool:
        """Whether the time that a unit had for a phase, with what the office has given, has passed."""
        end = self.plan.until(task, phase, unit)
        return end is not None and end < self.today

    def is_over(self, task: Task, phase: Phase, unit: str) -> bool:
        """Whether a phase that has ended counts as overdue: the period whose data cover its last day is locked."""
        end = self.plan.until(task, phase, unit)
        known = self.context.store.periods.of(self.plan.document.id)
        return end is not None and any(p.closed and p.start <= end <= p.end for p in known)

    # ── periods ──────────────────────────────────────────────────────────────
    def lacking(self, unit: str | None = None) -> list[tuple[Period, int]]:
        """The open periods whose data are complete and whose reports, of all units or of one, are not."""
        past = [p for p in self.context.open_periods(self.plan, self.today) if p.end < self.today]
        return self.context.lacking(self.plan, past, unit)

    def period(self, unit: str | None = None) -> Period | None:
        """The period that is looked at where none is named: the oldest that lacks reports, else the one due next."""
        lacking = self.lacking(unit)
        return lacking[0][0] if lacking else self.context.period_now(self.plan, self.today)

    def others_lacking(self, period: Period, unit: str | None = None) -> list[tuple[Period, int]]:
        """The other open periods whose data are complete and whose reports are not."""
        return [(other, count) for other, count in self.lacking(unit) if other.id != period.id]

    def gathering(self) -> Period | None:
        """The newest period whose data are complete, else the one due next: in which a task's units are counted."""
        known = self.context.periods(self.plan, self.today)
        past = [p for p in known if p.end < self.today and p.closed is None]
        return past[-1] if past else self.context.period_now(self.plan, self.today)
