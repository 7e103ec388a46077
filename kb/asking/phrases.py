"""Finding known phrases in a list of folded words: names of units, cues, filler, terms and their variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
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
    """A set of phrases by their words, and how long those are that begin with a word, the longest first."""

    by_words: dict[tuple[str, ...], list[Payload]] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Payload]]) -> Phrases[Payload]:
        """Phrases from pairs of a folded phrase and its payload."""
        phrases = cls()
        for text, payload in pairs:
            words = tuple(text.split())
            if words:
                phrases.by_words.setdefault(words, []).append(payload)
        for words in phrases.by_words:
            sizes = phrases.sizes.setdefault(words[0], [])
            if len(words) not in sizes:
                sizes.append(len(words))
                sizes.sort(reverse=True)
        return phrases

    def all_in(self, words: Sequence[str]) -> list[Hit[Payload]]:
        """Every phrase at every place, longer ones first at each place; hits may overlap."""
        hits: list[Hit[Payload]] = []
        given, most, sizes_of, known = tuple(words), len(words), self.sizes.get, self.by_words.get
        for start, word in enumerate(given):
            for size in sizes_of(word, ()):
                end = start + size
                if end <= most and (payloads := known(given[start:end])):
                    hits += [Hit(start, end, payload) for payload in payloads]
        return hits

    def longest_in(self, words: Sequence[str]) -> list[Hit[Payload]]:
        """The longest phrase at each place, left to right without overlap."""
        hits: list[Hit[Payload]] = []
        if self.sizes.keys().isdisjoint(words):
            return hits
        start, sizes_of = 0, self.sizes.get
        while start < len(words):
            end = start + 1
            for size in sizes_of(words[start], ()):
                payloads = self.by_words.get(tuple(words[start : start + size]))
                if payloads and start + size <= len(words):
                    end = start + size
                    hits.append(Hit(start, end, payloads[0]))
                    break
            start = end
        return hits


def ways(text: str) -> tuple[str, ...]:
    """Ways of saying one thing, from one string with "|" between them."""
    return tuple(phrase.strip() for phrase in text.split("|"))


def says(line: str, phrases: tuple[str, ...]) -> bool:
    """Whether any of the (folded) phrases stands in a line of folded words, as whole words."""
    for phrase in _whole(phrases):  # noqa: SIM110 - asked a hundred times a question: a generator costs as much again
        if phrase in line:
            return True
    return False


def ends_of(words: Sequence[str], phrase: str) -> list[int]:
    """The places after each time that a (folded) phrase stands among words."""
    wanted = phrase.split()
    size = len(wanted)
    return [p + size for p in range(len(words) - size + 1) if list(words[p : p + size]) == wanted]


@lru_cache(maxsize=2000)
def first_words(phrases: tuple[str, ...]) -> frozenset[str]:
    """The words with which phrases begin: where none of them stands, no phrase does."""
    return frozenset(phrase.split()[0] for phrase in phrases)


@lru_cache(maxsize=2000)
def _whole(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in phrases)
