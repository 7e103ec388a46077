"""The tables of locks: what of a period counted each time that it was locked, never changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from progress.locking import Choice, Figures, Frozen, Owed, Stood, Version
from progress.model import Period
from progress.store.rows import Row, instant, stamp

TABLES = """
create table versions (
    id integer primary key autoincrement, period integer not null references periods (id), version integer not null,
    at text not null, reason text not null default '', name text not null,
    owed integer not null, sent integer not null, received integer not null, returned integer not null,
    missing integer not null, late integer not null, unique (period, version)
);
create table version_duties (
    version integer not null references versions (id), unit text not null, task integer not null,
    phase text not null, until text, primary key (version, unit, task)
) without rowid;
create table version_rows (
    version integer not null references versions (id), newest integer not null references reports (id),
    state text not null, counted integer references reports (id), holder text not null, primary key (version, newest)
) without rowid;
create table version_choices (
    version integer not null references versions (id), task integer not null, unit text, choice text not null
);
create index version_choices_of on version_choices (version);
create table reopenings (
    id integer primary key autoincrement, period integer not null references periods (id),
    reason text not null, name text not null, at text not null
)
"""
BASES = """
create table version_bases (version integer primary key references versions (id), basis text not null)
"""
KEPT = ("versions", "version_duties", "version_rows", "version_choices", "reopenings")
"""What only grows."""
_STOOD = """
    select r.unit, r.task, r.kind, v.holder, v.newest, v.state, v.counted, coalesce(c.late, r.late)
    from {rows} v join reports r on r.id = v.newest left join reports c on c.id = v.counted where {where}
"""
_LIVE = "(select period, holder, newest, state, received as counted from standings where newest is not null)"
_TOTALS = """
    with told as (
        select period, holder, task, max(received is not null) as received, max(state = 'sent') as waits,
            max(state <> 'withdrawn' or received is not null) as stands
        from standings where period in ({periods}) and kind = 'lead' and newest is not null group by 1, 2, 3
    )
    select s.period, count(*), sum(coalesce(t.received or t.waits, 0)), sum(coalesce(t.received, 0)),
        sum(coalesce(t.stands and not t.received and not t.waits, 0)), sum(not coalesce(t.stands, 0)), 0
    from standings s left join told t on t.period = s.period and t.holder = s.unit and t.task = s.task
    where s.owed and s.period in ({periods}) group by s.period
