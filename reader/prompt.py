"""The prompt: grammar and names first, which are the same for each question, then examples, the talk, the question.

What stands in it is all that leaves the house: docs/language-model.md tells it to those who have to allow it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.asking.desk import Desk
from kb.asking.query import Query, State
from kb.calendar import next_due
from nlu.text import weekday
from reader import grammar
from reader.examples import Example, Examples
from reader.names import names_of
from reader.telling import in_grammar

TURNS = 3
"""Turns of the talk that are told, as Asks."""
LONGEST = 1000
"""Letters of a question that is given to a model; a longer one is not."""

Turns = Sequence[Sequence[Query]]


@dataclass(frozen=True)
class Prompt:
    """What is sent: what is the same for every question about a decision, and what is this one's."""

    constant: str
    own: str

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages of a chat."""
        return [{"role": "system", "content": self.constant}, {"role": "user", "content": self.own}]

    @property
    def digest(self) -> str:
        """A name for just these words."""
        return hashlib.sha256(f"{self.constant}\0{self.own}".encode()).hexdigest()[:32]


class Prompter:
    """Builds the prompts about one decision."""

    def __init__(self, desk: Desk, examples: Examples) -> None:
        self._desk = desk
        self._examples = examples if examples.decision == desk.document.id else Examples()
        self.constant = f"{grammar.told()}\nNAMES\n{names_of(desk)}\n"

    def prompt(self, question: str, state: State, turns: Turns, today: date) -> Prompt:
        """The prompt for a question in its talk."""
        has_talk = state.query is not None or bool(state.options)
        near = self._examples.near(question, talk=has_talk)
        parts = [
            *(["EXAMPLES", *map(_example, near)] if near else []),
            f"TODAY {_today(self._desk, today)}",
            *(["TALK SO FAR", *self._talk(state, turns)] if has_talk else []),
            f"QUESTION {json.dumps(question, ensure_ascii=False)}",
        ]
        return Prompt(self.constant, "\n".join(parts))

    def _talk(self, state: State, turns: Turns) -> list[str]:
        """The last turns as Asks, and what a question may point at: what was named and listed, what was offered."""
        told = [f"asked: {_line([in_grammar(q) for q in turn])}" for turn in turns[-TURNS:]]
        if not told and state.query:
            told = [f"asked: {_line([in_grammar(state.query)])}"]
        by = self._desk.document.by_number
        named: dict[str, Any] = {
            "tasks": list(state.tasks),
            "last list": list(state.listed),
            "tasks spoken of one by one": list(state.recent),
            "units": list(state.units),
            "leads": sorted({w for n in state.tasks if n in by and len(state.tasks) == 1 for w in by[n].leads}),
            "group": state.group,
            "period": state.period,
        }
        told += [f"named: {_line({name: value for name, value in named.items() if value})}"]
        if state.options:
            told.append(f"offered, the first first: {_line([in_grammar(q) for q in state.options])}")
        return told


def _today(desk: Desk, today: date) -> str:
    rule = desk.document.reporting
    told = f"{today.isoformat()} ({weekday(today)})"
    if rule is None:
        return told
    year, quarter = next_due(rule, today)
    around = [divmod(year * 4 + quarter - 1 + by, 4) for by in (-1, 0, 1)]
    before, now, after = (f"{q + 1}/{y}" for y, q in around)
    next_one = f'Report due next ("quý này", "kỳ này"): quarter {now}'
    return f"{told}. {next_one}; the one before: {before}; the one after: {after}."


def _example(one: Example) -> str:
    beside = f" (asked before: {_line(one.talk[-1])})" if one.talk else ""
    dated = f" (on {one.today})" if one.today else ""
    return f"{json.dumps(one.question, ensure_ascii=False)}{dated}{beside} -> {_line(one.reply)}"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
