"""What the office should look at before it receives a row: pure rules, which sender, office and exports all ask.

A code holds a row, so that it is received by itself and not among many, or is only shown (issue 16, "Receiving").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, get_args

from kb.model import Task
from progress.duties import spoken_of
from progress.model import Entry, Kind, Period, Status
from progress.plan import Plan

Code = Literal[
    "percent_fell",
    "reopened",
    "done_without_product",
    "done_without_date",
    "contradicts",
    "says_less",
    "correction",
    "percent_missing",
    "nothing_new_again",
    "late",
    "past_deadline",
]
"""In the order in which they are told."""
HOLDS: frozenset[Code] = frozenset(get_args(Code)[:7])
"""The codes that hold a row; the others are only shown."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A row as the rules look at it, sent or about to be: on which day, and of which phase where that is written."""

    task: int
    unit: str
    period: Period
    kind: Kind
    entry: Entry
    day: date
    late: bool = False
    phase: str = ""

    @property
    def status(self) -> Status | None:
        """How the task stands."""
        return self.entry.status

    @property
    def completed(self) -> date | None:
        """When it was completed."""
        return self.entry.completed


@dataclass(frozen=True, slots=True)
class History:
    """What came before a row: the newest received one, what was done with earlier revisions, what was said before.

    `is_decided` tells whether an earlier revision was received or returned, `was_silent` whether the period before
    brought nothing new, `done` up to which phase the task was done.
    """

    stood: Entry | None = None
    is_decided: bool = False
    was_silent: bool = False
    done: str = ""


class Contribution(NamedTuple):
    """What a coordinating unit says of the same task in the same period."""

    status: Status
    is_hard: bool  # whether it names a difficulty


def warnings(row: Looked, history: History, others: Iterable[Contribution], plan: Plan) -> tuple[Code, ...]:
    """What deserves a look before a row is received; `others` are the task's contributions of the same period."""
    task = plan.task(row.task)
    return (*_holding(row, history, others, plan, task), *_shown(row, history, plan, task))


def is_held(row: Looked, history: History, others: Iterable[Contribution], plan: Plan) -> bool:
    """Whether anything holds a row."""
    return any(True for _ in _holding(row, history, others, plan, plan.task(row.task)))


def holding(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Those of some codes that hold a row."""
    return tuple(code for code in codes if code in HOLDS)


def phase_of(row: Looked, history: History, plan: Plan) -> str:
    """The id of the phase that a row speaks of; "" where its task has none."""
    task = plan.task(row.task)
    return spoken_of(plan, task, row, history.done) if task else row.phase


def _holding(
    row: Looked, history: History, others: Iterable[Contribution], plan: Plan, task: Task | None
) -> Iterator[Code]:
    entry, stood = row.entry, history.stood
    if entry.nothing_new:
        return
    if stood is not None and entry.percent is not None and entry.percent < (stood.percent or 0):
        yield "percent_fell"
    if stood is not None and stood.status == "done" and entry.status != "done":
        yield "reopened"
    if entry.status == "done":
        if task is not None and task.product and not entry.product:
            yield "done_without_product"
        if entry.completed is None:
            yield "done_without_date"
        if row.kind == "lead" and not _all_lead(plan, task) and any(map(_objects, others)):
            yield "contradicts"
    if stood is not None and stood.result and not entry.result and _has_words(entry):
        yield "says_less"
    if history.is_decided:
        yield "correction"


def _shown(row: Looked, history: History, plan: Plan, task: Task | None) -> Iterator[Code]:
    entry = row.entry
    if entry.percent is None and entry.status not in ("done", "not_started") and not plan.is_continuing(row.task):
        yield "percent_missing"
    if entry.nothing_new and history.was_silent:
        yield "nothing_new_again"
    if row.late:
        yield "late"
    if task is not None and _is_past(row, phase_of(row, history, plan)):
        yield "past_deadline"


def _is_past(row: Looked, phase: str) -> bool:
    """Whether the phase that a row speaks of had ended when the task was completed, or had not been by then."""
    ended = row.completed if row.status == "done" and row.completed else row.day
    return bool(phase) and ended.isoformat() > phase


def _objects(other: Contribution) -> bool:
    return other.status != "done" or other.is_hard


def _has_words(entry: Entry) -> bool:
    return any((entry.difficulty, entry.proposal, entry.next_step, entry.product))


def _all_lead(plan: Plan, task: Task | None) -> bool:
    """Whether a task is led by «Các đơn vị thuộc Bộ», each of which answers for its part."""
    found = [plan.directory.find(written) for written in task.leads] if task else []
    return any(unit is not None and unit.collective for unit in found)
