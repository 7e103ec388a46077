"""Facts of the appendix's groups."""

from __future__ import annotations

from kb.asking.desk import Desk
from kb.executor.made import Answer
from kb.executor.makers.tasks import known_tasks

MOST_CITED = 3  # titles; more are cited as the whole appendix


def group(made: Answer, desk: Desk) -> None:
    """The group that tasks belong to, or that a topic means."""
    made.tasks = known_tasks(made, desk)
    if made.query.tasks and not made.tasks:
        made.refused = "no-such-task"
        return
    made.facts = list(made.query.groups) or [t.group for t in made.tasks if t.group]
    for numeral in made.facts:
        made.citations += [*(t.address for t in made.tasks if t.group == numeral), f"PL.{numeral}"]


def groups(made: Answer, desk: Desk) -> None:
    """The titles of groups, or how many there are."""
    by = desk.document.by_numeral
    numerals = list(made.query.groups) or list(by)
    if any(n not in by for n in numerals):
        made.refused = "no-such-group"
    elif "count" in made.query.aspects:
        tasks = [str(len(desk.document.tasks))] if "number" in made.query.aspects else []
        made.facts, made.citations = [*tasks, str(len(by))], ["PL"]
    else:
        made.facts = [by[n].title for n in numerals]
        made.citations = [by[n].address for n in numerals] if len(numerals) <= MOST_CITED else ["PL"]
