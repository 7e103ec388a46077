"""Tasks counted by unit or group: which has most, fewest, so many, none or all of those that meet conditions."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.asking.case import Case
from kb.asking.query import Condition, Proposal, Query
from kb.asking.spotting import SPELLED
from kb.asking.table.conditions import Conditions
from kb.asking.table.counts import NOUN, counts, places_of
from kb.asking.table.marks import Mark, Marks
from kb.asking.table.scored import LEFT_TURNED, scored
from kb.asking.table.turning import cell_spans
from nlu.phrases import ways

_BY_GROUP = ways("nhom nao | nhom nhiem vu nao | nhom viec nao | nhom cong viec nao | nhom mo | nhom may | phan nao")
_SUMMED = ways(
    "tong | tong cong | tat ca | gop | gop lai | cong lai | cong ca lai | gop chung | cong gop | ca hai nhom"
    " | hai nhom nay"
)
_MANY = re.compile(rf" (?:may|bao nhieu) {NOUN} | (?:la|duoc|gom|co) (?:may|bao nhieu) $")
_NO_GROUP = re.compile(
    r" nhom(?: nhiem vu| viec)? (?:nao|mo|gi)(?: ma| thi)?(?: <u>| \S+){0,4}? (?:khong|chua|chang|cha)(?! phai) "
)
_WHOLE_GROUP = ways(
    "viec nao cung | nhiem vu nao cung | viec gi cung | tat ca deu | toan la | toan viec | het sach"
    " | toan bo deu | deu do | toan do | het ca | tron goi | het tron | tat tan tat | bao het"
)
_BY_UNIT = ways(
    "unit nao | cac don vi | cac co quan | nhung don vi | don vi nao | ai | ben nao | vu nao"
    " | co quan nao | dau moi nao | ben mo | don vi mo | noi nao | thang nao"
)
_EACH_PERIOD = ways("tung giai doan | moi giai doan")
_BY_PERIOD = _EACH_PERIOD + ways("giai doan nao | thoi ky nao | giai doan may | chang nao")
_EACH_GROUP = ways("moi nhom | tung nhom | cac nhom | theo nhom | theo tung nhom | moi phan | tung phan")
_ONLY_ONE = re.compile(
    r" (?:chi|dung|duy nhat|moi)(?: \S+){0,3} (?P<number>mot|hai|ba|bon|nam|sau|\d) (?:nhiem vu|viec|dau viec|task) "
    r"| (?:xuat hien|co ten|co mat|neu ten|nhac)(?: \S+){0,3} (?P<times>mot|1|hai|2|ba|3) (?:lan|dong) "
)


def ranked(case: Case, marks: Marks) -> Proposal | None:
    """Which groups or units have most, fewest, so many, some, none or all; or which of two has more."""
    if case.has("percent") and case.says("chi tieu", "phan tram", "%", "ty le"):
        return None
    if lacking := _lacking_group(case, marks):
        return lacking
    degrees, exactly = marks.of("most", "least", "more", "less"), _ONLY_ONE.search(case.heard.line)
    order = _order(case, marks, degrees, exactly)
    if order == "" or (degrees and _of_tasks(case, degrees)):
        return None
    own = Conditions(case, marks).read(listing=True)
    _filled_most(case, marks, own, degrees)
    compared = [m for m in degrees if m.kind in ("more", "less")]
    by_group = case.says(*_BY_GROUP, *_EACH_GROUP) or len(marks.of("group")) >= 2
    by = "group" if by_group and not (case.units and compared) else "unit"
    if case.says(*_BY_PERIOD) and not by_group and not case.says(*_BY_UNIT):
        by = "period"
    names = _named(own, by) if compared and (by == "group" or len(case.units) >= 2) else ()
    if (order == "some" and not own.found) or (compared and by == "unit" and len(names) < 2):
        return None
    where = [c for c in own.found if not (c.kind == by and (not c.negated if by == "unit" else compared))]
    role = "coord" if case.has("coord") and not case.says("chu tri", "lam chinh") else "lead"
    aspects = (role,) if by == "unit" else ()
    if degrees and not compared and _MANY.search(case.heard.line):
        aspects = (*aspects, "count")
    query = Query("rank", aspects=aspects, where=tuple(where), by=by, order=order, words=names)
    cells = case.places("note", "product", "coord", "lead")
    own.used |= {p for m in degrees for p in range(m.start, m.end) if p not in cells}
    if exactly:
        own.used |= case.places("unitword", "count", "only") | set(places_of(case, exactly))
    found = scored(case, marks, own, query, None, carried=False)
    off = LEFT_TURNED if by == "group" and _unused_cell(case, marks, own) else 0.0
    return replace(found, score=found.score - off, covered=found.covered - off)


def _order(case: Case, marks: Marks, degrees: list[Mark], exactly: re.Match[str] | None) -> str | None:
    """Which of the units or groups are asked: None for each of them, "" where none is."""
    if degrees:
        return " ".join(dict.fromkeys("most" if m.kind in ("most", "more") else "least" for m in degrees))
    if case.says(*_EACH_GROUP, *_EACH_PERIOD) and counts(case):
        return None
    if exactly:
        number = exactly["number"] or exactly["times"]
        return str(SPELLED.get(number) or number) if case.says(*_BY_UNIT, *_BY_GROUP) else ""
    return "some" if case.says(*_BY_GROUP) and not marks.of("task", "group") else ""


def _named(own: Conditions, by: str) -> tuple[str, ...]:
    """The units or groups that are compared with each other."""
    return tuple(n for c in own.found if c.kind == by and not c.negated for n in c.values)


def _unused_cell(case: Case, marks: Marks, own: Conditions) -> bool:
    """Whether a product or a note is spoken of of which no condition knows."""
    spans = cell_spans(case, marks, own.bound)
    return any(name in ("product", "note") and start not in own.used for start, _, name in spans)


def _of_tasks(case: Case, degrees: list[Mark]) -> bool:
    """Whether it is tasks that have most units ("việc nào nhiều đơn vị phối hợp nhất")."""
    words = {w for m in degrees for w in case.words[m.start : m.end]}
    return case.asks_tasks and not case.says(*_BY_UNIT, *_BY_GROUP) and bool({"vi", "quan", "ben"} & words)


def _filled_most(case: Case, marks: Marks, own: Conditions, degrees: list[Mark]) -> None:
    """What there is most of, where it stands in a column: "nhóm nào nhiều ghi chú nhất"."""
    for start, end, name in cell_spans(case, marks, own.bound):
        inside = any(m.start < start and end <= m.end for m in degrees)
        if name in ("product", "note") and inside and not any(c.role == name for c in own.found):
            own.bound.add((start, end, name))
            own.add(Condition("cell", (), name, "filled"), *range(start, end))


def _lacking_group(case: Case, marks: Marks) -> Proposal | None:
    """Groups of which no task, or every one, meets the conditions ("nhóm nào TTCNTT không chủ trì việc nào")."""
    if marks.of("group") or not case.says(*_BY_GROUP):
        return None
    whole, none = case.says(*_WHOLE_GROUP), _NO_GROUP.search(case.heard.line)
    if not whole and not none:
        return None
    own = Conditions(case, marks).read(listing=True)
    if not own.found:
        return None
    where = tuple(own.found)
    if none and not whole:
        where = tuple(replace(c, negated=False, op="filled" if c.op == "empty" else c.op) for c in where)
    own.used |= {p for m in marks.of("not", "empty") for p in range(m.start, m.end)}
    return scored(case, marks, own, Query("rank", where=where, by="group", order="all" if whole else "0"), None, False)


def by_groups(case: Case, own: Conditions) -> bool:
    """Whether the tasks of several groups are counted, each for itself."""
    groups = [c for c in own.found if c.kind == "group" and not c.negated]
    return (
        bool(groups)
        and len(groups[0].values) > 1
        and not case.says(*_SUMMED)
        and not (own.ranged and not case.says(*_EACH_GROUP))
    )
