"""Questions about the quarterly report: when it is due, what it covers, how many days are left, to whom it goes.

Each field that is asked (sides.py) is joined to the report that is named nearest to it (quarters.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.asking.case import Case
from kb.asking.query import Point, Proposal, Query
from kb.asking.rules.quarters import DATA_OF, At, Calendar, Named, named_in
from kb.asking.rules.sides import LATE, REQUEST, Asked, asked_in, matters
from kb.calendar import next_due, period_of_data, reporting_period
from kb.model import ReportingRule
from nlu.moments import Line, Moment, moments, phrase
from nlu.phrases import ways

HEARD = (
    "report", "window", "when", "days", "who", "all", "more", "exist", "percent", "count", "list", "which", "self",
    "unitword", "phase", "relative", "back",
)  # fmt: skip
SLOTS = ("quarter", "period", "unit", "date")
NAMED = 0.1  # on top: the question says which report, or asks for the days that are left
SURE_OF_REPORT = 0.85  # share of a question from which it is the quarter's report that is sent somewhere
SURE_OF_RECIPIENT = 0.75  # … of which nothing else is asked
NO_REPORT = 0.45  # taken off where no word of a report stands in the question
SOON = 20  # days before its due day from which a quarter's report that is not sent is that of this year

_ENGLISH = frozenset(
    ways(
        "today | tomorrow | yesterday | now | due | date | deadline | quarter | period | next | last | this"
        " | previous | report | reports | day | days | week | month | year | when | what | which | how | many | much"
        " | until | left | late | data | weekday | to | whom | who | is | are | the | of | for | from | in | on"
        " | does | do | it | s | belong | submit | submitted | cutoff | cut | off | my | our | we | was | were | after"
        " | following | quarterly | one | have | has | must | should | cover | covered | are | preparing"
    )
)
_FEW_ENGLISH, _MOSTLY = 3, 0.6  # words of a message, and the share of English ones, from which it is English
_STOPS = ",;?.:+→–…/&!="
_JOINS = ("va", "voi", "con", "and")
_NOT_JOINED = {
    "con": ("may", "bao", "nhieu", "kip", "lai", "nua", "phai", "han", "duoc", "bn", "dung", "khoang", "no", "den",
            "toi"),
    "voi": (), "va": ("ket", "den", "toi"), "and": (),
}  # fmt: skip
_OVER = phrase(
    r"lo(?: \S+){0,2}(?: han| mat| roi)|(?:nop|gui) (?:xong|roi|kip)|vua nop|da nop|da gui|qua han roi"
    r"|tre (?:han )?roi|mai nop"
)
_PERIODIC = ways("bao cao | ky bao cao | bao cao quy | hang quy | nop | <u> tong hop | <u> gom")
_EACH = phrase(r"(?:bao cao|nop)(?: dinh ky)?(?: hang| theo| moi)? quy(?! (?:i|ii|iii|iv|\d|mot|hai|ba|bon))")
_REPORTED = ways("bao cao | nop | gui")
_KIND_ASKED = ways(
    "kieu nao | loai nao | loai gi | hinh thuc nao | hinh thuc gi | cach nao | kieu gi | dang nao | may gio | may h"
)
_MOVED = ways(
    "doi sang | doi qua | lui sang | lui qua | lui lai | doi lai | don sang | nop bu | chuyen sang thu | gia han"
)
_WHO_OWES = phrase(
    r"(?:ai|(?:don vi|ben|vu|cuc|phong) nao) (?:da|chua|con|van|dang|nop|gui)"
    r"|(?:<u>|(?:vu|cuc|ben|don vi) \S+) (?:da|co) (?:nop|gui) (?:\S+ ){0,6}(?:chua|khong|roi)"
    r"|da (?:duoc )?(?:nop|gui|chuyen|trinh) (?:\S+ ){0,6}(?:ngay|hom|khi|luc|bua) (?:nao|may)"
    r"|(?:may|bao nhieu) (?:don vi|ben|vu|cuc|noi) (?:da|chua|con|van|dang|nop|gui|tre|cham)"
)
_HOLIDAY = phrase(
    r"(?:ngay le|ngay nghi|chu nhat|cn|thu bay|thu 7|t7|cuoi tuan|tet) (?:\S+ ){0,3}(?:thi"
    r"|co) (?:\S+ ){0,4}(?:sao|xu ly"
    r"|the nao|duoc)"
)
# Reports of other kinds than the quarter's, and when those who gather these send them on: of neither is a day said.
_OTHER_REPORTS = phrase(
    r"(?:bao cao|bc)(?: hang| hang ky)? (?:nhanh|dot xuat|so ket|tong ket|chuyen de|giai trinh|(?:6|9|sau|chin) thang"
    r"|(?:thang|tuan|nam|ngay)(?= (?:thi|nop|gui|han|co|khi|phai|deadline|cham|ngay|$)))"
)
_SENT_ON = re.compile(
    r" (?:gui|trinh|nop|chuyen|bao cao)(?: bao cao| tong hop| tiep)*(?: len| cho| sang| ra| toi| den| ve| qua)* $"
)
_REPORTS = ways(
    "bao cao | nop | ky | dot | han | so lieu | chot | gui bao cao | kip | bon quy | cac quy | moi quy | quy nay"
    " | quy truoc | quy sau | quy toi | report | deadline | due | data | du lieu | quy"
)
_SENT_OR_COUNTED = ways(
    "bao cao | nop | gui | so lieu | du lieu | chot | report | data | submit | con may ngay | con bao nhieu ngay | tre"
)
_LATEST = ways("han | deadline | muon nhat | cham nhat | tre nhat")
_REPORT_SAID = _SENT_OR_COUNTED + ways("quy | ky | dot")
_OF_REPORT = phrase(
    r"bao cao|quy|ky|dot|han (?:nop|gui|chot|cuoi)|so lieu|report|deadline|due|(?:nop|gui) (?:tre|cham)"
)
_TYPED = {
    "chót": "cuoi",
    "mí": "may",
    "mấy": "may",
    "mấi": "may",
    "cn": "cn",
    "hnay": "hnay",
}  # as typed, not as spelled
_LATE_WORDS = frozenset(("tre", "muon", "late", "overdue"))
_LINKS = frozenset(("va", "voi", "cua", "cung", "hay", "hoac", "and"))
_OF_RULES = ("che", "dinh", "hoach", "mo", "trinh", "chuan", "luat")  # "quy chế" is no "quý"
_QUESTIONS = frozenset(
    ["ai", "gi", "nao", "may", "dau", "sao", "nhieu", "khong", "chua", "chi", "hay", "neu", "cho", "liet", "ke"]
)
_COUNTS_DAYS = frozenset(("days", "late", "in_time", "days_to_end"))
_DAYS = ("due", "is_due", "in_time", "start", "end")


@dataclass
class Reading:
    """A message as its parts, what they name and what they ask."""

    line: Line
    parts: list[tuple[int, int]]
    spoken: list[Moment]
    named: list[Named]
    asked: list[Asked]
    calendar: Calendar
    before: At | None = None  # the report that was last spoken of

    def at(self, place: int) -> int:
        """The part that a word stands in."""
        return next(n for n, (start, end) in enumerate(self.parts) if start <= place < end)

    def read(self) -> frozenset[int]:
        """The words that were read."""
        every: list[Moment | Named | Asked] = [*self.spoken, *self.named, *self.asked]
        spans = [(x.start, x.end) for x in every]
        spans += [(start, end) for start, end, _ in matters(self.line, 0, len(self.line.words))]
        spans += [(start, end) for way in (_OVER, DATA_OF, LATE, REQUEST) for start, end, _ in self.line.find(way)]
        spans += [part for part in self.parts if self._is_told(part)]
        return frozenset(place for start, end in spans for place in range(start, end))

    @property
    def sure(self) -> bool:
        """Whether what is asked is asked of a report, in words that only reports have."""
        places = [*(one.start for one in self.asked), *(one.start for one in self.named)]
        spans = [part for part in self.parts if any(part[0] <= place < part[1] for place in places)]
        return any(next(self.line.find(_OF_REPORT, *part), None) for part in spans)

    def _is_told(self, part: tuple[int, int]) -> bool:
        """Whether a part asks nothing: it only tells why one asks."""
        asks = any(part[0] <= one.start < part[1] for one in self.asked)
        return self.sure and not asks and _QUESTIONS.isdisjoint(self.line.words[part[0] : part[1]])


def by_quarter(case: Case) -> Iterator[Proposal]:
    """For "hạn nộp quý III", "kỳ này lấy số liệu từ ngày nào", "còn mấy ngày nữa"."""
    rule = case.document.reporting
    if rule is None or case.spotted.tasks or _asks_otherwise(case):
        return
    if _asks_of_others(case):
        yield Proposal(1.0, Query("refusal", reason="not-in-document", addresses=(rule.address,)))
        return
    reading = _read(case, Calendar(rule, case.today))
    last = case.state.query if case.state.query and case.state.query.kind == "due" else None
    if not _is_of_report(case, reading, last):
        return
    if any(not 1 <= quarter <= 4 for quarter in case.spotted.quarters):
        yield _no_such_quarter(case)
        return
    points = _points(reading, last)
    fields = tuple(dict.fromkeys(point.field for point in points))
    if {*fields} - {"recipient", "forwarded", "frequency"} and (
        _of_other_kind(case) or ("due" in fields and _sent_on(case, rule))
    ):
        yield Proposal(1.0, Query("refusal", reason="not-in-document", addresses=(rule.address,)))
        return
    if fields in (("recipient",), ("forwarded",)) and not last and not case.says(*_PERIODIC):
        return
    yield _proposal(case, reading, points, last is not None)


def _is_of_report(case: Case, reading: Reading, last: Query | None) -> bool:
    """Whether a report is asked about: in so many words, or in a talk of one."""
    if not reading.asked:
        return bool(reading.named) and bool(last or (case.spotted.quarters and not case.has("count", "percent")))
    if last:
        return True
    if case.state.tasks and not reading.named and not case.says(*_REPORT_SAID):
        return False  # "hết hạn khi nào" in a talk of a task
    if case.units and not case.says(*_SENT_OR_COUNTED, *_LATEST):
        return False  # "họp ban chỉ đạo quý này ngày mấy"
    sure = reading.sure or _in_words(reading) or _of_next(reading)
    return sure and bool(reading.named or _speaks(case, reading))


def _read(case: Case, calendar: Calendar) -> Reading:
    line = Line([_word(case, place) for place in range(len(case.words))])
    parts, spoken = _parts(case, line), moments(line, case.today)
    parts = _listed(line, parts, named_in(line, spoken, parts))
    named = named_in(line, spoken, parts)
    asked = asked_in(line, parts)
    before = case.state.query if case.state.query and case.state.query.kind == "due" else None
    if any(one.field == "quarter" for one in asked):  # "…, còn dữ liệu ngày mai?" asks the same of another day
        told = [part for part in parts if any(part[0] <= one.start < part[1] for one in named if one.data)]
        asked = [a for a in asked if not (a.named and any(start <= a.start < end for start, end in told))]
    return Reading(
        line, parts, spoken, named, asked, calendar, before.quarters[-1] if before and before.quarters else None
    )


def _word(case: Case, place: int) -> str:
    word, after = case.spotted.words[place], (*case.words, "")[place + 1]
    if (word.text == "quy" and after in _OF_RULES and word.typed != "quý") or (
        word.text == "ky" and word.typed in ("ký", "kỹ")
    ):
        return f"<{word.typed}>"
    if word.typed in _TYPED:
        return _TYPED[word.typed]
    if word.typed == "t" and after in ("2", "3", "4", "5", "6", "7"):
        return "thu"
    if word.typed in _ENGLISH and (word.typed != word.text or _is_english(case)):
        return word.typed
    return "<từ>" if word.typed == "từ" and place and case.words[place - 1] == "quy" else word.text


def _parts(case: Case, line: Line) -> list[tuple[int, int]]:
    """The message cut at its signs and joining words."""
    cuts = [0]
    for place in range(1, len(line.words)):
        word, after = line.words[place], (*line.words, "")[place + 1]
        sign = any(sign in case.spotted.words[place].before for sign in _STOPS)
        if sign or (word in _JOINS and after not in _NOT_JOINED[word]):
            cuts.append(place)
    return list(zip(cuts, [*cuts[1:], len(line.words)], strict=True)) if line.words else []


def _listed(line: Line, parts: list[tuple[int, int]], named: Sequence[Named]) -> list[tuple[int, int]]:
    """Parts that are joined where what is named on both sides of a cut is one list ("quý II, quý III")."""
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        begins = min((one.start for one in named if one.start >= start), default=end)
        listed = any(one.end == start for one in named) and _LINKS.issuperset(line.words[start:begins])
        if joined and (listed or any(one.start < start < one.end for one in named)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _asks_otherwise(case: Case) -> bool:
    """Whether it is units, tasks, or what no decision says that is asked, not a report."""
    if case.says(*_KIND_ASKED) or case.says("bo truong"):  # whose report is a task
        return True
    if case.counts_other and not case.has("days"):
        return True
    return case.asks_tasks and not case.says(*_REPORTED)


def _asks_of_others(case: Case) -> bool:
    """Whether it is asked who has sent a report, or whether its due day may be moved."""
    reported = case.says("bao cao", "han", "quy", "nop", "gui") or bool(case.spotted.quarters)
    return reported and (case.says(*_MOVED) or any(way.search(case.heard.line) for way in (_WHO_OWES, _HOLIDAY)))


def _speaks(case: Case, reading: Reading) -> bool:
    """Whether a question has words of a report."""
    return case.has("report", "window", "days") or bool(matters(reading.line, 0, len(reading.line.words)))


def _in_words(reading: Reading) -> bool:
    """Whether something is asked in words: a bare "hạn" may be that of a task."""
    return any(not one.named for one in reading.asked)


def _of_other_kind(case: Case) -> bool:
    """Whether it is another report than the quarter's ("báo cáo nhanh") of which something is asked."""
    return bool(_OTHER_REPORTS.search(case.heard.line)) and not case.says("hang quy")


