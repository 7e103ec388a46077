"""More time: due days and deadlines that the office moves with their basis, and phases that ended unfinished."""

import json
from datetime import date
from pathlib import Path

import pytest

from scheduler.preview import foreseen
from scheduler.wording import message
from scheduler.workdays import vietnam
from tests.progress.driver import ADMIN, CENTRE, HUY, LAN, LEGAL, MINH, TRANG, Office, labels
from tests.progress.test_locking import lock, told

BASIS = "Quyết định số 12/QĐ-BKHCN ngày 5/9/2020"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path).staff()


def more_time(office: Office, text: str, who: int = TRANG) -> str:
    office.tap(who, "kymore:1")
    return office.say(who, text)[0].text


def test_a_due_day_is_moved_with_its_basis_and_lateness_goes_by_it(office: Office) -> None:
    assert "căn cứ" in more_time(office, "30/9/2019")
    assert "phải sau ngày đang áp dụng, thứ Sáu, 20/9/2019" in more_time(office, "19/9/2019 | theo đề nghị của Vụ")
    assert "Chưa rõ đơn vị" in more_time(office, "Vụ Không Có 30/9/2019 | theo đề nghị")
    said = more_time(office, "TTCNTT 25/9/2019 | Công văn số 12/BKHCN-VP ngày 18/9/2019.")
    assert "cho TTCNTT đến thứ Tư, 25/9/2019 theo Công văn số 12/BKHCN-VP ngày 18/9/2019." in said
    office.at("2019-09-23T09:00:00")
    for who, task in ((LAN, 13), (HUY, 1)):
        office.say(who, f"nv {task}: 10%, đã họp")
        office.press(who, "Gửi")
    assert {row.unit: row.late for row in office.rows()} == {CENTRE: False, LEGAL: True}
    assert more_time(office, "30/9/2019 | theo đề nghị của các đơn vị", ADMIN).startswith("Đã gia hạn")
    assert {row.unit: row.late for row in office.rows()} == {CENTRE: False, LEGAL: True}  # earlier ones stay
    office.at("2019-09-30T17:00:00")
    office.say(HUY, "nv 5: 10%, đã họp")
    office.press(HUY, "Gửi")
    assert not any(row.late for row in office.rows() if row.task == 5)
    (extension, other) = told_extensions(office)
    assert extension == {
        "unit": CENTRE, "due": "2019-09-25", "basis": "Công văn số 12/BKHCN-VP ngày 18/9/2019",
        "at": "2019-09-16T09:12:00+07:00", "withdrawn": False,
    }  # fmt: skip
    assert (other["unit"], other["due"]) == (None, "2019-09-30")


def told_extensions(office: Office) -> list[dict]:
    return json.loads(told(office, "period", "2019-Q3", "--json").stdout)["extensions"]


def test_a_moved_due_day_is_an_occasion_of_its_own(office: Office) -> None:
    more_time(office, "TTCNTT 30/9/2019 | theo đề nghị của Trung tâm")
    found = foreseen(office.context, vietnam(), office.now, date(2019, 9, 17), date(2019, 10, 4))
    steps = {
        who: [(one.at.date().day, one.leading.step) for one in found if one.person.account == who] for who in (LAN, HUY)
    }
    assert steps[HUY][:3] == [(18, "last_call"), (20, "due"), (23, "overdue")]
    assert steps[LAN] == [(26, "last_call"), (30, "due"), (1, "overdue"), (3, "overdue")]
    call = next(one for one in found if one.person.account == LAN)
    assert (
        "Hạn gửi báo cáo quý III/2019 là thứ Hai, 30/9/2019 (đã gia hạn, còn 4 ngày)"
        in message(office.context, call).text
    )


def test_reminders_name_the_last_working_day_before_a_weekend(tmp_path: Path) -> None:
    office = Office(tmp_path, "2020-06-16T09:00:00").staff()
    found = foreseen(office.context, vietnam(), office.now, date(2020, 6, 16), date(2020, 6, 19))
    call = next(one for one in found if one.person.account == LAN)
    text = message(office.context, call).text
    assert "thứ Bảy, 20/6/2020 (ngày làm việc cuối cùng trước đó: thứ Sáu, 19/6/2020)" in text


def test_more_time_is_taken_back_by_who_gave_it(office: Office) -> None:
    more_time(office, "30/9/2019 | theo đề nghị của các đơn vị")
    office.tap(ADMIN, "kyone:1")
    assert "Rút gia hạn 30/9/2019" not in labels(office.screens[ADMIN])
    office.tap(ADMIN, "kymoreoff:1:1")
    assert office.toast == "Chỉ người đã gia hạn mới rút được gia hạn này."
    office.tap(TRANG, "kyone:1")
    office.press(TRANG, "Rút gia hạn 30/9/2019")
    assert office.store.periods.get(1).due_of() == date(2019, 9, 20)
    assert [one["withdrawn"] for one in told_extensions(office)] == [True]
    office.tap(TRANG, "kymoreoff:1:1")
    assert office.toast == "Gia hạn này đã được rút."


