"""Words about several units or tasks: who owes, who has sent, a unit's page, the overview of all units, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.answering.wording.names import brief
from kb.model import Period as Phase
from kb.model import Task
from nlu.text import to_roman
from progress.model import Period, Report
from progress.plan import Plan
from progress.wording.looking import NO_REPORT, item, quoted, stands
from progress.wording.words import STATUS, day_text, day_words, days_left, quarter, strong, upper_first

REPORT = "Báo cáo"
OVERVIEW = "Tất cả đơn vị"
SEE_SENT, BACK = "Xem báo cáo đã gửi", "Quay lại"
OWN_UNIT = "Đơn vị của tôi"
CHOOSE_UNIT = "Anh/chị chọn đơn vị cần xem:"
ONLY_OWN = "Tình hình của các đơn vị khác chỉ dành cho bộ phận tổng hợp và lãnh đạo."
FILTERS = {
    "missing": "Chưa gửi",
    "sent": "Chờ tiếp nhận",
    "returned": "Đề nghị bổ sung",
    "accepted": "Đã tiếp nhận",
    "all": "Tất cả",
}
_STANDING = STATUS | {"unfinished": "chưa hoàn thành", "late": "chậm"}
COUNTED = "Kết quả tính theo báo cáo đã tiếp nhận gần nhất."
NOT_RECEIVED = "Theo báo cáo chưa được tiếp nhận:"


def sent_item(plan: Plan, task: Task, report: Report) -> str:
    """A row of a unit's own page: how the task stands, since when, and what the office asked."""
    late = "; gửi sau hạn" if report.late else ""
    line = item(plan, task, f"{stands(report.entry)} ({day_text(report.at.date())}{late})")
    asked = f"\n   Đề nghị bổ sung: {quoted(report.remark)}" if report.remark and report.state == "returned" else ""
    return line + asked


def which_unit(said: str, names: Sequence[str]) -> str:
    """That a unit is not known, or that several may be meant."""
    name = brief(quoted(said), 60)
    if not names:
        return f"Hệ thống chưa có đơn vị «{name}». Anh/chị nhắn tên đầy đủ hoặc tên viết tắt."
    return f"«{name}» có thể là: {'; '.join(names)}. Anh/chị nhắn rõ tên đơn vị."


# ── who owes ─────────────────────────────────────────────────────────────────
def due(period: Period, today: date, unit: str | None = None) -> str:
    """When a period is due and how far that is: "Hạn thứ Sáu, 20/9/2019 (còn 4 ngày)"; or that it is locked."""
    left = f"đã khóa {day_text(period.closed.date())}" if period.closed else days_left(today, period.due_of(unit))
    moved = f", gia hạn đến {day_words(period.due_of(unit))}" if period.due_of(unit) != period.due else ""
    return f"Hạn {day_words(period.due)}{moved} ({left})."


def owes(plan: Plan, unit: str, period: Period, missing: int, total: int) -> str:
    """What a unit has yet to send, in one line."""
    name = quoted(plan.units.short(unit))
    if not total:
        return strong(f"{name} không phải báo cáo {quarter(period)}.")
    if not missing:
        return strong(f"{name} đã gửi đủ {total} báo cáo {quarter(period)}.")
    return strong(f"{name} còn {missing}/{total} báo cáo {quarter(period)} chưa gửi.")


def unit_head(plan: Plan, unit: str, period: Period, sent: int, total: int) -> str:
    """The first line of a unit's page."""
    return strong(f"{quoted(plan.units.short(unit))}, {quarter(period)}: đã gửi {sent}/{total} báo cáo")


def all_head(period: Period, complete: int, units: int, sent: int, total: int) -> str:
    """The first line of the overview of all units."""
    return strong(f"{upper_first(quarter(period))}: {complete}/{units} đơn vị đã gửi đủ; {sent}/{total} báo cáo đã gửi")


def unit_counts(plan: Plan, unit: str, counts: dict[str, int], total: int) -> str:
    """A unit as a line of the overview: how many were sent, and how they stand."""
    sent = counts.get("sent", 0) + counts.get("accepted", 0)
    parts = [f"đã gửi {sent}/{total}"]
    parts += [f"{_COUNTED[name]} {counts[name]}" for name in _COUNTED if counts.get(name)]
    return f"• {strong(quoted(plan.units.short(unit)))}: {', '.join(parts)}"


_COUNTED = {"missing": "chưa gửi", "sent": "chờ tiếp nhận", "returned": "đề nghị bổ sung", "accepted": "đã tiếp nhận"}
_GROUPS = {
    "missing": "Chưa gửi",
    "returned": "Được đề nghị bổ sung",
    "sent": "Đã gửi, chờ tiếp nhận",
    "accepted": "Đã tiếp nhận",
    "contribution": "Ý kiến phối hợp",
}


def group_head(name: str, count: int) -> str:
    """The heading of a group of tasks on a unit's page."""
    return strong(f"{_GROUPS[name]} ({count})")


def run_of_tasks(name: str, numbers: Sequence[int]) -> str:
    """A group of tasks on a unit's page in one line, by their numbers."""
    return f"{group_head(name, len(numbers))}: nhiệm vụ {', '.join(map(str, numbers))}."


def also_missing(period: Period, count: int) -> str:
    """That another open period still lacks reports."""
    return f"Kỳ {quarter(period)} còn {count} báo cáo chưa gửi."


