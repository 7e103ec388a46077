"""What the document says to a query: facts and the addresses that they come from. No words are made here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kb.asking.desk import Desk
from kb.asking.query import Query, QueryKind
from kb.executor.made import Answer
from kb.executor.makers import decision, groups, lists, plan, tasks, text

__all__ = ["Answer", "answer"]


def answer(query: Query, desk: Desk, today: date) -> Answer:
    """What the document says to a query; `refused` names the reason where it says nothing."""
    made = Answer(query, today)
    _MAKERS[query.kind](made, desk)
    made.facts = list(dict.fromkeys(made.facts))
    made.citations = list(dict.fromkeys(made.citations))
    return made


def _refusal(made: Answer, desk: Desk) -> None:
    made.refused = made.query.reason or "not-in-document"


def _nothing(made: Answer, desk: Desk) -> None:
    """Greetings and thanks state no fact."""


_MAKERS: dict[QueryKind, Callable[[Answer, Desk], None]] = {
    "task": tasks.task,
    "find": tasks.find,
    "list": lists.listed,
    "count": lists.listed,
    "rank": lists.ranked,
    "group": groups.group,
    "groups": groups.groups,
    "target": plan.target,
    "due": plan.due,
    "about": decision.about,
    "abbreviation": decision.abbreviation,
    "dated": decision.dated,
    "passage": text.passage,
    "place": text.place,
    "text": text.text,
    "duty": text.duty,
    "greeting": _nothing,
    "thanks": _nothing,
    "refusal": _refusal,
    "choice": tasks.choice,
}
