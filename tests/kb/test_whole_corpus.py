"""Every question of the corpus, mistyped in every way we know: minutes of asking, run by `make soak`."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random, SystemRandom

import pytest

from kb.answering.assistant import Assistant
from kb.answering.reply import Talk
from kb.model import Document
from tests.variants import VARIANTS

CORPUS = Path(__file__).resolve().parents[2] / "data" / "utterances"
SOME = 3000  # lines of the corpus for each way to mistype
LONGEST = 16_000  # letters of a reply: four messages of Telegram


def questions() -> list[dict]:
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines]


@pytest.mark.soak
@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_no_mistyped_question_brings_the_bot_off_its_words(
    assistant: Assistant, document: Document, when: Callable[[str], datetime], variant: str
) -> None:
    """In one long talk, each reply has words, cites what is there, and states no fact when it refuses."""
    now, talk, seed = when("2019-05-10"), Talk(), SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    for row in Random(seed).sample(questions(), SOME):
        question = VARIANTS[variant](row["question"], row["id"])
        reply, talk = assistant.ask(question, talk, now)
        assert 0 < len(reply.text) < LONGEST, question
        assert set(reply.citations) <= set(document.by_address), question
        assert reply.kind == "answer" or not reply.facts, question
        for row_of_buttons in reply.buttons:
            for button in row_of_buttons:
                tapped, _ = assistant.tap(button.token, talk, now)
                assert 0 < len(tapped.text) < LONGEST, (question, button.label)
