"""The commands; nothing is decided here.

Each command imports what it needs when it runs: a question in the terminal does not wait for Telegram's library.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cli.arguments import NOT_ALLOWED, parser

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from bootstrap import App
    from clock import Clock
    from kb.answering.batch import Ask
    from kb.library import Library
    from kb.model import DecisionError, Document
    from progress.chat.context import Context
    from progress.model import Report
    from settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"


class RefusedError(Exception):
    """The command cannot be carried out as given; the message tells the operator why."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; give the exit code: 2 where the settings, the arguments or a decision's text do not allow it.

    1 is for a command that was carried out and found something wrong.
    """
    _speak_utf8()
    os.umask(0o077)  # whatever is written holds what people wrote: for the bot's user only, from the first byte
    options = parser(COMMANDS).parse_args(arguments)
    try:
        return options.command(options) or 0
    except RefusedError as error:
        print(error, file=sys.stderr)
        return NOT_ALLOWED
    except BrokenPipeError:  # the reader, say `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


def run_bot(options: argparse.Namespace) -> None:
    """Serve the bot: on Telegram, or without a token on the playground."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # read by python-telegram-bot when it is imported
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until `serve` takes over
    settings = _settings()
    if settings.telegram_bot_token:
        _serve(settings, _clock(settings))
        return
    from cli import playground_runner

    with _refusing(playground_runner.TrialError), playground_runner.playground(settings, options.port) as beside:
        page = f"{beside.telegram_api_url}/"
        if options.demo:
            playground_runner.begin_in_the_plan(beside, _library(settings).documents[0])
        _serve(beside, playground_runner.movable_clock(beside), demo=options.demo, opens=page)


def ask_question(options: argparse.Namespace) -> None:
    """Answer one question, or the questions of the input line by line."""
    if options.jsonl == (options.question is not None):
        raise RefusedError('Cần đúng một trong hai: bot.py ask "câu hỏi", hoặc bot.py ask --jsonl < câu_hỏi.jsonl')
    from kb.answering.batch import answer_lines, plain_text
    from kb.answering.reply import Talk

    settings = _settings()
    library, clock = _library(settings), _clock(settings)
    with _asking(settings, library, clock) if options.reader else nullcontext(library.assistant.ask) as ask:
        if options.jsonl:
            with _refusing(ValueError):  # a line that is no question
                for line in answer_lines(ask, sys.stdin, clock()):
                    print(line, flush=True)
        else:
            print(plain_text(ask(options.question, Talk(), clock())[0].text))


def check_reader(_: argparse.Namespace) -> int:
    """Put questions of the corpus to the language model; 1 where it does not reply to each."""
    from cli import reading
    from settings import SettingsError

    settings = _settings()
    with _refusing(SettingsError):
        return 0 if reading.check(settings, _library(settings), _clock(settings)) else 1


def read_reports(options: argparse.Namespace) -> None:
    """Read the messages of the input line by line as reports; nothing is kept."""
    from sqlite_utils import Database

    from bootstrap import service_over
    from clock import VIETNAM
    from progress.chat.lines import read_lines
    from progress.store.schema import STEPS as PROGRESS
    from storage.migrations import migrate

    settings, db = _settings(), Database(memory=True)
    library = _of_one(_library(settings), options.document)
    migrate(db, settings.bot_db, PROGRESS)
    service = service_over(settings, db, library, str)
    now = options.now.replace(tzinfo=VIETNAM) if options.now else _clock(settings)()
    with _refusing(ValueError):  # a line that is no message
        for line in read_lines(service, sys.stdin, now):
            print(line, flush=True)


def show_document(options: argparse.Namespace) -> None:
    """Print what was read from each decision, or one part, or all of it as JSON."""
    from kb import show

    if (options.action == "show") != bool(options.address):
        raise RefusedError("Cần địa chỉ của phần muốn xem, ví dụ: bot.py kb show PL.13")
    is_text = not options.decision or options.decision.suffix.lower() == ".txt"
    if options.decision and not options.address and (options.json or not is_text):
        print(_read_file(options.decision, as_json=options.json))
        return
    documents = [_document(options.decision)] if options.decision else _library().documents
    if options.address:
        parts = [part for document in documents if (part := show.part(document, options.address)) is not None]
        if not parts:
            raise RefusedError(f"Văn bản không có phần {options.address}. Xem các địa chỉ: bot.py kb")
        print("\n\n".join(parts))
    elif options.json:
        for document in documents:
            print(json.dumps(show.as_json(document), ensure_ascii=False, indent=1))
    else:
        print("\n\n".join(map(show.overview, documents)))


