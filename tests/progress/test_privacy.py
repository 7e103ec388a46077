"""What may be read outside the house: questions on the decision that name nobody, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest

from progress.chat.context import SentFile
from tests.opened import project_library
from tests.progress.people_driver import ADMIN, LAN, STRANGER, World

QUESTION = "mấy anh làm tiền bạc lo khoản nào của chính phủ điện tử vậy ta"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """With one who is let in, one who waits, and one whose name is also a word of every decision."""
    found = World(tmp_path, project_library())
    found.say(LAN, "/dangky TTCNTT | Trần Thị Thuý Lan | Chuyên viên | chị")
    found.press(ADMIN, "Duyệt")
    found.press(ADMIN, "Đầu mối")
    found.say(STRANGER, "/dangky VPB | Lê Hân | Chuyên viên | chị")
    found.say(98, "/dangky VPB | Nguyễn Đình Khoa | Chuyên viên | anh")
    return found


def may_leave(world: World, text: str, account: int = 77, **more: object) -> bool:
    return world.service.privacy.may_leave(world.message(account, text, **more))


@pytest.mark.parametrize(
    "text",
    [
        "Trần Thị Thuý Lan lo khoản nào của chính phủ điện tử vậy ta",
        "Trần Thị Thúy Lan lo khoản nào của chính phủ điện tử vậy ta",
        "tran thi thuy lan lo khoan nao cua chinh phu dien tu vay ta",
        "khoản này thúy lan lo hết vậy ta",
        "khoản này chị lan lo hết vậy ta",
        "khoan nay chi lan lo het vay ta",
        "khoản này đồng chí Lan lo hết vậy ta",
        "khoản này Lan lo hết vậy ta",
        "khoản này LAN lo hết vậy ta",
        "chị Hân làm khoản nào của chính phủ điện tử vậy ta",
        "khoản này anh Khoa lo hết vậy ta",
    ],
)
def test_who_is_registered_or_waits_to_be_is_named_to_nobody(world: World, text: str) -> None:
    assert world.service.privacy.names_somebody(text)
    assert may_leave(world, QUESTION)
    assert not may_leave(world, f"{QUESTION}, {text}")


@pytest.mark.parametrize(
    "text",
    [
        "mấy khoản tiền của bộ Khoa học lo thế nào vậy ta",
        "Bộ Khoa học và Công nghệ có mấy khoản tiền lo chính phủ điện tử vậy ta",
        "chính phủ điện tử có hạn lo tiền bạc nào vậy ta",
        "mấy khoản tiền lan ra của chính phủ điện tử lo thế nào vậy ta",
        "hân hạnh, mấy khoản tiền bạc của chính phủ điện tử lo thế nào vậy ta",
    ],
)
def test_a_word_that_only_looks_like_a_name_keeps_no_question_in_the_house(world: World, text: str) -> None:
    assert not world.service.privacy.names_somebody(text)


@pytest.mark.parametrize(
    "more",
    [
        {"forwarded": True},
        {"captioned": True},
        {"quote": "nv 13 60%"},
        {"replied": "m:1:1"},
        {"about": "draft:1"},
        {"files": (SentFile("a", "b", "c.pdf", 1),)},
    ],
)
def test_a_message_that_brings_something_along_stays(world: World, more: dict[str, object]) -> None:
    assert not may_leave(world, QUESTION, **more)
    assert may_leave(world, QUESTION, about="task:13")
    assert may_leave(world, QUESTION, edited=True)


@pytest.mark.parametrize(
    "text",
    [
        "nv 13: 60%, vướng kinh phí",
        "em gửi lại: nv 13 là 45% chứ không phải 54%",
        "đơn vị nào chưa nộp báo cáo quý này",
        "gửi",
        "duyệt 3",
    ],
)
def test_what_may_be_a_report_a_deed_or_a_question_on_the_ledger_stays(world: World, text: str) -> None:
    assert not may_leave(world, text)


def test_nothing_leaves_while_the_bot_waits_for_an_answer(world: World) -> None:
    world.say(LAN, "/capnhat 13")
    assert not may_leave(world, QUESTION, LAN)
    assert may_leave(world, QUESTION)
    world.now += timedelta(hours=13)
    assert may_leave(world, QUESTION, LAN), "what was left lying for half a day waits no longer"
