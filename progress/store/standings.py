"""What the history comes to: how each task of each unit stands in each period, and numbers by unit and period.

Written in the transaction of whatever changes them; they can always be counted anew from the history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from progress.model import Kind, Period, State, Status
from progress.store.periods import Periods
from progress.store.rows import day

Key = tuple[str, Kind, str, int, int]
"""Document, kind, unit, task and period: of what there is one standing."""

TABLES = """
create table standings (
    document text not null, kind text not null, unit text not null, task integer not null,
    period integer not null references periods (id), due text not null,
    holder text not null,                   -- whose duty it counts for: the unit itself, or who goes on with its duties
    owed integer not null default 0, lacks integer not null default 0,  -- whether a report is still to be sent for it
    newest integer references reports (id), received integer references reports (id), state text,
    primary key (period, unit, task, kind)
) without rowid;
create index standings_chain on standings (unit, task, kind, document, due, state, newest, received);
create index standings_of_task on standings (period, task, holder, kind, state);
create index standings_waiting on standings (document, newest) where state = 'sent';
create index standings_lacking on standings (document, period, unit, task) where lacks;
create table latest (
    document text not null, kind text not null, unit text not null, task integer not null,
    newest integer not null references reports (id), received integer references reports (id),
    primary key (unit, task, kind, document)
) without rowid;
create index latest_of_task on latest (task, kind, document);
create table counters (
    document text not null, period integer not null references periods (id), unit text not null,
    owed integer not null, lacking integer not null, unsaid integer not null, sent integer not null,
    received integer not null, returned integer not null, contributions integer not null, first integer,
    primary key (period, unit)
) without rowid;
create index counters_lacking on counters (unit, document, period, lacking) where lacking;
create table books (document text primary key, basis text not null)
"""
_NUMBERS = "owed, lacking, unsaid, sent, received, returned, contributions, first"
_FROM_HISTORY = """
    select r.document, r.kind, r.unit, r.task, r.period, p.due, r.id as newest,
        (select max(a.id) from reports a where a.document = r.document and a.task = r.task and a.unit = r.unit
            and a.period = r.period and a.kind = r.kind and 'accepted' =
            (select verdict from reviews where id = (select max(id) from reviews where report = a.id))) as received,
        iif(r.withdrawn, 'withdrawn', coalesce((select nullif(verdict, 'undone') from reviews
            where id = (select max(id) from reviews where report = r.id)), 'sent')) as state
    from reports r join periods p on p.id = r.period
    where r.revision = (select max(revision) from reports o where o.document = r.document and o.task = r.task
        and o.unit = r.unit and o.period = r.period and o.kind = r.kind)
"""
_TELL = """
    insert into standings (document, kind, unit, task, period, due, holder, newest, received, state)
    select document, kind, unit, task, period, due, unit, newest, received, state from ({history})
    where true on conflict do update set newest = excluded.newest, received = excluded.received, state = excluded.state
"""
_OF_KEY = " and r.document = ? and r.kind = ? and r.unit = ? and r.task = ? and r.period = ?"
_CHAIN = "s.document = k.document and s.kind = k.kind and s.unit = k.unit and s.task = k.task"
_LATEST = f"""
    select document, kind, unit, task,
        (select newest from standings s where {_CHAIN} and newest is not null order by due desc limit 1) as newest,
        (select received from standings s where {_CHAIN} and received is not null order by due desc limit 1)
            as received
    from ({{keys}}) k
"""
_ALL_KEYS = "select distinct document, kind, unit, task from standings where newest is not null"
_ONE_KEY = "select ? as document, ? as kind, ? as unit, ? as task"
_COUNT = """
    select max(document) as document, period, unit, sum(owed) as owed, sum(lacks) as lacking,
        sum(owed and coalesce(state, 'withdrawn') = 'withdrawn') as unsaid,
        sum(kind = 'lead' and coalesce(state, '') = 'sent') as sent,
        sum(kind = 'lead' and coalesce(state, '') = 'accepted') as received,
        sum(kind = 'lead' and coalesce(state, '') = 'returned') as returned,
        sum(kind = 'contribution' and state <> 'withdrawn') as contributions,
        min(iif(newest is not null, task, null)) as first
    from standings s where {where} group by period, unit
