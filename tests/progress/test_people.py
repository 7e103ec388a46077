"""Registering, being let in, one's own data and leaving, as people do it in chat."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kb.library import Library
from progress.chat.context import SentFile
from progress.model import Entry
from progress.store.drafts import DraftEntry
from progress.wording.words import STALE
from tests.opened import project_library
from tests.progress.people_driver import ADMIN, LAN, MINH, SECOND_ADMIN, STRANGER, World

DATA = Path(__file__).resolve().parents[2] / "data"
TTCNTT, VPB = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ"
LINE = "TTCNTT | Trần Thị Lan | Chuyên viên | chị"


@pytest.fixture(scope="module")
def library() -> Library:
    return project_library()


@pytest.fixture
def world(tmp_path: Path, library: Library) -> World:
    return World(tmp_path, library)


def test_registering_asks_unit_name_position_and_address(world: World) -> None:
    assert "đơn vị" in world.say(LAN, "/dangky")
    assert TTCNTT in world.say(LAN, "trung tâm cntt")
    assert "chức vụ" in world.say(LAN, "Trần Thị Lan")
    world.say(LAN, "Chuyên viên")
    assert world.labels(LAN)[:3] == ["Anh", "Chị", "Bỏ qua"]
    assert "yêu cầu đăng ký số 1" in world.press(LAN, "Chị")
    for admin in (ADMIN, SECOND_ADMIN):
        assert "Trần Thị Lan – Chuyên viên (xưng hô: chị)" in world.last(admin)
        assert world.labels(admin) == ["Duyệt", "Từ chối"]


def test_a_unit_that_may_be_several_is_chosen_among_buttons(world: World) -> None:
    world.say(LAN, "/dangky")
    assert "nhiều đơn vị" in world.say(LAN, "vụ kế hoạch")
    assert "Vụ Kế hoạch - Tài chính" in world.press(LAN, "Vụ Kế hoạch - Tài chính")
    assert "Chưa tìm thấy" in world.say(MINH, "/dangky xyzt")


def test_a_line_with_a_doubtful_unit_needs_one_press_only(world: World) -> None:
    world.say(LAN, "/dangky vụ kế hoạch | Trần Thị Lan | Chuyên viên")
    assert "yêu cầu đăng ký số 1" in world.press(LAN, "Vụ Kế hoạch - Tài chính")
    assert world.store.people.waiting()[0].unit == "Vụ Kế hoạch - Tài chính"


def test_the_dialog_outlives_a_restart(world: World, tmp_path: Path, library: Library) -> None:
    world.say(LAN, "/dangky TTCNTT")
    world.store.forget()
    assert "chức vụ" in world.say(LAN, "Trần Thị Lan")


def test_a_question_in_the_dialog_goes_to_the_knowledge_base(world: World) -> None:
    world.say(LAN, "/dangky")
    assert world.say(LAN, "nhiệm vụ 13 ai chủ trì?") is None
    assert TTCNTT in world.say(LAN, "ttcntt")


def test_a_question_without_a_question_mark_is_no_name_and_no_position(world: World) -> None:
    world.say(LAN, "/dangky TTCNTT")
    assert world.say(LAN, "hạn báo cáo quý ba là khi nào") is None
    world.say(LAN, "Trần Thị Ái Giang")
    assert world.say(LAN, "ai chu tri nhiem vu muoi ba") is None
    world.say(LAN, "Chuyên viên tổng hợp, báo cáo")
    world.say(LAN, "chị")
    (request,) = world.store.people.waiting()
    assert (request.name, request.position) == ("Trần Thị Ái Giang", "Chuyên viên tổng hợp, báo cáo")


def test_a_dialog_does_not_swallow_words_of_another_day(world: World) -> None:
    world.say(LAN, "/dangky TTCNTT")
    world.now += timedelta(days=1)
    assert world.say(LAN, "Trần Thị Lan") is None


def test_a_file_and_a_reply_to_another_message_are_not_for_the_dialog(world: World) -> None:
    world.say(LAN, "/dangky TTCNTT")
    assert world.say(LAN, "Trần Thị Lan", files=(SentFile("f", "u", "a.pdf", 9),)) is None
    assert world.say(LAN, "Trần Thị Lan", about="task:13") is None


def test_a_button_of_an_earlier_step_or_another_dialog_does_nothing(world: World) -> None:
    world.say(LAN, "/dangky vụ kế hoạch")
    (unit,) = [t for t in world.seen_tokens if t.startswith("p_unit")][:1]
    world.say(LAN, "TTCNTT")
    world.say(MINH, "/dangky VPB | Nguyễn Văn Minh | Chuyên viên")
    world.store.dialogs.begin(ADMIN, "short_name", {}, world.now)
    before = world.dump()
    for account in (LAN, MINH, ADMIN):
        for token in (unit, "p_address:anh", "p_instead:00000000"):
            assert world.press_token(account, token) == STALE
    assert world.dump() == before


def test_registering_can_be_stopped_by_word_and_by_button(world: World) -> None:
    world.say(LAN, "/dangky")
    assert "Đã dừng" in world.say(LAN, "hủy")
    world.say(LAN, "/dangky")
    assert "Đã dừng" in world.press(LAN, "Dừng đăng ký")
    assert world.store.dialogs.get(LAN) is None


def test_the_admin_approves_chooses_the_role_and_the_person_is_told(world: World) -> None:
    world.say(LAN, f"/dangky {LINE}")
    world.press(ADMIN, "Duyệt")
    assert world.labels(ADMIN)[:4] == ["Đầu mối", "Lãnh đạo", "Tổng hợp", "Chỉ xem"]
    assert world.roles(LAN) == set()
    world.press(ADMIN, "Đầu mối")
    assert world.roles(LAN) == {(TTCNTT, "reporter")}
    assert world.last(LAN).startswith(f"Vai trò của chị Lan: **Đầu mối**, {TTCNTT}.\nChị Lan có thể")
    assert ("role", "person:1", f"Đầu mối; {TTCNTT}") in world.audit()


def test_a_refused_person_is_told_and_has_nothing(world: World) -> None:
    world.say(LAN, f"/dangky {LINE}")
    world.press(ADMIN, "Từ chối")
    assert "chưa được chấp nhận" in world.last(LAN)
    assert world.store.people.by_account(LAN) is None
    assert world.audit() == [("request_refused", "request:1", "")]


def test_of_two_admins_the_second_gets_a_toast(world: World) -> None:
    world.say(LAN, f"/dangky {LINE}")
    world.press(ADMIN, "Duyệt")
    world.press(SECOND_ADMIN, "Duyệt")
    world.press(ADMIN, "Đầu mối")
    before = world.dump()
    assert world.press(SECOND_ADMIN, "Lãnh đạo") == "Yêu cầu này đã được xử lý hoặc đã thay bằng yêu cầu khác."
    assert world.dump() == before


@pytest.mark.parametrize(
    ("said", "role"),
    [("duyệt 1 đầu mối", "reporter"), ("Duyet yeu cau so 1: lanh dao", "head"), ("DUYỆT 1 tổng hợp", "office")],
)
def test_an_admin_approves_by_words(world: World, said: str, role: str) -> None:
    world.say(LAN, f"/dangky {LINE}")
    assert "Đã duyệt" in world.say(ADMIN, said)
    assert world.roles(LAN) == {(TTCNTT, role)}


def test_an_admin_answers_the_request_itself_by_words(world: World) -> None:
    world.say(LAN, f"/dangky {LINE}")
    assert "Chọn vai trò" in world.say(ADMIN, "duyệt", about="request:1")
    assert "Đã duyệt" in world.say(ADMIN, "duyệt chỉ xem", about="request:1")
    world.say(MINH, f"/dangky {LINE}")
    assert "Đã từ chối" in world.say(ADMIN, "từ chối 2")
    assert "Không có yêu cầu" in world.say(ADMIN, "từ chối 2")


def test_nobody_else_approves_by_words(world: World) -> None:
    world.say(LAN, f"/dangky {LINE}")
    before = world.dump()
    assert world.say(LAN, "duyệt 1 đầu mối") is None
    assert world.dump() == before


def test_an_admin_registers_and_approves_as_everybody(world: World) -> None:
    world.say(ADMIN, "/dangky VPB | Nguyễn Văn Minh | Trưởng phòng")
    assert world.roles(ADMIN) == set()
    world.press(ADMIN, "Duyệt")
    world.press(ADMIN, "Tổng hợp")
    assert world.roles(ADMIN) == {(VPB, "office")}
    assert world.store.people.by_account(ADMIN).is_admin


def test_a_second_registration_adds_a_unit(world: World) -> None:
    world.let_in(LAN, LINE, "Đầu mối")
    world.let_in(LAN, "VPB | Trần Thị Lan | Chuyên viên", "Tổng hợp")
    assert world.roles(LAN) == {(TTCNTT, "reporter"), (VPB, "office")}
    assert world.store.people.by_account(LAN).address == "chị"


def test_asking_the_same_again_bothers_no_admin_and_asking_often_ends(world: World) -> None:
    world.say(LAN, f"/dangky {LINE}")
    assert "đang chờ" in world.say(LAN, f"/dangky {LINE}")
    for n in range(4):
        world.say(LAN, f"/dangky TTCNTT | Trần Thị Lan | Chuyên viên {n}")
    bothered = len(world.chats[ADMIN])
    assert "24 giờ" in world.say(LAN, "/dangky TTCNTT | Trần Thị Lan | Chuyên viên chính")
    assert len(world.chats[ADMIN]) == bothered == 5


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("TTCNTT | Trần\u202e Thị\u200b La\u0000n | Chuyên\nviên", ("Trần Thị Lan", "Chuyên viên")),
        ("TTCNTT | Tra\u0302\u0300n Thi\u0323 Lan | Chuyên viên", ("Trần Thị Lan", "Chuyên viên")),
        ("TTCNTT |  Trần   Thị Lan\u2066 | Phó Giám đốc (phụ trách)", ("Trần Thị Lan", "Phó Giám đốc (phụ trách)")),
    ],
)
def test_what_is_invisible_is_cleaned(world: World, line: str, kept: tuple[str, str]) -> None:
    world.say(LAN, f"/dangky {line}")
    (request,) = world.store.people.waiting()
    assert (request.name, request.position) == kept


@pytest.mark.parametrize(
    "line",
    [
        "TTCNTT | <b>Lan</b> | Chuyên viên",
        "TTCNTT | **Lan Anh** | Chuyên viên",
        "TTCNTT | " + "Lan " * 500 + " | Chuyên viên",
        "TTCNTT | 😀😀 | Chuyên viên",
        "TTCNTT | Nhiệm vụ 13 | Chuyên viên",
        "TTCNTT | Trần Thị Lan | =HYPERLINK(1)",
        "TTCNTT | Trần Thị Lan | [x](http://a.b)",
        "TTCNTT | Lan | a | chị | thêm",
        "TTCNTT | Lan | Chuyên viên | đồng chí",
        "TTCNTT | | Chuyên viên",
        "TTCNTT | Robert'); drop table people;-- | Chuyên viên",
        "| | |",
    ],
)
def test_what_cannot_be_a_name_is_refused_with_a_word(world: World, line: str) -> None:
    assert world.say(LAN, f"/dangky {line}")
    assert world.store.people.waiting() == []
    assert ADMIN not in world.chats


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("nhóm lạ | A B | C", ["Không có đơn vị “nhóm lạ” thuộc Bộ.", "Chức vụ “C” quá ngắn (ít nhất 2 chữ cái)."]),
        ("TTCNTT | A | C", ["Họ và tên “A” quá ngắn (ít nhất 2 chữ cái).", "Chức vụ “C” quá ngắn"]),
        ("TTCNTT | | Chuyên viên", ["Họ và tên để trống."]),
        ("TTCNTT | Lan 13 | Chuyên viên", ["Họ và tên “Lan 13” có ký tự không dùng được: “1”."]),
        ("TTCNTT | Lan Lan | " + "x" * 101, ["Chức vụ quá dài (không quá 100 ký tự)."]),
        ("| Trần Thị Lan | C | cô", ["Đơn vị để trống.", "Chức vụ “C” quá ngắn (ít nhất 2 chữ cái).",
                                     "Cách xưng hô “cô” chưa rõ (chỉ nhận: anh, chị, bỏ qua)."]),
        ("vụ kế hoạch | Trần Thị Lan | C", ["Đơn vị “vụ kế hoạch” có thể là: ", "Chức vụ “C” quá ngắn"]),
    ],
)  # fmt: skip
def test_each_faulty_part_of_a_line_is_named_with_its_reason(world: World, line: str, faults: list[str]) -> None:
    said = world.say(LAN, f"/dangky {line}").splitlines()
    named = [part.removeprefix("– ") for part in said if part.startswith("– ")]
    assert len(named) == len(faults)
    assert all(part.startswith(fault) for part, fault in zip(named, faults, strict=True))
    assert "/dangky đơn vị | họ và tên | chức vụ" in said[-1]


def test_each_prompt_says_which_step_it_is_and_what_was_chosen(world: World) -> None:
    assert "bước 1/4" in world.say(LAN, "/dangky")
    assert world.say(LAN, "ttcntt") == (
        f"Đơn vị: **{TTCNTT} (TTCNTT)**.\nĐăng ký, bước 2/4: anh/chị cho biết họ và tên."
    )
    assert "bước 3/4: anh/chị cho biết chức vụ" in world.say(LAN, "Trần Thị Lan")
    assert "bước 4/4" in world.say(LAN, "Chuyên viên")
    assert "Cách xưng hô “cô” chưa rõ" in world.say(LAN, "cô")
    assert world.labels(LAN)[:3] == ["Anh", "Chị", "Bỏ qua"]


@pytest.mark.parametrize("before", [[], ["Trần Thị Lan"]])
def test_a_units_name_in_answer_to_another_question_is_asked_back(world: World, before: list[str]) -> None:
    """A question about the decision came between, and the bot's own question was forgotten."""
    world.say(LAN, "/dangky TTCNTT")
    for words in before:
        world.say(LAN, words)
    assert world.say(LAN, "nhiệm vụ 13 ai chủ trì?") is None
    said = world.say(LAN, "Cục SHTT")
    assert "“Cục SHTT” là tên đơn vị" in said
    assert ("đang hỏi chức vụ" if before else "đang hỏi họ và tên") in said
    assert "Đổi sang Cục SHTT" in world.labels(LAN)
    assert "Đơn vị: **Cục Sở hữu trí tuệ" in world.press(LAN, "Đổi sang Cục SHTT")
    for words in ("Trần Thị Lan", "Chuyên viên", "chị")[len(before) :]:
        world.say(LAN, words)
    (request,) = world.store.people.waiting()
    assert (request.unit, request.name) == ("Cục Sở hữu trí tuệ", "Trần Thị Lan")


