"""What our corpus of utterances teaches: which words people use for which part of the decision.

A question of the corpus that one part answers is one more wording of that part. A word says as much about a part as the
share of its questions that this part answers; words said of everything say nothing. Another decision's utterances teach
nothing about this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

from kb.asking.index import Index
from kb.asking.lexicon import Utterance

Told = Sequence[tuple[Utterance, tuple[str, ...]]]
Wording = tuple[str, ...]  # a word, or two that stand side by side

DOUBTED = {1: 4.0, 2: 2.0}  # questions added to the count, by the wording's size: what was said once proves little
LEAST = 0.34  # share of a wording's questions from which it tells a part
TRUST = 1.3  # times that share is how far the wording matches, as the part's own text does at most


def teach(index: Index, told: Told, parts: Mapping[str, Hashable], decision: str) -> None:
    """Add to an index what the utterances about a decision teach; `parts` gives an address's key in the index."""
    said: Counter[Wording] = Counter()
    said_of: Counter[tuple[Wording, Hashable]] = Counter()
    for utterance, words in told:
        wordings = {*((word,) for word in words), *pairwise(words)}
        said.update(wordings)
        keys = {parts[a] for a in utterance.citations if a in parts}
        if len(keys) == 1 and utterance.decision == decision and not utterance.follows:
            (key,) = keys
            said_of.update((wording, key) for wording in wordings)
    for (wording, key), count in said_of.items():
        share = count / (said[wording] + DOUBTED[len(wording)])
        if share >= LEAST:
            index.learn(wording, key, min(1.0, TRUST * share))


def answered(told: Told, parts: Mapping[str, Hashable], decision: str) -> Iterator[tuple[Hashable, tuple[str, ...]]]:
    """Each utterance about a decision that one part answers: the part's key, and the utterance's words."""
    for utterance, words in told:
        keys = {parts[a] for a in utterance.citations if a in parts}
        if len(keys) == 1 and utterance.decision == decision and not utterance.follows:
            yield keys.pop(), words
