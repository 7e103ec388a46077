"""The one SQLite file: opened, guarded against a second serving process, and brought up to date.

What its tables mean stands with who uses them (`storage.kept_questions`); here is only how the file is held.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from storage.connection import Connection, StorageError
from storage.migrations import DatabaseError, migrate

__all__ = ["DatabaseError", "StorageError", "alone", "reading", "serving", "transaction"]

BUSY_SECONDS = 0.25
"""How long a write may hold up the event loop that waits for another connection's lock."""


@contextmanager
def transaction(db: Database, *, durable: bool = True) -> Iterator[None]:
    """Write together or not at all; the lock is taken first, so that no write is refused half-way.

    What is called inside may use `db.atomic()`, which becomes a savepoint. Nothing inside may await. What need not be
    `durable` outlives a kill, and is on disk with the next commit that is: a power cut may take it.
    """
    conn = db.conn
    if not durable:
        conn.execute("pragma synchronous = normal")
    try:
        conn.execute("begin immediate")
        yield
        conn.execute("commit")
    except BaseException:
        if conn.in_transaction:  # a full disk may have ended it already
            conn.execute("rollback")
        raise
    finally:
        if not durable:
            conn.execute("pragma synchronous = full")


@contextmanager
def serving(path: Path, *domains: Migrations) -> Iterator[Database]:
    """Hold the file for the one process that serves: made if missing, locked, migrated; closed at the end.

    Raises DatabaseError where the place cannot be written, the file is no database or of a newer program, or another
    process serves from it.
    """
    with alone(path):
        db = _open(path, domains)
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
    except (StorageError, sqlite3.Error) as error:
        raise DatabaseError(f"Không đọc được cơ sở dữ liệu {path}: {error}.") from error
    try:
        yield db
    finally:
        db.close()


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, factory=Connection)


def _open(path: Path, domains: Sequence[Migrations]) -> Database:
    conn = None
    try:
        conn = _connect(path.resolve().as_uri())
        for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            conn.execute(f"pragma {setting}")
        db = Database(conn)
        migrate(db, path, *domains)
    except (StorageError, sqlite3.Error, DatabaseError) as error:
        if conn:
            conn.close()
        if isinstance(error, DatabaseError):
            raise
        raise DatabaseError(f"Không dùng được cơ sở dữ liệu {path} (BOT_DB): {error}.") from error
    return db


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other processes from serving meanwhile, by a lock beside the file.

    The system lets go of it however the process ends, kill -9 included.
    """
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
