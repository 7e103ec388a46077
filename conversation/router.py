"""Which of several ways to take a message is taken: the likeliest. It knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")

CERTAIN = 1.0


@dataclass(frozen=True)
class Candidate(Generic[Result]):
    """One way to take a message, how likely it is meant so, and what is then done; None where it is not, after all."""

    probability: float
    take: Callable[[], Result | None]


def route(candidates: Iterable[Candidate[Result]]) -> Result | None:
    """What comes of the likeliest way that takes the message; None where none does."""
    for candidate in sorted(candidates, key=lambda one: -one.probability):
        if (result := candidate.take()) is not None:
            return result
    return None


def beside(likely: float, right: float) -> float:
    """How likely a reading is right that takes for granted that the message is not what it is so `likely` to be."""
    return right * (1 - likely)
