"""The ledger as data: objects for JSON lines, cells for CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from progress.model import Evidence, Report
from progress.store.ledger import Ledger
from progress.warned import Warned, Warnings
from progress.warnings import HOLDS

FIELDS = (
    "number", "task", "unit", "quarter", "kind", "status", "percent", "result", "difficulty", "proposal", "next_step",
    "completed", "product", "state", "revision", "at", "late", "evidence",
)  # fmt: skip
BOM = "\ufeff"  # by which Excel knows UTF-8
_SIGNS = "=+@\\-＝＋－＠﹦﹢﹣﹫−"
_UNSEEN = r"\s\x00-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_FORMULA = re.compile(
    rf"^(?P<first>[{_UNSEEN}]*)(?=[{_SIGNS}\t\r])"  # the whole cell
    rf"|(?<=[,;:|^~\t\r\n])(?P<after>[{_UNSEEN}\"'“”]*)(?=[{_SIGNS}])"  # a cell to who separates otherwise
    rf"|(?<=[{_UNSEEN}])(?P<word>[\"'“”]*)(?=[{_SIGNS}][^\s])"  # to who separates at spaces
)


def rows_of(
    ledger: Ledger, quarter: str | None = None, *, every: bool = False, document: str | None = None
) -> list[Report]:
    """The newest revision of each (task, unit, quarter, kind), or every revision; of one quarter, of one document."""
    periods = [p for one in ledger.documents() for p in ledger.periods.of(one) if document in (None, one)]
    wanted = [period for period in periods if quarter in (None, period.key)]
    return [row for p in wanted for row in ledger.history(p.document, period=p.id, newest=not every)]


def as_object(report: Report) -> dict[str, Any]:
    """A row as issues 3 and 13 name its fields; the number is the receipt's, `task_key` the task's as text."""
    entry = report.entry
    return {
        "number": report.receipt,
        "task": report.task,
        "unit": report.unit,
        "quarter": report.period.key,
        "kind": report.kind,
        "status": entry.status,
        "percent": entry.percent,
        "result": entry.result,
        "difficulty": entry.difficulty,
        "proposal": entry.proposal,
        "next_step": entry.next_step,
        "completed": entry.completed.isoformat() if entry.completed else None,
        "product": entry.product,
        "state": report.state,
        "revision": report.revision,
        "at": report.at.isoformat(timespec="seconds"),
        "late": report.late,
        "document": report.document,
        "task_key": str(report.task),
        "period": report.period.key,
        "evidence": [_told(file) for file in report.evidence],
    }


def as_json(
    reports: Iterable[Report], warnings: Warnings | None = None, counted: Mapping[int, Sequence[int]] | None = None
) -> str:
    """One object a line; with `warnings` each says its phase and what the office should look at.

    With `counted` it says in which versions of its period it counts.
    """
    listed = list(reports)
    warned = warnings.of(row.id for row in listed) if warnings else {}
    told = (as_object(row) | (_judged(row, warned[row.id]) if warned else {}) for row in listed)
    marked = (
        one | ({} if counted is None else {"counted": list(counted.get(row.id, ()))})
        for one, row in zip(told, listed, strict=True)
    )
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in marked)


def _judged(row: Report, one: Warned) -> dict[str, Any]:
    told = [{"code": code, "holds": code in HOLDS} for code in one.codes]
    return {"phase": one.phase or None, "nothing_new": row.entry.nothing_new, "warnings": told}


def as_csv(reports: Iterable[Report]) -> str:
    """A table with the same fields, for Excel; it begins with the sign by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(FIELDS)
    for report in reports:
        cells = as_object(report)
        writer.writerow([_cell(cells[name]) for name in FIELDS])
    return BOM + out.getvalue()


def _told(file: Evidence) -> dict[str, Any]:
    told = {"name": file.name, "size": file.size, "sha256": file.sha256}
    return told | {"lost": True} if file.lost else told


def _cell(value: object) -> object:
    """A cell as text that stays text, whichever separator and sign of quotation its reader goes by.

    An apostrophe stands before what begins like a formula; where a formula would begin only for who separates the line
    elsewhere it is a curly one, which no reader takes for a quotation.
    """
    if isinstance(value, list):
        value = "; ".join(map(_evidence, value))
    if isinstance(value, bool):
        return str(value).lower()
    return _FORMULA.sub(_made_text, value) if isinstance(value, str) else value


def _made_text(found: re.Match[str]) -> str:
    return f"'{found[0]}" if found["first"] is not None else f"{found[0]}’"


def _evidence(file: dict[str, Any]) -> str:
    known = f", {file['sha256']}" if file["sha256"] else ""
    return f"{file['name']} ({file['size']}{known}{', không còn tệp' if file.get('lost') else ''})"
