"""Receiving: one row, all that nothing holds, and taking a decision back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from conversation.outgoing import Button, Outgoing
from progress.chat import guard
from progress.chat.context import Message, Outcome, Press, rows_of, say
from progress.chat.parts import Part, number
from progress.chat.tray import EVERYTHING, Tray, name_of
from progress.chat.tray_pages import HELD, TrayPages
from progress.model import NotAllowedError, Person, Report
from progress.reminders import key_of
from progress.store.ledger import Waiting
from progress.wording import reviews as words


class Receiving:
    """What is written when the office receives; each in the one transaction of its press."""

    def __init__(self, tray: Tray, pages: TrayPages) -> None:
        self._tray = tray
        self._pages = pages
        self._store = tray.store

    def part(self) -> Part:
        """What this offers."""
        return Part(
            verbs={
                "take": self._take,
                "takeall": lambda press, arguments: Outcome([self.ask(press, [*arguments, EVERYTHING][0])]),
                "takeyes": self._take_all,
                "undo": self._undo,
                "undoyes": lambda press, arguments: self._undone(press, _range(arguments)),
            }
        )

    def take(self, to: Message | Press, report: int) -> tuple[Report, Button]:
        """Receive a row; gives it with the button that takes this back. Raises NotAllowedError."""
        person, row = self._tray.reviewable(to.account, report)
        done = self._tray.decide("accepted", [(row.id, row.unit)], person, to)
        label = words.undo_button(self._tray.context.plan(row.document), row)
        return row, Button(label, f"undo:{_named(done)}")

    def _take(self, press: Press, arguments: list[str]) -> Outcome:
        """«Tiếp nhận», then what comes after it on the same screen."""
        report, name, page = (*arguments, "", "", "")[:3]
        row, undo = self.take(press, number(report))
        outcome = Outcome(toast=words.TAKEN)
        if page == HELD:
            outcome.out.append(self._pages.held(press, name, row.id, [undo]))
        elif page:
            outcome.out.append(self._pages.show(press, name, number(page), [undo]))
        return outcome

    # ── many at once ─────────────────────────────────────────────────────────
    def ask(self, to: Message | Press, name: str) -> Outgoing:
        """Ask before all that nothing holds is received, with the numbers and what stays out."""
        person, tray = self._tray.of(to.account)
        scope = self._tray.part_of(tray, name)
        return self.ask_for(to, person, scope) if scope else self._pages.overview(to)

    def ask_for(self, to: Message | Press, person: Person, scope: Waiting) -> Outgoing:
        """The same of a part of the tray."""
        found, plan = self._tray.waiting(scope), self._tray.context.plan()
        free = [one for one, is_held in found if not is_held]
        left = Counter(plan.units.short(one.row.unit) for one, is_held in found if is_held)
        look = [Button(words.LOOK.format(left.total()), f"held:{name_of(scope)}")] if left else []
        if not found:
            return say(to, words.NOTHING_WAITS, (), "tray", replace=True)
        if not free:
            return say(to, words.nothing_to_take(left), rows_of(look, 1), "tray", replace=True)
        offer = self._store.reviews.offer(key_of(person), (one.id for one in free), to.at)
        buttons = ((Button(words.AGREE, f"takeyes:{offer}"),), *rows_of(look, 1), (Button(words.BACK, "waiting"),))
        units = list(dict.fromkeys(one.row.unit for one in free))
        periods = list(dict.fromkeys(one.row.period for one in free))
        text = words.ask_to_take(plan, len(free), units, periods, left)
        return say(to, text, buttons, "tray", replace=True)

    def _take_all(self, press: Press, arguments: list[str]) -> Outcome:
        """Receive what was shown and still waits, and nothing holds."""
        person, tray = self._tray.of(press.account)
        shown = self._store.reviews.take_offer(number(arguments[0]) if arguments else 0, key_of(person))
        guard.found(shown or None)
        found = self._tray.waiting(tray)
        free = {one.id: one.row.unit for one, is_held in found if not is_held}
        rows = [(one, free[one]) for one in shown if one in free]
        done = self._tray.decide("accepted", rows, person, press) if rows else range(0)
        waiting = {one.id for one, _ in found}
        others = self._store.reviews.last(one for one in shown if one not in waiting)
        held = sum(is_held for _, is_held in found)
        units = list(dict.fromkeys(unit for _, unit in rows))
        text = words.taken_all(self._tray.context.plan(), len(rows), units, held, others)
        buttons = [Button(words.LOOK.format(held), f"held:{EVERYTHING}")] if held else []
        buttons += [Button(words.UNDO, f"undo:{_named(done)}")] if rows else []
        return Outcome([say(press, text, rows_of(buttons, 1), "tray", replace=True)])

    # ── taking back ──────────────────────────────────────────────────────────
    def _undo(self, press: Press, arguments: list[str]) -> Outcome:
        """Take a decision back; of many it asks first."""
        numbers = _range(arguments)
        if len(numbers) == 1:
            return self._undone(press, numbers)
        _, rows, returned = self._undoable(press, numbers)
        yes = Button(words.AGREE_TAKE_BACK if returned else words.AGREE_UNDO, f"undoyes:{_named(numbers)}")
        text = words.ask_to_undo(len(rows), returned=returned)
        return Outcome([say(press, text, ((yes,), (Button(words.BACK, "waiting"),)))])

    def _undoable(self, press: Press, numbers: range) -> tuple[Person, list[Report], bool]:
        """The rows of decisions that may be taken back, and whether more was asked for of them."""
        person, _ = self._tray.of(press.account)
        found = [one for one in self._store.reviews.standing(numbers) if one.verdict != "undone"]
        rows = [row for row in self._store.ledger.rows(one.report for one in found) if self._tray.may(person, row)]
        still = [row for row in rows if not row.period.closed]
        if not still:
            raise NotAllowedError(words.CLOSED if rows else words.NOT_UNDONE)
        return person, still, found[0].verdict == "returned"

    def _undone(self, press: Press, numbers: range) -> Outcome:
        person, rows, returned = self._undoable(press, numbers)
        self._tray.decide("undone", [(row.id, row.unit) for row in rows], person, press)
        if returned:
            office = self._tray.office_of(person, rows[0].id, rows[0].unit)
            return Outcome([say(press, words.TAKEN_BACK, replace=True), *self._tell_unit(rows, office)])
        if len(rows) > 1:
            back = ((Button(words.BACK, "waiting"),),)
            return Outcome([say(press, words.undone(len(rows)), back, "tray", replace=True)])
        held = sum(is_held for _, is_held in self._tray.waiting(self._tray.of(press.account)[1]))
        return Outcome([self._pages.card(press, rows[0].id, EVERYTHING, held)], words.UNDONE)

    def _tell_unit(self, rows: Sequence[Report], office: str) -> list[Outgoing]:
        """Those who were asked hear that nothing more is asked for."""
        plan = self._tray.context.plan(rows[0].document)
        (people, _), about = self._tray.asked(rows[0]), f"receipt:{rows[0].receipt}"
        return [Outgoing(p.account or 0, words.taken_back(plan, rows, p, office), about=about) for p in people]


def _named(numbers: range) -> str:
    return f"{numbers.start}-{numbers.stop - 1}"


def _range(arguments: list[str]) -> range:
    """The decisions that a button names: "12-15"."""
    first, _, last = (arguments[0] if arguments else "").partition("-")
    return range(number(first), number(last) + 1)
