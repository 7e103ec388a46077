"""Words of drafts: what was understood, what was there before, what is missing, and the receipt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date

from kb.answering.wording.names import brief
from kb.model import Task
from progress.duties import Duty
from progress.merging import Caution
from progress.model import Entry, Period, Report
from progress.plan import Plan
from progress.store.drafts import Draft, DraftEntry
from progress.warnings import Code
from progress.wording.warnings import WARNING
from progress.wording.words import (
    FIELDS,
    STATUS,
    day_text,
    day_words,
    days_left,
    file_name_of,
    quarter,
    receipt,
    standing,
    strong,
    task_name,
)

FEW, MOST_IN_FULL = 4, 5
"""Tasks that a sheet tells in full where nobody has opened it, and that a draft does."""
SEND, EDIT, CANCEL, MOVE = "Gửi", "Sửa", "Hủy", "Đổi kỳ"
SEND_ANYWAY, WITHDRAW, BACK = "Vẫn gửi", "Rút lại", "Quay lại"
WITHDRAW_ALL = "Tất cả {} nhiệm vụ"
WHICH_UNIT_WITHDRAWS = "Nhiều đơn vị của anh/chị đã báo cáo nhiệm vụ này. Đề nghị bấm «Rút lại» dưới biên nhận."
NOTHING_NEW = "Không phát sinh"
TOO_LITTLE = "không phát sinh, cần ít nhất một câu"
REST_NOTHING_NEW = "Các nhiệm vụ còn lại: không phát sinh"
REPORTED_NOTHING_NEW = "{} nhiệm vụ đã báo cáo kỳ trước: không phát sinh"
UNFOLD, FOLD = "Xem từng nhiệm vụ", "Thu gọn"
REPORT = "Cập nhật"

CAUTIONS: dict[str, str] = {
    **WARNING,
    "done-without-result": "báo hoàn thành nhưng chưa nêu kết quả, sản phẩm",
    "unchanged": "chưa có gì thay đổi so với bản được đề nghị bổ sung",
    "no-sentence": "chưa báo cáo lần nào nên cần ít nhất một câu về tình hình",
}
NO_DRAFT = "Anh/chị chưa có bản nháp nào. Nhắn tình hình nhiệm vụ, ví dụ: **Cập nhật nhiệm vụ {task}: 60%, …**"
DROPPED = "Đã hủy bản nháp. Chưa có gì được ghi nhận."
CHANGED = "Bản nháp đã thay đổi. Đề nghị xem bản mới nhất bên dưới."
SENT_ALREADY = "Báo cáo này đã được gửi."
NOTHING_TO_SEND = "Bản nháp chưa có nội dung để gửi."
NO_REPORTER = "Anh/chị chưa có vai trò Đầu mối hoặc Lãnh đạo của đơn vị nào nên chưa gửi được báo cáo."
PERIOD_CLOSED = "Kỳ báo cáo này đã khóa."
NO_PERIOD = "Văn bản không quy định kỳ báo cáo nên chưa nhận được báo cáo."
WHICH_UNIT = "Anh/chị báo cáo cho đơn vị nào?"
WHICH_TASK = "Anh/chị cập nhật nhiệm vụ nào? Nhắn số nhiệm vụ, hoặc chọn:"
WHICH_OF_THESE = "Nội dung vừa nhắn là của nhiệm vụ nào? Nhắn số nhiệm vụ, hoặc chọn:"
SEVERAL_TASKS = "Anh/chị nhắn chung một tin, ví dụ: «nv 1 60% vướng kinh phí, nv 2 40% đã họp»."
WHICH_TO_EDIT = "Anh/chị sửa nhiệm vụ nào?"
ALREADY_RECEIVED = "Báo cáo đã được tiếp nhận. Đề nghị bấm «Sửa» để gửi đính chính."
NOT_NEWEST = "Đã có bản mới hơn."
NOT_ASKED_ANY_MORE = "Không còn đề nghị bổ sung: đơn vị đã gửi, đề nghị đã rút, hoặc kỳ báo cáo đã đóng."
NO_SUCH_RECEIPT = "Đơn vị của anh/chị không có báo cáo mang số này. Anh/chị xem các lần báo cáo: /lichsu."
SHOWN = 700  # letters of a field that a screen shows; what is longer is kept whole
TOO_LONG = (
    "Nội dung nhiệm vụ {task} trong bản nháp đã quá dài nên phần vừa nhắn chưa được thêm. "
    "Anh/chị gửi bản nháp này trước, hoặc gửi kèm tệp."
)
MORE = "đề nghị bổ sung"
SHEET_NAME = 36  # letters of a task's name where all tasks of a unit are listed
FORGET = "Bỏ nhiệm vụ này"
WHICH_STATUS = "Anh/chị chọn trạng thái:"
WHICH_PERIOD = "Anh/chị chuyển bản nháp sang kỳ nào?"
NOTHING_TO_CANCEL = "Hiện không có việc gì để hủy."
CANCELLED = "Đã dừng. Chưa có gì được ghi nhận."
DRAFT_DIALOGS = ("sheet", "sheettask", "task", "which", "unit", "field", "edit", "draft")
NEEDS_A_SENTENCE = "Nhiệm vụ này chưa báo cáo lần nào, cần ít nhất một câu về tình hình."
LATER = "Chưa ghi thêm gì; nội dung đã nhập vẫn còn. Khi sẵn sàng, anh/chị nhắn tiếp."
NOT_READ = "Chưa hiểu nội dung báo cáo. Ví dụ: **/capnhat 1 60%, đã thử nghiệm, vướng kinh phí**"
EDIT_NOT_READ = "Chưa hiểu tin nhắn sau khi sửa. Bản nháp giữ nguyên nội dung trước."
SENT_EDITED = (
    "Báo cáo từ tin nhắn này đã gửi; sửa tin nhắn không làm thay đổi. Bấm «Sửa» dưới biên nhận để gửi bản sửa."
)
FIELD_LABELS = {"status": "Trạng thái", "percent": "Tỷ lệ", **FIELDS, "completed": "Ngày hoàn thành"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of a draft with all that its words need."""

    told: DraftEntry
    entry: Entry
    last: Report | None
    cautions: tuple[Caution | Code, ...]  # what deserves a second look before it is sent
    notes: tuple[Code, ...] = ()  # what the office will look at


