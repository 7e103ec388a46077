"""The one SQLite file: opened, guarded against a second serving process, and brought up to date.

What its tables mean stands with who uses them (`delivery.questions`); here is only how the file is held.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from delivery.places import beside, clear_halves, clear_leftovers, is_there, keep_private, marker_of
from delivery.schema import DatabaseError, migrate

__all__ = ["DatabaseError", "Trouble", "alone", "is_out_of_order", "reading", "serving", "transaction"]

Trouble = sqlite3.Error
"""What a table that cannot be written or read raises, for those who may not import sqlite3."""

BUSY_SECONDS = 0.25
"""How long a write may hold up the event loop that waits for another connection's lock."""


_NOT_OUR_DOING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
    }
)


_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_READ_ONLY = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})

Identity = tuple[int, int]


class MovedError(sqlite3.OperationalError):
    """What is open is no longer what lies at the path: who starts next would not find what is written now."""


class ServedConnection(sqlite3.Connection):
    """The connection that writes: it knows which files it has open, and remembers a broken page."""

    damage = ""
    _files: dict[Path, Identity | None]

    def hold(self, path: Path) -> None:
        """Take note of the files as they are now."""
        names = (path, *beside(path, "-wal", "-shm"))
        self._files = {name: found for name in names if (found := _identity(name))}

    def look(self) -> str:
        """Say what is broken as far as it has shown or a first row of each table shows."""
        try:
            for (table,) in self.execute("select name from sqlite_master where type = 'table'").fetchall():
                self.execute(f'select 1 from "{table}" limit 1').fetchone()  # noqa: S608  # the file's own names
        except sqlite3.Error as error:
            self.damage = str(error) if is_broken(error) else self.damage
        return self.damage

    def verify(self) -> None:
        """Raise MovedError where another file, or none, lies at the path of one that is open."""
        for path, known in getattr(self, "_files", {}).items():
            if _identity(path) != known:
                raise MovedError(
                    f"{path} đã bị chuyển đi, xóa hoặc thay bằng tệp khác trong khi bot đang chạy; "
                    "hãy đưa đúng tệp cũ về chỗ cũ, hoặc dừng bot rồi khôi phục bản sao lưu"
                )


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_out_of_order(error: BaseException) -> bool:
    """Tell whether the file is to blame (locked, full, away) and not what was asked of it: waiting may help.

    A broken page is none of these: what needs it will never work, and others must not wait for it.
    """
    return isinstance(error, MovedError) or _code(error) in _NOT_OUR_DOING


def is_broken(error: BaseException) -> bool:
    """Tell whether a page of the file is broken."""
    return _code(error) in _BROKEN


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, sqlite3.Error) else 0


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Write together or not at all; the lock is taken first, so that no write is refused half-way.

    What is called inside may use `db.atomic()`, which becomes a savepoint. Nothing inside may await.
    Raises MovedError, and writes nothing, where the open file is not the one at its path.
    """
    conn = db.conn
    served = conn if isinstance(conn, ServedConnection) else None
    _begin(conn)
    try:
        yield
        if served:
            served.verify()
        conn.execute("commit")
    except BaseException as error:
        if served and is_broken(error):
            served.damage = str(error)
        if conn.in_transaction:  # a full disk may have ended it already
            conn.execute("rollback")
        raise


def _begin(conn: sqlite3.Connection) -> None:
    try:
        conn.execute("begin immediate")
    except sqlite3.Error as error:
        if not is_broken(error):
            raise
        if isinstance(conn, ServedConnection):
            conn.damage = str(error)
        if not conn.in_transaction:  # it is where the read that met the page has left its savepoint
            conn.execute("begin")
        conn.execute("rollback")  # until then SQLite forbids all writes of a connection that has met a broken page
        conn.execute("begin immediate")


@contextmanager
def serving(path: Path) -> Iterator[Database]:
    """Hold the file for the one process that serves: made if missing, locked, migrated; closed at the end.

    Raises DatabaseError where the place cannot be written, the file is no database, half restored or of a newer
    program, or another process serves from it.
    """
    with alone(path):
        _refuse_half_restored(path)
        clear_leftovers(path.resolve().parent)
        clear_halves(path.resolve())
        keep_private(path.resolve())
        db = _open(path)
        try:
            yield db
        except sqlite3.Error as error:
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
            db = Database(_readable(path.resolve(), stack))
            stack.callback(db.close)
            yield db
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise DatabaseError(f"Không đọc được cơ sở dữ liệu {path} (BOT_DB): {error}.") from error


def _readable(path: Path, stack: ExitStack) -> sqlite3.Connection:
    """Connect for reading; on a volume that takes no file beside the database, too."""
    try:
        return _probed(f"{path.as_uri()}?mode=ro")
    except sqlite3.Error as error:
        if _code(error) not in _READ_ONLY:
            raise
    (wal,) = beside(path, "-wal")
    if not is_there(wal) or wal.stat().st_size == 0:
        return _probed(f"{path.as_uri()}?mode=ro&immutable=1")
    home = Path(stack.enter_context(TemporaryDirectory(prefix="bot-read-")))
    for file in (path, wal):
        shutil.copyfile(file, home / file.name)
    return _probed((home / path.name).as_uri())


def _probed(uri: str) -> sqlite3.Connection:
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    try:
        conn.execute("select count(*) from sqlite_master")
    except sqlite3.Error:
        conn.close()
        raise
    return conn


def _refuse_half_restored(path: Path) -> None:
    if is_there(marker_of(path)):
        raise DatabaseError(
            f"Lần khôi phục cơ sở dữ liệu {path} (BOT_DB) trước đã dừng giữa chừng, dữ liệu cũ còn nguyên bên cạnh. "
            "Hãy chạy lại: bot.py restore TỆP --overwrite (tệp không dùng được thì dữ liệu cũ được đưa về chỗ cũ)."
        )


def _open(path: Path) -> Database:
    conn, real = None, path.resolve()
    (wal,) = beside(real, "-wal")
    if not is_there(real) and is_there(wal) and wal.stat().st_size:
        raise DatabaseError(
            f"Có {wal.name} nhưng không có cơ sở dữ liệu {path} (BOT_DB): hãy đưa tệp cơ sở dữ liệu về chỗ cũ, "
            "hoặc khôi phục bản sao lưu."
        )
    try:
        conn = sqlite3.connect(real.as_uri(), uri=True, timeout=BUSY_SECONDS, factory=ServedConnection)
        for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            conn.execute(f"pragma {setting}")
        db = Database(conn)
        migrate(db, path)
        conn.hold(real)
    except (sqlite3.Error, DatabaseError, OSError) as error:
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