def _sent_on(case: Case, rule: ReportingRule) -> bool:
    """Whether it is asked when the reports are sent on to those above, for which no day is said."""
    return any(
        unit.name in rule.forwarded_to and _SENT_ON.search(f" {' '.join(case.words[:place])} ")
        for place, unit in case.spotted.units
    )


def _of_next(reading: Reading) -> bool:
    """Whether the deadline that is next, or was last, is named: a task has none such."""
    nouns = ("han", "moc", "deadline")
    return any(one.sort in ("soon", "previous") and reading.line.words[one.start] in nouns for one in reading.named)


def _points(reading: Reading, last: Query | None) -> tuple[Point, ...]:
    """Each field that is asked with each report that it is asked of."""
    points: list[Point] = []
    for one in reading.asked:
        if one.field == "year":
            continue
        of = _named_for(reading, one)
        points += _of(reading, one, of, last if not reading.named else None)
    if not points:
        fields = (
            tuple(dict.fromkeys(f for field in last.aspects for f in _CARRIED.get(field, (field,))))
            if last
            else ("due",)
        )
        asked = [Asked(field, 0, 1) for field in fields]
        named = [_done_on(one) if "quarter" in fields else one for one in reading.named]
        points = [point for one in asked for point in _of(reading, one, named, None)]
    for more, again in _left_over(reading):
        points += [point for one in _asked_with(reading, again) for point in _of(reading, one, [more], None)]
    dated = any(point.field in _DAYS for point in points)
    if any(one.field == "year" for one in reading.asked) and not dated:
        points = [replace(p, field="quarter_year") if p.field == "quarter" else p for p in points]
    return tuple(dict.fromkeys(points))


