"""The state of a talk as a channel keeps it: a text, so that a talk goes on over a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from kb.asking.codec import as_json, from_json
from kb.asking.query import Query, State

_NOTHING_SAID = State()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a talk is about: the decision by its slug, and what a question about it may leave out.

    `question` is one that several decisions answer (`among`) and that was asked back about; `turns` are the
    Asks of the last turns, where they are kept. What goes on with a `private` one is told to nobody else.
    """

    decision: str = ""
    state: State = _NOTHING_SAID
    question: str = ""
    among: tuple[str, ...] = ()
    turns: tuple[tuple[Query, ...], ...] = ()
    private: bool = False

    def of(self, decision: str) -> State:
        """What a question about a decision may leave out."""
        return self.state if decision == self.decision else _NOTHING_SAID


def written(dialogue: Dialogue, editions: Mapping[str, str]) -> str:
    """A dialogue as a text. `editions` tells texts of a decision apart: what was kept of another one means nothing."""
    kept: dict[str, object] = {}
    if dialogue.decision:
        kept |= {"decision": dialogue.decision, "edition": editions[dialogue.decision]}
        kept["state"] = as_json(dialogue.state)
    if dialogue.question:
        kept |= {"question": dialogue.question, "among": dialogue.among}
    if dialogue.turns:
        kept["turns"] = [[as_json(query) for query in turn] for turn in dialogue.turns]
    if dialogue.private:
        kept["private"] = True
    return json.dumps(kept, ensure_ascii=False)


def read(text: str, editions: Mapping[str, str]) -> Dialogue:
    """The dialogue of a text; an empty one for what another program, or another text of the decision, has kept."""
    try:
        kept = json.loads(text or "{}")
        question, among = str(kept.get("question", "")), tuple(s for s in kept.get("among", ()) if s in editions)
        private = kept.get("private") is True
        if editions.get(kept.get("decision", ""), "") != kept.get("edition", ""):
            return Dialogue(private=private)
        turns = tuple(tuple(from_json(Query, one) for one in turn) for turn in kept.get("turns", ()))
        state = from_json(State, kept.get("state", {}))
        return Dialogue(kept.get("decision", ""), state, question, among, turns, private)
    except (ValueError, AttributeError, TypeError):
        return Dialogue()
