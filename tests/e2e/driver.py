"""The bot as a process of its own, and hands on the Bot API server that it talks to."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playground.basics import Json
from playground.client import Control
from playground.people import GROUP, REPORTER, VISITOR
from tests.e2e.forked import ForkedProcess

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "676001:the-secret-half-of-the-token-42"
WAIT = 15.0
START = 45.0
"""Seconds that a start may take where other tests start their bots at the same time."""

__all__ = ["GROUP", "REPORTER", "ROOT", "TOKEN", "VISITOR", "WAIT", "BotProcess", "Control", "command", "until"]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Give a clean environment: nothing of the tester's own settings reaches the bot."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    prepared = ROOT / "build" / "prepared.pickle"  # made by the first bot of a run
    prepared.parent.mkdir(exist_ok=True)
    return {**kept, "BOT_PREPARED": str(prepared), "BOT_DB": str(home / "bot.sqlite3"), **settings}


def command(home: Path, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of bot.py to its end."""
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        process = ForkedProcess([*arguments], home, environment(home, **settings), out, err, stdin)
        try:
            code = process.wait(30)
        finally:
            process.kill()
        return subprocess.CompletedProcess([*arguments], code, out.read_text("utf-8"), err.read_text("utf-8"))


def until(condition: Callable[[], object], seconds: float = WAIT, every: float = 0.02) -> bool:
    """Wait for something to become true, looking often; say whether it did."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


class BotProcess:
    """`bot.py run` in a directory of its own; its log never holds the token, or `stop` fails the test.

    `plain` starts it as a service manager would, by its interpreter; so does another program's `root`.
    """

    def __init__(self, home: Path, *arguments: str, root: Path = ROOT, plain: bool = False, **settings: str) -> None:
        self.home = home
        self._forked = root == ROOT and not plain
        self._root = root
        self._arguments = arguments
        self._settings = settings
        self._process: subprocess.Popen[bytes] | ForkedProcess | None = None

    def start(self, ready: bool = True) -> "BotProcess":
        """Start it, and wait until it serves."""
        arguments, env, path = (
            ["run", *self._arguments],
            environment(self.home, **self._settings),
            self.home / "bot.log",
        )
        count = self.log.count("Sẵn sàng") if path.exists() else 0
        with path.open("ab") as log:
            self._process = (
                ForkedProcess(arguments, self.home, env, path, path)
                if self._forked
                else subprocess.Popen(
                    [sys.executable, str(self._root / "bot.py"), *arguments],
                    cwd=self.home, env=env, stdout=log, stderr=log,
                )
            )  # fmt: skip
        if ready:
            assert until(lambda: self.log.count("Sẵn sàng") > count or self._process.poll() is not None, START), (
                self.log
            )
            assert self._process.poll() is None, self.log
        return self

    @property
    def log(self) -> str:
        """What it has written so far, to either stream."""
        return (self.home / "bot.log").read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        return self._process.pid

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def logs(self, words: str, seconds: float = WAIT) -> bool:
        """Wait for words in the log; say whether they came."""
        return until(lambda: words in self.log, seconds)

    def ends(self, seconds: float = WAIT) -> int:
        """Wait for its end; give the exit code."""
        return self._process.wait(seconds)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """End it as a service manager would; give the exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        code = self.ends()
        assert TOKEN.partition(":")[2] not in self.log
        return code


def callback_text(control: Control, since: int, press: Json) -> str:
    """Wait for the answer to a press; give the words of its toast. Fails where it is answered twice or not at all."""
    found = control.get("callbacks", since=since, timeout=WAIT)["callbacks"]
    assert [answer["callback_id"] for answer in found] == [press["callback_id"]]
    return str(found[0]["text"])
