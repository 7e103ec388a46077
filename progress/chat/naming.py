"""Which task words speak of: the decision's index, asked on behalf of units that report on some tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.asking.desk import Desk
from nlu.lexicon import folded_words
from progress.plan import Plan

_ENOUGH, _LEAST = 0.55, 0.8  # of the words' weight that a task speaks of, and its score, for the words to be its name
_OF_OTHERS = 0.75  # … of a task that the units do not report on
_RIVAL, _OFFERED = 0.84, 0.5  # of the best score: who comes as near makes it doubtful; who comes so near is offered
_HINTED = 2.0  # score from which a whole message hints at a task
_SURE = 4.0  # … and from which it can hardly be another one
_MOST = 4
_HEAD = 22  # words at the head of a task's content that say what it brings
_ANY_OF_THEM = ["phan", "mem"]  # what many tasks bring
_EVERYBODYS, _FOREIGN = 0.8, 0.5  # of a score: a task of all units, one that none of them reports on


class TaskNames:
    """Finds a decision's tasks by words; those that `units` lead by name come first among equals."""

    def __init__(self, desk: Desk, plan: Plan, units: Sequence[str], today: date) -> None:
        self._desk = desk
        self._plan = plan
        self._units = units
        self._today = today

    def named(self, words: str) -> int | None:
        """The one task that words can only be a name of, or None: among equals what the units lead, by name first."""
        ranked = self._ranked(words, name=True)
        rivals = [task for score, task in ranked if score > _RIVAL * ranked[0][0]]
        nearest = max(map(self._share, rivals), default=0.0)
        rivals = [task for task in rivals if self._share(task) == nearest]
        if len(rivals) > 1:  # the one whose content begins with the name
            rivals = [task for task in rivals if self._begins(task, words)]
        return rivals[0] if len(rivals) == 1 else None

    def likely(self, words: str) -> list[int]:
        """The units' tasks that a message may be about, best first; one alone where it can hardly be another."""
        ranked = self._ranked(words, name=False)
        shared = sorted(((score * self._share(task), task) for score, task in ranked), reverse=True)
        near = [task for score, task in shared if score >= _OFFERED * shared[0][0]]
        mine = [task for task in near if self._share(task) > _FOREIGN or not self._units][:_MOST]
        sure = bool(shared) and shared[0][0] >= _SURE and mine[:1] == near
        return (
            mine
            if sure or len(mine) > 1
            else [*mine, *(task for _, task in shared[1:] if self._share(task) > _FOREIGN)][:_MOST]
        )

    def _begins(self, task: int, name: str) -> bool:
        """Whether the words of a name stand at the head of a task's content, in their order."""
        head = iter(folded_words(self._desk.document.by_number[task].content)[:_HEAD])
        return all(word in head for word in self._desk.listener.hear(name).words if word.isalpha())

    def _ranked(self, words: str, *, name: bool) -> list[tuple[float, int]]:
        heard = self._desk.listener.hear(words)
        slots = zip(heard.words, heard.content, heard.spotted.kinds, strict=True)
        weights = [0.0 if kind or not content else self._desk.weight(word) for word, content, kind in slots]
        for place in range(len(weights) - 1):
            if heard.words[place : place + 2] == _ANY_OF_THEM:
                weights[place : place + 2] = [0.0, 0.0]
        found = self._desk.tasks.search(heard.words, weights, heard.concepts, spelled=heard.spelled)
        if name:
            needed = {m.key: _ENOUGH if self._share(int(str(m.key))) > _FOREIGN else _OF_OTHERS for m in found}
            found = [m for m in found if m.coverage >= needed[m.key] and m.score >= _LEAST]
        else:
            found = [m for m in found if m.score >= _HINTED]
        return [(m.score, int(str(m.key))) for m in found]

    def _share(self, number: int) -> float:
        task = self._plan.task(number) if self._units else None
        if task is None:
            return 1.0
        leads = self._plan.leads(task, self._today)
        if not any(unit in leads for unit in self._units):
            return _FOREIGN
        return 1.0 if len(leads) <= len(task.leads) else _EVERYBODYS
