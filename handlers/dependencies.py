"""What every handler works with: the assistant, the clock, inbox and outbox, the kept questions, the chats' memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from telegram import Update

from conversation.outgoing import Outgoing
from handlers import words
from handlers.memory import Bounded
from kb.answering.reply import Answers, Reply, Talk
from storage.kept_questions import QuestionLog, Reason
from storage.outbox import ANSWER, Row
from storage.unit_of_work import Storage, UnitOfWork

Place = tuple[int, int]
"""A message, by its chat and number; or a person in a chat."""


class Reads(Protocol):
    """Who reads a question beside the assistant: a language model, where there is one."""

    place: str
    """Where it is, as people are told."""

    async def ask(self, question: str, talk: Talk, now: datetime, may_leave: Callable[[], bool]) -> tuple[Reply, Talk]:
        """Answer a message as the assistant does, or as the model has read it; never raises for any text."""
        ...


class Dependencies:
    """Made once by bootstrap and handed to the handlers."""

    def __init__(
        self,
        answers: Answers,
        questions: QuestionLog,
        clock: Callable[[], datetime],
        document: str,
        storage: Storage,
        settle: float = 1.0,
        model: Reads | None = None,
    ) -> None:
        self.settle = settle
        """Seconds that the answer to a press waits at most for what came of it to be out."""
        self.answers = answers
        self.clock = clock
        self.storage = storage
        self.together: Bounded[int, tuple[int, ...]] = Bounded()
        """The updates that are acknowledged with one, being of the same album."""
        self.stir = asyncio.Event()
        """Set when somebody has done something that others should hear of, or whose files are to be fetched."""
        self._model = model
        self._asked: Bounded[Place, str] = Bounded()
        self._on_their_way: Bounded[int, str] = Bounded()
        self._questions = questions
        self._document = document

    def handling(self, update: Update, *, durable: bool = True) -> AbstractContextManager[UnitOfWork]:
        """Open the transaction in which an update is handled.

        What the handler writes, the messages that it adds, and the update's acknowledgement are one commit, after which
        the messages go out. Never await inside. What only answers need not be `durable`: it can be answered again.
        """
        together = self.together.get(update.update_id) or ()
        return self.storage.handling(update.update_id, together, durable=durable)

    def received_at(self, update: Update) -> datetime:
        """Give the time that an update counts as; a restart does not change it."""
        return self.storage.received_at(update.update_id)

    def about(self, chat: int, message: int) -> str | None:
        """Tell what a message of the bot was about ("draft:7"), to understand a reply to it."""
        return self.storage.outbox.about(chat, message)

    def former_answer(self, update: Update) -> int | None:
        """Give the row of the outbox that answered a message before it was edited."""
        edited = update.edited_message
        return self.storage.outbox.answer_to(edited.chat_id, edited.message_id) if edited else None

    def ask(self, question: str, talk: Talk) -> tuple[Reply, Talk]:
        """Have a question answered now."""
        return self.answers.ask(question, talk, self.clock())

    @property
    def model_place(self) -> str:
        """Where the model is that may read questions; "" where there is none."""
        return self._model.place if self._model else ""

    async def read(self, question: str, talk: Talk, may_leave: Callable[[], bool]) -> tuple[Reply, Talk]:
        """Have a question answered, read by a model where there is one and it may leave the house. Hold nothing open
        meanwhile: it may take seconds."""
        if self._model is None:
            return self.ask(question, talk)
        return await self._model.ask(question, talk, self.clock(), may_leave)

    def talk(self, who: Place, before: int | None = None) -> Talk:
        """Give the talk of a person in a chat, as it is now or as it was before an answer."""
        kept = self.storage.talks.last(*who, before)
        return Talk(kept.state, kept.at) if kept else Talk()

    def go_on(self, row: int | None, who: Place, talk: Talk, message: int | None = None) -> None:
        """Keep how far a talk has come, in the transaction of the answer; `message` is the question's number."""
        if row is not None and talk.at is not None:
            self.storage.talks.keep(row, (*who, message), talk.state, talk.at)

    def moved(self, old: int, new: int) -> None:
        """Take over the talks of a group that has become a supergroup."""
        with self.storage.writing():
            self.storage.talks.move(old, new)

    def asks(self, row: int | None, question: str) -> None:
        """Remember which question a row of the outbox answers."""
        if row is not None:
            self._on_their_way.put(row, question)

    def sent(self, row: Row, numbers: tuple[int, ...]) -> None:
        """Hear from the worker that messages are out."""
        question = self._on_their_way.get(row.id)
        if question is not None:
            self._asked.put((row.chat, numbers[-1]), question)

    def refused(self, row: Row) -> None:
        """Hear from the worker that Telegram will never take a message: who waits for it is told."""
        if row.priority == ANSWER:
            with self.storage.writing() as work:
                said = words.FILE_BROKEN.format(row.outgoing.file_name) if row.outgoing.sha256 else words.FAILED
                work.add(Outgoing(row.chat, said, thread=row.outgoing.thread))

    def asked(self, chat: int, message: int) -> str | None:
        """Give the question that a message of the bot answers, as far as it is remembered."""
        return self._asked.get((chat, message))

    def keep(self, question: str, reason: Reason, answer: str) -> bool:
        """Keep a question for the people who mend the bot; say whether it is kept."""
        return self._questions.record(self.clock(), question, reason, answer, self._document)

    def note(self, question: str, reply: Reply) -> None:
        """Keep a question that was not answered; a greeting is no question."""
        if (reply.kind == "refuse" and reply.reportable) or not reply.understood:
            self.keep(question, "refused", reply.text)
