"""The office as the plan of reminders sees it: gathered from the store, without a word of what is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from kb.calendar import next_due, reporting_period
from progress.chat.context import Context, after
from progress.model import Period
from progress.plan import Plan
from progress.reminders import Rules, unpacked
from scheduler.due import Office, Recipient
from scheduler.outstanding import plan_end
from scheduler.steps import LOOK_BACK, Event, agenda, between, of_request
from scheduler.workdays import Calendar

AHEAD = timedelta(days=70)
"""How far ahead of its end a period or a phase may have its first step."""


def rules_of(context: Context) -> Rules:
    """The rules that admins have chosen."""
    return unpacked(context.store.choices.of("").get("reminders"))


def open_plans(context: Context) -> list[Plan]:
    """The plans that nobody has closed."""
    plans = [context.plan(document.id) for document, _ in context.documents]
    return [plan for plan in plans if not plan.choices.get("closed")]


def gathered(context: Context, holidays: Calendar, now: datetime) -> Office:
    """Everything that may be due at an instant, but for the people: they are looked at by and by."""
    today = now.date()
    periods = [p for plan in open_plans(context) for p in context.store.periods.of(plan.document.id)]
    rules = rules_of(context)
    events = events_of(context, holidays, rules, periods, today - LOOK_BACK, today)
    before = events_of(context, holidays, rules.before or rules, periods, today - LOOK_BACK, today)
    return Office(
        calendar=calendar_of(holidays, rules),
        rules=rules,
        events=events,
        before_rules=frozenset((event.key, event.day) for event in before),
        recipients=(),
        handled=frozenset(),
        led=context.store.people.units_with("reporter"),
    )


def with_people(context: Context, office: Office, keys: Sequence[int], now: datetime) -> Office:
    """The same for some people."""
    handled = context.store.reminders.known((event.occasion for event in office.events), keys)
    some = [one for key in keys if (one := recipient(context, key, now))]
    return replace(office, recipients=some, handled=handled)


def events_of(
    context: Context, holidays: Calendar, rules: Rules, periods: Iterable[Period], first: date, last: date
) -> list[Event]:
    """The steps between two days, by some rules; the question after a plan's end stays until it is answered."""
    calendar, plans = calendar_of(holidays, rules), open_plans(context)
    near = [p for p in periods if first - AHEAD <= p.last_due and p.due <= last + AHEAD]
    phases = {
        (plan.document.id, task.number, end)
        for plan in plans
        for task in plan.document.tasks
        for phase in plan.phases(task)
        for end in plan.ends(task, phase)
        if first <= end <= last + AHEAD
    }
    ends = [(plan.document.id, end) for plan in plans if (end := plan_end(plan)) and end < last]
    found = agenda(near, sorted(phases), ends, calendar, rules)
    found += [] if "returned" in rules.off else requests(context, plans, first, last)
    asked = [event for event in found if event.step == "plan_end" and event.day < first]
    return sorted(between(found, first, last) + asked, key=lambda event: event.order)


def requests(context: Context, plans: Iterable[Plan], first: date, last: date) -> list[Event]:
    """The days between two until when more is asked for and was not sent yet."""
    asked = {
        (plan.document.id, period, day)
        for plan in plans
        for period, day, *_ in context.store.reviews.asked_until(plan.document.id, first, last)
    }
    found = ((document, context.store.periods.get(number), day) for document, number, day in sorted(asked))
    return [of_request(document, period, day) for document, period, day in found if period]


def everybody(context: Context) -> list[int]:
    """The numbers under which reminders are kept of all who are with us, and of the admins who have not joined."""
    people = context.store.people
    return [*people.numbers(), *(-account for account in people.strangers())]


def recipient(context: Context, key: int, now: datetime) -> Recipient | None:
    """One of them, by the number under which reminders are kept; None where the person has left."""
    store = context.store
    person = store.people.get(key) if key > 0 else store.people.by_account(-key)
    if person is None or person.account is None:
        return None
    since = store.people.since(person.id)
    past = {unit: at for unit, at in since.items() if at <= now}  # else the clock was set back
    return Recipient(person, past, store.reminders.muted(person.id))


def periods_until(context: Context, plan: Plan, day: date, today: date) -> list[Period]:
    """A plan's periods up to a day, those that are not rows yet included; nothing is written."""
    rule, known = plan.document.reporting, list(context.store.periods.of(plan.document.id))
    if rule is None:
        return []
    made = {(p.year, p.quarter) for p in known}
    now, last = next_due(rule, today), next_due(rule, day)
    at = next(iter(context.unmade(plan, today)), None) or max((one for one in made if one <= now), default=now)
    while at <= last:
        if at not in made:
            own = reporting_period(rule, *at)
            window = own.start or own.due, own.end or own.due
            known.append(Period(-len(known) - 1, plan.document.id, *at, *window, own.due))
        at = after(at)
    return known


def calendar_of(holidays: Calendar, rules: Rules) -> Calendar:
    """The working days with those that admins added or took away."""
    return holidays.changed(rules.free, rules.worked)
