"""Utterances of our corpus with their Asks, the nearest to a question: they show a model how the grammar is used."""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlu.lexicon import folded_words
from nlu.recall import Wordings, wordings

NEAREST = 12
COMMON = 0.06
LEAST_COMMON = 5.0
"""Share of the utterances, or their number where they are few, from which a word or a pair of words tells nothing."""

_DIGITS = re.compile(r"\d+")  # utterances that differ in numbers alone show the same


@dataclass(frozen=True)
class Example:
    """An utterance, the Asks of the turn before it, the reply that reads it, and the day where it hangs on one."""

    question: str
    reply: Mapping[str, Any]
    talk: tuple[Any, ...] = ()
    today: str = ""


@dataclass
class Examples:
    """Examples by the words and pairs of words that they say, weighted by rarity."""

    decision: str = ""
    rows: list[Example] = field(default_factory=list)
    _forms: list[str] = field(default_factory=list)
    _index: Wordings = field(default_factory=Wordings)

    @classmethod
    def of(cls, rows: Iterable[Example], decision: str = "") -> Examples:
        """Examples about a decision; of equal utterances the first."""
        found = cls(decision, list({(row.question, bool(row.talk)): row for row in reversed([*rows])}.values())[::-1])
        said = [folded_words(row.question) for row in found.rows]
        found._forms = [_DIGITS.sub("#", " ".join(words)) for words in said]
        found._index = Wordings.of(said, COMMON, LEAST_COMMON)
        return found

    def near(self, question: str, *, talk: bool, most: int = NEAREST) -> list[Example]:
        """The nearest examples, the nearest last; those that go on with a talk only where the question may."""
        own = sorted(f for f in wordings(folded_words(question)) if f in self._index.rarity)
        scores = self._index.shared(own)
        fitting = ((score / self._index.size[n], -n) for n, score in scores.items() if talk or not self.rows[n].talk)
        found: dict[str, Example] = {}
        for _, n in heapq.nlargest(most * 4, fitting):
            found.setdefault(self._forms[-n], self.rows[-n])
        return [*found.values()][:most][::-1]


def load_examples(path: Path, without: Collection[str] = ()) -> Examples:
    """The examples of a file, without those of some authors; none where there is no file."""
    if not path.exists():
        return Examples()
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    kept = (
        Example(row["question"], row["reply"], tuple(row.get("talk", ())), row.get("today", ""))
        for row in rows
        if row["author"] not in without
    )
    return Examples.of(kept, json.loads(first)["decision"])
