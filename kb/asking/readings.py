"""The ways to read a message, and what speaks for each: what nlu.trust is told, by name.

The first way is the one that the rules prefer; what other rules propose comes after. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from kb.asking.placing import Said, by_heads
from kb.asking.query import Proposal, Query
from kb.executor.answer import answer
from kb.executor.made import Answer
from kb.executor.talk import states_facts
from nlu.head import FIELDS, NOWHERE, TABLE
from nlu.text import fold

Way = tuple[Proposal, ...]  # what is read of a message, part by part

_ASPECTS = {
    "lead": "lead", "coord": "coord", "when": "deadline", "product": "product", "note": "note", "group": "group",
    "content": "content", "number": "number",
}  # fmt: skip
_SIDES = {
    **dict.fromkeys(("due", "days", "late", "weekday", "is_due", "in_time"), "due"),
    **dict.fromkeys(("start", "end", "quarter", "quarter_year", "days_to_end", "between"), "window"),
}
_ROW = ("card", "lead", "coord", "deadline", "product", "note", "content")
# What an answer of a kind says: being asked for it and answering so is no half answer.
_SAYS: dict[str, tuple[str, ...]] = {
    "find": ("number", "content", "list"),
    "list": ("list", "number", "group", "content"),
    "count": ("count", "compare", "group"),
    "rank": ("compare", "count", "group", "list"),
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
KINDS = (
    "task", "find", "list", "count", "rank", "group", "target", "text", "due", "about", "duty", "passage", "place",
    "dated", "abbreviation",
)  # fmt: skip
_BESIDE = ("unknown", "bot", "report")  # what the head knows that is no field of an answer
_SETS = {"list", "count", "rank", "groups"}
_TEXTS = {"text", "passage", "duty", "about", "place"}
MOST_FACTS = 12
UNTOLD = 0.5  # where how well the place fits says nothing of a kind of reading, or no field is heard at all
HEARD = 0.25  # probability of a field from which something is heard
BRIEF = 9  # words of a message that asks one thing plainly
WHOLE = 0.999  # share of a message from which all of it is accounted for


@dataclass(frozen=True)
class Reading:
    """One way to read a message, with its answers, and what speaks for it and against it."""

    way: Way
    answers: tuple[Answer, ...]
    features: Mapping[str, float] = field(compare=False)

    @property
    def states(self) -> bool:
        """Whether it leads to facts."""
        return any(states_facts(made) for made in self.answers)


def fields_of(query: Query) -> frozenset[str]:
    """The fields that a query answers."""
    if query.kind == "task":
        return _of_task(query)
    if query.kind == "due":
        sides = {_SIDES.get(a, "recipient") for a in (*query.aspects, *(p.field for p in query.points)) or ("due",)}
        return frozenset(sides | ({"passage"} if "recipient" in sides else set()))
    said = set(_SAYS.get(query.kind, ()))
    said |= {_ASPECTS[a] for a in query.aspects if a in _ASPECTS}
    said |= {_ASPECTS[c.role or c.kind] for c in query.where if (c.role or c.kind) in _ASPECTS}
    return frozenset(said | ({"compare"} if len(query.targets) > 1 else set()))


def _of_task(query: Query) -> frozenset[str]:
    if not query.aspects or "all" in query.aspects:
        return frozenset(_ROW)
    named = {_ASPECTS[a] for a in query.aspects if a in _ASPECTS}
    named |= {"recipient", "product"} if "sent_to" in query.aspects else set()
    named |= {"content"} if named & {"product", "note"} else set()
    named |= {"passage"} if "lead" in named else set()
    return frozenset(named | ({"compare"} if len(query.tasks) > 1 else set()))


def weighed(desk: Desk, heard: Heard, ways: Sequence[Way], said: Said, today: date) -> Iterator[Reading]:
    """Each way with its features, one by one: later ones are not worked out where the first is sure.

    What the heads alone make of the message is a way, too, where it is another.
    """
    guessed = by_heads(desk, heard, said)
    if guessed and all(len(way) > 1 or way[0].query != guessed.query for way in ways):
        ways = [*ways, (guessed,)]
    scores = [min(p.score for p in way) for way in ways]
    for place, way in enumerate(ways):
        ahead = scores[place] - max((s for n, s in enumerate(scores) if n != place), default=0.0)
        one = reading(desk, heard, way, said, today, ahead)
        which = {"first": float(place == 0), "guessed": float(way == (guessed,))}
        yield Reading(one.way, one.answers, {**one.features, **which})


def reading(desk: Desk, heard: Heard, way: Way, said: Said, today: date, ahead: float) -> Reading:
    """A way with its answers and features; `ahead` is how far it scores above others."""
    answers = tuple(answer(p.query, desk, today) for p in way)
    answered = frozenset(f for p in way for f in fields_of(p.query))
    features = _features(desk, heard, way, answers, answered, said.fields) | {"ahead": max(-0.5, min(0.5, ahead))}
    if said.places is not None:
        features |= _placed(desk, answers, said.places, {p.query.kind for p in way}, heard)
    return Reading(way, answers, features)


def _placed(
    desk: Desk, answers: Sequence[Answer], places: Mapping[str, float], kinds: set[str], heard: Heard
) -> dict[str, float]:
    """How well the places of the answers are those where such messages are answered."""
    cited = {desk.place_of.get(a, a) for made in answers for a in made.citations}
    if heard.spotted.tasks or kinds <= _SETS:
        fits = {TABLE} if any(one.startswith(TABLE) for one in cited) else set()
    else:
        fits = {p for p in places if p != TABLE and any(f"{one}.".startswith(f"{p}.") for one in cited)}
    found = min(1.0, sum(places[place] for place in fits))
    first = max(places, key=lambda place: places[place])
    described = bool(kinds & {"task", "find"}) and not heard.spotted.tasks
    return {
        "placed": found,
        "placed_first": float(first in fits),
        "elsewhere": max((p for place, p in places.items() if place not in fits and place != NOWHERE), default=0.0),
        "nowhere": places[NOWHERE],
        "placed_task": found if described else UNTOLD,
        "placed_target": found if "target" in kinds else UNTOLD,
        "placed_text": found if kinds & _TEXTS else UNTOLD,
    }


def _features(
    desk: Desk,
    heard: Heard,
    way: Way,
    answers: Sequence[Answer],
    answered: frozenset[str],
    asked: Mapping[str, float],
) -> dict[str, float]:
    kinds = {p.query.kind for p in way}
    share = min(p.covered for p in way)
    cues = desk.cues.longest_in(heard.words)
    used = sum(map(bool, heard.spotted.kinds)) + sum(hit.end - hit.start for hit in cues)
    agreed = max((asked[f] for f in answered), default=0.0) if max(asked.values()) >= HEARD else UNTOLD
    missing = [asked[f] for f in FIELDS if f not in answered and f not in _BESIDE]
    words = max(1, len(heard.words))
    conditions = [c for p in way for c in p.query.where]
    named = bool(heard.spotted.tasks) and bool(kinds & {"task", "list", "count", "group"})
    full = share >= WHOLE
    loose = sum(not heard.spotted.kinds[place] for place, _ in heard.spotted.numbers)
    short = desk.lexicon.short
    changed = sum(w.kind == "word" and w.text != fold(w.typed) and w.typed not in short for w in heard.spotted.words)
    meant = sum(w.kind == "word" and len(short.get(w.typed, ())) > 1 for w in heard.spotted.words)
    return {
        "score": min(p.score for p in way),
        "covered": share,
        "margin": min(p.covered - p.enough for p in way),
        "parts": float(len(way)),
        "words": min(words, 60) / 10,
        "unused": sum(heard.content) / words * (1 - share),
        "cues": min(used, words) / words,
        "facts": float(min(sum(len(m.facts) or m.query.kind == "task" for m in answers), MOST_FACTS)),
        "conditions": float(min(len(conditions), 4)),
        "turned": float(any(c.negated for c in conditions)),
        "about": float(any(c.kind == "words" for c in conditions)),
        "named": float(named),
        "full": float(full),
        "brief": agreed if full and words <= BRIEF else 0.0,
        "plain": float(named and full),
        "described": float(bool(kinds & {"task", "find"}) and not heard.spotted.tasks),
        "loose": float(min(loose, 3)),
        "changed": min(changed / words, 0.6),
        "meant": min(meant / words, 0.6),
        "strangers": float("stranger" in heard.spotted.kinds),
        "agreed": agreed,
        "missing": max(missing, default=0.0),
        "missing_sum": min(sum(missing), 3.0),
        "unknown": asked["unknown"],
        "odd": max(asked["bot"], asked["report"]),
        **{f"kind_{k}": float(k in kinds) for k in KINDS},
        **{f"full_{k}": float(full and k in kinds) for k in KINDS},
    }
