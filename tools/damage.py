"""Damage, so that a reader meets what it was not made for: cues and synonyms lost.

On the corpus, the rules are nearly always right: they were written with it at hand. What speaks for a right reading
where rules and words fail shows only where they do.
"""

from __future__ import annotations

import random
from dataclasses import replace

from kb.answering.assistant import Assistant
from kb.asking.desk import Desk
from kb.library import Library
from nlu.phrases import Phrases

CUES_LOST, SYNONYMS_LOST = 0.2, 0.4


def damaged(library: Library, seed: str) -> Assistant:
    """An assistant over the library's first decision that has lost some of its cues and synonyms."""
    luck = random.Random(seed)  # noqa: S311 - drawn again the same
    (desk,) = library.assistant.desks.values()
    lexicon = replace(desk.lexicon, synonyms=tuple(s for s in desk.lexicon.synonyms if luck.random() > SYNONYMS_LOST))
    poorer = Desk(desk.document, desk.directory, lexicon)
    kept = [(words, cues) for words, cues in poorer.cues.by_words.items() if luck.random() > CUES_LOST]
    poorer.cues = Phrases.of((" ".join(words), cue) for words, cues in kept for cue in cues)
    return Assistant([poorer])
