"""Words of /nhacnho: what is to come, what a person may turn off, and how admins set reminders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from kb.answering.wording.names import brief
from progress.reminders import LIMITS, Rules, Step
from progress.wording.words import day_text, day_words, strong

STEPS: Mapping[Step, str] = {
    "heads_up": "Nhắc sớm",
    "opening": "Số liệu đã chốt",
    "last_call": "Nhắc lần cuối trước hạn",
    "due": "Ngày đến hạn",
    "overdue": "Nhắc sau hạn",
    "returned": "Hạn bổ sung báo cáo",
    "digest": "Tổng hợp tình hình",
    "deadline_30": "Hạn nhiệm vụ, trước 30 ngày làm việc",
    "deadline_7": "Hạn nhiệm vụ, trước 7 ngày làm việc",
    "deadline_1": "Hạn nhiệm vụ, trước 1 ngày làm việc",
    "plan_end": "Kết thúc kế hoạch",
    "snoozed": "Nhắc lại",
    "urge": "Nhắc theo yêu cầu của Tổng hợp",
}
SWITCHED: Sequence[Step] = [step for step in STEPS if step not in ("plan_end", "snoozed", "urge")]
"""The steps that admins turn off and on; nobody's own choice is among them."""
SNOOZE = "Nhắc lại sau"
WHEN_AGAIN = "Hệ thống nhắc lại khi nào? Anh/chị chọn:"
NO_LATER = "Không còn lúc nào để nhắc lại trước lần nhắc tiếp theo."
TOO_LATE = "Lúc này không còn chọn được. Anh/chị bấm «Nhắc lại sau» dưới lời nhắc mới nhất."
NOTHING_TO_SNOOZE = "Đơn vị của anh/chị không còn báo cáo nào phải gửi nên không cần nhắc lại."
BAD_TIME = "Chưa rõ lúc cần nhắc lại. Ví dụ: «nhắc em chiều nay», «nhắc em sau 2 ngày nữa», «nhắc lại thứ Năm»."
NUMBERS: Mapping[str, str] = {
    "heads_up": "Nhắc sớm (số ngày làm việc trước hạn)",
    "opening": "Nhắc khi chốt số liệu (ngày làm việc thứ mấy sau khi chốt)",
    "last_call": "Nhắc lần cuối (số ngày làm việc trước hạn)",
    "overdue_every": "Nhắc sau hạn (cách nhau mấy ngày làm việc)",
    "overdue_times": "Nhắc sau hạn (nhiều nhất mấy lần)",
}
RULES: Mapping[str, str] = {
    "hour": "Giờ gửi", **NUMBERS, "off": "Đang tắt", "free": "Ngày nghỉ thêm", "worked": "Ngày làm việc thêm"
}  # fmt: skip
HOUR, FREE, WORKED, NORMAL = "Giờ gửi", "Thêm ngày nghỉ", "Thêm ngày làm việc", "Bỏ ngày đã thêm"
SETTINGS, BACK, CLOSE_PLAN, OPEN_PLAN = "Cấu hình", "Quay lại", "Đóng kế hoạch", "Mở lại kế hoạch"
YES_CLOSE = "Đồng ý đóng"
CHANGED, SAME = "Đã lưu.", "Không có gì thay đổi."
NOT_FOR_YOU = "Lời nhắc chỉ dành cho người đã đăng ký đơn vị. Anh/chị bấm /dangky để đăng ký."
NOTHING_COMING = "Hiện không có lời nhắc nào sắp tới cho anh/chị."
BAD_NUMBER = "Đề nghị nhắn một số, ví dụ: 10"
BAD_HOUR = "Đề nghị nhắn giờ và phút, ví dụ: 08:30"
BAD_DAY = "Đề nghị nhắn một ngày, ví dụ: 23/9/2019"
ONLY_ADMINS = "Chỉ quản trị xem và thay đổi cấu hình nhắc."
MOST = 8
PLAN_CLOSED = "Đã đóng kế hoạch. Hệ thống không nhắc về kế hoạch này nữa."
PLAN_KEPT = "Kế hoạch vẫn mở. Khi cần đóng, anh/chị dùng: /nhacnho cauhinh"