def list_questions(options: argparse.Namespace) -> None:
    """Print the kept questions, to read or as lines that `ask --jsonl` takes."""
    from storage import database
    from storage.kept_questions import QuestionLog, exported, listed

    path = _database()
    with _refusing(database.DatabaseError), database.reading(path) as db:
        rows = QuestionLog(db).rows() if db else []
    for line in map(exported if options.export else listed, rows):
        print(line)
    if not rows:
        print(f"Chưa có câu hỏi nào được giữ lại trong {path}.", file=sys.stderr)


def back_up(options: argparse.Namespace) -> int:
    """Copy the database and its evidence into one file; 1 where the database has faults."""
    from progress.store.checks import spoilt_files
    from progress.store.schema import STEPS as PROGRESS
    from storage import backup, database

    with _refusing(database.DatabaseError):
        try:
            backup.back_up(_settings().bot_db, options.file, [PROGRESS], [spoilt_files])
        except backup.FaultyError as error:
            print(error, file=sys.stderr)
            return 1
    print(f"Đã sao lưu vào {options.file}.")
    return 0


def restore_backup(options: argparse.Namespace) -> None:
    """Put a backup in the database's place."""
    from progress.store.schema import STEPS as PROGRESS
    from storage import backup, database

    path = _settings().bot_db
    with _refusing(database.DatabaseError):
        backup.restore(options.file, path, options.overwrite, [PROGRESS])
    print(f"Đã khôi phục {path} từ {options.file}.")


def list_dead_letters(options: argparse.Namespace) -> None:
    """Print what came in and was set aside, or one of it as it came; put one back in line while no bot serves."""
    from storage import database, dead_letters

    path = _database()
    if (options.action is None) != (options.number is None):
        raise RefusedError("Cần số của tin, ví dụ: bot.py dead-letters show 12")
    with _refusing(database.DatabaseError):
        if options.action == "retry":
            if not dead_letters.put_back(path, options.number):
                raise RefusedError(f"Không có tin số {options.number} được giữ riêng.")
            print(f"Đã đưa tin số {options.number} lại vào hàng chờ. Bot xử lý khi khởi động.")
            return
        with database.reading(path) as db:
            found = dead_letters.kept(db, options.number) if db else []
    if options.number is not None and not found:
        raise RefusedError(f"Không có tin số {options.number} được giữ riêng.")
    for letter in found:
        whole = options.json or options.number is not None
        print(letter.as_json(whole=options.number is not None) if whole else letter.as_line())
    if not found:
        print(f"Không có tin nào được giữ riêng trong {path}.", file=sys.stderr)


def mark_lost(options: argparse.Namespace) -> None:
    """Take note, while no bot serves, that a file is lost: backups are possible again, and its places say so."""
    from progress.store.checks import spoilt_by_number
    from progress.store.files import Files
    from progress.store.schema import STEPS as PROGRESS
    from storage import backup, database

    path, number = _database(), options.number
    with _refusing(database.DatabaseError):
        with database.reading(path) as db:
            held = backup.contents(backup.evidence_of(path)) if db else {}
            is_spoilt = db is not None and number in spoilt_by_number(db, held)
        if not is_spoilt:
            raise RefusedError(f"Không có tệp số {number} bị mất hoặc hỏng. Xem: bot.py check")
        with database.serving(path, PROGRESS) as db, database.transaction(db):
            Files(db).lose(number)
    print(f"Đã ghi nhận tệp số {number} không còn.")


def check_database(_: argparse.Namespace) -> int:
    """Print what is wrong with the database."""
    from bootstrap import context_over
    from progress.store import checks
    from progress.store.schema import STEPS as PROGRESS
    from storage import backup, database
    from storage.inspection import faults

    settings = _settings()
    path = settings.bot_db
    with _refusing(database.DatabaseError), database.reading(path) as db:
        if db is None:
            raise RefusedError(f"Chưa có cơ sở dữ liệu {path} (BOT_DB).")
        held = backup.contents(backup.evidence_of(path))
        try:
            found = faults(db, (checks.broken_chains, partial(checks.spoilt_files, held=held)), [PROGRESS])
            if db.table("versions").exists():
                found += context_over(settings, db, _library(settings)).books.faults()
        except database.StorageError as error:  # a page that the questions need
            found = [f"{path}: {error}"]
    print("\n".join(found) or f"{path}: không có lỗi.")
    return 1 if found else 0


