"""Make reports/template.docx anew: the styles, page and page number of Nghị định 30/2020/NĐ-CP (docs/reports.md).

The file is shipped, so that an office may change its styles in Word; this says where it came from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor

TO = Path(__file__).resolve().parents[1] / "reports" / "template.docx"
FONT = "Times New Roman"
BODY = {"align": "both", "size": 14, "after": 6, "first": 1.27, "line": 1.1}
# name: align, size, bold, italic, space before and after (pt), first line (cm), line spacing, kept with the next
STYLES: dict[str, dict[str, Any]] = {
    "Quoc hieu": {"align": "center", "size": 12, "bold": True},
    "Tieu ngu": {"align": "center", "size": 13, "bold": True},
    "Co quan chu quan": {"align": "center", "size": 12},
    "Co quan": {"align": "center", "size": 12, "bold": True},
    "Duong ke": {"align": "center", "size": 2},
    "So ky hieu": {"align": "center", "size": 13, "before": 6},
    "Dia danh": {"align": "center", "size": 13, "italic": True, "before": 6},
    "Ten loai": {"align": "center", "size": 14, "bold": True, "before": 18},
    "Trich yeu": {"align": "center", "size": 14, "bold": True},
    "Kinh gui": {"align": "left", "size": 14, "before": 6, "after": 6, "left": 2.5},
    "Noi dung": BODY,
    "De muc La Ma": {**BODY, "bold": True, "next": True, "before": 6},
    "De muc so": {**BODY, "bold": True, "next": True},
    "Ten bang": {"align": "center", "size": 14, "bold": True, "before": 6, "after": 6, "next": True},
    "O bang": {"align": "left", "size": 11},
    "O bang giua": {"align": "center", "size": 11},
    "Dau bang": {"align": "center", "size": 11, "bold": True},
    "Nhom trong bang": {"align": "left", "size": 11, "bold": True, "next": True},
    "Noi nhan": {"align": "left", "size": 12, "bold": True, "italic": True},
    "Noi nhan dong": {"align": "left", "size": 11},
    "Chu ky": {"align": "center", "size": 14, "bold": True, "next": True},
    "Phu luc": {"align": "center", "size": 14, "bold": True},
    "Kem theo": {"align": "center", "size": 14, "italic": True, "after": 6},
    "So trang": {"align": "center", "size": 13},
}


def main() -> None:
    """Write the template."""
    document = docx.Document()
    for style in list(document.styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List"):
            style.delete()
    document.styles.element.remove(document.styles.element.find(qn("w:latentStyles")))
    _font(document.styles["Normal"], 14)
    for name, about in STYLES.items():
        _style(document, name, about)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin, section.header_distance, section.footer_distance = Mm(30), Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.style = document.styles["So trang"]
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "2"), ("end", "")):
        number._p.append(_field_run(kind, text))  # noqa: SLF001  # python-docx has no fields
    document.core_properties.author, document.core_properties.title = "", ""
    document.core_properties.comments = ""
    document.save(str(TO))


def _style(document: Any, name: str, about: dict[str, Any]) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _font(style, about["size"])
    style.font.bold, style.font.italic = about.get("bold", False), about.get("italic", False)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(about.get("before", 0)), Pt(about.get("after", 0))
    shape.line_spacing = about.get("line", 1.0)
    shape.keep_with_next = about.get("next", False)
    if "first" in about:
        shape.first_line_indent = Cm(about["first"])
    if "left" in about:
        shape.left_indent = Cm(about["left"])
    align = OxmlElement("w:jc")
    align.set(qn("w:val"), about["align"])
    style.element.get_or_add_pPr().append(align)


def _font(style: Any, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    own = style.element.get_or_add_rPr()
    for name in ("w:cs", "w:eastAsia", "w:hAnsi", "w:ascii"):
        own.rFonts.set(qn(name), FONT)
    for name in list(own.rFonts.attrib):
        if name.endswith("Theme"):
            del own.rFonts.attrib[name]
    own.append(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{round(2 * size)}"/>'))
    own.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN" w:eastAsia="vi-VN"/>'))


def _field_run(kind: str, text: str) -> Any:
    run = OxmlElement("w:r")
    if kind in ("begin", "separate", "end"):
        made = OxmlElement("w:fldChar")
        made.set(qn("w:fldCharType"), kind)
    else:
        made = OxmlElement("w:t" if kind else "w:instrText")
        made.text = text
    run.append(made)
    return run


if __name__ == "__main__":
    main()
