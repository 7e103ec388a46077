"""The office receives what the units send, in bundles, and asks for more with words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from progress.chat.reviewing import tray_of
from progress.model import Membership
from progress.store.schema import STEPS
from tests.progress.driver import CENTRE, HUY, LAN, MINH, OFFICE, STRANGER, TRANG, Office, labels


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path).staff()
    yield office
    office.db.close()


def send(office: Office, person: int = LAN, text: str = "nv 13 60% đã thử nghiệm, nv 15 20% đã họp") -> None:
    office.say(person, text)
    office.say(person, "vẫn gửi")


def states(office: Office) -> dict[int, str]:
    return {row.task: row.state for row in office.rows()}


def test_new_rows_come_in_a_bundle_and_only_once(office: Office) -> None:
    send(office)
    (bundle,) = office.service.reviewing.news()
    assert bundle.to == TRANG
    assert "2 báo cáo chờ tiếp nhận" in bundle.text
    assert labels(bundle).count("Tiếp nhận") == labels(bundle).count("Đề nghị bổ sung") == 2
    assert office.service.reviewing.news() == []


def test_each_row_is_received_with_one_tap(office: Office) -> None:
    send(office)
    (bundle,) = office.service.reviewing.news()
    (tray,) = office.press(TRANG, "Tiếp nhận", bundle)
    assert office.toast == "Đã tiếp nhận."
    assert sorted(states(office).values()) == ["accepted", "sent"]
    (rest,) = office.press(TRANG, "Tiếp nhận", tray)
    assert set(states(office).values()) == {"accepted"}
    assert "Không có báo cáo nào chờ tiếp nhận." in rest.text
    assert office.press(TRANG, "Tiếp nhận", bundle) == []
    assert office.toast == "Báo cáo này đã được xử lý."


def test_by_word_as_well(office: Office) -> None:
    send(office)
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    assert states(office) == {13: "accepted", 15: "sent"}


def test_what_is_asked_for_reaches_the_unit_with_a_button_to_revise(office: Office) -> None:
    send(office, text="nv 13 60% đã thử nghiệm")
    (bundle,) = office.service.reviewing.news()
    office.press(TRANG, "Đề nghị bổ sung", bundle)
    told, *unit = office.say(TRANG, "Đề nghị nêu số hồ sơ")
    assert told.to == TRANG
    assert {one.to for one in unit} == {LAN, MINH}
    assert all("«Đề nghị nêu số hồ sơ»" in one.text and labels(one) == ["Sửa"] for one in unit)
    assert states(office) == {13: "returned"}
    (draft,) = office.press(LAN, "Sửa", unit[0])
    office.say(LAN, "nv 13 có 12 hồ sơ")
    office.say(LAN, "gửi")
    assert states(office) == {13: "sent"}
    assert "60%" in draft.text


def test_choduyet_lists_what_waits_by_unit(office: Office) -> None:
    send(office)
    send(office, HUY, "nv 1 đang rà soát")
    (overview,) = office.say(TRANG, "/choduyet")
    assert labels(overview) == ["Tiếp nhận tất cả (3)", "TTCNTT (2)", "Vụ PC (1)"]
    assert "• TTCNTT: chờ 2" in overview.text
    (tray,) = office.press(TRANG, "Vụ PC (1)", overview)
    assert "Nhiệm vụ 1 " in tray.text


def test_nobody_receives_rows_of_their_own_unit(office: Office) -> None:
    """The office's rows are received by the centre's person of the office's role, and the other way round."""
    with office.db.atomic():
        office.join(21, "Ngô Thị Mai", OFFICE, "reporter")
        office.join(22, "Bùi Văn Nam", CENTRE, "office")
    send(office, 21, "nv 3 60% đã soạn thảo")
    send(office)
    plan = office.context.plan()
    mine, theirs = (
        {row.task for row in office.store.ledger.waiting(tray_of(office.context.person(account), plan))}
        for account in (TRANG, 22)
    )
    assert (mine, theirs) == ({13, 15}, {3})
    row = next(row for row in office.rows() if row.task == 3)
    assert office.tap(TRANG, f"take:{row.id}") == []
    assert office.toast == "Báo cáo của đơn vị mình do đơn vị khác tiếp nhận."
    assert states(office)[3] == "sent"


