"""Words about how a task stands: statements with their unit and day beside what the decision says, and history."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from kb.answering.places import place_of
from kb.answering.wording.names import brief
from kb.model import Period as Phase
from kb.model import Task
from nlu.text import squeeze, to_roman
from progress.model import Entry, Evidence, Period, Report
from progress.plan import Plan
from progress.wording.extending import extended
from progress.wording.words import (
    FIELDS,
    STATE,
    STATUS,
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
    upper_first,
)

LONGEST = 3400  # letters of one message, so that no channel has to cut it
MORE = "… Xem đầy đủ: /lichsu {number}"
MORE_OF_UNIT = "… Xem đầy đủ: /tinhhinh và /lichsu."
LEFT_OUT = "… và {count} dòng nữa; xem /tinhhinh."
IN_A_LIST = 200  # letters of a text that is one line of a list
NO_REPORT = "chưa có báo cáo"
NOT_YOURS = (
    "Tình hình thực hiện chỉ dành cho đơn vị chủ trì, đơn vị phối hợp có tên trong Quyết định, bộ phận tổng hợp và "
    "lãnh đạo."
)
NO_PERIOD = "Quyết định này không quy định kỳ báo cáo."
NO_SUCH_PERIOD = "Hệ thống chưa có kỳ báo cáo này. Các kỳ đã có: {periods}."
NAME_A_TASK = "Anh/chị ghi số nhiệm vụ, ví dụ: /lichsu 1, hoặc số và tên đơn vị."
NO_QUARTER = "Chưa rõ quý cần xuất. Ví dụ: /xuat, /xuat quý III/2019, /xuat 2019-Q3 tất cả."
EXPORTING = "Hệ thống đang lập tệp báo cáo và sẽ gửi ngay khi lập xong."
NOT_EXPORTED = "Hệ thống chưa lập được tệp báo cáo. Các báo cáo vẫn còn nguyên. Anh/chị gửi lại lệnh /xuat."
NOTHING_TO_EXPORT = "Chưa có báo cáo nào để xuất."
BY_UNIT = "Xem từng đơn vị"
BACK, ON = "← {period}", "{period} →"
PAGE_BACK, PAGE_ON = "← Trang trước", "Trang sau →"
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f]")


def quoted(text: str) -> str:
    """What a person wrote, on one line: no marks of ours, nothing that turns the text around."""
    return squeeze(_HIDDEN.sub("", text.replace("\n", " ")).replace("**", "* *"))


def fitted(lines: Iterable[str], tail: Iterable[str] = (), total: int | None = None) -> str:
    """Lines up to a message's length, how many were left out, and a tail that always stands.

    `total` is how many lines there are; where it is given, those that find no room are not even made.
    """
    if total is None:
        lines = list(lines)
        total = len(lines)
    out, end = list[str](), "\n\n".join(tail)
    size = len(end)
    for line in lines:
        size += len(line) + 1
        if size > LONGEST:
            out.append(LEFT_OUT.format(count=total - len(out)))
            break
        out.append(line)
    return "\n".join(out) + (f"\n\n{end}" if end else "")


def shortened(blocks: Iterable[str], more: str, tail: Iterable[str] = ()) -> str:
    """Blocks up to a message's length, where to read the rest, and a tail that always stands."""
    end = list(tail)
    pieces = _pieces("\n\n".join(blocks), LONGEST - sum(map(len, end)))
    return "\n\n".join([pieces[0], *([more] if len(pieces) > 1 else []), *end])


def paged(blocks: Iterable[str], longest: int = LONGEST) -> list[str]:
    """Blocks as pages; a block longer than a page is cut at words, and nothing is left out."""
    pages: list[str] = []
    for block in (piece for whole in blocks for piece in _pieces(whole, longest)):
        if pages and len(pages[-1]) + len(block) + 2 <= longest:
            pages[-1] += "\n\n" + block
        else:
            pages.append(block)
    return pages


def _pieces(block: str, longest: int) -> list[str]:
    out = []
    while len(block) > longest:
        cut = max(block.rfind("\n", 1, longest), block.rfind(" ", 1, longest))
        cut = cut if cut > longest // 2 else longest
        out.append(block[:cut].rstrip())
        block = block[cut:].lstrip()
    return [*out, block]


