"""What is sent to whom on which day, over a real database: planned, looked at again, sent, written down."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from progress.model import Membership
from progress.reminders import Rules, changed, packed
from tests.progress.driver import ADMIN, CENTRE, HUY, LAN, LEGAL, MINH, OFFICE, TRANG, labels
from tests.scheduler.driver import Desk, only

HEAD = 21
HEADS_UP, OPENING, LAST_CALL = "2019-09-06T08:30:00", "2019-09-16T08:30:00", "2019-09-18T08:30:00"
DUE, OVERDUE = "2019-09-20T08:30:00", ("2019-09-23T08:30:00", "2019-09-25T08:30:00", "2019-09-27T08:30:00")
EVERYTHING = "cập nhật nhiệm vụ {}: 40%, đang làm"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return staffed(tmp_path)


@pytest.fixture
def winter(tmp_path: Path) -> Desk:
    """An office that began in November: its first period is the fourth quarter's."""
    return staffed(tmp_path, "2019-11-01T09:00:00")


def staffed(home: Path, *more: str) -> Desk:
    office = Desk(home, *more).staff()
    with office.db.atomic():
        office.join(HEAD, "Lê Thị Hoa", CENTRE, "head")
    return office


def report_all(desk: Desk, account: int, unit: str) -> None:
    """Let somebody report all that the unit owes, and send it."""
    from progress.model import Entry
    from progress.store.ledger import NewRow, Sending

    plan, today = desk.context.plan(), desk.now.date()
    period = desk.context.period_now(plan, today)
    tasks = [duty.task.number for duty in desk.context.still_owed(plan, period, unit)]
    person = desk.store.people.by_account(account)
    with desk.db.atomic():
        desk.store.ledger.submit(
            Sending(plan.document.id, unit, person, desk.now, f"{account}:{desk.now}"),
            [NewRow(task, period, "lead", Entry("in_progress", 40, "đang làm")) for task in tasks],
        )


def to(out: list) -> list[int]:
    return sorted(one.to for one in out)


def test_who_hears_of_each_step(desk: Desk) -> None:
    """Heads hear of the heads-up and from the last call on; the office has its digest with each step."""
    assert to(desk.day(HEADS_UP)) == [LAN, MINH, TRANG, HUY, HEAD]
    assert to(desk.day(OPENING)) == [LAN, MINH, TRANG, HUY]
    for day in (LAST_CALL, DUE, *OVERDUE):
        assert to(desk.day(day)) == [LAN, MINH, TRANG, HUY, HEAD]
    assert desk.day("2019-10-01T08:30:00") == []


def test_nothing_is_sent_twice_whatever_the_clock_and_restarts(desk: Desk) -> None:
    assert desk.day(OPENING)
    desk.restart()
    for at in (OPENING, "2019-09-16T12:00:00", "2019-09-13T09:00:00", "2019-09-16T17:29:00", HEADS_UP, OPENING):
        assert desk.day(at) == []


@pytest.mark.parametrize("at", ["07:59:00", "17:30:00", "23:00:00", "08:29:59"])
def test_nothing_is_sent_before_the_hour_or_after_the_day(desk: Desk, at: str) -> None:
    assert desk.day(f"2019-09-06T{at}") == []


@pytest.mark.parametrize("day", ["2019-09-07", "2019-09-08", "2019-09-02"])
def test_nothing_is_sent_on_a_day_off(desk: Desk, day: str) -> None:
    desk.calendar = only(date(2019, 9, 2))
    assert desk.day(f"{day}T10:00:00") == []


def test_those_who_have_reported_are_left_in_peace(desk: Desk) -> None:
    desk.at("2019-09-10T10:00:00")
    report_all(desk, HUY, LEGAL)
    assert to(desk.day(OPENING)) == [LAN, MINH, TRANG]
    assert ("2019-Q3", "opening", "skipped", "nothing-owed") in desk.told()


