"""How far a model's reply is believed: what it refers to must be named, or be found by our own retrieval.

Each number, date, period, unit and numeral of an Ask stands in the question or the talk, or follows from them by a rule
of ours: the tasks that a range names, the quarter of a day, the report that is due next. What is only described is held
against retrieval. Anything else counts as not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from kb.asking.case import Case
from kb.asking.desk import Desk
from kb.asking.query import Condition, Point, Query, State
from kb.asking.rules.reports import by_quarter
from kb.asking.table.marks import Marks
from kb.asking.table.turning import texts
from kb.calendar import next_due, period_of_data
from kb.model import Unit
from nlu.lexicon import folded_words
from nlu.retrieval import Entry, Index
from nlu.text import fold, roman, to_roman
from reader.fields import UnreadableError
from reader.reply import Reply, read_reply

FIRST = 5
"""Of what retrieval finds for some words, how many a reference may be among."""
NEAR, PLACED = 0.4, 0.02
"""… and how near the best of them it must come, or how likely the place head must find it."""
MOST_OFFERED = 4
_TURNS = ("empty", "sole", "only", "before", "fewest", "one", "exactly")
_SETS = ("list", "count", "rank")
_PERIOD_SAID = re.compile(r"\b(giai doan|ky|nam|chang|dau|sau|truoc|phase|period|dot|moc|20\d\d)\b")
_QUARTER = re.compile(r"\b(?:quy|q)\s*(?:so |thu )?([1-4]|i{1,3}|iv|nhat|mot|hai|ba|bon|tu)\b")
_AROUND = re.compile(r"\b(?:sau|tiep|ke|toi|truoc|next|previous|con lai)\b")
_ALL_YEAR = re.compile(
    r"\b(?:ca nam|cac (?:quy|ky|han|moc|dot)|moi (?:quy|ky)|tung (?:quy|ky)|bon (?:quy|ky)|4 (?:quy|ky)|nam)\b"
)
_SPELLED = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10,
}  # fmt: skip
_UNMARKED = {fold(word): number for word, number in _SPELLED.items()}
_NO_NUMBER = re.compile(r"\b(?:(?:năm|nam) (?=20\d\d)|dien tu\b|sau khi\b|sau do\b)")
"""What looks like a number and is none, most of it where a message is typed without marks."""

Outcome = Literal["read", "choice", "nowhere"]
Kind = Literal["task", "target", "group", "unit", "address"]


@dataclass(frozen=True)
class Read:
    """What a reply comes to: Asks to be answered, a choice to be offered, or that the decision does not say it."""

    outcome: Outcome
    queries: tuple[Query, ...] = ()


def check(text: str, desk: Desk, question: str, state: State, today: date) -> Read:
    """What a model's text comes to. Raises UnreadableError where it counts as not read."""
    reply = read_reply(text, desk, today)
    held = Held(desk, question, state, today, reply)
    if reply.said == "no" or (reply.queries and all(q.kind == "refusal" for q in reply.queries)):
        return Read("nowhere")
    if not reply.queries:
        raise UnreadableError("nothing is asked")
    doubted = [held.doubts(query) for query in reply.queries]
    if reply.said == "unclear":
        return Read("choice", tuple(q for q in reply.queries if q.kind != "refusal")[:MOST_OFFERED])
    held.turns_are_used(reply.queries)
    return Read("choice" if any(doubted) else "read", reply.queries)


