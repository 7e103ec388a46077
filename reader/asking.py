"""A question on its way to a model and back: whether it is asked, in which words, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kb.answering.assistant import Assistant
from kb.answering.reply import Talk
from kb.asking.desk import Desk
from kb.asking.query import State
from reader.checking import check
from reader.deciding import Answered, Deciding, Mode, is_small_talk, is_sure
from reader.examples import Examples
from reader.fields import UnreadableError
from reader.prompt import LONGEST, TURNS, Prompt, Prompter


@dataclass(frozen=True)
class Asked:
    """What a model is asked, about which decision, and what the talk lets a question leave out."""

    prompt: Prompt
    desk: Desk
    state: State


@dataclass(frozen=True)
class Begun:
    """A question as the built-in reader has answered it, with a prompt where a model is to read it, too."""

    question: str
    talk: Talk
    now: datetime
    own: Answered
    asked: Asked | None = None


class Asking:
    """Knows nothing of the network: prompts out, texts in."""

    def __init__(self, assistant: Assistant, examples: Examples, mode: Mode) -> None:
        assistant.remembers = TURNS
        self._assistant, self._examples, self._mode = assistant, examples, mode
        self._prompters: dict[str, Prompter] = {}

    def begin(self, question: str, talk: Talk, now: datetime, may_leave: Callable[[], bool] = lambda: True) -> Begun:
        """Have the built-in reader answer; with a prompt where a model is wanted and the question may go out.

        What a question that may not go out leaves behind in its talk does not go out with a later one either: that is
        read as if nothing had been said before, or, where this makes a difference, stays in the house, too.
        """
        own = self._assistant.ask(question, talk, now)
        if is_small_talk(own[0]):
            return Begun(question, talk, now, own)
        if not may_leave():
            return Begun(question, talk, now, (own[0], self._assistant.kept_private(own[1], now)))
        if self._assistant.is_private(talk, now):
            alone = self._assistant.ask(question, Talk(), now)
            if alone[0].asks != own[0].asks:
                return Begun(question, talk, now, own)
            own, talk = alone, Talk()
        if not (self._is_wanted(own) and question.strip() and len(question) <= LONGEST):
            return Begun(question, talk, now, own)
        desk, state, turns = self._assistant.about(question, talk, now)
        prompter = self._prompters.setdefault(desk.document.id, Prompter(desk, self._examples))
        return Begun(question, talk, now, own, Asked(prompter.prompt(question, state, turns, now.date()), desk, state))

    def _is_wanted(self, own: Answered) -> bool:
        return self._mode == "all" or (self._mode == "unsure" and not is_sure(own[0]))

    def finish(self, begun: Begun, text: str) -> Answered:
        """The reply to a question, given a model's text. Raises UnreadableError where that counts as not read."""
        if begun.asked is None:
            raise ValueError("no model was asked")
        read = check(text, begun.asked.desk, begun.question, begun.asked.state, begun.now.date())
        return Deciding(self._assistant, begun.asked.desk, begun.talk, begun.now).decide(begun.own, read)


__all__ = ["Asking", "Begun", "UnreadableError"]
