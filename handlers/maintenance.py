"""What has to be done now and then: the heartbeat, forgetting what is old, and a look at the whole database."""

from __future__ import annotations

import asyncio
import logging
import time

from clock import ClockError
from storage.connection import StorageError
from storage.inspection import Inspection
from storage.unit_of_work import Storage

BEAT_SECONDS = 60.0
BEATS_TO_PURGE = 60
A_SLICE, BREATH = 1000, 0.1
"""Rows that are forgotten in one go, and the seconds that others have then."""
LOOK_SECONDS, SHARE = 60.0, 0.01
"""Between two looks at the whole database; the part of the time that they may take of a large one."""

_log = logging.getLogger(__name__)


async def keep(storage: Storage) -> None:
    """Do it for as long as the bot serves; what the disk does not take is tried again the next time."""
    beats = 0
    while True:
        pause = BEAT_SECONDS
        try:
            storage.beat()
            if beats % BEATS_TO_PURGE == 0 and storage.purge(A_SLICE):
                pause, beats = BREATH, beats - 1  # the rest comes in a moment
        except (StorageError, ClockError) as error:
            _log.error("the heartbeat could not be written: %s", error)
        beats += 1
        await asyncio.sleep(pause)


async def inspect(storage: Storage, inspection: Inspection) -> None:
    """Look at the whole database again and again, for as long as the bot serves."""
    while True:
        began = time.monotonic()
        await storage.sum_up()
        try:
            found = await asyncio.to_thread(inspection.run)
        except asyncio.CancelledError:
            inspection.stop()
            raise
        if found and not storage.damage():
            _log.error("a part of the database is broken: %s", found)
        if found is not None:
            storage.inspected(found)
        await asyncio.sleep(max(LOOK_SECONDS, (time.monotonic() - began) / SHARE))
