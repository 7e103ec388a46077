"""The figures of `make bench`: a question alone, the start, the memory, and the whole bot against an echo bot."""

import argparse
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import crowd, neighbours, reports, whole
from tests.bench.whole import Measured, measure
from tests.e2e.driver import ROOT

NOW = datetime(2019, 9, 16, 1, tzinfo=UTC)
SAMPLES = (
    *sorted((ROOT / "data" / "utterances").glob("*.jsonl")),
    *sorted((ROOT.parent / "shared/eval").glob("*.jsonl")),
)


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--messages", type=int, default=300, help="messages to each bot (default %(default)s)")
    parser.add_argument("--warm-up", type=int, default=1000, help="other messages before these (default %(default)s)")
    parser.add_argument("--recipients", type=int, default=2000, help="people to remind at once (default %(default)s)")
    parser.add_argument("--memory", type=int, default=30_000, help="messages for the memory (default %(default)s)")
    options = parser.parse_args()
    questions = read_questions()
    print_questions(questions)
    print_looks(questions)
    with tempfile.TemporaryDirectory() as home:
        wanted = [questions[n * len(questions) // options.messages] for n in range(options.messages)]
        others = [question for question in questions if question not in set(wanted)]
        before = [others[n * len(others) // options.warm_up] for n in range(options.warm_up)]
        print_whole(*measure(Path(home), wanted, before))
        print_reports(*reports.measure(Path(home), options.messages))
    with tempfile.TemporaryDirectory() as home:
        print_neighbours(neighbours.measure(Path(home)))
    with tempfile.TemporaryDirectory() as home:
        print_crowd(crowd.measure(Path(home), options.recipients))
    with tempfile.TemporaryDirectory() as home:
        marks = options.memory // 6, options.memory
        print_growth(marks, whole.growth(Path(home), questions, marks))


def read_questions() -> list[str]:
    """Give every question of the corpora, those of the dialogues too, each once."""
    rows = [json.loads(line) for path in SAMPLES for line in path.read_text(encoding="utf-8").splitlines() if line]
    return list(dict.fromkeys(row["question"] for row in rows if row.get("question")))


def print_questions(questions: list[str]) -> None:
    """Ask each question twice, once to warm up, and print how long the second time took."""
    from kb.answering.reply import Talk
    from kb.library import open_library

    began = time.perf_counter()
    assistant = open_library(ROOT / "data").assistant
    opened = time.perf_counter() - began
    times = []
    for question in (*questions, *questions):
        began = time.perf_counter()
        assistant.ask(question, Talk(), NOW)
        times.append(1000 * (time.perf_counter() - began))
    parts = statistics.quantiles(times[len(questions) :], n=100)
    print(f"library opened in {opened:.2f} s; {len(questions)} questions, warm, ms each:")
    print(
        f"  p50 {parts[49]:.3f}   p95 {parts[94]:.3f}   p99 {parts[98]:.3f}   max {max(times[len(questions) :]):.2f}\n"
    )


def print_looks(questions: list[str]) -> None:
    """Say what progress adds to an ordinary question, and how long the longest report takes to read."""
    from datetime import date

    from kb.library import open_library
    from nlu.telling import load_telling
    from progress.reading.cues import load_cues
    from progress.reading.reader import read_report

    desk = open_library(ROOT / "data").assistant.first
    cues = load_cues(ROOT / "data" / "language" / "reports.tsv", desk.lexicon)
    heads = [load_telling(ROOT / "data" / "messages" / f"{name}.json") for name in ("weights", "asked")]
    began = time.perf_counter()
    for question in questions:
        for head in heads:
            head.probability(question)
    each = 1e6 * (time.perf_counter() - began) / len(questions)
    longest = ("nv 13 60% đã họp, vướng kinh phí, đề nghị bổ sung; " * 100)[:4096]
    began = time.perf_counter()
    read_report(longest, desk.document, cues, date(2019, 9, 16))
    took = 1000 * (time.perf_counter() - began)
    print(f"progress looks at a question for {each:.1f} µs; a report of 4,096 letters is read in {took:.0f} ms\n")


def print_whole(bot: Measured, echo: Measured) -> None:
    print(f"{'':14}{'ready s':>9}{'RSS MiB':>9}{'CPU ms/message':>16}{'answer ms':>11}")
    for name, row in (("the bot", bot), ("echo bot", echo)):
        print(f"{name:14}{row.ready:>9.2f}{row.memory:>9.0f}{row.processor:>16.2f}{row.answer:>11.1f}")
    print(f"ratio of processor time: {bot.processor / echo.processor:.2f} (at most 2)")


def print_reports(bot: float, echo: float) -> None:
    print(f"\na report: {bot:.2f} ms of processor a call of the Bot API, the echo bot {echo:.2f}: {bot / echo:.2f}")


def print_crowd(row: crowd.Crowd) -> None:
    print(f"\n{row.count} reminders in {row.seconds:.0f} s, at most {row.most} a second (Telegram takes 30)")
    print("a question, ms:")
    for name, (middle, late) in (("before", row.before), ("meanwhile", row.meanwhile)):
        print(f"  {name:10} p50 {middle:.1f}   p95 {late:.1f}")


def print_neighbours(found: dict[str, tuple[neighbours.Times, neighbours.Times]]) -> None:
    print("\na question of B, ms (at most 1.5 times its usual time):")
    for name, ((middle, late), (meanwhile, later)) in found.items():
        print(
            f"  {name:34} p50 {middle:.1f} → {meanwhile:.1f} ({meanwhile / middle:.2f})"
            f"   p95 {late:.1f} → {later:.1f} ({later / late:.2f})"
        )


def print_growth(marks: tuple[int, int], found: tuple[float, float]) -> None:
    (few, many), (before, after) = marks, found
    print(
        f"\nresident after {few} messages {before:.1f} MiB, after {many} {after:.1f}: {after - before:+.1f} (at most 5)"
    )


if __name__ == "__main__":
    main()
