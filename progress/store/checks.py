"""What must hold in progress's tables beyond what SQLite checks: every row has its chain, every file its content."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from conversation.cleaning import file_name
from progress.store.files import Files
from progress.store.ledger import Ledger


def broken_chains(db: Database) -> list[str]:
    """What is wrong with the ledger's rows; nothing where the tables are not there yet."""
    return Ledger(db).broken() if db.table("reports").exists() else []


def missing_files(db: Database, folder: Path) -> list[str]:
    """The files that the database names and whose content is not in the folder of evidence."""
    if not db.table("files").exists():
        return []
    return [
        f"files: {row['id']} ({file_name(row['name'])}): no content {row['sha256']}"
        for row in Files(db).all_stored()
        if not (folder / row["sha256"][:2] / row["sha256"]).exists()
    ]
