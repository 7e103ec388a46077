"""Word's .docx: paragraphs with their automatic numbers, tables with their merged cells, changes as accepted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from kb.model import DecisionError
from kb.sources.model import Grid, GridBuilder, Line, Source
from nlu.text import squeeze, to_roman

_LARGEST = 100 * 1024 * 1024
_DELETED = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_WRITTEN = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo"), qn("w:smartTag")}
_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_DEEPEST = 100


def read_docx(data: bytes) -> Source:
    """Raises DecisionError for macros, a package that is too large or declares entities, and one without a text."""
    _inspect(data)
    document = docx.Document(io.BytesIO(data))
    return Source(tuple(_Reader(document).blocks()))


def _inspect(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > _LARGEST:
            raise DecisionError("Tệp nén giải ra hơn 100 MiB, không phải một văn bản thường: hãy lưu lại rồi gửi")
        names = {part.filename for part in parts}
        if any(name.endswith("vbaProject.bin") for name in names):
            raise DecisionError("Tệp Word có macro: hãy lưu thành .docx không có macro rồi gửi lại")
        if not any(name.startswith("word/") for name in names):
            raise DecisionError("Tệp .docx không có văn bản Word ở trong: hãy mở bằng Word rồi lưu lại thành .docx")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as file:
                    if b"<!DOCTYPE" in (head := file.read(4096)) or b"<!ENTITY" in head:
                        raise DecisionError("Tệp khai báo thực thể XML, có thể gây hại: hãy lưu lại bằng Word")


class _Reader:
    """Walks the body of one document."""

    def __init__(self, document: Any) -> None:
        self.body = document.element.body
        self.numbers = _Numbers(document)
        self.notes = _footnotes(document)

    def blocks(self) -> Iterator[Line | Grid]:
        yield from self._below(self.body, 0)
        for text in self.notes:
            yield Line(text)

    def _below(self, parent: Any, depth: int) -> Iterator[Line | Grid]:
        if depth > _DEEPEST:
            raise DecisionError("Các bảng lồng nhau quá sâu: hãy bỏ bớt bảng lồng rồi gửi lại")
        for element in parent:
            if element.tag == _P:
                yield from self._paragraph(element, depth)
            elif element.tag == _TBL:
                yield self._grid(element, depth)
            elif element.tag in _WRAPPERS:
                yield from self._below(element, depth)

    def _paragraph(self, element: Any, depth: int) -> Iterator[Line | Grid]:
        for line in self._text(element).split("\n"):
            if text := squeeze(line):
                yield Line(text)
        for box in element.iter(qn("w:txbxContent")):
            if not any(parent.tag in _DELETED for parent in box.iterancestors()):
                yield from self._below(box, depth + 1)

    def _text(self, element: Any) -> str:
        """A paragraph's text with its automatic number; what is deleted, hidden or in a box is no part of it."""
        text = "".join(_pieces(element))
        return f"{self.numbers.of(element, filled=bool(text.strip()))}{text}"

    def _grid(self, table: Any, depth: int) -> Grid:
        builder = _MergedGrid()
        for row in _children(table, _TR):
            properties = row.find(qn("w:trPr"))
            if properties is not None and properties.find(qn("w:del")) is not None:
                continue
            cells = [_blank(_number(properties, "w:gridBefore", 0))] if _number(properties, "w:gridBefore", 0) else []
            for cell in _children(row, _TC):
                about = cell.find(qn("w:tcPr"))
                if about is not None and about.find(qn("w:cellDel")) is not None:
                    continue
                cells.append((self._cell_text(cell, depth), _number(about, "w:gridSpan", 1), _continues(about)))
            builder.add_merging(cells)
        return builder.grid()

    def _cell_text(self, cell: Any, depth: int) -> str:
        lines = []
        for block in self._below(cell, depth + 1):
            if isinstance(block, Line):
                lines.append(block.text)
            else:
                lines += [squeeze(" ".join(dict.fromkeys(c.text for c in row if c))) for row in block.rows]
        return "\n".join(filter(None, lines))


class _MergedGrid(GridBuilder):
    """A grid whose cells say that they go on with the cell above them, where HTML's say how far they reach."""

    def add_merging(self, cells: list[tuple[str, int, bool]]) -> None:
        self.add((text, columns, 1) for text, columns, _ in cells)
        row, place = self.rows[-1], 0
        for _, columns, continues in cells:
            above = self.rows[-2][place] if continues and len(self.rows) > 1 and place < len(self.rows[-2]) else None
            width = min(max(columns, 1), len(row) - place)
            if above is not None:
                above.rows += 1
                row[place : place + width] = [above] * width
            place += width


