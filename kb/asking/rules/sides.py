"""What of a report is asked, each with its place: its days, their weekday, counts of days, its quarter, where it goes.

A word that asks ("ngày nào", "mấy ngày") takes its matter (the due day, the data) from the words nearest to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.moments import Line, phrase

DUE, DATA = "due", "data"  # the two matters of days
_QUARTER = r"(?:i{1,3}|iv|[1-4]|mot|hai|ba|bon|tu)"

# What a question word asks for; in this order, what an earlier one has read is not read again.
_WHEN = (
    r"(?:nhung |cac )?(?:ngay|hom|bua|buoi|moc|thoi diem|thoi han|luc) (?:thang nam |thang )?(?:nao|may|bao nhieu"
    r"|gi|mo)"
    r"|(?:ngay|hom|bua) ra sao|khi nao|khi mo|bao gio|chung nao|thang may|thang nao|hoi nao|luc nao|ra sao|the nao"
    r"|(?:khoang|quang)(?: thoi gian| ngay)? nao|thoi gian nao|when|what day|what date|la may|tu may|den may|toi may"
    r"|(?:tu|den|toi) dau(?! (?:tien|thang|nam|quy|ky))|chot sao"
    r"|(?:(?<=den )|(?<=tu ))\S+ (?:bao nhieu|nao)|quang nao|khoang nao"
    r"|(?:nhung |cac )?(?:han|ky han|moc|deadline|due dates?)(?: nop| gui| bao cao)* nao"
    r"|(?:may|bao nhieu) (?:moc|ky han|deadline)|which date|which day"
)
_MANY = (
    r"(?:con |duoc |dung |lai |khoang |tong |la )*(?<!thu )(?:bao nhieu|may|nhieu|bn) (?:ngay|hom|bua|buoi)(?! nao"
    r"| gi)(?: nua| roi)?"
    r"|bao lau nua|con bao lau|may tuan nua|how many days|how long|days left"
)
_ASKING = {
    "times": phrase(
        r"bao lau (?:\S+ ){0,12}?(?:mot|1) lan|may thang (?:\S+ ){0,2}?(?:mot|1) lan|tan suat"
        r"|(?:mot|1|moi) nam (?:\S+ ){0,3}?(?:may|bao nhieu) (?:lan|ky|dot)|how often|dinh ky (?:the nao|ra sao"
        r"|bao lau)"
        r"|hang thang hay hang quy|hang quy hay hang thang"
    ),
    "many": phrase(_MANY),
    "weekday": phrase(
        r"(?:ngay |vao )?thu (?:may|bao nhieu)|(?:trung|roi|vao|la|dung)(?: vao| trung| dung| ngay)*"
        r" (?:chu nhat|thu bay|thu 7|cuoi tuan|ngay nghi|ngay le)(?: khong| ko| chang)?|what weekday|(?:which"
        r"|what) day of the week"
    ),
    "quarter": phrase(
        r"(?:bao cao )?(?:quy|ky|ky bao cao|bao cao quy|dot)(?: so)?(?: thu)? (?:may|nao|gi|bao nhieu|chi|mo)"
        r"|which quarter"
        r"|(?<!han )(?<!moc )(?<!han nop )(?<!moc nop )bao cao (?:nao(?! (?:khong|chua))|may)|what quarter|which period"
        rf"|quy {_QUARTER}(?: nam (?:nay|\d+))? hay(?: la)?(?: quy)? {_QUARTER}"
    ),
    "whom": phrase(
        r"(?:gui|nop|chuyen|dua)(?: bao cao)?(?: quy)?(?: tiep| len| cho| ve| toi| den| lai| thang| di| qua"
        r"| nhung| cac)*"
        r" (?:ai|dau(?! tien| quy| nam)|(?<=ve )nao|(?:don vi|co quan|noi|ben|cho|bo|nganh) (?:nao|gi))(?: nua)?"
        r"|(?:ve|cho|o) (?:dau|(?:nhung )?ai)|(?:ve|cho|toi|o|den) (?:nhung |cac )?(?:cho|noi|co quan"
        r"|don vi) nao|noi nhan|noi gui|dia chi nao"
        r"|(?:ai|don vi nao|ben nao|co quan nao) (?:la (?:don vi|noi|ben) )?(?:nhan|tong hop)|to whom"
        r"|submit(?:ted)? to|send to|who gets"
    ),
    "when": phrase(_WHEN),
    "what": phrase(r"la gi|nhu the nao"),
    "year": phrase(r"nam (?:nao|may|bao nhieu)"),
    "whether": phrase(
        r"(?:dung|phai) chu"
        r"|(?:phai |dung |duoc )?(?:khong(?! (?:ke|phai|nho|co|biet|ro|kip|hieu|chac|tinh|thay|nop|gui|lam))|chang"
        r"|chua(?! (?:nop|gui|bao|xong|kip|co|biet|lam|ro|hieu|dung|duoc|phai|den|toi)))|a|ha|nhi|hay mai"
    ),
}
_MATTERS = {
    DATA: phrase(
        r"(?:han|ngay|thoi han|moc|ky|den|toi|het)? ?chot (?:so(?: lieu)?|du lieu|data)|so lieu|du lieu|data"
        r"|thong ke|phat sinh"
        r"|ngay chot(?: cuoi)?|khoa so|cut off|cutoff|cat so(?: lieu)?|con so|lay so|gom"
        r"|(?<!han )(?<!ngay )chot(?! han)|lay|tinh(?! tu| den)"
        r"|bat dau|ket thuc"
    ),
    DUE: phrase(
        r"han(?: (?:nop|gui|bao cao|chot|cuoi|cung))*|nop|gui|cham nhat|muon nhat|tre nhat|deadline|due date"
        r"|due|het han|den han|toi han"
        r"|ngay chot han|kip|phai bao cao|submit|dung han|tre han"
    ),
}
WEEKEND = phrase(
    r"(?:chu nhat|cn|thu bay|thu 7|t7)(?! nay| toi| tuan| vua| sau| truoc)|cuoi tuan(?! nay| sau| toi| truoc)"
    r"|ngay nghi|ngay le"
)
_FROM = phrase(r"bat dau|khoi dau")
_BEFORE_IT = {
    "tu": "start",
    "from": "start",
    "den": "end",
    "toi": "end",
    "het": "end",
    "until": "end",
    "dau": "start",
    "to": "end",
}
_TO = phrase(
    r"ket thuc|khoa so|cat so|ngay chot|chot(?! so lieu| du lieu| data)|cut off|cutoff|cuoi cung|ngay cuoi"
    r"|han chot so lieu"
)
_SPAN = phrase(r"(?:khoang|quang)(?: thoi gian| ngay)? nao|thoi gian nao|ra sao|the nao|chot sao|thi sao")
LATE = phrase(r"tre(?! nhat)|cham(?! nhat)|qua (?:han|may|bao nhieu)|muon(?! nhat)|lo han|sau han|late|overdue")
_LATE_ASKED = phrase(
    r"tre(?! nhat)|cham(?! nhat)|qua han|muon(?! nhat)|kip|dung han|dung hen|sau han|late|in time|on time"
)
_INTO = phrase(r"kip (?:duoc )?(?:tinh |dua |cong |ghi )?(?:vao|vo) (?:bao cao |so lieu|du lieu|ky|quy)")
_LEFT = {"con", "nua", "left", "until"}
_UNREAD = frozenset(("ai", "gi", "nao", "nhieu", "dau"))  # a part that has one asks what is not known here
_TAIL = 4  # words of address ("thưa đồng chí") that may follow "không"
_BETWEEN = phrase(
    r"(?:ke tu|tu|tinh tu|giua)(?: (?:ngay|luc|khi|thoi diem|cuoi|cung|cua|thoi|gian|het|ket|thuc))* (?:chot|khoa so)"
)
_ONWARD = phrase(
    r"gui tiep|chuyen tiep|gui len|trinh len|tong hop|sau do"
    r"|(?:<u>|ben do|ho) (?:\S+ ){0,3}xong|xong (?:ben do|no|<u>)|roi gui|nua"
    r"|gui di dau|tiep cho"
)
# A matter that is named, and nothing asked: "kỳ này hạn?", "cutoff data Q4", "số liệu từ … đến …".
_NAMED = (
    (
        "end",
        phrase(
            r"ngay chot(?! han)(?: so lieu| cuoi)?|(?:cut off|cutoff)(?: data| so lieu)?|ngay khoa so"
            r"|han chot so lieu|ngay cuoi chot"
        ),
    ),
    (
        "window",
        phrase(r"(?:ky |khoang |pham vi |thoi gian |cua )*(?:chot )?(?:so lieu|du lieu|data)(?: tu den)?|tu den"),
    ),
    (
        "due",
        phrase(
            r"(?:ngay )?han(?: (?:nop|gui|bao cao|chot|cuoi))*|deadline|due date|due|ngay nop(?: cham nhat)?"
            r"|cham nhat|muon nhat"
            r"|ngay cuoi(?: phai)? (?:nop|gui)|(?:nop|gui) ngay(?= (?:a |vay |the |em |anh |chi |z )*$)|ngay"
        ),
    ),
    ("weekday", phrase(r"thu")),
    ("quarter", phrase(r"quy")),
    ("recipient", phrase(r"noi nhan|nguoi nhan")),
)
_OF_DUE = ("due", "days", "late", "is_due", "in_time")
_FAMILY = {
    field: fields
    for fields in (_OF_DUE, ("start", "end", "days_to_end"), ("weekday",), ("quarter",), ("recipient", "forwarded"))
    for field in fields
}
REQUEST = phrase(
    r"cho biet|cho hoi|xin|de nghi|cho em|cho toi|cho minh|liet ke|list|neu ro|ghi ro|tra giup"
    r"|noi ro|can"
)
_BARE, _BARE_NAMES = 1, (["ngay"], ["thu"], ["quy"])  # words that ask only where hardly anything stands beside them
_LONGEST_NAMED = 12  # words of a part that only names what it asks


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that words [start, end) ask for."""

    field: str
    start: int
    end: int
    named: bool = False  # its name stands there, and no word that asks


