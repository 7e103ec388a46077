"""Which messages may be read outside the house: none that may be about the ledger, and none that names a person.

A language model, where the operator has named one, is asked about the decision only. In doubt a message stays here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from nlu.lexicon import folded_words
from progress.chat.context import Context, Message
from progress.chat.guard import PATIENCE

LIKELY = 0.05
"""Probability of being a report, a correction or a question on the ledger from which a message stays in the house."""
_ADDRESSED = frozenset(("anh", "chi", "ong", "ba", "co", "chu", "bac", "em", "ban", "a", "c", "dc", "sep", "ten"))
"""Words after which a given name stands, folded; «đồng chí» ends with one of them."""
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
        said, names = folded_words(text), _Names.of(tuple(self._context.store.people.names()))
        if any(run in names.runs for size in names.sizes for run in _runs(said, size)):
            return True
        if any(before in _ADDRESSED and word in names.given for before, word in pairwise(said)):
            return True
        return any(word.lower() in names.spelled and word[0].isupper() for word in self._alone(text))

    def _alone(self, text: str) -> list[str]:
        """The words of a text that do not stand beside one of their neighbours in a decision, too («Khoa học»)."""
        words = _WORD.findall(unicodedata.normalize("NFC", text))
        folded = ["".join(folded_words(word)) for word in words]
        known = [pair in self._pairs() for pair in pairwise(folded)]
        return [word for n, word in enumerate(words) if not any(known[max(n - 1, 0) : n + 1])]

    def _pairs_of(self) -> frozenset[tuple[str, str]]:
        sources = (document.source for document, _ in self._context.documents)
        return frozenset(pair for source in sources for pair in pairwise(folded_words(source)))


class _Names:
    """The forms in which names are looked for: `runs` of folded words, given names folded, and as they are spelled."""

    def __init__(self, names: Sequence[str]) -> None:
        folded = [words for name in names if (words := folded_words(name))]
        self.runs = {tuple(words[-size:]) for words in folded for size in {2, len(words)} if 1 < size <= len(words)}
        self.sizes = {len(run) for run in self.runs}
        self.given = {words[-1] for words in folded}
        spelled = (_WORD.findall(unicodedata.normalize("NFC", name)) for name in names)
        self.spelled = {words[-1].lower() for words in spelled if words}

    @staticmethod
    @lru_cache(maxsize=1)
    def of(names: tuple[str, ...]) -> _Names:
        """The forms of some names, made anew where there are others."""
        return _Names(names)


def _runs(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[n : n + size]) for n in range(len(words) - size + 1)]
