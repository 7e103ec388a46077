"""Spotting named things in a question: tasks, quarters, groups, articles, addresses, units, periods, codes.

Works on words as understood by the speller. Each thing has the words it stands on, so that what is left over is topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from kb.model import Document, Unit
from nlu.text import roman, to_roman
from nlu.tokens import Word, split_words

T = TypeVar("T")

_DIGITS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
SPELLED = {"nhat": 1, "nhi": 2, "tu": 4, "muoi": 10}
SPELLED |= {word: number for number, word in enumerate(_DIGITS) if number}
SPELLED |= {f"muoi {word}": 10 + number for number, word in enumerate(_DIGITS) if number} | {
    "muoi lam": 15,
    "muoi tu": 14,
}
SPELLED |= {
    f"{_DIGITS[tens]} muoi{rest}": 10 * tens + number
    for tens in (2, 3)
    for rest, number in [("", 0), *((f" {word}", n) for n, word in enumerate(_DIGITS) if n), (" lam", 5), (" tu", 4)]
}
_NUMBER_WORD = "|".join(sorted(map(re.escape, SPELLED), key=len, reverse=True))
_JOIN = r"(?: (?:va|voi|hoac|hay|cung|lan|ca|roi|den|toi|nhiem vu|viec|thu|so|quy|nhom|bao cao|cua|ky)){0,4}"
_JOIN_TASKS = r"(?: (?:va|voi|hoac|hay|cung|lan|ca|roi|den|toi|tu|nhiem vu|viec|thu|so|cua|stt)){0,4}"
_DASHES = ("-", "–", "—")
_FAR = 40  # numbers that a range may span
_ROMAN = r"(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,3})"
_NUMERAL = rf"{_ROMAN}|\d{{1,2}}|{_NUMBER_WORD}"


def _listed(item: str, first: str = "", join: str = _JOIN) -> str:
    """A list of numbers. A spelled one can only begin it ("quý ba"): further on, "tư" and "năm" are "từ" and "năm"."""
    return rf"(?P<list>(?:{item}{first})(?:{join} -?(?:{item}))*)(?= |$)"


_TASKS = re.compile(
    r"(?:^| )(?:nhiem vu|dau viec|viec|task|dong|hang|stt|so thu tu|muc viec)(?: (?:thu|so|stt)){0,2}"
    r"(?: tu(?: so| nhiem vu| viec){0,2}(?= \d{1,3}(?: (?:den|toi) | -)))? " + _listed(r"\d{1,3}", join=_JOIN_TASKS)
)
_TASKS_BARE = re.compile(
    rf"^ ?(?:tu )?(?P<list>\d{{1,2}}(?:{_JOIN_TASKS} -?\d{{1,2}})+)"
    r"(?= (?:ai|do|han|deadline|lead|co|bao gio|khi nao|phai|can|thuoc|san pham|ghi chu|chu tri|phoi hop"
    r"|(?:viec|cai|nhiem vu) nao)(?: |$)|$)"
)
_TASK_IN_TABLE = re.compile(
    r"(?:^| )(?:so|thu) (?P<list>\d{1,3})(?= (?:trong|cua|o) (?:phu luc|bang|danh sach)(?: |$))"
)
_TASK_AT_START = re.compile(
    r"^ ?(?:so|thu(?= (?:9|[1-9]\d) )) (?P<list>\d{1,3})(?= (?:phai|do|ai|can|co"
    r"|han|bao gio|khi nao|lam|thuoc|la)(?: |$))"
)
_QUARTER = re.compile(r"(?:^| )quy(?: so| thu)? " + _listed(rf"{_ROMAN}|\d{{1,2}}", "|nhat|mot|hai|ba|bon|tu"))
_GROUP = re.compile(
    r"(?:^| )nhom(?: so| thu| nhiem vu)? " + _listed(rf"{_ROMAN}|\d{{1,2}}", "|nhat|mot|hai|ba|bon|tu|nam|sau|bay")
)
_ARTICLE = re.compile(r"(?:^| )dieu(?: so| thu)? (?P<list>\d{1,2}|nhat|mot|hai|ba|bon|nam)(?= |$)")
_PLACE = re.compile(
    rf"(?:^| )(?:(?P<section>(?:phan|muc|chuong)(?: so| thu)? {_ROMAN})"
    r"|(?P<point>(?:muc|khoan|diem|phan|tieu muc)(?: so| thu)? \d{1,2})"
    r"|(?P<letter>(?:diem|y|tiet|muc)(?: so| thu)? [abcdeghiklmnđ])"
    r"|(?P<bullet>(?:gach dau dong|y|dau dong)(?: so| thu| thu tu)* (?:\d{1,2}|nhat|hai|ba|bon|tu|nam|sau)))(?= |$)"
)
_TASK_NOUNS = ("nhiem vu", "cong viec")  # "phần nhiệm vụ" need not be the section that is called so
_SECTION_NOUNS = ("phan", "muc", "chuong", "phan cac", "muc cac", "phan ve", "muc ve")
_ADDRESS_NOUNS = ("muc", "diem", "khoan", "phan", "tiet", "y", "so")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_BEFORE_AFTER = {
    "giai doan dau": 0, "giai doan 1": 0, "giai doan mot": 0, "giai doan truoc": 0, "giai doan i": 0, "chang dau": 0,
    "chang truoc": 0, "chang 1": 0, "chang mot": 0, "chang 2": 1, "chang hai": 1, "doan dau": 0, "doan sau": 1,
    "giai doan thu nhat": 0, "giai doan dau tien": 0, "giai doan sau": 1, "giai doan 2": 1, "giai doan hai": 1,
    "giai doan ii": 1, "chang sau": 1, "giai doan thu hai": 1, "giai doan cuoi": 1, "giai doan tiep theo": 1,
    "giai doan tiep": 1, "giai doan ke tiep": 1,
}  # fmt: skip


@dataclass(slots=True)
class Spotted:
    """The things a question names. `kinds` says for each word which kind of thing it belongs to, "" for none."""

    words: list[Word]
    kinds: list[str]
    tasks: list[int] = field(default_factory=list)
    quarters: list[int] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    units: list[tuple[int, Unit]] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    phases: list[int] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    percents: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The folded words, units as one sign each."""
        return [word.text for word in self.words]


