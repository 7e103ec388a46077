"""What is made of a data folder when it is opened, kept for the next start. Its absence costs only time."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path

from kb.library import Library, open_library

_PROGRAM = Path(__file__).resolve().parent.parent
_ROOMS = ("kb", "nlu")
_DIGEST = 32  # bytes


def open_prepared(folder: Path, kept: Path) -> Library:
    """The library of a data folder: as it was kept, where that was made of these very files, else made and kept.

    `kept` is a private file of the operator's, beside the database; where it cannot be written nothing is kept. Raises
    DecisionError as open_library does.
    """
    digest = _digest(folder)
    library = _read(kept, digest)
    if library is None:
        library = open_library(folder)
        _ = library.assistant
        _write(kept, digest + pickle.dumps(library, pickle.HIGHEST_PROTOCOL))
    return library


def _digest(folder: Path) -> bytes:
    """A digest of the data, the program that reads it and the Python that runs it."""
    made = hashlib.sha256(f"{sys.version}\n{folder.resolve()}".encode())
    programs = (path for room in _ROOMS for path in (_PROGRAM / room).rglob("*.py"))
    for path in sorted((*programs, *(p for p in folder.rglob("*") if p.is_file()))):
        made.update(f"\n{path}\n".encode() + path.read_bytes())
    return made.digest()


def _read(kept: Path, digest: bytes) -> Library | None:
    try:
        about, stored = kept.stat(), kept.read_bytes()
        if stored[:_DIGEST] != digest or about.st_uid != os.getuid() or about.st_mode & 0o077:
            return None
        library: Library = pickle.loads(stored[_DIGEST:])  # noqa: S301 - the operator's own private file, by its digest
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made anew
        return None
    return library


def _write(kept: Path, content: bytes) -> None:
    """Put the file in its place at once, readable by its owner alone; what a cut left goes with the next one."""
    new = kept.with_name(f"{kept.name}.new")
    with suppress(OSError):
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        new.replace(kept)