def list_reports(options: argparse.Namespace) -> None:
    """Print the reports that were sent, to read, as lines of JSON, as a table for programs or as a workbook."""
    from progress.export import as_csv, rows_of
    from progress.store.ledger import Ledger
    from progress.wording.looking import terminal_line
    from storage import database

    path = _database()
    with _refusing(database.DatabaseError), database.reading(path) as db:
        is_there = db is not None and "reports" in db.table_names()
        rows = []
        if db and is_there:
            rows = rows_of(Ledger(db), options.period, every=options.every, document=options.document)
        if options.document is not None and not rows:
            _check_served((document.id for document in _library(_settings()).documents), options.document)
        if db and rows and (options.xlsx or options.json):
            (_print_workbook if options.xlsx else _print_lines)(rows, db)
            return
    if not rows:
        print(f"Chưa có báo cáo nào trong {path}.", file=sys.stderr)
    elif options.csv:
        print(as_csv(rows), end="")
    else:
        print("\n".join(map(terminal_line, rows)))


def _print_lines(rows: Sequence[Report], db: Database) -> None:
    from bootstrap import context_over
    from progress.export import as_json
    from progress.store.versions import Versions

    settings, is_upgraded = _settings(), db.table("report_phases").exists()
    warnings = context_over(settings, db, _library(settings)).warnings if is_upgraded else None
    counted = Versions(db).counted() if db.table("versions").exists() else {}
    print(as_json(rows, warnings, counted), end="")


def _print_workbook(rows: Sequence[Report], db: Database) -> None:
    from bootstrap import context_over
    from progress.workbook import as_workbook

    if sys.stdout.isatty():
        raise RefusedError("Bảng tính không in ra màn hình được. Ví dụ: bot.py reports --xlsx > bao-cao.xlsx")
    settings = _settings()
    context = context_over(settings, db, _library(settings))
    sys.stdout.buffer.write(as_workbook(rows, context.plan, context.warnings))


def summarize(options: argparse.Namespace) -> int:
    """Print a period's figures, or make files of them; 1 where a sum does not hold, and then there is no file."""
    from bootstrap import context_over
    from cli import summary
    from storage import database

    settings = _settings()
    library, clock = _of_one(_library(settings), options.document), _clock(settings)
    try:
        with _refusing(database.DatabaseError, summary.NoSuchError), database.reading(_database()) as db:
            is_there = db is not None and db.table("version_bases").exists()
            return summary.run(context_over(settings, db, library) if db and is_there else None, clock(), options)
    except summary.SumError as error:
        print(error, file=sys.stderr)
        return 1


def show_period(options: argparse.Namespace) -> None:
    """Print a period of each decision with its figures: as of a version, as of its lock, or as things stand."""
    from progress import period_export as export
    from progress.locking import NoSuchVersionError

    with _progress(options) as context:
        served = [one.id for one, _ in context.documents if options.document in (None, one.id)] if context else []
        periods = [p for one in served for p in context.store.periods.of(one)] if context else []
        wanted = [p for p in periods if p.key == options.period]
        if context is None or not wanted:
            raise RefusedError(f"Không có kỳ báo cáo {options.period}.")
        for period in wanted:
            try:
                told = export.period_object(context, context.plan(period.document), period, options.version)
            except NoSuchVersionError as error:
                raise RefusedError(f"Kỳ {options.period} không có bản {options.version}.") from error
            print(export.as_json(told) if options.json else export.period_line(told))


def list_deadlines(options: argparse.Namespace) -> None:
    """Print the deadlines of tasks that the office has moved."""
    from progress import period_export as export

    with _progress(options) as context:
        for one in context.store.moves.deadlines(options.document) if context else ():
            told = export.deadline_object(one)
            print(export.as_json(told) if options.json else export.deadline_line(told))