def asked_in(line: Line, parts: list[tuple[int, int]]) -> list[Asked]:
    """The fields that are asked in the parts of a message, by their places."""
    words = _question_words(line)
    found: list[Asked] = []
    matter, told = None, 0  # what was spoken of last; where the last question word ended
    for start, end in parts:
        inside = [word for word in words if start <= word[1] < end]
        strong = [word for word in inside if word[0] != "whether"]
        inside = [word for word in inside if word[2] >= end - _TAIL]
        at = start
        asks_due = (
            [word for word in words if start <= word[1] < end and _is_due_so(line, word, at)] if strong else inside[-1:]
        )
        for kind, first, last in sorted([*strong, *asks_due], key=lambda word: word[1]):
            before, after = _nearest(line, at, last), _nearest(line, last, end, first=True)
            if kind == "what" and not (before or after):
                continue
            nearest = (after or before if kind == "many" else before or after) or (
                matter if kind != "whether" or first == start else None
            )
            found += _of(line, kind, nearest, (at, first, last, end), told)
            matter, at, told = nearest or matter, last, last
        if not strong and not inside and _UNREAD.isdisjoint(line.words[start:end]):
            found += _named(line, start, end)
        matter = _nearest(line, start, end) or matter
    return _without_doubt(found)


def _is_due_so(line: Line, word: tuple[str, int, int], start: int) -> bool:
    """Whether "hôm nay là hạn chót đúng không" is asked before something else."""
    kind, first, last = word
    return kind == "whether" and line.words[first] in ("dung", "phai") and _nearest(line, start, last) == DUE


