"""Registering (/dangky): unit, name, position, how to be addressed, one by one or on one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from conversation.cleaning import clean
from conversation.outgoing import Button, Buttons, Outgoing
from nlu.text import fold
from progress.chat import guard
from progress.chat.context import Context, Message, Outcome, Press, by_code, rows_of, say, unit_code
from progress.chat.parts import Part
from progress.chat.people_requests import request_notice
from progress.chat.typed import ADDRESSES, UnfitError, cells, read_address, read_name, read_position
from progress.units import Units
from progress.wording import people as words

A_DAY, REQUESTS_A_DAY = timedelta(days=1), 5
_STOPS = {"huy", "dung", "thoi", "dung dang ky"}
_QUESTION = r"\b(khi nao|bao gio|the nao|bao nhieu|la gi|don vi nao|nhiem vu nao|ai chu tri|chu tri nhiem vu)\b"
_ASKS = {"name": re.compile(_QUESTION + r"|\b(nhiem vu|bao cao|quyet dinh)\b"), "position": re.compile(_QUESTION)}
"""What no name and no position holds: a question about the decision, put without a question mark."""
_STEPS = ("unit", "name", "position", "address")
_STOP_ROW = (Button(words.STOP, "p_stop"),)


class Registering:
    """The dialog "register" keeps what is known so far; whatever is missing first is asked next."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        return Part(
            commands={"dangky": self._command},
            verbs={
                "p_unit": self._choose_unit,
                "p_instead": self._change_unit,
                "p_address": self._choose_address,
                "p_stop": self._stop,
            },
            dialogs=guard.dialogs(self._context, {"register": self._answered}),
        )

    def _command(self, message: Message, argument: str) -> Outcome:
        parts = cells(argument[:2000])
        if not argument:
            return self._next(message, {})
        if len(parts) == 1:
            return self._unit(message, {}, argument)
        if len(parts) not in (3, 4):
            return Outcome([say(message, words.LINE_FORMAT)])
        data, faults = _read(parts)
        if faults:
            faults = [*self._unit_fault(message, parts[0]), *faults]
            return Outcome([say(message, words.unfit_line(faults))])
        return self._unit(message, data, parts[0])

    def _unit_fault(self, message: Message, text: str) -> list[str]:
        units = self._units()
        found = units.current(text, message.at.date())
        return [] if len(found) == 1 and text else [words.unfit_unit(text, [units.short(name) for name in found])]

    def _answered(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        if fold(clean(message.text)) in _STOPS:
            return self._stopped(message)
        step = _missing(data)
        if step == "unit":
            return self._unit(message, data, message.text)
        if step in _ASKS and _ASKS[step].search(fold(clean(message.text))):
            return None
        if step in words.ASKED and (unit := self._units().find(clean(message.text))):
            return self._asked_back(message, data, step, unit)
        try:
            value = _READ[step](message.text)
        except UnfitError as fault:
            buttons = (address_row(), _STOP_ROW) if step == "address" else (_STOP_ROW,)
            return Outcome([say(message, words.try_again(str(fault)), buttons)])
        return self._next(message, data | {step: value})

    def _asked_back(self, message: Message, data: dict[str, Any], step: str, unit: str) -> Outcome:
        """A unit's name in answer to another question: perhaps the question was overlooked, or the unit is wrong."""
        units = self._units()
        text = words.is_a_unit(clean(message.text), words.ASKED[step], words.unit_title(units, data["unit"]))
        there = unit in units.all(message.at.date()) and unit != data["unit"]
        label = words.CHANGE_UNIT.format(units.short(unit)[:40])
        change = ((Button(label, f"p_instead:{unit_code(unit)}"),),) if there else ()
        return Outcome([say(message, text, (*change, _STOP_ROW))])

    def _unit(self, message: Message, data: dict[str, Any], text: str) -> Outcome:
        units, text = self._units(), clean(text[:400])
        if not text:
            return self._next(message, data)
        found = units.current(text, message.at.date())
        if len(found) == 1:
            return self._next(message, data | {"unit": found[0]})
        self._begin(message, data)
        choices = tuple(Button(name, f"p_unit:{unit_code(name)}") for name in found)
        question = words.which_unit(text) if found else words.no_unit(text)
        return Outcome([say(message, question, (*rows_of(choices, 1), _STOP_ROW))])

    def _choose_unit(self, press: Press, arguments: list[str]) -> Outcome:
        return self._next(press, self._asked(press, "unit") | {"unit": self._pressed_unit(press, arguments)})

    def _change_unit(self, press: Press, arguments: list[str]) -> Outcome:
        """Another unit than the one chosen before, while the rest is asked."""
        return self._next(press, self._asked(press, *words.ASKED) | {"unit": self._pressed_unit(press, arguments)})

    def _pressed_unit(self, press: Press, arguments: list[str]) -> str:
        return guard.found(by_code(self._units().all(press.at.date()), ":".join(arguments)))

    def _choose_address(self, press: Press, arguments: list[str]) -> Outcome:
        address = guard.found(ADDRESSES.get(":".join(arguments)))
        return self._next(press, self._asked(press, "address") | {"address": address})

    def _stop(self, press: Press, _arguments: list[str]) -> Outcome:
        guard.found(self._context.store.dialogs.data_of(press.account, "register"))
        return self._stopped(press)

    def _stopped(self, to: Message | Press) -> Outcome:
        self._context.store.dialogs.end(to.account)
        return Outcome([say(to, words.STOPPED, replace=True)])

    def _asked(self, press: Press, *steps: str) -> dict[str, Any]:
        """What is known of somebody who is asked one of some things."""
        data = self._context.store.dialogs.data_of(press.account, "register")
        return guard.found(data if data is not None and _missing(data) in steps else None)

    def _next(self, to: Message | Press, data: dict[str, Any]) -> Outcome:
        step = _missing(data)
        if not step:
            return self._ask_admins(to, data)
        self._begin(to, data)
        asked = {
            "unit": words.ASK_UNIT,
            "name": words.ASK_NAME,
            "position": words.ASK_POSITION,
            "address": words.LAST_STEP,
        }[step]
        before = words.chosen_unit(self._units(), data["unit"]) + "\n" if "unit" in data else ""
        buttons: Buttons = (address_row(), _STOP_ROW) if step == "address" else (_STOP_ROW,)
        return Outcome([say(to, before + asked, buttons, replace=True)])

    def _ask_admins(self, to: Message | Press, data: dict[str, Any]) -> Outcome:
        people = self._context.store.people
        self._context.store.dialogs.end(to.account)
        values = (data["unit"], data["name"], data["position"], data["address"])
        waiting = people.waiting_of(to.account)
        if waiting and (waiting.unit, waiting.name, waiting.position, waiting.address) == values:
            return Outcome([say(to, words.already_asked(waiting.id), replace=True)])
        if people.asked_since(to.account, to.at - A_DAY) >= REQUESTS_A_DAY:
            return Outcome([say(to, words.TOO_OFTEN, replace=True)])
        number = people.ask(to.account, *values, to.at)
        answer = say(to, words.asked(number, (data["name"], data["position"]), data["unit"]), replace=True)
        return Outcome([answer, *self._notices(number)])

    def _notices(self, number: int) -> list[Outgoing]:
        people = self._context.store.people
        request = people.request(number)
        if request is None:
            return []
        text, buttons = request_notice(self._context, request)
        return [Outgoing(admin, text, buttons, about=f"request:{number}") for admin in sorted(people.admins)]

    def _begin(self, to: Message | Press, data: dict[str, Any]) -> None:
        self._context.store.dialogs.begin(to.account, "register", data, to.at)

    def _units(self) -> Units:
        return self._context.plan().units


def address_row() -> tuple[Button, ...]:
    """The buttons for how to be addressed."""
    return tuple(Button(label, f"p_address:{code}") for label, code in words.ADDRESSES)


def _read(parts: list[str]) -> tuple[dict[str, Any], list[str]]:
    """What a line says of name, position and address, and what is wrong with each."""
    data: dict[str, Any] = {"address": ""}
    faults = []
    for step, text in zip(_STEPS[1:], parts[1:], strict=False):
        try:
            data[step] = _READ[step](text)
        except UnfitError as fault:
            faults.append(str(fault))
    return data, faults


def _address(text: str) -> str:
    address = read_address(text)
    if address is None:
        raise UnfitError(words.unfit_address(clean(text)))
    return address


_READ: dict[str, Callable[[str], str]] = {"name": read_name, "position": read_position, "address": _address}


def _missing(data: dict[str, Any]) -> str:
    return next((step for step in _STEPS if step not in data), "")
