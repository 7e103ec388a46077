"""What /health says, the heartbeat, and what happens after a long time down."""

import asyncio
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.health import Health, Pulse
from handlers.maintenance import keep
from handlers.serving import Served, look_back
from storage.database import serving
from storage.unit_of_work import Storage
from tests.handlers.fakes import NOW, Chat


def health(mail: Storage, silence: float | None, stuck: bool = False) -> dict[str, str]:
    seconds = [0.0]
    pulse = Pulse(lambda: seconds[0])
    if silence is not None:
        pulse.beat()
        seconds[0] = silence
    return Health(mail, pulse, lambda: stuck).faults()


@pytest.mark.parametrize(
    ("silence", "stuck", "named"),
    [
        (0, False, set()),
        (90, False, set()),
        (91, False, {"telegram"}),
        (None, False, {"telegram"}),
        (0, True, {"database"}),
    ],
)
def test_health_names_what_may_pass(silence: float | None, stuck: bool, named: set[str]) -> None:
    assert set(health(Chat().mail, silence, stuck)) == named


def test_health_really_writes(tmp_path: Path) -> None:
    with serving(tmp_path / "bot.sqlite3") as db:
        mail = Storage(db, 676, lambda: NOW)
        assert health(mail, 0) == {}
        other = sqlite3.connect(tmp_path / "bot.sqlite3")
        other.execute("begin immediate")
        assert set(health(mail, 0)) == {"database"}
        other.close()


@pytest.mark.parametrize(("hours", "told"), [(None, False), (1, False), (24, False), (25, True), (-5, False)])
def test_people_are_told_after_more_than_a_day_down(hours: float | None, told: bool) -> None:
    chat, heard = Chat(), []
    if hours is not None:
        Storage(chat.db, 676, lambda: NOW - timedelta(hours=hours)).beat()
    look_back(Served(chat.app, chat.desk, None, None, Pulse(), [lambda since, now: heard.append((since, now))]))
    assert heard == ([(NOW - timedelta(hours=25), NOW)] if told else [])
    assert chat.mail.last_beat() == NOW


def test_the_heart_beats_and_what_is_old_is_forgotten() -> None:
    chat = Chat()
    chat.write("nv 13")
    moved: list[datetime] = [NOW + timedelta(hours=49)]
    mail = Storage(chat.db, 676, lambda: moved[0])

    async def live() -> None:
        keeping = asyncio.create_task(keep(mail))
        await asyncio.sleep(0.01)
        keeping.cancel()

    asyncio.run(live())
    assert mail.last_beat() == moved[0]
    assert chat.db.table("inbox").count == 0
