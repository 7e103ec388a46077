"""The ledger: what was sent, row by row and never changed, and what the office did with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from progress.model import Entry, Evidence, Kind, Period, Person, Report, State
from progress.store.periods import read_period
from progress.store.rows import Row, day, instant, stamp

_SELECT = """
    select r.*, r.id as report, p.*, p.id as period_id, v.verdict, v.words as remark, s.person as sender
    from reports r join submissions s on s.id = r.submission join periods p on p.id = r.period
    left join reviews v on v.id = (select max(id) from reviews where report = r.id)
    where {where} order by p.due, r.task, r.unit, r.kind, r.revision
"""
_NEWEST = """
    r.revision = (select max(revision) from reports o where o.document = r.document and o.task = r.task
                  and o.unit = r.unit and o.period = r.period and o.kind = r.kind)
"""
_FILES = """
    select x.report, f.id, f.name, f.size, f.sha256 from report_files x join files f on f.id = x.file
    where x.report in ({marks}) order by f.id
"""
_INSERT = """
    insert into reports (submission, document, task, unit, period, kind, revision, withdrawn, status, percent, result,
                         difficulty, proposal, next_step, completed, product, nothing_new, name, position, at, late)
    values (:submission, :document, :task, :unit, :period, :kind, :revision, :withdrawn, :status, :percent, :result,
            :difficulty, :proposal, :next_step, :completed, :product, :nothing_new, :name, :position, :at, :late)
