"""Finding in plain text what Telegram marks by itself: commands, mentions, links, hashtags."""

import re

from playground.basics import Json

_FOUND = re.compile(
    r"""
      (?P<email>  (?<![\w.+-]) [\w.+-]+ @ (?:[A-Za-z0-9-]+\.)+ [A-Za-z]{2,} )
    | (?P<url>    (?<!\w) (?:https?|tg):// [^\s<>"]+
                | (?<![\w@./-]) (?:[A-Za-z0-9-]+\.)+ (?:vn|com|org|net|edu|gov|info|io|dev|app) (?!\w)
                  (?:/[^\s<>"]*)? )
    | (?P<bot_command> (?<![\w/<>]) / [A-Za-z0-9_]{1,64} (?:@[A-Za-z0-9_]{3,32})? (?![\w/]) )
    | (?P<mention>     (?<![\w@/.]) @ [A-Za-z0-9_]{3,32} (?!\w) )
    | (?P<hashtag>     (?<![\w&]) \# \w*[^\W\d]\w* )
    """,
    re.VERBOSE,
)
_LOOSE_END = ".,;:!?)]}'\"…"


def utf16_length(text: str) -> int:
    """Count as Telegram counts: in UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def find_entities(text: str) -> list[Json]:
    """Give the entities of a plain text, in order, with offsets in UTF-16 units."""
    wide = not text.isascii() and max(text) > "\uffff"
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        word = match.group()
        if kind == "url":
            word = word.rstrip(_LOOSE_END)
        offset = utf16_length(text[: match.start()]) if wide else match.start()
        found.append({"type": kind, "offset": offset, "length": utf16_length(word)})
    return found


def entity_text(text: str, entity: Json) -> str:
    """Cut out what an entity covers."""
    raw = text.encode("utf-16-le")
    start = 2 * int(entity["offset"])
    return raw[start : start + 2 * int(entity["length"])].decode("utf-16-le", "replace")
