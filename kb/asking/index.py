"""Finding which part a wording is about: words, word pairs and concepts of a question against those of each part.

A pair of syllables is most of a Vietnamese word, so a lone syllable counts less than a pair. How much of the
question's weight the best part accounts for tells whether the document speaks of it at all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kb.asking.lexicon import Concept, Lexicon
from kb.asking.phrases import Hit, Phrases
from kb.asking.recall import Recall
from kb.asking.words import Word, split_words
from kb.model import Unit
from kb.text import spelled_form

LONE_SYLLABLE = 0.42  # of the weight of a syllable found without its neighbour
SHARE = 0.15  # how much of a rank hangs on how much of the part itself the question speaks of
MOST_LONE = 4000  # words whose matches are kept at hand
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
    _entry: int
    _amounts: dict[int, dict[int, float]]
    _size: int

    @property
    def explained(self) -> list[float]:
        """How far each word of the question is matched (0 to 1)."""
        return [self._amounts.get(place, _NONE).get(self._entry, 0.0) for place in range(self._size)]


@dataclass
class Index:
    """Postings of words, pairs and concepts over a set of entries."""

    lexicon: Lexicon
    keys: list[Hashable] = field(default_factory=list)
    words: dict[str, dict[int, float]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)
    concepts: dict[int, dict[int, float]] = field(default_factory=dict)
    spelled: dict[str, set[int]] = field(default_factory=dict)
    units: Phrases[Unit] = field(default_factory=Phrases)
    mass: list[float] = field(default_factory=list)
    rarity: dict[str, float] = field(default_factory=dict)
    recall: Recall | None = None
    _lone: dict[tuple[str, str | None], dict[int, float]] = field(default_factory=dict)

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
            split = split_words(text)
            words = [word.text for word in split]
            if not main:
                main = set(words)
            for word in split:
                _raise(self.words.setdefault(word.text, {}), number, weight)
                self.spelled.setdefault(spelled_form(word.typed), set()).add(number)
                for part in _said_of(word):
                    _raise(self.words.setdefault(part, {}), number, weight)
            for pair in pairwise(words):
                _raise(self.pairs.setdefault(pair, {}), number, weight)
            for unit in self.units.longest_in(words):
                _raise(self.words.setdefault(unit_word(unit.payload), {}), number, weight)
            spelled = [spelled_form(word.typed) for word in split]
            for hit in self.lexicon.meanings(words, spelled):
                _raise(self.concepts.setdefault(hit.payload.number, {}), number, weight * hit.payload.nearness)
        return main

    def learn(self, wording: tuple[str, ...], key: Hashable, amount: float) -> None:
        """Let a word, or a pair of words, match an entry this far, as if it stood in its text."""
        number = self.keys.index(key)
        if len(wording) == 1:
            _raise(self.words.setdefault(wording[0], {}), number, amount / LONE_SYLLABLE)
            self._lone.clear()
        else:
            _raise(self.pairs.setdefault((wording[0], wording[1]), {}), number, amount)

    def search(
        self,
        words: Sequence[str],
        weights: Sequence[float],
        concepts: Sequence[Hit[Concept]],
        within: set[Hashable] | None = None,
        most: int = 6,
        spelled: Sequence[str | None] | None = None,
    ) -> list[Match]:
        """The entries that best match words with the given weights (0: not part of the topic), best first.

        `spelled` gives each word with its diacritics where they are known: alone it counts for little in an entry that
        has it only with others ("họp" is no "hợp").
        """
        best = self._amounts(words, weights, concepts, spelled)
        points, covered = self._points(words, weights, best)
        total = sum(weights) or 1.0
        ranked = []
        for entry, own in points.items():
            if within is None or self.keys[entry] in within:
                share = min(1.0, own / self.mass[entry])
                ranked.append((own * (1 - SHARE + SHARE * math.sqrt(share)), share, entry))
        ranked.sort(reverse=True)
        return [
            Match(self.keys[entry], covered[entry] / total, score, share, entry, best, len(words))
            for score, share, entry in ranked[:most]
        ]

    def _points(
        self, words: Sequence[str], weights: Sequence[float], best: dict[int, dict[int, float]]
    ) -> tuple[dict[int, float], dict[int, float]]:
        """For each entry, the matched weight with rare words counting more, and the matched weight as it is."""
        usual = math.log(1 + len(self.keys) / 3)
        points: defaultdict[int, float] = defaultdict(float)
        covered: defaultdict[int, float] = defaultdict(float)
        for place, amounts in best.items():
            weight = weights[place]
            if weight:
                worth = self.rarity.get(words[place], usual) * weight
                for entry, amount in amounts.items():
                    points[entry] += worth * amount
                    covered[entry] += weight * amount
        return points, covered

    def _amounts(
        self,
        words: Sequence[str],
        weights: Sequence[float],
        concepts: Sequence[Hit[Concept]],
        spelled: Sequence[str | None] | None,
    ) -> dict[int, dict[int, float]]:
        """For each word's place, how far each entry matches it: alone, with its neighbour, or by its meaning."""
        best: dict[int, dict[int, float]] = {}
        for place, word in enumerate(words):
            postings = self.words.get(word) if weights[place] else None
            if postings:
                own = spelled[place] if spelled else None
                best[place] = self._alone(word, own, postings).copy()
        for place in range(len(words) - 1):
            if weights[place] or weights[place + 1]:
                pair = self.pairs.get((words[place], words[place + 1]))
                if pair:
                    _merge_both(best.setdefault(place, {}), best.setdefault(place + 1, {}), pair)
        for hit in concepts:
            meant = self.concepts.get(hit.payload.number)
            if meant and any(weights[hit.start : hit.end]):
                for place in range(hit.start, hit.end):
                    _merge(best.setdefault(place, {}), meant, hit.payload.nearness)
        self._recalled(best, words, weights)
        return best

    def _recalled(self, best: dict[int, dict[int, float]], words: Sequence[str], weights: Sequence[float]) -> None:
        """Let the words that a near utterance of an entry shares match that entry."""
        for key, (amount, places) in (self.recall.near(words, weights) if self.recall else {}).items():
            entry = self.keys.index(key)
            for place in places:
                _raise(best.setdefault(place, {}), entry, amount)

    def _alone(self, word: str, own: str | None, postings: dict[int, float]) -> dict[int, float]:
        """How far entries match a word by itself, typed with its `own` diacritics; made once for each word."""
        if (word, own) not in self._lone:
            if len(self._lone) > MOST_LONE:
                self._lone.clear()
            so_spelled = None if own is None else self.spelled.get(own, _NOWHERE)
            self._lone[word, own] = _alone(word, postings, so_spelled)
        return self._lone[word, own]


