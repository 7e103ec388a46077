"""A draft knows the messages and files that it was made from: albums, captions, edits, what is kept and what is not."""

import json
import sqlite3
import time
from contextlib import closing

import pytest

from tests.e2e.driver import until
from tests.e2e.reminding import House
from tests.e2e.test_coming_in import LAN, VISITOR, edited, handled, ministry, number_of, said
from tests.marks import soaked

__all__ = ["ministry"]
pytestmark = pytest.mark.e2e
PDF = b"%PDF" + b"x" * 300


@pytest.fixture(autouse=True)
def no_draft(ministry: House) -> None:
    """Each test begins without a draft."""
    said(ministry, LAN, "/huy")
    said(ministry, LAN, "/huy")


def sent(ministry: House, files: list[str], person: int = LAN, content: bytes = PDF, **more: object) -> list[dict]:
    done = ministry.control.upload(person, [(name, content) for name in files], **more)
    for number in done["update_ids"]:
        handled(ministry, number)
    return done["messages"]


def pressed(ministry: House, label: str) -> None:
    """Press a button under the newest message once it stands there."""
    assert until(lambda: label in str(ministry.last(LAN)["buttons"]))
    handled(ministry, ministry.control.press(LAN, ministry.last(LAN), label)["update_id"])


def last_report(ministry: House) -> dict:
    """The newest row of the ledger with the names of its files."""
    with closing(sqlite3.connect(f"file:{ministry.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        number, task, percent, result = db.execute(
            "select id, task, percent, result from reports order by id desc limit 1"
        ).fetchone()
        names = db.execute(
            "select name from files f join report_files r on r.file = f.id where r.report = ? order by f.id", (number,)
        ).fetchall()
    return {"task": task, "percent": percent, "result": result, "files": [name for (name,) in names]}


def submit(ministry: House) -> dict:
    said(ministry, LAN, "gửi")
    if "Vẫn gửi" in json.dumps(ministry.last(LAN)["buttons"], ensure_ascii=False):
        said(ministry, LAN, "vẫn gửi")
    return last_report(ministry)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_album_is_one_message_whichever_item_has_the_caption(ministry: House, place: int) -> None:
    """Line 7."""
    said(ministry, LAN, "nv 12 10%, đang khảo sát")  # an open draft of something else takes none of them
    said(ministry, LAN, "/huy")
    count = number_of(ministry, LAN)
    names = [f"{place}-{n}.pdf" for n in range(3)]
    sent(ministry, names, caption="nv 13 60%, đã họp với các đơn vị", caption_at=place)
    assert until(lambda: number_of(ministry, LAN) > count)
    report = submit(ministry)
    assert (report["task"], report["files"][-3:]) == (13, names)  # a revision keeps those of before


def raw(ministry: House, number: int, **content: object) -> int:
    """Have Telegram tell of a message that the playground cannot make."""
    message = {"message_id": 900_000_000 + number, "date": int(time.time()), "chat": {"id": LAN, "type": "private",
               "first_name": "Lan"}, "from": {"id": LAN, "is_bot": False, "first_name": "Lan"}}  # fmt: skip
    return ministry.control.post("raw", update={"message": message | content}, chat=LAN)["update_id"]


def document(name: str) -> dict:
    return {"document": {"file_id": name, "file_unique_id": name, "file_name": name, "file_size": 3}}


def test_both_captions_of_an_album_are_read_each_with_its_files(ministry: House) -> None:
    """Line 7's kind."""
    pictures = [("a.pdf", "nv 14 30%, đã họp tổ công tác"), ("b.pdf", None), ("c.pdf", "nv 15 40%, đã khảo sát")]
    for number, (name, caption) in enumerate(pictures):
        words = {"caption": caption} if caption else {}
        last = raw(ministry, number, media_group_id="two captions", **document(name), **words)
    handled(ministry, last)
    assert until(lambda: "c.pdf" in ministry.last(LAN)["text"])
    of_14, _, of_15 = ministry.last(LAN)["text"].partition("hiệm vụ 15")
    told = ("tổ công tác" in of_14, "a.pdf, b.pdf" in of_14, "c.pdf" in of_14, "khảo sát" in of_15, "c.pdf" in of_15)
    assert told == (True, True, False, True, True), ministry.last(LAN)["text"]


@pytest.mark.parametrize("kind", ["paid_media", "hologram"])
def test_the_caption_of_what_is_not_known_is_read_and_the_file_is_said_not_to_be_kept(
    ministry: House, kind: str
) -> None:
    """Line 8's kind."""
    content = {"paid_media": {"star_count": 1, "paid_media": []}, "hologram": {"file_id": "x"}}[kind]
    number = {"paid_media": 10, "hologram": 11}[kind]
    handled(ministry, raw(ministry, number, caption="nv 18 25%, đã đo thử", **{kind: content}))
    assert until(lambda: "Tệp gửi kèm không được lưu" in ministry.last(LAN)["text"])
    shown = ministry.control.get("messages", chat=LAN)["messages"]
    assert any("đã đo thử" in m["text"] and "25%" in m["text"] for m in shown[-3:])


def answers_to(ministry: House, album: list[dict]) -> list[str]:
    """The words that reply to a message of an album."""
    numbers = {m["message_id"] for m in album}
    shown = ministry.control.get("messages", chat=LAN)["messages"]
    return [m["text"] for m in shown if m["from_bot"] and m.get("reply_to", {}).get("message_id") in numbers]


def test_an_album_is_answered_once(ministry: House) -> None:
    sent(ministry, ["x.pdf"], caption="nv 13 1%, đã họp")  # the notice about restricted data comes with the first
    said(ministry, LAN, "/huy")
    told = sent(ministry, ["a.pdf", "b.pdf", "c.pdf"], caption="nv 14 20%, đã họp", caption_at=2)
    said(ministry, LAN, "/huy")
    silent = sent(ministry, ["a.pdf", "b.pdf"])
    assert until(lambda: answers_to(ministry, silent))
    assert (len(answers_to(ministry, told)), len(answers_to(ministry, silent))) == (1, 1)
    assert "chưa rõ thuộc nhiệm vụ nào" in answers_to(ministry, silent)[0]


def test_an_album_without_words_goes_to_the_only_task_of_the_draft(ministry: House) -> None:
    said(ministry, LAN, "nv 12 10%, đang khảo sát")
    sent(ministry, ["a.pdf", "b.pdf"])
    assert submit(ministry)["files"] == ["a.pdf", "b.pdf"]


def test_evidence_survives_an_edited_caption(ministry: House) -> None:
    """Line 6; and follows the caption to another task."""
    (message,) = sent(ministry, ["bien-ban.pdf"], caption="nv 14 60%, đã họp")
    edited(ministry, LAN, message, "nv 14 65%, đã họp")
    assert until(lambda: "65%" in ministry.last(LAN)["text"])
    report = submit(ministry)
    assert (report["percent"], report["files"]) == (65, ["bien-ban.pdf"])
    (message,) = sent(ministry, ["cong-van.pdf"], caption="nv 14 70%, đã họp lần 2")
    edited(ministry, LAN, message, "nv 15 70%, đã họp lần 2")
    report = submit(ministry)
    assert (report["task"], report["percent"], report["files"]) == (15, 70, ["cong-van.pdf"])


@pytest.mark.parametrize("kind", ["video", "voice", "video_note", "audio", "animation"])
def test_what_plays_is_kept_as_evidence(ministry: House, kind: str) -> None:
    """Line 8."""
    sent(ministry, ["họp.mp4"], kind=kind, caption="nv 16 20%, đã họp")
    assert until(lambda: "20%" in ministry.last(LAN)["text"])
    before = last_report(ministry)["files"]
    assert len(submit(ministry)["files"]) == (1 if kind == "video" else len(before) + 1)


def test_what_is_too_large_is_said_at_once_and_its_caption_still_read(ministry: House) -> None:
    since = ministry.control.seq()
    sent(ministry, ["phim.mp4"], content=b"x" * (20 * 1024 * 1024 + 1), kind="video", caption="nv 21 35%, đã họp")
    assert until(lambda: "35%" in ministry.last(LAN)["text"])
    assert any("lớn hơn 20 MB" in m["text"] for m in ministry.control.from_bot(since, LAN))
    assert submit(ministry)["files"] == []


@pytest.mark.parametrize("person", [LAN, VISITOR])
@pytest.mark.parametrize(
    "caption", ["Đơn vị nào chủ trì nhiệm vụ 13?", "dv nao lam nv 13 z", "/nhiemvu 13", "/Nhiemvu13"]
)
def test_a_question_as_a_caption_is_read_as_text(ministry: House, person: int, caption: str) -> None:
    """Line 33; that the file is not kept is said."""
    (message,) = sent(ministry, ["anh.pdf"], person=person, caption=caption)

    def answer() -> str:
        shown = ministry.control.get("messages", chat=person)["messages"]
        return "".join(m["text"] for m in shown if m.get("reply_to", {}).get("message_id") == message["message_id"])

    assert until(lambda: "Trung tâm Công nghệ thông tin" in answer()), answer()
    assert "không được lưu" in answer()


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("/tinhhinh 13", "hiệm vụ 13"),
        ("nhiệm vụ 13 đến đâu rồi?", "hiệm vụ 13"),
        *soaked(
            ("/baocao", "Còn thiếu"), ("/toi", "Phạm Thị Lan"), ("/xuat", "quyền"), ("ai chưa báo cáo?", "báo cáo"),
            ("còn đơn vị nào chưa gửi", "báo cáo"),
        ),
    ],
)  # fmt: skip
def test_what_is_asked_about_reports_as_a_caption_is_read_as_text(ministry: House, caption: str, words: str) -> None:
    """Lines 8 and 33: by a command, too; that the file is not kept is said."""
    since = ministry.control.seq()
    sent(ministry, ["anh.pdf"], caption=caption)
    assert until(lambda: len(ministry.control.from_bot(since, LAN)) == 2)
    answer, told = (m["text"] for m in ministry.control.from_bot(since, LAN))
    assert (words in answer, told) == (True, "Tệp gửi kèm không được lưu.")


