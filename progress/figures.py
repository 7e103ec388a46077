"""The quarter's figures: one object of plain values, in which every figure keeps the rows that it was counted from.

Two levels are never mixed: tasks, each in exactly one state, and reports (a task × a unit that owes one). What each
word means stands in docs/reports.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal, NamedTuple

from kb.model import Group, Task
from kb.model import Period as Phase
from progress.duties import Finished, done_before, holder, last_holder
from progress.model import Period, Report
from progress.plan import Plan, phase_id

TaskState = Literal[
    "on_time", "late", "undated",  # hoàn thành: đúng hạn, quá hạn, chưa xác định ngày hoàn thành
    "in_time", "overdue",  # đang thực hiện: trong hạn, quá hạn
    "awaiting", "unreported", "not_begun", "no_reporter",
]  # fmt: skip
ReportState = Literal["received", "sent", "returned", "missing"]
DONE: tuple[TaskState, ...] = ("on_time", "late", "undated")
RUNNING: tuple[TaskState, ...] = ("in_time", "overdue")
REPORTED = frozenset((*DONE, *RUNNING))
OTHERS: tuple[TaskState, ...] = ("awaiting", "unreported", "not_begun", "no_reporter")
REPORT_STATES: tuple[ReportState, ...] = ("received", "sent", "returned", "missing")
TEXTS = ("result", "difficulty", "proposal", "next_step")
OF_WHICH = {"waiting": "waiting_condition", "paused": "paused"}


class Told(NamedTuple):
    """What a received row says, word for word or as a percentage, and the period that it comes from."""

    value: str | int
    period: Period
    row: Report


@dataclass(frozen=True)
class Part:
    """A unit's part of a task in a period: its state, and the rows that say so.

    `row` is the received row that counts, `waiting` what was sent and is not received, `report` what stands for the
    report that is owed; `told` is what is known of it by field, carried on where the unit does not say it anew.
    """

    unit: str
    state: TaskState
    phase: Phase
    deadline: date | None
    row: Report | None = None
    waiting: Report | None = None
    in_period: bool = False
    reported: ReportState | None = None  # None where nothing is owed
    report: Report | None = None
    told: Mapping[str, Told] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[Report, ...]:
        """What its state is counted from."""
        found = self.row or (self.waiting if self.state == "awaiting" else None)
        return (found,) if found else ()

    @property
    def is_late(self) -> bool:
        """Whether its report came after the due day."""
        return self.report is not None and self.report.late

    @property
    def percent(self) -> int | None:
        """How far it is, as far as a unit has said so; what is done is wholly done."""
        if self.state in DONE:
            return 100
        return int(self.told["percent"].value) if "percent" in self.told else None


@dataclass(frozen=True)
class TaskFigures:
    """A task in a period, with the part of each unit that leads it; contributions are told and not counted."""

    task: Task
    state: TaskState
    deadline: date | None
    parts: tuple[Part, ...] = ()
    units_done: int = 0
    of_which: tuple[str, ...] = ()
    contributions: tuple[Report, ...] = ()
    is_past: bool = False  # the deadline had passed when the data were cut off

    @property
    def in_period(self) -> bool:
        """Whether it came to be done in this period: the last of its parts did."""
        return self.state in DONE and any(part.in_period for part in self.parts)

    @property
    def reported(self) -> int:
        """Of how many units anything is received, in this period or, where they are done, before."""
        return sum(part.state in REPORTED for part in self.parts)

    @property
    def percent(self) -> int | None:
        """How far a task of one unit is; of several no mean is told."""
        return self.parts[0].percent if len(self.parts) == 1 else None

    @property
    def rows(self) -> tuple[Report, ...]:
        """What its state is counted from."""
        return tuple(row for part in self.parts for row in part.rows if _tells(self.state, part.state))


Code = Literal["held", "done_after", "no_proposal"]
UNFITTING: dict[Code, str] = {
    "done_after": "ngày hoàn thành sau ngày chốt số liệu của kỳ",
    "no_proposal": "nêu khó khăn, vướng mắc, chưa có đề xuất, kiến nghị",
}


class Doubtful(NamedTuple):
    """Something that is to be looked at before a report goes out."""

    code: Code
    task: int
    unit: str
    words: str
    rows: tuple[Report, ...]


@dataclass(frozen=True)
class Basis:
    """What figures are counted from; whoever asks gives it.

    `rows` are the newest and the newest received rows of the period, and received ones of earlier periods; `owed` who
    owes which task, `finished` what phases are done from when on; the days in force are the plan's (`Plan.until`),
    `held` the words of what a warning holds, by a row's id. A frozen version gives its own rows.
    """

    plan: Plan
    period: Period
    as_of: datetime
    rows: Sequence[Report]
    owed: Collection[tuple[int, str]]
    finished: Sequence[Finished]
    unit: str | None = None
    held: Mapping[int, str] = field(default_factory=dict)
    frozen: bool = False
    version: int | None = None


@dataclass(frozen=True)
class Figures:
    """All that the quarter's outputs are made from."""

    plan: Plan
    period: Period
    as_of: datetime
    tasks: tuple[TaskFigures, ...]
    to_check: tuple[Doubtful, ...]
    unit: str | None = None
    frozen: bool = False
    version: int | None = None

    def by_group(self) -> list[tuple[Group | None, list[TaskFigures]]]:
        """The tasks by group, in the order of the appendix."""
        found: dict[str | None, list[TaskFigures]] = {}
        for one in self.tasks:
            found.setdefault(one.task.group, []).append(one)
        return [(self.plan.document.by_numeral.get(key or ""), tasks) for key, tasks in found.items()]

    @cached_property
    def units(self) -> dict[str, list[tuple[Task, Part]]]:
        """What each unit has part in, in the order of the directory."""
        order = {unit: place for place, unit in enumerate(self.plan.units.all(self.period.end))}
        found: dict[str, list[tuple[Task, Part]]] = {}
        for one in self.tasks:
            for part in one.parts:
                found.setdefault(part.unit, []).append((one.task, part))
        return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], len(order))))

    @property
    def duties(self) -> list[tuple[Task, Part]]:
        """The reports that are owed."""
        return [(one.task, part) for one in self.tasks for part in one.parts if part.reported]


