"""The quarter's figures in chat: who is told what, which words are meant, what is ordered, where a figure is from."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from progress.chat import summarizing
from progress.letter import checked, defaults, letter_of
from tests.progress.looking_world import CENTRE, ZONE, World, labels
from tests.summary_run import live

HEAD = "Quý III/2019, Quyết định 676/QĐ-BKHCN"


def lived(home: Path) -> World:
    made = World(home, now=datetime(2019, 9, 24, 8, 30, tzinfo=ZONE))
    live(made, long=False)
    return made


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A quarter that is only looked at."""
    return lived(tmp_path_factory.mktemp("lived"))


@pytest.mark.parametrize(
    "text",
    ["/tonghop", "/tonghop quý III/2019", "/tonghop 2019-Q3", "lập báo cáo quý III/2019", "báo cáo tổng hợp kỳ này",
     "Lập báo cáo tổng hợp quý 3 năm 2019 giúp em nhé", "tổng hợp báo cáo quý này ạ."],
)  # fmt: skip
def test_the_office_is_told_five_lines_and_what_can_be_made(world: World, text: str) -> None:
    outcome = world.say("office", text)
    lines = outcome.out[0].text.splitlines()
    assert lines[0] == f"**{HEAD}: dự thảo, số liệu đến 08:30, 24/9/2019.**"
    assert lines[1].startswith("• 26 nhiệm vụ. Hoàn thành 2: đúng hạn 2")
    assert len(lines) == 5
    assert list(labels(outcome)) == ["Báo cáo", "Phiếu trình", "Excel", "Biểu đồ", "Cần kiểm tra (7)"]


def test_a_unit_s_people_are_told_of_their_own_unit_in_figures_only(world: World) -> None:
    outcome = world.say("reporter", "/tonghop")
    assert outcome.out[0].text.startswith(f"**{HEAD}, TTCNTT: dự thảo")
    assert outcome.out[0].buttons == ()
    assert world.hear("reporter", "/bieudo") == "Anh/chị không có quyền thực hiện việc này."
    assert world.press("reporter", f"sum:{world.periods['2019-Q3'].id}:docx").toast.startswith("Anh/chị không có quyền")
    assert "đã đăng ký" in world.hear("stranger", "/tonghop")
    assert world.store.exports.waiting() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bao nhiêu nhiệm vụ hoàn thành đúng hạn", "2 nhiệm vụ hoàn thành đúng hạn. " + HEAD),
        ("nhiệm vụ nào quá hạn?", "0 nhiệm vụ đang thực hiện quá hạn. " + HEAD),
        ("có bao nhiêu nhiệm vụ hoàn thành quá hạn quý III/2019", "0 nhiệm vụ hoàn thành quá hạn. " + HEAD),
        ("/tonghop quý I/2018", "Hệ thống chưa có kỳ báo cáo này."),
        ("/tonghop abc", "Chưa rõ quý cần tổng hợp."),
        ("nguồn F99999", "Không có số liệu F99999 trong tổng hợp quý III/2019."),
    ],
)
def test_questions_are_answered_from_the_same_object(world: World, text: str, words: str) -> None:
    assert world.hear("office", text).removeprefix("**").startswith(words)


def test_a_task_that_is_past_its_time_is_told_with_its_quarter(tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime(2021, 3, 16, 9, tzinfo=ZONE))
    world.accept(world.report(14, quarter="2021-Q1", status="in_progress", percent=90))
    told = world.hear("viewer", "nhiệm vụ nào quá hạn")
    assert told.startswith("**1 nhiệm vụ đang thực hiện quá hạn. Quý I/2021")
    assert "22 nhiệm vụ đã quá thời hạn và chưa có báo cáo được tiếp nhận." in told


@pytest.mark.parametrize(
    "text",
    ["nhiệm vụ 13 quá hạn rồi, đề nghị gia hạn", "báo cáo tổng hợp gửi ai", "lập báo cáo", "nguồn kinh phí lấy ở đâu",
     "nhiệm vụ quá hạn thì xử lý thế nào", "vẽ biểu đồ tiến độ thế nào"],
)  # fmt: skip
def test_other_words_are_left_to_others(text: str) -> None:
    assert summarizing._meant(text) is None


