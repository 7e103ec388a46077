#!/usr/bin/env python3
"""Prompts for questions, written out to be answered one by one by a large model, and its replies replayed and scored.

python -m tools.recorded export DIR GOLD...        write the prompts of these lines; --sample N: of a stratified part
python -m tools.recorded export DIR                the next round: the prompts that have no reply yet
python -m tools.recorded collect DIR NAME          keep it as NAME.questions.jsonl and NAME.replies.jsonl
python -m tools.recorded replay NAME [--misses]    score with the replies, and without

DIR holds for each prompt DIGEST.user.txt, and SYSTEM.txt, which is the same for all; the reply goes into
DIGEST.reply.txt. No file of DIR has a right answer: the lines that were chosen lie in DIR.questions.jsonl, beside it.
The second turn of a talk hangs on the reply to the first: export again, answer, until nothing is left to answer.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kb.answering.batch import as_row
from kb.answering.reply import Reply, Talk
from reader.asking import Asking, UnreadableError
from reader.deciding import Mode
from reader.examples import load_examples
from tools.asked import Score, scorer
from tools.examples import EXAMPLES
from tools.measure import USUAL_NOW
from tools.train import open_data

Row = dict[str, Any]
Replies = Mapping[str, str]


class Replay:
    """Questions answered with replies that are at hand; where one is not, as the built-in reader does."""

    def __init__(self, mode: Mode, replies: Replies, without: Sequence[str]) -> None:
        self.replies, self.asking = (
            replies,
            Asking(open_data(without).assistant, load_examples(EXAMPLES, without), mode),
        )
        self.missing: dict[str, tuple[str, str]] = {}
        self.outcomes: Counter[str] = Counter()

    def answers(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Reply]]:
        """Each line with its reply, lines of one session as one talk."""
        talks: dict[str, Talk] = {}
        for row in rows:
            session = row.get("session") or row["id"]
            reply, talks[session] = self._one(row, talks.get(session, Talk()))
            yield row, reply

    def _one(self, row: Row, talk: Talk) -> tuple[Reply, Talk]:
        now = datetime.fromisoformat(row["now"]) if row.get("now") else USUAL_NOW
        begun = self.asking.begin(row["question"], talk, now)
        if begun.asked is None:
            self.outcomes["not asked"] += 1
            return begun.own
        prompt = begun.asked.prompt
        text = self.replies.get(prompt.digest)
        if text is None:
            self.missing[prompt.digest] = (prompt.constant, prompt.own)
            self.outcomes["no reply at hand"] += 1
            return begun.own
        try:
            found = self.asking.finish(begun, text)
        except UnreadableError as error:
            self.outcomes[f"not read: {error}"] += 1
            return begun.own
        self.outcomes["read"] += 1
        return found


def lines(paths: Sequence[Path]) -> list[Row]:
    """The lines of gold files; the file's name keeps sessions apart."""
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            session = {"session": f"{path.stem}/{row['session']}"} if row.get("session") else {}
            found.append(row | session | {"id": f"{path.stem}/{row['id']}"})
    return found


def sample(rows: Sequence[Row], size: int, seed: str) -> list[Row]:
    """Some of the lines: by writer, class and whether the decision says it, each kind alike; talks are taken whole."""
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    talks: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        talks[row.get("session") or row["id"]].append(row)
    strata: dict[tuple[object, ...], list[list[Row]]] = defaultdict(list)
    for talk in talks.values():
        first = talk[0]
        of_talks = "talk" if first.get("session") else first["class"]
        strata[str(first["id"]).partition("/")[0], of_talks, first["answerable"]].append(talk)
    for found in strata.values():
        chance.shuffle(found)
    order = sorted(strata, key=str)
    chosen: list[Row] = []
    while len(chosen) < size and any(strata.values()):
        for name in order:
            if strata[name] and len(chosen) < size:
                chosen += strata[name].pop()
    ids = {row["id"] for row in chosen}
    return [row for row in rows if row["id"] in ids]


def stored(path: Path) -> dict[str, str]:
    """Replies by their prompts' digests: of a file of lines, or of a folder that is being answered."""
    if path.is_dir():
        return {p.name.partition(".")[0]: p.read_text(encoding="utf-8") for p in path.glob("*.reply.txt")}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()
    return {row["digest"]: row["reply"] for row in rows}


def chosen(path: Path) -> tuple[list[str], list[Row]]:
    """The lines that were chosen, and the authors of the corpus that are left out for them."""
    first, *rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return first["without"], rows


def beside(path: Path, kind: str) -> Path:
    """The file of a name that holds the questions, or the replies."""
    return path.with_name(f"{path.name}.{kind}.jsonl")


