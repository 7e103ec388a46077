"""What the parts of the chat work with: what came in, what goes out, and the store and plans they ask."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from conversation import incoming
from conversation.outgoing import Buttons, Outgoing
from kb.calendar import next_due, reporting_period
from kb.model import Document
from kb.reading.units import Directory
from progress.bookkeeping import Bookkeeping
from progress.duties import Duty, Finished, holder, last_holder, owed
from progress.model import Period, Person
from progress.plan import Plan
from progress.reminders import Weekdays, WorkingDays
from progress.store.store import Store
from progress.units import Units
from progress.warned import Warnings

Item = TypeVar("Item")
Message = incoming.Incoming
Press = incoming.Press
SentFile = incoming.SentFile


@dataclass(slots=True)
class Outcome:
    """What goes out because of a message or a press; the toast is the answer to a press.

    What only answers a question stands in the place of the former answer where the question was edited.
    """

    out: list[Outgoing] = field(default_factory=list)
    toast: str = ""
    is_answer: bool = False


@dataclass
class Context:
    """The store, the decisions with their directories, and how the bot is called in links."""

    store: Store
    documents: tuple[tuple[Document, Directory], ...]
    bot_name: Callable[[], str]
    first_period: tuple[int, int] | None = None  # year and quarter, from the settings
    find_task: Callable[[Document, str], int | None] = lambda *_: None  # the one task that words describe
    is_question: Callable[[str, date], bool] = lambda *_: False  # whether a text asks what the decision answers
    set_aside: Callable[[], int] = lambda: 0  # messages that the bot could not handle and keeps aside
    model_today: Callable[[], str] = lambda: ""  # a line on the language model that reads questions, if one does
    days: Callable[[], WorkingDays] = Weekdays  # the days on which offices are open
    answered: Callable[[str, date], float] = lambda *_: 0.0  # how likely it is right what the decision says to a text
    _plans: dict[str, tuple[tuple[object, ...], Plan]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the store's books be kept."""
        self.served = frozenset(document.id for document, _ in self.documents)
        self.warnings = Warnings(self.store, lambda document: self.plan(document) if document in self.served else None)
        self.books = Bookkeeping(self.store, (document.id for document, _ in self.documents), self.plan)

    def plan(self, document: str | None = None) -> Plan:
        """A decision's plan as it is now; the first decision's where none is named."""
        found = next((pair for pair in self.documents if pair[0].id == document), self.documents[0])
        since = next((period.start for period in self.store.periods.of(found[0].id)), None)
        version = (self.store.unit_changes.version, self.store.choices.version, since)
        known = self._plans.get(found[0].id)
        if known is None or known[0] != version:
            units = Units(found[1], self.store.unit_changes.all())
            known = version, Plan(*found, units, self.store.choices.of(found[0].id), since)
            self._plans[found[0].id] = known
        return known[1]

    def plans(self) -> list[Plan]:
        """The plans of all decisions."""
        return [self.plan(document.id) for document, _ in self.documents]

    def person(self, account: int) -> Person | None:
        """Who is behind an account."""
        return self.store.people.by_account(account)

    def periods(self, plan: Plan, today: date) -> list[Period]:
        """The periods of a plan up to the one that is due next, made where they are missing, oldest first.

        A clock that was set back, as the playground's is, finds the period of that day and none of later ones.
        """
        rule, table = plan.document.reporting, self.store.periods
        if rule is None:
            return []
        for quarter in self.unmade(plan, today):
            table.add(plan.document.id, reporting_period(rule, *quarter))
        last = self._last(plan, today)
        return [p for p in table.of(plan.document.id) if (p.year, p.quarter) <= last]

    def unmade(self, plan: Plan, today: date) -> list[tuple[int, int]]:
        """The quarters up to the one that is due next that are no rows yet."""
        last = self._last(plan, today)
        begun = [q for p in self.store.periods.of(plan.document.id) if (q := (p.year, p.quarter)) <= last]
        at, found = begun[-1] if begun else before(self.first_period or last), []
        while at < last:
            at = after(at)
            found.append(at)
        return found

    def _last(self, plan: Plan, today: date) -> tuple[int, int]:
        """The quarter that is due next; no clock leads before the decision or the first one that is asked for."""
        rule = plan.document.reporting
        if rule is None:
            return (0, 0)
        return max(next_due(rule, today), self.first_period or next_due(rule, plan.document.header.date))

    def period_now(self, plan: Plan, today: date) -> Period | None:
        """The period that is due next."""
        return next((p for p in self.periods(plan, today) if p.due >= today), None)

    def open_periods(self, plan: Plan, today: date) -> list[Period]:
        """The periods that nobody has closed, oldest first."""
        return [p for p in self.periods(plan, today) if p.closed is None]

    def duties(self, plan: Plan, period: Period, unit: str | None = None, *, lacking: bool = False) -> list[Duty]:
        """What all units, or one, owe in a period, by task and unit; with `lacking` what has yet to be sent."""
        if period.id < 0:  # it is no row yet
            return [d for d in owed(plan, period, self.finished(plan)) if unit in (None, d.unit)]
        ends = (last_holder(plan, unit),) if unit else ()
        done = self.store.standings.done_before(plan.document.id, period.due, units=ends)
        places = {task.number: place for place, task in enumerate(plan.document.tasks)}
        kept = self.store.standings.owed(plan.document.id, period.id, unit, lacking=lacking)
        found = [self._duty(plan, period, *one, done) for one in sorted(kept, key=lambda one: places[one[1]])]
        return found if unit else _as_led(plan, period, found)

    @staticmethod
    def _duty(plan: Plan, period: Period, unit: str, number: int, done: Mapping[tuple[int, str], str]) -> Duty:
        task = plan.document.by_number[number]
        left = plan.unsettled(task, period.end, done.get((number, last_holder(plan, unit)), ""))
        return Duty(unit, task, period, (left or plan.phases(task))[0])

    def finished(self, plan: Plan) -> list[Finished]:
        """Which phases are done from which day on."""
        return [Finished._make(one) for one in self.store.standings.finished(plan.document.id)]

    def still_owed(self, plan: Plan, period: Period, unit: str | None = None) -> list[Duty]:
        """What units, or one, have yet to send for a period."""
        return self.duties(plan, period, unit, lacking=True)

    def lacking(self, plan: Plan, periods: Iterable[Period], unit: str | None = None) -> list[tuple[Period, int]]:
        """Those of some periods for which units, or one, have yet to send something, and how many reports."""
        counts = self.store.standings.lacking(plan.document.id, unit)
        return [(period, counts[period.id]) for period in periods if period.id in counts]


