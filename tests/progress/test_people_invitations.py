"""Invitations: the list read from lines and files, one-use links, and coming in by one."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from kb.library import Library
from progress.chat.context import SentFile
from progress.chat.invitation_list import InvitationRow, ListError, read_invitations
from progress.units import Units
from tests.opened import project_library
from tests.progress.people_driver import ADMIN, LAN, MINH, SECOND_ADMIN, World

DATA = Path(__file__).resolve().parents[2] / "data"
TTCNTT, VPB = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ"
LAN_ROW = InvitationRow(TTCNTT, "Trần Thị Lan", "Chuyên viên", "reporter")
LINES = "TTCNTT | Trần Thị Lan | Chuyên viên | Đầu mối\nVPB | Nguyễn Văn Minh | Trưởng phòng | tong hop"


@pytest.fixture(scope="module")
def library() -> Library:
    return project_library()


@pytest.fixture
def world(tmp_path: Path, library: Library) -> World:
    return World(tmp_path, library)


@pytest.fixture(scope="module")
def units(library: Library) -> Units:
    return Units(library.directories[library.documents[0].id], [])


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


HEADED = (
    ("Danh sách đầu mối báo cáo",),
    (),
    ("STT", "Họ và tên", "Vai trò", "CHỨC VỤ", "Đơn vị:"),
    (1, "Trần Thị Lan", "Đầu mối", "Chuyên viên", "TTCNTT"),
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("", "TTCNTT | Trần Thị Lan | Chuyên viên | Đầu mối".encode()),
        ("a.csv", "\ufeffđơn vị;họ tên;chức vụ;vai trò\nTTCNTT;Trần Thị Lan;Chuyên viên;đầu mối\n".encode()),
        ("a.CSV", 'TTCNTT,"Trần Thị Lan",Chuyên viên,DAU MOI'.encode()),
        ("a.csv", "TTCNTT\tTrần Thị Lan\tChuyên viên\tĐầu mối".encode("utf-16")),
        ("Danh sách.xlsx", workbook(*HEADED)),
        ("a.xlsx", workbook(("trung tâm công nghệ thông tin", "Trần Thị Lan", "Chuyên viên", "Đầu mối"))),
    ],
)
def test_a_list_is_read_from_lines_csv_and_workbook(units: Units, name: str, content: bytes) -> None:
    assert read_invitations(name, content, units, date(2019, 9, 16)) == ([LAN_ROW], [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("TTCNT | Lan Anh | Chuyên viên | Đầu mối", "chưa rõ đơn vị “TTCNT”. Gần nhất: TTCNTT"),
        ("TTCNTT | Lan Anh | Chuyên viên | Giám đốc", "vai trò “Giám đốc” không có"),
        ("TTCNTT | Lan Anh | Chuyên viên", "cần đủ"),
        ("TTCNTT | <i>Lan</i> | Chuyên viên | Đầu mối", "Họ và tên"),
        ("TTCNTT | Trần Thị Lan | Phó phòng | Đầu mối", "trùng"),
    ],
)
def test_each_bad_line_is_named_with_its_reason_and_the_others_stand(units: Units, line: str, reason: str) -> None:
    rows, (fault,) = read_invitations("", f"TTCNTT|Trần Thị Lan|Chuyên viên|Đầu mối\n\n{line}".encode(), units)
    assert rows == [LAN_ROW]
    assert fault.startswith("Dòng 3: ")
    assert reason in fault


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"x", "chỉ đọc"),
        ("a.xlsx", b"not a workbook", "Không đọc được"),
        ("a.xlsx", bomb(), "quá lớn"),
        ("a.csv", b"\xff\x00\x80", "Không đọc được"),
        ("a.csv", b"a;b;c;d\n" * 400, "quá lớn"),
        ("a.csv", b"x" * 1_000_001, "quá lớn"),
    ],
)
def test_what_is_no_list_is_refused(units: Units, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(ListError, match=reason):
        read_invitations(name, content, units)


def test_links_come_from_typed_lines(world: World) -> None:
    assert "mỗi người một dòng" in world.say(ADMIN, "/moi")
    shown = world.say(ADMIN, LINES)
    assert "**Trần Thị Lan** – Đầu mối, TTCNTT\nhttps://t.me/thu_bot?start=ma-1" in shown
    assert "https://t.me/thu_bot?start=ma-2" in shown
    assert world.store.dialogs.get(ADMIN) is None


def test_a_list_may_begin_on_the_line_after_the_command(world: World) -> None:
    assert "Đã tạo 2 đường dẫn" in world.say(ADMIN, f"/moi\n{LINES}")


def test_links_come_from_a_file_and_bad_lines_are_named(world: World) -> None:
    file = SentFile("f", "u", "moi.xlsx", 9000)
    message = world.message(ADMIN, "", files=(file,))
    assert world.service.inviting.wants_file(message) is None
    world.say(ADMIN, "/moi")
    assert world.say(ADMIN, "", files=(file,)) is None
    assert world.service.inviting.wants_file(message) == file
    content = workbook(*HEADED, (2, "Lê Văn Tám", "Trưởng", "Chuyên viên", "VPB"))
    with world.db.conn:
        shown = world.deliver(ADMIN, world.service.inviting.invite_file(message, "moi.xlsx", content))
    assert "start=ma-1" in shown
    assert "Dòng 5: vai trò “Trưởng” không có" in shown


def test_a_file_of_anybody_else_makes_no_link(world: World) -> None:
    world.store.dialogs.begin(LAN, "invite", {}, world.now)  # an admin once, but no more
    before = world.dump()
    message = world.message(LAN, "", files=(SentFile("f", "u", "moi.xlsx", 9000),))
    assert world.service.inviting.wants_file(message) is None
    assert "không có quyền" in world.deliver(
        LAN, world.service.inviting.invite_file(message, "moi.xlsx", workbook(*HEADED))
    )
    assert world.dump() == before


def test_an_edited_list_makes_no_second_links(world: World) -> None:
    world.say(ADMIN, f"/moi {LINES}")
    before = world.dump()
    assert "tin mới" in world.say(ADMIN, f"/moi {LINES}", edited=True)
    assert world.dump() == before


def test_a_code_lets_in_once_with_its_role(world: World) -> None:
    world.say(ADMIN, f"/moi {LINES}")
    assert f"**Đầu mối**, {TTCNTT}." in world.say(LAN, "/start ma-1")
    assert world.roles(LAN) == {(TTCNTT, "reporter")}
    world.press(LAN, "Chị")
    assert world.store.people.by_account(LAN).address == "chị"
    assert "đã được dùng" in world.say(MINH, "/start ma-1")
    assert world.roles(MINH) == set()
    assert world.roles(LAN) == {(TTCNTT, "reporter")}


def test_start_tells_an_admin_of_requests_that_wait(world: World) -> None:
    """Telegram refuses notices to an admin who has not pressed /start yet."""
    assert world.say(ADMIN, "/start") is None
    world.say(LAN, "/dangky TTCNTT | Trần Thị Lan | Chuyên viên")
    assert world.say(ADMIN, "/start").startswith("**Yêu cầu chờ duyệt**: 1")
    assert world.say(LAN, "/start") is None
    world.press(ADMIN, "1. Trần Thị Lan")
    world.press(ADMIN, "Từ chối")
    assert world.say(ADMIN, "/start") is None


def test_an_unknown_code_is_told_and_start_alone_is_the_welcome(world: World) -> None:
    assert "không đúng" in world.say(LAN, "/start ma-77")
    assert world.say(LAN, "/start") is None


def test_an_invitation_never_renames_or_raises_who_is_known(world: World) -> None:
    world.let_in(LAN, "VPB | Trần Thị Lan | Chuyên viên | chị", "Chỉ xem")
    world.say(ADMIN, "/moi TTCNTT | Lê Văn Tám | Giám đốc | Tổng hợp")
    before = world.dump()
    assert "không thay đổi gì" in world.say(LAN, "/start ma-1")
    assert world.dump() == before
    assert f"**Tổng hợp**, {TTCNTT}." in world.say(MINH, "/start ma-1")  # who was meant can still use it


def test_an_invitation_ends_after_fourteen_days(world: World) -> None:
    world.say(ADMIN, f"/moi {LINES}")
    world.now += timedelta(days=14) - timedelta(minutes=1)
    assert f"**Đầu mối**, {TTCNTT}." in world.say(LAN, "/start ma-1")
    world.now += timedelta(minutes=1)
    assert "hết hạn" in world.say(MINH, "/start ma-2")
    assert world.roles(MINH) == set()


def test_an_invitation_of_an_earlier_version_ends_fourteen_days_after_the_upgrade(world: World) -> None:
    world.say(ADMIN, f"/moi {LINES}")
    world.db.execute("update invitations set ends_at = null, made_at = '2009-01-01T00:00:00+07:00'")
    world.store.people.date_invitations(world.now)
    world.now += timedelta(days=13)
    assert f"**Đầu mối**, {TTCNTT}." in world.say(LAN, "/start ma-1")
    world.now += timedelta(days=2)
    assert "hết hạn" in world.say(MINH, "/start ma-2")


def test_open_invitations_are_listed_and_end_by_a_tap(world: World) -> None:
    world.say(ADMIN, f"/moi {LINES}")
    world.say(ADMIN, "/quantri")
    shown = world.press(ADMIN, "Đường dẫn mời chưa dùng (2)")
    assert "– **Trần Thị Lan**: Đầu mối, TTCNTT; dùng được đến 09:00, 30/9/2019" in shown
    assert "Đã thu hồi" in world.press(ADMIN, "Thu hồi: Trần Thị Lan")
    assert "chưa dùng: 1" in world.last(ADMIN)
    assert "thu hồi" in world.say(LAN, "/start ma-1")
    assert world.roles(LAN) == set()
    assert ("invitation_withdrawn", "invitation", f"Đầu mối; {TTCNTT}") in world.audit()
    world.press(ADMIN, "Quay lại")
    world.press(ADMIN, "Nhật ký")
    assert "thu hồi đường dẫn mời" in world.last(ADMIN)
    assert world.press_token(MINH, "q_uninvite:ma-2:0").startswith("Anh/chị không có quyền")


def test_admins_are_told_who_came_in_and_can_remove_them(world: World) -> None:
    world.say(ADMIN, f"/moi {LINES}")
    world.say(MINH, "/start ma-2", sender="\u202ekẻ lạ*")
    for admin in (ADMIN, SECOND_ADMIN):
        told = world.last(admin)
        assert f"**Nguyễn Văn Minh** đã vào bằng đường dẫn mời: Tổng hợp, {VPB}." in told
        assert "“kẻ lạ”" in told
    assert "Nguyễn Văn Minh" in world.press(SECOND_ADMIN, "Xem người này")


def test_the_name_of_an_invitation_goes_when_its_person_leaves(world: World) -> None:
    world.say(ADMIN, "/moi TTCNTT | Trần Thị Lan | Chuyên viên | Đầu mối")
    world.say(LAN, "/start ma-1")
    world.say(LAN, "/huydangky")
    world.press(LAN, "Đồng ý hủy đăng ký")
    assert not [line for line in world.dump() if "Trần Thị Lan" in line or f",{LAN}," in line]


def test_many_links_come_in_messages_that_are_never_cut(world: World) -> None:
    surnames = "ABCDEGHIKLMNOPQRSTUVXY"
    lines = "\n".join(f"TTCNTT | Trần {a}{b} Lan | Chuyên viên | Chỉ xem" for a in surnames for b in surnames[:10])
    world.say(ADMIN, f"/moi {lines}")
    texts = [out.text for out in world.chats[ADMIN].values()]
    assert sum(text.count("?start=") for text in texts) == 220
    assert max(map(len, texts)) < 4000
