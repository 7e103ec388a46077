"""Words that all of progress shares: states, roles, periods, days, names of tasks."""

from __future__ import annotations

from datetime import date, datetime

from kb.answering.wording.names import day_words, strong, upper_first
from kb.model import Task
from nlu.text import day_text, to_roman
from progress.model import Entry, Evidence, Period, Person, Report, Role, State, Status
from progress.plan import Plan

STATUS: dict[Status, str] = {
    "not_started": "chưa thực hiện",
    "in_progress": "đang thực hiện",
    "waiting": "chờ điều kiện",
    "done": "hoàn thành",
    "paused": "tạm dừng",
}
ROLE: dict[Role, str] = {"reporter": "Đầu mối", "head": "Lãnh đạo", "office": "Tổng hợp", "viewer": "Chỉ xem"}
STATE: dict[State, str] = {
    "sent": "đã gửi, chờ tiếp nhận",
    "accepted": "đã tiếp nhận",
    "returned": "được đề nghị bổ sung",
    "withdrawn": "đã rút lại",
}
FIELDS = {
    "result": "Kết quả",
    "difficulty": "Khó khăn, vướng mắc",
    "proposal": "Đề xuất, kiến nghị",
    "next_step": "Việc tiếp theo",
    "product": "Sản phẩm",
}
STALE = "Nút này không còn dùng được. Anh/chị nhắn lại yêu cầu để có nút mới."
EDITED = "Sửa tin nhắn cũ không thay cho thao tác. Nếu cần, anh/chị gửi tin mới."
FORWARDED = "Tin chuyển tiếp không thay cho thao tác. Nếu cần, anh/chị tự nhắn hoặc bấm nút."
NOT_ALLOWED = "Anh/chị không có quyền thực hiện việc này."
DOOR = {
    "baocao": "Báo cáo",
    "choduyet": "Chờ tiếp nhận",
    "tinhhinh": "Tình hình",
    "xuat": "Xuất bảng",
    "nhacnho": "Lời nhắc",
    "quantri": "Quản trị",
    "dangky": "Đăng ký",
}
"""Commands that stand as buttons under the words of welcome and of help …"""
DOORS = {
    "reporter": ("baocao", "tinhhinh", "nhacnho"),
    "head": ("baocao", "tinhhinh", "nhacnho"),
    "office": ("choduyet", "tinhhinh", "xuat"),
    "viewer": ("tinhhinh", "xuat"),
    "admin": ("quantri",),
    "stranger": ("dangky",),
}
"""… by role."""
REGISTER_FIRST = (
    "Báo cáo và tình hình thực hiện chỉ dành cho người đã đăng ký. Anh/chị bấm /dangky để đăng ký đơn vị của mình."
)

__all__ = ["day_text", "day_words", "strong", "upper_first"]


def quarter(period: Period) -> str:
    """A period in running text: "quý III/2019"."""
    return f"quý {to_roman(period.quarter)}/{period.year}"


def quarter_in_full(period: Period) -> str:
    """A period as documents write it: "quý III năm 2019"."""
    return f"quý {to_roman(period.quarter)} năm {period.year}"


def task_name(plan: Plan, task: Task) -> str:
    """A task with its number and short name: "Nhiệm vụ 13 – Xây dựng, tích hợp …"."""
    return f"Nhiệm vụ {task.number} – {plan.short_name(task)}"


def minute(at: datetime) -> str:
    """An instant as people read it: "09:12, 16/9/2019"."""
    return f"{at:%H:%M}, {day_text(at.date())}"


def standing(entry: Entry) -> str:
    """How a task stands, in few words: "đang thực hiện, 60%"."""
    said = STATUS[entry.status or "in_progress"]
    return f"{said}, {entry.percent}%" if entry.percent is not None and entry.status != "done" else said


def file_name_of(file: Evidence) -> str:
    """A file's name; one that is no longer there says so."""
    return f"{file.name} (không còn tệp)" if file.lost else file.name


def receipt(number: int) -> str:
    """A receipt's name: BC-0007."""
    return f"BC-{number:04d}"


def state_of(report: Report) -> str:
    """What became of a row."""
    late = "; gửi sau hạn" if report.late else ""
    return STATE[report.state] + late


def days_left(today: date, due: date) -> str:
    """How far the due day is: "còn 4 ngày", "hôm nay", "sau hạn 3 ngày"."""
    left = (due - today).days
    if left == 0:
        return "hạn hôm nay"
    return f"còn {left} ngày" if left > 0 else f"sau hạn {-left} ngày"


def was_down(person: Person, since: datetime) -> str:
    """The bot did not serve for longer than Telegram keeps messages."""
    return (
        f"Kính gửi {person.called},\nHệ thống tạm ngừng từ {minute(since)} và nay đã hoạt động lại. Telegram chỉ giữ "
        "tin nhắn 24 giờ, nên tin gửi trong thời gian này có thể chưa tới. Anh/chị kiểm tra và gửi lại nếu cần; "
        "bản nháp và báo cáo đã gửi vẫn còn.\nTrân trọng."
    )