@dataclass
class Held:
    """A question with its talk, against which a reply is held."""

    desk: Desk
    question: str
    state: State
    today: date
    reply: Reply

    def __post_init__(self) -> None:
        self.case = Case(self.desk, self.desk.listener.hear(self.question), self.state, self.today)
        self.marks = Marks(self.case)
        self.line = f" {' '.join(folded_words(self.question))} "
        self.squeezed = " ".join(fold(self.question).split())
        self.heard = f"{self.squeezed} {self.case.heard.line}"

    # ── what is named ────────────────────────────────────────────────────────
    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers that stand in the question, in figures or in words, and those of a range."""
        spotted = self.case.spotted
        found = {*spotted.tasks, *(n for _, n in spotted.numbers), *map(int, re.findall(r"\d{1,4}", self.squeezed))}
        found |= {int(n) for mark in self.marks.of("task") for n in texts(mark) if n.isdigit()}
        return frozenset(found | self._spelled())

    def _spelled(self) -> set[int]:
        """The numbers that are written out; where a message is typed with marks, they have theirs."""
        typed = " ".join(unicodedata.normalize("NFC", self.question).lower().split())
        is_marked = fold(typed) != typed
        known = _SPELLED if is_marked else _UNMARKED
        return {known[word] for word in re.findall(r"\w+", _NO_NUMBER.sub("", typed)) if word in known}

    @cached_property
    def of_talk(self) -> frozenset[int]:
        """The tasks that the talk has named."""
        state = self.state
        queries = [q for q in (state.query, *state.options) if q]
        return frozenset(
            (*state.tasks, *state.listed, *state.wider, *state.recent, *(n for q in queries for n in q.tasks))
        )

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that the question names, and those that the talk has named."""
        tasks = [self.desk.document.by_number[n] for n in self.of_talk if n in self.desk.document.by_number]
        written = (self.desk.unit_of(w) for t in tasks for w in (*t.leads, *t.coordinators))
        queries = [q for q in (self.state.query, *self.state.options) if q]
        told = {n for q in queries for c in q.where if c.kind == "unit" for n in c.values}
        told |= {n for c in self.state.bounds if c.kind == "unit" for n in c.values}
        named = {u.name for u in self.case.units} | self._written_units()
        return frozenset({*named, *self.state.units, *told, *(u.name for u in written if u)})

    def _written_units(self) -> set[str]:
        """Units of which some name stands in the question as it was typed."""
        return {u.name for u in self.desk.directory.units if any(self._says(name) for name in u.names())}

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups that the question names, by numeral or number, and those of the talk."""
        named = {g for mark in self.marks.of("group") for g in texts(mark)} | {*self.case.spotted.groups}
        known = {g.numeral for g in self.desk.document.groups}
        named |= {w.upper() for w in self.line.split() if roman(w.upper())}
        named |= {to_roman(n) for n in self.numbers if 0 < n <= len(known)}
        tasks = {self.desk.document.by_number[n].group for n in self.of_talk if n in self.desk.document.by_number}
        asked = {g for q in (self.state.query, *self.state.options) if q for g in q.groups}
        bounds = {v for c in self.state.bounds if c.kind == "group" for v in c.values}
        ends = {g.numeral for g in (self.desk.document.groups[:1] + self.desk.document.groups[-1:])}
        if re.search(r"\bnhom (?:\S+ )?(?:cuoi|chot|dau)\b", self.squeezed):
            named |= ends
        return frozenset({*named, *filter(None, tasks), *filter(None, (self.state.group,)), *asked, *bounds})

    @cached_property
    def quarters(self) -> frozenset[int]:
        """The quarters that the question names, all between two of them, and the next where words lead on to it."""
        named = {*self.case.spotted.quarters}
        for found in _QUARTER.findall(self.squeezed):
            named.add(roman(found.upper()) or _UNMARKED.get(found) or (int(found) if found.isdigit() else 1))
        if not named:
            return frozenset()
        between = range(min(named), max(named) + 1)
        around = {n + by for n in named for by in (1, -1)} if _AROUND.search(self.squeezed) else set()
        return frozenset({*between, *((n - 1) % 4 + 1 for n in around)})

    # ── what is believed ─────────────────────────────────────────────────────
    def doubts(self, query: Query) -> bool:
        """Whether it refers to what is only described and not found. Raises UnreadableError for what is made up."""
        self._dates(query)
        places = {fold(p) for p in (query.order, *query.pick) if p and p.isdigit() and p != "0"}
        if any(int(p) not in self.numbers for p in places):
            raise UnreadableError("a number that does not stand in the question")
        if query.holds and query.holds not in self.heard and query.holds != "van ban":
            raise UnreadableError("a kind of document that does not stand in the question")
        found = [self._doubted(kind, value) for kind, value in self._references(query)]  # each may raise
        return any(found)

    def _references(self, query: Query) -> Iterator[tuple[Kind, object]]:
        yield from (("task", n) for n in query.tasks)
        yield from (("target", n) for n in query.targets)
        yield from (("group", g) for g in query.groups)
        if query.kind == "rank":
            yield from (("unit", name) for name in query.words)
        if query.kind == "abbreviation":
            yield from (("unit", name) for name in (query.name, *query.words) if name)
        by_address = {t.address: t.number for t in self.desk.document.tasks}
        for address in query.addresses:
            yield ("task", by_address[address]) if address in by_address else ("address", address)
        for own in query.where:
            yield from self._of_condition(own)

    def _of_condition(self, own: Condition) -> Iterator[tuple[Kind, object]]:
        match own.kind:
            case "unit":
                yield from (("unit", name) for name in own.values)
            case "group":
                yield from (("group", numeral) for numeral in own.values)
            case "words":
                yield from (("task", int(n)) for n in own.values)
            case "number":
                self._of_range([int(n) for n in own.values])
            case "period":
                self._period(own)
            case "cell":
                self._said(" ".join(own.values))
            case "units":
                if own.values and int(own.values[0]) not in self.numbers | {1, 2}:
                    raise UnreadableError("a number that does not stand in the question")
                yield from (("unit", name) for name in own.values[1:])

    def _of_range(self, numbers: Sequence[int]) -> None:
        """Numbers as a condition: named, of the talk, or all between such, from one on, up to one, or at an end."""
        known = self.numbers | self.of_talk
        every = sorted(self.desk.document.by_number)
        loose = [n for n in numbers if n not in known]
        if not loose:
            return
        run = sorted(numbers)
        whole = run == [n for n in every if run[0] <= n <= run[-1]]
        edges = {run[0], run[-1]} & (known | {n + by for n in known for by in (1, -1)})
        if not whole or not (edges or len(run) in self.numbers):
            raise UnreadableError("a task's number that does not stand in the question")

    def _period(self, own: Condition) -> None:
        years = {y for value in own.values for y in re.findall(r"\d{4}", value)}
        period, query = self.state.period, self.state.query
        talk = f"{period or ''} {' '.join(v for c in (query.where if query else ()) for v in c.values)}"
        if years and not all(y in f"{self.heard} {talk}" for y in years) and not _PERIOD_SAID.search(self.heard):
            raise UnreadableError("a period that does not stand in the question")

    def _said(self, words: str) -> None:
        """Words of a cell must be words of the question, as typed or as understood."""
        heard = {*self.line.split(), *self.case.words}
        earlier = {w for c in self.state.bounds for v in c.values for w in folded_words(v)}
        if any(word not in heard | earlier for word in words.split()):
            raise UnreadableError("words that do not stand in the question")

    def _dates(self, query: Query) -> None:
        """Quarters, years and days of reports must follow from the question, the talk or the day it is."""
        rule = self.desk.document.reporting
        if rule is None or not query.points:
            return
        asked = self.state.query.points if self.state.query else ()
        now = next_due(rule, self.today)
        years = {self.today.year + by for by in (-1, 0, 1)} | {int(y) for y in re.findall(r"\b20\d\d\b", self.heard)}
        years |= {p.year for p in asked if p.year} | {now[0]}
        for point in query.points:
            if point.quarter and not self._is_told(point, asked, now):
                raise UnreadableError("a quarter that does not stand in the question")
            if point.year and point.year not in years | {point.day.year + 1 if point.day else now[0]}:
                raise UnreadableError("a year that does not stand in the question")
            if point.day and not self._speaks_of(point.day):
                raise UnreadableError("a day that does not stand in the question")

    def _is_told(self, point: Point, asked: Sequence[Point], now: tuple[int, int]) -> bool:
        """Whether a report is named by its quarter, is that of the talk, or follows by our own rules from a day."""
        if self.quarters:
            return point.quarter in self.quarters
        ours = {(p.year, p.quarter) for own in by_quarter(self.case) for p in own.query.points if p.quarter}
        known = ours | {(p.year, p.quarter) for p in asked} or {now}
        if point.day and (rule := self.desk.document.reporting):
            known |= {next_due(rule, point.day), period_of_data(rule, point.day)}
        if _ALL_YEAR.search(self.squeezed):
            return point.quarter in {q for _, q in ours} or len(ours) != 1
        return any(point.quarter == q and (point.year == year or None in (year, point.year)) for year, q in known)

    def _speaks_of(self, day: date) -> bool:
        """Whether a day stands in the question, or lies near today, as "mai" and "tuần sau" do."""
        if abs((day - self.today).days) <= 45:
            return True
        figures = {int(n) for n in re.findall(r"\d+", self.squeezed)}
        return day.day in figures or day.month in figures

    def _doubted(self, kind: Kind, value: object) -> bool:
        """Whether a reference is neither named nor found for the words that describe it."""
        if self._is_named(kind, value):
            return False
        if kind == "task" and value not in self.desk.document.by_number:
            raise UnreadableError("a task that there is not, nor stands in the question")
        quoted = [words for words, meant in self.reply.described if self._is(meant, kind, value) and self._says(words)]
        if kind == "task" and not quoted and self.case.spotted.tasks:
            raise UnreadableError("a task's number that does not stand in the question")
        if kind == "unit" and not quoted:
            raise UnreadableError("a unit that does not stand in the question")
        return not any(self._found(kind, value, words) for words in (*quoted, self.question))

    def _is_named(self, kind: Kind, value: object) -> bool:
        if kind == "task":
            return value in self.numbers or value in self.of_talk
        if kind == "unit":
            return value in self.units or self._says(str(value))
        if kind == "group":
            return value in self.groups
        query = self.state.query
        if kind == "target":
            of_talk = query.targets if query else ()
            return any(value == n or value in self._like(n) for n in of_talk)
        told = (*(query.addresses if query else ()), *self.case.spotted.addresses)
        articles = {f"D.{n}" for n in self.case.spotted.articles}
        return str(value) in articles or any(str(value) == a or str(value).startswith(f"{a}.") for a in told)

    def _says(self, words: str) -> bool:
        """Whether some words stand in the question, letter by letter but for diacritics and case."""
        sought = " ".join(fold(words).split())
        return bool(sought) and re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", self.squeezed) is not None

    def _is(self, meant: str, kind: Kind, value: object) -> bool:
        meant, document = meant.strip(), self.desk.document
        if kind == "task":
            task = document.by_number.get(int(str(value)))
            return task is not None and meant in (task.address, f"task {value}", str(value), *task.links)
        if kind == "target":
            return meant in (f"target {value}", document.targets[int(str(value))].address)
        if kind == "group":
            return meant in (f"PL.{value}", f"group {value}", str(value))
        if kind == "unit":
            found = self.desk.directory.find(meant)
            return found is not None and found.name == value
        return meant == value

    # ── our own retrieval ────────────────────────────────────────────────────
    def _found(self, kind: Kind, value: object, words: str) -> bool:
        case = Case(self.desk, self.desk.listener.hear(words), State(), self.today)
        desk, document = self.desk, self.desk.document
        if not any(case.topic((), units=True)) or (kind == "task" and case.spotted.tasks and value not in self.numbers):
            return False
        if kind == "unit":
            return value in self._first(case, units_index(desk))
        if kind == "group":
            return value in self._first(case, desk.groups)
        if kind == "target":
            own = document.targets[int(str(value))]
            near = [document.targets[int(str(n))] for n in self._first(case, desk.targets)]
            return any(own.clause == t.clause or own.address == t.address for t in near)
        task = document.by_number[int(str(value))] if kind == "task" and value in document.by_number else None
        if kind == "task" and (task is None or value in self._first(case, desk.tasks)):
            return task is not None
        wanted = {task.address, *task.links} if task else {str(value)}
        places = [*map(str, self._first(case, desk.passages)), *self._placed(case)]
        return any(place == a or place.startswith(f"{a}.") for place in places for a in wanted)

    def _like(self, number: int) -> list[Hashable]:
        """The targets that come nearest to one: "còn giai đoạn sau" goes on with the talk's."""
        clause = self.desk.document.targets[number].clause
        return self._first(Case(self.desk, self.desk.listener.hear(clause), State(), self.today), self.desk.targets)

    def _first(self, case: Case, index: Index) -> list[Hashable]:
        found = case.search(index, case.topic((), units=True), most=FIRST)
        return [m.key for m in found if m.score >= NEAR * found[0].score]

    def _placed(self, case: Case) -> list[str]:
        """The likeliest places by the place head."""
        said = self.desk.places.probabilities(case.words) if self.desk.places else {}
        return [place for place in sorted(said, key=lambda place: -said[place])[:FIRST] if said[place] >= PLACED]

    # ── words that turn ──────────────────────────────────────────────────────
    def turns_are_used(self, queries: Sequence[Query]) -> None:
        """Raise UnreadableError where a word takes something out, or denies it, and no condition does."""
        sets = [query for query in queries if query.kind in _SETS]
        if not sets or len(sets) < len(queries):
            return
        quoted = f" {' '.join(w for words, _ in self.reply.described for w in folded_words(words))} "
        marks = [
            m for m in self.marks.of("except", "not") if f" {' '.join(self.case.words[m.start : m.end])} " not in quoted
        ]
        used = any(c.negated or c.op in _TURNS for q in sets for c in q.where) or any(
            q.order in ("0", "least", "1") for q in sets
        )
        if marks and not used:
            raise UnreadableError("a word that turns a condition round is not used")


def units_index(desk: Desk) -> Index:
    """The names of units, to find one by what it is called."""
    units: Sequence[Unit] = desk.directory.units
    return Index.of([Entry(u.name, tuple((name, 1.0) for name in u.names())) for u in units], desk.lexicon)
