"""The office's desk: what waits, told in bundles, asked for by command, button or word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from conversation.outgoing import Button, Buttons, Outgoing
from nlu.text import fold
from progress.chat.context import Context, Message, Outcome, Press, say
from progress.chat.handing import Handing
from progress.chat.parts import Part, number
from progress.chat.receiving import Receiving
from progress.chat.returning import Returning, numbers_of
from progress.chat.tray import EVERYTHING, Tray, counted, name_of, tray_of
from progress.chat.tray_pages import PAGE, TrayPages
from progress.model import NotAllowedError, Person
from progress.plan import Plan
from progress.reminders import WorkingDays
from progress.store.ledger import Waiting
from progress.wording import reviews as words

_TAKE = re.compile(r"^(?:da )?tiep nhan(?: nhiem vu| nv)?\s+(\d{1,3}|tat ca|het|toan bo)(?:\s+(?:cua\s+)?(.+))?$")
_MORE = re.compile(
    r"^de nghi bo sung(?: bao cao)?(?: nhiem vu| nv)?\s+(\d{1,3}(?:\s*(?:,|;|va)\s*\d{1,3})*)"
    r"\s+(?:cua\s+)?([^:]+)(?::.*)?$"
)
"""«đề nghị bổ sung 13, 15 TTCNTT: nêu rõ số liệu»."""

__all__ = ["Reviewing", "tray_of"]


class Reviewing:
    """Receiving rows and asking for more; nobody does so with rows of their own unit. `days` are the working days."""

    def __init__(self, context: Context, days: Callable[[], WorkingDays]) -> None:
        self._context = context
        self._store = context.store
        self._tray = Tray(context)
        self._pages = TrayPages(self._tray)
        self._receiving = Receiving(self._tray, self._pages)
        self._returning = Returning(self._tray, days)

    def parts(self) -> tuple[Part, ...]:
        """What this offers."""
        mine = Part(
            commands={"choduyet": self._command},
            verbs={
                "waiting": lambda press, _: Outcome([self._pages.overview(press)]),
                "tray": self._shown,
                "held": self._held,
                "which": self._which,
            },
        )
        return mine, self._receiving.part(), self._returning.part(), Handing(self._tray).part()

    def news(self, now: datetime | None = None) -> list[Outgoing]:
        """New rows for each of the office, bundled; each row is told to each person once.

        What is new since the same time is read and worded once for all whose own units are the same. `now` is by a
        clock that may have been set back.
        """
        plan, told = self._context.plan(), self._store.people.told()
        pages: dict[Waiting, tuple[str, Buttons] | None] = {}
        outgoing = []
        for person in self._store.people.with_role("office"):
            seen = told.get(person.id, -1)
            if seen < 0:
                seen = self._store.ledger.last_before(self._store.people.since_role(person.id, "office", now))
            receipts = self._store.ledger.receipts_since(seen)
            if receipts:
                self._store.people.tell(person.id, receipts[1])
                scope = replace(tray_of(person, plan), receipts=receipts)
                if scope not in pages:
                    pages[scope] = self._pages.page(scope, 1)
                if (page := pages[scope]) and person.account is not None:
                    outgoing.append(Outgoing(person.account, *page, about="tray"))
        return outgoing

    # ── words ────────────────────────────────────────────────────────────────
    @staticmethod
    def hint(text: str) -> bool:
        """Whether a text may be a word of the office."""
        said = _plain(text)
        return (len(text) < 200 and _TAKE.match(said) is not None) or _MORE.match(said) is not None

    def listen(self, message: Message) -> Outcome | None:
        """«tiếp nhận 13 TTCNTT», «tiếp nhận tất cả TTCNTT», «tiếp nhận hết», «đề nghị bổ sung 13, 15 TTCNTT: …»."""
        found, more = _TAKE.match(_plain(message.text)), _MORE.match(_plain(message.text))
        person = self._context.person(message.account) if found or more else None
        if person is None or not person.units("office"):
            return None
        plan = self._context.plan()
        if more:
            unit = plan.units.find(more[2].strip()) or ""
            said = message.text.partition(":")[2].strip()
            return self._returning.by_numbers(message, unit, numbers_of(more[1]), said)
        return self._told_to_take(message, plan, person, found) if found else None

    def _told_to_take(self, message: Message, plan: Plan, person: Person, found: re.Match[str]) -> Outcome:
        task, name = found[1], (found[2] or "").strip()
        scope = tray_of(person, plan)
        if name:
            scope = replace(scope, unit=plan.units.find(name) or "")
        if task.isdecimal():
            return self._take_task(message, plan, replace(scope, tasks=(int(task),)))
        if name and not self._store.ledger.count_waiting(scope):
            return Outcome([say(message, words.NOT_FOUND)])
        return Outcome([self._receiving.ask_for(message, person, scope)])

    def _take_task(self, message: Message, plan: Plan, scope: Waiting) -> Outcome:
        """Receive the one row that is meant; where several may be, show them."""
        rows = self._store.ledger.waiting(scope, limit=PAGE)
        if not rows:
            return Outcome([say(message, words.NOT_FOUND)])
        if len(rows) > 1:
            counts = counted(self._tray.waiting(scope))
            text, buttons = self._pages.listed(rows, counts, 1, name_of(replace(scope, unit=rows[0].unit)))
            return Outcome([say(message, text, buttons, "tray")])
        codes = self._context.warnings.of([rows[0].id])[rows[0].id].codes
        row, undo = self._receiving.take(message, rows[0].id)
        return Outcome([say(message, words.taken(plan, row, codes), ((undo,),))])

    # ── screens ──────────────────────────────────────────────────────────────
    def _command(self, message: Message, _argument: str) -> Outcome:
        try:
            return Outcome([self._pages.overview(message)])
        except NotAllowedError:
            return Outcome([say(message, words.ONLY_OFFICE)])

    def _shown(self, press: Press, arguments: list[str]) -> Outcome:
        name, page = (*arguments, "", "")[:2]
        return Outcome([self._pages.show(press, name, number(page) or 1)])

    def _held(self, press: Press, arguments: list[str]) -> Outcome:
        """The next row that something holds; what was just asked for can still be taken back below it."""
        name, after, asked = [*arguments, "", "", ""][:3]
        back = [Button(words.TAKE_BACK, f"undo:{asked}")] if asked else []
        return Outcome([self._pages.held(press, name or EVERYTHING, number(after), back)])

    def _which(self, press: Press, arguments: list[str]) -> Outcome:
        """The number before a row's buttons: name the row that they belong to."""
        _, row = self._tray.reviewable(press.account, number(arguments[0]) if arguments else 0)
        return Outcome(toast=words.named(self._context.plan(row.document), row))


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).rstrip(" .")
