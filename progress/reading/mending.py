"""Mending the frame words of a report: short forms, Telex typed raw, slips of the keys. Other words are left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.lexicon import Lexicon
from nlu.speller import untelex
from nlu.text import fold
from progress.reading.line import Token

_SHORTEST = 4  # letters of a word in which a slip is believed
_LONGEST = 12
_CACHE = 20_000
Meant = tuple[str, ...]


@dataclass
class Mender:
    """Reads mistyped frame words as the words meant.

    `short` are short forms with their words, some only before another word ("kh quý"); `words` are the frame's words
    by their folded form, `pairs` its neighbours.
    """

    short: Mapping[str, Meant]
    words: Mapping[str, str]
    pairs: Mapping[tuple[str, str], tuple[str, str]]
    lexicon: Lexicon
    _known: dict[str, Meant | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.long_words = [w for w in self.words if len(w) >= _SHORTEST]
        self.after: dict[str, list[str]] = {}
        self.before: dict[str, list[str]] = {}
        for first, second in self.pairs:
            self.after.setdefault(first, []).append(second)
            self.before.setdefault(second, []).append(first)

    def mend(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with frame words as meant; a short form of two words becomes two tokens of the same place."""
        out: list[Token] = []
        for token, before, after in zip(tokens, (None, *tokens), (*tokens[1:], None), strict=False):
            if before and token.typed in self.short and (before.text, token.text) in self.lexicon.pairs:
                out.append(token)  # "lỗ hổng" has no "không" in it
                continue
            meant = self.short.get(f"{token.typed} {after.typed}") if after else None  # "KH quý 4"
            meant = meant or (self._meant(token) if token.kind == "word" else None)
            if meant is None:
                out.append(token)
            else:
                out += [replace(token, text=fold(word), typed=word) for word in meant]
        self._mend_pairs(out)
        return out

    def _meant(self, token: Token) -> Meant | None:
        """What a word alone stands for where it is no word as typed, or None."""
        typed = token.typed
        if typed in self.words or len(typed) > _LONGEST:
            return None
        if typed not in self._known:
            if len(self._known) > _CACHE:
                self._known.clear()
            self._known[typed] = self._look_up(typed, token.text)
        return self._known[typed]

    def _look_up(self, typed: str, folded: str) -> Meant | None:
        if typed in self.short:
            return self.short[typed]
        if folded in self.words or folded in self.lexicon.syllables:
            return None
        raw = untelex(folded)
        if raw != folded and raw in self.short:
            return self.short[raw]
        if raw != folded and (raw in self.words or raw in self.lexicon.syllables):
            return (raw,)
        if raw in self.lexicon.syllables or len(folded) < _SHORTEST:
            return None
        near = [w for w, _, _ in process.extract(folded, self.long_words, scorer=OSA.distance, score_cutoff=1, limit=3)]
        return (self.words[near[0]],) if len(near) == 1 else None

    def _mend_pairs(self, tokens: list[Token]) -> None:
        """Mend a word that is a slip away from the one that goes with its neighbour ("triển khia")."""
        for place in range(1, len(tokens)):
            a, b = tokens[place - 1], tokens[place]
            if a.kind != "word" or b.kind != "word" or (a.text, b.text) in self.pairs:
                continue
            if (a.text, b.text) in self.lexicon.pairs:
                continue
            if second := self._slip(b, self.after.get(a.text, ())):
                meant = self.pairs[a.text, second][1]
                tokens[place] = replace(b, text=second, typed=meant)
            elif first := self._slip(a, self.before.get(b.text, ())):
                meant = self.pairs[first, b.text][0]
                tokens[place - 1] = replace(a, text=first, typed=meant)

    def _slip(self, token: Token, words: Sequence[str]) -> str | None:
        if not words or len(token.text) < _SHORTEST or token.text in self.words:
            return None
        if token.typed != token.text and token.typed in self.lexicon.spelled:
            return None  # well spelled, so meant
        near = [w for w in words if len(w) >= _SHORTEST and OSA.distance(token.text, w, score_cutoff=1) == 1]
        return near[0] if len(near) == 1 else None
