"""Small tables beside the ledger: the audit trail, dialogs in progress, an admin's choices, changes of units."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlite_utils import Database

from progress.model import Person
from progress.store.rows import day, stamp

NAMELESS = "quản trị"
"""Who stands in the audit for an admin who has not registered: only the account tells which."""


Action = Literal[
    "role",
    "unit_left",
    "left",
    "request_approved",
    "request_refused",
    "invited",
    "invitation_used",
    "invitation_withdrawn",
    "unit_added",
    "unit_renamed",
    "unit_ended",
    "choice",
    "period_closed",
    "period_opened",
    "period_moved",
    "deadline",
    "urged",
    "reminders",
    "plan_closed",
    "plan_opened",
    "xuất báo cáo",
]
"""All that is written down; a new one needs words (`progress.wording.admin`)."""


class Audit:
    """Who changed what, and when; rows are only ever added."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, at: datetime, by: Person | None, action: Action, subject: str, details: str = "") -> None:
        """Write down a change; `by` is None for what the bot does by itself."""
        who = (by.account, by.name or NAMELESS) if by else (None, "hệ thống")
        self._db.execute(
            "insert into audit (at, account, person, action, subject, details) values (?, ?, ?, ?, ?, ?)",
            (stamp(at), *who, action, subject, details),
        )

    def rows(self) -> list[dict[str, Any]]:
        """All that was written down, oldest first."""
        return list(self._db.query("select at, account, person, action, subject, details from audit order by id"))

    def count(self) -> int:
        """How many changes were written down."""
        return int(self._db.execute("select count(*) from audit").fetchone()[0])

    def latest(self, skip: int, limit: int) -> list[dict[str, Any]]:
        """The latest changes first, after so many."""
        return list(
            self._db.query(
                "select at, account, person, action, subject, details from audit order by id desc limit ? offset ?",
                (limit, skip),
            )
        )


@dataclass(frozen=True, slots=True)
class Dialog:
    """What the bot has asked somebody and waits to hear."""

    kind: str
    data: dict[str, Any]
    at: datetime


class Dialogs:
    """The table of dialogs: at most one an account."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[int, Dialog | None] = {}

    def get(self, account: int) -> Dialog | None:
        """What somebody was asked."""
        if account not in self._known:
            row = self._db.execute("select kind, data, at from dialogs where account = ?", (account,)).fetchone()
            self._known[account] = Dialog(row[0], json.loads(row[1]), datetime.fromisoformat(row[2])) if row else None
        return self._known[account]

    def data_of(self, account: int, kind: str) -> dict[str, Any] | None:
        """What is kept of a dialog of one kind; None where somebody is in none or in another."""
        dialog = self.get(account)
        return dialog.data if dialog and dialog.kind == kind else None

    def begin(self, account: int, kind: str, data: dict[str, Any], at: datetime) -> None:
        """Remember what was asked; it takes the place of an earlier question."""
        self._db.execute(
            "insert or replace into dialogs values (?, ?, ?, ?)", (account, kind, json.dumps(data), stamp(at))
        )
        self._known.pop(account, None)

    def end(self, account: int) -> None:
        """Nothing is asked any more."""
        if self.get(account):
            self._db.execute("delete from dialogs where account = ?", (account,))
            self._known.pop(account, None)

    def forget(self) -> None:
        """Read the table anew the next time."""
        self._known.clear()


class Choices:
    """What admins chose for a document: names and JSON values."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[str, dict[str, Any]] = {}
        self.version = 0
        self.after: Callable[[str, str], None] = lambda _document, _name: None
        """Called with each choice that was made or taken back."""

    def of(self, document: str) -> dict[str, Any]:
        """All choices for a document."""
        if document not in self._known:
            rows = self._db.execute("select name, value from choices where document = ?", (document,)).fetchall()
            self._known[document] = {name: json.loads(value) for name, value in rows}
        return self._known[document]

    def put(self, document: str, name: str, value: object) -> None:
        """Choose; None takes a choice back."""
        if value is None:
            self._db.execute("delete from choices where document = ? and name = ?", (document, name))
        else:
            self._db.execute("insert or replace into choices values (?, ?, ?)", (document, name, json.dumps(value)))
        self.forget()
        self.after(document, name)

    def forget(self) -> None:
        """Read the table anew the next time."""
        self._known.clear()
        self.version += 1


SummaryForm = Literal["sum:docx", "sum:phieu", "sum:xlsx", "sum:png"]
"""The files of a quarter's report."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file of reports that somebody waits for: of a quarter or of all, with every revision or the newest ones; or one
    of a quarter's report on a decision.
    """

    id: int
    account: int
    message: int
    quarter: str | None
    every: bool
    rows: int
    form: Literal["xlsx", "csv"] | SummaryForm = "csv"
    document: str = ""

    @property
    def is_summary(self) -> bool:
        """Whether it is of a quarter's report."""
        return self.form.startswith("sum:")

    def is_same(self, other: Export) -> bool:
        """Whether one file will do for both, whoever asked."""
        return (self.form, self.quarter, self.document) == (other.form, other.quarter, other.document)

    def is_like(self, other: Export) -> bool:
        """Whether the same person waits for the same file."""
        return self.account == other.account and self.is_same(other)


class Exports:
    """The table of files that are still to be made."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, export: Export) -> None:
        """Keep that somebody waits for a file."""
        self._db.execute(
            "insert into exports (account, message, quarter, every, rows, form, document) values (?, ?, ?, ?, ?, ?, ?)",
            (
                export.account,
                export.message,
                export.quarter,
                int(export.every),
                export.rows,
                export.form,
                export.document,
            ),
        )

    def waiting(self) -> list[Export]:
        """The files that are to be made, oldest first."""
        rows = self._db.query(
            "select id, account, message, quarter, every, rows, form, document from exports order by id"
        )
        return [Export(**{**row, "every": bool(row["every"])}) for row in rows]

    def end(self, number: int) -> None:
        """The file is made, or cannot be made."""
        self._db.execute("delete from exports where id = ?", (number,))


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit that an admin added, renamed or ended, with its days and its successor."""

    kind: Literal["added", "renamed", "ended"]
    name: str
    successor: str | None = None
    abbreviation: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class UnitChanges:
    """The table of unit changes."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.version = 0
        self.after: Callable[[UnitChange], None] = lambda _change: None
        """Called with each change that was made."""

    def all(self) -> list[UnitChange]:
        """The changes in the order in which they were made."""
        rows = self._db.query("select * from unit_changes order by id")
        return [
            UnitChange(
                r["kind"], r["name"], r["successor"], r["abbreviation"], day(r["valid_from"]), day(r["valid_to"])
            )
            for r in rows
        ]

    def add(self, change: UnitChange, at: datetime) -> None:
        """Write down a change."""
        days = [d.isoformat() if d else None for d in (change.valid_from, change.valid_to)]
        self._db.execute(
            "insert into unit_changes (kind, name, successor, abbreviation, valid_from, valid_to, at)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            (change.kind, change.name, change.successor, change.abbreviation, *days, stamp(at)),
        )
        self.forget()
        self.after(change)

    def forget(self) -> None:
        """Read the table anew the next time."""
        self.version += 1
