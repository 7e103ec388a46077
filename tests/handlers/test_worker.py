"""The outbox at the edge: what goes out, in which order, how often, and what becomes of what Telegram refuses."""

import asyncio
import json
import sqlite3
import time
from pathlib import Path
from threading import Timer

import pytest

from conversation.outgoing import Button, Outgoing
from storage.database import serving
from storage.outbox import CROWD
from tests.handlers.fakes import Chat, labels

NOT_FOUND = (400, {"description": "Bad Request: message to edit not found"})
BLOCKED = (403, {"description": "Forbidden: bot was blocked by the user"})
DOWN = (502, {"description": "Bad Gateway"})


def put(chat: Chat, *outgoing: Outgoing) -> None:
    with chat.mail.writing() as tx:
        for one in outgoing:
            tx.add(one)


def rows(chat: Chat, fields: str = "state") -> list[tuple]:
    return chat.db.execute(f"select {fields} from outbox order by id").fetchall()


def texts(chat: Chat) -> list[str]:
    return [sent["text"] for sent in chat.telegram.sent()]


def test_a_message_goes_out_once_with_its_buttons() -> None:
    chat = Chat()
    buttons = ((Button("Gửi", "s:7"), Button("Xem", "https://vi.example/a")),)
    put(chat, Outgoing(5, "**Nhiệm vụ 13**: 40% < 60%", buttons, reply_to=3, about="draft:7"))
    chat.deliver()
    chat.deliver()
    (sent,) = chat.telegram.sent()
    assert sent["text"] == "<b>Nhiệm vụ 13</b>: 40% &lt; 60%"
    assert sent["reply_parameters"]["message_id"] == 3
    assert sent["reply_parameters"]["allow_sending_without_reply"]
    ((one, two),) = sent["reply_markup"]["inline_keyboard"]
    assert (one["callback_data"], two["url"]) == ("r:s:7", "https://vi.example/a")
    assert chat.desk.about(5, 1000) == "draft:7"
    assert rows(chat, "state, messages") == [("sent", "[1000]")]


def test_a_message_that_takes_the_place_of_another_edits_it() -> None:
    chat = Chat()
    put(chat, Outgoing(5, "mới", ((Button("Sửa", "e"),),), replaces=900, about="draft:8"))
    chat.deliver()
    (edited,) = chat.telegram.sent("editMessageText")
    assert (edited["message_id"], edited["text"], labels(edited)) == (900, "mới", [["Sửa"]])
    assert chat.telegram.sent() == []
    assert chat.desk.about(5, 900) == "draft:8"


def test_what_cannot_be_edited_any_more_is_sent_anew() -> None:
    chat = Chat()
    chat.telegram.faults["editMessageText"] = [NOT_FOUND]
    put(chat, Outgoing(5, "mới", replaces=900))
    chat.deliver()
    assert texts(chat) == ["mới"]


def test_what_stands_there_already_is_no_failure() -> None:
    chat = Chat()
    chat.telegram.faults["editMessageText"] = [(400, {"description": "Bad Request: message is not modified: …"})]
    put(chat, Outgoing(5, "mới", replaces=900))
    chat.deliver()
    assert texts(chat) == []
    assert rows(chat) == [("sent",)]


def test_a_long_message_goes_on_where_it_was_cut_off() -> None:
    """A piece that is out is recorded: only the missing ones are sent at the next try."""
    chat = Chat()
    put(chat, Outgoing(5, "\n".join(f"dòng {n}" for n in range(1000)), ((Button("Gửi", "s"),),), about="draft:7"))
    chat.telegram.faults["sendMessage"] = [None, DOWN]
    chat.deliver()
    assert rows(chat, "state, messages, attempts") == [("waiting", "[1000]", 1)]
    due(chat)
    chat.deliver()
    sent = chat.telegram.sent()
    assert sent[0]["text"].startswith("dòng 0\n")
    assert len({one["text"] for one in sent}) == len(sent) - 1  # the one that failed, and again
    assert [labels(one) for one in sent[:-1]] == [[]] * (len(sent) - 1)
    assert labels(sent[-1]) == [["Gửi"]]
    assert chat.desk.about(5, 1000) == "draft:7"


