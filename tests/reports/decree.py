"""The rules of Nghị định 30/2020/NĐ-CP, Phụ lục I, each read from a Word file's XML; docs/reports.md has the places."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 56.6929
# Times New Roman Bold: widths in thousandths of the size, of the letters that the head's words are made of.
_BOLD = dict(zip("ABCDEGHIKLMNOPQRSTUVX", (722, 667, 722, 722, 667, 778, 778, 389, 778, 667, 944, 722, 778, 611, 778,
                                           722, 556, 667, 722, 722, 722), strict=True))  # fmt: skip
_BOLD |= dict(zip("abcdeghiklmnopqrstuvx- ", (500, 556, 444, 556, 444, 500, 556, 278, 556, 278, 833, 556, 500, 556,
                                              556, 444, 389, 333, 556, 500, 500, 333, 250), strict=True))  # fmt: skip


def width(text: str, size: float) -> float:
    """How long bold words are, in twips; a letter with its marks is as wide as without."""
    bare = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return sum(_BOLD[c] for c in bare if not unicodedata.combining(c)) / 1000 * size * 20


def val(node, name: str = "val"):
    return None if node is None else node.get(f"{W}{name}")


@dataclass
class Read:
    """A Word file taken apart."""

    content: bytes
    changed: dict[str, Callable[[str], str]] = field(default_factory=dict)

    def part(self, name: str):
        with zipfile.ZipFile(io.BytesIO(self.content)) as parts:
            text = parts.read(name).decode()
        if name in self.changed:
            spoilt = self.changed[name](text)
            assert spoilt != text, "nothing was spoilt"
            text = spoilt
        return etree.fromstring(text.encode())

    @cached_property
    def body(self):
        return self.part("word/document.xml")[0]

    @cached_property
    def styles(self) -> dict:
        return {val(one, "styleId"): one for one in self.part("word/styles.xml").iter(f"{W}style")}

    @cached_property
    def sections(self) -> list:
        return list(self.body.iter(f"{W}sectPr"))

    def paragraphs(self, style: str) -> list:
        return [p for p in self.body.iter(f"{W}p") if val(p.find(f"{W}pPr/{W}pStyle")) == style]

    def text(self, p) -> str:
        return "".join("\n" if t.tag == f"{W}br" else t.text or "" for t in p.iter(f"{W}t", f"{W}br"))

    def texts(self, style: str) -> list[str]:
        return [self.text(p) for p in self.paragraphs(style)]

    def all_text(self) -> list[str]:
        return [self.text(p) for p in self.body.iter(f"{W}p")]

    def looks(self, style: str) -> dict:
        """Size in points, bold, italic, alignment, spacing of a style."""
        one = self.styles[style]
        run, about = one.find(f"{W}rPr"), one.find(f"{W}pPr")
        spacing, indent = about.find(f"{W}spacing"), about.find(f"{W}ind")
        return {
            "size": int(val(run.find(f"{W}sz"))) / 2,
            "bold": run.find(f"{W}b") is not None and val(run.find(f"{W}b")) != "0",
            "italic": run.find(f"{W}i") is not None and val(run.find(f"{W}i")) != "0",
            "align": val(about.find(f"{W}jc")),
            "after": int(val(spacing, "after") or 0) / 20,
            "line": int(val(spacing, "line") or 240) / 240,
            "first": int(val(indent, "firstLine") or 0) / 567,
        }

    def line_below(self, style: str) -> tuple[int, bool]:
        """How long the line is that comes next below the last paragraph of a style, and whether it is drawn."""
        p = self.paragraphs(style)[-1].getnext()
        cell = next(p.iterancestors(f"{W}tc"), None)
        wide = int(val(cell.find(f"{W}tcPr/{W}tcW"), "w")) if cell is not None else round(160 * MM)
        indent = p.find(f"{W}pPr/{W}ind")
        drawn = val(p.find(f"{W}pPr/{W}pBdr/{W}bottom")) == "single"
        return wide - int(val(indent, "left")) - int(val(indent, "right")), drawn


def _size(read: Read, style: str, least: float, most: float, **more: object) -> list[str]:
    looks = read.looks(style)
    wrong = [] if least <= looks["size"] <= most else [f"{style}: {looks['size']}"]
    return wrong + [f"{style}: {name} {looks[name]}" for name, wanted in more.items() if looks[name] != wanted]


def page(read: Read) -> list[str]:
    """I.1, I.3: A4, and its margins."""
    found = []
    for place, one in enumerate(read.sections):
        size, margins = one.find(f"{W}pgSz"), one.find(f"{W}pgMar")
        sides = sorted(round(int(val(size, name)) / MM) for name in ("w", "h"))
        found += [] if sides == [210, 297] else [f"page {sides}"]
        if (val(size, "orient") == "landscape") != (place == 1):
            found.append(f"section {place}: {val(size, 'orient')}")
        for name, least, most in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
            mm = round(int(val(margins, name)) / MM, 1)
            found += [] if least <= mm <= most else [f"{name} {mm}"]
    return found + ([] if len(read.sections) == 2 else ["sections"])


def font(read: Read) -> list[str]:
    """I.4: Times New Roman in black, for every kind of letter; nothing in the text says otherwise."""
    found = []
    for name, one in read.styles.items():
        fonts = one.find(f"{W}rPr/{W}rFonts")
        if one.get(f"{W}type") == "paragraph":
            kinds = {val(fonts, kind) for kind in ("ascii", "hAnsi", "cs", "eastAsia")}
            found += [] if kinds == {"Times New Roman"} else [f"{name}: {kinds}"]
            colour = val(one.find(f"{W}rPr/{W}color"))
            found += [] if colour == "000000" else [f"{name}: {colour}"]
    strange = {
        tag for tag in ("rFonts", "color", "sz", "highlight") if next(read.body.iter(f"{W}{tag}"), None) is not None
    }
    return found + sorted(strange)


def number_of_page(read: Read) -> list[str]:
    """I.7: centred in the top margin, 13 to 14, not on a first page; an appendix counts its own."""
    header = read.part("word/header1.xml")
    field_ = "".join(one.text or "" for one in header.iter(f"{W}instrText"))
    found = _size(read, "Sotrang", 13, 14, align="center", bold=False)
    found += [] if "PAGE" in field_ else ["no number"]
    for one in read.sections:
        found += [] if one.find(f"{W}titlePg") is not None else ["a number on a first page"]
        found += [] if [val(h, "type") for h in one.findall(f"{W}headerReference")] == ["default"] else ["header"]
        found += [] if int(val(one.find(f"{W}pgMar"), "header")) < int(val(one.find(f"{W}pgMar"), "top")) else ["low"]
    return found + ([] if val(read.sections[-1].find(f"{W}pgNumType"), "start") == "1" else ["appendix's number"])


def nation(read: Read) -> list[str]:
    """II.1: the nation's name and motto, with a line as long as the words."""
    found = _size(read, "Quochieu", 12, 13, bold=True, align="center")
    found += _size(read, "Tieungu", 13, 14, bold=True, align="center")
    found += [] if read.texts("Quochieu") == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] else ["name"]
    found += [] if read.texts("Tieungu") == ["Độc lập - Tự do - Hạnh phúc"] else ["motto"]
    long, drawn = read.line_below("Tieungu")
    wanted = width("Độc lập - Tự do - Hạnh phúc", read.looks("Tieungu")["size"])
    return found + ([] if drawn and abs(long - wanted) < 60 else [f"line {long}, words {wanted:.0f}"])


