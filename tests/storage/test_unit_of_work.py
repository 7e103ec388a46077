"""The inbox, the outbox, and the one commit that joins them."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from conversation.outgoing import Button, Outgoing
from storage.connection import StorageError, may_pass
from storage.database import serving
from storage.inbox import key_of
from storage.outbox import ANSWER, CROWD, FAR_OFF, UNKNOWN
from storage.unit_of_work import Storage

AT = datetime(2019, 9, 16, 8, tzinfo=UTC)
BOT = 676


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest.fixture
def db(path: Path):
    with serving(path) as db:
        yield db


@pytest.fixture
def mail(db: Database) -> Storage:
    return Storage(db, BOT, lambda: AT)


def message(number: int, update_id: int | None = None, text: str = "nv 13", **more: object) -> dict:
    content = {"message_id": number, "chat": {"id": 5}, "from": {"id": 5}, "text": text, **more}
    return {"update_id": update_id or 100 + number, "edited_message" if "edit_date" in more else "message": content}


def press(name: str, update_id: int) -> dict:
    return {"update_id": update_id, "callback_query": {"id": name, "from": {"id": 5}, "data": "r:x"}}


def waiting(mail: Storage) -> list[int]:
    return [update["update_id"] for update in mail.inbox.waiting()]


@pytest.mark.parametrize(
    ("first", "again", "new"),
    [
        (message(1, 10), message(1, 10), False),
        (message(1, 10), message(1, 99), False),  # redelivered under another number
        (message(1, 10), message(2, 11), True),
        (message(1, 10), message(1, 11, "nv 14", edit_date=5), True),
        (message(1, 10, edit_date=5), message(1, 11, edit_date=5), False),
        (message(1, 10, edit_date=5), message(1, 11, "nv 14", edit_date=5), True),
        (message(1, 10, edit_date=5), message(1, 11, edit_date=6), True),
        (press("a", 10), press("a", 11), False),
        (press("a", 10), press("b", 11), True),
        ({"update_id": 10, "my_chat_member": {}}, {"update_id": 10, "my_chat_member": {}}, False),
        ({"update_id": 10, "my_chat_member": {}}, {"update_id": 11, "my_chat_member": {}}, True),
    ],
)
def test_what_is_known_is_not_taken_again(mail: Storage, first: dict, again: dict, new: bool) -> None:
    assert mail.inbox.receive(first, AT)
    assert mail.inbox.receive(again, AT) is new
    mail.acknowledge(first["update_id"])
    assert mail.inbox.receive(again, AT) is False


def test_an_edit_back_to_earlier_words_is_another_one(mail: Storage) -> None:
    """Within one second; what comes again is told by its number, or by being the newest."""
    for number, text, new in [(11, "B", 1), (12, "C", 1), (13, "B", 1), (11, "B", 0), (13, "B", 0), (14, "B", 0)]:
        assert mail.inbox.receive(message(1, number, text, edit_date=5), AT) is bool(new)
    assert mail.inbox.receive(message(1, 15, "C", edit_date=4), AT)
    assert [mail.inbox.changes_nothing(number) for number in (11, 12, 13, 15)] == [False, False, False, True]


def test_another_bot_on_the_same_database_has_its_own_numbers(mail: Storage, db: Database) -> None:
    mail.inbox.receive(message(1), AT)
    other = Storage(db, 677, lambda: AT)
    assert other.inbox.receive(message(1), AT)
    assert waiting(other) == [101]


def test_a_number_that_telegram_uses_again_loses_nothing(mail: Storage) -> None:
    mail.inbox.receive(message(1, 10), AT)
    mail.acknowledge(10)
    assert mail.inbox.receive(message(2, 10), AT)
    assert waiting(mail) == [10]
    assert not mail.inbox.receive(message(1, 12), AT)


def test_what_waits_comes_back_whole_and_in_order_after_a_restart(path: Path) -> None:
    updates = [message(3, text='"ệ" \ud83d'), message(1), message(2)]
    with serving(path) as db:
        first = Storage(db, BOT, lambda: AT)
        for update in updates:
            first.inbox.receive(update, AT)
        first.acknowledge(101)
    with serving(path) as db:
        second = Storage(db, BOT, lambda: AT + timedelta(days=1))
        assert list(second.inbox.waiting()) == [updates[0], updates[2]]
        assert second.received_at(103) == AT


def fail_half_way(mail: Storage, db: Database) -> None:
    with mail.handling(101) as tx:
        tx.add(Outgoing(5, "a"))
        with db.atomic():
            db.execute("insert into questions (at, reason, question, answer, document, key) values ('','','','','','')")
        raise ZeroDivisionError


def test_an_update_and_what_it_led_to_are_one_commit(mail: Storage, db: Database) -> None:
    mail.inbox.receive(message(1), AT)
    with pytest.raises(ZeroDivisionError):
        fail_half_way(mail, db)
    assert waiting(mail) == [101]
    assert mail.outbox.next(5) is None
    assert db.table("questions").count == 0
    with mail.handling(101) as tx:
        tx.add(Outgoing(5, "b"))
    assert waiting(mail) == []
    assert not mail.inbox.is_open(101)
    assert mail.outbox.next(5).outgoing == Outgoing(5, "b")


def test_attempts_are_counted_and_a_parked_update_does_not_come_back(mail: Storage) -> None:
    mail.inbox.receive(message(1), AT)
    assert [mail.inbox.failed(101), mail.inbox.failed(101)] == [1, 2]
    mail.dead_letter(101, Outgoing(5, "không được"))
    assert mail.outbox.next(5).outgoing.text == "không được"
    assert waiting(mail) == []
    assert not mail.inbox.receive(message(1), AT)


def test_two_days_after_it_was_done_an_update_is_forgotten(mail: Storage, db: Database) -> None:
    for number in (1, 2, 3):
        mail.inbox.receive(message(number), AT)
    mail.acknowledge(101)
    mail.dead_letter(102, None)
    mail.inbox.purge(AT + timedelta(hours=47))
    assert db.table("inbox").count == 3
    mail.inbox.purge(AT + timedelta(hours=49))
    assert db.table("inbox").count == 2
    mail.inbox.purge(AT + timedelta(days=31))
    assert waiting(mail) == [103]


def test_what_is_old_is_forgotten_some_at_a_time(db: Database) -> None:
    """Nobody waits until thousands of rows are gone."""
    now = [AT]
    mail = Storage(db, 676, lambda: now[0])
    for number in range(1, 6):
        mail.inbox.receive(message(number), AT)
        mail.acknowledge(100 + number)
    now[0] = AT + timedelta(days=3)
    assert [mail.purge(2), db.table("inbox").count] == [True, 3]
    assert [mail.purge(2), mail.purge(2), db.table("inbox").count] == [True, False, 0]


def test_an_outgoing_message_comes_back_as_it_was(mail: Storage) -> None:
    whole = Outgoing(5, "**ệ**", ((Button("Gửi", "s:7"),),), 3, 4, "draft:7", "/tmp/a", "Báo cáo.docx")
    with mail.writing() as tx:
        tx.add(whole)
    assert mail.outbox.next(5).outgoing == whole


def test_a_chats_messages_go_out_in_order_and_none_overtakes(mail: Storage) -> None:
    with mail.writing() as tx:
        for text in ("a", "b"):
            tx.add(Outgoing(5, text))
        tx.add(Outgoing(6, "c"))
    first = mail.outbox.next(5)
    mail.outbox.put_off(first, 99.0)
    assert (mail.outbox.next(5).id, mail.outbox.next(5).attempts) == (first.id, 1)
    assert mail.outbox.chats() == [5, 6]
    mail.outbox.sent(first, [70], AT)
    assert mail.outbox.next(5).outgoing.text == "b"
    mail.outbox.refused(5, "blocked", AT)
    assert mail.outbox.chats() == [6]


def test_a_notice_with_a_known_key_is_not_added_again(mail: Storage) -> None:
    with mail.writing() as tx:
        assert tx.add(Outgoing(5, "a"), key="remind:2019-Q3:5")
        assert tx.add(Outgoing(5, "a"), key="remind:2019-Q3:5") is None
        assert tx.add(Outgoing(5, "b"))
        assert tx.add(Outgoing(5, "b"))


def test_what_a_message_was_about_is_known_for_each_of_its_pieces(mail: Storage) -> None:
    with mail.writing() as tx:
        tx.add(Outgoing(5, "a", about="draft:7"))
        tx.add(Outgoing(5, "b"))
    mail.outbox.sent(mail.outbox.next(5), [70, 71], AT)
    mail.outbox.sent(mail.outbox.next(5), [72], AT)
    assert [mail.outbox.about(5, number) for number in (70, 71, 72, 73)] == ["draft:7", "draft:7", None, None]
    assert mail.outbox.about(6, 70) is None
    mail.outbox.purge(AT + timedelta(days=61))
    assert mail.outbox.about(5, 70) == "draft:7"


def test_a_lock_is_nobodys_fault_and_a_wrong_statement_is(mail: Storage, db: Database, path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("begin exclusive")
    with pytest.raises(StorageError) as locked:
        mail.inbox.receive(message(1), AT)
    other.close()
    assert mail.inbox.receive(message(1), AT)
    with pytest.raises(StorageError) as wrong:
        db.execute("select nothing")
    assert [may_pass(caught.value) for caught in (locked, wrong)] == [True, False]


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "message": {}},
        {"update_id": 1},
        {"update_id": 1, "x": 3},
        {"update_id": 1, "callback_query": {"id": "\ud800"}},
        {"update_id": 1, "edited_message": {"message_id": "\ud800", "chat": {"id": "\ud800"}, "edit_date": "\ud800"}},
    ],
)
def test_an_update_without_the_usual_parts_has_a_key_too(mail: Storage, update: dict) -> None:
    assert key_of(update)
    assert mail.inbox.receive(update, AT)


def test_who_waits_comes_before_a_crowd_and_each_in_order(mail: Storage) -> None:
    with mail.writing() as work:
        work.add(Outgoing(5, "nhắc"), priority=CROWD)
        work.add(Outgoing(6, "nhắc"), priority=CROWD)
        work.add(Outgoing(6, "tin"))
        work.add(Outgoing(6, "trả lời"), priority=ANSWER)
    assert mail.outbox.chats() == [6, 5]
    seen = []
    while row := mail.outbox.next(6):
        seen.append(row.outgoing.text)
        mail.outbox.sent(row, [len(seen)], AT)
    assert seen == ["trả lời", "tin", "nhắc"]


@pytest.mark.parametrize(("now", "due"), [(99.0, False), (100.0, True), (-100_000.0, True), (99.0 - FAR_OFF, True)])
def test_what_was_put_off_is_looked_at_within_the_hour_wherever_the_clock_is_set(
    mail: Storage, now: float, due: bool
) -> None:
    with mail.writing() as work:
        work.add(Outgoing(5, "a"))
    mail.outbox.put_off(mail.outbox.next(5), 100.0)
    assert mail.outbox.next(5).is_due(now) is due


def test_what_was_being_sent_to_a_crowd_is_in_doubt_and_an_answer_goes_again(mail: Storage) -> None:
    with mail.writing() as work:
        work.add(Outgoing(5, "nhắc"), priority=CROWD, key="a")
        work.add(Outgoing(6, "nhắc"), priority=CROWD, key="b")
        work.add(Outgoing(7, "trả lời"), priority=ANSWER, key="c")
    for chat in (5, 7):
        mail.outbox.begin(mail.outbox.next(chat), AT)
    mail.outbox.left_in_doubt(AT)
    found = mail.outbox.statuses(["a", "b", "c"])
    assert [(one.state, one.reason) for one in found.values()] == [
        ("failed", UNKNOWN),
        ("waiting", ""),
        ("waiting", ""),
    ]


def test_an_answer_is_found_by_what_it_answers(mail: Storage) -> None:
    with mail.writing() as work:
        work.add(Outgoing(5, "cũ"), answers=9)
        last = work.add(Outgoing(5, "mới", thread=3, instead_of=1), answers=9)
    mail.outbox.sent(mail.outbox.next(5), [70, 71], AT)
    assert mail.outbox.answer_to(5, 9) == last
    assert mail.outbox.answer_to(5, 10) is None
    assert mail.outbox.messages_of(1) == (70, 71)
    assert mail.outbox.next(5).outgoing == Outgoing(5, "mới", thread=3, instead_of=1)


def test_talks_go_with_their_answers_and_their_people(mail: Storage, db: Database) -> None:
    """After three days, and with who leaves, in groups too; what somebody else asked there stays."""

    def answer(chat: int, person: int, number: int) -> None:
        with mail.writing() as work:
            row = work.add(Outgoing(chat, "TTCNTT"), priority=ANSWER, answers=number)
            mail.talks.keep(row or 0, (chat, person, number), "{}", AT)
        due = mail.outbox.next(chat)
        assert due is not None
        mail.outbox.sent(due, [1000 + number], AT)

    answer(5, 5, 1)
    answer(-100, 5, 2)
    answer(-100, 6, 3)
    assert mail.talks.of(-100, 1002) == mail.talks.of(-100, 2) == mail.talks.last(-100, 5)
    with mail.writing():
        mail.leave(5)
    mail.purge(100)
    assert [row["person"] for row in db.query("select person from talks")] == [6]
    mail.outbox.purge(AT + timedelta(days=4), 100)
    assert not list(db.query("select 1 from talks"))
