"""A web page, or Markdown by way of one: blocks of text and tables; a page's chrome is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement, HTMLParser, document_fromstring
from markdown_it import MarkdownIt

from kb.model import DecisionError
from kb.reading.lines import decode
from kb.sources.model import Grid, GridBuilder, Line, Source
from nlu.text import squeeze

_CHROME = {
    "script", "style", "nav", "aside", "form", "footer", "noscript", "template", "svg", "iframe", "button", "select",
    "head", "title", "object", "audio", "video", "menu", "del", "s", "strike",
}  # fmt: skip
_BLOCK = {
    "p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "table", "blockquote",
    "section", "article", "dd", "dt", "pre", "hr", "center", "address", "header", "main", "body", "tbody", "thead",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DEEPEST = 200
_BREAK = "\n"


def read_html(data: bytes) -> Source:
    """Raises DecisionError for a page without text and for elements that lie in each other without end."""
    if b"<!ENTITY" in data[:100_000]:
        raise DecisionError("Tệp khai báo thực thể XML, có thể gây hại: hãy lưu lại thành .docx hoặc .pdf")
    encoding = None if re.search(rb"charset\s*=", data[:4000], re.IGNORECASE) else "utf-8"
    if encoding:
        data = decode(data).encode()
    root = document_fromstring(data, parser=HTMLParser(encoding=encoding, remove_comments=True, remove_pis=True))
    return Source(tuple(_blocks(root)))


def read_markdown(data: bytes) -> Source:
    """As `read_html`, for the page that the Markdown makes."""
    return read_html(MarkdownIt("commonmark", {"html": True}).enable("table").render(decode(data)).encode())


def _blocks(root: HtmlElement) -> Iterator[Line | Grid]:
    """The lines and tables below an element; a table around tables is layout."""
    buffer: list[str] = []
    for element, piece in _pieces(root, 0):
        if element is None:
            buffer.append(piece)
            continue
        yield from _lines(buffer)
        yield _grid(element)
    yield from _lines(buffer)


def _lines(buffer: list[str]) -> Iterator[Line]:
    lines = _paragraphs(buffer)
    buffer.clear()
    yield from map(Line, lines)


def _paragraphs(pieces: list[str]) -> list[str]:
    return [line for part in "".join(pieces).split(_BREAK) if (line := squeeze(part))]


def _pieces(element: HtmlElement, depth: int, *, flat: bool = False) -> Iterator[tuple[HtmlElement | None, str]]:
    """The text below an element piece by piece, and its tables whole (none where `flat`)."""
    if depth > _DEEPEST:
        raise DecisionError("Các phần của trang lồng nhau quá sâu: hãy lưu lại thành .docx hoặc .pdf")
    if element.tag in _CHROME or not isinstance(element.tag, str) or _HIDDEN.search(element.get("style") or ""):
        return
    if element.tag == "table" and not flat and _is_table(element):
        yield element, ""
        return
    block = element.tag in _BLOCK
    yield None, _BREAK if block else ""
    if element.tag == "li":
        yield None, "- "
    if element.tag == "sup" and re.fullmatch(r"\W?\d{1,3}\W?", element.text_content().strip()):
        return  # the mark of a footnote
    yield None, re.sub(r"\s+", " ", element.text or "")
    for child in element:
        yield from _pieces(child, depth + 1, flat=flat)
        yield None, re.sub(r"\s+", " ", child.tail or "")
    yield None, _BREAK if block else ""


def _rows(table: HtmlElement) -> list[HtmlElement]:
    """A table's own rows, not those of tables within its cells."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _is_table(table: HtmlElement) -> bool:
    """Whether a table is one: no other lies in it, or it has rows of three cells of its own; else it is layout."""
    if next(table.iterdescendants("table"), None) is None:
        return True
    return sum(len(list(row.iterchildren("td", "th"))) > 2 for row in _rows(table)) > 2


def _grid(table: HtmlElement) -> Grid:
    builder = GridBuilder()
    for row in _rows(table):
        builder.add((_cell_text(c), _count(c, "colspan"), _count(c, "rowspan")) for c in row.iterchildren("td", "th"))
    return builder.grid()


def _cell_text(cell: HtmlElement) -> str:
    return "\n".join(_paragraphs([piece for _, piece in _pieces(cell, 0, flat=True)]))


def _count(cell: HtmlElement, name: str) -> int:
    found = re.match(r"\s*(\d{1,5})", cell.get(name) or "")
    return int(found[1]) if found else 1
