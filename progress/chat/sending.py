"""What is done with a draft: looked over, changed, moved, dropped, sent; and with what was sent: revised, withdrawn."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from conversation.outgoing import Button
from nlu.text import fold
from progress.chat import guard
from progress.chat.board import Board, period_buttons
from progress.chat.context import Message, Outcome, Press, say
from progress.chat.parts import Part, number
from progress.merging import is_empty
from progress.model import LockedError, NotAllowedError, Person
from progress.plan import Plan
from progress.store.drafts import Draft
from progress.store.ledger import NewRow, Sending
from progress.wording import drafts as words
from progress.wording import words as common
from progress.wording.drafts import Shown

SEND_WORDS = frozenset({"gui", "gui di", "gui luon", "gui bao cao", "ok gui", "dong y gui", "xac nhan gui", "gui nhe"})
SURE_WORDS = frozenset({"van gui", "cu gui", "van gui di", "cu gui di"})
EDIT_WORDS = frozenset({"sua", "sua ban nhap", "sua bao cao", "chinh sua", "sua lai"})
WITHDRAW_WORDS = frozenset({"rut lai", "rut bao cao", "rut lai bao cao"})
DROP_WORDS = frozenset({"huy", "huy bo", "huy ban nhap", "huy bao cao", "khong gui nua"})
WITHDRAW_TASKS = re.compile(
    r"rut(?: lai)?(?: bao cao)?(?: cac)? (?:nv|nhiem vu|viec) (\d{1,3}(?:(?: |, ?| va )\d{1,3})*)"
)
"""«rút lại nv 6», «rút lại nhiệm vụ 6, 13»."""
WITHDRAW_RECEIPT = re.compile(r"rut(?: lai)?(?: bao cao| phieu)?(?: so)? bc ?[-–]? ?(\d{1,9})")
"""«rút lại BC-0001»."""
_POLITE = re.compile(
    r"(?:(?:ok|oke|okay|okie|vang|da|u|uh|dong y|nhat tri|duoc|duoc roi|bot oi|he thong oi)[ ,.]+)*(.+?)"
    r"(?:[ ,]+(?:nhe|nha|nghen|hen|a|di|luon|ngay|nao|bot|bot oi|(?:giup|ho|gium) (?:em|minh|toi|anh|chi|bot)))*"
)
BUTTON_WORDS = SEND_WORDS | SURE_WORDS | DROP_WORDS | EDIT_WORDS | WITHDRAW_WORDS


class SendingPart:
    """Buttons and words that act on a draft or on what was sent."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._context = board.context
        self._store = board.store

    def part(self) -> Part:
        """What this offers."""
        return Part(
            commands={"huy": self._cancel_command},
            verbs={
                "send": partial(self._send_checked, sure=False),
                "sendsure": partial(self._send_checked, sure=True),
                "drop": self._drop_pressed,
                "draft": self._show_pressed,
                "move": self._move_pressed,
                "period": self._period_pressed,
            },
        )

    @staticmethod
    def hint(text: str) -> bool:
        """Whether a text may be one of the words that stand for a button."""
        said = plain(text) if len(text) < 80 else ""
        return said in BUTTON_WORDS or any(way.fullmatch(said) for way in (WITHDRAW_TASKS, WITHDRAW_RECEIPT))

    def words(self, message: Message) -> Outcome | None:
        """«gửi», «vẫn gửi», «hủy» as words; None for anything else, and where there is no draft."""
        said = plain(message.text)
        if said not in SEND_WORDS | SURE_WORDS | DROP_WORDS:
            return None
        person = self._context.person(message.account)
        if person is None or not person.reports_for:
            return None
        draft = self._store.drafts.latest_of(person.id)
        if draft is None:
            return Outcome([say(message, words.NO_DRAFT.format(task=self._example(person, message)))])
        if said in DROP_WORDS:
            return self._drop(message, draft)
        return self._send(message, person, draft, sure=said in SURE_WORDS)

    def _example(self, person: Person, message: Message) -> int:
        """A task to name in an example: the first that the person's unit leads."""
        plan = self._context.plan()
        return next((t.number for t in plan.tasks_of(person.reports_for[0], message.at.date())), 1)

    def _cancel_command(self, message: Message, _argument: str) -> Outcome:
        """/huy ends what was asked, or else drops the draft."""
        dialog, person = self._store.dialogs.get(message.account), self._context.person(message.account)
        self._store.dialogs.end(message.account)
        draft = self._store.drafts.latest_of(person.id) if person and person.id else None
        if draft is not None and dialog is not None and dialog.kind == "field":
            return Outcome([self._board.screen(message, draft)])
        if draft is not None and (dialog is None or dialog.kind in words.DRAFT_DIALOGS):
            return self._drop(message, draft)
        return Outcome([say(message, words.NOTHING_TO_CANCEL if dialog is None else words.CANCELLED)])

    def _current(self, press: Press, arguments: list[str]) -> tuple[Person, Draft]:
        """The draft of a press. Raises NotAllowedError where it is open no more."""
        person = guard.found(self._context.person(press.account))
        draft = guard.found(self._board.current(person, number(arguments[0])) if arguments else None)
        if draft.state == "closed" and draft.entries:
            raise LockedError(draft.entries[0].period, f"into:{draft.id}")
        if draft.state != "open":
            raise NotAllowedError(words.SENT_ALREADY if draft.state == "sent" else common.STALE)
        return person, draft

    def _send_checked(self, press: Press, arguments: list[str], *, sure: bool) -> Outcome:
        person, draft = self._current(press, arguments)
        return self._changed(press, arguments, draft) or self._send(press, person, draft, sure=sure)

    def _changed(self, press: Press, arguments: list[str], draft: Draft) -> Outcome | None:
        """The newest version of a draft, where it is no more the one that the screen of a press showed."""
        if arguments[1:2] in ([], [str(draft.version)]):
            return None
        return Outcome([self._board.screen(press, draft)], words.CHANGED)

    def _send(self, to: Message | Press, person: Person, draft: Draft, *, sure: bool) -> Outcome:
        """Send a draft, unless something in it deserves a second look first."""
        plan, draft = self._context.plan(draft.document), self._board.follow(draft, to)
        shown = [item for item in self._board.shown(plan, draft) if _says_something(item)]
        ready = [item for item in shown if "no-sentence" not in item.cautions and item.told.period.closed is None]
        if not ready:
            if closed := next((item.told.period for item in shown if item.told.period.closed), None):
                raise LockedError(closed, f"move:{draft.id}:{draft.version}")
            raise NotAllowedError(words.NOTHING_TO_SEND)
        if not sure and any(item.cautions for item in ready):
            return self._ask_twice(to, draft, ready)
        return self._record(to, person, draft, ready)

    def _ask_twice(self, to: Message | Press, draft: Draft, shown: list[Shown]) -> Outcome:
        mark = f"{draft.id}:{draft.version}"
        rows = (
            (
                Button(words.SEND_ANYWAY, f"sendsure:{mark}"),
                Button(words.EDIT, f"edit:{mark}"),
                Button(words.CANCEL, f"drop:{mark}"),
            ),
            (Button(words.BACK, f"draft:{draft.id}"),),
        )
        return Outcome([say(to, words.confirm(shown), rows, f"draft:{draft.id}", replace=True)])

    def _record(self, to: Message | Press, person: Person, draft: Draft, ready: list[Shown]) -> Outcome:
        """Write the rows; the same press or message again writes nothing."""
        plan = self._context.plan(draft.document)
        others = self._told_by_others(plan, person, draft, ready)
        rows = [
            NewRow(i.told.task, i.told.period, i.told.kind, i.entry, tuple(f.id for f in i.told.files)) for i in ready
        ]
        receipt = self._store.ledger.submit(Sending(draft.document, draft.unit, person, to.at, to.key), rows)
        if receipt is None:
            raise NotAllowedError(words.SENT_ALREADY)
        self._store.drafts.finish(draft.id, "sent")
        self._store.dialogs.end(to.account)
        return Outcome([self._board.receipt(to, receipt, others)])

    def _told_by_others(self, plan: Plan, person: Person, draft: Draft, ready: list[Shown]) -> list[str]:
        """Who else of the unit has sent on the same task in the same period."""
        return [
            words.told_before(row, row.name)
            for item in ready
            for row in self._store.ledger.newest(
                plan.document.id, unit=draft.unit, period=item.told.period.id, task=item.told.task
            )
            if row.kind == item.told.kind and row.sender != person.id and row.state != "withdrawn"
        ]

    def _drop_pressed(self, press: Press, arguments: list[str]) -> Outcome:
        return self._drop(press, self._current(press, arguments)[1])

    def _drop(self, to: Message | Press, draft: Draft) -> Outcome:
        self._store.drafts.finish(draft.id, "dropped")
        self._store.dialogs.end(to.account)
        return Outcome([say(to, words.DROPPED, replace=True)])

    def _show_pressed(self, press: Press, arguments: list[str]) -> Outcome:
        _, draft = self._current(press, arguments)
        return Outcome([self._board.open(press, draft, replace=True)])

    def _move_pressed(self, press: Press, arguments: list[str]) -> Outcome:
        """«Đổi kỳ»: the periods that the draft may go to."""
        _, draft = self._current(press, arguments)
        plan = self._context.plan(draft.document)
        rows = period_buttons(draft, self._context.open_periods(plan, press.at.date()))
        question = Outcome([say(press, words.WHICH_PERIOD, rows, f"draft:{draft.id}", replace=True)])
        return self._changed(press, arguments, draft) or question

    def _period_pressed(self, press: Press, arguments: list[str]) -> Outcome:
        _, draft = self._current(press, arguments)
        if (newest := self._changed(press, arguments, draft)) is not None:
            return newest
        plan = self._context.plan(draft.document)
        wanted = number(arguments[2]) if len(arguments) > 2 else 0
        period = next((p for p in self._context.open_periods(plan, press.at.date()) if p.id == wanted), None)
        if period is None:
            return Outcome(toast=words.PERIOD_CLOSED)
        for told in draft.entries:
            self._store.drafts.put(draft.id, replace(told, period=period), press.at)
        return Outcome([self._board.screen(press, draft, replace=True)])


def plain(text: str) -> str:
    """Words as they are compared with those that stand for a button: without what is only polite."""
    said = " ".join(fold(text[:200]).strip(" .!").split())
    found = _POLITE.fullmatch(said)
    return found[1].strip(" ,.") if found else said


def _says_something(item: Shown) -> bool:
    return not is_empty(item.told.entry) or bool(item.told.files)
