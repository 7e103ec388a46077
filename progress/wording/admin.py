"""What admins read on the screens of /quantri, and what people read when a period is locked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kb.answering.wording.names import brief
from kb.model import Period as Phase
from kb.model import Task
from nlu.text import day_text, to_roman
from progress.model import Membership, Period, Person
from progress.plan import Plan
from progress.store.drafts import DraftEntry
from progress.store.notes import NAMELESS, Action
from progress.store.people import Request
from progress.units import Units
from progress.wording.looking import paged, quoted, stands
from progress.wording.people import no_unit, try_again, unit_title
from progress.wording.people import which_unit as _which
from progress.wording.words import (
    FIELDS,
    ROLE,
    file_name_of,
    minute,
    quarter,
    strong,
    task_name,
    upper_first,
)

__all__ = ["try_again"]
LABEL = 44  # letters that a button shows on a phone
BACK, EARLIER, LATER = "Quay lại", "‹ Trước", "Tiếp ›"
REQUESTS = "Yêu cầu chờ duyệt ({})"
PEOPLE = "Người dùng theo đơn vị"
LONELY = "Đơn vị chưa có Đầu mối ({})"
CHANGES = "Thêm, đổi tên, kết thúc đơn vị"
INVITE = "Tạo đường dẫn mời"
INVITED = "Đường dẫn mời chưa dùng ({})"
AUDIT = "Nhật ký thay đổi"
TASKS, PERIODS, LEADS = "Nhiệm vụ", "Kỳ báo cáo", "Chủ trì chưa báo cáo được ({})"
CHANGED = "Đã ghi nhận."
SAME_ROLE = "Người này đang có vai trò đó."
MOVE, REMOVE = "Chuyển đơn vị", "Xóa khỏi đơn vị"
YES_MOVE, YES_REMOVE = "Đồng ý chuyển", "Đồng ý xóa"
TASKS_HEAD = f"{strong('Nhiệm vụ')}\nChọn nhiệm vụ để đánh dấu thường xuyên hoặc đặt tên ngắn."
CONTINUING_ON, CONTINUING_OFF = "Đánh dấu thường xuyên", "Bỏ đánh dấu thường xuyên"
SET_SHORT, DROP_SHORT, SHORT_NAME = "Đặt tên ngắn", "Bỏ tên ngắn", "Tên ngắn"
NOBODY = "Không đơn vị nào báo cáo thay"
ACTIONS: Mapping[Action, str] = {
    "role": "giao vai trò",
    "unit_left": "kết thúc vai trò ở đơn vị",
    "left": "rời hệ thống",
    "request_approved": "duyệt yêu cầu",
    "request_refused": "từ chối yêu cầu",
    "invited": "tạo đường dẫn mời",
    "invitation_used": "vào bằng đường dẫn mời",
    "invitation_withdrawn": "thu hồi đường dẫn mời",
    "unit_added": "thêm đơn vị",
    "unit_renamed": "đổi tên đơn vị",
    "unit_ended": "kết thúc đơn vị",
    "choice": "đặt",
    "period_closed": "khóa kỳ",
    "period_opened": "mở lại kỳ",
    "period_moved": "gia hạn kỳ",
    "deadline": "gia hạn nhiệm vụ",
    "urged": "nhắc các đơn vị, kỳ",
    "reminders": "đổi cấu hình nhắc",
    "plan_closed": "đóng kế hoạch",
    "plan_opened": "mở lại kế hoạch",
    "xuất báo cáo": "xuất báo cáo",
}
_CHOICES = {
    "short": "tên ngắn của nhiệm vụ {0}",
    "continuing": "thường xuyên cho nhiệm vụ {0}",
    "stands_in": "đơn vị báo cáo thay {1}, nhiệm vụ {0}",
    "carried": "chuyển tiếp giai đoạn kết thúc {1} của nhiệm vụ {0}",
}
_CHOICE = re.compile(r"\b(short|continuing|stands_in|carried):(\d+)(?::(.+))?$")


def home(waiting: int, aside: int = 0, model: str = "") -> str:
    """The first screen: what waits first; then, where a language model reads questions, what it did today."""
    told = [f"{waiting} yêu cầu đăng ký đang chờ duyệt."] if waiting else []
    if aside:
        told.append(f"{aside} tin nhắn đến không xử lý được, đang giữ riêng. Xem trên máy chủ: bot.py dead-letters.")
    if model:
        told.append(model)
    return "\n".join([strong("Quản trị"), *told, "Anh/chị chọn việc cần làm. Tạo đường dẫn mời: /moi."])


def short_unit(units: Units, name: str) -> str:
    """A unit on a button."""
    return brief(units.short(name), LABEL)


def request_label(units: Units, request: Request) -> str:
    """A request on a button."""
    return brief(f"{request.id}. {request.name} – {units.short(request.unit)}", LABEL)


def requests_head(number: int) -> str:
    """Above the requests that wait."""
    return strong("Yêu cầu chờ duyệt") + (f": {number}" if number else "\nKhông có yêu cầu nào đang chờ.")


def unit_label(units: Units, name: str, number: int) -> str:
    """A unit with the number of its people, on a button."""
    return f"{short_unit(units, name)} ({number})"


def units_head(number: int) -> str:
    """Above the units that have people."""
    return strong("Người dùng theo đơn vị") + (f"\n{number} đơn vị có người." if number else "\nChưa có ai đăng ký.")


def unit_head(unit: str, number: int) -> str:
    """Above the people of a unit."""
    return f"{strong(unit)}\n{number} người. Anh/chị chọn một người."


def person_label(person: Person, unit: str) -> str:
    """A person on a button."""
    role = next((ROLE[m.role] for m in person.roles if m.unit == unit), "")
    return brief(f"{person.name} – {role}", LABEL)


def person_text(person: Person, membership: Membership) -> str:
    """A person's screen."""
    others = [f"{ROLE[m.role]}, {m.unit}" for m in person.roles if m.unit != membership.unit]
    lines = [
        f"{strong(person.name)} – {person.position}",
        f"{membership.unit}: {strong(ROLE[membership.role])}",
        *(["Vai trò khác: " + "; ".join(others)] if others else []),
        "Chọn vai trò mới hoặc việc khác:",
    ]
    return "\n".join(lines)


