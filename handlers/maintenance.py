"""What has to be done now and then: the heartbeat, and forgetting what is old."""

from __future__ import annotations

import asyncio
import logging

from clock import ClockError
from storage.connection import StorageError
from storage.unit_of_work import Storage

BEAT_SECONDS = 60.0
BEATS_TO_PURGE = 60
A_SLICE, BREATH = 1000, 0.1
"""Rows that are forgotten in one go, and the seconds that others have then."""

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
