"""Commands of bot.py as processes of their own, forked from one that has imported what they import.

Most of a start's work is imports, the same each time. The tests of a start itself (`test_life`) take the plain way.
"""

import multiprocessing
import os
import random
import signal
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.e2e.imported"])


class ForkedProcess:
    """What `subprocess.Popen` gives, as far as the tests use it."""

    def __init__(
        self, arguments: list[str], cwd: Path, env: dict[str, str], out: Path, err: Path, stdin: str = ""
    ) -> None:
        self._process: BaseProcess = _context.Process(target=_run, args=(arguments, cwd, env, out, err, stdin))
        self._process.start()
        self.pid = int(self._process.pid or 0)

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; give the exit code. Raises TimeoutError."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError(self.pid)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def _run(arguments: list[str], cwd: Path, env: dict[str, str], out: Path, err: Path, stdin: str) -> None:
    """Become `bot.py ARGUMENTS`, in the forked process."""
    from cli.commands import main

    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    for path, stream in ((out, 1), (err, 2)):
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(target, stream)
        os.close(target)
    if stdin:
        given = cwd / ".stdin"
        given.write_text(stdin, encoding="utf-8")
        sys.stdin = given.open(encoding="utf-8")
        given.unlink()
    random.seed()
    sys.argv = ["bot.py", *arguments]
    sys.exit(main(arguments))
