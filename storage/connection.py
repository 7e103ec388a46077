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
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
    }
)

_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class StorageError(Exception):
    """The file could not be read or written; `retry` where it is to blame and not what was asked of it."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


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
