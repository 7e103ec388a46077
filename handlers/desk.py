"""What every handler works with: the assistant, the clock, the kept questions, and what is remembered of the chats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from delivery.questions import QuestionLog, Reason
from handlers.memory import Bounded, Given
from kb.answering.reply import Answers, Reply, Talk

Place = tuple[int, int]
"""A message, by its chat and number; or a person in a chat."""


class Desk:
    """Made once by bot.py and handed to the handlers."""

    def __init__(self, answers: Answers, questions: QuestionLog, clock: Callable[[], datetime], document: str) -> None:
        self.answers = answers
        self.clock = clock
        self.given: Bounded[Place, Given] = Bounded()
        self.asked: Bounded[Place, str] = Bounded()
        self._questions = questions
        self._talks: Bounded[Place, Talk] = Bounded()
        self._document = document

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