"""


class Versions:
    """The versions of periods; the last one's rows are those that stand while the period stays locked."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def freeze(self, period: Period, frozen: Frozen, reason: str, name: str, at: datetime) -> int:
        """Keep a period as it stands as its next version; gives that one's number."""
        number = 1 + int(self._db.execute(
            "select coalesce(max(version), 0) from versions where period = ?", (period.id,)
        ).fetchone()[0])  # fmt: skip
        version = self._db.execute(
            "insert into versions (period, version, at, reason, name, owed, sent, received, returned, missing, late)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (period.id, number, stamp(at), reason, name, *frozen.total),
        ).lastrowid
        many = self._db.conn.executemany
        many(
            "insert into version_duties values (?, ?, ?, ?, ?)",
            [(version, d.unit, d.task, d.phase, d.until.isoformat() if d.until else None) for d in frozen.owed],
        )
        many(
            "insert into version_rows values (?, ?, ?, ?, ?)",
            [(version, s.newest, s.state, s.counted, s.holder) for s in frozen.stood],
        )
        many("insert into version_choices values (?, ?, ?, ?)", [(version, *choice) for choice in frozen.choices])
        return number

    def of(self, period: int) -> list[Version]:
        """The versions of a period, oldest first."""
        return [
            _version(row) for row in self._db.query("select * from versions where period = ? order by id", (period,))
        ]

    def frozen(self, version: Version) -> Frozen:
        """What a version says."""
        duties = self._db.execute(
            "select unit, task, phase, until from version_duties where version = ?", (version.id,)
        )
        owed = [Owed(u, t, phase, date.fromisoformat(until) if until else None) for u, t, phase, until in duties]
        choices = self._db.execute("select task, unit, choice from version_choices where version = ?", (version.id,))
        return Frozen(owed, self._stood("version_rows", "version", version.id), [Choice(*row) for row in choices])

    def keep_basis(self, version: Version, basis: object) -> None:
        """Keep what a version's report is counted from, as JSON."""
        self._db.execute("insert into version_bases values (?, ?)", (version.id, json.dumps(basis, ensure_ascii=False)))

    def basis(self, version: Version) -> dict[str, Any] | None:
        """The same; None where an earlier program made the version, and this one has not begun yet."""
        row = self._db.execute("select basis from version_bases where version = ?", (version.id,)).fetchone()
        return json.loads(row[0]) if row else None

    def standing(self, period: int) -> list[Stood]:
        """What units have said in a period, as it stands."""
        return self._stood(_LIVE, "period", period)

    def _stood(self, rows: str, column: str, number: int) -> list[Stood]:
        found = self._db.execute(_STOOD.format(rows=rows, where=f"v.{column} = ?"), (number,)).fetchall()
        return [Stood._make((*row[:-1], bool(row[-1]))) for row in found]

    def totals(self, periods: Sequence[int]) -> dict[int, Figures]:
        """The figures of some periods as they stand, but for what is late."""
        marks = ",".join(map(str, periods)) or "null"
        return {row[0]: Figures(*row[1:]) for row in self._db.execute(_TOTALS.format(periods=marks)).fetchall()}

    def counted(self) -> dict[int, list[int]]:
        """In which versions rows count, by the row; of those that count in any."""
        found: dict[int, list[int]] = {}
        rows = self._db.execute(
            "select r.counted, v.version from version_rows r join versions v on v.id = r.version"
            " where r.counted is not null order by v.version"
        )
        for report, version in rows.fetchall():
            found.setdefault(report, []).append(version)
        return found

    def open_again(self, period: Period, reason: str, name: str, at: datetime) -> None:
        """Write down why a period is opened again."""
        self._db.execute(
            "insert into reopenings (period, reason, name, at) values (?, ?, ?, ?)",
            (period.id, reason, name, stamp(at)),
        )

    def reason(self, period: int) -> str:
        """Why a period was opened again last."""
        row = self._db.execute(
            "select reason from reopenings where period = ? order by id desc limit 1", (period,)
        ).fetchone()
        return str(row[0]) if row else ""

    def without(self) -> list[int]:
        """The periods that are locked and of which nothing was kept: those that earlier versions closed."""
        return [row[0] for row in self._db.execute(
            "select id from periods where closed_at is not null and id not in (select period from versions)"
            " order by due"
        ).fetchall()]  # fmt: skip

    def without_basis(self) -> list[int]:
        """The periods of which a version lacks its basis."""
        return [row[0] for row in self._db.execute(
            "select distinct period from versions where id not in (select version from version_bases) order by period"
        ).fetchall()]  # fmt: skip

    def has_since(self, document: str, at: datetime) -> bool:
        """Whether any period of a document has been locked since an instant."""
        return self._db.execute(
            "select 1 from versions v join periods p on p.id = v.period where p.document = ? and v.at >= ?",
            (document, stamp(at)),
        ).fetchone() is not None  # fmt: skip

    def faults(self, follows: Callable[[Frozen], Figures]) -> Iterator[str]:
        """Where a version's figures are not those of its rows, or a row counts that was not received in its period."""
        for row in list(self._db.query("select * from versions order by id")):
            version = _version(row)
            if follows(self.frozen(version)) != version.total:
                yield f"versions: period {row['period']}, version {version.number}: its rows say something else"
        strange = self._db.execute(
            "select v.version, r.id from version_rows v join versions n on n.id = v.version join reports r"
            " on r.id = v.counted where r.period <> n.period or r.withdrawn or not exists"
            " (select 1 from reviews where report = r.id and verdict = 'accepted')"
        )
        yield from (f"versions: {version}: row {row} does not count" for version, row in strange.fetchall())


def _version(row: Row) -> Version:
    total = Figures(*(row[name] for name in Figures._fields))
    return Version(row["id"], row["version"], instant(row["at"]), row["reason"], row["name"], total)