# What a turn that only names another report ("quý sau thì sao") asks of it, by what was asked last.
_CARRIED = {
    "days": ("due",), "late": ("due",), "in_time": ("due",), "is_due": ("due",), "weekday": ("due", "weekday"),
    "start": ("start", "end"), "end": ("start", "end"), "quarter_year": ("quarter",),
}  # fmt: skip


def _done_on(named: Named) -> Named:
    """A day that is named where the quarter of a day's data was asked."""
    return replace(named, sort="day", data=True) if named.moment and named.moment.name != "year" else named


def _named_for(reading: Reading, asked: Asked) -> list[Named]:
    """What is named nearest to a field: in its part before it, or after it; else in the parts before, or after."""
    part = reading.at(asked.start)
    here = [one for one in reading.named if reading.at(one.start) == part and _suits(one, asked)]
    before = [one for one in reading.asked if reading.at(one.start) == part and one.end <= asked.start]
    near = [one for one in here if max((one.end for one in before), default=0) <= one.start < asked.start]
    if before and not near and any(one.end <= before[0].start for one in here):
        return _named_for(reading, before[-1])
    if near or here:
        later = [one.start for one in reading.asked if reading.at(one.start) == part and one.start > asked.start]
        after = [one for one in here if asked.start < one.start < min(later, default=len(reading.line.words))]
        return _best(
            near or [one for one in here if one.start < asked.start][-1:] or after or here[:1], asked, reading.line
        )
    parts = [n for n in range(part - 1, -1, -1) if not _is_over(reading, n)] + list(range(part + 1, len(reading.parts)))
    for n in parts:
        there = [one for one in reading.named if reading.at(one.start) == n and _suits(one, asked)]
        if there:
            return _best(there, asked, reading.line)
    return []