def move_where(person: Person, membership: Membership) -> str:
    """Asks for the unit to move to."""
    return f"Chuyển {strong(person.name)} từ {membership.unit} sang đơn vị:"


def move_question(person: Person, membership: Membership, unit: str) -> str:
    """Asks before moving."""
    return (
        f"Chuyển {strong(person.name)} ({ROLE[membership.role]}) từ {membership.unit} sang {strong(unit)}?\n"
        "Bản nháp chưa gửi ở lại đơn vị cũ."
    )


def remove_question(person: Person, membership: Membership) -> str:
    """Asks before removing."""
    last = all(m.unit == membership.unit for m in person.roles)
    personal = "Tài khoản, họ tên, chức vụ bị xóa. " if last else ""
    return (
        f"Xóa {strong(person.name)} khỏi {membership.unit}?\n{personal}Báo cáo đã gửi được giữ nguyên; "
        "bản nháp chưa gửi chuyển cho đơn vị."
    )


def removed(person: Person, membership: Membership) -> str:
    """After removing."""
    return f"Đã xóa {person.name} khỏi {membership.unit}."


def lonely_text(units: Units, shown: Iterable[str], heads: Collection[str], number: int) -> str:
    """The units without an Đầu mối."""
    if not number:
        return "Mọi đơn vị đều đã có Đầu mối."
    lines = [f"– {unit_title(units, unit)}" + (" – có Lãnh đạo" if unit in heads else "") for unit in shown]
    return "\n".join([strong(f"{number} đơn vị chưa có Đầu mối"), *lines])


def draft_closed(plan: Plan, unit: str, period: Period, entries: Sequence[DraftEntry]) -> list[str]:
    """To whoever had a draft: all that it said, so that nothing is lost; as many messages as that takes."""
    named = [(plan.task(entry.task), entry) for entry in entries]
    head = (
        f"{upper_first(quarter(period))} đã khóa. Bản nháp chưa gửi của {unit} cho kỳ này đã được đóng theo. "
        "Nội dung đã soạn:"
    )
    end = "Nội dung còn cần báo cáo, anh/chị gửi lại cho kỳ sau: /baocao."
    return paged([head, *(_dropped(plan, task, entry) for task, entry in named if task), end])


def _dropped(plan: Plan, task: Task, told: DraftEntry) -> str:
    """An entry of a closed draft with everything that was written."""
    entry = told.entry
    lines = [f"{strong(task_name(plan, task))}: {stands(entry)}"]
    lines += [f"• {name}: {quoted(value)}" for field, name in FIELDS.items() if (value := getattr(entry, field))]
    lines += [f"• Ngày hoàn thành: {day_text(entry.completed)}"] if entry.completed else []
    lines += [f"• Tệp: {'; '.join(quoted(file_name_of(file)) for file in told.files)}"] if told.files else []
    return "\n".join(lines)


def task_label(plan: Plan, task: Task) -> str:
    """A task on a button."""
    mark = " (thường xuyên)" if plan.is_continuing(task.number) else ""
    return brief(f"{task.number} – {plan.short_name(task)}", LABEL - len(mark)) + mark


