"""What the bot may send, edit and answer, and what Telegram refuses."""

import asyncio
import io
import struct
import zlib

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, ReplyParameters
from telegram.error import BadRequest, EndPointNotFound, Forbidden

from playground.people import GROUP, HEAD, REPORTER, VISITOR


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"nút {each[:5]}", callback_data=each) for each in data]])


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def started(control):
    """The control API, after the visitor has written to the bot."""
    control.say(VISITOR, "/start")
    return control


def refused(with_bot, call) -> str:
    async def attempt(bot: Bot) -> str:
        with pytest.raises((BadRequest, Forbidden)) as caught:
            await call(bot)
        return caught.value.message.lower()

    return with_bot(attempt)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>đậm", 'can\'t find end tag corresponding to start tag "b"'),
        ("<h1>x</h1>", 'unsupported start tag "h1" at byte offset 0'),
        ("đ <b>x</i>", 'unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("1 < 2", 'unsupported start tag "" at byte offset 2'),
        ("x <b", "unclosed start tag at byte offset 2"),
        ("<b>x</b", "unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'tag "span" must have class "tg-spoiler"'),
        ("<a href>x</a>", "expected equal sign"),
    ],
)
def test_wrong_html_is_refused_as_telegram_does(with_bot, started, html: str, words: str) -> None:
    told = refused(with_bot, lambda bot: bot.send_message(VISITOR, html, parse_mode="HTML"))
    assert told.startswith("can't parse entities: ")
    assert words in told


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>Đậm <i>cả</i></b> &lt;x&gt; &amp;&nbsp;", "Đậm cả <x> &&nbsp;", ["bold 0 6", "italic 4 2"]),
        ('😀<a href="https://a.vn/?x=1&amp;y=2">đây</a>', "😀đây", ["text_link 2 3"]),
        ("  <code>PL.13</code>  ", "PL.13", ["code 0 5"]),
        ('<pre><code class="language-py">x</code></pre>', "x", ["pre 0 1"]),
        ("<blockquote expandable>a\nb</blockquote>", "a\nb", ["expandable_blockquote 0 3"]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", ["spoiler 0 1", "spoiler 1 1"]),
        ("<B>a</B> &#272; &#x110;", "a Đ Đ", ["bold 0 1"]),
        ("<b></b>x <code>@abc</code> /hoi", "x @abc /hoi", ["code 2 4", "bot_command 7 4"]),
    ],
)
def test_html_becomes_text_and_entities(with_bot, started, html: str, text: str, entities: list[str]) -> None:
    sent = with_bot(lambda bot: bot.send_message(VISITOR, html, parse_mode="HTML"))
    assert sent.text == text
    assert [f"{e.type} {e.offset} {e.length}" for e in sent.entities] == entities


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda bot: bot.send_message(VISITOR, "x" * 4097), "message is too long"),
        (lambda bot: bot.send_message(VISITOR, "<b> </b>", parse_mode="HTML"), "message text is empty"),
        (lambda bot: bot.send_message(VISITOR, "x", reply_markup=keyboard("đ" * 33)), "button_data_invalid"),
        (lambda bot: bot.send_message(VISITOR, "x", reply_parameters=ReplyParameters(1)), "replied not found"),
        (lambda bot: bot.send_message(424242, "x"), "chat not found"),
        (lambda bot: bot.send_message(REPORTER, "x"), "bot can't initiate conversation with a user"),
        (lambda bot: bot.send_document(VISITOR, b"x", caption="y" * 1025), "message caption is too long"),
        (lambda bot: bot.send_document(VISITOR, "BQACnone"), "wrong file identifier"),
        (lambda bot: bot.send_photo(VISITOR, b"no picture"), "image_process_failed"),
        (lambda bot: bot.edit_message_text("x", VISITOR, 1), "message to edit not found"),
        (lambda bot: bot.delete_message(VISITOR, 1), "message to delete not found"),
        (lambda bot: bot.set_my_commands([BotCommand("Hỏi", "x")]), "bot_command_invalid"),
    ],
)
def test_what_telegram_does_not_take_is_refused(with_bot, started, call, words: str) -> None:
    assert words in refused(with_bot, call)


def test_limits_count_the_text_without_its_tags(with_bot, started) -> None:
    sent = with_bot(lambda bot: bot.send_message(VISITOR, f"<b>{'x' * 4096}</b>", parse_mode="HTML"))
    assert len(sent.text) == 4096


def test_a_person_who_has_blocked_the_bot_cannot_be_written_to(with_bot, started) -> None:
    started.post("block", person=VISITOR, blocked=True)
    assert "bot was blocked by the user" in refused(with_bot, lambda bot: bot.send_message(VISITOR, "x"))
    started.post("block", person=VISITOR, blocked=False)
    assert with_bot(lambda bot: bot.send_message(VISITOR, "x")).text == "x"


def test_an_edit_needs_a_change_and_drops_the_keyboard_it_does_not_repeat(with_bot, started) -> None:
    async def edits(bot: Bot) -> None:
        sent = await bot.send_message(VISITOR, "<b>a</b>", parse_mode="HTML", reply_markup=keyboard("1"))
        with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
            await sent.edit_text("<b>a</b>", parse_mode="HTML", reply_markup=keyboard("1"))
        edited = await sent.edit_text("b")
        assert (edited.text, edited.reply_markup) == ("b", None)
        again = await sent.edit_reply_markup(keyboard("2"))
        assert again.reply_markup.inline_keyboard[0][0].callback_data == "2"
        with pytest.raises(BadRequest, match=r"(?i)there is no caption"):
            await sent.edit_caption("c")

    with_bot(edits)
    shown = started.get("messages", chat=VISITOR)["messages"][-1]
    assert (shown["html"], shown["past"], shown["buttons"][0][0]["callback_data"]) == ("b", ["a"], "2")


