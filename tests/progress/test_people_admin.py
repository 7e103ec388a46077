"""The admin's screens: people, units, tasks, stand-ins, periods and the audit trail; and that nobody else gets in."""

from datetime import date, datetime
from pathlib import Path
from typing import get_args

import pytest

from conversation.incoming import SentFile
from kb.library import Library
from progress.chat.admin_pages import document_code
from progress.model import Entry, Evidence
from progress.store.drafts import DraftEntry
from progress.store.notes import Action, UnitChange
from progress.units import Units
from progress.wording.admin import ACTIONS
from progress.wording.words import STALE
from tests.opened import project_library
from tests.progress.people_driver import ADMIN, LAN, MINH, SECOND_ADMIN, STRANGER, ZONE, World

DATA = Path(__file__).resolve().parents[2] / "data"
TTCNTT, VPB = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ"
NEW = "Trung tâm Chuyển đổi số"
NOT_ALLOWED = "Anh/chị không có quyền thực hiện việc này."


@pytest.fixture(scope="module")
def library() -> Library:
    return project_library()


@pytest.fixture
def world(tmp_path: Path, library: Library) -> World:
    made = World(tmp_path, library)
    made.let_in(LAN, "TTCNTT | Trần Thị Lan | Chuyên viên | chị", "Đầu mối")
    made.say(ADMIN, "/quantri")
    return made


def draft(world: World, account: int, *tasks: int, period: int = 0) -> int:
    plan, person = world.context.plan(), world.store.people.by_account(account)
    with world.db.conn:
        found = world.context.periods(plan, world.now.date())[period]
        made = world.store.drafts.begin(plan.document.id, person.roles[0].unit, person.id, world.now)
        for task in tasks:
            entry = DraftEntry(task, found, "lead", Entry(status="in_progress", percent=60))
            world.store.drafts.put(made.id, entry, world.now)
    return made.id


def open_person(world: World, unit: str = "TTCNTT", name: str = "Trần Thị Lan") -> None:
    world.say(ADMIN, "/quantri")
    world.press(ADMIN, "Người dùng theo đơn vị")
    world.press(ADMIN, unit)
    world.press(ADMIN, name)


def test_the_menu_edits_one_message_and_leads_back(world: World) -> None:
    messages = len(world.chats[ADMIN])
    for label in ("Yêu cầu chờ duyệt", "Đơn vị chưa có", "Thêm, đổi", "Nhật ký", "Nhiệm vụ", "Kỳ báo cáo", "Chủ trì"):
        world.press(ADMIN, label)
        world.press(ADMIN, "Quay lại")
    assert len(world.chats[ADMIN]) == messages
    assert world.last(ADMIN).startswith("**Quản trị**")


def test_a_waiting_request_opens_from_the_menu(world: World) -> None:
    world.say(MINH, "/dangky VPB | Nguyễn Văn Minh | Trưởng phòng")
    assert "1 yêu cầu đăng ký đang chờ duyệt." in world.say(ADMIN, "/quantri")
    world.press(ADMIN, "Yêu cầu chờ duyệt (1)")
    world.press(ADMIN, "2. Nguyễn Văn Minh – VPB")
    assert world.labels(ADMIN) == ["Duyệt", "Từ chối", "Quay lại"]
    assert "2. Nguyễn Văn Minh" in "".join(world.press(ADMIN, "Quay lại") and world.labels(ADMIN))


def test_after_a_decision_the_next_request_is_one_press_away(world: World) -> None:
    world.say(MINH, "/dangky VPB | Nguyễn Văn Minh | Trưởng phòng")
    world.say(STRANGER, "/dangky VPB | Lê Văn Tám | Chuyên viên")
    assert "Đã từ chối" in world.say(ADMIN, "từ chối 2")
    assert "**Yêu cầu chờ duyệt**: 1" in world.press(ADMIN, "Yêu cầu chờ duyệt (1)")
    world.press(ADMIN, "3. Lê Văn Tám")
    world.press(ADMIN, "Duyệt")
    world.press(ADMIN, "Chỉ xem")
    assert "Vai trò của anh/chị: **Chỉ xem**, Văn phòng Bộ." in world.last(STRANGER)
    assert "**Quản trị**\nAnh/chị" in world.say(ADMIN, "/quantri")