@pytest.mark.parametrize("who", [LAN, MINH, HUY])
def test_nobody_else_gives_more_time(office: Office, who: int) -> None:
    office.say(who, f"/giahan 13 31/12/2021 | {BASIS}")
    for token in ("kymore:1", "giahan:237076e9:13:2020-12-31", "carry:237076e9:13:2020-12-31", "giahanoff:1"):
        assert office.tap(who, token) == []
    assert office.store.moves.deadlines() == []


def test_a_deadline_is_moved_and_answers_keep_both_truths_apart(office: Office) -> None:
    assert "ví dụ" in office.say(TRANG, "/giahan")[0].text
    assert "số và ngày văn bản" in office.say(TRANG, "/giahan 13 31/12/2021 | theo ý kiến lãnh đạo")[0].text
    assert "không chủ trì" in office.say(TRANG, f"/giahan 13 Vụ Pháp chế 31/12/2021 | {BASIS}")[0].text
    assert "phải sau ngày" in office.say(TRANG, f"/giahan 13 31/12/2019 | {BASIS}")[0].text
    (done,) = office.say(TRANG, f"/giahan 13 31/12/2021 | {BASIS}")
    assert "giai đoạn 2019-2020, cho mọi đơn vị chủ trì đến thứ Sáu, 31/12/2021" in done.text
    both = office.say(LAN, "/tinhhinh 13")[0].text
    assert f"thời gian hoàn thành: 2019-2020. Gia hạn đến 31/12/2021 theo {BASIS}." in both
    assert office.service.moved(LAN, "676/QĐ-BKHCN", ["PL.13"]) == f"Gia hạn đến 31/12/2021 theo {BASIS}."
    (line,) = told(office, "deadlines", "--json").stdout.splitlines()
    assert json.loads(line) == {
        "document": "676/QĐ-BKHCN", "task_key": "13", "unit": None, "phase": "2020-12-31", "until": "2021-12-31",
        "outcome": "extended", "basis": BASIS, "at": "2019-09-16T09:12:00+07:00", "withdrawn": False,
    }  # fmt: skip
    found = foreseen(office.context, vietnam(), office.now, date(2020, 12, 20), date(2020, 12, 31))
    assert not any(13 in item.owing.get(CENTRE, ()) for one in found for item in one.items if item.event.task)
    found = foreseen(office.context, vietnam(), office.now, date(2021, 12, 20), date(2021, 12, 31))
    assert any(13 in item.owing.get(CENTRE, ()) for one in found for item in one.items if item.event.task)
    office.press(TRANG, "Rút gia hạn", done)
    assert office.context.plan().extensions(office.context.plan().task(13)) == []


def test_more_time_stays_after_a_lock(office: Office) -> None:
    (done,) = office.say(TRANG, f"/giahan 13 31/12/2021 | {BASIS}")
    office.at("2019-09-23T09:00:00")
    lock(office)
    office.press(TRANG, "Rút gia hạn", done)
    assert "Đã khóa kỳ báo cáo" in office.toast
    frozen = office.store.versions.frozen(office.store.versions.of(1)[0])
    assert {d.until for d in frozen.owed if d.task == 13} == {date(2021, 12, 31)}


def test_of_two_open_phases_it_is_asked_which(tmp_path: Path) -> None:
    office = Office(tmp_path, "2021-03-16T09:00:00", (2020, 4)).staff()
    (asked,) = office.say(TRANG, f"/giahan 12 31/12/2026 | {BASIS}")
    assert labels(asked) == ["2019-2020", "2021-2025"]
    office.press(TRANG, "2021-2025")
    (one,) = office.store.moves.deadlines()
    assert (one.phase, one.until) == ("2025-12-31", date(2026, 12, 31))


def test_what_ended_unfinished_is_told_once_when_its_last_day_is_locked(tmp_path: Path) -> None:
    """Before that nothing is called overdue; the office carries a phase over with a basis, or gives more time."""
    office = Office(tmp_path, "2021-01-04T09:00:00", (2020, 4)).staff()
    said = office.say(LAN, "/tinhhinh 12")[0].text
    assert "quá thời gian" not in said
    lock_quarter(office, "IV/2020")
    office.at("2021-03-23T09:00:00")
    told_to = [out for out in lock_quarter(office, "I/2021") if "quá thời gian hoàn thành" in out.text]
    assert [out.to for out in told_to] == [TRANG]
    assert "• 12 – " in told_to[0].text
    (screen,) = office.press(TRANG, "12", told_to[0])
    assert labels(screen) == ["Chuyển sang giai đoạn 2021-2025", "Gia hạn"]
    office.press(TRANG, "Chuyển sang giai đoạn 2021-2025")
    office.say(TRANG, BASIS)
    plan = office.context.plan()
    assert plan.is_settled(plan.task(12), plan.phases(plan.task(12))[0])
    office.tap(TRANG, "kyopen:2")
    office.say(TRANG, "đính chính")
    assert not [out for out in lock_quarter(office, "I/2021") if "quá thời gian hoàn thành" in out.text]


def lock_quarter(office: Office, name: str) -> list:
    office.say(TRANG, "/ky")
    office.press(TRANG, f"Quý {name}")
    office.press(TRANG, "Khóa kỳ báo cáo")
    return office.press(TRANG, "Đồng ý khóa kỳ")
