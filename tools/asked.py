"""Every line of the corpus as a reader reads it that has neither its author's lines nor a field head fitted on them.

Each line is read as it was asked, and by damaged rules.
"""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nlu.head import FieldHead, PlaceHead
from tools.damage import damaged
from tools.readings import Read, Reading, todays_reader
from tools.train import BUILD, DATA, FOLDS, KEPT, fold_path, open_data

Row = dict[str, Any]
Score = Callable[[Row, Row], str]
REFUSED: Row = {"kind": "refuse", "facts": [], "citations": []}


@dataclass(frozen=True)
class Asked:
    """A line with its readings and the outcome of each, the reader's own outcome, and what the head gives."""

    author: str
    how: str  # "as asked" or "damaged rules"
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


def _outcome(row: Row, reply: Row, score: Score) -> str:
    """The outcome of a reply; of its facts in one line, as a cell has them, where a writer wrote them so."""
    lines = [reply["facts"], [", ".join(reply["facts"])], [" và ".join(reply["facts"])]]
    found = [score(row, reply | {"facts": facts}) for facts in lines] if reply["facts"] else [score(row, reply)]
    return next((one for one in found if one in ("right", "grounded")), found[0])


def asked_of(read: Read, row: Row, author: str, how: str, score: Score) -> Asked:
    """A line as read, each reading scored as if it were answered."""
    readings, head = read(row)
    outcomes = tuple(_outcome(row, r.reply, score) for r in readings)
    own = outcomes[0] if readings and readings[0].stands else score(row, REFUSED)
    return Asked(author, how, row, tuple(readings), outcomes, own, head)


def fold_of_asked(fold: Sequence[str], scorer_path: Path) -> list[Asked]:
    """A fold's lines, as asked, and by damaged rules; reader and heads are without its authors."""
    score = scorer(scorer_path)
    heads = FieldHead(fold_path("head", fold)), PlaceHead(fold_path("places", fold))
    library = open_data(fold)
    whole, poorer = todays_reader(library.assistant, *heads), todays_reader(damaged(library, fold[0]), *heads)
    found = []
    for author in fold:
        for row in lines(author):
            found.append(asked_of(whole, row, author, "as asked", score))
            found.append(asked_of(poorer, row, author, "damaged rules", score))
    return found


def everything(scorer_path: Path) -> list[Asked]:
    """All folds, kept in build/folds/ until the folds are made anew."""
    kept = BUILD / KEPT
    if kept.exists():
        found: list[Asked] = pickle.loads(kept.read_bytes())  # noqa: S301 - written by the line below, in build/
        return found
    with multiprocessing.get_context("fork").Pool(2) as pool:
        parts = pool.map(partial(fold_of_asked, scorer_path=scorer_path), FOLDS, chunksize=1)
    found = [asked for part in parts for asked in part]
    kept.write_bytes(pickle.dumps(found))
    return found
