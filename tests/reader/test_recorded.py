"""Recorded readings: each prompt has its reply, word for word; and the tool that writes prompts and replays replies."""

import argparse
import json
from pathlib import Path

import pytest

from tools import recorded

RECORDED = Path(__file__).parent / "recorded"
NAMES = sorted(path.with_suffix("").with_suffix("") for path in RECORDED.glob("*.questions.jsonl"))
TALK = [
    {"id": "a1", "session": "a", "question": "nhiệm vụ 13 ai chủ trì", "class": "lead"},
    {"id": "a2", "session": "a", "question": "thế ai phối hợp", "class": "coord"},
]


@pytest.mark.parametrize(
    "name",
    [pytest.param(path, marks=pytest.mark.soak) for path in NAMES],
    ids=[path.name for path in NAMES],
)
def test_each_prompt_of_the_recorded_questions_has_its_reply(name: Path) -> None:
    without, rows = recorded.chosen(recorded.beside(name, "questions"))
    made = recorded.Replay("all", recorded.stored(recorded.beside(name, "replies")), without)
    assert len(list(made.answers(rows))) == len(rows)
    assert not made.missing, "the prompt is another than it was: it needs new replies (tests/reader/recorded/README.md)"


@pytest.mark.soak
def test_prompts_are_written_round_by_round_and_kept_with_their_replies_word_for_word(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(f"{json.dumps(row | {'answerable': True, 'facts': ['SECRET']})}\n" for row in TALK))
    folder, out = tmp_path / "round", argparse.Namespace(sample=0, seed="1", mode="all", without=["q"])
    recorded.export(argparse.Namespace(**vars(out), dir=folder, gold=[gold]))
    first = {path.name.partition(".")[0] for path in folder.glob("*.user.txt")}
    assert len(first) == 2  # the second turn as the built-in reader's answer leads to it
    assert "SECRET" not in "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())

    turn = next(p for p in folder.glob("*.user.txt") if "nhiệm vụ 13" in p.read_text(encoding="utf-8").splitlines()[-1])
    other = '{"said": "yes", "asks": [{"kind": "task", "tasks": [13], "aspects": ["when"]}]}  \n'
    turn.with_name(turn.name.replace("user", "reply")).write_text(other, encoding="utf-8")
    recorded.export(argparse.Namespace(**vars(out), dir=folder, gold=[]))
    second = {path.name.partition(".")[0] for path in folder.glob("*.user.txt")}
    assert len(second - first) == 1  # it leads elsewhere now

    name = tmp_path / "kept" / "sample"
    recorded.collect(argparse.Namespace(dir=folder, name=name, model="none", at="2019-05-10"))
    assert list(recorded.stored(recorded.beside(name, "replies")).values()) == [other]
    assert recorded.chosen(recorded.beside(name, "questions"))[0] == ["q"]


def test_a_sample_has_all_kinds_alike_and_talks_whole() -> None:
    rows = [{"id": f"f/{n}", "class": "lead" if n < 90 else "due", "answerable": True} for n in range(100)]
    rows += [{"id": f"t/{n}", "session": f"s{n // 5}", "class": "lead", "answerable": True} for n in range(50)]
    found = recorded.sample(rows, 30, "1")
    assert found == recorded.sample(rows, 30, "1")
    assert sum(row["class"] == "due" for row in found) >= 4
    talks = [row["session"] for row in found if "session" in row]
    assert {talks.count(one) for one in talks} == {5}
