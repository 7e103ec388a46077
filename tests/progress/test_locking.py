"""Locking a period: what it asks, what it freezes, what nothing changes afterwards, and opening it again."""

import json
import sqlite3
import subprocess
from pathlib import Path

import pytest

from progress.chat.closing import as_it_stands
from progress.chat.figuring import figures_of
from progress.locking import BEFORE
from progress.model import Entry, LockedError, Person
from progress.store.ledger import NewRow, Sending
from progress.store.notes import UnitChange
from tests.e2e.driver import command
from tests.ministry import CENTRE, LEGAL, Ministry, Size
from tests.progress.driver import CHIEF, HUY, LAN, STRANGER, TRANG, Office, labels


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Lan has reported on two tasks, of which Trang received one; the due day is over."""
    made = Office(tmp_path).staff()
    made.say(LAN, "nv 13: 60%, đã chạy thử tại ba đơn vị")
    made.press(LAN, "Gửi")
    made.say(LAN, "nv 15: 40%, đã họp")
    made.press(LAN, "Gửi")
    made.say(TRANG, "tiếp nhận 13 TTCNTT")
    made.at("2019-09-23T09:00:00")
    return made


def lock(office: Office, who: int = TRANG) -> str:
    (listed,) = office.say(who, "/ky")
    office.press(who, "Quý III/2019")
    (asked,) = office.press(who, "Khóa kỳ báo cáo")
    office.press(who, "Đồng ý khóa kỳ")
    return f"{listed.text}\n{asked.text}"


def state(office: Office) -> list[tuple]:
    """All that the first period's figures hang on."""
    tables = {"reports": "period", "reviews": "1", "versions": "period", "version_rows": "1", "version_duties": "1",
              "version_choices": "1", "standings": "period", "counters": "period", "periods": "id"}  # fmt: skip
    found = (office.db.execute(f"select * from {table} where {of} = 1").fetchall() for table, of in tables.items())
    return [row for rows in found for row in rows]


def test_the_list_and_the_question_say_what_stands(office: Office) -> None:
    told = lock(office)
    assert "**Quý III/2019** – hạn 20/9/2019, sau hạn 3 ngày" in told
    assert "đã gửi 2, trong đó đã tiếp nhận 1; đề nghị bổ sung 0; chưa gửi" in told
    assert "Chưa xem (1):\n• TTCNTT 1 (nhiệm vụ 15)" in told
    assert "Còn phải gửi" in told
    assert office.toast == "Đã khóa kỳ báo cáo."
    period = office.store.periods.get(1)
    (version,) = office.store.versions.of(1)
    assert period.closed == office.now
    assert (version.number, version.reason, version.by) == (1, "", "Đỗ Thu Trang")
    assert (version.total.sent, version.total.received) == (2, 1)
    frozen = office.store.versions.frozen(version)
    assert [office.store.ledger.get(one).task for one in frozen.counted] == [13]
    assert len(frozen.owed) == version.total.owed == version.total.missing + 2
    assert {d.until.year for d in frozen.owed if d.task == 13} == {2020}


@pytest.mark.parametrize("who", [LAN, HUY, CHIEF, STRANGER])
def test_only_the_office_and_admins_lock_and_open(office: Office, who: int) -> None:
    (answer,) = office.say(who, "/ky") or [None]
    assert answer is None or not answer.buttons
    before = state(office)
    mark = office.store.standings.mark(1)
    for token in ("ky:0", "kyone:1", "kylock:1", f"kylocked:1:{mark}", "kyopen:1", "kyver:1:1", "q_close_yes:1"):
        assert office.tap(who, token) == []
        assert office.toast
    assert state(office) == before


def test_a_lock_comes_the_working_day_after_the_due_day_or_once_all_is_there(office: Office) -> None:
    office.at("2019-09-20T16:00:00")
    office.say(TRANG, "/ky")
    (screen,) = office.press(TRANG, "Quý III/2019")
    assert "Khóa kỳ báo cáo" not in labels(screen)
    office.tap(TRANG, f"kylocked:1:{office.store.standings.mark(1)}")
    assert "khóa được từ thứ Hai, 23/9/2019" in office.toast
    assert office.store.periods.get(1).closed is None
    for unit, task in office.store.standings.owed(office.context.plan().document.id, 1, lacking=True):
        report(office, unit, task)
    office.tap(TRANG, "kyone:1")
    assert "Khóa kỳ báo cáo" not in labels(office.screens[TRANG])  # all have sent, and much waits
    rows = office.store.ledger.newest(office.context.plan().document.id, state="sent")
    with office.db.atomic():
        office.store.ledger.decide("accepted", [(row.id, "Văn phòng Bộ") for row in rows], (None, "Trang"), office.now)
    office.tap(TRANG, "kyone:1")
    assert "Khóa kỳ báo cáo" in labels(office.screens[TRANG])


