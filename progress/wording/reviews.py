"""Words between the office and the units: what waits, what was received, what more is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.answering.wording.names import brief
from progress.model import Period, Person, Report
from progress.plan import Plan
from progress.store.reviews import Decision
from progress.warnings import Code
from progress.wording.warnings import said
from progress.wording.words import (
    FIELDS,
    day_text,
    day_words,
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
BRIEF = 300  # of what stood before
TAKE, MORE, LATER, BACK = "Tiếp nhận", "Đề nghị bổ sung", "Để sau", "Quay lại"
TAKE_ALL, LOOK, AGREE = "Tiếp nhận tất cả ({})", "Xem báo cáo cần lưu ý ({})", "Đồng ý tiếp nhận"
UNDO, TAKE_BACK, AGREE_UNDO, AGREE_TAKE_BACK = (
    "Hủy tiếp nhận", "Rút đề nghị", "Đồng ý hủy tiếp nhận", "Đồng ý rút đề nghị"
)  # fmt: skip
SEVERAL, DAY, NEXT = "Đề nghị bổ sung nhiều báo cáo", "Đổi hạn", "Báo cáo tiếp theo"
HAND_OVER, LOOK_AND_TAKE = "Nhờ người khác tiếp nhận", "Xem và tiếp nhận"
NOTHING_WAITS = "Không có báo cáo nào chờ tiếp nhận."
ONLY_OFFICE = "Chỉ người có vai trò Tổng hợp xem và tiếp nhận báo cáo của các đơn vị."
OWN_UNIT = "Báo cáo của đơn vị mình do đơn vị khác tiếp nhận."
TAKEN = "Đã tiếp nhận."
UNDONE, TAKEN_BACK = "Đã hủy tiếp nhận.", "Đã rút đề nghị và báo cho đơn vị."
ALREADY = "Báo cáo này đã được xử lý."
NEWER = "Đơn vị đã gửi bản mới hơn."
CLOSED = "Kỳ báo cáo này đã khóa nên không thay đổi được."
NOT_UNDONE = "Không hủy được: đã hủy trước đó, hoặc đơn vị đã gửi bản mới hơn."
EMPTY_WORDS = "Anh/chị ghi nội dung đề nghị bổ sung bằng chữ."
NOT_FOUND = "Không có báo cáo nào như vậy đang chờ tiếp nhận. Xem: /choduyet"
NOBODY_ELSE = (
    "Chưa có người nào khác tiếp nhận được báo cáo của {}. Đề nghị quản trị giao vai trò Tổng hợp "
    "cho người không thuộc đơn vị này."
)
READY: dict[str, str] = {
    "percent_fell": "Làm rõ lý do tỷ lệ giảm",
    "reopened": "Làm rõ lý do chưa hoàn thành",
    "done_without_product": "Nêu sản phẩm đã hoàn thành",
    "done_without_date": "Nêu ngày hoàn thành",
    "contradicts": "Thống nhất với đơn vị phối hợp",
    "says_less": "Nêu lại kết quả đã đạt",
    "percent_missing": "Nêu tỷ lệ thực hiện",
    "figures": "Nêu rõ kết quả, số liệu",
    "files": "Gửi tài liệu kèm theo",
}
"""Reasons to choose from, by the warning that they fit, and two that always fit."""
ALWAYS = ("figures", "files")


def waiting(counts: Mapping[str, tuple[int, int]]) -> str:
    """What waits and what of it deserves a look, by unit."""
    if not counts:
        return NOTHING_WAITS
    lines = [f"• {unit}: {_counted(*count)}" for unit, count in counts.items()]
    total, held = (sum(count[place] for count in counts.values()) for place in (0, 1))
    head = strong(f"{total} báo cáo chờ tiếp nhận") + (f", lưu ý {held}" if held else "")
    return "\n".join([head, *lines, "Anh/chị chọn đơn vị để xem và tiếp nhận."])


def _counted(count: int, held: int) -> str:
    return f"chờ {count}" + (f", lưu ý {held}" if held else "")


def not_yours(plan: Plan, unit: str, tasks: Sequence[int], *, alone: bool) -> str:
    """Rows of one's own unit, which others receive; `alone` where nobody else of the office could."""
    why = "hiện chưa có người khác tiếp nhận được" if alone else "do người khác tiếp nhận"
    return f"Báo cáo của {plan.units.short(unit)} {why}: nhiệm vụ {_run(tasks)}."


def ask_to_take(
    plan: Plan, count: int, units: Sequence[str], periods: Sequence[Period], left: Mapping[str, int]
) -> str:
    """Ask before many rows are received, with what stays out."""
    text = strong(f"Tiếp nhận {count} báo cáo {', '.join(map(quarter, periods))} của {_of_units(plan, units)}?")
    return text + (f"\n{_left_out(left)}" if left else "")


