"""The ledger: what was sent, row by row and never changed, and what the office did with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol

from sqlite_utils import Database

from progress.model import Entry, Evidence, Kind, LockedError, Period, Person, Report, State
from progress.store.periods import Periods, read_period
from progress.store.rows import Row, day, instant, stamp
from progress.store.standings import Key, Standings

_SELECT = """
    select r.*, r.id as report, p.*, p.id as period_id, v.verdict, v.words as remark, s.person as sender
    from reports r join submissions s on s.id = r.submission join periods p on p.id = r.period
    left join reviews v on v.id = (select max(id) from reviews where report = r.id)
    where {where} order by p.due, r.task, r.unit, r.kind, r.revision
"""
_LAST_REVISION = """
    select max(revision) from reports o where o.document = r.document and o.task = r.task and o.unit = r.unit
        and o.period = r.period and o.kind = r.kind
"""
_FILES = """
    select x.report, f.id, f.name, f.size, f.sha256, f.state = 'lost' as lost
    from report_files x join files f on f.id = x.file
    where x.report in ({marks}) order by f.id
"""
_INSERT = """
    insert into reports (submission, document, task, unit, period, kind, revision, withdrawn, status, percent, result,
                         difficulty, proposal, next_step, completed, product, nothing_new, name, position, at, late)
    values (:submission, :document, :task, :unit, :period, :kind, :revision, :withdrawn, :status, :percent, :result,
            :difficulty, :proposal, :next_step, :completed, :product, :nothing_new, :name, :position, :at, :late)
"""

Verdict = Literal["accepted", "returned", "undone"]
"""What the office did with a row; what was undone waits as before."""


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which of the rows that wait in open periods: not those of some units; of one unit or of some tasks, of receipts
    from one to another, those that somebody was asked to receive.
    """

    document: str
    without: tuple[str, ...] = ()
    unit: str | None = None
    tasks: tuple[int, ...] = ()
    receipts: tuple[int, int] | None = None
    asked: int | None = None

    def condition(self) -> tuple[str, list[object]]:
        """The condition on a row of reports, and its values."""
        where, values = _and({"unit": self.unit})
        if self.tasks:
            where += f" and task in ({','.join(map(str, self.tasks))})"
        ids = (
            "select newest from standings indexed by standings_waiting where document = ? and state = 'sent'"
            f" and period in (select id from periods where closed_at is null){where}"
        )
        marks = ",".join("?" * len(self.without))
        where = f"r.id in ({ids}) and r.unit not in ({marks})"
        if self.receipts:
            where += " and +r.submission between ? and ?"
        if self.asked is not None:
            where += f" and r.id in (select report from handovers where person = {self.asked:d})"
        return where, [self.document, *values, *self.without, *(self.receipts or ())]


class Place(NamedTuple):
    """A revision, whose it is, and how many letters its texts have."""

    id: int
    unit: str
    letters: int


class After(Protocol):
    """What is done in the same transaction; with each row whether what was received of it before said hoàn thành."""

    def __call__(self, told: Mapping[Key, bool], *, received: bool) -> None: ...


