"""What is to be reminded of now: one pure function from the time, the calendar, people, debts and what was done before.

Whoever calls it writes down each message and each step that was passed over, so that neither comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from progress.model import Person, Role
from progress.reminders import CLOSES, OPENS, RANK, Rules, Step, key_of
from scheduler.steps import Event, Key
from scheduler.workdays import Calendar

Reason = Literal[
    "superseded", "closed", "late", "muted", "nothing-owed", "rules-changed", "missed", "blocked", "failed"
]
"""Why nothing was said of a step: a later one was, its period is closed, its time has passed, the person turned it
off, nothing is owed, it fell into the past by a change of the rules; Telegram was away, the bot blocked, a fault."""

Owing = Mapping[str, tuple[int, ...]]
"""The units that owe something, each with its tasks."""

_REPORTERS: frozenset[Role] = frozenset({"reporter", "head"})
AUDIENCE: Mapping[Step, frozenset[Role]] = {
    "digest": frozenset({"office"}),
    "heads_up": _REPORTERS,
    "opening": frozenset({"reporter"}),
    "last_call": _REPORTERS,
    "due": _REPORTERS,
    "overdue": _REPORTERS,
    "snoozed": _REPORTERS,
    "returned": _REPORTERS,
    "urge": _REPORTERS,
    "deadline_30": _REPORTERS,
    "deadline_7": _REPORTERS,
    "deadline_1": _REPORTERS,
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who may be reminded: since when in each unit, and which steps they have turned off."""

    person: Person
    since: Mapping[str, datetime] = field(default_factory=dict)
    muted: frozenset[Step] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """What a message says of one step to one person: the units concerned, each with its tasks."""

    event: Event
    owing: Owing


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to one person, named by its latest step."""

    person: Person
    at: datetime
    items: tuple[Item, ...]

    @property
    def leading(self) -> Event:
        """The step that names the message."""
        return max((item.event for item in self.items), key=lambda event: (RANK[event.step], event.day))

    @property
    def role(self) -> str:
        """As what the person is written to."""
        step = self.leading.step
        if step in ("digest", "plan_end"):
            return "office" if step == "digest" else "admin"
        units = {unit for item in self.items for unit in item.owing}
        held = {m.role for m in self.person.roles if m.unit in units}
        return "reporter" if "reporter" in held else "head"

    @property
    def units(self) -> list[str]:
        """The units that it is about."""
        return list(dict.fromkeys(unit for item in self.items for unit in item.owing))

    @property
    def tasks(self) -> list[int]:
        """The tasks that it is about."""
        return sorted({task for item in self.items for tasks in item.owing.values() for task in tasks})


@dataclass(frozen=True, slots=True)
class Skip:
    """A step that a person is not told of, and why."""

    person: Person
    event: Event
    reason: Reason


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be sent and what is to be written down as passed over."""

    send: tuple[Reminder, ...] = ()
    skip: tuple[Skip, ...] = ()


@dataclass(frozen=True)
class Office:
    """What the function looks at beside the time: rules, steps, people, and what was done of which person before."""

    calendar: Calendar
    rules: Rules
    events: Sequence[Event]
    before_rules: frozenset[tuple[Key, date]]  # the steps of the rules before the last change, with their days
    recipients: Sequence[Recipient]
    handled: Collection[tuple[int, Key]]
    led: Collection[str] = ()
    """The units that have an Đầu mối, whether that one is among the recipients or not."""


def is_open(now: datetime, calendar: Calendar) -> bool:
    """Whether anything may be sent at an instant."""
    return calendar.is_working(now.date()) and OPENS <= now.time() < CLOSES


