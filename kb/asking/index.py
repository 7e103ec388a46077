"""Finding which part a wording is about: words, word pairs and concepts of a question against those of each part.

A pair of syllables is most of a Vietnamese word, so a lone syllable counts less than a pair. How much of the
question's weight the best part accounts for tells whether the document speaks of it at all.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from kb.asking.lexicon import Concept, Lexicon, folded_words
from kb.asking.phrases import Hit, Phrases
from kb.model import Unit

LONE_SYLLABLE = 0.55  # of the weight of a syllable found without its neighbour
UNSURE_SYLLABLE = 0.1  # of the weight of one that the document has only with other diacritics


@dataclass(frozen=True, slots=True)
class Entry:
    """A part that can be found: its key, and its texts, each with how much a match there counts (0 to 1)."""

    key: Hashable
    texts: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class Match:
    """A part that speaks of the question's words: how much of their weight it covers, its rank, and word by word.

    `share` is how much of what the part itself says the question speaks of (0 to 1).
    """

    key: Hashable
    coverage: float
    score: float
    share: float
    explained: list[float]


@dataclass
class Index:
    """Postings of words, pairs and concepts over a set of entries."""

    lexicon: Lexicon
    keys: list[Hashable] = field(default_factory=list)
    words: dict[str, dict[int, float]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)
    concepts: dict[int, dict[int, float]] = field(default_factory=dict)
    units: Phrases[Unit] = field(default_factory=Phrases)
    mass: list[float] = field(default_factory=list)
    rarity: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry], lexicon: Lexicon, units: Phrases[Unit] | None = None) -> Index:
        """Index a set of entries; a named unit is a word of its own as well."""
        index = cls(lexicon, units=units or Phrases())
        mains = [index._add(entry) for entry in entries]
        count = len(index.keys)
        index.rarity = {w: math.log(1 + count / len(found)) for w, found in index.words.items()}
        index.mass = [sum(index.rarity[w] for w in main) or 1.0 for main in mains]
        return index

    def _add(self, entry: Entry) -> set[str]:
        number = len(self.keys)
        self.keys.append(entry.key)
        main: set[str] = set()
        for text, weight in entry.texts:
            words = folded_words(text)
            if not main:
                main = set(words)
            for word in words:
                _raise(self.words.setdefault(word, {}), number, weight)
            for pair in zip(words, words[1:], strict=False):
                _raise(self.pairs.setdefault(pair, {}), number, weight)
            for unit in self.units.longest_in(words):
                _raise(self.words.setdefault(unit_word(unit.payload), {}), number, weight)
            for hit in self.lexicon.concepts.all_in(words):
                _raise(self.concepts.setdefault(hit.payload.number, {}), number, weight * hit.payload.nearness)
        return main

    def search(
        self,
        words: Sequence[str],
        weights: Sequence[float],
        concepts: Sequence[Hit[Concept]],
        within: set[Hashable] | None = None,
        most: int = 6,
        sure: Sequence[bool] | None = None,
    ) -> list[Match]:
        """The entries that best match words with the given weights (0: not part of the topic), best first.

        A word that is not `sure` to be the document's word counts for little unless its neighbour stands beside it.
        """
        found: dict[int, list[float]] = {}
        size = len(words)

        def note(entry: int, place: int, amount: float) -> None:
            row = found.get(entry)
            if row is None:
                row = found[entry] = [0.0] * size
            if amount > row[place]:
                row[place] = amount

        for place, word in enumerate(words):
            if weights[place] > 0:
                for entry, amount in self.words.get(word, {}).items():
                    lone = 1.0 if word.startswith("u:") else LONE_SYLLABLE if sure is None or sure[place] else UNSURE_SYLLABLE
                    note(entry, place, amount * lone)
        for place in range(size - 1):
            if weights[place] > 0 or weights[place + 1] > 0:
                for entry, amount in self.pairs.get((words[place], words[place + 1]), {}).items():
                    note(entry, place, amount)
                    note(entry, place + 1, amount)
        for hit in concepts:
            if any(weights[hit.start : hit.end]):
                for entry, amount in self.concepts.get(hit.payload.number, {}).items():
                    for place in range(hit.start, hit.end):
                        note(entry, place, amount * hit.payload.nearness)
        return self._ranked(found, words, weights, within, most)

    def _ranked(
        self,
        found: dict[int, list[float]],
        words: Sequence[str],
        weights: Sequence[float],
        within: set[Hashable] | None,
        most: int,
    ) -> list[Match]:
        total = sum(weights) or 1.0
        usual = math.log(1 + len(self.keys) / 3)
        rare = [self.rarity.get(word, usual) * weight for word, weight in zip(words, weights, strict=True)]
        matches = []
        for number, row in found.items():
            if within is not None and self.keys[number] not in within:
                continue
            covered = sum(w * m for w, m in zip(weights, row, strict=True)) / total
            points = sum(r * m for r, m in zip(rare, row, strict=True))
            if points <= 0:
                continue
            share = min(1.0, points / self.mass[number])
            matches.append(Match(self.keys[number], covered, points * (0.85 + 0.15 * math.sqrt(share)), share, row))
        matches.sort(key=lambda match: -match.score)
        return matches[:most]


def unit_word(unit: Unit) -> str:
    """The word that stands for a unit in an index."""
    return f"u:{unit.name}"


def _raise(postings: dict[int, float], entry: int, weight: float) -> None:
    if weight > postings.get(entry, 0.0):
        postings[entry] = weight