def test_where_a_figure_comes_from_is_told_row_by_row(world: World) -> None:
    told = world.hear("office", "nguồn F2").splitlines()
    assert told[0].startswith("**F2. Hoàn thành: 2** (quý III/2019; dự thảo")
    assert told[1].startswith("• BC-")
    assert "nhiệm vụ 14, TTCNTT, Trần Thị Ánh, gửi 09:00, 16/9/2019: hoàn thành" in told[1]
    assert len(told) == 3
    answer = world.hear("office", "nguồn F2", about=f"sum:{world.periods['2019-Q2'].id}")
    assert "(quý II/2019; dự thảo" in answer


def test_a_file_is_ordered_once_and_sent_with_its_name(tmp_path: Path) -> None:
    world = lived(tmp_path)
    period = world.periods["2019-Q3"].id
    toast = world.press("office", f"sum:{period}:docx").toast
    world.press("office", f"sum:{period}:docx")
    assert toast == "Hệ thống đang lập báo cáo và sẽ gửi ngay khi lập xong."
    world.hear("viewer", "vẽ biểu đồ tiến độ")
    world.press("viewer", f"sum:{period}:docx")
    report, picture, other = world.store.exports.waiting()
    assert (report.form, picture.form, report.is_same(other), report.is_same(picture)) == (
        "sum:docx", "sum:png", True, False
    )  # fmt: skip
    out = summarizing.finished(world.context, world.path, report, world.now)
    assert (out.file_name, out.text) == ("bao-cao-2019-Q3.docx", "Báo cáo quý III/2019, lập lúc 08:30, 24/9/2019.")
    assert "chưa lập được biểu đồ" in summarizing.failed(picture).text
    for forged in (f"sum:{period}:exe", "sum:999:docx", "sum:x:docx", f"sum:{period}"):
        assert world.press("office", forged).out == []


def test_what_is_to_be_checked_is_listed(world: World) -> None:
    told = world.pressed("office", f"sumcheck:{world.periods['2019-Q3'].id}").splitlines()
    assert told[0] == "**Cần kiểm tra (7), quý III/2019**"
    assert any("nhiệm vụ 12" in line.lower() and "chưa có đề xuất" in line for line in told)


# ── the settings of the document ─────────────────────────────────────────────
def test_an_admin_sees_and_changes_what_the_document_says(tmp_path: Path) -> None:
    world = World(tmp_path)
    screen = world.say("admin", "/tonghop cauhinh")
    assert "• Kính gửi: Văn phòng Chính phủ; Bộ Thông tin và Truyền thông" in screen.out[0].text
    assert world.hear("office", "/tonghop cauhinh") == "Anh/chị không có quyền thực hiện việc này."
    token = labels(screen)["Thẩm quyền ký"]
    world.press("admin", token)
    assert "chỉ nhận: TM., KT., TL., TUQ., Q." in world.hear("admin", "thay mặt")
    assert "• Thẩm quyền ký (đã thay đổi): KT." in world.hear("admin", "kt")
    assert letter_of(world.context.plan()).capacity == "KT."
    assert world.store.audit.rows()[-1]["details"] == " → KT."
    world.press("admin", token.replace("letter_set", "letter_off"))
    assert letter_of(world.context.plan()) == defaults(world.context.plan())
    assert world.press("office", token).toast == "Anh/chị không có quyền thực hiện việc này."


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("place", "  Thành phố  Hồ Chí Minh ", "Thành phố Hồ Chí Minh"),
        ("place", "Hà\nNội", None),
        ("place", "", None),
        ("recipients", "Chính phủ\n\n Bộ Nội vụ", "Chính phủ\nBộ Nội vụ"),
        ("capacity", "-", ""),
        ("capacity", "tuq", "TUQ."),
        ("opening", "Kỳ {ky} của {ai}:", None),
        ("close", "Trên đây là báo cáo {ky}.", "Trên đây là báo cáo {ky}./."),
        ("signer", "x" * 601, None),
    ],
)
def test_a_setting_is_checked_before_it_is_stored(name: str, text: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(ValueError, match=r"\w"):
            checked(name, text)
    else:
        assert checked(name, text) == stored


def test_titles_and_recipients_come_from_the_decision_and_not_from_the_program(world: World) -> None:
    own = world.plan.document
    header = replace(own.header, issuer="Chủ tịch Ủy ban nhân dân tỉnh A", title="Ban hành Quy chế", number="9/QĐ-UBND")
    other = defaults(replace(world.plan, document=replace(own, header=header, reporting=None)))
    assert (other.signer, other.recipients, other.copies) == ("Chủ tịch", "Ủy ban nhân dân tỉnh A", "Như trên\nLưu: VT")
    assert CENTRE not in other.opening
    assert "676" not in other.opening
