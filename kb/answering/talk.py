"""What a talk keeps of an answer, for questions that leave something out."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answering.made import Answer
from kb.asking.desk import Desk
from kb.asking.query import State


def states_facts(made: Answer) -> bool:
    """Whether an answer states facts: refusals, greetings and questions back do not."""
    return not made.refused and made.query.kind not in ("greeting", "thanks", "choice")


def after(state: State, answers: Sequence[Answer], desk: Desk) -> State:
    """The state of the talk after some answers; refusals and greetings leave it as it was."""
    given = [made for made in answers if states_facts(made)]
    if not given:
        return state
    last = given[-1]
    units = [u.name for fact in last.facts if (u := desk.unit_of(fact)) and not u.collective]
    wanted = last.query.filter
    return State(
        query=last.query,
        tasks=tuple(t.number for t in last.tasks),
        listed=tuple(t.number for t in last.tasks) if len(last.tasks) > 1 else state.listed,
        units=(wanted.unit,) if wanted and wanted.unit else tuple(units) or _leads(last, desk),
        group=_group(last),
        period=last.query.period or (last.targets[0].period if last.targets else None),
    )


def _group(made: Answer) -> str | None:
    """The group that an answer was about: by its filter, by what it found, or that of its only task."""
    if made.query.filter and made.query.filter.group:
        return made.query.filter.group
    if made.query.kind == "group" and made.facts:
        return made.facts[0]
    return made.tasks[0].group if len(made.tasks) == 1 else None


def _leads(made: Answer, desk: Desk) -> tuple[str, ...]:
    if len(made.tasks) != 1:
        return ()
    return tuple(u.name for w in made.tasks[0].leads if (u := desk.unit_of(w)))
