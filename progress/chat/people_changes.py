"""Changes of people that several screens make: a role given, a unit left, everything left. Each is audited here.

The audit names people by their row's number, never by name: it outlives them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from conversation.outgoing import Outgoing
from progress.chat.context import Context
from progress.model import REPORTS, Membership, Person
from progress.wording import people as words

BY_THEMSELVES = Person(0, None, "người đăng ký", "")
"""Who stands in the audit where somebody changes their own data: nothing personal."""


def subject(person: Person) -> str:
    """A person as the audit names them."""
    return f"person:{person.id}"


def set_role(context: Context, person: Person, to: Membership, by: Person, at: datetime) -> list[Outgoing]:
    """Give a role in a unit, and tell the person; drafts pass to the unit where the person reports no more."""
    store = context.store
    store.people.give_role(person.id, to, at)
    store.audit.add(at, by, "role", subject(person), f"{words.ROLE[to.role]}; {to.unit}")
    passed = [] if to.role in REPORTS else _pass_on(context, person, to.unit)
    told = [Outgoing(person.account, words.welcome(person, to.unit, to.role))] if person.account else []
    return [*told, *passed]


def leave_unit(context: Context, person: Person, unit: str, by: Person, at: datetime) -> list[Outgoing]:
    """Take somebody out of a unit; with the last unit everything personal goes."""
    if all(m.unit == unit for m in person.roles):
        told = [Outgoing(person.account, words.removed())] if person.account else []
        return [*told, *leave_all(context, person, by, at)]
    context.store.people.take_roles(person.id, unit)
    context.store.audit.add(at, by, "unit_left", subject(person), unit)
    told = [Outgoing(person.account, words.lost_role(unit))] if person.account else []
    return [*told, *_pass_on(context, person, unit)]


def move(context: Context, person: Person, old: str, to: Membership, by: Person, at: datetime) -> list[Outgoing]:
    """Let somebody go on in another unit."""
    context.store.people.take_roles(person.id, old)
    context.store.audit.add(at, by, "unit_left", subject(person), old)
    passed = _pass_on(context, person, old)
    return [*set_role(context, person, to, by, at), *passed]


def leave_all(context: Context, person: Person, by: Person, at: datetime) -> list[Outgoing]:
    """Delete what is personal; the ledger keeps what was sent as it was sent, drafts pass to the units."""
    held = "; ".join(f"{words.ROLE[m.role]}, {m.unit}" for m in person.roles)
    passed = [out for m in person.roles for out in _pass_on(context, person, m.unit)]
    context.store.drafts.pass_on(person.id)
    context.store.people.leave(person, at)
    if person.account is not None:
        context.store.dialogs.end(person.account)
    by = BY_THEMSELVES if by.id and by.id == person.id else by
    context.store.audit.add(at, by, "left", subject(person), held)
    return passed


def _pass_on(context: Context, person: Person, unit: str) -> list[Outgoing]:
    before = len(context.store.drafts.orphans(unit))
    context.store.drafts.pass_on(person.id, unit)
    number = len(context.store.drafts.orphans(unit)) - before
    others = [p for p in context.store.people.of_unit(unit, *REPORTS) if p.id != person.id and p.account]
    return [Outgoing(p.account or 0, words.drafts_passed(unit, number)) for p in others] if number else []


def as_known(person: Person, address: str) -> Person:
    """A person with how to be addressed, kept where nothing new was said."""
    return replace(person, address=address or person.address)
