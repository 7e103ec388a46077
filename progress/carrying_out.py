"""Asks carried out on the ledger: the pairs of task and unit that meet every condition and are open to the asker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.model import Period as Phase
from kb.model import Task
from progress import rights
from progress.asks import Ask, Condition
from progress.model import Period, Person
from progress.plan import Plan
from progress.store.standings import Cell, Standings, TaskState

Pair = tuple[int, str]
"""A task and the unit that leads it."""
MET = ("sent", "accepted")


@dataclass(frozen=True)
class Found:
    """What meets an Ask: pairs by what is asked for (a task's number, a unit, a group, a pair), of how many in all.

    `shut` are pairs of the question that are not open to the asker.
    """

    by: Mapping[object, list[Pair]]
    of: Mapping[object, list[Pair]]
    states: Mapping[Pair, TaskState]
    shut: int


@dataclass(frozen=True)
class Asking:
    """Whoever asks, of which plan, on which day; `period` is the one that is meant, `named` where the words name it."""

    person: Person | None
    plan: Plan
    today: date
    period: Period | None
    named: bool
    kept: Standings
    unfinished: Callable[[Task, str], Sequence[Phase]]  # the begun phases of a unit's task that are not done
    own: tuple[str, ...] = ()

    @cached_property
    def states(self) -> dict[Pair, TaskState]:
        """How things stand: in the period that is named, else by now; of a phase that is done, nothing any more."""
        if self.period and self.named:
            return self.kept.states(self.plan.document.id, self.period.id)
        found = self.kept.states(self.plan.document.id)
        return {pair: one for pair, one in found.items() if not self._is_past(pair, one)}

    def _is_past(self, pair: Pair, one: TaskState) -> bool:
        task = self.plan.task(pair[0])
        done = task is not None and one.received == one.newest and one.received_status == "done"
        return done and task is not None and bool(self.unfinished(task, pair[1]))

    @cached_property
    def cells(self) -> dict[Pair, Cell]:
        """What is owed and was sent in the period that is meant."""
        return self.kept.cells(self.plan.document.id, self.period.id) if self.period else {}


def carry_out(ask: Ask, asking: Asking) -> Found:
    """What meets every condition of an Ask. Rights are asked here: a text's difficulty is for who may read texts."""
    pairs = _asked_of(ask, asking)
    wanted = "texts" if ask.of_kind("difficulty") else "state"
    reads_all = rights.may_read_all(asking.person)
    seen = [pair for pair in pairs if reads_all or _sees(asking, pair, wanted)]
    if ask.of_kind("nobody"):
        seen = _of_nobody(seen, pairs, asking)
    tests = [_test(one, asking) for one in ask.where if one.kind not in ("unit", "group", "number")]
    met = [pair for pair in seen if all(test(pair) for test in tests)]
    return Found(_by(ask, asking.plan, met), _by(ask, asking.plan, seen), asking.states, len(pairs) - len(seen))


def _asked_of(ask: Ask, asking: Asking) -> list[Pair]:
    """All that the question may be about: the leads of today and of the period, of its tasks, groups and units."""
    plan = asking.plan
    units = ask.of_kind("unit")
    whose = set(units.values if units else asking.own if ask.mine else ())
    numbers, groups = ask.of_kind("number"), ask.of_kind("group")
    found: list[Pair] = []
    for task in plan.document.tasks:
        if (numbers and str(task.number) not in numbers.values) or (groups and task.group not in groups.values):
            continue
        leads = dict.fromkeys(plan.leads(task, asking.today))
        leads |= dict.fromkeys(unit for number, unit in asking.cells if number == task.number)
        found += [(task.number, unit) for unit in leads if not whose or unit in whose]
    return found


def _sees(asking: Asking, pair: Pair, wanted: str) -> bool:
    task = asking.plan.task(pair[0])
    level = rights.level(asking.person, asking.plan, task, pair[1], asking.today) if task else None
    return level in ("texts", wanted)


def _test(condition: Condition, asking: Asking) -> Callable[[Pair], bool]:
    kind, states, cells = condition.kind, asking.states, asking.cells
    tests: dict[str, Callable[[Pair], bool]] = {
        "status": lambda pair: _stands(states.get(pair), condition.values),
        "percent": lambda pair: _reaches(states.get(pair), condition),
        "difficulty": lambda pair: bool((one := states.get(pair)) and one.is_hard and one.state != "withdrawn"),
        "sent": lambda pair: bool((one := cells.get(pair)) and one.state in MET),
        "unsent": lambda pair: bool((one := cells.get(pair)) and one.lacks),
        "nobody": lambda pair: bool((one := cells.get(pair)) and one.lacks),
        "late": lambda pair: _is_late(pair[1], cells.get(pair), asking),
    }
    if kind in tests:
        return tests[kind]
    state = {"waiting": "sent"}.get(kind, kind)
    return lambda pair: _state_of(pair, asking) == state


def _state_of(pair: Pair, asking: Asking) -> str | None:
    if asking.named:
        return cell.state if (cell := asking.cells.get(pair)) else None
    return one.state if (one := asking.states.get(pair)) else None


def _stands(one: TaskState | None, wanted: Collection[str]) -> bool:
    status = _counted(one)[0] or ""
    return status in wanted or ("unfinished" in wanted and status != "done")


def _reaches(one: TaskState | None, condition: Condition) -> bool:
    status, percent = _counted(one)
    if status is None:
        return False
    reached, asked = 100.0 if status == "done" else percent, float(condition.values[0])
    if reached is None:
        return False
    return {"over": reached > asked, "least": reached >= asked, "under": reached < asked}.get(
        condition.op, reached == asked
    )


def _counted(one: TaskState | None) -> tuple[str | None, float | None]:
    """Status and percentage of the row that counts: the received one, else what was sent and not withdrawn."""
    if one is None:
        return None, None
    if one.received is not None:
        return one.received_status, one.received_percent
    return (None, None) if one.state == "withdrawn" else (one.newest_status, one.newest_percent)


def _is_late(unit: str, cell: Cell | None, asking: Asking) -> bool:
    """Whether a report came after the due day, or has not come though that has passed."""
    if cell is None or asking.period is None:
        return False
    return (cell.lacks and asking.period.due_of(unit) < asking.today) or (
        cell.late and cell.state in (*MET, "returned")
    )


def _of_nobody(seen: list[Pair], pairs: Collection[Pair], asking: Asking) -> list[Pair]:
    """The pairs of tasks of which nobody has sent; only of tasks that are wholly open: else it would tell of others."""
    shut = {number for number, _ in set(pairs).difference(seen)}
    sent = {number for (number, _), cell in asking.cells.items() if cell.state in MET}
    return [pair for pair in seen if pair[0] not in shut | sent]


def _by(ask: Ask, plan: Plan, pairs: Iterable[Pair]) -> dict[object, list[Pair]]:
    found: dict[object, list[Pair]] = {}
    for pair in pairs:
        task = plan.task(pair[0])
        key = {"task": pair[0], "unit": pair[1], "group": task.group if task else None, "report": pair}[ask.of]
        found.setdefault(key, []).append(pair)
    return found
