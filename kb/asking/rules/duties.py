"""Questions for who is charged with what in the plan's own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.cues import DEMANDS
from kb.asking.query import Proposal, Query
from kb.asking.rules.aspects import ASPECTS, LEADS
from kb.asking.rules.text import kept
from nlu.lexicon import spelled_words
from nlu.retrieval import Match
from nlu.text import fold

HEARD = ("who", "lead", "all", "exist", "self")
ACTOR_HEARD = ("all", "exist", "self", "assign", "list", "task", "which")
LEAST_TOPIC = 0.8  # weight of words from which they say what somebody is charged with
_RESPONSIBLE = re.compile(r" trach nhiem (?:chinh )?(?:cua |doi voi )?<u> ")
_CHARGED = ("to chuc thuc hien", "trach nhiem gi")


def by_duty(case: Case) -> Iterator[Proposal]:
    """For "ai bố trí kinh phí", "đơn vị nào giúp Bộ trưởng theo dõi"."""
    if not case.has("who") or case.spotted.tasks or case.asks_object:
        return
    weights = case.topic(HEARD)
    if sum(weights) < LEAST_TOPIC or not any(case.topic((*HEARD, *ASPECTS))):
        return
    matches = case.search(case.desk.duties, weights)
    if not matches:
        return
    best = matches[0]
    covered = case.explained((*HEARD, "unitword"), best.explained, ("period",))
    covered = min(covered, 0.35 + 0.75 * best.coverage)
    duty = case.document.duties[int(str(best.key))]
    if case.fills_gap(case.desk.folded[duty.address]) or case.says(*LEADS):
        covered -= 0.15
    yield Proposal(covered + 0.03, Query("duty", addresses=(duty.address,), name=str(best.key)), covered)


def of_unit(case: Case) -> Iterator[Proposal]:
    """For "theo phần tổ chức thực hiện, Vụ KH-TC có trách nhiệm gì": what the plan charges a unit with."""
    charged = case.says(*_CHARGED) or _RESPONSIBLE.search(case.heard.line)
    if not case.units or case.spotted.tasks or not charged:
        return
    find, unit = case.desk.directory.find, case.units[0]
    for duty in case.document.duties:
        if duty.address[0] in "IVX" and any(find(actor) is unit for actor in duty.actors):
            here = {
                place for phrase in (*_CHARGED, "trach nhiem", "co trach nhiem") for place in case.places_of(phrase)
            }
            match = [1.0 if place in here else 0.0 for place in range(len(case.words))]
            covered = case.explained(
                ("who", "all", "place", "exist", "self", "lead", "assign", "task", "which"), match, ("unit", "address")
            )
            yield Proposal(covered + 0.15, Query("text", addresses=(duty.address,)), covered)
            return


def of_actor(case: Case) -> Iterator[Proposal]:
    """For "thủ trưởng đơn vị phải làm gì": what the plan charges somebody with who is no unit."""
    if case.units or case.spotted.tasks or case.has("who", "when", "days", *DEMANDS):
        return
    for head, addresses in case.desk.actors.items():
        named = case.places_of(fold(head))
        if named and all(case.heard.spelled[p] in (None, *spelled_words(head)) for p in named):
            about_actor = named | case.places("unitword") | case.places_of("trach nhiem")
            weights = [
                0.0 if p in about_actor else w for p, w in enumerate(case.topic(ACTOR_HEARD, kept(case, ACTOR_HEARD)))
            ]
            matches = case.search(case.desk.passages, weights, set(addresses)) if sum(weights) >= LEAST_TOPIC else []
            match = [1.0 if p in about_actor else m for p, m in enumerate(_explained(matches, len(weights)))]
            covered = case.explained(ACTOR_HEARD, match, ("address",))
            found = (str(matches[0].key),) if matches else addresses
            yield Proposal(covered + 0.15, Query("passage", addresses=found), covered, 0.6)


def _explained(matches: list[Match], size: int) -> list[float]:
    return matches[0].explained if matches else [0.0] * size
