"""The table of reporting periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlite_utils import Database

from kb.calendar import ReportingPeriod
from progress.model import Period
from progress.store.rows import Row, instant, stamp


class Periods:
    """Rows of periods; made once, closed once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[str, list[Period]] = {}
        self._by_number: dict[int, Period] = {}
        self.after: Callable[[Period], None] = lambda _period: None
        """Called with each period that was made or closed."""

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
        """Close a period; one that is closed stays as it was."""
        self._db.execute("update periods set closed_at = ? where id = ? and closed_at is null", (stamp(at), period.id))
        self.forget()
        if closed := self.get(period.id):
            self.after(closed)

    def forget(self) -> None:
        """Read the table anew the next time."""
        self._known.clear()
        self._by_number.clear()


def read_period(row: Row) -> Period:
    """The period of a row."""
    start, end, due = (date.fromisoformat(row[name]) for name in ("data_from", "data_to", "due"))
    closed = instant(row["closed_at"]) if row["closed_at"] else None
    return Period(row["id"], row["document"], row["year"], row["quarter"], start, end, due, closed)
