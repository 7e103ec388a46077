"""The tables of drafts: what somebody is about to report, and the files that go with it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from progress.merging import joined
from progress.model import Entry, Evidence, Kind, Period
from progress.store.periods import read_period
from progress.store.rows import Row, entry_text, instant, read_entry, stamp

_ENTRIES = """
    select e.task, e.kind, e.entry, e.base, e.source, e.said_at, p.*
    from draft_entries e join periods p on p.id = e.period
    where e.draft = ? order by e.task
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What one message told of a task: an entry to be joined to what was said before, or these `fields` of it set.

    Where it `follows`, it named no task: it is about what the message before it is about.
    """

    source: str
    entry: Entry
    fields: tuple[str, ...] = ()
    follows: bool = False


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """What a draft says of one task: in which period, as lead or as a contribution, told by which messages.

    `base` is what it said before any of them, so that an edit of a message takes that one's place.
    """

    task: int
    period: Period
    kind: Kind
    entry: Entry
    base: Entry | None = None
    words: tuple[Words, ...] = ()
    said_at: datetime | None = None
    files: tuple[Evidence, ...] = ()

    def is_from(self, source: str) -> bool:
        """Whether a message has told something of this."""
        return any(one.source == source for one in self.words)

    def retold(self, source: str, entry: Entry | None, *, follows: bool = False) -> DraftEntry:
        """The same with what a message tells now in the place of what it told; None where it tells nothing any more."""
        new = (Words(source, entry, follows=follows),) if entry else ()
        places = [place for place, one in enumerate(self.words) if one.source == source] or [len(self.words)]
        others = [one for one in self.words[places[0] :] if one.source != source]
        return self._of((*self.words[: places[0]], *new, *others))

    def changed(self, source: str, entry: Entry) -> DraftEntry:
        """The same with some fields set to what they are in an entry."""
        names = tuple(f.name for f in fields(Entry) if getattr(entry, f.name) != getattr(self.entry, f.name))
        return self._of((*self.words, Words(source, entry, names, follows=True))) if names else self

    def following(self, source: str) -> tuple[Words, ...]:
        """What was told after a message without naming the task, up to the next message that names it."""
        places = [place for place, one in enumerate(self.words) if one.source == source]
        later = self.words[places[-1] + 1 :] if places else ()
        return tuple(itertools.takewhile(lambda one: one.follows, later))

    def without(self, gone: Sequence[Words]) -> DraftEntry:
        """The same without some of what was told."""
        return self._of(tuple(one for one in self.words if one not in gone))

    def also(self, more: Sequence[Words]) -> DraftEntry:
        """The same with what was told of another task."""
        return self._of((*self.words, *more))

    def reset(self, source: str, entry: Entry) -> DraftEntry:
        """The same where a message that has set some fields sets them to what they are in an entry."""
        return self._of(tuple(replace(w, entry=entry) if w.source == source and w.fields else w for w in self.words))

    def _of(self, words: tuple[Words, ...]) -> DraftEntry:
        said = self.base
        for one in words:
            if one.fields:
                said = replace(said or Entry(), **{name: getattr(one.entry, name) for name in one.fields})
            else:
                said = joined(said, one.entry)
        return replace(self, entry=said or Entry(), words=words)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft; each change raises its version, and a button of an earlier version does nothing."""

    id: int
    document: str
    unit: str
    person: int | None
    version: int
    begun_at: datetime
    state: Literal["open", "sent", "dropped", "closed"]
    entries: tuple[DraftEntry, ...] = ()

    def entry(self, task: int) -> DraftEntry | None:
        """What the draft says of a task."""
        return next((e for e in self.entries if e.task == task), None)


