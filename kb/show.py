"""What was read of a decision, for a person in a terminal and as one JSON object."""

from __future__ import annotations

from typing import Any

from kb.answering.places import place_of
from kb.model import Document
from kb.reading.draft import Draft, DraftTask, Place
from kb.reading.table import read_periods
from nlu.text import day_text, to_roman


def overview(document: Document) -> str:
    """What was read, repaired and doubted, in Vietnamese."""
    head = document.header
    effective = day_text(head.effective) if head.effective else "không rõ"
    implements = f"Thực hiện: {head.implements or 'không rõ'}."
    counts = (
        f"{len(document.passages)} phần có địa chỉ",
        f"{len(document.groups)} nhóm",
        f"{len(document.tasks)} nhiệm vụ",
        f"{len(document.targets)} chỉ tiêu",
        f"{len(document.furniture)} đoạn thể thức",
    )
    lines = [
        f"Quyết định {head.number}, {head.place}, ngày {day_text(head.date)}",
        f"  {head.title}",
        f"  Thẩm quyền: {head.issuer}. Người ký: {head.signer}. Hiệu lực: {effective}. {implements}",
        f"  {', '.join(counts)}.",
        "",
        "Nhiệm vụ:",
        *(_task_line(document, n) for n in range(len(document.tasks))),
        "",
        "Kỳ báo cáo:",
        *_reporting_lines(document),
        "",
        "Đã đọc lại (lỗi nhận dạng):",
        *(
            [f"  {p.address}: «{r.written}» → «{r.reading}». {r.reason}." for p in document.passages for r in p.repairs]
            or ["  không có"]
        ),
        "",
        "Còn ngờ:",
        *([f"  {d.address}: «{d.text}». {d.reason}." for d in document.doubts] or ["  không có"]),
    ]
    return "\n".join(lines)


def _task_line(document: Document, n: int) -> str:
    task = document.tasks[n]
    periods = "; ".join(p.text for p in task.periods)
    cells = (f"[{task.group or '-'}] {task.content[:70]}", ", ".join(task.leads), periods, ", ".join(task.links))
    return f"  {task.number:>3}. {' | '.join(cells)}"


def _reporting_lines(document: Document) -> list[str]:
    if document.reporting is None:
        return ["  không quy định"]
    rule = document.reporting
    lines = [
        f"  Quý {to_roman(q.quarter)}: số liệu {q.start or '?'} – {q.end or '?'}, hạn {q.due}" for q in rule.quarters
    ]
    return [*lines, f"  Gửi {rule.recipient or '?'} ({place_of(rule.address)})"]


def part(document: Document, address: str) -> str | None:
    """One part: its address, place in the source, text, source text and repairs; None where there is no such part."""
    passage = document.by_address.get(address)
    if passage is None:
        return None
    where = ", ".join(f"{s.start}–{s.end}" for s in passage.spans)
    lines = [
        f"{address} ({place_of(address)}), ký tự {where}",
        "",
        passage.text,
        "",
        "Nguyên văn:",
        passage.source_text,
    ]
    lines += [f"Đọc lại: «{r.written}» → «{r.reading}». {r.reason}." for r in passage.repairs]
    lines += [f"Còn ngờ: «{d.text}». {d.reason}." for d in document.doubts if d.address == address]
    below = [p.address for p in document.children(address)]
    return "\n".join([*lines, *([f"Gồm: {', '.join(below)}"] if below else [])])