def nothing_to_take(left: Mapping[str, int]) -> str:
    """All that waits is held."""
    return f"Không có báo cáo nào tiếp nhận ngay được.\n{_left_out(left)}"


def _left_out(left: Mapping[str, int]) -> str:
    named = ", ".join(f"{unit} {count}" for unit, count in left.items())
    return f"Không gồm {sum(left.values())} báo cáo cần lưu ý, xem từng báo cáo: {named}."


def _of_units(plan: Plan, units: Sequence[str]) -> str:
    return plan.units.short(units[0]) if len(units) == 1 else f"{len(units)} đơn vị"


def taken_all(plan: Plan, count: int, units: Sequence[str], held: int, others: Sequence[Decision]) -> str:
    """What was received at once, what others had dealt with meanwhile, and what is left to look at."""
    lines = [f"Đã tiếp nhận {count} báo cáo của {_of_units(plan, units)}."] if count else []
    by_others: dict[tuple[str, str], list[Decision]] = {}
    for one in others:
        by_others.setdefault((one.name, one.verdict), []).append(one)
    lines += [f"{name} {DID[verdict]} {len(some)} báo cáo lúc {minute(some[-1].at)}."
              for (name, verdict), some in by_others.items()]  # fmt: skip
    lines += [f"Còn {held} báo cáo cần lưu ý."] if held else []
    return "\n".join(lines) or NOTHING_WAITS


DID = {"accepted": "đã tiếp nhận", "returned": "đã đề nghị bổ sung", "undone": "đã hủy việc tiếp nhận"}


def done_by(decision: Decision) -> str:
    """Somebody else was quicker."""
    return f"{decision.name} {DID[decision.verdict]} báo cáo này lúc {minute(decision.at)}."


def ask_to_undo(count: int, *, returned: bool) -> str:
    """Ask before many decisions are taken back."""
    return f"Rút đề nghị bổ sung {count} báo cáo?" if returned else f"Hủy tiếp nhận {count} báo cáo?"


def undone(count: int) -> str:
    """Many decisions were taken back."""
    return f"Đã hủy tiếp nhận {count} báo cáo. Các báo cáo này lại chờ tiếp nhận."


def undo_button(plan: Plan, row: Report) -> str:
    """The button that takes back what was just received."""
    return f"{UNDO} nhiệm vụ {row.task} ({plan.units.short(row.unit)})"


def looked_through(held: int) -> str:
    """All that is held has been shown."""
    return f"Đã xem hết báo cáo cần lưu ý. Để sau: {held}." if held else "Không còn báo cáo nào cần lưu ý."


def card(plan: Plan, row: Report, codes: Sequence[Code], before: Report | None, left: int) -> str:
    """One row, what about it deserves a look, and what stood before beside it."""
    text = row_text(plan, row, 0, before, said(codes))
    stood = [f"{label} trước đó: {brief(told, BRIEF)}" for name, label in FIELDS.items()
             if before and (told := getattr(before.entry, name)) and told != getattr(row.entry, name)]  # fmt: skip
    return "\n".join([f"{strong(f'Báo cáo cần lưu ý, còn {left}')}\n\n{text}", *stood])


def tray(
    plan: Plan, rows: Sequence[Report], title: str, before: Mapping[int, Report],
    codes: Mapping[int, Sequence[Code]] | None = None,
) -> str:  # fmt: skip
    """Some rows in full, each with its number for the buttons below; a correction with what it corrects."""
    noted = {number: said(some) for number, some in (codes or {}).items()}
    texts = [row_text(plan, row, n, before.get(row.id), noted.get(row.id, "")) for n, row in enumerate(rows, 1)]
    return "\n\n".join([strong(title), *texts])


def row_text(plan: Plan, row: Report, number: int, before: Report | None = None, note: str = "") -> str:
    """One row as the office reads it; with its number among others."""
    task = plan.document.by_number[row.task]
    marks = ["phối hợp"] if row.kind == "contribution" else []
    corrects = before is not None and before.period == row.period
    stood = before is not None and corrects and before.state == "accepted"
    marks += [f"{'đính chính' if stood else 'bản sửa'} {row.revision}"] if row.revision > 1 else []
    head = (f"{number}. " if number else "") + strong(task_name(plan, task))
    head += f" ({', '.join(marks)})" if marks else ""
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
    if note:
        lines.append(f"{strong('Lưu ý')}: {note}.")
    if before is not None:
        here = f"Đã tiếp nhận {quarter(before.period)}"
        if corrects:
            here = "Đang có hiệu lực" if stood else "Bản được đề nghị bổ sung"
        lines.append(f"{here}: {standing(before.entry)} ({receipt(before.receipt)})")
        lines += [f"Đã đề nghị: «{brief(before.remark, BRIEF)}»"] if before.remark else []
    if row.state != "sent":
        lines.append(f"→ {strong(state_of(row).split(';')[0])}")
    return "\n".join(lines)