"""


@dataclass(frozen=True, slots=True)
class NewRow:
    """What is to become a row: of which task and period, and what it says."""

    task: int
    period: Period
    kind: Kind
    entry: Entry
    files: tuple[int, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """Somebody sends: for which unit, when, and the key under which the same press is known again."""

    document: str
    unit: str
    person: Person
    at: datetime
    key: str


class Ledger:
    """The tables submissions, reports and reviews."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def submit(self, sending: Sending, rows: Iterable[NewRow]) -> int | None:
        """Write rows under a new receipt number; None where the key has been used, and nothing is written."""
        known = self._db.execute("select 1 from submissions where key = ?", (sending.key,)).fetchone()
        if known:
            return None
        receipt = self._db.execute(
            "insert into submissions (document, unit, person, at, key) values (?, ?, ?, ?, ?)",
            (sending.document, sending.unit, sending.person.id, stamp(sending.at), sending.key),
        ).lastrowid  # fmt: skip
        for row in rows:
            self._write(int(receipt or 0), sending, row)
        return int(receipt or 0)

    def review(self, report: int, verdict: Literal["accepted", "returned"], by: tuple[str, str], at: datetime,
               words: str = "") -> None:  # fmt: skip
        """Write what the office decided; `by` is the unit and name of who did."""
        self._db.execute(
            "insert into reviews (report, verdict, words, unit, name, at) values (?, ?, ?, ?, ?, ?)",
            (report, verdict, words, *by, stamp(at)),
        )

    def get(self, report: int) -> Report | None:
        """A row by its number."""
        return next(iter(self._read("r.id = ?", (report,))), None)

    def of_receipt(self, receipt: int) -> list[Report]:
        """The rows of a receipt."""
        return self._read("r.submission = ?", (receipt,))

    def newest(
        self, document: str, *, unit: str | None = None, period: int | None = None, task: int | None = None
    ) -> list[Report]:
        """The newest revision of each (task, unit, period, kind)."""
        return self._read(f"r.document = ? and {_NEWEST}", (document,), unit=unit, period=period, task=task)

    def history(
        self, document: str, *, unit: str | None = None, period: int | None = None, task: int | None = None
    ) -> list[Report]:
        """All revisions, oldest period first."""
        return self._read("r.document = ?", (document,), unit=unit, period=period, task=task)

    def accepted(self, document: str, *, unit: str | None = None, task: int | None = None) -> list[Report]:
        """The newest received revision of each (task, unit, period, kind): what results are counted from."""
        rows = self._read("r.document = ? and v.verdict = 'accepted'", (document,), unit=unit, task=task)
        return list({(r.task, r.unit, r.period.id, r.kind): r for r in rows}.values())

    def documents(self) -> list[str]:
        """The documents that anything was reported about."""
        return [row[0] for row in self._db.execute("select distinct document from reports order by 1").fetchall()]

    def last(self, document: str, unit: str, task: int, kind: Kind, until: Period | None = None) -> Report | None:
        """What a unit said of a task last, up to a period where one is given."""
        rows = self._read(
            f"r.document = ? and r.kind = ? and r.withdrawn = 0 and {_NEWEST}", (document, kind), unit=unit, task=task
        )
        rows = [row for row in rows if until is None or row.period.due <= until.due]
        return rows[-1] if rows else None

    def lasts(self, document: str, unit: str, until: Period | None = None) -> dict[int, Report]:
        """What a unit said last as lead, by task; up to a period where one is given."""
        where = f"r.document = ? and r.kind = 'lead' and r.withdrawn = 0 and {_NEWEST}"
        rows = self._read(where, (document,), unit=unit)
        return {row.task: row for row in rows if until is None or row.period.due <= until.due}

    def submissions_since(self, after: int) -> list[int]:
        """The receipts that came after one, oldest first."""
        return [row[0] for row in self._db.execute("select id from submissions where id > ?", (after,)).fetchall()]

    def senders_since(self, at: datetime) -> set[int]:
        """The people who have sent something since an instant."""
        rows = self._db.execute("select distinct person from submissions where at >= ?", (stamp(at),)).fetchall()
        return {row[0] for row in rows}

    def last_receipt(self, person: int) -> int:
        """The number under which a person sent something last, withdrawals left out; 0 where there is none."""
        found = self._db.execute(
            "select coalesce(max(r.submission), 0) from reports r join submissions s on s.id = r.submission"
            " where s.person = ? and r.withdrawn = 0", (person,),
        )  # fmt: skip
        return int(found.fetchone()[0])

    def last_before(self, at: str) -> int:
        """The last receipt that was written before an instant as it is stored; 0 where there was none."""
        return int(self._db.execute("select coalesce(max(id), 0) from submissions where at < ?", (at,)).fetchone()[0])

    def broken(self) -> list[str]:
        """What is wrong with the chain of rows: a gap in the revisions, a row whose files are missing."""
        found = self._db.execute(
            "select document, task, unit, period, kind, count(*), max(revision) from reports"
            " group by document, task, unit, period, kind having count(*) <> max(revision)"
        ).fetchall()
        faults = [f"reports: {row[0]}, task {row[1]}, {row[2]}: {row[5]} rows, last revision {row[6]}" for row in found]
        empty = self._db.execute(
            "select id from submissions where id not in (select submission from reports)"
        ).fetchall()
        return faults + [f"submissions: {row[0]} has no rows" for row in empty]

    def _write(self, receipt: int, sending: Sending, row: NewRow) -> None:
        entry, period = row.entry, row.period
        key = (sending.document, row.task, sending.unit, period.id, row.kind)
        before = self._db.execute(
            "select max(revision), min(late) from reports where document = ? and task = ? and unit = ? and period = ?"
            " and kind = ?", key,
        ).fetchone()  # fmt: skip
        late = before[1] if before[0] else int(sending.at.date() > period.due)
        number = self._db.execute(
            _INSERT,
            {
                "submission": receipt, "document": sending.document, "task": row.task, "unit": sending.unit,
                "period": period.id, "kind": row.kind, "revision": (before[0] or 0) + 1,
                "withdrawn": int(row.withdrawn), "status": entry.status or "in_progress", "percent": entry.percent,
                "result": entry.result, "difficulty": entry.difficulty, "proposal": entry.proposal,
                "next_step": entry.next_step, "completed": entry.completed.isoformat() if entry.completed else None,
                "product": entry.product, "nothing_new": int(entry.nothing_new), "name": sending.person.name,
                "position": sending.person.position, "at": stamp(sending.at), "late": late,
            },
        ).lastrowid  # fmt: skip
        for file in row.files:
            self._db.execute("insert or ignore into report_files values (?, ?)", (number, file))

    def _read(self, where: str, values: Sequence[object], **more: object) -> list[Report]:
        named = {name: value for name, value in more.items() if value is not None}
        condition = " and ".join([where, *(f"r.{name} = ?" for name in named)])
        rows = list(self._db.query(_SELECT.format(where=condition), (*values, *named.values())))
        files = self._files([row["report"] for row in rows])
        return [_report(row, tuple(files.get(row["report"], ()))) for row in rows]

    def _files(self, reports: Sequence[int]) -> dict[int, list[Evidence]]:
        found: dict[int, list[Evidence]] = {}
        if not reports or not self._db.execute("select 1 from report_files limit 1").fetchone():
            return found
        for row in self._db.query(_FILES.format(marks=",".join("?" * len(reports))), reports):
            found.setdefault(row["report"], []).append(Evidence(row["id"], row["name"], row["size"], row["sha256"]))
        return found


def _report(row: Row, files: tuple[Evidence, ...]) -> Report:
    period = read_period(row | {"id": row["period_id"]})
    entry = Entry(
        status=row["status"],
        percent=row["percent"],
        result=row["result"],
        difficulty=row["difficulty"],
        proposal=row["proposal"],
        next_step=row["next_step"],
        completed=day(row["completed"]),
        product=row["product"],
        nothing_new=bool(row["nothing_new"]),
    )
    state: State = "withdrawn" if row["withdrawn"] else row["verdict"] or "sent"
    return Report(
        row["report"], row["submission"], row["document"], row["task"], row["unit"], period, row["kind"],
        row["revision"], entry, state, instant(row["at"]), bool(row["late"]), row["name"], row["position"],
        files, row["remark"] or None, row["sender"],
    )  # fmt: skip
