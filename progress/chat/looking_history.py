"""/lichsu: every revision about a task that the asker may read, newest first."""

from __future__ import annotations

from conversation.outgoing import Button, Buttons
from kb.model import Task
from progress.chat.context import unit_code
from progress.chat.looking_answers import closed
from progress.chat.looking_reader import Reader
from progress.model import Report
from progress.wording import looking as say_it
from progress.wording import looking_lists as tell

EVERY = "0"  # stands for all units in a token


def history(reader: Reader, task: Task, unit: str | None, page: int) -> tuple[str, Buttons]:
    """A page of what was sent on a task, by all units or by one, beside what the decision says."""
    rows = reader.context.store.ledger.history(reader.plan.document.id, task=task.number, unit=unit)
    shown = sorted(reader.visible(rows), key=lambda r: (r.at, r.id), reverse=True)
    decision = say_it.by_decision(reader.plan, task)
    if not shown and not _may_know(reader, task, unit):
        return f"{closed(reader)}\n\n{decision}", ()
    head = say_it.history_head(reader.plan, task, len(shown))
    after = {_place(row, -1): row for row in rows}
    blocks = [_block(reader, row, after.get(_place(row))) for row in shown]
    pages = say_it.paged(["\n\n".join([head, *blocks[:1]]), *blocks[1:], decision])
    page = min(max(page, 1), len(pages))
    text = "\n\n".join(filter(None, [pages[page - 1], tell.page_of(page, len(pages))]))
    token = f"hist:{unit_code(reader.plan.document.id)}:{task.number}:{unit_code(unit) if unit else EVERY}:{{}}"
    turning = [Button(say_it.PAGE_BACK, token.format(page - 1))] if page > 1 else []
    turning += [Button(say_it.PAGE_ON, token.format(page + 1))] if page < len(pages) else []
    return text, (tuple(turning),) if turning else ()


def _block(reader: Reader, row: Report, after: Report | None) -> str:
    return say_it.revision(reader.plan, row, after, texts=reader.level(row.task, row.unit) == "texts")


def _place(row: Report, shift: int = 0) -> tuple[str, int, str, int]:
    """A revision's place in its chain, or the one before."""
    return row.unit, row.period.id, row.kind, row.revision + shift


def _may_know(reader: Reader, task: Task, unit: str | None) -> bool:
    """Whether "nothing was sent" may be told: to those who might read it."""
    units = [unit] if unit else reader.plan.leads(task, reader.today)
    return reader.reads_all or any(reader.level(task.number, u) for u in units)
