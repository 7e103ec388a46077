"""Who may read what of the ledger (issue 3, "People"), asked anew with each message and each press."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from progress.chat.context import Context
from progress.model import Person, Report
from progress.plan import Plan

Level = Literal["texts", "state"]


@dataclass(frozen=True)
class Reader:
    """Somebody who asks about a plan on a day; `person` is None for one who has not registered."""

    context: Context
    plan: Plan
    person: Person | None
    today: date
    _coordinated: dict[int, bool] = field(default_factory=dict, repr=False)

    @property
    def reads_all(self) -> bool:
        """Whether the whole ledger is open: for Tổng hợp, Chỉ xem and admins."""
        return self.person is not None and self.person.reads_all

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
        return unit in self.units or self.plan.units.heir(unit, self.today) in self.units

    def level(self, task: int, unit: str) -> Level | None:
        """What is open of a unit's rows on a task: all for its people, only the state for coordinating units."""
        if self.reads_all or self.owns(unit):
            return "texts"
        return "state" if self.coordinates(task) else None

    def coordinates(self, task: int) -> bool:
        """Whether one of the person's units is named as coordinating, or has contributed to the task.

        «Các đơn vị có liên quan» names nobody: the ledger is not opened to every unit by it.
        """
        if task not in self._coordinated:
            self._coordinated[task] = bool(self.units) and (self._is_named(task) or self._has_contributed(task))
        return self._coordinated[task]

    def visible(self, rows: Iterable[Report]) -> list[Report]:
        """The rows of which anything is open to the person."""
        return [row for row in rows if self.level(row.task, row.unit)]

    def _is_named(self, number: int) -> bool:
        task = self.plan.task(number)
        found = [self.plan.directory.find(written) for written in task.coordinators] if task else []
        return any(u is not None and self.owns(u.name) for u in found)

    def _has_contributed(self, number: int) -> bool:
        rows = self.context.store.ledger.newest(self.plan.document.id, task=number)
        return any(r.kind == "contribution" and r.state != "withdrawn" and self.owns(r.unit) for r in rows)
