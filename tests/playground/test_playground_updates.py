"""How the bot gets its updates: polling, redelivery, conflicts, group privacy, edits, blocking."""

import asyncio
import time

import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from playground.people import GROUP, HEAD, VISITOR


def test_get_me_tells_the_username_and_that_it_is_a_bot(with_bot, server) -> None:
    me = with_bot(lambda bot: bot.get_me())
    assert (me.is_bot, me.can_join_groups, me.can_read_all_group_messages) == (True, True, False)
    assert me.username == "tracuu_qd_bot"


def test_a_wrong_token_is_refused(make_bot) -> None:
    async def try_it() -> None:
        async with make_bot("999:other"):
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(try_it())


def test_an_application_that_polls_answers_a_question(server, control) -> None:
    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.effective_message.reply_html(f"<b>{update.effective_user.first_name}</b>: {update.message.text}")

    async def whole() -> dict:
        builder = Application.builder().token(server.token)
        app = builder.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot").build()
        app.add_handler(MessageHandler(filters.TEXT, answer))
        async with app:
            await app.start()
            await app.updater.start_polling()
            found = await asyncio.to_thread(control.ask, VISITOR, "nhiệm vụ 13")
            await app.updater.stop()
            await app.stop()
        return found

    assert asyncio.run(whole())["html"] == "<b>Hân</b>: nhiệm vụ 13"


def test_updates_come_again_until_a_higher_offset_confirms_them(with_bot, control) -> None:
    first, second = (control.say(VISITOR, text)["update_ids"][0] for text in "ab")

    async def fetch(bot: Bot) -> list[list[int]]:
        async def ids(offset: int, limit: int = 100) -> list[int]:
            return [update.update_id for update in await bot.get_updates(offset, limit, timeout=0)]

        return [await ids(0), await ids(0), await ids(0, 1), await ids(second), await ids(-1), await ids(second + 1)]

    assert with_bot(fetch) == [[first, second], [first, second], [first], [second], [second], []]
    state = control.get("updates", settled=second)
    assert (state["confirmed"], state["pending"], state["settled"]) == (second, [], True)


def test_update_ids_start_from_the_clock_and_grow(control) -> None:
    ids = [control.say(VISITOR, "x")["update_ids"][0] for _ in range(3)]
    assert abs(ids[0] - time.time()) < 60
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


def test_a_long_poll_returns_as_soon_as_somebody_writes(with_bot, control) -> None:
    async def poll(bot: Bot) -> tuple[str, float]:
        waiting = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.2)
        begin = time.perf_counter()
        await asyncio.to_thread(control.say, VISITOR, "xin chào")
        return (await waiting)[0].message.text, time.perf_counter() - begin

    text, seconds = with_bot(poll)
    assert (text, seconds < 0.5) == ("xin chào", True)


def test_of_two_pollers_the_older_gets_409(with_bot) -> None:
    async def poll(bot: Bot) -> list[object]:
        older = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.2)
        younger = asyncio.create_task(bot.get_updates(timeout=0))
        return await asyncio.gather(older, younger, return_exceptions=True)

    older, younger = with_bot(poll)
    assert isinstance(older, Conflict)
    assert "terminated by other getUpdates" in older.message
    assert younger == ()


def test_polling_is_409_while_a_webhook_is_set(with_bot) -> None:
    async def poll(bot: Bot) -> None:
        await bot.set_webhook("http://127.0.0.1:9/x")
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()

    with_bot(poll)


def test_allowed_updates_are_kept_when_left_out(with_bot, control) -> None:
    async def poll(bot: Bot) -> None:
        await bot.get_updates(allowed_updates=["edited_message"])
        await bot.get_updates()

    with_bot(poll)
    sent = control.say(VISITOR, "a")
    edited = control.post("edit", person=VISITOR, message_id=sent["messages"][0]["message_id"], text="b")
    assert sent["update_ids"] == [None]
    assert edited["update_id"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("chào mọi người", False),
        ("/hoi nhiệm vụ 13", True),
        ("/hoi@tracuu_qd_bot nhiệm vụ 13", True),
        ("/hoi@khac_bot nhiệm vụ 13", False),
        ("nhờ @tracuu_qd_bot xem giúp", True),
        ("nhờ @dttrang xem giúp", False),
    ],
)
def test_privacy_mode_hides_what_is_not_meant_for_the_bot(control, text: str, seen: bool) -> None:
    assert (control.say(VISITOR, text, chat=GROUP)["update_ids"][0] is not None) is seen


def test_a_reply_to_the_bot_in_a_group_is_seen_and_carries_what_it_answers(with_bot, control) -> None:
    async def talk(bot: Bot) -> Update:
        asked = await bot.send_message(GROUP, "Anh/chị hỏi nhiệm vụ nào?")
        await asyncio.to_thread(control.say, HEAD, "số 13", GROUP, asked.message_id)
        return (await bot.get_updates())[0]

    message = with_bot(talk).message
    assert message.reply_to_message.text == "Anh/chị hỏi nhiệm vụ nào?"
    assert (message.chat.type, message.from_user.id) == ("supergroup", HEAD)


def test_entities_count_in_utf16_units(with_bot, control) -> None:
    control.say(VISITOR, "😀😀 /nhiemvu 13 của @dttrang, xem https://most.gov.vn/a?b.")
    message = with_bot(lambda bot: bot.get_updates())[0].message
    found = message.parse_entities()
    assert sorted(found.values()) == ["/nhiemvu", "@dttrang", "https://most.gov.vn/a?b"]
    assert (message.entities[0].type, message.entities[0].offset) == ("bot_command", 5)


def test_edits_blocks_and_message_ids_reach_the_bot(with_bot, control) -> None:
    first = control.say(VISITOR, "a")["messages"][0]["message_id"]
    second = control.say(VISITOR, "b")["messages"][0]["message_id"]
    control.post("edit", person=VISITOR, message_id=first, text="á")
    control.post("block", person=VISITOR, blocked=True)
    control.post("block", person=VISITOR, blocked=False)
    edit, block, unblock = with_bot(lambda bot: bot.get_updates())[2:]
    assert second == first + 1
    assert edit.edited_message.text == "á"
    assert block.my_chat_member.new_chat_member.status == "kicked"
    assert unblock.my_chat_member.new_chat_member.status == "member"


def test_a_long_text_of_a_person_arrives_in_pieces(control) -> None:
    assert [len(m["text"]) for m in control.say(VISITOR, "x" * 5000)["messages"]] == [4096, 904]


def test_the_bot_enters_and_leaves_a_group(with_bot, control) -> None:
    control.post("members", person=HEAD, chat=GROUP, inside=False)
    assert control.say(HEAD, "/hoi", chat=GROUP)["update_ids"] == [None]
    control.post("members", person=HEAD, chat=GROUP, inside=True)
    out, back, service = with_bot(lambda bot: bot.get_updates())
    assert out.my_chat_member.new_chat_member.status == "left"
    assert back.my_chat_member
    assert service.message.new_chat_members[0].is_bot
