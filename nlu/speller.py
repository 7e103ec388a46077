"""Mending what people type: a noisy channel (slips of keys, Telex, abbreviations, teencode) under a bigram model.

The model is counted from the decision's own words and from our corpus of utterances when it is opened; nothing is
trained beforehand and nothing is fetched. Words are folded: what people leave out first are the diacritics.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from nlu.slips import COST_HEARD, WEIGHT_USUAL, Slips, heard_alike, slip_cost
from nlu.tokens import Word

START = "<s>"
NUMBER = "<n>"
UNIT = "<u>"
_KEEP = 10  # candidates of a word that go into the search

# Costs in nats, beside those of slips.
COST_TELEX, COST_TEEN, COST_SHORT = 1.2, 1.6, 1.4
_SHORT_SIZES = (2, 3)  # letters of short forms that are looked for behind a slip
# On top of a slip's cost, where the word as typed …
COST_SEEN = 6.0  # … stands so in the document or in our corpus
COST_USUAL, COST_KNOWN = 4.5, 2.6  # … is a word of theirs without its diacritics, a usual one or any
COST_SPELLED = 2.8  # … is a syllable with its diacritics
COST_HEARD_WORD = 1.2  # … is a word, and one that sounds alike for some is meant
COST_VALID = 0.8  # … is a syllable without them
# Off that where other words of the message can be nothing but slips: with none of them, with some, with many.
HASTE = (0.0, 2.5, 4.0)
MANY_SLIPS, SHARE_OF_SLIPS = 2, 0.2
COST_MARK = 2.0  # a numeral or a letter of an address, typed in small letters after a word that is mistyped
USUAL = -8.2  # log probability from which a word typed without diacritics is believed as much as one seen with them
FLOOR = 1e-7
_RARE = math.log(FLOOR)
MARK = "#"  # before a numeral or the letter of an address that was not typed as one
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii")
_LETTERS = frozenset("abcdeghik")
_LONGEST_MARK = 4
_NUMBERING = ("quy", "nhom", "phan", "muc", "chuong", "diem", "khoan")


def _counted(word: str) -> str:
    """A word as the model counts it."""
    return NUMBER if word[0] == MARK else word


@lru_cache(maxsize=5000)
def _numbers(token: str) -> bool:
    """Whether a word, or what it is a slip away from, has a numeral or a letter after it."""
    return any(OSA.distance(token, word, score_cutoff=1) <= 1 for word in _NUMBERING)


_TELEX_DOUBLE = re.compile(r"([aeod])\1")
_TELEX_TONE = re.compile(r"(?<=[aeiouy])([a-z]{0,2}?)[sfrxj]([a-z]{0,2})$")


def untelex(token: str) -> str:
    """What a word typed in raw Telex means, folded: "heej" → "he", "nhieejm" → "nhiem", "ddinh" → "dinh"."""
    plain = _TELEX_DOUBLE.sub(r"\1", token)
    plain = re.sub(r"(?<=[aou])w|^w(?=[aou])", "", plain)
    return _TELEX_TONE.sub(r"\1\2", plain)


def unteen(token: str) -> list[str]:
    """Ordinary spellings of a word in teencode: f for ph, j for gi or i, z for d, w for qu, k for c."""
    ways = []
    if token.startswith("f"):
        ways.append("ph" + token[1:])
    if token.startswith("j"):
        ways.append("gi" + token[1:])
    if token.startswith("z"):
        ways += ["d" + token[1:], "v" + token[1:]]
    if token.startswith("w"):
        ways.append("qu" + token[1:])
    if token.startswith("k") and not token.startswith("kh"):
        ways.append("c" + token[1:])
    if token.startswith("c") and not token.startswith("ch"):
        ways.append("k" + token[1:])
    if "j" in token[1:]:
        ways.append(token[0] + token[1:].replace("j", "i"))
    return ways


@dataclass(slots=True)
class Candidate:
    """What a typed word may mean: one or several words, and the cost of having typed it so."""

    words: tuple[str, ...]
    cost: float
    first: str = ""  # the first word, as the model counts it
    end: str = ""  # the last one
    alone: float = 0.0  # log probability of the first word by itself
    inner: float = 0.0  # log probability of the further words, less the cost


_State = tuple[float, str, Any, Any]
_NO_PAIRS: dict[str, float] = {}
_BEAM = 13.0  # nats behind the best after which a way is given up


@dataclass
class Model:
    """Counts of words and of pairs, from lines of folded words.

    A pair not seen is believed the more, the more different words were seen after the first (Witten and Bell).
    """

    single: Counter[str] = field(default_factory=Counter)
    pair: Counter[tuple[str, str]] = field(default_factory=Counter)
    followed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    total: float = 0.0

    def learn(self, words: Sequence[str], weight: float = 1.0) -> None:
        """Count a line of words."""
        before = START
        for word in words:
            self.single[word] += weight  # type: ignore[assignment]
            if (before, word) not in self.pair:
                self.kinds[before] += 1
            self.pair[before, word] += weight  # type: ignore[assignment]
            self.followed[before] += weight  # type: ignore[assignment]
            self.total += weight
            before = word

    def seal(self) -> Scores:
        """Log probabilities for the search."""
        size = math.log(max(self.total, 1.0))
        unigram = {w: math.log(n) - size for w, n in self.single.items()}
        bigram: dict[str, dict[str, float]] = {}
        for (before, word), n in self.pair.items():
            known, kinds = self.followed[before], self.kinds[before]
            share = n / (known + kinds)
            rest = kinds / (known + kinds) * math.exp(unigram[word])
            bigram.setdefault(before, {})[word] = math.log(share + rest)
        backoff = {
            before: math.log(self.kinds[before] / (n + self.kinds[before])) for before, n in self.followed.items()
        }
        return Scores(unigram, bigram, backoff)


@dataclass(frozen=True)
class Scores:
    """Log probabilities of words, of a word after another, and the weight of not having seen the pair."""

    unigram: Mapping[str, float]
    bigram: Mapping[str, Mapping[str, float]]
    backoff: Mapping[str, float]

    def step(self, before: str, word: str) -> float:
        """The log probability of a word after another."""
        known = self.bigram.get(before, _NO_PAIRS).get(word)
        if known is not None:
            return known
        return self.backoff.get(before, 0.0) + self.unigram.get(word, _RARE)


class Speller:
    """Reads typed words as the words that were meant."""

    def __init__(
        self,
        scores: Scores,
        syllables: Iterable[str],
        short: Mapping[str, Sequence[tuple[str, ...]]],
        names: Iterable[str],
        seen: Iterable[str],
        spelled: Iterable[str],
    ) -> None:
        self.scores = scores
        self.known = set(scores.unigram)
        self.syllables = set(syllables) | self.known
        self.short = short
        self.names = set(names)
        self.seen = set(seen)
        self.spelled = spelled
        likely = scores.unigram.get
        self.slips = Slips({w: likely(w, -16.0) for w in self.known | self.names if w.isalpha() and len(w) > 1})
        self.short_slips = Slips(
            {s: 0.0 for s in short if len(s) in _SHORT_SIZES and s.isascii() and s not in self.syllables}
        )
        self.fixed = (self._candidate((NUMBER,), 0.0), self._candidate((UNIT,), 0.0))
        self._remember()

    def _remember(self) -> None:
        self.candidates = lru_cache(maxsize=50_000)(self._candidates)

    def __getstate__(self) -> dict[str, Any]:
        """All but what was read so far."""
        return {name: value for name, value in vars(self).items() if name != "candidates"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._remember()

    def read(self, words: Sequence[Word]) -> list[Word]:
        """The words meant: the likeliest way through the candidates. Numbers, codes and dates stay as they are."""
        if not words:
            return []
        # A state is (score, last word, the state before it, the candidate chosen).
        states: list[_State] = [(0.0, START, None, None)]
        haste = self._haste(words)
        before = ""
        for word in words:
            if word.kind == "word":
                numbered = len(word.text) <= _LONGEST_MARK and _numbers(before)
                options = self.candidates(word.text, word.typed, haste, numbered)
            else:
                options = (self.fixed[word.kind == "unit"],)
            before = word.text
            states = self._extended(states, options)
        last: _State | None = max(states, key=_first)
        chosen: list[Candidate] = []
        while last is not None and last[3] is not None:
            chosen.append(last[3])
            last = last[2]
        return self._spread(words, chosen[::-1])

    def _haste(self, words: Sequence[Word]) -> int:
        """How hastily a message is typed, from its words that are none: 0 (no sign of it) to 2."""
        typed = [word for word in words if word.kind == "word"]
        slips = sum(self._is_slip(word) for word in typed)
        return 0 if not slips else 1 if slips < MANY_SLIPS and slips < SHARE_OF_SLIPS * len(typed) else 2

    def _is_slip(self, word: Word) -> bool:
        """Whether a word can be nothing but a slip."""
        token = word.text
        return not (token in self.syllables or token in self.names or token in self.short or word.typed in self.seen)

    def _extended(self, states: list[_State], options: Sequence[Candidate]) -> list[_State]:
        """The best state for each candidate's last word, without those that can hardly win."""
        scores, best = self.scores, dict[str, _State]()
        rows = [(s, s[0], scores.bigram.get(s[1], _NO_PAIRS), scores.backoff.get(s[1], 0.0)) for s in states]
        for option in options:
            first, alone, end = option.first, option.alone, option.end
            chosen, most = states[0], -math.inf
            for state, so_far, pairs, backed_off in rows:
                known = pairs.get(first)
                score = so_far + (backed_off + alone if known is None else known)
                if score > most:
                    chosen, most = state, score
            most += option.inner
            if end not in best or most > best[end][0]:
                best[end] = (most, end, chosen, option)
        top = max(state[0] for state in best.values())
        return [state for state in best.values() if state[0] > top - _BEAM]

    @staticmethod
    def _spread(words: Sequence[Word], chosen: Sequence[Candidate]) -> list[Word]:
        out = []
        for word, candidate in zip(words, chosen, strict=True):
            for n, text in enumerate(candidate.words if word.kind == "word" else (word.text,)):
                if text[0] == MARK:
                    out.append(replace(word, text=text[1:], kind="mark"))
                    continue
                changed = text != word.text or n
                out.append(replace(word, text=text, before=word.before if n == 0 else "") if changed else word)
        return out

    def _candidates(self, token: str, typed: str, haste: int, numbered: bool = False) -> tuple[Candidate, ...]:
        """What a token may mean, likeliest first: itself, abbreviations, Telex, teencode, slips of the keys."""
        found: dict[tuple[str, ...], float] = {}

        def offer(words: tuple[str, ...], cost: float) -> None:
            if cost < found.get(words, 99.0):
                found[words] = cost

        usual = token in self.syllables or token in self.names or len(token) > 12
        short = self.short.get(typed) or (self.short.get(token, ()) if typed == token else ())
        offer((token,), 0.0 if usual else 8.0 if short else 2.0)
        for rank, words in enumerate(short):
            offer(words, (COST_SHORT if token in self.syllables else 0.2) + 0.3 * rank)
        if numbered:
            self._offer_marks(token, offer)
        if len(token) <= 12 and token not in self.names:
            if typed in self.seen and typed != token:
                self._offer_alike(token, offer, COST_SEEN)
            else:
                self._offer_slips(token, typed, haste, offer)
        likely = self.scores.unigram.get
        ranked = sorted(found.items(), key=lambda way: way[1] - WEIGHT_USUAL * likely(_counted(way[0][0]), -16.0))
        return tuple(self._candidate(w, c) for w, c in ranked[:_KEEP])

    def _candidate(self, words: tuple[str, ...], cost: float) -> Candidate:
        first = last = _counted(words[0])
        alone = self.scores.unigram.get(first, _RARE)
        inner = -cost
        for word in words[1:]:
            inner += self.scores.step(last, word)
            last = word
        return Candidate(words, cost, first, last, alone, inner)

    def _offer_marks(self, token: str, offer: Callable[[tuple[str, ...], float], None]) -> None:
        """Offer a numeral or a letter of an address, as typed or with a slip in it: "nhm v", "quy ivi"."""
        if token in _NUMERALS or token in _LETTERS:
            offer((MARK + token,), COST_MARK)
        elif len(token) > 1 and token not in self.syllables and token not in self.short:
            for meant in _NUMERALS:
                if len(meant) == len(token) and OSA.distance(token, meant) == 1:
                    offer((MARK + meant,), slip_cost(token, meant))

    def _offer_short_forms(self, token: str, offer: Callable[[tuple[str, ...], float], None]) -> None:
        """Offer the short forms a slip away from a word that is no syllable: "nb" for "nv"."""
        if len(token) not in _SHORT_SIZES or token in self.syllables:
            return
        for form, cost in self.short_slips.near(token, 1):
            if len(form) == len(token):
                offer(self.short[form][0], cost + COST_SHORT)

    def _offer_slips(self, token: str, typed: str, haste: int, offer: Callable[[tuple[str, ...], float], None]) -> None:
        bases = {token: 0.0}
        raw = untelex(token)
        if raw != token:
            bases[raw] = COST_TELEX
        sure = len(self.short.get(token, ())) == 1 and token not in self.syllables  # "ko" is no "co"
        for way in () if sure else unteen(token):
            bases.setdefault(way, COST_TEEN)
        for base, cost in bases.items():
            if base in self.known and base != token:
                offer((base,), cost + (COST_KNOWN if token in self.known else 0.0))
            for words in self.short.get(base, ()) if base != token and token not in self.known else ():
                offer(words, cost + COST_SHORT)
        self._offer_short_forms(token, offer)
        if typed != token or (token not in self.known and not sure):
            self._offer_alike(token, offer)
        extra, reach = self._trust(token, typed)
        extra = max(min(extra, COST_VALID), extra - HASTE[haste])
        for base, cost in list(bases.items())[:2]:
            for meant, slip in self.slips.near(base, reach):
                if meant != token:
                    offer((meant,), cost + extra + slip)

    def _offer_alike(self, token: str, offer: Callable[[tuple[str, ...], float], None], extra: float = 0.0) -> None:
        for way in heard_alike(token):
            if way in self.known:
                offer((way,), COST_HEARD + COST_HEARD_WORD * (token in self.known) + extra)

    def _trust(self, token: str, typed: str) -> tuple[float, int]:
        """How much the typed word itself is to be believed, and how many slips from it are looked at."""
        if typed in self.seen:
            return COST_SEEN, 1
        if token in self.known and typed == token:
            return COST_USUAL if self.scores.unigram[token] > USUAL else COST_KNOWN, 1
        if typed in self.spelled and typed != token:
            return COST_SPELLED, 1
        return COST_VALID if token in self.syllables else 0.0, 1 if len(token) < 3 else 2


def _first(state: _State) -> float:
    return state[0]
