"""Which tasks a question is about: those that it names, or those that the talk so far has named."""

from __future__ import annotations

import re

from kb.asking.case import Case
from kb.asking.query import State
from kb.asking.rules.aspects import aspects_asked
from nlu.phrases import ways

HEARD = (
    "who", "lead", "coord", "when", "product", "note", "all", "task", "exist", "absent", "which", "list", "ordinal",
    "back", "assign",
)  # fmt: skip
FOLLOWS = ways("con | the con | vay con | the | vay | nham | y toi | y em | y minh | a | nua | sua lai | khong phai")
POINTING = ways(
    "trong do | trong so do | trong may so do | trong danh sach | trong may viec do | trong cac viec do"
    " | vua neu | vua ke | vua roi"
    " | trong so nay | trong so con lai | trong may cai con lai | trong may viec con lai | trong may cai do"
    " | trong nay | trong cac viec nay | trong so cac viec do | trong may viec nay"
)
_AT_FIRST = re.compile(rf"^ (?:(?:the|vay|rua|con|roi|a|o|thi) )*(?:{'|'.join(POINTING)}) ")
_HOW_MANY = {"hai": 2, "2": 2, "ba": 3, "3": 3, "bon": 4, "4": 4}
_TASK_NOUN = r"(?:viec|nhiem vu|dau viec|cai|muc|cong viec|task|thu)"
_TOGETHER = re.compile(
    rf" (?:ca )?(?P<many>hai|2|ba|3|bon|4) {_TASK_NOUN} (?P<this>nay|do|ay|day|no|ni|kia|tren|vua roi|vua neu"
    rf"|vua ke|con lai) "
    r"| ca (?P<all>hai|2|ba|3)(?: cai| viec| nhiem vu)? "
)
_SEVERAL = re.compile(
    rf"(?<! trong)(?<! so) (?:may|nhung|cac) {_TASK_NOUN} (?P<this>nay|do(?! (?:<u>|ai|don|trung|van|vu|cuc|ben"
    rf"|cac|co|bo|to) )"
    r"|ay|day|kia|con lai) (?!.* (?:nao|mo) $)"
)
_BY_NUMBER = re.compile(rf" (?:{_TASK_NOUN}|so|con|quay lai|tro lai|ve) (?P<number>\d+) ")
_BACK_THEN = re.compile(
    rf" {_TASK_NOUN} (?:(?:o )?(?P<first>luc dau|ban dau|dau tien|dau)"
    r"|luc nay|hoi nay|ban nay|khi nay|luc truoc|vua nay) "
)
_OTHERS = re.compile(rf" {_TASK_NOUN} (?P<this>kia|con lai) ")
_BESIDE = re.compile(
    rf" {_TASK_NOUN} (?:lien |ngay |ke )*(?P<way>sau|truoc|ke tiep|tiep theo)(?: no| do| day| nua| cai do| viec do)+ "
)
_ORDINALS = {
    "dau tien": 0, "thu nhat": 0, "dau": 0, "thu hai": 1, "thu 2": 1, "thu ba": 2, "thu 3": 2, "thu tu": 3, "thu 4": 3,
    "thu nhi": 1, "sau": -1, "truoc": 0, "chot": -1, "so mot": 0,
    "cuoi": -1, "cuoi cung": -1, "sau cung": -1, "sau cuoi": -1,
}  # fmt: skip
_NTH_TASK = tuple(
    f"{noun} {nth}" for noun in ("viec", "nhiem vu", "cai", "dau viec", "task", "so") for nth in _ORDINALS
)
_NUMBERS_OTHER = set(
    ways("muc | do | cap | quyet | dinh | dieu | thang | nam | ban | khung | luat | ngay | quy | nhom | hon | tren")
)
_COUNTED_BY = set(
    ways("nhiem | viec | dau | cong | task | minh | don | ben | giai | chang")
)  # "4 việc", "2 giai đoạn": no task
_OF_TASKS = ("task", "find", "list", "count", "group")
MOST_CARRIED = 3  # a question that names no task may be about this many at once


def tasks_meant(case: Case) -> tuple[tuple[int, ...], bool]:
    """The tasks that a question is about, and whether it names them itself."""
    if named := _pointed(case) or _numbered(case):
        return named, True
    if not case.state.query:
        return (), False
    listed = case.state.listed or case.state.tasks
    ordinal = _ordinal(case) if listed else None
    if ordinal is not None:
        place = ordinal if ordinal >= 0 else len(listed) + ordinal
        return listed[place : place + 1], True
    if pointed := _by_mere_number(case):
        return pointed, True
    return _carried(case), False


def points_in_vain(case: Case) -> bool:
    """Whether two or three tasks of the talk are pointed at that it does not have."""
    if _AT_FIRST.match(case.heard.line) and not (case.state.tasks or case.state.bounds or case.spotted.tasks):
        return True
    found, query = _TOGETHER.search(case.heard.line), case.state.query
    about = query is not None and query.kind in _OF_TASKS
    return about and bool(found and found["this"]) and not case.spotted.tasks and not _pointed(case)


def points_at_list(line: str) -> bool:
    """Whether a message begins with what points at the last list ("trong đó")."""
    return bool(_AT_FIRST.match(line))


def _numbered(case: Case) -> tuple[int, ...]:
    """The tasks that a question names by number; a place in the last list is no number."""
    spotted, state = case.spotted, case.state
    by_place = bool(state.listed) and _ordinal(case) is not None
    if spotted.tasks and not by_place:
        return tuple(spotted.tasks)
    if by_place:
        return ()
    bare = _called(case)
    if bare is not None:
        return (bare,)
    bare = _bare_number(case)
    if bare is None:
        return ()
    spotted.kinds[spotted.numbers[0][0]] = "task"
    return (bare,)