def test_a_role_is_changed_told_and_audited(world: World) -> None:
    open_person(world)
    world.press(ADMIN, "Lãnh đạo")
    assert world.roles(LAN) == {(TTCNTT, "head")}
    assert "**Lãnh đạo**" in world.last(LAN)
    assert world.audit()[-1] == ("role", "person:1", f"Lãnh đạo; {TTCNTT}")


def test_who_reports_no_more_leaves_the_draft_to_the_unit(world: World) -> None:
    made = draft(world, LAN, 13)
    open_person(world)
    world.press(ADMIN, "Chỉ xem")
    assert [d.id for d in world.store.drafts.orphans(TTCNTT)] == [made]


def test_a_person_moves_to_another_unit_after_confirmation(world: World) -> None:
    made = draft(world, LAN, 13)
    open_person(world)
    world.press(ADMIN, "Chuyển đơn vị")
    world.press(ADMIN, "VPB")
    assert world.roles(LAN) == {(TTCNTT, "reporter")}
    world.press(ADMIN, "Đồng ý chuyển")
    assert world.roles(LAN) == {(VPB, "reporter")}
    assert [d.id for d in world.store.drafts.orphans(TTCNTT)] == [made]
    assert f"**Đầu mối**, {VPB}." in world.last(LAN)
    assert [row[:2] for row in world.audit()[-2:]] == [("unit_left", "person:1"), ("role", "person:1")]


def test_a_person_is_removed_from_the_last_unit_with_all_that_is_personal(world: World) -> None:
    open_person(world)
    world.press(ADMIN, "Xóa khỏi đơn vị")
    assert world.roles(LAN)
    world.press(ADMIN, "Đồng ý xóa")
    assert world.store.people.by_account(LAN) is None
    assert "đã được xóa" in world.last(LAN)
    assert not [line for line in world.dump() if "Trần Thị Lan" in line]
    assert world.audit()[-1] == ("left", "person:1", f"Đầu mối, {TTCNTT}")


def test_a_person_of_two_units_is_removed_from_one(world: World) -> None:
    world.let_in(LAN, "VPB | Trần Thị Lan | Chuyên viên", "Tổng hợp")
    open_person(world)
    world.press(ADMIN, "Xóa khỏi đơn vị")
    world.press(ADMIN, "Đồng ý xóa")
    assert world.roles(LAN) == {(VPB, "office")}
    assert TTCNTT in world.last(LAN)


def test_an_old_screen_of_a_person_who_moved_is_stale(world: World) -> None:
    open_person(world)
    tokens = [b.token for row in world.chats[ADMIN][max(world.chats[ADMIN])].buttons for b in row]
    world.press(ADMIN, "Chuyển đơn vị")
    world.press(ADMIN, "VPB")
    world.press(ADMIN, "Đồng ý chuyển")
    before = world.dump()
    for token in tokens:
        if token.startswith(("q_role", "q_move", "q_remove")):
            assert world.press_token(SECOND_ADMIN, token) == STALE
    assert world.dump() == before


def test_nobody_moves_to_their_own_unit(world: World) -> None:
    open_person(world)
    world.press(ADMIN, "Chuyển đơn vị")
    world.press(ADMIN, "VPB")
    verb, person, old, _ = next(t for t in world.seen_tokens if t.startswith("q_move_yes")).split(":")
    before = world.dump()
    assert world.press_token(ADMIN, f"{verb}:{person}:{old}:{old}") == STALE
    assert world.dump() == before