def report(office: Office, unit: str, task: int) -> None:
    key = f"test:{unit}:{task}"
    sending = Sending(office.context.plan().document.id, unit, Person(1, 1, "A", "B"), office.now, key)
    with office.db.atomic():
        office.store.ledger.submit(sending, [NewRow(task, office.store.periods.get(1), "lead", Entry("in_progress"))])


def test_who_agrees_agrees_to_what_was_shown(office: Office) -> None:
    office.say(TRANG, "/ky")
    office.press(TRANG, "Quý III/2019")
    office.press(TRANG, "Khóa kỳ báo cáo")
    question = office.screens[TRANG]
    office.say(HUY, "nv 1: 10%, đã họp")
    office.press(HUY, "Gửi")
    (again,) = office.press(TRANG, "Đồng ý khóa kỳ", question)
    assert "Số liệu đã thay đổi" in office.toast
    assert "VPC" in again.text or "Pháp chế" in again.text
    assert office.store.periods.get(1).closed is None


def test_nothing_of_a_locked_period_changes(office: Office) -> None:
    """Old buttons and words, a renamed unit, a task that is marked: each says why, or concerns it not."""
    rows = office.rows()
    receipts = {row.task: row.receipt for row in rows}
    office.say(LAN, "nv 12: 10%, bắt đầu")
    draft = office.screens[LAN]
    lock(office)
    before = state(office)
    for token in (f"take:{rows[1].id}", f"take:{rows[0].id}", f"more:{rows[1].id}"):
        office.tap(TRANG, token)
        assert office.toast
    for token in (f"revise:{receipts[13]}", f"withdraw:{receipts[15]}", f"withdraw:{receipts[15]}:all",
                  f"withdraw:{receipts[15]}:15", draft.buttons[0][0].token):  # fmt: skip
        (told,) = office.tap(LAN, token)
        assert "Quý III/2019 đã khóa" in told.text, token
        assert labels(told)[-1] == "Đề nghị mở lại"
    for words in ("rút lại", "rút lại nv 15", "tiếp nhận hết", "tiếp nhận 15 TTCNTT", "đề nghị bổ sung 15"):
        office.say(LAN if words.startswith("rút") else TRANG, words)
    office.tap(TRANG, f"kylocked:1:{office.store.standings.mark(1)}")
    plan = office.context.plan()
    with office.db.atomic():
        office.store.unit_changes.add(
            UnitChange("renamed", LEGAL, "Vụ Luật", "VL", valid_to=office.now.date()), office.now
        )
        office.store.unit_changes.add(
            UnitChange("ended", CENTRE, LEGAL, valid_to=office.now.date().replace(month=1)), office.now
        )
        office.store.choices.put(plan.document.id, "continuing:13", True)
        office.store.choices.put(plan.document.id, "carried:13:2020-12-31", True)
        office.store.choices.put(plan.document.id, "stands_in:24:BCĐCPĐT", CENTRE)
        office.context.books.rebuild(office.context.plan())
    assert state(office) == before
    assert list(office.context.books.faults()) == []
    for change in ("insert into reviews (report, verdict, unit, name, at) values (2, 'accepted', 'x', 'x', 'x')",
                   "update versions set owed = 0", "delete from version_rows"):  # fmt: skip
        with pytest.raises(sqlite3.IntegrityError):
            office.db.execute(change)


def test_what_a_lock_shut_out_goes_to_the_next_quarter_or_is_asked_for(office: Office) -> None:
    office.say(LAN, "nv 12: 10%, bắt đầu viết đề cương")
    office.say(TRANG, "/ky")
    office.press(TRANG, "Quý III/2019")
    office.press(TRANG, "Khóa kỳ báo cáo")
    told = [out for out in office.press(TRANG, "Đồng ý khóa kỳ") if out.to == LAN]
    assert "bắt đầu viết đề cương" in told[-1].text
    (draft,) = office.press(LAN, "Gửi vào quý IV/2019")
    assert "quý IV/2019" in draft.text
    assert "bắt đầu viết đề cương" in draft.text
    office.press(LAN, "Gửi vào quý IV/2019", draft)
    assert [row.period.key for row in office.rows() if row.task == 12] == ["2019-Q4"]
    office.tap(LAN, f"revise:{office.rows()[0].receipt}")
    asked = office.press(LAN, "Đề nghị mở lại")
    assert [out.to for out in asked] == [LAN, TRANG]
    assert "Phạm Thị Lan (TTCNTT) đề nghị mở lại quý III/2019" in asked[1].text
    office.tap(LAN, f"revise:{office.rows()[0].receipt}")
    (draft,) = office.press(LAN, "Gửi vào quý IV/2019")
    assert "60%" in draft.text
    assert "quý IV/2019" in draft.text


