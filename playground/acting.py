"""What people do: write, edit, press a button, send files, block the bot, take it into a group or out."""

from collections.abc import Sequence

from playground.basics import Json, bad_request
from playground.entities import entity_text, find_entities
from playground.sending import MAX_CAPTION, MAX_TEXT
from playground.state import Chat, Message, Person, Press, World

Sent = list[tuple[Message, int | None]]
"""Messages, each with the id of its update, or None where the bot does not get to see it."""


def say(
    world: World, person: Person, chat: Chat, text: str, reply_to: int | None = None, thread: int | None = None,
    *, forwarded: bool = False,
) -> Sent:  # fmt: skip
    """Write or forward a text, in a topic of the chat if one is named, cut where it is too long, as the apps do."""
    text = text.strip()
    if not text:
        raise bad_request("message text is empty")
    _enter(world, person, chat)
    parts = [text[at : at + MAX_TEXT].strip() for at in range(0, len(text), MAX_TEXT)]
    topic: Json = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
    if forwarded:
        topic["forward_origin"] = {"type": "hidden_user", "date": world.clock.timestamp(), "sender_user_name": "Ai đó"}
    return [_put(world, person, chat, {**topic, **_marked("text", part)}, reply_to) for part in parts if part]


def edit(world: World, person: Person, chat: Chat, message_id: int, text: str) -> tuple[Message, int | None]:
    """Change the text or caption of a message that the person has written."""
    message = world.message(chat, message_id, "message to edit not found")
    if message.data["from"]["id"] != person.id:
        raise bad_request("message can't be edited")
    name = "text" if "text" in message.data else "caption"
    if not text.strip() and name == "text":
        raise bad_request("message text is empty")
    message.past.append(message.text)
    content = _marked(name, text.strip())
    gone = (name, "entities", "caption_entities")
    kept = {key: value for key, value in message.data.items() if key not in gone}
    message.data = {**kept, **content, "edit_date": world.clock.timestamp()}
    world.note("edit", chat.id, message_id=message.id, from_bot=False)
    return message, _deliver(world, chat, "edited_message", message.data)


def press(
    world: World, person: Person, chat: Chat, message_id: int, data: str, *, inaccessible: bool = False
) -> tuple[str, int | None]:
    """Press a button, even one that has gone meanwhile; of an old message Telegram shows nothing to the bot."""
    if person.id not in chat.members:
        raise bad_request("not a member of the chat")
    message = chat.messages.get(message_id)
    if message is None or not message.from_bot:
        raise bad_request("no such message of the bot")
    gone = {"chat": chat.head, "message_id": message_id, "date": 0}
    number = str(next(world.numbers))
    world.presses[number] = Press(chat.id, person.id, message_id, data)
    query = {"id": number, "from": person.user(), "chat_instance": str(chat.id), "data": data}
    query["message"] = gone if message.deleted or inaccessible else message.data
    return number, world.updates.put("callback_query", query, chat.id)


def upload(
    world: World,
    person: Person,
    chat: Chat,
    files: Sequence[tuple[str, str | None, bytes]],
    caption: tuple[str, int] = ("", 0),
    kind: str = "document",
    reply_to: int | None = None,
) -> Sent:
    """Send files (name, type, content) as documents, pictures, videos …; several make an album.

    `caption` has the words, and which of the files they stand under.
    """
    words, place = caption[0].strip(), caption[1]
    if not files or len(files) > 10:
        raise bad_request("between 1 and 10 files expected")
    if len(words) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    contents = [_content(world, name, mime, content, kind) for name, mime, content in files]
    _enter(world, person, chat)
    group = {"media_group_id": str(next(world.numbers))} if len(files) > 1 else {}
    sent: Sent = []
    for index, content in enumerate(contents):
        said = _marked("caption", words) if words and index == place else {}
        sent.append(_put(world, person, chat, {**group, **content, **said}, reply_to))
    return sent


