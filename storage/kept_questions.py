"""The questions that are kept for the people who mend the bot: refused ones, and answers marked wrong.

What was asked and when; never by whom.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from conversation.cleaning import clean, sound
from storage.connection import StorageError

Reason = Literal["refused", "reported"]

LONGEST = 4096
"""Characters of a question or an answer that are kept; one message of Telegram holds no more."""

_REASONS = {"refused": "chưa trả lời được", "reported": "bị báo sai"}
_UNKNOWN = "(không còn câu hỏi)"

_log = logging.getLogger(__name__)
_INSERT = """
    insert or ignore into questions (at, reason, question, answer, document, key)
    values (:at, :reason, :question, :answer, :document, :key)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A question that was kept: its number, when it was asked, why it is here, and what was answered."""

    id: int
    at: str
    reason: Reason
    question: str
    answer: str
    document: str


class QuestionLog:
    """The table of kept questions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, at: datetime, question: str, reason: Reason, answer: str, document: str) -> bool:
        """Keep a question; say whether it is kept. Never raises: no answer may be lost for want of a note.

        Each refusal is a row of its own; an answer marked wrong twice is one row.
        """
        row = {"at": at.isoformat(timespec="seconds"), "reason": reason, "document": document}
        row |= {"question": sound(question[:LONGEST]), "answer": sound(answer[:LONGEST])}
        row["key"] = _key(row)
        try:
            with self._db.atomic():
                self._db.execute(_INSERT, row)
        except (StorageError, UnicodeError) as error:
            _log.error("a question could not be kept: %s", type(error).__name__)
            return False
        return True

    def rows(self) -> list[Kept]:
        """Give all that is kept, oldest first; nothing where the table is not there yet."""
        if not self._db.table("questions").exists():
            return []
        found = self._db.query("select id, at, reason, question, answer, document from questions order by id")
        return [Kept(**row) for row in found]


def _key(row: dict[str, str]) -> str:
    """Make what two records of the same thing share; the time sets two refusals apart."""
    parts = [row["reason"], row["document"], row["question"], row["answer"]]
    if row["reason"] == "refused":
        parts.append(row["at"])
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def listed(kept: Kept) -> str:
    """Word a kept question for a person."""
    at = datetime.fromisoformat(kept.at)
    asked = clean(kept.question) or _UNKNOWN  # a terminal obeys control characters
    head = f"{kept.id}. {at:%H:%M} {at.day}/{at.month}/{at.year}, {_REASONS[kept.reason]}: {asked}"
    return head if kept.reason == "refused" else f"{head}\n   Đã trả lời: {clean(kept.answer)}"


def exported(kept: Kept) -> str:
    """Write a kept question as a line that `ask --jsonl` takes."""
    return json.dumps({"id": f"q{kept.id}", "question": kept.question, "now": kept.at}, ensure_ascii=False)
