"""Names of tasks and units, days, strong type: what all answers are worded with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.asking.desk import Desk
from kb.model import Task
from kb.text import day_text, weekday

SHORT_NAME = 72  # letters of a task's content that stand for it in a list
ASPECT_NAMES = {
    "lead": "Chủ trì",
    "coord": "Phối hợp",
    "when": "Thời hạn",
    "product": "Sản phẩm",
    "note": "Ghi chú",
    "all": "Toàn bộ",
}


def strong(text: str) -> str:
    """Text in strong type; its own asterisks would end the mark early and are dropped."""
    return f"**{text.replace('*', '')}**"


def upper_first(text: str) -> str:
    """Text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def decision(desk: Desk) -> str:
    """The decision by its number: "Quyết định 676/QĐ-BKHCN"."""
    return f"Quyết định {desk.document.header.number}"


def short_name(task: Task) -> str:
    """A task's name for lists: the beginning of its content, cut at a word."""
    return brief(task.content, SHORT_NAME)


def brief(text: str, longest: int) -> str:
    """The beginning of a text, cut at a word where it is longer than so many letters."""
    text = text.rstrip(" .")
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"


def named(task: Task) -> str:
    """A task in running text: "nhiệm vụ 13 – Xây dựng, tích hợp …"."""
    return f"nhiệm vụ {task.number} – {short_name(task)}"


def row(task: Task) -> str:
    """A task as a line of a list: its number and short name."""
    return f"{strong(str(task.number))} – {short_name(task)}"


def unit_words(written: str, desk: Desk) -> str:
    """A unit as written, with its full name for a short one; a doubtful name with its likely reading."""
    unit = desk.unit_of(written)
    if any(d.text == written for d in desk.document.doubts):
        likely = f", có thể là {unit.name}" if unit else ""
        return f"{written} (tên ghi trong văn bản chưa rõ{likely})"
    if unit is None or unit.collective or unit.name == written:
        return written
    return f"{unit.name} ({written})"


def units_words(written: Sequence[str], desk: Desk) -> str:
    """Several units in one run: "A, B và các đơn vị có liên quan"."""
    names = [unit_words(w, desk) for w in written]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " và " + names[-1]


def day_words(day: date) -> str:
    """A day with its weekday: "thứ Sáu, 20/9/2019"."""
    return f"{weekday(day)}, {day_text(day)}"


def shared_tasks(desk: Desk) -> list[Task]:
    """The tasks that all units lead, each its own part."""
    return [t for t in desk.document.tasks if any((u := desk.unit_of(w)) and u.collective == "all" for w in t.leads)]
