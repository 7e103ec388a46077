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

Trouble = sqlite3.Error
"""What a table that cannot be written or read raises, for those who may not import sqlite3."""

BUSY_SECONDS = 0.25
"""How long a write may hold up the event loop that waits for another connection's lock."""

STEPS = Migrations("tro-ly-ke-hoach")
Step = Callable[[Database], None]


_NOT_OUR_DOING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    }
)


class DatabaseError(Exception):
    """The file cannot be used; the message is meant for the operator."""


def is_out_of_order(error: BaseException) -> bool:
    """Tell whether the file is to blame (locked, full, broken) and not what was asked of it: waiting may help."""
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _NOT_OUR_DOING


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Write together or not at all; the lock is taken first, so that no write is refused half-way.

    What is called inside may use `db.atomic()`, which becomes a savepoint. Nothing inside may await.
    """
    conn = db.conn
    conn.execute("begin immediate")
    try:
        yield
        conn.execute("commit")
    except BaseException:
        if conn.in_transaction:  # a full disk may have ended it already
            conn.execute("rollback")
        raise


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
        db.execute("pragma synchronous = full")
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


@STEPS(name="0002 inbox")
def _inbox(db: Database) -> None:
    db.execute(
        """
        create table inbox (
            id integer primary key,
            bot integer not null,
            update_id integer not null,
            key text not null,
            chat integer,
            body text not null,
            received_at text not null,
            state text not null default 'waiting' check (state in ('waiting', 'done', 'parked')),
            attempts integer not null default 0,
            ended_at text,
            unique (bot, update_id),
            unique (bot, key)
        )
        """
    )
    db.execute("create index inbox_ended on inbox (ended_at)")


@STEPS(name="0003 outbox")
def _outbox(db: Database) -> None:
    db.execute(
        """
        create table outbox (
            id integer primary key,
            chat integer not null,
            body text not null,
            prefix text not null,
            about text not null default '',
            update_id integer,
            key text unique,
            created_at text not null,
            state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
            reason text not null default '',
            attempts integer not null default 0,
            not_before real not null default 0,
            messages text not null default '[]',
            ended_at text
        )
        """
    )
    db.execute("create index outbox_waiting on outbox (chat, id) where state = 'waiting'")
    db.execute("create index outbox_ended on outbox (ended_at)")
    db.execute(
        """
        create table outbox_messages (
            chat integer not null,
            message integer not null,
            about text not null,
            at text not null,
            primary key (chat, message)
        ) without rowid
        """
    )
