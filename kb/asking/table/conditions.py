"""Which conditions a question sets on tasks: units with their roles, groups, numbers, periods, what cells hold.

Each condition is read off the marks around a thing, and remembers the words that it used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.asking.case import Case
from kb.asking.query import Condition
from kb.asking.spotting import SPELLED
from kb.asking.table.cells import Cells
from kb.asking.table.counts import places_of
from kb.asking.table.marks import Mark
from kb.asking.table.turning import texts
from kb.asking.table.units import Units
from nlu.phrases import ways
from nlu.text import roman, to_roman

TITLE_ALONE, TITLE_FITS_ALONE = 1.5, 0.8  # the same where the word "nhóm" is not said
TITLE_ECHO = 0.6  # how far a word must match a title to be a part of it
_TITLE_CUES = ("who", "task", "which", "list", "count", "group", "all", "self", "exist", "place", "unitword")
TITLE_LEAST, TITLE_FITS = 1.0, 0.62  # weight of the words that name a group, and how much of it its title must have
_AFTER_TITLE = frozenset(ways("viec | nhiem | may | gom | task"))
_ENDS_WITH = re.compile(r"(?<! keo)(?<! chay) (?:toi|den|het)(?: nam| het| het nam)? $")
_DOING = [[word] for word in ways("lam | co | thuc | trien")]
_ECHOES = frozenset(ways("qua | sang | khong | het | keo | den | toi | sau"))
_EDGE_GROUP = re.compile(r" nhom(?: nhiem vu| viec)? (?P<end>chot|cuoi|dau)(?: cung| tien)?(?: bang)? (?!nao|tu )")
_OTHERS_LEFT = re.compile(r" \d+ (?:\S+ )?(?:roi|ra)(?: thi)? con (?:\S+ ){0,3}?(?:nao|gi)(?: nua| khac)? ")
_FORWARD = ("tro di", "tro len", "ve sau", "tro ve sau", "den het", "den cuoi")
_BACKWARD = ("tro ve truoc", "tro lai", "tro xuong", "ve truoc")
_EDGE = re.compile(
    r" (?P<number>\d{1,2}|hai|ba|bon|nam|muoi) (?:nhiem vu|viec|dau viec|dong|muc|cong viec) (?P<end>dau|cuoi)(?:"
    r" tien| cung)? "
)

_BY_QUARTER = re.compile(
    r" (?:moc|han|thoi han|thoi gian|tien do|deadline)(?: hoan thanh)?(?: duoc| bi)?(?: tinh| ghi| dat| chia| de)?"
    r" (?:theo|bang|la) quy(?= )(?! (?:[iv]+|\d|mot|hai|ba|bon|may|nao) )"
    r"| (?:ghi|tinh) (?:thoi han |han |moc )?theo quy(?= )(?! (?:[iv]+|\d|mot|hai|ba|bon|may|nao) )"
)


class Conditions(Units, Cells):
    """The conditions of a question, and the words that they account for."""

    def read(self, listing: bool) -> Conditions:
        """Read all conditions; `listing` says that tasks are sought, so that numbers and cells bound them."""
        self._either_role()
        self._shared()
        self._nameless()
        if listing:
            self._counted_units()
            self._most_units()
        self._units()
        if listing:
            self._no_names()
        self._loose_roles()
        self._groups()
        if listing:
            self._group_by_title()
            self._numbers()
            self._cells()
        self._periods(listing)
        return self

    def _groups(self) -> None:
        """Groups: those that are meant are one condition, those that are taken out another."""
        named: dict[bool, list[str]] = {}
        marks = self.marks.of("group")
        if (
            not marks
            and self.case.state.group
            and self.case.says("nhom do", "nhom nay", "nhom ay", "phan do", "phan nay")
        ):
            named[False] = [self.case.state.group]
        for mark in marks:
            turned = self.excepted(mark.start) or self.denied(mark.start, 2, ("not",))
            named.setdefault(turned, []).extend(texts(mark))
            self.used |= set(range(mark.start, mark.end))
        if (
            len(marks) == 2
            and len(named.get(False, ())) == 2
            and ({"den", "toi"} & set(self.case.words[marks[0].end : marks[1].start][:3]))
        ):
            first, last = (roman(n) or 0 for n in named[False])
            named[False] = [to_roman(n) for n in range(first, last + 1)]
            self.ranged = True
        if len(marks) == 1 and len(named.get(False, ())) == 1:
            named[False] = self._onward(marks[0], named[False][0])
        if not named and (edge := edge_group(self.case)):
            named[False] = [edge[0]]
            self.used |= set(edge[1])
        for turned, values in named.items():
            self.add(Condition("group", tuple(dict.fromkeys(values)), negated=turned))
        if named:
            self._echoed_titles({v for values in named.values() for v in values})

    def _onward(self, mark: Mark, numeral: str) -> list[str]:
        """The groups from one on ("từ nhóm III trở đi") or up to it ("từ nhóm III trở về trước")."""
        after = " ".join(self.case.words[mark.end : mark.end + 3]) + " "
        numerals = [g.numeral for g in self.case.document.groups]
        found = next((w for w in (*_BACKWARD, *_FORWARD) if after.startswith(f"{w} ")), None)
        if found is None or numeral not in numerals:
            return [numeral]
        self.used |= set(range(mark.end, mark.end + len(found.split()))) | set(
            range(max(0, mark.start - 1), mark.start)
        )
        self.ranged = True
        place = numerals.index(numeral)
        return numerals[: place + 1] if found in _BACKWARD else numerals[place:]

    def _echoed_titles(self, numerals: set[str]) -> None:
        """Words of the title of a group that is named by its numeral as well ("nhóm IV an toàn thông tin")."""
        weights = [0.0 if p in self.used else w for p, w in enumerate(self.case.topic(_TITLE_CUES))]
        for match in self.case.search(self.case.desk.groups, weights, set(numerals)):
            self.used |= {p for p, w in enumerate(weights) if w and match.explained[p] > TITLE_ECHO}

    def _group_by_title(self) -> None:
        """A group that is named by what it is about: "nhóm lo chuyện bảo mật gồm những việc nào"."""
        if self.marks.of("group") or not (self.case.says("nhom", "gom") or self.case.has("list")):
            return
        weights = [0.0 if p in self.used else w for p, w in enumerate(self.case.topic(_TITLE_CUES))]
        named = self.case.says("nhom")
        if named:
            titled = self._after_group_word()
            weights = [w if p in titled else 0.0 for p, w in enumerate(weights)]
        found = self.case.search(self.case.desk.groups, weights)
        least, fits = (TITLE_LEAST, TITLE_FITS) if named else (TITLE_ALONE, TITLE_FITS_ALONE)
        if sum(weights) < least or not found or found[0].coverage < fits:
            return
        places = [p for p, w in enumerate(weights) if w and found[0].explained[p]]
        turned = self.excepted(places[0]) or self.denied(places[0], 3, ("not",))
        self.add(Condition("group", (str(found[0].key),), negated=turned), *places)

    def _after_group_word(self) -> range:
        """The words after "nhóm" that may tell what it is about: up to a sign, or to a word for tasks."""
        words = self.case.words
        start = next(p for p, w in enumerate(words) if w in ("nhom", "gom")) + 1
        sizes = range(start + 1, len(words))
        return range(start, next((p for p in sizes if words[p] in _AFTER_TITLE or self.sign_in(p, p)), len(words)))

    def _numbers(self) -> None:
        named: dict[bool, list[str]] = {}
        for mark in self.marks.of("task"):
            named.setdefault(self.excepted(mark.start) or others_left(self.case), []).extend(self._numbers_on(mark))
            self.used |= set(range(mark.start, mark.end))
        for turned, values in named.items():
            self.add(Condition("number", tuple(dict.fromkeys(values)), negated=turned))
        if edge := first_or_last(self.case):
            numbers, places = edge
            self.add(Condition("number", tuple(map(str, numbers))), *places)

    def _numbers_on(self, mark: Mark) -> tuple[str, ...]:
        """The tasks that are named, or all from one on ("từ việc 20 trở đi")."""
        named = texts(mark)
        after = " ".join(self.case.words[mark.end : mark.end + 3]) + " "
        found = next((w for w in (*_BACKWARD, *_FORWARD) if after.startswith(f"{w} ")), None)
        if found is None or len(named) != 1:
            return named
        self.used |= set(range(max(0, mark.start - 1), mark.end + len(found.split())))
        number = int(named[0])
        every = (t.number for t in self.case.document.tasks)
        return tuple(str(n) for n in every if (n <= number if found in _BACKWARD else n >= number))

    def _periods(self, listing: bool) -> None:
        both = self.marks.of("both_phases")
        one = self.marks.of("one_phase")
        marks = self.marks.of("period")
        if listing and self.case.spotted.quarters and self.case.spotted.years:
            values = tuple(f"Quý {to_roman(q)}/{self.case.spotted.years[0]}" for q in self.case.spotted.quarters)
            places = [p for p, k in enumerate(self.case.spotted.kinds) if k in ("quarter", "period")]
            self.add(Condition("period", values, op="in"), *places)
            return
        texts_known = dict.fromkeys(p.text for t in self.case.document.tasks for p in t.periods)
        known = tuple(t for t in texts_known if "-" in t)
        if listing and (found := _BY_QUARTER.search(self.case.heard.line)):
            values = tuple(t for t in texts_known if "-" not in t)
            turned = bool(re.search(r" (?:khong|chua) $", self.case.heard.line[: found.start() + 1]))
            self.add(Condition("period", values, op="in", negated=turned), *places_of(self.case, found))
            return
        if not marks:
            if both and listing:
                turned = self.denied(both[0].start, 2) or self.excepted(both[0].start)
                self.add(Condition("period", known, op="both", negated=turned), *range(both[0].start, both[0].end))
            elif one and listing:
                self.add(Condition("period", (), op="one"), *range(one[0].start, one[0].end))
            return
        self.used |= {p for m in both for p in range(m.start, m.end)}
        if len(marks) >= 2 and (both or self.case.says("ca", "lan", "du ca", "dong thoi")):
            values = tuple(v for m in marks for v in texts(m))
            self.add(Condition("period", values, op="both"), *(p for m in marks for p in range(m.start, m.end)))
            self.used |= {p for m in self.marks.of("both") for p in range(m.start, m.end)}
            return
        only = self.marks.of("only")
        for n, mark in enumerate(marks):
            if n and self._echoes(marks[n - 1], mark):
                self.used |= set(range(mark.start, mark.end))
                continue
            turned = self.excepted(mark.start) or self.denied(mark.start, 4) or self._not_done(mark)
            op = "until" if turned and self._ends_in(mark) else self._period_op(mark, only)
            self.add(Condition("period", texts(mark), op=op, negated=turned), *range(mark.start, mark.end))
        self._without_echo()

    def _not_done(self, mark: Mark) -> bool:
        """Whether a "không" and a word for doing close what is said of a period ("giai đoạn đầu thì không làm")."""
        words, denying = self.case.words, self.marks.of("not")
        after = [m for m in denying if mark.end <= m.start <= mark.end + 2 and words[m.end : m.end + 1] in _DOING]
        periods = {m.start for m in self.marks.of("period")}
        after = [m for m in after if not periods & set(range(m.end, m.end + 4))]  # that says it of the next one
        return any(self.turn(m) for m in after if m not in self.turned)

    def _ends_in(self, mark: Mark) -> bool:
        """Whether what is denied is that tasks end in a year ("chưa xong trong 2020")."""
        return len(str(texts(mark)[0])) == 4 and bool(
            {"xong", "het"} & set(self.case.words[mark.start - 4 : mark.start])
        )

    def _echoes(self, before: Mark, mark: Mark) -> bool:
        """Whether a period only says once more where the one before it ends ("chỉ 2019-2020 thôi, qua 2021 là hết")."""
        if not any(c.kind == "period" and c.op == "only" for c in self.found):
            return False
        between = set(self.case.words[before.end : mark.start])
        if not between & _ECHOES or between & {"va", "hoac", "lan"}:
            return False
        self.denied_between(before.end, mark.start)
        return True

    def _period_op(self, mark: Mark, only: Sequence[Mark]) -> str:
        year = len(str(texts(mark)[0])) == 4
        before = [m for m in self.marks.of("until", "after", "from") if m.end <= mark.start <= m.end + 2]
        if before and year:
            self.used |= set(range(before[-1].start, before[-1].end))
            words = self.case.words[before[-1].start : before[-1].end]
            return {"until": "before" if words[:1] == ["truoc"] else "until", "after": "after", "from": "from"}[
                before[-1].kind
            ]
        if year and only and _ENDS_WITH.search(f" {' '.join(self.case.words[: mark.start])} "):  # "chỉ làm tới 2020"
            self.used |= {p for m in only for p in range(m.start, m.end)} | {mark.start - 1, mark.start - 2}
            return "until"
        near = [m for m in only if m.end <= mark.start <= m.end + 7 or mark.end <= m.start <= mark.end + 3]
        if near:
            self.used |= {p for m in near for p in range(m.start, m.end)}
            return "only"
        return "in"

    def _without_echo(self) -> None:
        """ "chỉ 2019-2020, không kéo sang 2021-2025" is one condition: the denied part says it once more."""
        only = [c for c in self.found if c.kind == "period" and c.op == "only" and not c.negated]
        for stretch in self.marks.of("stretch", "after") if only else ():
            self.denied(stretch.start, 2, ("not",))
            self.used |= set(range(stretch.start, stretch.end))
        if only:
            self.found = [c for c in self.found if c.kind != "period" or c in only]


def others_left(case: Case) -> bool:
    """Whether other tasks than those that are named are asked for ("ở việc 10 với 21 rồi, còn việc nào nữa")."""
    return bool(_OTHERS_LEFT.search(case.heard.line))


def edge_group(case: Case) -> tuple[str, range] | None:
    """The numeral of the first or last group, where it is named so, and the words that say it."""
    edge = _EDGE_GROUP.search(case.heard.line)
    if edge is None or any(w.typed in ("mô", "đâu") for w in case.spotted.words):
        return None
    first = len(case.heard.line[: edge.start()].split())
    group = case.document.groups[-1 if edge["end"] in ("chot", "cuoi") else 0]
    return group.numeral, range(first, first + len(edge[0].split()))


def first_or_last(case: Case) -> tuple[list[int], range] | None:
    """The first or last few tasks ("10 nhiệm vụ đầu"), and the words that say so."""
    if not (found := _EDGE.search(case.heard.line)):
        return None
    size = SPELLED.get(found["number"]) or int(found["number"])
    numbers = [t.number for t in case.document.tasks]
    first = len(case.heard.line[: found.start()].split())
    if any(case.spotted.kinds[first : first + 2]):
        return None
    chosen = numbers[:size] if found["end"] == "dau" else numbers[-size:]
    return chosen, range(first, first + len(found[0].split()))
