"""The table of files that people sent: what the channel calls them, and whether their content is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from conversation.cleaning import file_name
from conversation.incoming import SentFile
from progress.store.rows import Row, stamp


@dataclass(frozen=True, slots=True)
class File:
    """A file whose content is still to be fetched."""

    id: int
    file_id: str
    name: str
    size: int
    account: int
    attempts: int

    def __post_init__(self) -> None:  # rows of earlier versions hold names as they came
        object.__setattr__(self, "name", file_name(self.name))


class Files:
    """Files of people; the content lies beside the database, named by its SHA-256."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, file: SentFile, account: int, at: datetime, source: str) -> int:
        """Keep that a file was sent, with which message or album; gives its number."""
        number = self._db.execute(
            "insert into files (file_id, unique_id, name, size, state, account, at, source)"
            " values (?, ?, ?, ?, 'waiting', ?, ?, ?)",
            (file.file_id, file.unique_id, file.name, file.size, account, stamp(at), source),
        ).lastrowid
        return int(number or 0)

    def of_source(self, account: int, source: str) -> list[int]:
        """The numbers of the files that came with a message or an album."""
        rows = self._db.execute("select id from files where account = ? and source = ? order by id", (account, source))
        return [row[0] for row in rows.fetchall()]

    def has(self, numbers: Sequence[int], unique_id: str) -> bool:
        """Whether one of some files is this one."""
        known = (self._db.execute("select unique_id from files where id = ?", (one,)).fetchone() for one in numbers)
        return (unique_id,) in known

    def exchange(self, old: Sequence[int], file: SentFile, account: int, at: datetime, source: str) -> int:
        """Keep that another file has taken the place of those of a message; gives its number."""
        self._db.conn.executemany("update files set source = '' where id = ?", [(number,) for number in old])
        return self.add(file, account, at, source)

    def waiting(self) -> list[File]:
        """The files whose content is not here yet."""
        rows = self._db.query(
            "select id, file_id, name, size, account, attempts from files where state = 'waiting' order by id"
        )
        return [File(**row) for row in rows]

    def of_account(self, account: int, first: int, last: int) -> list[int]:
        """The numbers of files from one to another that an account sent."""
        rows = self._db.execute("select id from files where account = ? and id between ? and ?", (account, first, last))
        return [row[0] for row in rows.fetchall()]

    def stored(self, number: int, sha256: str, size: int) -> None:
        """The content is on disk; so it is for a file that was lost and had the same."""
        self._db.execute("update files set state = 'stored', sha256 = ?, size = ? where id = ?", (sha256, size, number))
        self._db.execute("update files set state = 'stored' where state = 'lost' and sha256 = ?", (sha256,))

    def lose(self, number: int) -> bool:
        """The content is on disk no more, for good; False where it was not there by what is known."""
        lost = "update files set state = 'lost' where id = ? and state = 'stored'"
        return self._db.execute(lost, (number,)).rowcount > 0

    def failed(self, number: int, for_good: bool) -> None:
        """Fetching failed, now or for good."""
        self._db.execute(
            "update files set attempts = attempts + 1, state = iif(?, 'lost', state) where id = ?", (for_good, number)
        )

    def all_stored(self) -> list[Row]:
        """Number, name and SHA-256 of what is on disk."""
        return list(self._db.query("select id, name, size, sha256 from files where state = 'stored' order by id"))

    def sent_before(self, account: int) -> bool:
        """Whether somebody has sent a file before."""
        return self._db.execute("select 1 from files where account = ? limit 1", (account,)).fetchone() is not None