def test_a_report_between_planning_and_sending_stops_the_reminder(desk: Desk) -> None:
    desk.tick(OPENING)
    report_all(desk, LAN, CENTRE)
    assert to(desk.deliver()) == [TRANG, HUY]
    assert desk.told().count(("2019-Q3", "opening", "skipped", "nothing-owed")) == 2


def test_what_was_partly_reported_meanwhile_is_worded_anew(desk: Desk) -> None:
    desk.tick(OPENING)
    desk.say(LAN, EVERYTHING.format(13))
    desk.press(LAN, "Gửi")
    (mine,) = [one for one in desk.deliver() if one.to == LAN]
    assert "16 nhiệm vụ" in mine.text
    assert "Nhiệm vụ 13" not in mine.text


def test_a_leaver_is_not_written_to(desk: Desk) -> None:
    desk.tick(OPENING)
    with desk.db.atomic():
        desk.store.people.leave(desk.store.people.by_account(HUY), desk.now)
    assert to(desk.deliver()) == [LAN, MINH, TRANG]


def test_who_joins_after_a_step_hears_of_the_next(desk: Desk) -> None:
    desk.day(OPENING)
    desk.at("2019-09-17T10:00:00")
    with desk.db.atomic():
        desk.join(31, "Vũ Thị Nga", LEGAL, "reporter")
    assert desk.day("2019-09-17T10:01:00") == []
    assert 31 in to(desk.day(LAST_CALL))


def test_who_was_asked_for_more_is_reminded_at_the_next_step_only(desk: Desk) -> None:
    desk.at("2019-09-10T10:00:00")
    report_all(desk, HUY, LEGAL)
    desk.day(OPENING)
    row = desk.store.ledger.newest(desk.context.plan().document.id, unit=LEGAL)[0]
    with desk.db.atomic():
        desk.store.ledger.review(row.id, "returned", (OFFICE, "Đỗ Thu Trang"), desk.now, "bổ sung số liệu")
    assert desk.day("2019-09-16T11:00:00") == []
    assert HUY in to(desk.day(LAST_CALL))


def test_after_four_days_down_only_the_latest_step_is_told(desk: Desk) -> None:
    """Down from Friday to Thursday afternoon: the opening is passed over, the last call is told at once."""
    desk.day(HEADS_UP)
    out = desk.day("2019-09-19T14:10:00")
    assert to(out) == [LAN, MINH, TRANG, HUY, HEAD]
    assert all(
        "Hạn gửi báo cáo quý III/2019 là thứ Sáu, 20/9/2019 (còn 1 ngày)" in o.text for o in out if o.to != TRANG
    )
    assert ("2019-Q3", "opening", "skipped", "superseded") in desk.told()
    assert desk.told().count(("2019-Q3:2019-09-16", "digest", "skipped", "superseded")) == 1


def test_after_down_time_at_night_the_next_morning_tells(desk: Desk) -> None:
    """Up on Tuesday evening: Wednesday's 08:30 tells of the last call, not of the opening before it."""
    assert desk.day("2019-09-17T21:00:00") == []
    assert desk.day("2019-09-18T08:05:00") == []
    assert all("Hạn gửi báo cáo" in one.text for one in desk.day(LAST_CALL) if one.to != TRANG)


def test_what_fell_due_is_told_at_once_where_no_step_comes_today(desk: Desk) -> None:
    assert to(desk.day("2019-09-17T08:05:00")) == [LAN, MINH, TRANG, HUY]


def test_a_step_that_has_lost_its_sense_is_written_down(desk: Desk) -> None:
    """All but the due day is turned off; the bot comes up after it."""
    steps = frozenset({"heads_up", "opening", "last_call", "overdue", "digest"})
    with desk.db.atomic():
        desk.store.choices.put("", "reminders", packed(Rules(off=steps)))
    assert desk.day("2019-09-24T10:00:00") == []
    assert ("2019-Q3", "due", "skipped", "late") in desk.told()


