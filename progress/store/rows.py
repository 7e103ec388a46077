"""How values stand in columns: instants and days as ISO text, entries as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from progress.model import Entry

Row = dict[str, Any]


def stamp(at: datetime) -> str:
    """An instant as it is stored: ISO with its zone, to the second."""
    return at.isoformat(timespec="seconds")


def instant(text: str) -> datetime:
    """The instant of a column."""
    return datetime.fromisoformat(text)


def day(text: str | None) -> date | None:
    """The day of a column that may be empty."""
    return date.fromisoformat(text) if text else None


def entry_text(entry: Entry) -> str:
    """An entry as JSON."""
    row = asdict(entry) | {"completed": entry.completed.isoformat() if entry.completed else None}
    return json.dumps({name: value for name, value in row.items() if value not in (None, ()) and value is not False})


def read_entry(text: str) -> Entry:
    """The entry of a JSON text."""
    row = json.loads(text)
    row["completed"] = day(row.get("completed"))
    row["kept"] = tuple(row.get("kept", ()))
    return Entry(**row)
