"""Writes one plan as Word, PDF, web page, Markdown and plain text: paragraphs, and tables with merged cells.

A table is a list of rows as HTML has them: a cell is a text or (text, columns, rows); a row does not name the places
that a cell above it covers. A PDF is written letter by letter, its font not embedded: only its text and lines count.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterator

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Cell = str | tuple[str, int, int]
Table = list[list[Cell]]
Block = str | Table

HEAD = [
    "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
    "Số: 15/KH-UBND",
    "An Bình, ngày 12 tháng 01 năm 2027",
    "KẾ HOẠCH",
    "Thực hiện chương trình công tác năm 2027",
    "Căn cứ Quyết định số 99/QĐ-TTg ngày 01 tháng 12 năm 2026 của Thủ tướng Chính phủ;",
]


def parts(cell: Cell) -> tuple[str, int, int]:
    return (cell, 1, 1) if isinstance(cell, str) else cell


def laid_out(table: Table) -> list[list[tuple[str, int, int, int, int]]]:
    """Each row's cells as (text, columns, rows, row, column)."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for number, row in enumerate(table):
        place, cells = 0, []
        for text, wide, high in map(parts, row):
            while (number, place) in taken:
                place += 1
            taken |= {(number + down, place + right) for down in range(high) for right in range(wide)}
            cells.append((text, wide, high, number, place))
            place += wide
        rows.append(cells)
    return rows


def width(table: Table) -> int:
    return max(place + wide for row in laid_out(table) for _, wide, _, _, place in row)


def flat(table: Table) -> list[list[str]]:
    """The rows with every place named; what a merged cell covers is empty."""
    rows = [[""] * width(table) for _ in table]
    for cells in laid_out(table):
        for text, _, _, number, place in cells:
            rows[number][place] = text
    return rows


def has_merged(table: Table) -> bool:
    return any(parts(cell)[1:] != (1, 1) for row in table for cell in row)


# ── the five kinds ───────────────────────────────────────────────────────────
def as_txt(blocks: list[Block]) -> bytes:
    lines = []
    for block in blocks:
        lines += (
            [block] if isinstance(block, str) else ["\t".join(c.replace("\n", "; ") for c in r) for r in flat(block)]
        )
    return "\n".join(lines).encode()


def as_md(blocks: list[Block]) -> bytes:
    lines = []
    for block in blocks:
        if isinstance(block, str):
            lines += [block.replace(". ", "\\. ", 1) if block[0].isdigit() else block, ""]
            continue
        rows = [[c.replace("|", "\\|").replace("\n", "<br>") for c in row] for row in flat(block)]
        rows.insert(1, ["---"] * len(rows[0]))
        lines += [f"| {' | '.join(row)} |" for row in rows] + [""]
    return "\n".join(lines).encode()


def as_html(blocks: list[Block]) -> bytes:
    out = [
        "<!doctype html><html><head><title>Trang</title><meta charset='utf-8'></head><body><nav>Trang chủ</nav><main>"
    ]
    for block in blocks:
        if isinstance(block, str):
            out.append(f"<p>{html.escape(block)}</p>")
            continue
        out.append("<table>")
        for row in block:
            cells = [
                f"<td colspan={wide} rowspan={high}><p>{html.escape(text).replace(chr(10), '</p><p>')}</p></td>"
                for text, wide, high in map(parts, row)
            ]
            out.append(f"<tr>{''.join(cells)}</tr>")
        out.append("</table>")
    return "".join([*out, "</main><footer>Bản quyền</footer></body></html>"]).encode()


def as_docx(blocks: list[Block]) -> bytes:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            document.element.body.insert(len(document.element.body) - 1, word_table(block))
            document.add_paragraph("")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_table(table: Table) -> object:
    """A w:tbl with gridSpan and vMerge, as Word writes it."""
    made = OxmlElement("w:tbl")
    going: dict[int, tuple[int, int]] = {}  # column: its cell's columns, and rows still to come
    for cells in laid_out(table):
        row, own = OxmlElement("w:tr"), {place: (text, wide, high) for text, wide, high, _, place in cells}
        place = 0
        while place < width(table):
            if place in own:
                text, wide, high = own[place]
                row.append(word_cell(text, wide, "restart" if high > 1 else None))
                if high > 1:
                    going[place] = (wide, high - 1)
            else:
                wide, left = going.pop(place, (1, 0))
                row.append(word_cell("", wide, "continue" if left else None))
                if left > 1:
                    going[place] = (wide, left - 1)
            place += wide
        made.append(row)
    return made


