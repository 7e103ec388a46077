"""Utterances of our corpus with their Asks, the nearest to a question: they show a model how the grammar is used."""

from __future__ import annotations

import heapq
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from nlu.lexicon import folded_words

NEAREST = 12
COMMON = 0.06
"""Share of the utterances from which a word or a pair of words tells nothing."""

_DIGITS = re.compile(r"\d+")  # utterances that differ in numbers alone show the same

Feature = tuple[str, ...]


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
    _size: list[float] = field(default_factory=list)
    _rarity: dict[Feature, float] = field(default_factory=dict)
    _of: dict[Feature, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Example], decision: str = "") -> Examples:
        """Examples about a decision; of equal utterances the first."""
        found = cls(decision, list({(row.question, bool(row.talk)): row for row in reversed([*rows])}.values())[::-1])
        said = [folded_words(row.question) for row in found.rows]
        found._forms = [_DIGITS.sub("#", " ".join(words)) for words in said]
        features = [_features(words) for words in said]
        counts = Counter(f for own in features for f in own)
        most = max(5.0, COMMON * len(found.rows))
        found._rarity = {f: math.log(1 + len(features) / n) for f, n in counts.items() if n <= most}
        for number, own in enumerate(features):
            kept = [f for f in own if f in found._rarity]
            found._size.append(math.sqrt(sum(found._rarity[f] ** 2 for f in kept)) or 1.0)
            for one in kept:
                found._of.setdefault(one, []).append(number)
        return found

    def near(self, question: str, *, talk: bool, most: int = NEAREST) -> list[Example]:
        """The nearest examples, the nearest last; those that go on with a talk only where the question may."""
        own = sorted(f for f in _features(folded_words(question)) if f in self._rarity)
        scores: defaultdict[int, float] = defaultdict(float)
        for one in own:
            worth = self._rarity[one] ** 2
            for number in self._of[one]:
                scores[number] += worth
        fitting = ((score / self._size[n], -n) for n, score in scores.items() if talk or not self.rows[n].talk)
        found: dict[str, Example] = {}
        for _, n in heapq.nlargest(most * 4, fitting):
            found.setdefault(self._forms[-n], self.rows[-n])
        return [*found.values()][:most][::-1]


def _features(words: Sequence[str]) -> set[Feature]:
    return {*((w,) for w in words), *pairwise(words)}


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
