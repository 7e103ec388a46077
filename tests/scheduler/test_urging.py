"""«Đôn đốc»: whom, the preview, the words, and that it reaches exactly those who still owe, once, in working hours."""

import json
from pathlib import Path

import pytest

from progress.chat.closing import lock_period
from progress.urging import UnfitTextError, checked, filled
from tests.progress.driver import ADMIN, CENTRE, CHIEF, HUY, LAN, LEGAL, MINH, STRANGER, TRANG, labels
from tests.progress.test_locking import report, told
from tests.scheduler.driver import Desk

HEAD = 17


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two report for the centre, one and a head for the lawyers; others have nobody. No regular reminder is left."""
    made = Desk(tmp_path, "2019-09-16T09:12:00")
    made.staff()
    with made.db.atomic():
        made.join(HEAD, "Ngô Văn Trưởng", LEGAL, "head")
    made.wait(hours=1)
    made.day("2019-09-16T10:12:00")
    return made


def preview(desk: Desk, who: int = TRANG) -> str:
    (screen,) = desk.say(who, "/dondoc")
    return screen.text


def send(desk: Desk, who: int = TRANG) -> str:
    return desk.press(who, "Gửi")[0].text


def urged(desk: Desk, **more) -> dict[int, str]:
    desk.tick()
    out = {one.to: one.text for one in desk.deliver(**more)}
    desk.tick()
    return out


def test_it_reaches_exactly_those_who_owe_once_and_in_the_office_s_words(desk: Desk) -> None:
    shown = preview(desk)
    assert "tất cả đơn vị còn phải gửi; đầu mối và lãnh đạo" in shown
    assert "2 đơn vị, 4 người: " in shown
    assert "Không có ai liên hệ được" in shown
    assert "4 người của 2 đơn vị đang được gửi" in send(desk)
    out = urged(desk)
    assert set(out) == {LAN, MINH, HUY, HEAD}
    assert out[LAN].startswith(
        "Kính gửi chị Lan,\nVăn phòng Bộ đề nghị TTCNTT gửi báo cáo quý III/2019, hạn thứ Sáu, 20/9"
    )
    assert out[LAN].endswith("Trân trọng.")
    assert "{" not in out[LAN]
    assert "đôn đốc" not in " ".join(out.values()).lower()
    for _ in range(3):
        desk.restart()
        assert urged(desk) == {}


def test_a_press_that_comes_again_asks_nobody_again(desk: Desk) -> None:
    preview(desk)
    screen = desk.screens[TRANG]
    send(desk)
    desk.press(TRANG, "Gửi", screen)
    assert desk.toast == "Lời nhắc này đã được gửi."
    assert len(urged(desk)) == 4
    assert urged(desk) == {}


def test_who_has_sent_all_meanwhile_hears_nothing(desk: Desk) -> None:
    preview(desk)
    send(desk)
    desk.tick()
    document = desk.context.plan().document.id
    for unit, task in desk.store.standings.owed(document, 1, LEGAL, lacking=True):
        report(desk, unit, task)
    assert set(urged(desk)) == {LAN, MINH}
    (line,) = told(desk, "urges", "--json").stdout.splitlines()
    found = json.loads(line)
    assert list(found) == ["document", "id", "at", "period", "text", "to"]
    assert {(one["person"], one["state"], one["reason"]) for one in found["to"]} == {
        ("Phạm Thị Lan", "sent", ""), ("Trần Văn Minh", "sent", ""),
        ("Hoàng Anh Huy", "skipped", "nothing-owed"), ("Ngô Văn Trưởng", "skipped", "nothing-owed"),
    }  # fmt: skip
    assert list(found["to"][0]) == ["person", "unit", "role", "state", "reason"]


def test_outside_the_hours_it_waits_and_says_so(desk: Desk) -> None:
    desk.at("2019-09-20T17:45:00")
    preview(desk)
    assert "sẽ gửi từ 08:00, 23/9/2019" in send(desk)
    assert urged(desk) == {}
    desk.at("2019-09-22T10:00:00")
    assert urged(desk) == {}
    states = json.loads(told(desk, "urges", "--json").stdout)["to"]
    assert {one["state"] for one in states} == {"waiting"}
    desk.at("2019-09-23T08:00:00")
    assert set(urged(desk)) == {LAN, MINH, HUY, HEAD}


def test_the_blocked_and_the_unknown_are_told_apart(desk: Desk) -> None:
    preview(desk)
    send(desk)
    assert set(urged(desk, blocked=(HUY,))) == {LAN, MINH, HEAD}
    states = {one["person"]: one["state"] for one in json.loads(told(desk, "urges", "--json").stdout)["to"]}
    assert states["Hoàng Anh Huy"] == "failed"
    desk.at("2019-09-18T08:30:00")
    digest = next(text for to, text in urged(desk).items() if to == TRANG)
    assert "Nhắc theo yêu cầu lúc 10:12, 16/9/2019: đã gửi 3, không gửi được 1 (người)." in digest


def test_whom_and_in_which_words_is_chosen(desk: Desk) -> None:
    desk.say(LAN, "nv 13: 60%, đã họp")
    desk.press(LAN, "Gửi")
    row = desk.rows()[0]
    with desk.db.atomic():
        desk.store.ledger.review(row.id, "returned", ("Văn phòng Bộ", "Trang"), desk.now, "nêu rõ số liệu")
    preview(desk)
    (screen,) = desk.press(TRANG, "Được đề nghị bổ sung")
    assert "1 đơn vị, 2 người: TTCNTT 2" in screen.text
    (screen,) = desk.press(TRANG, "Chỉ Lãnh đạo")
    assert "Không có ai để gửi." in screen.text
    assert "Gửi" not in labels(screen)
    desk.press(TRANG, "Chỉ Đầu mối")
    desk.press(TRANG, "Theo nhiệm vụ")
    assert "13, 15" in desk.say(TRANG, "việc nọ")[0].text
    (screen,) = desk.say(TRANG, "nv 13")
    assert "đơn vị còn phải gửi nhiệm vụ 13; chỉ đầu mối" in screen.text
    desk.press(TRANG, "Sửa nội dung")
    assert "«nhắc» hoặc «đề nghị»" in desk.say(TRANG, "Đôn đốc {đơn vị}")[0].text
    assert "Không có chỗ tự điền {tên}" in desk.say(TRANG, "Nhắc {tên}")[0].text
    desk.say(TRANG, "Đề nghị {đơn vị} gửi nhiệm vụ {nhiệm vụ} trước {hạn}.")
    send(desk)
    out = urged(desk)
    assert set(out) == {LAN, MINH}
    assert "Đề nghị TTCNTT gửi nhiệm vụ 13 – " in out[LAN]
    assert "trước thứ Sáu, 20/9/2019." in out[LAN]
    assert desk.store.dialogs.get(TRANG) is None


def test_who_sends_sends_what_was_shown(desk: Desk) -> None:
    preview(desk)
    screen = desk.screens[TRANG]
    with desk.db.atomic():
        desk.join(18, "Lý Thị Mới", LEGAL, "reporter")
    (again,) = desk.press(TRANG, "Gửi", screen)
    assert "đã thay đổi" in desk.toast
    assert "5 người" in again.text
    assert desk.store.urges.all() == []


@pytest.mark.parametrize("who", [LAN, CHIEF, HUY, STRANGER])
def test_nobody_else_urges(desk: Desk, who: int) -> None:
    preview(desk)
    token = next(b.token for row in desk.screens[TRANG].buttons for b in row if b.label == "Gửi")
    desk.say(who, "/dondoc")
    for one in (token, "urge:1:all:rh", "urgetext:1:all:rh", "urgetasks:1:all:rh"):
        assert desk.tap(who, one) == []
    assert desk.store.urges.all() == []
    assert urged(desk) == {}


@pytest.mark.parametrize(
    "token",
    ["urge", "urge:1", "urge:1:all:x", "urge:1:x:rh", "urge:9:all:rh", "urgesend:1:all:rh", "urge:1:t9999:rh"],
)
def test_a_forged_button_does_nothing(desk: Desk, token: str) -> None:
    desk.tap(ADMIN, token)
    assert desk.store.urges.all() == []


def test_a_locked_period_is_urged_no_more(desk: Desk) -> None:
    desk.at("2019-09-23T07:00:00")
    preview(desk)
    send(desk)
    with desk.db.atomic():
        lock_period(desk.context, desk.store.periods.get(1), None, desk.now)
    desk.at("2019-09-23T09:00:00")
    assert urged(desk) == {}
    assert {one["reason"] for one in json.loads(told(desk, "urges", "--json").stdout)["to"]} == {"closed"}


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), ("…", "empty"), ("a" * 1501, "long"),
                         ("Đôn  đốc", "harsh"), ("nhắc {x}", "{x}")])  # fmt: skip
def test_what_may_not_go_out(text: str, reason: str) -> None:
    with pytest.raises(UnfitTextError) as error:
        checked(text)
    assert error.value.reason == reason


def test_what_fills_a_place_is_not_read_again() -> None:
    assert filled("{đơn vị}: {hạn}", {"{đơn vị}": "{hạn}", "{hạn}": "mai"}) == "{hạn}: mai"
    assert CENTRE not in filled("{lạ}", {})
