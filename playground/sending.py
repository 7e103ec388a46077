"""Bot API methods by which the bot sends: text, documents, pictures, albums, "is typing"."""

from playground.basics import Json, bad_request
from playground.entities import find_entities
from playground.files import StoredFile
from playground.keyboards import read_markup
from playground.markup import parse_html, trim
from playground.params import Params
from playground.state import Chat, Message, World

MAX_TEXT, MAX_CAPTION = 4096, 1024
_OPAQUE = {"code", "pre", "text_link", "text_mention"}


def read_text(params: Params, name: str) -> tuple[str, list[Json]]:
    """Give a call's text or caption and its entities, as Telegram would store them."""
    raw = params.text(name).replace("\r", "")
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(raw)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = raw, params.list("entities" if name == "text" else "caption_entities")
    text, entities = trim(text, entities)
    return text, _with_found(text, entities)


def _with_found(text: str, entities: list[Json]) -> list[Json]:
    """Add what Telegram marks by itself, except inside code and links."""
    closed = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _OPAQUE]
    found = [
        entity
        for entity in find_entities(text)
        if not any(start < entity["offset"] + entity["length"] and entity["offset"] < end for start, end in closed)
    ]
    return sorted(entities + found, key=lambda e: (e["offset"], -e["length"])) if found else entities


def text_content(params: Params) -> Json:
    """Read `text`; raise 400 if it is empty or too long."""
    text, entities = read_text(params, "text")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(params: Params) -> Json:
    """Read `caption`, which may be missing; raise 400 if it is too long."""
    text, entities = read_text(params, "caption")
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    found: Json = {"caption": text, "caption_entities": entities}
    return {key: value for key, value in found.items() if value}


def send_message(world: World, params: Params) -> Json:
    """sendMessage."""
    return _send(world, params, text_content(params))


def send_document(world: World, params: Params) -> Json:
    """sendDocument."""
    world.writable(params.text("chat_id"))
    return _send(world, params, {**_document(world, params, params.text("document")), **caption_content(params)})


def send_photo(world: World, params: Params) -> Json:
    """sendPhoto."""
    world.writable(params.text("chat_id"))
    return _send(world, params, {**_photo(world, params, params.text("photo")), **caption_content(params)})


def send_media_group(world: World, params: Params) -> list[Json]:
    """sendMediaGroup: two to ten documents, or two to ten pictures."""
    chat = world.writable(params.text("chat_id"))
    items = params.list("media")
    if not 2 <= len(items) <= 10:
        raise bad_request("there must be between 2 and 10 items in the album")
    if len({str(item.get("type")) for item in items}) > 1:
        raise bad_request("documents and photos can't be mixed in one album")
    contents = [_album_item(world, params, item) for item in items]
    group, reply_to = str(next(world.numbers)), _replied(world, chat, params)
    return [world.post(chat, world.bot, {"media_group_id": group, **part}, reply_to).data for part in contents]


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction."""
    chat = world.writable(params.text("chat_id"))
    world.note("action", chat.id, action=params.text("action"))
    return True


def _send(world: World, params: Params, content: Json) -> Json:
    chat = world.writable(params.text("chat_id"))
    markup = read_markup(params)
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    if thread := params.number("message_thread_id"):
        content |= {"message_thread_id": thread, "is_topic_message": True}
    message = world.post(chat, world.bot, content, _replied(world, chat, params))
    message.markup = markup
    return message.data


def _replied(world: World, chat: Chat, params: Params) -> Message | None:
    """Find the message that this one answers; raise 400 if it is gone and must not be."""
    wish = params.object("reply_parameters") or {}
    number = int(wish.get("message_id", params.number("reply_to_message_id")))
    if not number:
        return None
    found = chat.messages.get(number)
    if found and not found.deleted:
        return found
    if wish.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _album_item(world: World, params: Params, item: Json) -> Json:
    inner = Params({**item, "caption_entities": item.get("caption_entities")}, params.files)
    kind, media = str(item.get("type")), str(item.get("media", ""))
    if kind not in ("document", "photo"):
        raise bad_request(f"type {kind} is not supported in albums here")
    read = _document if kind == "document" else _photo
    return {**read(world, params, media), **caption_content(inner)}


def _document(world: World, params: Params, media: str) -> Json:
    known, content, name = _source(world, params, media, "document")
    stored = known or world.files.add(content, name)
    return {"document": stored.document()}


def _photo(world: World, params: Params, media: str) -> Json:
    known, content, _ = _source(world, params, media, "photo")
    return {"photo": world.files.add_photo(known.content if known else content)}


def _source(world: World, params: Params, media: str, field: str) -> tuple[StoredFile | None, bytes, str]:
    """Find the content meant: a known file, or an upload with its name."""
    upload = params.files.get(media.removeprefix("attach://") if media else field)
    if upload is None and not media:
        raise bad_request(f"there is no {field} in the request")
    if upload is None:
        return world.files.by_id(media), b"", ""
    if not upload.body:
        raise bad_request("file must be non-empty")
    return None, upload.body, upload.filename or "file"


METHODS = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "sendmediagroup": send_media_group,
    "sendchataction": send_chat_action,
}