def export(args: argparse.Namespace) -> None:
    """Write the prompts of questions that have no reply yet."""
    questions = beside(args.dir, "questions")
    if args.gold:
        rows = sample(lines(args.gold), args.sample, args.seed) if args.sample else lines(args.gold)
        told = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in [{"without": args.without}, *rows])
        questions.write_text(told, encoding="utf-8")
    without, rows = chosen(questions)
    made = Replay(args.mode, stored(args.dir), without)
    for _ in made.answers(rows):
        pass
    args.dir.mkdir(parents=True, exist_ok=True)
    for path in args.dir.glob("*.user.txt"):  # of a prompt that is no more, and has no reply
        if path.name.partition(".")[0] not in made.replies:
            path.unlink()
    for digest, (constant, own) in made.missing.items():
        (args.dir / "SYSTEM.txt").write_text(constant, encoding="utf-8")
        (args.dir / f"{digest}.user.txt").write_text(own, encoding="utf-8")
    sys.stdout.write(f"{len(rows)} questions; {len(made.missing)} prompts to be answered in {args.dir}\n")


def collect(args: argparse.Namespace) -> None:
    """Keep the replies, each once and word for word; what is kept already stays as it is."""
    replies = beside(args.name, "replies")
    known = stored(replies)
    args.name.parent.mkdir(parents=True, exist_ok=True)
    beside(args.name, "questions").write_bytes(beside(args.dir, "questions").read_bytes())
    with replies.open("a", encoding="utf-8") as file:
        for digest, reply in sorted(stored(args.dir).items()):
            if digest not in known:
                row = {"digest": digest, "model": args.model, "at": args.at, "reply": reply}
                file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
    sys.stdout.write(f"{len(stored(replies))} replies in {replies}\n")


def replay(args: argparse.Namespace) -> None:
    """Print the outcomes with the replies, and without."""
    without, rows = chosen(beside(args.name, "questions"))
    replies = stored(args.name if args.name.is_dir() else beside(args.name, "replies"))
    modes: tuple[Mode, ...] = ("off", "unsure", "all")
    for mode in modes:
        made = Replay(mode, replies, without)
        table, misses = outcomes(made, rows, scorer(args.scorer))
        sys.stdout.write(f"== {mode}\n{table}\n{dict(made.outcomes)}\n")
        if args.misses and mode == "all":
            sys.stdout.write("".join(f"{line}\n" for line in misses))


def outcomes(made: Replay, rows: Sequence[Row], score: Score) -> tuple[str, list[str]]:
    """A table of shares, for questions, talks and dates apart, and the lines that are not right."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    misses = []
    for row, reply in made.answers(rows):
        told = as_row(row["id"], reply)
        outcome = score(row, told)
        kind = "talks" if row.get("session") else "dates" if row.get("now") else "questions"
        for name in (kind, *(["composite"] if row["class"] == "multi" else [])):
            found[f"{name} {'known' if row['answerable'] else 'unknown'}"][outcome] += 1
        if outcome in ("wrong", "silent", "asked", "offered", "part"):
            said = (
                f"{reply.kind} {list(reply.facts)} {list(reply.citations)} {json.dumps(reply.asks, ensure_ascii=False)}"
            )
            wanted = f"{row['facts']} {row['citations']}"
            misses.append(f"{outcome} {row['id']} {row['question']} | want {wanted} | said {said}")
    names = ("grounded", "right", "wrong", "offered", "asked", "part", "silent")
    table = [f"{'':20}{'n':>5}" + "".join(f"{name:>10}" for name in names)]
    for name, counts in sorted(found.items()):
        shares = "".join(f"{counts[one] / counts.total():>10.1%}" for one in names)
        table.append(f"{name:20}{counts.total():>5}{shares}")
    return "\n".join(table), misses


def main() -> None:
    """Carry out one of the three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    adds = parser.add_subparsers(required=True)
    out = adds.add_parser("export")
    out.add_argument("dir", type=Path)
    out.add_argument("gold", type=Path, nargs="*", help="none: what was chosen before")
    out.add_argument("--sample", type=int, default=0)
    out.add_argument("--seed", default="1")
    out.add_argument("--for", dest="mode", choices=["all", "unsure"], default="all")
    out.add_argument("--without", nargs="*", default=[], help="authors of the corpus that are left out")
    out.set_defaults(run=export)
    put = adds.add_parser("collect")
    put.add_argument("dir", type=Path)
    put.add_argument("name", type=Path)
    put.add_argument("--model", required=True)
    put.add_argument("--at", required=True, help="the day on which the replies were made")
    put.set_defaults(run=collect)
    again = adds.add_parser("replay")
    again.add_argument("name", type=Path, help="what was collected, or the DIR that is being answered")
    again.add_argument("--scorer", type=Path, default=Path("../shared/eval/score.py"), help="default: %(default)s")
    again.add_argument("--misses", action="store_true", help="print the lines that are not right with all")
    again.set_defaults(run=replay)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
