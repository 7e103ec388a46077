"""A question on the table: what was heard, the document, the talk so far; with the measures that the rules share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kb.asking.cues import cue_phrases, spelled_cue_phrases
from kb.asking.glossary import read_glossary
from kb.asking.hearing import Heard, Listener
from kb.asking.index import Entry, Index, Match, unit_word
from kb.asking.lexicon import Lexicon, folded_words
from kb.asking.query import State
from kb.model import Document, Passage, Task, Unit
from kb.reading.facts import ancestors
from kb.reading.units import Directory
from kb.text import fold

DEMANDS = ("why", "money", "person", "contact", "penalty", "state", "define", "other_report", "howto", "leave")
DEMAND_WEIGHT = 4.5  # a word that says what is asked and that nothing in the document answers weighs this much
SLOT_WEIGHT = 1.0
_CODE_ASKED = re.compile(
    r" (?:quyet dinh|nghi quyet|nghi dinh|thong tu|luat|chi thi)(?: so)?(?: hieu)? (?:nao|may|bao nhieu|so may|so bao nhieu|so nao|mang so nao) "
    r"| mang so (?:nao|may|bao nhieu) "
)
_UNIT_BEFORE = tuple(
    f"{noun} {this}"
    for noun in ("don vi", "vu", "trung tam", "cuc", "van phong", "ben", "co quan")
    for this in ("do", "nay", "ay")
)
_COUNTED = {
    "nhiem", "viec", "dau", "cong", "muc", "hang", "cai", "phan", "ngay", "nhom", "dieu", "don", "co", "quy", "chi", "giai",
    "bo", "khoan", "moc", "ky", "thang", "lan", "nv", "he", "ho", "dich", "thu", "bao", "van", "ong", "bua", "hom",
}  # fmt: skip
_FUNDS = ("ngan sach", "kinh phi", "von", "du toan", "chi phi", "tien")
_HOW_MUCH = re.compile(r" bao nhieu (?!phan tram|%|nhiem vu|viec|don vi)")
_ORGANISATIONS = {"so", "bo", "cuc", "vu", "vien", "truong", "ubnd", "cong", "tap", "ngan", "hoi", "tong", "uy"}
_AFTER_DO = ("<u>", "ai", "don", "co", "ben", "nhung", "cac", "cho", "to", "vu", "cuc")
_LINKS = ("len", "cua", "voi", "cho", "boi", "ve", "den", "toi", "theo", "vao")
_NOUNS = ("nhiem vu", "viec", "dau viec", "cong viec", "muc viec", "hang muc", "dau muc", "cai", "phan viec")
TASKS_ASKED = (
    tuple(
        f"{noun} {ask}"
        for noun in _NOUNS
        for ask in ("nao", "gi", "may", "so may", "thu may", "so bao nhieu", "so nao")
        if (noun, ask) != ("cai", "gi")
    )
    + tuple(f"{many} {noun}" for many in ("nhung", "cac", "bao nhieu", "may", "so luong", "tong so") for noun in _NOUNS)
    + ("nhung gi", "o dau", "muc nao", "dong nao")
)
SELF_WEIGHT = 0.1  # a word that only says that this decision is meant
THING_WEIGHT = 0.25  # "kế hoạch", "quyết định": mostly this one
FOREIGN_WEIGHT = 1.3  # a syllable of a word ("mật khẩu") of which the document has neither syllable
STRANGER_WEIGHT = 2.5  # a unit or a period that the document does not have


@dataclass
class Desk:
    """Everything about one document that questions are held against; made once."""

    document: Document
    directory: Directory
    lexicon: Lexicon
    listener: Listener = field(init=False)

    def __post_init__(self) -> None:
        document = self.document
        self.listener = Listener(document, self.directory, self.lexicon)
        self.cues, self.spelled_cues = cue_phrases(), spelled_cue_phrases()
        by = document.by_address
        self.tasks = self._index(self._task_entry(task) for task in document.tasks)
        self.notes = self._index(Entry(t.number, ((t.note, 1.0),)) for t in document.tasks if t.note)
        self.products = self._index(Entry(t.number, ((t.product, 1.0),)) for t in document.tasks if t.product)
        self.groups = self._index(Entry(g.numeral, ((g.title, 1.0),)) for g in document.groups)
        self.targets = self._index(
            Entry(n, ((t.clause, 1.0), (t.subject, 0.8))) for n, t in enumerate(document.targets)
        )
        self.passages = self._index(
            Entry(p.address, ((p.text, 1.0), (" ".join(by[a].text for a in ancestors(p.address) if a in by), 0.35)))
            for p in document.passages
            if p.kind not in ("header", "row", "note", "issued-with") and (p.kind != "title" or p.address == "QD.ten")
        )
        self.each_task = {t.number: self._index([self._task_entry(t)]) for t in document.tasks}
        self.rule = self._index(
            Entry(p.address, ((p.text, 1.0),))
            for p in document.passages
            if document.reporting and p.address == document.reporting.address
        )
        self.codes = {
            fold(c) for c in re.findall(r"\d[\w/]*/[\w&]+(?:-[\w&]+)+", " ".join(p.text for p in document.passages))
        }
        self.own_code = fold(document.header.number).replace(" ", "")
        self.duties = self._index(Entry(n, ((d.text, 1.0),)) for n, d in enumerate(document.duties))
        self.said, self.alien = self._said(), self._alien()
        self.glossary = read_glossary(document, self.lexicon)
        self.written = {w: self._unit(w) for t in document.tasks for w in (*t.leads, *t.coordinators)}
        self.charged = {u.name for u in self.written.values() if u}
        self.met = {u.name for u in document.units} | {u.name for u in self.written.values() if u}

    def _unit(self, written: str) -> Unit | None:
        """The unit that a name in the table means; the likely one where the name is doubtful."""
        found = self.directory.find(written)
        if found:
            return found
        likely = next((d.likely for d in self.document.doubts if d.text == written), None)
        return self.directory.find(likely) if likely else None

    def unit_of(self, written: str) -> Unit | None:
        """The unit that a name in the table means, or None."""
        return self.written.get(written)

    def knows_period(self, text: str) -> bool:
        """Whether a year, or a range of years, is one of the document's, or lies within its years."""
        if "-" in text:
            return text in self.periods
        years = [int(y) for p in self.periods for y in p.split("-")] or [self.document.header.date.year]
        return min(years) <= int(text) <= max(years) if text.isdigit() and len(text) == 4 else True

    @cached_property
    def periods(self) -> frozenset[str]:
        """The ranges of years that the text names."""
        found = re.findall(r"(\d{4})\s*[-–]\s*(\d{4})", " ".join(p.text for p in self.document.passages))
        return frozenset(f"{a}-{b}" for a, b in found)

    @property
    def labels(self) -> dict[str, str]:
        """The names of the table's columns, by their meaning."""
        return self.document.labels

    def usual_lead(self) -> str:
        """The unit that leads most tasks by name, as written."""
        leads = Counter(
            w for t in self.document.tasks for w in t.leads if (u := self.written.get(w)) and not u.collective
        )
        return leads.most_common(1)[0][0] if leads else self.document.tasks[0].leads[0]

    def names_unit(self, task: Task, name: str, role: str | None) -> bool:
        """Whether a task names a unit (by its full name) as lead, as coordinating unit, or as either."""
        written = {"lead": task.leads, "coord": task.coordinators}.get(role or "", (*task.leads, *task.coordinators))
        return any((unit := self.unit_of(w)) is not None and unit.name == name for w in written)

    def named_at(self, unit: Unit) -> list[str]:
        """Addresses where the document writes a unit's full name, or else where it writes one of its short ones."""
        for names in (unit.names()[:1], unit.names()[1:]):
            wanted = [" ".join(folded_words(n)) for n in names]
            found = [a for a, text in self.folded.items() if any(f" {w} " in text for w in wanted)]
            if found:
                return sorted(found, key=lambda a: (a[:2] != "IV", a[:2] == "PL"))
        return []

    @cached_property
    def folded(self) -> dict[str, str]:
        """The text of each passage as folded words."""
        return {p.address: f" {' '.join(folded_words(p.text))} " for p in self.document.passages}

    def likeness(self, text: str, words: Sequence[str]) -> float:
        """How much of some words' weight a text speaks of (0 to 1)."""
        index = Index.of([Entry(0, ((text, 1.0),))], self.lexicon)
        found = index.search(words, [self.weight(w) for w in words], self.lexicon.concepts.all_in(words))
        return found[0].coverage if found else 0.0

    def tasks_whose(self, cell: str, words: Sequence[str]) -> set[int]:
        """The tasks whose product or note speaks of the words as well as the best does."""
        index = self.products if cell == "product" else self.notes
        found = index.search(words, [self.weight(w) for w in words], self.lexicon.concepts.all_in(words), most=26)
        return {int(str(m.key)) for m in found if m.coverage >= 0.95 * found[0].coverage}

    def _index(self, entries: Iterable[Entry]) -> Index:
        return Index.of(entries, self.lexicon, self.listener.units)

    def _task_entry(self, task: Task) -> Entry:
        by = self.document.by_address
        linked = " ".join(by[a].text for a in task.links)
        group = self.document.by_numeral.get(task.group or "")
        return Entry(
            task.number,
            (
                (task.content, 1.0),
                (task.product or "", 0.9),
                (task.note or "", 0.8),
                (linked, 0.95),
                (group.title if group else "", 0.3),
                ("; ".join((*task.leads, *task.coordinators)), 0.5),
            ),
        )

    def _said(self) -> Counter[str]:
        """In how many answerable questions of our corpus each word stands: what is often said says little."""
        said: Counter[str] = Counter()
        for question, answerable in self.lexicon.utterances:
            if answerable:
                said.update({word for word in self.listener.plain_words(question)})
        return said

    def _alien(self) -> frozenset[tuple[str, str]]:
        """Word pairs that stand in unanswerable questions of our corpus only: "nhật bản", "thời tiết"."""
        known, foreign = set(self.passages.pairs), set()
        for question, answerable in self.lexicon.utterances:
            words = self.listener.plain_words(question)
            (known if answerable else foreign).update(zip(words, words[1:], strict=False))
        return frozenset(foreign - known)

    def weight(self, word: str) -> float:
        """How much a word weighs in telling whether the document speaks of a question's topic."""
        rarity = self.passages.rarity.get(word)
        if rarity is not None:
            return min(1.2, max(0.35, rarity / math.log(1 + len(self.passages.keys) / 4)))
        often = self.said[word]
        if word not in self.lexicon.syllables:
            return 1.5
        return 0.4 if often >= 6 else 0.6 if often >= 2 else 0.8


