"""Every page, answer and toast, for all roles on two ledgers, is what it was; REWRITE_GOLDENS=1 writes them anew."""

import json
import os
from pathlib import Path

import pytest

from tests.e2e import walker

pytestmark = pytest.mark.e2e

GOLDENS = Path(__file__).resolve().parents[1] / "goldens"


@pytest.mark.parametrize("ledger", ["lived", pytest.param("new", marks=pytest.mark.soak)])
def test_every_page_is_what_it_was(ledger: str, tmp_path: Path) -> None:
    with walker.walking(tmp_path, lived=ledger == "lived") as walk:
        for role, person in walker.ROLES.items():
            walk.walk(role, person)
    kept = GOLDENS / f"{ledger}.jsonl"
    found = [json.dumps(line, ensure_ascii=False) for line in walk.record]
    if os.environ.get("REWRITE_GOLDENS"):
        kept.write_text("\n".join(found) + "\n", encoding="utf-8")
    wanted = kept.read_text(encoding="utf-8").splitlines()
    different = [(old, new) for old, new in zip(wanted, found, strict=False) if old != new]
    assert different[:1] == []
    assert len(found) == len(wanted)


def test_each_button_of_the_past_acts_or_says_why(tmp_path: Path) -> None:
    """Messages stay in people's chats for years: the tokens of this list are never taken from it."""
    tokens = (GOLDENS / "tokens.txt").read_text(encoding="utf-8").split()
    silent = []
    with walker.walking(tmp_path, lived=True) as walk:
        for person in (walker.LAN, walker.TRANG):
            walk.say(person, "/trogiup")
            for token in tokens:
                toast, heard = walk.press(person, token)
                if "sự cố" in toast or not (toast or heard):
                    silent.append((person, token, toast))
        assert "ERROR" not in walk.bot.log
    assert silent == []
