"""What receiving writes: the upgrade keeps every decision, whatever is done counts what was received, nobody's own."""

import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from progress.store.schema import _LEDGER, STEPS
from tests.ministry import Ministry, Size
from tests.progress.driver import ADMIN, CENTRE, HUY, LAN, LEGAL, OFFICE, TRANG, Office

OLD = ("0013 reviews undone", "0014 receiving")


def aged(made: Ministry) -> None:
    """Leave the file as the version before left it."""
    old = re.search(r"create table reviews \(.*?\n\);", _LEDGER, re.DOTALL)
    assert old
    db = made.db
    db.execute("create table kept as select id, report, verdict, words, unit, name, at from reviews")
    for what in ("reviews", "offers", "handovers"):
        db.execute(f"drop table {what}")
    db.execute(old[0])
    db.execute("insert into reviews select * from kept")
    db.execute("drop table kept")
    db.execute("create index reviews_by_report on reviews (report)")
    db.execute("create index reviews_with_words on reviews (report, words) where words <> ''")
    for action in ("update", "delete"):
        db.execute(f"create trigger reviews_no_{action} before {action} on reviews begin select raise(abort, ''); end")
    for name in OLD:
        db[STEPS.migrations_table].delete_where("name = ?", [name])
    db.conn.commit()