"""


_LACKS = """
    (s.owed and not exists (select 1 from standings m where m.period = s.period and m.task = s.task
        and m.holder = s.unit and m.kind = 'lead' and m.state in ('sent', 'accepted')))
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """A unit's reports of a period, by number: of its duties, and of what it has sent."""

    unit: str
    owed: int
    lacking: int  # duties that neither it nor those whose duties it goes on with have met
    unsaid: int  # duties on which it has said nothing itself
    waiting: int
    received: int
    returned: int
    contributions: int
    first: int | None  # the first task of which it has said anything

    @property
    def sent(self) -> int:
        """How many reports are sent or received."""
        return self.waiting + self.received

    @property
    def total(self) -> int:
        """How many reports there are or should be."""
        return self.unsaid + self.sent + self.returned

    @property
    def counts(self) -> dict[str, int]:
        """How many of its tasks are missing, sent, returned, accepted."""
        return {"missing": self.unsaid, "sent": self.waiting, "returned": self.returned, "accepted": self.received}


class Said(NamedTuple):
    """How a unit's task stood in a period by a row that counts: all that duties hang on."""

    task: int
    unit: str
    period: Period
    status: Status
    completed: date | None = None
    phase: str = ""  # the id of the phase that it spoke of, where that was written down


class TaskState(NamedTuple):
    """How a task stands: by its newest received row, and by the newest."""

    received: int | None
    received_status: Status | None
    newest: int
    state: State
    newest_status: Status
    received_percent: int | None
    newest_percent: int | None
    is_hard: bool  # whether the newest row tells a difficulty


class Cell(NamedTuple):
    """What a unit owes and has sent of a task in a period."""

    owed: bool
    lacks: bool
    state: State | None
    late: bool