def _question_words(line: Line) -> list[tuple[str, int, int]]:
    taken: list[tuple[str, int, int]] = []
    for kind, pattern in _ASKING.items():
        for start, end, _ in line.find(pattern):
            if not any(start < other[2] and other[1] < end for other in taken):
                taken.append((kind, start, end))
    return sorted(taken, key=lambda word: word[1])


def matters(line: Line, start: int, end: int) -> list[tuple[int, int, str]]:
    """The words [start, end) that speak of the due day or of the data, and which."""
    found: list[tuple[int, int, str]] = []
    for name, pattern in _MATTERS.items():
        for first, last, _ in line.find(pattern, start, end):
            if not any(first < other[1] and other[0] < last for other in found):
                found.append((first, last, name))
    return sorted(found)


def _nearest(line: Line, start: int, end: int, first: bool = False) -> str | None:
    found = matters(line, start, end) if start < end else []
    return (found[0] if first else found[-1])[2] if found else None


def _says(line: Line, pattern: re.Pattern[str], start: int, end: int) -> bool:
    return start < end and next(line.find(pattern, start, end), None) is not None


def _of(line: Line, kind: str, matter: str | None, at: tuple[int, int, int, int], told: int) -> Iterator[Asked]:
    """The fields that one question word asks for; `at`: where its words begin, itself, and where its part ends.

    `told` is where the last question word ended.
    """
    start, first, last, end = at
    if kind == "many":
        yield Asked(_count(line, matter, at), first, last)
    elif kind in ("when", "what"):
        yield from (Asked(field, first, last) for field in _days(line, matter, at))
    elif kind == "whom":
        onward = _says(line, _ONWARD, told, last)
        yield Asked("forwarded" if onward else "recipient", first, last)
    elif kind == "whether":
        if _says(line, WEEKEND, start, end):
            yield Asked("weekday", first, last)
        elif _says(line, _LATE_ASKED, start, end) and not (matter == DATA and _says(line, _INTO, start, end)):
            yield Asked("in_time", first, last)
        elif matter == DATA:
            yield from (Asked(field, first, last) for field in _days(line, matter, at))
        elif matter == DUE:
            yield Asked("is_due", first, last)
    elif kind == "year":
        yield Asked("start" if _says(line, phrase("bat dau"), start, first) else "year", first, last)
    else:
        yield Asked({"times": "frequency"}.get(kind, kind), first, last)