def due(chat: Chat) -> None:
    chat.db.execute("update outbox set not_before = 0")


def test_a_failure_holds_back_what_comes_after_it_in_that_chat_only() -> None:
    chat = Chat()
    put(chat, Outgoing(5, "a"), Outgoing(5, "b"), Outgoing(6, "c"))
    chat.telegram.faults["sendMessage"] = [DOWN]
    chat.deliver()
    assert texts(chat) == ["a", "c"]
    due(chat)
    chat.deliver()
    assert texts(chat) == ["a", "c", "a", "b"]


def test_the_time_that_telegram_asks_for_is_kept() -> None:
    chat = Chat()
    put(chat, Outgoing(5, "a"))
    chat.telegram.faults["sendMessage"] = [(429, {"parameters": {"retry_after": 3000}})]
    chat.deliver()
    chat.deliver()
    assert texts(chat) == ["a"]
    ((not_before,),) = rows(chat, "not_before - unixepoch()")
    assert 2990 < not_before <= 3001


def test_who_has_blocked_the_bot_gets_nothing_more_and_progress_hears_of_it() -> None:
    chat = Chat()
    put(chat, Outgoing(5, "a"), Outgoing(5, "b"), Outgoing(6, "c"))
    chat.telegram.faults["sendMessage"] = [BLOCKED]
    chat.deliver()
    assert rows(chat, "state, reason") == [("failed", "blocked"), ("failed", "blocked"), ("sent", "")]
    assert chat.unreachable == [(5, "blocked")]


def test_a_message_that_telegram_cannot_take_does_not_hold_up_the_next() -> None:
    chat = Chat()
    put(chat, Outgoing(5, "a"), Outgoing(5, "b"))
    chat.telegram.faults["sendMessage"] = [(400, {"description": "Bad Request: can't parse entities"})]
    chat.deliver()
    assert rows(chat, "state, reason") == [("failed", "Can't parse entities"), ("sent", "")]


def test_a_group_that_has_become_another_gets_its_messages_there() -> None:
    chat = Chat()
    put(chat, Outgoing(-5, "a"))
    chat.telegram.faults["sendMessage"] = [(400, {"parameters": {"migrate_to_chat_id": -1005}})]
    chat.deliver()
    chat.deliver()
    assert [sent["chat_id"] for sent in chat.telegram.sent()] == [-5, -1005]


@pytest.mark.parametrize(("length", "messages"), [(0, []), (1024, []), (1025, ["sendMessage"])])
def test_a_file_goes_with_its_words_or_after_them(length: int, messages: list[str], tmp_path: Path) -> None:
    chat = Chat()
    (tmp_path / "x").write_bytes(b"content")
    words = "y" * length
    put(chat, Outgoing(5, words, ((Button("Gửi", "s"),),), file=str(tmp_path / "x"), file_name="Báo cáo.docx"))
    chat.deliver()
    calls = [name for name, _ in chat.telegram.calls if name.startswith("send")]
    assert calls == [*messages, "sendDocument"]
    (document,) = chat.telegram.sent("sendDocument")
    assert document.get("caption", "") == ("" if messages else words)
    assert labels(document) == [["Gửi"]]
    assert rows(chat) == [("sent",)]


def test_a_file_that_is_gone_fails_its_message_and_no_other(tmp_path: Path) -> None:
    chat = Chat()
    put(chat, Outgoing(5, "a", file=str(tmp_path / "none")), Outgoing(5, "b"))
    chat.deliver()
    assert [state for (state,) in rows(chat)] == ["failed", "sent"]


