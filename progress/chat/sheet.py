"""/baocao: one draft for the whole unit and period, worked on with words and buttons."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace as changed
from datetime import date
from functools import partial
from typing import Any

from conversation.outgoing import Button, Buttons
from progress.chat import guard
from progress.chat.context import Message, Outcome, Press, by_code, rows_of, say, unit_code
from progress.chat.drafting import OnBoard
from progress.chat.parts import Part, number
from progress.merging import joined
from progress.model import Entry, Period, Person
from progress.plan import Plan
from progress.reading.reader import Reading, TaskEntry
from progress.store.drafts import Draft
from progress.wording import drafts as words
from progress.wording import words as common
from progress.wording.drafts import Line

_TASKS_A_ROW = 6
_NOTHING_NEW = Entry(nothing_new=True)


class Sheet(OnBoard):
    """The unit's whole report of a period."""

    def part(self) -> Part:
        """What this offers."""
        return Part(
            commands={"baocao": self._command},
            verbs={
                "sheet": self._open,
                "fold": partial(self._turned, opened=False),
                "unfold": partial(self._turned, opened=True),
                "item": self._item,
                "same": self._same,
                "rest": self._rest,
            },
            dialogs={"sheet": self._told, "sheettask": self._told_of_task},
        )

    def _command(self, message: Message, argument: str) -> Outcome:
        person, plan = self._context.person(message.account), self._context.plan()
        if person is None or not person.reports_for:
            return Outcome([say(message, words.NO_REPORTER if person and person.id else common.REGISTER_FIRST)])
        named = plan.units.find(argument) if argument else None
        units = [named] if named in person.reports_for else list(person.reports_for)
        if len(units) > 1:
            choices = [Button(plan.units.short(str(u)), f"sheet:{unit_code(str(u))}") for u in units]
            return Outcome([say(message, words.WHICH_UNIT, rows_of(choices, 1))])
        return self._show(message, plan, person, str(units[0]))

    def _open(self, press: Press, arguments: list[str]) -> Outcome:
        person = self._context.person(press.account)
        unit = by_code(person.reports_for, arguments[0]) if person and arguments else None
        if person is None or unit is None:
            return Outcome(toast=common.NOT_ALLOWED)
        return self._show(press, self._context.plan(), person, unit)

    def _show(self, to: Message | Press, plan: Plan, person: Person, unit: str) -> Outcome:
        """Begin the unit's draft, or go on with it; what a leaver left joins it."""
        draft = self._board.follow(self._store.drafts.begin(plan.document.id, unit, person.id, to.at), to)
        for left in self._store.drafts.orphans(unit):
            self._take_over(left, draft, to)
        return self.show(to, plan, self._store.drafts.get(draft.id) or draft)

    def _turned(self, press: Press, arguments: list[str], *, opened: bool) -> Outcome:
        """The sheet in the place of the pressed message, folded or with every task by name."""
        draft = self._draft(press, arguments or ["0"])
        return self.show(press, self._context.plan(draft.document), draft, replace=True, opened=opened)

    def _take_over(self, left: Draft, draft: Draft, to: Message | Press) -> None:
        """Let a draft say what one without an owner said, after what it says itself."""
        for told in left.entries:
            now = self._store.drafts.get(draft.id) or draft
            mine = now.entry(told.task)
            entry = joined(told.entry, mine.entry) if mine else told.entry
            base, said = (
                (joined(told.entry, mine.base) if mine.base else told.entry, mine.words) if mine else (entry, ())
            )
            self._store.drafts.put(draft.id, changed(told, entry=entry, base=base, words=said), to.at)
            for file in told.files:
                self._store.drafts.attach(draft.id, told.task, file.id, "")
        self._store.drafts.finish(left.id, "dropped")

    def show(
        self, to: Message | Press, plan: Plan, draft: Draft, unread: str = "", *, replace: bool = False,
        just: Set[int] = frozenset(), opened: bool = False,
    ) -> Outcome:  # fmt: skip
        """The sheet of a draft on the screen, what was `just` told first; what is written next works on it."""
        period = self.period(plan, draft, to.at.date())
        if period is None:
            return Outcome([say(to, words.NO_PERIOD)])
        self._store.dialogs.begin(to.account, "sheet", {"draft": draft.id}, to.at)
        lines = self.lines(plan, draft, period)
        owed = {line.duty.task.number for line in lines if line.shown}
        more = [one for one in self._board.shown(plan, draft) if one.told.kind != "lead" or one.told.task not in owed]
        text = words.sheet(plan, draft.unit, period, lines, to.at.date(), just=just, opened=opened)
        if more:
            text += f"\n\n{words.beside(plan, period, more)}"
        if unread:
            text += f"\n\n{words.not_understood(unread)}"
        buttons = self._buttons(draft, lines, opened=opened)
        shown = say(to, text, buttons, f"sheet:{draft.id}", replace=replace)
        return Outcome([shown if replace else changed(shown, renews=True)])

    def period(self, plan: Plan, draft: Draft, today: date) -> Period | None:
        """The one that the draft is for, else the oldest open one for which the unit owes, else the one due next."""
        open_ones = {period.id: period for period in self._context.open_periods(plan, today)}
        told = [open_ones[one.period.id] for one in draft.entries if one.kind == "lead" and one.period.id in open_ones]
        if told:
            return min(told, key=lambda period: period.due)
        lacking = self._context.lacking(plan, self._context.open_periods(plan, today), draft.unit)
        return lacking[0][0] if lacking else self._context.period_now(plan, today)

    def lines(self, plan: Plan, draft: Draft, period: Period) -> list[Line]:
        """Each task that the unit owes in the period, with how it stands in draft and ledger."""
        rows = self._store.ledger.newest(plan.document.id, unit=draft.unit, period=period.id)
        sent = {row.task: row for row in rows if row.kind == "lead"}
        told = {item.told.task: item for item in self._board.shown(plan, draft) if item.told.kind == "lead"}
        rows = self._store.ledger.lasts(plan.document.id, unit=draft.unit, until=period)
        lasts = {row.task: row for row in rows}
        return [
            Line(duty, told.get(duty.task.number), sent.get(duty.task.number), lasts.get(duty.task.number))
            for duty in self._context.duties(plan, period, draft.unit)
        ]

    @staticmethod
    def _buttons(draft: Draft, lines: list[Line], *, opened: bool) -> Buttons:
        """Each works: «không phát sinh» stands where something was reported before, numbers where few are left."""
        missing = [line for line in lines if words.is_missing(line)]
        mark = f"{draft.id}:{draft.version}"
        rows: list[tuple[Button, ...]] = []
        if draft.entries:
            ways = ((words.SEND, "send"), (words.EDIT, "edit"), (words.CANCEL, "drop"))
            rows.append(tuple(Button(label, f"{verb}:{mark}") for label, verb in ways))
        if before := sum(line.last is not None for line in missing):
            label = words.REST_NOTHING_NEW if before == len(missing) else words.REPORTED_NOTHING_NEW.format(before)
            rows.append((Button(label, f"rest:{mark}"),))
        if opened or len(missing) <= _TASKS_A_ROW:
            numbers = [line.duty.task.number for line in missing]
            rows += rows_of([Button(str(n), f"item:{draft.id}:{n}") for n in numbers], _TASKS_A_ROW)
        if words.is_folded(lines):
            turn = (words.FOLD, "fold") if opened else (words.UNFOLD, "unfold")
            rows.append((Button(turn[0], f"{turn[1]}:{draft.id}"),))
        return tuple(rows)

    def _told(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """Words for the sheet; what reads as something else is not for it."""
        return self._take(message, data, None)

    def _told_of_task(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        return self._take(message, data, int(data["task"]))

    def _take(self, message: Message, data: dict[str, Any], task: int | None) -> Outcome | None:
        person, draft = self._context.person(message.account), self._store.drafts.get(int(data["draft"]))
        if person is None or draft is None or draft.person != person.id:
            return None
        plan = self._context.plan(draft.document)
        reading = self._read(plan, message.text, message.at.date(), task, True)
        if reading is None:
            return None
        draft = self._store.drafts.begin(draft.document, draft.unit, person.id, message.at)
        return self.fill(message, plan, person, draft, reading)

    def fill(self, message: Message, plan: Plan, person: Person, draft: Draft, reading: Reading) -> Outcome:
        """Put what was read into the sheet's draft, the rest included, and show the sheet."""
        refused = []
        for told in reading.entries:
            task = plan.task(told.task)
            units = self._board.units_for(plan, person, task, message.at.date()) if task else []
            fitting = next((pair for pair in units if pair[0] == draft.unit), None)
            if fitting is None:
                refused.append(words.not_yours(plan, told.task, draft.unit) if task else
                               words.unknown_task(plan, told.task))  # fmt: skip
            else:
                self._drafting.put(message, plan, person, fitting, told)
        if reading.rest:
            self._fill_rest(message, plan, person, draft, reading.rest)
        fresh = self._store.drafts.get(draft.id) or draft
        just = {told.task for told in fresh.entries if told.is_from(message.key)}
        outcome = self.show(message, plan, fresh, reading.unread, just=just)
        if reading.rest and reading.rest.nothing_new:
            refused += self._never(plan, fresh, message.at.date())
        outcome.out[:0] = [say(message, text) for text in dict.fromkeys(refused)]
        return outcome

    def _fill_rest(self, message: Message, plan: Plan, person: Person, draft: Draft, entry: Entry) -> None:
        now = self._store.drafts.get(draft.id) or draft
        period = self.period(plan, now, message.at.date())
        for line in self.lines(plan, now, period) if period else ():
            if words.is_missing(line) and (line.last or not entry.nothing_new):
                told = TaskEntry(line.duty.task.number, entry, "")
                self._drafting.put(message, plan, person, (draft.unit, "lead"), told, period)

    def _never(self, plan: Plan, draft: Draft, today: date) -> list[str]:
        """Name the tasks for which «không phát sinh» is not enough."""
        period = self.period(plan, draft, today)
        lines = self.lines(plan, draft, period) if period else []
        never = [line.duty.task.number for line in lines if words.is_missing(line) and line.last is None]
        return [words.never_reported(never)] if never else []

    def _item(self, press: Press, arguments: list[str]) -> Outcome:
        """One task of the sheet: ask for it, with "Không phát sinh" below."""
        plan, draft, line = self._line(press, arguments)
        task = line.duty.task.number
        self._store.dialogs.begin(press.account, "sheettask", {"draft": draft.id, "task": task}, press.at)
        same = (Button(words.NOTHING_NEW, f"same:{draft.id}:{task}"),) if line.last else ()
        rows = ((*same, Button(words.BACK, f"fold:{draft.id}")),)
        return Outcome(
            [say(press, words.ask_task(plan, line.duty.task, line.last), rows, f"sheet:{draft.id}", replace=True)]
        )

    def _draft(self, press: Press, arguments: list[str]) -> Draft:
        draft = self._board.current(self._context.person(press.account), number(arguments[0]))
        return guard.found(draft if draft and draft.state == "open" else None)

    def _line(self, press: Press, arguments: list[str]) -> tuple[Plan, Draft, Line]:
        draft = self._draft(press, arguments if len(arguments) > 1 else ["0"])
        plan = self._context.plan(draft.document)
        period = self.period(plan, draft, press.at.date())
        lines = self.lines(plan, draft, period) if period else []
        line = next((one for one in lines if one.duty.task.number == number(arguments[1])), None)
        return plan, draft, guard.found(line)

    def _same(self, press: Press, arguments: list[str]) -> Outcome:
        """«Không phát sinh» for one task."""
        (plan, draft, line), person = self._line(press, arguments), guard.found(self._context.person(press.account))
        if line.last is None:
            return Outcome(toast=words.NEEDS_A_SENTENCE)
        told = TaskEntry(line.duty.task.number, _NOTHING_NEW, "")
        self._drafting.put(_as_message(press), plan, person, (draft.unit, "lead"), told, line.duty.period)
        just = {line.duty.task.number}
        return self.show(press, plan, self._store.drafts.get(draft.id) or draft, replace=True, just=just)

    def _rest(self, press: Press, arguments: list[str]) -> Outcome:
        """«Không phát sinh» for all that is missing; a task that was never reported stays missing."""
        draft, person = self._draft(press, arguments or ["0"]), guard.found(self._context.person(press.account))
        plan = self._context.plan(draft.document)
        period = self.period(plan, draft, press.at.date())
        lines = self.lines(plan, draft, period) if period else []
        open_ones = [line for line in lines if words.is_missing(line)]
        for line in open_ones:
            if line.last is not None:
                told = TaskEntry(line.duty.task.number, _NOTHING_NEW, "")
                self._drafting.put(_as_message(press), plan, person, (draft.unit, "lead"), told, period)
        outcome = self.show(press, plan, self._store.drafts.get(draft.id) or draft, replace=True)
        never = [line.duty.task.number for line in open_ones if line.last is None]
        outcome.toast = words.never_reported(never) if never else ""
        return outcome


def _as_message(press: Press) -> Message:
    """A press as the message that tells a draft something."""
    return Message(press.account, "", press.at, press.key, press.number)
