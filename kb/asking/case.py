"""A question on the table: what was heard, the document, the talk so far; with the measures that the rules share."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.asking.cueing import find_cues
from kb.asking.cues import DEMANDS
from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from kb.asking.query import State
from kb.asking.table.numbers import adopt_numbers
from kb.asking.weighing import cue_places, weigh
from kb.model import Document, Unit
from nlu.phrases import first_words, says, ways
from nlu.retrieval import Index, Match, unit_word

# Demands that the document can meet in its own words ("người soạn", "thủ tục", "tiến độ").
_MET = ("state", "person", "howto")
MATCHED = 0.85  # a word that a part matches this far is accounted for though it is a demand
_CODE_ASKED = re.compile(
    r" (?P<noun>quyet dinh|nghi quyet|nghi dinh|thong tu|luat|chi thi)(?: so)?(?: hieu)?"
    r" (?:nao|may|bao nhieu|so may|so bao nhieu|so nao|mang so nao) "
    r"| mang so (?:nao|may|bao nhieu) "
)
_OBJECT_ASKED = re.compile(
    r" (?:bao cao|bao|thua|gui|trinh|nop|chuyen|kien nghi)(?: \S+){0,4}? (?:len|cho|toi|den|voi|ve)"
    r" (?:ai|dau|(?:nhung )?(?:co quan|don vi|cap|noi|ben|vi|lanh dao) nao) "
)
_WHOM_FOR = re.compile(
    r" (?:danh cho|phuc vu|ap dung (?:cho|voi|doi voi)|mo cho|danh rieng cho|huong toi|huong den)(?: (?:nhung|cac))?"
    r" (?:ai|doi tuong nao|nguoi nao) "
)
_NUMBER_ASKED = re.compile(r" (?:bao nhieu|may(?! (?:\S+ ){1,3}?(?:nao|gi|do|nay|ay|kia) )) ")
_PURPOSE_ASKED = re.compile(
    r" (?:nham|de)(?: (?:nhung|cac))?(?: (?:muc dich|muc tieu|duoc|dat duoc|dat|lam|phuc vu))? (?:gi|nao) "
    r"| (?:vi )?(?:muc dich|muc tieu) (?:la )?gi "
)
_UNIT_NOUNS = ways("don vi | vu | trung tam | cuc | van phong | ben | co quan")
_UNIT_BEFORE = tuple(f"{noun} {this}" for noun in _UNIT_NOUNS for this in ("do", "nay", "ay"))
_COUNTED = set(
    ways(
        "nhiem | viec | dau | cong | muc | hang | cai | phan | ngay | nhom | dieu | don | co | quy | chi | giai | bo"
        " | khoan | moc | ky | thang | lan | nv | he | ho | dich | thu | bao | van | ong | bua | hom"
    )
)
_NUMBERED_BY = set(
    ways("quy | ngay | hom | thang | nam | ky | muc | diem | khoan | so | thu | nhom | dieu | vu | viec | dong | mung")
)
_AFTER_DO = ("<u>", "ai", "don", "co", "ben", "nhung", "cac", "cho", "to", "vu", "cuc")
_THEY = re.compile(r" ho (?:con|co|cung|lam|chu tri|phoi hop|phu trach|lo|duoc|phai) ")
_LINKS = ("len", "cua", "voi", "cho", "boi", "ve", "den", "toi", "theo", "vao")
_NOUNS = ways("nhiem vu | task | viec | dau viec | cong viec | muc viec | hang muc | dau muc | cai | phan viec")
_TASKS_ASKED = (
    *(
        f"{noun} {ask}"
        for noun in _NOUNS
        for ask in ways("nao | gi | may | so may | thu may | so bao nhieu | so nao")
        if (noun, ask) != ("cai", "gi")
    ),
    *(f"{many} {noun}" for many in ways("nhung | cac | bao nhieu | may | so luong | tong so") for noun in _NOUNS),
    *ways("nhung gi | o dau | muc nao | dong nao"),
)
_NOT_THINGS = ("who", "when", "which", "group", "task", "place", "all", "percent", "days", "count", "list")


@dataclass
class Case:
    """One question with everything the rules look at."""

    desk: Desk
    heard: Heard
    state: State
    today: date

    def __post_init__(self) -> None:
        adopt_numbers(self.heard, self.desk.document)
        self.words = self.heard.words
        self.spotted = self.heard.spotted
        self.cue_spans = find_cues(self.desk, self.heard)
        self._vocabulary = frozenset(self.words)
        self._places: dict[tuple[str, ...], frozenset[int]] = {}
        self.weights = weigh(self.desk, self.heard, self.cue_spans)
        self.demanded = self.places(*DEMANDS)
        self.unmet = self.places(*(name for name in DEMANDS if name not in _MET))
        self.search_words = list(self.words)
        for place, unit in self.spotted.units:
            self.search_words[place] = unit_word(unit)
        self.fields: tuple[str, ...] | None = None  # what table/fields.py finds, once it is asked
        self.aspects: tuple[str, ...] | None = None  # what rules/aspects.py finds, once it is asked
        self._searched: dict[Hashable, list[Match]] = {}

    @property
    def document(self) -> Document:
        """The document that the question is held against."""
        return self.desk.document

    @property
    def units(self) -> list[Unit]:
        """The units that the question names, each once."""
        return list({unit.name: unit for _, unit in self.spotted.units}.values())

    # ── what stands in it ────────────────────────────────────────────────────
    def has(self, *cues: str) -> bool:
        """Whether any of the cues stands in the question."""
        return any(name in self.cue_spans for name in cues)

    def says(self, *phrases: str) -> bool:
        """Whether any of the (folded) phrases stands in the question, as whole words."""
        return not self._vocabulary.isdisjoint(first_words(phrases)) and says(self.heard.line, phrases)

    def places(self, *cues: str) -> frozenset[int]:
        """The words on which cues stand; asked again, found at once."""
        if cues not in self._places:
            self._places[cues] = frozenset(cue_places(self.cue_spans, cues))
        return self._places[cues]

    def places_of(self, phrase: str) -> set[int]:
        """The words on which a (folded) phrase stands."""
        words = phrase.split()
        size = len(words)
        starts = (n for n in range(len(self.words) - size + 1) if self.words[n : n + size] == words)
        return {start + n for start in starts for n in range(size)}

    # ── what it asks ─────────────────────────────────────────────────────────
    @property
    def asks_code(self) -> bool:
        """Whether a document's number is asked ("nghị định nào", "quyết định số bao nhiêu")."""
        return bool(_CODE_ASKED.search(self.heard.line))

    @property
    def code_noun(self) -> str | None:
        """What kind of document has the number that is asked ("nghi dinh"), where the question names it."""
        found = _CODE_ASKED.search(self.heard.line)
        return found["noun"] if found else None

    @property
    def asks_tasks(self) -> bool:
        """Whether it is tasks that are asked for ("nhiệm vụ nào", "liệt kê các việc", "bao nhiêu đầu việc")."""
        return self.says(*_TASKS_ASKED) or (self.has("task") and self.has("list"))

    @property
    def asked_thing(self) -> bool:
        """Whether a thing of the text is asked ("trục nào", "phiên bản mấy"), not a unit, a time or a task."""
        known = self.places(*_NOT_THINGS)
        return any(
            word in ("nao", "gi", "may") and place and place not in known and self.heard.content[place - 1]
            for place, word in enumerate(self.words)
        )

    @property
    def counts_other(self) -> bool:
        """Whether a number of something is asked ("bao nhiêu lớp") that the document does not count."""
        for place, after in enumerate(self.spotted.words[1:]):
            many = self.words[place - 1 : place + 1] == ["bao", "nhieu"] or self.spotted.words[place].typed == "mấy"
            if place and self.words[place - 1] in _NUMBERED_BY:
                continue
            if many and after.kind == "word" and self.heard.content[place + 1] and after.text not in _COUNTED:
                return True
        return False

    @property
    def asks_number(self) -> bool:
        """Whether a number is asked ("bao nhiêu", "mấy"); "mấy việc nào" only speaks of several."""
        if not _NUMBER_ASKED.search(self.heard.line):
            return False
        return self.says("bao nhieu") or any(self._is_many(place) for place in range(len(self.words)))

    def _is_many(self, place: int) -> bool:
        """Whether a word is "mấy"; typed bare it must not be part of "máy chủ", "bộ máy"."""
        typed = self.spotted.words[place].typed
        pairs = (tuple(self.words[place - 1 : place + 1]), tuple(self.words[place : place + 2]))
        return typed == "mấy" or (typed == "may" and not any(pair in self.desk.lexicon.pairs for pair in pairs))

    @property
    def asks_object(self) -> bool:
        """Whether "ai" is to whom something is told or sent ("báo cáo lên ai"), not who acts."""
        return bool(_OBJECT_ASKED.search(self.heard.line) or _WHOM_FOR.search(self.heard.line))

    @property
    def asked_purpose(self) -> re.Match[str] | None:
        """Where it is asked to what end something is done ("nhằm mục đích gì", "để được gì")."""
        return _PURPOSE_ASKED.search(self.heard.line)

    @property
    def refers_back(self) -> bool:
        """Whether a task spoken of before is meant ("việc đó", "nhiệm vụ này")."""
        return any(not self._is_by(end) for _, end in self.cue_spans.get("back", ()))

    def _is_by(self, end: int) -> bool:
        """Whether a cue that ends before a word ends in "do", not in "đó": "nhiệm vụ do ai" is no "nhiệm vụ đó"."""
        word, after = self.spotted.words[end - 1], self.words[end : end + 1]
        if word.text != "do" or word.typed == "đó" or not after:
            return False
        return after[0] in _AFTER_DO or word.typed == "do"

    @property
    def refers_to_unit(self) -> bool:
        """Whether a unit spoken of before is meant ("đơn vị đó"); "nhiệm vụ này" is no "vụ này"."""
        line = self.heard.line.replace(" nhiem vu ", " nhiem-vu ")
        return (
            says(line, _UNIT_BEFORE)
            or any(word.typed == "họ" for word in self.spotted.words)
            or (self.heard.typed.isascii() and bool(_THEY.search(line)))
        )

    def fills_gap(self, text: str) -> bool:
        """Whether a text goes on just where the question asks: the three words before "ai", "nào", "gì" stand in it."""
        words, typed = self.words, self.spotted.words
        return any(
            place >= 3
            and (
                word in ("nao", "gi")
                or (word == "may" and typed[place].typed in ("mấy", "may"))
                or (word in ("ai", "dau") and words[place - 1] in _LINKS)
            )
            and f" {' '.join(words[place - 3 : place])} " in text
            for place, word in enumerate(words)
        )

    def has_numbers_of(self, text: str) -> bool:
        """Whether the plain numbers of the question ("mức độ 2") all stand in a text."""
        have = set(re.findall(r"\d+", text))
        return all(str(number) in have for _, number in self.spotted.numbers)

    # ── measures ─────────────────────────────────────────────────────────────
    def topic(self, cues: Sequence[str], keep: Iterable[int] = (), units: bool = False) -> list[float]:
        """The weights of the words that are left for the topic when cues and spotted things are taken out.

        With `units`, the units named stay part of the topic.
        """
        out = self.places(*cues) - set(keep)
        return [
            0.0 if place in out or (kind and not (units and kind == "unit")) else weight
            for place, (weight, kind) in enumerate(zip(self.weights, self.spotted.kinds, strict=True))
        ]

    def topic_words(self, weights: Sequence[float]) -> tuple[str, ...]:
        """The words that have a weight."""
        return tuple(word for word, weight in zip(self.words, weights, strict=True) if weight)

    def search(
        self, index: Index, weights: Sequence[float], within: set[Hashable] | None = None, most: int = 6
    ) -> list[Match]:
        """The entries of an index that speak of the words with a weight; asked again, found at once."""
        asked = (id(index), tuple(weights), frozenset(within) if within else None, most)
        if asked not in self._searched:
            self._searched[asked] = index.search(
                self.search_words, weights, self.heard.concepts, within, most, self.heard.spelled
            )
        return self._searched[asked]

    def explained(
        self, cues: Sequence[str], match: Sequence[float] | None = None, slots: Sequence[str] | None = None
    ) -> float:
        """The share of the question's weight that a reading accounts for.

        `cues` are those that the reading listens to, `match` how far each word is matched by what it found, `slots` the
        kinds of spotted things that it makes use of (all of them where None).
        """
        heard = self.places(*cues) - self.demanded
        total = covered = 0.0
        for place, weight in enumerate(self.weights):
            total += weight
            kind = self.spotted.kinds[place]
            if (kind and (slots is None or kind in slots)) or (not kind and place in heard):
                covered += weight
            elif match is not None and self._counts(place, match[place]):
                covered += weight * match[place]
        return covered / total if total else 1.0

    def _counts(self, place: int, amount: float) -> bool:
        """Whether a match counts: always, but for a demand only a near one, and one that a document can meet."""
        return place not in self.demanded or (amount >= MATCHED and place not in self.unmet)
