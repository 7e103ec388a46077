"""A connection whose faults are the house's own: nobody above has to know the driver to tell what may pass."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")

_MAY_PASS = frozenset(
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

Identity = tuple[int, int]


class StorageError(Exception):
    """The file could not be read or written; `retry` where it is to blame and not what was asked of it."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


class MovedError(StorageError):
    """What is open is no longer what lies at the path: who starts next would not find what is written now."""


def may_pass(error: BaseException | None) -> bool:
    """Tell whether waiting may help: the file is locked, full or away.

    A broken page is none of these: what needs it will never work, and others must not wait for it.
    """
    return isinstance(error, StorageError) and error.retry


def code_of(error: BaseException | None) -> int:
    """Give SQLite's own number of a fault; 0 for what is none of its faults."""
    cause = error.__cause__ if isinstance(error, StorageError) else error
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF


def is_broken(error: BaseException | None) -> bool:
    """Tell whether a page of the file is broken."""
    return code_of(error) in _BROKEN


def told(error: sqlite3.Error) -> StorageError:
    """Give the house's error for one of the driver's."""
    return StorageError(str(error), retry=code_of(error) in _MAY_PASS)


def _telling(act: Callable[P, Result]) -> Callable[P, Result]:
    def told_act(*args: P.args, **kwargs: P.kwargs) -> Result:
        try:
            return act(*args, **kwargs)
        except sqlite3.Error as error:
            raise told(error) from error

    return told_act


class Cursor(sqlite3.Cursor):
    """Raises StorageError, whether it is asked or read from."""

    execute = _telling(sqlite3.Cursor.execute)
    executemany = _telling(sqlite3.Cursor.executemany)
    fetchone = _telling(sqlite3.Cursor.fetchone)
    fetchall = _telling(sqlite3.Cursor.fetchall)
    __next__ = _telling(sqlite3.Cursor.__next__)  # type: ignore[arg-type]  # typeshed gives it to any iterator

    def __iter__(self) -> Self:
        return self


class Connection(sqlite3.Connection):
    """Gives such cursors."""

    def cursor(self, *_: Any) -> Cursor:  # type: ignore[override]  # every cursor is of this kind
        return super().cursor(Cursor)

    def execute(self, *args: Any) -> Cursor:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Cursor:
        return self.cursor().executemany(*args)

    commit = _telling(sqlite3.Connection.commit)
    rollback = _telling(sqlite3.Connection.rollback)


class ServedConnection(Connection):
    """The connection that writes: it knows which files it has open, and remembers a broken page."""

    damage = ""
    _files: dict[Path, Identity | None]

    def hold(self, path: Path) -> None:
        """Take note of the files as they are now."""
        names = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
        self._files = {name: found for name in names if (found := _identity(name))}

    def look(self) -> str:
        """Say what is broken as far as it has shown or a first row of each table shows."""
        try:
            for (table,) in self.execute("select name from sqlite_master where type = 'table'").fetchall():
                self.execute(f'select 1 from "{table}" limit 1').fetchone()  # noqa: S608  # the file's own names
        except StorageError as error:
            self.damage = str(error) if is_broken(error) else self.damage
        return self.damage

    def verify(self) -> None:
        """Raise MovedError where another file, or none, lies at the path of one that is open."""
        for path, known in getattr(self, "_files", {}).items():
            if _identity(path) != known:
                raise MovedError(
                    f"{path} đã bị chuyển đi, xóa hoặc thay bằng tệp khác trong khi bot đang chạy; "
                    "hãy đưa đúng tệp cũ về chỗ cũ, hoặc dừng bot rồi khôi phục bản sao lưu",
                    retry=True,
                )


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
