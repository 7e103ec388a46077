"""The repeating job itself: APScheduler on the bot's own loop, which calls `turn` every few seconds."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from clock import VIETNAM
from scheduler.dispatcher import ReminderDispatcher
from scheduler.workdays import vietnam


async def run(reminding: ReminderDispatcher, seconds: float) -> None:
    """Drive the reminders for as long as the bot serves.

    A run that comes late is not left out, and several that were missed are one: APScheduler's defaults would skip a
    run that is a second late.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that finds the last one at work is no news
    await asyncio.to_thread(vietnam)  # slow to import, and a question must not wait for it
    scheduler = AsyncIOScheduler(timezone=VIETNAM)
    scheduler.add_job(
        reminding.turn, "interval", seconds=seconds, next_run_time=datetime.now(VIETNAM),
        misfire_grace_time=None, coalesce=True, max_instances=1,
    )  # fmt: skip
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
