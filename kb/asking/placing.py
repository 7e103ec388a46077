"""What the heads alone make of a message: the field that is asked, of the place where such messages are answered.

It reads a thing that is told in words of which no rule knows, where our corpus tells it so; how far it is to be
believed is weighed with the other readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from kb.asking.query import Proposal, Query
from kb.model import Task
from nlu.head import TABLE
from nlu.lexicon import folded_words

LIKELY = 0.3  # probability of a place from which it is proposed
LEAST_OF_TWO = 0.25  # of the second of two places of which one thing is asked
ASKED = 0.5  # probability of a field from which it is taken as asked
_CELLS = {"lead": "lead", "coord": "coord", "deadline": "when", "product": "product", "note": "note"}
_NUMBERED = ("number", "list")


@dataclass(frozen=True)
class Said:
    """What the heads say of a message: how likely each field is asked, and each place the one that answers it.

    `places` is None where the place head knows nothing of the decision.
    """

    fields: Mapping[str, float]
    places: Mapping[str, float] | None = None


def by_heads(desk: Desk, heard: Heard, said: Said) -> Proposal | None:
    """The likeliest field of the likeliest place; None where the place is not clear, or things are named."""
    if said.places is None or heard.spotted.tasks or desk.document.reporting is None:
        return None
    (likely, place), (beside, other) = sorted(((p, name) for name, p in said.places.items()), reverse=True)[:2]
    if place in (TABLE, desk.document.reporting.address) or place not in desk.document.by_address:
        return None
    if beside >= LEAST_OF_TWO and (both := _of_two(desk, heard, (place, other), said)):
        return Proposal(likely + beside, both, likely + beside)
    if likely < LIKELY:
        return None
    task = next((t for t in desk.document.tasks if t.address == place), None)
    query = _of_task(task, said) if task else _of_text(desk, heard, place, said)
    return Proposal(likely, query, likely)


def _of_two(desk: Desk, heard: Heard, places: tuple[str, str], said: Said) -> Query | None:
    """One thing asked of two tasks, or the shares of two periods; None of other places."""
    parts = [_of_text(desk, heard, place, said) for place in places]
    periods = {desk.document.targets[n].period for part in parts for n in part.targets}
    if len(periods) == len(parts) and all(part.targets for part in parts):
        return Query("target", targets=tuple(n for part in parts for n in part.targets))
    tasks = tuple(t.number for t in desk.document.tasks if t.address in places)
    cells = tuple(cell for field, cell in _CELLS.items() if said.fields[field] >= ASKED)
    return Query("task", aspects=cells, tasks=tasks) if len(tasks) == len(parts) and cells else None


def _of_task(task: Task, said: Said) -> Query:
    cells = tuple(cell for field, cell in _CELLS.items() if said.fields[field] >= ASKED)
    if any(said.fields[field] >= ASKED for field in _NUMBERED):
        return Query("find", aspects=tuple(c for c in cells if c in ("lead", "coord")), tasks=(task.number,))
    return Query("task", aspects=cells or ("content",), tasks=(task.number,))


def _of_text(desk: Desk, heard: Heard, place: str, said: Said) -> Query:
    targets = [n for n, t in enumerate(desk.document.targets) if t.address == place]
    if not targets or said.fields["target"] < ASKED:
        return Query("passage", addresses=(place,))
    words = list(folded_words(" ".join(heard.words)))
    clauses = {n: desk.likeness(desk.document.targets[n].clause, words) for n in targets}
    best = desk.document.targets[max(clauses, key=lambda n: clauses[n])].clause
    return Query("target", targets=tuple(n for n in targets if desk.document.targets[n].clause == best))
