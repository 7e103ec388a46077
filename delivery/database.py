"""The one SQLite file: opened, guarded against a second serving process, and brought up to date.

What its tables mean stands with who uses them (`delivery.questions`); here is only how the file is held.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

BUSY_SECONDS = 0.25
"""How long a write may hold up the event loop that waits for another connection's lock."""

STEPS = Migrations("tro-ly-ke-hoach")
Step = Callable[[Database], None]


class DatabaseError(Exception):
    """The file cannot be used; the message is meant for the operator."""


@contextmanager
def serving(path: Path) -> Iterator[Database]:
    """Hold the file for the one process that serves: made if missing, locked, migrated; closed at the end.

    Raises DatabaseError where the place cannot be written, the file is no database, or another process serves from it.
    """
    with _only_one(path):
        db = _open(path)
        try:
            yield db
        finally:
            db.close()


@contextmanager
def reading(path: Path) -> Iterator[Database | None]:
    """Open the file for looking only, while another process may write to it; None where there is no file yet."""
    if not path.exists():
        yield None
        return
    try:
        db = Database(_connect(f"{path.resolve().as_uri()}?mode=ro"))
        db.execute("select count(*) from sqlite_master")
    except sqlite3.Error as error:
        raise DatabaseError(f"Không đọc được cơ sở dữ liệu {path}: {error}.") from error
    try:
        yield db
    finally:
        db.close()


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)


def _open(path: Path) -> Database:
    try:
        db = Database(_connect(path.resolve().as_uri()))
        db.execute("pragma journal_mode = wal")
        db.execute("pragma foreign_keys = on")
        STEPS.apply(db)
    except sqlite3.Error as error:
        raise DatabaseError(f"Không dùng được cơ sở dữ liệu {path} (BOT_DB): {error}.") from error
    return db


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold a lock beside the file; the system lets go of it however the process ends, kill -9 included."""
    real = path.resolve()  # two names of one file share one lock
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(real.with_name(f"{real.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        reason = error.strerror or error
        raise DatabaseError(f"Không ghi được vào thư mục của cơ sở dữ liệu {path} (BOT_DB): {reason}.") from error
    try:
        _take(lock, path)
        yield
    finally:
        os.close(lock)


def _take(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = f"Một tiến trình khác đang phục vụ từ cơ sở dữ liệu {path} (BOT_DB). Hãy dừng tiến trình đó trước."
        raise DatabaseError(message) from error


@STEPS(name="0001 questions")
def _questions(db: Database) -> None:
    db.table("questions").create(
        {"id": int, "at": str, "reason": str, "question": str, "answer": str, "document": str, "key": str},
        pk="id",
        not_null={"at", "reason", "question", "answer", "document", "key"},
    )
    db.table("questions").create_index(["key"], unique=True)