def due(now: datetime, office: Office, owing: Callable[[Event], Owing]) -> Due:
    """What is due now; nothing outside the hours of a working day.

    `owing` tells, for a step, what each unit has yet to do; it is asked only where somebody is concerned.
    """
    if not is_open(now, office.calendar):
        return Due()
    send: list[Reminder] = []
    skip: list[Skip] = []
    for recipient in office.recipients:
        ripe = _ripe(now, office, recipient)
        if ripe:
            items, passed = _sorted_out(now, office, recipient, ripe, owing)
            send += [Reminder(recipient.person, now, tuple(items))] if items else []
            skip += passed
    return Due(tuple(send), tuple(skip))


def _ripe(now: datetime, office: Office, one: Recipient) -> list[tuple[Event, set[str]]]:
    """The steps whose time has come for somebody, each with the units concerned.

    None while another step is to come today: what falls on one day is one message.
    """
    found, waits = [], False
    for event in office.events:
        at = event.at(office.rules, now.tzinfo)
        if event.day > now.date() or (event.period and event.period.closed and event.period.closed <= at):
            continue
        units = concerned(one, event, at, office.led)
        if not units or (key_of(one.person), event.key) in office.handled:
            continue
        if at > now:
            waits = waits or not _is_closed(event)
        else:
            found.append((event, units))
    return [] if waits else found


def concerned(one: Recipient, event: Event, at: datetime, led: Collection[str]) -> set[str]:
    """The units for which a step is meant for somebody who had the role by then; admins stand for {""}.

    A head is told of the opening, too, where the unit has nobody else who reports.
    """
    if event.step == "plan_end":
        return {""} if one.person.is_admin else set()
    roles = AUDIENCE[event.step]
    return {
        m.unit
        for m in one.person.roles
        if (m.role in roles or (m.role == "head" and event.step == "opening" and m.unit not in led))
        and (m.unit not in one.since or one.since[m.unit] < at)
    }


def _is_closed(event: Event) -> bool:
    return event.period is not None and event.period.closed is not None


def _sorted_out(
    now: datetime, office: Office, one: Recipient, ripe: list[tuple[Event, set[str]]], owing: Callable[[Event], Owing]
) -> tuple[list[Item], list[Skip]]:
    """What of the ripe steps is told, and what is passed over for which reason."""
    reasons = {event.key: _reason(now, office, one, event) for event, _ in ripe}
    by_time = sorted((event for event, _ in ripe if reasons[event.key] is None), key=lambda event: event.order)
    latest = {event.base: event for event in by_time}
    items: list[Item] = []
    skip: list[Skip] = []
    for event, units in ripe:
        reason = reasons[event.key] or ("superseded" if event is not latest[event.base] else None)
        told = None if reason else item_for(event, units, owing)
        if told is None:
            skip.append(Skip(one.person, event, reason or "nothing-owed"))
        else:
            items.append(told)
    return items, skip


def _reason(now: datetime, office: Office, one: Recipient, event: Event) -> Reason | None:
    """Why a step is not told, whatever is owed and whatever else is to be told."""
    if _is_closed(event):
        return "closed"
    if event.until and now.date() > event.until:
        return "late"
    at, since = event.at(office.rules, now.tzinfo), office.rules.since
    if since and at < since <= now and (event.key, event.day) not in office.before_rules:
        return "rules-changed"
    return "muted" if event.step in one.muted else None


def item_for(event: Event, units: Iterable[str], owing: Callable[[Event], Owing]) -> Item | None:
    """What a step says about some units; None where they owe nothing. A digest speaks of all units, debts or none."""
    found = owing(event)
    if event.step in ("digest", "plan_end"):
        return Item(event, found)
    mine = {unit: found[unit] for unit in sorted(units) if found.get(unit)}
    return Item(event, mine) if mine else None


def foresee(office: Office, owing: Callable[[Event], Owing], zone: datetime) -> list[Reminder]:
    """All messages that the given steps lead to, each day's at its hour; `zone` is any instant in the zone."""
    found: list[Reminder] = []
    for day in sorted({event.day for event in office.events}):
        here = [event for event in office.events if event.day == day]
        at = here[0].at(office.rules, zone.tzinfo)
        found += due(at, replace(office, events=here), owing).send
    return found
