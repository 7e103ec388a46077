"""What is kept beside the ledger equals what comes out when all is counted anew, whatever was done before."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.chat.closing import as_it_stands, lock_period, open_again
from progress.duties import finished, owed
from progress.locking import Figures
from progress.model import Entry, LockedError, Person, Report
from progress.store.ledger import NewRow, Sending
from progress.store.notes import UnitChange
from progress.store.standings import Said
from tests.ministry import CENTRE, LEGAL, OFFICE, Ministry, Size

NEW = "Cục Chuyển đổi số"
UNITS = (CENTRE, LEGAL, OFFICE, NEW)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from(UNITS), st.sampled_from((1, 6, 13, 24)), st.integers(0, 5),
                  st.sampled_from(("done", "in_progress")), st.sampled_from(("lead", "lead", "contribution"))),
        st.tuples(st.just("withdraw"), st.integers(0, 30)),
        st.tuples(st.just("review"), st.integers(0, 30), st.sampled_from(("accepted", "accepted", "returned"))),
        st.tuples(st.just("close"), st.integers(0, 5)),
        st.tuples(st.just("open"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.integers(60, 400)),
        st.tuples(st.just("units"), st.sampled_from(("added", "renamed", "ended")), st.sampled_from(UNITS),
                  st.sampled_from(UNITS), st.integers(-400, 100)),
        st.tuples(st.just("stand in"), st.sampled_from((*UNITS, None))),
        st.tuples(st.just("take back"), st.integers(0, 2)),
    ),
    min_size=10,
    max_size=30,
)  # fmt: skip


class Acting(Ministry):
    """A ministry in which anything may be done in any order, sensible or not."""

    def act(self, act: tuple) -> None:
        kind, *how = act
        plan = self.context.plan()
        periods = self.context.periods(plan, self.now.date())
        rows = self.store.ledger.newest(plan.document.id)
        if kind == "review":  # what was withdrawn or decided on, nobody decides on
            rows = [row for row in rows if row.state == "sent" and row.period.closed is None]
        self.number += 1
        if kind == "send":
            unit, task, place, status, role = how
            self._send(unit, NewRow(task, periods[place % len(periods)], role, Entry(status=status)))
        elif kind == "withdraw" and rows:
            row = rows[how[0] % len(rows)]
            self._send(row.unit, NewRow(row.task, row.period, row.kind, row.entry, (), withdrawn=True))
        elif kind == "review" and rows:
            self.store.ledger.review(rows[how[0] % len(rows)].id, how[1], (OFFICE, "Trang"), self.now)
        elif kind == "close":
            lock_period(self.context, periods[how[0] % len(periods)], None, self.now)
        elif kind == "open" and (period := periods[how[0] % len(periods)]).closed:
            open_again(self.context, period, "đính chính", None, self.now)
        elif kind == "wait":
            self.now += timedelta(days=how[0])
            self.service.begin(self.now.date())
        elif kind == "units":
            self._change(*how)
        elif kind == "stand in":
            self.store.choices.put(plan.document.id, "stands_in:24:BCĐCPĐT", how[0])

    def _send(self, unit: str, row: NewRow) -> None:
        sending = Sending(self.context.plan().document.id, unit, Person(1, 1, "A", "B"), self.now, f"k{self.number}")
        self.store.ledger.submit(sending, [row])

    def _change(self, kind: str, name: str, heir: str, days: int) -> None:
        day = self.now.date() + timedelta(days=days)
        if kind == "added":
            self.store.unit_changes.add(UnitChange("added", name, valid_from=day), self.now)
        elif name != heir:
            self.store.unit_changes.add(UnitChange(kind, name, heir, valid_to=day), self.now)


@pytest.mark.soak
@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_standings_equal_the_recount_after_any_sequence_of_acts(acts: list[tuple]) -> None:
    with TemporaryDirectory() as home:
        made = Acting(Path(home), Size(0, (2019, 3), "2020-03-16T09:00:00"))
        made.service.begin(made.now.date())
        locked: dict[tuple[int, int], object] = {}
        for act in acts:
            with suppress(LockedError), made.db.atomic():
                made.act(act)
            locked = versions(made) | locked  # what was kept first is held against what is there in the end
            if act[0] == "take back":
                made.rolled_back(partial(made.act, ("review", act[1], "accepted")))
        assert list(made.context.books.faults()) == []
        assert kept(made) == counted(made)
        assert versions(made) == locked
        plan = made.context.plan()
        for period in made.context.open_periods(plan, made.now.date()):
            total = made.store.versions.totals([period.id]).get(period.id, Figures())
            assert total == as_it_stands(made.context, plan, period).total._replace(late=0)
        made.db.close()


def versions(made: Ministry) -> dict[tuple[int, int], object]:
    """Every version that there is, with its figures as they follow from its rows; each row counts rightly."""
    found: dict[tuple[int, int], object] = {}
    for period in made.store.periods.of(made.context.plan().document.id):
        for one in made.store.versions.of(period.id):
            frozen = made.store.versions.frozen(one)
            rows = made.store.ledger.rows(frozen.counted)
            assert frozen.total == one.total
            assert sum(frozen.units.values(), Figures()) == one.total
            assert one.total.owed == one.total.sent + one.total.returned + one.total.missing == len(frozen.owed)
            assert all(row.period.id == period.id and row.state in ("accepted", "returned") for row in rows)
            found[period.id, one.number] = (one, sorted(frozen.owed), sorted(frozen.stood, key=lambda s: s.newest))
    return found


def kept(made: Ministry) -> dict[object, object]:
    """What the pages read."""
    plan, found = made.context.plan(), dict[object, object]()
    for period in made.context.open_periods(plan, made.now.date()):
        found[period.key, "duties"] = [(d.unit, d.task.number, d.phase) for d in made.context.duties(plan, period)]
        found[period.key, "lacking"] = [(d.unit, d.task.number) for d in made.context.still_owed(plan, period)]
        for one in made.store.standings.counts(plan.document.id, period.id):
            if one.total:
                found[period.key, one.unit] = (one.lacking, one.unsaid, one.waiting, one.received, one.returned)
    return found


def counted(made: Ministry) -> dict[object, object]:
    """The same from every row of the history, as the words of issue 3 have it."""
    plan = made.context.plan()
    history = made.store.ledger.history(plan.document.id)
    newest = {(r.task, r.unit, r.period.id, r.kind): r for r in history if r.kind == "lead"}
    received = {(r.task, r.unit, r.period.id): r for r in history if r.kind == "lead" and r.state == "accepted"}
    said = [Said(r.task, r.unit, r.period, r.entry.status, r.entry.completed) for r in received.values()]
    known = list(finished(plan, said))
    found: dict[object, object] = {}
    for period in made.context.open_periods(plan, made.now.date()):
        rows = [r for r in newest.values() if r.period.id == period.id]
        duties = owed(plan, period, known)
        met = {(plan.units.heir(r.unit, date.max), r.task) for r in rows if r.state in ("sent", "accepted")}
        lacking = [d for d in duties if (d.unit, d.task.number) not in met]
        found[period.key, "duties"] = [(d.unit, d.task.number, d.phase) for d in duties]
        found[period.key, "lacking"] = [(d.unit, d.task.number) for d in lacking]
        told = [r for r in rows if r.state != "withdrawn"]
        for unit in {d.unit for d in duties} | {r.unit for r in told}:
            found[period.key, unit] = (len([d for d in lacking if d.unit == unit]), *_of_unit(unit, duties, told))
    return found


def _of_unit(unit: str, duties, told: list[Report]) -> Iterator[int]:
    mine = [r for r in told if r.unit == unit]
    yield len({d.task.number for d in duties if d.unit == unit} - {r.task for r in mine})
    yield from (len([r for r in mine if r.state == state]) for state in ("sent", "accepted", "returned"))


@pytest.fixture
def made(tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path, Size(0, (2019, 3), "2019-12-16T09:00:00"))
    made.service.begin(made.now.date())
    made.fill()
    return made


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("update standings set state = 'accepted' where state = 'sent'", "standings: more"),
        ("update standings set received = null where received is not null", "standings: more"),
        ("update standings set lacks = 1 - lacks where task = 1", "standings: more"),
        ("update latest set received = null where received is not null", "latest: more"),
        ("update counters set lacking = lacking + 1", "counters: more"),
        ("delete from counters", "counters: missing"),
        ("update standings set owed = 0 where task = 13", "owed True"),
    ],
)
def test_check_says_where_they_differ(made: Ministry, spoil: str, says: str) -> None:
    assert list(made.context.books.faults()) == []
    made.db.execute(spoil)
    assert any(says in fault for fault in made.context.books.faults())


def test_a_database_from_before_is_brought_up_with_every_row(made: Ministry) -> None:
    """The step is taken back, and taken again by a start: what is kept comes from the history alone."""
    before, rows = kept(made), made.db.execute("select count(*) from reports").fetchone()
    for table in ("standings", "latest", "counters", "books", "told", "exports"):
        made.db.execute(f"drop table {table}")
    for index in ("roles_of_unit", "reports_of_task", "reports_of_receipt", "reviews_with_words",
                  "submissions_of_person", "submissions_by_time", "people_unreachable",
                  "reminders_unknown"):  # fmt: skip
        made.db.execute(f"drop index {index}")
    made.db.execute("alter table reports drop column letters")
    made.db.execute("insert into choices values ('', 'told:3', '7')")
    made.db.execute("delete from _sqlite_migrations where name = '0006 standings'")
    made.db.conn.commit()
    again = Ministry.__new__(Ministry)
    again.__dict__ |= made.__dict__
    again.upgrade()
    assert kept(again) == before == counted(again)
    assert made.db.execute("select count(*) from reports").fetchone() == rows
    assert again.store.people.told() == {3: 7}
    assert list(again.context.books.faults()) == []