def test_opening_again_needs_a_reason_and_makes_another_version(office: Office) -> None:
    lock(office)
    first = state(office)
    (asked,) = office.tap(TRANG, "kyopen:1")
    assert "lý do" in asked.text
    assert "chữ" in office.say(TRANG, "…")[0].text
    assert office.store.periods.get(1).closed is not None
    office.say(TRANG, "TTCNTT báo cáo nhầm tỷ lệ nhiệm vụ 13.")
    assert office.store.periods.get(1).closed is None
    office.tap(LAN, f"revise:{office.rows()[0].receipt}")
    office.say(LAN, "nv 13: 70%, đã chạy thử tại ba đơn vị")
    office.press(LAN, "Gửi")
    office.say(TRANG, "tiếp nhận 13 TTCNTT")
    lock(office)
    one, two = office.store.versions.of(1)
    assert (one.number, two.number, two.reason) == (1, 2, "TTCNTT báo cáo nhầm tỷ lệ nhiệm vụ 13")
    kept = [row for row in first if row in state(office)]
    assert len([row for row in first if row not in kept]) <= 3  # the period and the standing of task 13
    assert office.store.versions.frozen(one).counted != office.store.versions.frozen(two).counted
    history = [row.id for row in office.store.ledger.history(office.context.plan().document.id)]
    assert {n: v for n, v in office.store.versions.counted().items() if n in history} == {1: [1], 3: [2]}
    office.say(TRANG, "/ky")
    office.press(TRANG, "Quý III/2019")
    (told,) = office.press(TRANG, "Bản 2 – 23/9/2019")
    assert "Lý do: TTCNTT báo cáo nhầm tỷ lệ nhiệm vụ 13." in told.text
    assert "Khác bản 1 (1):\n• Nhiệm vụ 13 – TTCNTT: đang thực hiện, 60% → đang thực hiện, 70%" in told.text
    assert ("period_opened", "period:2019-Q3") in [(row["action"], row["subject"]) for row in office.store.audit.rows()]


def test_what_was_closed_before_is_locked_as_it_stands_and_nobody_is_told(tmp_path: Path) -> None:
    """The steps are taken back, as if an earlier version had closed the period; a start takes them again."""
    made = Ministry(tmp_path, Size(0, (2019, 3), "2019-12-16T09:00:00"))
    made.service.begin(made.now.date())
    made.fill()
    period = made.store.periods.of(made.context.plan().document.id)[0]
    expected = as_it_stands(made.context, made.context.plan(), period).total
    counts = {t: made.db.execute(f"select count(*) from {t}").fetchone() for t in ("reports", "reviews", "submissions")}
    _take_back(made)
    made.db.execute("update periods set closed_at = '2019-10-01T09:00:00+07:00' where id = ?", (period.id,))
    triggers = {row[0] for row in made.db.execute("select name from sqlite_master where type = 'trigger'")}
    made.upgrade()
    (version,) = made.store.versions.of(period.id)
    assert (version.number, version.reason, version.at.isoformat()) == (1, BEFORE, "2019-10-01T09:00:00+07:00")
    assert version.total == expected
    assert version.total.received > 0
    figures = figures_of(made.context, made.context.plan(), made.store.periods.get(period.id), made.now)
    assert (figures.version, figures.as_of, len(figures.duties)) == (1, version.at, expected.owed)
    assert made.service.news(made.now) is not None
    assert {t: made.db.execute(f"select count(*) from {t}").fetchone() for t in counts} == counts
    assert triggers < {row[0] for row in made.db.execute("select name from sqlite_master where type = 'trigger'")}
    assert list(made.context.books.faults()) == []
    made.upgrade()
    assert len(made.store.versions.of(period.id)) == 1


def _take_back(made: Ministry) -> None:
    for table in ("version_bases", "version_duties", "version_rows", "version_choices", "reopenings", "versions",
                  "dues", "deadlines", "urge_people", "urges"):  # fmt: skip
        made.db.execute(f"drop table {table}")
    for trigger in ("reports_locked", "reviews_locked"):
        made.db.execute(f"drop trigger {trigger}")
    made.db.execute("alter table periods drop column moved")
    made.db.execute("alter table exports drop column document")
    made.db.execute("delete from _sqlite_migrations where migration_set = 'tien-do' and name >= '0015'")
    made.db.conn.commit()


