"""A connection whose faults are the house's own: nobody above has to know the driver to tell what may pass."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, ParamSpec, Self, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")

_MAY_PASS = frozenset(
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


class StorageError(Exception):
    """The file could not be read or written; `retry` where it is to blame and not what was asked of it."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


def may_pass(error: BaseException | None) -> bool:
    """Tell whether waiting may help: the file is locked, full or broken."""
    return isinstance(error, StorageError) and error.retry


def told(error: sqlite3.Error) -> StorageError:
    """Give the house's error for one of the driver's."""
    return StorageError(str(error), retry=(getattr(error, "sqlite_errorcode", 0) & 0xFF) in _MAY_PASS)


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