def test_who_has_blocked_the_bot_is_named_in_the_digest_and_tried_again(desk: Desk) -> None:
    assert HUY not in to(desk.day(OPENING, blocked=(HUY,)))
    assert ("2019-Q3", "opening", "skipped", "blocked") in desk.told()
    out = desk.day(LAST_CALL)
    digest = next(one for one in out if one.to == TRANG)
    assert "Đã chặn hệ thống, không nhận được nhắc: Hoàng Anh Huy" in digest.text
    assert HUY in to(out)
    assert desk.store.people.unreachable() == []


def test_a_message_that_could_not_go_out_until_the_evening_is_missed_and_the_next_step_goes_on(desk: Desk) -> None:
    desk.tick(OPENING)
    row = desk.mail.outbox.next(desk.mail.outbox.chats()[0])
    desk.mail.outbox.put_off(row, 0.0)  # Telegram was away when it was tried
    assert desk.day("2019-09-16T17:31:00") == []
    assert desk.told().count(("2019-Q3", "opening", "skipped", "missed")) == 3
    assert desk.day("2019-09-17T09:00:00") == []
    assert to(desk.day(LAST_CALL)) == [LAN, MINH, TRANG, HUY, HEAD]


def test_what_a_crash_left_unsent_goes_out_when_the_bot_is_up_again(desk: Desk) -> None:
    """Killed after two of four messages, and down over night: the other two hear the next day."""
    desk.tick(OPENING)
    first = desk.deliver(most=2)
    desk.restart()
    second = desk.day("2019-09-17T09:00:00")
    assert to(first + second) == [LAN, MINH, TRANG, HUY]


def test_a_clock_set_back_puts_what_waits_off(desk: Desk) -> None:
    desk.tick(OPENING)
    assert desk.day("2019-09-13T10:00:00") == []
    assert to(desk.day(OPENING)) == [LAN, MINH, TRANG, HUY]


def test_a_closed_period_is_not_reminded_of(desk: Desk) -> None:
    desk.day(DUE)
    period = desk.context.period_now(desk.context.plan(), desk.now.date())
    desk.at("2019-09-21T10:00:00")
    with desk.db.atomic():
        desk.store.periods.close(period, desk.now)
    assert [one for day in OVERDUE for one in desk.day(day)] == []


def test_a_period_closed_while_the_bot_was_down_is_passed_over(desk: Desk) -> None:
    desk.day(DUE)
    period = desk.context.period_now(desk.context.plan(), desk.now.date())
    desk.at("2019-09-23T16:00:00")
    with desk.db.atomic():
        desk.store.periods.close(period, desk.now)
    assert desk.day("2019-09-24T10:00:00") == []
    assert ("2019-Q3:2019-09-23", "overdue", "skipped", "closed") in desk.told()


def test_one_message_for_several_units_grouped_by_unit(desk: Desk) -> None:
    with desk.db.atomic():
        desk.store.people.give_role(desk.store.people.by_account(HUY).id, Membership(CENTRE, "head"), desk.now)
    (mine,) = [one for one in desk.day(LAST_CALL) if one.to == HUY]
    assert "**TTCNTT** – 17 nhiệm vụ chưa có báo cáo" in mine.text
    assert "**PC** – 7 nhiệm vụ chưa có báo cáo" in mine.text or "– 7 nhiệm vụ chưa có báo cáo" in mine.text
    assert labels(mine) == ["Báo cáo – TTCNTT", "Báo cáo – Vụ PC", "Nhắc lại sau"]
    assert all(row[0].token.startswith("sheet:") for row in mine.buttons[:2])


def test_a_head_without_an_dau_moi_hears_of_the_opening(desk: Desk) -> None:
    with desk.db.atomic():
        for account in (LAN, MINH):
            desk.store.people.leave(desk.store.people.by_account(account), desk.now)
    assert to(desk.day(OPENING)) == [TRANG, HUY, HEAD]


