"""The assistant: a message and the talk so far to a reply with its buttons. It knows no channel and no clock."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kb.answering import buttons, dialogue, menus, several
from kb.answering.dialogue import Dialogue
from kb.answering.reply import Choice, Reply, Talk
from kb.answering.several import Read
from kb.answering.tokens import asks_decision, name_in, option_in, read_token, slug
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
    """Answers about one or several decisions, which are given the newest first."""

    remembers = 0
    """How many turns of a talk are kept as Asks: none but where somebody else reads, too."""

    def __init__(self, desks: Sequence[Desk]) -> None:
        if not desks:
            raise ValueError("an assistant needs a decision")
        self.desks = {slug(desk.document.id): desk for desk in desks}
        self.first = desks[0]
        self._editions = {name: f"{zlib.crc32(d.document.source.encode()):08x}" for name, d in self.desks.items()}

    def ask(self, question: str, talk: Talk, now: datetime) -> tuple[Reply, Talk]:
        """Answer a message; never raises for any text. Returns the reply and the talk to keep."""
        kept, reads = self._kept(talk, now), list[Read]()
        if chosen := several.chosen(question, [self.desks[name] for name in kept.among]):
            return self._given(self._read(chosen, kept.question, kept, now), kept, now)
        for desks in self._rounds(question, kept):
            found = [self._read(desk, question, kept, now) for desk in desks]
            if fitting := several.fitting(found, may_ask=not reads):
                return self._told(fitting, question, kept, now)
            reads += found
        if len(reads) == 1 or reads[0].desk is self.desks.get(kept.decision):
            return self._given(reads[0], kept, now)
        return several.nowhere(reads, list(self.desks.values())), self._talk(kept, now)

    def about(self, question: str, talk: Talk, now: datetime) -> tuple[Desk, State, tuple[tuple[Query, ...], ...]]:
        """The decision that a message is about, what it may leave out there, and the last turns as Asks."""
        kept = self._kept(talk, now)
        (desk, *_), *_ = self._rounds(question, kept)
        name = slug(desk.document.id)
        return desk, kept.of(name), kept.turns if name == kept.decision else ()

    def kept_private(self, talk: Talk, now: datetime) -> Talk:
        """A talk of which nothing is told to anybody else."""
        return self._talk(replace(self._kept(talk, now), private=True), now)

    def is_private(self, talk: Talk, now: datetime) -> bool:
        """Whether nothing of a talk is told to anybody else; so where it began before turns were kept."""
        kept = self._kept(talk, now)
        return kept.private or (kept.state.query is not None and not kept.turns)

    def told(self, desk: Desk, queries: Sequence[Query], talk: Talk, now: datetime) -> tuple[Reply, Talk]:
        """Answer Asks that somebody else has read from a message. Returns the reply and the talk to keep."""
        kept, made = self._kept(talk, now), tuple(answer(query, desk, now.date()) for query in queries)
        return self._given(Read(desk, made, _reply(made, desk), tuple(n for q in queries for n in q.tasks)), kept, now)

    def tap(self, token: str, talk: Talk, now: datetime) -> tuple[Reply, Talk] | None:
        """Answer a button by its token; None where the token means nothing (any more)."""
        kept, name = self._kept(talk, now), name_in(token)
        desk = self.desks.get(name)
        if desk is None:
            return None
        if asks_decision(token) and name in kept.among:
            return self._given(self._read(desk, kept.question, kept, now), kept, now)
        wanted = read_token(token, desk.directory) or _option(token, kept.of(name))
        if wanted is None:
            ended = option_in(token) is not None or asks_decision(token)
            return (Reply("refuse", ENDED, understood=True), talk) if ended else None
        if isinstance(wanted, str):
            passage = desk.document.by_address.get(wanted)
            return (verbatim(passage, desk), talk) if passage else None
        made = answer(wanted, desk, now.date())
        if made.refused:
            return None
        return self._given(Read(desk, (made,), _reply((made,), desk)), kept, now)

    def _rounds(self, question: str, kept: Dialogue) -> list[list[Desk]]:
        """The decisions that are asked, one round after another: those that it names, else the talk's, else all."""
        every = list(self.desks.values())
        if named := several.named(question, every):
            return [named]
        own = [desk for desk in every if desk is self.desks.get(kept.decision)]
        return [some for some in (own, [desk for desk in every if desk not in own]) if some]

    def _read(self, desk: Desk, question: str, kept: Dialogue, now: datetime) -> Read:
        understood = understand(desk, question, kept.of(slug(desk.document.id)), now.date())
        made = tuple(answer(query, desk, now.date()) for query in understood.queries)
        reply = replace(_reply(made, desk, understood.unanswered), probability=understood.probability)
        return Read(desk, made, reply, tuple(understood.heard.spotted.tasks), understood.asked)

    def _told(self, fitting: Sequence[Read], question: str, kept: Dialogue, now: datetime) -> tuple[Reply, Talk]:
        """The reply of the one decision that answers, or a question back where several do."""
        if len(fitting) == 1:
            return self._given(fitting[0], kept, now)
        offered = fitting[: several.MOST_OFFERED]
        among = tuple(slug(read.desk.document.id) for read in offered)
        return several.ask_back(offered, len(fitting)), self._talk(replace(kept, question=question, among=among), now)

    def _given(self, read: Read, kept: Dialogue, now: datetime) -> tuple[Reply, Talk]:
        """The reply of a decision, and the talk that goes on with it."""
        name, reply = slug(read.desk.document.id), read.reply
        if len(self.desks) > 1:
            reply = several.with_number(read, list(self.desks.values()))
        if read.is_small_talk:
            return reply, self._talk(kept, now)
        turns = (*(kept.turns if name == kept.decision else ()), tuple(m.query for m in read.made))
        state = after(kept.of(name), read.made, read.desk, read.tasks, read.asked)
        turns = turns[-self.remembers :] if self.remembers else ()
        return reply, self._talk(Dialogue(name, state, turns=turns, private=kept.private), now)

    def _kept(self, talk: Talk, now: datetime) -> Dialogue:
        return dialogue.read(talk.fresh(now).state, self._editions)

    def _talk(self, kept: Dialogue, now: datetime) -> Talk:
        return Talk(dialogue.written(kept, self._editions), now)

    def welcome(self) -> Reply:
        """The words for /start."""
        return menus.welcome(list(self.desks.values()))

    def help(self) -> Reply:
        """The words for /trogiup: what can be asked, with examples."""
        return menus.help_(self.first)

    def overview(self) -> Reply:
        """The words for /vanban: the decisions that are served, with buttons."""
        return menus.overview(list(self.desks.values()))

    def tasks(self) -> Reply:
        """The words for /nhiemvu without a number: the groups and how to choose a task."""
        return menus.tasks(list(self.desks.values()))


