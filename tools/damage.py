"""Damage, so that a reader meets what it was not made for: cues and synonyms lost, words swapped.

On the corpus, the rules are nearly always right: they were written with it at hand. What speaks for a right reading
where rules and words fail shows only where they do.
"""

from __future__ import annotations

import random
from dataclasses import replace

from kb.answering.assistant import Assistant
from kb.asking.desk import Desk
from kb.asking.phrases import Phrases
from kb.library import Library

CUES_LOST, SYNONYMS_LOST = 0.2, 0.4
SWAPPED = 0.12  # words that are said in another way
OTHER = tuple(
    "coi biết giùm với nớ ấy hử thiệt cái chỗ khoản vụ phần mần ngó rành mấy dạ bên liệu hén nha nhỉ đâu".split()  # noqa: SIM905
)


def damaged(library: Library, seed: str) -> Assistant:
    """An assistant over the library's first decision that has lost some of its cues and synonyms."""
    luck = random.Random(seed)  # noqa: S311 - drawn again the same
    (desk,) = library.assistant.desks.values()
    lexicon = replace(desk.lexicon, synonyms=tuple(s for s in desk.lexicon.synonyms if luck.random() > SYNONYMS_LOST))
    poorer = Desk(desk.document, desk.directory, lexicon)
    kept = [(words, cues) for words, cues in poorer.cues.by_words.items() if luck.random() > CUES_LOST]
    poorer.cues = Phrases.of((" ".join(words), cue) for words, cues in kept for cue in cues)
    return Assistant([poorer])


def reworded(question: str, seed: str) -> str:
    """A question with some words dropped, swapped with the next, or said otherwise; figures stay."""
    luck = random.Random(seed)  # noqa: S311 - drawn again the same
    words = question.split()
    for place in range(len(words)):
        if luck.random() > SWAPPED or any(c.isdigit() for c in words[place]):
            continue
        way = luck.random()
        if way < 0.4:
            words[place] = luck.choice(OTHER)
        elif way < 0.7 and place + 1 < len(words):
            words[place], words[place + 1] = words[place + 1], words[place]
        elif len(words) > 3:
            words[place] = ""
    return " ".join(word for word in words if word)
