"""What the rules of warnings look at of many rows at once: light reading, without persons, files and all revisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from progress.model import Entry, Kind, Period
from progress.store.ledger import Waiting
from progress.store.periods import Periods
from progress.store.rows import day
from progress.warnings import Contribution, History, Looked

_VERDICT = "(select verdict from reviews where id = (select max(id) from reviews where report = a.id))"
_EARLIER = """
    from reports a where a.document = r.document and a.task = r.task and a.unit = r.unit and a.period = r.period
        and a.kind = r.kind and a.revision < r.revision
"""
_CHAIN = "s.document = r.document and s.kind = r.kind and s.unit = r.unit and s.task = r.task"
_STOOD = f"""
    coalesce(iif(r.revision > 1, (select max(a.id) {_EARLIER} and {_VERDICT} = 'accepted'), null),
        (select received from standings s where {_CHAIN} and s.due < p.due and s.received is not null
            order by s.due desc limit 1))
"""
_SILENT = f"""
    iif(r.nothing_new, exists (select 1 from standings s join reports n on n.id = s.newest where {_CHAIN}
        and s.due = (select max(due) from periods b where b.document = r.document and b.due < p.due)
        and s.state <> 'withdrawn' and n.nothing_new), 0)
"""
_SELECT = f"""
    select r.id, r.unit, r.submission, r.document, r.task, r.kind, r.period, r.status, r.percent, r.result,
        r.difficulty, r.proposal, r.next_step, r.completed, r.product, r.nothing_new, r.late, substr(r.at, 1, 10),
        h.id, h.status, h.percent, h.result,
        iif(r.revision > 1, exists (select 1 {_EARLIER} and {_VERDICT} in ('accepted', 'returned')), 0),
        {_SILENT}, w.phase, iif(r.revision > 1, (select max(a.id) {_EARLIER}), null)
    from {{rows}} join periods p on p.id = r.period left join report_phases w on w.report = r.id
    left join reports h on h.id = {_STOOD} where {{where}} order by r.submission, r.task, r.id
"""
_COMING = """
    (select 0 as id, ? as document, ? as unit, ? as task, ? as kind, ? as period, 1000000 as revision,
        0 as submission, null as status, null as percent, null as result, null as difficulty, null as proposal,
        null as next_step, null as completed, null as product, 0 as nothing_new, 0 as late, '' as at) r
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """A row with what the rules look at; `stood` is the number of the received row before it, `earlier` of its
    last revision.
    """

    id: int
    receipt: int
    document: str
    row: Looked
    history: History
    others: tuple[Contribution, ...] = ()
    stood: int | None = None
    earlier: int | None = None


class Histories:
    """Reads the tables reports, reviews and standings."""

    def __init__(self, db: Database, periods: Periods) -> None:
        self._db = db
        self._periods = periods

    def of(self, ids: Iterable[int]) -> list[Beside]:
        """Rows by their numbers, oldest receipt first."""
        return self._read("reports r", f"r.id in ({','.join(map(str, ids))})", ())

    def waiting(self, scope: Waiting) -> list[Beside]:
        """What waits to be received, oldest receipt first."""
        return self._read("reports r", *scope.condition())

    def coming(self, document: str, unit: str, task: int, kind: Kind, period: Period) -> Beside:
        """What stands beside a row that is about to be sent."""
        return self._read(_COMING, "true", (document, unit, task, kind, period.id))[0]

    def _read(self, rows: str, where: str, values: Sequence[object]) -> list[Beside]:
        found = self._db.execute(_SELECT.format(rows=rows, where=where), values).fetchall()
        told = self._contributions({(r[3], r[6]) for r in found if r[7] in (None, "done")})
        pairs = ((row, self._periods.get(row[6])) for row in found)
        return [_beside(row, period, told.get((row[3], row[4], row[6]), ())) for row, period in pairs if period]

    def _contributions(self, of: Iterable[tuple[str, int]]) -> dict[tuple[str, int, int], tuple[Contribution, ...]]:
        """What coordinating units say in some periods of some documents, by document, task and period."""
        found: dict[tuple[str, int, int], tuple[Contribution, ...]] = {}
        for document, period in of:
            for task, *said in self._db.execute(
                "select s.task, n.status, coalesce(n.difficulty, '') <> '' from standings s"
                " join reports n on n.id = s.newest where s.document = ? and s.period = ?"
                " and s.kind = 'contribution' and s.state <> 'withdrawn'", (document, period),
            ).fetchall():  # fmt: skip
                key = (document, task, period)
                found[key] = (*found.get(key, ()), Contribution(said[0], bool(said[1])))
        return found


def _beside(row: Sequence[Any], period: Period, others: tuple[Contribution, ...]) -> Beside:
    number, unit, receipt, document, task, kind, _, status, percent, *texts = row
    result, difficulty, proposal, next_step, completed, product, nothing_new, late, at, before, *more = texts
    entry = Entry(
        status, percent, result, difficulty, proposal, next_step, day(completed), product, nothing_new=bool(nothing_new)
    )
    stood = Entry(more[0], more[1], more[2]) if before else None
    looked = Looked(task, unit, period, kind, entry, day(at) or date.min, bool(late), more[5] or "")
    return Beside(
        number, receipt, document, looked, History(stood, bool(more[3]), bool(more[4])), others, before, more[6]
    )