def draft(plan: Plan, one: Draft, shown: Sequence[Shown], unread: str = "") -> str:
    """The words of a draft: few tasks each in full, many each in a line."""
    parts = [f"{strong('Bản nháp báo cáo')} – {plan.units.short(one.unit)}"]
    if len(shown) > MOST_IN_FULL:
        parts.append("\n".join(_in_a_line(plan, item, shown[0].told.period) for item in shown))
    else:
        parts += [_entry(plan, item) for item in shown]
    if unread:
        parts.append(not_understood(unread))
    parts.append(f"Chưa gửi. Anh/chị bấm {strong(SEND)} để ghi nhận.")
    return "\n\n".join(parts)


def _in_a_line(plan: Plan, item: Shown, usual: Period) -> str:
    task, period = plan.document.by_number[item.told.task], item.told.period
    name = f"{task.number} – {brief(plan.short_name(task), SHEET_NAME)}"
    marks = [quarter(period)] if period != usual else []
    marks += ["phối hợp"] if item.told.kind == "contribution" else []
    beside = f" ({', '.join(marks)})" if marks else ""
    return f"{name}{beside}: {_brief(item)}"


def _entry(plan: Plan, item: Shown) -> str:
    task = plan.document.by_number[item.told.task]
    lines = [f"{strong(task_name(plan, task))} ({quarter(item.told.period)})"]
    if item.told.kind == "contribution":
        lines.append("Đơn vị phối hợp: nội dung được ghi riêng, không thay báo cáo của đơn vị chủ trì.")
    lines += [f"• {line}" for line in entry_lines(item, task.note)]
    lines += [f"Lưu ý: {CAUTIONS[one]}." for one in (*item.cautions, *item.notes)]
    return "\n".join(lines)


def entry_lines(item: Shown, note: str | None) -> Iterable[str]:
    """What an entry says, line by line, with what was there before."""
    entry, last = item.entry, item.last
    if last is not None and last.state == "returned" and last.remark:
        yield f"{strong('Đề nghị bổ sung')}: «{last.remark}»"
    if entry.nothing_new:
        yield f"Không phát sinh mới ({standing(entry)})" if last else NOTHING_NEW
        return
    yield f"Trạng thái: {STATUS[entry.status or 'in_progress']}"
    if entry.status == "waiting" and note:
        yield f"Điều kiện ghi trong văn bản: «{note.rstrip('.')}»"
    yield from _percent(entry, last, told=item.told.entry.percent is not None)
    if entry.completed:
        yield f"Ngày hoàn thành: {day_text(entry.completed)}"
    for name, label in FIELDS.items():
        if said := getattr(entry, name):
            yield f"{label}: {brief(said, SHOWN)}"
    for told in entry.kept:
        yield f"{told} được giữ trong kết quả, không tính là tỷ lệ của nhiệm vụ"
    if entry.status == "done" and not (entry.completed and entry.product):
        yield "Còn thiếu: " + " và ".join(_lacking(entry))
    if item.told.files:
        yield f"Tài liệu kèm theo: {', '.join(map(file_name_of, item.told.files))}"


