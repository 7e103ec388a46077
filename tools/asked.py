"""Every line of the corpus as a reader reads it that has neither its author's lines nor a field head fitted on them.

Each line is read as it was asked, in other words, and by damaged rules.
"""

from __future__ import annotations

import importlib.util
import json
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.head import FieldHead
from tools.damage import damaged, reworded
from tools.readings import Read, Reading, todays_reader
from tools.train import BUILD, DATA, FOLDS, KEPT, open_data

Row = dict[str, Any]
Score = Callable[[Row, Row], str]
REFUSED: Row = {"kind": "refuse", "facts": [], "citations": []}


@dataclass(frozen=True)
class Asked:
    """A line with its readings and the outcome of each, the reader's own outcome, and what the head gives."""

    author: str
    how: str  # "as asked", "other words", "damaged rules"
    row: Row
    readings: tuple[Reading, ...]
    outcomes: tuple[str, ...]
    own: str
    head: Mapping[str, float]

    @property
    def said(self) -> list[tuple[Reading, bool]]:
        """The readings that state something, each with whether it is right."""
        return [(r, right) for r, right in zip(self.readings, self.right, strict=True) if r.reply["kind"] == "answer"]

    @property
    def right(self) -> tuple[bool, ...]:
        """Whether each reading is right."""
        return tuple(o in ("right", "grounded") for o in self.outcomes)


def scorer(path: Path) -> Score:
    """The function of score.py that says how an answer stands to what is right."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None or not path.exists():
        raise FileNotFoundError(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    outcome: Score = module.outcome
    return outcome


def lines(author: str) -> list[Row]:
    """An author's questions that stand by themselves."""
    paths = [DATA / "utterances" / f"author-{author}{kind}.jsonl" for kind in ("", "-dates")]
    return [json.loads(line) for path in paths if path.exists() for line in path.open(encoding="utf-8")]


def asked_of(read: Read, row: Row, author: str, how: str, score: Score) -> Asked:
    """A line as read, each reading scored as if it were answered."""
    readings, head = read(row)
    outcomes = tuple(score(row, r.reply) for r in readings)
    own = outcomes[0] if readings and readings[0].stands else score(row, REFUSED)
    return Asked(author, how, row, tuple(readings), outcomes, own, head)


def fold_of_asked(fold: str, score: Score) -> list[Asked]:
    """A fold's lines, as asked, in other words, and by damaged rules; reader and head are without its authors."""
    head = FieldHead(BUILD / f"head-{fold}.json")
    library = open_data(fold)
    whole, poorer = todays_reader(library.assistant, head), todays_reader(damaged(library, fold), head)
    found = []
    for author in fold:
        for row in lines(author):
            found.append(asked_of(whole, row, author, "as asked", score))
            other = row | {"question": reworded(row["question"], f"{fold}-{row['id']}")}
            found.append(asked_of(whole, other, author, "other words", score))
            found.append(asked_of(poorer, row, author, "damaged rules", score))
    return found


def everything(score: Score) -> list[Asked]:
    """All folds, kept in build/folds/ until the folds are made anew."""
    kept = BUILD / KEPT
    if kept.exists():
        found: list[Asked] = pickle.loads(kept.read_bytes())  # noqa: S301 - written by the line below, in build/
        return found
    found = [asked for fold in FOLDS for asked in fold_of_asked(fold, score)]
    kept.write_bytes(pickle.dumps(found))
    return found
