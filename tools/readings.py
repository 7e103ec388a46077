"""How today's reader reads a line: which fields a reading answers, and what speaks for it and against it.

A reading is what `nlu.trust` is fitted on. Another reader is measured by another function of the same shape (Read).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from kb.executor.answer import Answer, answer
from kb.answering.assistant import Assistant
from kb.executor.talk import states_facts
from kb.asking.case import Case
from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from kb.asking.query import Proposal, Query, State
from kb.asking.understanding import RULES, SEARCHES, understand
from nlu.head import FIELDS, FieldHead
from nlu.trust import CHOICES

Row = dict[str, Any]
USUAL_NOW = datetime(2019, 5, 10, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

_ASPECTS = {"lead": "lead", "coord": "coord", "when": "deadline", "product": "product", "note": "note"}
_SIDES = {"due": "due", "days": "due", "start": "window", "end": "window", "quarter": "window"}
_ROW = ("card", "lead", "coord", "deadline", "product", "note", "content")
# What an answer of a kind says: being asked for it and answering so is no half answer.
_SAYS: dict[str, tuple[str, ...]] = {
    "find": ("number", "content", "list"),
    "list": ("list", "number", "group", "content"),
    "count": ("count", "compare", "group"),
    "group": ("group", "list", "number", "compare", "content"),
    "groups": ("group", "count", "list"),
    "target": ("target", "content", "passage"),
    "about": ("metadata", "passage", "content", "lead"),
    "abbreviation": ("abbrev", "content"),
    "dated": ("metadata", "note", "content"),
    "passage": ("passage", "content", "metadata"),
    "place": ("passage", "content", "number"),
    "text": ("content", "passage", "note", "metadata"),
    "duty": ("passage", "lead", "recipient", "content"),
    "greeting": ("bot",),
    "thanks": ("bot",),
}


_KINDS = (
    "task",
    "find",
    "list",
    "count",
    "group",
    "target",
    "text",
    "due",
    "about",
    "duty",
    "passage",
    "place",
    "dated",
)


@dataclass(frozen=True)
class Reading:
    """One way to read a line: the reply that it gives as score.py wants it, and what nlu.trust is told of it."""

    reply: Row
    answered: frozenset[str]
    features: Mapping[str, float]
    stands: bool  # whether the reader by itself would have answered so


# A line to its readings, the likeliest first, and what the field head gives.
Read = Callable[[Row], tuple[Sequence[Reading], Mapping[str, float]]]


def fields_of(query: Query) -> frozenset[str]:
    """The fields that a query answers."""
    if query.kind == "task":
        if not query.aspects or "all" in query.aspects:
            return frozenset(_ROW)
        named = {_ASPECTS[a] for a in query.aspects if a in _ASPECTS}
        named |= {"recipient", "product"} if "sent_to" in query.aspects else set()
        named |= {"content"} if named & {"product", "note"} else set()
        named |= {"passage"} if "lead" in named else set()
        return frozenset(named | ({"compare"} if len(query.tasks) > 1 else set()))
    if query.kind == "due":
        sides = {_SIDES.get(a, "recipient") for a in query.aspects or ("due",)}
        return frozenset(sides | ({"passage"} if "recipient" in sides else set()))
    said = set(_SAYS.get(query.kind, ()))
    said |= {_ASPECTS[a] for a in query.aspects if a in _ASPECTS}
    return frozenset(said | ({"compare"} if len(query.targets) > 1 else set()))


def todays_reader(assistant: Assistant, head: FieldHead) -> Read:
    """Today's reader over the assistant's first decision, with the field head beside it.

    The first reading is the one that is answered (or would be, were it enough); what other rules propose comes after.
    """
    (desk,) = assistant.desks.values()

    def read(row: Row) -> tuple[Sequence[Reading], Mapping[str, float]]:
        today = (datetime.fromisoformat(row["now"]) if row.get("now") else USUAL_NOW).date()
        best = understand(desk, row["question"], State(), today)
        asked = head.probabilities(best.heard.words)
        ways = [best.proposals] if best.proposals else []
        if len(best.proposals) == 1 and best.proposals[0].query.kind != "choice":
            ways += [(p,) for p in _others(Case(desk, best.heard, State(), today), best.proposals[0])]
        made = [_reading(desk, best.heard, way, asked, today) for way in ways]
        scores = [min(p.score for p in way) for way in ways]
        for n, reading in enumerate(made):
            rivals = [s for m, s in enumerate(scores) if m != n]
            cast(dict[str, float], reading.features)["ahead"] = max(
                -0.5, min(0.5, scores[n] - max(rivals, default=0.0))
            )
            cast(dict[str, float], reading.features)["first"] = float(n == 0)
        return made, asked

    return read


def _others(case: Case, best: Proposal) -> list[Proposal]:
    """What else is proposed, the highest score first, each query once."""
    found = sorted((p for rule in (*RULES, *SEARCHES) for p in rule(case)), key=lambda p: -p.score)
    by_query = {p.query: p for p in reversed(found) if p.query.kind not in ("refusal", "choice")}
    by_query.pop(best.query, None)
    return sorted(by_query.values(), key=lambda p: -p.score)[: CHOICES - 1]


def _reading(desk: Desk, heard: Heard, way: Sequence[Proposal], asked: Mapping[str, float], today: date) -> Reading:
    answers = [answer(p.query, desk, today) for p in way]
    answered = frozenset(f for p in way for f in fields_of(p.query))
    stated = [m for m in answers if states_facts(m)]
    kind = "answer" if stated else "clarify" if way[0].query.kind == "choice" else "refuse"
    said = {
        "kind": kind,
        "facts": list(dict.fromkeys(f for m in stated for f in m.facts)),
        "citations": list(dict.fromkeys(c for m in stated for c in m.citations)),
    }
    stands = all(p.understood for p in way) and kind == "answer"
    return Reading(said, answered, _features(desk, heard, way, answers, answered, asked), stands)


def _features(
    desk: Desk,
    heard: Heard,
    way: Sequence[Proposal],
    answers: Sequence[Answer],
    answered: frozenset[str],
    asked: Mapping[str, float],
) -> dict[str, float]:
    """What speaks for a reading of today's and against it."""
    kinds = {p.query.kind for p in way}
    share = min(p.covered for p in way)
    cues = desk.cues.longest_in(heard.words)
    used = sum(map(bool, heard.spotted.kinds)) + sum(hit.end - hit.start for hit in cues)
    missing = [asked[f] for f in FIELDS if f not in answered and f not in ("unknown", "bot", "report")]
    words = max(1, len(heard.words))
    return {
        "score": min(p.score for p in way),
        "covered": share,
        "margin": min(p.covered - p.enough for p in way),
        "parts": float(len(way)),
        "words": min(words, 60) / 10,
        "unused": sum(heard.content) / words * (1 - share),
        "cues": min(used, words) / words,
        "facts": float(min(sum(len(m.facts) for m in answers), 12)),
        "agreed": max((asked[f] for f in answered), default=0.0),
        "missing": max(missing, default=0.0),
        "missing_sum": min(sum(missing), 3.0),
        "unknown": asked["unknown"],
        "odd": max(asked["bot"], asked["report"]),
        **{f"kind_{k}": float(k in kinds) for k in _KINDS},
    }
