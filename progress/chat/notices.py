"""What became of a report: its sender hears what the office received, the head what went out in the unit's name.

«Xem» shows what was sent in full, «Xem tài liệu kèm theo» hands out the files, to whoever may read the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from conversation.outgoing import Button, Buttons, Outgoing
from nlu.text import fold
from progress.chat import guard
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say
from progress.chat.parts import Part, number
from progress.model import NotAllowedError, Report
from progress.rights import may_read_texts
from progress.store.notices import HEADS, RECEIVED
from progress.wording import notices as words
from progress.wording import reviews
from progress.wording import words as common

EVENING, CLOSES, SATURDAY = time(16, 30), time(17, 30), 5
"""When the day's received reports are told, on working days."""
PAGE = 5
_FILES = re.compile(
    r"(?:cho (?:em|toi|minh)? ?)?(?:xem|mo|gui|lay) (?:lai )?(?:cac )?(?:tep|tai lieu|file|minh chung|anh|van ban)\b.*?"
    r"\b(?:nv|nhiem vu|viec) (\d{1,3})(?: (?:cua )?(.+))?"
)


class Notices:
    """`evidence` is where the files of people lie, named by their SHA-256."""

    def __init__(self, context: Context, evidence: Path) -> None:
        self._context = context
        self._store = context.store
        self._evidence = evidence

    def part(self) -> Part:
        """What this offers."""
        return Part(verbs={"view": self._view, "files": self._files})

    def news(self, now: datetime) -> list[Outgoing]:
        """What is to be told by now; each thing once."""
        newest, notices = self._store.notices.newest(), self._store.notices
        found: list[Outgoing] = []
        if newest[0] > notices.last(0, HEADS)[0]:
            found += self._to_heads(newest[0], now)
            notices.tell(0, HEADS, newest[0])
        told, day = notices.last(0, RECEIVED)
        is_time = now.weekday() < SATURDAY and EVENING <= now.time() < CLOSES
        if newest[1] > told and is_time and day != now.date().isoformat():
            found += self._to_senders(told)
            notices.tell(0, RECEIVED, newest[1], now.date().isoformat())
        return found

    def _to_heads(self, newest: int, now: datetime) -> Iterator[Outgoing]:
        """What others have sent in the name of each head's units."""
        people, notices, ledger = self._store.people, self._store.notices, self._store.ledger
        floor, _ = notices.last(0, "sent")
        for person in people.with_role("head"):
            since = ledger.last_before(people.since_role(person.id, "head", now))
            for unit in person.units("head"):
                seen = max(floor, since, notices.last(person.id, unit)[0])
                receipts = notices.receipts(unit, seen, person.id)
                notices.tell(person.id, unit, newest)
                rows = [sent for one in receipts if (sent := ledger.of_receipt(one))]
                if rows and person.account is not None:
                    plan = self._context.plan(rows[0][0].document)
                    last = rows[: words.MOST]
                    named = [(f"{words.SEE} {common.receipt(one[0].receipt)}", one[0].receipt) for one in last]
                    named = [(words.SEE, named[0][1])] if len(last) == 1 else named
                    buttons = [Button(label, f"view:{receipt}:1") for label, receipt in named]
                    yield Outgoing(person.account, words.sent(plan, unit, rows), rows_of(buttons, 3))

    def _to_senders(self, after: int) -> Iterator[Outgoing]:
        """What the office has received of each, one message a unit."""
        for one in self._store.notices.received(after):
            person, rows = self._store.people.get(one.person), self._store.ledger.rows(one.reports)
            if person is not None and person.account is not None:
                plan = self._context.plan(rows[0].document)
                yield Outgoing(person.account, words.received(plan, person, one.unit, one.office, rows))

    # ── what is looked at ────────────────────────────────────────────────────
    def _may_read(self, to: Message | Press, row: Report) -> bool:
        person, plan = self._context.person(to.account), self._context.plan(row.document)
        return may_read_texts(person, plan, row.unit, to.at.date())

    def _view(self, press: Press, arguments: list[str]) -> Outcome:
        """A receipt in full, a page of it; the message with the button stays."""
        rows = self._store.ledger.of_receipt(number(arguments[0])) if arguments else []
        if not rows or not self._may_read(press, rows[0]):
            raise NotAllowedError(common.NOT_ALLOWED)
        receipt, pages = rows[0].receipt, -(-len(rows) // PAGE)
        page = min(max(number([*arguments, "1"][1]), 1), pages)
        here = rows[(page - 1) * PAGE : page * PAGE]
        plan = self._context.plan(rows[0].document)
        title = common.receipt(receipt) + (f" – trang {page}/{pages}" if pages > 1 else "")
        turns = [Button(label, f"view:{receipt}:{to}:on") for label, to in (("‹", page - 1), ("›", page + 1))
                 if 1 <= to <= pages]  # fmt: skip
        buttons = (*file_buttons(here), *((tuple(turns),) if turns else ()))
        text = reviews.tray(plan, here, title, {})
        return Outcome([say(press, text, buttons, f"receipt:{receipt}", replace=len(arguments) > 2)])

    def _files(self, press: Press, arguments: list[str]) -> Outcome:
        row = guard.found(self._store.ledger.get(number(arguments[0])) if arguments else None)
        if not self._may_read(press, row):
            raise NotAllowedError(common.NOT_ALLOWED)
        return Outcome(self._handed_out(press, row)) if row.evidence else Outcome(toast=words.NO_FILES)

    def _handed_out(self, to: Message | Press, row: Report) -> list[Outgoing]:
        """The files of a row as they are on disk; whoever sends them makes sure of their SHA-256."""
        plan = self._context.plan(row.document)
        return [
            Outgoing(
                to.account,
                words.file_of(plan, row, file.name),
                file=str(self._evidence / file.sha256[:2] / file.sha256),
                file_name=file.name,
                sha256=file.sha256,
            )
            if file.sha256 and not file.lost
            else say(to, (words.lost if file.lost else words.not_here)(file.name))
            for file in row.evidence
        ]

    @staticmethod
    def hint(text: str) -> bool:
        """Whether a text may ask for files."""
        return len(text) < 200 and _FILES.match(_plain(text)) is not None

    def words(self, message: Message) -> Outcome | None:
        """«xem tệp minh chứng nhiệm vụ 13»."""
        found = _FILES.match(_plain(message.text)) if len(message.text) < 200 and not message.files else None
        if found is None:
            return None
        plan, task = self._context.plan(), int(found[1])
        unit = plan.units.find(found[2]) if found[2] else None
        rows = [
            row
            for row in self._store.ledger.newest(plan.document.id, unit=unit, task=task)
            if row.evidence and row.state != "withdrawn" and self._may_read(message, row)
        ]
        if not rows:
            return Outcome([say(message, words.NO_FILES_OF.format(task))])
        if len(rows) == 1:
            return Outcome(self._handed_out(message, rows[0]))
        named = [
            (f"{plan.units.short(r.unit)}, {common.quarter(r.period)} ({len(r.evidence)})", r.id) for r in rows[-8:]
        ]
        buttons = rows_of([Button(label, f"files:{row}") for label, row in named], 1)
        return Outcome([say(message, words.WHICH_FILES, buttons)])


def file_buttons(rows: list[Report], *, numbered: bool = True) -> Buttons:
    """A button for each row that has files."""
    listed = enumerate(rows, 1)
    return tuple(
        (Button(words.files_of(row, place if numbered and len(rows) > 1 else 0), f"files:{row.id}"),)
        for place, row in listed
        if row.evidence
    )


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .?!")