def _percent(entry: Entry, last: Report | None, *, told: bool) -> Iterable[str]:
    before = last.entry.percent if last else None
    if entry.percent is None:
        return
    if last is not None and not told and before == entry.percent != 100:
        yield f"Tỷ lệ: {strong(f'{entry.percent}%')} ({quarter(last.period)})"
    elif before is not None and before != entry.percent:
        yield f"Tỷ lệ: {before}% → {strong(f'{entry.percent}%')}"
    else:
        yield f"Tỷ lệ: {strong(f'{entry.percent}%')}"


def _lacking(entry: Entry) -> list[str]:
    lacking = [] if entry.completed else ["ngày hoàn thành"]
    return lacking if entry.product else [*lacking, "sản phẩm (số, ngày văn bản)"]


def confirm(shown: Sequence[Shown]) -> str:
    """Ask once more before something unusual is sent."""
    lines = [
        f"• Nhiệm vụ {item.told.task} ({standing(item.entry)}): {'; '.join(CAUTIONS[one] for one in item.cautions)}."
        for item in shown
        if item.cautions
    ]
    return "\n".join(["Đề nghị xác nhận trước khi gửi:", *lines])


@dataclass(frozen=True, slots=True)
class Line:
    """A task on the sheet: what the unit owes, what the draft says, what was sent in this period, what was before."""

    duty: Duty
    shown: Shown | None
    sent: Report | None
    last: Report | None


def sheet(
    plan: Plan, unit: str, period: Period, lines: Sequence[Line], today: date, *, just: Set[int] = frozenset(),
    opened: bool = False,
) -> str:  # fmt: skip
    """The whole unit's report of a period: what was `just` told first, what is missing, what was sent.

    It fits a phone's screen: what says the same stands in one line, by the tasks' numbers, until somebody has it
    `opened`.
    """
    left = [line for line in lines if is_missing(line)]
    told = [line for line in lines if line.shown is not None and line not in left]
    sent = [line for line in lines if line not in left and line not in told]
    head = f"{strong(f'Báo cáo {quarter(period)} – {plan.units.short(unit)}')}"
    due = period.due_of(unit)
    moved = ", đã gia hạn" if due != period.due else ""
    parts = [f"{head}\nHạn {day_words(due)} ({days_left(today, due)}{moved})."]
    if not lines:
        return f"{parts[0]} Kỳ này đơn vị không có nhiệm vụ phải báo cáo."
    never = [line for line in left if line.last is None and line.sent is None]
    sections = (
        ("Mới nhập, chưa gửi", sorted(told, key=lambda line: line.duty.task.number not in just)),
        ("Còn thiếu", [line for line in left if line not in never]),
        ("Còn thiếu, chưa báo cáo lần nào", never),
        ("Đã gửi", sent),
    )
    for title, some in sections:
        if some:
            rows = [_sheet_line(plan, line) for line in some] if opened else list(_folded(plan, some, just))
            parts.append("\n".join([f"{strong(title)} ({len(some)}/{len(lines)}):", *rows]))
    if left:
        parts.append(_example(left, never))
    return "\n\n".join(parts)


def beside(plan: Plan, period: Period, shown: Sequence[Shown]) -> str:
    """What a draft holds that is no part of the sheet: a contribution, another period, what is not owed."""
    head = strong("Mới nhập, chưa gửi, ngoài việc phải báo cáo kỳ này")
    return "\n".join([f"{head}:", *(_in_a_line(plan, item, period) for item in shown)])


def _example(left: Sequence[Line], never: Sequence[Line]) -> str:
    """How to tell it all in one message, with words that work here."""
    rest = "các việc còn lại đang thực hiện, khoảng 20%" if never else "còn lại không phát sinh"
    return f"Anh/chị nhắn chung một tin, ví dụ: «nv {left[0].duty.task.number} 60% vướng kinh phí, {rest}»."


