"""Addresses as people say them: II.1.b.2 is "gạch đầu dòng 2, điểm b, mục 1, phần II"."""

from __future__ import annotations

import re

_HEAD = {
    "QD.so": "số văn bản",
    "QD.ngay": "dòng ngày ký",
    "QD.ten": "tên Quyết định",
    "QD.coquan": "thẩm quyền ban hành",
    "KY": "phần ký",
    "KH.ten": "tên Kế hoạch",
    "KH.kemtheo": "đầu Kế hoạch",
    "KH.ky": "phần ký Kế hoạch",
    "PL": "Phụ lục",
    "PL.kemtheo": "đầu Phụ lục",
    "PL.cot": "tiêu đề bảng Phụ lục",
}
_PLAN_HEAD = "phần đầu Kế hoạch"
_WHOLE = {"D": "Điều {}", "CC": "căn cứ {}", "NN": "nơi nhận {}", "KH": _PLAN_HEAD}
_PARAGRAPH = re.compile(r"p(\d+)")


def place_of(address: str) -> str:
    """An address in words, for a citation."""
    if address in _HEAD:
        return _HEAD[address]
    head, _, rest = address.partition(".")
    if head == "PL":
        return f"{_in_appendix(rest)} Phụ lục"
    if head in _WHOLE:
        return _below(_WHOLE[head], rest)
    return _in_plan(address)


def _below(whole: str, rest: str) -> str:
    """A numbered part of the decision's own pages, and what stands below it (D.3.1: "ý 1 Điều 3")."""
    number, *parts = rest.split(".")
    mark = _PARAGRAPH.fullmatch(number)
    name = f"đoạn {mark[1]} {_PLAN_HEAD}" if mark else whole.format(number)
    return " ".join([*(f"ý {part}" for part in reversed(parts)), name])


def _in_appendix(rest: str) -> str:
    """A task, a group, a task of a group that numbers its own, or a line below the table."""
    *groups, last = rest.split(".")
    if mark := _PARAGRAPH.fullmatch(last):
        return f"đoạn {mark[1]} dưới bảng"
    task = f"nhiệm vụ {last}" if last.isdigit() else f"nhóm {last}"
    return " ".join([task, *(f"nhóm {group}" for group in groups)])


def _in_plan(address: str) -> str:
    section, *parts = address.split(".")
    words = [_part(part, level, parts[level - 1] if level else "") for level, part in enumerate(parts)]
    return " ".join([*reversed(words), f"phần {section}"])


def _part(part: str, level: int, above: str) -> str:
    """One level of an address in the plan: point, letter, bullet, a bullet's bullet, paragraph, closing note."""
    if mark := re.fullmatch(r"ghichu(\d*)", part):
        return f"ghi chú {mark[1] or 'cuối'}"
    if mark := _PARAGRAPH.fullmatch(part):
        return f"đoạn {mark[1]}"
    if not part.isdigit():
        return f"điểm {part}"
    if level == 0:
        return f"mục {part}"
    return f"{'ý' if above.isdigit() and level > 1 else 'gạch đầu dòng'} {part}"
