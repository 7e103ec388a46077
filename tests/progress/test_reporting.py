"""Team leads report: in a sentence, in several, on a sheet, with files; nothing is recorded without "Gửi"."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.marks import soaked
from tests.progress.driver import CENTRE, HUY, LAN, LEGAL, MINH, STRANGER, TRANG, Office, labels

STORY = "Cập nhật nhiệm vụ 13: 60%, đã thử nghiệm kết nối với hệ thống của Chính phủ, vướng kinh phí"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path).staff()
    yield office
    office.db.close()


def sent(office: Office) -> dict[int, object]:
    return {row.task: row for row in office.rows() if row.kind == "lead"}


def report(office: Office, person: int, text: str) -> None:
    office.say(person, text)
    office.say(person, "vẫn gửi")


def test_the_story_of_the_issue(office: Office) -> None:
    """What was understood is shown; nothing is in the ledger before "Gửi"; then it is, once."""
    (draft,) = office.say(LAN, STORY)
    for words in (
        "Nhiệm vụ 13",
        "60%",
        "đã thử nghiệm kết nối với hệ thống của Chính phủ",
        "vướng kinh phí",
        "III/2019",
    ):
        assert words in draft.text
    assert labels(draft)[:3] == ["Gửi", "Sửa", "Hủy"]
    assert office.rows() == []
    (receipt,) = office.press(LAN, "Gửi", draft)
    (row,) = office.rows()
    assert (row.task, row.unit, row.period.key, row.entry.percent, row.state) == (13, CENTRE, "2019-Q3", 60, "sent")
    assert row.entry.difficulty == "vướng kinh phí"
    assert "BC-0001" in receipt.text
    office.press(LAN, "Gửi", draft)
    assert office.toast == "Báo cáo này đã được gửi."
    assert len(office.rows()) == 1


def test_with_words_alone(office: Office) -> None:
    office.say(LAN, "nv 13 xong 60% roi, vuong kinh phi")
    (receipt,) = office.say(LAN, "gửi")
    assert "BC-0001" in receipt.text
    assert sent(office)[13].entry.percent == 60


@pytest.mark.parametrize("way", ["Hủy", "/huy", "hủy"])
def test_a_dropped_draft_leaves_nothing(office: Office, way: str) -> None:
    (draft,) = office.say(LAN, STORY)
    (said,) = office.press(LAN, way) if way == "Hủy" else office.say(LAN, way)
    assert "Chưa có gì được ghi nhận" in said.text
    assert office.press(LAN, "Gửi", draft) == []
    assert office.rows() == []


def test_what_was_there_before_is_shown(office: Office) -> None:
    report(office, LAN, "nv 13 40% đã họp")
    (draft,) = office.say(LAN, "nv 13 60%")
    assert "40% → **60%**" in draft.text


def test_two_messages_fill_one_draft_and_the_earlier_button_is_stale(office: Office) -> None:
    """What is sent is what was seen: a button of an older screen sends nothing and shows the newest."""
    (first,) = office.say(LAN, "nv 13 60%")
    (second,) = office.say(LAN, "nv 15 xong phần thiết kế")
    assert "Nhiệm vụ 13" in second.text
    assert "Nhiệm vụ 15" in second.text
    (again,) = office.press(LAN, "Gửi", first)
    assert office.toast == "Bản nháp đã thay đổi. Đề nghị xem bản mới nhất bên dưới."
    assert again.text == second.text
    assert office.rows() == []
    office.press(LAN, "Gửi", again)
    assert set(sent(office)) == {13, 15}


@pytest.mark.parametrize(
    ("before", "text", "caution"),
    [
        ("nv 13 60% đã họp", "nv 13 40%", "tỷ lệ thấp hơn lần báo cáo trước"),
        ("nv 13 hoàn thành, đã ban hành Quyết định 123/QĐ-BKHCN", "nv 13 80%", "lần trước đã báo hoàn thành"),
        ("nv 13 60% đã họp", "hoàn thành nhiệm vụ 13", "chưa nêu kết quả, sản phẩm"),
    ],
)
def test_what_is_unusual_is_pointed_out_and_allowed_on_confirmation(
    office: Office, before: str, text: str, caution: str
) -> None:
    report(office, LAN, before)
    (draft,) = office.say(LAN, text)
    assert caution in draft.text
    (question,) = office.press(LAN, "Gửi", draft)
    assert caution in question.text
    assert len(office.store.ledger.history("676/QĐ-BKHCN")) == 1
    office.press(LAN, "Vẫn gửi", question)
    assert len(office.store.ledger.history("676/QĐ-BKHCN")) == 2


def test_a_percentage_of_something_else_is_kept_as_a_result_and_named(office: Office) -> None:
    (draft,) = office.say(LAN, "nv 12 30% dịch vụ công mức độ 4 đã lên cổng")
    assert "30% được giữ trong kết quả" in draft.text
    office.press(LAN, "Gửi", draft)
    entry = sent(office)[12].entry
    assert entry.percent is None
    assert "30% dịch vụ công mức độ 4" in entry.result


def test_a_waiting_task_quotes_its_condition(office: Office) -> None:
    (draft,) = office.say(LAN, "nv 6 đang chờ điều kiện")
    assert "chờ điều kiện" in draft.text
    assert "«Thực hiện sau khi Chính phủ phê duyệt Kiến trúc Chính phủ điện tử»" in draft.text


def test_a_continuing_task_has_no_percentage(office: Office) -> None:
    office.store.choices.put("676/QĐ-BKHCN", "continuing:23", True)
    (draft,) = office.say(LAN, "nv 23 60% đã mở lớp")
    assert "Tỷ lệ" not in draft.text
    office.press(LAN, "Gửi", draft)
    assert sent(office)[23].entry.percent is None
    assert "60%" in sent(office)[23].entry.result


@pytest.mark.parametrize("text", ["Cập nhật nhiệm vụ 13: 80%, đã nghiệm thu", "nv 13 80% đã nghiệm thu"])
def test_an_edit_of_the_message_changes_the_draft(office: Office, text: str) -> None:
    office.say(LAN, STORY)
    (draft,) = office.say(LAN, text, number=office.last_number, edited=True)
    assert "80%" in draft.text
    assert "vướng kinh phí" not in draft.text
    office.press(LAN, "Gửi", draft)
    assert sent(office)[13].entry.percent == 80


@pytest.mark.parametrize(
    ("field", "first", "then", "is_", "was"),
    [
        ("Kết quả", "đã họp ba lần", "đã họp bốn lần", "đã họp bốn lần", "ba lần"),
        ("Khó khăn, vướng mắc", "thiếu máy", "thiếu người", "thiếu người", "thiếu máy"),
        ("Tỷ lệ", "45", "54", "54%", "45%"),
    ],
)
def test_an_edit_of_a_fields_new_content_sets_that_field(
    office: Office, field: str, first: str, then: str, is_: str, was: str
) -> None:
    """What the field said before it was replaced does not come back."""
    office.say(LAN, STORY)
    office.press(LAN, "Sửa")
    office.press(LAN, field)
    office.say(LAN, first)
    (draft,) = office.say(LAN, then, number=office.last_number, edited=True)
    assert is_ in draft.text
    assert was not in draft.text
    assert ("đã thử nghiệm kết nối" in draft.text) == (field != "Kết quả")
    assert ("vướng kinh phí" in draft.text) == (field in {"Tỷ lệ", "Kết quả"})


def test_an_edit_after_sending_changes_nothing_and_says_so(office: Office) -> None:
    (draft,) = office.say(LAN, STORY)
    number = office.last_number
    office.press(LAN, "Gửi", draft)
    (said,) = office.say(LAN, STORY.replace("60", "90"), number=number, edited=True)
    assert "không làm thay đổi" in said.text
    assert sent(office)[13].entry.percent == 60


@pytest.mark.parametrize("begun", ["by words", "by Sửa"])
def test_a_task_that_was_sent_leaves_the_draft_where_an_edit_no_longer_names_it(office: Office, begun: str) -> None:
    office.say(LAN, STORY)
    office.press(LAN, "Gửi")
    if begun == "by Sửa":
        office.press(LAN, "Sửa")
    office.say(LAN, "nv 13 70%, đã nghiệm thu; nv 18 40%, đã trình")
    (draft,) = office.say(LAN, "nv 18 40%, đã trình", number=office.last_number, edited=True)
    assert ("hiệm vụ 18" in draft.text, "hiệm vụ 13" in draft.text) == (True, False)
    office.press(LAN, "Gửi", draft)
    assert (sent(office)[18].entry.percent, sent(office)[13].revision) == (40, 1)


def test_capnhat_asks_only_what_is_missing(office: Office) -> None:
    (which,) = office.say(LAN, "/capnhat")
    assert "13" in labels(which)
    (how,) = office.press(LAN, "13", which)
    assert "Nhiệm vụ 13" in how.text
    (draft,) = office.say(LAN, "60%, vướng kinh phí")
    assert "60%" in draft.text
    (at_once,) = office.say(MINH, "/capnhat 14 20% đang xây dựng")
    assert "Nhiệm vụ 14" in at_once.text


def test_a_reply_to_a_task_is_about_that_task(office: Office) -> None:
    (draft,) = office.say(LAN, "được 60% rồi, vướng kinh phí", about="task:13")
    assert "Nhiệm vụ 13" in draft.text


def test_a_field_can_be_changed_one_by_one(office: Office) -> None:
    (draft,) = office.say(LAN, "hoàn thành nhiệm vụ 15")
    (menu,) = office.press(LAN, "Sửa", draft)
    office.press(LAN, "Ngày hoàn thành", menu)
    (refused,) = office.say(LAN, "32/13")
    assert "phải là một ngày" in refused.text
    (draft,) = office.say(LAN, "12/9")
    assert "12/9/2019" in draft.text
    (menu,) = office.press(LAN, "Sửa", draft)
    office.press(LAN, "Kết quả", menu)
    (draft,) = office.say(LAN, "Hệ thống đã vận hành")
    office.press(LAN, "Gửi", draft)
    entry = sent(office)[15].entry
    assert (entry.status, entry.percent, entry.result) == ("done", 100, "Hệ thống đã vận hành")


def test_seventeen_tasks_of_which_thirteen_bring_nothing_new_take_few_taps(office: Office) -> None:
    """After a first quarter with a sentence for each: one message, one tap for the rest, one to send."""
    (sheet,) = office.say(LAN, "/baocao")
    assert "17/17" in sheet.text
    (sheet,) = office.say(LAN, "còn lại: đang triển khai theo kế hoạch")
    office.press(LAN, "Gửi", sheet)
    assert len(sent(office)) == 17
    office.at("2019-12-16T09:00:00")
    office.say(LAN, "/baocao")
    text = "nv 12 30% dvc muc 4 da len cong, nv 13 60% vuong kinh phi, nv 15 xong phan thiet ke, nv 14 40% da hop"
    (sheet,) = office.say(LAN, text)
    assert "**Còn thiếu** (13/17)" in sheet.text
    (sheet,) = office.press(LAN, "Các nhiệm vụ còn lại: không phát sinh", sheet)
    assert "Còn thiếu" not in sheet.text
    (receipt,) = office.press(LAN, "Gửi", sheet)
    now = [row for row in office.rows() if row.period.key == "2019-Q4"]
    assert len(now) == 17
    assert sum(row.entry.nothing_new for row in now) == 13
    assert "còn" not in receipt.text.split("\n")[-1]


def test_nothing_new_is_not_enough_for_a_task_that_was_never_reported(office: Office) -> None:
    """No button offers it there; one of an earlier version says why it does nothing."""
    (sheet,) = office.say(LAN, "/baocao")
    assert labels(sheet) == ["Xem từng nhiệm vụ"]
    (opened,) = office.press(LAN, "Xem từng nhiệm vụ", sheet)
    (item,) = office.press(LAN, "13", opened)
    assert labels(item) == ["Quay lại"]
    assert office.tap(LAN, "same:1:13") == []
    assert "cần ít nhất một câu" in office.toast
    (sheet,) = office.press(LAN, "Quay lại", item)
    office.tap(LAN, "rest:1:1")
    assert "chưa báo cáo lần nào" in office.toast
    assert office.rows() == []


@pytest.mark.parametrize("at_sheet", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "các việc còn lại đang thực hiện, khoảng 20%",
        "các nhiệm vụ còn lại đang triển khai, đạt 20%",
        "còn lại đang làm 20%",
        "các việc còn lại khoảng 20%, đang thực hiện",
        "16 việc còn lại đang triển khai, ước khoảng 20%",
    ],
)
def test_one_sentence_fills_all_that_is_still_open(office: Office, text: str, at_sheet: bool) -> None:
    """A first quarter of 17 tasks: /baocao, one task, a sentence for the others, "Gửi"; with or without the sheet."""
    if at_sheet or text.startswith("còn lại"):  # which is said of the draft's only task, where there is one
        office.say(LAN, "/baocao")
    office.say(LAN, "nv 13 60% vướng kinh phí")
    (sheet,) = office.say(LAN, text)
    assert "Mới nhập, chưa gửi** (17/17)" in sheet.text
    assert "Chưa hiểu" not in sheet.text
    office.press(LAN, "Gửi", sheet)
    continuing = office.context.plan().is_continuing
    others = {row.entry.percent for n, row in sent(office).items() if n != 13 and not continuing(n)}
    assert others == {20}
    assert (len(sent(office)), sent(office)[13].entry.percent) == (17, 60)


def height(text: str) -> int:
    """Lines of a text on a phone of 390 px: about 44 letters each."""
    return sum(-(-max(len(line), 1) // 44) for line in text.split("\n"))


def test_the_sheet_fits_a_phone_until_it_is_opened(office: Office) -> None:
    """What was just told stands first; 17 tasks, each told in other words, are one screen; opened, all are named."""
    (sheet,) = office.say(LAN, "/baocao")
    assert height(sheet.text) <= 12
    for place, task in enumerate((1, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 18, 19, 21, 23)):
        (sheet,) = office.say(LAN, f"nv {task} {20 + place}%, đã họp lần {place + 2}, vướng kinh phí phần {place}")
        assert sheet.renews
        assert f"\n{task} – " in sheet.text.partition("Mới nhập, chưa gửi")[2].partition("nhiệm vụ khác")[0]
        assert sheet.text.index(f"\n{task} – ") < sheet.text.index("Còn thiếu")
        assert height(sheet.text) <= 26
    assert labels(sheet) == ["Gửi", "Sửa", "Hủy", "25", "Xem từng nhiệm vụ"]
    (opened,) = office.press(LAN, "Xem từng nhiệm vụ", sheet)
    assert opened.text.count(" – ") == 18
    (folded,) = office.press(LAN, "Thu gọn", opened)
    assert height(folded.text) <= 26


def test_a_revision_is_a_new_row_and_a_withdrawal_another(office: Office) -> None:
    (draft,) = office.say(LAN, STORY)
    (receipt,) = office.press(LAN, "Gửi", draft)
    (draft,) = office.press(LAN, "Sửa", receipt)
    assert "60%" in draft.text
    office.say(LAN, "nv 13 70%")
    (second,) = office.say(LAN, "gửi")
    assert "BC-0002" in second.text
    (gone,) = office.press(LAN, "Rút lại", second)
    assert "Đã rút lại BC-0002" in gone.text
    history = office.store.ledger.history("676/QĐ-BKHCN", task=13)
    assert [(row.revision, row.state, row.entry.percent) for row in history] == [
        (1, "sent", 60), (2, "sent", 70), (3, "withdrawn", 70)
    ]  # fmt: skip
    assert "1. " not in gone.text


def test_the_second_of_two_people_of_a_unit_is_told_of_the_first(office: Office) -> None:
    (first,) = office.say(LAN, STORY)
    (second,) = office.say(MINH, "nv 13 70% đã họp")
    office.press(LAN, "Gửi", first)
    (receipt,) = office.press(MINH, "Gửi", second)
    assert "Phạm Thị Lan đã gửi báo cáo nhiệm vụ 13" in receipt.text
    assert [row.entry.percent for row in office.store.ledger.history("676/QĐ-BKHCN")] == [60, 70]


def test_a_coordinating_unit_contributes_beside_the_lead(office: Office) -> None:
    (draft,) = office.say(HUY, "nv 13 đã góp ý dự thảo")
    assert "Đơn vị phối hợp" in draft.text
    office.press(HUY, "Gửi", draft)
    (row,) = office.rows()
    assert (row.kind, row.unit) == ("contribution", LEGAL)


def test_who_has_nothing_to_do_with_a_task_is_told_who_leads(office: Office) -> None:
    (said,) = office.say(HUY, "nv 11 60% đã soạn thảo")
    assert "không chủ trì hoặc phối hợp nhiệm vụ 11" in said.text
    assert office.store.drafts.all_open("676/QĐ-BKHCN") == []


@pytest.mark.parametrize("person", [STRANGER, TRANG])
def test_who_does_not_report_leaves_no_draft(office: Office, person: int) -> None:
    (said,) = office.say(person, STORY)
    assert "đăng ký" in said.text or "vai trò" in said.text
    assert office.store.drafts.all_open("676/QĐ-BKHCN") == []


def test_a_late_report_is_late_by_the_persons_message_and_goes_to_the_oldest_open_period(office: Office) -> None:
    office.at("2019-09-20T23:59:59")
    report(office, LAN, STORY)
    office.at("2019-09-21T00:00:01")
    report(office, LAN, "nv 15 20% đã họp")
    report(office, LAN, "nv 13 70% đã họp")
    rows = {(row.task, row.period.key): row for row in office.rows()}
    assert not rows[13, "2019-Q3"].late
    assert rows[15, "2019-Q3"].late
    assert not rows[13, "2019-Q4"].late


def test_a_revision_of_a_report_in_time_is_not_late(office: Office) -> None:
    (draft,) = office.say(LAN, STORY)
    (receipt,) = office.press(LAN, "Gửi", draft)
    office.at("2019-09-25T10:00:00")
    (draft,) = office.press(LAN, "Sửa", receipt)
    office.press(LAN, "Gửi", draft)
    (row,) = office.rows()
    assert (row.revision, row.late) == (2, False)


def test_a_draft_moves_to_another_period(office: Office) -> None:
    office.at("2019-09-21T08:00:00")
    (draft,) = office.say(LAN, STORY)
    assert "quý III/2019" in draft.text
    (which,) = office.press(LAN, "Đổi kỳ", draft)
    (draft,) = office.press(LAN, "Quý IV/2019", which)
    office.press(LAN, "Gửi", draft)
    assert office.rows()[0].period.key == "2019-Q4"


def test_drafts_survive_a_restart(office: Office, tmp_path: Path) -> None:
    (draft,) = office.say(LAN, STORY)
    again = Office(tmp_path)
    again.press(LAN, "Gửi", draft)
    assert sent(again)[13].entry.percent == 60
    again.db.close()


def test_somebody_elses_button_does_nothing(office: Office) -> None:
    (draft,) = office.say(LAN, STORY)
    for person in (MINH, HUY, TRANG, STRANGER):
        for row in draft.buttons:
            for button in row:
                assert office.tap(person, button.token) == []
                assert office.toast
    assert office.rows() == []
    assert office.store.drafts.get(1).state == "open"


def test_a_second_message_keeps_what_the_first_has_said(office: Office) -> None:
    office.say(LAN, "nv 13 80%, đã cấp 2 tỷ")
    (draft,) = office.say(LAN, "nv 13 vướng kinh phí")
    assert "**80%**" in draft.text
    assert "đã cấp 2 tỷ" in draft.text


def test_words_after_a_draft_are_about_it_and_questions_are_not(office: Office) -> None:
    office.say(LAN, "nv 13 40% đã họp")
    (draft,) = office.say(LAN, "vướng hạ tầng")
    assert "Khó khăn, vướng mắc: vướng hạ tầng" in draft.text
    assert office.say(LAN, "nhiệm vụ 14 ai chủ trì?") == []
    office.say(LAN, "gửi")
    assert sent(office)[13].entry.difficulty == "vướng hạ tầng"
    assert office.say(LAN, "thứ trưởng phụ trách là ai") == []


def test_what_a_finished_tasks_draft_asks_for_is_taken_as_its_answer(office: Office) -> None:
    office.say(LAN, "hoàn thành nhiệm vụ 15")
    (draft,) = office.say(LAN, "25/8/2019")
    assert "Ngày hoàn thành: 25/8/2019" in draft.text
    (draft,) = office.say(LAN, "QĐ 123/QĐ-TTCNTT ngày 20/8/2019")
    assert "Sản phẩm: QĐ 123/QĐ-TTCNTT ngày 20/8/2019" in draft.text
    assert "Còn thiếu" not in draft.text


def test_a_reply_to_the_draft_is_about_its_task(office: Office) -> None:
    office.say(LAN, "nv 13 40% đã họp")
    (draft,) = office.say(LAN, "85%", about="draft:1")
    assert "**85%**" in draft.text


def test_a_revision_begins_with_what_was_sent(office: Office) -> None:
    report(office, LAN, STORY)
    (draft,) = office.say(MINH, "nv 13 75%, đã tích hợp xong phần một")
    for words in ("60% → **75%**", "đã thử nghiệm", "vướng kinh phí", "đã tích hợp xong phần một"):
        assert words in draft.text


def test_a_revision_of_an_earlier_quarter_is_held_against_that_quarter(office: Office) -> None:
    (draft,) = office.say(LAN, "nv 13 30% đã họp")
    (receipt,) = office.press(LAN, "Gửi", draft)
    office.at("2019-12-16T09:00:00")
    report(office, LAN, "nv 13 50% đã họp")
    (again,) = office.press(LAN, "Sửa", receipt)
    assert "quý III/2019" in again.text
    assert "50%" not in again.text


def test_what_a_leaver_left_joins_the_draft_of_a_colleague(office: Office) -> None:
    office.say(MINH, "nv 14 30% đã khảo sát")
    office.say(LAN, "nv 13 40% đã họp")
    office.store.drafts.pass_on(office.context.person(MINH).id)
    (sheet,) = office.say(LAN, "/baocao")
    assert "13 – " in sheet.text
    assert "đã khảo sát" in sheet.text
    office.press(LAN, "Gửi", sheet)
    assert set(sent(office)) == {13, 14}


def test_sua_and_rut_lai_are_words_too(office: Office) -> None:
    (menu_none,) = office.say(LAN, "gửi")
    assert "chưa có bản nháp" in menu_none.text
    office.say(LAN, STORY)
    (menu,) = office.say(LAN, "sửa")
    assert "Kết quả" in labels(menu)
    office.say(LAN, "gửi")
    (draft,) = office.say(LAN, "sửa")
    assert "60%" in draft.text
    office.say(LAN, "hủy")
    (gone,) = office.say(LAN, "rút lại")
    assert "Đã rút lại BC-0001: nhiệm vụ 13 (biên nhận BC-0002)" in gone.text


def test_a_fields_question_ends_with_another_button_and_huy_ends_only_it(office: Office) -> None:
    (draft,) = office.say(LAN, "hoàn thành nhiệm vụ 15")
    (menu,) = office.press(LAN, "Sửa", draft)
    office.press(LAN, "Ngày hoàn thành", menu)
    (draft,) = office.say(LAN, "hôm qua")
    assert "Ngày hoàn thành: 15/9/2019" in draft.text
    office.press(LAN, "Kết quả", menu)
    (back,) = office.say(LAN, "/huy")
    assert "Bản nháp" in back.text
    assert office.store.drafts.get(1).state == "open"


def test_in_words_too_nothing_new_names_what_needs_a_sentence(office: Office) -> None:
    office.say(LAN, "/baocao")
    first, sheet = office.say(LAN, "nv 5 đã soạn dự thảo, còn lại không phát sinh")
    assert "cần ít nhất một câu" in first.text
    assert "Mới nhập" in sheet.text


def test_several_numbers_alone_are_asked_for_together(office: Office) -> None:
    (asked,) = office.say(LAN, "/capnhat 13, 14")
    assert "nhắn chung một tin" in asked.text
    (draft,) = office.say(LAN, "nv 13 20% đã họp, nv 14 30% đã họp")
    assert "Nhiệm vụ 13" in draft.text
    assert "Nhiệm vụ 14" in draft.text


def test_a_field_holds_much_and_says_when_it_is_full(office: Office) -> None:
    """What was said before stays, what does not fit is refused as a whole; a screen shows the beginning."""
    long = "đã làm việc với các đơn vị về nội dung số " * 90
    for number in range(5):
        office.say(LAN, f"nv 13 đợt {number}: {long} {number}")
    (refused,) = office.say(LAN, f"nv 13 đợt 9: {long} 9")
    assert "chưa được thêm" in refused.text
    (draft,) = office.say(LAN, "nv 13 60%")
    assert len(draft.text) < 4096
    office.say(LAN, "gửi")
    assert len(sent(office)[13].entry.result) > 15_000


FOUR = "nv 6 20% đã họp, nv 13 60% đã thử nghiệm, nv 14 40% đã thiết kế, nv 15 30% đã khảo sát"


def test_withdrawing_asks_which_of_several_tasks(office: Office) -> None:
    """One tap takes nothing back of a receipt of four; the one that is chosen goes, the others stay."""
    office.say(LAN, FOUR)
    office.say(LAN, "gửi")
    (asked,) = office.press(LAN, "Rút lại")
    assert labels(asked) == ["6", "13", "14", "15", "Tất cả 4 nhiệm vụ", "Quay lại"]
    assert {row.state for row in office.rows()} == {"sent"}
    (receipt,) = office.press(LAN, "Quay lại")
    assert "Đã gửi BC-0001" in receipt.text
    office.press(LAN, "Rút lại")
    (told,) = office.press(LAN, "14")
    assert "nhiệm vụ 14" in told.text
    assert "Nhiệm vụ 6, 13, 15 giữ nguyên" in told.text
    assert {n: row.state for n, row in sent(office).items()} == {
        6: "sent", 13: "sent", 14: "withdrawn", 15: "sent",
    }  # fmt: skip


def test_all_may_be_withdrawn_with_one_more_tap_and_by_word(office: Office) -> None:
    office.say(LAN, FOUR)
    office.say(LAN, "gửi")
    (asked,) = office.say(LAN, "rút lại")
    assert {row.state for row in office.rows()} == {"sent"}
    office.press(LAN, "Tất cả 4 nhiệm vụ", asked)
    assert {row.state for row in office.rows()} == {"withdrawn"}


@pytest.mark.parametrize("text", ["rút lại nv 6", "rút nhiệm vụ 6", "Rut lai bao cao nv 6.", "rút lại nv 6 và 13"])
def test_a_task_is_withdrawn_by_words(office: Office, text: str) -> None:
    office.say(LAN, FOUR)
    office.say(LAN, "gửi")
    (told,) = office.say(LAN, text)
    assert "Đã rút lại BC-0001: nhiệm vụ 6" in told.text
    gone = {n for n, row in sent(office).items() if row.state == "withdrawn"}
    assert gone == ({6, 13} if "13" in text else {6})


def test_what_was_never_sent_is_not_withdrawn_by_words(office: Office) -> None:
    report(office, LAN, "nv 13 60% đã thử nghiệm")
    (told,) = office.say(LAN, "rút lại nv 6")
    assert told.text == "Không có báo cáo nào của nhiệm vụ 6 để rút lại."
    office.say(LAN, "nv 13 70%")
    (told,) = office.say(LAN, "rút lại nv 13", edited=True)
    assert "Sửa tin nhắn cũ" in told.text
    assert sent(office)[13].state == "sent"


@pytest.mark.parametrize("way", ["Sửa", "nv 13 65%", "/baocao"])
def test_what_is_withdrawn_keeps_its_words_and_files(office: Office, way: str) -> None:
    """The next draft begins with them."""
    office.send_file(LAN, "bien-ban.pdf", "nv 13 60% đã thử nghiệm, vướng kinh phí")
    office.say(LAN, "gửi")
    office.press(LAN, "Rút lại")
    assert sent(office)[13].state == "withdrawn"
    if way == "Sửa":
        (draft,) = office.press(LAN, way)
    else:
        office.say(LAN, way)
        (draft, *_) = office.say(LAN, "nv 13 65%")
    assert "vướng kinh phí" in draft.text or way == "/baocao"
    office.say(LAN, "gửi")
    row = sent(office)[13]
    assert (row.state, row.entry.result, row.entry.difficulty) == ("sent", "đã thử nghiệm", "vướng kinh phí")
    assert [file.name for file in row.evidence] == ["bien-ban.pdf"]
    assert row.entry.percent == (60 if way == "Sửa" else 65)


@pytest.mark.parametrize("begun", ["/capnhat 12", "nv 12 20%", "/baocao"])
@pytest.mark.parametrize(
    "text",
    [
        "đang họp, lát báo", "để em hỏi lại đã", "chờ em tí", "em đang bận, chiều em gửi nhé",
        *soaked("để em hỏi lại sếp", "đang bận, tí nữa nhé", "chưa rõ, để xem đã", "mai nhé", "em báo sau ạ"),
    ],
)  # fmt: skip
def test_small_talk_is_no_report_and_stays_in_none(office: Office, begun: str, text: str) -> None:
    """Line 9: what puts a report off is in no result that goes out later."""
    office.say(LAN, begun)
    (said,) = office.say(LAN, text)
    assert said.text == "Chưa ghi thêm gì; nội dung đã nhập vẫn còn. Khi sẵn sàng, anh/chị nhắn tiếp."
    office.say(LAN, "nv 12 60%, đã nghiệm thu")
    office.say(LAN, "gửi")
    assert (sent(office)[12].entry.percent, sent(office)[12].entry.result) == (60, "đã nghiệm thu")


def test_a_percentage_that_stood_is_carried_on(office: Office) -> None:
    """Shown with the quarter that it is of; a new one, hoàn thành and chưa thực hiện take its place."""
    report(office, LAN, "nv 13 60% đã thử nghiệm")
    office.at("2019-12-16T09:00:00")
    (draft,) = office.say(LAN, "nv 13 đang hoàn thiện tài liệu, vướng kinh phí")
    assert "• Tỷ lệ: **60%** (quý III/2019)" in draft.text
    office.say(LAN, "gửi")
    newest = next(row for row in office.rows() if row.period.key == "2019-Q4")
    assert (newest.entry.status, newest.entry.percent) == ("in_progress", 60)
    (draft,) = office.say(LAN, "nv 13 hoàn thành ngày 12/12/2019, Quyết định 123/QĐ-BKHCN")
    assert "**100%**" in draft.text
