"""What a stretch was found to say: pieces of its text for each field, and the facts that frame words tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from progress.model import Status
from progress.reading.cues import Cues
from progress.reading.line import Line

Field = Literal["result", "difficulty", "proposal", "next_step", "product"]


@dataclass(slots=True)
class Piece:
    """Tokens [start, end): words of a field, or frame words (field None) that stand for a status where they do."""

    field: Field | None
    start: int
    end: int
    status: Status | None = None
    strong: bool = False
    apart: bool = False  # a label stands before it: not joined to the words before


@dataclass
class Body:
    """A stretch being read; `pieces` and the facts are what has been understood of it."""

    line: Line
    cues: Cues
    today: date
    joined: set[tuple[str, str]]
    titles: Sequence[Sequence[str]] = ()  # the words of the tasks' content
    expected: bool = False  # progress is waited for: a number by itself is a percentage
    pieces: list[Piece] = field(default_factory=list)
    percent: int | None = None
    statuses: list[Status] = field(default_factory=list)
    completed: date | None = None
    nothing_new: bool = False
    partly: bool = False  # part of the task is said to be finished, or that it is not yet
    inexact: int = -1  # the token of the task's percentage where that is no whole number
    fields: Field = "result"
    labelled: bool = False
    asked: Literal["status", "completed", ""] = ""  # what a label before this asks for

    def past_marks(self, start: int, stop: int) -> int:
        """The first token from one on that is no mark."""
        while start < stop and self.line.tokens[start].is_mark:
            start += 1
        return start
