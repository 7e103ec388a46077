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
LEAST_ALIKE = 0.22  # cosine from which an utterance counts
TRUST = 1.5  # times the cosine is how far a shared word matches, one at most

Feature = tuple[str, ...]


@dataclass
class Recall:
    """Utterances by their wordings, each with the part that answers it."""

    labels: list[Hashable] = field(default_factory=list)
    postings: dict[Feature, list[int]] = field(default_factory=dict)
    rarity: dict[Feature, float] = field(default_factory=dict)
    size: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, told: Iterable[tuple[Hashable, Sequence[str]]]) -> Recall:
        """Recall from pairs of a part and the words of an utterance that it answers."""
        recall, found = cls(), []
        for label, words in told:
            recall.labels.append(label)
            found.append(_features(words))
        counts = Counter(f for features in found for f in features)
        most = max(3.0, COMMON * len(found))
        recall.rarity = {f: math.log(1 + len(found) / n) for f, n in counts.items() if n <= most}
        for number, features in enumerate(found):
            kept = [f for f in features if f in recall.rarity]
            recall.size.append(math.sqrt(sum(recall.rarity[f] ** 2 for f in kept)) or 1.0)
            for feature in kept:
                recall.postings.setdefault(feature, []).append(number)
        return recall

    def near(self, words: Sequence[str], weights: Sequence[float]) -> dict[Hashable, tuple[float, set[int]]]:
        """For each part, how alike the nearest of its utterances is, and the places of the words that they share."""
        places: dict[Feature, list[int]] = {}
        for place, word in enumerate(words):
            if weights[place]:
                places.setdefault((word,), []).append(place)
        for place, pair in enumerate(pairwise(words)):
            if weights[place] or weights[place + 1]:
                places.setdefault(pair, []).extend((place, place + 1))
        known = [f for f in places if f in self.rarity]
        own = math.sqrt(sum(self.rarity[f] ** 2 for f in known)) or 1.0
        scores: defaultdict[int, float] = defaultdict(float)
        for feature in known:
            worth = self.rarity[feature] ** 2
            for number in self.postings[feature]:
                scores[number] += worth
        best: dict[Hashable, tuple[float, int]] = {}
        for number, score in scores.items():
            alike = score / (own * self.size[number])
            label = self.labels[number]
            if alike >= LEAST_ALIKE and alike > best.get(label, (0.0, 0))[0]:
                best[label] = (alike, number)
        return {
            label: (min(1.0, TRUST * alike), {p for f in known if number in self._of(f) for p in places[f]})
            for label, (alike, number) in best.items()
        }

    def _of(self, feature: Feature) -> list[int]:
        return self.postings[feature]


def _features(words: Sequence[str]) -> set[Feature]:
    return {*((w,) for w in words), *pairwise(words)}
