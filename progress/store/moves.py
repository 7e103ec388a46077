"""The tables of more time: due days of periods and deadlines of tasks that the office moved, each with its basis."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlite_utils import Database

from progress.model import Period
from progress.store.periods import Periods
from progress.store.rows import Row, instant, stamp

TABLES = """
create table dues (
    id integer primary key autoincrement, period integer not null references periods (id), unit text,
    due text not null, basis text not null, person integer, name text not null, at text not null, withdrawn_at text
);
create index dues_of_period on dues (period);
create table deadlines (
    id integer primary key autoincrement, document text not null, task integer not null, unit text,
    phase text not null, until text, outcome text not null check (outcome in ('extended', 'carried_over')),
    basis text not null, person integer, name text not null default '', at text not null, withdrawn_at text
);
create index deadlines_of_task on deadlines (document, task)
"""
Outcome = Literal["extended", "carried_over"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A period's due day, moved for a unit or for all; `person` is the row of who did, 0 for an admin who has none."""

    id: int
    period: int
    unit: str | None
    due: date
    basis: str
    person: int
    at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a task's phase, moved for a unit or for all leads, or the phase carried over into the next."""

    id: int
    document: str
    task: int
    unit: str | None
    phase: str
    until: date | None
    outcome: Outcome
    basis: str
    person: int
    at: datetime
    withdrawn: bool

    @property
    def choice(self) -> str:
        """Under which name the plan knows it."""
        what = "extended" if self.outcome == "extended" else "carried"
        return f"{what}:{self.task}:{self.phase}" + (f":{self.unit}" if self.unit else "")


class Moves:
    """Both tables; what is withdrawn stays, and says so."""

    def __init__(self, db: Database, periods: Periods) -> None:
        self._db = db
        self._periods = periods

    def move_due(
        self, period: Period, unit: str | None, due: date, basis: str, by: tuple[int, str], at: datetime
    ) -> int:
        """Move the due day of a period."""
        row = (period.id, unit, due.isoformat(), basis, *by, stamp(at))
        number = self._db.execute(
            "insert into dues (period, unit, due, basis, person, name, at) values (?, ?, ?, ?, ?, ?, ?)", row
        ).lastrowid
        self._tell(period.id)
        return int(number or 0)

    def dues(self, period: int) -> list[Moved]:
        """What was moved of a period, oldest first."""
        return [_moved(row) for row in self._db.query("select * from dues where period = ? order by id", (period,))]

    def withdraw_due(self, moved: Moved, at: datetime) -> None:
        """Take back what was moved; what was late by it stays what it was."""
        self._db.execute("update dues set withdrawn_at = ? where id = ?", (stamp(at), moved.id))
        self._tell(moved.period)

    def _tell(self, period: int) -> None:
        """Let the period's row say what holds."""
        now = [(one.unit, one.due.isoformat()) for one in self.dues(period) if not one.withdrawn]
        self._db.execute("update periods set moved = ? where id = ?", (json.dumps(now) if now else "", period))
        self._periods.forget()

    def move_deadline(
        self, key: tuple[str, int, str], unit: str | None, until: date | None, basis: str, by: tuple[int, str],
        at: datetime,
    ) -> Deadline:  # fmt: skip
        """Move the end of a phase (document, task, the phase's id); without an end it is carried over."""
        outcome: Outcome = "extended" if until else "carried_over"
        document, task, phase = key
        number = self._db.execute(
            "insert into deadlines (document, task, unit, phase, until, outcome, basis, person, name, at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document, task, unit, phase, until.isoformat() if until else None, outcome, basis, *by, stamp(at)),
        ).lastrowid
        return next(self._read("id = ?", (number,)))

    def deadlines(self, document: str | None = None, task: int | None = None) -> list[Deadline]:
        """What was moved of the tasks of a document, or of all; oldest first."""
        named = {name: value for name, value in (("document", document), ("task", task)) if value is not None}
        return list(self._read(" and ".join(f"{name} = ?" for name in named) or "true", tuple(named.values())))

    def deadline(self, number: int) -> Deadline | None:
        """One of them."""
        return next(self._read("id = ?", (number,)), None)

    def withdraw_deadline(self, number: int, at: datetime) -> None:
        """Take one back."""
        self._db.execute("update deadlines set withdrawn_at = ? where id = ?", (stamp(at), number))

    def _read(self, where: str, values: Iterable[object]) -> Iterator[Deadline]:
        rows = self._db.query(f"select * from deadlines where {where} order by id", tuple(values))
        return map(_deadline, list(rows))


def _moved(row: Row) -> Moved:
    due, at = date.fromisoformat(row["due"]), instant(row["at"])
    return Moved(
        row["id"], row["period"], row["unit"], due, row["basis"], row["person"] or 0, at, bool(row["withdrawn_at"])
    )


def _deadline(row: Row) -> Deadline:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Deadline(
        row["id"], row["document"], row["task"], row["unit"], row["phase"], until, row["outcome"], row["basis"],
        row["person"] or 0, instant(row["at"]), bool(row["withdrawn_at"]),
    )  # fmt: skip
