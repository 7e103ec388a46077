"""More time: a due day or a deadline moved with its basis, taken back by who gave it; phases that are carried over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from conversation.cleaning import clean
from conversation.outgoing import Button, Outgoing
from kb.model import Period as Phase
from kb.model import Task
from progress.chat import guard
from progress.chat.admin_pages import document_code, plan_of
from progress.chat.closing import name_of
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say, unit_code
from progress.chat.parts import Part, Verb, number
from progress.chat.typed import UnfitError, read_day
from progress.duties import last_holder
from progress.model import LockedError, NotAllowedError, Period
from progress.plan import Plan, phase_id
from progress.wording import extending as words
from progress.wording import locking as common
from progress.wording.drafts import unknown_task

_DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}"
_TASK = re.compile(
    rf"(?:nv|nhiệm vụ)?\s*(?P<task>\d{{1,3}})\s+(?:(?P<unit>\D.*?)\s+)?(?P<day>{_DAY})\s*", re.IGNORECASE
)
_DUE = re.compile(rf"(?:(?P<unit>\D.*?)\s+)?(?P<day>{_DAY})\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d+\w*/(?:\d{4}/)?[^\W\d_][\w-]*")
"""A document's number: 12/QĐ-BKHCN, 45/2020/NĐ-CP."""
_DATED = re.compile(_DAY)
LONGEST = 300


