"""What lies beside the database: names, permissions, and what a killed process left; nothing is read or meant here."""

from __future__ import annotations

import fcntl
import glob
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp

from storage.migrations import DatabaseError

DATABASE, EVIDENCE, EXPORTS, CONTENTS, DRAFT = "bot.sqlite3", "evidence", "exports", "contents.json", "draft.tar"
FILES_BESIDE = ("-wal", "-shm", "-journal")
_HOME = re.compile(r"\.(?:backup|restore)-[a-z0-9_]{8}")
_IN_A_HOME = {DATABASE, *(DATABASE + ending for ending in FILES_BESIDE), EVIDENCE, CONTENTS, DRAFT}

_log = logging.getLogger(__name__)


def beside(path: Path, *endings: str) -> tuple[Path, ...]:
    """Name the files that SQLite, the lock and restoring keep beside a database."""
    return tuple(path.with_name(path.name + ending) for ending in endings)


def marker_of(path: Path) -> Path:
    """Name the file that is there while a database is half restored; it says how to go back."""
    return beside(path.resolve(), ".restoring")[0]


def evidence_of(path: Path) -> Path:
    """Name the folder of the files that belong to a database."""
    return path.resolve().with_name(EVIDENCE)


def is_there(path: Path) -> bool:
    """Tell whether there is anything; raises DatabaseError where that cannot be told."""
    try:
        return path.exists()
    except OSError as error:
        raise DatabaseError(f"Không đọc được {path}: {error.strerror}.") from error


def followed(path: Path) -> Path:
    """Follow links to where a path leads; raises DatabaseError where they lead nowhere."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # a link that leads to itself
        raise DatabaseError(f"{path} không phải là đường dẫn dùng được.") from error


def unwritable(folder: Path) -> str:
    """Say why a folder takes no file, be it one that is still to be made; "" where it takes one."""
    place = next(p for p in (folder, *folder.parents) if os.path.lexists(p))
    try:
        with TemporaryFile(dir=place) as probe:
            probe.write(b"\0")
    except OSError as error:
        return f"{folder}: {error.strerror}"
    return ""


def keep_private(path: Path) -> None:
    """Close to others what an earlier version left open: the database, its copies, evidence and exports."""
    kept = [p for p in path.parent.glob(f"{glob.escape(path.name)}*") if p == path or _belongs(p, path)]
    folders = [p for name in (EVIDENCE, EXPORTS) for p in path.parent.glob(f"{name}*") if _is_ours(p, name)]
    for place in (*kept, *folders):
        _close(place)


def _close(place: Path) -> None:
    try:
        if place.is_symlink():
            return
        place.chmod(0o700 if place.is_dir() else 0o600)
        for inner in place.iterdir() if place.is_dir() else ():
            _close(inner)
    except OSError as error:
        _log.warning("Không đổi được quyền của %s: %s", place, error.strerror)


def _belongs(place: Path, database: Path) -> bool:
    ending = place.name.removeprefix(database.name)
    if ending in (*FILES_BESIDE, ".lock", ".restoring", ".new"):
        return True
    return ending.startswith((".before-", ".replaced-", "-wal.replaced-", "-shm.replaced-"))


def _is_ours(place: Path, name: str) -> bool:
    return place.name == name or place.name.startswith(f"{name}.replaced-")


def is_kept(place: Path, database: Path) -> bool:
    """Tell whether a place, resolved, is the database, lies beside it for it, or in one of its folders."""
    database = database.resolve()
    if place == database or (place.parent == database.parent and _belongs(place, database)):
        return True
    try:
        here = {_identity(p) for p in (place, *place.parents) if p.exists()}
        ours = (p for p in database.parent.iterdir() if any(_is_ours(p, name) for name in (EVIDENCE, EXPORTS)))
        return any(_identity(p) in here for folder in ours for p in (folder, *folder.glob("*"), *folder.glob("*/*")))
    except OSError as error:
        raise DatabaseError(f"Không đọc được {error.filename}: {error.strerror}.") from error


def _identity(place: Path) -> tuple[int, int] | None:
    """Tell one file or folder from all others, whichever name or link leads to it."""
    try:
        found = place.stat()
    except FileNotFoundError:  # a link that leads nowhere
        return None
    return found.st_dev, found.st_ino


def settle(folder: Path) -> None:
    """Have the names in a folder on disk."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


@contextmanager
def home_in(folder: Path, kind: str) -> Iterator[Path]:
    """Make a folder to work in, and remove it; what killed processes left of the kind goes first."""
    clear_leftovers(folder)
    home = Path(mkdtemp(dir=folder, prefix=f".{kind}-"))
    held = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield home
    finally:
        os.close(held)
        shutil.rmtree(home, ignore_errors=True)


def clear_halves(path: Path) -> None:
    """Remove the files that were not written to their end, while nobody writes any."""
    with suppress(OSError):
        for half in (half for name in (EVIDENCE, EXPORTS) for half in path.with_name(name).rglob("*.part")):
            half.unlink(missing_ok=True)


def clear_leftovers(folder: Path) -> None:
    """Remove the folders in which a process worked that lives no more: it would hold their locks."""
    with suppress(OSError):
        homes = [home for home in folder.iterdir() if _HOME.fullmatch(home.name) and home.is_dir()]
        for home in filter(_is_abandoned, homes):
            shutil.rmtree(home, ignore_errors=True)


def _is_abandoned(home: Path) -> bool:
    try:
        if home.is_symlink() or not _is_ours_inside(home):
            return False
        held = os.open(home, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(held)
    except OSError:
        return False
    return True


def _is_ours_inside(home: Path) -> bool:
    return all(place.name in _IN_A_HOME or place.name.endswith(".restoring") for place in home.iterdir())
