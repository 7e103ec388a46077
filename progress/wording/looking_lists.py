"""Words about several units or tasks: who owes, who has sent, a unit's page, the overview of all units, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.answering.wording.names import brief
from kb.model import Task
from kb.text import to_roman
from progress.model import Period, Report
from progress.plan import Plan
from progress.wording.looking import item, quoted, stands
from progress.wording.words import STATUS, day_text, day_words, days_left, quarter, strong, upper_first

REPORT = "Báo cáo"
OVERVIEW = "Toàn Bộ"
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
        return f"Hệ thống chưa có đơn vị «{name}». Anh/chị nhắn tên hoặc tên viết tắt, ví dụ TTCNTT."
    return f"«{name}» có thể là: {'; '.join(names)}. Anh/chị nhắn rõ tên đơn vị."


# ── who owes ─────────────────────────────────────────────────────────────────
def due(period: Period, today: date) -> str:
    """When a period is due and how far that is: "Hạn thứ Sáu, 20/9/2019 (còn 4 ngày)"; or that it is closed."""
    left = f"đã đóng {day_text(period.closed.date())}" if period.closed else days_left(today, period.due)
    return f"Hạn {day_words(period.due)} ({left})."


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


def older_missing(period: Period, count: int) -> str:
    """That an earlier open period still lacks reports."""
    return f"Kỳ {quarter(period)} còn {count} báo cáo chưa gửi."


def filtered(name: str, count: int) -> str:
    """Which units the overview shows."""
    return f"{FILTERS[name]}: {count} đơn vị." if name != "all" else f"Tất cả {count} đơn vị."


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
    if not count:
        return strong(f"Cả {units} đơn vị đã gửi báo cáo {quarter(period)}{about}.")
    return strong(f"{count}/{units} đơn vị chưa gửi đủ báo cáo {quarter(period)}{about}.")


def sent_units(count: int, units: int, period: Period, of_task: str = "") -> str:
    """How many units have sent something, in one line."""
    about = f" về {of_task}" if of_task else ""
    return strong(f"{count}/{units} đơn vị đã gửi báo cáo {quarter(period)}{about}.")


def lacks(plan: Plan, unit: str, missing: int, total: int) -> str:
    """A unit as a line of those that have not sent all."""
    return f"• {quoted(plan.units.short(unit))}: còn {missing}/{total} báo cáo chưa gửi"


def has_sent(plan: Plan, unit: str, sent: int, total: int) -> str:
    """A unit as a line of those that have sent."""
    return f"• {quoted(plan.units.short(unit))}: đã gửi {sent}/{total} báo cáo"


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


def over_time(task: Task) -> str:
    """That a task's time of completion has passed without a received hoàn thành."""
    when = "; ".join(p.text for p in task.periods)
    return f"đã qua thời gian hoàn thành ({when}), chưa có báo cáo hoàn thành được tiếp nhận"


def not_sent_after(plan: Plan, periods: Sequence[Period], units: Sequence[str]) -> str:
    """That reports on a task have not come after their due day."""
    who = quoted(plan.units.short(units[0])) if len(units) == 1 else f"{len(units)} đơn vị"
    return f"chưa gửi báo cáo {', '.join(map(quarter, periods))}, sau hạn ({who})"
