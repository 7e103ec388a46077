"""What people read when they register, are let in, look at their own data and leave; and what admins read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from nlu.text import day_text
from progress.model import Membership, Person, Role
from progress.store.people import INVITED_FOR, Invitation, Request
from progress.units import Units
from progress.wording.words import ROLE, minute, strong, upper_first

__all__ = ["ROLE"]

ASK_UNIT = (
    "Đăng ký, bước 1/4: anh/chị cho biết đơn vị của mình (tên đầy đủ hoặc viết tắt).\n"
    "Có thể đăng ký một dòng: /dangky đơn vị | Trần Thị A | Chuyên viên | chị"
)
NAME, POSITION = "Họ và tên", "Chức vụ"
ASKED = {"name": "họ và tên", "position": "chức vụ"}
ASK_NAME = "Đăng ký, bước 2/4: anh/chị cho biết họ và tên."
ASK_POSITION = "Đăng ký, bước 3/4: anh/chị cho biết chức vụ, ví dụ: Chuyên viên."
ASK_ADDRESS = "Hệ thống nên xưng hô với anh/chị thế nào?"
LAST_STEP = "Đăng ký, bước 4/4: hệ thống nên xưng hô với anh/chị thế nào?"
CHANGE_UNIT = "Đổi sang {}"
ADDRESSES = (("Anh", "anh"), ("Chị", "chi"), ("Bỏ qua", "none"))
STOP = "Dừng đăng ký"
STOPPED = "Đã dừng đăng ký. Khi cần, anh/chị bấm /dangky."
LINE_FORMAT = "Đăng ký một dòng gồm: /dangky đơn vị | họ và tên | chức vụ; có thể thêm | anh hoặc chị."
TOO_OFTEN = "Anh/chị đã gửi nhiều yêu cầu trong 24 giờ qua. Đề nghị chờ quản trị viên xem xét các yêu cầu đã gửi."
REFUSED_ASKER = "Yêu cầu đăng ký chưa được chấp nhận. Anh/chị kiểm tra lại đơn vị, họ tên, chức vụ rồi bấm /dangky."
DECIDED = "Yêu cầu này đã được xử lý hoặc đã thay bằng yêu cầu khác."
NO_REQUEST = "Không có yêu cầu nào đang chờ với số này."
CHOOSE_ROLE = "Chọn vai trò:"
APPROVE, REFUSE, BACK = "Duyệt", "Từ chối", "Quay lại"

NOT_REGISTERED = "Anh/chị chưa đăng ký. Bấm /dangky để đăng ký đơn vị của mình."
LEAVE, LEAVE_YES, LEAVE_NO = "Hủy đăng ký", "Đồng ý hủy đăng ký", "Giữ đăng ký"
LEAVE_QUESTION = (
    "Anh/chị muốn hủy đăng ký?\nHệ thống xóa tài khoản, họ tên, chức vụ của anh/chị. Các báo cáo đã gửi được giữ "
    "nguyên với đơn vị, họ tên, chức vụ khi gửi; bản nháp chưa gửi chuyển cho đơn vị."
)
KEPT = "Đăng ký được giữ nguyên."
LEFT = "Đã hủy đăng ký và xóa dữ liệu cá nhân của anh/chị. Khi cần, anh/chị bấm /dangky."
STILL_ADMIN = "Quyền quản trị do người vận hành đặt vẫn còn."
ADDRESSED = "Hệ thống đã ghi nhận cách xưng hô."

ASK_INVITATIONS = (
    "Gửi danh sách mời, mỗi người một dòng:\nđơn vị | họ và tên | chức vụ | vai trò\n"
    "Vai trò: Đầu mối, Lãnh đạo, Tổng hợp hoặc Chỉ xem. Có thể gửi tệp .xlsx hoặc .csv có bốn cột này."
)
NO_INVITATIONS = "Danh sách không có dòng nào."
UNKNOWN_CODE = (
    "Đường dẫn mời này không đúng, đã được dùng, đã thu hồi hoặc hết hạn. "
    "Anh/chị đề nghị quản trị viên cấp đường dẫn mới, hoặc bấm /dangky."
)
ALREADY_IN = (
    "Anh/chị đã đăng ký nên đường dẫn mời này không thay đổi gì. "
    "Muốn thêm đơn vị hoặc vai trò, anh/chị bấm /dangky để quản trị viên xem xét."
)
SHOW_PERSON, WITHDRAW, WITHDRAWN = "Xem người này", "Thu hồi: {}", "Đã thu hồi đường dẫn mời."
NOT_A_LIST = "Hệ thống chỉ đọc danh sách mời từ tệp .xlsx hoặc .csv."
BROKEN_FILE = "Không đọc được tệp này. Anh/chị lưu lại thành .xlsx hoặc .csv (UTF-8) rồi gửi lại."
TOO_BIG = "Tệp quá lớn. Danh sách mời dài nhất 300 dòng, tệp không quá 1 MB."

ABILITIES: dict[Role, str] = {
    "reporter": "gửi báo cáo của đơn vị (/baocao, /capnhat), xem tình hình đơn vị (/tinhhinh)",
    "head": "gửi báo cáo của đơn vị (/baocao, /capnhat), xem tình hình đơn vị (/tinhhinh), nhận nhắc việc sau hạn",
    "office": "xem mọi đơn vị (/tinhhinh), tiếp nhận và đề nghị bổ sung (/choduyet), xuất số liệu (/xuat)",
    "viewer": "xem mọi đơn vị (/tinhhinh), xuất số liệu (/xuat)",
}


def quoted(words: str) -> str:
    """Somebody's own words, short and without marks."""
    return f"“{words.replace('*', '')[:60]}”"


