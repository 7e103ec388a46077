"""One file that holds a database and the evidence beside it: made while the bot serves, verified before it is used."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database, Migrations

from storage.database import alone
from storage.migrations import DatabaseError, unknown_steps

DATABASE, EVIDENCE, CONTENTS = "bot.sqlite3", "evidence", "contents.json"

Check = Callable[[Database], Iterable[str]]


def evidence_of(path: Path) -> Path:
    """Name the folder of the files that belong to a database."""
    return path.with_name(EVIDENCE)


def back_up(path: Path, to: Path) -> None:
    """Write database and evidence into one file; an older backup of that name is replaced at the very end.

    The database is copied first, so that every file which it names is in the backup, too.
    """
    if not path.exists():
        raise DatabaseError(f"Chưa có cơ sở dữ liệu {path} (BOT_DB) để sao lưu.")
    try:
        with TemporaryDirectory(dir=to.resolve().parent, prefix=".backup-") as home:
            draft = Path(home) / "draft.tar"
            _copy(path, Path(home) / DATABASE)
            _pack(draft, Path(home) / DATABASE, evidence_of(path))
            draft.replace(to)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"Không sao lưu được {path} vào {to}: {error}.") from error


def restore(source: Path, path: Path, overwrite: bool, domains: Sequence[Migrations] = ()) -> None:
    """Put a backup in place of the database and its evidence; what was there is kept beside it, renamed.

    Raises DatabaseError where a bot serves from the database, where there is one and `overwrite` is not wanted, or
    where the backup is damaged or of a newer program; then nothing has changed.
    """
    with alone(path):
        if path.exists() and not overwrite:
            raise DatabaseError(f"Đã có cơ sở dữ liệu {path} (BOT_DB). Muốn thay bằng bản sao lưu, thêm --overwrite.")
        with _unpacked(source, path.resolve().parent, domains) as home:
            _replace(path.resolve(), home)


def faults(db: Database, more: Iterable[Check] = ()) -> list[str]:
    """Say what is wrong with a database: its pages, its references, and what the packages check of their own."""
    found = [f"integrity_check: {row[0]}" for row in db.execute("pragma integrity_check") if row[0] != "ok"]
    found += [
        f"foreign_key_check: {table} (rowid {row}) → {parent}"
        for table, row, parent, _ in db.execute("pragma foreign_key_check")
    ]
    return [*found, *(words for check in more for words in check(db))]


def _copy(path: Path, to: Path) -> None:
    source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        copy.execute("pragma journal_mode = delete")  # one file, nothing beside it


def _pack(draft: Path, database: Path, evidence: Path) -> None:
    files = {DATABASE: database}
    files |= {f"{EVIDENCE}/{p.relative_to(evidence).as_posix()}": p for p in _files_in(evidence)}
    with tarfile.open(draft, "w") as tar:
        draft.chmod(0o600)  # it holds what people wrote
        for name, file in files.items():
            tar.add(file, name)
        contents = database.with_name(CONTENTS)
        contents.write_text(json.dumps({name: _digest(file) for name, file in files.items()}), encoding="utf-8")
        tar.add(contents, CONTENTS)
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _files_in(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


@contextmanager
def _unpacked(source: Path, beside: Path, domains: Sequence[Migrations]) -> Iterator[Path]:
    """Unpack a backup on the disk that it is for, and verify it."""
    with TemporaryDirectory(dir=beside, prefix=".restore-") as folder:
        home = Path(folder)
        try:
            with tarfile.open(source) as tar:
                tar.extractall(home, filter="data")
            _verify(home, domains)
        except (OSError, ValueError, tarfile.TarError, sqlite3.Error) as error:
            raise DatabaseError(f"Bản sao lưu {source} bị hỏng hoặc không phải bản sao lưu: {error}.") from error
        yield home


def _verify(home: Path, domains: Sequence[Migrations]) -> None:
    contents = json.loads((home / CONTENTS).read_text(encoding="utf-8"))
    if {name: _digest(home / name) for name in contents} != contents or DATABASE not in contents:
        raise ValueError("nội dung không khớp với mục lục")
    db = Database(sqlite3.connect(home / DATABASE))
    with closing(db):
        if found := faults(db):
            raise ValueError("; ".join(found))
        if strange := unknown_steps(db, *domains):
            raise DatabaseError(f"Bản sao lưu do một phiên bản mới hơn của chương trình tạo ra ({strange[0]}).")


def _replace(path: Path, home: Path) -> None:
    """Move the old aside under the first free number, then the new into its place."""
    evidence = evidence_of(path)
    old = [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm"), evidence]
    number = next(n for n in range(1, 10_000) if not any(_aside(p, n).exists() for p in old))
    for p in old:
        if p.exists():
            p.rename(_aside(p, number))
    if (home / EVIDENCE).exists():
        shutil.move(home / EVIDENCE, evidence)
    (home / DATABASE).chmod(0o600)
    (home / DATABASE).rename(path)


def _aside(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.replaced-{number}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
