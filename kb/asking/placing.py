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
from nlu.lexicon import folded_words

LIKELY = 0.3  # probability of a place from which it is proposed
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
    place = max(said.places, key=lambda name: said.places[name] if said.places else 0.0)
    likely = said.places[place]
    if place not in desk.document.by_address or likely < LIKELY or place == desk.document.reporting.address:
        return None
    task = next((t for t in desk.document.tasks if t.address == place), None)
    query = _of_task(task, said) if task else _of_text(desk, heard, place, said)
    return Proposal(likely, query, likely)


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