def _count(line: Line, matter: str | None, at: tuple[int, int, int, int]) -> str:
    """Which days are counted."""
    start, first, last, end = at
    if _says(line, _BETWEEN, start, end):
        return "between"
    if _says(line, LATE, start, end) and _LEFT.isdisjoint(line.words[first : min(last + 1, end)]):
        return "late"
    return "days_to_end" if matter == DATA else "days"


def _days(line: Line, matter: str | None, at: tuple[int, int, int, int]) -> tuple[str, ...]:
    """The due day, or the first day of the data, the last, or both."""
    start, first, last, end = at
    edges = {_BEFORE_IT[word] for word in line.words[max(start, first - 2) : first + 1] if word in _BEFORE_IT}
    if not edges:
        ways = ((_FROM, "start"), (_TO, "end"))
        edges = {edge for way, edge in ways if _says(line, way, start, first)}
        edges = edges or {edge for way, edge in ways if _says(line, way, last, end)}
    if matter == DUE or (matter is None and not edges):
        return (DUE,)
    return tuple(edges) if len(edges) == 1 and not _says(line, _SPAN, first, last) else ("start", "end")


def _named(line: Line, start: int, end: int) -> Iterator[Asked]:
    """What a part names that asks nothing in words."""
    if end - start > _LONGEST_NAMED and not _says(line, REQUEST, start, end):
        return
    taken: list[tuple[int, int]] = []
    for field, pattern in _NAMED:
        for first, last, _ in line.find(pattern, start, end):
            if any(first < b and a < last for a, b in taken):
                continue
            if line.words[first:last] in _BARE_NAMES and end - start > _BARE:
                continue
            taken.append((first, last))
            yield from (Asked(f, first, last, True) for f in (("start", "end") if field == "window" else (field,)))


def _without_doubt(found: list[Asked]) -> list[Asked]:
    """Without the names of matters of which the words after them, or before them, ask."""
    if any(one.field == "late" for one in found):  # the days tell whether it is late
        found = [one for one in found if one.field != "in_time"]
    return [
        one
        for place, one in enumerate(found)
        if not one.named
        or not any(
            other.field in _FAMILY[one.field] and not other.named
            for other in (*found[:place][-1:], *found[place + 1 :][:1])
        )
    ]