def test_the_words_of_the_opening(desk: Desk) -> None:
    """The office asks, the bot conveys; the first button opens the unit's draft."""
    (mine,) = [one for one in desk.day(OPENING) if one.to == HUY]
    assert mine.text.startswith(
        "Kính gửi anh Huy,\nSố liệu quý III/2019 đã chốt ngày 14/9/2019. Văn phòng Bộ đề nghị anh"
    )
    assert "gửi báo cáo trong ngày thứ Sáu, 20/9/2019." in mine.text
    assert "• Nhiệm vụ 1 – " in mine.text
    assert mine.text.endswith("Trân trọng.")
    assert mine.buttons[0][0].label == "Báo cáo"
    assert mine.about.startswith("reminder:1:")
    assert "Báo cáo quý III/2019 – " in desk.press(HUY, "Báo cáo", mine)[0].text


def test_the_words_of_the_other_steps(desk: Desk) -> None:
    def words(at: str) -> str:
        return next(one.text for one in desk.day(at) if one.to == HUY)

    assert "lấy số liệu từ 15/6/2019 đến 14/9/2019, hạn gửi thứ Sáu, 20/9/2019" in (first := words(HEADS_UP))
    assert "chưa báo cáo lần nào" in first
    assert "Hạn gửi báo cáo quý III/2019 là thứ Sáu, 20/9/2019 (còn 2 ngày)." in words(LAST_CALL)
    assert "Hôm nay, thứ Sáu, 20/9/2019, là hạn gửi báo cáo quý III/2019." in words(DUE)
    assert "có hạn thứ Sáu, 20/9/2019, đến nay sau hạn 3 ngày." in words(OVERDUE[0])


def test_the_digest_says_how_the_period_stands(desk: Desk) -> None:
    desk.at("2019-09-10T10:00:00")
    report_all(desk, HUY, LEGAL)
    digest = next(one for one in desk.day(OPENING) if one.to == TRANG).text
    assert "**Tổng hợp báo cáo quý III/2019**, hạn thứ Sáu, 20/9/2019 (còn 4 ngày)" in digest
    assert "Đủ báo cáo: 1/27 đơn vị." in digest
    assert "Đã gửi: 7/" in digest
    assert "TTCNTT 0/17" in digest
    assert "Chưa có Đầu mối (25)" in digest


def test_a_reply_to_a_reminder_is_a_report(desk: Desk) -> None:
    """Where one task is left it is about that one, without a number; it goes to the unit of the reminder."""
    (mine,) = [one for one in desk.day(OPENING) if one.to == HUY]
    (out,) = desk.say(HUY, "nv 1 xong 60% roi, vuong kinh phi", about=mine.about)
    assert "Nhiệm vụ 1" in out.text
    tasks = [1, 5, 7, 9, 10, 16]
    for task in tasks:
        desk.say(HUY, EVERYTHING.format(task))
    desk.press(HUY, "Gửi")
    (out,) = desk.say(HUY, "50%, đang trình lãnh đạo", about=mine.about)
    assert "Nhiệm vụ 21" in out.text


def test_deadlines_are_told_while_the_task_is_not_done(winter: Desk) -> None:
    """Task 6 ends on 31/12/2019; on 20/12 its seven days fall on the due day: one message, named by that."""
    out = winter.day("2019-11-19T08:30:00")
    assert to(out) == [LAN, MINH, HEAD]
    assert "Nhiệm vụ có hạn hoàn thành thứ Ba, 31/12/2019 (còn 42 ngày)" in out[0].text
    done = winter.tick("2019-12-20T08:30:00").planned
    assert {one.leading.step for one in done} == {"due", "digest"}
    (mine,) = [one for one in winter.deliver() if one.to == LAN]
    assert "Hôm nay, thứ Sáu, 20/12/2019" in mine.text
    assert "31/12/2019 (còn 11 ngày)" in mine.text


def test_a_task_that_was_reported_done_has_no_deadline_any_more(winter: Desk) -> None:
    winter.at("2019-11-10T09:00:00")
    winter.say(LAN, "hoàn thành nhiệm vụ 6, kết quả: đã ban hành, quyết định số 12 ngày 1/11/2019")
    winter.press(LAN, "Gửi")
    assert winter.day("2019-11-19T08:30:00") == []
    assert ("task:6:2019-12-31", "deadline_30", "skipped", "nothing-owed") in winter.told()


