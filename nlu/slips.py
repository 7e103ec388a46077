"""Slips of the keys: which words of a vocabulary a typed word may be a slip of, and what each slip costs.

Words are found by a table of what is left of them when a letter or two are dropped (Garbe's SymSpell), so that nothing
is compared with the whole vocabulary. Words are folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA, Levenshtein

from nlu.text import fold

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Costs in nats: how much likelier the sentence must become before a slip is believed.
COST_ADJACENT, COST_DOUBLED, COST_DROPPED, COST_SWAPPED, COST_EXTRA, COST_OTHER = 4.4, 4.0, 4.8, 4.8, 5.2, 6.6
COST_HEARD = 2.8  # a sound taken for one that parts of the country do not tell from it
WEIGHT_USUAL = 0.7  # how much a word's own likelihood counts when words near a typed one are ranked
_TWICE = 4
_LIKELY = -10.0  # log probability from which a word is looked for behind two slips
_KEPT = 14
# Sounds that some parts of the country do not tell apart, as they begin and as they end a syllable.
_ONSETS = (
    ("s", "x"), ("tr", "ch"), ("l", "n"), ("d", "gi"), ("d", "r"), ("d", "v"), ("gi", "r"), ("g", "gh"), ("ng", "ngh"),
    ("c", "k"), ("qu", "w"), ("b", "p"), ("q", "qu"),
)  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "y")
_ENDS = (("n", "ng"), ("t", "c"), ("i", "y"), ("nh", "n"), ("ch", "t"))


def _neighbours() -> dict[str, str]:
    """Keys that lie beside each other on a QWERTY keyboard."""
    near: dict[str, set[str]] = {}
    for r, row in enumerate(_ROWS):
        for c, key in enumerate(row):
            for other, shift in ((r, -1), (r, 1), (r + 1, -1), (r + 1, 0), (r - 1, 0), (r - 1, 1)):
                if 0 <= other < 3 and 0 <= c + shift < len(_ROWS[other]):
                    near.setdefault(key, set()).add(_ROWS[other][c + shift])
    return {key: "".join(sorted(others)) for key, others in near.items()}


_NEAR = _neighbours()


class Slips:
    """The words of a vocabulary by what is left of them without a letter or two."""

    def __init__(self, usual: Mapping[str, float]) -> None:
        """`usual` gives each word with the log probability of it."""
        self.usual = usual
        self.once: dict[str, list[str]] = {}
        self.twice: dict[str, list[str]] = {}
        for word in usual:
            once = _dropped((word,))
            for rest in once | {word}:
                self.once.setdefault(rest, []).append(word)
            for rest in _dropped(once) | once if len(word) >= _TWICE and usual[word] > _LIKELY else ():
                self.twice.setdefault(rest, []).append(word)
        self._remember()

    def _remember(self) -> None:
        self.near = lru_cache(maxsize=50_000)(self._near)

    def __getstate__(self) -> dict[str, Any]:
        """All but what was asked so far."""
        return {name: value for name, value in vars(self).items() if name != "near"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._remember()

    def _near(self, typed: str, reach: int) -> tuple[tuple[str, float], ...]:
        """Words at most `reach` slips from a typed one, with the costs of the slips, the likeliest first."""
        usual, rests = self.usual, _dropped((typed,))
        rests.add(typed)
        near = {word for rest in rests for word in self.once.get(rest, ())}
        near.discard(typed)
        found, once = [], set()
        for word in near:
            if (cost := _one_slip(typed, word)) is not None:
                found.append((cost - WEIGHT_USUAL * usual[word], word, cost))
                once.add(word)
        found.sort()
        if reach > 1 and len(typed) >= _TWICE - 1:
            rests |= _dropped(rests)
            more = {word for rest in rests for word in self.twice.get(rest, ())} | near
            more -= once
            worst = found[_KEPT - 1][0] if len(found) >= _KEPT else 99.0
            for word in more:
                likely = WEIGHT_USUAL * usual[word]
                if 2 * COST_DOUBLED - likely < worst and OSA.distance(typed, word, score_cutoff=2) == 2:
                    cost = slip_cost(typed, word)
                    found.append((cost - likely, word, cost))
            found.sort()
        return tuple((word, cost) for _, word, cost in found[:_KEPT])


def _dropped(words: Iterable[str]) -> set[str]:
    """What is left of words without any one of their letters."""
    return {word[:n] + word[n + 1 :] for word in words for n in range(len(word))}


def _one_slip(typed: str, meant: str) -> float | None:
    """The cost of the one slip between two words, None where there are more."""
    longer = len(typed) - len(meant)
    if not -1 <= longer <= 1:
        return None
    at, both = 0, min(len(typed), len(meant))
    while at < both and typed[at] == meant[at]:
        at += 1
    if longer == 0:
        if typed[at + 1 :] == meant[at + 1 :]:
            return COST_ADJACENT if meant[at] in _NEAR.get(typed[at], "") else COST_OTHER
        swapped = typed[at : at + 2] == meant[at + 1 : at + 2] + meant[at] and typed[at + 2 :] == meant[at + 2 :]
        return COST_SWAPPED if swapped else None
    if longer < 0:
        return COST_DROPPED if typed[at:] == meant[at + 1 :] else None
    return _cost_of_extra(typed, at) if typed[at + 1 :] == meant[at:] else None


def slip_cost(typed: str, meant: str) -> float:
    """The cost in nats of having typed one word for another, edit by edit."""
    if (cost := _one_slip(typed, meant)) is not None:
        return cost
    return sum(
        _edit_cost(typed, meant, edit.tag, edit.src_pos, edit.dest_pos) for edit in Levenshtein.editops(typed, meant)
    )


def _edit_cost(typed: str, meant: str, tag: str, here: int, there: int) -> float:
    if tag == "replace":
        return COST_ADJACENT if meant[there] in _NEAR.get(typed[here], "") else COST_OTHER
    return COST_DROPPED if tag == "insert" else _cost_of_extra(typed, here)


def _cost_of_extra(typed: str, here: int) -> float:
    beside = typed[here - 1 : here] + typed[here + 1 : here + 2]
    if typed[here] in beside:
        return COST_DOUBLED
    return COST_ADJACENT + 0.4 if any(typed[here] in _NEAR.get(key, "") for key in beside) else COST_EXTRA


def heard_alike(typed: str) -> Iterator[str]:
    """Syllables that parts of the country do not tell from a typed one: "su" for "xu", "chi" for "tri"."""
    for a, b in _ONSETS:
        for here, there in ((a, b), (b, a)):
            if typed.startswith(here) and fold(typed[len(here) : len(here) + 1]) in _VOWELS:
                yield there + typed[len(here) :]
    for a, b in _ENDS:
        for here, there in ((a, b), (b, a)):
            if typed.endswith(here) and len(typed) > len(here):
                yield typed[: -len(here)] + there
