"""Marks: the words of a question that turn, bound, join or count, each with its place. They say nothing of the answer.

Things that a question names (units, tasks, groups, periods) are marks, too, so that a condition can be read off the
order in which marks stand. Source of the phrases: general knowledge of how people ask, checked on our corpus.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import cast

from kb.asking.case import Case
from kb.asking.cues import Cue
from kb.asking.spotting import task_numbers
from kb.model import Unit
from nlu.lexicon import folded_words, spelled_words
from nlu.phrases import Phrases
from nlu.text import roman, so_spelled, spelled_form, to_roman
from nlu.tokens import Word

# "=" marks a phrase that counts only where it is typed with its diacritics.
MARKS: dict[str, str] = {
    "not": "không | chưa | chẳng | chả | không phải | chưa phải | chứ không | không hề | đâu có | không thuộc",
    "except": "=trừ | trừ ra | trừ đi | trừ mấy | trừ các | trừ những | trừ nhóm | trừ nhiệm vụ | trừ việc | ngoại trừ"
    " | không kể | không tính | không bao gồm | không gồm | =bỏ | bỏ ra | bỏ qua | bỏ nhóm | bỏ việc | bỏ nhiệm vụ"
    " | bỏ mấy | bỏ các | loại trừ | loại bỏ | loại ra | =loại | loại nhiệm vụ | loại nhóm | loại mấy"
    " | exclude | except | không lấy | =ngoài | ngoài nhóm | ngoài nhiệm vụ | ngoài việc | ngoài mấy | khác ngoài"
    " | ngoài các | ngoài những | trừ thằng | trừ cái | bỏ cái | không đếm",
    "include": "kể cả | tính cả | tính luôn | kể luôn | bao gồm cả | gồm cả | tính luôn cả | kể luôn cả",
    "sole": "không thêm ai | không thêm | y như vậy | y chang | đúng cụm | nguyên văn | một mình | 1 mình"
    " | không chung với ai | không chung với | =đơn độc | không chung | không đứng chung"
    " | tự đứng ra | riêng lẻ | một mình một | không chung ai | không có ai khác",
    "both": "=cả | lẫn | đồng thời | cùng | cùng nhau | =chung | đều | đồng",
    "or": "hoặc | hoặc là | hay | hay là | or",
    "empty": "=trống | không đơn vị | không cơ quan | không sản phẩm | không ghi chú"
    " | sản phẩm trống | ghi chú trống | phối hợp trống | sp trống | để trống | bỏ trống | rỗng"
    " | empty | null | =blank | để trắng | không ghi | chưa ghi | không có"
    " | chưa có | không nêu | chưa nêu | thiếu | khuyết | không thấy ghi | không thấy | không kèm | không yêu cầu"
    " | bị trống | không quy định | chưa quy định | không đặt | không cần | không phải | trống trơn | bỏ không"
    " | không thấy nêu | trống không | chẳng có | chả có | không xác định | chưa xác định | =trắng | bỏ trắng"
    " | bị bỏ trắng | trắng trơn | chưa điền | không điền | không được điền | đều trống | đều bỏ trống"
    " | trong o san pham | trong o phoi hop | trong o ghi chu"
    " | trong san pham | trong ghi chu | san pham trong | ghi chu trong | deu trong",
    "filled": "có ghi | ghi rõ | =kèm | kèm theo | kèm ghi chú | có kèm theo | kèm sản phẩm | có nêu | khác rỗng"
    " | không trống | không rỗng | không bỏ trống | không bị trống | có kèm"
    " | không để trống | có nội dung | không bị bỏ trống | =có | có điều kiện | khác trống | not null | đã ghi"
    " | yêu cầu phải có | có yêu cầu | có quy định | có ghi rõ | nêu rõ | có chữ | có điền | được điền | được ghi chú"
    " | có sản phẩm | có ghi chú | có phối hợp | có đầu ra | có note | ghi sản phẩm | có đủ | có đủ cả | có cả"
    " | có đủ ba | có chữ ở | có chữ trong | có ghi gì ở | được ghi gì đó ở | ghi gì đó ở | có viết ở | có điều gì ở"
    " | đủ cả ba | đủ ba",
    "waits": "bị block | block | bị chặn | bị chờ | thực hiện sau khi | phải chờ | phải đợi | =chờ | =đợi"
    " | phụ thuộc | mới làm được | mới được làm"
    " | mới mần được"
    " | xong rồi mới | blocked | thì mới | bị treo | sau khi có | chờ điều kiện | phải có trước | sau khi",
    "each": "từng | mỗi | lần lượt | tương ứng | từng cái | từng việc | mỗi cái | mỗi việc",
    "from": "từ | kể từ | bắt đầu từ | tính từ | trong khoảng",
    "until": "đến hết | tới hết | trước năm | trước | hết năm | không quá | chậm nhất | trong vòng | xong trước",
    "after": "sau năm | =sau | kể từ sau",
    "stretch": "kéo dài | kéo sang | kéo qua | kéo tới | kéo đến | chạy đến | chạy tới | chạy sang | nối sang | sang"
    " | tiếp tục | còn làm | chuyển tiếp | qua giai đoạn",
    "both_phases": "cả hai giai đoạn | cả 2 giai đoạn | hai giai đoạn | 2 giai đoạn | đủ hai giai đoạn | hai chặng"
    " | đủ cả hai | cả hai thời kỳ | hai thời kỳ | xuyên suốt | cả hai mốc | hai mốc thời gian | cả hai khoảng"
    " | từ đầu tới cuối",
    "one_phase": "một giai đoạn | 1 giai đoạn | đúng một giai đoạn | một thời kỳ | 1 phase | một chặng",
    "only": "=chỉ | chỉ có | chỉ làm | chỉ thực hiện | chỉ trong | chỉ cần | chỉ ghi | chỉ phải | chỉ chủ trì"
    " | chỉ phối hợp | chỉ gồm | duy nhất | gói gọn | =mỗi | độc | vỏn vẹn | trọn trong | only | chỉ lấy | chỉ kéo"
    " | =riêng | do riêng | của riêng | chỉ đến | chỉ tới | chỉ do | chỉ thuộc | đúng",
    "whole": "toàn bộ | tất cả | toàn thể | hết | đầy đủ | mọi",
    "further": "nào khác | nào nữa | nữa | còn ai | còn bên nào | còn đơn vị nào | còn việc nào | còn nhiệm vụ nào"
    " | còn lại | khác nữa",
    "lead": "vai chính | vai trò chính | gánh chính | vai chủ trì | làm owner | owner | làm chủ xị | mần chính"
    " | lo chính | cầm chịch | cầm cái | làm lead | chủ nhiệm"
    " | cột chủ trì | đứng chủ trì",
    "coord": "vai hỗ trợ | phụ một tay | đỡ một tay | giúp một tay | tiếp một tay | cột hỗ trợ | coordinate"
    " | coord | support | làm phụ | mần phụ | vai phụ | phụ trợ | cột phối hợp | phụ mần | cùng lo | hỗ trợ",
    "product": "deliverable | sản phẩm đầu ra | cột sản phẩm | ra cái gì | ra sản phẩm gì",
    "note": "cột ngoài cùng bên phải | cột ngoài cùng | ô ngoài cùng | cột cuối cùng | cột ghi chú | precondition"
    " | dependency | blocker | blocked | note",
    "named": "ghi tên | được ghi | nằm ở | nằm trong | đích danh | nêu đích danh | có tên | được nêu tên | nêu tên"
    " | nhắc tên | được nhắc | xuất hiện | có mặt | dính | dính tới"
    " | dính dáng"
    " | liên quan | tham gia | được tag | appear | góp mặt | nhắc đến | nhắc tới | được giao | thuộc",
}
_UTMOST = r"(?<! thong)(?<! thu)(?<! duy) (?:nhat|nhut)"
_MOST = re.compile(
    rf" (?P<most>(?:nhieu|dong)(?: \S+){{0,6}}?{_UTMOST})(?= )| (?P<least>it(?: \S+){{0,6}}?{_UTMOST})(?= )"
)
_MORE = re.compile(r" (?P<more>(?:nhieu|dong)(?: \S+){0,4}? hon)(?= )| (?P<less>it(?: \S+){0,3}? hon)(?= )")
_OUT_OF_UNITS = re.compile(  # typed without diacritics, too: "ngoai VPB ra", "bo het TTCNTT"
    r" (?P<except>ngoai|bo het|bo ra|loai het|tru het)(?= <u> | (?:\S+ ){1,7}?ra (?:thi )?con )"
)
_YES_NO_TAIL = frozenset(
    [
        "a",
        "ạ",
        "vay",
        "vậy",
        "nhi",
        "nhỉ",
        "the",
        "thế",
        "em",
        "anh",
        "chi",
        "chị",
        "ha",
        "hả",
        "ta",
        "nhe",
        "nhé",
        "nha",
        "day",
        "đây",
        "z",
        "ah",
        "dzay",
        "rua",
        "rứa",
        "vo",
        "bot",
        "oi",
        "ơi",
        "luon",
    ]
)
_ASKS_WHETHER = (("phai", "khong"), ("dung", "khong"), ("hay", "khong"), ("duoc", "khong"), ("co", "khong"))


@dataclass(frozen=True, slots=True)
class Mark:
    """Words [start, end) of a question that are of one kind; `value` is what a thing names."""

    kind: str
    start: int
    end: int
    value: object = None


def mark_phrases() -> Phrases[Cue]:
    """All phrases of marks, folded."""
    return Phrases.of(
        (" ".join(folded_words(phrase)), Cue(name, spelled_words(phrase), "=" in written))
        for name, phrases in MARKS.items()
        for written in phrases.split("|")
        for phrase in (written.strip(" ="),)
    )


_PHRASES = mark_phrases()


@dataclass
class Marks:
    """The marks of one question, found once, by kind and in order."""

    case: Case

    @cached_property
    def all(self) -> list[Mark]:
        """Every mark, in the order of its first word."""
        found = _outermost([*self._things(), *self._phrases(), *self._degrees()])
        return sorted(found, key=lambda mark: (mark.start, -mark.end))

    def of(self, *kinds: str) -> list[Mark]:
        """The marks of some kinds, in order."""
        return [mark for mark in self.all if mark.kind in kinds]

    @cached_property
    def things(self) -> list[Mark]:
        """Units, tasks, groups and periods that the question names, in order."""
        return self.of("unit", "task", "group", "period")

    @cached_property
    def asks_whether(self) -> bool:
        """Whether the question ends in "không", "phải không", "chưa" or "đúng không": yes or no is asked."""
        return self._tail_not is not None

    @cached_property
    def _tail_not(self) -> int | None:
        words, typed = self.case.words, self.case.spotted.words
        for place in range(len(words) - 1, -1, -1):
            if words[place] in ("khong", "chua"):
                after = words[place + 1 : place + 5]
                closes = place + 1 < len(words) and any(sign in typed[place + 1].before for sign in ",.?;!")
                return place if closes or all(w in _YES_NO_TAIL for w in after) else None
            if words[place] not in _YES_NO_TAIL:
                break
        return None

    def _things(self) -> list[Mark]:
        spotted = self.case.spotted
        found = [Mark("unit", place, place + 1, unit) for place, unit in spotted.units]
        start = 0
        kinds = [*spotted.kinds, ""]
        in_table = self.case.says("bang", "phu luc", "trong bang")
        while start < len(spotted.kinds):
            kind = kinds[start]
            if kind == "address" and in_table and len(spotted.addresses) == 1 and roman(spotted.addresses[0]):
                kind = "group"  # "phần II trong bảng"
                kinds = ["group" if k == "address" else k for k in kinds]
            if kind not in ("task", "group", "period"):
                start += 1
                continue
            end = start + 1
            while kinds[end] == kind and not (kind == "period" and _is_years(spotted.words[end])):
                end += 1
            text = " ".join(w.text for w in spotted.words[start:end])
            if value := _VALUES[kind](text, self.case):
                found.append(Mark(kind, start, end, value))
            start = end
        return self._spanned(found)

    def _spanned(self, found: list[Mark]) -> list[Mark]:
        """Marks with "nhiệm vụ 12 tới nhiệm vụ 19" as one: all between."""
        kept: list[Mark] = []
        for mark in found:
            last = kept[-1] if kept and kept[-1].kind == mark.kind == "task" else None
            between = set(self.case.words[last.end : mark.start]) if last else set()
            if last and between & {"den", "toi", "to"} and between <= _UNTIL:
                ends = (*cast("tuple[int, ...]", last.value), *cast("tuple[int, ...]", mark.value))
                every = tuple(n for n in range(ends[0], ends[-1] + 1) if n in self.case.document.by_number)
                if len(ends) == 2 and every:
                    kept[-1] = Mark("task", last.start, mark.end, every)
                    continue
            kept.append(mark)
        return kept

    def _phrases(self) -> list[Mark]:
        heard = self.case.heard
        found = []
        marked = sum(not w.typed.isascii() for w in heard.spotted.words) > MARKED * len(heard.words)
        for hit in _PHRASES.all_in(heard.words):
            if any(self.case.spotted.kinds[hit.start : hit.end]) or _cut(heard.spotted.words[hit.start + 1 : hit.end]):
                continue
            if hit.payload.only_spelled:
                typed = heard.spotted.words[hit.start : hit.end]
                short = self.case.desk.lexicon.short  # a short form is written out: "blank"
                said = all(
                    spelled_form(w.typed) == s or (w.typed in short and w.typed != w.text)
                    for w, s in zip(typed, hit.payload.syllables, strict=True)
                )
            else:
                said = so_spelled(heard.spelled[hit.start : hit.end], hit.payload.syllables) and not (
                    marked and _typed_plain(heard.spotted.words[hit.start : hit.end], hit.payload.syllables)
                )
            if said and not (hit.payload.name == "empty" and self._begins_place(hit.end)):
                found.append(Mark(hit.payload.name, hit.start, hit.end))
        return self._without_tail(self._longest(found))

    def _begins_place(self, end: int) -> bool:
        """Whether the last word of a phrase is "trong", not "trống": "có ghi chú trong nhóm III"."""
        typed = self.case.spotted.words[end - 1].typed
        return typed == "trong" and bool(_PLACES & set(self.case.words[end : end + 1]))

    def _without_tail(self, found: list[Mark]) -> list[Mark]:
        """Marks without the "không" that only asks whether."""
        tail, words = self._tail_not, self.case.words
        kept = []
        for mark in found:
            closes = mark.kind in ("not", "empty") and tail is not None and mark.start <= tail < mark.end
            if closes and (mark.end - mark.start == 1 or tuple(words[mark.start : mark.end]) in _ASKS_WHETHER):
                continue
            asked = tuple(words[max(0, mark.start - 1) : mark.end]) in _ASKS_WHETHER
            if mark.kind == "not" and mark.end - mark.start == 1 and asked:
                continue
            kept.append(mark)
        return kept

    @staticmethod
    def _longest(found: list[Mark]) -> list[Mark]:
        """Of marks of one kind that overlap, the longest."""
        return [
            mark
            for mark in found
            if not any(
                other.kind == mark.kind
                and other.start <= mark.start
                and mark.end <= other.end
                and (other.end - other.start) > (mark.end - mark.start)
                for other in found
            )
        ]

    def _degrees(self) -> list[Mark]:
        line, found = self.case.heard.line, []
        for pattern in (_MOST, _MORE, _OUT_OF_UNITS):
            for match in pattern.finditer(line):
                kind = match.lastgroup or ""
                start = len(line[: match.start(kind)].split())
                found.append(Mark(kind, start, start + len(match[kind].split())))
        return found


def _typed_plain(words: Sequence[Word], syllables: Sequence[str]) -> bool:
    """Whether, in a message with diacritics, a word was typed without those that a phrase has ("trong" for "trống")."""
    return any(
        w.typed == w.text and w.typed.isascii() and s != spelled_form(w.typed) and w.text not in _ALWAYS
        for w, s in zip(words, syllables, strict=True)
    )


def _cut(inner: Sequence[Word]) -> bool:
    """Whether a sign parts the words of a phrase ("phải không, kể cả")."""
    return any(sign in word.before for word in inner for sign in ",;.?!:")


def _is_years(word: Word) -> bool:
    return word.kind == "range" or (word.kind == "number" and len(word.text) == 4)


MARKED = 0.15  # share of words with diacritics from which a word without them is meant so
_PLACES = frozenset(("nhom", "bang", "phan", "cac", "so", "khoang", "danh", "giai", "nam", "phu", "muc", "may", "do"))
_ALWAYS = frozenset(("khong", "chang"))  # without its diacritics the word is still no other
_UNTIL = frozenset(("den", "toi", "to", "nhiem", "vu", "viec", "so", "task", "het"))
_INNER = ("not", "except", "only", "both", "empty", "filled", "from", "or")


def _outermost(found: Sequence[Mark]) -> list[Mark]:
    """Marks without those that are only part of a longer one of another kind ("bỏ" in "bỏ trống")."""
    return [
        m
        for m in found
        if m.kind not in _INNER
        or not any(
            o.kind in (*_INNER, "include", "sole", "note")
            and o.start <= m.start
            and m.end <= o.end
            and o.end - o.start > m.end - m.start
            for o in found
        )
    ]


def _group_value(text: str, case: Case) -> tuple[str, ...]:
    """The numerals of a mention of groups; "nhóm I đến III" are all between."""
    names = [w for w in text.split() if w.isdigit() or roman(w) is not None]
    if not names and case.spotted.addresses and not case.spotted.groups:
        return tuple(case.spotted.addresses)
    numbers = [int(w) if w.isdigit() else roman(w) or 0 for w in names]
    if len(numbers) == 2 and re.search(r" (?:den|toi|-) ", f" {text} ") and numbers[0] < numbers[1]:
        numbers = list(range(numbers[0], numbers[1] + 1))
    return tuple(to_roman(n) for n in numbers) or tuple(case.spotted.groups)


def _task_value(text: str, case: Case) -> tuple[int, ...]:
    text = re.sub(r"\btu (?=(?:\w+ ){0,2}\d)", "", text)  # "từ 12 tới 19"
    numbers = task_numbers(text)
    ends = re.fullmatch(r"\D*(\d+)(?: \D*)?(?: (?:den|toi|to)(?: \D*)?)? (\d+)", text)
    if ends and len(numbers) == 2 and (re.search(r" (?:den|toi|to) ", text) or _dashed(ends[1], ends[2], case)):
        numbers = [n for n in range(numbers[0], numbers[1] + 1) if n in case.document.by_number]
    return tuple(numbers) or tuple(case.spotted.tasks)


def _dashed(first: str, last: str, case: Case) -> bool:
    words = case.spotted.words
    return any(a.text == first and b.text == last and any(s in b.before for s in "-–→>~") for a, b in pairwise(words))


def _period_value(text: str, case: Case) -> tuple[str, ...]:
    """The period, year or phase ("giai đoạn sau") that some words name."""
    if years := re.findall(r"(?:19|20)\d\d(?:-(?:19|20)\d\d)?", text):
        return tuple(years)
    known = list(dict.fromkeys(t.period for t in case.document.targets if t.period))
    own = {n for phrase, n in case.desk.listener.phases.items() if f" {phrase.replace('-', '')} " in f" {text} "}
    return tuple(known[n] for n in sorted(own) or case.spotted.phases if n < len(known))


_VALUES = {"group": _group_value, "task": _task_value, "period": _period_value}


def unit_names(marks: Sequence[Mark]) -> tuple[str, ...]:
    """The full names of the units of some marks, each once."""
    return tuple(dict.fromkeys(m.value.name for m in marks if isinstance(m.value, Unit)))
