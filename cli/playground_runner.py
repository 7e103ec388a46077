"""The playground beside the bot: a Bot API server on this machine as a child, and a clock that its page can move."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from cli.arguments import NOT_ALLOWED
from clock import Clock, ClockError, file_clock, system_clock
from settings import Settings

if TYPE_CHECKING:
    from kb.model import Document

ROOT = Path(__file__).resolve().parents[1]
TICK = 2.0
"""Seconds between two looks at the reminders: who has moved the clock wants to see them arrive."""


class TrialError(Exception):
    """The playground cannot be opened, or has died; the message is meant for the operator."""


@contextmanager
def playground(settings: Settings, port: int) -> Iterator[Settings]:
    """Run a Bot API server on this machine as a child; give the settings of a bot that is served by it."""
    from pydantic import SecretStr

    from playground import people, server

    database = database_beside(settings.bot_db.resolve())
    clock_file = settings.bot_clock_file or database.with_name("playground-clock.txt")
    command = [sys.executable, "-m", "playground", "--port", str(port), "--clock-file", str(clock_file.resolve())]
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrialError(str(error)) from error
    with _child(command, {"PLAYGROUND_TOKEN": server.TOKEN}) as address:
        yield settings.model_copy(
            update={
                "telegram_bot_token": SecretStr(server.TOKEN),
                "telegram_api_url": address.rstrip("/"),
                "telegram_proxy": None,
                "webhook_url": None,
                "bot_db": database,
                "bot_admins": frozenset({people.ADMIN}),
                "bot_clock_file": clock_file,
                "bot_tick": min(settings.bot_tick, TICK),
            }
        )


def database_beside(path: Path) -> Path:
    """Name the playground's own database, beside the real one."""
    return path.with_name("playground.sqlite3")


@contextmanager
def _child(command: list[str], more: dict[str, str]) -> Iterator[str]:
    """Run a program that prints one line once it serves; give the line. It ends when this process does, however."""
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the bot, which then stops the child
        preexec_fn=_end_with_parent,  # noqa: PLW1509  # no thread runs yet, and kill -9 must not leave an orphan
    )
    over = Event()
    try:
        line = child.stdout.readline().strip() if child.stdout else ""
        if not line:
            sys.exit(child.wait() or NOT_ALLOWED)  # it has said why
        Thread(target=_stop_with, args=(child, over), daemon=True).start()
        yield line
        if child.poll() is not None:
            raise TrialError("Sân thử đã dừng đột ngột nên bot dừng theo. Chạy lại: make run")
    finally:
        over.set()
        child.terminate()
        child.wait(10)


def _end_with_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _stop_with(child: subprocess.Popen[str], over: Event) -> None:
    """Wait until the child has ended; if that is too early, stop this process in its orderly way."""
    child.wait()
    if not over.is_set():
        os.kill(os.getpid(), signal.SIGTERM)


def movable_clock(settings: Settings) -> Clock:
    """Give the clock that the playground's page can move: the real time until it does."""
    moved = file_clock(settings.bot_clock_file) if settings.bot_clock_file else system_clock

    def now() -> datetime:
        try:
            return moved()
        except ClockError:  # not moved, or moved back
            return system_clock()

    return now


def begin_in_the_plan(settings: Settings, document: Document) -> None:
    """Where the plan is over by today, begin in the week in which its first report was due; the page moves on from it.

    A clock that was moved before stays as it is.
    """
    from kb.calendar import next_due, reporting_period

    now, path = movable_clock(settings)(), settings.bot_clock_file
    ends = [period.end for task in document.tasks for period in task.periods if period.end]
    rule = document.reporting
    if path is None or path.exists() or rule is None or not ends or now.date() <= max(ends):
        return
    due = reporting_period(rule, *next_due(rule, document.header.date)).due
    begins = datetime.combine(due - timedelta(days=due.weekday()), time(9), now.tzinfo)
    path.write_text(f"{begins.isoformat()}\n", encoding="utf-8")
    print(f"Kế hoạch đã hết thời hạn nên giờ của sân thử bắt đầu từ {begins:%d/%m/%Y}; đổi bằng «Đặt giờ».", flush=True)