def test_ones_own_units_name_again_offers_no_change(world: World) -> None:
    world.say(LAN, "/dangky TTCNTT")
    assert "là tên đơn vị" in world.say(LAN, TTCNTT)
    assert world.labels(LAN) == ["Dừng đăng ký"]
    assert "chức vụ" in world.say(LAN, "Trần Thị Lan")


def test_own_data_shows_unit_role_position_address_and_since(world: World) -> None:
    assert "chưa đăng ký" in world.say(LAN, "/toi")
    world.say(LAN, f"/dangky {LINE}")
    assert "đang chờ duyệt" in world.say(LAN, "/toi")
    world.say(ADMIN, "duyệt 1 đầu mối")
    shown = world.say(LAN, "/toi")
    for part in ("Trần Thị Lan", "Chuyên viên", "chị", "/huydangky", "Đầu mối", f"{TTCNTT} (TTCNTT)", "16/9/2019"):
        assert part in shown
    assert world.labels(LAN) == ["Hủy đăng ký"]


def test_leaving_deletes_what_is_personal_and_passes_the_draft_on(world: World) -> None:
    world.let_in(LAN, LINE, "Đầu mối")
    world.let_in(MINH, "TTCNTT | Nguyễn Văn Minh | Chuyên viên", "Đầu mối")
    person, draft = world.store.people.by_account(LAN), a_draft(world, LAN)
    world.say(LAN, "/toi")
    world.press(LAN, "Hủy đăng ký")
    assert world.store.people.by_account(LAN) is not None
    assert "Đã hủy đăng ký" in world.press(LAN, "Đồng ý hủy đăng ký")
    assert world.store.people.by_account(LAN) is None
    assert [d.id for d in world.store.drafts.orphans(TTCNTT)] == [draft]
    assert "bản nháp" in world.last(MINH)
    row = world.db.conn.execute("select * from people where id = ?", (person.id,)).fetchone()
    assert row[:5] == (person.id, None, "", "", "")
    numbers = (
        'INSERT INTO "counters"',
        'INSERT INTO "standings"',
        'INSERT INTO "_sqlite_migrations"',
    )  # these hold numbers of reports, not accounts
    dump = [line for line in world.dump() if not line.startswith(numbers)]
    left = [line for line in dump if "Trần Thị Lan" in line or "VALUES(11," in line or f",{LAN}," in line]
    assert left == []
    assert ("left", f"person:{person.id}", f"Đầu mối, {TTCNTT}") in world.audit()