class Ledger:
    """The tables submissions, reports and reviews."""

    def __init__(self, db: Database, periods: Periods | None = None) -> None:
        self._db = db
        self.periods = periods or Periods(db)
        self.standings = Standings(db, self.periods)
        self.after: After = lambda _told, *, received: None  # noqa: ARG005  # the name is called
        """Called with the rows that were written or decided on."""

    def submit(self, sending: Sending, rows: Iterable[NewRow]) -> int | None:
        """Write rows under a new receipt number; None where the key has been used, and nothing is written.

        Raises LockedError, as all that writes here, where their period is locked.
        """
        known = self._db.execute("select 1 from submissions where key = ?", (sending.key,)).fetchone()
        if known:
            return None
        listed = list(rows)
        self._refuse_locked(row.period.id for row in listed)
        receipt = self._db.execute(
            "insert into submissions (document, unit, person, at, key) values (?, ?, ?, ?, ?)",
            (sending.document, sending.unit, sending.person.id, stamp(sending.at), sending.key),
        ).lastrowid  # fmt: skip
        for row in listed:
            self._write(int(receipt or 0), sending, row)
        self._tell(
            [(sending.document, row.kind, sending.unit, row.task, row.period.id) for row in listed], received=False
        )
        return int(receipt or 0)

    def review(self, report: int, verdict: Verdict, by: tuple[str, str], at: datetime, words: str = "") -> None:
        """Write what the office decided of a row; `by` is the unit and name of who did."""
        self.decide(verdict, [(report, by[0])], (None, by[1]), at, words)

    def decide(
        self, verdict: Verdict, rows: Iterable[tuple[int, str]], by: tuple[int | None, str], at: datetime,
        words: str = "", until: date | None = None,
    ) -> range:  # fmt: skip
        """Write what the office decided of rows, with each the unit for which; gives the decisions' numbers.

        `by` is the number and name of who did; `until` is when what more is asked for should be there.
        """
        listed, day = list(rows), until.isoformat() if until else None
        ids = ",".join(str(report) for report, _ in listed)
        told = f"select document, kind, unit, task, period from reports where id in ({ids})"
        keys: list[Key] = self._db.execute(told).fetchall()
        self._refuse_locked(key[4] for key in keys)
        self._db.conn.executemany(
            "insert into reviews (report, verdict, words, unit, name, at, person, until)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            [(report, verdict, words, unit, by[1], stamp(at), by[0], day) for report, unit in listed],
        )
        last = int(self._db.execute("select coalesce(max(id), 0) from reviews").fetchone()[0])
        self._tell(keys, received=True)
        return range(last - len(listed) + 1, last + 1)

    def _refuse_locked(self, periods: Iterable[int]) -> None:
        for number in set(periods):
            if (period := self.periods.get(number)) and period.closed:
                raise LockedError(period)

    def get(self, report: int) -> Report | None:
        """A row by its number."""
        return next(iter(self._read("r.id = ?", (report,))), None)

    def of_receipt(self, receipt: int) -> list[Report]:
        """The rows of a receipt."""
        return self._read("r.submission = ?", (receipt,))

    def newest(
        self, document: str, *, unit: str | None = None, period: int | None = None, task: int | None = None,
        state: State | None = None,
    ) -> list[Report]:  # fmt: skip
        """The newest revision of each (task, unit, period, kind); those in a state where one is given."""
        return self._standing("newest", document, unit=unit, period=period, task=task, state=state)

    def accepted(
        self, document: str, *, unit: str | None = None, period: int | None = None, task: int | None = None
    ) -> list[Report]:
        """The newest received revision of each (task, unit, period, kind): what results are counted from."""
        return self._standing("received", document, unit=unit, period=period, task=task)

    def spoken(self, period: Period, *, texts: bool = True, ended: Collection[str] = ()) -> list[Report]:
        """The rows that a period's figures are made of: its newest and received ones, and of what was received of each
        task and unit before, the last, the last with a percentage, the last that says hoàn thành; where `texts` are
        wanted, the last of each text. `ended` are units whose duties others go on with.
        """
        of_period = "select {} from standings where document = ? and period = ? and {} is not null"
        kept = f"{of_period.format('newest', 'newest')} union {of_period.format('received', 'received')}"
        values: tuple[object, ...] = (period.document, period.id) * 2
        earlier = self._last_texts(period) if texts else self._last(period, ended)
        ids = ",".join(map(str, earlier))
        return self._read(f"r.id in ({kept}) or r.id in ({ids})", values)

    def _last_texts(self, period: Period) -> set[int]:
        told = self._db.execute(
            "select s.task, s.unit, s.received, r.status = 'done', coalesce(r.result, '') <> '',"
            " coalesce(r.difficulty, '') <> '', coalesce(r.proposal, '') <> '', coalesce(r.next_step, '') <> '',"
            " r.percent is not null from standings s join reports r on r.id = s.received"
            " where s.document = ? and s.kind = 'lead' and s.due < ? order by s.due",
            (period.document, period.due.isoformat()),
        )
        last = {(row[0], row[1], place): row[2] for row in told for place, is_there in enumerate((1, *row[3:]))
                if is_there}  # fmt: skip
        return set(last.values())

    def _last(self, period: Period, ended: Collection[str]) -> set[int]:
        """The same without texts; only of what was done, or of units that have ended, all is looked through."""
        due, others = period.due.isoformat(), ",".join("?" * len(ended))
        chain = (
            "(select received from standings s{} where s.unit = l.unit and s.task = l.task and s.kind = l.kind"
            " and s.document = l.document and s.due < ? and s.received is not null{} order by s.due desc limit 1)"
        )
        joined, ended_by = " join reports r on r.id = s.received", " and r.status = 'done'"
        done = (
            "(exists (select 1 from finished f where f.document = l.document and f.unit = l.unit and f.task = l.task"
            f" and f.due < ? and f.done <> '') or l.unit in ({others}))"
        )
        rows = self._db.execute(
            f"select {chain.format('', '')}, {chain.format(joined, ' and r.percent is not null')},"
            f" iif({done}, {chain.format(joined, ended_by)}, null)"
            " from latest l where l.document = ? and l.kind = 'lead' and l.received is not null",
            (due, due, due, *ended, due, period.document),
        )
        return {found for row in rows.fetchall() for found in row if found}

    def history(
        self, document: str, *, unit: str | None = None, period: int | None = None, task: int | None = None,
        newest: bool = False,
    ) -> list[Report]:  # fmt: skip
        """All revisions, or the newest ones, oldest period first; without a look at what they come to."""
        last = f" and r.revision = ({_LAST_REVISION})" if newest else ""
        return self._read(f"r.document = ?{last}", (document,), unit=unit, period=period, task=task)

    def places(self, document: str, task: int, unit: str | None = None) -> list[Place]:
        """Where all revisions about a task stand, newest first, and about how many letters each takes."""
        where, values = _and({"r.unit": unit})
        rows = self._db.execute(
            "select r.id, r.unit, r.letters"
            " + (select coalesce(sum(length(f.name) + 40), 0) from report_files x join files f on f.id = x.file"
            " where x.report = r.id)"
            " + coalesce((select max(length(words)) from reviews where report = r.id and words <> ''), 0)"
            f" from reports r where r.document = ? and r.task = ?{where} order by r.at desc, r.id desc",
            (document, task, *values),
        )
        return list(map(Place._make, rows.fetchall()))

    def followers(self, ids: Iterable[int]) -> dict[int, int]:
        """The next revision of each of some rows that has one."""
        rows = self._db.execute(
            "select r.id, n.id from reports r join reports n on n.document = r.document and n.task = r.task"
            " and n.unit = r.unit and n.period = r.period and n.kind = r.kind and n.revision = r.revision + 1"
            f" where r.id in ({','.join(map(str, ids))})"
        )
        return dict(rows.fetchall())

    def lasts(
        self, document: str, *, unit: str | None = None, task: int | None = None, kind: Kind = "lead",
        until: Period | None = None,
    ) -> list[Report]:  # fmt: skip
        """What units said last of tasks and did not withdraw, up to a period where one is given."""
        last = (
            "select (select newest from standings s where s.document = l.document and s.kind = l.kind"
            " and s.unit = l.unit and s.task = l.task and s.state <> 'withdrawn' and s.due <= ? order by s.due desc"
            " limit 1) from latest l where l.document = ? and l.kind = ?"
        )
        where, values = _and({"l.unit": unit, "l.task": task})
        until_due = until.due.isoformat() if until else "9"
        return self._read(f"r.id in ({last}{where})", (until_due, document, kind, *values))

    def last(self, document: str, unit: str, task: int, kind: Kind, until: Period | None = None) -> Report | None:
        """What a unit said of a task last, up to a period where one is given."""
        return next(iter(self.lasts(document, unit=unit, task=task, kind=kind, until=until)), None)

    def latest(self, column: Literal["newest", "received"], document: str, *, unit: str | None = None,
               task: int | None = None) -> list[Report]:  # fmt: skip
        """The rows of leads that tell how each task stands by now: the newest or the newest received ones."""
        more, values = _and({"unit": unit, "task": task})
        told = f"select {column} from latest where document = ? and kind = 'lead'{more}"
        return self._read(f"r.id in ({told})", (document, *values))

    def difficult(self, document: str, period: int | None = None) -> list[int]:
        """The newest rows of leads that tell a difficulty, by task and unit: of all periods, or of one."""
        table = "latest" if period is None else "standings"
        of_period = "" if period is None else f" and s.period = {period:d}"
        rows = self._db.execute(
            f"select r.id from {table} s join reports r on r.id = s.newest where s.document = ?{of_period}"
            " and s.kind = 'lead' and r.difficulty <> '' and not r.withdrawn order by r.task, r.unit", (document,),
        )  # fmt: skip
        return [row[0] for row in rows.fetchall()]

    def rows(self, ids: Iterable[int]) -> list[Report]:
        """Rows by their numbers, in that order."""
        wanted = list(ids)
        found = {row.id: row for row in self._read(f"r.id in ({','.join(map(str, wanted))})", ())}
        return [found[one] for one in wanted]

    def _standing(self, column: str, document: str, **more: object) -> list[Report]:
        where, values = _and(more)
        return self._read(
            f"r.id in (select {column} from standings where document = ?{where} and {column} is not null)",
            (document, *values),
        )

    def waiting(self, scope: Waiting, skip: int = 0, limit: int = -1) -> list[Report]:
        """The rows that wait to be received, oldest receipt first; so many, after some."""
        where, values = scope.condition()
        ids = f"select r.id from reports r where {where} order by r.submission, r.task limit ? offset ?"
        found = self._read(f"r.id in ({ids})", (*values, limit, skip))
        return sorted(found, key=lambda row: (row.receipt, row.task))

    def count_waiting(self, scope: Waiting) -> dict[str, int]:
        """How many rows wait, by unit; the unit with the oldest receipt first."""
        where, values = scope.condition()
        rows = self._db.execute(
            f"select r.unit, count(*) from reports r where {where} group by r.unit"
            " order by min(r.submission * 1000 + r.task)", values,
        )  # fmt: skip
        return dict(rows.fetchall())

    def count(self, quarter: str | None, *, every: bool) -> int:
        """How many rows there are, of a quarter or of all: every revision, or the newest ones."""
        table, what = ("reports", "*") if every else ("standings", "newest")
        where = "" if quarter is None else " where period in (select id from periods where year || '-Q' || quarter = ?)"
        values = () if quarter is None else (quarter,)
        return int(self._db.execute(f"select count({what}) from {table}{where}", values).fetchone()[0])

    def documents(self) -> list[str]:
        """The documents that anything was reported about."""
        return [row[0] for row in self._db.execute("select distinct document from reports order by 1").fetchall()]

    def receipts_since(self, after: int) -> tuple[int, int] | None:
        """The first and the last of the receipts that came after one."""
        row = self._db.execute(
            "select (select min(id) from submissions where id > ?), (select max(id) from submissions)", (after,)
        ).fetchone()
        return (row[0], row[1]) if row[0] else None

    def senders_since(self, at: datetime) -> set[int]:
        """The people who have sent something since an instant."""
        rows = self._db.execute("select distinct person from submissions where at >= ?", (stamp(at),)).fetchall()
        return {row[0] for row in rows}

    def corrections(self, receipt: int) -> set[int]:
        """The rows of a receipt that correct what the office has received."""
        rows = self._db.execute(
            "select r.id from reports r join standings s using (document, kind, unit, task, period)"
            " where r.submission = ? and s.received is not null", (receipt,),
        )  # fmt: skip
        return {row[0] for row in rows.fetchall()}

    def last_receipt(self, person: int) -> int:
        """The number under which a person sent something last, withdrawals left out; 0 where there is none."""
        found = self._db.execute(
            "select id from submissions s where person = ? and exists"
            " (select 1 from reports where submission = s.id and withdrawn = 0) order by id desc limit 1", (person,),
        ).fetchone()  # fmt: skip
        return int(found[0]) if found else 0

    def last_before(self, at: str) -> int:
        """The last receipt that was written before an instant as it is stored; 0 where there was none."""
        last = "select id from submissions where at < ? order by at desc, id desc limit 1"
        return int(self._db.execute(f"select coalesce(({last}), 0)", (at,)).fetchone()[0])

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
        entry, period = row.entry, self.periods.get(row.period.id) or row.period
        key = (sending.document, row.task, sending.unit, period.id, row.kind)
        before = self._db.execute(
            "select max(revision), min(late) from reports where document = ? and task = ? and unit = ? and period = ?"
            " and kind = ?", key,
        ).fetchone()  # fmt: skip
        late = sending.at.date() > period.due_of(sending.unit) and bool(before[1] if before[0] else 1)
        number = self._db.execute(
            _INSERT,
            {
                "submission": receipt, "document": sending.document, "task": row.task, "unit": sending.unit,
                "period": period.id, "kind": row.kind, "revision": (before[0] or 0) + 1,
                "withdrawn": int(row.withdrawn), "status": entry.status or "in_progress", "percent": entry.percent,
                "result": entry.result, "difficulty": entry.difficulty, "proposal": entry.proposal,
                "next_step": entry.next_step, "completed": entry.completed.isoformat() if entry.completed else None,
                "product": entry.product, "nothing_new": int(entry.nothing_new), "name": sending.person.name,
                "position": sending.person.position, "at": stamp(sending.at), "late": int(late),
            },
        ).lastrowid  # fmt: skip
        for file in row.files:
            self._db.execute("insert or ignore into report_files values (?, ?)", (number, file))

    def _tell(self, keys: Sequence[Key], *, received: bool) -> None:
        told = {key: received and self.standings.is_done(key) for key in keys}
        self.standings.tell(keys)
        self.after(told, received=received)

    def _read(self, where: str, values: Sequence[object], **more: object) -> list[Report]:
        condition, named = _and({f"r.{name}": value for name, value in more.items()})
        rows = list(self._db.query(_SELECT.format(where=where + condition), (*values, *named)))
        files = self._files([row["report"] for row in rows])
        return [_report(row, tuple(files.get(row["report"], ()))) for row in rows]

    def _files(self, reports: Sequence[int]) -> dict[int, list[Evidence]]:
        found: dict[int, list[Evidence]] = {}
        if not reports or not self._db.execute("select 1 from report_files limit 1").fetchone():
            return found
        for row in self._db.query(_FILES.format(marks=",".join("?" * len(reports))), reports):
            file = Evidence(row["id"], row["name"], row["size"], row["sha256"], bool(row["lost"]))
            found.setdefault(row["report"], []).append(file)
        return found


def _and(named: Mapping[str, object]) -> tuple[str, list[object]]:
    """Conditions on the columns for which a value is given, and the values."""
    given = {name: value for name, value in named.items() if value is not None}
    return "".join(f" and {name} = ?" for name in given), list(given.values())


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
    verdict = row["verdict"] if row["verdict"] != "undone" else None
    state: State = "withdrawn" if row["withdrawn"] else verdict or "sent"
    return Report(
        row["report"], row["submission"], row["document"], row["task"], row["unit"], period, row["kind"],
        row["revision"], entry, state, instant(row["at"]), bool(row["late"]), row["name"], row["position"],
        files, row["remark"] or None, row["sender"],
    )  # fmt: skip