def test_what_one_has_turned_off_is_not_sent(desk: Desk) -> None:
    desk.say(HUY, "/nhacnho")
    desk.press(HUY, "Số liệu đã chốt: đang bật")
    assert HUY not in to(desk.day(OPENING))
    assert HUY in to(desk.day(LAST_CALL))
    assert ("2019-Q3", "opening", "skipped", "muted") in desk.told()


def test_a_change_of_the_rules_does_not_send_what_it_puts_into_the_past(desk: Desk) -> None:
    desk.day(HEADS_UP)
    desk.at("2019-09-12T10:00:00")
    rules = changed(Rules(), desk.now, last_call=8)
    with desk.db.atomic():
        desk.store.choices.put("", "reminders", packed(rules))
    assert desk.day("2019-09-12T10:01:00") == []
    assert ("2019-Q3", "last_call", "skipped", "rules-changed") in desk.told()
    assert desk.day(OPENING)


def test_admins_are_asked_once_whether_to_close_a_plan_that_is_over(desk: Desk) -> None:
    desk.tick("2025-12-31T09:00:00")
    desk.deliver()
    asked = [one for one in desk.day("2026-01-05T08:30:00") if one.to == ADMIN]
    assert len(asked) == 1
    assert "Giai đoạn cuối của kế hoạch" in asked[0].text
    assert "TTCNTT: nhiệm vụ" in asked[0].text
    assert [one for one in desk.day("2026-02-03T08:30:00") if one.to == ADMIN] == []
    desk.press(ADMIN, "Đóng kế hoạch", asked[0])
    desk.press(ADMIN, "Đồng ý đóng")
    start = desk.now
    for days in range(90):
        assert desk.day((start + timedelta(days)).replace(tzinfo=None).isoformat()) == []


def test_the_playgrounds_clock_may_go_back_to_any_quarter(tmp_path: Path) -> None:
    """A database made years later has no row for it yet, and its people have joined "later"."""
    desk = staffed(tmp_path, "2026-11-23T09:00:00")
    desk.day("2026-11-23T09:05:00")
    assert to(desk.day("2019-09-17T08:31:00")) == [LAN, MINH, TRANG, HUY]
    (mine,) = [one for one in desk.day(LAST_CALL) if one.to == HUY]
    assert "Báo cáo quý III/2019 – " in desk.press(HUY, "Báo cáo", mine)[0].text
    assert to(desk.day("2019-12-18T08:30:00")) == [LAN, MINH, TRANG, HUY, HEAD]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("not-found", "Telegram không tìm thấy tài khoản, không nhận được nhắc: Hoàng Anh Huy (Vụ PC)."),
        ("deactivated", "Tài khoản Telegram đã bị khóa hoặc xóa, không nhận được nhắc: Hoàng Anh Huy (Vụ PC)."),
    ],
)
def test_who_cannot_be_reached_is_named_with_the_reason(desk: Desk, reason: str, said: str) -> None:
    desk.tick(OPENING)
    desk.mail.outbox.refused(HUY, reason, desk.now)
    desk.store.people.set_unreachable(HUY, reason, desk.now)
    desk.tick()
    assert ("2019-Q3", "opening", "skipped", reason) in desk.told()
    assert said in next(one for one in desk.day(LAST_CALL) if one.to == TRANG).text


def test_who_may_have_been_reminded_is_not_reminded_again_and_the_office_hears_of_it(desk: Desk) -> None:
    desk.tick(OPENING)
    desk.mail.outbox.begin(desk.mail.outbox.next(HUY), desk.now)
    desk.restart()
    desk.mail.outbox.left_in_doubt(desk.now)
    assert HUY not in to(desk.day(OPENING))
    assert ("2019-Q3", "opening", "unknown", "") in desk.told()
    out = desk.day(LAST_CALL)
    digest = next(one for one in out if one.to == TRANG)
    assert "chưa rõ đã nhận được lời nhắc gần nhất hay chưa: Hoàng Anh Huy (Vụ PC)." in digest.text
    assert HUY in to(out)