def test_an_old_button_to_leave_does_nothing_after_coming_back(world: World) -> None:
    world.let_in(LAN, LINE, "Đầu mối")
    world.say(LAN, "/huydangky")
    old = next(t for t in world.seen_tokens if t.startswith("p_leave_yes"))
    world.press(LAN, "Đồng ý hủy đăng ký")
    world.let_in(LAN, LINE, "Đầu mối")
    before = world.dump()
    assert world.press_token(LAN, old) == STALE
    assert world.dump() == before


def test_a_waiting_request_is_withdrawn_by_leaving(world: World) -> None:
    assert "chưa đăng ký" in world.say(LAN, "/huydangky")
    world.say(LAN, f"/dangky {LINE}")
    world.say(LAN, "/huydangky")
    world.press(LAN, "Đồng ý hủy đăng ký")
    assert world.store.people.waiting() == []
    assert "đã được xử lý" in world.press(ADMIN, "Duyệt")


def test_leaving_can_be_thought_over(world: World) -> None:
    world.let_in(LAN, LINE, "Đầu mối")
    world.say(LAN, "/huydangky")
    assert "giữ nguyên" in world.press(LAN, "Giữ đăng ký")
    assert world.roles(LAN) == {(TTCNTT, "reporter")}


def test_strangers_are_refused_the_admins_commands_politely(world: World) -> None:
    before = world.dump()
    for command in ("/quantri", "/moi", "/moi TTCNTT | A B | C | Đầu mối"):
        assert "không có quyền" in world.say(STRANGER, command)
    assert world.dump() == before


def a_draft(world: World, account: int, task: int = 13, at: datetime | None = None) -> int:
    """An open draft of an account for its first unit."""
    plan, person = world.context.plan(), world.store.people.by_account(account)
    with world.db.conn:
        period = world.context.periods(plan, world.now.date())[0]
        draft = world.store.drafts.begin(plan.document.id, person.roles[0].unit, person.id, world.now)
        entry = DraftEntry(task, period, "lead", Entry(status="in_progress", percent=60))
        world.store.drafts.put(draft.id, entry, world.now)
    return draft.id
