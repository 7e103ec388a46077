"""The file: made, guarded, read beside a writer; and the questions in it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.connection import StorageError
from storage.database import DatabaseError, reading, serving
from storage.kept_questions import LONGEST, QuestionLog, exported, listed

AT = datetime(2019, 9, 16, 8, tzinfo=UTC)
HOLDER = """
import sys, time
from pathlib import Path
from storage.database import serving
with serving(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "bot.sqlite3"


@pytest.fixture
def db(path: Path):
    with serving(path) as db:
        yield db


def pragma(db: Database, name: str) -> object:
    return next(iter(db.query(f"pragma {name}"))).popitem()[1]


def test_the_file_is_made_with_its_directory_and_its_settings(db: Database, path: Path) -> None:
    assert path.exists()
    assert [pragma(db, name) for name in ("journal_mode", "foreign_keys", "busy_timeout")] == ["wal", 1, 250]


def test_opening_again_changes_nothing(path: Path) -> None:
    for _ in range(2):
        with serving(path) as db:
            QuestionLog(db).record(AT, "hỏi", "reported", "đáp", "676")
    with reading(path) as db:
        assert len(QuestionLog(db).rows()) == 1


def test_a_second_serving_process_is_refused_under_any_name_of_the_file(db: Database, path: Path) -> None:
    (path.parent / "other.sqlite3").symlink_to(path)
    for name in (path, path.parent / "other.sqlite3"):
        with pytest.raises(DatabaseError, match="Một tiến trình khác"), serving(name):
            pass


def test_a_killed_process_leaves_no_lock(path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, cwd=Path.cwd())
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(DatabaseError), serving(path):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with serving(path):
        pass


def test_a_reader_sees_what_is_written_and_cannot_write(db: Database, path: Path) -> None:
    QuestionLog(db).record(AT, "hỏi", "refused", "đáp", "676")
    with reading(path) as other:
        assert len(QuestionLog(other).rows()) == 1
        with pytest.raises(StorageError):
            other.execute("delete from questions")


def test_a_file_that_is_not_there_yet_reads_as_none(path: Path) -> None:
    with reading(path) as db:
        assert db is None
    assert not path.parent.exists()


@pytest.mark.parametrize("door", [serving, reading])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, door) -> None:
    broken = tmp_path / "thu.txt"
    broken.write_text("Đây không phải cơ sở dữ liệu. " * 100)
    with pytest.raises(DatabaseError, match=r"thu\.txt"), door(broken):
        pass


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="BOT_DB"), serving(tmp_path / "file" / "bot.sqlite3"):
        pass


def test_each_refusal_is_a_row_and_each_report_is_one(db: Database) -> None:
    log = QuestionLog(db)
    later = AT.replace(hour=9)
    for at in (AT, AT, later):
        log.record(at, "hỏi", "refused", "đáp", "676")
        log.record(at, "hỏi", "reported", "đáp", "676")
    assert [kept.reason for kept in log.rows()] == ["refused", "reported", "refused"]


def test_long_words_are_bounded(db: Database) -> None:
    QuestionLog(db).record(AT, "h" * 10_000, "refused", "đ" * 10_000, "676")
    (kept,) = QuestionLog(db).rows()
    assert (len(kept.question), len(kept.answer)) == (LONGEST, LONGEST)


def test_a_locked_file_costs_a_moment_and_no_exception(db: Database, path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("begin immediate")
    began = time.perf_counter()
    assert not QuestionLog(db).record(AT, "hỏi", "refused", "đáp", "676")
    assert time.perf_counter() - began < 1
    other.close()
    assert QuestionLog(db).record(AT, "hỏi", "refused", "đáp", "676")


def test_an_export_is_what_ask_takes_and_a_list_is_for_people(db: Database) -> None:
    log = QuestionLog(db)
    log.record(AT, 'hỏi "gì"\nđó', "reported", "đáp", "676")
    (kept,) = log.rows()
    assert json.loads(exported(kept)) == {"id": "q1", "question": 'hỏi "gì"\nđó', "now": "2019-09-16T08:00:00+00:00"}
    assert "\n" not in exported(kept)
    assert listed(kept).startswith("1. 08:00 16/9/2019, bị báo sai: hỏi")
    assert os.linesep + "   Đã trả lời: đáp" in listed(kept)
