"""The table of what people want to be reminded of later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from progress.store.rows import instant, stamp


@dataclass(frozen=True, slots=True)
class Snooze:
    """Who wants to be reminded of which periods (their rows' numbers), and when."""

    id: int
    person: int
    periods: tuple[int, ...]
    at: datetime


class Snoozes:
    """A row is there until its time has come; what became of it then is with the reminders."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, person: int, periods: Iterable[int], at: datetime) -> None:
        """Remind somebody at an instant, in the place of what they chose before."""
        self._db.execute("delete from snoozes where person = ?", (person,))
        listed = ",".join(map(str, sorted(periods)))
        self._db.execute("insert into snoozes (person, periods, at) values (?, ?, ?)", (person, listed, stamp(at)))

    def due(self, now: datetime) -> list[Snooze]:
        """Those whose time has come."""
        return [one for one in self._read("order by at, id", ()) if one.at <= now]

    def of(self, person: int) -> list[Snooze]:
        """Those of somebody."""
        return self._read("where person = ? order by at", (person,))

    def end(self, number: int) -> None:
        """Its time has come, or it is not wanted any more."""
        self._db.execute("delete from snoozes where id = ?", (number,))

    def _read(self, where: str, values: tuple[object, ...]) -> list[Snooze]:
        rows = self._db.execute(f"select id, person, periods, at from snoozes {where}", values).fetchall()
        return [Snooze(row[0], row[1], tuple(map(int, row[2].split(","))), instant(row[3])) for row in rows]
