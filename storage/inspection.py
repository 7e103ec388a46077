"""What is wrong with a database: its pages, its references, and the tables that its steps have made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
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
    found += _unlike(db, domains)
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


def _unlike(db: Database, domains: Sequence[Migrations]) -> list[str]:
    """Say where tables are not as the steps which were applied have made them; a newer program's nobody knows here."""
    if unknown_steps(db, *domains):
        return []
    there = {*db.table_names()}
    with closing(built(*domains, like=db)) as like, closing(built(*domains)) as newest:
        made = {name: like.table(name).columns_dict.keys() for name in like.table_names()}
        found = [f"no table {name}" for name in made.keys() - there]
        found += [f"table {name}, but no step that makes it" for name in {*newest.table_names()} & there - made.keys()]
    for name in made.keys() & there:
        found += [f"table {name} without {column}" for column in made[name] - db.table(name).columns_dict.keys()]
    return sorted(found)