class Standings:
    """The tables standings, latest and counters."""

    def __init__(self, db: Database, periods: Periods) -> None:
        self._db = db
        self._periods = periods

    # ── writing ──────────────────────────────────────────────────────────────
    def tell(self, keys: Iterable[Key]) -> None:
        """Bring up to date how tasks stand of which a row was written or received."""
        told = list(keys)
        self._db.conn.executemany(_TELL.format(history=_FROM_HISTORY + _OF_KEY), told)
        latest = f"insert or replace into latest {_LATEST.format(keys=_ONE_KEY)}"
        self._db.conn.executemany(latest, [key[:4] for key in told])
        for document, period in {(key[0], key[4]) for key in told}:
            self.count(document, period, {key[2] for key in told if (key[0], key[4]) == (document, period)})

    def tell_all(self) -> None:
        """Make all that hangs on the history alone anew; whose duties are whose is kept."""
        self._db.execute("update standings set newest = null, received = null, state = null")
        self._db.execute(_TELL.format(history=_FROM_HISTORY))
        self._db.execute("delete from latest")
        self._db.execute(f"insert into latest {_LATEST.format(keys=_ALL_KEYS)}")

    def owe(self, document: str, period: int, due: str, owed: Collection[tuple[str, int]], units: Collection[str] = (),
            tasks: Collection[int] = ()) -> set[str]:  # fmt: skip
        """Let units owe tasks in a period, and nothing else; of some units or tasks only where given.

        Gives the units whose duties have changed.
        """
        where, values = "period = ? and owed", [period, *units]
        if units:
            where += f" and unit in ({','.join('?' * len(units))})"
        if tasks:
            where += f" and task in ({','.join(map(str, tasks))})"
        now = set(self._db.execute(f"select unit, task from standings where {where}", values).fetchall())
        more, less = set(owed) - now, now - set(owed)
        self._db.conn.executemany(
            "insert into standings (document, kind, unit, task, period, due, holder, owed)"
            " values (?, 'lead', ?, ?, ?, ?, ?, 1) on conflict do update set owed = 1",
            [(document, unit, task, period, due, unit) for unit, task in more],
        )
        self._db.conn.executemany(
            "update standings set owed = 0 where document = ? and kind = 'lead' and unit = ? and task = ? and due = ?"
            " and period = ?", [(document, unit, task, due, period) for unit, task in less],
        )  # fmt: skip
        return {unit for unit, _ in more | less}

    def hold(self, document: str, period: int, unit: str, holder: str) -> bool:
        """Let what a unit has said in a period count for whoever goes on with its duties; False where it did."""
        return bool(self._db.execute(
            "update standings set holder = ? where document = ? and period = ? and unit = ? and holder <> ?",
            (holder, document, period, unit, holder),
        ).rowcount)  # fmt: skip

    def count(self, document: str, period: int, units: Iterable[str] | None = None) -> None:
        """Count a period's reports of some units, or of all."""
        where = "document = ? and period = ?" + ("" if units is None else " and unit = ?")
        values = [(document, period)] if units is None else [(document, period, unit) for unit in units]
        self._db.conn.executemany(
            f"update standings as s set lacks = {_LACKS} where {where} and lacks <> {_LACKS}", values
        )
        self._db.conn.executemany(f"delete from counters where {where}", values)
        self._db.conn.executemany(f"insert into counters {_COUNT.format(where=where)}", values)

    def basis(self, document: str) -> str:
        """What of the program and the decision the duties were worked out from."""
        found = self._db.execute("select basis from books where document = ?", (document,)).fetchone()
        return found[0] if found else ""

    def set_basis(self, document: str, basis: str) -> None:
        """Keep what the duties were worked out from."""
        self._db.execute("insert or replace into books values (?, ?)", (document, basis))

    # ── reading ──────────────────────────────────────────────────────────────
    def owed(self, document: str, period: int, unit: str | None = None, *, lacking: bool = False) -> list[
        tuple[str, int]
    ]:  # fmt: skip
        """What units, or one, owe in a period; with `lacking` only what has not been sent for them."""
        one, values = ("", [document, period]) if unit is None else (" and unit = ?", [document, period, unit])
        which = "lacks" if lacking else "owed"
        rows = self._db.execute(
            f"select unit, task from standings where document = ? and period = ? and {which}{one}", values
        )
        return [(row[0], row[1]) for row in rows.fetchall()]

    def waiting(self, document: str, period: int) -> list[tuple[str, int]]:
        """The units and tasks of a period of which something waits to be received."""
        rows = self._db.execute(
            "select unit, task from standings where document = ? and period = ? and state = 'sent' order by unit, task",
            (document, period),
        )
        return [(row[0], row[1]) for row in rows.fetchall()]

    def mark(self, period: int) -> str:
        """What changes with each row of a period and each decision on one."""
        row = self._db.execute(
            "select max(newest), count(newest), sum(state = 'sent'), sum(state = 'returned') from standings"
            " where period = ?", (period,),
        ).fetchone()  # fmt: skip
        return "-".join(str(one or 0) for one in row)

    def unsaid(self, document: str, period: int, unit: str) -> list[int]:
        """The tasks that a unit owes in a period and has said nothing of itself."""
        rows = self._db.execute(
            "select task from standings where document = ? and period = ? and unit = ? and owed"
            " and coalesce(state, 'withdrawn') = 'withdrawn'", (document, period, unit),
        )  # fmt: skip
        return [row[0] for row in rows.fetchall()]

    def lacking_tasks(self, document: str, periods: Iterable[int], units: Collection[str] | None) -> set[int]:
        """The tasks on which reports of some periods have yet to be sent, by some units or by any."""
        listed, of = ",".join(map(str, periods)) or "null", units or ()
        where = "" if units is None else f" and unit in ({','.join('?' * len(of))})"
        rows = self._db.execute(
            "select distinct task from standings indexed by standings_lacking"
            f" where lacks and document = ? and period in ({listed}){where}", (document, *of),
        )  # fmt: skip
        return {row[0] for row in rows.fetchall()}

    def counts_of(self, period: int, unit: str) -> Counts | None:
        """A unit's numbers in a period."""
        query = f"select unit, {_NUMBERS} from counters where period = ? and unit = ?"
        row = self._db.execute(query, (period, unit)).fetchone()
        return Counts(*row) if row else None

    def counts(self, document: str, period: int, tasks: Collection[int] = ()) -> list[Counts]:
        """Each unit's numbers in a period, by the unit's name; of some tasks only where they are given."""
        if tasks:
            where = f"document = ? and period = ? and task in ({','.join(map(str, tasks))})"
            rows = f"select unit, {_NUMBERS} from ({_COUNT.format(where=where)})"
        else:
            rows = f"select unit, {_NUMBERS} from counters where document = ? and period = ?"
        return [Counts(*row) for row in self._db.execute(rows, (document, period)).fetchall()]

    def of_period(self, document: str, period: int) -> tuple[dict[str, int], Counter[str]]:
        """How many reports each unit owes in a period, by the unit's name, and how many of these are in each state."""
        owed = self._db.execute(
            "select unit, owed from counters where document = ? and period = ? and owed order by unit",
            (document, period),
        ).fetchall()
        states = self._db.execute(
            "select state, count(*) from standings where document = ? and period = ? and owed and state is not null"
            " group by state", (document, period),
        ).fetchall()  # fmt: skip
        return dict(owed), Counter(dict(states))

    def lacking(self, document: str, unit: str | None = None) -> dict[int, int]:
        """How many duties have not been met, by period; of one unit or of all."""
        one = " and unit = ?" if unit is not None else ""
        rows = self._db.execute(
            "select period, sum(lacking) from counters indexed by counters_lacking"
            f" where lacking and document = ?{one} group by period",
            (document, *([unit] if unit is not None else [])),
        )
        return dict(rows.fetchall())

    def units(self, document: str) -> list[str]:
        """The units that have reported anything."""
        rows = self._db.execute("select distinct unit from latest where document = ?", (document,)).fetchall()
        return [row[0] for row in rows]

    def states(self, document: str, period: int | None = None) -> dict[tuple[int, str], TaskState]:
        """How each task stands by its leads, by task and unit: by now, or in a period."""
        state = (
            "iif(n.withdrawn, 'withdrawn', coalesce((select nullif(verdict, 'undone') from reviews where id ="
            " (select max(id) from reviews where report = n.id)), 'sent'))"
        )
        rows = self._db.execute(
            f"select l.task, l.unit, l.received, r.status, l.newest, {state}, n.status, r.percent, n.percent,"
            " coalesce(n.difficulty, '') <> ''"
            f" from {'latest' if period is None else 'standings'} l join reports n on n.id = l.newest"
            " left join reports r on r.id = l.received where l.document = ? and l.kind = 'lead'"
            + (f" and l.period = {period:d}" if period is not None else ""),
            (document,),
        )
        return {(row[0], row[1]): TaskState(*row[2:]) for row in rows.fetchall()}

    def cells(self, document: str, period: int) -> dict[tuple[int, str], Cell]:
        """What each unit owes and has sent as a lead in a period, by task and unit."""
        rows = self._db.execute(
            "select s.task, s.unit, s.owed, s.lacks, s.state, coalesce(n.late, 0) from standings s"
            " left join reports n on n.id = s.newest where s.document = ? and s.period = ? and s.kind = 'lead'",
            (document, period),
        )
        return {(row[0], row[1]): Cell(bool(row[2]), bool(row[3]), row[4], bool(row[5])) for row in rows.fetchall()}

    def received(self, document: str, tasks: Collection[int] = (), units: Collection[str] = ()) -> list[Said]:
        """The received row of each task, unit and period; of some tasks or units where they are given."""
        where, values = _of_some(tasks, units, "s")
        rows = self._db.execute(
            "select s.task, s.unit, s.period, r.status, r.completed, p.phase from standings s join reports r"
            " on r.id = s.received left join report_phases p on p.report = s.received"
            f" where s.document = ? and s.kind = 'lead'{where}", (document, *values),
        )  # fmt: skip
        return self._as_said(rows.fetchall())

    def met(self, document: str, task: int | None = None) -> list[Said]:
        """The last row of each task and unit that is sent or received."""
        last = (
            "(select newest from standings s where s.document = l.document and s.kind = 'lead' and s.unit = l.unit"
            " and s.task = l.task and s.state in ('sent', 'accepted') order by s.due desc limit 1)"
        )
        where, values = _of_some(() if task is None else (task,), (), "l")
        rows = self._db.execute(
            "select l.task, l.unit, r.period, r.status, r.completed, p.phase from latest l join reports r"
            f" on r.id = {last} left join report_phases p on p.report = r.id"
            f" where l.document = ? and l.kind = 'lead'{where}", (document, *values),
        )  # fmt: skip
        return self._as_said(rows.fetchall())

    def _as_said(self, rows: Iterable[tuple[int, str, int, Status, str | None, str | None]]) -> list[Said]:
        found = ((row, self._periods.get(row[2])) for row in rows)
        return [Said(row[0], row[1], period, row[3], day(row[4]), row[5] or "") for row, period in found if period]

    # ── phases ───────────────────────────────────────────────────────────────
    def finished(
        self, document: str, tasks: Collection[int] = (), units: Collection[str] = ()
    ) -> list[tuple[int, str, date, str]]:
        """From which due day on the phases of a task and unit are done up to which, by the day."""
        where, values = _of_some(tasks, units, "f")
        rows = self._db.execute(
            f"select task, unit, due, done from finished f where document = ?{where} order by due", (document, *values)
        )
        return [(row[0], row[1], date.fromisoformat(row[2]), row[3]) for row in rows.fetchall()]

    def done_before(
        self, document: str, day: date, tasks: Collection[int] = (), units: Collection[str] = ()
    ) -> dict[tuple[int, str], str]:
        """Up to which phase each task of each unit was done by the reports that were due before a day."""
        where, values = _of_some(tasks, units, "f")
        rows = self._db.execute(
            f"select task, unit, done from finished f where document = ? and due < ?"
            f" and {'+' if units else ''}until >= ?{where}",  # of a few units by the key, of all by what holds
            (document, day.isoformat(), day.isoformat(), *values),
        )
        return {(row[0], row[1]): row[2] for row in rows.fetchall()}

    def is_done(self, key: Key) -> bool:
        """Whether the received row of a key says hoàn thành."""
        _, kind, unit, task, period = key
        query = (
            "select 1 from standings s join reports r on r.id = s.received"
            " where s.period = ? and s.unit = ? and s.task = ? and s.kind = ? and r.status = 'done'"
        )
        return self._db.execute(query, (period, unit, task, kind)).fetchone() is not None

    def finish(
        self, document: str, found: Iterable[tuple[int, str, date, str]], tasks: Collection[int] = (),
        units: Collection[str] = (),
    ) -> None:  # fmt: skip
        """Keep what phases are done, in the place of what was kept of some tasks and units, or of all."""
        where, values = _of_some(tasks, units, "finished")
        self._db.execute(f"delete from finished where document = ?{where}", (document, *values))
        until: dict[tuple[int, str], date] = {}
        rows = []
        for task, unit, due, done in sorted(found, key=lambda one: one[2], reverse=True):
            end = until.get((task, unit), date.max)
            rows.append((document, task, unit, due.isoformat(), done, end.isoformat()))
            until[task, unit] = due
        self._db.conn.executemany("insert into finished values (?, ?, ?, ?, ?, ?)", rows)

    def unwritten(self, document: str) -> list[tuple[int, int]]:
        """The tasks and periods of rows from before phases were told, whose phase has yet to be written down."""
        rows = self._db.execute(
            "select distinct r.task, r.period from report_phases p join reports r on r.id = p.report"
            " where p.phase is null and r.document = ?", (document,),
        )  # fmt: skip
        return [(row[0], row[1]) for row in rows.fetchall()]

    def write_down(self, document: str, phases: Iterable[tuple[int, int, str]]) -> None:
        """Write down which phase such rows spoke of, by task and period."""
        self._db.conn.executemany(
            "update report_phases set phase = ? where phase is null and report in"
            " (select id from reports where document = ? and task = ? and period = ?)",
            [(phase, document, task, period) for task, period, phase in phases],
        )

    # ── checking ─────────────────────────────────────────────────────────────
    def faults(self) -> Iterator[str]:
        """Where the tables say something else than the history does."""
        told, numbers = "document, kind, unit, task, newest, received", f"document, unit, period, {_NUMBERS}"
        latest = _LATEST.format(keys=_ALL_KEYS)
        for name, kept, history in (
            ("standings", f"select {told}, period, state from standings where newest is not null",
             f"select {told}, period, state from ({_FROM_HISTORY})"),
            ("standings", "select document, unit, task, period, lacks from standings",
             f"select document, unit, task, period, {_LACKS} from standings s"),
            ("latest", f"select {told} from latest", f"select {told} from ({latest})"),
            ("counters", f"select {numbers} from counters", f"select {numbers} from ({_COUNT.format(where='true')})"),
        ):  # fmt: skip
            for sign, one, other in (("more", kept, history), ("missing", history, kept)):
                for row in self._db.execute(f"select * from ({one}) except select * from ({other})").fetchall():
                    yield f"{name}: {sign} than the history says: {row}"


def _of_some(tasks: Collection[int], units: Collection[str], table: str) -> tuple[str, list[str]]:
    """A condition for some tasks and units; none where they are not given."""
    where = f" and {table}.unit in ({','.join('?' * len(units))})" if units else ""
    return where + (f" and {table}.task in ({','.join(map(str, tasks))})" if tasks else ""), [*units]
