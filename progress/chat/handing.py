"""«Nhờ người khác tiếp nhận»: rows of one's own unit go to another of Tổng hợp, or to an admin for those rows."""

from __future__ import annotations

from conversation.outgoing import Button, Outgoing
from progress.chat import guard
from progress.chat.context import Outcome, Press, by_code, rows_of, say
from progress.chat.parts import Part
from progress.chat.tray import Tray
from progress.model import NotAllowedError, Person, Report
from progress.reminders import key_of
from progress.rights import may_receive
from progress.store.ledger import Waiting
from progress.store.notes import NAMELESS
from progress.wording import reviews as words


class Handing:
    """Asks whom, lets them, and tells them."""

    def __init__(self, tray: Tray) -> None:
        self._tray = tray
        self._store = tray.store

    def part(self) -> Part:
        """What this offers."""
        return Part(verbs={"hand": self._ask, "handto": self._hand})

    def _rows(self, press: Press, arguments: list[str]) -> tuple[Person, list[Report]]:
        """The rows of one's own unit that wait."""
        person, tray = self._tray.of(press.account)
        unit = guard.found(by_code((m.unit for m in person.roles), [*arguments, ""][0]))
        rows = self._store.ledger.waiting(Waiting(tray.document, unit=unit)) if person.units("office") else []
        if not rows:
            raise NotAllowedError(words.NOT_FOUND)
        return person, rows

    def _others(self, row: Report) -> list[Person]:
        """Who may receive a row: Tổng hợp and admins without a role in its unit."""
        people = self._store.people
        admins = [one for account in sorted(people.admins) if (one := people.by_account(account))]
        found = {key_of(one): one for one in (*people.with_role("office"), *admins) if one.account is not None}
        return [one for one in found.values() if may_receive(one, row, handed=True)]

    def _ask(self, press: Press, arguments: list[str]) -> Outcome:
        _, rows = self._rows(press, arguments)
        plan, unit = self._tray.context.plan(), rows[0].unit
        others = self._others(rows[0])
        if not others:
            return Outcome([say(press, words.NOBODY_ELSE.format(plan.units.short(unit)))])
        buttons = [Button(one.name or NAMELESS.capitalize(), f"handto:{arguments[0]}:{key_of(one)}") for one in others]
        buttons.append(Button(words.BACK, "waiting"))
        return Outcome([say(press, words.ask_whom(plan, unit, len(rows)), rows_of(buttons, 1), replace=True)])

    def _hand(self, press: Press, arguments: list[str]) -> Outcome:
        """Let somebody receive what waits now."""
        person, rows = self._rows(press, arguments)
        wanted = [*arguments, "", ""][1]
        to = guard.found(next((one for one in self._others(rows[0]) if str(key_of(one)) == wanted), None))
        plan, unit, office = self._tray.context.plan(), rows[0].unit, person.units("office")[0]
        self._store.reviews.hand_over((row.id for row in rows), key_of(to), office, press.at)
        text = words.handed(plan, unit, person, to, [row.task for row in rows])
        look = ((Button(words.LOOK_AND_TAKE, f"tray:u{arguments[0]}:1"),),)
        told = Outgoing(to.account or 0, text, look, about="tray")
        back = ((Button(words.BACK, "waiting"),),)
        return Outcome([say(press, words.handed_over(plan, unit, to, len(rows)), back, replace=True), told])
