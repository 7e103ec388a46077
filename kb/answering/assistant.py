"""The assistant: a message and the talk so far to a reply with its buttons. It knows no channel and no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kb.answering import buttons, menus
from kb.answering.reply import Choice, Reply, Talk
from kb.answering.tokens import name_in, option_in, read_token, slug
from kb.answering.verbatim import verbatim
from kb.answering.wording.words import not_read, source_line, words
from kb.asking.codec import as_json
from kb.asking.desk import Desk
from kb.asking.query import Query, State
from kb.asking.understanding import understand
from kb.executor.answer import Answer, answer
from kb.executor.talk import after, options_of, states_facts

ENDED = "Lựa chọn này thuộc câu hỏi đã kết thúc. Anh/chị vui lòng gửi lại câu hỏi."


class Assistant:
    """Answers about one or several decisions; the first desk is the one that is meant where none is named."""

    def __init__(self, desks: Sequence[Desk]) -> None:
        if not desks:
            raise ValueError("an assistant needs a decision")
        self.desks = {slug(desk.document.id): desk for desk in desks}
        self.first = desks[0]

    def ask(self, question: str, talk: Talk, now: datetime) -> tuple[Reply, Talk]:
        """Answer a message; never raises for any text. Returns the reply and the talk to keep."""
        talk = talk.fresh(now)
        desk, state = self._desk(question, talk)
        understood = understand(desk, question, state, now.date())
        made = [answer(query, desk, now.date()) for query in understood.queries]
        named = understood.heard.spotted.tasks
        reply = replace(_reply(made, desk, understood.unanswered), probability=understood.probability)
        return reply, Talk((slug(desk.document.id), after(state, made, desk, named, understood.asked)), now)

    def tap(self, token: str, talk: Talk, now: datetime) -> tuple[Reply, Talk] | None:
        """Answer a button by its token; None where the token means nothing (any more)."""
        name = name_in(token)
        desk = self.desks.get(name)
        wanted = read_token(token, desk.directory) if desk else None
        if wanted is None and desk is not None:
            wanted = _option(token, talk.fresh(now), name)
        if desk is not None and wanted is None and option_in(token) is not None:
            return Reply("refuse", ENDED, understood=True), talk
        if desk is None or wanted is None:
            return None
        if isinstance(wanted, str):
            passage = desk.document.by_address.get(wanted)
            return (verbatim(passage, desk), talk) if passage else None
        made = answer(wanted, desk, now.date())
        if made.refused:
            return None
        state = talk.fresh(now).state
        before = state[1] if isinstance(state, tuple) and state[0] == name else State()
        return _reply([made], desk), Talk((name, after(before, [made], desk)), now)

    def _desk(self, question: str, talk: Talk) -> tuple[Desk, State]:
        """The decision that a question names by number, else the one of the talk, else the first."""
        first = slug(self.first.document.id)
        name, state = talk.state if isinstance(talk.state, tuple) else (first, State())
        if len(self.desks) > 1:
            said = question.lower().replace(" ", "")
            named = [s for s, d in self.desks.items() if d.document.id.lower() in said]
            if named and named[0] != name:
                return self.desks[named[0]], State()
        return (self.desks[name], state) if name in self.desks else (self.first, State())

    def welcome(self) -> Reply:
        """The words for /start."""
        return menus.welcome(self.first)

    def help(self) -> Reply:
        """The words for /trogiup: what can be asked, with examples."""
        return menus.help_(self.first)

    def overview(self) -> Reply:
        """The words for /vanban: the decisions that are served, with buttons."""
        return menus.overview(list(self.desks.values()))

    def tasks(self) -> Reply:
        """The words for /nhiemvu without a number: the groups and how to choose a task."""
        return menus.tasks(self.first)


def _option(token: str, talk: Talk, name: str) -> Query | None:
    """What a button of a question back offers, while that question is open."""
    place = option_in(token)
    state = talk.state
    if place is None or not isinstance(state, tuple) or state[0] != name or place >= len(state[1].options):
        return None
    option = state[1].options[place]
    return option if isinstance(option, Query) else None


def _reply(made: Sequence[Answer], desk: Desk, left: tuple[str, ...] = ()) -> Reply:
    asks = tuple(as_json(m.query) for m in made)
    stated = [m for m in made if states_facts(m)]
    if not stated:
        return replace(_unanswered(made[0], desk), asks=asks)
    facts = tuple(dict.fromkeys(f for m in stated for f in m.facts))
    citations = tuple(dict.fromkeys(c for m in stated for c in m.citations))
    parts = [*(words(m, desk) for m in made), *map(not_read, left), source_line(citations, desk)]
    text = "\n\n".join(parts).strip()
    return Reply("answer", text, facts, citations, buttons.below(stated, desk), asks=asks, unanswered=left)


def _unanswered(made: Answer, desk: Desk) -> Reply:
    text = words(made, desk)
    if made.query.kind == "choice":
        offered = [answer(option, desk, made.today) for option in options_of(made)]
        choices = tuple(Choice(tuple(o.facts), tuple(o.citations)) for o in offered)
        return Reply("clarify", text, buttons=buttons.choices(made, desk), choices=choices)
    small = made.query.kind in ("greeting", "thanks")
    shown = buttons.choices(made, desk) if made.query.options else buttons.nearest(made, desk)
    return Reply("refuse", text, buttons=shown, understood=small, reportable=not small)