def _suits(named: Named, asked: Asked) -> bool:
    """Whether a field can be asked of what is named; days on which something is sent only count from when."""
    if asked.field in ("late", "in_time", "days", "days_to_end", "between"):
        return named.sort not in ("day", "span")
    return True


def _best(named: list[Named], asked: Asked, line: Line) -> list[Named]:
    """Of reports and days named side by side: days where their quarter is asked, else reports, numbered ones first."""
    days = [one for one in named if one.data]
    others = [one for one in named if not one.data]
    wanted = (days or others) if asked.field == "quarter" else (others or days)
    reports = [one for one in wanted if one.sort != "span"]
    numbered = [one for one in reports if one.sort == "number"]
    if numbered and {"va", "voi", "cung"}.isdisjoint(line.words[wanted[0].end : wanted[-1].start]):
        return numbered
    return reports or wanted


def _is_over(reading: Reading, part: int) -> bool:
    """Whether a part only tells what is done with."""
    start, end = reading.parts[part]
    return next(reading.line.find(_OVER, start, end), None) is not None and not any(
        start <= one.start < end for one in reading.asked
    )


def _asked_with(reading: Reading, last: Asked) -> list[Asked]:
    """What is asked of the same report in the same part as the last field."""
    of = _named_for(reading, last)
    part = [one for one in reading.asked if reading.at(one.start) == reading.at(last.start) and one.field != "year"]
    return [one for one in part if _named_for(reading, one) == of] or [last]


