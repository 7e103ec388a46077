"""Questions for who is charged with what in the plan's own sentences."""

from __future__ import annotations

from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.asking.rules.aspects import ASPECTS, LEADS

HEARD = ("who", "lead", "all", "exist", "self")
LEAST_TOPIC = 0.8  # weight of words from which they say what somebody is charged with
_CHARGED = ("to chuc thuc hien", "trach nhiem gi")


def by_duty(case: Case) -> Iterator[Proposal]:
    """For "ai bố trí kinh phí", "đơn vị nào giúp Bộ trưởng theo dõi"."""
    if not case.has("who") or case.spotted.tasks:
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
    if not case.units or case.spotted.tasks or not case.says(*_CHARGED):
        return
    find, unit = case.desk.directory.find, case.units[0]
    for duty in case.document.duties:
        if duty.address[0] in "IVX" and any(find(actor) is unit for actor in duty.actors):
            here = {place for phrase in (*_CHARGED, "co trach nhiem") for place in case.places_of(phrase)}
            match = [1.0 if place in here else 0.0 for place in range(len(case.words))]
            covered = case.explained(
                ("who", "all", "place", "exist", "self", "lead", "assign", "task", "which"), match, ("unit", "address")
            )
            yield Proposal(covered + 0.15, Query("text", addresses=(duty.address,), words=tuple(case.words)), covered)
            return
