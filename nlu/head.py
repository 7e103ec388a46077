"""The heads: which fields a message asks, and where it is answered, by its words as heard and the letters in them.

Logistic models on whether a gram occurs: 2 to 5 letters of the words, a word, two words in a row. What is said of a
field does not hang on where or how often it is asked, so that several fields of one message fire at once.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

FIELDS = (
    "lead",
    "coord",
    "deadline",
    "product",
    "note",
    "content",  # what a task is about, or what the text says of something
    "card",  # the whole row of a task
    "number",  # which task it is
    "list",
    "count",
    "compare",
    "group",
    "target",
    "due",  # the day by which a report must be in
    "window",  # from which day to which a report's data are
    "recipient",  # of reports
    "metadata",  # what the decision says of itself
    "passage",  # an address, or who is charged with something
    "abbrev",
    "bot",  # the bot itself, and small talk with it
    "report",  # tells progress
    "unknown",  # what no such decision says
)
NOWHERE = "-"  # the place of what the decision does not say
TABLE = "PL"  # the place of what rows of the appendix answer that a message numbers, lists or counts
LETTERS = (2, 3, 4, 5)
LONGEST = 1200  # letters that are looked at: who writes more has asked by then
_LANE = 3  # bytes a label takes in a packed sum: 16 million, where a message has 10,000 grams at most
_ZERO = 128  # what stands in a byte for a weight of nothing
_YEAR = 4  # figures that stand as they are; shorter and longer ones are a number like any other
_FIGURES = re.compile(r"\d+")


def grams(words: Sequence[str]) -> set[str]:
    """The grams of a message by its words as heard: letters across words, "=word", "word_word"."""
    texts = [_FIGURES.sub(_figure, w) if not w.isalpha() else w for w in words]
    line = f" {' '.join(texts)} "[:LONGEST]
    found = {line[i : i + n] for n in LETTERS for i in range(len(line) - n + 1)}
    found.update([f"={w}" for w in texts])
    found.update([f"{a}_{b}" for a, b in pairwise(["^", *texts, "$"])])
    return found


def _figure(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) == _YEAR else "#"


@dataclass(frozen=True)
class _Head:
    """Weights as data/weights/ has them: a row of bytes a gram, a column a label; unpacked with the first message."""

    path: Path

    @cached_property
    def _stored(self) -> dict[str, Any]:
        stored: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return stored

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the columns stand for."""
        return tuple(self._stored["labels"])

    @cached_property
    def _weights(self) -> dict[str, int]:
        """Each gram's weights as one whole number with a lane a label."""
        names, rows = self._stored["grams"].split("\n"), base64.b64decode(self._stored["weights"])
        lanes = bytearray(len(rows) * _LANE)
        lanes[::_LANE] = rows
        size = len(self.labels) * _LANE
        return {name: int.from_bytes(lanes[n * size : (n + 1) * size], "little") for n, name in enumerate(names)}

    def _totals(self, words: Sequence[str]) -> list[float]:
        packed, bias, scale = self._weights, self._stored["bias"], self._stored["scale"]
        hits = [packed[gram] for gram in grams(words) if gram in packed]
        lanes = sum(hits).to_bytes(len(bias) * _LANE, "little")
        none = _ZERO * len(hits)
        return [
            b + scale * (int.from_bytes(lanes[n * _LANE : (n + 1) * _LANE], "little") - none)
            for n, b in enumerate(bias)
        ]


class FieldHead(_Head):
    """Which fields a message asks; each by itself."""

    def probabilities(self, words: Sequence[str]) -> dict[str, float]:
        """How likely a message, given as its words as heard (folded), asks each of FIELDS."""
        if self.labels != FIELDS:
            raise ValueError(f"{self.path.name} was made for other fields: run make train")
        totals = self._totals(words)
        return {name: 1 / (1 + math.exp(-max(-30.0, min(30.0, x)))) for name, x in zip(FIELDS, totals, strict=True)}


class PlaceHead(_Head):
    """In which place of one decision what a message asks is answered, by what people of our corpus asked of it."""

    @property
    def decision(self) -> str:
        """The number of the decision whose places the labels are."""
        return str(self._stored["decision"])

    def probabilities(self, words: Sequence[str]) -> dict[str, float]:
        """How likely each place is, or NOWHERE; together one."""
        totals = self._totals(words)
        most = max(totals)
        shares = [math.exp(x - most) for x in totals]
        whole = sum(shares)
        return {name: share / whole for name, share in zip(self.labels, shares, strict=True)}