def _left_over(reading: Reading) -> Iterator[tuple[Named, Asked]]:
    """What is named after all that is asked: it is asked the same ("…, còn việc xong hôm qua")."""
    asked = [one for one in reading.asked if one.field != "year"]
    if not asked:
        return
    of = _named_for(reading, asked[-1])
    for one in reading.named:
        later = reading.at(one.start) > reading.at(asked[-1].start)
        if later and of and one not in of and (one.sort == of[0].sort) and not _is_over(reading, reading.at(one.start)):
            yield one, asked[-1]
    for year in _years(reading)[1:]:
        if of and of[0].sort == "number" and reading.at(year.start) > reading.at(asked[-1].start):
            yield of[0], replace(asked[-1], start=year.start, end=year.end)


def _of(reading: Reading, asked: Asked, named: Sequence[Named], last: Query | None) -> Iterator[Point]:
    """A field of each report that is meant; of the rule as such where none is."""
    calendar, field = reading.calendar, asked.field
    if field in ("recipient", "forwarded", "frequency"):
        yield Point(field, None, 0)
        return
    base, tells_late = _base(reading, asked), not _LATE_WORDS.isdisjoint(reading.line.words)
    ats = [at for one in named for at in _resolve(reading, one, asked)]
    if not ats:
        ats = list(last.quarters) if last and last.quarters else [_unnamed(calendar, field, base, tells_late)]
        alone = _COUNTS_DAYS.isdisjoint(one.field for one in reading.asked)  # days left are left to one report's
        speaks_of_one = reading.spoken or {"ky", "dot"} & {*reading.line.words}
        if not (last and last.quarters) and alone and not speaks_of_one:
            ats = [(None, 0)]
    spans = [one.moment for one in named if one.moment and one.sort == "span"]
    if not spans and field == "is_due":
        spans = [moment for moment in reading.spoken if moment.name in ("today", "day")]
    for year, quarter in dict.fromkeys(ats):
        if field == "is_due":
            first, final = (spans[0].first, spans[0].last) if spans else (None, None)
            yield Point(field, year, quarter, first, final)
        elif field == "quarter":
            days = [one.moment.first for one in named if one.moment and one.data]
            own = [day for day in days if period_of_data(calendar.rule, day) == (year, quarter)]
            yield Point(field, year, quarter, own[0] if own else None)
        else:
            yield Point(field, year, quarter, base if base != calendar.today else None)