class Drafts:
    """Drafts and their entries."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, number: int) -> Draft | None:
        """A draft by its number."""
        return self._first("id = ?", (number,))

    def open_of(self, document: str, unit: str, person: int) -> Draft | None:
        """The open draft of a person for a unit."""
        return self._first("document = ? and unit = ? and person = ? and state = 'open'", (document, unit, person))

    def latest_of(self, person: int) -> Draft | None:
        """The open draft that a person worked on last."""
        return self._first("person = ? and state = 'open'", (person,), "version_at desc, id desc")

    def by_source(self, source: str) -> Draft | None:
        """The draft that a message has told something to, open or not."""
        told = "select draft from {} where source = ?"
        both = f"{told.format('draft_words')} union {told.format('draft_entries')}"
        return self._first(f"id in ({both})", (source, source))

    def orphans(self, unit: str) -> list[Draft]:
        """The open drafts of a unit whose people have left."""
        rows = self._db.query("select * from drafts where unit = ? and person is null and state = 'open'", (unit,))
        return [self._draft(row) for row in list(rows)]

    def all_open(self, document: str) -> list[Draft]:
        """All open drafts about a document."""
        rows = self._db.query("select * from drafts where document = ? and state = 'open' order by id", (document,))
        return [self._draft(row) for row in list(rows)]

    def begin(self, document: str, unit: str, person: int, at: datetime) -> Draft:
        """Begin a draft, or go on with the open one."""
        found = self.open_of(document, unit, person)
        if found:
            return found
        number = self._db.execute(
            "insert into drafts (document, unit, person, begun_at, version_at) values (?, ?, ?, ?, ?)",
            (document, unit, person, stamp(at), stamp(at)),
        ).lastrowid
        return Draft(int(number or 0), document, unit, person, 1, at, "open")

    def put(self, draft: int, entry: DraftEntry, at: datetime) -> None:
        """Let a draft say something of a task, in the place of what it said before."""
        self._db.execute(
            "insert or replace into draft_entries values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                draft,
                entry.task,
                entry.period.id,
                entry.kind,
                entry_text(entry.entry),
                entry_text(entry.base) if entry.base else "",
                entry.words[-1].source if entry.words else "",
                stamp(at),
            ),
        )
        self._db.execute("delete from draft_words where draft = ? and task = ?", (draft, entry.task))
        for place, one in enumerate(entry.words):
            self._db.execute(
                "insert into draft_words values (?, ?, ?, ?, ?, ?, ?)",
                (draft, entry.task, place, one.source, entry_text(one.entry), " ".join(one.fields), one.follows),
            )
        self._touch(draft, at)

    def drop_entry(self, draft: int, task: int, at: datetime) -> None:
        """Let a draft say nothing of a task any more."""
        for table in ("draft_files", "draft_words", "draft_entries"):
            self._db.execute(f"delete from {table} where draft = ? and task = ?", (draft, task))
        self._touch(draft, at)

    def attach(self, draft: int, task: int, file: int, source: str) -> None:
        """Let a file be evidence for a task of a draft; the draft's buttons stay good, an album has many files."""
        self._db.execute("insert or ignore into draft_files values (?, ?, ?, ?)", (draft, task, file, source))

    def move_files(self, draft: int, old: int, new: int) -> None:
        """Let the files of one task of a draft be evidence for another one."""
        self._db.execute(
            "insert or ignore into draft_files"
            " select draft, ?, file, source from draft_files where draft = ? and task = ?",
            (new, draft, old),
        )

    def detach(self, source: str) -> None:
        """Let the files of a message or an album be evidence for nothing yet; what was sent stays as it was."""
        self._db.execute(
            "delete from draft_files where source = ? and draft in (select id from drafts where state = 'open')",
            (source,),
        )

    def files_by_source(self, source: str) -> list[tuple[int, int]]:
        """The draft and task that the files of an earlier message (of the same album, say) went to."""
        return [(r[0], r[1]) for r in self._db.execute(
            "select draft, task from draft_files where source = ? group by draft, task", (source,)
        ).fetchall()]  # fmt: skip

    def finish(self, draft: int, state: Literal["sent", "dropped", "closed"]) -> None:
        """End a draft."""
        self._db.execute("update drafts set state = ?, version = version + 1 where id = ?", (state, draft))

    def pass_on(self, person: int, unit: str | None = None) -> None:
        """Give the open drafts of somebody who leaves, or leaves one unit, to their units."""
        self._db.execute(
            "update drafts set person = null, version = version + 1"
            " where person = ? and state = 'open' and unit = coalesce(?, unit)",
            (person, unit),
        )

    def move_unit(self, old: str, new: str) -> None:
        """Let the open drafts of a unit go on in its successor; who has one there too leaves the old one to it."""
        there = "select d.person from drafts d where d.unit = ? and d.state = 'open' and d.document = drafts.document"
        self._db.execute(
            f"update drafts set person = null where unit = ? and state = 'open' and person in ({there})",
            (old, new),
        )
        self._db.execute(
            "update drafts set unit = ?, version = version + 1 where unit = ? and state = 'open'", (new, old)
        )

    def _touch(self, draft: int, at: datetime) -> None:
        self._db.execute("update drafts set version = version + 1, version_at = ? where id = ?", (stamp(at), draft))

    def _first(self, where: str, values: Sequence[object], order: str = "id desc") -> Draft | None:
        found = self._db.query(f"select * from drafts where {where} order by {order} limit 1", values)
        row = next(iter(found), None)
        return self._draft(row) if row else None

    def _draft(self, row: Row) -> Draft:
        files, words = self._files(row["id"]), self._words(row["id"])
        entries = tuple(_entry(r, files, words) for r in self._db.query(_ENTRIES, (row["id"],)))
        begun = instant(row["begun_at"])
        return Draft(
            row["id"], row["document"], row["unit"], row["person"], row["version"], begun, row["state"], entries
        )

    def _words(self, draft: int) -> dict[int, list[Words]]:
        found: dict[int, list[Words]] = {}
        for task, source, entry, names, follows in self._db.execute(
            "select task, source, entry, fields, follows from draft_words where draft = ? order by task, place",
            (draft,),
        ).fetchall():
            words = Words(source, read_entry(entry), tuple(names.split()), bool(follows))
            found.setdefault(task, []).append(words)
        return found

    def _files(self, draft: int) -> dict[int, list[Evidence]]:
        found: dict[int, list[Evidence]] = {}
        for row in self._db.query(
            "select d.task, f.id, f.name, f.size, f.sha256, f.state = 'lost' as lost"
            " from draft_files d join files f on f.id = d.file"
            " where d.draft = ? order by f.id",
            (draft,),
        ):
            file = Evidence(row["id"], row["name"], row["size"], row["sha256"], bool(row["lost"]))
            found.setdefault(row["task"], []).append(file)
        return found


def _entry(row: Row, files: Mapping[int, Sequence[Evidence]], words: Mapping[int, Sequence[Words]]) -> DraftEntry:
    entry = read_entry(row["entry"])
    told = words.get(row["task"], ())
    if row["source"] and not told:  # a row of an earlier version: all that it says is that message's
        told = (Words(row["source"], entry, tuple(f.name for f in fields(Entry))),)
    return DraftEntry(
        row["task"],
        read_period(row),
        row["kind"],
        entry,
        read_entry(row["base"]) if row["base"] else None,
        tuple(told),
        instant(row["said_at"]),
        tuple(files.get(row["task"], ())),
    )
