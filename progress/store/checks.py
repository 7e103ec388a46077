"""What must hold in progress's tables beyond what SQLite checks: every row has its chain, every file its content."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from conversation.cleaning import file_name
from progress.store.files import Files
from progress.store.ledger import Ledger


def broken_chains(db: Database) -> list[str]:
    """What is wrong with the ledger's rows; nothing where the tables are not there yet."""
    return Ledger(db).broken() if db.table("reports").exists() else []


def spoilt_files(db: Database, held: Mapping[str, str]) -> list[str]:
    """What is wrong with files, as `spoilt_by_number` finds it."""
    return [*spoilt_by_number(db, held).values()]


def spoilt_by_number(db: Database, held: Mapping[str, str]) -> dict[int, str]:
    """The files that the database names and whose content is not, or no longer, among what the evidence holds.

    `held` gives the SHA-256 of each file that is there, by its name in the folder; what is wrong is told by number.
    """
    if not db.table("files").exists():
        return {}
    return {
        row[
            "id"
        ]: f"files: {row['id']} ({file_name(row['name'])}): {'changed' if there else 'no'} content {row['sha256']}"
        for row in Files(db).all_stored()
        if (there := held.get(f"{row['sha256'][:2]}/{row['sha256']}")) != row["sha256"]
    }