def word_cell(text: str, wide: int, merge: str | None) -> object:
    cell, about = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    if wide > 1:
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), str(wide))
        about.append(span)
    if merge:
        merged = OxmlElement("w:vMerge")
        merged.set(qn("w:val"), merge)
        about.append(merged)
    cell.append(about)
    for line in text.split("\n"):
        paragraph, run, said = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
        said.text = line
        said.set(qn("xml:space"), "preserve")
        run.append(said)
        paragraph.append(run)
        cell.append(paragraph)
    return cell


# ── PDF ──────────────────────────────────────────────────────────────────────
SIZE, STEP, LETTER = 9.0, 11.0, 4.5
LEFT, TOP, BOTTOM, WIDE = 40.0, 800.0, 60.0, 515.0
PAD = 4.0


class Sheets:
    """Pages being written; y runs upwards, as in PDF."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = TOP

    def text(self, x: float, y: float, text: str) -> None:
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F {SIZE} Tf {x:.1f} {y:.1f} Td <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"{x0:.1f} {y0:.1f} m {x1:.1f} {y1:.1f} l S")

    def shade(self, x: float, y: float, w: float, h: float) -> None:
        self.pages[-1].append(f"0.8 0.9 1 rg {x:.1f} {y:.1f} {w:.1f} {h:.1f} re f 0 g")

    def turn(self) -> None:
        self.text(295, 30, str(len(self.pages)))
        self.pages.append([])
        self.y = TOP


def wrapped(text: str, room: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and (len(line) + 1 + len(word)) * LETTER > room:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def as_pdf(
    blocks: list[Block], *, repeat: bool = False, cut_lines: bool = True, shaded: bool = False, bottom: float = BOTTOM
) -> bytes:
    """`repeat`: the head on each page; `cut_lines`: a row that a page cuts is closed; `bottom`: a page's end."""
    sheets = Sheets()
    for block in blocks:
        if isinstance(block, str):
            for line in wrapped(block, WIDE):
                if sheets.y - STEP < bottom:
                    sheets.turn()
                sheets.y -= STEP
                sheets.text(LEFT, sheets.y, line)
            sheets.y -= STEP
        else:
            draw_table(sheets, block, repeat=repeat, cut_lines=cut_lines, shaded=shaded, bottom=bottom)
            sheets.y -= STEP
    return pdf_file(["\n".join(page) for page in sheets.pages])


def stops(table: Table) -> list[float]:
    weights = [0.0] * width(table)
    for cells in laid_out(table):
        for text, wide, _, _, place in cells:
            if wide == 1:
                weights[place] = max(weights[place], min(len(text), 40) / 2, max(map(len, text.split()), default=0) + 3)
    total, at, found = sum(weights), LEFT, [LEFT]
    for weight in weights:
        at += WIDE * weight / total
        found.append(at)
    return found


def draw_table(sheets: Sheets, table: Table, *, repeat: bool, cut_lines: bool, shaded: bool, bottom: float) -> None:
    across, rows = stops(table), laid_out(table)
    texts = {
        (number, place): wrapped(text, across[place + wide] - across[place] - 2 * PAD)
        for row in rows
        for text, wide, _, number, place in row
    }
    heights = [max([1, *(len(texts[c[3], c[4]]) for c in row if c[2] == 1)]) for row in rows]
    for row in rows:
        for _, _, high, number, place in row:
            missing = len(texts[number, place]) - sum(heights[number : number + high])
            heights[number + high - 1] += max(missing, 0)
    number = 0
    while number < len(rows):
        last = number  # rows that a merged cell holds together
        while any(c[3] + c[2] - 1 > last for row in rows[: last + 1] for c in row):
            last += 1
        total = sum(heights[number : last + 1])
        if sheets.y - total * STEP - 2 * PAD < bottom and (last > number or total < 3 or total * STEP > TOP - bottom):
            next_page(sheets, table, across, repeat=repeat and number > 0, shaded=shaded)
        if last == number and sheets.y - total * STEP - 2 * PAD < bottom:
            draw_cut_row(
                sheets, rows[number], texts, across, bottom=bottom, cut_lines=cut_lines, head=table if repeat else None
            )
        else:
            draw_rows(sheets, rows[number : last + 1], texts, heights, across, shaded=shaded and number == 0)
        number = last + 1