def test_a_received_row_stands_until_its_correction_is_received(office: Office) -> None:
    send(office, text="nv 13 60% đã thử nghiệm")
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    office.say(LAN, "nv 13 70%")
    (receipt,) = office.say(LAN, "gửi")
    assert "đính chính" in receipt.text
    (standing,) = office.store.ledger.accepted("676/QĐ-BKHCN")
    assert standing.entry.percent == 60
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    (standing,) = office.store.ledger.accepted("676/QĐ-BKHCN")
    assert standing.entry.percent == 70


def test_what_was_received_cannot_be_withdrawn(office: Office) -> None:
    office.say(LAN, "nv 13 60% đã thử nghiệm")
    (receipt,) = office.say(LAN, "gửi")
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    assert office.press(LAN, "Rút lại", receipt) == []
    assert "đính chính" in office.toast
    assert states(office) == {13: "accepted"}


@pytest.mark.parametrize("person", [STRANGER, LAN, HUY])
def test_who_is_not_of_the_office_receives_nothing(office: Office, person: int) -> None:
    send(office)
    (bundle,) = office.service.reviewing.news()
    for row in bundle.buttons:
        for button in row:
            assert office.tap(person, button.token) == []
            assert office.toast
    assert set(states(office).values()) == {"sent"}
    (said,) = office.say(person, "/choduyet")
    assert "Tổng hợp" in said.text


def test_somebody_who_becomes_the_office_hears_of_what_comes_from_then_on(office: Office) -> None:
    send(office)
    office.wait(hours=1)
    with office.db.atomic():
        office.join(22, "Bùi Văn Nam", OFFICE, "office")
        office.service.reviewing.news()
    office.wait(minutes=1)
    send(office, HUY, "nv 1 đang rà soát")
    news = {one.to: one.text for one in office.service.reviewing.news()}
    assert set(news) == {TRANG, 22}
    assert "1 báo cáo" in news[22]
    assert Membership(OFFICE, "office") in office.context.person(22).roles


def test_sua_opens_only_the_task_that_was_asked_about_with_the_request(office: Office) -> None:
    send(office)
    (bundle,) = office.service.reviewing.news()
    office.press(TRANG, "Đề nghị bổ sung", bundle)
    _, *unit = office.say(TRANG, "Đề nghị nêu số hồ sơ")
    (draft,) = office.press(LAN, "Sửa", unit[0])
    assert "«Đề nghị nêu số hồ sơ»" in draft.text
    assert "Nhiệm vụ 15" not in draft.text
    (question,) = office.press(LAN, "Gửi", draft)
    assert "chưa có gì thay đổi" in question.text
    (draft,) = office.say(LAN, "có 12 hồ sơ")
    assert "12 hồ sơ" in draft.text


def test_a_question_of_the_office_is_no_request(office: Office) -> None:
    send(office, text="nv 13 60% đã thử nghiệm")
    (bundle,) = office.service.reviewing.news()
    office.press(TRANG, "Đề nghị bổ sung", bundle)
    assert office.say(TRANG, "nhiệm vụ 14 hạn khi nào?") == []
    assert states(office) == {13: "sent"}
    office.say(TRANG, "Nêu rõ số hồ sơ đã xử lý")
    assert states(office) == {13: "returned"}


def test_what_is_received_by_word_is_named_and_where_several_may_be_meant_they_are_shown(office: Office) -> None:
    send(office, text="nv 13 60% đã thử nghiệm")
    office.at("2019-12-16T09:00:00")
    send(office, text="nv 13 70% đã thử nghiệm tiếp")
    (tray,) = office.say(TRANG, "tiếp nhận 13 TTCNTT")
    assert labels(tray).count("Tiếp nhận") == 2
    (question,) = office.say(TRANG, "tiếp nhận tất cả TTCNTT")
    assert "Tiếp nhận 2 báo cáo quý III/2019, quý IV/2019 của TTCNTT?" in question.text
    assert {row.state for row in office.rows()} == {"sent"}
    office.press(TRANG, "Đồng ý tiếp nhận", question)
    assert {row.state for row in office.rows()} == {"accepted"}


def test_a_correction_is_shown_with_what_stands(office: Office) -> None:
    send(office, text="nv 13 60% đã thử nghiệm")
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    send(office, text="nv 13 70% đã nghiệm thu")
    news = office.service.reviewing.news()
    assert "đính chính 2" in news[-1].text
    assert "Đang có hiệu lực: đang thực hiện, 60% (BC-0001)" in news[-1].text


def ask_for_more(office: Office, words: str = "Nêu rõ số biên bản") -> list:
    (bundle,) = office.service.reviewing.news()
    office.press(TRANG, "Đề nghị bổ sung", bundle)
    return office.say(TRANG, words)


