"""What is wrong with a database: its pages, its references, and the tables that its steps have made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlite_utils import Database, Migrations

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


def _missing_tables(db: Database, domains: Sequence[Migrations]) -> list[str]:
    """Name the tables that the steps which were applied have made; what a newer program has made nobody knows here."""
    if unknown_steps(db, *domains):
        return []
    like = built(*domains, like=db)
    try:
        return sorted({*like.table_names()} - {*db.table_names()})
    finally:
        like.close()