def test_editing_any_message_of_a_draft_changes_it(ministry: House) -> None:
    """Line 36: the first of two, then the second, then one whose fields were changed by hand in between."""
    first = said(ministry, LAN, "nv 18 30%, đã họp với Vụ Pháp chế")
    second = said(ministry, LAN, "nv 18 vướng kinh phí")
    edited(ministry, LAN, first, "nv 18 35%, đã họp với Vụ Kế hoạch")
    assert until(lambda: "35%" in ministry.last(LAN)["text"])
    edited(ministry, LAN, second, "nv 18 vướng mắc về nhân lực")
    assert until(lambda: "nhân lực" in ministry.last(LAN)["text"])
    shown = ministry.last(LAN)["text"]
    assert ("35%" in shown, "Vụ Kế hoạch" in shown, "Pháp chế" in shown, "kinh phí" in shown) == (
        True,
        True,
        False,
        False,
    )
    assert submit(ministry)["percent"] == 35


def test_what_was_changed_by_hand_stays_when_a_message_is_edited(ministry: House) -> None:
    first = said(ministry, LAN, "nv 18 30%, đã họp với Vụ Pháp chế")
    pressed(ministry, "Sửa")
    pressed(ministry, "Tỷ lệ")
    said(ministry, LAN, "40%")
    edited(ministry, LAN, first, "nv 18 30%, đã họp với Vụ Tổ chức cán bộ")
    assert until(lambda: "Tổ chức cán bộ" in ministry.last(LAN)["text"])
    assert "40%" in ministry.last(LAN)["text"]


