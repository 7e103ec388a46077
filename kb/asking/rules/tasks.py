"""Questions about tasks that are named: by their number, by the talk so far, by a unit that has few."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.asking.rules.aspects import ASPECTS, aspects_asked
from kb.asking.rules.meant import FOLLOWS, HEARD, tasks_meant

NAMED = 0.12  # on top: the question names the tasks
LEANING = 0.16  # on top: it says nothing but what it asks, so that it must lean on the talk
LEFT_OVER = 3.0  # weight of words that a question about a numbered task may leave unexplained (two rare syllables)
COUNTED_OFF = 0.5  # where a number of something is asked that no task gives
SURE = 1.4  # the score of a reading that no other one may beat, doubted though it is
ASKED_BACK = 0.3  # the score of asking back: any reading that answers goes before it
SHORT = 6  # words of a question that can only be about something said before
_FEW = 3  # tasks of a unit, of which an aspect can be told one by one
_OF_UNIT = re.compile(
    r" (?:nhiem vu|viec|dau viec)(?: ma| do| cua| duoc giao| giao)* <u> (?:lam )?(?P<role>chu tri|phu trach|phoi hop) "
)


def by_number(case: Case) -> Iterator[Proposal]:
    """For "nv 13 ai làm", "hạn của nhiệm vụ 6": the aspects asked of the tasks named, or of those in the talk."""
    tasks, named = tasks_meant(case)
    if not tasks:
        yield from _which_task(case)
        return
    if role := _wrongly_taken_for(case, tasks):
        yield Proposal(SURE, Query("task", aspects=(role,), tasks=tasks, claim=claim(case)), 1.0)
        return
    aspects = aspects_asked(case)
    last = case.state.query
    if not aspects and last and last.kind in ("task", "find") and _carries_on(case):
        aspects = tuple(a for a in last.aspects if a in ASPECTS)
    heard = (*HEARD, "unitword", "phase")
    used = ("task", "unit", "period", "number", "date") if named else ("unit", "period", "date")
    covered = case.explained(heard, _own_words(case, tasks, heard), used)
    leans = not named and sum(case.topic(heard)) <= 1.4
    score = covered + (NAMED if named else LEANING if leans else 0.0)
    if case.counts_other:
        covered, score = covered - COUNTED_OFF, score - COUNTED_OFF
    if len(tasks) > 1 and len(aspects) > 1:
        score -= 0.25
    left_over = (1 - covered) * sum(case.weights)
    enough = 0.72 if left_over > LEFT_OVER else 0.5 if (aspects and named) or leans else 0.6
    yield Proposal(score, Query("task", aspects=aspects or ("all",), tasks=tasks, claim=claim(case)), covered, enough)


def by_unit(case: Case) -> Iterator[Proposal]:
    """For "hạn của nhiệm vụ mà Vụ CNC chủ trì": an aspect of the few tasks that a unit leads or coordinates."""
    found = _OF_UNIT.search(case.heard.line)
    if not found or len(case.units) != 1:
        return
    role = "coord" if found["role"] == "phoi hop" else "lead"
    aspects = tuple(a for a in aspects_asked(case) if a != role)
    tasks = tuple(t.number for t in case.document.tasks if case.desk.names_unit(t, case.units[0].name, role))
    if aspects and 1 <= len(tasks) <= _FEW:
        covered = case.explained((*HEARD, "unitword"), None, ("unit",))
        yield Proposal(covered + NAMED, Query("task", aspects=aspects, tasks=tasks), covered)


def claim(case: Case) -> str | None:
    """The unit that a question takes to be the task's, by its full name, where it names one."""
    units = [u for u in case.units if not u.collective]
    return units[0].name if len(units) == 1 else None


def _which_task(case: Case) -> Iterator[Proposal]:
    """For "thế ai phối hợp" where no talk says of what: the asker is asked back."""
    aspects = aspects_asked(case)
    named = any(case.spotted.kinds) or case.state.tasks or case.state.units
    if aspects and not named and len(case.words) <= SHORT and not any(case.topic((*HEARD, "unitword"))):
        yield Proposal(ASKED_BACK, Query("choice", aspects=aspects), 1.0, 0.6)


def _wrongly_taken_for(case: Case, tasks: tuple[int, ...]) -> str | None:
    """The role that a question for reasons wrongly gives a unit: no reasons are given, but this can be mended."""
    unit, task = claim(case), case.document.by_number.get(tasks[0])
    role = "coord" if case.has("coord") else "lead" if case.has("lead") else None
    if task is None or len(tasks) > 1 or unit is None or role is None or not case.has("why"):
        return None
    return None if case.desk.names_unit(task, unit, role) else role


def _carries_on(case: Case) -> bool:
    return case.says(*FOLLOWS) or len(case.words) <= 3 or any(w.before for w in case.spotted.words[:1])


def _own_words(case: Case, tasks: tuple[int, ...], cues: tuple[str, ...]) -> list[float] | None:
    """How far the words left over are words of the tasks named."""
    weights = case.topic(cues)
    known = [case.desk.each_task[n] for n in tasks if n in case.desk.each_task]
    matches = [m for index in known for m in case.search(index, weights)] if any(weights) else []
    if not matches:
        return None
    return [max(column) for column in zip(*(m.explained for m in matches), strict=True)]
