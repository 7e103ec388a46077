"""What a talk keeps of an answer, for questions that leave something out."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answering.answer import Answer
from kb.asking.case import Desk
from kb.asking.query import State


def after(state: State, answers: Sequence[Answer], desk: Desk) -> State:
    """The state of the talk after some answers; refusals and greetings leave it as it was."""
    given = [a for a in answers if not a.refused and a.query.kind not in ("greeting", "thanks", "choice")]
    if not given:
        return state
    last = given[-1]
    units = [u.name for fact in last.facts if (u := desk.unit_of(fact)) and not u.collective]
    wanted = last.query.filter
    group = (
        wanted.group
        if wanted and wanted.group
        else last.facts[0]
        if last.query.kind == "group" and last.facts
        else None
    )
    return State(
        query=last.query,
        tasks=tuple(t.number for t in last.tasks),
        listed=tuple(t.number for t in last.tasks) if len(last.tasks) > 1 else state.listed,
        units=(wanted.unit,) if wanted and wanted.unit else tuple(units) or _leads(last, desk),
        group=group or (last.tasks[0].group if len(last.tasks) == 1 else None),
        period=last.query.period or (last.targets[0].period if last.targets else None),
    )


def _leads(made: Answer, desk: Desk) -> tuple[str, ...]:
    if len(made.tasks) != 1:
        return ()
    return tuple(u.name for w in made.tasks[0].leads if (u := desk.unit_of(w)))