class Extending:
    """The command /giahan, and the buttons under periods and under phases that ended."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def part(self) -> Part:
        """What this offers."""
        verbs: dict[str, Verb] = {
            "kymore": self._ask_due,
            "kymoreoff": self._withdraw_due,
            "giahan": self._ask_deadline,
            "giahanphase": self._phase_chosen,
            "giahanoff": self._withdraw_deadline,
            "carry": self._ask_carry,
            "overdue": self._choices,
        }
        dialogs = {"kymore": self._due_said, "giahan": self._deadline_said, "carry": self._carry_said}
        return Part(
            commands={"giahan": self._command},
            verbs=guard.office_verbs(self._context, verbs),
            dialogs=guard.dialogs(self._context, dialogs, guard.is_office),
        )

    # ── a period's due day ───────────────────────────────────────────────────
    def offer(self, period: Period, to: Message | Press) -> list[Button]:
        """What can be done with a period's due day."""
        mine = [
            one for one in self._store.moves.dues(period.id) if not one.withdrawn and one.person == self._who(to)[0]
        ]
        plan = self._context.plan(period.document)
        taken = [Button(words.due_label(plan, one.unit, one.due), f"kymoreoff:{period.id}:{one.id}") for one in mine]
        return [Button(words.MORE, f"kymore:{period.id}"), *taken]

    def _ask_due(self, press: Press, arguments: list[str]) -> Outcome:
        period = self._open(arguments)
        self._store.dialogs.begin(press.account, "kymore", {"period": period.id}, press.at)
        return Outcome([say(press, words.ask_due(period))])

    def _due_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        period = self._open([str(data["period"])])
        plan = self._context.plan(period.document)
        told, _, basis = message.text.partition("|")
        found, basis = _DUE.fullmatch(clean(told)), clean(basis)[:LONGEST].rstrip(" .")
        if found is None:
            return Outcome([say(message, words.NO_DAY)])
        unit = self._unit(plan, found["unit"], message.at.date())
        due = _day(found["day"])
        if not any(letter.isalpha() for letter in basis):
            return Outcome([say(message, words.NO_WORDS)])
        if due <= period.due_of(unit):
            return Outcome([say(message, words.too_early(period.due_of(unit)))])
        self._store.dialogs.end(message.account)
        self._store.moves.move_due(period, unit, due, basis, self._who(message), message.at)
        details = f"{due}{f', {unit}' if unit else ''}: {basis}"
        person = self._context.person(message.account)
        self._store.audit.add(message.at, person, "period_moved", f"period:{period.key}", details)
        text = words.moved_due(plan, period, unit, due, basis)
        return Outcome([say(message, text, ((Button(common.BACK, f"kyone:{period.id}"),),))])

    def _withdraw_due(self, press: Press, arguments: list[str]) -> Outcome:
        period = self._open(arguments[:1])
        wanted = number(arguments[1]) if len(arguments) == 2 else 0
        one = guard.found(next((m for m in self._store.moves.dues(period.id) if m.id == wanted), None))
        if one.withdrawn or one.person != self._who(press)[0]:
            raise NotAllowedError(words.GONE if one.withdrawn else words.NOT_YOURS)
        self._store.moves.withdraw_due(one, press.at)
        person = self._context.person(press.account)
        self._store.audit.add(press.at, person, "period_moved", f"period:{period.key}", f"rút: {one.due}")
        return Outcome([say(press, words.WITHDRAWN, ((Button(common.BACK, f"kyone:{period.id}"),),), replace=True)])

    def _open(self, arguments: list[str]) -> Period:
        period = guard.found(self._store.periods.get(number(arguments[0])) if len(arguments) == 1 else None)
        plan_of(self._context, [unit_code(period.document)])
        if period.closed:
            raise LockedError(period)
        return period

    # ── a task's deadline ────────────────────────────────────────────────────
    def _command(self, message: Message, argument: str) -> Outcome:
        """/giahan 13 31/12/2021 | basis: for all leads, or for one unit."""
        if not guard.is_office(self._context, message.account):
            return Outcome([say(message, common.ONLY_OFFICE)])
        told, _, basis = argument.partition("|")
        found = _TASK.fullmatch(clean(told))
        if found is None:
            return Outcome([say(message, words.USAGE)])
        plan = self._context.plan()
        task = plan.task(number(found["task"]))
        if task is None:
            return Outcome([say(message, unknown_task(plan, number(found["task"])))])
        return self._extend(message, plan, task, (found["unit"], found["day"]), basis)

    def _ask_deadline(self, press: Press, arguments: list[str]) -> Outcome:
        """«Gia hạn» under a phase that has ended: ask for the day and the basis."""
        plan, task, phase = self._phase(arguments)
        data = {"document": plan.document.id, "task": task.number, "phase": phase_id(phase)}
        self._store.dialogs.begin(press.account, "giahan", data, press.at)
        return Outcome([say(press, words.ask_deadline(plan, task))])

    def _deadline_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        plan = self._context.plan(data["document"])
        task, (told, _, basis) = plan.task(data["task"]), message.text.partition("|")
        found = _DUE.fullmatch(clean(told))
        if task is None or "day" in data:
            return None  # a phase is to be chosen by its button
        if found is None:
            return Outcome([say(message, words.NO_DAY)])
        return self._extend(message, plan, task, (found["unit"], found["day"]), basis, data["phase"])

    def _extend(
        self, to: Message, plan: Plan, task: Task, told: tuple[str | None, str], basis: str, wanted: str = ""
    ) -> Outcome:
        """Move a deadline, or ask which phase's where two are open."""
        basis, today = clean(basis)[:LONGEST].rstrip(" ."), to.at.date()
        unit, until = self._unit(plan, told[0], today), _day(told[1])
        if not (_NUMBER.search(basis) and _DATED.search(basis)):
            return Outcome([say(to, words.NO_BASIS)])
        if unit and unit not in plan.leads(task, today):
            return Outcome([say(to, words.NOT_LEAD)])
        phases = [p for p in self._unfinished(plan, task, unit, today) if wanted in ("", phase_id(p))]
        if not phases:
            return Outcome([say(to, words.NOTHING_OPEN)])
        if len(phases) > 1:
            data = {"document": plan.document.id, "task": task.number, "unit": unit, "day": told[1], "basis": basis}
            self._store.dialogs.begin(to.account, "giahan", data, to.at)
            buttons = [Button(phase.text, f"giahanphase:{phase_id(phase)}") for phase in phases]
            return Outcome([say(to, words.WHICH_PHASE, rows_of(buttons, 1))])
        return self._move(to, plan, task, phases[0], (unit, until, basis))

    def _phase_chosen(self, press: Press, arguments: list[str]) -> Outcome:
        data = guard.found(self._store.dialogs.data_of(press.account, "giahan"))
        if "day" not in data:
            return Outcome(toast=common.CHANGED)
        plan = self._context.plan(data["document"])
        task = guard.found(plan.task(data["task"]))
        phases = self._unfinished(plan, task, data["unit"], press.at.date())
        phase = guard.found(next((p for p in phases if arguments == [phase_id(p)]), None))
        return self._move(press, plan, task, phase, (data["unit"], _day(data["day"]), data["basis"]))

    def _move(
        self, to: Message | Press, plan: Plan, task: Task, phase: Phase, told: tuple[str | None, date, str]
    ) -> Outcome:
        unit, until, basis = told
        now = plan.until(task, phase, unit)
        if now and until <= now:
            return Outcome([say(to, words.too_early(now))])
        self._store.dialogs.end(to.account)
        key = plan.document.id, task.number, phase_id(phase)
        made = self._store.moves.move_deadline(key, unit, until, basis, self._who(to), to.at)
        self._choose(plan, made.choice)
        self._note(to, plan, made.choice, f"{until}: {basis}")
        text = words.moved_deadline(plan, task, phase, unit, until, basis)
        return Outcome([say(to, text, ((Button(words.WITHDRAW, f"giahanoff:{made.id}"),),), replace=True)])

    def _withdraw_deadline(self, press: Press, arguments: list[str]) -> Outcome:
        """Take back more time: by who gave it, while no period has been locked since."""
        one = guard.found(self._store.moves.deadline(number(arguments[0])) if len(arguments) == 1 else None)
        if one.withdrawn or one.person != self._who(press)[0]:
            raise NotAllowedError(words.GONE if one.withdrawn else words.NOT_YOURS)
        if self._store.versions.has_since(one.document, one.at):
            raise NotAllowedError(words.LOCKED_SINCE)
        self._store.moves.withdraw_deadline(one.id, press.at)
        plan = self._context.plan(one.document)
        self._choose(plan, one.choice)
        self._note(press, plan, one.choice, "rút")
        return Outcome([say(press, words.WITHDRAWN, replace=True)], words.WITHDRAWN)

    def _choose(self, plan: Plan, name: str) -> None:
        """Let the plan know what holds of a phase by now: what was given last and not taken back."""
        _, task, *_ = name.split(":")
        given = [
            d for d in self._store.moves.deadlines(plan.document.id, int(task)) if d.choice == name and not d.withdrawn
        ]
        last = given[-1] if given else None
        value = None if last is None else [last.until.isoformat(), last.basis] if last.until else True
        self._store.choices.put(plan.document.id, name, value)

    def _note(self, to: Message | Press, plan: Plan, choice: str, details: str) -> None:
        person = self._context.person(to.account)
        self._store.audit.add(to.at, person, "deadline", f"{plan.document.id} {choice}", details)

    def _unfinished(self, plan: Plan, task: Task, unit: str | None, today: date) -> list[Phase]:
        """The phases that have begun and that a unit, or any lead, has not finished."""
        return unfinished(self._context, plan, task, [unit] if unit else plan.leads(task, today), today)

    # ── phases that ended ────────────────────────────────────────────────────
    def _choices(self, press: Press, arguments: list[str]) -> Outcome:
        plan, task, phase = self._phase(arguments)
        rows = rows_of(buttons_of(plan, task, phase), 1)
        return Outcome([say(press, words.choices(plan, task, phase), rows)])

    def _ask_carry(self, press: Press, arguments: list[str]) -> Outcome:
        plan, task, phase = self._phase(arguments)
        if plan.is_settled(task, phase):
            return Outcome(toast=words.SETTLED)
        data = {"document": plan.document.id, "task": task.number, "phase": phase_id(phase)}
        self._store.dialogs.begin(press.account, "carry", data, press.at)
        return Outcome([say(press, words.ask_carry(plan, task, phase))])

    def _carry_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """The basis: the phase is settled then, and nothing more is asked of it."""
        plan, basis = self._context.plan(data["document"]), clean(message.text)[:LONGEST].rstrip(" .")
        _, task, phase = self._phase([document_code(plan.document), str(data["task"]), data["phase"]])
        if not (_NUMBER.search(basis) and _DATED.search(basis)):
            return Outcome([say(message, words.NO_BASIS)])
        self._store.dialogs.end(message.account)
        key = plan.document.id, task.number, phase_id(phase)
        made = self._store.moves.move_deadline(key, None, None, basis, self._who(message), message.at)
        self._choose(plan, made.choice)
        self._note(message, plan, made.choice, basis)
        text = words.carried(plan, task, phase, basis)
        return Outcome([say(message, text, ((Button(words.WITHDRAW, f"giahanoff:{made.id}"),),))])

    def _phase(self, arguments: list[str]) -> tuple[Plan, Task, Phase]:
        plan = plan_of(self._context, arguments if len(arguments) == 3 else [])
        task = guard.found(plan.task(number(arguments[1])))
        return plan, task, guard.found(next((p for p in plan.phases(task) if phase_id(p) == arguments[2]), None))

    def _unit(self, plan: Plan, said: str | None, today: date) -> str | None:
        """The unit that is named; None for all. Raises NotAllowedError where it is none, or several."""
        if not said:
            return None
        found = plan.units.current(clean(said), today)
        if len(found) != 1:
            raise NotAllowedError(f"Chưa rõ đơn vị «{clean(said)[:40]}». Anh/chị ghi tên đầy đủ hoặc tên viết tắt.")
        return found[0]

    def _who(self, to: Message | Press) -> tuple[int, str]:
        """Under which number and name an act is kept; an admin who has not joined has an account, but no row."""
        person = self._context.person(to.account)
        return (person.id or -to.account) if person else 0, name_of(person)


