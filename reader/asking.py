"""A question on its way to a model and back: whether it is asked, in which words, and what comes of it."""

from __future__ import annotations

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
class Begun:
    """A question as the built-in reader has answered it, and the prompt where a model is to read it, too."""

    question: str
    talk: Talk
    now: datetime
    own: Answered
    desk: Desk
    state: State
    prompt: Prompt | None = None


class Asking:
    """Knows nothing of the network: prompts out, texts in."""

    def __init__(self, assistant: Assistant, examples: Examples, mode: Mode) -> None:
        assistant.remembers = TURNS
        self._assistant, self._examples, self._mode = assistant, examples, mode
        self._prompters: dict[str, Prompter] = {}

    def begin(self, question: str, talk: Talk, now: datetime, *, may_leave: bool = True) -> Begun:
        """Have the built-in reader answer; with a prompt where a model is wanted and the question may go out."""
        own = self._assistant.ask(question, talk, now)
        desk, state, turns = self._assistant.about(question, talk, now)
        begun = Begun(question, talk, now, own, desk, state)
        if not (may_leave and self._is_wanted(own) and question.strip() and len(question) <= LONGEST):
            return begun
        prompter = self._prompters.setdefault(desk.document.id, Prompter(desk, self._examples))
        prompt = prompter.prompt(question, state, turns, now.date())
        return Begun(question, talk, now, own, desk, state, prompt)

    def _is_wanted(self, own: Answered) -> bool:
        if self._mode == "all":
            return not is_small_talk(own[0])
        return self._mode == "unsure" and not is_sure(own[0])

    def finish(self, begun: Begun, text: str) -> Answered:
        """The reply to a question, given a model's text. Raises UnreadableError where that counts as not read."""
        read = check(text, begun.desk, begun.question, begun.state, begun.now.date())
        return Deciding(self._assistant, begun.desk, begun.talk, begun.now).decide(begun.own, read)


__all__ = ["Asking", "Begun", "UnreadableError"]
