"""Finding known phrases in a list of folded words: names of units, cues, filler, terms and their variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
    """A phrase found at words [start, end), and what it stands for."""

    start: int
    end: int
    payload: Payload


@dataclass
class Phrases(Generic[Payload]):
    """A set of phrases by their first word, the longest first."""

    by_first: dict[str, list[tuple[tuple[str, ...], Payload]]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Payload]]) -> Phrases[Payload]:
        """Phrases from pairs of a folded phrase and its payload."""
        phrases = cls()
        for text, payload in pairs:
            words = tuple(text.split())
            if words:
                phrases.by_first.setdefault(words[0], []).append((words, payload))
        for known in phrases.by_first.values():
            known.sort(key=lambda item: -len(item[0]))
        return phrases

    def all_in(self, words: Sequence[str]) -> list[Hit[Payload]]:
        """Every phrase at every place, longer ones first at each place; hits may overlap."""
        hits = []
        for start, word in enumerate(words):
            for phrase, payload in self.by_first.get(word, ()):
                if tuple(words[start : start + len(phrase)]) == phrase:
                    hits.append(Hit(start, start + len(phrase), payload))
        return hits

    def longest_in(self, words: Sequence[str]) -> list[Hit[Payload]]:
        """The longest phrase at each place, left to right without overlap."""
        hits, start = [], 0
        while start < len(words):
            for phrase, payload in self.by_first.get(words[start], ()):
                if tuple(words[start : start + len(phrase)]) == phrase:
                    hits.append(Hit(start, start + len(phrase), payload))
                    start += len(phrase) - 1
                    break
            start += 1
        return hits


def ways(text: str) -> tuple[str, ...]:
    """Ways of saying one thing, from one string with "|" between them."""
    return tuple(phrase.strip() for phrase in text.split("|"))


def says(line: str, phrases: Iterable[str]) -> bool:
    """Whether any of the (folded) phrases stands in a line of folded words, as whole words."""
    return any(f" {phrase} " in line for phrase in phrases)
