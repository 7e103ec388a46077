"""Questions about the appendix's groups: which group, what a group holds, what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.asking.rules.aspects import aspects_asked
from kb.asking.rules.meant import tasks_meant
from kb.asking.table.conditions import edge_group
from kb.asking.table.counts import COUNTED_NOUN
from nlu.phrases import ways

HEARD = ("group", "task", "which", "list", "all", "exist", "who", "self", "unitword", "back")
OF_TASK = 0.2  # on top: the group of a task that the question names
NAMED = 0.12  # on top: the question names the group, or asks for it
THAT_GROUP = ways("nhom do | nhom nay | nhom ay")
_PARTICLES = ("the", "con", "vay", "a", "thi", "sao", "rua")
_WHICH = ways(
    "nhom chi | nhom nao | nhom may | nhom so may | nhom thu may | nhom gi | nhom so bao nhieu | nhom nhiem vu nao"
    " | nhom bao nhieu | thuoc nhom | nam nhom | xep vao nhom | nam trong nhom | nhom so nao | nhom la ma so may"
    " | o nhom | thuoc ve nhom"
)
_TITLE = ways(
    "ten nhom | ten cua nhom | ten la gi | ten gi | noi ve | ve gi | ve van de gi | ve viec gi | la gi | ten"
    " | tieu de | title"
    " | noi ve chuyen | ve chuyen | ve cai gi | ve cai chi | ve chi"
)
_HOW_MANY = ways("may nhom | bao nhieu nhom | so nhom")
_PARTED = ("chia", "thanh", "phan ra", "phan thanh", "chia ra")
_ALL_GROUPS = ways(
    "cac nhom nao | nhung nhom nao | cac nhom | nhung nhom nhiem vu nao | cac nhom nhiem vu nao | tung nhom |"
    " ten cac nhom"
)


def which_group(case: Case) -> Iterator[Proposal]:
    """For "nhiệm vụ 13 thuộc nhóm nào", "an toàn thông tin nằm ở nhóm mấy"."""
    alone = case.state.tasks and [w for w in case.words if w not in _PARTICLES] == ["nhom"]
    if not (case.says(*_WHICH) or alone) or case.spotted.groups:
        return
    tasks = case.state.tasks if alone else tasks_meant(case)[0]
    if tasks:
        yield _group_of_tasks(case, tasks)
        return
    weights = case.topic(HEARD)
    by_title, by_task = case.search(case.desk.groups, weights), case.search(case.desk.tasks, weights)
    if by_title and (not by_task or by_title[0].coverage >= by_task[0].coverage - 0.02):
        covered = case.explained(HEARD, by_title[0].explained, ())
        yield Proposal(covered + NAMED, Query("group", groups=(str(by_title[0].key),)), covered)
    elif by_task:
        covered = case.explained(HEARD, by_task[0].explained, ())
        yield Proposal(covered + NAMED, Query("group", tasks=(int(str(by_task[0].key)),)), covered)


def _group_of_tasks(case: Case, tasks: tuple[int, ...]) -> Proposal:
    weights, known = case.topic(HEARD), case.desk.each_task
    own = [match for number in tasks if number in known for match in case.search(known[number], weights)]
    covered = case.explained(HEARD, own[0].explained if own else None, ("task",))
    off = 0.3 if len(tasks) > 1 and aspects_asked(case) else 0.0
    return Proposal(covered + OF_TASK - off, Query("group", tasks=tasks), covered)


def titles(case: Case) -> Iterator[Proposal]:
    """For "tên của nhóm I", "nhóm IV nói về gì": what a group is called."""
    edge = edge_group(case)
    groups = case.spotted.groups or ([edge[0]] if edge else [])
    groups = groups or ([case.state.group] if case.state.group and case.says(*THAT_GROUP) else [])
    if not groups or case.units or case.has("absent", "coord", "product", "note", "lead"):
        return
    if case.says(*_TITLE) and not case.places("task") - case.places_of("mang gi") and not case.says("gom"):
        title = case.search(case.desk.groups, case.topic(HEARD), set(groups))
        match = title[0].explained if title else [0.0] * len(case.words)
        match = [1.0 if edge and p in edge[1] else m for p, m in enumerate(match)]
        covered = case.explained((*HEARD, "count"), match, ("group",))
        yield Proposal(covered + 0.14, Query("groups", groups=tuple(groups)), covered)


def how_many_groups(case: Case) -> Iterator[Proposal]:
    """For "phụ lục có mấy nhóm", "có các nhóm nào"."""
    many = case.says(*_HOW_MANY)
    if not many and (case.units or case.has("lead", "coord", "product", "note")):
        return
    if (many or case.says(*_ALL_GROUPS)) and not case.spotted.groups:
        parted = {place for word in _PARTED for place in case.places_of(word)}
        match = [1.0 if place in parted else 0.0 for place in range(len(case.words))]
        covered = case.explained((*HEARD, "count"), match, ())
        tasks_too = many and bool(COUNTED_NOUN.search(case.heard.line)) and not case.units
        aspects = ("count", "number") if tasks_too else ("count",) if many else ()
        yield Proposal(covered + NAMED, Query("groups", aspects=aspects), covered)
