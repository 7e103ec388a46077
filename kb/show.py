"""What was read of a decision, for a person in a terminal and as one JSON object."""

from __future__ import annotations

from kb.answering.places import place_of
from kb.model import Document
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