def count(basis: Basis) -> Figures:
    """Count a period's figures: who leads what, what was received, what is carried on, and what does not add up."""
    counting = _Counting(basis)
    found = tuple(counting.task(task) for task in basis.plan.document.tasks)
    if basis.unit is not None:
        found = tuple(one for one in found if one.parts)
    return Figures(
        basis.plan, basis.period, basis.as_of, found, tuple(_doubtful(basis, found)), basis.unit, basis.frozen,
        basis.version,
    )  # fmt: skip


class _Counting:
    """The rows of a basis by task and holder, and what was done before and by the period."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self.day = min(basis.as_of.date(), basis.period.end)  # what is overdue is so at the data's cut-off
        self.before = done_before(basis.finished, basis.period.due)
        self.after = done_before(basis.finished, date.fromordinal(basis.period.due.toordinal() + 1))
        self.leads: dict[tuple[int, str], list[Report]] = {}
        self.contributions: dict[int, list[Report]] = {}
        for row in sorted(basis.rows, key=lambda row: (row.period.due, row.id)):
            if row.kind == "lead":
                self.leads.setdefault((row.task, holder(basis.plan, row.unit, basis.period)), []).append(row)
            elif row.state == "accepted" and row.period.id == basis.period.id:
                self.contributions.setdefault(row.task, []).append(row)

    def task(self, task: Task) -> TaskFigures:
        plan, period, only = self.basis.plan, self.basis.period, self.basis.unit
        leads = dict.fromkeys(holder(plan, unit, period) for unit in plan.leads(task, period.end))
        units = [unit for unit in leads if only in (None, unit)]
        begun = plan.begun(task, period.end)
        if not begun:
            first = plan.phases(task)[:1]
            deadline = plan.until(task, first[0]) if first else None
            idle = [Part(unit, "not_begun", phase, deadline) for unit in units for phase in first]
            return TaskFigures(task, "not_begun", deadline, tuple(idle))
        parts = tuple(self.part(task, unit, begun) for unit in units)
        if not parts:
            return TaskFigures(task, "no_reporter", plan.until(task, begun[-1]))
        told = [row for row in self.contributions.get(task.number, ()) if only in (None, row.unit)]
        phase = min((part.phase for part in parts), key=phase_id)
        at_issue = [part for part in parts if part.phase == phase]
        deadline = max((part.deadline for part in at_issue if part.deadline), default=None)
        done = sum(part.state in DONE or phase_id(part.phase) > phase_id(phase) for part in parts)
        is_past = any(self.running(part.deadline) == "overdue" for part in at_issue if part.state not in DONE)
        state = self.together(parts, is_past=is_past)
        return TaskFigures(task, state, deadline, parts, done, self.kinds(task, state, parts), tuple(told), is_past)

    def together(self, parts: Sequence[Part], *, is_past: bool) -> TaskState:
        """The one state of a task by its parts': hoàn thành when all are, by the latest date."""
        states = {part.state for part in parts}
        if states <= set(DONE):
            return next(state for state in ("late", "undated", "on_time") if state in states)
        if states & REPORTED:
            return "overdue" if is_past else "in_time"
        return "awaiting" if "awaiting" in states else "unreported"

    def running(self, deadline: date | None) -> TaskState:
        return "overdue" if deadline and self.day > deadline else "in_time"

    def kinds(self, task: Task, state: TaskState, parts: Iterable[Part]) -> tuple[str, ...]:
        """Of what is being done: what waits for a condition, is paused, goes on for ever."""
        if state not in RUNNING:
            return ()
        said = {part.row.entry.status for part in parts if part.row and part.state in RUNNING}
        found = [OF_WHICH[status] for status in said if status in OF_WHICH and len(said) == 1]
        return (*found, *(["continuing"] if self.basis.plan.is_continuing(task.number) else []))

    def part(self, task: Task, unit: str, begun: Sequence[Phase]) -> Part:
        plan, period = self.basis.plan, self.basis.period
        key = (task.number, last_holder(plan, unit))
        before, after = self.before.get(key, ""), self.after.get(key, "")
        left = plan.unsettled(task, period.end, before)
        phase = left[0] if left else begun[-1]
        is_done = phase_id(phase) <= after
        rows = self.leads.get((task.number, unit), [])
        told = _spoken(rows, is_done=is_done)
        deadline = plan.until(task, phase, unit)
        of_period = [row for row in rows if row.period.id == period.id]
        received = next((row for row in reversed(of_period) if row.state == "accepted"), None)
        newest = max(of_period, key=lambda row: row.id, default=None)
        waiting = newest if newest and newest.state == "sent" else None
        row = next((row for row in told if row.entry.status == "done"), None) if is_done else received
        state = _done_state(row, deadline) if is_done else self.open_state(received, waiting, deadline)
        reported = _reported(received, newest) if (task.number, unit) in self.basis.owed else None
        report = None if reported in (None, "missing") else received or newest
        is_new = is_done and phase_id(phase) > before
        return Part(unit, state, phase, deadline, row, waiting, is_new, reported, report, _told(told))

    def open_state(self, received: Report | None, waiting: Report | None, deadline: date | None) -> TaskState:
        if received:
            return self.running(deadline)
        return "awaiting" if waiting else "unreported"


