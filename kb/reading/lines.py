"""Bytes to numbered lines with their place in the text. Says clearly what is wrong with a text that is none."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from kb.model import DecisionError, Span
from nlu.text import plain


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source: its number from 1, its span with the line break, its raw and its plain text."""

    number: int
    span: Span
    raw: str
    plain: str


def decode(data: bytes) -> str:
    """The text of a file, in NFC and without a byte order mark.

    Raises DecisionError, with the line's number, where the bytes are not UTF-8 text, and for an empty file.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DecisionError("Tệp không phải văn bản mã hóa UTF-8", line) from error
    if "\x00" in text:
        raise DecisionError(
            "Tệp có ký tự rỗng (NUL), không phải văn bản thuần", text[: text.index("\x00")].count("\n") + 1
        )
    if not text.strip():
        raise DecisionError("Tệp rỗng", 1)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def split_lines(text: str) -> list[Line]:
    """The lines of a text, each with its span; together the spans cover the text without a gap."""
    lines, start = [], 0
    for number, raw in enumerate(text.split("\n"), 1):
        end = min(start + len(raw) + 1, len(text))
        lines.append(Line(number, Span(start, end), raw, plain(raw)))
        start = end
    return [line for line in lines if line.span.start < line.span.end]
