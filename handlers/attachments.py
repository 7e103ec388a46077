"""What is done beside the talk: files of people are fetched, the office hears of new rows, in bundles."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from clock import ClockError
from conversation.outgoing import Outgoing
from handlers import child
from handlers.dependencies import Dependencies
from handlers.progress import fetch
from handlers.retry import patiently
from progress.chat import summarizing
from progress.chat.looking_export import finished, place_of
from progress.chat.service import Service
from progress.rights import may_export
from progress.store.files import File
from progress.store.notes import Export
from progress.wording import evidence as words
from progress.wording.looking import NOT_EXPORTED
from progress.wording.words import NOT_ALLOWED
from storage.connection import StorageError
from storage.places import unwritable

QUIET, LONGEST = 3.0, 8.0
"""Seconds without anything new before the office is told, so that what comes together is told together; at most."""
LOOK_EVERY = 60.0
MOST_ATTEMPTS = 30
SUMMARY_SECONDS = 60.0
AT_ONCE, LONGEST_FETCH = 4, 150.0
"""Files that are fetched at once, and the seconds that one may take."""

_log = logging.getLogger(__name__)


class Attachments:
    """Runs beside the handlers on the same loop; `folder` takes the files' content, named by its SHA-256.

    `exports` is where files of reports lie, `itself` the program whose commands print them.
    """

    def __init__(
        self, desk: Dependencies, service: Service, folder: Path, quiet: float = QUIET,
        exports: Path = Path(), itself: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._desk = desk
        self._exports = exports
        self._itself = tuple(itself)
        self._service = service
        self._folder = folder
        self._quiet = quiet
        self._fetching: asyncio.Task[None] | None = None
        self._exporting: asyncio.Task[None] | None = None
        self._failed_of = ""
        self._writing = asyncio.Lock()

    async def run(self, bot: Bot) -> None:
        """Do what there is to do whenever somebody has done something, and now and then."""
        while True:
            try:
                await self.once(bot)
            except (StorageError, ClockError, OSError) as error:
                _log.error("attachments and notifications have to wait for the disk: %s", error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._desk.stir.wait(), LOOK_EVERY)
            await self._calm()

    def trouble(self) -> str:
        """Say why no file can be kept or made now; "" where all can."""
        return unwritable(self._folder) or self._failed_of or unwritable(self._exports)

    async def _calm(self) -> None:
        """Wait until nothing has happened for a while; who waits for a file of reports does not wait for that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                while True:
                    self._desk.stir.clear()
                    self._begin_exports()
                    await asyncio.wait_for(self._desk.stir.wait(), self._quiet)

    def _begin_exports(self) -> None:
        """Have the files made that somebody waits for, beside all else; raises what ended it the last time."""
        if self._exporting is None or self._exporting.done():
            if self._exporting:
                self._exporting.result()
            self._exporting = asyncio.create_task(self._export_all(), name="exports")

    async def _export_all(self) -> None:
        try:
            while waiting := self._service.context.store.exports.waiting():
                same = [one for one in waiting if one.is_summary and one.is_same(waiting[0])]
                await self._export(same or waiting[:1])
        except (StorageError, ClockError, OSError) as error:
            _log.error("files of reports have to wait for the disk: %s", error)

    async def once(self, bot: Bot) -> None:
        """Do all that there is to do now; who waits for news does not wait for files."""
        with self._desk.storage.writing() as work:
            self._service.begin(work.at.date())
            for outgoing in self._service.news(work.at):
                work.add(outgoing)
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch_all(bot), name="files")
        self._begin_exports()

    async def _fetch_all(self, bot: Bot) -> None:
        """Fetch what waits, a few at once; what the disk does not take waits for the next look."""
        few = asyncio.Semaphore(AT_ONCE)
        try:
            waiting = self._service.context.store.files.waiting()
            await asyncio.gather(*(self._fetch(bot, file, few) for file in waiting))
            self._failed_of = ""
        except (StorageError, ClockError, OSError) as error:
            self._failed_of = f"{self._folder}: {error.strerror}" if isinstance(error, OSError) else ""
            _log.error("files have to wait for the disk: %s", error)

    def after_outage(self, since: datetime, now: datetime) -> None:
        """Tell people that nobody served for longer than Telegram keeps messages; once an outage."""
        with self._desk.storage.writing() as work:
            for outgoing in self._service.after_outage(since):
                work.add(outgoing, key=f"outage:{since.isoformat()}:{outgoing.to}")

    async def _fetch(self, bot: Bot, file: File, few: asyncio.Semaphore) -> None:
        """Bring a file's content to disk; one that Telegram no longer hands out is lost, and its sender told."""
        async with few:
            try:
                content = await patiently(lambda: fetch(bot, file.file_id), LONGEST_FETCH)
            except TelegramError as error:
                _log.warning("file %d could not be fetched: %s", file.id, type(error).__name__)
                self._failed(file, for_good=isinstance(error, BadRequest) or file.attempts >= MOST_ATTEMPTS)
                return
            async with self._writing:  # two may have the same content
                digest = await asyncio.to_thread(keep, self._folder, content)
        with self._desk.storage.writing():
            self._service.context.store.files.stored(file.id, digest, len(content))

    async def _export(self, same: Sequence[Export]) -> None:
        """Have a file made by another process, once for all who wait for the same, and send it to each.

        Where that fails they are told; a quarter's report is tried once more.
        """
        wanted = same[0]
        is_made = await self._made(wanted) or (wanted.is_summary and await self._made(wanted))
        with self._desk.storage.writing() as work:
            context = self._service.context
            left = context.store.exports.waiting()
            for one in (one for one in same if one in left):  # whoever has left meanwhile is sent nothing
                work.add(self._told(one, work.at, is_made=is_made))
                context.store.exports.end(one.id)

    async def _made(self, wanted: Export) -> bool:
        if wanted.is_summary:
            form = wanted.form.removeprefix("sum:")
            command = (*self._itself, "summary", "--period", str(wanted.quarter), "--document", wanted.document)
            place = summarizing.place_of(self._exports, wanted)
            return await child.run((*command, f"--{form}", "-"), place, SUMMARY_SECONDS)
        of = ("--period", wanted.quarter) if wanted.quarter else ()
        command = (*self._itself, "reports", f"--{wanted.form}", *of, *(("--all",) if wanted.every else ()))
        return await child.run(command, place_of(self._exports, wanted))

    def _told(self, one: Export, at: datetime, *, is_made: bool) -> Outgoing:
        context = self._service.context
        if is_made and not may_export(context.person(one.account)):
            return Outgoing(one.account, NOT_ALLOWED, reply_to=one.message)
        if not is_made:
            return (
                summarizing.failed(one) if one.is_summary else Outgoing(one.account, NOT_EXPORTED, reply_to=one.message)
            )
        make = summarizing.finished if one.is_summary else finished
        return make(context, self._exports, one, at)

    def _failed(self, file: File, *, for_good: bool) -> None:
        with self._desk.storage.writing() as work:
            self._service.context.store.files.failed(file.id, for_good)
            if for_good:
                work.add(Outgoing(file.account, words.lost(file.name)))


def keep(folder: Path, content: bytes) -> str:
    """Write a content to disk under its SHA-256, whole or not at all; gives the SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    place = folder / digest[:2] / digest
    if not _holds(place, digest):
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(".part")
        with half.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.replace(place)
    return digest


def _holds(place: Path, digest: str) -> bool:
    """Tell whether a content is there and has not been spoilt since."""
    if not place.exists():
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest
