"""Near misses: questions that name a thing of the decision and ask of it what no decision says.

How far things have come, money, names of people, opinions, a document that is still to come: refused, with the nearest
thing that is there. The patterns are general; nothing of one decision stands here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from nlu.phrases import ways

_SHORT = 7  # words of a question that can only be about something said before
SURE = 1.4  # the score of a reading that no other one may beat
_MANY = r"(?:bao nhieu|nhieu|may|%)"
_NOW = r"(?:da|(?<=^ )hien|hien nay|hien tai|hien gio|bay gio|den gio|toi gio|den nay|toi nay|den hom nay|thuc te)"
_LAST = r"(?:nam|quy|thang|ky) (?:vua roi|vua qua|ngoai|truoc roi)"
_REACHED = r"(?:dat|noi|lam|xong|chay|dung|tich hop|ket noi|xu ly|hoan thanh|trien khai|mo|to chuc|so hoa|co)"
_SO_FAR = re.compile(
    rf" (?:{_NOW}|{_LAST})(?: \S+){{0,3}}? {_REACHED}(?: \S+){{0,6}}? {_MANY} (?!ngay|quy|thang)"
    rf"| {_MANY}(?! ngay| bua| hom| thang| nam)(?: \S+){{0,6}} roi $"
    rf"| (?:xong|hoan thanh|lam)(?: duoc)? {_MANY} (?:%|phan tram|phan)(?: roi)? "
    rf"| (?:%|phan tram) (?:hoan thanh|tien do)| (?:hoan thanh|tien do) thuc te "
    r"| (?:xong|lam|trien khai|ban hanh|phe duyet|duyet|ky|ra doi|cong bo)(?: xong)? chua"
    r"(?: $|,? (?:so|a|vay|the|roi|nhi)\b)"
    r"| (?:ban hanh|phe duyet|duyet|ky|trinh|cong bo)(?: \S+){1,5} chua(?: (?:a|vay|the|nhi|em|anh))* $"
    r"| (?:lam|trien khai|thuc hien|chay) (?:toi|den) (?:dau|muc nao) roi "
)
_OWED = re.compile(
    r" (?:ai|don vi nao|nhung don vi nao|ben nao|vu nao|cuc nao|co quan nao|(?:bao nhieu|may) (?:don vi|ben|vu|cuc))"
    r"(?: \S+){0,3}? (?:chua|da|con no|no|(?:nop|gui)(?: \S+){0,3}? (?:tre|muon|cham)(?! nhat)|tre|cham(?! nhat))"
    r"(?: han)?"
    r" (?:nop|gui|bao cao|bc|han|quy)"
    r"| (?:nop|gui) (?:bao cao|bc) (?:tre|muon|cham) (?!nhat)"
)
_SHOULD = ways(
    "phai | can | chi tieu | muc tieu | yeu cau | de ra | dat ra | neu | quy dinh | theo ke hoach | toi thieu | it nhat"
)
_MONEY = re.compile(
    rf" {_MANY} (?:phan tram |% )?(?:tien|dong|ty|trieu|kinh phi|ngan sach|du toan|von)(?! nao)\b"
    rf"| (?:muc chi|so tien|tong kinh phi|kinh phi|chi phi|thu lao|muc dau tu|ngan sach|du toan|gia goi|gia tri)"
    rf"(?: \S+){{0,14}}? (?:la |het |ton |duoc )?(?:bao nhieu|nhieu) "
    r"(?:$|tien|dong|ty|trieu|%|phan tram|vay|a |the |nhi )"
)
_OFFICES = r"(?:truong doan|chu nhiem|truong nhom|to truong|truong ban|thu ky)"
_PERSON = re.compile(
    rf" (?:ai|nguoi nao) (?:lam|giu|la) {_OFFICES} | {_OFFICES}(?: \S+){{0,3}}? la (?:ai|nguoi nao) |"
    r" (?:thu truong|lanh dao|pho \S+|vu truong|cuc truong|giam doc|chuyen vien|can bo|dong chi|truong phong)"
    r"(?: bo| vu| cuc)? nao "
)
_OF_PERSON = re.compile(
    r" (?:(?:bac|ong|ba|anh|chi|co|chu|nguoi|vi|dong chi) (?:ay|do|no|nay)|nguoi ky)(?: \S+)*? (?:que|tuoi|sinh"
    r"|hoc|nha|dien thoai|sdt|email|luong"
    r"|so dt|gia dinh|lien he) "
)
_PART_OF_UNIT = re.compile(
    r" (?:phong|doi|to|bo phan|chuyen vien|can bo)(?: ban)? nao(?: \S+){0,2}? "
    r"(?:trong|cua|thuoc|o) (?:<u>|vu|cuc|don vi) "
)
_PART_OF_OTHER = re.compile(r" (?:ben|o|phia|thuoc|cua) <u>(?: thi)? (?:vu|cuc|phong|doi|to|ban) nao ")
_NUMBER_OF = re.compile(
    r" (?:to trinh|tieu chuan(?: viet nam)?|cong van|hop dong|giay phep)"
    r"(?: (?!dong|viec|vu|quyet|nghi|muc|stt)\S+){0,6}?"
    r" (?:so may|so bao nhieu|mang so(?: nao| may)?|so gi) | ma so (?:may|bao nhieu|gi|nao) "
)
_OTHER_DAY = re.compile(
    r" (?:quyet dinh|van ban|ke hoach|qd)(?: \S+){0,4}? (?:dang len|dang tai|dang cong bao|niem yet|phat hanh|gui di|"
    r"len cong|dua len)(?: \S+){0,6}? (?:ngay nao|ngay may|hom nao|khi nao|bao gio|luc nao) "
)
_SPELLED_OUT = re.compile(
    r" <u>(?: \S+){0,4}? (?:la|gom|cu the la|nghia la|tuc la|cu the gom)(?: nhung| cac)?"
    r" (?:don vi|co quan|ben|vu|ai)(?: nao| gi)? "
)
_OWN_PLAN = re.compile(
    r" ke hoach(?: hanh dong| cong tac| hang nam)?(?: rieng| cua don vi| don vi| minh| cua minh)+(?: \S+){0,4}? "
    r"(?:nop|gui|trinh|lap|xong|ban hanh)(?: \S+){0,3}? (?:ngay nao|ngay may|bao gio|khi nao|truoc ngay nao|hom nao) "
)
_FORWARDED = re.compile(
    r" (?:gui|trinh|nop|chuyen)(?: len| cho| sang| ve| toi)? <u>(?: \S+){0,3}? (?:ngay may|ngay nao|han|hom nao) "
)
_HOUR = re.compile(r" (?:may gio|gio nao|luc may gio) ")
_PENALTY = re.compile(
    r" (?:bi|co bi|se bi|phai chiu)(?: \S+)? (?:phat|tru|nhac nho|nhac|ky luat|phe binh|kiem diem|xu ly|xu phat"
    r"|che tai|cat thi dua"
    r"|ha bac|khien trach|canh cao|lam sao)(?: \S+){0,5} (?:gi|nao|sao|nhieu|may|khong|chi) "
    r"| (?:tre|muon|cham)(?: han)? (?:thi )?(?:co )?sao(?: khong)? $| bi (?:gi|sao)(?: khong)? $"
)
_FORM = re.compile(r" (?:bieu mau|mau|template|form)(?: bao cao)?(?: so)? (?:may|nao|gi|excel|word|ra sao|the nao) ")
_OPINION = re.compile(
    r" co (?:cao|thap|nhieu|it|kho|de|kha thi|hop ly|phu hop|thuc te|xa voi|vo ly)(?: qua)? (?:khong|ko) "
    r"| (?:theo|y) (?:may )?(?:anh|chi|ban|em)(?: thi)? .*(?:nghi sao|thay sao|khong) "
)
_DRAFTED = re.compile(
    r" (?:ai|nguoi nao|don vi nao|ben nao)(?: da| la nguoi| dung ra)? "
    r"(?:soan|viet|thao|soan thao|du thao|chap but|bien soan)"
    r"(?: \S+){0,2} (?:quyet dinh|van ban|ke hoach|qd)(?: nay| do| tren| so)? "
)
_FORCE_ENDS = re.compile(r" (?:het hieu luc|con hieu luc|hieu luc (?:den|toi|trong|bao lau|may nam|den bao gio)) ")
_NUMBER_OF_NEW = re.compile(
    r" (?:thay the|thay cho|thay|sua doi|moi|do|ay)(?: .*)? (?:so may|so bao nhieu|mang so nao|so gi) "
)
_ITS_PARTS = re.compile(r" (?:dieu|dieu khoan|khoan|muc)(?: khoan)? (?:nao|may) ")


def near_miss(case: Case) -> Iterator[Proposal]:
    """For "đến nay đã nối được mấy hệ thống", "tốn bao nhiêu tiền", "thứ trưởng nào phụ trách"."""
    if any(asks(case) for asks in _MISSES):
        yield Proposal(SURE, Query("refusal", reason="not-in-document", tasks=tuple(case.spotted.tasks[:1])), 1.0)


def _asks_so_far(case: Case) -> bool:
    """How far something has come; what is to be reached is in the plan."""
    line = case.heard.line
    return bool(_OWED.search(line) or (_SO_FAR.search(line) and not case.says(*_SHOULD)))


def _asks_money(case: Case) -> bool:
    found = _MONEY.search(case.heard.line)
    lines = {"dòng", "đồng"} & {w.typed for w in case.spotted.words} == {"dòng"} or case.says("cot", "ghi chu")
    return found is not None and not (lines and " dong" in found[0])  # "mấy dòng" of the table


def _asks_person(case: Case) -> bool:
    """Who of the leaders, or which part of a unit, is charged; who signed is known."""
    line = case.heard.line
    return bool(
        _PART_OF_OTHER.search(line)
        or _PART_OF_UNIT.search(line)
        or _OF_PERSON.search(line)
        or (_PERSON.search(line) and not case.says("ky", "ban hanh"))
    )


def _asks_drafter(case: Case) -> bool:
    """Who wrote the decision; the units that are to write other documents are known."""
    return bool(_DRAFTED.search(case.heard.line)) and not case.spotted.tasks


def _asks_end_of_force(case: Case) -> bool:
    return bool(_FORCE_ENDS.search(case.heard.line)) and not case.spotted.tasks


def _asks_opinion(case: Case) -> bool:
    return bool(_OPINION.search(case.heard.line)) and not case.has("compare")


def _asks_penalty(case: Case) -> bool:
    """What befalls those who are late."""
    return bool(_PENALTY.search(case.heard.line))


def _asks_form(case: Case) -> bool:
    """On which form something is reported; where the text speaks of forms they belong to a topic of their own."""
    return bool(_FORM.search(case.heard.line)) and (case.has("report") or len(case.words) <= _SHORT)


def _asks_hour(case: Case) -> bool:
    return bool(_HOUR.search(case.heard.line))


def _asks_of_new_document(case: Case) -> bool:
    """The number of what is to replace a document that is named, or what is to be changed in it."""
    numbers = {code.partition("/")[0] for code in case.desk.codes if code != case.desk.own_code}
    codes = [
        w.text for w in case.spotted.words if w.text != case.desk.own_code and (w.kind == "code" or w.text in numbers)
    ]
    codes = [c for c in codes if len(c) > 2]
    if not codes or case.asks_tasks:
        return False
    after = case.heard.line.rpartition(f" {codes[-1]} ")[2]
    return bool(_NUMBER_OF_NEW.search(case.heard.line) and re.search(r"(?:^| )so (?:may|bao nhieu)", after)) or bool(
        _ITS_PARTS.search(f" {after}") and case.says("sua doi", "sua", "bo sung")
    )


def _asks_number_of(case: Case) -> bool:
    """The number of a paper or a standard that the decision only speaks of."""
    return bool(_NUMBER_OF.search(case.heard.line)) and not case.asks_tasks


def _asks_other_day(case: Case) -> bool:
    """The day of an act that the decision does not tell: put on the portal, sent out; of a plan that units make."""
    return bool(_OTHER_DAY.search(case.heard.line) or _OWN_PLAN.search(case.heard.line))


def _asks_forwarding(case: Case) -> bool:
    """The day on which reports are sent on to those above: only the units' own day is set."""
    rule = case.document.reporting
    found = _FORWARDED.search(case.heard.line)
    if rule is None or not found:
        return False
    place = len(case.heard.line[: found.start() + found[0].index("<u>")].split())
    unit = dict(case.spotted.units).get(place)
    return (
        unit is not None
        and case.desk.directory.find(rule.recipient or "") != unit
        and any(case.desk.directory.find(to) == unit for to in rule.forwarded_to)
    )


def _asks_members(case: Case) -> bool:
    """Which units a collective name means: the decision does not tell them apart."""
    return bool(case.units and case.units[0].collective and _SPELLED_OUT.search(case.heard.line))


_MISSES: tuple[Callable[[Case], bool], ...] = (
    _asks_so_far,
    _asks_money,
    _asks_person,
    _asks_drafter,
    _asks_end_of_force,
    _asks_hour,
    _asks_penalty,
    _asks_form,
    _asks_opinion,
    _asks_of_new_document,
    _asks_number_of,
    _asks_other_day,
    _asks_forwarding,
    _asks_members,
)
