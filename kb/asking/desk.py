"""The desk: one document with everything that questions are held against, made once."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from kb.asking.cues import cue_phrases
from kb.asking.glossary import read_glossary
from kb.asking.hearing import Listener
from kb.asking.query import Query
from kb.model import Document, Passage, Task, Unit
from kb.reading.facts import ancestors
from kb.reading.units import Directory
from nlu.head import FieldHead, PlaceHead
from nlu.lexicon import Lexicon, folded_words
from nlu.recall import Recall
from nlu.retrieval import Entry, Index
from nlu.teaching import Told, answered, teach
from nlu.text import fold
from nlu.tokens import split_words
from nlu.trust import Trust

_NOT_SEARCHED = ("header", "row", "note", "issued-with")  # kinds of passages that say nothing of their own
_CODE = re.compile(r"\d[\w/]*/[\w&]+(?:-[\w&]+)+")
_CODE_DATE = re.compile(
    r"(\d+/[\w/&-]+)\s+ngày\s+(?:(\d{1,2})/(\d{1,2})/(\d{4})|(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))"
)
_AIM = re.compile(r"\b(?:nhằm|để)\b")
_YEARS = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")

# How much a match counts in each text of a task, and in a passage's own text and in the headings above it.
_CONTENT, _PRODUCT, _NOTE, _LINKED, _GROUP, _UNITS = 1.0, 0.9, 0.8, 0.7, 0.3, 0.5
_CLAUSE, _SUBJECT = 1.0, 0.8
_PASSAGE, _HEADINGS = 1.0, 0.35
_AFTER_AIM = 0.6  # what follows "nhằm", where the end of something is asked
AS_GOOD = 0.95  # of the best one's coverage: a match that covers this much fits as well

# The weight of a word: by its rarity in the document, or else by how often our own questions say it.
_LEAST, _MOST = 0.35, 1.2
_NO_SYLLABLE, _OFTEN, _AT_TIMES, _SELDOM = 1.5, 0.4, 0.6, 0.8


@dataclass
class Desk:
    """Everything about one document that questions are held against; made once."""

    document: Document
    directory: Directory
    lexicon: Lexicon
    head: FieldHead | None = None
    places: PlaceHead | None = None
    trust: Trust | None = None
    listener: Listener = field(init=False)

    def __post_init__(self) -> None:
        document = self.document
        self.listener = Listener(document, self.directory, self.lexicon)
        self.own_number = fold(document.header.number).partition("/")[0]
        self.own_code = fold(document.header.number).replace(" ", "")
        self.cues = cue_phrases(self.own_number)
        self._index_table()
        self._index_plan()
        text = " ".join(p.text for p in document.passages)
        self.codes = {fold(code) for code in _CODE.findall(text)}
        self.dated = dates_of_codes(document)
        self.own_words = {*folded_words(document.header.signer), *folded_words(document.header.place)}
        self.periods = frozenset(f"{a}-{b}" for a, b in _YEARS.findall(text))
        told = [(u, tuple(self.listener.plain_words(u.question))) for u in self.lexicon.utterances]
        self.listener.forget_texts()
        self.said, self.alien = _said(told), self._alien(told)
        self.usual = frozenset(pair for u, words in told if u.answerable for pair in pairwise(words))
        self._learn(told)
        self._texts: dict[str, Index] = {}
        _ = self.folded, self.running_text, self.actors  # made now, not with the first question
        self.glossary = read_glossary(document, self.lexicon)
        self.written = {w: self._unit(w) for t in document.tasks for w in (*t.leads, *t.coordinators)}
        self.charged = {u.name for u in self.written.values() if u}
        self.met = {u.name for u in document.units} | self.charged

    def _index_table(self) -> None:
        """What the appendix says: tasks (together and each by itself), their notes and products, groups."""
        document = self.document
        self.tasks = self._index(self._task_entry(task) for task in document.tasks)
        self.each_task = {t.number: self._index([self._task_entry(t)]) for t in document.tasks}
        self.notes = self._index(Entry(t.number, ((t.note, 1.0),)) for t in document.tasks if t.note)
        self.products = self._index(Entry(t.number, ((t.product, 1.0),)) for t in document.tasks if t.product)
        self.groups = self._index(Entry(g.numeral, ((g.title, 1.0),)) for g in document.groups)

    def _index_plan(self) -> None:
        """What the decision and its plan say: passages, targets, duties, the reporting rule."""
        document = self.document
        self.passages = self._index(self._passage_entry(p) for p in document.passages if _is_searched(p))
        self.targets = self._index(
            Entry(n, ((t.clause, _CLAUSE), (t.subject, _SUBJECT))) for n, t in enumerate(document.targets)
        )
        self.purposes = self._index(
            Entry(p.address, ((before, 1.0), (p.text, _AFTER_AIM)))
            for p in document.passages
            if _is_searched(p)
            for before in _aims(p.text)
        )
        self.duties = self._index(Entry(n, ((d.text, 1.0),)) for n, d in enumerate(document.duties))
        rule = document.by_address[document.reporting.address] if document.reporting else None
        self.rule = self._index([Entry(rule.address, ((rule.text, 1.0),))] if rule else [])

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

    def usual_lead(self) -> str:
        """The unit that leads most tasks by name, as written."""
        leads = Counter(
            w for t in self.document.tasks for w in t.leads if (u := self.written.get(w)) and not u.collective
        )
        return leads.most_common(1)[0][0] if leads else self.document.tasks[0].leads[0]

    def grounds_of(self, kind: str) -> list[str]:
        """The codes (folded) of the documents of a kind ("nghi quyet") on which the decision rests."""
        texts = [self.folded[p.address] for p in self.document.passages if p.kind == "ground"]
        found = (re.search(rf" {kind} so (\d\S*) ", text) for text in texts)
        return [match[1] for match in found if match]

    def names_unit(self, task: Task, name: str, role: str | None) -> bool:
        """Whether a task names a unit (by its full name) as lead, as coordinating unit, or as either."""
        written = {"lead": task.leads, "coord": task.coordinators}.get(role or "", (*task.leads, *task.coordinators))
        return any((unit := self.unit_of(w)) is not None and unit.name == name for w in written)

    def source_of(self, query: Query) -> tuple[str, ...]:
        """The addresses of the tasks or targets that a query is about."""
        tasks = (self.document.by_number[n].address for n in query.tasks if n in self.document.by_number)
        return (*tasks, *(self.document.targets[n].address for n in query.targets))

    def named_at(self, unit: Unit) -> list[str]:
        """Addresses where the document writes a unit's full name, or else where it writes one of its short ones.

        The section that charges units with duties comes first, the appendix last.
        """
        charging = {d.address.partition(".")[0] for d in self.document.duties if d.address[0] in "IVX"}
        for names in (unit.names()[:1], unit.names()[1:]):
            wanted = [" ".join(folded_words(n)) for n in names]
            found = [a for a, text in self.folded.items() if any(f" {w} " in text for w in wanted)]
            if found:
                return sorted(found, key=lambda a: (a.partition(".")[0] not in charging, a[:2] == "PL"))
        return []

    @cached_property
    def folded(self) -> dict[str, str]:
        """The text of each passage as folded words."""
        return {p.address: f" {' '.join(folded_words(p.text))} " for p in self.document.passages}

    @cached_property
    def running_text(self) -> str:
        """All sentences and cells of the document as folded words, without the table's own labels."""
        cells = [c for t in self.document.tasks for c in (t.content, t.product, t.note) if c]
        texts = [p.text for p in self.document.passages if p.kind not in ("task", "header")]
        return " | ".join(["", *(f" {' '.join(folded_words(text))} " for text in (*texts, *cells)), ""])

    @cached_property
    def actors(self) -> dict[str, tuple[str, ...]]:
        """Who is charged in the plan without being a unit, by the first two words ("thủ trưởng"), and where."""
        found: dict[str, tuple[str, ...]] = {}
        for duty in self.document.duties:
            for actor in duty.actors if duty.address[0] in "IVX" else ():
                if not self.directory.find(actor):
                    head = " ".join(w.typed for w in split_words(actor)[:2])
                    found[head] = (*found.get(head, ()), duty.address)
        return found

    def likeness(self, text: str, words: Sequence[str]) -> float:
        """How much of some words' weight a text speaks of (0 to 1)."""
        index = self._texts.get(text)
        if index is None:  # texts are the document's: they are few
            index = self._texts[text] = Index.of([Entry(0, ((text, 1.0),))], self.lexicon)
        found = index.search(words, [self.weight(w) for w in words], self.lexicon.concepts.all_in(words))
        return found[0].coverage if found else 0.0

    def tasks_whose(self, cell: str, words: Sequence[str]) -> set[int]:
        """The tasks whose product or note speaks of the words as well as the best does."""
        index = self.products if cell == "product" else self.notes
        weights, every = [self.weight(w) for w in words], len(index.keys)
        found = index.search(words, weights, self.lexicon.concepts.all_in(words), most=every)
        return {int(str(m.key)) for m in found if m.coverage >= AS_GOOD * found[0].coverage}

    def _index(self, entries: Iterable[Entry]) -> Index:
        return Index.of(entries, self.lexicon, self.listener.units)

    def _passage_entry(self, passage: Passage) -> Entry:
        by = self.document.by_address
        above = " ".join(by[a].text for a in ancestors(passage.address) if a in by)
        return Entry(passage.address, ((passage.text, _PASSAGE), (above, _HEADINGS)))

    def _task_entry(self, task: Task) -> Entry:
        by = self.document.by_address
        linked = " ".join(by[a].text for a in task.links)
        group = self.document.by_numeral.get(task.group or "")
        return Entry(
            task.number,
            (
                (task.content, _CONTENT),
                (task.product or "", _PRODUCT),
                (task.note or "", _NOTE),
                (linked, _LINKED),
                (group.title if group else "", _GROUP),
                ("; ".join((*task.leads, *task.coordinators)), _UNITS),
            ),
        )

    def _learn(self, told: Told) -> None:
        """Let the tasks be found by what people of our corpus called them."""
        document = self.document
        tasks = {a: t.number for t in document.tasks for a in (*t.links, t.address)}
        self.place_of = {a: t.address for t in document.tasks for a in (*t.links, t.address)}
        teach(self.tasks, told, tasks, document.id)
        self.tasks.recall = Recall.of(answered(told, tasks, document.id))

    def _alien(self, told: Told) -> frozenset[tuple[str, str]]:
        """Word pairs that stand in unanswerable questions of our corpus only: "nhật bản", "thời tiết"."""
        known: set[tuple[str, str]] = set(self.passages.pairs)
        foreign: set[tuple[str, str]] = set()
        for utterance, words in told:
            (known if utterance.answerable else foreign).update(pairwise(words))
        return frozenset(foreign - known)

    def weight(self, word: str) -> float:
        """How much a word weighs in telling whether the document speaks of a question's topic."""
        rarity = self.passages.rarity.get(word)
        if rarity is not None:
            return min(_MOST, max(_LEAST, rarity / math.log(1 + len(self.passages.keys) / 4)))
        if word not in self.lexicon.syllables:
            return _NO_SYLLABLE
        often = self.said[word]
        return _OFTEN if often >= 6 else _AT_TIMES if often >= 2 else _SELDOM