def _said_of(word: Word) -> tuple[str, ...]:
    """What people say of a document's code or a date: the number alone, the year."""
    if word.kind == "code":
        return (word.text.partition("/")[0],)
    return (word.text.rpartition("/")[2],) if word.kind == "date" and word.text.count("/") == 2 else ()


_NONE: dict[int, float] = {}
_NOWHERE: set[int] = set()


def _alone(word: str, postings: dict[int, float], so_spelled: set[int] | None) -> dict[int, float]:
    """How far entries match a word by itself; `so_spelled` are those that have it with the diacritics typed."""
    if word[:2] == "u:":
        return dict(postings)
    if so_spelled is None:
        return {entry: amount * LONE_SYLLABLE for entry, amount in postings.items()}
    return {
        entry: amount * (LONE_SYLLABLE if entry in so_spelled else UNSURE_SYLLABLE)
        for entry, amount in postings.items()
    }


def _merge(into: dict[int, float], postings: dict[int, float], factor: float = 1.0) -> None:
    """Keep the larger amount for each entry."""
    known = into.get
    for entry, whole in postings.items():
        amount = whole * factor
        if amount > known(entry, 0.0):
            into[entry] = amount


def _merge_both(first: dict[int, float], second: dict[int, float], postings: dict[int, float]) -> None:
    """Keep the larger amount for each entry, for both words of a pair."""
    in_first, in_second = first.get, second.get
    for entry, amount in postings.items():
        if amount > in_first(entry, 0.0):
            first[entry] = amount
        if amount > in_second(entry, 0.0):
            second[entry] = amount


def unit_word(unit: Unit) -> str:
    """The word that stands for a unit in an index."""
    return f"u:{unit.name}"


def _raise(postings: dict[int, float], entry: int, weight: float) -> None:
    if weight > postings.get(entry, 0.0):
        postings[entry] = weight