def test_units_without_a_reporter_are_listed(world: World) -> None:
    world.let_in(MINH, "VPB | Nguyễn Văn Minh | Chánh Văn phòng", "Lãnh đạo")
    world.say(ADMIN, "/quantri")
    shown = world.press(ADMIN, "Đơn vị chưa có Đầu mối (26)")
    assert "Văn phòng Bộ (VPB) – có Lãnh đạo" in shown
    assert TTCNTT not in shown


def change(world: World, label: str, line: str) -> str:
    world.say(ADMIN, "/quantri")
    world.press(ADMIN, "Thêm, đổi tên")
    world.press(ADMIN, label)
    return world.say(ADMIN, line)


def test_a_unit_is_added_after_confirmation_and_people_register_for_it(world: World) -> None:
    assert "?" in change(world, "Thêm đơn vị", "Vụ Bưu chính | VBC | 1/9/2019")
    assert world.store.unit_changes.all() == []
    world.press(ADMIN, "Đồng ý")
    assert world.context.plan().units.find("vbc") == "Vụ Bưu chính"
    assert "Vụ Bưu chính" in world.say(MINH, "/dangky VBC")
    assert world.audit()[-1][:2] == ("unit_added", "Vụ Bưu chính")


def test_renaming_takes_people_requests_drafts_and_short_name_along(world: World) -> None:
    made = draft(world, LAN, 13)
    world.say(MINH, "/dangky TTCNTT | Nguyễn Văn Minh | Chuyên viên")
    change(world, "Đổi tên", f"TTCNTT | {NEW} | | 16/9/2019")
    world.say(ADMIN, "đồng ý")
    assert world.roles(LAN) == {(NEW, "reporter")}
    assert world.store.drafts.get(made).unit == NEW
    assert world.store.people.waiting()[0].unit == NEW
    units = world.context.plan().units
    assert units.current("ttcntt", date(2019, 9, 16)) == [NEW]
    assert units.short(NEW) == "TTCNTT"
    assert (NEW in units.all(date(2019, 9, 15)), TTCNTT in units.all(date(2019, 9, 15))) == (False, True)
    assert (NEW in units.all(date(2019, 9, 16)), TTCNTT in units.all(date(2019, 9, 16))) == (True, False)
    task = world.context.plan().task(13)
    assert world.context.plan().leads(task, date(2019, 9, 20)) == [NEW]


def test_a_unit_ends_and_its_successor_takes_its_people(world: World) -> None:
    change(world, "Kết thúc", "TTCNTT | 15/9/2019 | VPB")
    world.press(ADMIN, "Đồng ý")
    assert world.roles(LAN) == {(VPB, "reporter")}
    assert TTCNTT not in world.context.plan().units.all(date(2019, 9, 16))
    assert world.context.plan().leads(world.context.plan().task(13), date(2019, 9, 20)) == [VPB]


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Thêm đơn vị", "Vụ Pháp chế | VPC2 | 1/9/2019"),
        ("Thêm đơn vị", "Vụ Bưu chính | TTCNTT | 1/9/2019"),
        ("Thêm đơn vị", "Bộ Y tế | BYT | 1/9/2019"),
        ("Thêm đơn vị", "Vụ Bưu chính | VBC | 31/9/2019"),
        ("Thêm đơn vị", "Vụ Bưu chính"),
        ("Thêm đơn vị", "Vụ <b>x</b> | VBC | 1/9/2019"),
        ("Thêm đơn vị", "V" * 130 + " | VBC | 1/9/2019"),
        ("Đổi tên", "TTCNTT | Văn phòng Bộ | | 1/9/2019"),
        ("Đổi tên", f"TTCNTT | {NEW} | | 17/9/2019"),
        ("Đổi tên", f"Không có | {NEW} | | 1/9/2019"),
        ("Kết thúc", "TTCNTT | 15/9/2019 | TTCNTT"),
        ("Kết thúc", "TTCNTT | 15/12/2019 | VPB"),
        ("Kết thúc", "TTCNTT | 15/9/2019 | Không có"),
    ],
)
def test_a_line_about_units_that_cannot_be_is_refused_with_a_word(world: World, label: str, line: str) -> None:
    assert change(world, label, line)
    assert "Đồng ý" not in world.labels(ADMIN)
    assert world.store.unit_changes.all() == []