def _tells(state: TaskState, part: TaskState) -> bool:
    """Whether a part's rows say that the task is in its state."""
    return part in REPORTED if state in REPORTED else part == state


def _done_state(row: Report | None, deadline: date | None) -> TaskState:
    if row is None or row.entry.completed is None or deadline is None:
        return "undated"
    return "late" if row.entry.completed > deadline else "on_time"


def _reported(received: Report | None, newest: Report | None) -> ReportState:
    """What became of a report that is owed; a received one counts, whatever was sent after it."""
    if received:
        return "received"
    if newest and newest.state in ("sent", "returned"):
        return "sent" if newest.state == "sent" else "returned"
    return "missing"


def _spoken(rows: Iterable[Report], *, is_done: bool) -> list[Report]:
    """The received rows that speak of the phase at issue, newest first: none from before an earlier one was done."""
    found: list[Report] = []
    for row in sorted((r for r in rows if r.state == "accepted"), key=lambda r: (r.period.due, r.id), reverse=True):
        ends = row.entry.status == "done"
        if ends and (not is_done or any(one.entry.status == "done" for one in found)):
            break
        found.append(row)
    return found


def _told(rows: Iterable[Report]) -> dict[str, Told]:
    """The newest that rows say of each field."""
    found: dict[str, Told] = {}
    for row in rows:
        for name in (*TEXTS, "percent"):
            value = getattr(row.entry, name)
            if name not in found and value not in (None, ""):
                found[name] = Told(value, row.period, row)
    return found


def _doubtful(basis: Basis, tasks: Iterable[TaskFigures]) -> Iterable[Doubtful]:
    of_period = basis.period.id
    for part in (part for one in tasks for part in one.parts):
        for row in (part.row, part.waiting):
            if row and row.id in basis.held:
                yield Doubtful("held", row.task, part.unit, basis.held[row.id], (row,))
        if part.row and part.row.period.id == of_period:
            for code in _unfitting(part.row, basis.period.end):
                yield Doubtful(code, part.row.task, part.unit, UNFITTING[code], (part.row,))


def _unfitting(row: Report, end: date) -> Iterable[Code]:
    if row.entry.status == "done" and row.entry.completed and row.entry.completed > end:
        yield "done_after"
    if row.entry.difficulty and not row.entry.proposal:
        yield "no_proposal"
