"""The table of reporting periods, and of the days to which their due days were moved."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

from sqlite_utils import Database

from kb.calendar import ReportingPeriod
from progress.model import Period
from progress.store.rows import Row, instant, stamp


class Periods:
    """Rows of periods; made once, locked and opened again."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[str, list[Period]] = {}
        self._by_number: dict[int, Period] = {}
        self.after: Callable[[Period], None] = lambda _period: None
        """Called with each period that was made, locked or opened again."""

    def of(self, document: str) -> list[Period]:
        """The periods of a document, oldest first."""
        if document not in self._known:
            found = self._db.query("select * from periods where document = ? order by due", (document,))
            self._known[document] = list(map(read_period, found))
        return self._known[document]

    def get(self, number: int) -> Period | None:
        """A period by its row's number."""
        if number not in self._by_number:
            self._by_number |= {p.id: p for p in map(read_period, self._db.query("select * from periods"))}
        return self._by_number.get(number)

    def add(self, document: str, period: ReportingPeriod) -> None:
        """Make the row of a quarter, unless it is there."""
        made = self._db.execute(
            "insert or ignore into periods (document, year, quarter, data_from, data_to, due)"
            " values (?, ?, ?, ?, ?, ?)",
            (
                document,
                period.year,
                period.quarter,
                (period.start or period.due).isoformat(),
                (period.end or period.due).isoformat(),
                period.due.isoformat(),
            ),
        )
        self.forget()
        if made.rowcount and (new := self.get(int(made.lastrowid or 0))):
            self.after(new)

    def close(self, period: Period, at: datetime) -> None:
        """Lock a period; one that is locked stays as it was."""
        self._change("closed_at = ? where closed_at is null", stamp(at), period)

    def open_again(self, period: Period) -> None:
        """Let a period change again."""
        self._change("closed_at = ? where true", None, period)

    def _change(self, change: str, value: str | None, period: Period) -> None:
        self._db.execute(f"update periods set {change} and id = ?", (value, period.id))
        self.forget()
        if changed := self.get(period.id):
            self.after(changed)

    def forget(self) -> None:
        """Read the table anew the next time."""
        self._known.clear()
        self._by_number.clear()


def read_period(row: Row) -> Period:
    """The period of a row."""
    start, end, due = (date.fromisoformat(row[name]) for name in ("data_from", "data_to", "due"))
    closed = instant(row["closed_at"]) if row["closed_at"] else None
    moved = tuple((unit, date.fromisoformat(day)) for unit, day in json.loads(row["moved"])) if row["moved"] else ()
    return Period(row["id"], row["document"], row["year"], row["quarter"], start, end, due, closed, moved)
