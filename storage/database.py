"""The one SQLite file: opened, guarded against a second serving process, and brought up to date.

What its tables mean stands with who uses them (`storage.kept_questions`); here is only how the file is held.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database, Migrations

from storage.connection import Connection, StorageError, code_of, is_broken
from storage.migrations import DatabaseError, built, copy_to, is_the_bots, migrate
from storage.places import beside, clear_halves, clear_leftovers, is_there, keep_private, marker_of, settle
from storage.served import ServedConnection

__all__ = ["DatabaseError", "StorageError", "alone", "reading", "serving", "transaction"]

BUSY_SECONDS = 0.25
"""How long a write may hold up the event loop that waits for another connection's lock."""

_READ_ONLY = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


@contextmanager
def transaction(db: Database, *, durable: bool = True) -> Iterator[None]:
    """Write together or not at all; the lock is taken first, so that no write is refused half-way.

    What is called inside may use `db.atomic()`, which becomes a savepoint. Nothing inside may await. What need not be
    `durable` outlives a kill, and is on disk with the next commit that is: a power cut may take it.
    Raises MovedError, and writes nothing, where the open file is not the one at its path, or was overwritten.
    """
    conn = db.conn
    served = conn if isinstance(conn, ServedConnection) else None
    relaxed = not durable and not conn.in_transaction  # a read that met a broken page may have left its savepoint
    if relaxed:
        conn.execute("pragma synchronous = normal")
    try:
        _begin(conn)
        if served:
            served.verify()
        yield
        if served:
            served.verify()
        conn.execute("commit")
        if served:
            served.note()
    except BaseException as error:
        if served and is_broken(error):
            served.damage = str(error)
        if conn.in_transaction:  # a full disk may have ended it already
            conn.execute("rollback")
        raise
    finally:
        if relaxed:
            conn.execute("pragma synchronous = full")


def _begin(conn: sqlite3.Connection) -> None:
    try:
        conn.execute("begin immediate")
    except StorageError as error:
        if not is_broken(error):
            raise
        if isinstance(conn, ServedConnection):
            conn.damage = str(error)
        if not conn.in_transaction:  # it is where the read that met the page has left its savepoint
            conn.execute("begin")
        conn.execute("rollback")  # until then SQLite forbids all writes of a connection that has met a broken page
        conn.execute("begin immediate")


@contextmanager
def serving(path: Path, *domains: Migrations) -> Iterator[Database]:
    """Hold the file for the one process that serves: made if missing, locked, migrated; closed at the end.

    Raises DatabaseError where the place cannot be written, the file is no database, half restored or of a newer
    program, or another process serves from it.
    """
    with alone(path):
        _refuse_half_restored(path)
        clear_leftovers(path.resolve().parent)
        clear_halves(path.resolve())
        keep_private(path.resolve())
        db = _open(path, domains)
        try:
            yield db
        except (StorageError, sqlite3.Error) as error:
            raise DatabaseError(
                f"Cơ sở dữ liệu {path} (BOT_DB) không dùng được: {error}. Xem: bot.py check; khôi phục: bot.py restore."
            ) from error
        finally:
            db.close()


@contextmanager
def reading(path: Path) -> Iterator[Database | None]:
    """Open the file for looking only, while another process may write to it; None where there is no file yet.

    Raises DatabaseError where it cannot be read, now or inside.
    """
    if not is_there(path):
        _refuse_half_restored(path)
        yield None
        return
    _refuse_half_restored(path)
    with ExitStack() as stack:
        try:
            _refuse_empty(path)
            db = Database(_readable(path.resolve(), stack))
            stack.callback(db.close)
            yield db
        except (StorageError, sqlite3.Error, OSError, UnicodeDecodeError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise DatabaseError(f"Không đọc được cơ sở dữ liệu {path} (BOT_DB): {error}.") from error


def _readable(path: Path, stack: ExitStack) -> sqlite3.Connection:
    """Connect for reading; on a volume that takes no file beside the database, too."""
    try:
        return _probed(f"{path.as_uri()}?mode=ro")
    except (StorageError, sqlite3.Error) as error:
        if code_of(error) not in _READ_ONLY:
            raise
    (wal,) = beside(path, "-wal")
    if not is_there(wal) or wal.stat().st_size == 0:
        return _probed(f"{path.as_uri()}?mode=ro&immutable=1")
    home = Path(stack.enter_context(TemporaryDirectory(prefix="bot-read-")))
    for file in (path, wal):
        shutil.copyfile(file, home / file.name)
    return _probed((home / path.name).as_uri())


def _probed(uri: str) -> sqlite3.Connection:
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, factory=Connection)
    try:
        conn.execute("select count(*) from sqlite_master")
    except StorageError:
        conn.close()
        raise
    return conn


def _refuse_half_restored(path: Path) -> None:
    if is_there(marker_of(path)):
        raise DatabaseError(
            f"Lần khôi phục cơ sở dữ liệu {path} (BOT_DB) trước đã dừng giữa chừng, dữ liệu cũ còn nguyên bên cạnh. "
            "Hãy chạy lại: bot.py restore TỆP --overwrite (tệp không dùng được thì dữ liệu cũ được đưa về chỗ cũ)."
        )


def _refuse_empty(path: Path) -> None:
    """Refuse a file without content, before SQLite removes a log beside it as idle."""
    if path.is_file() and path.stat().st_size == 0:
        raise DatabaseError(
            f"{path} (BOT_DB) là tệp rỗng, không phải cơ sở dữ liệu của bot. Hãy khôi phục bản sao lưu (bot.py restore "
            "TỆP --overwrite); nếu chưa từng có dữ liệu thì xóa tệp rỗng này."
        )


def _refuse_others(db: Database, path: Path) -> None:
    if not is_the_bots(db):
        raise DatabaseError(
            f"{path} (BOT_DB) không có bảng nào của bot: đó là cơ sở dữ liệu trống hoặc của chương trình khác. "
            "Hãy khôi phục bản sao lưu (bot.py restore TỆP --overwrite) hoặc sửa BOT_DB."
        )


def _make(real: Path, domains: Sequence[Migrations]) -> None:
    """Make a new database, under another name until it is whole."""
    (draft,) = beside(real, ".new")
    with closing(built(*domains)) as db:
        copy_to(db, draft)
    draft.replace(real)
    settle(real.parent)


def _open(path: Path, domains: Sequence[Migrations]) -> Database:
    conn, real = None, path.resolve()
    (wal,) = beside(real, "-wal")
    if not is_there(real) and is_there(wal) and wal.stat().st_size:
        raise DatabaseError(
            f"Có {wal.name} nhưng không có cơ sở dữ liệu {path} (BOT_DB): hãy đưa tệp cơ sở dữ liệu về chỗ cũ, "
            "hoặc khôi phục bản sao lưu."
        )
    try:
        if is_there(real):
            _refuse_empty(path)
        else:
            _make(real, domains)
        conn = sqlite3.connect(real.as_uri(), uri=True, timeout=BUSY_SECONDS, factory=ServedConnection)
        db = Database(conn)
        _refuse_others(db, path)
        for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            conn.execute(f"pragma {setting}")
        migrate(db, path, *domains)
        conn.hold(real)
    except (StorageError, sqlite3.Error, DatabaseError, OSError) as error:
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
