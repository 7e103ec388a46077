"""PDF with a text layer: lines and ruled tables page by page, with what signature fields draw on the page."""

from __future__ import annotations

import io
import logging
import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import mult_matrix
from pdfplumber.page import Page
from pdfplumber.table import TableFinder
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.geometry import obj_to_edges
from pdfplumber.utils.text import extract_words

from kb.model import DecisionError
from kb.sources.model import SOFT, Cell, Grid, Line, Row, Source
from nlu.text import squeeze

_MOST_PAGES = 500
_FEWEST_LETTERS = 40  # a page's stamp may be text where the page is a picture
_THIN = 3.0  # points: a filled rectangle thinner than this is a line, a thicker one is shade
_NEAR = 3.0
_MARGIN = 12.0  # of a cell, left and right together
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:Trang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?[-–\s]*", re.IGNORECASE)
_GAP = 14.0  # between words: parts of a line that stand in columns of their own
_BULLET = re.compile(r"[-–+•*]\s+(?=[^\W\d_a-zà-ỹđ]|các\b)|\d{1,2}[.)]\s|[a-zđ]\)\s")


def read_pdf(data: bytes) -> Source:
    """Raises DecisionError for a password, too many pages, and pages that are pictures."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it has to say of fonts is nobody's business here
    try:
        opened = pdfplumber.open(io.BytesIO(data), unicode_norm="NFC")
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise DecisionError("Tệp PDF có mật khẩu: hãy bỏ mật khẩu rồi gửi lại") from error
        raise
    blocks: list[Line | Grid] = []
    letters = 0
    with opened as pdf:
        if len(pdf.pages) > _MOST_PAGES:
            raise DecisionError(f"Tệp PDF có hơn {_MOST_PAGES} trang: hãy tách phần kế hoạch thành tệp riêng")
        for page in pdf.pages:
            letters += sum(char["text"].isalnum() for char in page.chars)
            blocks += _blocks(page)
            page.close()
    if letters < _FEWEST_LETTERS:
        raise DecisionError("Tệp PDF không có chữ (chỉ là ảnh chụp): cần bản có chữ")
    return Source(tuple(blocks))


def _blocks(page: Page) -> list[Line | Grid]:
    page.chars.extend(_signed(page))
    chars = _once(page.chars)
    placed: list[tuple[float, Line | Grid]] = []
    for cells in _tables(page):
        if len(cells) > 1:
            box = _box(cells)
            inside = [c for c in chars if _within(c, box)]
            chars = [c for c in chars if not _within(c, box)]
            placed.append((box[1], _grid(cells, inside, page.page_number)))
    for line in _rows_of(_words(chars)):
        for part in _parts(line):
            text = squeeze(" ".join(w["text"] for w in part))
            edge = min(line[0]["top"], page.height - line[0]["bottom"]) < 0.11 * page.height
            if not (edge and _PAGE_NUMBER.fullmatch(text)):
                placed.append((line[0]["top"], Line(text, page.page_number)))
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


# ── words ────────────────────────────────────────────────────────────────────
Word = dict[str, Any]
Char = dict[str, Any]
Box = tuple[float, float, float, float]


def _once(chars: list[Char]) -> list[Char]:
    """Letters without those that are drawn twice, one on the other, to look bold."""
    return list({(c["text"], round(c["x0"]), round(c["top"])): c for c in reversed(chars)}.values())[::-1]


def _words(chars: list[Char]) -> list[Word]:
    return list(extract_words(chars, x_tolerance_ratio=0.2))


def _within(word: Word, box: Box) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words in lines from top to bottom; a mark set higher or lower belongs to the line that it overlaps."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w["top"] + w["bottom"]) / 2, w["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if lines and middle < lines[-1][0]["bottom"] - 0.2 * (lines[-1][0]["bottom"] - lines[-1][0]["top"]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w["x0"]) for line in lines]


def _parts(line: list[Word]) -> list[list[Word]]:
    parts = [[line[0]]]
    for before, word in pairwise(line):
        if word["x0"] - before["x1"] > _GAP:
            parts.append([])
        parts[-1].append(word)
    return parts


# ── tables ───────────────────────────────────────────────────────────────────
def _tables(page: Page) -> list[list[Box]]:
    """The cells of each table. A half row at a page's end may have no lower or upper line: one is drawn for it."""
    edges = _edges(page)
    upright = [e for e in edges if e["orientation"] == "v"]
    level = [e for e in edges if e["orientation"] == "h"]
    if min(len(upright), len(level)) < 2:
        return []
    for region in _regions(upright):
        left, right = min(e["x0"] for e in region), max(e["x1"] for e in region)
        columns = len({round(e["x0"] / _NEAR) for e in region})
        for y in (min(e["top"] for e in region), max(e["bottom"] for e in region)):
            if columns > 2 and not any(abs(e["top"] - y) < _NEAR and e["x1"] > left and e["x0"] < right for e in level):
                level.append(
                    {
                        "x0": left,
                        "x1": right,
                        "top": y,
                        "bottom": y,
                        "width": right - left,
                        "height": 0.0,
                        "orientation": "h",
                        "object_type": "line",
                    }
                )
    finder = TableFinder(
        page,
        {
            "vertical_strategy": "explicit",
            "horizontal_strategy": "explicit",
            "explicit_vertical_lines": upright,
            "explicit_horizontal_lines": level,
            "snap_tolerance": _NEAR,
            "join_tolerance": _NEAR,
            "intersection_tolerance": _NEAR + 1,
            "edge_min_length": 3,
        },
    )
    return [list(table.cells) for table in finder.tables]


