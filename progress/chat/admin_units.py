"""The admin's screens of units: adding one, renaming one, ending one, by a line each and with confirmation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from conversation.cleaning import clean
from conversation.outgoing import Button
from nlu.text import fold
from progress.chat import guard
from progress.chat.admin_pages import back
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say
from progress.chat.parts import Part
from progress.chat.typed import ABBREVIATION, UNIT, UnfitError, cells, read_day, read_text
from progress.store.notes import Action, UnitChange
from progress.units import Units
from progress.wording import units as words

_KINDS = ("added", "renamed", "ended")
_AUDITED: dict[str, Action] = {"added": "unit_added", "renamed": "unit_renamed", "ended": "unit_ended"}
_A_DAY = timedelta(days=1)


class AdminUnits:
    """The dialog "unit_line" waits for the line; then it keeps what was understood until it is confirmed."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        verbs = {"q_changes": self._changes, "q_change": self._ask_line, "q_change_yes": self._confirmed}
        return Part(
            verbs=guard.admin_verbs(self._context, verbs),
            dialogs=guard.dialogs(self._context, {"unit_line": self._said}, guard.is_admin),
        )

    def _changes(self, press: Press, _arguments: list[str]) -> Outcome:
        self._context.store.dialogs.end(press.account)
        buttons = [Button(words.CHANGE[kind], f"q_change:{kind}") for kind in _KINDS]
        text = words.changes_text(self._context.store.unit_changes.all()[-8:])
        return Outcome([say(press, text, (*rows_of(buttons, 1), *back()), replace=True)])

    def _ask_line(self, press: Press, arguments: list[str]) -> Outcome:
        kind = guard.found(next((one for one in _KINDS if arguments == [one]), None))
        self._context.store.dialogs.begin(press.account, "unit_line", {"kind": kind}, press.at)
        return Outcome([say(press, words.CHANGE_LINE[kind], back("q_changes"), replace=True)])

    def _said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        if data.get("line") and fold(clean(message.text)) in ("dong y", "co", "xac nhan"):
            return self._carry_out(message, data)
        if data.get("line") and fold(clean(message.text)) in ("khong", "khong dong y", "huy", "thoi", "dung"):
            self._context.store.dialogs.end(message.account)
            return Outcome([say(message, words.NOT_CHANGED, back("q_changes"))])
        if "|" not in message.text:
            unheard = say(message, words.no_parts(data["kind"]), back("q_changes"))
            return None if data.get("line") else Outcome([unheard])
        try:
            change = read_change(data["kind"], message.text, self._context.plan().units, message.at.date())
        except UnfitError as fault:
            return Outcome([say(message, str(fault), back("q_changes"))])
        data = {"kind": change.kind, "line": message.text[:1000]}
        self._context.store.dialogs.begin(message.account, "unit_line", data, message.at)
        rows = ((Button(words.YES_CHANGE, "q_change_yes"),), *back("q_changes"))
        return Outcome([say(message, words.change_question(change), rows)])

    def _confirmed(self, press: Press, _arguments: list[str]) -> Outcome:
        data = self._context.store.dialogs.data_of(press.account, "unit_line")
        return self._carry_out(press, guard.found(data if data and data.get("line") else None))

    def _carry_out(self, to: Message | Press, data: dict[str, Any]) -> Outcome:
        store = self._context.store
        store.dialogs.end(to.account)
        try:  # once more: another admin may have changed the units meanwhile
            change = read_change(data["kind"], data["line"], self._context.plan().units, to.at.date())
        except UnfitError as fault:
            return Outcome([say(to, str(fault), back("q_changes"), replace=True)])
        store.unit_changes.add(change, to.at)
        if change.successor:
            store.people.move_unit(change.name, change.successor)
            store.drafts.move_unit(change.name, change.successor)
        by = self._context.person(to.account)
        store.audit.add(to.at, by, _AUDITED[change.kind], change.name, words.change_details(change))
        return Outcome([say(to, words.change_done(change), back("q_changes"), replace=True)])


def read_change(kind: str, line: str, units: Units, today: date) -> UnitChange:
    """The change of a line: "tên | viết tắt | từ ngày", "tên cũ | tên mới | viết tắt | từ ngày",
    "tên | ngày cuối | sau".

    Raises UnfitError. What moves people to another unit takes effect at once, so its day must have come.
    """
    parts = cells(line[:1000])
    if kind == "added":
        name, short, first = _parts(parts, 3, kind)
        return UnitChange("added", _new(name, units), None, _short(short, units), read_day(first))
    if kind == "renamed":
        old, new, short, first = _parts(parts, 4, kind)
        begins = _come(read_day(first), today)
        named, abbreviation = _there(old, units, today), _short(short, units, but_of=units.find(old))
        return UnitChange("renamed", named, _new(new, units), abbreviation, begins, begins - _A_DAY)
    name, last, after = _parts(parts, 3, kind)
    ended, ends = _there(name, units, today), read_day(last)
    heir = _there(after, units, today) if after else None
    if heir == ended:
        raise UnfitError(words.SAME_UNIT)
    return UnitChange("ended", ended, heir, None, None, _come(ends, today) if heir else ends)


def _parts(parts: list[str], wanted: int, kind: str) -> list[str]:
    if len(parts) not in (wanted, wanted - 1) or (len(parts) < wanted and kind != "ended"):
        raise UnfitError(words.wrong_parts(kind, len(parts)))
    return [*parts, ""][:wanted]


def _new(name: str, units: Units) -> str:
    name = read_text(name, UNIT, words.UNIT_NAME)
    if units.is_known(name):
        raise UnfitError(words.name_taken(name))
    return name


def _short(name: str, units: Units, but_of: str | None = None) -> str | None:
    if not name:
        return None
    name = read_text(name, ABBREVIATION, words.ABBREVIATION)
    if units.is_known(name) and (but_of is None or units.find(name) != but_of):
        raise UnfitError(words.name_taken(name))
    return name


def _there(name: str, units: Units, today: date) -> str:
    exact = units.find(name)
    found = exact if exact and exact in units.all(today) else None
    if found is None:
        raise UnfitError(words.no_such_unit(name, units.current(name, today)))
    return found


def _come(day: date, today: date) -> date:
    if day > today:
        raise UnfitError(words.NOT_YET)
    return day
