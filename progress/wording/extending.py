"""Words of more time: due days and deadlines that the office moves, and phases that ended unfinished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.answering.wording.names import brief
from kb.model import Period as Phase
from kb.model import Task
from nlu.text import day_text
from progress.model import Period, Person
from progress.plan import Plan
from progress.wording.words import day_words, quarter, strong, task_name, upper_first

MORE, WITHDRAW, CANCEL = "Gia hạn", "Rút gia hạn", "Quay lại"
USAGE = (
    "Anh/chị nhắn nhiệm vụ, ngày mới và căn cứ (số, ngày văn bản), ví dụ:\n"
    "**/giahan 13 31/12/2021 | Quyết định số 12/QĐ-BKHCN ngày 5/9/2020**\n"
    "Riêng một đơn vị: **/giahan 13 TTCNTT 31/12/2021 | …**"
)
NO_BASIS = "Căn cứ phải có số và ngày văn bản, ví dụ: Quyết định số 12/QĐ-BKHCN ngày 5/9/2020."
NO_WORDS = "Anh/chị ghi thêm căn cứ sau dấu «|», ví dụ: 30/9/2019 | Công văn số 12/BKHCN-VP ngày 18/9/2019."
NOTHING_OPEN = "Nhiệm vụ này không có giai đoạn nào đã bắt đầu mà chưa hoàn thành."
WHICH_PHASE = "Anh/chị gia hạn giai đoạn nào?"
WITHDRAWN, GONE = "Đã rút gia hạn.", "Gia hạn này đã được rút."
NOT_YOURS = "Chỉ người đã gia hạn mới rút được gia hạn này."
LOCKED_SINCE = "Đã khóa kỳ báo cáo sau khi gia hạn nên không rút được nữa."
NOT_LEAD = "Đơn vị này không chủ trì nhiệm vụ theo Quyết định."
SETTLED = "Giai đoạn này đã được chuyển tiếp."
NO_DAY = "Chưa đọc được ngày mới, ví dụ: 31/12/2021."


def ask_due(period: Period) -> str:
    """Ask for a period's new due day."""
    return (
        f"Gia hạn {strong(quarter(period))}, đang là {day_words(period.due_of())}. Anh/chị nhắn ngày mới và căn cứ, "
        "ví dụ: **30/9/2019 | Công văn số 12/BKHCN-VP ngày 18/9/2019**.\n"
        "Riêng một đơn vị: **TTCNTT 30/9/2019 | …**"
    )


def too_early(due: date) -> str:
    """The new day does not give more time."""
    return f"Ngày mới phải sau ngày đang áp dụng, {day_words(due)}."


def moved_due(plan: Plan, period: Period, unit: str | None, due: date, basis: str) -> str:
    """A due day was moved."""
    whose = plan.units.short(unit) if unit else "mọi đơn vị"
    return f"Đã gia hạn {strong(quarter(period))} cho {whose} đến {day_words(due)} theo {basis}."


def moved_deadline(plan: Plan, task: Task, phase: Phase, unit: str | None, until: date, basis: str) -> str:
    """A task's deadline was moved."""
    whose = plan.units.short(unit) if unit else "mọi đơn vị chủ trì"
    return (
        f"Đã gia hạn {strong(task_name(plan, task))}, giai đoạn {phase.text}, cho {whose} đến {day_words(until)} "
        f"theo {basis}."
    )


def carried(plan: Plan, task: Task, phase: Phase, basis: str) -> str:
    """A phase was carried over."""
    return f"Đã chuyển tiếp giai đoạn {phase.text} của {strong(task_name(plan, task))} theo {basis}."


def ask_deadline(plan: Plan, task: Task) -> str:
    """Ask for the new day and its basis."""
    return (
        f"Gia hạn {strong(task_name(plan, task))}. Anh/chị nhắn ngày mới và căn cứ, "
        "ví dụ: **31/12/2021 | Quyết định số 12/QĐ-BKHCN ngày 5/9/2020**."
    )


def ask_carry(plan: Plan, task: Task, phase: Phase) -> str:
    """Ask for the basis of carrying a phase over."""
    return (
        f"Chuyển tiếp giai đoạn {phase.text} của {strong(task_name(plan, task))}. Anh/chị nhắn căn cứ, "
        "ví dụ: **Quyết định số 12/QĐ-BKHCN ngày 5/9/2020**."
    )


def next_label(phase: Phase) -> str:
    """The button that carries a phase over into the next."""
    return f"Chuyển sang giai đoạn {phase.text}"


def due_label(plan: Plan, unit: str | None, due: date) -> str:
    """The button that takes back a moved due day."""
    whose = f" {plan.units.short(unit)}" if unit else ""
    return f"{WITHDRAW}{whose} {day_text(due)}"


def overdue(plan: Plan, period: Period, found: Mapping[tuple[int, str], Sequence[str]], to: Person) -> str:
    """To the office, once: which phases have ended without a received hoàn thành; by task and phase, whose."""
    lines = []
    for (number, phase), units in found.items():
        task = plan.document.by_number[number]
        whose = _units(plan, units)
        lines.append(f"• {number} – {brief(plan.short_name(task), 48)} (giai đoạn {phase}): {whose}")
    head = (
        f"Kính gửi {to.called},\n{upper_first(quarter(period))} đã khóa. Nhiệm vụ quá thời gian hoàn thành, "
        "chưa có báo cáo hoàn thành được tiếp nhận:"
    )
    head = (
        f"Kính gửi {to.called},\n{upper_first(quarter(period))} đã khóa. Nhiệm vụ quá thời gian hoàn thành, "
        "chưa có báo cáo hoàn thành được tiếp nhận:"
    )
    return "\n".join([head, *lines, "Trân trọng."])


def _units(plan: Plan, units: Sequence[str]) -> str:
    named = [plan.units.short(unit) for unit in units[:6]]
    return ", ".join(named) + (f" và {len(units) - 6} đơn vị khác" if len(units) > 6 else "")


def choices(plan: Plan, task: Task, phase: Phase) -> str:
    """What can be done with a phase that has ended unfinished."""
    return f"{strong(task_name(plan, task))}\nGiai đoạn {phase.text} chưa có báo cáo hoàn thành được tiếp nhận."


def extended(plan: Plan, task: Task, units: Iterable[str] = ()) -> list[str]:
    """What the office has given beside what the decision says: «Gia hạn đến 31/12/2021 theo …»."""
    mine = set(units)
    return [
        f"Gia hạn đến {day_text(one.until)} theo {one.basis}."
        if one.unit is None
        else f"Gia hạn cho {plan.units.short(one.unit)} đến {day_text(one.until)} theo {one.basis}."
        for one in plan.extensions(task)
        if one.unit is None or not mine or one.unit in mine
    ]
