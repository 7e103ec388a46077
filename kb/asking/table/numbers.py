"""Bare numbers that are tasks: "6 và 12: hạn", "còn 14", "từ số 8 tới số 16", where nothing else is counted by them."""

from __future__ import annotations

import re
from itertools import pairwise

from kb.asking.hearing import Heard
from kb.asking.spotting import SPELLED
from kb.model import Document

# A number after one of these, or before one of those, counts or numbers something else.
_NUMBERS_OTHER = frozenset(
    [
        "do",
        "cap",
        "quyet",
        "dinh",
        "dieu",
        "thang",
        "nam",
        "ban",
        "khung",
        "luat",
        "ngay",
        "quy",
        "nhom",
        "hon",
        "tren",
        "nghi",
        "thong",
        "phien",
        "muc",
        "diem",
        "khoan",
        "phan",
        "buoc",
        "mung",
        "ky",
        "lan",
        "chang",
        "doan",
        "tro",
        "chi",
        "den-ngay",
        "gio",
        "phut",
        "tuan",
        "tieu",
        "tiet",
        "y",
        "nhat",
        "toi-thieu",
        "code",
        "chuan",
    ]
)
_COUNTED = frozenset(
    [
        "don",
        "co",
        "ben",
        "ngay",
        "giai",
        "nhom",
        "phan",
        "%",
        "thang",
        "chi",
        "dieu",
        "loai",
        "muc",
        "quy",
        "nam",
        "tuan",
        "gio",
        "phut",
        "trang",
        "ty",
        "trieu",
        "dong",
        "tang",
        "lan",
        "vu",
        "nguoi",
        "can",
        "buoi",
        "hom",
        "bua",
        "lop",
        "he",
        "ban",
        "quyet",
        "van",
        "thu",
        "nhiem",
        "viec",
        "dau",
        "task",
        "cai",
        "ky",
        "doan",
        "tieu",
        "to",
        "phong",
    ]
)
_LINKS = frozenset(
    [
        "va",
        "voi",
        "hay",
        "hoac",
        "lan",
        "cung",
        "den",
        "toi",
        "cho",
        "het",
        "so",
        "nhiem",
        "vu",
        "viec",
        "thu",
        "stt",
        "dong",
        "task",
        "roi",
        "nua",
        "to",
    ]
)
_SPELLED_LOW = frozenset(("một", "hai", "ba", "bốn", "sáu", "bảy", "bẩy", "tám", "chín", "mười"))
_SPREADS = frozenset(("den", "toi", "to"))
SHORT = 7  # words of a message in which a bare number can only be a task


def adopt_numbers(heard: Heard, document: Document) -> None:
    """Take bare numbers for tasks where they can be nothing else; two with "đến" between are all that lie between."""
    spotted = heard.spotted
    _adopt_spelled(heard, document)
    _adopt_items(heard, document)
    free = [(p, n) for p, n in spotted.numbers if not spotted.kinds[p] and _may_be(heard, p, n, document)]
    for place, number in free:
        if heard.words[place - 1 : place] and heard.words[place - 1] in _TAKES_OUT:
            _adopt(heard, place, number)
        if heard.words[place - 1 : place] == ["so"] and _numbers_a_task(heard, place):
            _adopt(heard, place, number)
    free = [(p, n) for p, n in free if not spotted.kinds[p]]
    tasks = [p for p, kind in enumerate(spotted.kinds) if kind == "task"]
    if not free and len(tasks) < 2:
        return
    if free and (_is_bare(heard, [p for p, _ in free]) or tasks or (len(free) > 1 and _joined(heard, free))):
        for place, number in free:
            if _is_bare(heard, [p for p, _ in free]) or _beside(heard, place, tasks) or len(free) > 1:
                _adopt(heard, place, number)
    _spread(heard, document)


def _adopt_items(heard: Heard, document: Document) -> None:
    """ "mục 8 với mục 9" of which columns of the table are asked are tasks, where no section is named."""
    spotted = heard.spotted
    if not spotted.addresses or not all(_ITEM.fullmatch(a) for a in spotted.addresses) or spotted.tasks:
        return
    found = [(m, int(m["number"])) for m in _ITEM_SAID.finditer(heard.line)]
    if not _COLUMNS.search(heard.line) or len(found) < 2 or any(n not in document.by_number for _, n in found):
        return
    spotted.addresses.clear()
    for match, number in found:
        first = len(heard.line[: match.start()].split())
        spotted.kinds[first] = "task"
        _adopt(heard, first + len(match[0].split()) - 1, number)


_ITEM = re.compile(r"\?\.\d+")
_ITEM_SAID = re.compile(r" (?:muc|dong|khoan)(?: so)? (?P<number>\d{1,2})(?= )")
_COLUMNS = re.compile(r" (?:chu tri|phoi hop|ghi chu|san pham|dau moi) ")
_LOW_NUMBER = re.compile(
    r"^ (?:(?:the|vay|rua|roi|con|so|viec|a) )+(?P<number>mot|hai|ba|bon|sau|bay|tam|chin|muoi)"
    r"(?: (?:thi sao|thi|sao|nua|a|nhi|ha|vay|the nao))* $"
)


