"""Words about the settings of the report's document."""

from __future__ import annotations

from dataclasses import asdict

from progress.letter import CAPACITIES, LABELS, Letter, defaults
from progress.plan import Plan
from progress.wording.looking import quoted
from progress.wording.words import strong

DEFAULT, BACK = "Dùng nội dung theo Quyết định", "← Cấu hình"
NONE = "(để trống)"
_HOW = {
    "recipients": "Mỗi nơi một dòng.",
    "copies": "Mỗi nơi một dòng; dòng cuối là nơi lưu.",
    "capacity": f"Một trong: {', '.join(filter(None, CAPACITIES))} Gửi dấu gạch ngang (-) để bỏ trống.",
    "opening": "Dùng {ky}, {tu}, {den} cho kỳ báo cáo, ngày đầu và ngày cuối của số liệu.",
    "close": "Dùng {ky}, {tu}, {den} cho kỳ báo cáo, ngày đầu và ngày cuối của số liệu.",
}


def screen(plan: Plan, letter: Letter) -> str:
    """All settings, and which of them the decision gives."""
    own = asdict(defaults(plan))
    lines = []
    for name, value in asdict(letter).items():
        by = "" if value == own[name] else " (đã thay đổi)"
        lines.append(f"• {LABELS[name]}{by}: {shown(value)}")
    return "\n".join([strong(f"Văn bản báo cáo theo Quyết định {plan.document.header.number}"), *lines])


def ask(name: str, letter: Letter) -> str:
    """Asks for a setting."""
    now = f"Hiện nay: {shown(getattr(letter, name))}"
    return "\n".join(filter(None, [strong(LABELS[name]), now, "Anh/chị gửi nội dung mới.", _HOW.get(name, "")]))


def shown(value: str) -> str:
    """A setting on one line."""
    return quoted(value.replace("\n", "; ")) or NONE
