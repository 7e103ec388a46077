"""The office receives what nothing holds with two taps, looks at the rest one by one, and takes back what was wrong."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from conversation.outgoing import Outgoing
from progress.model import Membership
from tests.marks import soaked
from tests.progress.driver import ADMIN, CENTRE, CHIEF, HUY, LAN, LEGAL, MINH, OFFICE, STRANGER, TRANG, Office, labels

HEAD, BINH = 21, 22
FREE = "nv 13 60% đã thử nghiệm, nv 15 20% đã họp"
HELD = "nv 14 hoàn thành, đã nghiệm thu"
LOOK, ALL, AGREE = "Xem báo cáo cần lưu ý ({})", "Tiếp nhận tất cả ({})", "Đồng ý tiếp nhận"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path).staff()
    with office.db.atomic():
        office.join(BINH, "Vũ Văn Bình", OFFICE, "office")
    yield office
    office.db.close()


def send(office: Office, text: str = f"{FREE}, {HELD}", person: int = LAN) -> None:
    office.say(person, text)
    office.say(person, "vẫn gửi")


def states(office: Office) -> dict[int, str]:
    return {row.task: row.state for row in office.rows()}


def held(office: Office, person: int = TRANG) -> Outgoing:
    (overview,) = office.say(person, "/choduyet")
    label = next(one for one in labels(overview) if one.startswith("Xem báo cáo cần lưu ý"))
    (card,) = office.press(person, label, overview)
    return card


def close(office: Office) -> None:
    with office.db.atomic():
        office.store.periods.close(office.rows()[0].period, office.now)


# ── many at once ─────────────────────────────────────────────────────────────
def test_units_are_listed_with_what_waits_and_what_needs_a_look(office: Office) -> None:
    send(office)
    send(office, "nv 1 đang rà soát", HUY)
    (overview,) = office.say(TRANG, "/choduyet")
    assert overview.text.startswith("**4 báo cáo chờ tiếp nhận**, lưu ý 1\n• TTCNTT: chờ 3, lưu ý 1\n• Vụ PC: chờ 1\n")
    assert labels(overview)[:2] == [ALL.format(3), LOOK.format(1)]


def test_all_that_nothing_holds_is_received_after_a_question(office: Office) -> None:
    send(office)
    send(office, "nv 1 đang rà soát", HUY)
    office.say(TRANG, "/choduyet")
    (question,) = office.press(TRANG, ALL.format(3))
    assert "Tiếp nhận 3 báo cáo quý III/2019 của 2 đơn vị?" in question.text
    assert "Không gồm 1 báo cáo cần lưu ý, xem từng báo cáo: TTCNTT 1." in question.text
    assert set(states(office).values()) == {"sent"}
    (done,) = office.press(TRANG, AGREE, question)
    assert "Đã tiếp nhận 3 báo cáo của 2 đơn vị.\nCòn 1 báo cáo cần lưu ý." in done.text
    assert states(office) == {1: "accepted", 13: "accepted", 14: "sent", 15: "accepted"}
    assert office.press(TRANG, AGREE, question) == []
    assert "không còn dùng được" in office.toast


def test_only_what_was_shown_is_received(office: Office) -> None:
    """Not what came since, not what something holds by now, not what was revised."""
    send(office)
    office.say(TRANG, "/choduyet")
    (question,) = office.press(TRANG, ALL.format(2))
    send(office, "nv 1 đang rà soát", HUY)
    send(office, "nv 15 25% đã họp hai lần")
    office.press(TRANG, AGREE, question)
    assert states(office) == {1: "sent", 13: "accepted", 14: "sent", 15: "sent"}


def test_what_something_holds_since_it_was_shown_stays(office: Office) -> None:
    """A coordinating unit tells a difficulty between the question and the answer."""
    task = next(t for t in office.context.plan().document.tasks if t.number == 13)
    with office.db.atomic():
        office.join(HEAD, "Ngô Thị Mai", office.context.plan().units.find(task.coordinators[0]), "reporter")
    send(office, "nv 13 hoàn thành ngày 10/9/2019, sản phẩm: Quyết định số 12/QĐ-BKHCN")
    office.say(TRANG, "/choduyet")
    (question,) = office.say(TRANG, "tiếp nhận hết")
    assert "Tiếp nhận 1 báo cáo" in question.text
    send(office, "nv 13 60% còn vướng kinh phí", HEAD)
    (done,) = office.press(TRANG, AGREE, question)
    assert "Còn 1 báo cáo cần lưu ý." in done.text
    assert {row.state for row in office.rows()} == {"sent"}


@pytest.mark.parametrize("said", ["tiếp nhận hết", "tiếp nhận tất cả", "tiếp nhận tất cả TTCNTT"])
def test_words_do_and_ask_the_same(office: Office, said: str) -> None:
    send(office)
    (question,) = office.say(TRANG, said)
    assert "Tiếp nhận 2 báo cáo quý III/2019 của TTCNTT?" in question.text
    assert set(states(office).values()) == {"sent"}
    office.press(TRANG, AGREE, question)
    assert states(office) == {13: "accepted", 14: "sent", 15: "accepted"}


def test_one_unit_by_its_button(office: Office) -> None:
    send(office)
    send(office, "nv 1 đang rà soát", HUY)
    office.say(TRANG, "/choduyet")
    (tray,) = office.press(TRANG, "TTCNTT (3)")
    (question,) = office.press(TRANG, ALL.format(2), tray)
    office.press(TRANG, AGREE, question)
    assert states(office) == {1: "sent", 13: "accepted", 14: "sent", 15: "accepted"}


def test_where_all_is_held_nothing_is_offered(office: Office) -> None:
    send(office, HELD)
    (question,) = office.say(TRANG, "tiếp nhận hết")
    assert "Không có báo cáo nào tiếp nhận ngay được." in question.text
    assert labels(question) == [LOOK.format(1)]


def test_the_second_of_two_is_told_who_did_what(office: Office) -> None:
    send(office)
    (first,) = office.say(TRANG, "tiếp nhận hết")
    (second,) = office.say(BINH, "tiếp nhận hết")
    office.press(TRANG, AGREE, first)
    (told,) = office.press(BINH, AGREE, second)
    assert "Đỗ Thu Trang đã tiếp nhận 2 báo cáo lúc 09:12, 16/9/2019." in told.text
    (card, other) = held(office), held(office, BINH)
    office.press(TRANG, "Tiếp nhận", card)
    assert office.press(BINH, "Tiếp nhận", other) == []
    assert office.toast == "Đỗ Thu Trang đã tiếp nhận báo cáo này lúc 09:12, 16/9/2019."
    assert office.db.execute("select count(*) from reviews").fetchone() == (3,)


# ── one by one ───────────────────────────────────────────────────────────────
def test_what_is_held_comes_one_by_one_with_what_stood_before(office: Office) -> None:
    send(office, "nv 13 60% đã thử nghiệm")
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    send(office, f"nv 13 40% vướng kinh phí, {HELD}")
    card = held(office)
    assert "Báo cáo cần lưu ý, còn 2" in card.text
    assert "**Lưu ý**: tỷ lệ thấp hơn lần báo cáo trước; bản sửa của báo cáo đã tiếp nhận" in card.text
    assert "Đang có hiệu lực: đang thực hiện, 60% (BC-0001)" in card.text
    assert labels(card) == ["Tiếp nhận", "Đề nghị bổ sung", "Để sau"]
    (later,) = office.press(TRANG, "Để sau", card)
    assert "Nhiệm vụ 14 " in later.text
    (end,) = office.press(TRANG, "Tiếp nhận", later)
    assert "Đã xem hết báo cáo cần lưu ý. Để sau: 1." in end.text
    assert states(office) == {13: "sent", 14: "accepted"}
    (end,) = office.press(TRANG, "Tiếp nhận", held(office))
    assert "Không còn báo cáo nào cần lưu ý." in end.text


def test_the_result_of_the_quarter_before_stands_beside(office: Office) -> None:
    send(office, "nv 13 60% đã thử nghiệm tại ba đơn vị")
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    office.at("2019-12-16T09:00:00")
    send(office, "nv 13 40% vướng kinh phí")
    card = held(office)
    assert "Đã tiếp nhận quý III/2019: đang thực hiện, 60% (BC-0001)" in card.text
    assert "Kết quả trước đó: đã thử nghiệm tại ba đơn vị" in card.text


def test_files_can_be_seen_from_the_card(office: Office) -> None:
    office.send_file(LAN, "bien-ban.pdf", HELD)
    office.say(LAN, "vẫn gửi")
    (told,) = office.press(TRANG, "Xem tài liệu kèm theo (1)", held(office))
    assert "bien-ban.pdf" in told.text


# ── taking back ──────────────────────────────────────────────────────────────
def test_one_decision_is_taken_back_and_the_row_waits_again(office: Office) -> None:
    send(office, HELD)
    (end,) = office.press(TRANG, "Tiếp nhận", held(office))
    (card,) = office.press(TRANG, "Hủy tiếp nhận nhiệm vụ 14 (TTCNTT)", end)
    assert office.toast == "Đã hủy tiếp nhận."
    assert states(office) == {14: "sent"}
    assert "TTCNTT: chờ 1, lưu ý 1" in office.say(TRANG, "/choduyet")[0].text
    assert office.store.ledger.accepted("676/QĐ-BKHCN") == []
    office.press(TRANG, "Tiếp nhận", card)
    assert states(office) == {14: "accepted"}
    assert office.press(TRANG, "Hủy tiếp nhận nhiệm vụ 14 (TTCNTT)", end) == []
    assert "Không hủy được" in office.toast
    assert list(office.context.books.faults()) == []


def test_of_many_it_asks_first(office: Office) -> None:
    send(office)
    office.say(TRANG, "tiếp nhận hết")
    (done,) = office.press(TRANG, AGREE)
    (question,) = office.press(TRANG, "Hủy tiếp nhận", done)
    assert question.text == "Hủy tiếp nhận 2 báo cáo?"
    assert states(office)[13] == "accepted"
    (told,) = office.press(TRANG, "Đồng ý hủy tiếp nhận", question)
    assert "Đã hủy tiếp nhận 2 báo cáo." in told.text
    assert set(states(office).values()) == {"sent"}


def test_who_sent_it_hears_of_what_is_still_received(office: Office) -> None:
    send(office, FREE)
    (undo,) = office.say(TRANG, "tiếp nhận 13 TTCNTT")
    office.say(TRANG, "tiếp nhận 15 TTCNTT")
    office.press(TRANG, "Hủy tiếp nhận nhiệm vụ 13 (TTCNTT)", undo)
    office.wait(hours=8)
    with office.db.atomic():
        (told,) = office.service.notices.news(office.now)
    assert "nhiệm vụ 15, quý III/2019" in told.text


def test_not_once_something_newer_was_sent_or_the_period_is_closed(office: Office) -> None:
    send(office, "nv 13 60% đã thử nghiệm, nv 15 20% đã họp")
    (thirteen,) = office.say(TRANG, "tiếp nhận 13 TTCNTT")
    (fifteen,) = office.say(TRANG, "tiếp nhận 15 TTCNTT")
    send(office, "nv 13 70% đã chạy thử")
    assert office.press(TRANG, "Hủy tiếp nhận nhiệm vụ 13 (TTCNTT)", thirteen) == []
    assert "Không hủy được" in office.toast
    close(office)
    assert office.press(TRANG, "Hủy tiếp nhận nhiệm vụ 15 (TTCNTT)", fifteen) == []
    assert "đã khóa" in office.toast
    assert office.store.ledger.get(1).state == office.store.ledger.get(2).state == "accepted"


def test_of_a_closed_period_nothing_waits_and_old_buttons_say_so(office: Office) -> None:
    send(office, HELD)
    card = held(office)
    (question,) = office.press(TRANG, "Đề nghị bổ sung", card)
    close(office)
    (said,) = office.press(TRANG, "Tiếp nhận", card)
    assert "đã khóa" in office.toast
    assert "mở lại kỳ: /ky" in said.text
    (said,) = office.press(TRANG, "Nêu ngày hoàn thành", question)
    assert "đã khóa" in said.text
    assert "Không có báo cáo nào chờ tiếp nhận." in office.say(TRANG, "/choduyet")[0].text
    assert states(office) == {14: "sent"}


# ── asking for more ──────────────────────────────────────────────────────────
def until(office: Office) -> list[str]:
    return [row[0] for row in office.db.execute("select until from reviews where verdict = 'returned'").fetchall()]


def test_a_ready_reason_and_the_usual_day_take_two_taps(office: Office) -> None:
    send(office, HELD)
    with office.db.atomic():
        office.join(HEAD, "Lê Quang Huy", CENTRE, "head")
    (question,) = office.press(TRANG, "Đề nghị bổ sung", held(office))
    assert "trước hết ngày thứ Tư, 18/9/2019" in question.text
    told, *unit = office.press(TRANG, "Nêu ngày hoàn thành", question)
    assert "hạn thứ Tư, 18/9/2019" in told.text
    assert sorted(one.to for one in unit) == [LAN, MINH, HEAD]
    assert all("«Nêu ngày hoàn thành»" in one.text and "trước hết ngày thứ Tư" in one.text for one in unit)
    assert (states(office), until(office)) == ({14: "returned"}, ["2019-09-18"])


def test_two_working_days_go_past_the_weekend(office: Office) -> None:
    office.at("2019-09-20T15:00:00")
    send(office, HELD)
    (question,) = office.press(TRANG, "Đề nghị bổ sung", held(office))
    assert "thứ Ba, 24/9/2019" in question.text


@pytest.mark.parametrize(
    ("said", "day"), [("20/9/2019", date(2019, 9, 20)), ("hạn 23/9/2019", date(2019, 9, 23)), ("2019-09-17", None)]
)
def test_another_day_by_button_or_word_but_at_least_a_working_day(office: Office, said: str, day: date | None) -> None:
    send(office, HELD)
    office.press(TRANG, "Đề nghị bổ sung", held(office))
    (days,) = office.press(TRANG, "Đổi hạn")
    assert labels(days)[0] == "thứ Ba, 17/9/2019"
    office.press(TRANG, "thứ Ba, 17/9/2019", days)
    office.say(TRANG, said)
    (early,) = office.say(TRANG, "16/9/2019")
    assert early.text == "Hạn bổ sung sớm nhất là thứ Ba, 17/9/2019."
    office.say(TRANG, "Nêu rõ số biên bản")
    assert until(office) == [(day or date(2019, 9, 17)).isoformat()]


def test_words_that_come_after_the_day_still_leave_a_working_day(office: Office) -> None:
    send(office, HELD)
    office.press(TRANG, "Đề nghị bổ sung", held(office))
    office.at("2019-09-18T16:00:00")
    office.say(TRANG, "Nêu rõ số biên bản")
    assert until(office) == ["2019-09-19"]


def test_several_rows_of_a_unit_in_one_message_join_the_draft_that_is_open(office: Office) -> None:
    send(office, f"{FREE}, {HELD}")
    office.say(LAN, "nv 8 10% đã họp")
    office.say(TRANG, "/choduyet")
    (tray,) = office.press(TRANG, "TTCNTT (3)")
    office.press(TRANG, "Đề nghị bổ sung nhiều báo cáo", tray)
    _told, *unit = office.say(TRANG, "13, 14: nêu rõ số liệu")
    assert sorted(one.to for one in unit) == [LAN, MINH]
    assert "nhiệm vụ 13, 14" in unit[0].text
    assert states(office) == {13: "returned", 14: "returned", 15: "sent"}
    (draft,) = office.press(LAN, "Sửa", unit[0])
    assert all(f"Nhiệm vụ {task} " in draft.text for task in (8, 13, 14))
    assert "Nhiệm vụ 15 " not in draft.text
    assert draft.text.count("«nêu rõ số liệu»") == 2


@pytest.mark.parametrize(
    "said", ["đề nghị bổ sung 13, 15 TTCNTT: Nêu rõ số liệu", "đề nghị bổ sung nv 13 và 15 TTCNTT"]
)
def test_several_by_word(office: Office, said: str) -> None:
    send(office)
    out = office.say(TRANG, said)
    if ":" not in said:
        assert set(states(office).values()) == {"sent"}
        out = office.say(TRANG, "Nêu rõ số liệu")
    assert "«Nêu rõ số liệu»" in out[1].text
    assert states(office) == {13: "returned", 14: "sent", 15: "returned"}


def test_a_ready_reason_of_an_older_question_does_nothing(office: Office) -> None:
    send(office)
    (first,) = office.tap(TRANG, "more:1:all")
    office.tap(TRANG, "more:2:all")
    assert office.press(TRANG, "Nêu rõ kết quả, số liệu", first) == []
    assert "không còn dùng được" in office.toast
    assert set(states(office).values()) == {"sent"}


def test_a_request_is_taken_back_and_the_unit_is_told(office: Office) -> None:
    send(office, HELD)
    office.press(TRANG, "Đề nghị bổ sung", held(office))
    told, asked, _ = office.say(TRANG, "Nêu rõ số biên bản")
    _mine, *unit = office.press(TRANG, "Rút đề nghị", told)
    assert sorted(one.to for one in unit) == [LAN, MINH]
    assert all("Văn phòng Bộ rút đề nghị bổ sung" in one.text for one in unit)
    assert states(office) == {14: "sent"}
    assert office.press(LAN, "Sửa", asked) == []
    assert "Không còn đề nghị bổ sung" in office.toast


def test_a_question_that_an_earlier_version_asked_is_answered(office: Office) -> None:
    send(office, HELD)
    with office.db.atomic():
        office.store.dialogs.begin(TRANG, "more", {"report": 1}, office.now)
    office.say(TRANG, "Nêu rõ số biên bản")
    assert (states(office), until(office)) == ({14: "returned"}, ["2019-09-18"])


# ── one's own unit ───────────────────────────────────────────────────────────
def test_rows_of_ones_own_unit_are_named_and_handed_to_an_admin(office: Office) -> None:
    with office.db.atomic():
        office.join(HEAD, "Ngô Thị Mai", OFFICE, "reporter")
    send(office, "nv 3 60% đã soạn thảo", HEAD)
    (overview,) = office.say(TRANG, "/choduyet")
    assert "Báo cáo của VPB hiện chưa có người khác tiếp nhận được: nhiệm vụ 3." in overview.text
    assert office.tap(ADMIN, "take:1") == []
    (whom,) = office.press(TRANG, "Nhờ người khác tiếp nhận", overview)
    assert labels(whom) == ["Quản trị", "Quay lại"]
    _, asked = office.press(TRANG, "Quản trị", whom)
    assert asked.to == ADMIN
    assert "Đỗ Thu Trang đề nghị anh/chị tiếp nhận báo cáo của VPB: nhiệm vụ 3." in asked.text
    send(office, FREE)
    (tray,) = office.press(ADMIN, "Xem và tiếp nhận", asked)
    assert "Nhiệm vụ 3 " in tray.text
    assert office.tap(ADMIN, "take:2") == []
    assert "do đơn vị khác" in office.toast
    office.press(ADMIN, "Tiếp nhận", tray)
    assert states(office) == {3: "accepted", 13: "sent", 15: "sent"}
    assert office.db.execute("select unit, name, person from reviews").fetchall() == [(OFFICE, "quản trị", -ADMIN)]


def test_another_of_tong_hop_is_asked_and_an_admin_of_the_unit_is_not(office: Office) -> None:
    with office.db.atomic():
        office.join(HEAD, "Ngô Thị Mai", OFFICE, "reporter")
        office.join(ADMIN, "Phan Quản Trị", OFFICE, "viewer")
        office.store.people.give_role(office.store.people.by_account(HUY).id, Membership(LEGAL, "office"), office.now)
    send(office, "nv 3 60% đã soạn thảo", HEAD)
    (overview,) = office.say(TRANG, "/choduyet")
    assert "do người khác tiếp nhận: nhiệm vụ 3." in overview.text
    (whom,) = office.press(TRANG, "Nhờ người khác tiếp nhận", overview)
    assert labels(whom) == ["Hoàng Anh Huy", "Quay lại"]
    _, asked = office.press(TRANG, "Hoàng Anh Huy", whom)
    (tray,) = office.press(HUY, "Xem và tiếp nhận", asked)
    office.press(HUY, "Tiếp nhận", tray)
    assert states(office) == {3: "accepted"}


# ── rights ───────────────────────────────────────────────────────────────────
TOKENS = (
    "take:1:all:h", "takeall:all", "takeall:r1-9", "takeyes:1", "held:all", "held:all:1", "tray:all:1", "waiting",
    "more:1:all", "several:all", "reason:files:{mark}", "moreday:{mark}", "until:2019-09-30:{mark}", "undo:1-1",
    "undoyes:1-9", "undo:2-3", "hand:{own}", "handto:{own}:5", "which:1",
)  # fmt: skip
FORGED = (
    "take", "take:", "take:x:y:z", "takeyes", "takeyes:99", "takeall:", "takeall:zz", "held", "held:x:y", "undo",
    "undo:",
    "undo:9-1", "undo:1-", "undoyes:x", "reason", "reason:files", "reason:rm:1", "until:1:2", "until::", "moreday",
    "several", "several:x", "hand", "hand:1", "handto:1:1", "mend", "mend:1-9", "mend:1-9:x", "mend::",
)  # fmt: skip


def kept(office: Office) -> list[str]:
    """All that is written down for good, and what may be received by whom."""
    return [line for line in office.db.iterdump() if not any(name in line for name in ("dialogs", "drafts", "draft_"))]


@pytest.mark.parametrize("person", [LAN, ADMIN, *soaked(STRANGER, HUY, CHIEF)])
def test_who_may_not_receive_changes_nothing_with_any_button(office: Office, person: int) -> None:
    send(office)
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    office.say(TRANG, "tiếp nhận hết")
    office.tap(TRANG, "more:2:all")
    before = kept(office)
    for token in (*TOKENS, *FORGED):
        assert office.tap(person, token.format(mark="6dd28e9b", own="c895063c")) == [], token
        assert office.toast, token
    for said in ("tiếp nhận hết", "tiếp nhận 15 TTCNTT", "đề nghị bổ sung 15 TTCNTT: nêu rõ"):
        office.say(person, said)
    assert kept(office) == before


def test_a_forged_or_foreign_button_of_the_office_changes_nothing(office: Office) -> None:
    send(office)
    (question,) = office.say(BINH, "tiếp nhận hết")
    before = kept(office)
    assert office.press(TRANG, AGREE, question) == []
    for token in FORGED:
        office.tap(TRANG, token)
    assert kept(office) == before


def test_sua_is_for_those_who_report_for_the_unit(office: Office) -> None:
    send(office, HELD)
    office.press(TRANG, "Đề nghị bổ sung", held(office))
    _, asked, _ = office.say(TRANG, "Nêu rõ số biên bản")
    for person in (HUY, TRANG, STRANGER, CHIEF):
        assert office.press(person, "Sửa", asked) == []
        assert "không có quyền" in office.toast
