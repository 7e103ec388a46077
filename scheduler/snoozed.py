"""Reminders that people wanted to come again, made of what is owed by then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from progress.chat.context import Context
from progress.model import Period
from progress.store.snoozes import Snooze
from scheduler.due import Reminder, concerned, item_for
from scheduler.outstanding import Debts
from scheduler.queries import open_plans, recipient
from scheduler.steps import Event, Key


def snoozed(context: Context, debts: Debts, one: Snooze, at: datetime) -> Reminder | None:
    """What one is about by now; None where its person has left or owes nothing of it any more."""
    to = recipient(context, one.person, at)
    if to is None:
        return None
    events = [_event(period, f"{period.key}:snoozed:{one.id}", at) for period in _periods(context, one.periods)]
    items = [
        item
        for event in events
        if (units := concerned(to, event, at, ())) and (item := item_for(event, units, debts.owing))
    ]
    return Reminder(to.person, at, tuple(items)) if items else None


def snoozed_events(context: Context, keys: Sequence[Key], now: datetime) -> Iterator[Event]:
    """The events of those among some keys that somebody wanted to come again."""
    for document, occasion, step in keys:
        name = occasion.partition(":")[0]
        found = [p for p in context.store.periods.of(document) if p.key == name] if step == "snoozed" else []
        yield from (_event(period, occasion, now) for period in found)


def _event(period: Period, occasion: str, at: datetime) -> Event:
    return Event(period.document, "snoozed", at.date(), occasion, period)


def _periods(context: Context, numbers: Iterable[int]) -> list[Period]:
    wanted = set(numbers)
    known = (p for plan in open_plans(context) for p in context.store.periods.of(plan.document.id))
    return [period for period in known if period.id in wanted and not period.closed]
