"""What the office did with rows, read back; what is shown before many are received; who receives for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from progress.store.ledger import Verdict
from progress.store.rows import instant, stamp

_LAST = "v.id = (select max(id) from reviews where report = v.report)"
_NEWEST = (
    "exists (select 1 from standings where period = r.period and unit = r.unit and task = r.task and kind = r.kind"
    " and newest = r.id)"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody of the office did with a row."""

    id: int
    report: int
    verdict: Verdict
    name: str
    at: datetime


class Reviews:
    """Reads the table reviews, keeps offers and handovers; decisions are written by the ledger."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def standing(self, numbers: range) -> list[Decision]:
        """Those of some decisions that are still the last of their row, of which nothing newer was sent."""
        return self._read(f"v.id between ? and ? and {_LAST} and {_NEWEST}", (numbers.start, numbers.stop - 1))

    def last(self, reports: Iterable[int]) -> list[Decision]:
        """The last decision of each of some rows that has one."""
        return self._read(f"v.report in ({','.join(map(str, reports))}) and {_LAST}", ())

    def asked_until(self, document: str, first: date, last: date) -> list[tuple[int, date, str, int, int]]:
        """What is still asked for with a day between two: period, day, unit, task, and the decision's number."""
        rows = self._db.execute(
            "select r.period, v.until, r.unit, r.task, v.id from reviews v join reports r on r.id = v.report"
            f" where v.until between ? and ? and r.document = ? and v.verdict = 'returned' and {_LAST} and {_NEWEST}"
            " and r.period in (select id from periods where closed_at is null) order by v.id",
            (first.isoformat(), last.isoformat(), document),
        )
        return [(row[0], date.fromisoformat(row[1]), row[2], row[3], row[4]) for row in rows.fetchall()]

    # ── what is shown before it is done ──────────────────────────────────────
    def offer(self, person: int, reports: Iterable[int], at: datetime) -> int:
        """Keep which rows somebody was shown, in the place of what they were shown before."""
        self._db.execute("delete from offers where person = ?", (person,))
        listed = ",".join(map(str, reports))
        made = self._db.execute(
            "insert into offers (person, reports, at) values (?, ?, ?)", (person, listed, stamp(at))
        )
        return int(made.lastrowid or 0)

    def take_offer(self, number: int, person: int) -> list[int]:
        """The rows that somebody was shown, once; none where it was another's or is done."""
        found = self._db.execute("select reports from offers where id = ? and person = ?", (number, person)).fetchone()
        self._db.execute("delete from offers where id = ? and person = ?", (number, person))
        return [int(one) for one in found[0].split(",")] if found else []

    # ── who receives for others ──────────────────────────────────────────────
    def hand_over(self, reports: Iterable[int], person: int, unit: str, at: datetime) -> None:
        """Let somebody receive rows in the name of a unit."""
        self._db.conn.executemany(
            "insert or ignore into handovers values (?, ?, ?, ?)", [(one, person, unit, stamp(at)) for one in reports]
        )

    def handed(self, report: int, person: int) -> str:
        """In the name of which unit somebody was asked to receive a row; "" where they were not."""
        found = self._db.execute("select unit from handovers where report = ? and person = ?", (report, person))
        return (found.fetchone() or ("",))[0]

    def is_asked(self, person: int) -> bool:
        """Whether somebody was ever asked to receive anything."""
        found = self._db.execute("select 1 from handovers where person = ? limit 1", (person,))
        return found.fetchone() is not None

    def _read(self, where: str, values: Sequence[object]) -> list[Decision]:
        rows = self._db.execute(
            "select v.id, v.report, v.verdict, v.name, v.at from reviews v join reports r on r.id = v.report"
            f" where {where} order by v.id", values,
        )  # fmt: skip
        return [Decision(row[0], row[1], row[2], row[3], instant(row[4])) for row in rows.fetchall()]
