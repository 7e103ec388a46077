"""Lines to addressed drafts of passages: head, grounds, articles, recipients, signature, plan, appendix's title.

A draft gathers the lines of one part. Tables are only marked off here; the table module reads their rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kb.model import DecisionError, Furniture
from kb.reading.lines import Line
from nlu.text import fold, roman

_NUMBER = re.compile(r"^Số\s*:\s*(\S.*)$", re.IGNORECASE)
_PLACE_DATE = re.compile(r"^.{2,60},\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}$", re.IGNORECASE)
_GROUND = re.compile(r"^(Căn cứ|Xét đề nghị|Theo đề nghị|Thực hiện)\b")
_ARTICLE = re.compile(r"^Điều\s+(\d+)\s*[.:]\s*")
_RECIPIENTS = re.compile(r"^Nơi nhận\s*:?$", re.IGNORECASE)
_PLAN = re.compile(r"^(KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|CHIẾN LƯỢC)\b")
_ISSUED_WITH = re.compile(r"^\(\s*(ban hành )?kèm theo", re.IGNORECASE)
_APPENDIX = re.compile(r"^(PHỤ LỤC|DANH MỤC)\b|^Phụ lục(\s+([IVX]+|\d+))?$")
_TITLE = re.compile(r"^(VỀ VIỆC|V/V|BAN HÀNH|PHÊ DUYỆT)\b")
_PAGE_NUMBER = re.compile(r"^[-–\s]*\d{1,3}[-–\s]*$")
_SECTION = re.compile(r"^([IVX]+)\s*[.)]\s+(.*)$")
_POINT = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\s*[.)]?\s+(.*)$")
_POINT_MARK = re.compile(r"^(\d{1,2}\.|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}\))\s+\S")
_LETTER = re.compile(r"^([a-zđ])\s*\)\s*(.*)$")
_BULLET = re.compile(r"^([-–+•])\s+(.*)$")
_TERMINAL = re.compile(r"[.;:!?…]\)?$|\./\.$")
_FEWEST_TABS = 2  # a table of tasks has at least the columns number, content and lead
_LETTERHEAD = ("cong hoa xa hoi chu nghia viet nam", "doc lap - tu do - hanh phuc")


@dataclass(slots=True)
class Draft:
    """A part being gathered: its address, kind, lines, and its text piece by piece without markers."""

    address: str
    kind: str
    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(p for p in self.pieces if p)


@dataclass(slots=True)
class Outline:
    """All drafts in the order of the text, the furniture, and the rows of the appendix's tables."""

    drafts: list[Draft] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)

    def draft(self, address: str) -> Draft | None:
        return next((d for d in self.drafts if d.address == address), None)