@dataclass
class Case:
    """One question with everything the rules look at."""

    desk: Desk
    heard: Heard
    state: State
    today: date

    def __post_init__(self) -> None:
        self.words = self.heard.words
        self.spotted = self.heard.spotted
        self._searched: dict[Hashable, list[Match]] = {}
        self.search_words = list(self.words)
        for place, unit in self.spotted.units:
            self.search_words[place] = unit_word(unit)
        self.cue_spans: dict[str, list[tuple[int, int]]] = {}
        for hit in self.desk.cues.all_in(self.words):
            self.cue_spans.setdefault(hit.payload, []).append((hit.start, hit.end))
        for hit in self.desk.spelled_cues.all_in([word.typed for word in self.spotted.words]):
            self.cue_spans.setdefault(hit.payload, []).append((hit.start, hit.end))
        self._drop_inner("who", "which")
        self._drop_ghi_chu_tri()
        if (
            self.says("duoc hieu la", "hieu la gi")
            and not self.says("ky hieu")
            and not self.spotted.units
            and not any(w.text in self.desk.glossary for w in self.spotted.words)
        ):
            self.cue_spans["define"] = [(p, p + 1) for p, w in enumerate(self.words) if w == "hieu"]
        if self.spotted.groups:
            self.cue_spans.pop("person", None)
        self.cue_spans["other_report"] = [(e - 1, e) for _, e in self.cue_spans.get("other_report", [])]
        if self.says(*_FUNDS) and _HOW_MUCH.search(self.heard.line):
            self.cue_spans.setdefault("money", []).extend(
                (p, p + 2) for p in range(len(self.words)) if self.words[p : p + 2] == ["bao", "nhieu"]
            )
        self.demanded = self.places(*DEMANDS)
        self.unmet = self.places(*(name for name in DEMANDS if name not in ("state", "person", "howto")))
        self.weights = [self._weight(place) for place in range(len(self.words))]
        for place, pair in enumerate(zip(self.words, self.words[1:], strict=False)):
            if pair in self.desk.alien and (self.weights[place] or self.weights[place + 1]):
                for other in (place, place + 1):
                    self.weights[other] = (
                        max(self.weights[other], 0.9) if self.heard.content[other] else self.weights[other]
                    )
                    self.heard.sure[other] = False
        for place, pair in enumerate(zip(self.words, self.words[1:], strict=False)):
            known = [w in self.desk.passages.words for w in pair]
            if pair in self.desk.lexicon.pairs and pair not in self.desk.passages.pairs and not all(known):
                for other in (place, place + 1):
                    self.weights[other] = max(self.weights[other], FOREIGN_WEIGHT) if self.heard.content[other] else 0.0
        for place in self.places("self"):
            self.weights[place] = min(self.weights[place], SELF_WEIGHT)
        for place in self.places("thing"):
            self.weights[place] = min(self.weights[place], THING_WEIGHT)
        self._mark_strangers()
        for name in DEMANDS:
            for start, end in self.cue_spans.get(name, ()):
                for place in range(start, end):
                    self.weights[place] = max(self.weights[place], DEMAND_WEIGHT / (end - start))

    def _mark_strangers(self) -> None:
        """Units and periods that the document does not have weigh much: nothing that leaves them out answers."""
        for place, unit in self.spotted.units:
            if unit.name not in self.desk.met:
                self.weights[place] = STRANGER_WEIGHT
        for place in self._unknown_organisations():
            self.spotted.kinds[place] = "stranger"
            self.weights[place] = STRANGER_WEIGHT
        for place, word in enumerate(self.spotted.words):
            spread = word.kind == "range" and all(self.desk.knows_period(year) for year in word.text.split("-"))
            if self.spotted.kinds[place] == "period" and not spread and not self.desk.knows_period(word.text):
                self.spotted.kinds[place] = "stranger"
                self.weights[place] = STRANGER_WEIGHT

    def _unknown_organisations(self) -> list[int]:
        """Words that begin the name of an organisation, in capitals, that we do not know ("Sở Tư pháp …")."""
        given, words = self.heard.typed, self.spotted.words
        return [
            place
            for place, (word, after) in enumerate(zip(words, words[1:], strict=False))
            if word.text in _ORGANISATIONS
            and given[word.start : word.start + 1].isupper()
            and given[after.start : after.start + 1].isupper()
            and after.kind == "word"
            and (word.text, after.text) not in self.desk.listener.document_pairs
            and not given.isupper()
        ]

    @property
    def asks_code(self) -> bool:
        """Whether a document's number is asked ("nghị định nào", "quyết định số bao nhiêu")."""
        return bool(_CODE_ASKED.search(self.heard.line))

    @property
    def refers_back(self) -> bool:
        """Whether a task spoken of before is meant ("việc đó", "nhiệm vụ này"); "nhiệm vụ do ai" is no "nhiệm vụ đó"."""
        for start, end in self.cue_spans.get("back", ()):
            word, after = self.spotted.words[end - 1], self.words[end : end + 1]
            if word.text != "do" or word.typed == "đó" or not after or (after[0] not in _AFTER_DO and word.typed != "do"):
                return start >= 0
        return False

    @property
    def refers_to_unit(self) -> bool:
        """Whether a unit spoken of before is meant ("đơn vị đó"); "nhiệm vụ này" is no "vụ này"."""
        line = self.heard.line.replace(" nhiem vu ", " nhiem-vu ")
        said = any(f" {phrase} " in line for phrase in _UNIT_BEFORE)
        return said or any(word.typed == "họ" for word in self.spotted.words)

    @property
    def counts_other(self) -> bool:
        """Whether a number of something is asked ("bao nhiêu lớp") that the document does not count."""
        for place in range(len(self.words) - 1):
            many = (
                (self.words[place] == "nhieu"
                and self.words[place - 1 : place] == ["bao"])
                or self.spotted.words[place].typed == "mấy"
            )
            after = self.spotted.words[place + 1]
            if many and after.kind == "word" and self.heard.content[place + 1] and after.text not in _COUNTED:
                return True
        return False

    def fills_gap(self, text: str) -> bool:
        """Whether a text goes on just where the question asks: the three words before "ai", "nào", "gì" stand in it."""
        words = self.words
        return any(
            place >= 3
            and (word in ("nao", "gi", "may") or (word in ("ai", "dau") and words[place - 1] in _LINKS))
            and f" {' '.join(words[place - 3 : place])} " in text
            for place, word in enumerate(words)
        )

    def _drop_inner(self, cue: str, longer: str) -> None:
        """Forget a cue where it is only the end of a longer one ("vụ nào" in "nhiệm vụ nào")."""
        outer = self.cue_spans.get(longer, [])
        kept = [
            (s, e)
            for s, e in self.cue_spans.get(cue, [])
            if not any(a <= s and e <= b and b - a > e - s for a, b in outer)
        ]
        if kept:
            self.cue_spans[cue] = kept
        else:
            self.cue_spans.pop(cue, None)

    def _drop_ghi_chu_tri(self) -> None:
        """ "ghi chủ trì" is no "ghi chú": forget a note's cue that runs into the word for the lead unit."""
        if "lead" in self.cue_spans:
            pairs = self.desk.listener.document_pairs & self.desk.lexicon.pairs
            spans = [
                (s, e)
                for s, e in self.cue_spans["lead"]
                if (e - s < 2 or tuple(self.words[e - 1 : e + 1]) not in pairs)
            ]
            self.cue_spans["lead"] = spans
            if not spans:
                del self.cue_spans["lead"]
        ends = {
            start + 1 for start, _ in self.cue_spans.get("lead", []) if self.words[start : start + 2] == ["chu", "tri"]
        }
        kept = [(s, e) for s, e in self.cue_spans.get("note", []) if e not in ends]
        if kept:
            self.cue_spans["note"] = kept
        else:
            self.cue_spans.pop("note", None)

    @property
    def asked_thing(self) -> bool:
        """Whether a thing of the text is asked ("trục nào", "phiên bản mấy"), not a unit, a time or a task."""
        asking = ("nao", "gi", "may")
        known = self.places("who", "when", "which", "group", "task", "place", "all", "percent", "days", "count", "list")
        return any(
            word in asking and place and place not in known and self.heard.content[place - 1]
            for place, word in enumerate(self.words)
        )

    @property
    def asks_tasks(self) -> bool:
        """Whether it is tasks that are asked for ("nhiệm vụ nào", "liệt kê các việc", "bao nhiêu đầu việc")."""
        if self.says(*TASKS_ASKED):
            return True
        return self.has("task") and self.has("list")

    def _weight(self, place: int) -> float:
        if self.spotted.kinds[place]:
            return SLOT_WEIGHT / 2
        if not self.heard.content[place]:
            return 0.0
        return self.desk.weight(self.words[place])

    @property
    def document(self) -> Document:
        return self.desk.document

    @property
    def units(self) -> list[Unit]:
        """The units that the question names, each once."""
        return list({unit.name: unit for _, unit in self.spotted.units}.values())

    def has(self, *cues: str) -> bool:
        """Whether any of the cues stands in the question."""
        return any(name in self.cue_spans for name in cues)

    def says(self, *phrases: str) -> bool:
        """Whether any of the (folded) phrases stands in the question, as whole words."""
        line = self.heard.line
        return any(f" {phrase} " in line for phrase in phrases)

    def places(self, *cues: str) -> set[int]:
        """The words on which cues stand."""
        return {place for name in cues for start, end in self.cue_spans.get(name, ()) for place in range(start, end)}

    def topic(self, cues: Sequence[str], keep: Iterable[int] = (), units: bool = False) -> list[float]:
        """The weights of the words that are left for the topic when cues and spotted things are taken out.

        With `units`, the units named stay part of the topic.
        """
        out = self.places(*cues) - set(keep)
        return [
            0.0 if place in out or (kind and not (units and kind == "unit")) else weight
            for place, (weight, kind) in enumerate(zip(self.weights, self.spotted.kinds, strict=True))
        ]

    def search(
        self, index: Index, weights: Sequence[float], within: set[Hashable] | None = None, most: int = 6
    ) -> list[Match]:
        """The entries of an index that speak of the words with a weight; asked again, found at once."""
        asked = (id(index), tuple(weights), frozenset(within) if within else None, most)
        if asked not in self._searched:
            self._searched[asked] = index.search(
                self.search_words, weights, self.heard.concepts, within, most, self.heard.sure
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
            elif match is not None and (place not in self.demanded or (match[place] >= 0.85 and place not in self.unmet)):
                covered += weight * match[place]
        return covered / total if total else 1.0


def passages_with(document: Document, phrase: str, kinds: Sequence[str] = ()) -> list[Passage]:
    """The passages whose text holds a phrase, letter for letter but for case."""
    wanted = phrase.lower()
    return [p for p in document.passages if wanted in p.text.lower() and (not kinds or p.kind in kinds)]