def _base(reading: Reading, asked: Asked) -> date:
    """The day from which days are counted, or on which a report is sent; today where none is named in the part."""
    if asked.field not in ("late", "in_time", "days", "days_to_end"):
        return reading.calendar.today
    part = reading.at(asked.start)
    words, left = reading.line.words, asked.field.startswith("days")
    for moment in reversed(reading.spoken):
        before = words[moment.start - 1] if moment.start else ""
        before = words[moment.start - 2] if before == "ngay" and moment.start > 1 else before
        after = words[moment.end] if moment.end < len(words) else ""
        counted = before == "tu" or after in ("thi", "den", "toi") if left else before not in ("den", "toi")
        if reading.at(moment.start) == part and moment.first == moment.last and counted:
            return moment.first
    return reading.calendar.today


def _unnamed(calendar: Calendar, field: str, base: date, tells_late: bool) -> tuple[int, int]:
    """The report that is meant where none is named."""
    last = calendar.last_due(base)
    passed = field == "in_time" and tells_late and (base - calendar.due(last)).days < SOON
    return last if field == "late" or passed else next_due(calendar.rule, base)


def _resolve(reading: Reading, named: Named, asked: Asked) -> list[At]:
    calendar, field = reading.calendar, asked.field
    now = calendar.now
    if named.sort == "number":
        return [_numbered(reading, named.quarter, asked)]
    if named.moment:
        return _of_days(calendar, named, field)
    if named.sort == "soon" and reading.line.words[named.end - 1] == "tien":
        spans = [one.moment.first for one in reading.named if one.moment and one.sort == "span"]
        return [next_due(calendar.rule, max([calendar.today, *spans]))]
    if named.sort == "this":
        return [_this(reading, named, field)]
    if named.sort in ("all", "rest"):
        return _several(reading, named)
    return [
        {
            "soon": now,
            "previous": calendar.step(now, -1),
            "before_last": calendar.step(now, -2),
            "next": calendar.following(),
            "after_next": calendar.step(calendar.following(), 1),
            "beyond": calendar.step(now, 1),
            "new": period_of_data(calendar.rule, calendar.today) if field not in ("due", "is_due") else now,
        }[named.sort]
    ]


