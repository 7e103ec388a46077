"""Paragraphs, tables and lines of a Word file, as its XML; words that people wrote are text in it and nothing else.

Made without python-docx's cells: reaching each by `row.cells` takes seconds for a thousand rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from progress.traces import Figure

_NOT_XML = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
TWIPS_A_MM = 56.6929
Run = str | Figure
"""A piece of a paragraph: words, or a figure, which is marked so that it can be found again."""


def cleaned(text: str) -> str:
    """Text as XML may hold it, without what is not seen or turns the text around; breaks stay."""
    lines = _NOT_XML.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def element(tag: str, **values: object) -> Any:
    """An element of Word's own with attributes of Word's own."""
    made = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


@dataclass
class Paper:
    """Makes elements; the marks of figures are numbered through a file."""

    styles: dict[str, str]
    marks: int = 0

    def paragraph(self, style: str, *runs: Run, indents: tuple[int, int] | None = None, lined: bool = False) -> Any:
        """A paragraph; `lined` draws a line below it, between `indents` (left and right, in twips)."""
        made, about = element("p"), element("pPr")
        about.append(element("pStyle", val=self.styles[style]))
        if lined:
            border = element("pBdr")
            border.append(element("bottom", val="single", sz=6, space=0, color="000000"))
            about.append(border)
        if indents:
            about.append(element("ind", left=indents[0], right=indents[1], firstLine=0))
        made.append(about)
        for run in runs:
            made.extend(self._runs(run))
        return made

    def _runs(self, run: Run) -> list[Any]:
        if isinstance(run, str):
            return [_words(run)]
        self.marks += 1
        ends = (element("bookmarkStart", id=self.marks, name=run.id), element("bookmarkEnd", id=self.marks))
        return [ends[0], _words(str(run.value)), ends[1]]

    def line(self, width: int, within: int) -> Any:
        """A line in the middle of a width, both in twips."""
        side = max(0, (within - width) // 2)
        return self.paragraph("Duong ke", indents=(side, within - width - side), lined=True)

    def table(self, widths: Sequence[int], rows: Iterable[Any], *, lined: bool = True) -> Any:
        """A table of rows made by `row`, with columns of so many twips."""
        made, about = element("tbl"), element("tblPr")
        about.append(element("tblW", w=sum(widths), type="dxa"))
        if lined:
            borders = element("tblBorders")
            for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
                borders.append(element(side, val="single", sz=4, space=0, color="000000"))
            about.append(borders)
        about.append(element("tblLayout", type="fixed"))
        margins = element("tblCellMar")
        margins.extend(element(side, w=70 if lined else 0, type="dxa") for side in ("left", "right"))
        about.append(margins)
        made.append(about)
        grid = element("tblGrid")
        grid.extend(element("gridCol", w=width) for width in widths)
        made.append(grid)
        made.extend(rows)
        return made

    def row(self, widths: Sequence[int], cells: Sequence[Sequence[Any]], *, head: bool = False) -> Any:
        """A row that no page cuts; a head is repeated on each page. A cell is a list of paragraphs; where there are
        fewer cells than columns, the last takes what is left.
        """
        made, about = element("tr"), element("trPr")
        about.append(element("cantSplit"))
        if head:
            about.append(element("tblHeader"))
        made.append(about)
        for place, cell in enumerate(cells):
            is_last = place == len(cells) - 1
            span = len(widths) - place if is_last else 1
            own = element("tcPr")
            own.append(element("tcW", w=sum(widths[place : place + span]), type="dxa"))
            if span > 1:
                own.append(element("gridSpan", val=span))
            inside = element("tc")
            inside.append(own)
            inside.extend(cell)
            made.append(inside)
        return made


def _words(text: str) -> Any:
    """A run of words; a break within them stays a break."""
    made = element("r")
    for place, line in enumerate(cleaned(text).split("\n") if "\n" in text else [_NOT_XML.sub(" ", text)]):
        if place:
            made.append(element("br"))
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def pieces(text: str, longest: int) -> list[str]:
    """A long text in pieces that are cut at words."""
    text, found = cleaned(text), []
    while len(text) > longest:
        cut = max(text.rfind(" ", 1, longest), text.rfind("\n", 1, longest))
        cut = cut if cut > longest // 2 else longest
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*found, text]