def _as_led(plan: Plan, period: Period, duties: Iterable[Duty]) -> list[Duty]:
    """Duties in the order of the tasks, and of each task's leads."""
    places: dict[int, dict[str, int]] = {}
    for duty in duties:
        if duty.task.number not in places:
            leads = dict.fromkeys(holder(plan, one, period) for one in plan.leads(duty.task, period.end))
            places[duty.task.number] = {unit: place for place, unit in enumerate(leads)}
    order = list(places)
    return sorted(duties, key=lambda d: (order.index(d.task.number), places[d.task.number].get(d.unit, 0)))


def before(quarter: tuple[int, int]) -> tuple[int, int]:
    """The quarter before one."""
    return (quarter[0], quarter[1] - 1) if quarter[1] > 1 else (quarter[0] - 1, 4)


def after(quarter: tuple[int, int]) -> tuple[int, int]:
    """The quarter after one."""
    return (quarter[0], quarter[1] + 1) if quarter[1] < 4 else (quarter[0] + 1, 1)


def unit_code(unit: str) -> str:
    """A unit's name as a few letters that fit a button's token."""
    return f"{zlib.crc32(unit.encode()):08x}"


def by_code(units: Iterable[str], code: str) -> str | None:
    """The unit of a code."""
    return next((unit for unit in units if unit_code(unit) == code), None)


def rows_of(items: Iterable[Item], width: int) -> tuple[tuple[Item, ...], ...]:
    """Buttons, or other things, in rows of so many."""
    listed = tuple(items)
    return tuple(listed[n : n + width] for n in range(0, len(listed), width))


def say(to: Message | Press, text: str, buttons: Buttons = (), about: str = "", *, replace: bool = False) -> Outgoing:
    """Words for the person who wrote or pressed: in the place of the pressed message, or as a new one."""
    return Outgoing(
        to=to.account,
        text=text,
        buttons=buttons,
        replaces=(to.number or None) if replace and isinstance(to, Press) else None,
        reply_to=(to.number or None) if isinstance(to, Message) else None,
        about=about,
    )
