"""Questions for tasks that meet a condition: by unit and role, group, period, what their cells hold; listed or counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.asking.case import Case
from kb.asking.query import Filter, Proposal, Query
from kb.asking.rules.tasks import _POINTING, FOLLOWS
from kb.text import to_roman

HEARD = (
    "who", "lead", "coord", "product", "note", "task", "which", "list", "count", "group", "absent", "exist", "only", "more",
    "all", "self", "several", "unitword", "phase", "ordinal", "back", "assign",
)  # fmt: skip
COUNTED = re.compile(
    r" (?:(?:bao nhieu|may|so luong|tong so|so luong cac) (?:nhiem vu|viec|dau viec|cong viec|muc|hang muc|dau muc|cai|muc viec)"
    r"|(?:tat ca|tong cong|ca thay|la|duoc giao|co|tong so la|thi|phoi hop|chu tri) (?:bao nhieu|may)|dem|so luong|tong so|(?<!nhiem vu )(?<!viec )(?<!so )(?:bao nhieu|may)(?= $)) "
)
_NOT_COUNTED = re.compile(
    r" (?:so|thu|phan tram) (?:bao nhieu|may) | (?:bao nhieu|may) (?:phan tram|%|ngay|don vi|co quan) "
)
_THAT_GROUP = ("nhom do", "nhom nay", "nhom ay")


def by_filter(case: Case) -> Iterator[Proposal]:
    """ "TTCNTT phối hợp việc gì trong nhóm II", "nhiệm vụ nào không có cơ quan phối hợp", "mấy nhiệm vụ có ghi chú"."""
    if case.spotted.tasks or (case.refers_back and not case.units and not case.refers_to_unit):
        return
    wanted, carried = _filter(case)
    if wanted is None:
        return
    counting = counts(case)
    named = wanted.unit or wanted.group or wanted.within
    if counting and not (case.has("task") or wanted.unit or wanted.group or carried):
        return
    if not (case.asks_tasks or counting or carried or (named and _names_tasks(case))):
        return
    heard = [c for c in HEARD if c != "all" or counting or case.has("list")]
    covered = case.explained(heard, _match_words(case, wanted), ("unit", "group", "period", "quarter"))
    kind = "count" if counting else "list"
    if len(case.units) > 1 and not case.says("va", "cung"):
        covered -= 0.2
    yield Proposal(covered + (0.1 if not carried else 0.04), Query(kind, filter=wanted), covered)


def counts(case: Case) -> bool:
    """Whether a number of tasks is asked for."""
    if case.says("liet ke", "ke ra", "danh sach", "diem mat", "ke ten", "cho xem", "thong ke"):
        return False
    return bool(COUNTED.search(case.heard.line)) and not _NOT_COUNTED.search(case.heard.line)


def _names_tasks(case: Case) -> bool:
    """Whether the question speaks of tasks as such ("việc gì", "nhiệm vụ nào", "những gì")."""
    if case.says("gi") and case.has("lead", "coord"):
        return True
    return case.has("task") or case.says(
        "nhung gi", "cai nao", "muc nao", "muc", "lam gi", "o dau", "nhung muc nao", "dong nao", "bao nhieu", "so nao"
    )


def _filter(case: Case) -> tuple[Filter | None, bool]:
    """The condition that a question sets, and whether it was carried on from the talk."""
    last = case.state.query.filter if case.state.query else None
    own = _own_filter(case)
    if last and (case.says(*_POINTING) or (case.says("cai nao") and not case.units)) and case.state.tasks:
        return replace(own, within=case.state.tasks), False
    if case.state.units and case.refers_to_unit and own.unit is None:
        return replace(
            own, unit=case.state.units[0], role=own.role or ("lead" if not case.has("coord") else "coord")
        ), False
    if last and may_carry(case, own):
        return _merged(last, own, _role(case, own.absent)), True
    return (own, False) if own != Filter() or _all_tasks(case) else (None, False)


def may_carry(case: Case, own: Filter) -> bool:
    """Whether a question only changes one condition of the last list ("nhóm III thì sao", "còn Vụ Pháp chế?")."""
    short = sum(case.weights) <= 4.0
    if own == Filter() and counts(case) and short and not case.has("self", "thing"):
        return True
    follows = case.says(*FOLLOWS) or case.says("thi sao", "thi", "cu the")
    whole = own.unit and (own.role or case.asks_tasks)
    return short and follows and not whole and not _fresh_content(case)


def _fresh_content(case: Case) -> bool:
    return sum(case.topic(HEARD)) > 1.2


def _merged(last: Filter, own: Filter, role: str | None) -> Filter:
    return replace(
        last,
        unit=own.unit or last.unit,
        role=own.role or role or last.role,
        group=own.group or last.group,
        period=own.period or last.period,
        absent=own.absent or last.absent,
        present=own.present or last.present,
    )


def _all_tasks(case: Case) -> bool:
    return counts(case) and case.has("task") and sum(case.topic(HEARD)) < 0.8


def _own_filter(case: Case) -> Filter:
    spotted = case.spotted
    units = [u.name for u in case.units]
    group = spotted.groups[0] if spotted.groups else case.state.group if case.says(*_THAT_GROUP) else None
    absent = tuple(_attached(case, "absent"))
    fields = _fields_present(case, absent)
    role = _role(case, absent) if units else None
    several = _several(case)
    words, words_in = _cell_words(case, fields)
    return Filter(
        unit=units[0] if units else None,
        other=units[1] if len(units) == 2 and _together(case) else None,
        role=role,
        group=group,
        period=spotted.ranges[0] if spotted.ranges else _quarter_period(case) or _phase(case),
        year=spotted.years[0] if spotted.years and not spotted.ranges and not spotted.quarters else None,
        only=case.has("only") and bool(spotted.ranges or spotted.years or spotted.phases),
        absent=absent,
        present=() if words_in else fields,
        several=several,
        words=words,
        words_in=words_in,
    )


def _together(case: Case) -> bool:
    """Whether two units are meant together ("VPB và TTCNTT cùng chủ trì")."""
    return case.says("cung", "chung", "cung nhau") and case.says("va", "voi", "cung voi")


def _quarter_period(case: Case) -> str | None:
    """A quarter of a year as the table writes it, where tasks of that period are asked for."""
    if case.spotted.quarters and case.spotted.years and case.asks_tasks:
        return f"Quý {to_roman(case.spotted.quarters[0])}/{case.spotted.years[0]}"
    return None


def _phase(case: Case) -> str | None:
    periods = list(dict.fromkeys(t.period for t in case.document.targets if t.period))
    if case.spotted.phases and len(periods) == 2:
        return periods[case.spotted.phases[0]]
    return None


def _attached(case: Case, cue: str) -> Iterator[str]:
    """Fields that follow a cue such as "không có", "bỏ trống": within four words after it, or just before it."""
    for start, end in case.cue_spans.get(cue, ()):
        for name in ("coord", "product", "note"):
            for field_start, field_end in case.cue_spans.get(name, ()):
                if 0 <= field_start - end <= 3 or 0 <= start - field_end <= 1:
                    yield name
                    break


def _fields_present(case: Case, absent: tuple[str, ...]) -> tuple[str, ...]:
    """Fields that the tasks must have: "có ghi chú", "nêu sản phẩm dự kiến"."""
    names = []
    for name in ("product", "note"):
        if name not in absent and case.has(name) and _is_field(case, name):
            names.append(name)
    if (
        "coord" not in absent
        and case.has("coord")
        and not case.units
        and case.says("co phoi hop", "co co quan phoi hop", "co don vi phoi hop")
    ):
        names.append("coord")
    return tuple(names)


def _is_field(case: Case, name: str) -> bool:
    strong = {
        "product": ("san pham", "dau ra", "ket qua"),
        "note": ("ghi chu", "dieu kien", "luu y", "rang buoc", "cho", "doi"),
    }
    return case.says(*strong[name])


def _role(case: Case, absent: tuple[str, ...]) -> str | None:
    lead = case.has("lead")
    coord = case.has("coord") and "coord" not in absent
    if coord and not case.says("chu tri"):
        return "coord"
    if lead and not coord:
        return "lead" if case.says("chu tri") or not case.says("duoc giao", "giao", "lo", "nhan") or not coord else None
    if case.units and case.units[0].collective == "all":
        return "lead"
    return None


def _several(case: Case) -> str | None:
    if not case.has("several") or case.units or not case.has("lead", "coord"):
        return None
    return "coord" if case.has("coord") else "lead"


def _cell_words(case: Case, fields: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The words that a product or note must hold ("sản phẩm là Quyết định của Bộ trưởng")."""
    if len(fields) != 1:
        return (), None
    weights = case.topic(HEARD)
    index = case.desk.products if fields[0] == "product" else case.desk.notes
    matches = case.search(index, weights)
    if sum(weights) < 0.8 or not matches or matches[0].coverage < 0.6:
        return (), None
    return tuple(w for w, weight in zip(case.words, weights, strict=True) if weight), fields[0]


def _match_words(case: Case, wanted: Filter) -> list[float] | None:
    if not wanted.words_in:
        return None
    index = case.desk.products if wanted.words_in == "product" else case.desk.notes
    matches = case.search(index, case.topic(HEARD))
    return matches[0].explained if matches else None
