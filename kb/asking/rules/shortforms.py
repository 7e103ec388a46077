"""Questions for what a short form stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.model import Unit
from nlu.lexicon import folded_words
from nlu.phrases import ways
from nlu.tokens import Word

HEARD = ("abbrev", "all", "who", "which", "exist", "self", "unitword")
BARE = 0.9  # the score where a unit's name is all that a question holds
_FULL_NAME = ways("viet tat | nghia la | ten day du")
_MEANT = ways(  # asks for what short forms stand for, whatever else stands beside it
    "viet tat | viet tat cua | nghia la gi | nghia la ai | nghia la chi | du chu | doc du | doc cho du"
    " | viet gon | giai ra"
    " | full la gi | full name | dich ra | tieng viet la | chu thich la | viet day du | doc day du"
    " | la chu gi | tu viet tat"
)
_SPELLED_ASKED = ways("viet tat | viet day du | doc day du | nghia la gi | viet gon | tu viet tat | full la gi")
_WHAT_IT_IS = re.compile(
    r" (?:la|nghia la|tuc la)(?: nhung| hai| cac| ten)? "
    r"(?:(?:<u>|bo|vu|cuc|co quan|don vi|van phong|nganh|trung tam|ban|noi|cho|ke hoach|to chuc) (?:nao|gi)|gi|cai gi) "
)
_FIELDS = ("lead", "coord", "when", "product", "note", "percent", "count")
_SURE, _LIKELY = 1.15, 0.95
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
    if names := _asked_of(case):
        score = _SURE if case.says(*_MEANT) or _is_equation(case) else _LIKELY
        yield Proposal(score, Query("abbreviation", name=names[0], words=names[1:]), BARE)
        return
    if len(case.spotted.units) == 1 and case.has("who", "all") and not _says_more(case):
        yield Proposal(BARE, Query("abbreviation", name=case.spotted.units[0][1].name), BARE)
        return
    if len(case.words) == 1 and case.state.query is None and (name := _bare(case)):
        yield Proposal(BARE, Query("abbreviation", name=name), BARE)
        return
    if case.says(*_SPELLED_ASKED) and (unknown := _unknown(case)):
        yield Proposal(_LIKELY, Query("refusal", reason="not-in-document", name=unknown), BARE)
        return
    yield from _of_cue(case)


def _bare(case: Case) -> str | None:
    """The short form that is all of a message."""
    if case.spotted.units:
        place, unit = case.spotted.units[0]
        return unit.name if _is_short(case, place, unit) else None
    return _glossed(case, case.spotted.words[0], case.spotted.words[:1])


def _of_cue(case: Case) -> Iterator[Proposal]:
    """The same where a cue asks and the words around it must be accounted for."""
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


def _asked_of(case: Case) -> tuple[str, ...]:
    """The short forms whose meaning is asked, where nothing else is; a unit's only where it is typed in short."""
    meant = case.says(*_MEANT) or _is_equation(case) or _told_twice(case)
    asked = _WHAT_IT_IS.search(case.heard.line)
    if not meant and (not asked or case.has(*_FIELDS) or (case.spotted.tasks and asked[0].split()[-1] == "gi")):
        return ()
    units = {place: unit for place, unit in case.spotted.units if _is_short(case, place, unit)}
    found: dict[str, None] = {}
    words = case.spotted.words
    for place, word in enumerate(words):
        if place in units:
            found[units[place].name] = None
        elif word.kind != "unit":
            size = 2 if " ".join(w.typed for w in words[place : place + 2]) in case.desk.glossary else 1
            if short_form := _glossed(case, word, words[place : place + size]):
                found[short_form] = None
    if not meant and not any(_begins(case, place) for place in (*units, *_glossed_at(case))):
        return ()
    told = [
        unit.name
        for place, unit in case.spotted.units
        if place not in units and unit.name not in found and case.words[place + 1 : place + 2] != ["nao"]
    ]
    return () if told and not meant else tuple(found)


_BEFORE = frozenset(("chu", "cum", "tu", "cai", "hieu", "thay", "tat", "voi", "va", "ten"))


def _begins(case: Case, place: int) -> bool:
    """Whether a short form is what a sentence is about, not a part of another name ("link vào Cổng của Bộ KH&CN")."""
    return not place or bool(case.spotted.words[place].before) or case.words[place - 1] in _BEFORE


def _glossed_at(case: Case) -> list[int]:
    return [p for p, word in enumerate(case.spotted.words) if word.typed in case.desk.glossary]


def _unknown(case: Case) -> str | None:
    """A word in capitals that the text does not explain, where no unit is named."""
    shouted = case.heard.typed.isupper()
    named = [w.typed for w in case.spotted.words if w.capital and len(w.typed) > 1 and w.kind in ("word", "mark")]
    return named[0] if named and not shouted and not case.units else None


def _is_short(case: Case, place: int, unit: Unit) -> bool:
    typed = folded_words(case.spotted.words[place].typed)
    given = folded_words(case.heard.typed[case.spotted.words[place].start : case.spotted.words[place].end])
    short = [folded_words(a) for a in unit.abbreviations]
    return any(a[-len(said) :] == said for a in short for said in (typed, given) if said)


def _told_twice(case: Case) -> bool:
    """Whether a unit stands in a message in short and by its name: "Bộ TTTT là Bộ Thông tin và Truyền thông à"."""
    ways_ = [(unit.name, _is_short(case, place, unit)) for place, unit in case.spotted.units]
    return any((name, not short) in ways_ for name, short in ways_) and case.says("la")


def _is_equation(case: Case) -> bool:
    """Whether a message is a short form with a sign that asks what it stands for ("IoT = ?")."""
    return "=" in case.heard.typed and len(case.words) <= 3


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
    alone = word.text not in case.desk.lexicon.syllables or case.says("viet tat", "tu viet tat")
    return gloss.short if as_typed.isupper() or alone else None
