"""The words that frame a report, from the language folder, and finding them in a list of tokens."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from nlu.lexicon import Lexicon
from nlu.text import fold
from progress.reading.line import Line, Token, clean, fits, split
from progress.reading.mending import Mender

_NONE: frozenset[str] = frozenset()
_LONGEST_RUN = 60  # tokens of a run of frame words
_MENDED: tuple[str, ...] = (
    "task",
    "rest",
    "done",
    "not_started",
    "waiting",
    "paused",
    "doing",
    "difficulty",
    "proposal",
    "next",
)
_MENDED += ("nothing", "updating", "percent_inside", "label_product", "label_result")
_BARE = "!"  # ends a way of saying that must be typed with its diacritics


@dataclass(slots=True)
class Ways:
    """The ways of saying one thing, by their folded words."""

    by_words: dict[tuple[str, ...], list[tuple[str, ...]]] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)

    def add(self, way: str) -> None:
        """Take a way of saying ("đã xong", "kẹt!")."""
        words = tuple(way.removesuffix(_BARE).split())
        if not words:
            return
        key = tuple(fold(w) for w in words)
        kept = words if way.endswith(_BARE) else tuple(w + "~" for w in words)
        self.by_words.setdefault(key, []).append(kept)
        sizes = self.sizes.setdefault(key[0], [])
        if len(key) not in sizes:
            sizes.append(len(key))
            sizes.sort(reverse=True)

    def end(self, tokens: Sequence[Token], start: int, stop: int) -> int:
        """Where the longest way ends that begins at a token which is a first word; `start` where none does."""
        for size in self.sizes[tokens[start].text]:
            if start + size <= stop:
                here = tokens[start : start + size]
                ways = self.by_words.get(tuple([t.text for t in here]))
                if ways and any(_all_say(here, way) for way in ways):
                    return start + size
        return start


def _all_say(tokens: Sequence[Token], way: Sequence[str]) -> bool:
    return all(_says(token, word) for token, word in zip(tokens, way, strict=True))


def _says(token: Token, word: str) -> bool:
    if token.kind != "word":
        return True
    return fits(token.typed, word[:-1]) if word.endswith("~") else token.typed == word


@dataclass(frozen=True)
class Cues:
    """All ways of saying, by their kind, and the mending of mistyped ones."""

    ways: Mapping[str, Ways]
    mender: Mender
    compounds: frozenset[tuple[str, str]]

    @cached_property
    def kinds_of(self) -> dict[str, frozenset[str]]:
        """The kinds of the ways of saying that begin with a folded word."""
        firsts = {word for ways in self.ways.values() for word in ways.sizes}
        return {word: frozenset(k for k, ways in self.ways.items() if word in ways.sizes) for word in firsts}

    def read(self, text: str) -> Line:
        """A message as tokens, the mistyped frame words mended."""
        source = clean(text)
        tokens = self.mender.mend(split(source))
        for token in tokens:
            token.begins = self.kinds_of.get(token.text, _NONE)
        return Line(source, tokens)

    def end(self, kind: str, tokens: Sequence[Token], start: int, stop: int) -> int:
        """Where a way of saying of a kind that begins at a token ends; `start` where none does."""
        if start >= stop or kind not in tokens[start].begins:
            return start
        return self.ways[kind].end(tokens, start, stop)

    def may_begin(self, kinds: Collection[str], tokens: Sequence[Token], start: int, stop: int) -> bool:
        """Whether a token is the first word of a way of saying of one of the kinds: a quick look."""
        return start < stop and not tokens[start].begins.isdisjoint(kinds)

    def skip(self, kinds: Collection[str], tokens: Sequence[Token], start: int, stop: int) -> int:
        """Where a run of ways of saying of some kinds ends."""
        stop = min(stop, start + _LONGEST_RUN)
        while self.may_begin(kinds, tokens, start, stop):
            end = max([self.end(kind, tokens, start, stop) for kind in kinds])
            if end == start:
                break
            start = end
        return start

    def all_of(self, kinds: Collection[str], tokens: Sequence[Token], start: int, stop: int) -> bool:
        """Whether a stretch has only words of some kinds (and punctuation)."""
        while start < stop:
            end = start + 1 if tokens[start].is_mark else self.skip(kinds, tokens, start, stop)
            if end == start:
                return False
            start = end
        return True

    def any_at(self, kinds: Collection[str], tokens: Sequence[Token], start: int, stop: int) -> bool:
        """Whether a way of saying of one of the kinds begins at a token."""
        if not self.may_begin(kinds, tokens, start, stop):
            return False
        return any(self.end(kind, tokens, start, stop) > start for kind in kinds)

    def any_in(self, kinds: Collection[str], tokens: Sequence[Token], start: int, stop: int) -> bool:
        """Whether a way of saying of one of the kinds stands anywhere in a stretch."""
        return any(self.any_at(kinds, tokens, place, stop) for place in range(start, stop))


def load_cues(path: Path, lexicon: Lexicon) -> Cues:
    """The words of the file `reports.tsv`, to be mended by what the lexicon knows of the language.

    Raises FileNotFoundError for a missing file, ValueError for a row that is no kind with its ways.
    """
    rows = list(_rows(path))
    ways: dict[str, Ways] = {}
    for kind, way in rows:
        if kind not in ("short", "compound"):
            ways.setdefault(kind, Ways()).add(way)
    short = dict(_short_forms(way for kind, way in rows if kind == "short"))
    framed = [way.removesuffix(_BARE).split() for kind, way in rows if kind in _MENDED]
    mender = Mender(
        short=short,
        words={fold(w): w for way in framed for w in way},
        pairs={(fold(a), fold(b)): (a, b) for way in framed for a, b in pairwise(way)},
        lexicon=lexicon,
    )
    return Cues(ways, mender, frozenset(_joined(way for kind, way in rows if kind == "compound")))


def _rows(path: Path) -> Iterable[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, tab, ways = line.partition("\t")
            if not tab:
                raise ValueError(f"{path.name}: row without ways of saying: {line[:60]}")
            yield from ((kind, unicodedata.normalize("NFC", way.strip())) for way in ways.split("|"))


def _short_forms(rows: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for row in rows:
        typed, _, meant = row.partition("=")
        yield typed.strip(), tuple(meant.split())


def _joined(compounds: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The words about the comma of each compound ("khó khăn, vướng mắc")."""
    for compound in compounds:
        first, _, second = fold(compound).partition(",")
        yield first.split()[-1], second.split()[0]
