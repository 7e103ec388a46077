"""Team leads, their heads and the office at work over HTTP: what each taps, and hears of the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.people import HEAD, OFFICE, REPORTER
from tests.e2e.driver import callback_text, until
from tests.e2e.reminding import House, house

pytestmark = pytest.mark.e2e
CENTRE, VPB = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ"
PEOPLE = [
    (REPORTER, "Phạm Thị Lan", CENTRE, "reporter"),
    (HEAD, "Lê Quang Huy", CENTRE, "head"),
    (OFFICE, "Đỗ Thu Trang", VPB, "office"),
]


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, PEOPLE, "2019-09-16T09:00:00") as made:
        yield made


def labels(message: dict) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def press(ministry: House, person: int, label: str, message: dict | None = None) -> str:
    """Press a button of the newest message that has it; give the words of its toast."""
    said = ministry.control.get("messages", chat=person)["messages"]
    has = message or next(m for m in reversed(said) if m["from_bot"] and label in labels(m))
    since = ministry.control.seq()
    return callback_text(ministry.control, since, ministry.control.press(person, has, label))


def test_a_first_quarter_of_seventeen_tasks_takes_few_taps(ministry: House) -> None:
    """/baocao, two tasks of their own, one sentence for the others, "Gửi"; an older sheet has lost its buttons."""
    control = ministry.control
    first = control.ask(REPORTER, "/baocao")
    assert "17/17" in first["text"]
    second = control.ask(REPORTER, "nv 13 60% đã thử nghiệm, vướng kinh phí")
    third = control.ask(REPORTER, "các việc còn lại đang thực hiện, khoảng 20%")
    assert "(17/17)" in third["text"]

    def bare() -> bool:
        said = {m["message_id"]: m for m in control.get("messages", chat=REPORTER)["messages"]}
        return not any(said[one["message_id"]]["buttons"] for one in (first, second))

    assert until(bare)
    press(ministry, REPORTER, "Gửi", third)
    assert until(lambda: "Đã gửi BC-0001" in ministry.last(REPORTER)["text"])
    assert "chưa báo cáo" not in ministry.last(REPORTER)["text"]
