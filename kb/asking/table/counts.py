"""Whether a number of tasks is asked for, or taken to be so ("VPB chủ trì 4 việc phải không")."""

from __future__ import annotations

import re

from kb.asking.case import Case
from kb.asking.table.marks import Marks
from nlu.phrases import ways

NOUN = r"(?:nhiem vu|viec|dau viec|cong viec|muc|hang muc|dau muc|cai|muc viec|dong|task|hang|so|stt)"
_NUMBER_OF = (
    r"(?:(?<=^ )|(?<= tinh )|(?<= thong ke )|(?<= dem )|(?<= tra )|(?<= biet ))so (?:nhiem vu|viec|dau viec|task)"
    r"(?! (?:may|bao nhieu|nao|la gi|\d|thu tu))"
)
""""số nhiệm vụ …" at the start, or after "tính", "thống kê", "cho biết": how many there are."""
_COUNTED = re.compile(
    rf"(?: (?<!tru )(?<!bo )(?<!voi )(?<!ngoai )(?<!loai )(?<!cac )(?<!nhung ))(?:(?:bao nhieu|may|nhieu|so luong|tong"
    rf" so|so luong cac|tat ca may|tong cong may) {NOUN}(?! (?:may|bao nhieu))"
    r"|(?:tat ca|tong cong|ca thay|la|duoc giao|co|tong so la|thi|phoi hop|chu tri|gom|tong) (?:bao nhieu|may)"
    r"|dem|so luong|tong so|count"
    rf"|{_NUMBER_OF}"
    r"|(?<!nhiem vu )(?<!viec )(?<!so )(?<!thu )(?<!thang )(?<!ngay )(?<!quy )(?<!nam"
    r" )(?<!hom )(?:bao nhieu|may)(?= $)) "
)
_NOT_COUNTED = re.compile(
    rf" (?:bao nhieu|may) {NOUN} (?:nao|mo|gi) "
    r"| (?:so|thu|phan tram) (?:bao nhieu|may) "
    rf"| may {NOUN} (?:con lai|kia) "
    r"| (?:bao nhieu|may) (?:phan tram|%|ngay|don vi|co quan|chi tieu|nhom|dieu) "
)
LISTED = ways(
    "la viec nao | la nhiem vu nao | nhung viec nao | nhung nhiem vu nao | liet ke | ke ra | danh sach | diem mat"
    " | ke ten | cho xem | thong ke | so nao | so may | nhung so nao | stt nao | so thu tu"
)
COUNTED_NOUN = re.compile(rf" (?:bao nhieu|may) {NOUN} ")
_ONLY = "lam|thuc hien|trong|co|ghi|den|toi|chu tri|phoi hop|gom|mot|keo|can|phai|giao"
WHICH = re.compile(rf" {NOUN} (?:nao|mo|gi|chi(?! (?:{_ONLY}) )) ")
THOSE = re.compile(
    rf" may {NOUN} (?:ma|co|do|bi|duoc|phai|<u>)"
    r" (?:.* (?:la )?so (?:may|nao) |.* (?:ay|do|kia) (?:thi )?(?:do )?(?:ai|ben nao|don vi nao) )"
)
_NUMERALS = "hai|ba|bon|nam|sau|bay|tam|chin|muoi"
_CLAIMS_MANY = re.compile(
    rf" (?:co|chi|duoc|lam|tri|hop|giao|gom|cam)(?: toi| tan| den| dung)? (?:\d{{1,2}}|{_NUMERALS}) {NOUN} "
)
_DOUBTED = ways(
    "dung chu | phai chu | dung ha | dung a | nghe noi | phai khong | dung khong | dung hong | phai hong | dung ko"
    " | hay la | hay | thoi ma | ma sao | sao | a | ha | chu nhi"
)


_MANNER = ways(
    "tra loi bang so | bang so thoi | chi can so | chi can stt | chi stt | het tron | het troi | tron troi | het ron"
)


def claims_many(case: Case) -> bool:
    """Whether a question takes it to be so that there are so many tasks ("VPB chủ trì 4 việc phải không")."""
    return bool(_CLAIMS_MANY.search(case.heard.line)) and (case.says(*_DOUBTED) or Marks(case).asks_whether)


def aside_places(case: Case) -> set[int]:
    """The words that name no condition: so many tasks as there are taken to be, and how to answer ("bằng số thôi")."""
    numbers = re.finditer(rf" (?:\d{{1,2}}|{_NUMERALS}) {NOUN}(?= )", case.heard.line) if claims_many(case) else ()
    phrases = (*_MANNER, *_DOUBTED) if claims_many(case) else _MANNER
    return {p for n in numbers for p in places_of(case, n)} | {p for ph in phrases for p in case.places_of(ph)}


# "cho xin list mấy việc có …": several, not how many
_SEVERAL = re.compile(
    rf" (?:list|liet ke|loc|loc ra|ke|ke ra|ke luon|xin|cho xin|cho xem|chi ra|tim)(?: giup| gium| ra| luon| cai)*"
    rf" may {NOUN}(?! (?:nao|gi|vay|the) $)"
)


def counts(case: Case) -> bool:
    """Whether a number of tasks is asked for."""
    if claims_many(case):
        return True
    if _SEVERAL.search(case.heard.line):
        return False
    if THOSE.search(case.heard.line):
        return False  # "mấy việc mà cột phối hợp để trống ấy, ai chủ trì"
    if WHICH.search(case.heard.line) and not case.says("bao nhieu", "count", "dem", "tong so", "so luong"):
        return False  # "trong mấy việc VPB chủ trì, việc nào …"
    if (
        case.says(*LISTED)
        and not case.says("bao nhieu", "count", "dem")
        and not re.search(f" {_NUMBER_OF} ", case.heard.line)
    ):
        return _asks_how_many(case)
    return bool(_COUNTED.search(case.heard.line)) and not _NOT_COUNTED.search(case.heard.line)


def _asks_how_many(case: Case) -> bool:
    """Whether "mấy nhiệm vụ" ends a sentence, so that it asks for a number and is no plural."""
    words, typed = case.words, case.spotted.words
    ends = [place for place in range(1, len(words)) if re.search("[?.,;]", typed[place].before)]
    return any(re.search(rf" may {NOUN} $", f" {' '.join(words[max(0, end - 4) : end])} ") for end in ends)


def places_of(case: Case, found: re.Match[str]) -> range:
    """The words on which a pattern stands in a question's line."""
    first = len(case.heard.line[: found.start()].split())
    return range(first, first + len(found[0].split()))
