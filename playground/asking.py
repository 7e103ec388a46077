"""Bot API methods that tell about bot, chats and files, or record a setting; none of them sends anything."""

import json
import re
from collections.abc import Callable
from functools import partial

from playground.basics import Json, bad_request
from playground.files import MAX_DOWNLOAD
from playground.params import Params
from playground.state import Chat, World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_CHAT_MORE = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(_GIFTS, False),
}


def get_me(world: World, params: Params) -> Json:
    """getMe."""
    more = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    abilities = {"can_join_groups": True, "can_read_all_group_messages": False, **dict.fromkeys(more, False)}
    return {**world.bot, **abilities}


def get_chat(world: World, params: Params) -> Json:
    """getChat."""
    return {**world.chat(params.text("chat_id")).head, **_CHAT_MORE}


def get_member(world: World, params: Params) -> Json:
    """getChatMember."""
    return member_view(world, world.chat(params.text("chat_id")), params.number("user_id"))


def get_administrators(world: World, params: Params) -> list[Json]:
    """getChatAdministrators: the first member made the group."""
    chat = world.chat(params.text("chat_id"))
    return [member_view(world, chat, chat.members[0])] if chat.members and not chat.private else []


def get_member_count(world: World, params: Params) -> int:
    """getChatMemberCount."""
    chat = world.chat(params.text("chat_id"))
    return len(chat.members) + chat.bot_inside


def member_view(world: World, chat: Chat, user_id: int) -> Json:
    """Describe somebody's standing in a chat as Telegram's ChatMember."""
    if user_id == world.bot["id"]:
        return {"user": world.bot, "status": "member" if chat.bot_inside else "left"}
    if user_id not in world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    user = world.people[user_id].user()
    if user_id not in chat.members:
        return {"user": user, "status": "left"}
    if user_id == chat.members[0] and not chat.private:
        return {"user": user, "status": "creator", "is_anonymous": False}
    return {"user": user, "status": "member"}


def leave_chat(world: World, params: Params) -> bool:
    """leaveChat."""
    chat = world.chat(params.text("chat_id"))
    chat.bot_inside = chat.private
    world.note("chat", chat.id)
    return True


def get_file(world: World, params: Params) -> Json:
    """getFile."""
    stored = world.files.by_id(params.text("file_id"))
    if len(stored.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {**stored.view(), "file_path": stored.path}


def _scope(params: Params) -> tuple[Json, str]:
    scope = params.object("scope") or {"type": "default"}
    language = params.text("language_code")
    return scope, f"{json.dumps(scope, sort_keys=True)} {language}"


def set_commands(world: World, params: Params) -> bool:
    """setMyCommands."""
    commands = params.list("commands")
    for command in commands:
        if not re.fullmatch("[a-z0-9_]{1,32}", str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    scope, key = _scope(params)
    entry = {"scope": scope, "language_code": params.text("language_code"), "commands": commands}
    world.recorded.setdefault("commands", {})[key] = entry
    world.note("commands", 0)
    return True


def get_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands."""
    entry = world.recorded.get("commands", {}).get(_scope(params)[1], {})
    return list(entry.get("commands", []))


def delete_commands(world: World, params: Params) -> bool:
    """deleteMyCommands."""
    world.recorded.get("commands", {}).pop(_scope(params)[1], None)
    world.note("commands", 0)
    return True


def commands_for(world: World, chat: Chat) -> list[Json]:
    """Give the commands that a Vietnamese reader of this chat is shown: the narrowest scope that has any."""
    entries = list(world.recorded.get("commands", {}).values())
    kind = "all_private_chats" if chat.private else "all_group_chats"
    for wanted in ("chat", kind, "default"):
        for language in ("vi", ""):
            for entry in entries:
                scope = entry["scope"]
                here = wanted != "chat" or str(scope.get("chat_id")) == str(chat.id)
                if scope["type"] == wanted and here and entry["language_code"] == language:
                    return list(entry["commands"])
    return []


def _record(name: str, world: World, params: Params) -> bool:
    """Keep what a set… method was given."""
    world.recorded[name] = params.shown(world.token)
    return True


def _recall(name: str, default: Json, world: World, params: Params) -> Json:
    kept = world.recorded.get(name, {})
    return {key: kept.get(key, value) for key, value in default.items()}


def _menu_button(world: World, params: Params) -> object:
    """getChatMenuButton."""
    kept = world.recorded.get("setchatmenubutton", {}).get("menu_button")
    return json.loads(kept) if isinstance(kept, str) else kept or {"type": "commands"}


def _yes(world: World, params: Params) -> bool:
    return True


def _no_photos(world: World, params: Params) -> Json:
    return {"total_count": 0, "photos": []}


_SETTINGS = (
    "setmyname",
    "setmydescription",
    "setmyshortdescription",
    "setchatmenubutton",
    "setmydefaultadministratorrights",
    "setmessagereaction",
    "pinchatmessage",
    "unpinchatmessage",
)

METHODS: dict[str, Callable[[World, Params], object]] = {
    "getme": get_me,
    "getchat": get_chat,
    "getchatmember": get_member,
    "getchatadministrators": get_administrators,
    "getchatmembercount": get_member_count,
    "leavechat": leave_chat,
    "getfile": get_file,
    "setmycommands": set_commands,
    "getmycommands": get_commands,
    "deletemycommands": delete_commands,
    "getmyname": partial(_recall, "setmyname", {"name": ""}),
    "getmydescription": partial(_recall, "setmydescription", {"description": ""}),
    "getmyshortdescription": partial(_recall, "setmyshortdescription", {"short_description": ""}),
    "getchatmenubutton": _menu_button,
    "getuserprofilephotos": _no_photos,
    "logout": _yes,
    "close": _yes,
    **{name: partial(_record, name) for name in _SETTINGS},
}
