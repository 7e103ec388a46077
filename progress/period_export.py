"""Periods with their versions, deadlines that were moved, and urges, as data: one object each (issue 16)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from progress.chat.closing import as_it_stands
from progress.chat.context import Context
from progress.locking import Figures, Frozen, NoSuchVersionError, Version
from progress.model import Period
from progress.plan import Plan
from progress.store.moves import Deadline, Moved
from progress.store.urges import Urge


def period_object(context: Context, plan: Plan, period: Period, version: int | None = None) -> dict[str, Any]:
    """A period with its figures: as of a version, as of its lock, or as things stand. Raises NoSuchVersionError."""
    store = context.store
    versions = {one.number: (one, store.versions.frozen(one)) for one in store.versions.of(period.id)}
    if version is not None and version not in versions:
        raise NoSuchVersionError
    wanted = version or (max(versions, default=None) if period.closed else None)
    frozen = versions[wanted][1] if wanted else as_it_stands(context, plan, period)
    return {
        "document": period.document,
        "period": period.key,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "due": period.due.isoformat(),
        "extensions": list(map(_moved, store.moves.dues(period.id))),
        "state": "locked" if period.closed else "open",
        "versions": [_version(context, *one) for one in versions.values()],
        **_figures(frozen.total),
        "missing_tasks": [{"unit": unit, "task_key": str(task)} for unit, task in frozen.missing],
        "units": [{"unit": unit, **_figures(told), "late": told.late} for unit, told in frozen.units.items()],
    }


def _moved(one: Moved) -> dict[str, Any]:
    due, at = one.due.isoformat(), one.at.isoformat()
    return {"unit": one.unit, "due": due, "basis": one.basis, "at": at, "withdrawn": one.withdrawn}


def _figures(told: Figures) -> dict[str, int]:
    return {name: getattr(told, name) for name in ("owed", "sent", "received", "returned", "missing")}


def _version(context: Context, one: Version, frozen: Frozen) -> dict[str, Any]:
    rows = context.store.ledger.rows(frozen.counted)
    return {
        "version": one.number,
        "locked_at": one.at.isoformat(),
        "reason": one.reason or None,
        "rows": [
            {"task": r.task, "task_key": str(r.task), "unit": r.unit, "kind": r.kind, "revision": r.revision,
             "number": r.receipt}
            for r in rows
        ],
        "choices": [{"task_key": str(c.task), "unit": c.unit, "choice": c.choice} for c in frozen.choices],
    }  # fmt: skip


def period_line(told: dict[str, Any]) -> str:
    """A period to read in the terminal."""
    state = "đã khóa" if told["state"] == "locked" else "đang mở"
    versions = f", {len(told['versions'])} bản" if told["versions"] else ""
    return (
        f"{told['document']} {told['period']} ({state}{versions}), hạn {told['due']}: phải gửi {told['owed']}, "
        f"đã gửi {told['sent']}, đã tiếp nhận {told['received']}, đề nghị bổ sung {told['returned']}, "
        f"chưa gửi {told['missing']}"
    )


def deadline_object(one: Deadline) -> dict[str, Any]:
    """A task's phase whose end was moved, or that was carried over."""
    return {
        "document": one.document,
        "task_key": str(one.task),
        "unit": one.unit,
        "phase": one.phase,
        "until": one.until.isoformat() if one.until else None,
        "outcome": one.outcome,
        "basis": one.basis,
        "at": one.at.isoformat(),
        "withdrawn": one.withdrawn,
    }


def deadline_line(told: dict[str, Any]) -> str:
    """The same to read."""
    what = f"gia hạn đến {told['until']}" if told["until"] else "chuyển sang giai đoạn sau"
    whose = f" cho {told['unit']}" if told["unit"] else ""
    gone = " (đã rút)" if told["withdrawn"] else ""
    task = f"{told['document']} nhiệm vụ {told['task_key']}, giai đoạn đến {told['phase']}"
    return f"{task}: {what}{whose}, {told['basis']}{gone}"


def urge_objects(context: Context) -> Iterator[dict[str, Any]]:
    """What was asked of whom, and what became of it."""
    for urge in context.store.urges.all():
        period = context.store.periods.get(urge.period)
        if period is not None:
            yield {
                "document": period.document,
                "id": urge.id,
                "at": urge.at.isoformat(),
                "period": period.key,
                "text": urge.text,
                "to": list(_asked(context, period, urge)),
            }


def _asked(context: Context, period: Period, urge: Urge) -> Iterator[dict[str, Any]]:
    ends = context.store.reminders.ends(period.document, f"{period.key}:{urge.occasion}")
    for number, unit, role in context.store.urges.people(urge.id):
        person, (state, reason) = context.store.people.get(number), ends.get(number, ("waiting", ""))
        yield {"person": person.name if person else "", "unit": unit, "role": role, "state": state, "reason": reason}


def urge_line(told: dict[str, Any]) -> str:
    """The same to read."""
    sent = sum(one["state"] == "sent" for one in told["to"])
    return f"{told['document']} {told['period']}, {told['at']}: {sent}/{len(told['to'])} người – {told['text']!r}"


def as_json(told: dict[str, Any]) -> str:
    """An object as a line."""
    return json.dumps(told, ensure_ascii=False)
