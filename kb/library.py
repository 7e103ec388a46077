"""The library: decisions, units and language files of a data folder, read once, and the assistant over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kb.answering.assistant import Assistant
from kb.asking.desk import Desk
from kb.model import DecisionError, Document
from kb.reading.draft import Draft, read_draft
from kb.reading.reader import load_headers, load_readings, read_document
from kb.reading.units import Directory, load_directory
from kb.sources.files import read_source
from nlu.head import FieldHead, PlaceHead
from nlu.lexicon import load_lexicon
from nlu.trust import Trust

_NUMBER_LINE = re.compile(r"^[\s*#_]*Số\s*:")


_RESTARTED = "phụ lục đánh số lại nhiệm vụ trong từng nhóm; chương trình chưa phân biệt được các nhiệm vụ cùng số"


@dataclass(frozen=True)
class Library:
    """A data folder: `decisions/*.txt`, `units/*.json`, `language/*`, `utterances/*.jsonl`."""

    folder: Path
    documents: tuple[Document, ...]
    directories: dict[str, Directory]
    utterances: tuple[Path, ...]

    @cached_property
    def assistant(self) -> Assistant:
        """The assistant over all documents, the newest decision first."""
        lexicon = load_lexicon(self.folder / "language", self.utterances)
        newest = sorted(self.documents, key=lambda d: d.header.date, reverse=True)
        weights = self.folder / "weights"
        if not all((weights / f"{name}.json").exists() for name in ("head", "places", "trust")):
            return Assistant([Desk(d, self.directories[d.id], lexicon) for d in newest])
        head, places = FieldHead(weights / "head.json"), PlaceHead(weights / "places.json")
        trust = Trust(weights / "trust.json")
        known = places.decision
        return Assistant(
            [Desk(d, self.directories[d.id], lexicon, head, places if d.id == known else None, trust) for d in newest]
        )


def open_library(folder: Path, utterances: Sequence[Path] | None = None) -> Library:
    """Read every decision of a data folder.

    `utterances` replaces the folder's own corpus (to measure on questions that the corpus does not hold). Raises
    DecisionError, its message beginning with the file's name, for a decision that cannot be read or a folder without
    one.
    """
    paths = sorted((folder / "decisions").glob("*.txt"))
    if not paths:
        raise DecisionError(f"{folder / 'decisions'}: không có quyết định nào (*.txt)")
    documents, directories = [], {}
    for path in paths:
        document, directory = read_decision(path, folder)
        if len(document.by_number) < len(document.tasks):  # rather no answer than another task's
            raise DecisionError(f"{path.name}: {_RESTARTED}")
        documents.append(document)
        directories[document.id] = directory
    corpus = tuple(sorted((folder / "utterances").glob("*.jsonl"))) if utterances is None else tuple(utterances)
    return Library(folder, tuple(documents), directories, corpus)


def read_decision(path: Path, folder: Path) -> tuple[Document, Directory]:
    """One decision and the directory of units that goes with it, by the issuer's letters in its file name or number."""
    headers = load_headers(folder / "language" / "table_headers.tsv")
    readings = load_readings(folder / "language" / "readings.json")
    directory = _directory(path, folder)
    try:
        return read_document(path.read_bytes(), directory, readings, headers), directory
    except DecisionError as error:
        raise DecisionError(f"{path.name}: {error}", error.line) from error


def read_draft_of(path: Path, folder: Path) -> Draft:
    """What a file of any kind says, as read by machine: nothing is served from it.

    Raises DecisionError, its message in Vietnamese with what to do, for what cannot be read, and OSError.
    """
    data = path.read_bytes()
    vocabulary = load_headers(folder / "language" / "plan_headers.tsv")
    readings = load_readings(folder / "language" / "readings.json")
    return read_draft(
        data, read_source(data, path.suffix), lambda number: _units_of(number, folder), vocabulary, readings
    )


def _directory(path: Path, folder: Path) -> Directory:
    """The common units and those of the issuer whose letters end the number (Số: 676/QĐ-BKHCN: BKHCN.json)."""
    head = unicodedata.normalize("NFC", path.read_bytes()[:4000].decode("utf-8-sig", errors="replace"))
    return _units_of(next((line for line in head.splitlines() if _NUMBER_LINE.match(line)), ""), folder)


def _units_of(number: str | None, folder: Path) -> Directory:
    letters = (number or "").rstrip(" *_").rpartition("-")[2]
    issuers = [p for p in sorted((folder / "units").glob("*.json")) if p.stem != "chung" and p.stem == letters]
    return load_directory([*issuers, folder / "units" / "chung.json"])