def unfinished(context: Context, plan: Plan, task: Task, units: list[str], day: date) -> list[Phase]:
    """The phases of a task that have begun by a day and that some of its leads have not finished, oldest first."""
    done = context.store.standings.done_before(plan.document.id, date.max, (task.number,))
    least = [done.get((task.number, last_holder(plan, unit)), "") for unit in units]
    return plan.unsettled(task, day, min(least, default=""))


def told_overdue(context: Context, plan: Plan, period: Period) -> Iterator[Outgoing]:
    """To each of the office: which phases ended in a period's data and are not received as hoàn thành."""
    found: dict[tuple[int, str], list[str]] = {}
    tokens: dict[tuple[int, str], tuple[Task, Phase]] = {}
    for task in plan.document.tasks:
        for unit in plan.leads(task, period.end):
            for phase in unfinished(context, plan, task, [unit], period.end):
                end = plan.until(task, phase, unit)
                if end and period.start <= end <= period.end:
                    found.setdefault((task.number, phase.text), []).append(unit)
                    tokens[task.number, phase.text] = task, phase
    if not found:
        return
    if len(tokens) == 1:
        rows = rows_of(buttons_of(plan, *next(iter(tokens.values()))), 1)
    else:
        code = document_code(plan.document)
        named = [Button(str(task.number), f"overdue:{code}:{task.number}:{phase_id(p)}") for task, p in tokens.values()]
        rows = rows_of(named, 6)
    for person in context.store.people.with_role("office"):
        yield Outgoing(person.account or 0, words.overdue(plan, period, found, person), rows)


def buttons_of(plan: Plan, task: Task, phase: Phase) -> list[Button]:
    """What can be done with a phase that ended unfinished."""
    token = f"{document_code(plan.document)}:{task.number}:{phase_id(phase)}"
    later = next((p for p in plan.phases(task) if phase_id(p) > phase_id(phase)), None)
    carry = [Button(words.next_label(later), f"carry:{token}")] if later else []
    return [*carry, Button(words.MORE, f"giahan:{token}")]


def _day(text: str) -> date:
    """A day as people type it. Raises NotAllowedError."""
    try:
        return read_day(text)
    except UnfitError as fault:
        raise NotAllowedError(str(fault)) from fault
