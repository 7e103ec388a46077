"""Who owes what at present, as the plan of reminders asks it: per step, read once and good until something changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from kb.model import Period as Phase
from kb.model import Task
from progress.chat.context import Context
from progress.duties import Duty, last_holder, spoken_of
from progress.plan import Plan, phase_id
from scheduler.due import Owing
from scheduler.steps import Event


class Debts:
    """The ledger's answer to "what has each unit yet to do", by step."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[object, Owing] = {}
        self._mark: tuple[object, ...] = ()

    def owing(self, event: Event) -> Owing:
        """What each unit has yet to do, as a step asks: to report in a period, or to finish by the end of a phase."""
        mark = self._now()
        if mark != self._mark:
            self._known, self._mark = {}, mark
        about = event.base[:2]
        if about not in self._known:
            self._known[about] = self._read(event)
        return _until(event, self._known[about])

    def _now(self) -> tuple[object, ...]:
        store = self._context.store
        return *store.reminders.mark(), store.choices.version, store.unit_changes.version

    def _read(self, event: Event) -> Owing:
        plan = self._context.plan(event.document)
        if event.step == "returned":
            return self._asked(event)
        if event.period:
            return by_unit(self._context.still_owed(plan, event.period))
        if event.task:
            return self._unfinished(plan, event.task, event.until or event.day)
        return self._never_finished(plan)

    def _asked(self, event: Event) -> Owing:
        """The units of which more is asked until a day, each with the tasks."""
        found: dict[str, tuple[int, ...]] = {}
        for period, _, unit, task, _ in self._context.store.reviews.asked_until(event.document, event.day, event.day):
            if event.period and period == event.period.id:
                found[unit] = (*found.get(unit, ()), task)
        return found

    def _unfinished(self, plan: Plan, number: int, end: date) -> Owing:
        """The units that have not reported the phase of a task that ends on a day as done."""
        task = plan.task(number)
        if task is None:
            return {}
        is_done = self._done(plan, number)
        return {
            unit: (number,)
            for unit in plan.leads(task, end)
            for phase in plan.phases(task)
            if plan.until(task, phase, unit) == end and not is_done(task, unit, phase)
        }

    def _never_finished(self, plan: Plan) -> Owing:
        """All that is unfinished of a plan whose last phase has passed."""
        is_done = self._done(plan)
        found: dict[str, tuple[int, ...]] = {}
        for task, phases in ((task, plan.phases(task)) for task in plan.document.tasks):
            for unit in plan.leads(task, phases[-1].end or date.max) if phases else ():
                if not is_done(task, unit, phases[-1]):
                    found[unit] = (*found.get(unit, ()), task.number)
        return found

    def _done(self, plan: Plan, number: int | None = None) -> Callable[[Task, str, Phase], bool]:
        """Tells whether a phase is done, settled, or said to be done by a unit's last word, received or not."""
        kept, document = self._context.store.standings, plan.document.id
        last = {(s.task, s.unit): s for s in kept.met(document, number)}
        tasks = () if number is None else (number,)
        now = kept.done_before(document, date.max, tasks)

        def is_done(task: Task, unit: str, phase: Phase) -> bool:
            done, said = now.get((task.number, last_holder(plan, unit)), ""), last.get((task.number, unit))
            if done >= phase_id(phase) or plan.is_settled(task, phase):
                return True
            if said is None or said.status != "done":
                return False
            key = (task.number, last_holder(plan, unit))
            before = kept.done_before(document, said.period.due, key[:1], key[1:]).get(key, "")
            return spoken_of(plan, task, said, before) >= phase_id(phase)

        return is_done


def _until(event: Event, owing: Owing) -> Owing:
    """Those of some units for which a step's due day holds: to others the office has given another."""
    period = event.period
    if period is None or not period.moved or event.step not in ("last_call", "due", "overdue"):
        return owing
    return {unit: tasks for unit, tasks in owing.items() if period.due_of(unit) == event.due}


def by_unit(duties: Iterable[Duty]) -> Owing:
    """Duties as tasks by unit."""
    found: dict[str, tuple[int, ...]] = {}
    for duty in duties:
        found[duty.unit] = (*found.get(duty.unit, ()), duty.task.number)
    return found


def plan_end(plan: Plan) -> date | None:
    """The day on which the last phase of a plan ends."""
    return max((phase.end for task in plan.document.tasks for phase in plan.phases(task) if phase.end), default=None)