def _this(reading: Reading, named: Named, field: str) -> tuple[int, int]:
    """ "Kỳ này": the report that is due next; the one whose data are gathered where those are asked and no report
    spoken of; the one just due where it is late."""
    calendar, words = reading.calendar, set(reading.line.words)
    own = (calendar.today.year, (calendar.today.month + 2) // 3)
    if field in ("late", "in_time") and calendar.due(own) < calendar.today:
        return own
    said = " ".join(reading.line.words[named.start : named.end])
    running = not words & {"bao", "nop", "gui", "han", "deadline", "due"} and not said.startswith("quy")
    whole = said == "ky bao cao hien tai" and field != "days_to_end"
    if field in ("start", "end", "days_to_end") and (whole or running):
        return period_of_data(calendar.rule, calendar.today)
    return calendar.now


def _years(reading: Reading) -> list[Moment]:
    return [moment for moment in reading.spoken if moment.name == "year"]


def _numbered(reading: Reading, quarter: int, asked: Asked) -> At:
    """A quarter's report with its year: as named, or as now makes it known."""
    calendar = reading.calendar
    spoken = [m for m in reading.spoken if not _is_of_the_rule(reading, m)]
    if years := [m for m in spoken if m.name == "year"]:
        return min(years, key=lambda m: abs(m.start - asked.start)).first.year, quarter
    if not 1 <= quarter <= 4:
        return None, quarter
    fields, base = {one.field for one in reading.asked}, _base(reading, asked)
    coming = next_due(calendar.rule, base, quarter)
    if fields & _COUNTS_DAYS:
        passed = fields & {"late", "in_time"} and (calendar.due(coming) - base).days >= SOON
        return calendar.last_due(base, quarter) if passed else coming
    if told := _told_beside(reading, quarter, asked):
        return told
    if spoken or fields & {"weekday", "is_due"}:
        past = calendar.last_due(base, quarter)
        return min((past, coming), key=lambda at: abs((calendar.due(at) - base).days))
    return None, quarter


def _told_beside(reading: Reading, quarter: int, asked: Asked) -> At | None:
    """The report of a quarter that words beside its number name ("quý vừa rồi (quý III)"), or nearest to the last."""
    known = [one for one in reading.named if one.sort in ("this", "soon", "previous", "next")]
    told = next((at for one in known for at in _resolve(reading, one, asked) if at[1] == quarter), None)
    year, last = reading.before or (None, 0)
    return told or (_nearest_to(year, last, quarter) if year else None)


def _is_of_the_rule(reading: Reading, year: Moment) -> bool:
    """Whether "năm trước" is the year in which a named quarter's data begin by the rule, not that of a report."""
    if reading.line.words[year.start : year.end][-2:] != ["nam", "truoc"]:
        return False
    rule, now = reading.calendar.rule, reading.calendar.today.year
    periods = [reporting_period(rule, now, one.quarter) for one in reading.named if 1 <= one.quarter <= 4]
    return any(p.start and p.start.year < p.due.year for p in periods)


def _of_days(calendar: Calendar, named: Named, field: str) -> list[At]:
    """The reports that a day's data belong to, or that are due in a span of days, or next after it."""
    moment = named.moment
    if moment is None:
        return []
    if named.data:
        return list(dict.fromkeys(period_of_data(calendar.rule, day) for day in (moment.first, moment.last)))
    if within := calendar.reports(moment.first, moment.last):
        return list(within)
    if moment.last < calendar.today:
        return [calendar.last_due(moment.last)]
    return [calendar.now if field == "is_due" else next_due(calendar.rule, max(moment.first, calendar.today))]


def _several(reading: Reading, named: Named) -> list[At]:
    calendar, years = reading.calendar, _years(reading)
    numerals = [w for w in reading.line.words[named.start : named.end] if w.isdigit() and len(w) == 4]
    year = int(numerals[0]) if numerals else years[-1].first.year if years else None
    if named.sort == "all":
        return [(year, quarter) for quarter in range(1, 5)]
    last = date(year or calendar.today.year, 12, 31)
    return list(calendar.reports(calendar.today, last))


_DAY_ASKED = ways(
    "ngay may | ngay nao | ngay bao nhieu | hom nao | bua nao | cham nhat | muon nhat | tre nhat"
    " | han ngay | han chot ngay"
)
OF_DAY = 0.12  # on top: a day is asked of quarterly reports, which no task's period tells


def _nearest_to(year: int, quarter: int, wanted: int) -> At:
    """The report of a quarter that lies nearest to the one that was spoken of."""
    return min(((year + by, wanted) for by in (0, 1, -1)), key=lambda at: abs((at[0] - year) * 4 + at[1] - quarter))


def _proposal(case: Case, reading: Reading, points: tuple[Point, ...], follows: bool) -> Proposal:
    matches, read = case.search(case.desk.rule, case.topic(HEARD)), reading.read()
    share = matches[0].explained if matches else [0.0] * len(case.words)
    known = [1.0 if n in read or _is_plain(case, n) else amount for n, amount in enumerate(share)]
    covered = case.explained(HEARD, known, SLOTS)
    if not case.spotted.quarters and not case.says(*_REPORTS) and not follows:
        covered -= NO_REPORT
    quarters = tuple(dict.fromkeys((p.year, p.quarter) for p in points if p.quarter))
    fields = tuple(dict.fromkeys(point.field for point in points))
    if {"recipient", "forwarded"} & {*fields} and case.says("bao cao", "nop"):
        covered += 0.2 if covered >= SURE_OF_REPORT else 0.0
    if "due" in fields and case.says(*_DAY_ASKED) and case.says("quy"):
        covered += OF_DAY
    each = _EACH.search(case.heard.line) and _in_words(reading)
    whole = covered >= 1.0 and reading.sure  # "hạn báo cáo": all of it is the report's
    sure = bool(reading.named) or "days" in fields or len(fields) > 1 or bool(each) or whole
    query = Query("due", aspects=fields, quarters=quarters, points=points)
    enough = SURE_OF_RECIPIENT if {*fields} <= {"recipient", "forwarded"} and not follows else 0.0
    return Proposal(covered + (NAMED if sure else 0.0), query, covered, enough)


def _no_such_quarter(case: Case) -> Proposal:
    covered = case.explained(HEARD, None, SLOTS)
    asked = tuple((None, quarter) for quarter in case.spotted.quarters)
    return Proposal(covered + 0.2, Query("refusal", reason="no-such-quarter", quarters=asked), covered)


def _is_plain(case: Case, place: int) -> bool:
    """Whether a word is one of the English ones, or a year that the document does not name."""
    word = case.spotted.words[place]
    english = word.typed in _ENGLISH and (word.typed != word.text or _is_english(case))
    return english or word.text.isdigit()


def _is_english(case: Case) -> bool:
    """Whether most words of a message are English ones, so that "do" and "to" are, too."""
    words = case.spotted.words
    return len(words) > _FEW_ENGLISH and sum(w.typed in _ENGLISH for w in words) > len(words) * _MOSTLY
