"""What a question takes to be so of the decision, of the documents that it names, or of the reports, right or wrong.

Who signed, from when it is in force, its number, on what it rests, the day of a ground, how many tasks and groups there
are, when and whereto reports go: the fact that decides is told, with its place. Targets and tasks check their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.query import Point, Proposal, Query
from kb.asking.table.tasks import asks_why
from nlu.phrases import ways

SURE = 1.41  # no other reading may beat it, nor a near miss
CHECKED = ways(
    "dung khong | co dung | phai khong | co phai | dung vay | dung chua | khong phai | dung chu | phai chu | dung ha"
    " | phai ha | phai hem | phai hong | dung hem | dung hong | right | theo toi nho | theo minh nho | theo em nho"
    " | theo tui nho | toi nho la | minh nho la | minh nho | hay la | nghe noi | nghe dau | dung hay sai | dung the"
    " | hay phai | dung roi chu | phai vay khong | hay"
)
_ASKS = ways("nao | ngay may | thang may | quy may | la may | may ngay | bao nhieu | gi | ai | o dau")
_THIS = ways("quyet dinh | ke hoach | van ban | qd")
_SIGNED_BY = re.compile(
    r" do (?:\S+ ){1,7}?ky | (?:bo truong|thu truong|ong|ba)(?: \S+){0,5} ky |(?: ky thay )|"
    r" ky(?: boi| la) (?!ngay)\S+ \S+ "
)
_GROUND = ways(
    "can cu | dua tren | dua vao | dua vo | dua theo | lam theo | thuc hien theo | theo nghi quyet | theo nghi dinh"
)
_DOCUMENTS = ("nghi quyet", "nghi dinh")
_DAY = ways("ngay nao | ngay may | hom nao | ngay bao nhieu | khi nao | bao gio")
_GROUPS_SAID = re.compile(r" (?:chia|co|gom|chi co)(?: lam| thanh| tat ca| ca thay)? \d+ nhom ")
_TASKS_SAID = re.compile(r" (?:co|gom|chi co)(?: tat ca| ca thay| dung)? \d+ (?:viec|nhiem vu|dau viec|muc) ")
_OWN_NUMBER = re.compile(r" (?:quyet dinh|qd|van ban|ke hoach)(?: nay)?(?: mang)?(?: so)? (\d{3,4}) ")
_REPORTED = ways("bao cao quy | bao cao hang quy | so lieu | lay so | chot so | moi quy | ky bao cao | bao cao")
_OFTEN = re.compile(r" (?:moi|hang|hằng) (?:thang|tuan|nam)(?= )| (?:\d+|sau|ba|mot) thang (?:mot|1) lan ")
_DATA = ways("so lieu | chot | lay so | du lieu | tinh tu")
_START = re.compile(r" (?:tu|bat dau|ke tu)(?: ngay| hom| mung)? \d+")
_END = re.compile(r" (?:toi|den|het|chot)(?: ngay| hom| mung)? \d+")


def of_decision(case: Case) -> Iterator[Proposal]:
    """For "quyết định này do thứ trưởng A ký", "NQ 17 ngày 17/3 đúng không", "hạn nộp là ngày 25 phải không"."""
    if case.spotted.tasks:
        yield from _how_many(case)
        return
    for found in (_day_of_other, _signer, _number, _grounds, _of_reports):
        if query := found(case):
            yield Proposal(SURE, query, 1.0)
            return
    yield from _how_many(case)


def checks(case: Case) -> bool:
    """Whether it is asked if something is so, or why; nothing else is asked."""
    why = any(word.text in ("sao", "rang") and word.before for word in case.spotted.words)
    return case.says(*CHECKED) or asks_why(case) or why


def _day_of_other(case: Case) -> Query | None:
    """A day that a question gives to a document that the text dates; or the day of a ground told by its kind."""
    code = _code_named(case)
    if code and case.spotted.dates and checks(case):
        return Query("dated", name=code)
    if case.says(*_DAY) and case.says("can cu") and not case.spotted.codes:
        kinds = [kind for kind in _DOCUMENTS if case.says(kind)]
        codes = [c for kind in kinds for c in case.desk.grounds_of(kind) if c in case.desk.dated]
        if len(codes) == 1:
            return Query("dated", name=codes[0])
    return None


def _code_named(case: Case) -> str | None:
    """The other document with a known day that is named by its code, or by its kind and number."""
    for code in case.desk.dated:
        number = code.partition("/")[0]
        if code in case.spotted.codes or any(
            case.says(f"{kind} {number}", f"{kind} so {number}") for kind in _DOCUMENTS
        ):
            return code if code != case.desk.own_code else None
    return None


def _signer(case: Case) -> Query | None:
    """Who is said to have signed."""
    plain = not case.units and not case.says("ai ky", "nao ky")
    if (
        plain
        and case.says(*_THIS)
        and _SIGNED_BY.search(case.heard.line)
        and not case.says("trinh", "de nghi", "hieu luc")
    ):
        return Query("about", aspects=("signer",))
    return None


def _number(case: Case) -> Query | None:
    """The decision by its day and a number that is not its own, or by its own figures in another order."""
    found = _OWN_NUMBER.search(case.heard.line)
    own = case.desk.own_number
    if not found or found[1] == own or case.spotted.codes:
        return None
    day = case.document.header.date
    dated = f"{day.day}/{day.month}/{day.year}" in [_plain(d) for d in case.spotted.dates]
    swapped = sorted(found[1]) == sorted(own)
    return Query("about", aspects=("number", "date")) if dated or (swapped and case.says(*CHECKED)) else None


def _plain(day: str) -> str:
    return "/".join(str(int(part)) for part in day.split("/") if part.isdigit())


def _grounds(case: Case) -> Query | None:
    """Which resolution or decree it rests on: asked by kind, or taken to be another one."""
    kinds = [kind for kind in _DOCUMENTS if case.says(kind)]
    if not kinds or not case.says(*_GROUND) or not (case.says(*_THIS) or case.says("can cu")):
        return None
    asked = all(re.search(rf" {kind}(?: so)? (?:nao|may|bao nhieu|gi) ", case.heard.line) for kind in kinds)
    taken = case.says(*CHECKED) and bool(
        case.spotted.codes or re.search(r" (?:nghi quyet|nghi dinh)(?: so)? \d", case.heard.line)
    )
    if (asked and (len(kinds) > 1 or case.says("can cu", "dua vo", "dua vao", "dua tren"))) or taken:
        return Query("about", aspects=("grounds",), holds=" ".join(kinds) if len(kinds) == 1 else "van ban")
    return None


def _how_many(case: Case) -> Iterator[Proposal]:
    """How many groups or tasks the appendix is taken to have."""
    line = case.heard.line
    if not case.says("phu luc", "bang", "ke hoach", "tong cong", "ca thay"):
        return
    if _GROUPS_SAID.search(line) and (case.says(*CHECKED) or case.spotted.groups):
        yield Proposal(SURE, Query("groups", aspects=("count",)), 1.0)
    elif _TASKS_SAID.search(line) and case.says(*CHECKED) and not case.units and not case.spotted.groups:
        yield Proposal(SURE, Query("count"), 1.0)


def _of_reports(case: Case) -> Query | None:
    """When, whereto and with which data reports are taken to go."""
    if case.document.reporting is None or not case.says(*_REPORTED) or not checks(case):
        return None
    if _OFTEN.search(case.heard.line) and case.says("bao cao") and not case.says(*_ASKS):
        return Query("due", aspects=("frequency",), points=(Point("frequency", None, 0),))
    if case.says(*_ASKS) or not case.says("quy", "hang quy") or not case.says(*CHECKED):
        return None
    quarter = case.spotted.quarters[0] if len(case.spotted.quarters) == 1 else 0
    field = _field(case, bool(quarter))
    return Query("due", aspects=(field,), points=(Point(field, None, quarter),)) if field else None


def _field(case: Case, of_quarter: bool) -> str | None:
    """The field of a report that is taken to be so."""
    line = case.heard.line
    if case.units and case.says("gui", "nop", "ve") and not case.spotted.dates and not case.says("ngay"):
        return "recipient"
    if case.says(*_DATA):
        return "start" if _START.search(line) else "end" if _END.search(line) and of_quarter else None
    if case.says("han", "han nop", "deadline", "nop", "gui", "cham nhat") and (case.spotted.dates or case.says("ngay")):
        return None if of_quarter else "due"
    return None