def phase_phrases(document: Document) -> dict[str, int]:
    """Phrases for the first (0) and the second (1) period of a plan's targets; "sau năm …" by the first one's end."""
    known = list(dict.fromkeys(t.period for t in document.targets if t.period))[:2]
    after = {f"sau nam {known[0].rpartition('-')[2]}": 1} if known else {}
    return {**_BEFORE_AFTER, **after, **{short: n for n, period in enumerate(known) for short in _short(period)}}


def _short(period: str) -> Iterator[str]:
    """The years of a period without their century: "19-20", "mười chín hai mươi"."""
    first, last = (year[2:] for year in period.split("-"))
    yield f"{first} -{last}"
    for one in _spelled(first):
        yield from (f"{one} {other}" for other in _spelled(last))


def _spelled(number: str) -> list[str]:
    names = [word for word, value in SPELLED.items() if str(value) == number]
    return [*names, *(n.replace(" muoi mot", " mot").replace(" muoi ", " ") for n in names if " muoi " in n)]


def section_phrases(document: Document) -> dict[str, str]:
    """Ways of naming a section by its title ("phần tổ chức thực hiện"), longest first, and the section's numeral.

    A title may be cut after its comma or after its fourth word; "các" before it is left out.
    """
    named: dict[str, str] = {}
    for passage in document.passages:
        if passage.kind == "section":
            words = [w.text for w in split_words(passage.text)]
            words = words[words[:1] == ["cac"] :]
            clause = len(split_words(passage.text.partition(",")[0]))
            cuts = {len(words), *range(4, len(words)), *((clause,) if 2 <= clause < len(words) else ())}
            titles = (" ".join(words[:cut]) for cut in cuts)
            named |= {title: passage.address for title in titles if title not in _TASK_NOUNS}
    return dict(sorted(named.items(), key=lambda item: -len(item[0])))


