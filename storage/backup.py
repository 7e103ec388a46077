"""One file that holds a database and the evidence beside it: made while the bot serves, verified before it is used."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from storage.database import alone, reading
from storage.inspection import Check, faults
from storage.migrations import DatabaseError, unknown_steps
from storage.places import (
    CONTENTS,
    DATABASE,
    DRAFT,
    EVIDENCE,
    FILES_BESIDE,
    beside,
    evidence_of,
    followed,
    home_in,
    is_kept,
    is_there,
    keep_private,
    marker_of,
    settle,
)

_NAMES_OF_OTHERS = (".env", "prepared.pickle")
"""What the program reads there, if there is anything."""

__all__ = ["FaultyError", "back_up", "contents", "evidence_of", "restore"]

FileCheck = Callable[[Database, Mapping[str, str]], Iterable[str]]
"""Says what is wrong with the files that a database names, by the digests of those that are there."""


class FaultyError(DatabaseError):
    """The database is broken: what would be written could not be restored."""


def back_up(path: Path, to: Path, domains: Sequence[Migrations] = (), more: Iterable[FileCheck] = ()) -> None:
    """Write database and evidence into one file; an older backup of that name is replaced at the very end.

    The database is copied first, so that every file which it names is in the backup, too. Raises FaultyError where the
    copy has faults or a file that it names is not what it was, and DatabaseError where nothing can be written or `to`
    is no place for a backup; an older backup stays then.
    """
    with reading(path) as db:
        if db is None:
            raise DatabaseError(f"Chưa có cơ sở dữ liệu {path} (BOT_DB) để sao lưu.")
        target = followed(to)
        _refuse_what_is_no_backup(target, path)
        try:
            with home_in(target.parent, "backup") as home:
                _copy(db, home / DATABASE)
                held = contents(evidence_of(path))
                checks = [lambda db: (words for check in more for words in check(db, held))]
                _verify_copy(home / DATABASE, path, domains, checks)
                _pack(home / DRAFT, home / DATABASE, evidence_of(path), held)
                (home / DRAFT).replace(target)
                settle(target.parent)
        except (OSError, sqlite3.Error, ValueError, tarfile.TarError) as error:
            raise DatabaseError(f"Không sao lưu được {path} vào {to}: {_line(error)}.") from error


def _refuse_what_is_no_backup(to: Path, path: Path) -> None:
    """Refuse to write onto what is read or kept, or onto anything but an older backup."""
    if is_kept(to, path):
        raise DatabaseError(f"{to} là tệp hoặc thư mục của chính cơ sở dữ liệu. Hãy chọn nơi khác cho bản sao lưu.")
    if to.name in _NAMES_OF_OTHERS or (is_there(to) and not (to.is_file() and _is_ours(to))):
        raise DatabaseError(
            f"{to} không phải bản sao lưu, hoặc là tên mà chương trình dùng việc khác. Hãy chọn tên khác."
        )


def _is_ours(to: Path) -> bool:
    """Tell whether a file is, or was before it was damaged, a backup: the database comes first in it."""
    try:
        with tarfile.open(to) as tar:
            first = tar.next()
            return first is not None and first.name == DATABASE
    except Exception:  # noqa: BLE001  # compressed rubbish makes several libraries raise what they like
        return False


def restore(source: Path, path: Path, overwrite: bool, domains: Sequence[Migrations] = ()) -> None:
    """Put a backup in place of the database and its evidence; what was there is kept beside it, renamed.

    Cut off anywhere it leaves the old, the new, or a marker with which no command but `restore` works, and that one
    brings the old back first. Raises DatabaseError where a bot serves from the database, where there is one and
    `overwrite` is not wanted, or where the backup is damaged or of a newer program; then nothing has changed.
    """
    real = path.resolve()
    with alone(path):
        _go_back(real)
        if is_there(path) and not overwrite:
            raise DatabaseError(f"Đã có cơ sở dữ liệu {path} (BOT_DB). Muốn thay bằng bản sao lưu, thêm --overwrite.")
        if followed(source) == real:
            raise DatabaseError(f"{source} là chính cơ sở dữ liệu (BOT_DB), không phải bản sao lưu.")
        with _unpacked(source, real.parent, domains) as home:
            try:
                _replace(real, home)
            except OSError as error:
                raise DatabaseError(f"Không khôi phục được {path}: {_line(error)}.") from error


def _copy(db: Database, to: Path) -> None:
    with closing(sqlite3.connect(to)) as copy:
        to.chmod(0o600)
        db.conn.backup(copy)
        copy.execute("pragma journal_mode = delete")  # one file, nothing beside it


def contents(folder: Path) -> dict[str, str]:
    """Give the digest of each file in the folder of evidence, by its name there."""
    return {file.relative_to(folder).as_posix(): _digest(file) for file in _files_in(folder)}


def _verify_copy(copy: Path, path: Path, domains: Sequence[Migrations], more: Iterable[Check]) -> None:
    try:
        with closing(Database(sqlite3.connect(copy))) as db:
            found = faults(db, more, domains)
    except sqlite3.Error as error:
        found = [str(error)]
    if found:
        raise FaultyError(f"Cơ sở dữ liệu {path} có lỗi nên chưa sao lưu: {_line(found[0])}. Xem: bot.py check")


def _pack(draft: Path, database: Path, evidence: Path, held: Mapping[str, str]) -> None:
    """Write the archive, and read it again: it is what was looked at before."""
    files = {DATABASE: database, **{f"{EVIDENCE}/{name}": evidence / name for name in held}}
    digests = {DATABASE: _digest(database), **{f"{EVIDENCE}/{name}": digest for name, digest in held.items()}}
    with tarfile.open(draft, "w", dereference=True) as tar:  # a link would be no file when it is restored
        draft.chmod(0o600)  # it holds what people wrote
        for name, file in files.items():
            tar.add(file, name)
        contents = database.with_name(CONTENTS)
        contents.write_text(json.dumps(digests), encoding="utf-8")
        tar.add(contents, CONTENTS)
    _flush(draft)
    with tarfile.open(draft) as tar:
        read = {member.name: _digest_of(tar, member) for member in tar if member.name != CONTENTS}
    if read != digests:
        raise ValueError("tệp vừa ghi không khớp với dữ liệu")


def _files_in(folder: Path) -> Iterator[Path]:
    """Give the files of a folder, linked ones as well; one that is being written is none yet."""
    found = sorted({*folder.rglob("*"), *folder.glob("*/*")})  # the first goes into no folder that is a link
    yield from (path for path in found if path.suffix != ".part" and path.is_file())


@contextmanager
def _unpacked(source: Path, folder: Path, domains: Sequence[Migrations]) -> Iterator[Path]:
    """Unpack a backup on the disk that it is for, and verify it."""
    with home_in(folder, "restore") as home:
        try:
            with tarfile.open(source) as tar:
                tar.extractall(home, filter=_plain_file)  # noqa: S202  # the filter lets nothing out of the folder
            _verify(home, domains)
        except DatabaseError:
            raise
        except Exception as error:  # there is no list of what a damaged archive makes its readers raise
            raise DatabaseError(f"Bản sao lưu {source} bị hỏng hoặc không phải bản sao lưu: {_line(error)}.") from error
        yield home


def _plain_file(member: tarfile.TarInfo, to: str) -> tarfile.TarInfo | None:
    """Take files only, inside the folder and for their owner."""
    if member.isdir():
        return None
    if not member.isreg():
        raise ValueError(f"{member.name} không phải tệp thường")
    return tarfile.data_filter(member, to).replace(mode=0o600, deep=False)


def _verify(home: Path, domains: Sequence[Migrations]) -> None:
    contents = json.loads((home / CONTENTS).read_text(encoding="utf-8"))
    found = {path.relative_to(home).as_posix(): _digest(path) for path in home.rglob("*") if path.is_file()}
    del found[CONTENTS]
    if found != contents or DATABASE not in found:
        raise ValueError("nội dung không khớp với mục lục")
    if strange := {name for name in found if name != DATABASE and not name.startswith(f"{EVIDENCE}/")}:
        raise ValueError(f"có tệp lạ {min(strange)}")
    with closing(Database(sqlite3.connect(home / DATABASE))) as db:
        if faulty := faults(db, domains=domains):
            raise ValueError(faulty[0])
        if newer := unknown_steps(db, *domains):
            raise DatabaseError(f"Bản sao lưu do một phiên bản mới hơn của chương trình tạo ra ({newer[0]}).")


def _replace(path: Path, home: Path) -> None:
    """Move the old aside under the first free number, then the new into its place, between marker and its removal."""
    evidence, marker = evidence_of(path), marker_of(path)
    old = [p for p in (path, *beside(path, *FILES_BESIDE), evidence) if p.exists()]
    number = next(n for n in range(1, 10_000) if not any(_aside(p, path, n).exists() for p in (path, evidence)))
    os.sync()  # what was unpacked, before anything points to it
    draft = home / marker.name
    draft.write_text(json.dumps({"number": number, "old": [p.name for p in old]}), encoding="utf-8")
    _flush(draft)
    draft.replace(marker)
    settle(path.parent)
    for p in old:
        p.rename(_aside(p, path, number))
    if (home / EVIDENCE).exists():
        (home / EVIDENCE).rename(evidence)
    (home / DATABASE).rename(path)
    keep_private(path)
    settle(path.parent)
    marker.unlink()
    settle(path.parent)


def _go_back(path: Path) -> None:
    """Bring back what a restore that was cut off had moved aside."""
    marker = marker_of(path)
    if not is_there(marker):
        return
    try:
        noted = json.loads(marker.read_text(encoding="utf-8"))
        for p in (path, *beside(path, *FILES_BESIDE), evidence_of(path)):
            aside = _aside(p, path, noted["number"])
            is_new = aside.exists() if p.name in noted["old"] else p.exists()
            if is_new and p.is_dir():
                shutil.rmtree(p)
            elif is_new:
                p.unlink(missing_ok=True)
            if aside.exists() and p.name in noted["old"]:
                aside.rename(p)
        settle(path.parent)
        marker.unlink()
        settle(path.parent)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DatabaseError(f"Không đưa được dữ liệu cũ về chỗ cũ theo {marker}: {_line(error)}.") from error


def _aside(p: Path, path: Path, number: int) -> Path:
    """Name what is kept: SQLite's own files so that they still belong to the database that is kept."""
    ending = p.name.removeprefix(path.name) if p.name.startswith(path.name) else ""
    kept = path if p.name.startswith(path.name) else p
    return p.with_name(f"{kept.name}.replaced-{number}{ending}")


def _flush(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = tar.extractfile(member)
    if file is None:
        raise ValueError(f"{member.name} không phải tệp thường")
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads like a file


def _line(error: object) -> str:
    """Say an error on one line that a terminal holds."""
    words = " ".join(str(error).split())
    return (words or type(error).__name__)[:300]
