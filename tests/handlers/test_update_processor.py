"""From the queue to the tick: kept, handled once, tried again, parked, waited for."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import Application, TypeHandler

from clock import ClockError
from conversation.outgoing import Outgoing
from handlers import words
from handlers.intake import Intake
from handlers.update_processor import STARTS
from storage.database import serving
from storage.unit_of_work import Storage
from tests.handlers.fakes import NOW, Chat
from tests.marks import soaked


def states(chat: Chat) -> list[tuple]:
    return chat.db.execute("select state, attempts from inbox order by id").fetchall()


def handled_by(chat: Chat, callback) -> Chat:
    """Let every update go to this handler first."""
    chat.app.add_handler(TypeHandler(Update, callback), group=-1)
    return chat


def test_what_was_handled_is_ticked_off() -> None:
    chat = Chat()
    chat.write("nv 13")
    chat.press("k:v:PL.13", chat.message())
    chat.write(new_chat_title="Tên mới")  # nobody's update is done, too
    assert states(chat) == [("done", 0)] * 3


def test_an_update_that_always_fails_is_parked_and_its_author_told_once() -> None:
    chat = Chat()
    chat.write("hỏng")
    chat.write("nv 13")
    assert states(chat) == [("parked", 3), ("done", 0)]
    assert chat.telegram.sent()[0]["text"] == words.FAILED
    assert len(chat.telegram.sent()) == 2


def test_an_update_that_fails_at_first_is_handled_in_the_end() -> None:
    chat, failures = Chat(), iter([KeyError(), KeyError()])

    async def stumble(update: object, context: object) -> None:
        for error in failures:
            raise error

    handled_by(chat, stumble).write("nv 13")
    assert states(chat) == [("done", 2)]
    assert "TTCNTT" in chat.telegram.sent()[-1]["text"]


def test_what_telegram_refuses_is_not_tried_again() -> None:
    chat = Chat()
    chat.telegram.faults["sendMessage"] = [(400, {"description": "Bad Request: can't parse entities"})]
    chat.write("nv 13")
    chat.deliver()
    assert states(chat) == [("done", 0)]
    assert [sent["text"] == words.FAILED for sent in chat.telegram.sent()] == [False, True]


def test_a_refused_token_leaves_the_update_for_a_better_one() -> None:
    chat = Chat()

    async def refuse(update: object, context: object) -> None:
        raise InvalidToken

    handled_by(chat, refuse).write("nv 13")
    assert states(chat) == [("waiting", 0)]


def test_a_failure_after_the_commit_repeats_nothing() -> None:
    chat, count = Chat(), []

    async def commit(update: Update, context: object) -> None:
        count.append(1)
        with chat.desk.handling(update) as tx:
            tx.add(Outgoing(5, "đã ghi nhận"))
        raise KeyError

    handled_by(chat, commit).write("nv 13")
    assert (len(count), states(chat)) == (1, [("done", 0)])


@pytest.mark.parametrize("recalled", [True, *soaked(False)])
def test_a_locked_disk_is_waited_for_without_counting(tmp_path: Path, recalled: bool) -> None:
    path = tmp_path / "bot.sqlite3"
    with serving(path) as db:
        chat, tries = Chat(db), []
        other = sqlite3.connect(path, isolation_level=None)

        async def record(update: Update, context: object) -> None:
            tries.append(1)
            if len(tries) == 1:
                other.execute("begin immediate")
            if len(tries) == STARTS + 1:
                other.execute("rollback")
            with chat.desk.handling(update) as tx:
                tx.add(Outgoing(5, "đã ghi nhận"))

        if recalled:
            message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "nv 13"}
            chat.mail.inbox.receive({"update_id": 1, "message": message}, NOW)
            handled_by(chat, record).recall()
        else:
            handled_by(chat, record).write("nv 13")
        assert (len(tries), states(chat)) == (STARTS + 1, [("done", int(recalled))])
        assert [row[0] for row in db.execute("select state from outbox")] == ["sent", "sent"]
        other.close()


def test_a_press_counts_as_of_when_it_came_in_also_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path / "bot.sqlite3") as db:
        first = Storage(db, 676, lambda: NOW)
        first.inbox.receive({"update_id": 1, "callback_query": {"id": "a"}}, NOW)
        later = Storage(db, 676, lambda: NOW + timedelta(hours=9))
        list(later.inbox.waiting())
        assert later.received_at(1) == NOW


def test_what_an_earlier_process_left_is_handled_first_and_in_order() -> None:
    before = Chat()
    for number in (1, 2):
        message = {"message_id": number, "date": 1, "chat": {"id": 5, "type": "private"}, "text": f"nv {number}"}
        before.mail.inbox.receive({"update_id": number, "message": message}, NOW)
    after = Chat(before.db)
    after.recall()
    after.write("nv 3")
    assert [sent["text"][-6:] for sent in after.telegram.sent()] == ["nv 1».", "nv 2».", "nv 3»."]


def test_an_update_that_ends_the_process_each_time_is_parked_in_the_end() -> None:
    """It was in hand at each start; somebody has to stop it."""
    chat = Chat()
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "nv 13"}
    chat.mail.inbox.receive({"update_id": 1, "message": message}, NOW)

    async def die(update: object, context: object) -> None:
        raise asyncio.CancelledError

    for _ in range(STARTS):
        with pytest.raises(asyncio.CancelledError):
            handled_by(Chat(chat.db), die).recall()
    last = handled_by(Chat(chat.db), die)
    last.recall()
    assert states(chat) == [("parked", STARTS + 1)]
    assert [sent["text"] for sent in last.telegram.sent()] == [words.FAILED]


def test_put_never_raises_and_says_that_it_is_stuck(tmp_path: Path) -> None:
    """The clock may be gone, the table, too: the update waits, and comes in when it can."""
    with serving(tmp_path / "bot.sqlite3") as db:
        broken = [True]

        def clock() -> datetime:
            if broken[0]:
                raise ClockError("gone")
            return datetime.now(UTC)

        intake = Intake(Storage(db, 676, clock).inbox, clock)
        asyncio.run(_put_and_mend(intake, broken))
        assert intake.qsize() == 1


async def _put_and_mend(intake: Intake, broken: list[bool]) -> None:
    putting = asyncio.create_task(intake.put(Update(1)))
    await asyncio.sleep(0.05)
    assert intake.stuck
    assert intake.empty()
    broken[0] = False
    await asyncio.wait_for(putting, 2)
    assert not intake.stuck


def test_no_handler_runs_beside_the_queue() -> None:
    """block=False would be acknowledged before it is done."""
    app: Application = Chat().app
    assert all(handler.block for handlers in app.handlers.values() for handler in handlers)


def test_a_person_has_one_update_in_hand_and_keeps_nobody_else_waiting() -> None:
    chat, order, gate = Chat(), [], asyncio.Event()

    async def slow(update: Update, context: object) -> None:
        if update.message.text == "nv 1":
            await gate.wait()
        order.append(update.message.text)
        if update.message.text == "nv 9":
            gate.set()

    handled_by(chat, slow)

    async def live() -> None:
        async with chat.app:
            await asyncio.gather(*(_handled(chat, who, text) for who, text in ((5, "nv 1"), (5, "nv 2"), (6, "nv 9"))))

    asyncio.run(live())
    assert order == ["nv 9", "nv 1", "nv 2"]


async def _handled(chat: Chat, who: int, text: str) -> None:
    number = int(text[3:])
    message = {"message_id": number, "date": 1, "chat": {"id": who, "type": "private"}, "text": text}
    person = {"id": who, "is_bot": False, "first_name": "An"}
    update = Update.de_json({"update_id": number, "message": message | {"from": person}}, chat.app.bot)
    await chat.intake.put(update)
    await chat.app.update_processor.process_update(update, chat.app.process_update(update))


@pytest.mark.parametrize("times", [1, 3])
def test_the_same_message_delivered_again_is_answered_once(times: int) -> None:
    chat = Chat()
    for _ in range(times):
        chat.write("nv 13", message_id=77)
    assert len(chat.telegram.sent()) == 1


def test_what_comes_again_without_a_number_confirms_nothing_that_has_not_come() -> None:
    """Once it stands for a number of Telegram's; then there may be none."""
    chat, odd = Chat(), {"update_id": "7"}
    stepped = []
    for result in ([{"update_id": 5}, odd], [odd], [odd], [odd, {"update_id": "8"}], [{"update_id": 9}, odd], [odd]):
        answer = {"result": list(result)}
        chat.intake.overhear(answer, chat.app.bot)
        stepped.append(max((one["update_id"] for one in answer["result"]), default=0))
    assert stepped == [5, 6, -1, 7, 9, 10]
