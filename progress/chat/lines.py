"""Messages by the line, read as the chat reads them: JSON in, JSON out, for measuring and for trying."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from progress.chat.context import Message, Outcome
from progress.chat.service import Service
from progress.wording.drafts import DRAFT_DIALOGS, Shown

SEAT = ("reporter", "Chuyên viên", "")
"""Role, position and form of address of whoever writes a line."""

ACCOUNT = -1
"""… and the account, which is nobody's."""


class _NotKeptError(Exception):
    """A line has been read; what it did is taken back."""


def read_lines(service: Service, lines: Iterable[str], now: datetime) -> Iterator[str]:
    """Read lines `{id, unit, text[, now]}`, each on its own, and write `{id, kind, rows}` for each.

    The rows are those of the draft that the chat makes of the message from a reporter of the unit; `kind` is "report"
    where there are any, "ask" where the bot asks back what it needs for them. The service's database is left as it was.
    Raises ValueError, naming the line, for one that is no such object.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            at = datetime.fromisoformat(row["now"]).replace(tzinfo=now.tzinfo) if row.get("now") else now
            unit, text = str(row["unit"]), str(row["text"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"dòng {number}: cần một đối tượng JSON có «id», «unit» và «text»") from error
        yield json.dumps({"id": row.get("id"), **_read(service, unit, text, at)}, ensure_ascii=False)


def _read(service: Service, unit: str, text: str, at: datetime) -> dict[str, object]:
    found: dict[str, object] = {}
    try:
        with service.context.store.db.atomic():
            _seat(service, unit, at)
            message = Message(ACCOUNT, text, at, "m:1", 1)
            outcome = service.say(message) if service.wants(message) else None
            found = _told(service, outcome)
            raise _NotKeptError  # noqa: TRY301  # only an exception rolls back
    except _NotKeptError:
        service.forget()
    return found


def _seat(service: Service, written: str, at: datetime) -> None:
    """Let a reporter of a unit in; for a lead that cannot report, its first coordinating unit stands in.

    A name that is no unit's ("Các đơn vị thuộc Bộ") is any unit that leads only what all units lead.
    """
    plan, choices = service.context.plan(), service.context.store.choices
    mine = [task for task, lead in plan.unable() if lead == written]
    likely = next((doubt.likely for doubt in plan.document.doubts if doubt.text == written), None)
    unit = likely or next((name for task in mine for name in task.coordinators), written)
    if not plan.units.find(unit):
        unit = min(plan.units.all(at.date()), key=lambda name: len(plan.tasks_of(name, at.date())), default=unit)
    service.seat(ACCOUNT, written, (unit, *SEAT), at)
    for task in mine:
        choices.put(plan.document.id, f"stands_in:{task.number}:{written}", plan.units.find(unit))


def _told(service: Service, outcome: Outcome | None) -> dict[str, object]:
    """What came of a message: the rows of its drafts, or what is asked back."""
    context, store = service.context, service.context.store
    plan, person = context.plan(), context.person(ACCOUNT)
    draft = store.drafts.latest_of(person.id) if person else None
    rows = [_row(shown) for shown in service.board.shown(plan, draft)] if draft else []
    dialog = store.dialogs.get(ACCOUNT)
    asks = outcome is not None and dialog is not None and dialog.kind in DRAFT_DIALOGS
    return {"kind": "report" if rows else "ask" if asks else "other", "rows": rows}


def _row(shown: Shown) -> dict[str, object]:
    entry = shown.told.entry
    return {
        "document": shown.told.period.document,
        "period": shown.told.period.key,
        "task": shown.told.task,
        "task_key": str(shown.told.task),
        "status": "nothing_new" if entry.nothing_new else shown.entry.status,
        "percent": entry.percent,
        "completed": entry.completed.isoformat() if entry.completed else None,
        "result": "; ".join(filter(None, (entry.result, entry.product))) or None,
        "difficulty": entry.difficulty,
        "proposal": entry.proposal,
        "next": entry.next_step,
    }