def _option(token: str, state: State) -> Query | None:
    """What a button of a question back offers, while that question is open."""
    place = option_in(token)
    return state.options[place] if place is not None and place < len(state.options) else None


def _reply(made: Sequence[Answer], desk: Desk, left: tuple[str, ...] = ()) -> Reply:
    asks = tuple(as_json(m.query) for m in made)
    stated = [m for m in made if states_facts(m)]
    if not stated:
        return replace(_unanswered(made[0], desk), asks=asks, decision=desk.document.id)
    facts = tuple(dict.fromkeys(f for m in stated for f in m.facts))
    citations = tuple(dict.fromkeys(c for m in stated for c in m.citations))
    parts = [*(words(m, desk) for m in made), *map(not_read, left), source_line(citations, desk)]
    text, shown = "\n\n".join(parts).strip(), buttons.below(stated, desk)
    return Reply("answer", text, facts, citations, shown, asks=asks, unanswered=left, decision=desk.document.id)


def _unanswered(made: Answer, desk: Desk) -> Reply:
    text = words(made, desk)
    if made.query.kind == "choice":
        offered = [answer(option, desk, made.today) for option in options_of(made)]
        choices = tuple(Choice(tuple(o.facts), tuple(o.citations)) for o in offered)
        return Reply("clarify", text, buttons=buttons.choices(made, desk), choices=choices)
    small = made.query.kind in ("greeting", "thanks")
    shown = buttons.choices(made, desk) if made.query.options else buttons.nearest(made, desk)
    return Reply("refuse", text, buttons=shown, understood=small, reportable=not small)
