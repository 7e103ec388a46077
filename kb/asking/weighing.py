"""How much each word of a question weighs: what no reading accounts for speaks against it by this much."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from kb.asking.cueing import Spans
from kb.asking.cues import DEMANDS
from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from nlu.phrases import ways

DEMAND_WEIGHT = 4.5  # a word that says what is asked and that nothing in the document answers weighs this much
SLOT_WEIGHT = 0.5  # a word of a spotted thing
SELF_WEIGHT = 0.1  # a word that only says that this decision is meant
THING_WEIGHT = 0.25  # "kế hoạch", "quyết định": mostly this one
ALIEN_WEIGHT = 0.9  # a syllable of a pair that only unanswerable questions have
FOREIGN_WEIGHT = 1.3  # a syllable of a word ("mật khẩu") of which the document has neither syllable
ALIEN = "?"  # instead of the spelling of a syllable that is not the document's
STRANGER_WEIGHT = 2.5  # a unit or a period that the document does not have
UNKNOWN_ORGANISATION = 4.0  # … or the first word of the name of an organisation that we do not know
PURPOSE_SHARE = 0.2  # of its weight: a word that says what the asker needs the answer for
_TELLS = frozenset(ways("doc | ke | ghi | noi | tra | loi | viet | gon | ngan | neu"))
_MANNER = _TELLS | frozenset(
    ways(
        "het | ra | ro | rang | luon | du | nhanh | tung | cai | so | thoi | giup | ho | gium | cho | em | toi | minh"
        " | chi | anh | sep | chau | tui | lai | day | nhe | nha | di | voi | a | ca | nhu | vay"
    )
)
"""Words that tell how to answer ("đọc hết số ra cho em", "ngắn gọn"); some of the first stand among them."""
LEAST_BEFORE_MANNER = 3
_ASKERS = ("em", "toi", "minh", "anh", "chi", "chau", "ben", "phong", "con")
_FOR_ASKER = [[*pair] for asker in _ASKERS for pair in (("de", asker), (asker, "can"))]
_ASKING = {"ai", "gi", "nao", "dau", "may", "sao", "nhieu", "%"}
_ORGANISATIONS = {"so", "bo", "cuc", "vu", "vien", "truong", "ubnd", "cong", "tap", "ngan", "hoi", "tong", "uy"}


def cue_places(cues: Spans, names: Iterable[str]) -> set[int]:
    """The words on which some cues stand."""
    return {place for name in names for start, end in cues.get(name, ()) for place in range(start, end)}


def weigh(desk: Desk, heard: Heard, cues: Spans) -> list[float]:
    """The weight of each word. Marks what the document does not have: as strangers in `kinds`, or as `ALIEN`."""
    weights = [_plain_weight(desk, heard, place) for place in range(len(heard.words))]
    _weigh_alien(weights, desk, heard)
    _weigh_foreign(weights, desk, heard)
    for name, most in (("self", SELF_WEIGHT), ("thing", THING_WEIGHT)):
        for place in cue_places(cues, (name,)):
            weights[place] = min(weights[place], most)
    _weigh_strangers(weights, desk, heard)
    for place in (*_purpose(heard), *_manner(heard)):
        weights[place] *= PURPOSE_SHARE
    for name in DEMANDS:
        for start, end in cues.get(name, ()):
            for place in range(start, end):
                weights[place] = max(weights[place], DEMAND_WEIGHT / (end - start))
    return weights


def _plain_weight(desk: Desk, heard: Heard, place: int) -> float:
    if heard.spotted.kinds[place]:
        return SLOT_WEIGHT
    return desk.weight(heard.words[place]) if heard.content[place] else 0.0


def _weigh_alien(weights: list[float], desk: Desk, heard: Heard) -> None:
    for place, pair in enumerate(pairwise(heard.words)):
        if pair in desk.alien and (weights[place] or weights[place + 1]):
            for other in (place, place + 1):
                if heard.content[other]:  # "không giao" is still a "không"
                    weights[other] = max(weights[other], ALIEN_WEIGHT)
                    heard.spelled[other] = ALIEN


def _weigh_foreign(weights: list[float], desk: Desk, heard: Heard) -> None:
    """Words of the language, not of the document; known syllables in them may be a coincidence."""
    text, spelled = desk.passages, heard.spelled

    def elsewhere(place: int) -> bool:
        return spelled[place] is not None and spelled[place] not in text.spelled

    for place, pair in enumerate(pairwise(heard.words)):
        if pair in text.pairs or not desk.lexicon.is_word(pair, spelled[place : place + 2]):
            continue
        other_words = elsewhere(place) and elsewhere(place + 1) and pair not in desk.usual
        if other_words or not all(w in text.words for w in pair):
            for other in (place, place + 1):
                weights[other] = max(weights[other], FOREIGN_WEIGHT) if heard.content[other] else 0.0


def _purpose(heard: Heard) -> range:
    """The words at the end that say what the asker needs the answer for ("…, để em trích vào tờ trình")."""
    words = heard.words
    for place in range(3, len(words) - 2):
        if words[place : place + 2] in _FOR_ASKER and _ASKING.isdisjoint(words[place:]):
            return range(place, len(words))
    return range(0)


def _manner(heard: Heard) -> range:
    """The words at the end that say how the answer is to be told."""
    words = heard.words
    start = len(words)
    while start > LEAST_BEFORE_MANNER and words[start - 1] in _MANNER:
        start -= 1
    told = next((p for p in range(start, len(words)) if words[p] in _TELLS), len(words))
    return range(told, len(words))


def _weigh_strangers(weights: list[float], desk: Desk, heard: Heard) -> None:
    """Units and periods that the document does not have weigh much: nothing that leaves them out answers."""
    spotted = heard.spotted
    for place, unit in spotted.units:
        if unit.name not in desk.met:
            weights[place] = STRANGER_WEIGHT
    periods = [
        p for p in range(len(heard.words)) if spotted.kinds[p] == "period" and _is_unknown_period(desk, heard, p)
    ]
    organisations = _unknown_organisations(desk, heard)
    for place in (*organisations, *periods):
        dated = heard.words[place] in desk.passages.words  # the year of a document that the text names
        spotted.kinds[place] = "" if dated and place in periods else "stranger"
        weights[place] = UNKNOWN_ORGANISATION if place in organisations else STRANGER_WEIGHT


def _is_unknown_period(desk: Desk, heard: Heard, place: int) -> bool:
    word = heard.spotted.words[place]
    if word.kind == "range" and all(desk.knows_period(year) for year in word.text.split("-")):
        return False
    return not desk.knows_period(word.text)


def _unknown_organisations(desk: Desk, heard: Heard) -> list[int]:
    """Words that begin the name of an organisation, in capitals, that we do not know ("Sở Tư pháp …")."""
    given = heard.typed
    if given.isupper():
        return []
    return [
        place
        for place, (word, after) in enumerate(pairwise(heard.spotted.words))
        if word.text in _ORGANISATIONS
        and given[word.start : word.start + 1].isupper()
        and given[after.start : after.start + 1].isupper()
        and after.kind == "word"
        and (word.text, after.text) not in desk.listener.document_pairs
    ]