def _blank(columns: int) -> tuple[str, int, bool]:
    return "", columns, False


def _continues(about: Any) -> bool:
    merge = about.find(qn("w:vMerge")) if about is not None else None
    return merge is not None and merge.get(qn("w:val"), "continue") != "restart"


def _number(properties: Any, name: str, otherwise: int) -> int:
    found = properties.find(qn(name)) if properties is not None else None
    value = found.get(qn("w:val"), "") if found is not None else ""
    return int(value) if re.fullmatch(r"\d{1,4}", value) else otherwise


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _children(element, tag)


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _DELETED or child.tag == qn("w:txbxContent"):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _WRITTEN and element.tag == qn("w:r"):
            yield _WRITTEN[child.tag]
        elif not (child.tag == qn("w:r") and child.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None):
            yield from _pieces(child)


def _footnotes(document: Any) -> list[str]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            return [t for note in root for p in note.iter(_P) if (t := squeeze("".join(_pieces(p))))]
    return []


class _Numbers:
    """Word's automatic numbers: what stands before a paragraph, counted as the document goes on."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
        numbering = next((r for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        if numbering is not None and not numbering.is_external:
            self._learn(numbering.target_part.element)

    def _learn(self, root: Any) -> None:
        for abstract in root.findall(qn("w:abstractNum")):
            levels = {_level(level): _format(level) for level in abstract.findall(qn("w:lvl"))}
            self.levels[abstract.get(qn("w:abstractNumId"))] = levels
        for number in root.findall(qn("w:num")):
            name, base = number.get(qn("w:numId")), number.find(qn("w:abstractNumId")).get(qn("w:val"))
            overrides = number.findall(qn("w:lvlOverride"))
            self.lists[name] = base
            if overrides:  # a list of its own
                self.lists[name] = f"{base}/{name}"
                self.levels[self.lists[name]] = dict(self.levels.get(base, {}))
                for override in overrides:
                    level = _level(override)
                    sign, kind, start = self.levels[self.lists[name]].get(level, ("", "none", 1))
                    own = override.find(qn("w:lvl"))
                    if own is not None:
                        sign, kind, start = _format(own)
                    start = _number(override, "w:startOverride", start)
                    self.levels[self.lists[name]][level] = (sign, kind, start)

    def of(self, paragraph: Any, *, filled: bool) -> str:
        """The paragraph's number and a space, or nothing; bullets are a hyphen."""
        name, level = self._list(paragraph)
        base = self.lists.get(name, "")
        formats = self.levels.get(base, {})
        if level not in formats:
            return ""
        sign, kind, start = formats[level]
        if kind == "bullet":
            return "- " if filled else ""
        counts = self.counts.setdefault(base, {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]

        def shown(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            _, form, first = formats.get(place, ("", "decimal", 1))
            return _shown(counts.get(place, first), form)

        text = re.sub(r"%([1-9])", shown, sign)
        return f"{text} " if text else ""

    def _list(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or its style's."""
        properties, seen = paragraph.find(qn("w:pPr")), set[str]()
        name, level = None, None
        while properties is not None:
            numbering = properties.find(qn("w:numPr"))
            if numbering is not None:
                name = name or _value(numbering, "w:numId")
                level = level if level is not None else _value(numbering, "w:ilvl")
            parent = _value(properties, "w:pStyle") or _value(properties.getparent(), "w:basedOn")
            if name or not parent or parent in seen or parent not in self.styles:
                break
            seen.add(parent)
            style = self.styles[parent]
            properties = style.find(qn("w:pPr"))
            if properties is None:
                properties = OxmlElement("w:pPr")
                style.append(properties)
        return name or "", int(level) if level and level.isdecimal() else 0


def _value(parent: Any, name: str) -> str | None:
    found = parent.find(qn(name)) if parent is not None else None
    return found.get(qn("w:val")) if found is not None else None


def _level(element: Any) -> int:
    return int(element.get(qn("w:ilvl"), "0"))


def _format(level: Any) -> tuple[str, str, int]:
    return _value(level, "w:lvlText") or "", _value(level, "w:numFmt") or "decimal", _number(level, "w:start", 1)


def _shown(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        return to_roman(number) if form == "upperRoman" else to_roman(number).lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form == "none":
        return ""
    return f"{number:02}" if form == "decimalZero" else str(number)
