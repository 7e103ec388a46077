#!/usr/bin/env python3
"""How well the bot does on authors whose utterances it does not have: `python -m tools.measure`.

For each author of data/utterances the library is opened with the other authors' files, and asked this author's
questions. grounded, wrong and silent are shares of what the decision answers, refused of what it does not answer (as
score.py counts them); the times are those of a question asked for the first time.
"""

import argparse
import importlib.util
import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kb.answering.assistant import Assistant
from kb.answering.reply import Talk
from kb.asking.query import ENOUGH, State
from kb.asking.understanding import understand
from kb.executor.answer import answer
from kb.library import open_library
from tests.variants import VARIANTS

DATA = Path(__file__).resolve().parent.parent / "data"
USUAL_NOW = datetime(2019, 5, 10, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
EDGES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

Row = dict[str, Any]
Score = Callable[[Row, Row], str]


def asked(author: str, kind: str = "", variant: str = "", seed: str = "") -> list[Row]:
    """An author's questions (`kind` "", "-dialogues" or "-dates"), mistyped mechanically where a variant is named."""
    path = DATA / "utterances" / f"author-{author}{kind}.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []
    mistype = VARIANTS[variant] if variant else lambda text, _: text
    return [row | {"question": mistype(row["question"], seed + row["id"])} for row in rows]


def without(author: str) -> Assistant:
    """The assistant that has the utterances of the other authors only."""
    files = sorted((DATA / "utterances").glob("author-*.jsonl"))
    return open_library(DATA, [f for f in files if f.stem.split("-")[1] != author]).assistant


def replies(assistant: Assistant, rows: Sequence[Row]) -> Iterator[tuple[Row, Row, float]]:
    """Each line with the reply to it as score.py wants it, and the milliseconds that it took."""
    talks: dict[str, Talk] = defaultdict(Talk)
    for row in rows:
        session = row.get("session") or row["id"]
        now = datetime.fromisoformat(row["now"]) if row.get("now") else USUAL_NOW
        start = time.perf_counter()
        reply, talks[session] = assistant.ask(row["question"], talks[session], now)
        took = (time.perf_counter() - start) * 1000
        yield row, {"kind": reply.kind, "facts": reply.facts, "citations": reply.citations}, took


def table_row(name: str, scored: Sequence[tuple[Row, str, float]]) -> str:
    """The shares of outcomes, and the times, as a row of a Markdown table."""
    known, unknown = (Counter(o for row, o, _ in scored if row["answerable"] is a) for a in (True, False))
    shares = [known[o] / max(1, known.total()) for o in ("grounded", "wrong", "silent")]
    times = statistics.quantiles((took for *_, took in scored), n=100)
    refused = f"{unknown['right'] / unknown.total():.1%}" if unknown else "–"
    cells = [f"{share:.1%}" for share in shares] + [refused, f"{times[49]:.2f}", f"{times[98]:.2f}"]
    return f"| {name} | {known.total()}+{unknown.total()} | {' | '.join(cells)} |"


def tables(authors: Sequence[str], score: Score, seed: str = "") -> Iterator[str]:
    """The table of outcomes: all authors as asked, mistyped, in dialogues and dates; each author as asked."""
    parts = [
        ("as asked", "", ""),
        *((v, "", v) for v in VARIANTS),
        ("dialogues", "-dialogues", ""),
        ("dates", "-dates", ""),
    ]
    found: dict[str, list[tuple[Row, str, float]]] = defaultdict(list)
    for author in authors:
        assistant = without(author)
        for name, kind, variant in parts:
            scored = [
                (row, score(row, said), ms) for row, said, ms in replies(assistant, asked(author, kind, variant, seed))
            ]
            found[name] += scored
            if name == "as asked":
                found[f"author {author}"] += scored
    yield "| | known+unknown | grounded | wrong | silent | refused | p50 ms | p99 ms |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from (table_row(name, scored) for name, scored in found.items())


def thresholds(authors: Sequence[str], score: Score) -> Iterator[str]:
    """For each kind of query: how many readings account for how much of their question, and how many are right."""
    found: dict[str, dict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for author in authors:
        (desk,) = without(author).desks.values()
        for row in asked(author):
            read = understand(desk, row["question"], State(), USUAL_NOW.date())
            if len(read.proposals) == 1 and (proposal := read.proposals[0]).query.kind != "refusal":
                made = answer(proposal.query, desk, USUAL_NOW.date())
                kind = "refuse" if made.refused else "clarify" if proposal.query.kind == "choice" else "answer"
                said = {"kind": kind, "facts": made.facts, "citations": made.citations}
                place = sum(proposal.covered >= edge for edge in EDGES)
                found[proposal.query.kind][place].append(score(row, said) in ("right", "grounded"))
    yield f"| kind | enough | {' | '.join(['less', *(f'from {edge:.0%}' for edge in EDGES)])} |"
    yield f"|---|---|{'---|' * (len(EDGES) + 1)}"
    for kind, places in sorted(found.items()):
        cells = [f"{sum(places[n])} of {len(places[n])}" if places[n] else "" for n in range(len(EDGES) + 1)]
        yield f"| {kind} | {ENOUGH.get(kind, 0.6)} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table of outcomes, or with --thresholds what the shares in query.ENOUGH are read off."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scorer", type=Path, default=Path("../shared/eval/score.py"), help="default: %(default)s")
    parser.add_argument("--authors", nargs="+", help="names, such as a b e7; default: every author")
    parser.add_argument("--thresholds", action="store_true", help="right readings by the share accounted for")
    fresh = str(random.SystemRandom().randrange(10**9))
    parser.add_argument("--seed", default=fresh, help="of what is mistyped; default: a fresh one, which is printed")
    args = parser.parse_args()
    spec = importlib.util.spec_from_file_location("score", args.scorer)
    if spec is None or spec.loader is None or not args.scorer.exists():
        parser.error(f"no scorer at {args.scorer}")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    everyone = sorted({path.stem.split("-")[1] for path in (DATA / "utterances").glob("author-*.jsonl")})
    authors, score = args.authors or everyone, scorer.outcome
    for line in thresholds(authors, score) if args.thresholds else tables(authors, score, args.seed):
        sys.stdout.write(f"{line}\n")
    if not args.thresholds:
        sys.stdout.write(f"mistyped with --seed {args.seed}\n")


if __name__ == "__main__":
    main()