def coming(rows: Sequence[tuple[datetime, Step, Sequence[str], int]]) -> str:
    """One's coming reminders: instant, step, short names of units, number of tasks."""
    if not rows:
        return f"{strong('Lời nhắc sắp tới')}\n{NOTHING_COMING}"
    lines = [
        f"• {at:%H:%M} {day_words(at.date())}: {STEPS[step].lower()}{_about(step, units, count)}"
        for at, step, units, count in rows[:MOST]
    ]
    return "\n".join([f"{strong('Lời nhắc sắp tới')} (theo tình hình hiện nay)", *lines,
                      "Đã gửi đủ báo cáo thì hệ thống không nhắc nữa."])  # fmt: skip


def _about(step: Step, units: Sequence[str], count: int) -> str:
    return f" ({', '.join(units)}: {count} nhiệm vụ)" if step != "digest" and units else ""


def at_time(at: datetime, today: date) -> str:
    """An instant to choose: "Chiều nay, 14:00", "08:30 thứ Ba, 17/9/2019"."""
    return f"Chiều nay, {at:%H:%M}" if at.date() == today else f"{at:%H:%M} {day_words(at.date())}"


def snoozed(at: datetime, today: date) -> str:
    """When somebody will be reminded again."""
    when = f"{at:%H:%M} hôm nay" if at.date() == today else f"{at:%H:%M} {day_words(at.date())}"
    return f"Hệ thống sẽ nhắc lại lúc {when}, nếu khi đó đơn vị còn thiếu báo cáo."


def own_choice(step: Step, *, off: bool) -> str:
    """The button that turns a step off or on for oneself."""
    return f"{STEPS[step]}: {'đang tắt' if off else 'đang bật'}"


def settings(rules: Rules, closed: Iterable[str]) -> str:
    """All settings, for an admin."""
    lines = [
        strong("Cấu hình nhắc"),
        f"Giờ gửi: {rules.hour:%H:%M} ngày làm việc (giờ Hà Nội)",
        *(f"{label}: {getattr(rules, name)}" for name, label in NUMBERS.items()),
    ]
    if rules.off:
        lines.append(f"Đang tắt: {', '.join(STEPS[step].lower() for step in STEPS if step in rules.off)}")
    lines.append(f"Ngày nghỉ thêm: {_days(rules.free)}")
    lines.append(f"Ngày làm việc thêm: {_days(rules.worked)}")
    lines += [f"Kế hoạch đã đóng: {name}" for name in closed]
    return "\n".join([*lines, "Anh/chị chọn mục cần thay đổi."])


def _days(days: Iterable[date]) -> str:
    return ", ".join(map(day_text, days)) or "không có"


def toggle(step: Step, *, off: bool) -> str:
    """The button that turns a step off or on for everybody."""
    return f"{'Bật' if off else 'Tắt'}: {brief(STEPS[step], 40).lower()}"


def ask(what: str, rules: Rules) -> str:
    """Ask an admin for a new value."""
    if what in LIMITS:
        least, most = LIMITS[what]
        return f"{NUMBERS[what]}: hiện là {getattr(rules, what)}. Anh/chị nhắn số mới, từ {least} đến {most}."
    if what == "hour":
        return f"Giờ gửi hiện là {rules.hour:%H:%M}. Anh/chị nhắn giờ mới, ví dụ: 08:30."
    names = {"free": "ngày nghỉ thêm", "worked": "ngày làm việc thêm", "normal": "ngày cần bỏ khỏi danh sách đã thêm"}
    return f"Anh/chị nhắn {names[what]}, ví dụ: 23/9/2019."


def changed(what: str, old: str, new: str) -> str:
    """A change as the audit trail keeps it."""
    return f"{what}: {old} → {new}"


def close_question(number: str) -> str:
    """Ask once more before a plan is closed."""
    return f"Đóng kế hoạch theo Quyết định {number}? Hệ thống sẽ không nhắc về kế hoạch này nữa."