def list_urges(options: argparse.Namespace) -> None:
    """Print whom the office has asked for reports, and what became of it."""
    from progress import period_export as export

    with _progress(options) as context:
        for told in export.urge_objects(context) if context else ():
            if options.document in (None, told["document"]):
                print(export.as_json(told) if options.json else export.urge_line(told))


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[Context | None]:
    """Open what progress keeps, to read; None where there is nothing yet. Refuses a decision that is not served."""
    from bootstrap import context_over
    from storage import database

    settings = _settings()
    path, library = _database(), _library(settings)
    _check_served((document.id for document in library.documents), options.document)
    with _refusing(database.DatabaseError), database.reading(path) as db:
        is_there = db is not None and bool(db.table_names())
        if db is not None and is_there and not db.table("versions").exists():
            raise RefusedError(f"{path} (BOT_DB) là của phiên bản trước. Chạy bot một lần để nâng cấp.")
        yield context_over(settings, db, library) if db is not None and is_there else None


def list_reminders(options: argparse.Namespace) -> None:
    """Print what would be sent on some days, to whom and about what; nothing is sent or written."""
    from bootstrap import context_over
    from scheduler import preview
    from scheduler.workdays import vietnam
    from storage import database

    if options.first > options.last:
        raise RefusedError("Ngày --from phải trước hoặc trùng ngày --to.")
    settings = _settings()
    path, clock = _database(), _clock(settings)
    with _refusing(database.DatabaseError), database.reading(path) as db:
        found = []
        if db is not None and db.table_names() and not db.table("versions").exists():
            raise RefusedError(f"{path} (BOT_DB) là của phiên bản trước. Chạy bot một lần để nâng cấp.")
        if db is not None and db.table_names():
            context = context_over(settings, db, _library(settings))
            _check_served((document.id for document, _ in context.documents), options.document)
            found = preview.foreseen(context, vietnam(), clock(), options.first, options.last)
    found = [one for one in found if options.document in (None, one.leading.document)]
    for reminder in found:
        print(preview.as_json(reminder) if options.json else preview.as_line(reminder))
    if not found:
        print("Không có lời nhắc nào trong những ngày này.", file=sys.stderr)


def list_due(options: argparse.Namespace) -> None:
    """Print what is due at an instant, person by person, for the bot that started this process."""
    from bootstrap import context_over
    from scheduler import planning
    from scheduler.workdays import vietnam
    from storage import database

    settings = _settings()
    with _refusing(database.DatabaseError), database.reading(settings.bot_db) as db:
        if db is not None:
            for line in planning.lines(context_over(settings, db, _library(settings)), vietnam(), options.now):
                print(line)


def _serve(settings: Settings, clock: Clock, *, demo: bool = False, opens: str = "") -> None:
    from bootstrap import bootstrap
    from handlers.secrecy import set_up_log
    from handlers.serving import TokenRefusedError, serve
    from handlers.web import ListenError
    from kb.model import DecisionError
    from settings import SettingsError
    from storage.database import DatabaseError

    secrets = (settings.telegram_bot_token, settings.reader_key)
    set_up_log(*(secret.get_secret_value() for secret in secrets if secret))
    try:
        refused = _refusing(DatabaseError, ListenError, SettingsError, TokenRefusedError)
        with refused, bootstrap(settings, clock) as app:
            if demo:
                _seat(app, clock())
            gc.freeze()  # what was read lives as long as the bot: the collector need not look at it with every message
            asyncio.run(serve(app.served, lambda: _tell_ready(opens)))
    except DecisionError as error:
        _refuse_decision(error)


def _seat(app: App, now: datetime) -> None:
    """Give the playground's people their units and roles."""
    from playground import people

    with app.storage.writing():
        for person in people.cast():
            if person.id in people.SEATS:
                app.service.seat(person.id, f"{person.last_name} {person.first_name}", people.SEATS[person.id], now)


def _tell_ready(opens: str) -> None:
    if opens:
        print(f"Mở trang này để trò chuyện với bot: {opens}", flush=True)
    logging.getLogger("bot").info("Sẵn sàng sau %s giây.", f"{_age():.1f}".replace(".", ","))


def _age() -> float:
    """Count the seconds since the system made this process."""
    if not sys.platform.startswith("linux"):
        return time.process_time()
    started = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")


def _database() -> Path:
    """Name the database; that of the playground where there is no other."""
    from cli import playground_runner

    path = _settings().bot_db
    beside = playground_runner.database_beside(path)
    with suppress(OSError):  # what cannot be looked at is told by who opens it
        return beside if not path.exists() and beside.exists() else path
    return path


def _settings() -> Settings:
    from settings import SettingsError, load_settings

    with _refusing(SettingsError):
        return load_settings()