def body(read: Read) -> list[str]:
    """II.2: who issues it, in capitals and bold, with a line of a third to a half."""
    found = _size(read, "Coquan", 12, 13, bold=True, align="center")
    name = read.texts("Coquan")[0]
    found += [] if name == name.upper() and name else ["capitals"]
    found += [] if all(one == one.upper() for one in read.texts("Coquanchuquan")) else ["capitals above"]
    long, drawn = read.line_below("Coquan")
    share = long / width(name, read.looks("Coquan")["size"])
    return found + ([] if drawn and 1 / 3 <= share <= 1 / 2 else [f"line {share:.2f}"])


def number(read: Read) -> list[str]:
    """II.3: «Số:      /BC-BKHCN», 13."""
    found = _size(read, "Sokyhieu", 13, 13, bold=False, align="center")
    return found + ([] if re.fullmatch(r"Số: +/(?:BC|PTr)-[A-ZĐ&]+", read.texts("Sokyhieu")[0]) else ["number"])


def place_and_date(read: Read) -> list[str]:
    """II.4: in italics, 13 to 14; day and month open."""
    found = _size(read, "Diadanh", 13, 14, italic=True, align="center")
    return found + ([] if re.fullmatch(r"[^,]+, ngày +tháng +năm \d{4}", read.texts("Diadanh")[0]) else ["date"])


def title(read: Read) -> list[str]:
    """II.5: the kind in capitals, its subject in bold, a line below, no «V/v»."""
    found = _size(read, "Tenloai", 13, 14, bold=True, align="center")
    found += _size(read, "Trichyeu", 13, 14, bold=True, align="center")
    found += [] if read.texts("Tenloai") in (["BÁO CÁO"], ["PHIẾU TRÌNH LÃNH ĐẠO BỘ"]) else ["kind"]
    about = read.texts("Trichyeu")
    found += [] if about[0].startswith("Tình hình thực hiện ") and "V/v" not in " ".join(read.all_text()) else ["V/v"]
    return found + ([] if read.line_below("Trichyeu")[1] else ["line"])


def addressed(read: Read) -> list[str]:
    """II.9: «Kính gửi:», a dash a line where there are two or more, «;» and a last «.»."""
    lines = read.texts("Kinhgui")
    found = _size(read, "Kinhgui", 13, 14)
    if len(lines) == 1:
        return found + ([] if re.fullmatch(r"Kính gửi: .+\.", lines[0]) else ["one"])
    right = lines[0] == "Kính gửi:" and all(re.fullmatch(r"- .+;", one) for one in lines[1:-1])
    return found + ([] if right and re.fullmatch(r"- .+[^;]\.", lines[-1]) else [f"lines {lines}"])