def _said(told: Told) -> Counter[str]:
    """In how many answerable questions of our corpus each word stands: what is often said says little."""
    said: Counter[str] = Counter()
    for utterance, words in told:
        if utterance.answerable:
            said.update(set(words))
    return said


def _aims(text: str) -> Iterator[str]:
    """What in a text is said to be done to an end: the words of a clause before its "nhằm" or "để"."""
    for clause in re.split(r"(?<=[;.])\s+", text):
        before, aim, _ = re.split(r"\b(nhằm|để)\b", clause, maxsplit=1) if _AIM.search(clause) else (clause, "", "")
        if aim and before.strip():
            yield before


def dates_of_codes(document: Document) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Other documents that the text names with their date: folded code → the day (d/m/yyyy), and where it stands."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for passage in document.passages:
        for match in _CODE_DATE.finditer(passage.text):
            day = "/".join(str(int(part)) for part in match.groups()[1:] if part)
            known = found.get(fold(match[1]), (day, ()))
            places = (*known[1], passage.address)
            first = passage.kind == "ground"  # what a decision rests on is cited first
            found[fold(match[1])] = (known[0], (passage.address, *known[1]) if first else places)
    return found


def _is_searched(passage: Passage) -> bool:
    return passage.kind not in _NOT_SEARCHED and (passage.kind != "title" or passage.address == "QD.ten")