def told(office: Office, *arguments: str) -> subprocess.CompletedProcess:
    office.db.conn.commit()
    return command(office.path.parent, *arguments)


def test_the_terminal_tells_a_period_row_by_row(office: Office) -> None:
    open_now = json.loads(told(office, "period", "2019-Q3", "--json").stdout)
    assert (open_now["state"], open_now["versions"], open_now["sent"], open_now["received"]) == ("open", [], 2, 1)
    with office.db.atomic():
        office.store.choices.put("676/QĐ-BKHCN", "continuing:13", True)
    lock(office)
    found = json.loads(told(office, "period", "2019-Q3", "--json").stdout)
    assert list(found) == [
        "document", "period", "from", "to", "due", "extensions", "state", "versions", "owed", "sent", "received",
        "returned", "missing", "missing_tasks", "units",
    ]  # fmt: skip
    days = ("2019-06-15", "2019-09-14", "2019-09-20", "locked")
    assert (found["from"], found["to"], found["due"], found["state"]) == days
    (version,) = found["versions"]
    assert (version["version"], version["locked_at"], version["reason"]) == (1, "2019-09-23T09:00:00+07:00", None)
    assert version["rows"] == [
        {"task": 13, "task_key": "13", "unit": CENTRE, "kind": "lead", "revision": 1, "number": 1}
    ]  # fmt: skip
    assert version["choices"] == [{"task_key": "13", "unit": None, "choice": "continuing"}]
    assert found["owed"] == found["sent"] + found["returned"] + found["missing"]
    assert len(found["missing_tasks"]) == found["missing"]
    for name in ("owed", "sent", "received", "returned", "missing"):
        assert sum(unit[name] for unit in found["units"]) == found[name] == open_now[name]
    assert {"unit", "late"} < set(found["units"][0])
    rows = [json.loads(line) for line in told(office, "reports", "--json").stdout.splitlines()]
    assert [(row["task"], row["counted"]) for row in rows] == [(13, [1]), (15, [])]
    assert json.loads(told(office, "period", "2019-Q3", "--version", "1", "--json").stdout) == found


@pytest.mark.parametrize(
    ("arguments", "code", "lines"),
    [
        ("period 2031-Q1 --json", 2, 0), ("period 2019-Q3 --version 7", 2, 0), ("period 2019-Q3 --document x", 2, 0),
        ("deadlines --json", 0, 0), ("urges --json", 0, 0), ("deadlines --document x", 2, 0),
        ("urges --document x", 2, 0), ("period 2019-Q3", 0, 1),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_in_a_line_and_an_empty_list_is_none(
    office: Office, arguments: str, code: int, lines: int
) -> None:
    done = told(office, *arguments.split())
    assert (done.returncode, len(done.stdout.splitlines())) == (code, lines)
    assert len(done.stderr.splitlines()) == (1 if code else 0)


def test_words_that_would_have_gone_to_a_locked_period_say_where_they_go(office: Office) -> None:
    lock(office)
    (draft,) = office.say(LAN, "nv 12: 10%, bắt đầu viết đề cương")
    assert "Quý III/2019 đã khóa. Nội dung này ghi vào quý IV/2019." in draft.text
    assert labels(draft) == ["Gửi vào quý IV/2019", "Sửa", "Hủy", "Đổi kỳ", "Đề nghị mở lại"]
    office.press(LAN, "Đề nghị mở lại", draft)
    assert "Đã chuyển" in office.toast
    office.press(LAN, "Gửi vào quý IV/2019", draft)
    assert [row.period.key for row in office.rows() if row.task == 12] == ["2019-Q4"]
    (draft,) = office.say(LAN, "nv 13: 80%, đã chạy thử")
    assert labels(draft)[0] == "Gửi"  # of this one the locked period has a report
    office.at("2019-12-16T09:00:00")
    (draft,) = office.say(LAN, "nv 12: 20%, đã viết đề cương")
    assert labels(draft)[0] == "Gửi"


def test_the_ledger_takes_nothing_of_a_locked_period_from_whoever_writes(office: Office) -> None:
    rows = office.rows()
    lock(office)
    before = state(office)
    decided = ("Văn phòng Bộ", "Trang")
    for write in (
        lambda: report(office, CENTRE, 12),
        lambda: office.store.ledger.review(rows[1].id, "returned", decided, office.now, "bổ sung"),
        lambda: office.store.ledger.decide("undone", [(rows[0].id, "Văn phòng Bộ")], (None, "Trang"), office.now),
    ):
        with pytest.raises(LockedError):
            write()
    assert state(office) == before