def _folded(plan: Plan, lines: Sequence[Line], just: Set[int]) -> Iterable[str]:
    """Some tasks of a sheet: a few of the draft in full, what was `just` told first; others by number."""
    told = [line for line in lines if line.duty.task.number in just]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(_grouped(line), []).append(line)
    alone = [line for same in groups.values() for line in same if len(same) == 1 and line.shown and line not in told]
    full = [*told, *alone][:FEW] if len(told) <= FEW else alone[:FEW]
    yield from (_sheet_line(plan, line) for line in full)
    for said, same in groups.items():
        numbers = _numbers(line for line in same if line not in full and line not in alone)
        if numbers:
            yield f"{said}: {numbers}" if said else numbers
    if others := _numbers(line for line in alone if line not in full):
        yield f"nhiệm vụ khác: {others}"


def _grouped(line: Line) -> str:
    """What a line of a folded sheet says beside others that say the same."""
    if line.shown is None and line.sent is not None:
        return {"sent": "chờ tiếp nhận", "accepted": "đã tiếp nhận", "returned": MORE}.get(line.sent.state, "")
    return _stands(line) if line.shown else ""


def _numbers(lines: Iterable[Line]) -> str:
    return ", ".join(str(line.duty.task.number) for line in lines)


def is_folded(lines: Sequence[Line]) -> bool:
    """Whether a sheet says more when it is opened."""
    return len(lines) > 1


def is_missing(line: Line) -> bool:
    """Whether neither the draft nor anything sent satisfies a duty."""
    if line.shown is not None:
        return "no-sentence" in line.shown.cautions
    return line.sent is None or line.sent.state not in ("sent", "accepted")


def _sheet_line(plan: Plan, line: Line) -> str:
    said = _stands(line)
    name = f"{line.duty.task.number} – {brief(plan.short_name(line.duty.task), SHEET_NAME)}"
    return f"{name}: {said}" if said else name


def _stands(line: Line) -> str:
    if line.shown is not None:
        return TOO_LITTLE if is_missing(line) else _brief(line.shown)
    if line.sent is not None and line.sent.state in ("sent", "accepted"):
        return f"{standing(line.sent.entry)}, {'đã tiếp nhận' if line.sent.state == 'accepted' else 'chờ tiếp nhận'}"
    if line.sent is not None and line.sent.state == "returned":
        return MORE
    return f"lần trước {standing(line.last.entry)}" if line.last else ""


def _brief(item: Shown) -> str:
    """What a draft says of a task, in a line."""
    if item.entry.nothing_new:
        return NOTHING_NEW.lower()
    texts = [f"{label.lower()}: {brief(said, SHEET_NAME)}" for name, label in FIELDS.items()
             if (said := getattr(item.entry, name))]  # fmt: skip
    before = item.last.entry.percent if item.last else None
    kept = [f"{told} giữ trong kết quả" for told in item.entry.kept]
    files = [f"{len(item.told.files)} tài liệu"] if item.told.files else []
    caution = ["xem lưu ý"] if item.cautions else []
    moved = before is not None and item.entry.percent not in (None, before)
    stands = f"{before}% → {item.entry.percent}%" if moved else standing(item.entry)
    return "; ".join([stands, *texts, *kept, *files, *caution])


def ask_task(plan: Plan, task: Task, last: Report | None) -> str:
    """Ask how a task stands."""
    before = f"Lần trước: {standing(last.entry)}." if last else "Chưa báo cáo lần nào."
    return (
        f"{strong(task_name(plan, task))}\n{before}\n"
        "Anh/chị nhắn tình hình, ví dụ: «60%, đã thử nghiệm, vướng kinh phí»."
    )


def not_understood(words: str) -> str:
    """Name what could not be read."""
    return f"Chưa hiểu: «{words}». Anh/chị nhắn lại phần này nếu cần."


def never_reported(tasks: Sequence[int]) -> str:
    """Tasks that «không phát sinh» is not enough for."""
    return (
        f"Nhiệm vụ {', '.join(map(str, tasks))} chưa báo cáo lần nào, cần ít nhất một câu; "
        "chung một câu cũng được: «các việc còn lại đang thực hiện, khoảng 20%»."
    )


def edit_prompt(plan: Plan, item: Shown) -> str:
    """Ask what to change of an entry."""
    task = plan.document.by_number[item.told.task]
    return f"Sửa {strong(task_name(plan, task))}. Anh/chị chọn mục cần sửa, hoặc nhắn thêm nội dung."


def field_prompt(name: str, old: str) -> str:
    """Ask for the new content of a field."""
    now = f"\nHiện ghi: «{old}»" if old else ""
    return f"Anh/chị nhắn nội dung mới cho mục {strong(FIELD_LABELS[name])}.{now}\nNhắn «-» để xóa mục này."


