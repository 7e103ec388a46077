"""Files that go with a report: with its words, in reply to it, as an album, and where it is not clear."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conversation.incoming import SentFile
from progress.chat.evidence import LARGEST
from tests.progress.driver import LAN, MINH, STRANGER, TRANG, Office, labels

STORY = "Cập nhật nhiệm vụ 13: 60%, đã thử nghiệm"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path).staff()
    yield office
    office.db.close()


def names(office: Office) -> list[str]:
    return [file.name for row in office.rows() for file in row.evidence]


def test_a_photo_with_words_is_evidence_of_what_they_report(office: Office) -> None:
    draft, notice = office.send_file(LAN, "bien-ban.jpg", STORY)
    assert "Tài liệu kèm theo: bien-ban.jpg" in draft.text
    assert "không gửi văn bản mật" in notice.text
    office.press(LAN, "Gửi", draft)
    assert names(office) == ["bien-ban.jpg"]


def test_the_warning_is_said_once(office: Office) -> None:
    office.send_file(LAN, text=STORY)
    assert len(office.send_file(LAN, text="nv 15 20% đã họp")) == 1


def test_a_file_in_reply_to_the_draft_or_to_ones_own_message(office: Office) -> None:
    office.say(LAN, STORY)
    own = office.last_key
    office.send_file(LAN, "a.pdf", about="draft:1")
    office.send_file(LAN, "b.pdf", replied=own)
    office.say(LAN, "gửi")
    assert names(office) == ["a.pdf", "b.pdf"]


def test_an_album_is_one_draft_whose_button_stays_good(office: Office) -> None:
    draft, *_ = office.send_file(LAN, "1.jpg", STORY, album="77")
    assert office.send_file(LAN, "2.jpg", album="77") == []
    assert office.send_file(LAN, "3.jpg", album="77") == []
    office.press(LAN, "Gửi", draft)
    assert names(office) == ["1.jpg", "2.jpg", "3.jpg"]


def test_a_file_goes_to_the_only_task_of_the_draft_and_else_is_asked_about(office: Office) -> None:
    office.say(LAN, STORY)
    (draft, _) = office.send_file(LAN, "a.pdf")
    assert "a.pdf" in draft.text
    office.say(LAN, "nv 15 20% đã họp")
    (which,) = office.send_file(LAN, "b.pdf")
    assert labels(which) == ["13", "15"]
    office.press(LAN, "15", which)
    office.say(LAN, "gửi")
    assert {row.task: [f.name for f in row.evidence] for row in office.rows()} == {13: ["a.pdf"], 15: ["b.pdf"]}


def test_a_file_without_a_draft_is_told_how(office: Office) -> None:
    (said, _) = office.send_file(LAN, "a.pdf")
    assert "gửi lại kèm nội dung" in said.text


def test_a_file_for_the_task_that_is_being_asked_for(office: Office) -> None:
    office.say(LAN, "/capnhat 13")
    (draft, _) = office.send_file(LAN, "a.pdf")
    assert "a.pdf" in draft.text
    office.say(LAN, "60% đã thử nghiệm")
    office.say(LAN, "gửi")
    assert names(office) == ["a.pdf"]


def test_too_large_a_file_is_refused_with_the_limit(office: Office) -> None:
    office.say(LAN, STORY)
    (said,) = office.send_file(LAN, "phim.mp4", size=LARGEST + 1)
    assert "20 MB" in said.text
    assert office.store.files.waiting() == []


def test_a_file_for_which_a_task_has_no_place_is_named(office: Office) -> None:
    """A task has twenty files at most; who sends one more hears that it is not kept with the report."""
    office.say(LAN, STORY)
    for number in range(20):
        assert not any("chưa được kèm" in said.text for said in office.send_file(LAN, f"{number}.pdf"))
    told = office.send_file(LAN, "mot-nua.pdf")
    assert "đã đủ 20 tệp: 1 tệp vừa gửi chưa được kèm" in told[0].text
    office.say(LAN, "gửi")
    assert names(office) == [f"{number}.pdf" for number in range(20)]


def test_a_revision_keeps_the_files(office: Office) -> None:
    draft, _ = office.send_file(LAN, "a.pdf", STORY)
    (receipt,) = office.press(LAN, "Gửi", draft)
    (again,) = office.press(LAN, "Sửa", receipt)
    assert "a.pdf" in again.text


@pytest.mark.parametrize("person", [STRANGER, TRANG])
def test_files_of_others_are_not_kept(office: Office, person: int) -> None:
    assert office.send_file(person, "a.pdf", STORY) == [] or office.store.files.waiting() == []
    assert office.store.files.waiting() == []


def test_somebody_elses_file_cannot_be_attached(office: Office) -> None:
    office.say(LAN, STORY)
    office.say(LAN, "nv 15 20% đã họp")
    (which, _) = office.send_file(LAN, "a.pdf")
    token = which.buttons[0][0].token
    assert office.tap(MINH, token) == []
    office.say(LAN, "gửi")
    assert names(office) == []


@pytest.mark.parametrize(
    ("caption", "tasks"),
    [
        ("nv 13", [13]),
        ("minh chứng nhiệm vụ 14", [14]),
        ("Biên bản nghiệm thu của nhiệm vụ 6", [6]),
        ("tai lieu kem theo nv 12, 13", [12, 13]),
    ],
)
def test_a_caption_that_names_the_task_is_enough(office: Office, caption: str, tasks: list[int]) -> None:
    (draft, _) = office.send_file(LAN, "a.pdf", caption)
    person = office.store.people.by_account(LAN)
    told = office.store.drafts.latest_of(person.id).entries
    assert [(one.task, [file.name for file in one.files]) for one in told] == [(task, ["a.pdf"]) for task in tasks]
    assert "a.pdf" in draft.text


@pytest.mark.parametrize("caption", ["nhiệm vụ 13 ai chủ trì", "nv 13 hạn bao giờ?"])
def test_a_question_with_a_picture_keeps_no_file(office: Office, caption: str) -> None:
    office.send_file(LAN, "a.jpg", caption)
    assert not office.store.files.sent_before(LAN)


def exchanged(office: Office, name: str, text: str = "", size: int = 10) -> list[str]:
    """Put another file in the place of the last message's."""
    file = SentFile(name, name, name, size)
    return [o.text for o in office.say(LAN, text, number=office.last_number, files=(file,), edited=True)]


@pytest.mark.parametrize("text", [STORY, STORY.replace("60", "70"), STORY.replace("13", "15"), ""])
def test_a_file_that_takes_the_place_of_another_does_so_in_the_draft(office: Office, text: str) -> None:
    """What was sent stays as it was."""
    office.say(LAN, STORY)
    office.send_file(LAN, "cu.pdf", text)
    told = exchanged(office, "moi.pdf", text)
    assert ["moi.pdf" in one for one in told] == [True]
    assert "lớn hơn 20 MB" in exchanged(office, "phim.mp4", text, LARGEST + 1)[0]
    office.say(LAN, "gửi")
    assert names(office) == ["moi.pdf"]
    exchanged(office, "sau.pdf", text)
    assert names(office) == ["moi.pdf"]


def test_files_stay_where_another_caption_of_their_album_tells_the_same_task(office: Office) -> None:
    office.say(LAN, STORY)
    office.send_file(LAN, "1.jpg", album="77")
    office.send_file(LAN, "2.jpg", STORY, album="77")
    office.say(LAN, "gửi")
    assert names(office) == ["1.jpg", "2.jpg"]
