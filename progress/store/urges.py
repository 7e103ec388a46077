"""The tables of urges: who of the office asked for reports, in which words, and whom."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from progress.store.rows import instant, stamp

TABLES = """
create table urges (
    id integer primary key autoincrement, period integer not null references periods (id), tasks text not null,
    returned integer not null, text text not null, person integer, name text not null, at text not null,
    key text not null unique
);
create table urge_people (
    urge integer not null references urges (id), person integer not null, unit text not null, role text not null,
    primary key (urge, person, unit)
) without rowid
"""


@dataclass(frozen=True, slots=True)
class Urge:
    """An urge: of which period and tasks (of all where none is named), of what was sent back only, in which words."""

    id: int
    period: int
    tasks: tuple[int, ...]
    returned: bool
    text: str
    at: datetime

    @property
    def occasion(self) -> str:
        """How the reminders' table names it, after the period."""
        return f"urge:{self.id}"


class Urges:
    """What was asked for; what became of each message stands among the reminders."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, about: tuple[int, tuple[int, ...], bool], text: str, to: Iterable[tuple[int, str, str]],
        by: tuple[int, str], at: datetime, key: str,
    ) -> int:  # fmt: skip
        """Ask people (person, unit, role); the same press asks once."""
        period, tasks, returned = about
        number = int(self._db.execute(
            "insert into urges (period, tasks, returned, text, person, name, at, key) values (?, ?, ?, ?, ?, ?, ?, ?)",
            (period, json.dumps(tasks), int(returned), text, *by, stamp(at), key),
        ).lastrowid or 0)  # fmt: skip
        self._db.conn.executemany(
            "insert or ignore into urge_people values (?, ?, ?, ?)", [(number, *one) for one in to]
        )
        return number

    def knows(self, key: str) -> bool:
        """Whether a press has asked before."""
        return self._db.execute("select 1 from urges where key = ?", (key,)).fetchone() is not None

    def get(self, number: int) -> Urge | None:
        """An urge by its number."""
        return next(iter(self.all(number)), None)

    def all(self, number: int | None = None) -> list[Urge]:
        """All of them, oldest first, or the one of a number."""
        where = "true" if number is None else f"id = {number:d}"
        return [
            Urge(r["id"], r["period"], tuple(json.loads(r["tasks"])), bool(r["returned"]), r["text"], instant(r["at"]))
            for r in list(self._db.query(f"select * from urges where {where} order by id"))
        ]

    def people(self, urge: int) -> list[tuple[int, str, str]]:
        """Who was to be asked: person, unit and role."""
        rows = self._db.execute(
            "select person, unit, role from urge_people where urge = ? order by unit, person", (urge,)
        )
        return [(row[0], row[1], row[2]) for row in rows.fetchall()]

    def waiting(self) -> list[tuple[int, int]]:
        """The urges and people of whom nothing stands among the reminders yet."""
        return [(row[0], row[1]) for row in self._db.execute(
            "select distinct u.id, w.person from urges u join urge_people w on w.urge = u.id"
            " join periods p on p.id = u.period where not exists (select 1 from reminders r where r.person = w.person"
            " and r.step = 'urge' and r.document = p.document"
            " and r.occasion = p.year || '-Q' || p.quarter || ':urge:' || u.id) order by u.id, w.person"
        ).fetchall()]  # fmt: skip
