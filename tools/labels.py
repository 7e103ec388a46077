"""Which fields each line of the corpus asks: by its class, and by which cells its right answer stands in.

A label is +1 where a field is asked, -1 where it is not, 0 where the line does not settle it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.model import Document, Task
from kb.reading.units import Directory
from nlu.head import FIELDS, NOWHERE, TABLE
from nlu.text import fold

Row = dict[str, Any]

# The fields of a class of lines; where two names of a class mean one thing, authors named it differently.
CLASSES: dict[str, tuple[str, ...]] = {
    "lead": ("lead",),
    "coord": ("coord",),
    "deadline": ("deadline",),
    "when": ("deadline",),
    "product": ("product",),
    "note": ("note",),
    "content": ("content",),
    "task": ("content",),
    "task_card": ("card",),
    "find_task": ("number",),
    "find": ("number",),
    "list_unit": ("list",),
    "list": ("list",),
    "count_unit": ("count",),
    "count": ("count",),
    "comparison": ("compare",),
    "group": ("group",),
    "target": ("target",),
    "quarter_due": ("due",),
    "quarter_window": ("window",),
    "window": ("window",),
    "report": (),
    "metadata": ("metadata",),
    "meta": ("metadata",),
    "about": ("metadata",),
    "responsibility": ("passage",),
    "duty": ("passage",),
    "point": ("passage",),
    "section4": ("passage",),
    "abbrev": ("abbrev",),
    "multi": (),
    "bot": ("bot",),
}
# Fields that a line of a class may well ask, too, though its answer does not show it.
UNSETTLED: dict[str, tuple[str, ...]] = {
    "lead": ("passage",),
    "product": ("content",),
    "note": ("content", "deadline"),
    "content": ("passage", "note", "card", "product", "metadata"),
    "card": ("content", "lead", "coord", "deadline", "product", "note"),
    "number": ("list", "content"),
    "list": ("number", "group"),
    "count": ("group",),
    "compare": ("target", "count", "group", "list", "content"),
    "group": ("number", "list", "count", "content"),
    "recipient": ("passage",),
    "metadata": ("passage", "content"),
    "passage": ("content", "lead", "metadata", "recipient"),
    "abbrev": ("content",),
}
_ADDRESS = re.compile(r"\b(khoan|diem|muc|phan|dieu) (thu )?([ivx]+|\d+|mot|hai|ba|bon|nam|[a-e])\b|\b[ivx]+\.\d")
_WHY = re.compile(r"\b(vi sao|tai sao|ly do|nguyen nhan|co sao|tai vi sao|sao lai|why)\b|^sao\b")
_NO_TASK = re.compile(r"(nhiem vu|nv|viec|task|dong|stt)\s*(so|thu)?\s*(\d+)\b")
_OF_REPORTS = ("quarter_due", "quarter_window", "window", "report")
_DAYS = re.compile(r"(?:(?<!\d)|ngay )(\d{1,2})(?:/(\d{1,2})(?:/\d{4})?| thang cuoi)")
_COUNTING = ("count", "count_unit", "multi", "comparison", "list", "list_unit", "group")
_TEXTS = (
    "content", "responsibility", "duty", "metadata", "meta", "about", "abbrev", "task", "task_card", "target", "point",
    "section4",
)  # fmt: skip
_SENT = re.compile(r"\b(gui|nop|chuyen|trinh)\b.*\b(dau|ai|noi nao|don vi nao|co quan nao|nhung co quan|cho)\b")
MOST_PLACES = 2  # of a line: who asks for more lists them
_TEXT = "text"  # the author of the decision's own words
_WHOLE_ROW = 3  # facts from which a line of class "task" wants the whole row


@dataclass(frozen=True)
class Labelled:
    """A message with its labels: of FIELDS, or of places."""

    id: str
    author: str
    text: str
    labels: tuple[int, ...]


class Labels:
    """Labels by what a decision says."""

    def __init__(self, document: Document, directory: Directory) -> None:
        self.document, self.directory = document, directory

    def of(self, row: Row) -> tuple[int, ...] | None:
        """A line's labels, or None where it settles nothing."""
        if not row["answerable"]:
            return self._unknown(row)
        base = self._base(row)
        if base is None:
            return None
        found, open_ = self._by_facts(row)
        asked = {*base, *found}
        if not asked:
            return None
        unsettled = {field for name in asked for field in UNSETTLED.get(name, ())} | open_
        if not row["facts"] and "IV.2" in row["citations"]:
            unsettled |= {"due", "window", "recipient"}
        return tuple(1 if f in asked else 0 if f in unsettled else -1 for f in FIELDS)

    def _base(self, row: Row) -> tuple[str, ...] | None:
        base = CLASSES.get(row["class"])
        if row["class"] == "task" and len(row["facts"]) >= _WHOLE_ROW:
            return ("card",)
        if base == ("content",) and _ADDRESS.search(fold(row["question"])):
            return ("passage",)
        return base

    def _unknown(self, row: Row) -> tuple[int, ...] | None:
        """An unanswerable line: what else it asks is not settled; of a task that there is not, nothing is."""
        if any(int(n) not in self.document.by_number for *_, n in _NO_TASK.findall(fold(row["question"]))):
            return None
        if row.get("premise") and not _WHY.search(fold(row["question"])):
            return None
        settled = ("bot", "report")
        return tuple(1 if f == "unknown" else -1 if f in settled else 0 for f in FIELDS)

    def _by_facts(self, row: Row) -> tuple[set[str], set[str]]:
        """The fields in whose cells the facts stand, and those of which it cannot be said."""
        tasks = [t for t in self.document.tasks if t.address in row["citations"]]
        listing = row["class"] in ("list", "list_unit", "count", "count_unit", "group", "find", "find_task")
        found: set[str] = set()
        open_: set[str] = set()
        base = set(CLASSES.get(row["class"], ()))
        for fact in row["facts"]:
            fields = set(self._fields_of(str(fact), tasks, row, listing))
            if len(fields) == 1:
                found |= fields
            elif not fields & base:
                open_ |= fields or (
                    set(FIELDS) - {"bot", "report", "unknown"} if row["class"] in ("multi", "comparison") else set()
                )
        return found, open_

    def _fields_of(self, fact: str, tasks: Sequence[Task], row: Row, listing: bool) -> Iterator[str]:
        folded = fold(fact).strip()
        if fact.isdigit():
            yield from self._of_number(int(fact), tasks, row)
            return
        if re.fullmatch(r"[IVX]+", fact):
            yield from () if row["class"] in _OF_REPORTS else ("group",)
            return
        if "IV.2" in row["citations"] and (days := _DAYS.findall(folded)):
            yield from (field for day in days for field in self._of_day(*day))
            return
        if folded.endswith("%") and row["class"] in ("multi", "comparison"):
            yield "target"
            return
        if "IV.2" in row["citations"] and not tasks:
            unit = self.directory.find(fact) is not None or folded.startswith("gui ")
            if unit and _SENT.search(fold(row["question"])):
                yield "recipient"
            return
        if listing or row["class"] in _TEXTS:
            return
        for task in tasks:
            yield from self._of_cells(fact, folded, task)

    def _of_number(self, number: int, tasks: Sequence[Task], row: Row) -> Iterator[str]:
        if number not in {t.number for t in tasks}:
            if number <= len(self.document.tasks) and row["class"] in _COUNTING:
                yield "count"
        elif row["class"] in ("multi", "lead", "coord", "deadline", "product", "note", "group"):
            yield "list" if len([f for f in row["facts"] if str(f).isdigit()]) > 1 else "number"

    def _of_day(self, day_said: str, month_said: str) -> Iterator[str]:
        """What a day is in the reporting rule; without a month ("ngày 20 tháng cuối quý") it is the due day only."""
        if self.document.reporting is None:
            return
        day, month = int(day_said), int(month_said or 0)
        for rule in self.document.reporting.quarters:
            if day == rule.due.day and month in (0, rule.due.month):
                yield "due"
            if any(d and (d.day, d.month) == (day, month) for d in (rule.start, rule.end)):
                yield "window"

    def _of_cells(self, fact: str, folded: str, task: Task) -> Iterator[str]:
        unit = self.directory.find(fact)
        for field, names in (("lead", task.leads), ("coord", task.coordinators)):
            if any(fold(n) == folded or (unit and self.directory.find(n) is unit) for n in names):
                yield field
        if any(fold(p.text) == folded for p in task.periods):
            yield "deadline"
        for field, text in (("product", task.product), ("note", task.note), ("content", task.content)):
            if len(folded) > 3 and not unit and folded in fold(text or ""):
                yield field