def test_a_message_that_is_out_and_could_not_be_recorded_is_not_sent_again(tmp_path: Path) -> None:
    """A locked or full disk for an hour must not mean the same words every second."""
    path = tmp_path / "bot.sqlite3"
    with serving(path) as db:
        chat = Chat(db)
        put(chat, Outgoing(5, "a"), Outgoing(5, "b"))
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("begin immediate")
        Timer(1.0, other.close).start()
        chat.deliver()
        assert texts(chat) == ["a", "b"]
        assert rows(chat) == [("sent",), ("sent",)]


def test_two_at_once_send_nothing_twice() -> None:
    chat = Chat()
    put(chat, Outgoing(5, "a"), Outgoing(5, "b"))

    async def both() -> None:
        async with chat.app:
            worker = chat.worker()
            await asyncio.gather(worker.deliver(5), worker.deliver(5))

    asyncio.run(both())
    assert texts(chat) == ["a", "b"]


def test_the_loop_sends_what_waits_at_the_start_and_what_comes_later() -> None:
    chat = Chat()
    put(chat, Outgoing(5, "a"))

    async def live() -> None:
        async with chat.app:
            loop = asyncio.create_task(chat.worker().run())
            await asyncio.sleep(0.05)
            put(chat, Outgoing(6, "b"))
            await asyncio.sleep(0.05)
            loop.cancel()

    asyncio.run(live())
    assert texts(chat) == ["a", "b"]


@pytest.mark.parametrize(("seconds", "busy", "at_once"), [(0.1, 0.4, 1), (0.4, 0.0, 2)])
def test_nobody_waits_for_a_slow_call_and_a_busy_bot_leaves_one_in_doubt(
    seconds: float, busy: float, at_once: int
) -> None:
    """A call that only seems slow, as the bot itself was busy, is waited for: a kill would double two answers."""
    chat = Chat()
    chat.telegram.seconds = seconds
    put(chat, Outgoing(5, "a"), Outgoing(6, "b"))

    async def live() -> None:
        async with chat.app:
            worker = chat.worker()
            sending = asyncio.gather(worker.deliver(5), worker.deliver(6))
            await asyncio.sleep(0.02)
            time.sleep(busy)  # noqa: ASYNC251  # the loop is to be busy
            await sending

    asyncio.run(live())
    assert (sorted(texts(chat)), chat.telegram.most_at_once) == (["a", "b"], at_once)


def test_an_answer_in_the_outbox_keeps_the_assistants_buttons() -> None:
    """They mean the same as if the answer had gone out at once."""
    chat = Chat()
    chat.telegram.faults["sendMessage"] = [DOWN]
    chat.write("nv 13")
    due(chat)
    chat.deliver()
    first, second = chat.telegram.sent()
    assert json.dumps(first["reply_markup"]) == json.dumps(second["reply_markup"])
    assert first["reply_parameters"] == second["reply_parameters"]


def test_an_edited_question_whose_answer_was_held_up_is_answered_in_place() -> None:
    chat = Chat()
    asked = chat.write("nv 13")
    chat.telegram.faults["editMessageText"] = [DOWN]
    chat.write("nv 15", edited=True, message_id=asked["message_id"])
    due(chat)
    chat.deliver()
    assert [edited["text"].count("nv 15") for edited in chat.telegram.sent("editMessageText")] == [1, 1]
    assert len(chat.telegram.sent()) == 1


def test_the_pieces_of_a_reminder_are_of_the_same_words() -> None:
    """It is worded when its turn has come; what changes between two pieces of it changes neither."""
    chat = Chat()
    with chat.mail.writing() as work:
        work.add(Outgoing(5, ""), key="remind:1", priority=CROWD)
    chat.wanted["remind:1"] = Outgoing(5, "\n".join(["cũ " * 100] * 20))
    chat.telegram.faults["sendMessage"] = [None, (429, {"parameters": {"retry_after": 1}})]
    chat.deliver()
    chat.wanted["remind:1"] = Outgoing(5, "mới")
    with chat.mail.writing():
        chat.db.conn.execute("update outbox set not_before = 0")
    chat.deliver()
    assert len(texts(chat)) == 3
    assert {word for text in texts(chat) for word in text.split()} == {"cũ"}
