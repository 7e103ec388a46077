"""The table of what people have been told of the ledger, so that each thing is told once, over any restart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

RECEIVED, HEADS = "received", "heads"
"""What stands for the reports that the office has received, and for what heads have been told of what was sent; of each
unit its name does."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the office has received of somebody's: of which unit and quarter, which rows."""

    person: int
    unit: str
    office: str
    reports: tuple[int, ...]


class Notices:
    """Up to which row each has been told; person 0 stands for all."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def last(self, person: int, what: str) -> tuple[int, str]:
        """The number up to which somebody has been told, and the day; (0, "") where never."""
        found = self._db.execute("select number, day from notices where person = ? and what = ?", (person, what))
        number, day = found.fetchone() or (0, "")
        return int(number), str(day)

    def tell(self, person: int, what: str, number: int, day: str = "") -> None:
        """Keep up to which number somebody has been told."""
        self._db.execute("insert or replace into notices values (?, ?, ?, ?)", (person, what, number, day))

    def newest(self) -> tuple[int, int]:
        """The numbers of the last receipt and of the last decision of the office."""
        row = self._db.execute(
            "select (select coalesce(max(id), 0) from submissions), (select coalesce(max(id), 0) from reviews)"
        ).fetchone()
        return int(row[0]), int(row[1])

    def receipts(self, unit: str, after: int, without: int) -> list[int]:
        """The receipts of a unit after one, those of one person left out."""
        rows = self._db.execute(
            "select id from submissions where id > ? and unit = ? and person <> ? order by id", (after, unit, without)
        )
        return [row[0] for row in rows.fetchall()]

    def received(self, after: int) -> Iterator[Received]:
        """What the office has received since a decision of its, by who sent it and for which unit."""
        found: dict[tuple[int, str, str], list[int]] = {}
        for person, unit, office, report in self._db.execute(
            "select s.person, r.unit, v.unit, r.id from reviews v join reports r on r.id = v.report"
            " join submissions s on s.id = r.submission where v.id > ? and v.verdict = 'accepted'"
            " and v.id = (select max(id) from reviews where report = r.id) order by r.task, r.id",
            (after,),
        ).fetchall():
            found.setdefault((person, unit, office), []).append(report)
        return (Received(*key, tuple(reports)) for key, reports in found.items())
