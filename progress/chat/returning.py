"""«Đề nghị bổ sung»: more is asked for of one row or several of a unit, in one message, with a day until when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from conversation.outgoing import Button, Outgoing
from nlu.text import fold
from progress.chat.context import Message, Outcome, Press, rows_of, say, unit_code
from progress.chat.parts import Part, number
from progress.chat.tray import EVERYTHING, Tray
from progress.chat.typed import UnfitError, read_day
from progress.model import NotAllowedError, Person, Report
from progress.reminders import WorkingDays
from progress.store.ledger import Waiting
from progress.wording import reviews as words
from progress.wording import words as common
from progress.wording.warnings import told

LONGEST = 4096
"""Letters of what is asked for."""
USUAL = 2
"""Working days that a unit has for it."""
CHOICES = (1, 2, 3, 5, 10)
_NUMBERS = re.compile(r"\s*((?:(?:nhiệm vụ|nv)\s*)?\d{1,3}(?:\s*(?:,|và|;)\s*\d{1,3})*)\s*(?::\s*(.*))?", re.DOTALL)


class Returning:
    """Asks the office for words and a day, and tells the unit. `days` are the working days."""

    def __init__(self, tray: Tray, days: Callable[[], WorkingDays]) -> None:
        self._tray = tray
        self._days = days
        self._store = tray.store

    def part(self) -> Part:
        """What this offers."""
        return Part(
            verbs={
                "more": self._more,
                "several": self._several,
                "reason": self._reason,
                "moreday": self._days_to_choose,
                "until": self._day_chosen,
            },
            dialogs={"more": self._told, "several": self._told_which},
        )

    # ── which rows ───────────────────────────────────────────────────────────
    def _more(self, press: Press, arguments: list[str]) -> Outcome:
        _, row = self._tray.reviewable(press.account, number(arguments[0]) if arguments else 0)
        return Outcome([self.ask(press, [row], [*arguments, "", EVERYTHING][1] or EVERYTHING)])

    def _several(self, press: Press, arguments: list[str]) -> Outcome:
        """Ask for the numbers of a unit's tasks."""
        _, tray = self._tray.of(press.account)
        scope = self._tray.part_of(tray, [*arguments, EVERYTHING][0])
        rows = self._store.ledger.waiting(scope) if scope else []
        units = {row.unit for row in rows}
        if scope is None or len(units) != 1:
            raise NotAllowedError(common.STALE)
        self._store.dialogs.begin(press.account, "several", {"unit": rows[0].unit}, press.at)
        plan = self._tray.context.plan()
        return Outcome([say(press, words.ask_which(plan, rows[0].unit, [row.task for row in rows]))])

    def _told_which(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """«13, 15», «13, 15: nêu rõ số liệu»."""
        found = _NUMBERS.fullmatch(message.text)
        if found is None:
            return None
        self._store.dialogs.end(message.account)
        return self.by_numbers(message, str(data["unit"]), numbers_of(found[1]), (found[2] or "").strip())

    def by_numbers(self, message: Message, unit: str, tasks: Sequence[int], said: str) -> Outcome:
        """Ask for more on a unit's tasks: with words at once, else words are asked for."""
        person, tray = self._tray.of(message.account)
        scope = Waiting(tray.document, tray.without, unit, tuple(tasks), asked=tray.asked)
        rows = self._store.ledger.waiting(scope)
        if not rows:
            return Outcome([say(message, words.NOT_FOUND)])
        if said:
            return self._send(message, person, rows, said, self._usual(message.at.date()), EVERYTHING)
        return Outcome([self.ask(message, rows, EVERYTHING)])

    # ── words and day ────────────────────────────────────────────────────────
    def ask(self, to: Message | Press, rows: Sequence[Report], name: str, until: date | None = None) -> Outgoing:
        """Ask what the unit should add; what fits the rows' warnings is there to choose."""
        until, ids = until or self._usual(to.at.date()), [row.id for row in rows]
        data = {"rows": ids, "until": until.isoformat(), "name": name}
        self._store.dialogs.begin(to.account, "more", data, to.at)
        warned = self._tray.context.warnings.of(ids)
        fitting = dict.fromkeys(code for one in warned.values() for code in told(one.codes) if code in words.READY)
        reasons = [*list(fitting)[:3], *words.ALWAYS]
        buttons = [Button(words.READY[one], f"reason:{one}:{_mark(ids)}") for one in reasons]
        text = words.ask_for_more(self._tray.context.plan(rows[0].document), rows, until)
        return say(to, text, rows_of([*buttons, Button(words.DAY, f"moreday:{_mark(ids)}")], 1))

    def _usual(self, today: date) -> date:
        return self._days().after(today, USUAL)

    def _asked(self, press: Press, mark: str) -> dict[str, Any]:
        """What the dialog of a button keeps. Raises NotAllowedError where another question was asked since."""
        dialog = self._store.dialogs.get(press.account)
        if dialog is None or dialog.kind != "more" or mark != _mark(_rows(dialog.data)):
            raise NotAllowedError(common.STALE)
        return dialog.data

    def _reason(self, press: Press, arguments: list[str]) -> Outcome:
        """A ready reason is what is asked for."""
        reason, mark = (*arguments, "", "")[:2]
        data = self._asked(press, mark)
        if reason not in words.READY:
            raise NotAllowedError(common.STALE)
        return self._return(press, data, words.READY[reason])

    def _days_to_choose(self, press: Press, arguments: list[str]) -> Outcome:
        mark = [*arguments, ""][0]
        self._asked(press, mark)
        days, today = self._days(), press.at.date()
        choices = [days.after(today, count) for count in CHOICES]
        buttons = [Button(common.day_words(one), f"until:{one.isoformat()}:{mark}") for one in choices]
        return Outcome([say(press, words.ask_day(choices[-1]), rows_of(buttons, 1))])

    def _day_chosen(self, press: Press, arguments: list[str]) -> Outcome:
        day, mark = (*arguments, "", "")[:2]
        data = self._asked(press, mark)
        try:
            until = date.fromisoformat(day)
        except ValueError:
            raise NotAllowedError(common.STALE) from None
        return self._ask_again(press, data, until)

    def _ask_again(self, to: Message | Press, data: dict[str, Any], until: date) -> Outcome:
        """The question with another day, which is at least a working day from now."""
        first = self._days().after(to.at.date())
        if until < first:
            return Outcome([say(to, words.too_early(first))])
        rows = self._store.ledger.rows(_rows(data))
        return Outcome([self.ask(to, rows, str(data.get("name", EVERYTHING)), until)])

    def _told(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """What the unit should add, or only another day."""
        said = message.text.strip()[:LONGEST]
        if said.endswith("?") and self._tray.context.answered(said, message.at.date()):
            return None  # it is answered, and the bot goes on waiting
        if not said:
            return Outcome([say(message, words.EMPTY_WORDS)])
        if (day := _day(said)) is not None:
            return self._ask_again(message, data, day)
        return self._return(message, data, said)

    # ── telling ──────────────────────────────────────────────────────────────
    def _return(self, to: Message | Press, data: dict[str, Any], said: str) -> Outcome:
        """Write it and tell the unit; rows that are no more to be decided on are left out."""
        self._store.dialogs.end(to.account)
        rows, reason = [], common.NOT_ALLOWED
        for report in _rows(data):
            try:
                rows.append(self._tray.reviewable(to.account, report)[1])
            except NotAllowedError as error:
                reason = str(error)
        if not rows:
            return Outcome([say(to, reason)])
        person, _ = self._tray.of(to.account)
        first = self._days().after(to.at.date())
        until = max(date.fromisoformat(data["until"]), first) if "until" in data else self._usual(to.at.date())
        return self._send(to, person, rows, said, until, str(data.get("name", EVERYTHING)))

    def _send(
        self, to: Message | Press, person: Person, rows: Sequence[Report], said: str, until: date, name: str
    ) -> Outcome:
        done = self._tray.decide("returned", [(row.id, row.unit) for row in rows], person, to, said, until)
        plan, (people, report) = self._tray.context.plan(rows[0].document), self._tray.asked(rows[0])
        office = self._tray.office_of(person, rows[0].id, rows[0].unit)
        mend = Button("Sửa", f"mend:{done.start}-{done.stop - 1}:{unit_code(rows[0].unit)}")
        unit = [
            Outgoing(
                one.account or 0,
                words.returned(plan, rows, one, said, office, until),
                ((mend,),) if report else (),
                about=f"receipt:{rows[0].receipt}",
            )
            for one in people
        ]
        _, tray = self._tray.of(to.account)
        more = any(is_held for _, is_held in self._tray.waiting(self._tray.part_of(tray, name) or tray))
        numbers = f"{done.start}-{done.stop - 1}"
        buttons = [Button(words.NEXT, f"held:{name}:{rows[-1].id}:{numbers}")] if more else []
        buttons += [Button(words.TAKE_BACK, f"undo:{numbers}")]
        text = words.sent_back(plan, rows, until, reached=bool(people))
        return Outcome([say(to, text, rows_of(buttons, 2), replace=True), *unit])


def numbers_of(text: str) -> list[int]:
    """The numbers of tasks in a text."""
    return list(dict.fromkeys(int(one) for one in re.findall(r"\d+", text)))


def _rows(data: dict[str, Any]) -> list[int]:
    """The rows of a question; an earlier version asked of one."""
    return [int(one) for one in data.get("rows", (data.get("report", 0),))]


def _mark(rows: Iterable[int]) -> str:
    return unit_code(",".join(map(str, rows)))


def _day(text: str) -> date | None:
    try:
        return read_day(fold(text).removeprefix("han ").removeprefix("ngay "))
    except UnfitError:
        return None
