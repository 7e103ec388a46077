"""Understanding: every rule proposes, the proposal that accounts for most of the question wins; too little is refused.

Two questions in one message are two understandings, where each part stands better alone than both together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from kb.asking.case import Case
from kb.asking.cues import DEMANDS
from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from kb.asking.phrases import says, ways
from kb.asking.query import Proposal, Query, State
from kb.asking.rules import (
    about,
    duties,
    groups,
    lists,
    near,
    parts,
    reports,
    shortforms,
    targets,
    tasks,
    text,
    topics,
)  # fmt: skip

Rule = Callable[[Case], Iterable[Proposal]]

RULES: tuple[Rule, ...] = (
    tasks.by_number,
    topics.by_topic,
    tasks.by_unit,
    lists.by_filter,
    groups.which_group,
    groups.of_group,
    groups.how_many_groups,
    targets.by_subject,
    targets.of_period,
    reports.by_quarter,
    about.about_decision,
    shortforms.abbreviation,
    parts.by_address,
    parts.other_document,
    parts.date_of_other,
    duties.of_unit,
    duties.of_actor,
    text.by_purpose,
    near.near_miss,
)
SEARCHES: tuple[Rule, ...] = (text.by_text, duties.by_duty)
MOST_FOUND = 1.06  # no more can these score: they are not tried where another rule has as much
DOUBT = 0.12  # taken from the score and the cover of what answers a demand that no decision meets
CLOSE = 0.15  # how far below a passage's score a fact of that passage may stand and still be the better answer
CLOSE_SHARE = 0.22  # the same for a percentage, which cannot be meant by chance
WORTH_CUTTING = 0.06  # by this much two halves must score better than the whole
LONGEST_OPENING = 16  # words about the asker, before what is asked
MOST_CUTS = 4  # places at which a message is tried in two
_QUESTION_WORDS = {"ai", "gi", "nao", "dau", "may", "sao", "nhieu", "%", "han"}
_ASK_SPELLED = {"may": "mấy", "sao": "sao", "dau": "đâu", "han": "hạn", "nao": "nào"}  # "máy chủ" asks nothing
_ASPECT_WORDS = {"tri", "hop", "han", "pham", "chu"}
_OPENINGS = ("toi", "em", "minh", "chi", "anh", "ben", "chau", "phong", "vu", "to")
_SPLITS = ("con", "dong thoi", "voi lai", "roi", "va", "cho em xin", "ngoai ra", "the con")
_SHARES = ways("bao nhieu | may | % | phan tram | ty le | ti le | con so | muc nao")
_THANKS = ways("cam on | thank | thanks | tks")
_GREETINGS = ways("chao | xin chao | hello | hi | alo | a lo | hey")


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a message: one query, or two; `heard` is the message word by word."""

    queries: tuple[Query, ...]
    heard: Heard
    covered: float
    proposals: tuple[Proposal, ...] = ()


def understand(desk: Desk, question: str, state: State, today: date) -> Understood:
    """Understand a message in the light of the talk so far."""
    heard = desk.listener.hear(question)
    if small := _small_talk(heard):
        return Understood((small,), heard, 1.0)
    whole = _best(Case(desk, heard, state, today))
    whole = _without_opening(desk, heard, state, today, whole) or whole
    parts = _two(desk, heard, state, today, whole)
    if parts:
        return Understood(tuple(p.query for p in parts), heard, min(p.covered for p in parts), parts)
    if whole is None:
        return Understood((_not_here(None),), heard, 0.0)
    query = whole.query if whole.understood or whole.query.kind == "refusal" else _not_here(whole)
    return Understood((query,), heard, whole.covered, (whole,))


def _best(case: Case) -> Proposal | None:
    found = [p for rule in RULES for p in rule(case)]
    if all(p.score < MOST_FOUND for p in found):
        found += [p for rule in SEARCHES for p in rule(case)]
    if case.has(*DEMANDS) or _asks_why(case):
        found = [_doubted(p) if p.query.kind != "refusal" else p for p in found]
    best = max(found, key=lambda p: p.score, default=None)
    return _to_the_point(case, best, found) if best and best.query.kind == "text" else best


