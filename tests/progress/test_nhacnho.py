"""/nhacnho: what is to come, what one may turn off, and how admins set it; every change is checked and audited."""

from datetime import datetime
from pathlib import Path

import pytest

from progress.reminders import Rules, RulesError, changed, checked, packed, unpacked
from progress.wording.reminding import NUMBERS
from tests.progress.driver import ADMIN, CHIEF, LAN, STRANGER, Office, labels

AT = datetime(2019, 9, 16, 9).astimezone()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path).staff()


def rules(office: Office) -> Rules:
    return unpacked(office.store.choices.of("").get("reminders"))


def settings(office: Office, label: str, answer: str) -> str:
    """Let the admin press a setting and answer; give the bot's words."""
    office.say(ADMIN, "/nhacnho cauhinh")
    office.press(ADMIN, label)
    return office.say(ADMIN, answer)[0].text


def test_one_turns_the_early_steps_off_and_on_again(office: Office) -> None:
    (screen,) = office.say(LAN, "/nhacnho")
    assert labels(screen) == ["Nhắc sớm: đang bật", "Số liệu đã chốt: đang bật"]
    (screen,) = office.press(LAN, "Nhắc sớm: đang bật")
    assert labels(screen)[0] == "Nhắc sớm: đang tắt"
    person = office.store.people.by_account(LAN).id
    assert office.store.reminders.muted(person) == frozenset({"heads_up"})
    office.press(LAN, "Nhắc sớm: đang tắt")
    assert office.store.reminders.muted(person) == frozenset()


def test_who_has_not_joined_is_told_so_and_who_only_reads_has_nothing_to_turn_off(office: Office) -> None:
    assert "/dangky" in office.say(STRANGER, "/nhacnho")[0].text
    assert labels(office.say(CHIEF, "/nhacnho")[0]) == []


def test_an_admin_sees_and_changes_the_settings(office: Office) -> None:
    (screen,) = office.say(ADMIN, "/nhacnho cauhinh")
    assert "Giờ gửi: 08:30 ngày làm việc" in screen.text
    assert "Giờ gửi: 09:15" in settings(office, "Giờ gửi", "9h15")
    assert "Nhắc lần cuối (số ngày làm việc trước hạn): 3" in settings(office, "Nhắc lần cuối", "3")
    assert "Ngày nghỉ thêm: 23/9/2019" in settings(office, "Thêm ngày nghỉ", "23/9/2019")
    assert "Ngày làm việc thêm: 21/9/2019" in settings(office, "Thêm ngày làm việc", "21/9/2019")
    assert "Ngày nghỉ thêm: không có" in settings(office, "Bỏ ngày đã thêm", "23/9/2019")
    office.say(ADMIN, "/nhacnho cauhinh")
    assert "Đang tắt: nhắc sớm" in office.press(ADMIN, "Tắt: nhắc sớm")[0].text
    kept = rules(office)
    assert (kept.hour.isoformat("minutes"), kept.last_call, kept.off) == ("09:15", 3, {"heads_up"})
    assert kept.since == office.now
    trail = [row["details"] for row in office.store.audit.rows() if row["action"] == "reminders"]
    assert trail[0] == "Giờ gửi: 08:30 → 09:15"
    assert len(trail) == 6


@pytest.mark.parametrize(
    ("label", "answer", "words"),
    [
        ("Giờ gửi", "18:00", "từ 08:00 đến 17:00"),
        ("Giờ gửi", "07:59", "từ 08:00 đến 17:00"),
        ("Giờ gửi", "sáng", "08:30"),
        ("Nhắc sớm", "2", "từ 3 đến 30"),
        ("Nhắc lần cuối", "0", "từ 1 đến 10"),
        ("Nhắc lần cuối", "10", "Nhắc sớm phải trước"),
        ("Nhắc lần cuối", "²", "một số"),
        ("Số lần nhắc sau hạn", "4", "từ 1 đến 3"),
        ("Thêm ngày nghỉ", "31/2/2019", "23/9/2019"),
    ],
)
def test_what_must_not_be_is_not_stored(office: Office, label: str, answer: str, words: str) -> None:
    assert words in settings(office, label, answer)
    assert rules(office) == Rules()


def test_one_reminder_before_the_due_day_stays(office: Office) -> None:
    office.say(ADMIN, "/nhacnho cauhinh")
    office.press(ADMIN, "Tắt: số liệu đã chốt")
    office.press(ADMIN, "Tắt: nhắc lần cuối trước hạn")
    assert office.press(ADMIN, "Tắt: ngày đến hạn") == []
    assert office.toast == "Phải giữ ít nhất một lần nhắc trước hạn."


@pytest.mark.parametrize(
    "token",
    [
        "remindset",
        "remindask:hour",
        "remindstep:due:off",
        "remindclose:00000000",
        "remindopen:00000000",
        "remindkeep:1",
    ],
)
def test_nobody_else_may_set_anything(office: Office, token: str) -> None:
    for account in (LAN, CHIEF, STRANGER):
        assert office.tap(account, token) == []
        assert office.toast
    assert "Chỉ quản trị" in office.say(LAN, "/nhacnho cauhinh")[0].text


@pytest.mark.parametrize(
    "token", ["remindown", "remindown:due:off", "remindown:opening:x", "remindask:x", "remindstep"]
)
def test_a_forged_button_is_a_toast(office: Office, token: str) -> None:
    for account in (LAN, ADMIN):
        assert office.tap(account, token) == []
        assert office.toast


def test_a_plan_is_closed_and_opened_again(office: Office) -> None:
    office.say(ADMIN, "/nhacnho cauhinh")
    label = next(one for one in labels(office.screens[ADMIN]) if one.startswith("Đóng kế hoạch"))
    office.press(ADMIN, label)
    assert "Đã đóng kế hoạch" in office.press(ADMIN, "Đồng ý đóng")[0].text
    (screen,) = office.say(ADMIN, "/nhacnho cauhinh")
    assert "Kế hoạch đã đóng" in screen.text
    office.press(ADMIN, next(one for one in labels(screen) if one.startswith("Mở lại kế hoạch")))
    assert "Kế hoạch đã đóng" not in office.say(ADMIN, "/nhacnho cauhinh")[0].text


def test_rules_survive_being_stored() -> None:
    rules = changed(Rules(last_call=4), AT, off=frozenset({"digest"}))
    assert unpacked(packed(rules)) == rules
    with pytest.raises(RulesError):
        checked(Rules(overdue_every=0), NUMBERS)