@pytest.mark.parametrize("word", ["không", "Hủy", "thôi"])
def test_a_no_to_a_change_of_units_is_a_no(world: World, word: str) -> None:
    change(world, "Đổi tên", f"TTCNTT | {NEW} | | 16/9/2019")
    assert world.say(ADMIN, word) == "Không có thay đổi nào về đơn vị."
    assert world.say(ADMIN, "đồng ý") is None
    assert world.store.unit_changes.all() == []


@pytest.mark.parametrize(
    ("label", "line", "fault"),
    [
        ("Đổi tên", "TTCNTT thành TTCĐS", "Dòng này chưa có dấu | ngăn các phần."),
        ("Đổi tên", f"TTCNTT | {NEW}", "Dòng này có 2 phần, cần 4 phần."),
        ("Thêm đơn vị", "Vụ Bưu chính | VBC", "Dòng này có 2 phần, cần 3 phần."),
        ("Kết thúc", "TTCNTT | 1/9/2019 | VPB | x", "Dòng này có 4 phần, cần 2 hoặc 3 phần."),
        ("Thêm đơn vị", "Vụ 😀 | VBC | 1/9/2019", "Tên đơn vị “Vụ 😀” có ký tự không dùng được: “😀”."),
        ("Đổi tên", "Nhóm lạ | Vụ Mới | | 1/9/2019", "Không có đơn vị “Nhóm lạ” đang hoạt động."),
    ],
)
def test_a_line_about_units_is_refused_with_the_fault_named(world: World, label: str, line: str, fault: str) -> None:
    assert change(world, label, line).startswith(fault)


def test_who_has_a_role_in_both_units_keeps_one_in_the_successor(world: World) -> None:
    world.let_in(LAN, "VPB | Trần Thị Lan | Chuyên viên", "Tổng hợp")
    change(world, "Kết thúc", "TTCNTT | 15/9/2019 | VPB")
    world.press(ADMIN, "Đồng ý")
    assert world.roles(LAN) == {(VPB, "office")}


def test_a_stand_in_is_named_by_word_or_button_and_can_be_taken_back(world: World) -> None:
    world.press(ADMIN, "Chủ trì chưa báo cáo được (2)")
    world.press(ADMIN, "BCĐCPĐT – nhiệm vụ 24")
    assert f"BCĐCPĐT (nhiệm vụ 24): {TTCNTT} báo cáo" in world.say(ADMIN, "ttcntt")
    plan = world.context.plan()
    assert plan.choices["stands_in:24:BCĐCPĐT"] == TTCNTT
    assert TTCNTT in plan.leads(plan.task(24), date(2019, 9, 16))
    assert world.audit()[-1] == ("choice", "676/QĐ-BKHCN stands_in:24:BCĐCPĐT", f"chưa đặt → {TTCNTT}")
    world.press(ADMIN, "Tổng cục ĐDC – nhiệm vụ 11")
    world.press(ADMIN, "Tổng cục Tiêu chuẩn Đo lường Chất lượng")
    assert world.context.plan().unable() == []
    world.press(ADMIN, "BCĐCPĐT – nhiệm vụ 24")
    world.press(ADMIN, "Không đơn vị nào")
    assert [written for _, written in world.context.plan().unable()] == ["BCĐCPĐT"]


def test_a_lead_that_reports_itself_gets_no_stand_in(world: World) -> None:
    world.press(ADMIN, "Chủ trì chưa báo cáo được (2)")
    token = next(t for t in world.seen_tokens if t.startswith("q_lead:"))
    verb, code, _, _ = token.split(":")
    forged = f"{verb}:{code}:13:{'0' * 8}"
    before = world.dump()
    assert world.press_token(ADMIN, forged) == STALE
    assert world.dump() == before


