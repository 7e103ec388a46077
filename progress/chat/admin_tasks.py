"""The admin's screens of a plan's tasks: thường xuyên, short names, and who reports for a lead that cannot."""

from __future__ import annotations

from datetime import date
from typing import Any

from conversation.cleaning import clean
from conversation.outgoing import Button, Outgoing
from kb.model import Period as Phase
from kb.model import Task
from nlu.text import fold
from progress.chat import guard
from progress.chat.admin_pages import back, document_code, page_of, plan_of, turning
from progress.chat.context import Context, Message, Outcome, Press, by_code, rows_of, say, unit_code
from progress.chat.parts import Part, number
from progress.chat.typed import SHORT, UnfitError, read_text
from progress.plan import Plan, phase_id
from progress.wording import admin as words
from progress.wording.extending import ask_carry

Lead = tuple[Plan, Task, str]


class AdminTasks:
    """Choices for a decision's tasks; each is one row that says what holds now, the audit what held before."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        verbs = {
            "q_tasks": self._tasks,
            "q_task": self._task,
            "q_continuing": self._set_continuing,
            "q_carried": self._set_carried,
            "q_short": self._ask_short,
            "q_short_off": self._drop_short,
            "q_leads": self._leads,
            "q_lead": self._ask_lead,
            "q_lead_off": self._drop_lead,
            "q_stand": self._choose_lead,
        }
        answers = {"short_name": self._short_said, "stand_in": self._lead_said}
        return Part(
            verbs=guard.admin_verbs(self._context, verbs),
            dialogs=guard.dialogs(self._context, answers, guard.is_admin),
        )

    def _tasks(self, press: Press, arguments: list[str]) -> Outcome:
        plan = plan_of(self._context, arguments if len(arguments) == 2 else [])
        tasks, code = plan.document.tasks, document_code(plan.document)
        shown, page = page_of(tasks, arguments)
        buttons = [Button(words.task_label(plan, task), f"q_task:{code}:{task.number}") for task in shown]
        rows = (*rows_of(buttons, 1), *turning(f"q_tasks:{code}", page, len(tasks)), *back())
        return Outcome([say(press, words.TASKS_HEAD, rows, replace=True)])

    def _task(self, press: Press, arguments: list[str]) -> Outcome:
        found = self._named(arguments, 2)
        self._context.store.dialogs.end(press.account)
        return Outcome([self._task_screen(press, *found)])

    def _set_continuing(self, press: Press, arguments: list[str]) -> Outcome:
        plan, task = self._named(arguments, 3)
        choice = guard.found({"0": False, "1": True}.get(arguments[2]))
        return self._chosen(press, plan, task, f"continuing:{task.number}", choice or None)

    def _set_carried(self, press: Press, arguments: list[str]) -> Outcome:
        """A phase that has ended unfinished is carried over into the next, so that nothing more is asked of it."""
        plan, task = self._named(arguments, 4)
        phase = guard.found(next((p for p in _ended(plan, task, press.at.date()) if phase_id(p) == arguments[2]), None))
        if guard.found({"0": (False,), "1": (True,)}.get(arguments[3]))[0]:
            data = {"document": plan.document.id, "task": task.number, "phase": phase_id(phase)}
            self._context.store.dialogs.begin(press.account, "carry", data, press.at)
            return Outcome([say(press, ask_carry(plan, task, phase))])
        name, moves = f"carried:{task.number}:{phase_id(phase)}", self._context.store.moves
        for one in moves.deadlines(plan.document.id, task.number):
            if one.choice == name and not one.withdrawn:
                moves.withdraw_deadline(one.id, press.at)
        return self._chosen(press, plan, task, name, None)

    def _ask_short(self, press: Press, arguments: list[str]) -> Outcome:
        plan, task = self._named(arguments, 2)
        data = {"document": plan.document.id, "task": task.number}
        self._context.store.dialogs.begin(press.account, "short_name", data, press.at)
        rows = back(f"q_task:{document_code(plan.document)}:{task.number}")
        return Outcome([say(press, words.ask_short(plan, task, SHORT), rows, replace=True)])

    def _short_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        plan = self._context.plan(data["document"])
        task = plan.task(data["task"])
        if task is None:
            return None
        try:
            name = read_text(message.text, SHORT, words.SHORT_NAME)
        except UnfitError as fault:
            return Outcome([say(message, words.try_again(str(fault)))])
        self._context.store.dialogs.end(message.account)
        return self._chosen(message, plan, task, f"short:{task.number}", name)

    def _drop_short(self, press: Press, arguments: list[str]) -> Outcome:
        plan, task = self._named(arguments, 2)
        return self._chosen(press, plan, task, f"short:{task.number}", None)

    def _chosen(self, to: Message | Press, plan: Plan, task: Task, name: str, value: object) -> Outcome:
        self._put(to, plan, name, value)
        return Outcome([self._task_screen(to, self._context.plan(plan.document.id), task)], words.CHANGED)

    def _task_screen(self, to: Message | Press, plan: Plan, task: Task) -> Outgoing:
        token, continuing = f"{document_code(plan.document)}:{task.number}", plan.is_continuing(task.number)
        toggle = words.CONTINUING_OFF if continuing else words.CONTINUING_ON
        buttons = [
            Button(toggle, f"q_continuing:{token}:{int(not continuing)}"),
            Button(words.SET_SHORT, f"q_short:{token}"),
        ]
        if plan.choices.get(f"short:{task.number}"):
            buttons.append(Button(words.DROP_SHORT, f"q_short_off:{token}"))
        for phase in _ended(plan, task, to.at.date()):
            is_carried = plan.is_settled(task, phase)
            label = words.carry(phase, carried=is_carried)
            buttons.append(Button(label, f"q_carried:{token}:{phase_id(phase)}:{int(not is_carried)}"))
        page = plan.document.tasks.index(task) // 8
        rows = (*rows_of(buttons, 1), *back(f"q_tasks:{document_code(plan.document)}:{page}"))
        return say(to, words.task_text(plan, task), rows, replace=True)

    def _leads(self, press: Press, arguments: list[str]) -> Outcome:
        plan = plan_of(self._context, arguments)
        self._context.store.dialogs.end(press.account)
        return Outcome([self._leads_screen(press, plan)])

    def _leads_screen(self, to: Message | Press, plan: Plan) -> Outgoing:
        code, named = document_code(plan.document), plan.stand_ins()
        leads = [*plan.unable(), *((task, written) for task, written, _ in named)]
        buttons = [Button(words.lead_label(t, w), f"q_lead:{code}:{t.number}:{unit_code(w)}") for t, w in leads]
        return say(to, words.leads_text(plan, named), (*rows_of(buttons[:20], 1), *back()), replace=True)

    def _ask_lead(self, press: Press, arguments: list[str]) -> Outcome:
        plan, task, written = self._lead(arguments, 3)
        data = {"document": plan.document.id, "task": task.number, "written": written}
        self._context.store.dialogs.begin(press.account, "stand_in", data, press.at)
        token = f"{document_code(plan.document)}:{task.number}:{unit_code(written)}"
        likely = [doubt.likely for doubt in plan.document.doubts if doubt.text == written and doubt.likely]
        choices = [Button(unit, f"q_stand:{token}:{unit_code(unit)}") for unit in likely if plan.units.find(unit)]
        if plan.choices.get(_stands_in(task, written)):
            choices.append(Button(words.NOBODY, f"q_lead_off:{token}"))
        rows = (*rows_of(choices, 1), *back(f"q_leads:{document_code(plan.document)}"))
        return Outcome([say(press, words.ask_lead(plan, task, written), rows, replace=True)])

    def _lead_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        plan = self._context.plan(data["document"])
        task = plan.task(data["task"])
        if task is None or data["written"] not in task.leads:
            return None
        text = clean(message.text[:400])
        found = plan.units.current(text, message.at.date())
        if len(found) == 1 and fold(text):
            return self._stand(message, (plan, task, data["written"]), found[0])
        token = f"{document_code(plan.document)}:{task.number}:{unit_code(data['written'])}"
        choices = [Button(unit, f"q_stand:{token}:{unit_code(unit)}") for unit in found]
        return Outcome([say(message, words.which_unit(text, found), rows_of(choices, 1))])

    def _choose_lead(self, press: Press, arguments: list[str]) -> Outcome:
        lead = self._lead(arguments, 4)
        return self._stand(press, lead, guard.found(by_code(lead[0].units.all(press.at.date()), arguments[-1])))

    def _drop_lead(self, press: Press, arguments: list[str]) -> Outcome:
        return self._stand(press, self._lead(arguments, 3), None)

    def _stand(self, to: Message | Press, lead: Lead, unit: str | None) -> Outcome:
        plan, task, written = lead
        self._context.store.dialogs.end(to.account)
        self._put(to, plan, _stands_in(task, written), unit)
        return Outcome([self._leads_screen(to, self._context.plan(plan.document.id))], words.CHANGED)

    def _put(self, to: Message | Press, plan: Plan, name: str, value: object) -> None:
        store = self._context.store
        store.choices.put(plan.document.id, name, value)
        details = words.choice_words(plan.choices.get(name), value)
        store.audit.add(to.at, self._context.person(to.account), "choice", f"{plan.document.id} {name}", details)

    def _named(self, arguments: list[str], length: int) -> tuple[Plan, Task]:
        plan = plan_of(self._context, arguments if len(arguments) == length else [])
        return plan, guard.found(plan.task(number(arguments[1])))

    def _lead(self, arguments: list[str], length: int) -> Lead:
        """A lead, as written, that cannot report by itself."""
        plan, task = self._named(arguments, length)
        able = {written for t, written in plan.unable() if t is task} | {w for t, w, _ in plan.stand_ins() if t is task}
        return plan, task, guard.found(by_code(able, arguments[2]))


def _ended(plan: Plan, task: Task, day: date) -> list[Phase]:
    """The phases of a task that have ended by a day, since reports are asked for."""
    ended = [phase for phase in plan.phases(task) if phase.end and phase.end < day]
    return [phase for phase in ended if phase.end and (plan.since is None or phase.end >= plan.since)]


def _stands_in(task: Task, written: str) -> str:
    return f"stands_in:{task.number}:{written}"
