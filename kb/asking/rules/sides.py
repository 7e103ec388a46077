"""Which sides of a report are asked: due, start, end, days, quarter, recipient, forwarded, frequency."""

from __future__ import annotations

import re

from kb.asking.case import Case
from kb.asking.phrases import ways

DUE_WORDS = ways(
    "han | nop | gui | cham nhat | muon nhat | tre nhat | han chot | deadline | den han | het han | ngay chot | kip"
    " | han nop | han cuoi"
)
_DATA_WORDS = ways(
    "so lieu | chot so lieu | chot | du lieu | thong ke | lay so lieu | khoa so | phat sinh | gom | con so | lay | tinh"
)
_DATA_BUT_CHOT = tuple(word for word in _DATA_WORDS if word != "chot")
_DATA_NOUNS = ways("so lieu | du lieu | chot so lieu | con so | thong ke | phat sinh | khoa so | chot")
_WINDOW = ways("tu ngay nao | den ngay nao | tu ngay | khoang nao | bat dau")
_START = ways(
    "tu ngay nao | tu hom nao | bat dau | tu ngay bao nhieu | tu ngay may | tu bao gio | tu khi nao | tu ngay"
)
_END = ways(
    "den ngay | toi ngay | den hom nao | toi hom nao | ket thuc | khoa so | den bao gio | chot den | den khi nao"
    " | den het ngay"
)
_TO_WHOM = ways(
    "gui ve dau | nop ve dau | gui cho dau | gui dau | nop dau | ve dau | gui len dau | nop cho dau | gui toi dau"
    " | o dau | cho nao"
)
_WHO_GETS = ways("gui | nop | nhan bao cao | nhan va tong hop | chuyen bao cao")
_AFTERWARDS = ways(
    "tong hop xong | sau khi tong hop | gui len | tong hop roi | sau khi van phong | duoc gui toi | gui tiep"
    " | xong thi gui | sau do"
)
_DAY_ASKED = ways("ngay nao | hom nao | khi nao | bao gio")
_HOW_OFTEN = ways("tan suat | mot lan | bao lau phai | may thang mot lan")
QUARTER_ASKED = ways("quy may | quy nao | ky nao | quy gi | quy bao nhieu | ky may | quy so may")
_GOES_INTO = ways("tinh vao | tinh vo | dua vao | dua vo | ghi vao | thuoc | roi vao | roi vo | nam trong | cong vao")
_ASKED = re.compile(
    r" (?:(?:ngay|hom|luc) (?:nao|may|bao nhieu|gi)"
    r"|khi nao|bao gio|thang nao|khoang nao|quang nao|thoi gian nao|ra sao|la gi|the nao) "
)


def sides_asked(case: Case) -> tuple[str, ...]:
    """Which sides of the report are asked; () where none is."""
    if (case.says(*_TO_WHOM) or (case.has("who") and case.says(*_WHO_GETS))) and not case.says(*_DAY_ASKED):
        later = case.says(*_AFTERWARDS) and (case.units or case.says("tong hop"))
        return ("forwarded",) if later else ("recipient",)
    return _number_asked(case) or _days_asked(case)


def _number_asked(case: Case) -> tuple[str, ...]:
    """How often, in how many days, in which quarter, where that is asked; the days left come with the due day."""
    if case.says(*_HOW_OFTEN):
        return ("frequency",)
    if case.has("days"):
        return ("days", "due")
    return ("quarter",) if case.says(*QUARTER_ASKED) and case.says(*_DATA_WORDS, *_GOES_INTO) else ()


def _days_asked(case: Case) -> tuple[str, ...]:
    """The due day, or the days from and to which data are taken."""
    window, due = _asks_window(case), case.says(*DUE_WORDS)
    if window and due:
        return _nearest(case) if case.says(*_DATA_NOUNS) else ("due",)
    if window:
        return _ends_asked(case)
    return ("due",) if due else ()


def _asks_window(case: Case) -> bool:
    words = _DATA_BUT_CHOT if case.says("han chot", "ngay chot") else _DATA_WORDS
    return case.says(*words, *_WINDOW)


def _nearest(case: Case) -> tuple[str, ...]:
    """Where a question has words of both, each asking phrase goes with the words nearest before it."""
    line, wanted, start = case.heard.line, set[str](), 0
    for found in _ASKED.finditer(line):
        before = line[start : found.start() + 1]
        due = max(before.rfind(f" {word} ") for word in DUE_WORDS)
        data = max(before.rfind(f" {word} ") for word in (*_DATA_WORDS, "tu", "den"))
        if due >= 0 or data >= 0:
            wanted.add("due" if due > data else "window")
        start = found.end() - 1
    if not wanted:
        return _ends_asked(case)
    return (*(("due",) if "due" in wanted else ()), *(_ends_asked(case) if "window" in wanted else ()))


def _ends_asked(case: Case) -> tuple[str, ...]:
    """The first day of the window, the last, or both."""
    start, end = case.says(*_START), case.says(*_END)
    if start != end:
        return ("start",) if start else ("end",)
    return ("start", "end")
