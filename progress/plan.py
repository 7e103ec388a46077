"""A decision's plan as those who report see it: who leads and coordinates which task, in which phases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from kb.model import Document, Task
from kb.model import Period as Phase
from kb.reading.units import Directory
from progress.units import Units

SHORT_NAME = 60  # letters of a task's first clause that name it where nobody has named it
A_QUARTER = timedelta(days=93)


class Extension(NamedTuple):
    """More time for a phase of a task: for one unit or for all its leads, until when and by what."""

    unit: str | None
    until: date
    basis: str


@dataclass(frozen=True)
class Plan:
    """One decision with its units and what admins chose: short names, continuing tasks, who stands in for whom.

    `choices` are rows of the choices table: `short:13`, `continuing:13`, `stands_in:24:BCĐCPĐT`,
    `carried:13:2020-12-31`, `extended:13:2020-12-31` and `extended:13:2020-12-31:Vụ Pháp chế` with a later day and its
    basis.
    """

    document: Document
    directory: Directory
    units: Units
    choices: dict[str, Any] = field(default_factory=dict)
    since: date | None = None  # the first day of which reports were asked for
    _leads: dict[tuple[object, ...], list[str]] = field(default_factory=dict, repr=False, compare=False)
    _phases: dict[int, list[Phase]] = field(default_factory=dict, repr=False, compare=False)

    def task(self, number: int) -> Task | None:
        """A task by its number."""
        return self.document.by_number.get(number)

    def leads(self, task: Task, day: date) -> list[str]:
        """The units that report as leads: each of joint leads, every unit where all lead, a stand-in where named."""
        key = (*task.leads, str(task.number) if task.number in self._stood_in else "", day)  # all lead many tasks
        if key not in self._leads:
            found = (unit for written in task.leads for unit in self._reporting(task, written, day))
            self._leads[key] = list(dict.fromkeys(found))
        return self._leads[key]

    def coordinates(self, task: Task, unit: str) -> bool:
        """Whether a unit coordinates a task; "các đơn vị có liên quan" may be any."""
        found = [self.directory.find(written) for written in task.coordinators]
        return any(u is not None and (u.name == unit or u.collective is not None) for u in found)

    def unable(self) -> list[tuple[Task, str]]:
        """The leads, as written, that cannot report and for whom nobody stands in yet."""
        return [
            (task, written)
            for task in self.document.tasks
            for written in task.leads
            if not self._is_able(written) and not self.choices.get(f"stands_in:{task.number}:{written}")
        ]

    @cached_property
    def _stood_in(self) -> frozenset[int]:
        return frozenset(int(name.split(":")[1]) for name in self.choices if name.startswith("stands_in:"))

    def stand_ins(self) -> list[tuple[Task, str, str]]:
        """The leads, as written, for whom an admin has named a unit that reports, and that unit."""
        return [
            (task, written, str(self.choices[name]))
            for task in self.document.tasks
            for written in task.leads
            if self.choices.get(name := f"stands_in:{task.number}:{written}")
        ]

    def phases(self, task: Task) -> list[Phase]:
        """The phases of a task in order, each with the days it runs from and to.

        The table tells times of completion: one that names a single quarter runs from the decision's effect on.
        """
        if task.number not in self._phases:
            dated = [self._from_effect(p) for p in task.periods if p.start and p.end]
            self._phases[task.number] = sorted(dated, key=lambda p: p.end or date.max)
        return self._phases[task.number]

    def begun(self, task: Task, day: date) -> list[Phase]:
        """The phases of a task that have begun by a day."""
        return [phase for phase in self.phases(task) if phase.start and phase.start <= day]

    def unsettled(self, task: Task, day: date, done: str) -> list[Phase]:
        """The phases that have begun by a day and are neither done (by their ids, up to one) nor settled."""
        return [p for p in self.begun(task, day) if phase_id(p) > done and not self.is_settled(task, p)]

    def is_settled(self, task: Task, phase: Phase) -> bool:
        """Whether nothing more is asked of a phase: it ended before the first data, or the office carried it over."""
        ended = self.since is not None and phase.end is not None and phase.end < self.since
        return ended or bool(self.choices.get(f"carried:{task.number}:{phase_id(phase)}"))

    def extensions(self, task: Task, phase: Phase | None = None) -> list[Extension]:
        """To which days the office has moved the end of a task's phases, or of one, with the basis."""
        names = [f"extended:{task.number}:{phase_id(p)}" for p in self.phases(task) if phase in (None, p)]
        return [
            Extension(key.removeprefix(name)[1:] or None, date.fromisoformat(value[0]), value[1])
            for name in names
            for key, value in self.choices.items()
            if key == name or key.startswith(f"{name}:")
        ]

    def until(self, task: Task, phase: Phase, unit: str | None = None) -> date | None:
        """The day by which a unit is to finish a phase: as the decision has it, or as the office has moved it."""
        moved = [one.until for one in self.extensions(task, phase) if one.unit in (None, unit)] if self._moved else []
        return max(moved, default=phase.end)

    def ends(self, task: Task, phase: Phase) -> set[date]:
        """The days by which its leads are to finish a phase: one, but where the office has given some of them more."""
        units = [one.unit for one in self.extensions(task, phase)] if self._moved else []
        return {end for unit in (None, *units) if (end := self.until(task, phase, unit))}

    @cached_property
    def _moved(self) -> bool:
        return any(name.startswith("extended:") for name in self.choices)

    def is_continuing(self, task: int) -> bool:
        """Whether an admin marked a task thường xuyên."""
        return bool(self.choices.get(f"continuing:{task}"))

    def short_name(self, task: Task) -> str:
        """What an admin set, or the first clause of the content, cut at a word."""
        return str(self.choices.get(f"short:{task.number}") or first_clause(task.content, SHORT_NAME))

    def tasks_of(self, unit: str, day: date) -> list[Task]:
        """The tasks that a unit leads on a day."""
        return [task for task in self.document.tasks if unit in self.leads(task, day)]

    def _reporting(self, task: Task, written: str, day: date) -> Iterable[str]:
        stands_in = self.choices.get(f"stands_in:{task.number}:{written}")
        if stands_in:
            return (self.units.heir(str(stands_in), day),)
        unit = self.directory.find(written)
        if unit is None or not self._is_able(written):
            return ()
        return self.units.all(day) if unit.collective == "all" else (self.units.heir(unit.name, day),)

    def _is_able(self, written: str) -> bool:
        unit = self.directory.find(written)
        doubtful = any(doubt.text == written for doubt in self.document.doubts)
        return unit is not None and not doubtful and (unit.collective == "all" or self.units.belongs(unit.name))

    def _from_effect(self, phase: Phase) -> Phase:
        begins = self.document.header.effective or self.document.header.date
        single = phase.start and phase.end and phase.end - phase.start <= A_QUARTER
        return Phase(phase.text, min(begins, phase.start or begins), phase.end) if single else phase


def phase_id(phase: Phase) -> str:
    """By what a phase is known for ever: its last day. Later phases have greater ids."""
    return phase.end.isoformat() if phase.end else ""


def first_clause(text: str, longest: int) -> str:
    """The first clause of a text, cut at a word where it is longer than so many letters."""
    text = text.rstrip(" .")
    for sign in (";", " nhằm ", " để "):
        head = text.partition(sign)[0]
        if 20 <= len(head) <= longest:
            return head.rstrip()
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"
