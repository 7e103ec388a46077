"""Questions that the text itself answers: what it says of something, and where it says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.asking.rules.aspects import ASPECTS, goes_on
from kb.asking.rules.periods import target_periods
from kb.executor.makers.text import HEADINGS
from nlu.phrases import ways
from nlu.retrieval import Match

HEARD = ("who", "all", "place", "exist", "self")
LEAST_TOPIC = 0.8  # weight of words from which they are a topic
NOT_SAID = 0.3  # off: the end, or the document's number, that is asked is not said in what speaks of the topic
NOT_COUNTED = 0.5  # off: a number of things is asked
AS_MUCH_CODED = 0.8
WHETHER = 0.12  # on top: it is asked whether something is so, and the text speaks of it
SAME_DUTY = 0.8  # of the best coverage: from here a linked part is cited beside the best one
_SHARE_ASKED = ways("phan tram | % | ty le | ti le")
_NUMBER_OF_TASK = ways("so may | so bao nhieu | so nao | thu may")
_OPEN = frozenset(("gi", "nao", "may", "nhieu", "ai", "dau"))
_NUMBER = re.compile(r"\d")
_WHETHER = re.compile(
    r" (?:co|duoc)(?: (?:duoc|phai|cho|bi|can|noi|nhac|yeu cau))*(?: \S+){1,16}? (?:khong|chua|ha)(?= )"
)
_CODE = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]")
_PLACE_ASKED = ways(
    "muc nao | o muc nao | diem nao | phan nao | o dau | dieu nao | khoan nao | cho nao | nam o dau | o phan nao"
    " | chi ra diem | quy dinh o dau | y nao | neu o dau | nam dau | muc may | phan may"
)


def by_text(case: Case) -> Iterator[Proposal]:
    """For anything else that the text says, and where it says it."""
    weights = case.topic(HEARD, kept(case, HEARD))
    if sum(weights) < LEAST_TOPIC or not any(case.topic((*HEARD, *ASPECTS))) or goes_on(case):
        return
    coded = {p.address for p in case.document.passages if _CODE.search(p.text)} if case.asks_code else None
    matches = case.search(case.desk.passages, weights, set(coded) if coded else None)
    if not matches:
        return
    best = matches[0]
    covered = case.explained(HEARD, best.explained, ("period", "unit") if not case.units else ("period",))
    covered = min(covered, 0.3 + 0.75 * best.coverage)
    covered -= _beside(case, str(best.key))
    if case.asked_purpose and best.key not in case.desk.purposes.keys:
        covered -= NOT_SAID
    if coded and not _is_about(case, weights, best):
        covered -= NOT_SAID
    told = _asks_whether(case) and str(best.key)[0] in "IVXP"
    covered += WHETHER if told else 0.0
    place = case.says(*_PLACE_ASKED) and not told and not case.says("nguyen van")
    best_one = case.document.by_address[str(best.key)]
    heads = best_one.kind in HEADINGS and bool(case.document.children(best_one.address))
    query = Query(
        "place" if place else "passage" if heads else "text",
        addresses=_linked(case, best, matches),
        words=case.topic_words(weights),
        holds=case.code_noun if coded else None,
    )
    bonus = WHETHER if told else _bonus(case, best, place)
    yield Proposal(covered + bonus, query, covered)


def by_purpose(case: Case) -> Iterator[Proposal]:
    """For "… nhằm mục đích gì": the part that says to what end something is done."""
    asked = case.asked_purpose
    if not asked or case.spotted.tasks or case.units:
        return
    here = {p for p in range(len(case.words)) if p >= len(case.heard.line[: asked.start()].split())}
    here &= case.places_of(asked[0].strip())
    weights = [0.0 if p in here else w for p, w in enumerate(case.topic(HEARD))]
    matches = case.search(case.desk.purposes, weights) if sum(weights) >= LEAST_TOPIC else []
    if matches:
        match = [1.0 if p in here else m for p, m in enumerate(matches[0].explained)]
        covered = case.explained(HEARD, match, ("period",))
        query = Query("text", addresses=(str(matches[0].key),), words=case.topic_words(weights))
        yield Proposal(covered + 0.1, query, covered)


def _of_another_period(case: Case, address: str) -> bool:
    """Whether a passage sets targets, and for another period than is named."""
    periods = {t.period for t in case.document.targets if t.address == address}
    return bool(periods) and bool(named := target_periods(case)) and periods.isdisjoint(named)


def _asks_whether(case: Case) -> bool:
    """Whether it is asked if something is so: "có cho dùng vốn vay không", "có phải nộp lại không"."""
    found = _WHETHER.search(case.heard.line)
    other = case.has("who", "when") or case.asks_tasks or case.says(*_SHARE_ASKED, *_NUMBER_OF_TASK)
    return found is not None and not other and not case.spotted.percents and _OPEN.isdisjoint(found[0].split())


def _beside(case: Case, address: str) -> float:
    """How much speaks against a passage: an aspect of tasks is asked, or a number that it does not have."""
    text = case.document.by_address[address].text
    against = NOT_SAID if case.says(*_SHARE_ASKED) and _of_another_period(case, address) else 0.0
    if case.says(*_SHARE_ASKED) and "%" not in text:
        against += 0.4
    if not case.has_numbers_of(text):
        against += 0.2
    if case.asks_tasks or case.has("when", "product", "note", "coord", "lead"):
        against += 0.12
    uncounted = case.counts_other or (case.asks_number and not _NUMBER.search(text))
    return against + (NOT_COUNTED if uncounted else 0.0)


def _is_about(case: Case, weights: list[float], coded: Match) -> bool:
    """Whether the best passage with another document's number speaks of the topic as much as the best of all does."""
    best = case.search(case.desk.passages, weights)[0]
    return coded.coverage >= AS_MUCH_CODED * best.coverage


def _bonus(case: Case, best: Match, place: bool) -> float:
    """More where the text goes on where the question asks; less where a unit or nothing of the text is asked."""
    if place or case.fills_gap(case.desk.folded[str(best.key)]) or case.asks_code:
        return 0.06
    if case.has("who"):
        return -0.08
    return 0.04 if case.asked_thing else -0.02


def kept(case: Case, heard: Sequence[str]) -> set[int]:
    """Words of cues that the text has beside words of the topic: they belong to the topic."""
    cued, keep = case.places(*heard), set[int]()
    for place, pair in enumerate(pairwise(case.words)):
        if pair in case.desk.passages.pairs and (place not in cued or place + 1 not in cued):
            keep |= {place, place + 1} & cued
    return keep


def _linked(case: Case, best: Match, matches: list[Match]) -> tuple[str, ...]:
    """The best passage, and the one that says the same duty in the appendix or in the plan."""
    address = str(best.key)
    links = {t.address: t.links for t in case.document.tasks}
    same = [*links.get(address, ()), *(a for a, parts in links.items() if address in parts)]
    found = {str(m.key): m for m in matches}
    return (address, *(a for a in same if a in found and found[a].coverage >= SAME_DUTY * best.coverage))[:3]
