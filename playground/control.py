"""The control API under /control/: JSON over HTTP by which tests and the page play the people.

    GET  state       all of: bot, people, chats (with commands), clock, seq
    GET  people      {people};  POST people {id?, first_name, last_name?, username?, role?, started?} -> {person}
    POST groups      {id?, title, members}                              -> {chat}
    POST members     {person, chat, inside}  the bot enters or leaves   -> {update_id}
    POST send        {person, chat?, text, reply_to?, thread?, forwarded?} -> {messages, update_ids}
    POST raw         {update, chat?}  any update, as it is given        -> {update_id}
    POST edit        {person, chat?, message_id, text}                  -> {message, update_id}
    POST press       {person, chat?, message_id, data, inaccessible?}   -> {callback_id, update_id}
    POST upload      {person, chat?, files: [{name, base64, mime?}], photo?, kind?, caption?, caption_at?, reply_to?},
                     or the same as a multipart form with files in `file`; kind is document, photo, video, voice,
                     video_note, audio or animation                     -> {messages, update_ids}
    POST block       {person, blocked}                                  -> {update_id}
    GET  messages    ?chat=&after=&limit=&deleted=1                     -> {messages, next}
    GET  events      ?since=&timeout=&chat=&type=a,b&bot=1              -> {events, next}
    GET  callbacks   ?since=&timeout=  answered presses                 -> {callbacks, next}
    POST expire      {}  all open presses become too old to answer      -> {expired}
    GET  calls       ?since=&timeout=&method=a,b  without the token     -> {calls, next}
    GET  updates     ?settled=ID&timeout=            -> {confirmed, next_id, pending, settled, webhook}
    GET  faults      {faults};  DELETE faults;  POST faults {kind, method?, count?, probability?, seed?,
                     seconds?, retry_after?, chat_id?, description?}    -> {faults}
    GET  commands    ?chat=                                             -> {commands, recorded}
    GET  clock       {settable, shifted, now};  POST clock {now: ISO instant or null}
    GET  files/ID    the content; ?inline=1 to look at a picture

`chat` defaults to the person's private chat; an update id is null where the bot does not get to see it. With
`timeout` a GET waits for the first match after `since`; `next` is the `since` of the next call. Errors: {error}.
"""

import base64
import json
from collections.abc import Awaitable, Callable

from tornado.web import RequestHandler

from playground import acting
from playground.asking import commands_for
from playground.basics import ApiError, Json, bad_request
from playground.params import Params, read_params
from playground.state import Chat, Person, World
from playground.views import chat_view, event_view, message_view, person_view

LONGEST_WAIT = 60.0


def _state(world: World, params: Params) -> Json:
    people = [person_view(person) for person in world.people.values()]
    chats = [chat_view(world, chat) for chat in world.chats.values()]
    return {"bot": world.bot, "people": people, "chats": chats, "clock": world.clock.view(), "seq": world.events.last}


def _people(world: World, params: Params) -> Json:
    return {"people": [person_view(person) for person in world.people.values()]}


def _add_person(world: World, params: Params) -> Json:
    number = params.number("id") or max(world.people, default=676_000) + 1
    first, last, username, role = map(params.text, ("first_name", "last_name", "username", "role"))
    person = Person(number, first, last, username, role, params.flag("started"))
    if not person.first_name or number < 0:
        raise bad_request("a person needs a first_name and a positive id")
    return {"person": person_view(world.add_person(person))}


def _add_group(world: World, params: Params) -> Json:
    number = params.number("id") or min([-1_000_000_000_000, *world.chats]) - 1
    members = [world.person(int(str(member))).id for member in params.list("members")]
    return {"chat": chat_view(world, world.add_group(number, params.text("title", "Nhóm"), members))}


def _who_where(world: World, params: Params) -> tuple[Person, Chat]:
    person = world.person(params.number("person"))
    return person, world.chat(params.number("chat") or person.id)


def _members(world: World, params: Params) -> Json:
    return {"update_id": acting.set_inside(world, *_who_where(world, params), params.flag("inside"))}


def _sent(sent: acting.Sent) -> Json:
    return {"messages": [message_view(message) for message, _ in sent], "update_ids": [number for _, number in sent]}


def _send(world: World, params: Params) -> Json:
    who, where = _who_where(world, params)
    reply_to, thread = params.number("reply_to") or None, params.number("thread") or None
    forwarded = params.flag("forwarded")
    return _sent(acting.say(world, who, where, params.text("text"), reply_to, thread, forwarded=forwarded))


def _raw(world: World, params: Params) -> Json:
    return {"update_id": world.updates.put_raw(params.object("update") or {}, params.number("chat"))}


def _edit(world: World, params: Params) -> Json:
    who, where = _who_where(world, params)
    message, number = acting.edit(world, who, where, params.number("message_id"), params.text("text"))
    return {"message": message_view(message), "update_id": number}


def _press(world: World, params: Params) -> Json:
    who, where = _who_where(world, params)
    under, gone = params.number("message_id"), params.flag("inaccessible")
    callback, number = acting.press(world, who, where, under, params.text("data"), inaccessible=gone)
    return {"callback_id": callback, "update_id": number}


