"""Another process makes a file, whole or not at all."""

import asyncio
import sys
from pathlib import Path

import pytest

from handlers import child

LAZY, GREEDY, BROKEN = "import time; time.sleep(30)", "x = bytearray(2**30)", "print('half'); raise SystemExit(3)"


def run(code: str, to: Path, seconds: float = 20) -> bool:
    return asyncio.run(child.run((sys.executable, "-c", code), to, seconds, 2**29))


def test_what_a_command_prints_becomes_the_file(tmp_path: Path) -> None:
    to = tmp_path / "new" / "a.csv"
    assert run("print('xong')", to)
    assert to.read_text() == "xong\n"


@pytest.mark.parametrize(("code", "seconds"), [(LAZY, 0.5), (GREEDY, 20), (BROKEN, 20)])
def test_what_fails_or_takes_too_much_leaves_the_file_as_it_was(tmp_path: Path, code: str, seconds: float) -> None:
    to = tmp_path / "a.csv"
    to.write_text("as it was")
    assert not run(code, to, seconds)
    assert to.read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