def _edges(page: Page) -> list[dict[str, Any]]:
    """The lines that are seen: drawn ones, thin rectangles, frames. The edges of a shade are none."""
    edges = [edge for line in page.lines for edge in obj_to_edges(line) if edge["orientation"]]
    for shape in (*page.rects, *page.curves):
        if min(shape["width"], shape["height"]) < _THIN:
            edges += obj_to_edges(shape | {"object_type": "rect"})
        elif shape["stroke"]:
            edges += [edge for edge in obj_to_edges(shape) if edge["orientation"]]
    return [edge for edge in edges if max(edge["width"], edge["height"]) >= _THIN]


def _regions(upright: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Upright lines whose heights overlap: of one table."""
    regions: list[list[dict[str, Any]]] = []
    low = 0.0
    for edge in sorted(upright, key=lambda e: float(e["top"])):
        if not regions or edge["top"] > low + _NEAR:
            regions.append([])
            low = edge["bottom"]
        regions[-1].append(edge)
        low = max(low, edge["bottom"])
    return regions


def _box(cells: Sequence[Box]) -> Box:
    return (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))


def _grid(boxes: list[Box], chars: list[Char], page: int) -> Grid:
    across, down = _stops(b[n] for b in boxes for n in (0, 2)), _stops(b[n] for b in boxes for n in (1, 3))
    rows: list[Row] = [[None] * (len(across) - 1) for _ in range(len(down) - 1)]
    cells: dict[Cell, tuple[Box, list[Char]]] = {}
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        left, top, right, bottom = (_nearest(stops, at) for stops, at in zip((across, down) * 2, box, strict=True))
        cell = Cell("", top, left, bottom - top, right - left)
        cells[cell] = box, []
        for row in rows[top:bottom]:
            row[left:right] = [cell] * (right - left)
    for char in chars:
        down_at = bisect(down, (char["top"] + char["bottom"]) / 2) - 1
        across_at = bisect(across, (char["x0"] + char["x1"]) / 2) - 1
        under = rows[min(max(down_at, 0), len(rows) - 1)][min(max(across_at, 0), len(across) - 2)]
        if under is not None:
            cells[under][1].append(char)
    for cell, (box, inside) in cells.items():  # each by itself: words do not reach over its lines
        cell.text = _text(_words(inside), box)
    return Grid(rows, page)


def _stops(values: Iterable[float]) -> list[float]:
    stops: list[float] = []
    for value in sorted(values):
        if not stops or value - stops[-1] > _NEAR:
            stops.append(value)
    return stops


def _nearest(stops: list[float], value: float) -> int:
    return min(range(len(stops)), key=lambda n: abs(stops[n] - value))


def _text(words: list[Word], box: Box) -> str:
    """A cell's text. A line ends a paragraph where the next word had room on it, or where a list's mark follows;
    where it may only have been full, the break is a SOFT one."""
    text, before = "", list[Word]()
    room = box[2] - box[0] - _MARGIN
    for line in _rows_of(words):
        said = " ".join(w["text"] for w in line)
        if before and not re.search(r"\w[-/]$", text):  # "2027-" goes on with "2028"
            used = before[-1]["x1"] - before[0]["x0"]
            first = line[0]["x1"] - line[0]["x0"]
            ended = used + 4 + first < room and not said[0].islower()
            text += "\n" if ended or (_BULLET.match(said) and not before[-1]["text"].endswith(",")) else SOFT
        text += said
        before = line
    return text


# ── signature fields ─────────────────────────────────────────────────────────
def _signed(page: Page) -> list[Char]:
    """The letters that the page's signature fields draw: number and date of what a state office signs."""
    found: list[dict[str, Any]] = []
    for reference in resolve1(page.page_obj.annots) or []:
        annotation = resolve1(reference)
        if isinstance(annotation, dict) and _named(annotation.get("Subtype")) == "Widget" and annotation.get("AP"):
            normal = resolve1(resolve1(annotation["AP"]).get("N"))
            if isinstance(normal, PDFStream) and annotation.get("Rect"):
                found += _drawn(page, normal, [float(resolve1(v)) for v in resolve1(annotation["Rect"])])
    return found


def _named(value: object) -> str:
    value = resolve1(value)
    return str(value.name) if isinstance(value, PSLiteral) else ""


def _drawn(page: Page, form: PDFStream, rect: list[float]) -> list[dict[str, Any]]:
    """What a form draws when its box is laid over the field's place."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar, LTContainer

    box = [float(resolve1(v)) for v in resolve1(form.get("BBox", rect))]
    a, b, c, d, e, f = (float(resolve1(v)) for v in resolve1(form.get("Matrix", (1, 0, 0, 1, 0, 0))))
    wide, high = (box[2] - box[0]) or 1.0, (box[3] - box[1]) or 1.0
    x, y = (rect[2] - rect[0]) / wide, (rect[3] - rect[1]) / high
    device = PDFPageAggregator(page.pdf.rsrcmgr, pageno=page.page_number, laparams=None)
    interpreter = PDFPageInterpreter(page.pdf.rsrcmgr, device)
    left, bottom, *_ = page.mediabox
    device.begin_page(page.page_obj, (1, 0, 0, 1, -left, -bottom))
    laid = mult_matrix((a, b, c, d, e, f), (x, 0, 0, y, rect[0] - box[0] * x - left, rect[1] - box[1] * y - bottom))
    interpreter.render_contents(resolve1(form.get("Resources", {})) or {}, [form], ctm=laid)
    chars: list[dict[str, Any]] = []

    def gather(item: Any) -> None:
        if isinstance(item, LTChar):
            chars.append(page.process_object(item))
        elif isinstance(item, LTContainer):
            for child in item:
                gather(child)

    gather(device.cur_item)
    return chars