def text(read: Read) -> list[str]:
    """II.6: 13 to 14, justified, first line 1 or 1.27 cm, 6 pt between paragraphs, single to 1.5 lines."""
    found = []
    for style in ("Noidung", "DemucLaMa", "Demucso"):
        looks = read.looks(style)
        found += _size(read, style, 13, 14, align="both")
        found += [] if round(looks["first"], 2) in (1.0, 1.27) else [f"{style} first {looks['first']}"]
        found += [] if looks["after"] >= 6 else [f"{style} after {looks['after']}"]
        found += [] if 1 <= looks["line"] <= 1.5 else [f"{style} line {looks['line']}"]
    return found


def order(read: Read) -> list[str]:
    """II.6: parts as I., points as 1., letters as a) b) c) d) đ)."""
    heads = [one.partition(".")[0] for one in read.texts("DemucLaMa")]
    found = [] if heads == ["I", "II", "III", "IV", "V"] else [f"parts {heads}"]
    points = [one.partition(".")[0] for one in read.texts("Demucso")]
    runs = "".join(points).replace("12", "|12").split("|")
    found += [] if all(run == "123456789"[: len(run)] for run in runs if run) else [f"points {points}"]
    letters = [one[0] for one in read.texts("Noidung") if one[1:2] == ")"]
    return found + ([] if "".join(letters) == "abcdđ" else [f"letters {letters}"])


def ends(read: Read) -> list[str]:
    """II.6: an opening that leads to what follows, a close with «./.»."""
    lines = read.texts("Noidung")
    found = [] if any(one.endswith("như sau:") for one in lines) else ["opening"]
    close = [one for one in lines if one.startswith("Trên đây là ")]
    return found + ([] if len(close) == 1 and close[0].endswith("./.") else ["close"])


def recipients(read: Read) -> list[str]:
    """II.9: «Nơi nhận:» bold and italic, 12; its lines 11, first «- Như trên;», last «- Lưu: VT, …»."""
    found = _size(read, "Noinhan", 12, 12, bold=True, italic=True) + _size(read, "Noinhandong", 11, 11)
    lines = read.texts("Noinhandong")
    found += [] if read.texts("Noinhan") == ["Nơi nhận:"] else ["head"]
    return found + ([] if lines[0] == "- Như trên;" and re.fullmatch(r"- Lưu: VT.*\.", lines[-1]) else [f"{lines}"])


def signature(read: Read) -> list[str]:
    """II.7: the signer's post in capitals and bold, 13 to 14; the name is left open."""
    lines = read.texts("Chuky")
    found = _size(read, "Chuky", 13, 14, bold=True, align="center")
    return found + ([] if lines[0] and lines[0] == lines[0].upper() and not "".join(lines[1:]) else [f"{lines}"])


def appendix(read: Read) -> list[str]:
    """III.1: on pages of its own, its heading in bold, what it belongs to; the text refers to it."""
    found = _size(read, "Phuluc", 14, 14, bold=True, align="center") + _size(read, "Kemtheo", 13, 14, italic=True)
    found += [] if read.texts("Phuluc")[0] == "PHỤ LỤC" else ["heading"]
    with_ = r"\(Kèm theo (?:Báo cáo|Phiếu trình) số +/(?:BC|PTr)-\S+ ngày +tháng +năm \d{4}\)"
    found += [] if re.fullmatch(with_, read.texts("Kemtheo")[0]) else ["what it belongs to"]
    return found + ([] if any("Phụ lục kèm theo" in one for one in read.texts("Noidung")) else ["no reference"])


def table(read: Read) -> list[str]:
    """The appendix's table: ten heads, repeated; groups are rows; no row is cut, each begins with a number."""
    last = list(read.body.iter(f"{W}tbl"))[-1]
    rows = last.findall(f"{W}tr")
    found = [] if rows[0].find(f"{W}trPr/{W}tblHeader") is not None else ["head is not repeated"]
    found += [] if all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows) else ["a row can be cut"]
    first = [read.text(row.find(f"{W}tc")) for row in rows]
    found += [] if all(re.fullmatch(r"STT|[IVX]+|\d+(?:\.\d+)?(?: \(tiếp\))?", one) for one in first) else ["number"]
    groups = [row for row, one in zip(rows, first, strict=True) if re.fullmatch(r"[IVX]+", one)]
    found += [] if groups and all(row.find(f".//{W}gridSpan") is not None for row in groups) else ["groups"]
    sums = {sum(int(val(cell.find(f"{W}tcPr/{W}gridSpan")) or 1) for cell in row.findall(f"{W}tc")) for row in rows}
    return found + ([] if sums == {10} else [f"columns {sums}"])


RULES = (page, font, number_of_page, nation, body, number, place_and_date, title, addressed, text, order, ends,
         recipients, signature, appendix, table)  # fmt: skip
