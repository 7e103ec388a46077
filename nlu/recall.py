"""What people called a part before: utterances of our corpus near to a question, and the parts that answer them.

The nearest utterance of a part lets the words that it shares with the question match that part, as far as the two are
alike (cosine over words and word pairs, weighted by rarity).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

COMMON = 0.08  # share of the utterances from which a wording tells nothing
LEAST_COMMON = 3.0  # … or their number, where they are few
LEAST_ALIKE = 0.22  # cosine from which an utterance counts
TRUST = 1.5  # times the cosine is how far a shared word matches, one at most

Feature = tuple[str, ...]


@dataclass
class Wordings:
    """Utterances by their words and pairs of words, weighted by rarity."""

    rarity: dict[Feature, float] = field(default_factory=dict)
    size: list[float] = field(default_factory=list)
    postings: dict[Feature, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Sequence[Sequence[str]], common: float, least: float) -> Wordings:
        """An index of utterances; what stands in more than a share (`common`) or number (`least`) tells nothing."""
        found = [wordings(words) for words in said]
        counts = Counter(f for features in found for f in features)
        most = max(least, common * len(found))
        made = cls({f: math.log(1 + len(found) / n) for f, n in counts.items() if n <= most})
        for number, features in enumerate(found):
            kept = sorted(f for f in features if f in made.rarity)  # in one order: the sums are the same each time
            made.size.append(math.sqrt(sum(made.rarity[f] ** 2 for f in kept)) or 1.0)
            for feature in kept:
                made.postings.setdefault(feature, []).append(number)
        return made

    def shared(self, features: Iterable[Feature]) -> dict[int, float]:
        """How much each utterance shares of some features that are known."""
        scores: defaultdict[int, float] = defaultdict(float)
        for feature in features:
            worth = self.rarity[feature] ** 2
            for number in self.postings[feature]:
                scores[number] += worth
        return scores


def wordings(words: Sequence[str]) -> set[Feature]:
    """The words, and each pair of neighbours."""
    return {*((w,) for w in words), *pairwise(words)}


@dataclass
class Recall:
    """Utterances by their wordings, each with the part that answers it."""

    labels: list[Hashable] = field(default_factory=list)
    index: Wordings = field(default_factory=Wordings)

    @classmethod
    def of(cls, told: Iterable[tuple[Hashable, Sequence[str]]]) -> Recall:
        """Recall from pairs of a part and the words of an utterance that it answers."""
        rows = list(told)
        return cls([label for label, _ in rows], Wordings.of([words for _, words in rows], COMMON, LEAST_COMMON))

    def near(self, words: Sequence[str], weights: Sequence[float]) -> dict[Hashable, tuple[float, set[int]]]:
        """For each part, how alike the nearest of its utterances is, and the places of the words that they share."""
        places: dict[Feature, list[int]] = {}
        for place, word in enumerate(words):
            if weights[place]:
                places.setdefault((word,), []).append(place)
        for place, pair in enumerate(pairwise(words)):
            if weights[place] or weights[place + 1]:
                places.setdefault(pair, []).extend((place, place + 1))
        known = [f for f in places if f in self.index.rarity]
        own = math.sqrt(sum(self.index.rarity[f] ** 2 for f in known)) or 1.0
        best: dict[Hashable, tuple[float, int]] = {}
        for number, score in self.index.shared(known).items():
            alike = score / (own * self.index.size[number])
            label = self.labels[number]
            if alike >= LEAST_ALIKE and alike > best.get(label, (0.0, 0))[0]:
                best[label] = (alike, number)
        return {
            label: (min(1.0, TRUST * alike), {p for f in known if number in self.index.postings[f] for p in places[f]})
            for label, (alike, number) in best.items()
        }
