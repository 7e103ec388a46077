"""/nhacnho: one's coming reminders and what of them to turn off; for admins, when reminders go out.

What is to come is worked out by the scheduler, which lies above: bot.py hands its function in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any

from conversation.outgoing import Button, Buttons
from nlu.text import day_text, fold
from progress.chat import guard
from progress.chat.admin_pages import plan_of
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say, unit_code
from progress.chat.parts import Part, Verb
from progress.chat.typed import UnfitError, read_day
from progress.model import Person
from progress.plan import Plan
from progress.reminders import (
    LIMITS,
    OWN_CHOICE,
    Rules,
    RulesError,
    Step,
    changed,
    checked,
    packed,
    unpacked,
)
from progress.store.notes import Action
from progress.wording import reminding as words

Coming = Callable[[Person, datetime], Sequence[tuple[datetime, Step, Sequence[str], int]]]
"""A person's coming reminders: instant, step, units, number of tasks."""

_SWITCHES = re.compile(
    r"(?:(?:ok|bot|bot oi|he thong|vui long|lam on|cho|em|minh|toi|anh|chi|muon|xin)[ ,]+)*"
    r"(?:tat|bat|dung|ngung|thoi|huy|bo|khong|ko|bat lai) (?:cac |viec |che do |loi )?nhac(?: nho| viec| lai| bao cao)?"
    r"(?: (?:nua|di|nhe|nha|a|luon|giup|ho|em|minh|toi|anh|chi))*"
)

_ASKED = {"hour": words.HOUR, "free": words.FREE, "worked": words.WORKED, "normal": words.NORMAL}


