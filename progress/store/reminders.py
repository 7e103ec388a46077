"""The tables of reminders: what was said of which step to whom, or why nothing was, and who wants to hear less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from progress.reminders import Step
from progress.store.rows import stamp

Claim = tuple[int, str, str, str]
"""Person, document, occasion, step: what the table holds once only."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that was planned for a person and a day, with the steps that it is about."""

    message: str
    person: int
    day: date
    steps: tuple[tuple[str, str, Step], ...]


class Reminders:
    """The tables reminders and reminder_choices. A row is `planned` with its message until that has its fate."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def claim(self, claims: Iterable[Claim], message: str, day: date, at: datetime) -> bool:
        """Claim some steps for a message; False where any was claimed before, and none is now."""
        rows = list(claims)
        for row in rows:
            known = self._db.execute(
                "select 1 from reminders where person = ? and document = ? and occasion = ? and step = ?", row
            ).fetchone()
            if known:
                return False
        for row in rows:
            self._db.execute(
                "insert into reminders (person, document, occasion, step, day, state, message, at)"
                " values (?, ?, ?, ?, ?, 'planned', ?, ?)", (*row, day.isoformat(), message, stamp(at)),
            )  # fmt: skip
        return True

    def pass_over(self, claim: Claim, day: date, reason: str, at: datetime) -> None:
        """Write down that nothing is said of a step, and why."""
        self._db.execute(
            "insert or ignore into reminders (person, document, occasion, step, day, state, reason, at, ended_at)"
            " values (?, ?, ?, ?, ?, 'skipped', ?, ?, ?)", (*claim, day.isoformat(), reason, stamp(at), stamp(at)),
        )  # fmt: skip

    def known(self, occasions: Iterable[str], people: Sequence[int]) -> set[tuple[int, tuple[str, str, Step]]]:
        """What was dealt with of some occasions with some people: person, and document, occasion and step."""
        names = list(dict.fromkeys(occasions))
        marks, whose = ",".join("?" * len(names)), ",".join("?" * len(people))
        rows = self._db.execute(
            "select person, document, occasion, step from reminders"
            f" where +occasion in ({marks}) and person in ({whose})",
            (*names, *people),
        )
        return {(row[0], (row[1], row[2], row[3])) for row in rows.fetchall()}

    def since(self, person: int, at: datetime) -> bool:
        """Whether anything has been planned for or sent to somebody since an instant."""
        where = "person = ? and at >= ? and state <> 'skipped'"
        return self._db.execute(f"select 1 from reminders where {where}", (person, stamp(at))).fetchone() is not None

    def on_their_way(self, after: str = "", most: int = -1) -> list[str]:
        """The keys of messages that are on their way, in their order: so many, after one."""
        rows = self._db.execute(
            "select distinct message from reminders where state = 'planned' and message > ? order by message limit ?",
            (after, most),
        )
        return [row[0] for row in rows.fetchall()]

    def planned(self, messages: Sequence[str]) -> list[Planned]:
        """Those of some messages that are on their way."""
        found = self._db.execute(
            "select message, person, day, document, occasion, step from reminders indexed by reminders_planned"
            f" where state = 'planned' and message in ({','.join('?' * len(messages))}) order by id", messages,
        ).fetchall()  # fmt: skip
        return _grouped(found)

    def of_message(self, message: str) -> Planned | None:
        """A message that is on its way."""
        return next(iter(self.planned([message])), None)

    def end(self, message: str, state: str, reason: str, at: datetime) -> None:
        """Write down what became of a message."""
        self._db.execute(
            "update reminders set state = ?, reason = ?, ended_at = ? where message = ? and state = 'planned'",
            (state, reason, stamp(at), message),
        )

    def ends(self, document: str, occasion: str) -> dict[int, tuple[str, str]]:
        """What became of what people were sent for an occasion, and why: sent, waiting, skipped, failed, unknown."""
        rows = self._db.execute(
            "select person, case when state = 'planned' then 'waiting' when state = 'skipped' and reason in ('failed',"
            " 'blocked', 'not-found', 'deactivated', 'not-started', 'no-right') then 'failed' else state end, reason"
            " from reminders where document = ? and occasion = ?", (document, occasion),
        )  # fmt: skip
        return {row[0]: (row[1], row[2]) for row in rows.fetchall()}

    def in_doubt(self, document: str, period: str) -> list[int]:
        """The people of whom nobody knows whether the last that was sent to them of a period has arrived."""
        found = self._db.execute(
            "select person from reminders r where document = ? and (occasion = ? or occasion like ? || ':%')"
            " and state = 'unknown' and not exists (select 1 from reminders later where later.person = r.person"
            " and later.state = 'sent' and later.id > r.id) group by person order by min(id)",
            (document, period, period),
        )
        return [person for (person,) in found.fetchall()]

    def release(self, message: str) -> None:
        """Let the steps of a message that nobody tried to send be planned anew."""
        self._db.execute("delete from reminders where message = ? and state = 'planned'", (message,))

    def rows(self) -> list[dict[str, object]]:
        """All that was written down, oldest first."""
        return list(self._db.query("select * from reminders order by id"))

    def muted(self, person: int) -> frozenset[Step]:
        """The steps that somebody has turned off."""
        rows = self._db.execute("select step from reminder_choices where person = ?", (person,)).fetchall()
        return frozenset(row[0] for row in rows)

    def mute(self, person: int, step: Step, *, off: bool) -> None:
        """Turn a step off or on for a person."""
        if off:
            self._db.execute("insert or ignore into reminder_choices values (?, ?)", (person, step))
        else:
            self._db.execute("delete from reminder_choices where person = ? and step = ?", (person, step))

    def mark(self) -> tuple[object, ...]:
        """Numbers that change with reports, reviews, people and choices: what was worked out is good so long."""
        found = self._db.execute(
            "select (select coalesce(max(id), 0) from reports), (select coalesce(max(id), 0) from reviews),"
            " (select count(*) from periods where closed_at is not null),"
            " (select coalesce(max(id), 0) from unit_changes),"
            " (select coalesce(max(id), 0) from audit), (select count(*) || max(since) from roles)"
        ).fetchone()
        return tuple(found)


def _grouped(rows: Iterable[tuple[str, int, str, str, str, Step]]) -> list[Planned]:
    found: dict[str, Planned] = {}
    for message, person, day, *step in rows:
        known = found.get(message)
        steps = (*(known.steps if known else ()), (step[0], step[1], step[2]))
        found[message] = Planned(message, person, date.fromisoformat(day), steps)  # type: ignore[arg-type]  # the table checks the step
    return list(found.values())