def set_blocked(world: World, person: Person, blocked: bool) -> int | None:
    """Block or unblock the bot."""
    if person.blocked == blocked:
        return None
    person.blocked = blocked
    world.note("person", person.id)
    states = (_standing(world, "member"), _standing(world, "kicked"))
    old, new = states if blocked else states[::-1]
    return _member_update(world, person, world.chats[person.id], old, new)


def set_inside(world: World, person: Person, chat: Chat, inside: bool) -> int | None:
    """Take the bot into a group, or out of it."""
    if chat.private or chat.bot_inside == inside:
        raise bad_request("nothing to change")
    chat.bot_inside = inside
    world.note("chat", chat.id)
    states = (_standing(world, "left"), _standing(world, "member"))
    old, new = states if inside else states[::-1]
    update_id = _member_update(world, person, chat, old, new)
    if inside:
        _put(world, person, chat, {"new_chat_members": [world.bot]}, None)
    return update_id


def bot_sees(world: World, chat: Chat, data: Json) -> bool:
    """Tell whether privacy mode lets the bot have this message of a group."""
    if chat.private or "new_chat_members" in data:
        return chat.bot_inside
    reply = data.get("reply_to_message", {}).get("from", {}).get("id")
    if reply == world.bot["id"]:
        return chat.bot_inside
    text = str(data.get("text") or data.get("caption") or "")
    entities = data.get("entities") or data.get("caption_entities") or []
    return chat.bot_inside and any(_for_bot(world, entity, entity_text(text, entity)) for entity in entities)


def _for_bot(world: World, entity: Json, word: str) -> bool:
    name = f"@{world.bot['username']}".lower()
    if entity["type"] == "bot_command":
        return "@" not in word or word.lower().endswith(name)
    return bool(entity["type"] == "mention" and word.lower() == name)


def _enter(world: World, person: Person, chat: Chat) -> None:
    """Check that the person may write here; in private this is also where the bot gets to know them."""
    if person.id not in chat.members:
        raise bad_request("not a member of the chat")
    if chat.private and person.blocked:
        raise bad_request("the person has blocked the bot")
    if chat.private and not person.started:
        person.started = True
        world.note("person", person.id)


def _put(world: World, person: Person, chat: Chat, content: Json, reply_to: int | None) -> tuple[Message, int | None]:
    replied = world.message(chat, reply_to, "message to be replied not found") if reply_to else None
    message = world.post(chat, person.user(), content, replied)
    return message, _deliver(world, chat, "message", message.data)


def _deliver(world: World, chat: Chat, kind: str, data: Json) -> int | None:
    return world.updates.put(kind, data, chat.id) if bot_sees(world, chat, data) else None


def _marked(name: str, text: str) -> Json:
    entities = find_entities(text)
    return {name: text, "entities" if name == "text" else "caption_entities": entities} if entities else {name: text}


_SHAPES: dict[str, Json] = {
    "video": {"width": 640, "height": 480, "duration": 3},
    "animation": {"width": 640, "height": 480, "duration": 3},
    "video_note": {"length": 240, "duration": 3},
    "voice": {"duration": 3},
    "audio": {"duration": 3},
}
"""What Telegram tells of a file that plays, beside what it tells of every file."""
_NAMELESS = ("voice", "video_note")


def _content(world: World, name: str, mime: str | None, content: bytes, kind: str) -> Json:
    if kind == "photo":
        return {"photo": world.files.add_photo(content)}
    stored = world.files.add(content, name, mime)
    if kind not in _SHAPES:
        return {"document": stored.document()}
    also = {"document": stored.document()} if kind == "animation" else {}
    return {**also, kind: {**(stored.view() if kind in _NAMELESS else stored.document()), **_SHAPES[kind]}}


def _standing(world: World, status: str) -> Json:
    more = {"until_date": 0} if status == "kicked" else {}
    return {"user": world.bot, "status": status, **more}


def _member_update(world: World, person: Person, chat: Chat, old: Json, new: Json) -> int | None:
    told = {"chat": chat.head, "from": person.user(), "date": world.clock.timestamp()}
    return world.updates.put("my_chat_member", {**told, "old_chat_member": old, "new_chat_member": new}, chat.id)
