"""What every handler works with: the assistant, the clock, inbox and outbox, the kept questions, the chats' memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from telegram import Update

from conversation.outgoing import Outgoing
from handlers.memory import Bounded, Given
from handlers.posting import Post
from kb.answering.reply import Answers, Reply, Talk
from storage.kept_questions import QuestionLog, Reason
from storage.unit_of_work import Storage, UnitOfWork

Place = tuple[int, int]
"""A message, by its chat and number; or a person in a chat."""


class Desk:
    """Made once by bot.py and handed to the handlers."""

    def __init__(
        self, answers: Answers, questions: QuestionLog, clock: Callable[[], datetime], document: str, mail: Storage
    ) -> None:
        self.answers = answers
        self.clock = clock
        self.mail = mail
        self.post = Post(mail.outbox, clock)
        self.given: Bounded[Place, Given] = Bounded()
        self.asked: Bounded[Place, str] = Bounded()
        self.stir = asyncio.Event()
        """Set when somebody has done something that others should hear of, or whose files are to be fetched."""
        self._questions = questions
        self._talks: Bounded[Place, Talk] = Bounded()
        self._document = document

    def handling(self, update: Update) -> AbstractContextManager[UnitOfWork]:
        """Open the transaction in which an update is handled.

        What the handler writes, the messages that it adds, and the update's tick are one commit. Never await inside;
        afterwards `await desk.post.deliver(chat)` for each chat that got a message.
        """
        return self.mail.handling(update.update_id)

    def leave(self, update: Update, outgoing: Outgoing, error: Exception) -> None:
        """Have an answer that could not be sent go out later, and tick its question off."""
        with self.handling(update) as tx:
            tx.add(outgoing, prefix="", not_before=self.post.after(error))
        self.post.wake()

    def received_at(self, update: Update) -> datetime:
        """Give the time that an update counts as, a press above all; a restart does not change it."""
        return self.mail.received_at(update.update_id)

    def about(self, chat: int, message: int) -> str | None:
        """Tell what a message of the bot was about ("draft:7"), to understand a reply to it."""
        return self.mail.outbox.about(chat, message)

    def ask(self, question: str, talk: Talk) -> tuple[Reply, Talk]:
        """Have a question answered now."""
        return self.answers.ask(question, talk, self.clock())

    def talk(self, who: Place) -> Talk:
        """Give the talk so far of a person in a chat."""
        return self._talks.get(who) or Talk()

    def go_on(self, who: Place, talk: Talk) -> None:
        """Remember how far a talk has come."""
        self._talks.put(who, talk)

    def keep(self, question: str, reason: Reason, answer: str) -> bool:
        """Keep a question for the people who mend the bot; say whether it is kept."""
        return self._questions.record(self.clock(), question, reason, answer, self._document)

    def note(self, question: str, reply: Reply) -> None:
        """Keep a question that was not answered; a greeting is no question."""
        if (reply.kind == "refuse" and reply.reportable) or not reply.understood:
            self.keep(question, "refused", reply.text)
