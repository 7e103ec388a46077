"""Tasks that a question sets side by side: in which fields, so that each is told of all of them."""

from __future__ import annotations

import re

from kb.asking.case import Case
from kb.asking.table.marks import Marks
from nlu.phrases import ways

_SOONER = re.compile(
    r" (?:som|truoc|muon|tre|cham|lau|dai|sau) hon | (?:xong|bat dau|ket thuc|hoan thanh) (?:truoc|som|sau|muon) "
)
_REST = ways("con lai | cai kia | viec kia")
_OTHER_ONE = ways("cai kia | viec kia | nhiem vu kia | con lai | moi viec | moi cai | tung viec | tung cai | ca hai")
_ASIDE = ways(
    "khac nhau | khac gi | giong nhau | giong khong | so sanh | cung noi | cung don vi | trung nhau | khac lead"
)
_CODE_OF_NOTE = re.compile(r" (?:nghi dinh|nghi quyet|quyet dinh|thong tu) (?:gi|nao|so may|may) ")
_WHICH_OF = re.compile(r" (?:cai|viec|nhiem vu|muc|dong|task|thang|ben) (?:nao|mo) ")


def compared_fields(case: Case, marks: Marks, tasks: tuple[int, ...]) -> tuple[str, ...]:
    """The fields in which two or three tasks are set side by side: each is told of all of them."""
    each = len(_WHICH_OF.findall(case.heard.line)) == len(tasks)  # "cái nào chỉ làm đến 2020, cái nào kéo tới 2025"
    if not 2 <= len(tasks) <= MOST_COMPARED or (case.units and not each and not case.says(*_OTHER_ONE)):
        return ()
    line, named = case.heard.line, [n for n in ("lead", "coord", "product", "note") if case.has(n) or marks.of(n)]
    if marks.of("waits") and "note" not in named:
        named.append("note")
    which = _WHICH_OF.search(line)
    if (_SOONER.search(line) or (each and marks.of("period"))) and not {"note"} & set(named):
        return ("when",)
    if marks.of("more", "less") and "coord" in named:
        return ("coord",)
    other = case.says(*_OTHER_ONE) and not (case.says(*_REST) and marks.of("filled", "empty", "waits"))
    told = other or each or case.says(*_ASIDE) or (len(named) > 1 and case.has("who"))
    if which and named and (told or ("note" in named and _CODE_OF_NOTE.search(line))):
        return tuple(named)
    return ()


MOST_COMPARED = 3  # tasks that may be set side by side
