"""What is wrong with a database: its pages, its references, and the tables that its steps have made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlite_utils import Database, Migrations

from storage.connection import is_broken
from storage.database import DatabaseError, reading
from storage.migrations import built, unknown_steps

Check = Callable[[Database], Iterable[str]]


def faults(db: Database, more: Iterable[Check] = (), domains: Sequence[Migrations] = ()) -> list[str]:
    """Say what is wrong with a database, and what the packages check of their own."""
    found = [f"integrity_check: {row[0]}" for row in db.execute("pragma integrity_check") if row[0] != "ok"]
    found += [
        f"foreign_key_check: {table} (rowid {row}) → {parent}"
        for table, row, parent, _ in db.execute("pragma foreign_key_check")
    ]
    found += [f"no table {table}" for table in _missing_tables(db, domains)]
    return [*found, *(words for check in more for words in check(db))]


class Inspection:
    """Looks at a whole database that another connection serves from; on a thread of its own."""

    def __init__(self, path: Path, *domains: Migrations) -> None:
        self._path = path
        self._domains = domains
        self._conn: sqlite3.Connection | None = None

    def run(self) -> str | None:
        """Name what is broken on one line, "" where nothing is; None where that cannot be told now."""
        try:
            with reading(self._path) as db:
                if db is None:
                    return None
                self._conn = db.conn
                return " ".join(" ".join(faults(db, domains=self._domains)).split())[:300]
        except DatabaseError as error:
            return str(error.__cause__) if is_broken(error.__cause__) else None
        finally:
            self._conn = None

    def stop(self) -> None:
        """Have a look that is under way end, from another thread."""
        if self._conn is not None:
            self._conn.interrupt()


def _missing_tables(db: Database, domains: Sequence[Migrations]) -> list[str]:
    """Name the tables that the steps which were applied have made; what a newer program has made nobody knows here."""
    if unknown_steps(db, *domains):
        return []
    like = built(*domains, like=db)
    try:
        return sorted({*like.table_names()} - {*db.table_names()})
    finally:
        like.close()