def _upload(world: World, params: Params) -> Json:
    who, where = _who_where(world, params)
    files = [
        (str(item.get("name") or "file"), item.get("mime"), base64.b64decode(str(item.get("base64", ""))))
        for item in params.list("files")
    ]
    caption = (params.text("caption"), params.number("caption_at"))
    kind = "photo" if params.flag("photo") else params.text("kind", "document")
    return _sent(acting.upload(world, who, where, files, caption, kind, params.number("reply_to") or None))


def _block(world: World, params: Params) -> Json:
    return {"update_id": acting.set_blocked(world, world.person(params.number("person")), params.flag("blocked"))}


def _messages(world: World, params: Params) -> Json:
    chat, after = world.chat(params.text("chat")), params.number("after")
    kept = [m for m in chat.messages.values() if m.id > after and (params.flag("deleted") or not m.deleted)]
    return {"messages": [message_view(m) for m in kept[-params.number("limit", 200) :]], "next": chat.next_id - 1}


async def _events(world: World, params: Params) -> Json:
    kinds = {kind for kind in params.text("type").split(",") if kind}
    chat, bot = params.number("chat"), params.flag("bot")

    def wanted(event: Json) -> bool:
        fits = not kinds or event["type"] in kinds
        return fits and (not chat or event["chat"] == chat) and (not bot or event.get("from_bot", False))

    found = await world.events.wait(params.number("since"), _timeout(params), wanted)
    return {"events": [event_view(world, event) for event in found], "next": world.events.last}


async def _callbacks(world: World, params: Params) -> Json:
    since = params.number("since")
    found = await world.events.wait(since, _timeout(params), lambda event: bool(event["type"] == "callback"))
    return {"callbacks": found, "next": world.events.last}


def _expire(world: World, params: Params) -> Json:
    still_open = [press for press in world.presses.values() if press.open]
    for press in still_open:
        press.open = False
    return {"expired": len(still_open)}


async def _calls(world: World, params: Params) -> Json:
    methods = {method.lower() for method in params.text("method").split(",") if method}
    found = await world.calls.wait(
        params.number("since"), _timeout(params), lambda call: not methods or call["method"].lower() in methods
    )
    return {"calls": found, "next": world.calls.last}


async def _updates(world: World, params: Params) -> Json:
    updates, number = world.updates, params.number("settled")
    settled = await updates.wait_settled(number, _timeout(params)) if number else None
    known = {"confirmed": updates.confirmed, "next_id": updates.next_id, "pending": list(updates.pending)}
    return {**known, "settled": settled, "webhook": Params(world.webhook.view()).shown(world.token)}


def _faults(world: World, params: Params) -> Json:
    return {"faults": [fault.view() for fault in world.faults.rules]}


def _add_fault(world: World, params: Params) -> Json:
    world.faults.add(params.values)
    return _faults(world, params)


def _clear_faults(world: World, params: Params) -> Json:
    world.faults.rules.clear()
    return _faults(world, params)


def _commands(world: World, params: Params) -> Json:
    chat = world.chats.get(params.number("chat"))
    return {"commands": commands_for(world, chat) if chat else [], "recorded": world.recorded}


def _clock(world: World, params: Params) -> Json:
    return world.clock.view()


def _set_clock(world: World, params: Params) -> Json:
    world.clock.set(params.text("now") or None)
    world.note("clock", 0, clock=world.clock.view())
    return world.clock.view()


def _timeout(params: Params) -> float:
    return min(float(params.text("timeout") or 0), LONGEST_WAIT)


_DO: dict[str, Callable[[World, Params], Json]] = {
    "GET state": _state,
    "GET people": _people,
    "POST people": _add_person,
    "POST groups": _add_group,
    "POST members": _members,
    "POST send": _send,
    "POST raw": _raw,
    "POST edit": _edit,
    "POST press": _press,
    "POST upload": _upload,
    "POST block": _block,
    "GET messages": _messages,
    "POST expire": _expire,
    "GET faults": _faults,
    "POST faults": _add_fault,
    "DELETE faults": _clear_faults,
    "GET commands": _commands,
    "GET clock": _clock,
    "POST clock": _set_clock,
}
_WAIT: dict[str, Callable[[World, Params], Awaitable[Json]]] = {
    "GET events": _events,
    "GET callbacks": _callbacks,
    "GET calls": _calls,
    "GET updates": _updates,
}


class ControlHandler(RequestHandler):
    """Serves /control/<name>."""

    def initialize(self, world: World) -> None:
        """Take the world from the application."""
        self.world = world

    async def get(self, name: str) -> None:
        """Serve one entry of the table above."""
        try:
            self._answer(200, await self._do(f"{self.request.method} {name}"))
        except ApiError as error:
            self._answer(error.code, {"error": error.description})
        except (KeyError, TypeError, ValueError) as error:
            self._answer(400, {"error": f"{type(error).__name__}: {error}"})

    post = delete = get

    async def _do(self, name: str) -> Json:
        params = read_params(self.request)
        if "file" in self.request.files:
            params.values["files"] = [
                {"name": part.filename, "mime": part.content_type, "base64": base64.b64encode(part.body).decode()}
                for part in self.request.files["file"]
            ]
        if name in _WAIT:
            return await _WAIT[name](self.world, params)
        if name not in _DO:
            raise ApiError(404, "Not Found")
        return _DO[name](self.world, params)

    def _answer(self, code: int, body: Json) -> None:
        self.set_status(code)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(body, ensure_ascii=False))

    def compute_etag(self) -> None:
        """Spare the hashing of each answer."""
