"""Bot API methods by which the bot changes what it has sent, and answers a pressed button."""

from playground.basics import Json, bad_request
from playground.keyboards import read_inline_markup
from playground.params import Params
from playground.sending import caption_content, text_content
from playground.state import Chat, Message, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MAX_TOAST = 200


def edit_text(world: World, params: Params) -> Json:
    """editMessageText."""
    chat, message = _editable(world, params)
    if "text" not in message.data:
        raise bad_request("there is no text in the message to edit")
    return _change(world, chat, message, ("text", "entities"), text_content(params), read_inline_markup(params))


def edit_caption(world: World, params: Params) -> Json:
    """editMessageCaption."""
    chat, message = _editable(world, params)
    if "text" in message.data:
        raise bad_request("there is no caption in the message to edit")
    names = ("caption", "caption_entities")
    return _change(world, chat, message, names, caption_content(params), read_inline_markup(params))


def edit_markup(world: World, params: Params) -> Json:
    """editMessageReplyMarkup."""
    chat, message = _editable(world, params)
    return _change(world, chat, message, (), {}, read_inline_markup(params))


def _editable(world: World, params: Params) -> tuple[Chat, Message]:
    chat = world.writable(params.text("chat_id"))
    message = world.message(chat, params.number("message_id"), "message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _change(
    world: World, chat: Chat, message: Message, names: tuple[str, ...], content: Json, markup: Json | None
) -> Json:
    """Put new content and keyboard (or none) in the place of the old; raise 400 if nothing changes."""
    old = message.data
    same = all(old.get(name) == content.get(name) for name in names)
    if same and old.get("reply_markup") == markup:
        raise bad_request(NOT_MODIFIED)
    if not same:
        message.past.append(message.text)
    data = {key: value for key, value in old.items() if key not in (*names, "reply_markup", "edit_date")}
    data.update(content, edit_date=world.clock.timestamp())
    if markup:
        data["reply_markup"] = markup
    message.data, message.markup = data, markup
    world.note("edit", chat.id, message_id=message.id, from_bot=True)
    return data


def delete_message(world: World, params: Params) -> bool:
    """deleteMessage."""
    _delete(world, world.writable(params.text("chat_id")), params.number("message_id"))
    return True


def delete_messages(world: World, params: Params) -> bool:
    """deleteMessages: those that are not there are passed over."""
    chat = world.writable(params.text("chat_id"))
    for number in params.list("message_ids"):
        message = chat.messages.get(int(str(number)))
        if message and not message.deleted:
            _delete(world, chat, message.id)
    return True


def _delete(world: World, chat: Chat, number: int) -> None:
    message = world.message(chat, number, "message to delete not found")
    if not message.from_bot and not chat.private:
        raise bad_request("message can't be deleted")
    message.deleted = True
    world.note("delete", chat.id, message_id=number, from_bot=message.from_bot)


def answer_callback(world: World, params: Params) -> bool:
    """answerCallbackQuery: once for each press."""
    number, text = params.text("callback_query_id"), params.text("text")
    press = world.presses.get(number)
    if press is None or not press.open:
        raise bad_request(TOO_OLD)
    if len(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press.open = False
    alert, url = params.flag("show_alert"), params.text("url")
    told: Json = {"person": press.person_id, "message_id": press.message_id, "data": press.data}
    world.note("callback", press.chat_id, callback_id=number, text=text, show_alert=alert, url=url, **told)
    return True


METHODS = {
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback,
}
