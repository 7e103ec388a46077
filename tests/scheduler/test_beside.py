"""For a crowd another process works out what is due: the same as the bot itself would, and nobody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest

from scheduler import planning
from scheduler.dispatcher import ReminderDispatcher
from scheduler.workdays import vietnam
from storage.unit_of_work import Storage
from tests.ministry import CLERK, Ministry, Size

Rows = list[tuple[object, ...]]


@pytest.fixture
def made(tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path, Size(0, (2019, 3), "2019-12-16T09:00:00", people=320, office=1))
    with made.db.atomic():
        made.service.begin(made.now.date())
    return made


def after_a_turn(made: Ministry, beside: Callable[[datetime], Awaitable[Path | None]] | None) -> Rows:
    """What is written down by a turn of the job."""
    storage = Storage(made.db, 1, lambda: made.now)
    asyncio.run(ReminderDispatcher(made.context, storage, lambda: made.now, vietnam, beside).turn())
    return [tuple(r[n] for n in ("person", "occasion", "step", "state", "reason")) for r in made.store.reminders.rows()]


def test_what_another_process_worked_out_is_what_the_bot_itself_would_do(made: Ministry, tmp_path: Path) -> None:
    asked = list[datetime]()

    async def beside(now: datetime) -> Path:
        asked.append(now)
        place = tmp_path / "due.jsonl"
        place.write_text("".join(f"{line}\n" for line in planning.lines(made.context, vietnam(), now)))
        return place

    itself = after_a_turn(made, None)
    assert len(itself) > 600
    with made.db.atomic():
        made.db.execute("delete from reminders")
        made.db.execute("delete from outbox")
    assert sorted(after_a_turn(made, beside)) == sorted(itself)
    assert asked == [made.now]


def test_where_the_other_process_fails_the_bot_does_it_itself(made: Ministry) -> None:
    async def failing(_now: datetime) -> None:
        return None

    assert len(after_a_turn(made, failing)) > 600


def test_who_left_meanwhile_hears_nothing(made: Ministry, tmp_path: Path) -> None:
    async def beside(now: datetime) -> Path:
        place = tmp_path / "due.jsonl"
        place.write_text("".join(f"{line}\n" for line in planning.lines(made.context, vietnam(), now)))
        with made.db.atomic():
            made.store.people.leave(gone, now)
        return place

    gone = made.context.person(CLERK)
    assert gone is not None
    assert gone.id not in {row[0] for row in after_a_turn(made, beside)}
