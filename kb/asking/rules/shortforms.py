"""Questions for what a short form stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from nlu.lexicon import folded_words
from nlu.phrases import ways
from nlu.tokens import Word

HEARD = ("abbrev", "all", "who", "which", "exist", "self", "unitword")
BARE = 0.9  # the score where a unit's name is all that a question holds
_FULL_NAME = ways("viet tat | nghia la | ten day du")
_THAT_NAME = tuple(
    f"{noun} {this}"
    for noun in ways("ten | viet tat | chu | cum | cum tu | chu viet tat | don vi")
    for this in ("do", "nay", "ay")
)
_MEANING = ways(
    "viet tat | nghia la | nghia la gi | ten day du | doc day du | viet day du | ky hieu | giai thich | day du"
    " | chu | tu"
)


def abbreviation(case: Case) -> Iterator[Proposal]:
    """For "TTCNTT là đơn vị nào", "IoT nghĩa là gì"."""
    if len(case.spotted.units) == 1 and case.has("who", "all") and not _says_more(case):
        yield Proposal(BARE, Query("abbreviation", name=case.spotted.units[0][1].name), BARE)
        return
    if not case.has("abbrev") or (case.has("lead", "coord") and not case.says(*_FULL_NAME)):
        return
    if case.state.units and not case.spotted.units and case.says(*_THAT_NAME):
        yield Proposal(BARE, Query("abbreviation", name=case.state.units[0]), BARE)
        return
    if len(case.spotted.units) == 1 and not case.spotted.codes:
        yield _of_unit(case)
        return
    words = case.spotted.words
    for place, word in enumerate(words):
        size = 2 if " ".join(w.typed for w in words[place : place + 2]) in case.desk.glossary else 1
        if short_form := _glossed(case, word, words[place : place + size]):
            match = [1.0 if place <= p < place + size else 0.0 for p in range(len(words))]
            covered = case.explained(HEARD, match, ("task",))
            yield Proposal(covered + 0.12, Query("abbreviation", name=short_form), covered)
            return


def _says_more(case: Case) -> bool:
    """Whether a question has words for a topic beside the unit that it names."""
    kinds, content = case.spotted.kinds, case.heard.content
    return any(weight and kinds[p] != "unit" and content[p] for p, weight in enumerate(case.weights))


def _of_unit(case: Case) -> Proposal:
    place, unit = case.spotted.units[0]
    typed = folded_words(case.spotted.words[place].typed)
    short = any(folded_words(a) == typed for a in unit.abbreviations)
    covered = case.explained(HEARD, None, ("unit", "task"))
    bonus = 0.14 if short or case.says(*_MEANING) else 0.0
    return Proposal(covered + bonus, Query("abbreviation", name=unit.name), covered)


def _glossed(case: Case, word: Word, words: Sequence[Word]) -> str | None:
    """The short form that some words are, where the text explains it. A lone syllable must stand in capitals."""
    glossary = case.desk.glossary
    if len(words) > 1:
        return glossary[" ".join(w.typed for w in words)].short
    gloss = glossary.get(word.typed) or glossary.get(word.text)
    if gloss is None:
        return None
    as_typed = case.heard.typed[word.start : word.end]
    return gloss.short if as_typed.isupper() or word.text not in case.desk.lexicon.syllables else None