def next_page(sheets: Sheets, table: Table, across: list[float], *, repeat: bool, shaded: bool) -> None:
    sheets.turn()
    if repeat:
        head = laid_out(table)[:1]
        texts = {(0, c[4]): wrapped(c[0], across[c[4] + c[1]] - across[c[4]] - 2 * PAD) for c in head[0]}
        draw_rows(sheets, head, texts, [max(map(len, texts.values()))], across, shaded=shaded)


def draw_rows(
    sheets: Sheets, rows: list, texts: dict, heights: list[int], across: list[float], *, shaded: bool
) -> None:
    first = rows[0][0][3] if rows[0] else 0
    tops = [sheets.y]
    for offset in range(len(rows)):
        tops.append(tops[-1] - heights[first + offset] * STEP - 2 * PAD)
    for offset, row in enumerate(rows):
        for _, wide, high, number, place in row:
            x0, x1, y1, y0 = across[place], across[place + wide], tops[offset], tops[offset + high]
            if shaded:
                sheets.shade(x0 + 1, y0 + 1, x1 - x0 - 2, y1 - y0 - 2)
                sheets.shade(x0 + 5, y0 + 4, x1 - x0 - 10, STEP)
            for a in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                sheets.line(*a)
            for n, said in enumerate(texts[number, place], 1):
                sheets.text(x0 + PAD, y1 - PAD - n * STEP + 3, said)
    sheets.y = tops[-1]


def draw_cut_row(
    sheets: Sheets, row: list, texts: dict, across: list[float], *, bottom: float, cut_lines: bool, head: Table | None
) -> None:
    """A row whose lower lines stand on the next page."""
    room = max(1, int((sheets.y - bottom - 2 * PAD) / STEP))
    for half in (0, 1):
        shown = {c[4]: texts[c[3], c[4]][:room] if half == 0 else texts[c[3], c[4]][room:] for c in row}
        high = max(1, *(len(lines) for lines in shown.values())) * STEP + 2 * PAD
        y1, y0 = sheets.y, sheets.y - high
        for _, wide, _, _, place in row:
            x0, x1 = across[place], across[place + wide]
            sheets.line(x0, y0, x0, y1)
            sheets.line(x1, y0, x1, y1)
            if cut_lines or half == 0:
                sheets.line(x0, y1, x1, y1)
            if cut_lines or half == 1:
                sheets.line(x0, y0, x1, y0)
            for n, said in enumerate(shown[place], 1):
                sheets.text(x0 + PAD, y1 - PAD - n * STEP + 3, said)
        sheets.y = y0
        if half == 0:
            next_page(sheets, head or [], across, repeat=head is not None, shaded=False)


def pdf_file(pages: list[str], widgets: Callable[[], Iterator[str]] | None = None) -> bytes:
    """A PDF of content streams; its one font says what each code means and has no shapes."""
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange "
        "endcmap end end"
    )
    font = (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (Identity) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 "
        "/FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 >> >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R>>",
        font,
        stream(cmap),
    ]
    signed = list(widgets()) if widgets else []
    for number, page in enumerate(pages):
        annotations = f"/Annots [{6 + 2 * len(pages)} 0 R]" if signed and number == 0 else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * number} 0 R "
            f"/Resources << /Font << /F 3 0 R >> >> {annotations} >>"
        )
        objects.append(stream(page))
    objects += signed
    out, places = b"%PDF-1.5\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    xref = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{xref}"
    return out + f"{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


def stream(text: str, about: str = "") -> str:
    return f"<< {about} /Length {len(text)} >>\nstream\n{text}\nendstream"


WRITERS: dict[str, Callable[[list[Block]], bytes]] = {
    ".docx": as_docx,
    ".pdf": as_pdf,
    ".html": as_html,
    ".md": as_md,
    ".txt": as_txt,
}
