"""What turns a condition round, and the words that conditions account for: what units and cells are read with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.asking.case import Case
from kb.asking.query import Condition
from kb.asking.table.marks import Mark, Marks

Span = tuple[int, int, str]  # words [start, end) that name a role or a column
CELLS = ("coord", "product", "note", "lead")
SIGNS = ",;:.?!"
EXCEPT_ENDS = frozenset(("thi", "con", "nhung", "roi"))


@dataclass
class Turning:
    """The conditions found so far, and the words that they account for.

    A word that turns a condition round ("không", "trừ") and that no condition used is left over, and speaks against
    the reading.
    """

    case: Case
    marks: Marks
    found: list[Condition] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    roles: list[Span] = field(default_factory=list)  # the role words, bound or not
    bound: set[Span] = field(default_factory=set)  # those that belong to a unit or a cell's condition
    turned: set[Mark] = field(default_factory=set)  # the words of negation and exception that were used
    ranged: bool = False  # whether groups are named by the first and last of them

    def __post_init__(self) -> None:
        self.roles = role_spans(self.case, self.marks)
        self.exceptions = [(mark, self._scope(mark)) for mark in self.marks.of("except")]

    def _scope(self, mark: Mark) -> int:
        """The word at which an exception ends: at a sign, at "thì" or "còn", or with the question."""
        words, typed = self.case.words, self.case.spotted.words
        named = False
        for place in range(mark.end, len(words)):
            if named and (words[place] in EXCEPT_ENDS or any(s in typed[place].before for s in ";:.?!)")):
                return place
            if named and "," in typed[place].before and not self._goes_on(mark, place):
                return place
            named = named or bool(self.case.spotted.kinds[place]) or place > mark.end + 2
        return len(words)

    def _goes_on(self, mark: Mark, place: int) -> bool:
        """Whether after a comma another thing of the same kind follows ("trừ nhóm I, nhóm II, …")."""
        before = {k for k in self.case.spotted.kinds[mark.end : place] if k}
        return bool(before & set(self.case.spotted.kinds[place : place + 2]))

    def excepted(self, start: int) -> bool:
        """Whether a thing at a word is taken out; marks the exception as used."""
        for mark, end in self.exceptions:
            if mark.end <= start < end:
                self.turn(mark)
                return True
        return False

    def turn(self, mark: Mark) -> bool:
        self.turned.add(mark)
        self.used |= set(range(mark.start, mark.end))
        return True

    def denied(self, start: int, reach: int = 4, kinds: Sequence[str] = ("not", "empty")) -> bool:
        """Whether a "không" stands before a word and nothing else that it could turn round; marks it as used."""
        for mark in reversed(self.marks.of(*kinds)):
            if mark in self.turned or not mark.end <= start <= mark.end + reach:
                continue
            between = range(mark.end, start)
            if any(self.case.spotted.kinds[p] for p in between) or self.sign_in(mark.end, start):
                continue
            return self.turn(mark)
        return False

    def denied_between(self, start: int, end: int) -> bool:
        """Whether a "không" stands between two places; marks it as used."""
        return any(self.turn(m) for m in self.marks.of("not", "empty") if start <= m.start and m.end <= end)

    def sign_in(self, start: int, end: int) -> bool:
        typed = self.case.spotted.words
        return any(sign in typed[p].before for p in range(start, min(end + 1, len(typed))) for sign in ";:.?!")

    def cut(self, start: int, end: int) -> bool:
        typed = self.case.spotted.words
        return any(sign in typed[p].before for p in range(start, min(end + 1, len(typed))) for sign in SIGNS)

    def add(self, condition: Condition, *places: int) -> None:
        """Keep a condition and the words that it accounts for."""
        self.used |= set(places)
        if condition not in self.found:
            self.found.append(condition)

    @property
    def left_over(self) -> list[Mark]:
        """The words of negation and exception that no condition used."""
        return [
            m
            for m in self.marks.of("not", "except")
            if m not in self.turned and not set(range(m.start, m.end)) <= self.used
        ]


def texts(mark: Mark) -> tuple[str, ...]:
    """What a mark names: numbers, numerals, periods."""
    return tuple(str(v) for v in mark.value) if isinstance(mark.value, tuple) else ()


def role_spans(case: Case, marks: Marks) -> list[Span]:
    """The words for a role, in order; of those that overlap, the longest."""
    spans = [(s, e, role) for role in ("lead", "coord") for s, e in case.cue_spans.get(role, ())]
    spans += [(m.start, m.end, m.kind) for m in marks.of("lead", "coord")]
    spans += [
        (p, p + 1, "coord")
        for p, word in enumerate(case.words)
        if word == "phu"
        and case.spotted.words[p].typed in ("phụ", "phu")
        and case.words[p + 1 : p + 2] != []
        and (word, case.words[p + 1]) not in case.desk.lexicon.pairs
    ]
    spans.sort(key=lambda s: (s[0] - s[1], s[0]))
    kept: list[Span] = []
    for span in spans:
        if not any(span[0] < k[1] and k[0] < span[1] for k in kept):
            kept.append(span)
    return sorted(kept)


def cell_spans(case: Case, marks: Marks, bound: set[Span]) -> Iterator[Span]:
    """The columns that a question names, but for role words that belong to units."""
    taken = {p for s, e, _ in bound for p in range(s, e)}
    spans = [(s, e, name) for name in CELLS for s, e in case.cue_spans.get(name, ())]
    spans += [(m.start, m.end, m.kind) for m in marks.of(*CELLS)]
    spans.sort(key=lambda s: (s[0] - s[1], s[0]))
    kept: list[Span] = []
    for span in spans:
        if taken & set(range(span[0], span[1])) or any(span[0] < k[1] and k[0] < span[1] for k in kept):
            continue
        kept.append(span)
    yield from sorted(kept)
