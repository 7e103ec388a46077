"""Which conditions a question sets on tasks: units with their roles, groups, numbers, periods, what cells hold.

Each condition is read off the marks around a thing, and remembers the words that it used: a word that turns a condition
round ("không", "trừ") and that no condition used is left over, and speaks against the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.asking.case import Case
from kb.asking.query import Condition
from kb.asking.table.marks import Mark, Marks, unit_names
from nlu.text import roman, to_roman

CELLS = ("coord", "product", "note", "lead")
_JOINERS = frozenset(["va", "voi", "lan", "cung", "hoac", "hay", "ca", "la", "ben", "don", "vi", "cac"])
_SIGNS = ",;:.?!"
_NEAR_RIGHT, _NEAR_LEFT = 5, 6  # words between a unit and the word for its role
_VERBS = frozenset(["khong", "chua", "thieu", "co", "chang", "cha", "kem", "ghi", "neu", "yeu", "da"])
_EXCEPT_ENDS = frozenset(("thi", "con", "nhung", "roi"))
_UNITS_COUNTED = re.compile(
    r" (?P<least>tu |it nhat |tren |hon |nhieu hon )?(?P<number>mot|hai|ba|bon|\d) (?:don vi|co quan|ben|vu|noi)"
    r"(?P<up> tro len)?(?: khac nhau)?(?: cung| dong)? (?P<role>chu tri|phoi hop)?"
)
_ENDS_WITH = re.compile(r"(?<! keo)(?<! chay) (?:toi|den)(?: nam| het| het nam)? $")
_SHARED = re.compile(
    r" (?:lam|chu tri|lo|dung)(?: chung| cung)+ (?:voi |cung )?(?:don vi|ben|vu|co quan|ai|noi)(?: nao)? khac "
)
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4}
TITLE_ALONE, TITLE_FITS_ALONE = 1.5, 0.8  # the same where the word "nhóm" is not said
TITLE_ECHO = 0.6  # how far a word must match a title to be a part of it
_TITLE_CUES = ("who", "task", "which", "list", "count", "group", "all", "self", "exist", "place", "unitword")
TITLE_LEAST, TITLE_FITS = 1.0, 0.62  # weight of the words that name a group, and how much of it its title must have
CELL_LEAST = 0.8  # weight of words from which they say what a cell holds
CELL_FITS = 0.6  # coverage from which a cell holds them


@dataclass
class Conditions:
    """The conditions of a question, and the words that they account for."""

    case: Case
    marks: Marks
    found: list[Condition] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    roles: list[tuple[int, int, str]] = field(default_factory=list)  # the role words, bound or not
    bound: set[tuple[int, int, str]] = field(default_factory=set)  # those that belong to a unit or a cell's condition
    turned: set[Mark] = field(default_factory=set)  # the words of negation and exception that were used

    def __post_init__(self) -> None:
        self.roles = _role_spans(self.case, self.marks)
        self._excepted = [(mark, self._scope(mark)) for mark in self.marks.of("except")]

    # ── what turns a condition round ─────────────────────────────────────────
    def _scope(self, mark: Mark) -> int:
        """The word at which an exception ends: at a sign, at "thì" or "còn", or with the question."""
        words, typed = self.case.words, self.case.spotted.words
        named = False
        for place in range(mark.end, len(words)):
            if named and (words[place] in _EXCEPT_ENDS or any(s in typed[place].before for s in ";:.?!)")):
                return place
            if named and "," in typed[place].before and not self._goes_on(mark, place):
                return place
            named = named or bool(self.case.spotted.kinds[place]) or place > mark.end + 2
        return len(words)

    def _goes_on(self, mark: Mark, place: int) -> bool:
        """Whether after a comma another thing of the same kind follows ("trừ nhóm I, nhóm II, …")."""
        before = {k for k in self.case.spotted.kinds[mark.end : place] if k}
        return bool(before & set(self.case.spotted.kinds[place : place + 2]))

    def excepted(self, start: int) -> bool:
        """Whether a thing at a word is taken out; marks the exception as used."""
        for mark, end in self._excepted:
            if mark.end <= start < end:
                self._turn(mark)
                return True
        return False

    def _turn(self, mark: Mark) -> bool:
        self.turned.add(mark)
        self.used |= set(range(mark.start, mark.end))
        return True

    def denied(self, start: int, reach: int = 4, kinds: Sequence[str] = ("not", "empty")) -> bool:
        """Whether a "không" stands before a word and nothing else that it could turn round; marks it as used."""
        for mark in reversed(self.marks.of(*kinds)):
            if mark in self.turned or not mark.end <= start <= mark.end + reach:
                continue
            between = range(mark.end, start)
            if any(self.case.spotted.kinds[p] for p in between) or self._sign_in(mark.end, start):
                continue
            return self._turn(mark)
        return False

    def denied_between(self, start: int, end: int) -> bool:
        """Whether a "không" stands between two places; marks it as used."""
        return any(self._turn(m) for m in self.marks.of("not", "empty") if start <= m.start and m.end <= end)

    def _sign_in(self, start: int, end: int) -> bool:
        typed = self.case.spotted.words
        return any(sign in typed[p].before for p in range(start, min(end + 1, len(typed))) for sign in ";:.?!")

    # ── conditions one by one ────────────────────────────────────────────────
    def add(self, condition: Condition, *places: int) -> None:
        """Keep a condition and the words that it accounts for."""
        self.used |= set(places)
        if condition not in self.found:
            self.found.append(condition)

    def read(self, listing: bool) -> Conditions:
        """Read all conditions; `listing` says that tasks are sought, so that numbers and cells bound them."""
        self._units()
        self._loose_roles()
        self._groups()
        if listing:
            self._group_by_title()
            self._numbers()
            self._cells()
            self._counted_units()
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
            turned = self.excepted(mark.start) or self.denied(mark.start, 2)
            named.setdefault(turned, []).extend(_texts(mark))
            self.used |= set(range(mark.start, mark.end))
        if len(marks) == 2 and len(named.get(False, ())) == 2 and self._spread(marks[0].end, marks[1].start):
            first, last = (roman(n) or 0 for n in named[False])
            named[False] = [to_roman(n) for n in range(first, last + 1)]
        for turned, values in named.items():
            self.add(Condition("group", tuple(dict.fromkeys(values)), negated=turned))
        if named:
            self._echoed_titles({v for values in named.values() for v in values})

    def _echoed_titles(self, numerals: set[str]) -> None:
        """Words of the title of a group that is named by its numeral as well ("nhóm IV an toàn thông tin")."""
        weights = [0.0 if p in self.used else w for p, w in enumerate(self.case.topic(_TITLE_CUES))]
        for match in self.case.search(self.case.desk.groups, weights, set(numerals)):
            self.used |= {p for p, w in enumerate(weights) if w and match.explained[p] > TITLE_ECHO}

    def _spread(self, start: int, end: int) -> bool:
        """Whether "đến" or "tới" stands between two groups."""
        return end - start <= 3 and bool({"den", "toi"} & set(self.case.words[start:end]))

    def _units(self) -> None:
        for group in _together(self.case, self.marks.of("unit")):
            start, end = group[0].start, group[-1].end
            if any(m.end <= start <= m.end + 6 for m in self.marks.of("include")):
                self.used |= set(range(start - 4, end))  # "kể cả việc chung với VPB" bounds nothing
                continue
            role, span, turned = self._role_of(start, end)
            turned = turned or self.denied(start)
            turned = self.excepted(start) != turned  # "bỏ việc không do VPB chủ trì" keeps those that it leads
            names = unit_names(group)
            if not any(n in self.case.desk.charged or n not in self.case.desk.met for n in names):
                continue  # a body that no task is given to: what is said of it is a topic
            values = tuple(names)
            if turned and role is None and any(m.end <= start for m in self.marks.of("except")):
                role = "lead"  # "nhóm III trừ TTCNTT": what it leads
            alone = self._alone(start, end)
            op = "sole" if alone and not turned else "all" if self._all_of(group) else "any"
            self.add(Condition("unit", values, role, op, turned), *(p for m in group for p in range(m.start, m.end)))
            if span:
                near = [s for s in self.roles if s[2] == span[2] and span[0] - 3 <= s[1] and s[0] <= span[1] + 2]
                for own in (span, *near):
                    self.bound.add(own)
                    self.used |= set(range(own[0], own[1]))

    def _role_of(self, start: int, end: int) -> tuple[str | None, tuple[int, int, str] | None, bool]:
        """The role in which units are named, the words for it, and whether a "không" turns it round."""
        right = self._right_role(end)
        left = self._left_role(start)
        if right and (left is None or right[0] - end <= max(2, start - left[1])):
            turned = self.denied_between(end, right[0])
            return (right[2], right, turned)
        if left:
            turned = self.denied(left[0], 2)
            return (left[2], left, turned)
        named = [m for m in self.marks.of("named") if end <= m.start <= end + 6 or start - 4 <= m.end <= start]
        turned = any(self.denied_between(end, m.start + 1) for m in named if m.start >= end)
        for mark in named:
            self.used |= set(range(mark.start, mark.end))
        return None, None, turned

    def _right_role(self, end: int) -> tuple[int, int, str] | None:
        stop = next((m.start for m in self.marks.of("unit") if m.start >= end), len(self.case.words))
        typed = self.case.spotted.words
        for span in self.roles:
            if end <= span[0] <= min(end + _NEAR_RIGHT, stop):
                if any(sign in typed[p].before for p in range(end, span[0] + 1) for sign in _SIGNS):
                    return None
                after = [s for s in self.roles if s[0] == span[1] and s[2] != span[2] and s[0] < stop]
                meant = after[0] if after else span  # "đứng tên phối hợp"
                return meant if meant not in self.bound else None
        return None

    def _left_role(self, start: int) -> tuple[int, int, str] | None:
        stop = max((m.end for m in self.marks.of("unit") if m.end <= start), default=0)
        typed = self.case.spotted.words
        for span in reversed(self.roles):
            if max(stop, start - _NEAR_LEFT) <= span[1] <= start and span not in self.bound:
                if any(sign in typed[p].before for p in range(span[1] + 1, start + 1) for sign in ",;.?!"):
                    return None
                return None if self._asked_at(span) else span
        return None

    def _asked_at(self, span: tuple[int, int, str]) -> bool:
        """Whether a role word is what is asked ("ai chủ trì", "phối hợp với ai"), not a unit's role."""
        words = self.case.words
        return words[span[0] - 1 : span[0]] == ["ai"] or words[span[1] : span[1] + 1] in (["ai"], ["gi"])

    def _all_of(self, group: Sequence[Mark]) -> bool:
        if len(group) < 2:
            return False
        start, end = group[0].start, group[-1].end
        near = range(max(0, start - 2), min(len(self.case.words), end + 3))
        marks = [m for m in self.marks.of("both") if m.start in near]
        self.used |= {p for m in marks for p in range(m.start, m.end)}
        joined = any(m.start in range(start, end) for m in self.marks.of("or"))
        return bool(marks) and not joined

    def _alone(self, start: int, end: int) -> bool:
        near = range(max(0, start - 5), end + 7)
        marks = [m for m in self.marks.of("sole") if m.start in near]
        marks += [m for m in self.marks.of("except") if self._shared_out(m)]
        marks += [m for m in self.marks.of("only") if start - 4 <= m.start and m.end <= start]
        self.used |= {p for m in marks for p in range(m.start, m.end)}
        return bool(marks)

    def _shared_out(self, mark: Mark) -> bool:
        """Whether what is taken out is what a unit leads together with others ("không kể việc chung")."""
        if "chung" not in self.case.words[mark.end : mark.end + 3]:
            return False
        self.used |= set(range(mark.end, min(mark.end + 3, len(self.case.words))))
        return self._turn(mark)

    def _loose_roles(self) -> None:
        """A role without a unit of its own that is denied is the last unit's: "VPB chỉ phối hợp, không chủ trì"."""
        unit = next((c for c in reversed(self.found) if c.kind == "unit"), None)
        for span in self.roles:
            if unit is None or span in self.bound or self._asked_at(span) or span[2] == unit.role:
                continue
            if self.denied(span[0], 2, ("not",)) or self.excepted(span[0]):
                self.bound.add(span)
                self.add(Condition("unit", unit.values, span[2], "any", True), *range(span[0], span[1]))
            elif self._joined_to_role(span):
                self.bound.add(span)
                self.used |= set(range(span[0], span[1]))
                self.found[self.found.index(unit)] = Condition("unit", unit.values, None, unit.op, unit.negated)

    def _joined_to_role(self, span: tuple[int, int, str]) -> bool:
        """Whether a role word follows a bound one with "hoặc", "lẫn", "và" between: either role is meant."""
        words = self.case.words
        return any(
            other[1] <= span[0] <= other[1] + 2 and {"hoac", "lan", "hay", "vua"} & set(words[other[1] : span[0]])
            for other in self.bound
        )

    def _group_by_title(self) -> None:
        """A group that is named by what it is about: "nhóm lo chuyện bảo mật gồm những việc nào"."""
        if self.marks.of("group") or not (self.case.says("nhom", "gom") or self.case.has("list")):
            return
        weights = [0.0 if p in self.used else w for p, w in enumerate(self.case.topic(_TITLE_CUES))]
        found = self.case.search(self.case.desk.groups, weights)
        named = self.case.says("nhom")
        least, fits = (TITLE_LEAST, TITLE_FITS) if named else (TITLE_ALONE, TITLE_FITS_ALONE)
        if sum(weights) < least or not found or found[0].coverage < fits:
            return
        places = [p for p, w in enumerate(weights) if w and found[0].explained[p]]
        self.add(Condition("group", (str(found[0].key),)), *places)

    def _numbers(self) -> None:
        for mark in self.marks.of("task"):
            turned = self.excepted(mark.start)
            self.add(Condition("number", _texts(mark), negated=turned), *range(mark.start, mark.end))
        if edge := _first_or_last(self.case):
            numbers, places = edge
            self.add(Condition("number", tuple(map(str, numbers))), *places)

    def _cells(self) -> None:
        self._cell_words()
        self._waits()
        for start, end, name in _cell_spans(self.case, self.marks, self.bound):
            if not self._names_cell(start, end, name):
                continue
            if state := self._state_of(start, end):
                op, mark = state
                places = range(min(start, mark.start), max(end, mark.end))
                if op == "filled" and self.denied(mark.start, 1, ("not",)):
                    op = "empty"
                self.turned.add(mark)
                turned = self.excepted(start)
                self.bound.add((start, end, name))
                self.add(Condition("cell", (), name, op, turned), *places)

    def _names_cell(self, start: int, end: int, name: str) -> bool:
        """Whether words are a column's name, not only a way of asking for it."""
        words = " ".join(self.case.words[start:end])
        return any(noun in words for noun in _CELL_NOUNS.get(name, (words,)))

    def _waits(self) -> None:
        """Tasks whose note lets something else come first ("phải chờ cái khác xong mới làm được")."""
        marks = self.marks.of("waits")
        if not marks or any(c.kind == "cell" and c.role == "note" for c in self.found):
            return
        turned = self.denied(marks[0].start, 2, ("not",)) or any(
            self._turn(m)
            for m in self.marks.of("not")
            if m.start < marks[0].start < m.end  # "không phải chờ"
        )
        turned = self.excepted(marks[0].start) != turned  # "bỏ những cái không phải chờ" keeps those that must
        self.bound |= {s for s in _cell_spans(self.case, self.marks, set()) if s[2] == "note"}
        places = {p for m in marks for p in range(m.start, m.end)} | {
            p for s, e, n in self.bound if n == "note" for p in range(s, e)
        }
        self.add(Condition("cell", (), "note", "waits", turned), *places)

    def _says_of(self, mark: Mark, start: int, end: int) -> bool:
        """Whether a mark may speak of a column: "không có" of the one after it, "trống" of either, across no sign."""
        before = mark.end <= start
        if not before and self.case.words[mark.start] in _VERBS and self._cell_after(mark):
            return False
        low, high = (mark.end, start) if before else (end, mark.start)
        typed = self.case.spotted.words
        return not any(s in typed[p].before for p in range(low, min(high + 1, len(typed))) for s in ",;.")

    def _cell_after(self, mark: Mark) -> bool:
        return any(mark.end <= s <= mark.end + 3 for s, _, _ in _cell_spans(self.case, self.marks, self.bound))

    def _state_of(self, start: int, end: int) -> tuple[str, Mark] | None:
        """Whether a column is said to be empty or filled near its name, and the words that say so."""
        best: tuple[int, str, Mark] | None = None
        for mark in self.marks.of("filled", "empty"):
            gap = mark.start - end if mark.start >= end else start - mark.end
            overlaps = mark.start < end and start < mark.end
            if not overlaps and not 0 <= gap <= (3 if mark.kind == "empty" else 2 if mark.end - mark.start > 1 else 1):
                continue
            if (mark in self.turned and not overlaps) or self._nearer(mark, start, end):
                continue
            if not overlaps and not self._says_of(mark, start, end):
                continue
            if self._thing_between(mark, start, end) or (mark.kind == "empty" and self._inside_filled(mark)):
                continue
            if mark.kind == "filled" and mark.end - mark.start == 1 and (mark.start > start or self._asks_what(end)):
                continue
            rank = (0 if overlaps else gap) - (mark.end - mark.start) / 10
            if best is None or rank < best[0]:
                best = (rank, mark.kind, mark)  # type: ignore[assignment]
        return (best[1], best[2]) if best else None

    def _nearer(self, mark: Mark, start: int, end: int) -> bool:
        """Whether another column's name stands nearer to a mark."""

        def gap(s: int, e: int) -> int:
            return mark.start - e if mark.start >= e else max(0, s - mark.end)

        own = gap(start, end)
        return any(
            gap(s, e) < own for s, e, _ in _cell_spans(self.case, self.marks, self.bound) if (s, e) != (start, end)
        )

    def _inside_filled(self, mark: Mark) -> bool:
        return any(m.start <= mark.start and mark.end <= m.end for m in self.marks.of("filled") if m != mark)

    def _thing_between(self, mark: Mark, start: int, end: int) -> bool:
        low, high = (mark.end, start) if mark.end <= start else (end, mark.start)
        return any(self.case.spotted.kinds[p] for p in range(low, high))

    def _asks_what(self, end: int) -> bool:
        return bool({"gi", "nao", "ai", "sao"} & set(self.case.words[end : end + 3]))

    def _cell_words(self) -> None:
        """The words that a product or note must hold ("sản phẩm là Quyết định của Bộ trưởng")."""
        spans = [s for s in _cell_spans(self.case, self.marks, self.bound) if s[2] in ("product", "note")]
        if len({name for _, _, name in spans}) != 1:
            return
        start, _, name = spans[0]
        cues = ("who", "lead", "coord", "product", "note", "task", "which", "list", "count", "group", "all", "self",
                "unitword", "exist", "only", "absent", "ordinal", "assign")  # fmt: skip
        weights = [0.0 if p in self.used else w for p, w in enumerate(self.case.topic(cues))]
        index = self.case.desk.products if name == "product" else self.case.desk.notes
        matches = self.case.search(index, weights)
        if sum(weights) < CELL_LEAST or not matches or matches[0].coverage < CELL_FITS:
            return
        turned = self.excepted(start) or self.denied(start, 3)
        self.bound.add(spans[0])
        places = [p for p, w in enumerate(weights) if w]
        self.add(Condition("cell", self.case.topic_words(weights), name, "says", turned), start, *places)

    def _counted_units(self) -> None:
        line = self.case.heard.line
        for found in _UNITS_COUNTED.finditer(line):
            first = len(line[: found.start()].split())
            places = range(first, first + len(found[0].split()))
            role = found["role"] or self._near_role(places)
            if role is None or any(
                self.case.spotted.kinds[p] == "unit"
                for p in range(places[-1] + 1, places[-1] + 3)
                if p < len(self.case.words)
            ):
                continue
            role = {"chu tri": "lead", "phoi hop": "coord"}.get(role, role)
            number = _NUMBERS.get(found["number"]) or int(found["number"])
            more = (found["least"] or "").strip() in ("tren", "hon", "nhieu hon")
            least = bool(found["least"] or found["up"])
            op, number = ("least", number + more) if least or number > 1 else ("exactly", number)
            self.bound |= {s for s in self.roles if s[2] == role and (s[0] in places or s[0] == places[-1] + 1)}
            self.add(Condition("units", (str(number),), role, op), *places)
        if (
            not any(c.kind == "units" for c in self.found)
            and (self.case.says("dong chu tri", "cung chu tri") or _SHARED.search(line))
            and not self.case.units
        ):
            self.add(Condition("units", ("2",), "lead", "least"), *self.case.places("lead", "several"))

    def _near_role(self, places: range) -> str | None:
        for start, end, role in self.roles:
            if places[-1] < start <= places[-1] + 2 or places[0] - 2 <= end <= places[0]:
                return role
        return None

    def _periods(self, listing: bool) -> None:
        both = self.marks.of("both_phases")
        one = self.marks.of("one_phase")
        marks = self.marks.of("period")
        if listing and self.case.spotted.quarters and self.case.spotted.years:
            values = tuple(f"Quý {to_roman(q)}/{self.case.spotted.years[0]}" for q in self.case.spotted.quarters)
            places = [p for p, k in enumerate(self.case.spotted.kinds) if k in ("quarter", "period")]
            self.add(Condition("period", values, op="in"), *places)
            return
        known = tuple(dict.fromkeys(p.text for t in self.case.document.tasks for p in t.periods if "-" in p.text))
        if not marks:
            if both and listing:
                turned = self.denied(both[0].start, 2) or self.excepted(both[0].start)
                self.add(Condition("period", known, op="both", negated=turned), *range(both[0].start, both[0].end))
            elif one and listing:
                self.add(Condition("period", (), op="one"), *range(one[0].start, one[0].end))
            return
        self.used |= {p for m in both for p in range(m.start, m.end)}
        if len(marks) >= 2 and (both or self.case.says("ca", "lan", "du ca", "dong thoi")):
            values = tuple(v for m in marks for v in _texts(m))
            self.add(Condition("period", values, op="both"), *(p for m in marks for p in range(m.start, m.end)))
            self.used |= {p for m in self.marks.of("both") for p in range(m.start, m.end)}
            return
        only = self.marks.of("only")
        for mark in marks:
            turned = self.excepted(mark.start) or self.denied(mark.start, 4)
            op = self._period_op(mark, only)
            self.add(Condition("period", _texts(mark), op=op, negated=turned), *range(mark.start, mark.end))
        self._without_echo()

    def _period_op(self, mark: Mark, only: Sequence[Mark]) -> str:
        year = len(str(_texts(mark)[0])) == 4
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

    @property
    def left_over(self) -> list[Mark]:
        """The words of negation and exception that no condition used."""
        return [
            m
            for m in self.marks.of("not", "except")
            if m not in self.turned and not set(range(m.start, m.end)) <= self.used
        ]


