"""What an answer is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kb.asking.query import Condition, Query
from kb.calendar import ReportingPeriod
from kb.model import Passage, Target, Task


@dataclass(slots=True)
class Answer:
    """Facts, citations, and what the wording needs to speak of them; `refused` names why there are none."""

    query: Query
    today: date
    facts: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    periods: list[ReportingPeriod] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    ranks: list[tuple[str, list[int]]] = field(default_factory=list)  # units or groups with their tasks' numbers
    refused: str | None = None
    denied: list[Condition] = field(default_factory=list)  # what the question takes to be so and is not
