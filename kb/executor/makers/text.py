"""Facts in the text's own words: a part, the stretch of it that says something, its place, who is charged in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.asking.desk import Desk
from kb.asking.query import Query
from kb.executor.made import Answer
from kb.model import Passage, Task
from nlu.lexicon import folded_words

MOST_PARTS = 4  # of a heading, which are cited each; else it is cited as a whole
AS_MUCH = 0.92  # of the likeness of the whole text: a clause that has this much says it
HEADINGS = ("section", "point", "letter")


def passage(made: Answer, desk: Desk) -> None:
    """What parts say; of a heading, what the parts directly below it say."""
    document = desk.document
    made.passages = _passages(made, desk)
    for own in list(made.passages):
        cited = [own.address]
        below = [p for p in document.passages if p.address.startswith(own.address + ".")]
        if "count" in made.query.aspects:
            parts = [p for p in document.children(own.address) if p.kind != "note"]
            made.facts.append(str(len(parts)))
            made.passages += parts
        elif "title" in made.query.aspects:
            made.facts.append(own.text)
        elif below and own.kind in HEADINGS:
            directly = document.children(own.address)
            made.facts += [p.text for p in directly]
            made.passages += below
            cited = [p.address for p in directly] if len(directly) <= MOST_PARTS else cited
        else:
            made.facts.append(own.text)
        made.citations += cited


def text(made: Answer, desk: Desk) -> None:
    """The stretch of a passage, or the cell of a task, that speaks of the question's words."""
    made.passages = _passages(made, desk)
    made.citations = list(made.query.addresses)
    best = made.passages[0]
    task = next((t for t in desk.document.tasks if t.address == best.address), None)
    if task:
        made.tasks = [task]
        made.facts = [_best_cell(task, made.query, desk)]
        made.citations += task.links
    else:
        made.facts = [_best_stretch(best.text, made.query.words, desk)]


def place(made: Answer, desk: Desk) -> None:
    """Where the text says something: the address is the answer."""
    made.passages = _passages(made, desk)
    made.citations = list(made.query.addresses)


def duty(made: Answer, desk: Desk) -> None:
    """Who is charged with something, as the text names them in a row."""
    own = desk.document.duties[int(made.query.name or 0)]
    made.passages = [desk.document.by_address[own.address]]
    made.facts, made.citations = [_as_written(own.actors, made.passages[0].text)], [own.address]


def _as_written(names: Sequence[str], whole: str) -> str:
    """The stretch of a text from the first of some names to the last; the names in a row where it has not all."""
    start, end = whole.find(names[0]), whole.find(names[-1])
    written = whole[start : end + len(names[-1])] if 0 <= start <= end else ""
    return written if written and all(name in written for name in names) and ";" not in written else ", ".join(names)


def _passages(made: Answer, desk: Desk) -> list[Passage]:
    return [desk.document.by_address[a] for a in made.query.addresses]


def _best_cell(task: Task, query: Query, desk: Desk) -> str:
    """The cell of a task that speaks most of the question's words, of those with the number asked if any are."""
    cells = [c for c in (task.content, task.product, task.note) if c]
    holding = [c for c in cells if query.holds and f"{query.holds} so " in " ".join(folded_words(c))]
    return max(holding or cells, key=lambda cell: desk.likeness(cell, query.words))


def _best_stretch(whole: str, words: Sequence[str], desk: Desk) -> str:
    """The shortest clause of a text that speaks of the words as much as the text does; else, or for none, the text."""
    clauses = re.split(r"(?<=;)\s+", whole)
    if len(clauses) < 2 or not words:
        return whole.strip()
    enough = AS_MUCH * desk.likeness(whole, words)
    for clause in sorted(clauses, key=len):
        if desk.likeness(clause, words) >= enough:
            return clause.strip(" ;")
    return whole.strip()