def test_a_task_is_marked_continuing_and_named(world: World) -> None:
    world.press(ADMIN, "Nhiệm vụ")
    world.press(ADMIN, "Tiếp")
    world.press(ADMIN, "13 – ")
    world.press(ADMIN, "Đánh dấu thường xuyên")
    assert world.context.plan().is_continuing(13)
    world.press(ADMIN, "Đặt tên ngắn")
    assert "không quá 60" in world.say(ADMIN, "dài " * 30)
    world.say(ADMIN, "Phản ánh, kiến nghị")
    plan = world.context.plan()
    assert plan.short_name(plan.task(13)) == "Phản ánh, kiến nghị"
    world.press(ADMIN, "Bỏ tên ngắn")
    world.press(ADMIN, "Bỏ đánh dấu thường xuyên")
    assert world.store.choices.of(plan.document.id) == {}
    names = [row[1].partition(" ")[2] for row in world.audit() if row[0] == "choice"]
    assert names == ["continuing:13", "short:13", "short:13", "continuing:13"]


def test_a_period_closes_after_its_due_day_and_its_drafts_with_it(world: World) -> None:
    made = draft(world, LAN, 13, 15)
    world.press(ADMIN, "Kỳ báo cáo")
    world.press(ADMIN, "Quý III/2019")
    assert "Khóa kỳ báo cáo" not in world.labels(ADMIN)
    world.now = datetime(2019, 9, 23, 9, tzinfo=ZONE)
    world.press(ADMIN, "Quay lại")
    world.press(ADMIN, "Quý III/2019")
    world.press(ADMIN, "Khóa kỳ báo cáo")
    assert world.store.periods.get(1).closed is None
    world.press(ADMIN, "Đồng ý khóa kỳ")
    assert world.store.periods.get(1).closed is not None
    assert world.store.drafts.get(made).state == "closed"
    assert "Quý III/2019 đã khóa" in world.last(LAN)
    assert "Nhiệm vụ 13 – " in world.last(LAN)
    assert world.audit()[-1][:2] == ("period_closed", "period:2019-Q3")


def test_whoever_had_a_draft_of_a_closed_period_gets_every_word_back(world: World) -> None:
    made, plan = draft(world, LAN), world.context.plan()
    (period,) = world.context.periods(plan, world.now.date())
    texts = {f: f"{f} " + "chữ " * 200 for f in ("result", "difficulty", "proposal", "next_step", "product")}
    with world.db.conn:
        for task in range(1, 24):
            entry = Entry("done", completed=date(2019, 9, 12), **{f: f"{task}-{text}" for f, text in texts.items()})
            file = Evidence(
                world.store.files.add(SentFile(f"f{task}", f"u{task}", f"{task}.pdf", 9), LAN, world.now, ""), "x", 9
            )
            world.store.drafts.put(made, DraftEntry(task, period, "lead", entry, files=(file,)), world.now)
            world.store.drafts.attach(made, task, file.id, f"m:{task}")
    world.now = datetime(2019, 9, 23, 9, tzinfo=ZONE)
    world.say(ADMIN, "/quantri")
    for label in ("Kỳ báo cáo", "Quý III/2019", "Khóa kỳ báo cáo", "Đồng ý khóa kỳ"):
        world.press(ADMIN, label)
    told = [out.text for out in world.chats[LAN].values()]
    assert all(len(text) <= 4096 for text in told)
    whole = "\n".join(told)
    assert all(
        f": {task}-{text.strip()}" in " ".join(whole.split()) for task in range(1, 24) for text in texts.values()
    )
    assert whole.count("Ngày hoàn thành: 12/9/2019") == 23
    assert all(f"Tệp: {task}.pdf" in whole for task in range(1, 24))


