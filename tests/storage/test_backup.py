"""Backups while another process writes, restoring, checking, and what bringing a database up to date leaves behind."""

import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.backup import back_up, restore
from storage.database import DatabaseError, reading, serving
from storage.inspection import faults
from storage.kept_questions import QuestionLog
from storage.migrations import STEPS

AT = datetime(2019, 9, 16, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "here" / "bot.sqlite3"


@pytest.fixture
def saved(path: Path, tmp_path: Path) -> Path:
    """Make a backup of a database with one question and one piece of evidence, while it is served from."""
    evidence = path.with_name("evidence") / "ab"
    evidence.mkdir(parents=True)
    (evidence / "ảnh 1.jpg").write_bytes(b"picture")
    with serving(path) as db:
        QuestionLog(db).record(AT, "hỏi", "refused", "đáp", "676")
        back_up(path, tmp_path / "b.tar")
    return tmp_path / "b.tar"


def questions(path: Path) -> list[str]:
    with reading(path) as db:
        return [kept.question for kept in QuestionLog(db).rows()]


def test_a_backup_made_while_serving_brings_everything_back(saved: Path, tmp_path: Path) -> None:
    to = tmp_path / "there" / "other.sqlite3"
    restore(saved, to, overwrite=False)
    assert questions(to) == ["hỏi"]
    assert (to.with_name("evidence") / "ab" / "ảnh 1.jpg").read_bytes() == b"picture"
    with serving(to) as db:
        assert faults(db) == []


def test_a_backup_is_for_its_owner_only(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0


def test_a_database_is_overwritten_only_on_demand_and_kept_beside(saved: Path, path: Path) -> None:
    with serving(path) as db:
        QuestionLog(db).record(AT, "sau", "refused", "đáp", "676")
    with pytest.raises(DatabaseError, match="--overwrite"):
        restore(saved, path, overwrite=False)
    assert questions(path) == ["hỏi", "sau"]
    restore(saved, path, overwrite=True)
    assert questions(path) == ["hỏi"]
    assert questions(path.with_name("bot.sqlite3.replaced-1")) == ["hỏi", "sau"]
    restore(saved, path, overwrite=True)
    assert path.with_name("evidence.replaced-2").is_dir()


def test_nothing_is_restored_under_a_bot_that_serves(saved: Path, path: Path) -> None:
    with serving(path), pytest.raises(DatabaseError, match="Một tiến trình khác"):
        restore(saved, path, overwrite=True)


def damage(saved: Path, how: str) -> None:
    content = bytearray(saved.read_bytes())
    if how == "cut":
        del content[len(content) // 2 :]
    elif how == "flipped":
        at = content.index(b"picture")
        content[at] ^= 1
    elif how == "page":
        at = content.index(b"SQLite format 3") + 4096 * 2
        content[at : at + 4096] = bytes(4096)
    else:
        content = bytearray(b"no backup at all")
    saved.write_bytes(content)


@pytest.mark.parametrize("how", ["cut", "flipped", "page", "foreign"])
def test_a_damaged_backup_is_refused_and_changes_nothing(saved: Path, path: Path, how: str) -> None:
    damage(saved, how)
    before = sorted(path.parent.iterdir())
    with pytest.raises(DatabaseError, match="hỏng"):
        restore(saved, path, overwrite=True)
    assert sorted(path.parent.iterdir()) == before
    assert questions(path) == ["hỏi"]


def test_a_backup_that_wants_out_of_its_folder_is_refused(saved: Path, path: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with tarfile.open(saved, "a") as tar:
        tar.add(tmp_path / "x", "../../escaped")
    with pytest.raises(DatabaseError, match="hỏng"):
        restore(saved, path, overwrite=True)
    assert not (tmp_path.parent / "escaped").exists()
    assert not (tmp_path / "escaped").exists()


def test_there_is_nothing_to_back_up_yet(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="BOT_DB"):
        back_up(tmp_path / "none.sqlite3", tmp_path / "b.tar")
    assert list(tmp_path.iterdir()) == []


def test_a_place_for_the_backup_that_cannot_be_written_is_named(saved: Path, path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"/proc/none/b\.tar"):
        back_up(path, Path("/proc/none/b.tar"))


def test_a_newer_backup_is_refused(path: Path, tmp_path: Path, saved: Path) -> None:
    make_newer(path)
    back_up(path, tmp_path / "newer.tar")
    with pytest.raises(DatabaseError, match="phiên bản mới hơn"):
        restore(tmp_path / "newer.tar", tmp_path / "there.sqlite3", overwrite=False)


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('x', '9999', '')")


def test_a_newer_database_is_refused_with_its_step(saved: Path, path: Path) -> None:
    make_newer(path)
    with pytest.raises(DatabaseError, match=r"phiên bản mới hơn.*x 9999"), serving(path):
        pass


def make_old(path: Path) -> None:
    """Make a database as the first version left it."""
    path.parent.mkdir()
    with closing(Database(sqlite3.connect(path))) as db:
        STEPS.apply(db, stop_before="0002 inbox")
        QuestionLog(db).record(AT, "cũ", "refused", "đáp", "676")


def test_a_database_that_holds_something_is_copied_before_it_is_brought_up_to_date(path: Path) -> None:
    make_old(path)
    with serving(path) as db:
        assert "outbox" in db.table_names()
    (copy,) = path.parent.glob("*.before-*")
    assert copy.name == "bot.sqlite3.before-tro-ly-ke-hoach-0002-inbox"
    with reading(copy) as old:
        assert "outbox" not in old.table_names()
    assert questions(path) == questions(copy) == ["cũ"]


def test_a_new_database_and_one_that_is_up_to_date_are_not_copied(path: Path) -> None:
    for _ in range(2):
        with serving(path):
            pass
    assert list(path.parent.glob("*.before-*")) == []


def test_what_is_wrong_is_said(path: Path) -> None:
    with serving(path) as db:
        db.execute("create table child (parent integer references questions (id))")
        db.execute("pragma foreign_keys = off")
        db.execute("insert into child values (7)")
        assert faults(db, [lambda _: ["a row has no chain"]]) == [
            "foreign_key_check: child (rowid 1) → questions",
            "a row has no chain",
        ]


@pytest.mark.parametrize("applied", ["0008 talks", "0008 reasons"])
def test_a_database_that_was_brought_only_so_far_gets_the_other_step(path: Path, applied: str) -> None:
    """Steps of two branches have the same place; a database of either has both in the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = Database(path)
    STEPS.apply(db, stop_before="0009 reasons")
    if applied == "0008 reasons":
        db.execute("drop table talks")
        db.execute("alter table inbox add column reason text not null default ''")
        db.execute("update _sqlite_migrations set name = '0008 reasons' where name = '0008 talks'")
    db.conn.commit()
    db.close()
    for _ in range(2):
        with serving(path) as db:
            assert db.table("talks").exists()
            assert "reason" in db.table("inbox").columns_dict
