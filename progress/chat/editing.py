"""«Sửa»: a draft's entry changed field by field, or by more words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from conversation.outgoing import Button
from nlu.text import fold
from progress.chat import guard
from progress.chat.context import Message, Outcome, Press, rows_of, say
from progress.chat.drafting import OnBoard
from progress.chat.parts import Part, number
from progress.chat.sending import EDIT_WORDS, plain
from progress.model import Entry, Status
from progress.store.drafts import Draft, DraftEntry
from progress.wording import drafts as words
from progress.wording import words as common

LONGEST = 4096
"""Letters of a field."""
_PERCENT = re.compile(r"^\s*(\d{1,3})\s*(?:%|phần trăm|phan tram)?\s*$", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_SPOKEN = {"hom nay": 0, "hom qua": 1, "hom kia": 2}
_ONLY_DAY = re.compile(
    r"(?:(?:da )?(?:xong|hoan thanh) )?(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|hom (?:nay|qua|kia)"
)
_DOCUMENT = re.compile(
    r"(?:(?:qd|quyet dinh|cv|cong van|thong tu|to trinh|ke hoach|bao cao|bien ban|van ban|san pham)\b.*)?\d+/[a-z]"
)


class Editing(OnBoard):
    """Changing what a draft says."""

    def part(self) -> Part:
        """What this offers."""
        return Part(
            verbs={
                "edit": self._edit,
                "edittask": self._edit_task,
                "field": self._field,
                "status": self._status,
                "forget": self._forget,
            },
            dialogs={"edit": self._told_more, "draft": self._told_more, "field": self._told_field},
        )

    def _own(self, press: Press, arguments: list[str]) -> Draft | None:
        """The open draft of a press, where it is the person's own."""
        person = self._context.person(press.account)
        draft = self._board.current(person, number(arguments[0])) if arguments else None
        return draft if draft is not None and draft.state == "open" else None

    def words(self, message: Message) -> Outcome | None:
        """«sửa» as a word, where there is a draft."""
        person = self._context.person(message.account)
        if plain(message.text) not in EDIT_WORDS or person is None:
            return None
        draft = self._store.drafts.latest_of(person.id) if person.id else None
        return self._choose(message, draft) if draft and draft.entries else None

    def _edit(self, press: Press, arguments: list[str]) -> Outcome:
        draft = self._own(press, arguments)
        return self._choose(press, guard.found(draft if draft and draft.entries else None))

    def _choose(self, to: Message | Press, draft: Draft) -> Outcome:
        """Which entry to change, unless there is only one."""
        if len(draft.entries) == 1:
            return self._menu(to, draft, draft.entries[0])
        choices = [Button(str(told.task), f"edittask:{draft.id}:{told.task}") for told in draft.entries]
        rows = (*rows_of(choices, 6), (Button(words.BACK, f"draft:{draft.id}"),))
        return Outcome([say(to, words.WHICH_TO_EDIT, rows, f"draft:{draft.id}", replace=True)])

    def _edit_task(self, press: Press, arguments: list[str]) -> Outcome:
        return self._menu(press, *self._entry(press, arguments, 2))

    def _entry(self, press: Press, arguments: list[str], least: int) -> tuple[Draft, DraftEntry]:
        """The draft and the entry that a token of so many arguments names."""
        draft = guard.found(self._own(press, arguments) if len(arguments) >= least else None)
        return draft, guard.found(draft.entry(number(arguments[1])))

    def _menu(self, to: Message | Press, draft: Draft, told: DraftEntry) -> Outcome:
        """The fields of an entry to choose from; words that are written instead are added."""
        plan = self._context.plan(draft.document)
        self._store.dialogs.begin(to.account, "edit", {"draft": draft.id, "task": told.task}, to.at)
        mark = f"{draft.id}:{told.task}"
        names = [n for n in words.FIELD_LABELS if n != "percent" or not plan.is_continuing(told.task)]
        fields = [Button(words.FIELD_LABELS[name], f"field:{mark}:{name}") for name in names]
        rows = (
            *rows_of(fields, 2),
            (Button(words.FORGET, f"forget:{mark}"), Button(words.BACK, f"draft:{draft.id}")),
        )
        text = words.edit_prompt(plan, self._board.show(plan, draft.unit, told))
        return Outcome([say(to, text, rows, f"draft:{draft.id}", replace=True)])

    def _field(self, press: Press, arguments: list[str]) -> Outcome:
        draft, told = self._entry(press, arguments, 3)
        name = guard.found(next((one for one in words.FIELD_LABELS if one == arguments[2]), None))
        mark = f"{draft.id}:{told.task}"
        self._store.dialogs.end(press.account)
        if name == "status":
            choices = [Button(label, f"status:{mark}:{status}") for status, label in common.STATUS.items()]
            rows = (*rows_of(choices, 2), (Button(words.BACK, f"edittask:{mark}"),))
            return Outcome([say(press, words.WHICH_STATUS, rows, f"draft:{draft.id}", replace=True)])
        data = {"draft": draft.id, "task": told.task, "field": name}
        self._store.dialogs.begin(press.account, "field", data, press.at)
        old = getattr(told.entry, name)
        text = words.field_prompt(name, common.day_text(old) if isinstance(old, date) else str(old or ""))
        return Outcome([say(press, text, about=f"draft:{draft.id}")])

    def _status(self, press: Press, arguments: list[str]) -> Outcome:
        draft, told = self._entry(press, arguments, 3)
        status: Status = guard.found(next((s for s in common.STATUS if s == arguments[-1]), None))
        percent = told.entry.percent if status not in ("done", "not_started") and told.entry.percent != 100 else None
        return self._put(press, draft, told, replace(told.entry, status=status, percent=percent, nothing_new=False))

    def _forget(self, press: Press, arguments: list[str]) -> Outcome:
        """Take a task out of the draft; the last one takes the draft with it."""
        draft, told = self._entry(press, arguments, 2)
        self._store.dialogs.end(press.account)
        if len(draft.entries) == 1:
            self._store.drafts.finish(draft.id, "dropped")
            return Outcome([say(press, words.DROPPED, replace=True)])
        self._store.drafts.drop_entry(draft.id, told.task, press.at)
        return self._show(press, draft)

    def _told_field(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """The new content of a field."""
        person = self._context.person(message.account)
        draft = self._board.current(person, int(data["draft"]))
        told = draft.entry(int(data["task"])) if draft and draft.state == "open" else None
        if draft is None or told is None or message.files:
            return None
        changed = changed_field(told.entry, str(data["field"]), message.text, message.at.date())
        if changed is None:
            return Outcome([say(message, words.bad_field(str(data["field"])))])
        self._store.dialogs.end(message.account)
        return self._put(message, draft, told, changed)

    def edited(self, message: Message) -> Outcome | None:
        """The message that told the content of a field was edited: the field has what it says now."""
        draft = self._store.drafts.by_source(message.key)
        told = next((t for t in draft.entries if t.is_from(message.key)), None) if draft else None
        names = {f for one in told.words if one.source == message.key for f in one.fields} if told else set[str]()
        field = next(iter(names - {"status", "nothing_new"}), None)
        if draft is None or draft.state != "open" or told is None or field is None:
            return None
        changed = changed_field(told.entry, field, message.text, message.at.date())
        if changed is None:
            return Outcome([say(message, words.bad_field(field))])
        self._store.drafts.put(draft.id, told.reset(message.key, changed), message.at)
        return self._show(message, draft)

    def _told_more(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """More words for the draft on the screen; None for what is no report, a question above all."""
        draft = self._board.current(self._context.person(message.account), int(data["draft"]))
        if draft is None or draft.state != "open":
            return None
        plan, told = self._context.plan(draft.document), draft.entry(int(data["task"]))
        filled = filled_gap(told.entry, message.text, message.at.date()) if told else None
        if told and filled:
            return self._put(message, draft, told, filled)
        reading = self._read(plan, message.text, message.at.date(), int(data["task"]) or None, True)
        return self._drafting.take(message, plan, reading, draft.unit) if reading else None

    def _put(self, to: Message | Press, draft: Draft, told: DraftEntry, entry: Entry) -> Outcome:
        self._store.drafts.put(draft.id, told.changed(to.key, entry), to.at)
        return self._show(to, draft)

    def _show(self, to: Message | Press, draft: Draft) -> Outcome:
        return Outcome([self._board.open(to, draft, replace=True)])


def filled_gap(entry: Entry, text: str, today: date) -> Entry | None:
    """A finished task's entry with what its draft asks for: a bare day, or a document that is its product."""
    if entry.status != "done":
        return None
    day = _read_day(text, today) if _ONLY_DAY.fullmatch(fold(text).strip(" .")) else None
    if day and entry.completed is None:
        return replace(entry, completed=day) if day <= today else None
    if entry.product is None and len(text) <= 200 and _DOCUMENT.match(fold(text).strip()):
        return replace(entry, product=text.strip())
    return None


def changed_field(entry: Entry, name: str, text: str, today: date) -> Entry | None:
    """An entry with another content of a field, «-» for none; None where the text cannot be one."""
    text = text.strip()
    entry = replace(entry, nothing_new=False)
    new: dict[str, Any] = {name: None if text in ("-", "–") else text[:LONGEST]}
    if new[name] is None:
        return replace(entry, **new)
    if name == "percent":
        found = _PERCENT.match(text)
        if not found or int(found[1]) > 100:
            return None
        status = entry.status if entry.status not in ("done", "not_started") else None
        return replace(entry, percent=int(found[1]), status=status)
    if name == "completed":
        day = _read_day(text, today)
        return replace(entry, completed=day) if day and day <= today else None
    return replace(entry, **new) if text else None


def _read_day(text: str, today: date) -> date | None:
    spoken = _SPOKEN.get(fold(text).strip(" ."))
    if spoken is not None:
        return today - timedelta(days=spoken)
    found = _DAY.search(text)
    if not found:
        return None
    try:
        return date(int(found[3] or today.year), int(found[2]), int(found[1]))
    except ValueError:
        return None