def test_a_draft_for_two_periods_loses_only_the_closed_ones_entries(world: World) -> None:
    draft(world, LAN, 15)
    world.now = datetime(2019, 9, 23, 9, tzinfo=ZONE)
    made = draft(world, LAN, 13, period=1)
    world.say(ADMIN, "/quantri")
    for label in ("Kỳ báo cáo", "Quý III/2019", "Khóa kỳ báo cáo", "Đồng ý khóa kỳ"):
        world.press(ADMIN, label)
    kept = world.store.drafts.get(made)
    assert (kept.state, [entry.task for entry in kept.entries]) == ("open", [13])


def test_a_period_before_its_due_day_cannot_be_closed_by_a_forged_button(world: World) -> None:
    world.press(ADMIN, "Kỳ báo cáo")
    before = world.dump()
    assert "khóa được từ thứ Hai, 23/9/2019" in world.press_token(ADMIN, "q_close_yes:1")
    assert world.dump() == before


def test_the_audit_trail_reads_latest_first_and_names_nobody_who_left(world: World) -> None:
    for _ in range(6):
        open_person(world)
        world.press(ADMIN, "Lãnh đạo")
        world.press(ADMIN, "Đầu mối")
    world.say(ADMIN, "/quantri")
    assert "giao vai trò Trần Thị Lan (Đầu mối" in world.press(ADMIN, "Nhật ký")
    world.press(ADMIN, "Tiếp")
    assert "duyệt yêu cầu số 1" in world.last(ADMIN)
    world.say(LAN, "/huydangky")
    world.press(LAN, "Đồng ý hủy")
    world.say(ADMIN, "/quantri")
    shown = world.press(ADMIN, "Nhật ký")
    assert "rời hệ thống người số 1 (đã rời)" in shown
    assert "Trần Thị Lan" not in shown


def test_the_audit_trail_tells_admins_apart(world: World) -> None:
    world.let_in(MINH, "VPB | Nguyễn Văn Minh | Trưởng phòng", "Chỉ xem")
    open_person(world)
    world.press(ADMIN, "Lãnh đạo")
    world.say(STRANGER, "/dangky TTCNTT | Lê Văn Tám | Chuyên viên")
    world.say(SECOND_ADMIN, "từ chối 3")
    world.say(ADMIN, "/quantri")
    shown = world.press(ADMIN, "Nhật ký")
    assert f"quản trị (mã {ADMIN}): giao vai trò Trần Thị Lan (Lãnh đạo" in shown
    assert f"quản trị (mã {SECOND_ADMIN}): từ chối yêu cầu số 3" in shown
    world.let_in(SECOND_ADMIN, "VPB | Vũ Thị Quản | Chuyên viên", "Tổng hợp")
    world.say(ADMIN, "/quantri")
    assert "Vũ Thị Quản: từ chối yêu cầu số 3" in world.press(ADMIN, "Nhật ký")


def test_the_audit_trail_reads_as_words(world: World) -> None:
    draft(world, LAN, 13)
    world.press(ADMIN, "Chủ trì chưa báo cáo được (2)")
    world.press(ADMIN, "Tổng cục ĐDC – nhiệm vụ 11")
    world.press(ADMIN, "Tổng cục Tiêu chuẩn Đo lường Chất lượng")
    world.say(ADMIN, "/quantri")
    for label in ("Nhiệm vụ", "1 – ", "Đánh dấu thường xuyên", "Đặt tên ngắn"):
        world.press(ADMIN, label)
    world.say(ADMIN, "Thủ tục")
    world.now = datetime(2019, 9, 23, 9, tzinfo=ZONE)
    world.say(ADMIN, "/quantri")
    for label in ("Kỳ báo cáo", "Quý III/2019", "Khóa kỳ báo cáo", "Đồng ý khóa kỳ"):
        world.press(ADMIN, label)
    open_person(world)
    world.press(ADMIN, "Xóa khỏi đơn vị")
    world.press(ADMIN, "Đồng ý xóa")
    world.say(ADMIN, "/quantri")
    shown = world.press(ADMIN, "Nhật ký")
    for told in (
        "đặt đơn vị báo cáo thay Tổng cục ĐDC, nhiệm vụ 11 (chưa đặt → Tổng cục Tiêu chuẩn Đo lường Chất lượng)",
        "đặt thường xuyên cho nhiệm vụ 1 (chưa đặt → có)",
        "đặt tên ngắn của nhiệm vụ 1 (chưa đặt → Thủ tục)",
        "khóa kỳ quý III/2019",
        "xóa khỏi hệ thống người số 1 (đã rời)",
    ):
        assert f": {told}" in shown
    assert "period:" not in shown