def _called(case: Case) -> int | None:
    """The number in "cái 9", "số 6", where the talk is about tasks and no other number is named."""
    query, spotted = case.state.query, case.spotted
    found = _BY_NUMBER.search(case.heard.line)
    if found is None or query is None or query.kind not in _OF_TASKS or len(spotted.numbers) != 1:
        return None
    place, number = spotted.numbers[0]
    if number not in case.document.by_number or set(case.words[max(0, place - 3) : place - 1]) & _NUMBERS_OTHER:
        return None
    spotted.kinds[place] = "task"
    return number


def _pointed(case: Case) -> tuple[int, ...]:
    """Tasks of the talk that are pointed at: two or three together, the others, the one after or before."""
    state, line = case.state, case.heard.line
    chosen = (
        (_SEVERAL, _several),
        (_TOGETHER, _together),
        (_OTHERS, _others),
        (_BESIDE, _beside),
        (_BACK_THEN, _back_then),
    )
    for pattern, choose in chosen:
        if (found := pattern.search(line)) and (tasks := choose(found, state)):
            first = len(line[: found.start()].split())
            for place in range(first, first + len(found[0].split())):
                case.spotted.kinds[place] = case.spotted.kinds[place] or "task"
            for place, number in case.spotted.numbers:
                case.spotted.kinds[place] = "task" if number in tasks else case.spotted.kinds[place]
            return tasks
    return ()


def _several(found: re.Match[str], state: State) -> tuple[int, ...]:
    """Those just told, or, where they are all of a list of which some were spoken of, those left."""
    rest = _rest(state) if found["this"] in ("kia", "con lai") else ()
    return rest if len(rest) > 1 else state.tasks if len(state.tasks) > 1 else ()


def points_at_several(case: Case) -> bool:
    """Whether several tasks of the talk are pointed at ("mấy cái còn lại ai chủ trì"), not sought."""
    return bool(_SEVERAL.search(case.heard.line))


def _together(found: re.Match[str], state: State) -> tuple[int, ...]:
    """The last two or three tasks: those just told, those spoken of one by one, or those left of a list."""
    many = _HOW_MANY[found["many"] or found["all"]]
    if found["this"] == "kia" or found["this"] == "con lai":
        rest = _rest(state)
        if len(rest) == many or found["this"] == "con lai":
            return rest if len(rest) == many else ()
    for tasks in (state.tasks, state.listed):
        if len(tasks) == many:
            return tasks
    return state.recent[-many:] if len(state.recent) >= many else ()


def _others(_: re.Match[str], state: State) -> tuple[int, ...]:
    """What is left of the list of which some were just spoken of; one only."""
    rest = _rest(state)
    return rest if len(rest) == 1 else ()


def _rest(state: State) -> tuple[int, ...]:
    if set(state.tasks) < set(state.listed):
        whole, spoken = state.listed, {*state.tasks, *state.recent}
    elif state.wider:
        whole, spoken = state.wider, {*state.listed, *state.recent}
    else:
        whole, spoken = state.listed, set(state.recent)
    return tuple(n for n in whole if n not in spoken)


def _beside(found: re.Match[str], state: State) -> tuple[int, ...]:
    """The task after, or before, the one spoken of."""
    if len(state.tasks) != 1:
        return ()
    return (state.tasks[0] + (1 if found["way"] in ("sau", "tiep", "ke", "ke tiep", "tiep theo") else -1),)


def _back_then(found: re.Match[str], state: State) -> tuple[int, ...]:
    """The task spoken of first, or last before now."""
    if found["first"]:
        return state.recent[:1] if not state.listed else ()
    about = state.query is not None and state.query.kind in _OF_TASKS
    return state.tasks if about and len(state.tasks) == 1 else state.recent[-1:]


def _by_mere_number(case: Case) -> tuple[int, ...]:
    """The tasks of a message that is a number and little else, after talk of a task."""
    numbers, last = case.spotted.numbers, case.state.query
    if not numbers or last is None or last.kind not in ("task", "find") or not _is_mere_number(case):
        return ()
    for place, _ in numbers:
        case.spotted.kinds[place] = "task"
    return tuple(n for _, n in numbers)


def _carried(case: Case) -> tuple[int, ...]:
    """The tasks of the talk, where a question goes on about them."""
    pointed = case.units and case.refers_back and not case.refers_to_unit
    if case.asks_tasks or (case.units and not pointed) or case.refers_to_unit or _goes_on_listing(case):
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
    return None if set(case.words[place + 1 : place + 2]) & _COUNTED_BY else number


def _ordinal(case: Case) -> int | None:
    """Which of the tasks just listed is meant ("việc cuối trong mấy việc đó"), or None."""
    if not case.says(*POINTING, *_NTH_TASK):
        return None
    pointing = case.says(*POINTING)
    nouns = ("viec", "nhiem vu", "cai", "dau viec", "task", "so")
    found = [
        nth
        for nth in _ORDINALS
        if (pointing and case.says(nth) and nth not in ("sau", "truoc"))
        or any(case.says(f"{noun} {nth}") for noun in nouns)
    ]
    return _ORDINALS[max(found, key=len)] if found else None


def _is_mere_number(case: Case) -> bool:
    """A message that is a number and little else: "à nhầm, 15"."""
    return sum(w for p, w in enumerate(case.weights) if case.spotted.words[p].kind != "number") <= 1.2
