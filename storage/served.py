"""The connection that writes, and whether the files that it has open are still those that it has written."""

from __future__ import annotations

import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from storage.connection import Connection, StorageError

Identity = tuple[int, int]

_INDEX = struct.Struct("=14xHII8x8s56xI28xI")
"""Of SQLite's index of the log (walformat.html, 2): page size, frames, pages, salt, frames copied and being copied."""
LARGEST_SUMMED, _PIECE = 64 * 2**20, 2**20
"""Bytes of a database whose content is summed up each time that SQLite has copied into it; some hundredths of a second.
A larger one is summed up beside the work now and then; where it is touched before that, it counts as overwritten.
"""
_LOG_HEADER, _FRAME_HEADER = 32, 24


class MovedError(StorageError):
    """What is open is no longer what was written: who starts next would not find what is written now."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What tells one state of the database's own file from the next: it changes only as frames are copied into it."""

    size: int
    written: int
    copied: tuple[bytes, int, int]
    least: int
    """The size that it has at the least where it was made smaller by SQLite itself."""
    content: int | None = None
    """A checksum, by which a file that was only touched is told from one that was overwritten."""

    def is_of(self, other: FileState) -> bool:
        """Whether the file looks the same from outside."""
        return (self.size, self.written) == (other.size, other.written)


class ServedConnection(Connection):
    """It knows which files it has open, how they were left, and a broken page."""

    damage = ""
    _files: dict[Path, Identity | None] = {}  # noqa: RUF012  # replaced, never changed
    _main = _log = _index = -1
    _noted: FileState | None = None
    _spoilt: Path | None = None

    def hold(self, path: Path) -> None:
        """Take note of the files as they are now."""
        names = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
        self._files = {name: found for name in names if (found := _identity(name))}
        self._path = path
        if len(self._files) == len(names):  # else there is no log here
            self._main, self._log, self._index = (os.open(name, os.O_RDONLY) for name in names)
        self.note()

    def note(self) -> None:
        """Take note of what this connection may have just written: where it copied nothing, any change is another's."""
        if self._index >= 0 and self._spoilt is None:
            with suppress(OSError):
                now = self._state()
                if self._noted is None or now.copied != self._noted.copied:
                    self._noted = replace(now, content=self._content(now))

    def unsummed(self) -> FileState | None:
        """Give how a large database was left, where its content has not been summed up yet."""
        return self._noted if self._noted and self._noted.content is None else None

    def summed(self, state: FileState) -> FileState | None:
        """Sum the content of such a one up, on a thread of its own; None where it is another meanwhile."""
        with suppress(OSError):
            found, now = replace(state, content=self._sum(state.size)), self._state()
            return found if now.is_of(state) and now.copied == state.copied else None
        return None

    def took(self, before: FileState, now: FileState) -> None:
        """Take note of a sum, unless the content has changed since."""
        if self._noted is before:
            self._noted = now

    def close(self) -> None:
        """Close the files after SQLite's own: whoever closes one before lets go of all of SQLite's locks."""
        super().close()
        for held in {self._main, self._log, self._index} - {-1}:
            os.close(held)
        self._main = self._log = self._index = -1

    def verify(self) -> None:
        """Raise MovedError where another file, or none, lies at the path of one that is open, or it was overwritten."""
        for path, known in self._files.items():
            if _identity(path) != known:
                raise MovedError(
                    f"{path} đã bị chuyển đi, xóa hoặc thay bằng tệp khác trong khi bot đang chạy; "
                    "hãy đưa đúng tệp cũ về chỗ cũ, hoặc dừng bot rồi khôi phục bản sao lưu",
                    retry=True,
                )
        if self._index >= 0 and self._spoilt is None:
            self._spoilt = self._overwritten()
        if self._spoilt:
            raise MovedError(
                f"{self._spoilt} đã bị chương trình khác ghi đè hoặc cắt ngắn trong khi bot đang chạy; "
                "hãy dừng bot rồi khôi phục bản sao lưu",
                retry=True,
            )

    def _overwritten(self) -> Path | None:
        """Give the file that somebody else has written into; asked while nobody else may write through SQLite."""
        page, frames, _, salt, _, _ = _INDEX.unpack(os.pread(self._index, _INDEX.size, 0))
        if frames:
            least = _LOG_HEADER + frames * (_FRAME_HEADER + _bytes_of(page))
            if os.fstat(self._log).st_size < least or os.pread(self._log, 8, 16) != salt:
                return self._path.with_name(f"{self._path.name}-wal")
        now, before = self._state(), self._noted
        if before is None or now.is_of(before):
            return None
        if now.copied == before.copied:
            if now.size != before.size or before.content is None or self._sum(now.size) != before.content:
                return self._path
            self._noted = replace(now, content=before.content)  # somebody touched it
            return None
        if now.size < min(before.size, now.least):
            return self._path
        self._noted = replace(now, content=self._content(now))
        return None

    def _content(self, now: FileState) -> int | None:
        return self._sum(now.size) if now.size <= LARGEST_SUMMED else None

    def _sum(self, size: int) -> int:
        found = 0
        for start in range(0, size, _PIECE):
            found = zlib.crc32(os.pread(self._main, _PIECE, start), found)
        return found

    def _state(self) -> FileState:
        page, _, pages, *copied = _INDEX.unpack(os.pread(self._index, _INDEX.size, 0))
        found = os.fstat(self._main)
        return FileState(found.st_size, found.st_mtime_ns, (copied[0], copied[1], copied[2]), pages * _bytes_of(page))


def _bytes_of(page: int) -> int:
    return 65536 if page == 1 else page


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