def walk(world: World) -> None:
    """An admin opens every screen, so that every token of every verb has been seen."""
    draft(world, LAN, 13)
    world.say(MINH, "/dangky vụ kế hoạch")
    world.say(MINH, "/dangky VPB | Nguyễn Văn Minh | Chuyên viên")
    world.say(STRANGER + 1, "/dangky TTCNTT")
    world.say(STRANGER + 1, "VPB")
    world.say(STRANGER + 1, "Lê Văn Tám")
    world.say(STRANGER + 1, "Chuyên viên")
    world.say(ADMIN, "/moi TTCNTT | Phạm Thị Hoa | Chuyên viên | Đầu mối")
    world.say(STRANGER + 2, "/start ma-1")
    world.say(ADMIN, "/moi TTCNTT | Lê Thị Hạnh | Chuyên viên | Đầu mối")
    world.say(ADMIN, "/quantri")
    world.press(ADMIN, "Đường dẫn mời chưa dùng")
    world.press(ADMIN, "Duyệt")
    world.say(LAN, "/toi")
    world.press(LAN, "Hủy đăng ký")
    world.now = datetime(2019, 9, 23, 9, tzinfo=ZONE)
    open_person(world)
    for path in (("Chuyển đơn vị", "VPB"), ("Xóa khỏi đơn vị",)):
        for label in path:
            world.press(ADMIN, label)
        world.press(ADMIN, "Quay lại")
    for path in (
        ("Yêu cầu chờ duyệt",), ("Đơn vị chưa có",), ("Nhật ký",), ("Kỳ báo cáo", "Quý III/2019", "Khóa kỳ báo cáo"),
        ("Chủ trì", "Tổng cục ĐDC", "Tổng cục Tiêu chuẩn", "Tổng cục ĐDC"),
        ("Nhiệm vụ", "1 – ", "Đặt tên ngắn"), ("Thêm, đổi tên", "Thêm đơn vị"),
    ):  # fmt: skip
        world.say(ADMIN, "/quantri")
        for label in path:
            world.press(ADMIN, label)
    world.say(ADMIN, "Vụ Bưu chính | VBC | 1/9/2019")
    world.press(ADMIN, "Quay lại")
    world.say(ADMIN, "/quantri")
    world.press(ADMIN, "Nhiệm vụ")
    world.press(ADMIN, "1 – ")
    world.press(ADMIN, "Đặt tên ngắn")
    world.say(ADMIN, "Tên khác")


def test_whoever_has_no_right_changes_nothing_by_any_button(world: World) -> None:
    walk(world)
    plan = world.context.plan()
    world.seen_tokens.add(f"q_carried:{document_code(plan.document)}:13:2020-12-31:1")  # shown when a phase has ended
    world.seen_tokens |= {"q_period:1", "q_close:1", "q_close_yes:1"}  # of earlier versions
    world.seen_tokens |= {"kyopen:1", "kyver:1:1", "kymoreoff:1:1"}  # where a period is locked, or has more time
    verbs = {verb for verb in world.service.verbs if verb.startswith(("p_", "q_", "ky", "urge"))} - {"kyask"}
    world.seen_tokens |= {"urgetext:1:all:rh", "urgetasks:1:all:rh", "urgesend:1:all:rh:0"}
    assert {token.partition(":")[0] for token in world.seen_tokens} == verbs
    world.let_in(STRANGER + 3, "TTCNTT | Vũ Văn Xem | Vụ trưởng", "Chỉ xem")
    world.let_in(STRANGER + 4, "VPB | Vũ Văn Hợp | Chuyên viên", "Tổng hợp")
    world.seen_tokens |= {f"{verb}:0" for verb in ("p_leave", "p_leave_yes", "p_leave_no")}
    own = {t for t in world.seen_tokens if t.startswith(("p_leave", "p_called"))}
    office = {t for t in world.seen_tokens if t.startswith(("ky", "urge", "q_period", "q_close"))}
    before = world.dump()
    for account in (STRANGER, STRANGER + 3, STRANGER + 4, LAN):
        theirs = own if account == LAN else office if account == STRANGER + 4 else set()
        for token in sorted(world.seen_tokens - theirs):
            shown = len(world.chats.get(account, {}))
            assert world.press_token(account, token) in (STALE, NOT_ALLOWED), token
            assert len(world.chats.get(account, {})) == shown
        assert world.dump() == before