def _to_the_point(case: Case, best: Proposal, found: list[Proposal]) -> Proposal:
    """The fact that is asked ("ai chủ trì", "bao nhiêu phần trăm", "số hiệu") rather than the passage that has it."""
    for other in sorted(found, key=lambda p: -p.score):
        query = other.query
        aspect = query.kind == "task" and query.aspects not in ((), ("all",))
        share = query.kind == "target" and case.has("percent") and not (case.asked_thing and not case.says(*_SHARES))
        same = (aspect or share) and best.query.addresses[:1] == case.desk.source_of(query)[:1]
        close = other.score >= best.score - (CLOSE_SHARE if share else CLOSE)
        if (same or query.kind == "about") and other.understood and close:
            return other
    return best


def _doubted(proposal: Proposal) -> Proposal:
    """A proposal for a question that demands what no decision says."""
    return replace(proposal, score=proposal.score - DOUBT, covered=proposal.covered - DOUBT)


def _asks_why(case: Case) -> bool:
    return case.words[:1] == ["sao"] and not case.says("sao luu")


def _not_here(nearest: Proposal | None) -> Query:
    """That the document does not say it, with what comes nearest."""
    if nearest is None:
        return Query("refusal", reason="not-in-document")
    return Query("refusal", reason="not-in-document", addresses=nearest.query.addresses, tasks=nearest.query.tasks)


def _two(desk: Desk, heard: Heard, state: State, today: date, whole: Proposal | None) -> tuple[Proposal, ...]:
    """The two halves of a message, where both are understood and together account for more than the whole did."""
    best: tuple[Proposal, ...] = ()
    best_score = (whole.score if whole else 0.0) + WORTH_CUTTING
    size = len(heard.words)
    for cut in _cuts(heard):
        if not _asks(heard, 0, cut) or not _asks(heard, cut, size):
            continue
        first = _best(Case(desk, desk.listener.part(heard, 0, cut), state, today))
        if first is None or not first.understood or first.query.kind == "refusal":
            continue
        query = first.query
        after = State(query=query, tasks=query.tasks, units=state.units, group=state.group, period=query.period)
        second = _best(Case(desk, desk.listener.part(heard, cut, size), after, today))
        if second is None or not second.understood or second.query == query:
            continue
        if "text" in (query.kind, second.query.kind) and "," in heard.spotted.words[cut].before:
            continue  # a comma parts the items of one thing as well
        score = min(first.score, second.score)
        if score > best_score:
            best, best_score = (first, second), score
    return best


def _asks(heard: Heard, start: int, end: int) -> bool:
    """Whether a part of a message asks something by itself: by a question word, or of an aspect of a task."""
    typed = heard.spotted.words[start:end]
    words = [w.text for w in typed if w.text not in _ASK_SPELLED or w.typed in (w.text, _ASK_SPELLED[w.text])]
    aspect = "task" in heard.spotted.kinds[start:end] and not _ASPECT_WORDS.isdisjoint(words)
    return aspect or not _QUESTION_WORDS.isdisjoint(words)


def _without_opening(desk: Desk, heard: Heard, state: State, today: date, whole: Proposal | None) -> Proposal | None:
    """The question after an opening about the asker ("Tôi mới về Bộ, …"), where it is understood better without."""
    words = heard.spotted.words
    if not words or words[0].text not in _OPENINGS:
        return None
    for place in range(2, min(len(words) - 1, LONGEST_OPENING)):
        if any(sign in words[place].before for sign in ",.:;"):
            if _asks(heard, 0, place) or any(heard.spotted.kinds[:place]):
                return None
            found = _best(Case(desk, desk.listener.part(heard, place, len(words)), state, today))
            if found and found.understood and found.score > (whole.score if whole else 0.0):
                return found
    return None


def _cuts(heard: Heard) -> list[int]:
    """Where a message may fall in two, at most: at a sign or a joining word, with two words on each side."""
    words = heard.spotted.words
    places = range(2, len(words) - 1)
    signs = [p for p in places if any(sign in words[p].before for sign in ",?;.")]
    joins = [p for p in places if words[p].text in _SPLITS and p not in signs]
    return (signs + joins)[:MOST_CUTS]


def _small_talk(heard: Heard) -> Query | None:
    """A greeting or thanks with nothing else in it."""
    words = heard.words
    if len(words) > 7 or any(heard.content):
        return None
    if says(heard.line, _THANKS):
        return Query("thanks")
    return Query("greeting") if says(heard.line, _GREETINGS) else None
