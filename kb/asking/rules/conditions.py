"""The condition that a question sets on tasks: unit and role, group, period, what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.index import Index
from kb.asking.phrases import ways
from kb.asking.query import Filter
from kb.text import to_roman

HEARD = (
    "who", "lead", "coord", "product", "note", "task", "which", "list", "count", "group", "absent", "exist", "only",
    "more", "all", "self", "several", "unitword", "phase", "ordinal", "back", "assign",
)  # fmt: skip
FINISHED = ways("hoan thanh | phai xong | lam xong | phai lam | thuc hien | ket thuc | den han | hoan tat")
THAT_GROUP = ways("nhom do | nhom nay | nhom ay")
_COUNTED = re.compile(
    r" (?:(?:bao nhieu|may|so luong|tong so|so luong cac)"
    r" (?:nhiem vu|viec|dau viec|cong viec|muc|hang muc|dau muc|cai|muc viec)"
    r"|(?:tat ca|tong cong|ca thay|la|duoc giao|co|tong so la|thi|phoi hop|chu tri) (?:bao nhieu|may)"
    r"|dem|so luong|tong so|(?<!nhiem vu )(?<!viec )(?<!so )(?:bao nhieu|may)(?= $)) "
)
_NOT_COUNTED = re.compile(
    r" (?:bao nhieu|may) (?:nhiem vu|viec|dau viec|cong viec|muc|hang muc|cai) nao "
    r"| (?:so|thu|phan tram) (?:bao nhieu|may) "
    r"| (?:bao nhieu|may) (?:phan tram|%|ngay|don vi|co quan) "
)
_LISTED = ways(
    "la viec nao | la nhiem vu nao | nhung viec nao | nhung nhiem vu nao | liet ke | ke ra | danh sach | diem mat"
    " | ke ten | cho xem | thong ke"
)
_FIELDS = {
    "product": ways("san pham | dau ra | ket qua"),
    "note": ways("ghi chu | dieu kien | luu y | rang buoc | cho | doi"),
}
_HAS_COORD = ways("co phoi hop | co co quan phoi hop | co don vi phoi hop")
_AFTER, _BEFORE = 3, 1  # words that may stand between "không có" and the field after it, or before it
LEAST_CELL = 0.8  # weight of words from which they say what a cell holds
CELL_FITS = 0.6  # coverage from which a cell holds them


def counts(case: Case) -> bool:
    """Whether a number of tasks is asked for."""
    if case.says(*_LISTED):
        return False
    return bool(_COUNTED.search(case.heard.line)) and not _NOT_COUNTED.search(case.heard.line)


def own_filter(case: Case) -> Filter:
    """The condition that a question sets by itself."""
    spotted, units = case.spotted, [u.name for u in case.units]
    absent = tuple(_attached(case, "absent"))
    fields = _fields_present(case, absent)
    words, words_in = _cell_words(case, fields)
    apart = _roles_apart(case) if len(units) == 2 else ()
    return Filter(
        unit=units[0] if units else None,
        other=units[1] if apart or (len(units) == 2 and _together(case)) else None,
        other_role=apart[1] if apart else None,
        role=apart[0] if apart else role_asked(case, absent) if units else None,
        group=spotted.groups[0] if spotted.groups else case.state.group if case.says(*THAT_GROUP) else None,
        period=spotted.ranges[0] if spotted.ranges else _quarter_period(case) or _phase(case),
        year=spotted.years[0] if spotted.years and not spotted.ranges and not spotted.quarters else None,
        only=case.has("only") and bool(spotted.ranges or spotted.years or spotted.phases),
        absent=absent,
        present=() if words_in else fields,
        several=_several(case),
        words=words,
        words_in=words_in,
    )


def role_asked(case: Case, absent: tuple[str, ...]) -> str | None:
    """The role that units are asked for in: lead, coord, or None for either."""
    lead = case.has("lead")
    coord = case.has("coord") and "coord" not in absent
    if coord and not case.says("chu tri"):
        return "coord"
    if lead and (not coord or (case.says("chu tri") and not case.says("phoi hop"))):
        return "lead"
    if case.units and case.units[0].collective == "all":
        return "lead"
    return None


def cell_of(case: Case, field: str) -> Index:
    """The index of what the tasks' products, or their notes, say."""
    return case.desk.products if field == "product" else case.desk.notes


def _roles_apart(case: Case) -> tuple[str, ...]:
    """The roles of two units that each have their own ("VPB chủ trì và TTCNTT phối hợp"); () where they have not."""
    line = case.heard.line
    for pattern in (
        r" <u>(?: \S+){0,2}? (chu tri|phoi hop) .*?<u>(?: \S+){0,2}? (chu tri|phoi hop) ",
        r" (chu tri|phoi hop)(?: \S+){0,2}? <u> .*?(chu tri|phoi hop)(?: \S+){0,2}? <u> ",
    ):
        if (found := re.search(pattern, line)) and found[1] != found[2]:
            return tuple("lead" if role == "chu tri" else "coord" for role in found.groups())
    return ()


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
    """Fields that follow a cue such as "không có", "bỏ trống" closely, or stand just before it."""
    for start, end in case.cue_spans.get(cue, ()):
        for name in ("coord", "product", "note"):
            spans = case.cue_spans.get(name, ())
            if any(0 <= first - end <= _AFTER or 0 <= start - last <= _BEFORE for first, last in spans):
                yield name


def _fields_present(case: Case, absent: tuple[str, ...]) -> tuple[str, ...]:
    """Fields that the tasks must have: "có ghi chú", "nêu sản phẩm dự kiến"."""
    names = [n for n, said in _FIELDS.items() if n not in absent and case.has(n) and case.says(*said)]
    if "coord" not in absent and case.has("coord") and not case.units and case.says(*_HAS_COORD):
        names.append("coord")
    return tuple(names)


def _several(case: Case) -> str | None:
    if not case.has("several") or case.units or not case.has("lead", "coord"):
        return None
    return "coord" if case.has("coord") else "lead"


def _cell_words(case: Case, fields: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The words that a product or note must hold ("sản phẩm là Quyết định của Bộ trưởng"), and which of the two."""
    if len(fields) != 1:
        return (), None
    weights = case.topic(HEARD)
    matches = case.search(cell_of(case, fields[0]), weights)
    if sum(weights) < LEAST_CELL or not matches or matches[0].coverage < CELL_FITS:
        return (), None
    return case.topic_words(weights), fields[0]
