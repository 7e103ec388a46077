#!/usr/bin/env python3
"""Examples for a model's prompt, made from the corpus: `python -m tools.examples` writes data/asks/examples.jsonl anew.

A line of the corpus is an example where some way in which the built-in reader can read it leads to its right answer, or
where the decision does not say it. The words that describe what it does not name are those that our retrieval matches.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kb.asking.case import Case
from kb.asking.desk import Desk
from kb.asking.query import Query, State
from kb.asking.understanding import ways_to_read
from kb.executor.answer import answer
from kb.executor.talk import after, states_facts
from reader.checking import check
from reader.fields import UnreadableError
from reader.telling import in_grammar
from tools.asked import Score, scorer
from tools.measure import USUAL_NOW
from tools.train import DATA, open_data

EXAMPLES = DATA / "asks" / "examples.jsonl"
Row = dict[str, Any]


def examples(score: Score) -> Iterator[Row]:
    """Every line of the corpus that has an Ask, author by author; its talk is the one that right answers lead to."""
    assistant = open_data().assistant
    yield {"decision": assistant.first.document.id}
    for path in sorted((DATA / "utterances").glob("author-*.jsonl")):
        talks: dict[str, tuple[State, list[Any]]] = defaultdict(lambda: (State(), []))
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            state, turns = talks[row.get("session") or row["id"]]
            today = (datetime.fromisoformat(row["now"]) if row.get("now") else USUAL_NOW).date()
            queries = right(assistant.first, row, state, today, score)
            if queries is None:
                continue
            told = reply_for(assistant.first, row, queries, state, today)
            if told is not None:
                made = {
                    "author": path.stem.split("-")[1],
                    "question": row["question"],
                    "talk": turns[-1:],
                    "reply": told,
                }
                yield {n: v for n, v in made.items() if v} | ({"today": today.isoformat()} if row.get("now") else {})
            given = [answer(q, assistant.first, today) for q in queries]
            talks[row.get("session") or row["id"]] = (
                after(state, given, assistant.first),
                [*turns, [in_grammar(q) for q in queries]],
            )


def right(desk: Desk, row: Row, state: State, today: date, score: Score) -> tuple[Query, ...] | None:
    """The Asks that lead to a line's right answer; none for what is not said, None where no way is right."""
    if not row["answerable"]:
        return None if row.get("premise") else ()
    heard = desk.listener.hear(row["question"])
    for way in ways_to_read(desk, heard, state, today):
        made = [answer(p.query, desk, today) for p in way]
        facts = list(dict.fromkeys(f for m in made for f in m.facts))
        citations = list(dict.fromkeys(c for m in made for c in m.citations))
        if not all(map(states_facts, made)) or not facts:
            continue
        for given in (facts, [", ".join(facts)], [" và ".join(facts)]):
            if score(row, {"kind": "answer", "facts": given, "citations": citations}) == "grounded":
                return tuple(p.query for p in way)
    return None


def reply_for(desk: Desk, row: Row, queries: Sequence[Query], state: State, today: date) -> Row | None:
    """The reply that a model should give; None where it would not be believed."""
    if not queries:
        return {"said": "no", "asks": []}
    asks = [in_grammar(q) for q in queries]
    described = [one for q in queries for one in described_in(desk, row["question"], q, state, today)]
    told: Row = {"said": "yes", "asks": asks} | ({"described": described} if described else {})
    try:
        read = check(json.dumps(told, ensure_ascii=False), desk, row["question"], state, today)
    except UnreadableError:
        return None
    return told if read.outcome == "read" else None


def described_in(desk: Desk, question: str, query: Query, state: State, today: date) -> Iterator[Row]:
    """What a query refers to without a name, with the words from the first to the last that our retrieval matches."""
    heard = desk.listener.hear(question)
    case = Case(desk, heard, state, today)
    known = {*heard.spotted.tasks, *state.tasks, *state.listed, *state.recent}
    by_address = {t.address: t.number for t in desk.document.tasks}
    tasks = [*query.tasks, *(by_address[a] for a in query.addresses if a in by_address)]
    wanted: list[tuple[object, str, Any]] = [(n, f"PL.{n}", desk.tasks) for n in tasks if n not in known]
    wanted += [(n, f"target {n}", desk.targets) for n in query.targets]
    wanted += [(a, a, desk.passages) for a in query.addresses if a not in by_address]
    for key, meant, index in wanted:
        weights = case.topic(())
        match = next((m for m in case.search(index, weights) if m.key == key), None)
        places = [n for n, amount in enumerate(match.explained) if amount and weights[n]] if match else []
        if places and case.spotted.words[places[-1]].end <= len(question):
            words = question[case.spotted.words[places[0]].start : case.spotted.words[places[-1]].end]
            yield {"words": words, "is": meant}


def main() -> None:
    """Write the examples, or say whether those that are stored are all of the grammar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scorer", type=Path, default=Path("../shared/eval/score.py"), help="default: %(default)s")
    args = parser.parse_args()
    rows = list(examples(scorer(args.scorer)))
    EXAMPLES.parent.mkdir(exist_ok=True)
    EXAMPLES.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    sys.stdout.write(f"{len(rows) - 1} examples\n")


if __name__ == "__main__":
    main()