def carry(phase: Phase, *, carried: bool) -> str:
    """The button that carries a phase over, so that nothing more is asked of it, or takes that back."""
    return f"{'Bỏ chuyển tiếp' if carried else 'Chuyển tiếp'} giai đoạn {phase.text}"


def task_text(plan: Plan, task: Task) -> str:
    """A task's screen."""
    continuing = "có (không có phần trăm)" if plan.is_continuing(task.number) else "không"
    own = "do quản trị viên đặt" if plan.choices.get(f"short:{task.number}") else "lấy từ nội dung nhiệm vụ"
    return "\n".join([strong(task_name(plan, task)), f"Thường xuyên: {continuing}", f"Tên ngắn: {own}"])


def ask_short(plan: Plan, task: Task, longest: int) -> str:
    """Asks for a short name."""
    return f"{strong(task_name(plan, task))}\nAnh/chị gửi tên ngắn mới, dài không quá {longest} ký tự."


def lead_label(task: Task, written: str) -> str:
    """A lead that cannot report, on a button."""
    return brief(f"{written} – nhiệm vụ {task.number}", LABEL)


def leads_text(plan: Plan, named: Sequence[tuple[Task, str, str]]) -> str:
    """The leads that cannot report, and who stands in."""
    lines = [f"– {written} (nhiệm vụ {task.number}): chưa có đơn vị báo cáo" for task, written in plan.unable()]
    lines += [f"– {written} (nhiệm vụ {task.number}): {unit} báo cáo" for task, written, unit in named]
    head = strong("Chủ trì không tự báo cáo được")
    return "\n".join([head, *lines, "Chọn để giao đơn vị báo cáo thay."] if lines else [head, "Không có."])


def ask_lead(plan: Plan, task: Task, written: str) -> str:
    """Asks for the stand-in."""
    return (
        f"{strong(task_name(plan, task))}\nVăn bản ghi chủ trì: {written}.\n"
        "Anh/chị gửi tên đơn vị sẽ báo cáo nhiệm vụ này."
    )


def which_unit(words: str, found: Sequence[str]) -> str:
    """Several units fit, or none."""
    return _which(words) if found else no_unit(words)


def choice_words(before: object, after: object) -> str:
    """A choice as the audit keeps it: before and after."""
    told = ["có" if value is True else "chưa đặt" if value is None else str(value) for value in (before, after)]
    return " → ".join(told)


def audit_text(
    rows: Iterable[Mapping[str, Any]],
    person: Callable[[int], Person | None],
    account: Callable[[int], Person | None],
    total: int,
) -> str:
    """A page of the audit trail, the latest first; people are found by their row's number, admins by their account."""
    lines = [_audit_line(row, person, account) for row in rows]
    return "\n".join(
        [strong(f"Nhật ký thay đổi ({total})"), *lines] if lines else [strong("Nhật ký thay đổi"), "Trống."]
    )


def _audit_line(
    row: Mapping[str, Any], person: Callable[[int], Person | None], account: Callable[[int], Person | None]
) -> str:
    done = row["action"]  # a row of another version may have a word of its own
    action = "xóa khỏi hệ thống" if done == "left" and row["account"] is not None else ACTIONS.get(done, done)
    what = " ".join(filter(None, (action, brief(_about(row["action"], str(row["subject"]), person), 60))))
    details = f" ({brief(row['details'], 80)})" if row["details"] and not row["details"].startswith("person:") else ""
    who = _who(row, account)
    return f"{minute(datetime.fromisoformat(row['at']))} – {who}: {what}{details}".replace("*", "")


def _about(action: str, subject: str, person: Callable[[int], Person | None]) -> str:
    """What a change was about, as people call it."""
    kind, _, rest = subject.partition(":")
    if kind == "person" and rest.isdecimal():
        found = person(int(rest))
        return found.name if found and found.name else f"người số {rest} (đã rời)"
    if kind == "period":
        year, _, number = rest.partition("-Q")
        return f"quý {to_roman(int(number))}/{year}"
    if action == "choice" and (chosen := _CHOICE.search(subject)):
        return _CHOICES[chosen[1]].format(chosen[2], chosen[3])
    return {"request": f"số {rest}", "invitation": "", "nhacnho": ""}.get(kind, subject)


def _who(row: Mapping[str, Any], account: Callable[[int], Person | None]) -> str:
    """Who did it: by name as it was written down or is now, else by the channel's number; several may be admins."""
    if row["account"] is None or row["person"] != NAMELESS:
        return str(row["person"])
    known = account(row["account"])
    return known.name if known and known.name else f"{NAMELESS} (mã {row['account']})"
