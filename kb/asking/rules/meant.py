"""Which tasks a question is about: those that it names, or those that the talk so far has named."""

from __future__ import annotations

import re

from kb.asking.case import Case
from kb.asking.phrases import ways
from kb.asking.rules.aspects import aspects_asked

HEARD = (
    "who", "lead", "coord", "when", "product", "note", "all", "task", "exist", "absent", "which", "list", "ordinal",
    "back", "assign",
)  # fmt: skip
FOLLOWS = ways("con | the con | vay con | the | vay | nham | y toi | y em | y minh | a | nua | sua lai | khong phai")
POINTING = ways(
    "trong do | trong so do | trong danh sach | trong may viec do | trong cac viec do | vua neu | vua ke | vua roi"
)
_HOW_MANY = {"hai": 2, "2": 2, "ba": 3, "3": 3}
_TOGETHER = re.compile(
    r" (hai|2|ba|3) (?:viec|nhiem vu|dau viec|cai|muc|cong viec) (?:nay|do|ay|kia|tren|vua roi|vua neu) "
)
_ORDINALS = {
    "dau tien": 0, "thu nhat": 0, "dau": 0, "thu hai": 1, "thu 2": 1, "thu ba": 2, "thu 3": 2, "thu tu": 3, "thu 4": 3,
    "thu nhi": 1, "cuoi": -1, "cuoi cung": -1, "sau cung": -1, "sau cuoi": -1,
}  # fmt: skip
_NTH_TASK = tuple(f"{noun} {nth}" for noun in ("viec", "nhiem vu", "cai", "dau viec") for nth in _ORDINALS)
_NUMBERS_OTHER = set(
    ways("muc | do | cap | quyet | dinh | dieu | thang | nam | ban | khung | luat | ngay | quy | nhom | hon | tren")
)
MOST_CARRIED = 3  # a question that names no task may be about this many at once


def tasks_meant(case: Case) -> tuple[tuple[int, ...], bool]:
    """The tasks that a question is about, and whether it names them itself. Marks numbers that name a task."""
    spotted, state = case.spotted, case.state
    listed = state.listed or state.tasks
    ordinal = _ordinal(case) if listed else None
    if spotted.tasks and not (state.listed and ordinal is not None):
        return tuple(spotted.tasks), True
    if (bare := _bare_number(case)) is not None:
        spotted.kinds[spotted.numbers[0][0]] = "task"
        return (bare,), True
    if not state.query:
        return (), False
    if ordinal is not None:
        place = ordinal if ordinal >= 0 else len(listed) + ordinal
        return listed[place : place + 1], True
    if pointed := _spoken_of_together(case) or _by_mere_number(case):
        return pointed, True
    return _carried(case), False


def _by_mere_number(case: Case) -> tuple[int, ...]:
    """The tasks of a message that is a number and little else, after talk of a task."""
    numbers, last = case.spotted.numbers, case.state.query
    if not numbers or last is None or last.kind not in ("task", "find") or not _is_mere_number(case):
        return ()
    for place, _ in numbers:
        case.spotted.kinds[place] = "task"
    return tuple(n for _, n in numbers)


def _spoken_of_together(case: Case) -> tuple[int, ...]:
    """The last two or three tasks that were spoken of one by one, where "hai việc đó" means them."""
    found, recent = _TOGETHER.search(case.heard.line), case.state.recent
    many = _HOW_MANY[found[1]] if found else 0
    if found is None or not len(case.state.tasks) < many <= len(recent):
        return ()
    case.spotted.kinds[len(case.heard.line[: found.start(1)].split())] = "task"
    return recent[-many:]


def _carried(case: Case) -> tuple[int, ...]:
    """The tasks of the talk, where a question goes on about them."""
    if case.asks_tasks or case.units or case.refers_to_unit or _goes_on_listing(case):
        return ()
    tasks, back = case.state.tasks, case.refers_back
    few = len(tasks) <= MOST_CARRIED and bool(aspects_asked(case))
    return tasks[:MOST_CARRIED] if back or few else ()


def _goes_on_listing(case: Case) -> bool:
    """Whether a question after a list changes the list rather than asks of its tasks ("còn phối hợp?")."""
    query = case.state.query
    listing = query is not None and query.kind in ("list", "count")
    return listing and not case.has("who", "when", "product", "note") and not case.refers_back


def _bare_number(case: Case) -> int | None:
    """The one number of a question that asks an aspect and names nothing else ("17 có đv nào phối hợp không")."""
    if len(case.spotted.numbers) != 1 or not aspects_asked(case):
        return None
    place, number = case.spotted.numbers[0]
    before = case.words[max(0, place - 2) : place]
    if number not in case.document.by_number or set(before) & _NUMBERS_OTHER or sum(case.topic(HEARD)) > 2.2:
        return None
    return number


def _ordinal(case: Case) -> int | None:
    """Which of the tasks just listed is meant ("việc cuối trong mấy việc đó"), or None."""
    if not case.says(*POINTING, *_NTH_TASK):
        return None
    found = [nth for nth in _ORDINALS if case.says(nth)]
    return _ORDINALS[max(found, key=len)] if found else None


def _is_mere_number(case: Case) -> bool:
    """A message that is a number and little else: "à nhầm, 15"."""
    return sum(w for p, w in enumerate(case.weights) if case.spotted.words[p].kind != "number") <= 1.2
