"""Questions about the appendix's groups: which group, what a group holds, what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.query import Filter, Proposal, Query
from kb.asking.rules.lists import _THAT_GROUP, counts, may_carry
from kb.asking.rules.tasks import _tasks_meant

HEARD = ("group", "task", "which", "list", "all", "exist", "who", "self", "unitword", "back")
_WHICH = (
    "nhom nao", "nhom may", "nhom so may", "nhom thu may", "nhom gi", "nhom so bao nhieu", "nhom nhiem vu nao", "nhom bao nhieu",
    "thuoc nhom", "nam nhom", "xep vao nhom", "nam trong nhom", "nhom so nao", "nhom la ma so may", "o nhom", "thuoc ve nhom",
)  # fmt: skip
_TITLE = (
    "ten nhom",
    "ten cua nhom",
    "ten la gi",
    "ten gi",
    "noi ve",
    "ve gi",
    "ve van de gi",
    "ve viec gi",
    "la gi",
    "ten",
)


def which_group(case: Case) -> Iterator[Proposal]:
    """ "nhiệm vụ 13 thuộc nhóm nào", "an toàn thông tin nằm ở nhóm mấy"."""
    if not case.says(*_WHICH) or case.spotted.groups:
        return
    tasks, _ = _tasks_meant(case)
    if tasks:
        own = [
            m for t in tasks if t in case.desk.each_task for m in case.search(case.desk.each_task[t], case.topic(HEARD))
        ]
        covered = case.explained(HEARD, own[0].explained if own else None, ("task",))
        yield Proposal(covered + 0.2, Query("group", tasks=tasks), covered)
        return
    weights = case.topic(HEARD)
    by_title, by_task = case.search(case.desk.groups, weights), case.search(case.desk.tasks, weights)
    if by_title and (not by_task or by_title[0].coverage >= by_task[0].coverage - 0.02):
        covered = case.explained(HEARD, by_title[0].explained, ())
        yield Proposal(covered + 0.12, Query("group", groups=(str(by_title[0].key),)), covered)
    elif by_task:
        covered = case.explained(HEARD, by_task[0].explained, ())
        yield Proposal(covered + 0.12, Query("group", tasks=(int(str(by_task[0].key)),)), covered)


def of_group(case: Case) -> Iterator[Proposal]:
    """ "nhóm IV gồm những gì", "tên của nhóm I", "các nhiệm vụ trong phần thiết lập cơ chế"."""
    last = case.state.query.filter if case.state.query else None
    if last and (last.unit or last.absent or last.present) and may_carry(case, Filter()):
        return
    groups = case.spotted.groups or ([case.state.group] if case.state.group and case.says(*_THAT_GROUP) else [])
    if groups and not case.units and not case.has("absent", "coord", "product", "note", "lead"):
        weights = case.topic(HEARD)
        title = case.search(case.desk.groups, weights, set(groups))
        covered = case.explained((*HEARD, "count"), title[0].explained if title else None, ("group",))
        named = case.says(*_TITLE) and not case.has("task") and not case.says("gom")
        if named:
            yield Proposal(covered + 0.14, Query("groups", groups=tuple(groups)), covered)
        else:
            kind = "count" if counts(case) else "list"
            yield Proposal(covered + 0.12, Query(kind, filter=Filter(group=groups[0]), groups=tuple(groups)), covered)
    elif not groups and not case.spotted.tasks and (case.has("list") or counts(case)) and case.has("task", "which"):
        yield from _by_title(case)


def _by_title(case: Case) -> Iterator[Proposal]:
    weights = case.topic((*HEARD, "count", "place"))
    matches = case.search(case.desk.groups, weights)
    if matches and matches[0].coverage >= 0.8 and sum(weights) > 1.5 and not case.units:
        covered = case.explained((*HEARD, "count"), matches[0].explained, ())
        kind = "count" if counts(case) else "list"
        yield Proposal(covered + 0.05, Query(kind, filter=Filter(group=str(matches[0].key))), covered)


def how_many_groups(case: Case) -> Iterator[Proposal]:
    """ "phụ lục có mấy nhóm"."""
    if (
        case.says("may nhom", "bao nhieu nhom", "so nhom", "cac nhom nao", "nhung nhom nao", "cac nhom")
        and not case.spotted.groups
    ):
        covered = case.explained((*HEARD, "count"), None, ())
        aspects = ("count",) if case.says("may nhom", "bao nhieu nhom", "so nhom") else ()
        yield Proposal(covered + 0.1, Query("groups", aspects=aspects), covered)
