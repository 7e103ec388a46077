"""Telegram's HTML: read strictly into text and entities, and written back from them."""

import html
import re
from dataclasses import dataclass
from itertools import groupby

from playground.basics import ApiError, Json, bad_request
from playground.entities import utf16_length

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
}
_TAGS = {*_SIMPLE, "a", "pre", "blockquote", "tg-emoji"}
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_MARK = re.compile("[<&]")
_CHARACTER = re.compile(r"&(#x[0-9a-f]+|#\d+|[a-z]+);?", re.IGNORECASE)
_START = re.compile(r"<([^\s>]*)")
_END = re.compile(r"</([^\s>]*)\s*(>?)")
_ATTRIBUTE = re.compile(r"\s*([^\s=>]+)\s*(=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]+)(?=[\s>])))?")


@dataclass
class _Open:
    """A tag that has begun and not ended."""

    name: str
    attributes: dict[str, str]
    offset: int


class _Reader:
    """One pass over the source, as Telegram's own parser does it, with its error texts."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        while mark := _MARK.search(self.source, self.at):
            self._text(self.source[self.at : mark.start()])
            self.at = mark.start()
            if mark.group() == "&":
                self._character()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        self._text(self.source[self.at :])
        if self.open:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.pieces), self.entities

    def _text(self, piece: str) -> None:
        self.pieces.append(piece)
        self.offset += utf16_length(piece)

    def _character(self) -> None:
        match = _CHARACTER.match(self.source, self.at)
        decoded = _decode(match.group(1)) if match else ""
        self._text(decoded or "&")
        self.at = match.end() if match and decoded else self.at + 1

    def _start_tag(self) -> None:
        begin = self.at
        match = _START.match(self.source, begin)
        name = match.group(1).lower() if match else ""
        if match is None or match.end() == len(self.source):
            raise self._error("Unclosed start tag", begin)
        if name not in _TAGS:
            raise self._error(f'Unsupported start tag "{name}"', begin)
        self.at = match.end()
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(name, attributes, self.offset))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while not self.source[self.at :].lstrip().startswith(">"):
            match = _ATTRIBUTE.match(self.source, self.at)
            if match is None or match.end() == len(self.source):
                raise self._error("Unclosed start tag", begin)
            name = match.group(1).lower()
            if match.group(2) is None and name != "expandable":
                raise self._error(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
            value = next((part for part in match.groups()[2:] if part is not None), "")
            found[name] = _CHARACTER.sub(lambda m: _decode(m.group(1)) or m.group(), value)
            self.at = match.end()
        self.at = self.source.index(">", self.at) + 1
        return found

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._error("Unexpected end tag", begin)
        match = _END.match(self.source, begin)
        if match is None or not match.group(2):
            raise self._error("Unclosed end tag", begin)
        name, tag = match.group(1).lower(), self.open[-1]
        if name and name != tag.name:
            raise self._error("Unmatched end tag", begin, f', expected "</{tag.name}>", found "</{name}>"')
        self.open.pop()
        self.at = match.end()
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _Open) -> None:
        entity: Json = {"type": _SIMPLE.get(tag.name), "offset": tag.offset, "length": self.offset - tag.offset}
        if tag.name == "a":
            _link(entity, tag.attributes.get("href") or "".join(self.pieces)[tag.offset :])
        elif tag.name == "tg-emoji":
            entity.update(type="custom_emoji", custom_emoji_id=tag.attributes.get("emoji-id", ""))
        elif tag.name == "blockquote":
            entity["type"] = "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"
        elif tag.name == "pre":
            self._pre(entity)
        elif tag.name == "code" and tag.attributes.get("class", "").startswith("language-"):
            entity["language"] = tag.attributes["class"].removeprefix("language-")
        if entity["type"]:
            self.entities.append(entity)

    def _pre(self, entity: Json) -> None:
        entity["type"] = "pre"
        inner = self.entities[-1] if self.entities else {}
        if inner.get("type") == "code" and all(inner[key] == entity[key] for key in ("offset", "length")):
            self.entities.pop()
            if "language" in inner:
                entity["language"] = inner["language"]

    def _error(self, words: str, at: int, more: str = "") -> ApiError:
        return _error(f"{words} at byte offset {len(self.source[:at].encode())}{more}")


def _error(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")


def _decode(name: str) -> str:
    """Give the character that `name` stands for, or nothing: Telegram leaves other names alone."""
    if not name.startswith("#"):
        return _CHARACTERS.get(name.lower(), "")
    digits = name[1:].lower()
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _link(entity: Json, address: str) -> None:
    """Make the entity a link, a mention of a person, or (a bad address) nothing."""
    person = re.fullmatch(r"tg://user\?id=(\d+)", address)
    if person:
        entity.update(type="text_mention", user={"id": int(person.group(1)), "is_bot": False, "first_name": "?"})
    elif re.fullmatch(r"(?:https?|tg|ton)://\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?", address):
        entity.update(type="text_link", url=address if "://" in address else f"http://{address}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Read Telegram's HTML into text and entities; raise the 400 that Telegram answers to a wrong one."""
    if "<" not in source and "&" not in source:
        return source, []
    text, found = _Reader(source).read()
    return text, sorted(found, key=lambda e: (e["offset"], -e["length"]))


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Drop the blanks around a text, as Telegram does, and move its entities along."""
    stripped = text.strip()
    if stripped == text:
        return text, entities
    cut, end = len(text) - len(text.lstrip()), utf16_length(stripped)
    kept: list[Json] = []
    for entity in entities:
        start = min(max(entity["offset"] - cut, 0), end)
        stop = min(max(entity["offset"] + entity["length"] - cut, 0), end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return stripped, kept


_WRITTEN = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def render_html(text: str, entities: list[Json]) -> str:
    """Write text and entities as HTML that a browser may show; links only where Telegram has them."""
    units = text.encode("utf-16-le")
    marks: list[tuple[int, int, int, str]] = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before, after = _written(entity)
        if before:
            marks += [(start, 1, -end, before), (end, 0, -start, after)]
    pieces: list[str] = []
    at = 0
    for place, group in groupby(sorted(marks, key=lambda mark: mark[:3]), key=lambda mark: mark[0]):
        pieces.append(html.escape(units[2 * at : 2 * place].decode("utf-16-le", "replace"), quote=False))
        pieces.extend(mark[3] for mark in group)
        at = place
    pieces.append(html.escape(units[2 * at :].decode("utf-16-le", "replace"), quote=False))
    return "".join(pieces)


def _written(entity: Json) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    tag = _WRITTEN.get(entity["type"])
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