class OutlineReader:
    """Reads line after line; `zone` is the method that understands the part of the decision that we are in."""

    def __init__(self) -> None:
        self.outline = Outline()
        self.zone: Callable[[Line], None] = self._head
        self.path: list[tuple[int, str]] = []
        self.counts: dict[str, int] = {}
        self.signature_lines: list[str] = []
        self.sign = "-"  # of the bullet that is open: a "+" below a "-" is one level deeper

    def read(self, lines: list[Line]) -> Outline:
        """The outline of a decision. Raises DecisionError where the text has not the parts of one."""
        for line in lines:
            if not line.plain:
                self._furnish(line, "dòng trống")
            elif _PAGE_NUMBER.match(line.plain):
                self._furnish(line, "số trang")
            elif self._is_row(line):
                self.outline.rows.append(line)
            else:
                self.zone(line)
        self._require("QD.so", "không có dòng «Số: …»")
        self._require("QD.ngay", "không có dòng địa danh, ngày tháng năm ký")
        self._require("D.1", "không có «Điều 1.»")
        return self.outline

    def _require(self, address: str, what: str) -> None:
        if self.outline.draft(address) is None:
            raise DecisionError(f"Văn bản không phải một quyết định kèm kế hoạch: {what}", 1)

    def _is_row(self, line: Line) -> bool:
        """Whether a line is a row of a table, not a paragraph that is indented or parted from its bullet by a tab."""
        return "\t" in line.raw and (bool(self.outline.rows) or line.raw.strip().count("\t") >= _FEWEST_TABS)

    # ── gathering ────────────────────────────────────────────────────────────
    def _furnish(self, line: Line, reason: str) -> None:
        self.outline.furniture.append(Furniture(line.span, reason))

    def _add(self, address: str, kind: str, line: Line, text: str) -> None:
        """Open a part, or carry it on where its address is the same and may stand on several lines."""
        known = self.outline.draft(address)
        if known is None:
            known = Draft(address, kind)
            self.outline.drafts.append(known)
        elif kind not in ("title", "signature"):
            raise DecisionError(f"Hai phần cùng mang địa chỉ {address}", line.number)
        known.lines.append(line)
        if text not in known.pieces:
            known.pieces.append(text)

    def _carry_on(self, line: Line) -> None:
        last = self.outline.drafts[-1]
        last.lines.append(line)
        last.pieces.append(line.plain)

    def _goes_on(self, line: Line) -> bool:
        """Whether an unmarked line carries on the part before it: that one has not ended its sentence."""
        if not self.outline.drafts:
            return False
        before = self.outline.drafts[-1].text
        if _TERMINAL.search(before):
            return False
        return line.plain[0].islower() or line.plain[0].isdigit() or (line.plain.isupper() and before.isupper())

    def _count(self, parent: str) -> int:
        self.counts[parent] = self.counts.get(parent, 0) + 1
        return self.counts[parent]

    # ── zones ────────────────────────────────────────────────────────────────
    def _head(self, line: Line) -> None:
        text = line.plain
        if found := _NUMBER.match(text):
            self._add("QD.so", "number", line, found[1])
        elif _PLACE_DATE.match(text):
            self._add("QD.ngay", "date", line, text)
        elif fold(text).strip(" :") == "quyet dinh" or fold(text) in _LETTERHEAD or not any(map(str.isalnum, text)):
            self._furnish(line, "tiêu đề thể thức")
        elif _GROUND.match(text) and self.outline.draft("QD.ten"):
            self.zone = self._grounds
            self._grounds(line)
        elif _ARTICLE.match(text):
            self.zone = self._articles
            self._articles(line)
        elif text.isupper() and not self.outline.draft("QD.so"):
            self._furnish(line, "tên cơ quan ở đầu văn bản")
        elif text.isupper() and not _TITLE.match(text):
            self._add("QD.coquan", "title", line, text)
        else:
            self._add("QD.ten", "title", line, text)

    def _grounds(self, line: Line) -> None:
        if _ARTICLE.match(line.plain):
            self.zone = self._articles
            self._articles(line)
        elif fold(line.plain).strip(" :") == "quyet dinh":
            self._furnish(line, "tiêu đề thể thức")
        elif _GROUND.match(line.plain):
            self._add(f"CC.{self._count('CC')}", "ground", line, line.plain)
        else:
            self._carry_on(line)

    def _articles(self, line: Line) -> None:
        if found := _ARTICLE.match(line.plain):
            self._add(f"D.{found[1]}", "article", line, line.plain[found.end() :])
        elif _RECIPIENTS.match(line.plain):
            self._furnish(line, "tiêu đề «Nơi nhận»")
            self.zone = self._recipients
        elif line.plain.isupper() and _TERMINAL.search(self.outline.drafts[-1].text):
            self.zone = self._signature
            self._signature(line)
        elif (found := _BULLET.match(line.plain) or _LETTER.match(line.plain)) or not self._goes_on(line):
            parent = next(d.address for d in reversed(self.outline.drafts) if d.kind == "article")
            self._add(f"{parent}.{self._count(parent)}", "bullet", line, found[2] if found else line.plain)
        else:
            self._carry_on(line)

    def _recipients(self, line: Line) -> None:
        if found := _BULLET.match(line.plain):
            self._add(f"NN.{self._count('NN')}", "recipient", line, found[2])
        elif self.outline.drafts[-1].kind == "recipient" and line.plain[0].islower() and self._goes_on(line):
            self._carry_on(line)
        else:
            self.zone = self._signature
            self._signature(line)

    def _signature(self, line: Line) -> None:
        if _RECIPIENTS.match(line.plain):
            self._furnish(line, "tiêu đề «Nơi nhận»")
            self.zone = self._recipients
        elif _PLAN.match(line.plain) or _APPENDIX.match(line.plain):
            self.zone = self._plan
            self._plan(line)
        else:
            self._add("KY", "signature", line, line.plain)
            self.signature_lines.append(line.plain)

    def _plan(self, line: Line) -> None:
        text = line.plain
        if text in self.signature_lines and self.path:
            self._add("KH.ky", "signature", line, text)
            self.zone = self._appendix if text == self.signature_lines[-1] else self._plan
        elif _APPENDIX.match(text):
            self.zone = self._appendix
            self._appendix(line)
        elif _ISSUED_WITH.match(text) and not self.path:
            self._add("KH.kemtheo", "issued-with", line, text)
        elif not self.path and not (_SECTION.match(text) or _POINT_MARK.match(text)):
            known = self.outline.draft("KH.kemtheo")
            self._add(*(("KH.p" + str(self._count("KH")), "paragraph") if known else ("KH.ten", "title")), line, text)
        else:
            self._part(line)

    def _part(self, line: Line) -> None:
        """A section, point, letter, bullet, note or the rest of one, within the plan."""
        text = line.plain
        if (found := _SECTION.match(text)) and roman(found[1]) and not text.startswith("i)"):
            self._open(1, found[1], "section", line, found[2])
        elif _POINT_MARK.match(text) and (found := _POINT.match(text)):
            self._open(2, found[1], "point", line, found[2])
        elif found := _LETTER.match(text):
            self._open(3, found[1], "letter", line, found[2])
        elif found := _BULLET.match(text):
            level = 5 if found[1] in "+•" and self.path[-1][0] >= 4 and self.sign not in "+•" else 4
            self.sign = found[1] if level == 4 else self.sign
            self.path = [p for p in self.path if p[0] < level]
            self._open(level, str(self._count(self._address())), "bullet", line, found[2])
        elif text.startswith("(") and self.path and not self._goes_on(line):
            section = self.path[0][1]
            nth = self._count(f"{section}.ghichu")
            self._add(f"{section}.ghichu{nth if nth > 1 else ''}", "note", line, text)
        elif self._goes_on(line):
            self._carry_on(line)
        else:
            self._add(f"{self._address()}.p{self._count(self._address() + '.p')}", "paragraph", line, text)

    def _address(self) -> str:
        return ".".join(mark for _, mark in self.path)

    def _open(self, level: int, mark: str, kind: str, line: Line, text: str) -> None:
        self.path = [p for p in self.path if p[0] < level] + [(level, mark)]
        self._add(self._address(), kind, line, text)

    def _appendix(self, line: Line) -> None:
        if self.outline.rows:
            if self._goes_on(line) or not self.outline.draft("PL"):
                raise DecisionError("Dòng nằm giữa bảng nhưng không phải một hàng của bảng", line.number)
            self._add(f"PL.p{self._count('PL')}", "paragraph", line, line.plain)
        elif _ISSUED_WITH.match(line.plain):
            self._add("PL.kemtheo", "issued-with", line, line.plain)
        else:
            self._add("PL", "title", line, line.plain)
