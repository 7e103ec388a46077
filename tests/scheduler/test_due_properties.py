"""What holds of the pure function whatever happens: any calendar, any settings, any debts, any ups and downs."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from progress.model import Membership, Period, Person
from progress.reminders import CLOSES, OPENS, Rules, key_of
from scheduler.due import AUDIENCE, Due, Office, Recipient, due
from scheduler.steps import Event, of_period, of_phase
from scheduler.workdays import Calendar
from tests.scheduler.driver import only

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = date(2019, 9, 1)
UNITS = ("A", "B", "C")
PERIOD = Period(1, "676", 2019, 3, date(2019, 6, 15), date(2019, 9, 14), date(2019, 9, 20))
JOINED = datetime(2019, 1, 1, tzinfo=ZONE)

days = st.dates(FIRST, date(2019, 10, 4))
rules = st.builds(
    Rules,
    hour=st.sampled_from([time(8), time(8, 30), time(14), time(17)]),
    heads_up=st.integers(3, 12),
    opening=st.integers(1, 3),
    last_call=st.integers(1, 2),
    overdue_every=st.integers(1, 3),
    overdue_times=st.integers(1, 3),
)
calendars = st.sets(days, max_size=12).map(lambda off: only(*off))
instants = st.builds(
    lambda day, minutes: datetime.combine(day, time(), ZONE) + timedelta(minutes=minutes),
    days,
    st.one_of(st.integers(0, 1439), st.sampled_from([479, 480, 509, 510, 511, 840, 1049, 1050])),
)
roles = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(["reporter", "head", "office", "viewer"])),
    min_size=1, max_size=3, unique_by=lambda pair: pair[0],
)  # fmt: skip


@st.composite
def offices(draw: st.DrawFn) -> "World":
    calendar, chosen = draw(calendars), draw(rules)
    people = [
        Recipient(
            Person(n, n, f"N{n}", "", roles=tuple(Membership(unit, role) for unit, role in held)),
            {unit: draw(st.one_of(st.just(JOINED), instants)) for unit, _ in held},
            frozenset(draw(st.sets(st.sampled_from(["heads_up", "opening"])))),
        )
        for n, held in enumerate(draw(st.lists(roles, min_size=1, max_size=4)), 1)
    ]
    return World(calendar, chosen, people)


@dataclass
class World:
    """An office in the test's hand: what was sent and passed over is remembered, as the table would."""

    calendar: Calendar
    rules: Rules
    people: list[Recipient]
    owing: dict[str, tuple[int, ...]] = field(default_factory=lambda: dict.fromkeys(UNITS, (1, 2)))
    handled: set = field(default_factory=set)
    sent: list = field(default_factory=list)

    def tick(self, now: datetime) -> Due:
        events = of_period(PERIOD, self.calendar, self.rules)
        events += of_phase("676", 1, date(2019, 9, 30), self.calendar, self.rules)
        office = Office(
            self.calendar,
            self.rules,
            events,
            frozenset(),
            self.people,
            self.handled,
            {m.unit for r in self.people for m in r.person.roles if m.role == "reporter"},
        )
        found = due(now, office, self._of)
        for reminder in found.send:
            self.handled |= {(key_of(reminder.person), item.event.key) for item in reminder.items}
            self.sent.append((now, reminder, dict(self.owing)))
        self.handled |= {(key_of(skip.person), skip.event.key) for skip in found.skip}
        return found

    def _of(self, event: Event) -> dict[str, tuple[int, ...]]:
        return dict(self.owing)


changes = st.lists(
    st.one_of(instants, st.tuples(st.sampled_from(UNITS), st.sampled_from([(), (1,), (2,), (1, 2)]))), max_size=40
)


def live(world: World, story: list, *, forward: bool) -> None:
    """Let time pass, with debts that come and go; forward only, or with jumps back."""
    now = datetime.combine(FIRST, time(), ZONE)
    for happening in story:
        if isinstance(happening, tuple):
            unit, tasks = happening
            world.owing = {name: owed for name, owed in {**world.owing, unit: tasks}.items() if owed}
            continue
        now = max(now, happening) if forward else happening
        world.tick(now)


@settings(max_examples=100, deadline=None)
@given(offices(), changes)
def test_nothing_is_said_twice_even_when_the_clock_jumps(world: World, story: list) -> None:
    live(world, story, forward=False)
    said = [(r.person.id, item.event.key) for _, r, _ in world.sent for item in r.items]
    assert len(said) == len(set(said))


