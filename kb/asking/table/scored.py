"""How much of a question a list, a count or a ranking of tasks accounts for."""

from __future__ import annotations

import re

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.asking.table.conditions import Conditions
from kb.asking.table.marks import Marks

HEARD = (
    "who", "lead", "coord", "product", "note", "task", "which", "list", "count", "group", "absent", "exist", "only",
    "more", "all", "self", "several", "unitword", "phase", "ordinal", "back", "assign", "compare",
)  # fmt: skip
OWN = 0.1  # on top: the question sets the whole condition itself
CARRIED = 0.06  # on top: it changes one condition of the last list
LEFT_TURNED = 0.4  # off for each "không", "trừ" that no condition used
LEFT_THING = 0.2  # off for each unit, group or period that no condition used
# Words about the table itself: they say nothing of what a task is about.
STRUCTURE = frozenset(
    [
        "list",
        "liet",
        "ke",
        "stt",
        "so",
        "thu",
        "tu",
        "cot",
        "dong",
        "bang",
        "hang",
        "filter",
        "loc",
        "thuoc",
        "giao",
        "kieu",
        "dang",
        "tong",
        "ghi",
        "neu",
        "dem",
        "count",
        "xem",
        "ten",
        "dich",
        "danh",
        "du",
        "thong",
        "phu",
        "luc",
        "gia",
        "tri",
        "dieu",
        "kien",
        "solo",
        "chung",
        "rieng",
        "lay",
        "lai",
        "full",
        "all",
        "output",
        "show",
        "giup",
        "giu",
        "het",
        "coi",
        "tinh",
        "muc",
        "cai",
        "nhung",
        "task",
        "nv",
        "group",
        "phase",
        "truong",
        "hop",
        "loai",
        "moi",
        "tung",
        "cap",
        "con",
        "nam",
        "o",
        "distinct",
        "chi",
        "dung",
        "goi",
        "vai",
        "tro",
        "thi",
        "ra",
        "la",
        "nao",
        "may",
        "mo",
        "dau",
        "cuoi",
    ]
)

_SO_MANY = re.compile(
    r" (?:\d{1,2}|hai|ba|bon|nam|sau|bay|tam|chin|muoi)(?= (?:nhiem vu|viec|dau viec|task|cong viec) )"
)


def scored(
    case: Case, marks: Marks, own: Conditions, query: Query, match: list[float] | None, carried: bool
) -> Proposal:
    """A reading with its score: what no condition used is taken from it."""
    heard = [c for c in HEARD if c != "all" or query.kind == "count" or case.has("list")]
    if any(c.kind == "period" for c in query.where) or "when" in query.aspects:
        heard.append("when")
    told = own.used | _numbers_told(case)
    used = [1.0 if p in told or w in STRUCTURE else (match[p] if match else 0.0) for p, w in enumerate(case.words)]
    covered = case.explained(heard, used, ("unit", "group", "period", "quarter", "task"))
    covered -= LEFT_TURNED * len(own.left_over)
    covered -= LEFT_THING * sum(1 for m in marks.things if not set(range(m.start, m.end)) & own.used)
    return Proposal(covered + (CARRIED if carried else OWN), query, covered)


def _numbers_told(case: Case) -> set[int]:
    """The words that only say how many the tasks are ("hai việc nào", "có 2 việc thôi")."""
    return {len(case.heard.line[: found.start()].split()) for found in _SO_MANY.finditer(case.heard.line)}
