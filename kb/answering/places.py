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


def place_of(address: str) -> str:
    """An address in words, for a citation."""
    if address in _HEAD:
        return _HEAD[address]
    head, _, rest = address.partition(".")
    if head == "PL":
        return f"nhiệm vụ {rest.split('.')[-1]} Phụ lục" if rest.split(".")[-1].isdigit() else f"nhóm {rest} Phụ lục"
    if head in ("D", "CC", "NN"):
        return {"D": "Điều {}", "CC": "căn cứ {}", "NN": "nơi nhận {}"}[head].format(rest.split(".")[0])
    return _in_plan(address)


def _in_plan(address: str) -> str:
    section, *parts = address.split(".")
    words = []
    for level, part in enumerate(parts):
        if part == "ghichu":
            words.append("ghi chú cuối")
        elif level == 0 and part.isdigit():
            words.append(f"mục {part}")
        elif re.fullmatch(r"[a-zđ]", part):
            words.append(f"điểm {part}")
        elif part.isdigit():
            words.append(f"gạch đầu dòng {part}")
    return " ".join([*reversed(words), f"phần {section}"])
