"""Whether a message tells something or asks and bids: a logistic model over a message's letters, fitted elsewhere."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from nlu.spelling import plain

BUCKETS = 1 << 13
SCALE = 1000  # weights are kept as whole thousandths
_LONGEST = 400  # letters of a message that are looked at
_SIZES = (2, 3, 4, 5)
_NOTHING_BUT_WORDS = re.compile(r"[^\w?%:\n]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Telling:
    """The fitted weights, one for each bucket of letters, and one for all messages."""

    weights: Sequence[int]
    bias: int

    def probability(self, text: str) -> float:
        """How likely a message is to tell something (0 to 1)."""
        found = features(text)
        score = (self.bias + sum(self.weights[n] for n in found) / math.sqrt(len(found) or 1)) / SCALE
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def load_telling(path: Path) -> Telling:
    """The weights that `tools/train_messages.py` wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    weights = [0] * BUCKETS
    for bucket, weight in kept["weights"].items():
        weights[int(bucket)] = weight
    return Telling(weights, kept["bias"])


@lru_cache(maxsize=8)
def features(text: str) -> frozenset[int]:
    """The buckets of a message: its runs of letters, and the words that it begins and ends with."""
    words = _NOTHING_BUT_WORDS.sub(" ", _DIGITS.sub("0", plain(text[:_LONGEST].lower()))).strip()
    return frozenset(crc32(gram.encode()) % BUCKETS for gram in _grams(f" {words} "))


def _grams(line: str) -> Iterable[str]:
    for size in _SIZES:
        for start in range(len(line) - size + 1):
            yield line[start : start + size]
    words = line.split()
    for size in (1, 2, 3):
        yield "^" + " ".join(words[:size])
        yield " ".join(words[-size:]) + "$"