def unfit_sign(what: str, text: str, sign: str) -> str:
    """That something holds a sign that it cannot."""
    return f"{what} {quoted(text)} có ký tự không dùng được: “{sign.replace('*', '∗')}”.{_example(what)}"


def unfit_length(what: str, longest: int) -> str:
    """That something is too long."""
    return f"{what} quá dài (không quá {longest} ký tự).{_example(what)}"


def unfit_shortness(what: str, text: str, shortest: int) -> str:
    """That something is left out or too short."""
    fault = f"{what} {quoted(text)} quá ngắn (ít nhất {shortest} chữ cái)." if text else f"{what} để trống."
    return fault + _example(what)


def _example(what: str) -> str:
    """An answer that would do."""
    found = {NAME: "Trần Thị Lan", POSITION: "Chuyên viên"}.get(what)
    return f" Ví dụ: {found}." if found else ""


def unfit_address(text: str) -> str:
    """That words are no way of being addressed."""
    return f"Cách xưng hô {quoted(text)} chưa rõ (chỉ nhận: anh, chị, bỏ qua). Ví dụ: chị."


def unfit_unit(text: str, near: Sequence[str]) -> str:
    """That words name no unit, or several."""
    if not text:
        return "Đơn vị để trống. Ví dụ: TTCNTT."
    fits = f"Đơn vị {quoted(text)} có thể là: {'; '.join(near)}."
    return fits if near else f"Không có đơn vị {quoted(text)} thuộc Bộ. Ví dụ: TTCNTT."


def try_again(fault: str) -> str:
    """A fault of what was just typed."""
    return f"{fault} Đề nghị nhập lại."


def unfit_line(faults: Sequence[str]) -> str:
    """Each part of a line that cannot be taken, with its reason."""
    return "\n".join(["Chưa đăng ký được:", *(f"– {fault}" for fault in faults), LINE_FORMAT])


def is_a_unit(text: str, asked: str, chosen: str) -> str:
    """That what was given as a name or a position is a unit's name."""
    return (
        f"{quoted(text)} là tên đơn vị; hệ thống đang hỏi {asked} của anh/chị.\n"
        f"Đơn vị đã chọn: {strong(chosen)}. Anh/chị cho biết {asked}."
    )


def unfit_day(text: str) -> str:
    """Why a day was not taken."""
    return f"{quoted(text)} không phải là ngày. Ngày viết như 1/10/2019."


def unit_title(units: Units, name: str) -> str:
    """A unit with its abbreviation: "Trung tâm Công nghệ thông tin (TTCNTT)"."""
    short = units.short(name)
    return name if short == name else f"{name} ({short})"


def which_unit(words: str) -> str:
    """Several units fit."""
    return f"Có nhiều đơn vị gần với {quoted(words)}. Anh/chị chọn đơn vị:"


def no_unit(words: str) -> str:
    """No unit fits."""
    return f"Chưa tìm thấy đơn vị {quoted(words)}. Anh/chị nhập tên đầy đủ hoặc tên viết tắt, ví dụ: TTCNTT."


def chosen_unit(units: Units, name: str) -> str:
    """The unit that was understood."""
    return f"Đơn vị: {strong(unit_title(units, name))}."


def asked(number: int, person: tuple[str, str], unit: str) -> str:
    """To who has asked to be let in."""
    name, position = person
    return (
        f"Đã gửi {strong(f'yêu cầu đăng ký số {number}')}: {name}, {position}, {unit}.\n"
        "Quản trị viên xem xét rồi hệ thống báo lại tại đây. Muốn rút yêu cầu: /huydangky."
    )


def already_asked(number: int) -> str:
    """To who asks the same again."""
    return f"Yêu cầu đăng ký số {number} đang chờ quản trị viên xem xét. Có kết quả hệ thống báo lại tại đây."


def request_text(units: Units, request: Request, held: Sequence[Membership]) -> str:
    """A request as admins see it."""
    address = f" (xưng hô: {request.address})" if request.address else ""
    lines = [
        strong(f"Yêu cầu đăng ký số {request.id}"),
        f"{request.name} – {request.position}{address}",
        unit_title(units, request.unit),
    ]
    if held:
        lines.append("Đang có: " + "; ".join(f"{ROLE[m.role]}, {m.unit}" for m in held))
    return "\n".join(lines)