def as_json(document: Document) -> dict[str, object]:
    """The whole document as one object; an empty cell is null or []."""
    head = document.header
    return {
        "document": {
            "number": head.number,
            "date": head.date.isoformat(),
            "place": head.place,
            "title": head.title,
            "issuer": head.issuer,
            "signer": head.signer,
            "effective": head.effective.isoformat() if head.effective else None,
            "implements": head.implements,
        },
        "passages": [
            {
                "address": p.address,
                "text": p.text,
                "source_text": p.source_text,
                "repairs": [{"written": r.written, "reading": r.reading, "reason": r.reason} for r in p.repairs],
            }
            for p in document.passages
        ],
        "tasks": [
            {
                "number": t.number,
                "group": t.group,
                "content": t.content,
                "leads": list(t.leads),
                "coordinators": list(t.coordinators),
                "periods": [p.text for p in t.periods],
                "product": t.product,
                "note": t.note,
                "links": list(t.links),
            }
            for t in document.tasks
        ],
        "targets": [{"address": t.address, "percent": t.percent, "period": t.period} for t in document.targets],
        "reporting": [
            {
                "quarter": to_roman(q.quarter),
                "from": str(q.start) if q.start else None,
                "to": str(q.end) if q.end else None,
                "due": str(q.due),
            }
            for q in (document.reporting.quarters if document.reporting else ())
        ],
        "units": [{"name": u.name, "abbreviations": list(u.abbreviations)} for u in document.units],
        "doubts": [{"address": d.address, "text": d.text, "reason": d.reason} for d in document.doubts],
    }


def draft_overview(draft: Draft) -> str:
    """A draft for a person: its head, its tasks, and what is doubtful."""
    head = draft.head
    signed = day_text(head.signed) if head.signed else "chưa có ngày"
    lines = [
        f"{head.title or 'Văn bản không rõ tên'}",
        f"  Số {head.number or 'chưa có'}, {signed}. {len(draft.groups)} nhóm, {len(draft.tasks)} nhiệm vụ.",
        "",
        "Nhiệm vụ:",
    ]
    for task in draft.tasks:
        cells = (
            f"{task.key:>8}. {task.content[:70]}",
            ", ".join(task.leads),
            task.deadline or "",
            ", ".join(task.warnings),
        )
        lines.append(f"  {' | '.join(cells)}")
    return "\n".join(lines)


def draft_as_json(draft: Draft) -> dict[str, object]:
    """A draft as one object, its fields named as in `as_json`; null for what is blank or not there."""
    head = draft.head
    return {
        "document": {
            "number": head.number,
            "date": head.signed.isoformat() if head.signed else None,
            "place": head.place,
            "title": head.title,
            "issuer": head.issuer,
            "signer": head.signer,
            "sha256": draft.sha256,
            "warnings": list(head.warnings),
        },
        "passages": [{"text": line.text, "page": line.page} for line in draft.lines],
        "groups": [{"number": g.mark, "title": g.title, "place": _place_json(g.place)} for g in draft.groups],
        "tasks": [
            {
                "number": int(t.number) if t.number and t.number.isdecimal() else t.number,
                "group": t.group,
                "content": t.content,
                "leads": list(t.leads),
                "coordinators": list(t.coordinators),
                "periods": [p.text for p in read_periods(t.deadline or "")[0]],
                "product": t.product,
                "note": t.note,
                **_drafted(t),
            }
            for t in draft.tasks
        ],
        "left_out": [
            {"text": x.text, "reason": x.reason, "place": {"page": x.page, "table": x.table, "row": x.row}}
            for x in draft.left_out
        ],
    }


def both_as_json(document: Document, draft: Draft) -> dict[str, object]:
    """A decision that can be served, with what its draft says beside it."""
    shown: dict[str, Any] = as_json(document)
    shown["document"] |= {"sha256": draft.sha256}
    drafted = {task.content: _drafted(task) for task in draft.tasks}
    for task in shown["tasks"]:
        task.update(drafted.get(task["content"], {}))
    return shown


def _drafted(task: DraftTask) -> dict[str, object]:
    return {
        "task_key": task.key,
        "deadline": task.deadline,
        "due": task.due.isoformat() if task.due else None,
        "others": [{"role": o.role, "units": list(o.units)} for o in task.others],
        "warnings": list(task.warnings),
        "place": _place_json(task.place),
        "cells": task.cells,
    }


def _place_json(place: Place) -> dict[str, int | None]:
    return {"page": place.page, "table": place.table, "row": place.row, "line": place.line}
