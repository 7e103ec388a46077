"""The office's desk: what waits, received with one tap or by word, sent back with words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversation.outgoing import Button, Buttons, Outgoing
from nlu.text import fold
from progress.chat.context import Context, Message, Outcome, Press, by_code, rows_of, say, unit_code
from progress.chat.notices import file_buttons
from progress.chat.parts import Part, number
from progress.model import NotAllowedError, Person, Report
from progress.plan import Plan
from progress.rights import may_receive
from progress.store.ledger import Waiting
from progress.wording import reviews as words
from progress.wording import words as common

PAGE = 5
LONGEST = 4096
"""Letters of what is asked for."""
_TAKE = re.compile(r"^(?:da )?tiep nhan(?: nhiem vu| nv)?\s+(\d{1,3}|tat ca|het|toan bo)(?:\s+(?:cua\s+)?(.+))?$")


class Reviewing:
    """Receiving rows and asking for more; nobody does so with rows of their own unit."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def part(self) -> Part:
        """What this offers."""
        return Part(
            commands={"choduyet": self._command},
            verbs={
                "waiting": self._waiting,
                "tray": self._tray,
                "take": self._take,
                "more": self._more,
                "which": self._which,
            },
            dialogs={"more": self._told_more},
        )

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
                    pages[scope] = self._page(plan, scope, 1)
                if (page := pages[scope]) and person.account is not None:
                    outgoing.append(Outgoing(person.account, *page, about="tray"))
        return outgoing

    @staticmethod
    def hint(text: str) -> bool:
        """Whether a text may be a word of the office."""
        return len(text) < 200 and _TAKE.match(" ".join(fold(text).split()).rstrip(" .")) is not None

    def listen(self, message: Message) -> Outcome | None:
        """«tiếp nhận 13 TTCNTT», «tiếp nhận tất cả TTCNTT», «tiếp nhận hết» as words."""
        found = _TAKE.match(" ".join(fold(message.text).split()).rstrip(" ."))
        person = self._context.person(message.account) if found else None
        if found is None or person is None or not person.units("office"):
            return None
        plan, task, name = self._context.plan(), found[1], (found[2] or "").strip()
        scope = tray_of(person, plan)
        if name:
            scope = replace(scope, unit=plan.units.find(name) or "")
        if task.isdecimal():
            return self._take_task(message, plan, person, replace(scope, task=int(task)))
        rows = self._store.ledger.waiting(scope)
        self._accept(rows, person, message)
        return Outcome([say(message, words.taken(plan, rows) if rows else words.NOT_FOUND)])

    def _take_task(self, message: Message, plan: Plan, person: Person, scope: Waiting) -> Outcome:
        """Receive the one row that is meant; where several may be, show them."""
        rows = self._store.ledger.waiting(scope, limit=PAGE)
        if len(rows) == 1:
            self._accept(rows, person, message)
            return Outcome([say(message, words.taken(plan, rows))])
        if not rows:
            return Outcome([say(message, words.NOT_FOUND)])
        text, buttons = self._screen(plan, rows, len(rows), 1, f"u{unit_code(rows[0].unit)}")
        return Outcome([say(message, text, buttons, "tray")])

    def _command(self, message: Message, _argument: str) -> Outcome:
        person = self._context.person(message.account)
        if person is None or not person.units("office"):
            return Outcome([say(message, words.ONLY_OFFICE)])
        return Outcome([self._overview(message, person)])

    def _waiting(self, press: Press, _arguments: list[str]) -> Outcome:
        return Outcome([self._overview(press, self._office(press))])

    def _overview(self, to: Message | Press, person: Person) -> Outgoing:
        plan = self._context.plan()
        counts = self._store.ledger.count_waiting(tray_of(person, plan))
        named = {plan.units.short(unit): count for unit, count in counts.items()}
        choices = [Button(f"{plan.units.short(u)} ({n})", f"tray:u{unit_code(u)}:1") for u, n in counts.items()]
        return say(to, words.waiting(named), rows_of(choices, 2), "tray", replace=True)

    def _tray(self, press: Press, arguments: list[str]) -> Outcome:
        scope, page = [*arguments, "", ""][:2]
        return Outcome([self._show(press, self._office(press), scope, number(page) or 1)])

    def _office(self, press: Press) -> Person:
        person = self._context.person(press.account)
        if person is None or not person.units("office"):
            raise NotAllowedError(common.NOT_ALLOWED)
        return person

    def _show(self, press: Press, person: Person, scope: str, page: int) -> Outgoing:
        """The tray's page, or the overview where nothing is left in this tray."""
        plan = self._context.plan()
        named = self._scope(tray_of(person, plan), scope)
        shown = self._page(plan, named, page) if named else None
        return say(press, *shown, "tray", replace=True) if shown else self._overview(press, person)

    def _scope(self, tray: Waiting, scope: str) -> Waiting | None:
        """The part of a tray of a unit ("u1a2b3c4d") or of some receipts ("r7-9")."""
        if scope.startswith("u"):
            unit = by_code(self._store.ledger.count_waiting(tray), scope[1:])
            return replace(tray, unit=unit) if unit else None
        first, _, last = scope.removeprefix("r").partition("-")
        return replace(tray, receipts=(number(first), number(last)))

    def _page(self, plan: Plan, scope: Waiting, page: int) -> tuple[str, Buttons] | None:
        """A page of what waits; None where nothing does."""
        count = sum(self._store.ledger.count_waiting(scope).values())
        page = min(max(page, 1), -(-count // PAGE))
        rows = self._store.ledger.waiting(scope, (page - 1) * PAGE, PAGE) if count else []
        receipts = scope.receipts or (0, 0)
        name = f"u{unit_code(scope.unit)}" if scope.unit else f"r{receipts[0]}-{receipts[1]}"
        return self._screen(plan, rows, count, page, name) if rows else None

    def _screen(self, plan: Plan, here: Sequence[Report], count: int, page: int, scope: str) -> tuple[str, Buttons]:
        pages = -(-count // PAGE)
        title = f"{count} báo cáo chờ tiếp nhận" + (f" – trang {page}/{pages}" if pages > 1 else "")
        buttons: list[tuple[Button, ...]] = [
            (
                Button(f"{place}.", f"which:{row.id}"),
                Button(words.TAKE, f"take:{row.id}:{scope}:{page}"),
                Button(words.MORE, f"more:{row.id}"),
            )
            for place, row in enumerate(here, 1)
        ]
        turns = [Button(label, f"tray:{scope}:{to}") for label, to in (("‹", page - 1), ("›", page + 1))
                 if 1 <= to <= pages]  # fmt: skip
        if turns:
            buttons.append(tuple(turns))
        buttons[len(here) : len(here)] = file_buttons(list(here))
        return words.tray(plan, here, title, self._standing(here)), tuple(buttons)

    def _standing(self, rows: Sequence[Report]) -> dict[int, Report]:
        """What the office has received before of the same, by the row that is to correct it."""
        return {
            row.id: before
            for row in rows
            for before in self._store.ledger.accepted(row.document, unit=row.unit, task=row.task, period=row.period.id)
            if before.kind == row.kind
        }

    def _reviewable(self, press: Press, arguments: list[str]) -> tuple[Person, Report]:
        """The row of a press. Raises NotAllowedError where the person may not decide on it, or no more."""
        person = self._office(press)
        row = self._store.ledger.get(number(arguments[0])) if arguments else None
        if row is None:
            raise NotAllowedError(common.NOT_ALLOWED)
        newest = self._store.ledger.newest(row.document, unit=row.unit, period=row.period.id, task=row.task)
        reasons = {
            words.OWN_UNIT: not may_receive(person, row),
            words.NEWER: row.id not in {one.id for one in newest},
            words.ALREADY: row.state != "sent",
        }
        if reason := next((reason for reason, holds in reasons.items() if holds), ""):
            raise NotAllowedError(reason)
        return person, row

    def _which(self, press: Press, arguments: list[str]) -> Outcome:
        """The number before a row's buttons: name the row that they belong to."""
        _, row = self._reviewable(press, arguments)
        return Outcome(toast=words.named(self._context.plan(row.document), row))

    def _take(self, press: Press, arguments: list[str]) -> Outcome:
        person, row = self._reviewable(press, arguments)
        self._accept([row], person, press)
        outcome = Outcome(toast=words.TAKEN)
        if len(arguments) > 2:
            outcome.out.append(self._show(press, person, arguments[1], number(arguments[2])))
        return outcome

    def _accept(self, rows: Iterable[Report], person: Person, at: Message | Press) -> None:
        self._store.ledger.accept([(row, _office_of(person, row)) for row in rows], person.name, at.at)

    def _more(self, press: Press, arguments: list[str]) -> Outcome:
        _, row = self._reviewable(press, arguments)
        self._store.dialogs.begin(press.account, "more", {"report": row.id}, press.at)
        return Outcome([say(press, words.ask_for_more(self._context.plan(row.document), row))])

    def _told_more(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """What the unit should add: it reaches those who report for the unit, with a button to revise."""
        press = Press(message.account, "", message.at, message.key, message.number)
        said = message.text.strip()[:LONGEST]
        try:
            person, row = self._reviewable(press, [str(data["report"])])
        except NotAllowedError as error:
            self._store.dialogs.end(message.account)
            return Outcome([say(message, str(error))])
        if said.endswith("?") and self._context.answered(said, message.at.date()):
            return None  # it is answered, and the bot goes on waiting
        if not said:
            return Outcome([say(message, words.EMPTY_WORDS)])
        self._store.dialogs.end(message.account)
        self._store.ledger.review(row.id, "returned", (_office_of(person, row), person.name), message.at, said)
        return Outcome([say(message, words.RETURNED), *self._tell_unit(row, person, said)])

    def _tell_unit(self, row: Report, by: Person, said: str) -> list[Outgoing]:
        """Those who report for the unit hear it, with «Sửa»; where there is nobody, who sent the report does."""
        plan, people = self._context.plan(row.document), self._store.people
        buttons = ((Button("Sửa", f"revise:{row.receipt}:{row.task}"),),)
        office, sender = _office_of(by, row), people.get(row.sender)
        asked = [p for p in people.of_unit(row.unit, "reporter", "head") if p.account is not None]
        return [
            Outgoing(
                p.account or 0,
                words.returned(plan, row, p, said, office),
                buttons if asked else (),
                about=f"receipt:{row.receipt}",
            )
            for p in asked or ([sender] if sender and sender.account is not None else [])
        ]


def tray_of(person: Person, plan: Plan) -> Waiting:
    """What waits and a person of the office may receive: nothing of a unit in which they have a role."""
    return Waiting(plan.document.id, tuple(dict.fromkeys(m.unit for m in person.roles)))


def _office_of(person: Person, row: Report) -> str:
    """The unit for which somebody receives a row."""
    return next((unit for unit in person.units("office") if unit != row.unit), "")
