"""The one place where the parts meet: `bootstrap(settings)` gives a bot that is ready to serve, not yet connected.

Imported by the command line when it is needed: a question in the terminal does not wait for Telegram's library.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kb.library import Library
from kb.prepared import open_prepared
from progress.chat.building import Around, build_service
from progress.chat.context import Context
from progress.chat.service import Service
from progress.model import Person
from progress.reminders import Step
from progress.store.schema import STEPS as PROGRESS
from progress.store.store import open_store
from scheduler import preview
from scheduler.dispatcher import ReminderDispatcher
from scheduler.queries import calendar_of, rules_of
from scheduler.workdays import vietnam
from settings import Settings, SettingsError, is_loopback
from storage import database
from storage.inspection import Inspection
from storage.kept_questions import QuestionLog
from storage.outbox import CROWD
from storage.places import evidence_of
from storage.unit_of_work import Storage

if TYPE_CHECKING:
    from sqlite_utils import Database

    from clock import Clock
    from handlers.serving import Served
    from reader.deciding import Mode
    from reader.model import ModelReader
    from storage.outbox import Row

DATA = Path(__file__).resolve().parent / "data"
NO_MODEL = "Chưa có mô hình ngôn ngữ nào để đọc câu hỏi. Đặt READER_URL và READER_MODEL (docs/language-model.md)."


@dataclass(frozen=True)
class App:
    """A bot whose parts are together, over an open database."""

    served: Served
    service: Service
    storage: Storage


@contextmanager
def bootstrap(settings: Settings, clock: Clock, a_second: float = 25.0, quiet: float = 3.0) -> Iterator[App]:
    """Open the database and put the bot together; a crowd hears `a_second` at most, the office of
    what is new after `quiet` seconds.

    Raises DatabaseError, DecisionError where a decision cannot be read, and SettingsError where a file that the
    settings name cannot be.
    """
    from handlers import application, child, maintenance, serving
    from handlers.attachments import Attachments
    from handlers.dependencies import Dependencies
    from handlers.health import Pulse
    from handlers.progress import Progress
    from handlers.reachability import Reachability
    from handlers.sender import Sender
    from handlers.worker import Listeners, Worker
    from scheduler import job

    with database.serving(settings.bot_db, PROGRESS) as db:
        library, pulse = open_prepared(DATA, settings.prepared), Pulse()
        storage = Storage(db, settings.bot_id, clock)
        way = application.open_way(settings, storage, clock, pulse)
        service = service_over(settings, db, library, lambda: str(way.bot.username))
        service.context.store.people.on_left.append(storage.leave)
        service.context.set_aside = storage.set_aside
        model = open_model(settings, library, clock) if settings.has_reader else None
        document = library.documents[0].id
        desk = Dependencies(library.assistant, QuestionLog(db), clock, document, storage, model=model)
        reachability = Reachability(storage, service.context.store.people, clock)
        app = application.build(way, desk, Progress(desk, service, reachability))
        path = settings.bot_db.resolve()
        itself = ("env", f"BOT_DB={path}", sys.executable, str(Path(__file__).with_name("bot.py")))

        async def due_beside(now: datetime) -> Path | None:
            place = path.with_name("exports") / "due.jsonl"
            return place if await child.run((*itself, "due-reminders", now.isoformat()), place) else None

        reminders = ReminderDispatcher(service.context, storage, clock, vietnam, due_beside)

        def arrived(row: Row, numbers: tuple[int, ...]) -> None:
            desk.sent(row, numbers)
            if row.priority < CROWD:  # of the crowd the dispatcher takes note
                reachability.changed(row.chat, "")

        listeners = Listeners(arrived, reachability.changed, desk.refused)
        worker = Worker(Sender(way.bot, storage.outbox), storage, clock, reminders.recheck, listeners, a_second)
        with suppress(database.StorageError), storage.writing():  # where the disk takes nothing, whoever needs them
            service.begin(clock().date())
            service.context.store.people.date_invitations(clock())
        attachments = Attachments(desk, service, evidence_of(path), quiet, path.with_name("exports"), itself)
        beside = [
            attachments.run,
            lambda _bot: job.run(reminders, settings.bot_tick),
            lambda _bot: way.intake.tell_declined(storage),
            lambda _bot: maintenance.inspect(storage, Inspection(path, PROGRESS)),
        ]
        if model:
            service.context.model_today = model.today
            beside.append(lambda _bot: _until_stopped(model.close))
        served = serving.Served(
            app, desk, worker, settings, pulse, (attachments.after_outage,), beside, model, attachments.trouble
        )
        yield App(served, service, storage)


def open_model(settings: Settings, library: Library, clock: Clock, mode: Mode | None = None) -> ModelReader:
    """Put together what has a language model read questions; nothing is connected yet.

    Imported only here: without the setting, nothing of it is. Raises SettingsError for certificates that are none.
    """
    from network import certificates, proxy_for
    from reader.asking import Asking
    from reader.calls import Calls
    from reader.client import Client
    from reader.examples import load_examples
    from reader.model import ModelReader

    if settings.reader_url is None or settings.reader_model is None:
        raise SettingsError(NO_MODEL)
    try:
        tls = certificates(settings.reader_ca)
    except OSError as error:
        raise SettingsError(f"READER_CA: không đọc được chứng thư trong {settings.reader_ca}.") from error
    url, here = settings.reader_url, is_loopback(settings.reader_url)
    proxy = settings.reader_proxy or (None if here else proxy_for(url))
    key = settings.reader_key.get_secret_value() if settings.reader_key else None
    client = Client(url, settings.reader_model, key, tls, proxy)
    calls = Calls(client.complete, settings.reader_seconds, settings.reader_daily, lambda: clock().date())
    asking = Asking(library.assistant, load_examples(DATA / "asks" / "examples.jsonl"), mode or settings.reader_for)
    place = "trên máy chủ của hệ thống" if here else f"tại {urlsplit(url).hostname}"
    return ModelReader(asking, calls, place, client.close)


async def _until_stopped(close: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Wait for the end of serving, then close: calls under way are cut, and their questions answered without."""
    try:
        await asyncio.Event().wait()
    finally:
        await close()


def service_over(settings: Settings, db: Database, library: Library, bot_name: Callable[[], str]) -> Service:
    """Put progress together over an open database."""
    context = context_over(settings, db, library, bot_name)

    def coming(person: Person, now: datetime) -> list[tuple[datetime, Step, list[str], int]]:
        found = preview.coming(context, vietnam(), person, now)
        return [(one.at, one.leading.step, one.units, len(one.tasks)) for one in found]

    exports = settings.bot_db.resolve().with_name("exports")
    desks = library.assistant.desks.values()
    around = Around(coming, evidence_of(settings.bot_db), lambda: calendar_of(vietnam(), rules_of(context)))
    return build_service(context, desks, DATA / "language", exports, lambda: secrets.token_urlsafe(16), around)


def context_over(settings: Settings, db: Database, library: Library, bot_name: Callable[[], str] = str) -> Context:
    """Give what progress and its reminders work with."""
    return Context(
        open_store(db, settings.bot_admins),
        tuple((desk.document, desk.directory) for desk in library.assistant.desks.values()),
        bot_name,
        settings.bot_first_period,
    )