def taken(plan: Plan, row: Report, codes: Sequence[Code]) -> str:
    """What was received by word, with what about it deserved a look."""
    what = f"{plan.units.short(row.unit)}, {quarter(row.period)}: nhiệm vụ {row.task} ({receipt(row.receipt)})"
    return f"Đã tiếp nhận {what}." + (f"\n{strong('Lưu ý')}: {said(codes)}." if codes else "")


def named(plan: Plan, row: Report) -> str:
    """A row in a toast."""
    return f"{plan.units.short(row.unit)}: {task_name(plan, plan.document.by_number[row.task])}"


def ask_for_more(plan: Plan, rows: Sequence[Report], until: date) -> str:
    """Ask the office what the unit should add; the day may be changed."""
    unit = plan.units.short(rows[0].unit)
    return (
        f"Đề nghị {unit} bổ sung về {_about(plan, rows)}, trước hết ngày {day_words(until)}.\n"
        "Anh/chị ghi nội dung đề nghị, hoặc chọn:"
    )


def ask_which(plan: Plan, unit: str, tasks: Sequence[int]) -> str:
    """Ask of which tasks a unit should add something."""
    some = ", ".join(map(str, tasks[:2]))
    return (
        f"Anh/chị nhắn số các nhiệm vụ của {plan.units.short(unit)} cần bổ sung, ví dụ: «{some}». "
        f"Có thể ghi luôn nội dung: «{some}: nêu rõ số liệu»."
    )


def ask_day(first: date) -> str:
    """Ask until when the unit should add it."""
    return f"Anh/chị chọn hạn bổ sung, hoặc nhắn ngày, ví dụ: {day_text(first)}."


def too_early(first: date) -> str:
    """The unit needs at least a working day."""
    return f"Hạn bổ sung sớm nhất là {day_words(first)}."


def sent_back(plan: Plan, rows: Sequence[Report], until: date, *, reached: bool) -> str:
    """What the office has asked for is on its way."""
    unit, tasks = plan.units.short(rows[0].unit), _run(row.task for row in rows)
    text = f"Đã chuyển đề nghị bổ sung đến {unit} (nhiệm vụ {tasks}), hạn {day_words(until)}."
    return text if reached else f"{text}\nĐơn vị chưa có người nhận được tin; đề nghị liên hệ trực tiếp."


def returned(plan: Plan, rows: Sequence[Report], person: Person, said: str, office: str, until: date) -> str:
    """Tell somebody of the unit that the office asks for more, and until when."""
    periods = ", ".join(dict.fromkeys(quarter(row.period) for row in rows))
    return (
        f"Kính gửi {person.called},\n"
        f"{office} đề nghị {plan.units.short(rows[0].unit)} bổ sung báo cáo {periods} về {_about(plan, rows)}, "
        f"trước hết ngày {day_words(until)}:\n«{said}»\nTrân trọng."
    )


def taken_back(plan: Plan, rows: Sequence[Report], person: Person, office: str) -> str:
    """Tell somebody of the unit that the office asks for no more."""
    return (
        f"Kính gửi {person.called},\n{office} rút đề nghị bổ sung về {_about(plan, rows)}. "
        f"Báo cáo đã gửi được xem xét như cũ.\nTrân trọng."
    )


def handed(plan: Plan, unit: str, by: Person, to: Person, tasks: Sequence[int]) -> str:
    """Ask somebody to receive rows that others may not."""
    return (
        f"Kính gửi {to.called},\n{by.name} đề nghị {to.address or 'anh/chị'} tiếp nhận báo cáo của "
        f"{plan.units.short(unit)}: nhiệm vụ {_run(tasks)}.\nTrân trọng."
    )


def handed_over(plan: Plan, unit: str, to: Person, count: int) -> str:
    """Somebody was asked to receive rows."""
    return f"Đã nhờ {to.name or 'quản trị'} tiếp nhận {count} báo cáo của {plan.units.short(unit)}."


def ask_whom(plan: Plan, unit: str, count: int) -> str:
    """Ask who is to receive rows of one's own unit."""
    return f"Anh/chị nhờ ai tiếp nhận {count} báo cáo của {plan.units.short(unit)}?"


def _about(plan: Plan, rows: Sequence[Report]) -> str:
    """«**Nhiệm vụ 13 – …** (BC-0001)»; of several their numbers."""
    numbers = ", ".join(dict.fromkeys(receipt(row.receipt) for row in rows))
    if len(rows) == 1:
        return f"{strong(task_name(plan, plan.document.by_number[rows[0].task]))} ({numbers})"
    return f"{strong(f'nhiệm vụ {_run(row.task for row in rows)}')} ({numbers})"


def _run(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(numbers))))
