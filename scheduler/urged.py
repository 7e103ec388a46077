"""Messages that somebody of the office has asked for, made of what is owed by then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from progress.chat.context import Context
from progress.model import REPORTS, Period
from progress.store.urges import Urge
from scheduler.due import Item, Owing, Recipient
from scheduler.outstanding import Debts
from scheduler.steps import Event, Key


def event_of(period: Period, urge: Urge, at: datetime) -> Event:
    """An urge as a step of its period."""
    return Event(period.document, "urge", at.date(), f"{period.key}:{urge.occasion}", period)


def item_of(context: Context, debts: Debts, urge: Urge, to: Recipient, event: Event) -> Item | None:
    """What an urge says to somebody by now: only of units that were shown with them and still owe."""
    held = {m.unit for m in to.person.roles if m.role in REPORTS}
    shown = {unit for person, unit, _ in context.store.urges.people(urge.id) if person == to.person.id}
    owing = _meant(context, urge, event, debts.owing(event))
    mine = {unit: owing[unit] for unit in sorted(held & shown) if owing.get(unit)}
    return Item(event, mine) if mine else None


def _meant(context: Context, urge: Urge, event: Event, owing: Owing) -> Owing:
    """What is owed of what an urge asks for."""
    found = {unit: tuple(t for t in tasks if not urge.tasks or t in urge.tasks) for unit, tasks in owing.items()}
    if urge.returned and event.period:
        rows = context.store.ledger.newest(event.document, period=event.period.id, state="returned")
        back = {(row.unit, row.task) for row in rows}
        found = {unit: tuple(t for t in tasks if (unit, t) in back) for unit, tasks in found.items()}
    return found


def urged_items(context: Context, debts: Debts, keys: Sequence[Key], to: Recipient, now: datetime) -> Iterator[Item]:
    """What those among some keys say that are urges."""
    for _, occasion, step in keys:
        urge = context.store.urges.get(int(occasion.rpartition(":")[2])) if step == "urge" else None
        period = context.store.periods.get(urge.period) if urge else None
        if urge and period and period.closed is None:
            item = item_of(context, debts, urge, to, event_of(period, urge, now))
            if item:
                yield item