class RemindingPart:
    """The commands and buttons of /nhacnho."""

    def __init__(self, context: Context, coming: Coming) -> None:
        self._context = context
        self._store = context.store
        self._coming = coming

    def part(self) -> Part:
        """What this offers."""
        verbs: dict[str, Verb] = {
            "remindset": lambda press, _: self._settings(press),
            "remindask": self._ask,
            "remindstep": self._step,
            "remindclose": self._ask_close,
            "remindclosed": self._close,
            "remindopen": self._open,
            "remindkeep": self._keep,
        }
        return Part(
            commands={"nhacnho": self._command},
            verbs={"remindown": self._own, **guard.admin_verbs(self._context, verbs)},
            dialogs=guard.dialogs(self._context, {"remind": self._told}, guard.is_admin),
        )

    def _command(self, message: Message, argument: str) -> Outcome:
        person = self._context.person(message.account)
        if argument:
            allowed = guard.is_admin(self._context, message.account)
            return self._settings(message) if allowed else Outcome([say(message, words.ONLY_ADMINS)])
        if person is None:
            return Outcome([say(message, words.NOT_FOR_YOU)])
        return self._screen(message, person)

    @staticmethod
    def hint(text: str) -> bool:
        """Whether a text may ask for reminders to be turned off or on."""
        return len(text) < 80 and _SWITCHES.fullmatch(" ".join(fold(text).strip(" .!").split())) is not None

    def words(self, message: Message) -> Outcome | None:
        """«tắt nhắc»: what is to come, with the buttons that turn it off and on."""
        person = self._context.person(message.account) if self.hint(message.text) else None
        return self._screen(message, person) if person else None

    def _screen(self, to: Message | Press, person: Person) -> Outcome:
        """What is to come for somebody, with a button for each step that may be turned off."""
        units = self._context.plan().units
        rows = [(at, step, [units.short(u) for u in names], n) for at, step, names, n in self._coming(person, to.at)]
        off = self._store.reminders.muted(person.id)
        mine = OWN_CHOICE if person.reports_for else ()
        buttons = [
            Button(words.own_choice(step, off=step in off), f"remindown:{step}:{'on' if step in off else 'off'}")
            for step in mine
        ]
        if guard.is_admin(self._context, to.account):
            buttons.append(Button(words.SETTINGS, "remindset"))
        return Outcome([say(to, words.coming(rows), rows_of(buttons, 1), replace=True)])

    def _own(self, press: Press, arguments: list[str]) -> Outcome:
        """Turn a step off or on for oneself; the button says which, so that a second press changes nothing."""
        person = guard.found(self._context.person(press.account))
        step, off = _turned(OWN_CHOICE if person.reports_for else (), arguments)
        self._store.reminders.mute(person.id, step, off=off)
        return self._screen(press, person)

    def _rules(self) -> Rules:
        return unpacked(self._store.choices.of("").get("reminders"))

    def _settings(self, to: Message | Press, toast: str = "") -> Outcome:
        plans = self._context.plans()
        closed = [plan.document.header.number for plan in plans if plan.choices.get("closed")]
        text = words.settings(self._rules(), closed)
        return Outcome([say(to, text, self._buttons(plans), replace=True)], toast)

    def _buttons(self, plans: Iterable[Plan]) -> Buttons:
        off = self._rules().off
        numbers = [Button(words.NUMBERS[name].partition(" (")[0] if name != "overdue_times" else "Số lần nhắc sau hạn",
                          f"remindask:{name}") for name in LIMITS]  # fmt: skip
        asked = [Button(label, f"remindask:{name}") for name, label in _ASKED.items()]
        steps = [
            Button(words.toggle(step, off=step in off), f"remindstep:{step}:{'on' if step in off else 'off'}")
            for step in words.SWITCHED
        ]
        closing = [
            Button(f"{words.OPEN_PLAN} {number}", f"remindopen:{unit_code(plan.document.id)}")
            if plan.choices.get("closed")
            else Button(f"{words.CLOSE_PLAN} {number}", f"remindclose:{unit_code(plan.document.id)}")
            for plan in plans
            if (number := plan.document.header.number)
        ]
        return (*rows_of([*asked, *numbers], 2), *rows_of([*steps, *closing], 1))

    def _ask(self, press: Press, arguments: list[str]) -> Outcome:
        """Ask for a new value."""
        what = guard.found(next((one for one in (*LIMITS, *_ASKED) if arguments == [one]), None))
        self._store.dialogs.begin(press.account, "remind", {"what": what}, press.at)
        return Outcome([say(press, words.ask(what, self._rules()))])

    def _told(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """The new value."""
        try:
            new = self._changed(str(data["what"]), message.text.strip(), message.at)
        except RulesError as error:
            return Outcome([say(message, str(error))])
        self._store.dialogs.end(message.account)
        return self._store_rules(message, new)

    def _changed(self, what: str, text: str, at: datetime) -> Rules:
        """The rules with a value as it was typed. Raises RulesError."""
        rules = self._rules()
        if what in LIMITS:
            if not text.isdecimal() or len(text) > 4:
                raise RulesError(words.BAD_NUMBER)
            return checked(changed(rules, at, **{what: int(text)}), words.NUMBERS)
        if what == "hour":
            return checked(changed(rules, at, hour=_hour(text)), words.NUMBERS)
        day = _day(text)
        free, worked = set(rules.free) - {day}, set(rules.worked) - {day}
        (free if what == "free" else worked if what == "worked" else set()).add(day)
        return changed(rules, at, free=tuple(sorted(free)), worked=tuple(sorted(worked)))

    def _step(self, press: Press, arguments: list[str]) -> Outcome:
        """Turn a step off or on for everybody."""
        step, is_off = _turned(words.SWITCHED, arguments)
        off = self._rules().off | {step} if is_off else self._rules().off - {step}
        try:
            return self._store_rules(press, checked(changed(self._rules(), press.at, off=off), words.NUMBERS))
        except RulesError as error:
            return Outcome(toast=str(error))

    def _store_rules(self, to: Message | Press, new: Rules) -> Outcome:
        """Keep new rules, with what has changed in the audit trail."""
        old = self._rules()
        told = [
            words.changed(words.RULES[field.name], _text(getattr(old, field.name)), _text(getattr(new, field.name)))
            for field in fields(Rules)
            if field.name not in ("since", "before") and getattr(old, field.name) != getattr(new, field.name)
        ]
        if told:
            self._store.choices.put("", "reminders", packed(new))
            self._store.audit.add(to.at, self._context.person(to.account), "reminders", "nhacnho", "; ".join(told))
        return self._settings(to, words.CHANGED if told else words.SAME)

    def _plan(self, arguments: list[str], *, closed: bool) -> Plan:
        plan = plan_of(self._context, arguments)
        return guard.found(plan if bool(plan.choices.get("closed")) == closed else None)

    def _ask_close(self, press: Press, arguments: list[str]) -> Outcome:
        plan = self._plan(arguments, closed=False)
        mark = unit_code(plan.document.id)
        buttons = (Button(words.YES_CLOSE, f"remindclosed:{mark}"), Button(words.BACK, "remindset"))
        return Outcome([say(press, words.close_question(plan.document.header.number), (buttons,))])

    def _close(self, press: Press, arguments: list[str]) -> Outcome:
        """Close a plan: nothing of it is reminded of any more."""
        plan = self._plan(arguments, closed=False)
        self._set_closed(plan, press, press.at.isoformat())
        return Outcome([say(press, words.PLAN_CLOSED, replace=True)])

    def _open(self, press: Press, arguments: list[str]) -> Outcome:
        self._set_closed(self._plan(arguments, closed=True), press, None)
        return self._settings(press, words.CHANGED)

    def _set_closed(self, plan: Plan, press: Press, at: str | None) -> None:
        self._store.choices.put(plan.document.id, "closed", at)
        action: Action = "plan_closed" if at else "plan_opened"
        self._store.audit.add(press.at, self._context.person(press.account), action, plan.document.id)

    def _keep(self, press: Press, arguments: list[str]) -> Outcome:
        plan_of(self._context, arguments)
        return Outcome([say(press, words.PLAN_KEPT)])


def _turned(steps: Iterable[Step], arguments: list[str]) -> tuple[Step, bool]:
    """The step of a button, and whether it is to be off."""
    off = guard.found({"on": False, "off": True}.get(":".join(arguments[1:])))
    return guard.found(next((step for step in steps if arguments[:1] == [step]), None)), off


def _hour(text: str) -> time:
    hours, _, minutes = text.replace("h", ":").replace("g", ":").partition(":")
    try:
        return time(int(hours), int(minutes or 0))
    except ValueError:
        raise RulesError(words.BAD_HOUR) from None


def _day(text: str) -> date:
    try:
        return read_day(text)
    except UnfitError:
        raise RulesError(words.BAD_DAY) from None


def _text(value: object) -> str:
    """A value as the audit trail keeps it."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, frozenset):
        return ", ".join(label.lower() for step, label in words.STEPS.items() if step in value) or "–"
    if isinstance(value, tuple):
        return ", ".join(map(day_text, sorted(value))) or "–"
    return str(value)