def test_the_upgrade_keeps_every_decision_and_what_guards_them(tmp_path: Path) -> None:
    made = Ministry(tmp_path, Size(0, (2019, 3), "2019-12-16T09:00:00"))
    made.fill()
    told = "select id, report, verdict, words, unit, name, at from reviews order by id"
    rows, last = made.db.execute(told).fetchall(), made.store.ledger.count(None, every=True)
    aged(made)
    made.upgrade()
    assert made.db.execute(told).fetchall() == rows
    assert made.store.ledger.count(None, every=True) == last
    assert list(made.context.books.faults()) == []
    for change in ("update reviews set words = ''", "delete from reviews"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            made.db.execute(change)
    indexes = {row[1] for row in made.db.execute("pragma index_list(reviews)").fetchall()}
    assert {"reviews_by_report", "reviews_with_words", "reviews_until"} <= indexes
    with made.db.atomic():
        (numbers,) = made.store.ledger.decide("undone", [(rows[-1][1], OFFICE)], (1, "Trang"), made.now)
    assert numbers == rows[-1][0] + 1


TASKS = {CENTRE: (13, 15), LEGAL: (1, 5), OFFICE: (3, 4)}
MAI, BINH, NAM = 21, 22, 23
SENDERS = {LAN: CENTRE, HUY: LEGAL, MAI: OFFICE}
VERBS = ("takeyes", "take", "undo", "undo", "undoyes", "undoyes", "reason", "held", "tray")
OFFICES = (TRANG, BINH, NAM, ADMIN)
"""Two of the ministry's office, one of the lawyers, and an admin, who receives what was handed over."""


class Receiving(RuleBasedStateMachine):
    """Everybody presses and writes whatever they like, in whatever order."""

    folder: ClassVar[Path]

    @initialize()
    def begin(self) -> None:
        home = self.folder / str(len(list(self.folder.iterdir())))
        home.mkdir()
        self.office = Office(home).staff()
        with self.office.db.atomic():
            self.office.join(MAI, "Ngô Thị Mai", OFFICE, "reporter")
            self.office.join(BINH, "Vũ Văn Bình", OFFICE, "office")
            self.office.join(NAM, "Lý Văn Nam", LEGAL, "office")
        self.seen: dict[int, list[str]] = {}
        for person, unit in SENDERS.items():
            self.office.say(person, ", ".join(f"nv {task} 50% đã họp" for task in TASKS[unit]))
            self.office.say(person, "vẫn gửi")

    def teardown(self) -> None:
        self.office.db.close()

    @rule(person=st.sampled_from(sorted(SENDERS)), place=st.integers(0, 1), percent=st.integers(1, 99))
    def send(self, person: int, place: int, percent: int) -> None:
        self.office.say(person, f"nv {TASKS[SENDERS[person]][place]} {percent}% đã họp")
        self.office.say(person, "vẫn gửi")

    @rule(person=st.sampled_from(OFFICES), said=st.sampled_from(("/choduyet", "tiếp nhận hết", "tiếp nhận 13 TTCNTT")))
    def look(self, person: int, said: str) -> None:
        self._note(self.office.say(person, said))

    @rule(person=st.sampled_from(OFFICES), whose=st.sampled_from((0, 0, *OFFICES)), verb=st.sampled_from(VERBS),
          place=st.integers(0, 2))  # fmt: skip
    def press(self, person: int, whose: int, verb: str, place: int) -> None:
        """A button of the verb, one's own or another's, from the newest screens or from older ones."""
        tokens = [t for t in self.seen.get(whose or person, []) if t.partition(":")[0] == verb]
        if not tokens and verb in ("take", "more", "undo"):
            tokens = [f"{verb}:{place + 1}:all:h", f"undo:{place + 1}-{place + 1}"][verb == "undo" :]
        if tokens:
            self._note(self.office.tap(person, tokens[-1 - place % len(tokens)]))

    @rule(person=st.sampled_from(OFFICES), row=st.integers(1, 12))
    def ask_for_more(self, person: int, row: int) -> None:
        self._note(self.office.tap(person, f"more:{row}:all"))
        self._note(self.office.say(person, "Nêu rõ số liệu"))

    @rule(person=st.sampled_from(OFFICES), row=st.integers(1, 12))
    def receive(self, person: int, row: int) -> None:
        self._note(self.office.tap(person, f"take:{row}:all:h"))

    @rule(person=st.sampled_from(OFFICES))
    def receive_all(self, person: int) -> None:
        for out in self.office.say(person, "tiếp nhận hết"):
            self._note([out])
            self.press(person, 0, "takeyes", 0)

    @rule(person=st.sampled_from(OFFICES), first=st.integers(1, 12), more=st.sampled_from((0, 0, 3)))
    def take_back(self, person: int, first: int, more: int) -> None:
        self._note(self.office.tap(person, f"{'undoyes' if more else 'undo'}:{first}-{first + more}"))

    @rule(person=st.sampled_from(OFFICES))
    def hand_over(self, person: int) -> None:
        self._note(self.office.say(person, "/choduyet"))
        for verb in ("hand", "handto"):
            self.press(person, 0, verb, 0)

    @rule()
    def time_goes_on(self) -> None:
        if self.office.now.date() < date(2020, 3, 1):
            self.office.now += timedelta(days=40)

    def _note(self, out: list) -> None:
        for one in out:
            self.seen.setdefault(one.to, []).extend(b.token for row in one.buttons for b in row)

    @invariant()
    def what_counts_was_received_and_nobody_receives_their_own(self) -> None:
        if not hasattr(self, "office"):
            return
        ledger, people = self.office.store.ledger, self.office.store.people
        for row in ledger.accepted(self.office.context.plan().document.id):
            assert row.state == "accepted"
        counted = "select r.period, s.period from standings s join reports r on r.id = s.received"
        assert all(mine == of for mine, of in self.office.db.execute(counted).fetchall())
        decided = "select v.person, r.unit, r.id from reviews v join reports r on r.id = v.report"
        for person, unit, row in self.office.db.execute(decided).fetchall():
            own = {m.unit for m in people.get(person).roles} if person > 0 else set()
            assert unit not in own
            assert person > 0 or self.office.store.reviews.handed(row, person)

    @invariant()
    def the_books_are_right(self) -> None:
        if hasattr(self, "office"):
            assert list(self.office.context.books.faults()) == []


def run(folder: Path, examples: int) -> None:
    machine = type("Receiving", (Receiving,), {"folder": folder}).TestCase
    machine.settings = settings(
        max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck),
        database=None, phases=(Phase.generate,),
    )  # fmt: skip
    machine("runTest").runTest()


def test_whatever_is_pressed_in_whatever_order(tmp_path: Path) -> None:
    run(tmp_path, 3)


@pytest.mark.soak
def test_whatever_is_pressed_in_whatever_order_for_longer(tmp_path: Path) -> None:
    run(tmp_path, 150)
