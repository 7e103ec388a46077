"""What a talk keeps of an answer, for questions that leave something out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.asking.desk import Desk
from kb.asking.query import Condition, Query, State
from kb.executor.made import Answer
from kb.executor.makers.tasks import aspect_facts


def states_facts(made: Answer) -> bool:
    """Whether an answer states facts: refusals, greetings and questions back do not."""
    return not made.refused and made.query.kind not in ("greeting", "thanks", "choice")


def options_of(made: Answer) -> tuple[Query, ...]:
    """What a question back offers: whole questions, or one question of several tasks or parts."""
    query = made.query
    if query.options:
        return query.options
    tasks = tuple(Query("task", aspects=query.aspects or ("all",), tasks=(t.number,)) for t in made.tasks)
    return (*tasks, *(Query("passage", addresses=(p.address,)) for p in made.passages))


MOST_RECENT = 3  # tasks that are kept of those spoken of one by one


def after(
    state: State,
    answers: Sequence[Answer],
    desk: Desk,
    named: Sequence[int] = (),
    asked: Sequence[str] = (),
) -> State:
    """The state of the talk after some answers; refusals and greetings leave it as it was.

    `named` are the tasks that the question named: a refusal leaves those to be spoken of ("ai chủ trì nhiệm vụ đó"),
    and the fields that it `asked` ("nhầm, ý tôi là 14").
    """
    given = [made for made in answers if states_facts(made)]
    asked_back = bool(answers) and (answers[-1].query.kind == "choice" or bool(answers[-1].query.options))
    if asked_back and (options := options_of(answers[-1])):
        return replace(_of_guess(state, options[0], asked), options=options)
    if not given:
        return _of_named(state, tuple(n for n in named if n in desk.document.by_number), asked, bool(named))
    last = given[-1]
    cells = last.tasks if len(last.tasks) == 1 and last.query.kind in ("task", "find", "list") else ()
    said = [v for task in cells for aspect in last.query.aspects for v in aspect_facts(task, aspect, desk)]
    known = (desk.unit_of(value) or desk.directory.find(value) for value in said or last.facts)
    units = list(dict.fromkeys(u.name for u in known if u and not u.collective))
    named_units = [n for c in last.query.where if c.kind == "unit" and not c.negated for n in c.values]
    told = tuple(t.number for t in last.tasks)
    bounds = last.query.where if last.query.kind in ("list", "count") and not last.query.pick else _of_groups(last)
    within = len(told) > 1 and set(told) < set(state.listed)
    return State(
        query=last.query,
        tasks=told,
        wider=state.listed if within else state.wider if told and set(told) <= set(state.wider) else (),
        recent=_recent(state, last),
        listed=told if len(told) > 1 else state.listed,
        bounds=bounds if len(told) > 1 and bounds else state.bounds if told == state.listed or len(told) <= 1 else (),
        units=tuple(named_units) or tuple(units) or _leads(last, desk),
        group=_group(last),
        period=last.query.period or (last.targets[0].period if last.targets else None),
    )


def _of_named(state: State, tasks: tuple[int, ...], asked: Sequence[str], in_vain: bool = False) -> State:
    query = Query("task", aspects=tuple(asked) or ("all",), tasks=tasks)
    if len(tasks) != 1:
        return replace(state, query=query) if in_vain and asked else state  # "nhiệm vụ 41 ai chủ trì"
    return State(
        query=query,
        tasks=tasks,
        listed=state.listed,
        bounds=state.bounds,
        recent=(*state.recent, *tasks)[-MOST_RECENT:],
    )


def _of_guess(state: State, guess: Query, asked: Sequence[str]) -> State:
    """The state after a refusal or a question back that shows the likeliest reading.

    What follows without a choice goes on with it, where nothing else was spoken of.
    """
    if state.query is not None:
        return state
    if guess.kind in ("list", "count") and guess.where and not guess.pick:
        return State(query=guess, bounds=guess.where, units=state.units)
    return _of_named(state, guess.tasks, asked)


def _of_groups(made: Answer) -> tuple[Condition, ...]:
    """The bounds of an answer that tells the tasks of groups."""
    groups = made.query.groups if made.query.kind in ("group", "groups") else ()
    return (Condition("group", groups),) if groups else ()


def _recent(state: State, last: Answer) -> tuple[int, ...]:
    """The tasks spoken of one by one; a list of several begins anew."""
    if len(last.tasks) != 1:
        return () if last.tasks else state.recent
    number = last.tasks[0].number
    return (*(n for n in state.recent if n != number), number)[-MOST_RECENT:]


def _group(made: Answer) -> str | None:
    """The group that an answer was about: by its filter, by what it found, or that of its only task."""
    groups = [v for c in made.query.where if c.kind == "group" and not c.negated for v in c.values]
    if groups:
        return groups[0]
    if made.query.by == "group" and len(made.ranks) == 1:
        return made.ranks[0][0]
    if made.query.kind == "group" and made.facts:
        return made.facts[0]
    return made.tasks[0].group if len(made.tasks) == 1 else None


def _leads(made: Answer, desk: Desk) -> tuple[str, ...]:
    if len(made.tasks) != 1:
        return ()
    return tuple(u.name for w in made.tasks[0].leads if (u := desk.unit_of(w)))
