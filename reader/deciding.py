"""What is answered where the built-in reader and a model have both read a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from kb.answering.assistant import Assistant
from kb.answering.reply import Reply, Talk
from kb.asking.codec import from_json
from kb.asking.desk import Desk
from kb.asking.query import Query
from reader.checking import MOST_OFFERED, Read

Mode = Literal["unsure", "all", "off"]
Answered = tuple[Reply, Talk]

SURE = 0.95
"""Probability from which an answer of the built-in reader is sure."""
_TEXTS = ("text", "passage", "duty", "place")
_NAMED = ("no-such-task", "no-such-group", "no-such-quarter", "no-such-address", "unit-not-named", "no-such-period")


def is_small_talk(reply: Reply) -> bool:
    """Whether a reply is to a greeting, thanks or a question about the bot: no model is asked for these."""
    return reply.kind == "refuse" and reply.understood and not reply.reportable


def is_sure(reply: Reply) -> bool:
    """Whether the built-in reader is sure of its reply: an answer to all of a message, or small talk."""
    if is_small_talk(reply):
        return True
    if reply.kind == "refuse":
        return bool(reply.asks) and reply.asks[0].get("reason") in _NAMED
    # What only goes on with the talk was not weighed, and so is no more sure than it is likely; the calendar is.
    weighed = reply.probability < 1.0 or all(ask["kind"] == "due" for ask in reply.asks)
    return reply.kind == "answer" and weighed and reply.probability >= SURE and not reply.unanswered


class Deciding:
    """Makes one reply of two readings of a message."""

    def __init__(self, assistant: Assistant, desk: Desk, talk: Talk, now: datetime) -> None:
        self._assistant, self._desk, self._talk, self._now = assistant, desk, talk, now

    def decide(self, own: Answered, read: Read) -> Answered:
        """The reply, given the built-in reader's and what a model's came to."""
        if is_sure(own[0]) and own[0].kind == "answer":
            return self._against(own, read)
        if read.outcome == "read":
            return self._tell(read.queries)
        if read.outcome == "choice":
            return self._offer([*_options(read.queries), *_options(_queries(own[0]))])
        return own if own[0].kind == "refuse" and not self._is_guess(own[0]) else self._refuse(own[0])

    def _against(self, own: Answered, read: Read) -> Answered:
        """Both are sure: where they differ, it is asked which is meant; what says more is told where it says both."""
        if read.outcome == "choice":
            return own
        queries = _queries(own[0])
        if read.outcome == "nowhere":
            return self._guess(queries[:1])
        other = self._tell(read.queries)
        if other[0].kind != "answer" or _is_same(own[0], other[0]):
            return own
        told, others = set(own[0].facts), set(other[0].facts)
        if told and others and (told < others or others < told):  # an empty cell is no part of anything
            return max(own, other, key=lambda one: len(set(one[0].facts)))
        if _is_rule_of(other[0], own[0]):
            return other
        return self._offer([*_options(queries), *_options(read.queries)])

    def _tell(self, queries: Sequence[Query]) -> Answered:
        return self._assistant.told(self._desk, queries, self._talk, self._now)

    def _offer(self, options: Sequence[Query]) -> Answered:
        """Ask back among options; a single one is shown to be tapped."""
        found = tuple(dict.fromkeys(options))[:MOST_OFFERED]
        return self._tell((Query("choice", options=found),)) if len(found) > 1 else self._guess(found)

    def _guess(self, options: Sequence[Query]) -> Answered:
        return self._tell((Query("refusal", reason="unsure", options=tuple(options)),))

    def _refuse(self, own: Reply) -> Answered:
        first = next(iter(_queries(own)), Query("refusal"))
        first = first.options[0] if first.options else first
        nearest = Query("refusal", reason="not-in-document", addresses=first.addresses, tasks=first.tasks)
        return self._tell((nearest,))

    @staticmethod
    def _is_guess(reply: Reply) -> bool:
        return bool(reply.asks) and reply.asks[0].get("reason") == "unsure"


def _queries(reply: Reply) -> tuple[Query, ...]:
    return tuple(from_json(Query, ask) for ask in reply.asks)


def _options(queries: Sequence[Query]) -> list[Query]:
    """What may be offered: questions, each by itself, and what was offered already."""
    return [one for query in queries for one in (query.options or (query,)) if one.kind not in ("refusal", "choice")]


def _is_same(own: Reply, other: Reply) -> bool:
    """Whether two replies state the same, or the same place in more or fewer of its words."""
    if set(own.facts) == set(other.facts):
        return True
    texts = all(ask["kind"] in _TEXTS for reply in (own, other) for ask in reply.asks)
    return texts and own.citations[:1] == other.citations[:1]


def _is_rule_of(rule: Reply, own: Reply) -> bool:
    """Whether a reply is the calendar's rule of what another states of one period: that period was only supposed."""
    queries, others = _queries(rule), _queries(own)
    if any(query.kind != "due" for query in (*queries, *others)):
        return False
    asked, of_one = ([p for query in each for p in query.points] for each in (queries, others))
    same = {p.field for p in asked} == {p.field for p in of_one}
    return bool(asked) and same and not any(p.quarter for p in asked)