# ── what the decision says ───────────────────────────────────────────────────
def by_decision(plan: Plan, task: Task) -> str:
    """The lead and the time of completion, with the address that they stand at."""
    leads = ", ".join(task.leads) or "không ghi đơn vị"
    when = "; ".join(p.text for p in task.periods) or "không ghi"
    more = "".join(f" {one}" for one in extended(plan, task))
    return (
        f"Theo Quyết định: {leads} chủ trì; thời gian hoàn thành: {when}.{more}\n"
        f"Nguồn: {place_of(task.address)}, Quyết định {plan.document.header.number}."
    )


def due_by_decision(plan: Plan, period: Period) -> str:
    """The day on which a period's reports are due, with the address of the rule."""
    rule = plan.document.reporting
    where = f"\nNguồn: {place_of(rule.address)}, Quyết định {plan.document.header.number}." if rule else ""
    moved = f"\nGia hạn đến {day_words(period.due_of())}." if period.due_of() != period.due else ""
    return f"Theo Quyết định: báo cáo {quarter(period)} gửi chậm nhất {day_words(period.due)}.{where}{moved}"


# ── what was reported ────────────────────────────────────────────────────────
def says(plan: Plan, report: Report) -> str:
    """Who said it, when and of which period: "Theo báo cáo của TTCNTT, 16/9/2019 (quý III/2019)"."""
    what = "ý kiến phối hợp" if report.kind == "contribution" else "báo cáo"
    unit = quoted(plan.units.short(report.unit))
    return f"Theo {what} của {unit}, {day_text(report.at.date())} ({quarter(report.period)})"


def stands(entry: Entry) -> str:
    """How a task stands, and that nothing new came where the report says so."""
    return standing(entry) + (", không phát sinh mới" if entry.nothing_new else "")


def stands_so_far(report: Report) -> str:
    """How a task stands by a row, and that the row is not received where it is not."""
    return stands(report.entry) + ("" if report.state == "accepted" else " (báo cáo chưa được tiếp nhận)")


def statement(plan: Plan, report: Report, *, texts: bool) -> str:
    """One row: whose, when, how the task stands, what became of the row; with its texts where they are open."""
    head = f"{says(plan, report)}: {stands(report.entry)}; {state_of(report)}."
    return "\n".join([head, *(_texts(report) if texts else ())])


def _texts(report: Report) -> list[str]:
    entry = report.entry
    lines = [f"• {name}: {quoted(value)}" for field, name in FIELDS.items() if (value := getattr(entry, field))]
    if entry.completed:
        lines.append(f"• Ngày hoàn thành: {day_text(entry.completed)}")
    if report.remark and report.state == "returned":
        lines.append(f"• Đề nghị bổ sung: {quoted(report.remark)}")
    return [*lines, *([f"• Tệp: {'; '.join(map(_file, report.evidence))}"] if report.evidence else [])]


def _file(file: Evidence) -> str:
    return f"{quoted(file_name_of(file))} ({max(1, round(file.size / 1024))} KB)"


def newer(plan: Plan, report: Report, *, texts: bool) -> str:
    """A row that came after the received one and is not received itself."""
    if report.state == "withdrawn":
        return f"Báo cáo {quarter(report.period)} gửi sau đó đã rút lại ({day_text(report.at.date())})."
    return "Báo cáo mới hơn, chưa được tiếp nhận. " + statement(plan, report, texts=texts)


def phases_left(phases: Iterable[Phase], over: Collection[Phase]) -> str:
    """The phases that no received report has finished, and which of them are over; the next report is of the first."""
    named = [f"giai đoạn {p.text}{' (quá thời gian hoàn thành)' if p in over else ''}" for p in phases]
    return f"Chưa có báo cáo hoàn thành được tiếp nhận: {', '.join(named)}."


def withdrawn(plan: Plan, report: Report) -> str:
    """That what was sent was taken back, and nothing stands in its place."""
    unit = quoted(plan.units.short(report.unit))
    return f"{unit}: báo cáo {quarter(report.period)} đã rút lại ({day_text(report.at.date())}), {NO_REPORT} khác."


def nothing_from(plan: Plan, unit: str) -> str:
    """That a unit has reported nothing yet."""
    return f"{upper_first(NO_REPORT)} của {quoted(plan.units.short(unit))}."


def task_stands(plan: Plan, task: Task, said: str) -> str:
    """The first line of an answer: a task and how it stands."""
    return f"{strong(f'{task_name(plan, task)}: {said}')}"


