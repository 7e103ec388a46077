"""/lichsu: every revision about a task that the asker may read, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conversation.outgoing import Button, Buttons
from kb.model import Task
from progress.chat.context import unit_code
from progress.chat.looking_answers import closed
from progress.chat.looking_reader import Reader
from progress.model import Report
from progress.store.ledger import Place
from progress.wording import looking as say_it
from progress.wording import looking_lists as tell
from progress.wording.notices import SEE_FILES
from progress.wording.words import receipt

EVERY = "0"  # stands for all units in a token
MOST_FILES = 4  # buttons that show files, a page
AROUND = 330  # letters of a revision beside its texts: who, when, how it stands


def history(reader: Reader, task: Task, unit: str | None, page: int) -> tuple[str, Buttons]:
    """A page of what was sent on a task, by all units or by one, beside what the decision says.

    Only the rows that the page shows are read: where pages begin is told by how long the rows are.
    """
    found = reader.context.store.ledger.places(reader.plan.document.id, task.number, unit)
    open_to = {unit for unit in {place.unit for place in found} if reader.level(task.number, unit)}
    shown = [place for place in found if place.unit in open_to]
    decision = say_it.by_decision(reader.plan, task)
    if not shown and not _may_know(reader, task, unit):
        return f"{closed(reader)}\n\n{decision}", ()
    head = say_it.history_head(reader.plan, task, len(shown))
    pages = _pages(shown, len(head), len(decision), lambda place: _blocks(reader, [place]))
    page = min(max(page, 1), len(pages))
    here = pages[page - 1]
    listed = [] if isinstance(here, str) else reader.context.store.ledger.rows(place.id for place in here)
    with_files = [row for row in listed if row.evidence and reader.level(row.task, row.unit) == "texts"]
    files = tuple(
        (Button(f"{SEE_FILES} {receipt(row.receipt)} ({len(row.evidence)})", f"files:{row.id}"),)
        for row in with_files[:MOST_FILES]
    )
    blocks = [here] if isinstance(here, str) else _blocks(reader, here)
    first, last = [head] if page == 1 else [], [decision] if page == len(pages) else []
    text = "\n\n".join(filter(None, [*first, *blocks, *last, tell.page_of(page, len(pages))]))
    token = f"hist:{unit_code(reader.plan.document.id)}:{task.number}:{unit_code(unit) if unit else EVERY}:{{}}"
    turning = [Button(say_it.PAGE_BACK, token.format(page - 1))] if page > 1 else []
    turning += [Button(say_it.PAGE_ON, token.format(page + 1))] if page < len(pages) else []
    return text, (*files, *((tuple(turning),) if turning else ()))


Page = list[Place] | str  # the rows of a page, or a part of a row that is too long for one


def _pages(places: Sequence[Place], head: int, decision: int, block: Callable[[Place], list[str]]) -> list[Page]:
    """What is on each page; room is kept for the head on the first and the decision on the last."""
    here: list[Place] = []
    pages, room = list[Page]([here]), say_it.LONGEST - head
    for place in places:
        size = place.letters + AROUND
        if size > say_it.LONGEST:
            pages = [*(page for page in pages if page), *say_it.paged(block(place))]
            room = 0
        elif size > room:
            here = [place]
            pages.append(here)
            room = say_it.LONGEST - size
        else:
            here.append(place)
            room -= size
    return pages if decision <= room else [*pages, []]


def _blocks(reader: Reader, here: Sequence[Place]) -> list[str]:
    ledger, numbers = reader.context.store.ledger, [place.id for place in here]
    after = ledger.followers(numbers)
    rows = {row.id: row for row in ledger.rows({*numbers, *after.values()})}
    return [_block(reader, rows[one], rows[after[one]] if one in after else None) for one in numbers]


def _block(reader: Reader, row: Report, after: Report | None) -> str:
    return say_it.revision(reader.plan, row, after, texts=reader.level(row.task, row.unit) == "texts")


def _may_know(reader: Reader, task: Task, unit: str | None) -> bool:
    """Whether "nothing was sent" may be told: to those who might read it."""
    units = [unit] if unit else reader.plan.leads(task, reader.today)
    return reader.reads_all or any(reader.level(task.number, u) for u in units)
