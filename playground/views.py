"""What the control API shows of people, chats and messages: Telegram's data, plus what a reader would see."""

from playground.asking import commands_for
from playground.basics import Json
from playground.markup import render_html
from playground.state import Chat, Message, Person, World

_COPIED = (
    "message_id",
    "date",
    "edit_date",
    "document",
    "photo",
    "media_group_id",
    "new_chat_members",
    "message_thread_id",
)


def person_view(person: Person) -> Json:
    """Show a person."""
    return dict(vars(person))


def chat_view(world: World, chat: Chat) -> Json:
    """Show a chat with its members and the commands that its menu offers."""
    last = next((m for m in reversed(chat.messages.values()) if not m.deleted), None)
    shown: Json = {"id": chat.id, "type": chat.head["type"], "title": chat.head.get("title", "")}
    shown.update(members=chat.members, bot_inside=chat.bot_inside, commands=commands_for(world, chat))
    shown["last"] = message_view(last) if last else None
    return shown


def message_view(message: Message) -> Json:
    """Show a message as it stands now."""
    data = message.data
    shown: Json = {name: data[name] for name in _COPIED if name in data}
    entities = data.get("entities") or data.get("caption_entities") or []
    shown.update(chat_id=data["chat"]["id"], sender=data["from"], from_bot=message.from_bot)
    shown.update(text=message.text, entities=entities, html=render_html(message.text, entities))
    shown.update(buttons=(message.markup or {}).get("inline_keyboard", []), markup=message.markup)
    shown.update(past=message.past, deleted=message.deleted)
    if "reply_to_message" in data:
        shown["reply_to"] = _quoted(data["reply_to_message"])
    return shown


def _quoted(data: Json) -> Json:
    text = data.get("text") or data.get("caption") or data.get("document", {}).get("file_name") or "Ảnh"
    return {"message_id": data["message_id"], "sender": _name(data["from"]), "text": str(text)[:120]}


def _name(user: Json) -> str:
    """Put a name in the Vietnamese order, the given name last."""
    return " ".join(filter(None, (user.get("last_name"), user["first_name"])))


def event_view(world: World, event: Json) -> Json:
    """Show an event; those about a message carry the message, those about people and chats carry these."""
    chat = world.chats.get(event["chat"])
    if chat and "message_id" in event and event["message_id"] in chat.messages:
        return {**event, "message": message_view(chat.messages[event["message_id"]])}
    if event["type"] == "person":
        return {**event, "person": person_view(world.people[event["chat"]])}
    if event["type"] == "chat" and chat:
        return {**event, "shown": chat_view(world, chat)}
    return event