def of_unit(plan: Plan, unit: str, report: Report) -> str:
    """How one unit stands with a task, as a line of a list."""
    name = quoted(plan.units.short(unit))
    return (
        f"• {name}: {stands(report.entry)} ({day_text(report.at.date())}, {quarter(report.period)}; {state_of(report)})"
    )


def no_task(plan: Plan, said: str) -> str:
    """That the appendix has no such task."""
    numbers = [t.number for t in plan.document.tasks]
    return f"Phụ lục không có nhiệm vụ {said}. Các nhiệm vụ được đánh số từ {min(numbers)} đến {max(numbers)}."


def share(sent: int, of: int, period: Period) -> str:
    """How much of a task's units have sent: "12/25 đơn vị đã gửi báo cáo quý III/2019"."""
    return f"{sent}/{of} đơn vị đã gửi báo cáo {quarter(period)}"


def standings(received: Mapping[str, int], waiting: int, none: int) -> str:
    """How many units stand how: "hoàn thành 3, đang thực hiện 9, chờ tiếp nhận 2, chưa có báo cáo 13"."""
    parts = [f"{STATUS[status]} {received[status]}" for status in STATUS if received.get(status)]
    parts += [f"chờ tiếp nhận {waiting}"] if waiting else []
    return ", ".join([*parts, *([f"{NO_REPORT} {none}"] if none else [])])


def item(plan: Plan, task: Task, said: str = "") -> str:
    """A task as a line of a list."""
    name = f"• {strong(str(task.number))} – {plan.short_name(task)}"
    return f"{name}: {said}" if said else name


def row_item(plan: Plan, task: Task, report: Report, text: str = "") -> str:
    """A row as a line of a list, with its unit, day and state, and a text of it."""
    unit, day = quoted(plan.units.short(report.unit)), day_text(report.at.date())
    said = brief(quoted(text), IN_A_LIST) if text else stands(report.entry)
    return f"{item(plan, task, said)} ({unit}, {day}, {quarter(report.period)}; {state_of(report)})"


# ── history ──────────────────────────────────────────────────────────────────
def history_head(plan: Plan, task: Task, rows: int) -> str:
    """The first line of a task's history."""
    said = f"{rows} lần gửi" if rows else NO_REPORT
    return strong(f"{task_name(plan, task)}: {said}")


def revision(plan: Plan, report: Report, after: Report | None, *, texts: bool) -> str:
    """A revision in the history: for coordinating units its state only, without persons, texts and files.

    `after` is the revision that followed it.
    """
    unit = quoted(plan.units.short(report.unit))
    what = ", ý kiến phối hợp" if report.kind == "contribution" else ""
    said = f"{stands(report.entry)}; {_fate(report, after)}"
    if not texts:
        return f"{strong(day_text(report.at.date()))}, {unit}, {quarter(report.period)}{what}\n{said}"
    who = ", ".join(filter(None, map(quoted, (report.name, report.position))))
    head = f"{strong(receipt(report.receipt))}, {quarter(report.period)}, lần {report.revision}{what}"
    return "\n".join([head, f"{minute(report.at)}, {who} ({unit})", said, *_texts(report)])


def _fate(report: Report, after: Report | None) -> str:
    """What became of a revision: one that another took the place of waits for nobody any more.

    A received one stands until the next one is received.
    """
    late = "; gửi sau hạn" if report.late else ""
    if after is None or report.state == "withdrawn" or (report.state == "accepted" and after.state != "accepted"):
        return state_of(report)
    then = "đã rút lại" if after.state == "withdrawn" else "đã có bản sửa"
    return (then if report.state == "sent" else f"{STATE[report.state]}, {then}") + late


# ── at a terminal, and exports ───────────────────────────────────────────────
def terminal_line(report: Report) -> str:
    """A row as a line for an operator."""
    what = " (phối hợp)" if report.kind == "contribution" else ""
    return (
        f"{receipt(report.receipt)}  {minute(report.at)}  {quarter(report.period)}  nhiệm vụ {report.task}{what}  "
        f"{report.unit}  lần {report.revision}: {stands(report.entry)}; {state_of(report)}"
    )


def exported(rows: int, period: str | None, *, every: bool) -> str:
    """What a file of reports holds."""
    year, _, number = (period or "").partition("-Q")
    when = f" quý {to_roman(int(number))}/{year}" if period else ""
    which = "tất cả các lần gửi" if every else "lần gửi mới nhất"
    return f"{rows} báo cáo{when} ({which})."