def sent(plan: Plan, number: int, rows: Sequence[Report], left: int, told: Sequence[str], corrects: Set[int]) -> str:
    """The receipt of what was sent."""
    first = rows[0]
    periods = ", ".join(dict.fromkeys(quarter(row.period) for row in rows))
    unit, day = plan.units.short(first.unit), day_text(first.at.date())
    lines = [
        f"{strong(f'Đã gửi {receipt(number)}')} – {unit}, {periods}, lúc {first.at:%H:%M} ngày {day}.",
        *_sent_lines(rows, corrects),
    ]
    if any(row.late for row in rows):
        lines.append("Báo cáo được ghi nhận sau hạn.")
    if left:
        lines.append(f"Đơn vị còn {left} nhiệm vụ chưa báo cáo trong kỳ. Xem: /baocao")
    return "\n".join([*lines, *told])


def _sent_lines(rows: Sequence[Report], corrects: Set[int]) -> Iterable[str]:
    """What was sent, those tasks together of which the same was said."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(f"{standing(row.entry)}{_mark(row, row.id in corrects)}", []).append(str(row.task))
    return (f"• Nhiệm vụ {', '.join(tasks)}: {said}" for said, tasks in groups.items())


def _mark(row: Report, corrects: bool) -> str:
    marks = [f"{'đính chính' if corrects else 'bản sửa'} {row.revision}"] if row.revision > 1 else []
    marks += ["phối hợp"] if row.kind == "contribution" else []
    marks += ["không phát sinh"] if row.entry.nothing_new else []
    return f" ({', '.join(marks)})" if marks else ""


def not_yours(plan: Plan, task: int, unit: str) -> str:
    """A unit reports on a task that it neither leads nor coordinates."""
    one = plan.document.by_number[task]
    return (
        f"{plan.units.short(unit)} không chủ trì hoặc phối hợp nhiệm vụ {task} theo Quyết định "
        f"(chủ trì: {', '.join(one.leads) or 'không ghi'}), nên chưa ghi nhận nội dung này."
    )


def unknown_task(plan: Plan, task: int) -> str:
    """There is no such task."""
    numbers = sorted(plan.document.by_number)
    return f"Phụ lục không có nhiệm vụ {task}. Các nhiệm vụ được đánh số từ {numbers[0]} đến {numbers[-1]}."


def told_before(row: Report, other: str) -> str:
    """Somebody else of the unit has sent on the same task in the same period."""
    return (
        f"{other} đã gửi báo cáo nhiệm vụ {row.task} lúc {row.at:%H:%M} ngày {day_text(row.at.date())} "
        f"({receipt(row.receipt)}); báo cáo của anh/chị được ghi là bản sửa."
    )


def bad_field(name: str) -> str:
    """A field's new content cannot be read."""
    if name == "percent":
        return "Tỷ lệ phải là một số từ 0 đến 100, ví dụ: 60%. Bản nháp giữ nguyên."
    if name == "completed":
        return "Ngày hoàn thành phải là một ngày đã qua, ví dụ: 12/9/2019. Bản nháp giữ nguyên."
    return "Chưa có nội dung. Bản nháp giữ nguyên."


def which_to_withdraw(plan: Plan, number: int, rows: Sequence[Report]) -> str:
    """Ask which tasks of a receipt are withdrawn."""
    named = [plan.document.by_number[row.task] for row in rows] if len(rows) <= MOST_IN_FULL else []
    lines = [f"{task.number} – {brief(plan.short_name(task), SHEET_NAME)}" for task in named]
    return "\n".join([f"Anh/chị rút lại nhiệm vụ nào của {strong(receipt(number))}?", *lines])


def nothing_to_withdraw(tasks: Sequence[int]) -> str:
    """Nothing of some tasks has been sent, or it has been withdrawn already."""
    return f"Không có báo cáo nào của nhiệm vụ {_run(tasks)} để rút lại."


def withdrawn(numbers: Sequence[int], own: int, tasks: Sequence[int], kept: Sequence[int]) -> str:
    """What was withdrawn, under which number, and what stays as it was sent."""
    lines = [
        f"Đã rút lại {', '.join(map(receipt, numbers))}: nhiệm vụ {_run(tasks)} (biên nhận {receipt(own)}).",
        *([f"Nhiệm vụ {_run(kept)} giữ nguyên."] if kept else []),
        f"Nội dung và tài liệu vẫn còn: bấm {strong(EDIT)} để gửi lại. Bản đã gửi vẫn lưu trong lịch sử.",
    ]
    return "\n".join(lines)


def _run(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