def corpus(folder: Path, labels: Labels) -> Iterator[Labelled]:
    """Every line of the corpus that settles a field: questions, dates, the first turns of talks, reports, the bot."""
    for path in sorted((folder / "utterances").glob("author-*.jsonl")):
        author = path.stem.split("-")[1]
        for row in _self_contained(path):
            found = labels.of(row)
            if found:
                yield Labelled(row["id"], author, row["question"], found)
    for path in sorted((folder / "utterances" / "reports").glob("*.jsonl")):
        for row in _rows(path):
            labels_ = only("report") if row["report"] else tuple(-1 if f == "report" else 0 for f in FIELDS)
            yield Labelled(row["id"], path.stem.rpartition("-")[2], row["text"], labels_)
    for row in _rows(folder / "utterances" / "bot" / "questions.jsonl"):
        yield Labelled(row["id"], "bot", row["question"], only("bot"))


def places(folder: Path, document: Document) -> tuple[tuple[str, ...], dict[str, list[Labelled]]]:
    """The places where a decision answers, and by author which lines ask for which; the text itself is an author, too.

    A place is an address; a task's and those of the sentences that give it are one. Rows that are numbered, listed or
    counted are TABLE: which they are, is not in the words. What is not said is NOWHERE.
    """
    own = {link: task.address for task in document.tasks for link in (*task.links, task.address)}
    asked: dict[str, list[tuple[str, str, set[str]]]] = defaultdict(list)
    for path in sorted((folder / "utterances").glob("author-*.jsonl")):
        for row in _self_contained(path):
            found = {own.get(a, a) for a in row["citations"]} if row["answerable"] else {NOWHERE}
            rows = found and all(a.startswith(TABLE) for a in found)
            if rows and (
                row["class"].startswith(_OF_SETS) or len(found) > MOST_PLACES or NUMBERED.search(row["question"])
            ):
                found = {TABLE}
            if 0 < len(found) <= MOST_PLACES:
                asked[path.stem.split("-")[1]].append((row["id"], row["question"], found))
    for row in _rows(folder / "utterances" / "bot" / "questions.jsonl"):
        asked["bot"].append((row["id"], row["question"], {NOWHERE}))
    for passage in document.passages:
        asked[_TEXT].append((passage.address, passage.text, {own.get(passage.address, passage.address)}))
    names = tuple(sorted({name for lines in asked.values() for *_, found in lines for name in found}))
    return names, {
        author: [Labelled(i, author, text, tuple(1 if n in found else -1 for n in names)) for i, text, found in lines]
        for author, lines in asked.items()
    }


_OF_SETS = ("list", "count")
NUMBERED = re.compile(r"\b(nhiệm vụ|nhiem vu|nv|việc|viec|task)\s*(số\s*|so\s*)?\d+\s*", re.IGNORECASE)


def only(name: str) -> tuple[int, ...]:
    """The labels of a message that asks one field and surely nothing else."""
    return tuple(1 if field == name else -1 for field in FIELDS)


def _self_contained(path: Path) -> Iterator[Row]:
    seen: set[str] = set()
    for row in _rows(path):
        session = row.get("session")
        if session is None or session not in seen:
            yield row
        if session is not None:
            seen.add(session)


def _rows(path: Path) -> Iterable[Row]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
