"""What admins read when they add, rename and end units."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.text import day_text
from progress.store.notes import UnitChange
from progress.wording.people import quoted
from progress.wording.words import strong, upper_first

YES_CHANGE = "Đồng ý"
NOT_CHANGED = "Không có thay đổi nào về đơn vị."
UNIT_NAME, ABBREVIATION = "Tên đơn vị", "Tên viết tắt"
SAME_UNIT = "Đơn vị tiếp nhận phải khác đơn vị kết thúc."
NOT_YET = "Ngày này chưa đến. Thay đổi chuyển người sang đơn vị khác chỉ nhập từ ngày có hiệu lực."
CHANGE = {"added": "Thêm đơn vị", "renamed": "Đổi tên đơn vị", "ended": "Kết thúc đơn vị"}
CHANGE_LINE = {
    "added": (
        "Gửi một dòng: tên đơn vị | viết tắt | từ ngày\n"
        "Ví dụ: Vụ Bưu chính | VBC | 1/10/2019. Viết tắt có thể để trống."
    ),
    "renamed": (
        "Gửi một dòng: tên cũ | tên mới | viết tắt mới | từ ngày\n"
        "Ví dụ: tên cũ | Trung tâm Chuyển đổi số | TTCĐS | 1/10/2019. Viết tắt để trống thì giữ tên viết tắt cũ."
    ),
    "ended": (
        "Gửi một dòng: tên đơn vị | ngày cuối cùng | đơn vị tiếp nhận\n"
        "Ví dụ: tên đơn vị | 30/9/2019 | tên đơn vị tiếp nhận. Đơn vị tiếp nhận có thể để trống."
    ),
}


def no_parts(kind: str) -> str:
    """That a line has no parts at all."""
    return f"Dòng này chưa có dấu | ngăn các phần.\n{CHANGE_LINE[kind]}"


def wrong_parts(kind: str, parts: int) -> str:
    """That a line has too few or too many parts."""
    wanted = CHANGE_LINE[kind].partition("\n")[0].count("|") + 1
    needed = f"{wanted - 1} hoặc {wanted}" if kind == "ended" else str(wanted)
    return f"Dòng này có {parts} phần, cần {needed} phần.\n{CHANGE_LINE[kind]}"


def changes_text(changes: Sequence[UnitChange]) -> str:
    """The latest changes of units."""
    head = strong("Thêm, đổi tên, kết thúc đơn vị")
    return "\n".join(
        [head, *(f"– {_change(change)}" for change in changes)] if changes else [head, "Chưa có thay đổi."]
    )


def change_question(change: UnitChange) -> str:
    """Asks before a change of units."""
    moved = "\nNgười dùng và bản nháp chưa gửi chuyển sang đơn vị này ngay." if change.successor else ""
    return f"{upper_first(_change(change))}?{moved}"


def change_done(change: UnitChange) -> str:
    """After a change of units."""
    return f"Đã ghi nhận: {_change(change)}."


def change_details(change: UnitChange) -> str:
    """A change's days and successor as the audit keeps them."""
    days = [f"từ {day_text(change.valid_from)}" if change.valid_from else ""]
    days.append(f"đến {day_text(change.valid_to)}" if change.valid_to else "")
    return "; ".join(filter(None, (change.successor, change.abbreviation, *days)))


def name_taken(name: str) -> str:
    """A name that already means something."""
    return f"Tên {quoted(name)} đã có trong danh mục đơn vị. Đề nghị dùng tên khác."


def no_such_unit(name: str, near: Sequence[str]) -> str:
    """A unit that is not there."""
    hint = f" Gần nhất: {'; '.join(near[:3])}." if near else ""
    return f"Không có đơn vị {quoted(name)} đang hoạt động.{hint} Đề nghị nhập tên đầy đủ hoặc viết tắt."


def _change(change: UnitChange) -> str:
    if change.kind == "added":
        began = f", từ {day_text(change.valid_from)}" if change.valid_from else ""
        return f"thêm {change.name}" + (f" ({change.abbreviation})" if change.abbreviation else "") + began
    until = day_text(change.valid_to) if change.valid_to else ""
    if change.kind == "renamed":
        first = day_text(change.valid_from) if change.valid_from else ""
        return f"đổi tên {change.name} thành {change.successor}, từ {first}"
    return f"kết thúc {change.name} sau ngày {until}" + (f", {change.successor} tiếp nhận" if change.successor else "")