@pytest.mark.parametrize(
    "rest", ["", ":", ":0", ":-1", ":1:1:1:1:1", ":9999999999999999", ":²", ":ô", ":1:x", ":1:x:y"]
)
def test_a_garbled_token_of_an_admin_is_a_toast_or_a_screen_but_no_change(world: World, rest: str) -> None:
    verbs = {verb for verb in world.service.verbs if verb.startswith(("p_", "q_"))} - {"q_invite"}  # which only asks
    world.context.periods(world.context.plan(), world.now.date())
    before = world.dump()
    for verb in sorted(verbs):
        assert world.press_token(ADMIN, verb + rest), verb
        assert world.dump() == before, verb


def test_a_chain_of_changes_leads_to_the_last_name(library: Library) -> None:
    directory = library.directories[library.documents[0].id]
    first, second = date(2019, 10, 1), date(2020, 1, 1)
    units = Units(
        directory,
        [
            UnitChange("renamed", TTCNTT, NEW, None, first, date(2019, 9, 30)),
            UnitChange("renamed", NEW, "Cục Chuyển đổi số", "CCĐS", second, date(2019, 12, 31)),
        ],
    )
    assert [units.heir(TTCNTT, day) for day in (date(2019, 9, 30), first, second)] == [TTCNTT, NEW, "Cục Chuyển đổi số"]
    assert units.current("ttcntt", second) == ["Cục Chuyển đổi số"]
    assert len(units.all(first)) == len(units.all(second)) == len(units.all(date(2019, 4, 1))) == 27


def test_all_that_is_written_down_has_words(world: World) -> None:
    """Whatever an admin did before, the trail opens; a new action without words fails here."""
    assert set(get_args(Action)) == set(ACTIONS)
    draft(world, LAN, 13)
    world.say(LAN, "gửi")
    world.say(ADMIN, "/xuat csv")
    world.say(ADMIN, "/nhacnho cauhinh")
    world.press(ADMIN, "Giờ gửi")
    world.say(ADMIN, "09:00")
    world.press(ADMIN, "Tắt: nhắc sớm")
    world.press(ADMIN, "Đóng kế hoạch")
    world.press(ADMIN, "Đồng ý đóng")
    world.say(ADMIN, "/nhacnho cauhinh")
    world.press(ADMIN, "Mở lại kế hoạch")
    world.say(ADMIN, "/quantri")
    shown = world.press(ADMIN, "Nhật ký")
    for told in (
        "xuất báo cáo",
        "đổi cấu hình nhắc (Giờ gửi: 08:30 → 09:00)",
        "đổi cấu hình nhắc (Đang tắt: – → nhắc sớm)",
        "đóng kế hoạch",
        "mở lại kế hoạch",
    ):
        assert told in shown


def test_what_another_version_wrote_down_does_not_close_the_trail(world: World) -> None:
    world.store.audit.add(world.now, None, "of_a_later_version", "13")
    assert "of_a_later_version 13" in world.press(ADMIN, "Nhật ký")
