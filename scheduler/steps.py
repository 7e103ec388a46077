"""On which day each step of a period falls, and of a task's own deadline. Pure; the calendar is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from progress.model import Period
from progress.reminders import DEADLINES, RANK, Rules, Step
from scheduler.workdays import Calendar

Key = tuple[str, str, Step]
"""Document, occasion and step: with a person, what can be sent once only."""


@dataclass(frozen=True, slots=True)
class Event:
    """A step that falls on a day: of a period, of a task's phase, or of a whole plan.

    `occasion` names what it is about, with the day where a step comes several times. `until` is the last day on which
    it makes sense to tell; None where it always does. `due` is the due day that it leads to or follows: the decision's,
    or one to which the office has moved it for some units or all.
    """

    document: str
    step: Step
    day: date
    occasion: str
    period: Period | None = None
    task: int = 0
    until: date | None = None
    due: date | None = None

    @property
    def key(self) -> Key:
        """What of it is unique with a person."""
        return self.document, self.occasion, self.step

    @property
    def base(self) -> Key:
        """What it shares with the other steps of its period or phase, of which only the latest is told."""
        about = self.period.key if self.period and self.step != "returned" else self.occasion
        if self.period and self.due not in (None, self.period.due):
            about += f":due:{self.due}"
        return self.document, about, "digest" if self.step == "digest" else "overdue"

    @property
    def order(self) -> tuple[date, int]:
        """Later steps come later, of one day too."""
        return self.day, RANK[self.step]

    def at(self, rules: Rules, zone: tzinfo | None) -> datetime:
        """The instant at which it falls due."""
        return datetime.combine(self.day, rules.hour, zone)


def of_period(period: Period, calendar: Calendar, rules: Rules) -> list[Event]:
    """The steps of a period, each with its digest; a due day that was moved is an occasion of its own."""
    found: list[Event] = []
    for due in dict.fromkeys((period.due, *(day for _, day in period.moved))):
        about = period.key if due == period.due else f"{period.key}:due:{due}"
        for step, day in _days(period, due, calendar, rules):
            if step in rules.off:
                continue
            occasion = f"{about}:{day}" if step == "overdue" else about
            found.append(Event(period.document, step, day, occasion, period, 0, _until(step, day, period, due), due))
            if "digest" not in rules.off:
                found.append(Event(period.document, "digest", day, f"{period.key}:{day}", period))
    return list({event.key: event for event in found}.values())


def _until(step: Step, day: date, period: Period, due: date) -> date | None:
    """The last day on which a step makes sense: what will be due is told while the data are still gathered."""
    if step == "heads_up":
        return max(day, period.end)
    return None if step == "overdue" else due


def _days(period: Period, due: date, calendar: Calendar, rules: Rules) -> Iterator[tuple[Step, date]]:
    if due == period.due:
        yield "heads_up", calendar.before(due, rules.heads_up)
        yield "opening", calendar.after(period.end, rules.opening)
    yield "last_call", calendar.before(due, rules.last_call)
    if calendar.is_working(due):
        yield "due", due
    for time in range(rules.overdue_times):
        yield "overdue", calendar.after(due, 1 + time * rules.overdue_every)


def of_phase(document: str, task: int, end: date, calendar: Calendar, rules: Rules) -> list[Event]:
    """The steps towards the end of a task's phase."""
    occasion = f"task:{task}:{end}"
    return [
        Event(document, step, calendar.before(end, count), occasion, task=task, until=end)
        for step, count in DEADLINES.items()
        if step not in rules.off
    ]


def of_request(document: str, period: Period, day: date) -> Event:
    """The day until when more is asked for of a period."""
    return Event(document, "returned", day, f"returned:{period.key}:{day}", period)


def of_plan(document: str, end: date, calendar: Calendar) -> Event:
    """The question, once, whether to close a plan whose last phase has passed."""
    return Event(document, "plan_end", calendar.after(end), f"end:{end}")


def agenda(
    periods: Iterable[Period], phases: Iterable[tuple[str, int, date]], ends: Iterable[tuple[str, date]],
    calendar: Calendar, rules: Rules,
) -> list[Event]:  # fmt: skip
    """All steps of some periods, task phases (document, task, end) and plans (document, end)."""
    found = [event for period in periods for event in of_period(period, calendar, rules)]
    found += [event for phase in phases for event in of_phase(*phase, calendar, rules)]
    return found + [of_plan(document, end, calendar) for document, end in ends]


def between(events: Iterable[Event], first: date, last: date) -> list[Event]:
    """The steps that fall on some days."""
    return [event for event in events if first <= event.day <= last]


LOOK_BACK = timedelta(days=100)
"""What fell due longer ago has been overtaken by the next quarter's steps."""
