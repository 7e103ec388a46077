"""What Telegram says of a call that it refuses, in its own words: such a text may quote what the call carried."""

from __future__ import annotations

from typing import Any

Answer = dict[str, Any]

_KNOWN = """
    a about access active administrator administrators allowed already an and another any are as at attempt bad be
    been before blocked bot bots button button_data_invalid button_type_invalid by byte callback can't cancelled
    caption channel chat chat_admin_required chat_id chat_write_forbidden chats closed command commands connection
    contains conversation conflict content copied could couldn't data deactivated deleted deletewebhook delete
    description different disabled document domain edit edited empty end enough entities entity error exactly
    expired failed field file file_id find first flood for forbidden found from getupdates group has have host http
    https id identifier in inaccessible initiate inline instance internal invalid is isn't it keyboard kicked large
    later left length limit long longer make malformed many markup media member message message_id message_too_long
    method migrated more must name need no non-empty not nothing number object of offset on one only or other page
    parameter parse peer_id_invalid permission permissions photo private query reached reason recipient recv replied
    reply requests request resolve response retry restricted rights running same secret send sent server setwebhook
    size specified start started supergroup supported sure tag terminated text that the thread timeout to token too
    topic topic_closed topic_deleted type unauthorized unknown unmatched unspecified unsupported up update upgraded
    url use used user user_is_blocked username video was web webhook when while with without wrong you
"""
WORDS = frozenset(_KNOWN.split())
"""Of which Telegram's descriptions are made; what else stands there may be what somebody wrote."""
LONGEST = 200


def plain(answer: Answer) -> Answer:
    """Give a refusal without what it may have taken from the call: other words, numbers, parameters of no use."""
    said = answer.get("description")
    words = str(said)[: 4 * LONGEST].split() if isinstance(said, str) else []
    known = " ".join(word if word.strip(".,:;()").lower() in WORDS else "…" for word in words)
    while "… …" in known:
        known = known.replace("… …", "…")
    given = answer.get("parameters")
    given = given if isinstance(given, dict) else {}
    numbers = {name: given[name] for name in ("migrate_to_chat_id", "retry_after") if _is_number(given.get(name))}
    return {"ok": False, "description": known[:LONGEST], "parameters": numbers}


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and value == value  # noqa: PLR0124  # "NaN" is none