def _adopt_spelled(heard: Heard, document: Document) -> None:
    """A spelled number of a short message in which nothing else stands ("thế còn bốn") is a task's."""
    found = _LOW_NUMBER.match(heard.line)
    if found is None or len(heard.words) > SHORT or any(heard.spotted.kinds):
        return
    place = len(heard.line[: found.start("number")].split())
    typed, number = heard.spotted.words[place].typed, SPELLED[found["number"]]
    said = typed in (found["number"], "sáu") and found["number"] != "sau"
    if (said or typed in _SPELLED_LOW) and number in document.by_number:
        _adopt(heard, place, number)


def _adopt(heard: Heard, place: int, number: int) -> None:
    heard.spotted.kinds[place] = "task"
    if number not in heard.spotted.tasks:
        heard.spotted.tasks.append(number)


def _numbers_a_task(heard: Heard, place: int) -> bool:
    """Whether "số 26" can be a task's: it numbers no other document, group or part."""
    before = heard.words[max(0, place - 3) : place - 1]
    return not set(before) & _OTHER_NUMBERED


_TAKES_OUT = frozenset(("tru", "ngoai", "bo", "loai"))
_OTHER_NUMBERED = frozenset(
    [
        "dinh",
        "quyet",
        "tu",
        "luat",
        "thi",
        "van",
        "nhom",
        "phan",
        "muc",
        "dieu",
        "khoan",
        "quy",
        "ky",
        "ban",
        "phien",
        "che",
    ]
)


def _may_be(heard: Heard, place: int, number: int, document: Document) -> bool:
    words = heard.words
    before, after = words[max(0, place - 2) : place], words[place + 1 : place + 2]
    typed = heard.spotted.words
    signed = place + 1 < len(words) and any(s in typed[place + 1].before for s in ",;:?.!+–-")
    if number not in document.by_number or (before and before[-1] in _NUMBERS_OTHER):
        return False
    return signed or not (after and after[0] in _COUNTED)


def _is_bare(heard: Heard, places: list[int]) -> bool:
    """Whether a short message is about the numbers alone: what else it has asks, joins, or is polite."""
    words = heard.words
    if len(words) > SHORT + len(places):
        return False
    others = [p for p in range(len(words)) if p not in places and heard.content[p] and not heard.spotted.kinds[p]]
    return len(others) <= 3 and all(words[p] in _FIELD_WORDS for p in others)


_FIELD_WORDS = frozenset(
    [
        "ai",
        "chu",
        "tri",
        "phoi",
        "hop",
        "han",
        "thoi",
        "san",
        "pham",
        "ghi",
        "dau",
        "ra",
        "deadline",
        "lead",
        "note",
        "noi",
        "dung",
        "hoan",
        "thanh",
        "xong",
        "lam",
        "owner",
        "thi",
        "sao",
        "con",
        "nham",
        "y",
        "la",
        "gi",
        "nao",
        "nhom",
        "khi",
        "bao",
        "gio",
        "support",
        "dau",
        "cuoi",
        "so",
        "nv",
    ]
)


def _joined(heard: Heard, free: list[tuple[int, int]]) -> bool:
    """Whether several numbers follow each other in a list, before or after what is asked of them."""
    places = [p for p, _ in free]
    return all(
        b - a <= 5 and all(w in _LINKS or heard.spotted.kinds[n] for n, w in enumerate(heard.words[a + 1 : b], a + 1))
        for a, b in pairwise(places)
    )


def _beside(heard: Heard, place: int, tasks: list[int]) -> bool:
    """Whether a number stands in one list with a number that is a task's: only joining words lie between."""
    for other in tasks:
        low, high = sorted((place, other))
        if high - low <= 6 and all(w in _LINKS or w.isdigit() for w in heard.words[low + 1 : high]):
            return True
    return False


def _spread(heard: Heard, document: Document) -> None:
    """Fill in the tasks between two numbers with "đến" or a dash between them."""
    spotted, words = heard.spotted, heard.spotted.words
    places = [p for p, k in enumerate(spotted.kinds) if k == "task" and words[p].text.isdigit()]
    for a, b in pairwise(places):
        between = heard.words[a + 1 : b]
        dashed = b == a + 1 and any(s in words[b].before for s in ("-", "–", "→", ">", "~"))
        if not dashed and not (_SPREADS & set(between) and all(w in _LINKS for w in between)):
            continue
        first, last = int(words[a].text), int(words[b].text)
        if first < last:
            for place in range(a + 1, b):
                spotted.kinds[place] = "task"
            run = [n for n in range(first, last + 1) if n in document.by_number]
            spotted.tasks += [n for n in run if n not in spotted.tasks]
