"""What is due, worked out for some people at a time: on the bot's loop for a few, by another process for a crowd.

The other process prints a line of JSON for each person; the loop, which alone writes, takes them down by and by.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from progress.chat.context import Context
from progress.reminders import key_of
from scheduler.due import Due, Item, Office, Reminder, Skip, due
from scheduler.outstanding import Debts
from scheduler.queries import everybody, gathered, recipient, with_people
from scheduler.steps import Event, Key
from scheduler.workdays import Calendar

A_BATCH = 10
"""People who are looked at in one go; others have their turn between two."""


def planned(context: Context, office: Office, debts: Debts, now: datetime) -> Iterator[Due]:
    """What is due now, of some people after the other."""
    keys = everybody(context)
    for start in range(0, len(keys), A_BATCH):
        yield due(now, with_people(context, office, keys[start : start + A_BATCH], now), debts.owing)


def lines(context: Context, holidays: Calendar, now: datetime) -> Iterator[str]:
    """The same as lines of JSON, of whoever is told anything or passed over; nothing is written."""
    for found in planned(context, gathered(context, holidays, now), Debts(context), now):
        for reminder in found.send:
            told = [item.event.key for item in reminder.items]
            yield json.dumps({"person": key_of(reminder.person), "send": told}, ensure_ascii=False)
        for skip in found.skip:
            passed = {"person": key_of(skip.person), "skip": skip.event.key, "reason": skip.reason}
            yield json.dumps(passed, ensure_ascii=False)


def taken(context: Context, office: Office, said: Iterable[str], now: datetime) -> Iterator[Due]:
    """What such lines say, of some of them after the other; who has left meanwhile is left out."""
    events = {event.key: event for event in office.events}
    some: list[str] = []
    for line in said:
        some.append(line)
        if len(some) == A_BATCH:
            yield _due(context, events, some, now)
            some = []
    yield _due(context, events, some, now)


def _due(context: Context, events: dict[Key, Event], some: Iterable[str], now: datetime) -> Due:
    send: list[Reminder] = []
    skip: list[Skip] = []
    for row in map(json.loads, some):
        one = recipient(context, row["person"], now)
        told = [events[key] for found in row.get("send", ()) if (key := _key(found)) in events]
        passed = events.get(_key(row["skip"])) if "skip" in row else None
        if one and told:
            send.append(Reminder(one.person, now, tuple(Item(event, {}) for event in told)))
        if one and passed:
            skip.append(Skip(one.person, passed, row["reason"]))
    return Due(tuple(send), tuple(skip))


def _key(found: list[Any]) -> Key:
    return found[0], found[1], found[2]
