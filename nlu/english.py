"""English in a message, read as the Vietnamese that it stands for: whole messages, and words in a Vietnamese sentence.

Runs before anything else is read. The phrases are a data file (data/language/english.tsv).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

ENGLISH = 0.6  # share of a message's words that are English from which it is
SURE = 2  # of them, words that are no syllable of Vietnamese ("what", not "in")
_LETTERS = re.compile(r"[^\W\d_]+")


class English:
    """Reads English words as Vietnamese ones."""

    def __init__(self, rows: Iterable[tuple[str, str, bool]], syllables: Collection[str]) -> None:
        """`rows` are phrases, what they stand for, and whether they do in a Vietnamese sentence, too."""
        given = [(phrase.lower(), meant, mixed) for phrase, meant, mixed in rows]
        self.whole: Mapping[str, str] = {phrase: meant for phrase, meant, _ in given}
        self.mixed: Mapping[str, str] = {phrase: meant for phrase, meant, mixed in given if mixed}
        self.known = {word for phrase in self.whole for word in _LETTERS.findall(phrase) if len(word) > 1}
        self.syllables = syllables
        self._whole, self._mixed = _pattern(self.whole), _pattern(self.mixed)

    def read(self, message: str) -> str:
        """The message with its English put into Vietnamese."""
        if self._is_english(message):
            return self._whole.sub(lambda found: self.whole[_plain(found[0])], message)
        return self._mixed.sub(lambda found: self.mixed[_plain(found[0])], message)

    def _is_english(self, message: str) -> bool:
        words = [word.lower() for word in _LETTERS.findall(message)]
        known = [word for word in words if word in self.known]
        sure = sum(word not in self.syllables for word in known)
        return sure >= SURE and len(known) >= ENGLISH * len(words)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _pattern(phrases: Mapping[str, str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, the longest first."""
    ways = (r"\s+".join(map(re.escape, p.split())) for p in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})(?![^\W_])" if phrases else r"(?!)", re.IGNORECASE)
