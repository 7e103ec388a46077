"""The admin's screens of people by unit: another role, another unit, removal; and units without an Đầu mối."""

from __future__ import annotations

from conversation.outgoing import Button, Outgoing
from progress.chat import guard
from progress.chat.admin import units_without_reporter
from progress.chat.admin_pages import back, page_of, turning
from progress.chat.context import Context, Outcome, Press, by_code, rows_of, say, unit_code
from progress.chat.parts import Part, number
from progress.chat.people_changes import leave_unit, move, set_role
from progress.chat.people_requests import role_buttons
from progress.model import Membership, Person, Role
from progress.wording import admin as words
from progress.wording.words import ROLE

Held = tuple[Person, Membership]


class AdminPeople:
    """A token names a person's row and the unit in which the role is; where that is so no more, it is stale."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        verbs = {
            "q_units": self._units,
            "q_unit": self._unit,
            "q_person": self._person,
            "q_role": self._give_role,
            "q_move": self._choose_unit,
            "q_move_to": self._ask_move,
            "q_move_yes": self._move,
            "q_remove": self._ask_remove,
            "q_remove_yes": self._remove,
            "q_lonely": self._lonely,
        }
        return Part(verbs=guard.admin_verbs(self._context, verbs))

    def _units(self, press: Press, arguments: list[str]) -> Outcome:
        names = self._peopled()
        shown, page = page_of(names, arguments)
        units = self._context.plan().units
        people = self._context.store.people
        buttons = [
            Button(words.unit_label(units, name, people.count(name)), f"q_unit:{unit_code(name)}:0") for name in shown
        ]
        rows = (*rows_of(buttons, 1), *turning("q_units", page, len(names)), *back())
        return Outcome([say(press, words.units_head(len(names)), rows, replace=True)])

    def _unit(self, press: Press, arguments: list[str]) -> Outcome:
        unit = guard.found(by_code(self._peopled(), arguments[0]) if len(arguments) == 2 else None)
        code, people = unit_code(unit), self._context.store.people.of_unit(unit)
        shown, page = page_of(people, arguments)
        buttons = [Button(words.person_label(person, unit), f"q_person:{person.id}:{code}") for person in shown]
        rows = (*rows_of(buttons, 1), *turning(f"q_unit:{code}", page, len(people)), *back("q_units:0"))
        return Outcome([say(press, words.unit_head(unit, len(people)), rows, replace=True)])

    def _person(self, press: Press, arguments: list[str]) -> Outcome:
        return Outcome([self._screen(press, *self._held(arguments, 2))])

    def _give_role(self, press: Press, arguments: list[str]) -> Outcome:
        person, membership = self._held(arguments, 3)
        role: Role = guard.found(next((role for role in ROLE if arguments[-1:] == [role]), None))
        if membership.role == role:
            return Outcome(toast=words.SAME_ROLE)
        to = Membership(membership.unit, role)
        told = set_role(self._context, person, to, self._admin(press), press.at)
        after = self._context.store.people.get(person.id) or person
        return Outcome([self._screen(press, after, to), *told], words.CHANGED)

    def _choose_unit(self, press: Press, arguments: list[str]) -> Outcome:
        person, membership = self._held(arguments, 3)
        units, token = self._context.plan().units, f"{person.id}:{unit_code(membership.unit)}"
        others = [unit for unit in units.all(press.at.date()) if unit != membership.unit]
        shown, page = page_of(others, arguments)
        buttons = [Button(words.short_unit(units, unit), f"q_move_to:{token}:{unit_code(unit)}") for unit in shown]
        turn = turning(f"q_move:{token}", page, len(others))
        rows = (*rows_of(buttons, 2), *turn, *back(f"q_person:{token}"))
        return Outcome([say(press, words.move_where(person, membership), rows, replace=True)])

    def _ask_move(self, press: Press, arguments: list[str]) -> Outcome:
        held, unit = self._moved(press, arguments)
        token = ":".join(arguments)
        rows = ((Button(words.YES_MOVE, f"q_move_yes:{token}"),), *back(f"q_person:{arguments[0]}:{arguments[1]}"))
        return Outcome([say(press, words.move_question(*held, unit), rows, replace=True)])

    def _move(self, press: Press, arguments: list[str]) -> Outcome:
        (person, membership), unit = self._moved(press, arguments)
        to = Membership(unit, membership.role)
        told = move(self._context, person, membership.unit, to, self._admin(press), press.at)
        after = self._context.store.people.get(person.id) or person
        return Outcome([self._screen(press, after, to), *told], words.CHANGED)

    def _ask_remove(self, press: Press, arguments: list[str]) -> Outcome:
        held, token = self._held(arguments, 2), ":".join(arguments)
        rows = ((Button(words.YES_REMOVE, f"q_remove_yes:{token}"),), *back(f"q_person:{token}"))
        return Outcome([say(press, words.remove_question(*held), rows, replace=True)])

    def _remove(self, press: Press, arguments: list[str]) -> Outcome:
        person, membership = self._held(arguments, 2)
        told = leave_unit(self._context, person, membership.unit, self._admin(press), press.at)
        return Outcome([say(press, words.removed(person, membership), back("q_units:0"), replace=True), *told])

    def _lonely(self, press: Press, arguments: list[str]) -> Outcome:
        plan = self._context.plan()
        lonely = units_without_reporter(self._context, plan, press)
        shown, page = page_of(lonely, arguments, 12)
        heads = self._context.store.people.units_with("head")
        text = words.lonely_text(plan.units, shown, heads, len(lonely))
        return Outcome([say(press, text, (*turning("q_lonely", page, len(lonely), 12), *back()), replace=True)])

    def _screen(self, press: Press, person: Person, membership: Membership) -> Outgoing:
        token = f"{person.id}:{unit_code(membership.unit)}"
        change = (Button(words.MOVE, f"q_move:{token}:0"), Button(words.REMOVE, f"q_remove:{token}"))
        rows = (*role_buttons(f"q_role:{token}"), change, *back(f"q_unit:{unit_code(membership.unit)}:0"))
        return say(press, words.person_text(person, membership), rows, replace=True)

    def _held(self, arguments: list[str], length: int) -> Held:
        person = guard.found(self._context.store.people.get(number(arguments[0])) if len(arguments) == length else None)
        return person, guard.found(next((m for m in person.roles if unit_code(m.unit) == arguments[1]), None))

    def _moved(self, press: Press, arguments: list[str]) -> tuple[Held, str]:
        """Who moves, and to which other unit of the day."""
        held, units = self._held(arguments, 3), self._context.plan().units.all(press.at.date())
        return held, guard.found(by_code([unit for unit in units if unit != held[1].unit], arguments[-1]))

    def _peopled(self) -> list[str]:
        return self._context.store.people.units()

    def _admin(self, press: Press) -> Person:
        return guard.found(self._context.person(press.account))