def _texts(mark: Mark) -> tuple[str, ...]:
    return tuple(str(v) for v in mark.value) if isinstance(mark.value, tuple) else ()


def _role_spans(case: Case, marks: Marks) -> list[tuple[int, int, str]]:
    """The words for a role, in order; of those that overlap, the longest."""
    spans = [(s, e, role) for role in ("lead", "coord") for s, e in case.cue_spans.get(role, ())]
    spans += [(m.start, m.end, m.kind) for m in marks.of("lead", "coord")]
    spans.sort(key=lambda s: (s[0] - s[1], s[0]))
    kept: list[tuple[int, int, str]] = []
    for span in spans:
        if not any(span[0] < k[1] and k[0] < span[1] for k in kept):
            kept.append(span)
    return sorted(kept)


def _cell_spans(case: Case, marks: Marks, bound: set[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The columns that a question names, but for role words that belong to units."""
    taken = {p for s, e, _ in bound for p in range(s, e)}
    spans = [(s, e, name) for name in CELLS for s, e in case.cue_spans.get(name, ())]
    spans += [(m.start, m.end, m.kind) for m in marks.of(*CELLS)]
    spans.sort(key=lambda s: (s[0] - s[1], s[0]))
    kept: list[tuple[int, int, str]] = []
    for span in spans:
        if taken & set(range(span[0], span[1])) or any(span[0] < k[1] and k[0] < span[1] for k in kept):
            continue
        kept.append(span)
    yield from sorted(kept)


def _together(case: Case, units: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Units named in one run ("VPB, TTCNTT và Vụ PC"): between them stand only joining words."""
    run: list[Mark] = []
    for mark in units:
        between = case.words[run[-1].end : mark.start] if run else []
        if run and all(w in _JOINERS for w in between) and len(between) <= 3:
            run.append(mark)
            continue
        if run:
            yield run
        run = [mark]
    if run:
        yield run


_CELL_NOUNS = {
    "product": ("san pham", "dau ra", "deliverable", "output", "ket qua", "ra cai gi", "ra gi"),
    "note": ("ghi chu", "dieu kien", "luu y", "note", "cot cuoi"),
}
_EDGE = re.compile(
    r" (?P<number>\d{1,2}|hai|ba|bon|nam|muoi) (?:nhiem vu|viec|dau viec|dong|muc|cong viec) (?P<end>dau|cuoi)(?:"
    r" tien| cung)? "
)
_EDGE_NUMBERS = {"hai": 2, "ba": 3, "bon": 4, "nam": 5, "muoi": 10}


def _first_or_last(case: Case) -> tuple[list[int], range] | None:
    """The first or last few tasks ("10 nhiệm vụ đầu"), and the words that say so."""
    if not (found := _EDGE.search(case.heard.line)):
        return None
    size = _EDGE_NUMBERS.get(found["number"]) or int(found["number"])
    numbers = [t.number for t in case.document.tasks]
    first = len(case.heard.line[: found.start()].split())
    if any(case.spotted.kinds[first : first + 2]):
        return None
    chosen = numbers[:size] if found["end"] == "dau" else numbers[-size:]
    return chosen, range(first, first + len(found[0].split()))