@contextmanager
def _asking(settings: Settings, library: Library, clock: Clock) -> Iterator[Ask]:
    """Ask with a language model's help."""
    from cli import reading
    from settings import SettingsError

    with _refusing(SettingsError), reading.reading(settings, library, clock) as ask:
        yield ask


def _clock(settings: Settings) -> Clock:
    """Give the clock of the settings; a clock file that cannot be read is reported now, not at the first question."""
    from clock import ClockError, file_clock, system_clock

    if settings.bot_clock_file is None:
        return system_clock
    clock = file_clock(settings.bot_clock_file)
    with _refusing(ClockError):
        clock()
    return clock


def _library(settings: Settings | None = None) -> Library:
    """The library; with settings as it was made for an earlier command or start."""
    from kb.library import open_library
    from kb.model import DecisionError
    from kb.prepared import open_prepared

    try:
        return open_prepared(DATA, settings.prepared) if settings else open_library(DATA)
    except DecisionError as error:
        _refuse_decision(error)


def _of_one(library: Library, wanted: str | None) -> Library:
    """The library with the one decision that is wanted; where several are served it must be named."""
    served = [document.id for document in library.documents]
    if wanted is None and len(served) > 1:
        raise RefusedError(f"Đang phục vụ nhiều quyết định: {', '.join(served)}. Ghi rõ --document.")
    _check_served(served, wanted)
    if len(served) == 1:
        return library  # with all that was prepared
    return replace(library, documents=tuple(d for d in library.documents if wanted in (None, d.id)))


def _check_served(served: Iterable[str], wanted: str | None) -> None:
    """Refuse a decision that is not served."""
    names = list(served)
    if wanted is not None and wanted not in names:
        raise RefusedError(f"Không phục vụ quyết định {wanted}. Đang phục vụ: {', '.join(names)}.")


def _refuse_decision(error: DecisionError) -> NoReturn:
    """End the command at the file that is to blame."""
    for path in sorted((DATA / "decisions").glob("*.txt")):
        _document(path)
    raise RefusedError(str(error)) from error


def _document(path: Path) -> Document:
    """Read one decision; where that fails, end the command with file, line and reason."""
    from kb.library import read_decision
    from kb.model import DecisionError

    try:
        return read_decision(path, DATA)[0]
    except DecisionError as error:
        raise RefusedError(f"{path}:{error.line or 1}: {str(error).removeprefix(f'{path.name}: ')}") from error
    except OSError as error:
        raise RefusedError(f"Không đọc được {path}: {error.strerror}") from error


def _read_file(path: Path, *, as_json: bool) -> str:
    """What a file of any kind says: a text that can be served in full, any other as a draft."""
    from kb import show
    from kb.library import read_decision, read_draft_of
    from kb.model import DecisionError

    document, refused = None, None
    try:
        if path.suffix.lower() == ".txt":
            try:
                document = read_decision(path, DATA)[0]
            except DecisionError as error:
                refused = error
        draft = read_draft_of(path, DATA)
        if refused is not None and not draft.tasks:
            raise refused
        if not as_json:
            return show.draft_overview(draft)
        shown = show.both_as_json(document, draft) if document else show.draft_as_json(draft)
        return json.dumps(shown, ensure_ascii=False, indent=1)
    except DecisionError as error:
        error = refused or error
        raise RefusedError(f"{path}:{error.line or 1}: {str(error).removeprefix(f'{path.name}: ')}") from error
    except OSError as error:
        raise RefusedError(f"Không đọc được {path}: {error.strerror}") from error


@contextmanager
def _refusing(*errors: type[Exception]) -> Iterator[None]:
    """Let errors that carry words for the operator end the command."""
    try:
        yield
    except errors as error:
        raise RefusedError(str(error)) from error


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the terminal's language; what is no UTF-8 is replaced, not fatal."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


COMMANDS = {
    "run": run_bot,
    "ask": ask_question,
    "read": read_reports,
    "reader": check_reader,
    "kb": show_document,
    "questions": list_questions,
    "backup": back_up,
    "restore": restore_backup,
    "dead-letters": list_dead_letters,
    "mark-lost": mark_lost,
    "check": check_database,
    "reports": list_reports,
    "summary": summarize,
    "period": show_period,
    "deadlines": list_deadlines,
    "urges": list_urges,
    "reminders": list_reminders,
    "due-reminders": list_due,
}