@settings(max_examples=100, deadline=None)
@given(offices(), changes)
def test_nobody_gets_two_messages_a_day(world: World, story: list) -> None:
    """Unless debts come back on the very day: what was passed over stays passed over, so not even then."""
    live(world, story, forward=True)
    said = [(r.person.id, now.date()) for now, r, _ in world.sent]
    assert len(said) == len(set(said))


@settings(max_examples=100, deadline=None)
@given(offices(), changes)
def test_nobody_who_owes_nothing_hears_and_everybody_hears_of_all_that_is_owed(world: World, story: list) -> None:
    live(world, story, forward=False)
    for _, reminder, owing in world.sent:
        for item in reminder.items:
            if item.event.step == "digest":
                continue
            held = {m.unit for m in reminder.person.roles if m.role in ("reporter", "head")}
            assert item.owing
            assert set(item.owing) <= held
            assert all(owing.get(unit) == tasks for unit, tasks in item.owing.items())


@settings(max_examples=100, deadline=None)
@given(offices(), changes)
def test_nothing_is_said_outside_the_hours_of_a_working_day_or_before_its_time(world: World, story: list) -> None:
    live(world, story, forward=False)
    for now, reminder, _ in world.sent:
        assert OPENS <= now.time() < CLOSES
        assert world.calendar.is_working(now.date())
        assert all(item.event.at(world.rules, ZONE) <= now for item in reminder.items)


@settings(max_examples=100, deadline=None)
@given(offices(), changes)
def test_only_those_whom_a_step_is_meant_for_hear_it_and_only_of_the_latest(world: World, story: list) -> None:
    live(world, story, forward=True)
    for now, reminder, _ in world.sent:
        by_base = [item.event.base for item in reminder.items]
        assert len(by_base) == len(set(by_base))
        muted = next(r.muted for r in world.people if r.person.id == reminder.person.id)
        for item in reminder.items:
            assert item.event.step not in muted
            held = {m.role for m in reminder.person.roles}
            assert held & (AUDIENCE[item.event.step] | {"head"})
            assert item.event.until is None or now.date() <= item.event.until


@settings(max_examples=150, deadline=None)
@given(offices(), st.lists(instants, max_size=12), st.data())
def test_every_debtor_hears_between_the_cut_off_and_the_due_day(
    world: World, ups: list[datetime], data: st.DataObject
) -> None:
    """Whatever the down time, as long as the bot is up in the hours of one working day of those that steps fall on."""
    opens = world.calendar.after(PERIOD.end, world.rules.opening)
    between = [PERIOD.end + timedelta(n) for n in range(1, 7)]
    working = [day for day in between if world.calendar.is_working(day) and opens <= day]
    if not working:
        return
    day = data.draw(st.sampled_from(working))
    whole = [datetime.combine(day, time(8), ZONE) + timedelta(minutes=30 * n) for n in range(19)]
    for now in sorted([*ups, *whole]):
        world.tick(now)
    heard = {
        (reminder.person.id, unit)
        for now, reminder, _ in world.sent
        if PERIOD.end < now.date() <= PERIOD.due
        for item in reminder.items
        if item.event.period
        for unit in item.owing
    }
    moment = datetime.combine(opens, world.rules.hour, ZONE)
    for one in world.people:
        for held in one.person.roles:
            if held.role == "reporter" and one.since[held.unit] < moment and not one.muted:
                assert (one.person.id, held.unit) in heard


@settings(max_examples=100, deadline=None)
@given(offices(), changes)
def test_every_step_whose_time_has_come_is_accounted_for(world: World, story: list) -> None:
    """Nothing is forgotten in silence: after a tick in the hours each step of a person is sent or passed over."""
    live(world, story, forward=True)
    now = datetime(2019, 10, 31, 9, tzinfo=ZONE)
    if not world.calendar.is_working(now.date()) or now.time() < world.rules.hour:
        return
    world.tick(now)
    assert world.tick(now) == Due()
    for one in world.people:
        for event in of_period(PERIOD, world.calendar, world.rules):
            meant = [m for m in one.person.roles if m.role in AUDIENCE[event.step]
                     and one.since[m.unit] < event.at(world.rules, ZONE)]  # fmt: skip
            assert not meant or (one.person.id, event.key) in world.handled