def test_where_nobody_reports_for_the_unit_any_more_the_sender_hears(office: Office) -> None:
    """Without a button, as it would be refused."""
    send(office, HUY, "nv 1 30% đã rà soát")
    with office.db.atomic():
        huy = office.store.people.by_account(HUY)
        office.store.people.give_role(huy.id, Membership(huy.roles[0].unit, "viewer"), office.now)
    _, asked = ask_for_more(office)
    assert (asked.to, labels(asked)) == (HUY, [])
    assert "«Nêu rõ số biên bản»" in asked.text


def test_what_is_asked_for_joins_the_draft_that_is_open_and_not_before(office: Office) -> None:
    """«Sửa» adds the row to what is being written; until then the draft is as it was."""
    send(office, text="nv 13 60% đã thử nghiệm")
    office.say(LAN, "nv 15 20% đã họp")
    _, *asked = ask_for_more(office)
    mine = next(one for one in asked if one.to == LAN)
    person = office.store.people.by_account(LAN)
    assert [told.task for told in office.store.drafts.latest_of(person.id).entries] == [15]
    (draft,) = office.press(LAN, "Sửa", mine)
    assert "Nhiệm vụ 13" in draft.text
    assert "Nhiệm vụ 15" in draft.text
    assert "«Nêu rõ số biên bản»" in draft.text


def test_files_are_for_those_who_may_read_the_row(office: Office) -> None:
    office.send_file(LAN, "bien-ban.pdf", "nv 13 60% đã thử nghiệm")
    office.say(LAN, "gửi")
    assert office.tap(HUY, "files:1") == []
    assert office.toast == "Anh/chị không có quyền thực hiện việc này."
    assert office.tap(HUY, "view:1:1") == []
    assert office.toast == "Anh/chị không có quyền thực hiện việc này."
    (told,) = office.tap(TRANG, "files:1")
    assert "«bien-ban.pdf» chưa tải về được" in told.text
    with office.db.atomic():
        office.store.files.stored(1, "ab" * 32, 300)
    (file,) = office.tap(TRANG, "files:1")
    assert (file.file_name, file.sha256, file.file.endswith("evidence/ab/" + "ab" * 32)) == (
        "bien-ban.pdf", "ab" * 32, True,
    )  # fmt: skip


def test_an_upgrade_tells_no_old_news(office: Office) -> None:
    """What was sent and received before the table was made is told to nobody."""
    send(office)
    (bundle,) = office.service.reviewing.news()
    office.press(TRANG, "Tiếp nhận", bundle)
    office.db.execute("drop table notices")
    office.db[STEPS.migrations_table].delete_where("name = ?", ["0008 notices"])
    STEPS.apply(office.db)
    with office.db.atomic():
        office.join(16_000, "Lê Quang Huy", CENTRE, "head")
        office.wait(days=1, hours=8)
        assert office.service.notices.news(office.now) == []
        office.say(LAN, "nv 14 20% đã họp")
        office.say(LAN, "gửi")
        office.say(TRANG, "tiếp nhận hết")
        office.press(TRANG, "Đồng ý tiếp nhận")
        assert [one.to for one in office.service.notices.news(office.now)] == [16_000, LAN]


def test_news_follows_a_clock_that_was_set_back(office: Office) -> None:
    """The playground's people have their seats since today; what they do in 2019 is news all the same."""
    office.db.execute("update roles set since = '2026-11-30T10:00:00+07:00'")
    office.store.people.forget()
    send(office)
    with office.db.atomic():
        office.join(16_000, "Lê Quang Huy", CENTRE, "head")
        office.db.execute("update roles set since = '2026-11-30T10:00:00+07:00'")
        told = office.service.news(office.now)
    assert [one.to for one in told] == [TRANG, 16_000]


def test_a_draft_goes_with_the_clock(office: Office) -> None:
    """Made before the clock was set back, it is shown and sent under the period of that day."""
    office.at("2026-11-30T10:00:00")
    office.say(LAN, "nv 13 60% đã thử nghiệm")
    office.at("2019-09-16T09:30:00")
    (sheet,) = office.say(LAN, "/baocao")
    assert "Báo cáo quý III/2019" in sheet.text
    assert "13 – " in sheet.text
    office.press(LAN, "Gửi", sheet)
    assert [row.period.key for row in office.rows()] == ["2019-Q3"]