def test_a_press_is_answered_exactly_once(with_bot, started) -> None:
    async def presses(bot: Bot) -> None:
        sent = await bot.send_message(VISITOR, "a", reply_markup=keyboard("v:13"))
        shown = started.get("messages", chat=VISITOR)["messages"][-1]
        started.press(VISITOR, shown, "nút v:13")
        query = (await bot.get_updates(offset=-1))[0].callback_query
        assert (query.data, query.message.message_id, query.from_user.id) == ("v:13", sent.message_id, VISITOR)
        assert await query.answer("Đã ghi nhận.", show_alert=True)
        with pytest.raises(BadRequest, match=r"(?i)query is too old and response timeout expired"):
            await query.answer()

    with_bot(presses)
    told = started.get("callbacks")["callbacks"]
    assert [(each["text"], each["show_alert"], each["person"]) for each in told] == [("Đã ghi nhận.", True, VISITOR)]


def test_a_button_under_a_deleted_message_still_arrives(with_bot, started) -> None:
    async def presses(bot: Bot) -> object:
        sent = await bot.send_message(VISITOR, "a", reply_markup=keyboard("x"))
        await sent.delete()
        started.post("press", person=VISITOR, message_id=sent.message_id, data="x")
        return (await bot.get_updates(offset=-1))[0].callback_query.message

    assert with_bot(presses).is_accessible is False


def test_documents_go_both_ways(with_bot, started) -> None:
    sent = started.upload(VISITOR, [("báo cáo.docx", b"PK123")], caption="quý III")

    async def answer(bot: Bot) -> tuple[str, bytes, str]:
        message = (await bot.get_updates(offset=-1))[0].message
        content = bytes(await (await message.document.get_file()).download_as_bytearray())
        back = await bot.send_document(
            VISITOR, io.BytesIO(content + b"4"), filename="trả lời.docx", caption="<i>x</i>", parse_mode="HTML"
        )
        await bot.send_document(VISITOR, back.document.file_id)
        return message.caption, content, back.document.file_name

    assert with_bot(answer) == ("quý III", b"PK123", "trả lời.docx")
    assert sent["messages"][0]["document"]["file_name"] == "báo cáo.docx"
    assert started.get("messages", chat=VISITOR)["messages"][-1]["document"]["file_size"] == 6


def test_pictures_have_sizes_and_albums_share_an_id(with_bot, started) -> None:
    started.upload(VISITOR, [("a.png", png(200, 100)), ("b.png", png(20, 10))], photo=True)

    async def look(bot: Bot) -> None:
        first, second = [update.message for update in (await bot.get_updates())[1:]]
        assert first.media_group_id == second.media_group_id
        assert [(size.width, size.height) for size in first.photo] == [(90, 45), (200, 100)]
        content = bytes(await (await first.photo[-1].get_file()).download_as_bytearray())
        assert content == png(200, 100)
        assert (await bot.send_photo(VISITOR, content, caption="x")).photo[-1].width == 200
        album = await bot.send_media_group(
            VISITOR, [InputMediaDocument(b"1", filename="1.txt"), InputMediaDocument(b"2")]
        )
        assert album[0].media_group_id == album[1].media_group_id

    with_bot(look)


def test_what_is_set_can_be_read_back(with_bot, started) -> None:
    async def settings(bot: Bot) -> None:
        await bot.set_my_commands([("hoi", "Hỏi về quyết định")])
        await bot.set_my_description("Tra cứu")
        await bot.set_my_short_description("Ngắn")
        await bot.set_chat_menu_button()
        assert (await bot.get_my_commands())[0].command == "hoi"
        assert (await bot.get_my_description()).description == "Tra cứu"
        assert (await bot.get_chat(GROUP)).title == "Tổ theo dõi Quyết định 676"
        assert (await bot.get_chat_member(GROUP, HEAD)).status == "member"
        assert (await bot.get_chat(VISITOR)).first_name == "Hân"
        assert await bot.send_chat_action(VISITOR, "typing")
        assert await bot.leave_chat(GROUP)
        with pytest.raises(Forbidden):
            await bot.send_message(GROUP, "x")

    with_bot(settings)
    assert started.get("commands", chat=VISITOR)["commands"][0]["description"] == "Hỏi về quyết định"
    assert [e["action"] for e in started.get("events", type="action")["events"]] == ["typing"]


def test_calls_are_written_down_without_the_token(with_bot, started, server) -> None:
    with_bot(lambda bot: bot.send_message(VISITOR, f"mã {server.token}"))
    call = started.get("calls", method="sendMessage")["calls"][0]
    assert (call["ok"], call["params"]["chat_id"], call["params"]["text"]) == (True, str(VISITOR), "mã <token>")
    assert server.token not in str(started.get("calls"))


def test_an_unknown_method_is_404(with_bot) -> None:
    async def call(bot: Bot) -> None:
        with pytest.raises(EndPointNotFound):
            await bot.do_api_request("flyToTheMoon")

    with_bot(call)


def test_nobody_waits_for_a_message_longer_than_needed(with_bot, started) -> None:
    async def slow(bot: Bot) -> list[dict]:
        since = started.seq()
        waiting = asyncio.create_task(asyncio.to_thread(started.from_bot, since, VISITOR))
        await asyncio.sleep(0.1)
        await bot.send_message(VISITOR, "đây")
        return await waiting

    assert [message["text"] for message in with_bot(slow)] == ["đây"]