def approved(request: Request, role: Role) -> str:
    """To the admin who approved."""
    return f"Đã duyệt yêu cầu số {request.id}: {request.name}, {strong(ROLE[role])}, {request.unit}."


def refused(request: Request) -> str:
    """To the admin who refused."""
    return f"Đã từ chối yêu cầu số {request.id}: {request.name}, {request.unit}."


def welcome(person: Person, unit: str, role: Role) -> str:
    """To who was let in or given another role."""
    return (
        f"Vai trò của {person.called}: {strong(ROLE[role])}, {unit}.\n"
        f"{upper_first(person.called)} có thể {ABILITIES[role]}. Dữ liệu của mình: /toi."
    )


def own_data(person: Person, units: Units, since: Mapping[str, datetime], waiting: Request | None) -> str:
    """What is kept of somebody."""
    lines = []
    if person.id:
        address = person.address or "anh/chị"
        lines += [f"{strong(person.name)} – {person.position}", f"Xưng hô: {address}"]
        lines += [
            f"{ROLE[m.role]}: {unit_title(units, m.unit)}, từ {day_text(since[m.unit].date())}" for m in person.roles
        ]
    if person.id and not person.roles:
        lines.append("Chưa có vai trò ở đơn vị nào.")
    if person.id:
        lines.append("Hủy đăng ký: /huydangky.")
    if person.is_admin:
        lines.append("Quản trị viên: /quantri.")
    if not person.id:
        lines.append("Chưa đăng ký đơn vị: /dangky.")
    return "\n".join([*lines, *waiting_line(waiting)])


def waiting_line(waiting: Request | None) -> list[str]:
    """That a request waits."""
    return [f"Yêu cầu đăng ký số {waiting.id} ({waiting.unit}) đang chờ duyệt."] if waiting else []


def drafts_passed(unit: str, number: int) -> str:
    """To the people of a unit who go on with a leaver's drafts."""
    return f"Có {number} bản nháp báo cáo chưa gửi của {unit} do người rời đơn vị để lại. Bấm /baocao để tiếp tục."


def lost_role(unit: str) -> str:
    """To who has a role in a unit no more."""
    return f"Vai trò của anh/chị ở {unit} đã kết thúc theo quyết định của quản trị viên."


def removed() -> str:
    """To who was removed from the last unit."""
    return "Tài khoản và dữ liệu cá nhân của anh/chị đã được xóa khỏi hệ thống. Các báo cáo đã gửi được giữ nguyên."


def invitation_line(unit: str, name: str, role: Role, link: str) -> str:
    """One person's link in the list."""
    return f"{strong(name)} – {ROLE[role]}, {unit}\n{link}"


def invitations_head(number: int) -> str:
    """Above the links."""
    return (
        f"Đã tạo {number} đường dẫn mời. Mỗi đường dẫn dùng một lần, trong {INVITED_FOR.days} ngày; "
        "đề nghị gửi riêng cho từng người."
    )


def open_invitations(units: Units, shown: Sequence[Invitation], number: int) -> str:
    """The invitations that can still be used."""
    lines = [
        f"– {strong(one.name)}: {ROLE[one.role]}, {units.short(one.unit)}; "
        f"dùng được đến {minute(one.ends) if one.ends else ''}"
        for one in shown
    ]
    return "\n".join([strong(f"Đường dẫn mời chưa dùng: {number}"), *lines])


def invitation_used(name: str, unit: str, role: Role, account_name: str) -> str:
    """To admins: somebody came in by an invitation."""
    return (
        f"{strong(name)} đã vào bằng đường dẫn mời: {ROLE[role]}, {unit}.\n"
        f"Tên tài khoản: {quoted(account_name)}. Nếu không đúng người được mời, quản trị viên có thể xóa người này."
    )


def faults_text(faults: Sequence[str]) -> str:
    """The lines that could not be used."""
    shown = [f"– {fault}" for fault in faults[:20]]
    more = [f"… và {len(faults) - 20} dòng khác."] if len(faults) > 20 else []
    return "\n".join([strong(f"{len(faults)} dòng chưa dùng được:"), *shown, *more])


def fault(row: int, reason: str) -> str:
    """A bad line and its reason."""
    return f"Dòng {row}: {reason}"


FAULT_CELLS = "cần đủ đơn vị, họ và tên, chức vụ, vai trò."
FAULT_TWICE = "trùng với một dòng ở trên."


def fault_unit(words: str, near: Sequence[str]) -> str:
    """A unit that nobody knows, with those that come near."""
    hint = f" Gần nhất: {'; '.join(near[:3])}." if near else ""
    return f"chưa rõ đơn vị {quoted(words)}.{hint}"


def fault_role(words: str) -> str:
    """A role that there is not."""
    return f"vai trò {quoted(words)} không có; dùng Đầu mối, Lãnh đạo, Tổng hợp hoặc Chỉ xem."
