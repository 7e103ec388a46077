"""Which messages may be read outside the house: none that may be about the ledger, and none that names a person.

A language model, where the operator has named one, is asked about the decision only. In doubt a message stays here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise, product

from nlu.text import fold, spelled_form
from progress.chat.context import Context, Message
from progress.chat.guard import PATIENCE

LIKELY = 0.05
"""Probability of being a report, a correction or a question on the ledger from which a message stays in the house."""
_ADDRESSED = ["anh", "chị", "ông", "bà", "cô", "chú", "bác", "em", "bạn", "chí", "a", "c", "đc", "sếp", "tên"]
"""Words after which a given name stands; «đồng chí» ends with one of them."""
_WORD = re.compile(r"\w+")


class Privacy:
    """Asks the store who is known and what is under way. `likely` are what else a text may be, `hints` its deeds."""

    def __init__(
        self, context: Context, likely: Sequence[Callable[[str], float]], hints: Sequence[Callable[[str], bool]]
    ) -> None:
        self._context, self._likely, self._hints = context, likely, hints
        self._pairs = cache(self._pairs_of)

    def may_leave(self, message: Message) -> bool:
        """Whether a message, with what it hangs on, may be read by a model of somebody else's."""
        text, about = message.text, message.about.partition(":")[0]
        if message.files or message.captioned or message.forwarded or about not in ("", "task"):
            return False
        if message.quote or message.replied:  # somebody else's words come along
            return False
        dialog = self._context.store.dialogs.get(message.account)
        if dialog is not None and message.at - dialog.at <= PATIENCE:
            return False
        if any(hint(text) for hint in self._hints) or any(likely(text) >= LIKELY for likely in self._likely):
            return False
        return not self.names_somebody(text)

    def names_somebody(self, text: str) -> bool:
        """Whether a text holds the name of somebody who is registered, or wants to be: in full, or as people say it."""
        names = _Names.of(tuple(self._context.store.people.names()))
        typed = _WORD.findall(unicodedata.normalize("NFC", text))
        folded = [fold(word) for word in typed]
        return (
            any(run in names.full for size in names.sizes for run in _runs(folded, size))
            or any(pair in names.short for pair in pairwise(map(_form, typed)))
            or any(word[0].isupper() and _form(word) in names.spelled for word in self._alone(typed, folded))
        )

    def _alone(self, typed: Sequence[str], folded: Sequence[str]) -> Iterator[str]:
        """The words of a text that do not stand beside one of their neighbours in a decision, too («Khoa học»)."""
        known = [pair in self._pairs() for pair in pairwise(folded)]
        return (word for n, word in enumerate(typed) if not any(known[max(n - 1, 0) : n + 1]))

    def _pairs_of(self) -> frozenset[tuple[str, str]]:
        sources = (document.source for document, _ in self._context.documents)
        return frozenset(pair for source in sources for pair in pairwise(map(fold, _WORD.findall(source))))


class _Names:
    """The forms in which names are looked for, each word with its marks or with none.

    `full` are names of three words and more, folded; `short` the last two words of a name, and a given name after a
    word by which people address each other; `spelled` given names with their marks.
    """

    def __init__(self, names: Sequence[str]) -> None:
        words = [found for name in names if (found := _WORD.findall(unicodedata.normalize("NFC", name)))]
        self.full = {tuple(map(fold, one)) for one in words if len(one) > 2}
        self.sizes = {len(run) for run in self.full}
        ends = ((one[-2:-1] or _ADDRESSED, one[-1]) for one in words)
        called = ((_ADDRESSED, one[-1]) for one in words)
        self.short = {
            pair
            for firsts, last in (*ends, *called)
            for first in firsts
            for pair in product({_form(first), fold(first)}, {_form(last), fold(last)})
        }
        self.spelled = {_form(one[-1]) for one in words}

    @staticmethod
    @lru_cache(maxsize=1)
    def of(names: tuple[str, ...]) -> _Names:
        """The forms of some names, made anew where there are others."""
        return _Names(names)


def _form(word: str) -> str:
    """A word with its marks, wherever the tone's was put; one that is typed without is as it is folded."""
    return fold(word) + "".join(mark for mark in spelled_form(word.lower()) if not mark.isascii())


def _runs(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[n : n + size]) for n in range(len(words) - size + 1)]
