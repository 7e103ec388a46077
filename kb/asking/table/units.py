"""Conditions on units: in which role, alone, together or not at all, and how many of them stand in a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.asking.case import Case
from kb.asking.query import Condition
from kb.asking.spotting import SPELLED
from kb.asking.table.counts import places_of
from kb.asking.table.marks import Mark, unit_names
from kb.asking.table.turning import SIGNS, Span, Turning, role_spans
from kb.model import Unit
from nlu.phrases import ways

_JOINERS = frozenset(["va", "voi", "lan", "cung", "hoac", "hay", "ca", "la", "ben", "don", "vi", "cac"])
_NEAR_RIGHT, _NEAR_LEFT = 5, 6  # words between a unit and the word for its role
_THESE = ways(
    "hai noi nay | hai don vi nay | hai ben nay | hai co quan nay | hai dau moi nay | ca hai noi | ca hai don vi"
)
_EITHER = frozenset(ways("ca | lan | va | voi | cot | vai | o | ben | tinh | ke | gom | du | trong | phan | viec"))
_ROLE_LINKS = frozenset(
    ways(
        "co | ten | o | ben | cot | vai | trong | mat | dung | lam | thuoc | nam | duoc | ghi | phia | giu | neu | tham"
    )
)
_BUT = frozenset(("nhung", "ma", "co"))
_UNITS_COUNTED = re.compile(
    r" (?P<least>tu |it nhat |tren |hon |nhieu hon )?(?P<number>mot|hai|ba|bon|\d) (?:don vi|co quan|ben|vu|noi)"
    r"(?P<up> tro len)?(?: khac nhau)?(?: cung| dong)? (?P<role>chu tri|phoi hop)?"
)
_SHARED = re.compile(
    r" (?:lam|chu tri|lo|dung)(?: chung| cung)+ (?:voi |cung )?(?:don vi|ben|vu|co quan|ai|noi)(?: nao)? khac "
)
_REST_OF = re.compile(r"<u> (?:thi )?ngoai (?:\S+ ){1,8}?ra (?:thi )?con ")
_NO_NAME = re.compile(
    r" (?:khong|chua|chang)(?: co| ghi| neu| nhac| goi)* (?:dich danh )?ten (?:ai|a\.i|don vi|ben|rieng|noi|co quan)"
    r"(?: nao| cu the| ca| het| rieng)* "
)


_DOES = re.compile(
    r" <u> (?:phai |se |duoc giao )?(?:lam|lo|mac) (?:(?:nhung|cac|may) )?(?:viec )?(?:gi|chi|nao)(?: \S+){0,2} $"
)


class Units(Turning):
    """The conditions on units."""

    def _units(self) -> None:
        for group in _together(self.case, self.marks.of("unit")):
            start, end = group[0].start, group[-1].end
            if set(range(start, end)) <= self.used or self._adds_nothing(start, end):
                continue
            shared = self._shared_with(start, end)
            role, span, turned = self._role_of(start, end)
            if role is None and (self.case.says(*_THESE) or self._which_of(group)):
                role, span = self._only_role()
            role = role or self._role_around(start)
            excepted = self.excepted(start)
            if excepted and "chung" in self.case.words[max(0, start - 3) : start]:
                role = "lead"  # "trừ cái làm chung với VPB"
            turned = (turned or self.denied(start)) != excepted  # "bỏ việc không do VPB chủ trì" keeps those it leads
            names = unit_names(group)
            if not any(n in self.case.desk.charged or n not in self.case.desk.met for n in names):
                continue  # a body that no task is given to: what is said of it is a topic
            nameless = self._collectives() if excepted and self.case.says("dich danh") else ()
            values = tuple(dict.fromkeys((*names, *nameless)))
            if turned and role is None:
                counted = next((c.role for c in self.found if c.kind == "units"), None)
                except_before = any(m.end <= start for m in self.marks.of("except"))
                asked = {s[2] for s in self.roles if self.asked_at(s)}  # "không phải A, vậy còn ai chủ trì"
                role = counted or ("lead" if except_before else asked.pop() if len(asked) == 1 else None)
            alone = self._alone(start, end)
            together = self._all_of(group) or (len(group) > 1 and self.case.says(*_THESE))
            op = "sole" if (alone and not turned) or shared else "all" if together else "any"
            if shared:
                self.add(Condition("unit", values, "lead", "any"))
                turned = True
            self.add(Condition("unit", values, role, op, turned), *(p for m in group for p in range(m.start, m.end)))
            if span:
                near = [s for s in self.roles if s[2] == span[2] and span[0] - 3 <= s[1] and s[0] <= span[1] + 2]
                for own in (span, *near):
                    self.bound.add(own)
                    self.used |= set(range(own[0], own[1]))

    def _role_of(self, start: int, end: int) -> tuple[str | None, Span | None, bool]:
        """The role in which units are named, the words for it, and whether a "không" turns it round."""
        right = self._right_role(end)
        left = self._left_role(start)
        if right and (left is None or right[0] - end <= max(2, start - left[1])):
            turned = self.denied_between(end, right[0])
            return (right[2], right, turned)
        if left:
            turned = self.denied(left[0], 2)
            return (left[2], left, turned)
        low = max((m.end for m in self.marks.of("unit") if m.end <= start), default=0)
        high = min((m.start for m in self.marks.of("unit") if m.start >= end), default=len(self.case.words))
        marks = self.marks.of("named")
        named = [m for m in marks if max(low, start - 4) <= m.end <= start and m.start >= low] or [
            m for m in marks if end <= m.start <= end + 6 and m.start < high
        ]
        turned = any(self.denied_between(end, m.start + 1) for m in named if m.start >= end)
        for mark in named:
            self.used |= set(range(mark.start, mark.end))
        return None, None, turned

    def _role_around(self, start: int) -> str | None:
        """The role of a unit that no word beside it tells: of "việc của VPB", "VPB ngoài … ra còn chủ trì việc nào"."""
        if self.case.words[max(0, start - 2) : start] == ["viec", "cua"] and not any(
            c.kind == "unit"
            for c in self.case.state.bounds  # a turn that goes on keeps the role
        ):
            return "lead"
        if _DOES.search(self.case.heard.line) and not self.roles:
            return "lead"
        free = {s[2] for s in self.roles if s not in self.bound and not self.asked_at(s)}
        return free.pop() if len(free) == 1 and _REST_OF.search(self.case.heard.line) else None

    def _right_role(self, end: int) -> Span | None:
        stop = next((m.start for m in self.marks.of("unit") if m.start >= end), len(self.case.words))
        typed = self.case.spotted.words
        for span in self.roles:
            if end <= span[0] <= min(end + _NEAR_RIGHT, stop):
                if any(sign in typed[p].before for p in range(end, span[0] + 1) for sign in SIGNS):
                    return None
                after = [s for s in self.roles if s[0] == span[1] and s[2] != span[2] and s[0] < stop]
                meant = after[0] if after else span  # "đứng tên phối hợp"
                return meant if meant not in self.bound else None
        return None

    def _left_role(self, start: int) -> Span | None:
        stop = max((m.end for m in self.marks.of("unit") if m.end <= start), default=0)
        typed = self.case.spotted.words
        for span in reversed(self.roles):
            if max(stop, start - _NEAR_LEFT) <= span[1] <= start and span not in self.bound:
                if any(sign in typed[p].before for p in range(span[1] + 1, start + 1) for sign in ",;.?!"):
                    return None
                return None if self.asked_at(span) else span
        return None

    def asked_at(self, span: Span) -> bool:
        """Whether a role word is what is asked ("ai chủ trì", "phối hợp với ai"), not a unit's role."""
        words = self.case.words
        return words[span[0] - 1 : span[0]] == ["ai"] or words[span[1] : span[1] + 1] in (["ai"], ["gi"], ["nao"])

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
        words = self.case.words[mark.end : mark.end + 4]
        if not {"chung", "dong"} & set(words[:3]):
            return False
        places = range(mark.end, mark.end + len(words))
        if any(self.case.spotted.kinds[p] for p in places):
            return False
        self.used |= set(places)
        self.bound |= {s for s in self.roles if s[0] in places}
        return self.turn(mark)

    def _loose_roles(self) -> None:
        """A role without a unit of its own that is denied is the last unit's: "VPB chỉ phối hợp, không chủ trì"."""
        unit = next((c for c in reversed(self.found) if c.kind == "unit"), None)
        for span in self.roles:
            if unit is None or span in self.bound or self.asked_at(span) or span[2] == unit.role:
                continue
            if self._denied_role(span) or self.excepted(span[0]):
                self.bound.add(span)
                self.add(Condition("unit", unit.values, span[2], "any", True), *range(span[0], span[1]))
            elif unit.negated and unit.role and set(self.case.words[max(0, span[0] - 3) : span[0]]) & _BUT:
                self.bound.add(span)
                self.add(Condition("unit", unit.values, span[2], unit.op), *range(span[0], span[1]))
            elif self._joined_to_role(span):
                self.bound.add(span)
                self.used |= set(range(span[0], span[1]))
                self.found[self.found.index(unit)] = Condition("unit", unit.values, None, unit.op, unit.negated)

    def _no_names(self) -> None:
        """ "không nêu tên ai": none but those of no name; where these are told beside, it says it once more."""
        nameless = self._collectives(named=True)
        for found in _NO_NAME.finditer(self.case.heard.line):
            places = places_of(self.case, found)
            self.turned |= {m for m in self.marks.of("not", "empty") if m.start in places}
            self.used |= set(places)
            role = self._near_role(places) or next((s[2] for s in self.roles), None)
            if role and not any(c.kind == "unit" and set(c.values) <= set(nameless) for c in self.found):
                self.add(Condition("units", ("0", *nameless), role, "exactly"))

    def _denied_role(self, span: Span) -> bool:
        """Whether a "không" stands before a role ("cũng không có tên bên phối hợp"); marks it as used."""
        words = self.case.words
        for mark in reversed(self.marks.of("not", "empty")):
            if mark in self.turned or mark.end > span[0] or self.sign_in(mark.end, span[0]):
                continue
            if all(words[p] in _ROLE_LINKS for p in range(mark.end, span[0])):
                self.used |= set(range(mark.start, span[0]))
                return self.turn(mark)
        return False

    def _which_of(self, group: Sequence[Mark]) -> bool:
        """Whether it is asked which of some units it is ("A với B, đơn vị nào được chủ trì …")."""
        end = group[-1].end
        return len(group) > 1 and any(end <= s <= end + 2 for s, _ in self.case.cue_spans.get("who", ()))

    def _only_role(self) -> tuple[str | None, Span | None]:
        """The one role that is spoken of, for units that are pointed back at ("hai nơi này cùng đứng đầu")."""
        free = [s for s in self.roles if s not in self.bound and not self.asked_at(s)]
        return (free[0][2], free[0]) if len({s[2] for s in free}) == 1 else (None, None)

    def _adds_nothing(self, start: int, end: int) -> bool:
        """Whether a unit bounds nothing: "kể cả việc chung với VPB", "trừ việc 25 làm chung với VPB"."""
        for mark in self.marks.of("include"):
            between = range(mark.end, start)
            if any(self.case.spotted.kinds[p] == "unit" for p in between):
                continue  # "tính cả việc chung với VPB thì TTCNTT …"
            if mark.end <= start <= mark.end + 6 and not self.cut(mark.end, start) and not self.either & set(between):
                self.used |= set(range(start - 4, end))
                return True
        for mark, stop in self.exceptions:
            tasks = [m for m in self.marks.of("task") if mark.end <= m.start and m.end <= start < stop]
            if tasks and "chung" in self.case.words[tasks[-1].end : start]:
                self.used |= set(range(tasks[-1].end, end))
                self.bound |= {s for s in self.roles if tasks[-1].end <= s[0] < end}
                return True
        return False

    def _either_role(self) -> None:
        """ "cả chủ trì lẫn phối hợp": a unit in either role; the two words are nobody's role by themselves."""
        self.either: set[int] = set()
        words = self.case.words
        for one, other in pairwise(self.roles):
            between = words[one[1] : other[0]]
            before = words[max(0, one[0] - 3) : one[0]]
            joined = "lan" in between or ({"va", "voi"} & set(between) and "ca" in before)
            if one[2] == other[2] or not joined or not all(w in _EITHER for w in between) or not self.case.units:
                continue
            first = one[0] - next((n for n, w in enumerate(reversed(before)) if w not in _EITHER), len(before))
            first = min([s[0] for s in self.roles if s[1] == first] + [first])  # "đứng tên, cả chủ trì lẫn phối hợp"
            self.either |= set(range(first, other[1]))
        self.roles = [s for s in self.roles if s[0] not in self.either]
        self.bound |= {s for s in role_spans(self.case, self.marks) if s[0] in self.either}
        self.used |= self.either

    def _shared(self) -> None:
        """Words that only say that tasks led together count as well ("kể cả việc đồng chủ trì")."""
        for mark in self.marks.of("include"):
            after = next((p for p in range(mark.end, len(self.case.words)) if self.cut(p, p)), len(self.case.words))
            places = range(mark.end, min(after, mark.end + 5))
            if {"chung", "dong", "cung"} & {self.case.words[p] for p in places} and not any(
                self.case.spotted.kinds[p] for p in places
            ):
                self.used |= set(range(mark.start, places.stop))
                self.bound |= {s for s in self.roles if s[0] in places}

    def _nameless(self) -> None:
        """ "không tính mấy chữ chung chung": units of no name are not counted among those that are."""
        for mark, stop in self.exceptions:
            named = any(self.case.spotted.kinds[p] for p in range(mark.end, stop))
            if not named and "chung chung" in " ".join(self.case.words[mark.end : stop]):
                self.turn(mark)
                self.used |= set(range(mark.end, stop))

    def _shared_with(self, start: int, end: int) -> bool:
        """Whether a unit is said not to stand alone ("việc nào VPB không đứng một mình")."""
        for mark in self.marks.of("sole"):
            if start - 5 <= mark.start <= end + 6 and self.denied(mark.start, 2, ("not",)):
                self.used |= set(range(mark.start, mark.end))
                return True
        return False

    def _joined_to_role(self, span: Span) -> bool:
        """Whether a role word follows a bound one with "hoặc", "lẫn", "và" between: either role is meant."""
        words = self.case.words
        return any(
            other[1] <= span[0] <= other[1] + 2 and {"hoac", "lan", "hay", "vua"} & set(words[other[1] : span[0]])
            for other in self.bound
        )

    def _counted_units(self) -> None:
        line = self.case.heard.line
        for found in _UNITS_COUNTED.finditer(line):
            places = places_of(self.case, found)
            role = found["role"] or self._near_role(places)
            if role is None or any(
                self.case.spotted.kinds[p] == "unit"
                for p in range(places[-1] + 1, places[-1] + 3)
                if p < len(self.case.words)
            ):
                continue
            role = {"chu tri": "lead", "phoi hop": "coord"}.get(role, role)
            number = SPELLED.get(found["number"]) or int(found["number"])
            more = (found["least"] or "").strip() in ("tren", "hon", "nhieu hon")
            least = bool(found["least"] or found["up"])
            exact = self.case.words[places[0] - 1 : places[0]] in (["dung"], ["du"], ["chi"])
            op, number = ("least", number + more) if least or (number > 1 and not exact) else ("exactly", number)
            self.bound |= {s for s in self.roles if s[2] == role and (s[0] in places or s[0] == places[-1] + 1)}
            turned = self.excepted(places[0])  # "trừ cái hai bên cùng chủ trì"
            self.add(Condition("units", (str(number), *self._uncounted()), role, op, turned), *places)
        if (
            not any(c.kind == "units" for c in self.found)
            and (self.case.says("dong chu tri", "cung chu tri") or _SHARED.search(line))
            and not self.case.units
        ):
            self.add(Condition("units", ("2",), "lead", "least"), *self.case.places("lead", "several"))

    def _most_units(self) -> None:
        """Tasks that have most or fewest units in a column ("việc nào nhiều đơn vị phối hợp nhất")."""
        for mark in self.marks.of("most", "least"):
            words = self.case.words[mark.start : mark.end]
            if not {"vi", "quan", "ben"} & set(words) or not self.case.asks_tasks:
                continue
            role = next((s for s in self.roles if mark.start - 3 <= s[0] < mark.end + 2), None)
            op = "most" if mark.kind == "most" else "fewest"
            if role:
                self.bound.add(role)
                self.used |= set(range(role[0], role[1]))
            name = role[2] if role else "coord"
            self.add(Condition("units", ("0",), name, op), *range(mark.start, mark.end))

    def _uncounted(self) -> tuple[str, ...]:
        """The units that are not to be counted ("không đếm các đơn vị …"); by "đích danh" those of no name."""
        out = []
        for mark in self.marks.of("unit"):
            if self.excepted(mark.start) and isinstance(mark.value, Unit):
                self.used |= set(range(mark.start, mark.end))
                out.append(mark.value.name)
        return tuple(dict.fromkeys((*out, *self._collectives())))

    def _collectives(self, named: bool = False) -> tuple[str, ...]:
        """The units of no name of their own, where those that are named are asked ("đích danh")."""
        named = named or self.case.says("dich danh", "neu ten", "goi ten", "co ten rieng")
        written = self.case.desk.written.values() if named else ()
        return tuple(dict.fromkeys(u.name for u in written if u and u.collective))

    def _near_role(self, places: range) -> str | None:
        for start, end, role in self.roles:
            if places[-1] < start <= places[-1] + 2 or places[0] - 5 <= end <= places[0]:
                return role
        return None


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
