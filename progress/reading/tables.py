"""Pasted tables: each row becomes the words that a person would write of its task; other texts stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.text import fold

_CELLS = re.compile(r"\s*[\t|]\s*|(?<=\S) {3,}(?=\S)")
_RULE = re.compile(r"[\s|:+=_-]*")
_NUMBER = re.compile(r"(?:nv|nhiem vu|n\.v)?\s*(?:so)?\s*[.:]?\s*(\d{1,3})\.?")
_TITLE, _NOTE = "title", "note"
_HEADERS = (
    ("number", r"(?:stt|tt|so|so tt|nv|ma|ma nv|nhiem vu so|so nv|#|so thu tu)\b.{0,3}"),
    ("Ngày hoàn thành", r".*\bngay\b.*|thoi gian hoan thanh.*"),
    ("Tiến độ", r"tdo?|.*(?:tien do|ty le|ti le|%|phan tram|muc do).*"),
    ("Trạng thái", r".*(?:trang thai|tinh trang|tinh hinh).*"),
    ("Khó khăn", r"kk|vm|.*(?:vuong|kho khan|ton tai|han che|nguyen nhan).*"),
    ("Đề xuất", r"kn|dx|.*(?:kien nghi|de xuat|de nghi).*"),
    ("Kế hoạch tiếp theo", r".*(?:ke hoach|tiep theo|sap toi|thoi gian toi|du kien|quy toi|ky toi).*"),
    ("Sản phẩm", r".*san pham.*"),
    (_TITLE, r"(?:ten |noi dung |tom tat )?(?:nhiem vu|cong viec|viec|noi dung|dau viec|ten|hang muc).{0,12}"),
    (_NOTE, r"gc|.*ghi chu.*"),
    ("Kết quả", r"kq|.*(?:ket qua|da lam|thuc hien|dien giai).*"),
)
_LEAST_ROWS = 1


def as_words(text: str) -> str:
    """A message with the rows of a table in it as lines "Nhiệm vụ 13: Tiến độ: 60% …"; one without stays the same."""
    if "\t" not in text and "|" not in text and "   " not in text:
        return text
    lines, out, header, rows = text.split("\n"), list[str](), list[str | None](), 0
    for line in lines:
        cells = _cells(line)
        if len(cells) < 2:
            out.append("" if _RULE.fullmatch(line) else line)
        elif not header and (names := _header(cells)):
            header = names
        elif row := _row(cells, header):
            rows += 1
            out.append(row)
        else:
            out.append(line)
    return "\n".join(out) if rows >= _LEAST_ROWS else text


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CELLS.split(line.strip().strip("|"))]


def _header(cells: Sequence[str]) -> list[str | None]:
    """What each column holds; empty where the cells are no table's head: no figure, and at least two known names."""
    if any(re.search(r"\d", cell) for cell in cells):
        return []
    names = [next((name for name, way in _HEADERS if re.fullmatch(way, fold(cell))), None) for cell in cells]
    return names if sum(name is not None for name in names) >= 2 else []


def _row(cells: Sequence[str], header: Sequence[str | None]) -> str:
    """A row in words; "" where it names no task."""
    names = [*header, *[None] * len(cells)] if header else [None] * len(cells)
    task = title = ""
    told = []
    for place, (cell, name) in enumerate(zip(cells, names, strict=False)):
        may_name = name == "number" or (name in (_TITLE, None) and not (task and cell[:1].isdigit()))  # "1 | NV 13"
        number = _NUMBER.fullmatch(fold(cell)) if may_name else None
        if number and (name or place == 0):
            task = f"Nhiệm vụ {number[1]}"
        elif name == _TITLE or (
            not header and place == 1 and task and len(cells) > 2 and not title and _is_title(cell)
        ):
            title = cell
        elif cell and not re.fullmatch(r"[-–—/.…]*", cell):
            told.append(f"{name}: {cell}" if name not in (None, "number", _NOTE) else cell)
    if not (task or title) or not told:
        return ""
    return f"{task or title}: " + "\n".join(told)


def _is_title(cell: str) -> bool:
    """Whether the cell after a task's number may be its name: several words, no figure, nothing told."""
    words = fold(cell).split()
    return len(words) > 1 and not re.search(r"\d", cell) and not {"da", "dang", "chua", "xong", "khong"} & set(words)
