"""How the reader reads a line for `make train`: its ways to read it, with what nlu.trust is told of each.

Another reader is measured by another function of the same shape (Read).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kb.answering.assistant import Assistant
from kb.asking import readings
from kb.asking.placing import Said
from kb.asking.query import State
from kb.asking.readings import Way, fields_of
from kb.asking.understanding import ways_to_read
from kb.executor.talk import states_facts
from nlu.head import FieldHead, PlaceHead

Row = dict[str, Any]
USUAL_NOW = datetime(2019, 5, 10, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@dataclass(frozen=True)
class Reading:
    """One way to read a line: the reply that it gives as score.py wants it, and what nlu.trust is told of it."""

    reply: Row
    answered: frozenset[str]
    features: Mapping[str, float]
    stands: bool  # whether the rules by themselves would have answered so


# A line to its readings, the likeliest first, and what the field head gives.
Read = Callable[[Row], tuple[Sequence[Reading], Mapping[str, float]]]


def todays_reader(assistant: Assistant, head: FieldHead, places: PlaceHead) -> Read:
    """The reader over the assistant's first decision, with heads beside it."""
    desk = assistant.first

    def hear(words: Sequence[str]) -> Said:
        return Said(head.probabilities(words), places.probabilities(words))

    def read(row: Row) -> tuple[Sequence[Reading], Mapping[str, float]]:
        today = (datetime.fromisoformat(row["now"]) if row.get("now") else USUAL_NOW).date()
        heard = desk.listener.hear(row["question"])
        ways = ways_to_read(desk, heard, State(), today)
        return [_reading(one) for one in readings.weighed(desk, heard, ways, hear, today)], hear(heard.words).fields

    return read


def _reading(one: readings.Reading) -> Reading:
    stated = [m for m in one.answers if states_facts(m)]
    kind = "answer" if stated else "clarify" if one.way[0].query.kind == "choice" else "refuse"
    said = {
        "kind": kind,
        "facts": list(dict.fromkeys(f for m in stated for f in m.facts)),
        "citations": list(dict.fromkeys(c for m in stated for c in m.citations)),
    }
    return Reading(said, _answered(one.way), one.features, all(p.understood for p in one.way) and kind == "answer")


def _answered(way: Way) -> frozenset[str]:
    return frozenset(f for p in way for f in fields_of(p.query))
