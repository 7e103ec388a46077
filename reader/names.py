"""What names things in a decision, for a prompt: nothing here is typed in, all of it comes from the document.

Numbers and short titles of tasks and groups, units with their short forms, periods, targets, headings with addresses.
No cell of the table goes out but a task's title, and nothing of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.asking.desk import Desk
from kb.model import Document

TITLE, HEADING = 200, 160
"""Letters of a task's title and of a heading, at most."""
_NO_HEADING = ("row", "header", "task", "group")


def names_of(desk: Desk) -> str:
    """The names of everything in a decision, a line each."""
    document = desk.document
    return "\n".join(
        [
            f"DECISION {document.id}: {document.header.title}",
            "TASKS (number, group, title)",
            *(f"{t.number} [{t.group or '-'}] {brief(t.content, TITLE)}" for t in document.tasks),
            "GROUPS",
            *(f"{g.numeral} {brief(g.title, TITLE)}" for g in document.groups),
            "UNITS (full name: short forms)",
            *_units(desk),
            f"PERIODS {'; '.join(_periods(document))}",
            "TARGETS (number, period, sentence)",
            *(f"{n} [{t.period or '-'}] {brief(t.clause, TITLE)}" for n, t in enumerate(document.targets)),
            "DUTIES (address, who)",
            *(f"{d.address} {brief(', '.join(d.actors), HEADING)}" for d in document.duties),
            "PARTS (address, first words)",
            *(f"{p.address} {brief(p.text, HEADING)}" for p in document.passages if p.kind not in _NO_HEADING),
            f"OTHER DOCUMENTS THAT IT DATES {'; '.join(sorted(desk.dated))}",
            f"SHORT FORMS THAT IT EXPLAINS {'; '.join(sorted(g.short for g in desk.glossary.values()))}",
        ]
    )


def _units(desk: Desk) -> Iterator[str]:
    for unit in desk.directory.units:
        if unit.name in desk.met:
            yield f"{unit.name}: {', '.join(dict.fromkeys((*unit.abbreviations, *unit.other_names)))}"


def _periods(document: Document) -> dict[str, None]:
    return dict.fromkeys(p.text for t in document.tasks for p in t.periods)


def brief(text: str, most: int) -> str:
    """A text on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rpartition(' ')[0]} …"
