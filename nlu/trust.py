"""How far a reading is to be trusted, and what follows: answer, ask back, or refuse.

A logistic model on features that the reader hands in by name. Each feature counts by a line of few pieces; which way it
speaks is fixed where that is known (more of the question accounted for never makes a reading less likely). Costs are
counted in silences.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

Decision = Literal["answer", "ask", "refuse"]

WRONG = 5.0  # silences that a wrong answer costs, and an answer to what the decision does not say
ASKED = 0.5  # that a question back costs, where the right choice is among its buttons; else it is a silence
MODELS = ("right", "known", "right_anywhere", "known_anywhere")
PLACED = "placed"  # a feature that is known of decisions alone of which the place head knows
CHOICES = 4  # at most, of a question back


@dataclass(frozen=True)
class Lines:
    """What each feature adds, at given values and on the straight between them; and what is added in any case."""

    bias: float
    features: Mapping[str, tuple[Sequence[float], Sequence[float]]]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Lines:
        """Lines as they are stored."""
        return cls(stored["bias"], {name: tuple(line) for name, line in stored["features"].items()})

    def probability(self, given: Mapping[str, float]) -> float:
        """The probability by the features that are given; of others nothing is added."""
        total = self.bias + sum(_on(*self.features[name], x) for name, x in given.items() if name in self.features)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _on(at: Sequence[float], adds: Sequence[float], x: float) -> float:
    place = bisect_right(at, x)
    if place in (0, len(at)):
        return adds[0 if place == 0 else -1]
    left, right = at[place - 1], at[place]
    return adds[place - 1] + (adds[place] - adds[place - 1]) * (x - left) / (right - left)


@dataclass(frozen=True)
class Trust:
    """Weights as data/weights/trust.json has them; read with the first reading."""

    path: Path

    @cached_property
    def _stored(self) -> Mapping[str, Any]:
        return json.loads(self.path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    @cached_property
    def _models(self) -> Mapping[str, Lines]:
        return {name: Lines.of(self._stored[name]) for name in MODELS}

    def right(self, features: Mapping[str, float]) -> float:
        """How likely a reading is the right one; of a decision without place features by a model without them."""
        return self._models["right" if PLACED in features else "right_anywhere"].probability(features)

    def known(self, features: Mapping[str, float]) -> float:
        """How likely the decision says at all what is asked, by the features of the likeliest reading."""
        return self._models["known" if PLACED in features else "known_anywhere"].probability(features)

    def decide(self, readings: Sequence[float], known: float) -> Decision:
        """What costs least, given how likely each reading is right, the likeliest first."""
        return least(readings, known, self._stored["asking"])


def least(readings: Sequence[float], known: float, asking: float) -> Decision:
    """The cheapest of answering with the first reading, asking which of the first few is meant, and refusing.

    `asking` is what a question back costs on top, so that few are asked. Refusing what is not said is free.
    """
    if not readings:
        return "refuse"
    among = min(sum(readings[:CHOICES]), 1.0)
    costs: dict[Decision, float] = {"answer": WRONG * (1 - readings[0]), "refuse": max(known, among)}
    if len(readings) > 1:
        costs["ask"] = asking + ASKED * among + (1 - among)
    return min(costs, key=lambda name: costs[name])