def test_the_digest_says_sent_of_owed_and_what_waits(desk: Desk) -> None:
    """Ten of seventeen sent, one received, one taken back: what is withdrawn is no report."""
    desk.at("2019-09-10T10:00:00")
    for task in (1, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15):
        desk.say(LAN, EVERYTHING.format(task))
    desk.say(LAN, "gửi")
    desk.say(LAN, "rút lại nv 15")
    desk.say(TRANG, "tiếp nhận 13 TTCNTT")
    digest = next(one for one in desk.day(OPENING) if one.to == TRANG).text
    assert "TTCNTT 10/17" in digest
    assert "(đã tiếp nhận 1, chờ tiếp nhận 9, đã rút lại 1)." in digest
    assert "đã gửi/phải gửi" in digest


def test_on_the_day_until_when_more_is_asked_for_the_unit_hears_of_it_again(desk: Desk) -> None:
    """In one message a person, at the usual hour; «Sửa» leads to what is asked for; what was sent is no more asked."""
    desk.at("2019-09-10T10:00:00")
    report_all(desk, LAN, CENTRE)
    desk.day("2019-09-11T09:00:00")
    rows = desk.store.ledger.newest(desk.context.plan().document.id, unit=CENTRE)[:3]
    with desk.db.atomic():
        for row, until in zip(rows, (13, 13, 12), strict=True):
            said = ("returned", [(row.id, OFFICE)], (None, "Đỗ Thu Trang"), desk.now, "bổ sung số liệu")
            desk.store.ledger.decide(*said, until=date(2019, 9, until))
    assert to(desk.day("2019-09-12T08:29:00")) == []
    first = desk.day("2019-09-12T08:30:00")
    assert to(first) == [LAN, MINH, HEAD]
    desk.at("2019-09-12T10:00:00")
    desk.say(LAN, f"nv {rows[0].task} 70% đã bổ sung")
    desk.say(LAN, "vẫn gửi")
    mine = next(one for one in desk.day("2019-09-13T08:30:00") if one.to == LAN)
    assert "Hạn bổ sung báo cáo quý III/2019 là thứ Sáu, 13/9/2019 (hạn hôm nay)." in mine.text
    assert f"TTCNTT** – 1 nhiệm vụ được đề nghị bổ sung:\n• Nhiệm vụ {rows[1].task} – " in mine.text
    assert desk.day("2019-09-13T11:00:00") == []
    (draft,) = desk.press(LAN, "Sửa", mine)
    assert f"Nhiệm vụ {rows[1].task} – " in draft.text
    assert ("returned:2019-Q3:2019-09-13", "returned", "sent", "") in desk.told()


def test_of_a_request_that_was_taken_back_or_turned_off_nobody_hears(desk: Desk) -> None:
    desk.at("2019-09-10T10:00:00")
    report_all(desk, HUY, LEGAL)
    desk.day("2019-09-11T09:00:00")
    row = desk.store.ledger.newest(desk.context.plan().document.id, unit=LEGAL)[0]
    for verdict, until in (("returned", date(2019, 9, 12)), ("undone", None)):
        with desk.db.atomic():
            desk.store.ledger.decide(verdict, [(row.id, OFFICE)], (None, "Trang"), desk.now, "bổ sung", until)
    assert desk.day("2019-09-12T08:30:00") == []
    with desk.db.atomic():
        desk.store.ledger.decide(
            "returned", [(row.id, OFFICE)], (None, "Trang"), desk.now, "bổ sung", date(2019, 9, 13)
        )
        desk.store.choices.put("", "reminders", packed(changed(Rules(), desk.now, off=frozenset({"returned"}))))
    assert desk.day("2019-09-13T08:30:00") == []