def spot(
    words: Sequence[Word], units: dict[int, Unit], phases: dict[str, int], sections: dict[str, str] | None = None
) -> Spotted:
    """What a list of words names.

    `units` gives the unit that stands at a word (its text is the sign of a unit), `phases` what `phase_phrases` made,
    `sections` what `section_phrases` made.
    """
    found = Spotted(list(words), [""] * len(words))
    found.units = sorted(units.items())
    for place in units:
        found.kinds[place] = "unit"
    joined = _Joined(found)
    joined.take("article", _ARTICLE, lambda text: found.articles.extend(_numbers(text, rf"\d{{1,2}}|{_NUMBER_WORD}")))
    _addresses(found, joined, sections or {})
    joined.take("quarter", _QUARTER, lambda text: _extend(found.quarters, _numbers(text, _NUMERAL)))
    joined.take("group", _GROUP, lambda text: _extend(found.groups, map(to_roman, _numbers(text, _NUMERAL))))
    for pattern in (_TASKS, _TASK_IN_TABLE, _TASK_AT_START, _TASKS_BARE):
        joined.take("task", pattern, lambda text: _extend(found.tasks, task_numbers(text)))
    _phases(found, joined, phases)
    _single_words(found)
    return found


class _Joined:
    """The words as one string, with the way back from a place in it to a word."""

    def __init__(self, found: Spotted) -> None:
        self.found = found
        texts = [_dashed(*pair) for pair in pairwise((None, *found.words))]
        self.text = " ".join(texts)
        self.starts: list[int] = []
        at = 0
        for text in texts:
            self.starts.append(at)
            at += len(text) + 1

    def words_of(self, start: int, end: int) -> Iterator[int]:
        return (n for n, at in enumerate(self.starts) if start <= at < end)

    def places(self, match: re.Match[str]) -> list[int]:
        """The words of a match, which may begin with the space before them."""
        return list(self.words_of(match.start() + (match[0][:1] == " "), match.end()))

    def take(self, kind: str, pattern: re.Pattern[str], use: Callable[[str], object]) -> None:
        """Use what each match lists and mark its words, unless they are taken already."""
        for match in pattern.finditer(self.text):
            places = self.places(match)
            if not any(self.found.kinds[p] for p in places):
                use(next(filter(None, match.groups())))
                for place in places:
                    self.found.kinds[place] = kind


def _dashed(before: Word | None, word: Word | None) -> str:
    """A word's text, with the dash that makes it the end of a range: "3-7"."""
    if word is None:
        return ""
    both = before is not None and before.kind == word.kind and word.kind in ("number", "mark")
    return f"-{word.text}" if both and word.before in _DASHES else word.text


def _extend(into: list[T], values: Iterable[T]) -> None:
    for value in values:
        if value not in into:
            into.append(value)


def _numbers(text: str, item: str) -> list[int]:
    """The numbers of a list; one after a dash or "đến" is the end of a range."""
    out: list[int] = []
    for joined, token in re.findall(
        rf"(?<!\S)(?:((?:(?:den|toi)(?: nhiem vu| viec| so| thu| quy| nhom){{0,2}} )?-?))({item})(?!\S)", text
    ):
        value = int(token) if token.isdigit() else SPELLED.get(token) or roman(token)
        if value is None:
            continue
        if joined and out and out[-1] < value <= out[-1] + _FAR:
            out += range(out[-1] + 1, value)
        out.append(value)
    return out


def task_numbers(text: str) -> list[int]:
    """The numbers of tasks that a list names, ranges filled in."""
    return _numbers(text, rf"\d{{1,3}}|{_NUMBER_WORD}")


