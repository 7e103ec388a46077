"""Words between the office and the units: what waits, what was received, what more is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.answering.wording.names import brief
from progress.model import Person, Report
from progress.plan import Plan
from progress.wording.words import (
    FIELDS,
    day_text,
    file_name_of,
    minute,
    quarter,
    receipt,
    standing,
    state_of,
    strong,
    task_name,
)

SHOWN = 1500  # letters of a field that the tray shows; exports have all
TAKE, MORE = "Tiếp nhận", "Đề nghị bổ sung"
NOTHING_WAITS = "Không có báo cáo nào chờ tiếp nhận."
ONLY_OFFICE = "Chỉ người có vai trò Tổng hợp xem và tiếp nhận báo cáo của các đơn vị."
OWN_UNIT = "Báo cáo của đơn vị mình do đơn vị khác tiếp nhận."
TAKEN = "Đã tiếp nhận."
ALREADY = "Báo cáo này đã được xử lý."
NEWER = "Đơn vị đã gửi bản mới hơn."
RETURNED = "Đã chuyển đề nghị bổ sung đến đơn vị."
EMPTY_WORDS = "Anh/chị ghi nội dung đề nghị bổ sung bằng chữ."
NOT_FOUND = "Không có báo cáo nào như vậy đang chờ tiếp nhận. Xem: /choduyet"


def waiting(counts: Mapping[str, int]) -> str:
    """What waits, by unit."""
    if not counts:
        return NOTHING_WAITS
    lines = [f"• {unit}: {count}" for unit, count in counts.items()]
    total = sum(counts.values())
    return "\n".join(
        [f"{strong(f'{total} báo cáo chờ tiếp nhận')}", *lines, "Anh/chị chọn đơn vị để xem và tiếp nhận."]
    )


def tray(plan: Plan, rows: Sequence[Report], title: str, standing_rows: Mapping[int, Report]) -> str:
    """Some rows in full, each with its number for the buttons below; a correction with what it corrects."""
    texts = [row_text(plan, row, number, standing_rows.get(row.id)) for number, row in enumerate(rows, 1)]
    return "\n\n".join([strong(title), *texts])


def row_text(plan: Plan, row: Report, number: int, before: Report | None = None) -> str:
    """One row as the office reads it."""
    task = plan.document.by_number[row.task]
    marks = ["phối hợp"] if row.kind == "contribution" else []
    marks += [f"{'đính chính' if before else 'bản sửa'} {row.revision}"] if row.revision > 1 else []
    head = f"{number}. {strong(task_name(plan, task))}" + (f" ({', '.join(marks)})" if marks else "")
    lines = [
        head,
        f"{plan.units.short(row.unit)}, {quarter(row.period)}, {receipt(row.receipt)}, {minute(row.at)}, {row.name}",
        f"Trạng thái: {standing(row.entry)}" + (", không phát sinh mới" if row.entry.nothing_new else ""),
        *(f"{label}: {brief(said, SHOWN)}" for name, label in FIELDS.items() if (said := getattr(row.entry, name))),
    ]
    if row.entry.completed:
        lines.append(f"Ngày hoàn thành: {day_text(row.entry.completed)}")
    if row.evidence:
        lines.append(f"Tài liệu kèm theo: {', '.join(map(file_name_of, row.evidence))}")
    if before is not None:
        lines.append(f"Đang có hiệu lực: {standing(before.entry)} ({receipt(before.receipt)})")
    if row.state != "sent":
        lines.append(f"→ {strong(state_of(row).split(';')[0])}")
    return "\n".join(lines)


def taken(plan: Plan, rows: Sequence[Report]) -> str:
    """What was received by word, one by one."""
    lines = [
        f"• {plan.units.short(row.unit)}, {quarter(row.period)}: nhiệm vụ {row.task} ({receipt(row.receipt)})"
        for row in rows
    ]
    return "\n".join([f"Đã tiếp nhận {len(rows)} báo cáo:", *lines])


def named(plan: Plan, row: Report) -> str:
    """A row in a toast."""
    return f"{plan.units.short(row.unit)}: {task_name(plan, plan.document.by_number[row.task])}"


def ask_for_more(plan: Plan, row: Report) -> str:
    """Ask the office what the unit should add."""
    task = plan.document.by_number[row.task]
    return f"Anh/chị ghi nội dung đề nghị {plan.units.short(row.unit)} bổ sung về {strong(task_name(plan, task))}."


def returned(plan: Plan, row: Report, person: Person, said: str, office: str) -> str:
    """Tell somebody of the unit that the office asks for more."""
    task = plan.document.by_number[row.task]
    return (
        f"Kính gửi {person.called},\n"
        f"{office} đề nghị {plan.units.short(row.unit)} bổ sung báo cáo {quarter(row.period)} về "
        f"{strong(task_name(plan, task))} ({receipt(row.receipt)}):\n«{said}»\nTrân trọng."
    )
