"""Conditions on cells: empty or filled, one or several columns together, what they say, what a note lets come first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.asking.case import Case
from kb.asking.query import Condition
from kb.asking.table.marks import Mark
from kb.asking.table.turning import EXCEPT_ENDS, SIGNS, Span, Turning, cell_spans
from kb.executor.makers.conditions import awaited_in, begins_with, cell_of, is_awaited
from nlu.phrases import ways

_SAYS = frozenset(
    ways(
        "la | ghi | co | neu | nhac | den | toi | bang | dung | chu | noi | ve | chua | mang | duoc | deu | chi | cua"
        " | mot"
    )
)
_SAID_ENDS = frozenset(
    ways("ma | mà | nhung | nhưng | thi | thì | nao | nào | gi | gì | may | mấy | con | còn | ung | ứng | hay | hoặc")
)
_ASKED = frozenset(ways("nao | gi | may | sao | chi | ai"))
_QUOTES = "«»“”\"'‘’"
_CELL_CUES = (
    "who", "lead", "coord", "product", "note", "task", "which", "list", "count", "group", "all", "self", "unitword",
    "exist", "only", "absent", "ordinal", "assign",
)  # fmt: skip
_TASK_WORDS = frozenset(ways("so | viec | vu | stt | dong | task | muc | cai"))
_VERBS = frozenset(["khong", "chua", "thieu", "co", "chang", "cha", "kem", "ghi", "neu", "yeu", "da"])
_CELL_JOINERS = frozenset(ways("va | lan | ca | cot | o | voi | cung | phan | du"))
_CELL_NOUNS = {
    "product": ("san pham", "dau ra", "deliverable", "output", "ket qua", "ra cai gi", "ra gi"),
    "note": ("ghi chu", "dieu kien", "luu y", "note", "cot cuoi", "ngoai cung"),
}
_WORDS_IN = re.compile(
    r" (?:co|ghi|chua|nhac)(?: chu| tu| cum| cum tu)* (?P<said>(?!ghi |chu |gi |noi )\S+(?: \S+){0,5}?)"
    r"(?: nam)? (?:trong|o)(?: cot| o| phan| muc)* $"
)
SAID_LEAST = 0.3  # the same where they stand just after the column's name
MOST_AWAITED = 14  # words that tell what is waited for
CELL_LEAST = 0.8  # weight of words from which they say what a cell holds
CELL_FITS = 0.6  # coverage from which a cell holds them


class Cells(Turning):
    """The conditions on cells."""

    def _cells(self) -> None:
        said = self._cells_say()
        self._waits()
        if not said and not any(c.op == "waits" for c in self.found):
            self._cell_words()
        spans = [s for s in cell_spans(self.case, self.marks, self.bound) if self._names_cell(*s)]
        for run in _runs(self.case, spans):
            if len(run) == 1 or not self._cell_states(run):
                for span in run:
                    self._cell_states([span])

    def _cell_states(self, run: Sequence[Span]) -> bool:
        """Keep what is said of one column, or of several in a run ("có cả sản phẩm lẫn ghi chú")."""
        start, end = run[0][0], run[-1][1]
        if not (state := self._state_of(start, end)):
            return False
        op, mark = state
        if op == "filled" and self.denied(mark.start, 1, ("not",)):
            op = "empty"
        self.turned.add(mark)
        self.bound |= set(run)
        names = {c.role for c in self.found if c.kind == "cell" and {c.op, op} == {"empty", "filled"}}
        run = [span for span in run if span[2] not in names]  # "ô phối hợp bỏ trắng, … có ai phối hợp": said once more
        turned = self.excepted(start) and not self._excepts_empty(start)
        for _, _, name in run:
            self.add(Condition("cell", (), name, op, turned), *range(min(start, mark.start), max(end, mark.end)))
        return True

    def _excepts_empty(self, start: int) -> bool:
        """Whether what is taken out before a column are the empty ones ("không tính mấy ô trống thì …")."""
        return any(
            m.end <= e.start <= start and e.end <= start
            for m, stop in self.exceptions
            if m.end <= start < stop
            for e in self.marks.of("empty")
            if m.end <= e.start < stop and any(w in EXCEPT_ENDS for w in self.case.words[e.end : start])
        )

    def _cells_say(self) -> bool:
        """What a product or a note is said to hold, just after its name ("sản phẩm là “…” mà lại có ghi chú")."""
        found = False
        taken = {p for mark, stop in self.exceptions for p in range(mark.end, stop)}
        spans = [s for s in cell_spans(self.case, self.marks, self.bound) if self._names_cell(*s)]
        for span in [s for s in spans if s[0] not in taken] or spans:
            start, end, name = span
            places = (self._said_after(end) or self._said_before(start)) if name in ("product", "note") else range(0)
            begin = (
                self._begins(name, places) if places and self.case.words[end : end + 1] in (["la"], ["bang"]) else ""
            )
            if words := (begin,) if begin else self._held(name, places):
                op = "is" if begin else "says"
                turned = self.excepted(start) or self.denied(start, 3) or self.denied_between(end, places[0])
                self.bound.add(span)
                self.add(Condition("cell", words, name, op, turned), *range(start, self._clause_end(places.stop)))
                self._but_not(name)
                found = True
        return found

    def _clause_end(self, place: int) -> int:
        """Where the words end that only go on with what is quoted ("«dự kiến» vào một tháng cụ thể")."""
        typed = self.case.spotted.words
        if place >= len(typed) or not any(s in typed[place].before for s in _QUOTES):
            return place
        stops = {m.start for m in self.marks.all} | {s for spans in self.case.cue_spans.values() for s, _ in spans}
        end = place
        while end < len(typed) and end not in stops and (end == place or not self.cut(end, end)):
            end += 1
        return end

    def _but_not(self, name: str) -> None:
        """What the column must not hold ("không tính quyết định ban hành quy chế")."""
        for mark, stop in self.exceptions:
            places = range(mark.end, stop)
            inner = any(other.start < mark.start < end for other, end in self.exceptions)
            if inner or mark in self.turned or any(self.case.spotted.kinds[p] for p in places):
                continue
            if words := self._held(name, places):
                self.bound |= {s for s in cell_spans(self.case, self.marks, set()) if s[0] in places}
                self.turn(mark)
                self.add(Condition("cell", words, name, "says", True), *places)

    def _held(self, name: str, places: range) -> tuple[str, ...]:
        """The words at some places, where the cells of a column have them."""
        if not places:
            return ()
        weights = [w if p in places else 0.0 for p, w in enumerate(self.case.topic(_CELL_CUES, keep=places))]
        index = self.case.desk.products if name == "product" else self.case.desk.notes
        matches = self.case.search(index, weights)
        if sum(weights) < SAID_LEAST or not matches or matches[0].coverage < CELL_FITS:
            return ()
        return self.case.topic_words(weights)

    def _begins(self, name: str, places: range) -> str:
        """The words at some places, where cells of a column begin with them: "là báo cáo" is no "hệ thống báo cáo"."""
        phrase = " ".join(self.case.words[p] for p in places)
        cells = (cell_of(task, name) for task in self.case.document.tasks)
        begins = any(isinstance(cell, str) and begins_with(cell, phrase) for cell in cells)
        return phrase if begins else ""

    def _said_after(self, end: int) -> range:
        """The words that say what a column holds: after "là", "ghi", "nhắc tới", up to a sign or a joining word."""
        words, typed = self.case.words, self.case.spotted.words
        first = end
        while first < len(words) and words[first] in _SAYS and not self.case.spotted.kinds[first]:
            first += 1
        quoted = first < len(words) and any(s in typed[first].before for s in _QUOTES)
        parted = first > end and any(s in typed[end].before for s in ",;.?!")
        if first == len(words) or parted or (first == end and not quoted) or words[first] in _ASKED:
            return range(0)
        last = first + 1
        while last < len(words) and not self.case.spotted.kinds[last]:
            if any(s in typed[last].before for s in (_QUOTES if quoted else SIGNS + "([")):
                break
            if not quoted and (
                typed[last].typed in _SAID_ENDS
                or (words[last] == "la" and words[last + 1 : last + 2] and words[last + 1] in _TASK_WORDS)
                or any(m.start == last for m in self.marks.of("except", "not"))
            ):
                break
            last += 1
        return range(0) if words[last : last + 1] and words[last] in _ASKED and not quoted else range(first, last)

    def _said_before(self, start: int) -> range:
        """The words that a column is said to have, before its name: "có chữ “…” trong cột sản phẩm"."""
        line = f" {' '.join(self.case.words[:start])} "
        found = _WORDS_IN.search(line)
        first = len(line[: found.start("said")].split()) if found else start
        last = first + len(found["said"].split()) if found else start
        barred = any(self.case.spotted.kinds[first:last]) or any(first < m.end <= start for m in self.marks.of("empty"))
        return range(0) if barred else range(first, last)

    def _names_cell(self, start: int, end: int, name: str) -> bool:
        """Whether words are a column's name, not only a way of asking for it."""
        words = " ".join(self.case.words[start:end])
        return any(noun in words for noun in _CELL_NOUNS.get(name, (words,)))

    def _waits(self) -> None:
        """Tasks whose note lets something else come first ("phải chờ cái khác xong mới làm được")."""
        marks = self.marks.of("waits")
        if not marks or any(c.kind == "cell" and c.role == "note" for c in self.found):
            return
        turned = any(self.denied(p, 2) for p in range(marks[0].start, marks[0].end))
        turned = self.excepted(marks[0].start) != turned  # "bỏ những cái không phải chờ" keeps those that must
        awaited: tuple[str, ...] = ()
        for mark in marks:
            found, after = self._awaited(mark.end)
            self.used |= set(after)
            awaited = awaited or found
        states = [m for m in self.marks.of("filled", "empty") if m not in self.turned]
        self.bound |= {
            s
            for s in cell_spans(self.case, self.marks, set())
            if s[2] == "note" and not any(m.start < s[0] <= m.end for m in states)
        }
        places = {p for m in marks for p in range(m.start, m.end)} | {
            p for s, e, n in self.bound if n == "note" for p in range(s, e)
        }
        self.add(Condition("cell", awaited, "note", "waits", turned), *places)

    def _awaited(self, end: int) -> tuple[tuple[str, ...], range]:
        """What is waited for, where a note names it ("chờ Bộ trưởng"), and the words that speak of it."""
        words, typed = self.case.words, self.case.spotted.words
        stop = end
        while stop < len(words) and not self.case.spotted.kinds[stop] and words[stop] not in ("thi", "nhiem", "viec"):
            if any(s in typed[stop].before for s in ",;?!.)") or words[stop] in ("ma", "nhung"):
                break
            stop += 1
        heads = [awaited_in(t.note) for t in self.case.document.tasks if t.note]
        longest = range(min(stop, end + MOST_AWAITED), end + 1, -1)
        either = {"hay", "hoac"} & set(words[end:stop])
        for last in reversed(longest) if either else longest:
            phrase = " ".join(words[end:last])
            if any(is_awaited(head, phrase) for head in heads):
                return (phrase,), range(end, stop)
        return (), range(end, stop)

    def _says_of(self, mark: Mark, start: int, end: int) -> bool:
        """Whether a mark may speak of a column: "không có" of the one after it, "trống" of either, across no sign."""
        before = mark.end <= start
        whole = bool({"trong", "rong", "trang"} & set(self.case.words[mark.start : mark.end]))
        if (
            not before
            and not whole
            and self.case.words[mark.start] in _VERBS
            and any(mark.end <= s <= mark.end + 3 for s, _, _ in cell_spans(self.case, self.marks, self.bound))
        ):
            return False
        low, high = (mark.end, start) if before else (end, mark.start)
        typed = self.case.spotted.words
        return not any(s in typed[p].before for p in range(low, min(high + 1, len(typed))) for s in ",;.")

    def _state_of(self, start: int, end: int) -> tuple[str, Mark] | None:
        """Whether a column is said to be empty or filled near its name, and the words that say so."""
        best: tuple[int, str, Mark] | None = None
        for mark in self.marks.of("filled", "empty"):
            gap = mark.start - end if mark.start >= end else start - mark.end
            overlaps = mark.start < end and start < mark.end
            if mark.kind == "filled" and any(
                m.start < mark.start < m.end <= mark.end for m in self.marks.of("empty", "not")
            ):
                continue  # "không có sản phẩm"
            if not overlaps and not 0 <= gap <= (3 if mark.kind == "empty" else 2 if mark.end - mark.start > 1 else 1):
                continue
            if (mark in self.turned and not overlaps) or self._nearer(mark, start, end):
                continue
            if not overlaps and not self._says_of(mark, start, end):
                continue
            if self._thing_between(mark, start, end) or (
                mark.kind == "empty"
                and any(m.start <= mark.start and mark.end <= m.end for m in self.marks.of("filled") if m != mark)
            ):
                continue
            plain = mark.end - mark.start == 1 or overlaps
            if mark.kind == "filled" and plain and (mark.start > start or self._asks_what(end)):
                continue
            rank = (0 if overlaps else gap) - (mark.end - mark.start) / 10
            if best is None or rank < best[0]:
                best = (rank, mark.kind, mark)  # type: ignore[assignment]
        return (best[1], best[2]) if best else None

    def _nearer(self, mark: Mark, start: int, end: int) -> bool:
        """Whether another column's name stands nearer to a mark."""

        def gap(s: int, e: int) -> int:
            return mark.start - e if mark.start >= e else max(0, s - mark.end)

        own = gap(start, end)
        return any(
            gap(s, e) < own
            for s, e, _ in cell_spans(self.case, self.marks, self.bound)
            if not (start <= s and e <= end)
        )

    def _thing_between(self, mark: Mark, start: int, end: int) -> bool:
        low, high = (mark.end, start) if mark.end <= start else (end, mark.start)
        return any(self.case.spotted.kinds[p] for p in range(low, high))

    def _asks_what(self, end: int) -> bool:
        """Whether after a column's name what stands in it is asked, not which tasks ("ghi chú là số nào")."""
        stop = next((p for p in range(end, min(end + 3, len(self.case.words))) if self.cut(p, p)), end + 3)
        words = self.case.words[end:stop]
        asked = next((n for n, w in enumerate(words) if w in ("gi", "nao", "ai", "sao")), None)
        return asked is not None and not _TASK_WORDS & set(words[:asked])

    def _cell_words(self) -> None:
        """The words that a product or note must hold ("sản phẩm là Quyết định của Bộ trưởng")."""
        spans = [s for s in cell_spans(self.case, self.marks, self.bound) if s[2] in ("product", "note")]
        if len({name for _, _, name in spans}) != 1:
            return
        start, _, name = spans[0]
        weights = [0.0 if p in self.used else w for p, w in enumerate(self.case.topic(_CELL_CUES))]
        index = self.case.desk.products if name == "product" else self.case.desk.notes
        matches = self.case.search(index, weights)
        if sum(weights) < CELL_LEAST or not matches or matches[0].coverage < CELL_FITS:
            return
        turned = self.excepted(start) or self.denied(start, 3)
        self.bound.add(spans[0])
        places = [p for p, w in enumerate(weights) if w]
        self.add(Condition("cell", self.case.topic_words(weights), name, "says", turned), start, *places)


def _runs(case: Case, spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Columns named in one run ("phối hợp, sản phẩm và ghi chú"): between them stand only joining words."""
    run: list[Span] = []
    for span in spans:
        between = case.words[run[-1][1] : span[0]] if run else []
        if run and all(w in _CELL_JOINERS for w in between) and span[2] not in [s[2] for s in run]:
            run.append(span)
            continue
        if run:
            yield run
        run = [span]
    if run:
        yield run
