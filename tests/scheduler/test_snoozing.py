"""«Nhắc lại sau»: a reminder comes once more, when the person chose, if anything is still owed, and never too late."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from conversation.outgoing import Outgoing
from progress.wording.reminding import NO_LATER, NOTHING_TO_SNOOZE, TOO_LATE
from tests.progress.driver import HUY, LEGAL, MINH, VIETNAM, labels
from tests.scheduler.driver import Desk
from tests.scheduler.test_reminding import DUE, LAST_CALL, OPENING, OVERDUE, report_all

AGAIN = "Nhắc lại sau"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path).staff()
    yield made
    made.db.close()


def mine(out: list[Outgoing], account: int = HUY) -> list[Outgoing]:
    return [one for one in out if one.to == account]


def reminded(desk: Desk, at: str) -> Outgoing:
    (one,) = mine(desk.day(at))
    return one


def test_a_reminder_comes_again_when_it_was_asked_for_and_once(desk: Desk) -> None:
    """This afternoon, beside the rule of one reminder a day; over a restart; never twice."""
    reminder = reminded(desk, OPENING)
    assert AGAIN in labels(reminder)
    (asked,) = desk.press(HUY, AGAIN, reminder)
    assert labels(asked) == ["Chiều nay, 14:00", "08:30 thứ Ba, 17/9/2019", "08:30 thứ Tư, 18/9/2019"]
    (told,) = desk.press(HUY, "Chiều nay, 14:00", asked)
    assert "Hệ thống sẽ nhắc lại lúc 14:00 hôm nay" in told.text
    desk.restart()
    assert mine(desk.day("2019-09-16T13:59:00")) == []
    (again,) = mine(desk.day("2019-09-16T14:00:30"))
    assert "Nhắc lại theo đề nghị: báo cáo quý III/2019 có hạn thứ Sáu, 20/9/2019 (còn 4 ngày)." in again.text
    assert again.about == reminder.about
    assert AGAIN in labels(again)
    assert mine(desk.day("2019-09-16T15:00:00")) == []
    steps = [(row["step"], row["state"]) for row in desk.store.reminders.rows() if row["person"] == 4]
    assert ("snoozed", "sent") in steps


def test_who_has_reported_meanwhile_is_left_in_peace(desk: Desk) -> None:
    desk.press(HUY, AGAIN, reminded(desk, OPENING))
    desk.press(HUY, "08:30 thứ Ba, 17/9/2019")
    report_all(desk, HUY, LEGAL)
    assert mine(desk.day("2019-09-17T08:30:00")) == []
    (told,) = desk.say(HUY, "nhắc em chiều nay")
    assert told.text == NOTHING_TO_SNOOZE


def test_before_the_due_day_it_never_comes_later_than_on_that_day(desk: Desk) -> None:
    (asked,) = desk.press(HUY, AGAIN, reminded(desk, LAST_CALL))
    assert labels(asked)[-1] == "08:30 thứ Sáu, 20/9/2019"
    (told,) = desk.say(HUY, "nhắc em sau 5 ngày nữa")
    assert "08:30 thứ Sáu, 20/9/2019" in told.text
    (asked,) = desk.press(HUY, AGAIN, reminded(desk, DUE))
    assert labels(asked) == ["Chiều nay, 14:00"]


def test_after_it_at_most_to_the_next_regular_one(desk: Desk) -> None:
    (asked,) = desk.press(HUY, AGAIN, reminded(desk, OVERDUE[0]))
    assert labels(asked) == ["Chiều nay, 14:00", "08:30 thứ Ba, 24/9/2019", "08:30 thứ Tư, 25/9/2019"]
    (told,) = desk.say(HUY, "nhắc lại tuần sau")
    assert "08:30 thứ Tư, 25/9/2019" in told.text


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("nhắc em sau 2 ngày nữa", "2019-09-12T08:30"),
        ("Nhắc lại em vào chiều nay nhé", "2019-09-10T14:00"),
        ("mai nhắc em", "2019-09-11T08:30"),
        ("nhắc lại sau hai ngày làm việc", "2019-09-12T08:30"),
        ("thứ năm nhắc lại giúp em", "2019-09-12T08:30"),
        ("nhắc em ngày 17/9", "2019-09-17T08:30"),
        ("nhắc mình thứ 7", "2019-09-16T08:30"),
        ("4 ngày nữa nhắc em nhé", "2019-09-16T08:30"),
    ],
)
def test_it_is_asked_for_in_words(desk: Desk, text: str, when: str) -> None:
    """Working days only: a Saturday's comes on Monday."""
    desk.at("2019-09-10T09:00:00")
    (told,) = desk.say(HUY, text)
    assert "Hệ thống sẽ nhắc lại lúc" in told.text
    (row,) = desk.store.snoozes.of(desk.store.people.by_account(HUY).id)
    assert row.at == datetime.fromisoformat(when).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "text", ["nv 1 60%, đã nhắc các đơn vị", "ai nhắc báo cáo", "bao giờ nhắc em?", "không nhắc em mai"]
)
def test_other_words_are_no_snooze(desk: Desk, text: str) -> None:
    desk.at("2019-09-10T09:00:00")
    out = desk.say(HUY, text)
    assert not any("nhắc lại lúc" in one.text for one in out)


def test_a_forged_time_does_nothing(desk: Desk) -> None:
    reminded(desk, OPENING)
    assert desk.tap(HUY, "snoozeto:1:203001010830") == []
    assert desk.toast == TOO_LATE
    assert desk.tap(HUY, "snoozeto:1:zz") == []
    assert desk.tap(MINH + 100, "snoozeto:1:201909161400") == []
    assert desk.store.snoozes.due(desk.now.replace(year=2031)) == []
    desk.at("2019-09-20T16:30:00")
    assert desk.tap(HUY, "snooze:1") == []
    assert desk.toast == NO_LATER