def test_a_task_that_an_edit_no_longer_names_leaves_the_draft(ministry: House) -> None:
    message = said(ministry, LAN, "nv 18 30%, đã họp, nv 19 40%, đã trình")
    edited(ministry, LAN, message, "nv 18 30%, đã họp")
    report = submit(ministry)
    assert report["task"] == 18


def test_what_was_told_after_a_message_follows_it_to_another_task(ministry: House) -> None:
    """Line 36's kind: words, a field changed by hand and a file that name no task; what names its task stays."""
    first = said(ministry, LAN, "nv 23 60%, đã trình dự thảo")
    said(ministry, LAN, "vướng kinh phí")
    assert until(lambda: "kinh phí" in ministry.last(LAN)["text"])
    pressed(ministry, "Sửa")
    pressed(ministry, "Đề xuất, kiến nghị")
    said(ministry, LAN, "đề nghị bố trí thêm")
    sent(ministry, ["bien-ban.pdf"])
    edited(ministry, LAN, first, "nv 25 60%, đã trình dự thảo")
    assert until(lambda: "hiệm vụ 25" in ministry.last(LAN)["text"])
    shown = ministry.last(LAN)["text"]
    told = ("kinh phí", "bố trí thêm", "bien-ban.pdf", "hiệm vụ 23")
    assert [words in shown for words in told] == [True, True, True, False], shown
    said(ministry, LAN, "nv 25 thêm: đã họp")
    said(ministry, LAN, "nv 23 40%, vướng nhân lực")
    edited(ministry, LAN, first, "nv 23 60%, đã trình dự thảo")
    assert until(lambda: "hiệm vụ 23" in ministry.last(LAN)["text"])
    of_23, _, of_25 = ministry.last(LAN)["text"].partition("hiệm vụ 25")
    assert ["kinh phí" in of_23, "nhân lực" in of_23, "đã họp" in of_25, "kinh phí" in of_25] == [
        True,
        True,
        True,
        False,
    ]
    said(ministry, LAN, "hủy")


@pytest.mark.parametrize("text", ["/Nhiemvu 13", "/nhiemvu13", "/NHIEMVU_13", "/nhiemvu13@{bot}"])
def test_a_command_is_known_however_it_is_written(ministry: House, text: str) -> None:
    """Line 32."""
    bot = ministry.control.get("state")["bot"]["username"]
    since = ministry.control.seq()
    said(ministry, VISITOR, text.format(bot=bot))
    assert "iệm vụ 13" in ministry.control.from_bot(since, VISITOR)[0]["text"]


def test_half_a_character_and_split_letters_reach_the_ledger_whole(ministry: House) -> None:
    """Line 31: in «Sửa → Kết quả», too."""
    said(ministry, LAN, "nv 21 30%, đã trình")
    pressed(ministry, "Sửa")
    pressed(ministry, "Kết quả")
    message = {"message_id": 2**30, "date": 1568080900, "chat": {"id": LAN, "type": "private"}}
    who = {"id": LAN, "is_bot": False, "first_name": "Lan"}
    nfd = "đa\u0303 ho\u0323p \ud800 lần 3"
    update = {"message": message | {"from": who, "text": nfd}}
    handled(ministry, ministry.control.post("raw", update=update, chat=LAN)["update_id"])
    assert submit(ministry)["result"] == "đã họp \ufffd lần 3"
