"""What would be sent between two days as things stand, without sending: for `bot.py reminders` and /nhacnho."""

from __future__ import annotations

import json
from datetime import date, datetime

from progress.chat.context import Context
from progress.model import Person
from progress.reminders import key_of
from progress.wording.reminding import STEPS
from progress.wording.words import ROLE, day_words
from scheduler.due import Office, Recipient, Reminder, foresee
from scheduler.outstanding import Debts
from scheduler.queries import AHEAD, events_of, everybody, open_plans, periods_until, recipient, rules_of
from scheduler.snoozed import snoozed
from scheduler.workdays import Calendar

_ROLES: dict[str, str] = {str(role): label for role, label in ROLE.items()} | {"admin": "Quản trị"}


def foreseen(
    context: Context, holidays: Calendar, now: datetime, first: date, last: date,
    people: list[Recipient] | None = None,
) -> list[Reminder]:  # fmt: skip
    """Each message of each day, whether its like was sent before or not; people and debts are as they are now."""
    rules = rules_of(context)
    if people is None:
        found = (recipient(context, key, now) for key in everybody(context))
        people = [Recipient(one.person) for one in found if one]
    periods = [
        period for plan in open_plans(context) for period in periods_until(context, plan, last + AHEAD, now.date())
    ]
    office = Office(
        calendar=holidays.changed(rules.free, rules.worked),
        rules=rules,
        events=[e for e in events_of(context, holidays, rules, periods, first, last) if first <= e.day],
        before_rules=frozenset(),
        recipients=people,
        handled=frozenset(),
        led=context.store.people.units_with("reporter"),
    )
    return foresee(office, Debts(context).owing, now)


def coming(context: Context, holidays: Calendar, person: Person, now: datetime) -> list[Reminder]:
    """The reminders that somebody has still to expect within the next months, as things stand."""
    mine = recipient(context, key_of(person), now)
    found = foreseen(context, holidays, now, now.date(), now.date() + 2 * AHEAD, [mine] if mine else [])
    again = [snoozed(context, Debts(context), one, one.at) for one in context.store.snoozes.of(person.id)]
    return sorted(
        [reminder for reminder in (*found, *filter(None, again)) if reminder.at > now], key=lambda one: one.at
    )


def as_json(reminder: Reminder) -> str:
    """A message as a line of JSON."""
    period = reminder.leading.period
    row = {
        "at": reminder.at.isoformat(),
        "step": reminder.leading.step,
        "document": reminder.leading.document,
        "period": period.key if period else None,
        "quarter": period.key if period else None,
        "person": reminder.person.name,
        "role": reminder.role,
        "units": reminder.units,
        "tasks": reminder.tasks,
        "task_keys": [str(task) for task in reminder.tasks],
    }
    return json.dumps(row, ensure_ascii=False)


def as_line(reminder: Reminder) -> str:
    """A message as a line to read."""
    period = reminder.leading.period
    about = [STEPS[reminder.leading.step], *([period.key] if period else [])]
    who = f"{reminder.person.name or 'quản trị'} ({_ROLES[reminder.role]})"
    return f"{reminder.at:%H:%M} {day_words(reminder.at.date())} – {', '.join(about)} – {who}: {_what(reminder)}"


def _what(reminder: Reminder) -> str:
    """What a message is about; of a digest only how much."""
    if reminder.leading.step in ("digest", "plan_end"):
        return f"{len(reminder.units)} đơn vị chưa đủ báo cáo"
    return f"{', '.join(reminder.units)}; nhiệm vụ {', '.join(map(str, reminder.tasks))}"