def _addresses(found: Spotted, joined: _Joined, sections: dict[str, str]) -> None:
    """Addresses written out ("điểm b mục 2 phần III", "khoản 2 phần mục đích, yêu cầu") or dotted ("III.2.b")."""
    parts = _titled(found, joined, sections)
    for match in _PLACE.finditer(joined.text):
        places = joined.places(match)
        kind = match.lastgroup or ""
        if any(found.kinds[p] for p in places) or kind in parts:
            continue
        parts[kind] = _part(kind, match[kind].split()[-1], found.words[places[-1]])
        for place in places:
            found.kinds[place] = "address"
    if parts:
        bare = parts.get("letter") == "d" and all(word.typed.isascii() for word in found.words)
        for letter in ("d", "đ") if bare else (parts.get("letter", "?"),):  # without diacritics either is meant
            marks = {**parts, "letter": letter}
            levels = (marks.get(kind, "?") for kind in ("section", "point", "letter", "bullet"))
            found.addresses.append(".".join(levels).rstrip("?."))
    for place, word in enumerate(found.words):
        if word.kind == "address":
            head, _, rest = word.typed.partition(".")
            found.addresses.append(f"{head.upper()}.{rest.upper() if head == 'pl' else rest}")
            found.kinds[place] = "address"
            for before in (place - 1, place - 2):  # "mục III.5.đ", "điểm số III.5.đ"
                if before >= 0 and found.words[before].text in _ADDRESS_NOUNS and not found.kinds[before]:
                    found.kinds[before] = "address"


def _titled(found: Spotted, joined: _Joined, sections: dict[str, str]) -> dict[str, str]:
    """The section that is named by its title."""
    text = f" {joined.text} "
    for title, numeral in sections.items():
        for noun in _SECTION_NOUNS:
            at = text.find(f" {noun} {title} ")
            places = list(joined.words_of(at, at + len(noun) + len(title) + 1)) if at >= 0 else []
            if places and not any(found.kinds[p] for p in places):
                for place in places:
                    found.kinds[place] = "address"
                return {"section": numeral}
    return {}


def _part(kind: str, mark: str, word: Word) -> str:
    """A level's mark as addresses have it: III, 2, b, đ."""
    if kind == "section":
        return mark.upper()
    if kind == "bullet":
        return str(int(mark) if mark.isdigit() else SPELLED[mark])
    return "đ" if kind == "letter" and mark == "d" and "đ" in word.typed else mark


def _phases(found: Spotted, joined: _Joined, phrases: dict[str, int]) -> None:
    for phrase, which in phrases.items():
        at = f" {joined.text} ".find(f" {phrase} ")
        if (
            at >= 0
            and phrase not in _BEFORE_AFTER
            and any(map(found.kinds.__getitem__, joined.words_of(at, at + len(phrase))))
        ):
            continue  # "nv 19-20" are tasks
        if at >= 0 and which not in found.phases:
            found.phases.append(which)
        elif phrase in _BEFORE_AFTER:
            continue
        for place in joined.words_of(at, at + len(phrase)) if at >= 0 else ():  # "giai đoạn đầu (19-20)": both
            found.kinds[place] = "period"
    if re.search(r"(?:^| )(?:hai|2|ca hai|tung|moi) (?:giai doan|chang|moc)(?= |$)", joined.text):
        found.phases = [0, 1]


def _single_words(found: Spotted) -> None:
    for place, word in enumerate(found.words):
        if word.kind == "range":
            _extend(found.ranges, [word.text])
            found.kinds[place] = "period"
        elif word.kind == "date":
            found.dates.append(word.text)
            found.kinds[place] = "date"
        elif word.kind == "percent":
            found.percents.append(word.text)
        elif word.kind == "code":
            found.codes.append(word.text)
        elif word.kind == "number" and _YEAR.match(word.text):
            _extend(found.years, [int(word.text)])
            found.kinds[place] = "period"
        elif word.kind == "number" and not found.kinds[place]:
            found.numbers.append((place, int(word.text[:6])))