def filtered(name: str, count: int) -> str:
    """Which units the overview shows."""
    return f"Đang xem: {strong(FILTERS[name])} ({count} đơn vị)"


def page_of(page: int, pages: int) -> str:
    """Which page this is; "" where there is only one."""
    return f"Trang {page}/{pages}" if pages > 1 else ""


def period_label(period: Period) -> str:
    """A period on a button."""
    return f"Quý {to_roman(period.quarter)}/{period.year}"


# ── answers about several ────────────────────────────────────────────────────
def missing_units(count: int, units: int, period: Period, of_task: str = "") -> str:
    """How many units have not sent all, in one line."""
    about = f" về {of_task}" if of_task else ""
    if not units:
        return strong(f"Không đơn vị nào phải báo cáo {quarter(period)}{about}.")
    if not count:
        return strong(f"Cả {units} đơn vị đã gửi báo cáo {quarter(period)}{about}.")
    return strong(f"{count}/{units} đơn vị chưa gửi đủ báo cáo {quarter(period)}{about}.")


def sent_units(count: int, units: int, period: Period, of_task: str = "") -> str:
    """How many units have sent something, in one line."""
    about = f" về {of_task}" if of_task else ""
    if not units:
        return strong(f"Không đơn vị nào phải báo cáo {quarter(period)}{about}.")
    return strong(f"{count}/{units} đơn vị đã gửi báo cáo {quarter(period)}{about}.")


def lack_all(plan: Plan, units: Sequence[str]) -> list[str]:
    """The units that have sent nothing, in one run; no line where there are none."""
    return [f"Chưa gửi báo cáo nào ({len(units)}): {_run(plan, units)}."] if units else []


def lack_some(plan: Plan, counts: Mapping[str, tuple[int, int]]) -> list[str]:
    """The units that have sent some, in one run, with how many of how many are missing."""
    listed = ", ".join(f"{_name(plan, unit)} (còn {missing}/{total})" for unit, (missing, total) in counts.items())
    return [f"Đã gửi một phần ({len(counts)}): {listed}."] if counts else []


def sent_all(plan: Plan, units: Sequence[str]) -> list[str]:
    """The units that have sent all, in one run; no line where there are none."""
    return [f"Đã gửi đủ ({len(units)}): {_run(plan, units)}."] if units else []


def sent_some(plan: Plan, counts: Mapping[str, tuple[int, int]]) -> list[str]:
    """The units that have sent some, in one run, with how many of how many were sent."""
    listed = ", ".join(f"{_name(plan, unit)} ({sent}/{total})" for unit, (sent, total) in counts.items())
    return [f"Đã gửi một phần ({len(counts)}): {listed}."] if counts else []


def told_nothing(plan: Plan, units: Sequence[str]) -> list[str]:
    """The units that have never reported on a task, in one run; no line where there are none."""
    return [f"{upper_first(NO_REPORT)} ({len(units)}): {_run(plan, units)}."] if units else []


def _run(plan: Plan, units: Sequence[str]) -> str:
    return ", ".join(_name(plan, unit) for unit in units)


def _name(plan: Plan, unit: str) -> str:
    return quoted(plan.units.short(unit))


def by_standing(name: str, count: int, scope: str) -> str:
    """How many tasks stand so, in one line."""
    what = _STANDING[name]
    return strong(f"{count} nhiệm vụ {what}{scope}." if count else f"Chưa có nhiệm vụ nào {what}{scope}.")


def scope_of(plan: Plan, units: Sequence[str] | None, period: Period | None) -> str:
    """Of which units and period a list speaks: " (TTCNTT; quý III/2019)"; "" for all."""
    parts = [", ".join(quoted(plan.units.short(u)) for u in units)] if units else []
    parts += [quarter(period)] if period else []
    return f" ({'; '.join(parts)})" if parts else ""


def difficulties(count: int, scope: str) -> str:
    """How many reports tell of difficulties, in one line."""
    if not count:
        return strong(f"Chưa có báo cáo nào nêu khó khăn, vướng mắc{scope}.")
    return strong(f"{count} báo cáo nêu khó khăn, vướng mắc{scope}.")


def units_standing(count: int, of: int) -> str:
    """How many of a task's units stand so."""
    return f"{count}/{of} đơn vị"


def over_time(phases: Iterable[str], *, over: bool) -> str:
    """That the time of completion of some phases has passed without a received hoàn thành; `over` once that is sure."""
    named, left = "; ".join(phases), "chưa có báo cáo hoàn thành được tiếp nhận"
    return f"quá thời gian hoàn thành {named}, {left}" if over else f"thời gian hoàn thành {named}, {left}"


def next_phase(phase: Phase) -> str:
    """That what was done was an earlier phase."""
    return f"chưa có báo cáo hoàn thành giai đoạn {phase.text}"


def not_sent_after(plan: Plan, period: Period, by_task: Mapping[int, Sequence[str]]) -> str:
    """That reports of a period have not come by their due day, in one run: whose, by task."""
    every = {unit for units in by_task.values() for unit in units}
    listed = [f"{number}{_whose(plan, units) if len(every) > 1 else ''}" for number, units in by_task.items()]
    of = f" ({_name(plan, every.pop())})" if len(every) == 1 else ""
    return f"Chưa gửi báo cáo {quarter(period)}, sau hạn{of}: nhiệm vụ {', '.join(listed)}."


def _whose(plan: Plan, units: Sequence[str]) -> str:
    return f" ({_name(plan, units[0]) if len(units) == 1 else f'{len(units)} đơn vị'})"
