"""What hasty hands, kills and broken disks do to a database and its backups, through the command line."""

import encodings.utf_8_sig
import gzip
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bootstrap
import bot
import cli.playground_runner
import progress.export
import progress.store.checks
import progress.wording.looking
import scheduler.preview
import scheduler.workdays
import settings
import storage.backup
from handlers.attachments import keep
from progress.store.schema import STEPS as PROGRESS
from storage.database import serving
from storage.kept_questions import QuestionLog
from tests.e2e.driver import ROOT, command, environment
from tests.marks import soaked

IMPORTED = (
    bootstrap, encodings.utf_8_sig, storage.backup, progress.export, progress.store.checks, progress.wording.looking,
    scheduler.preview, scheduler.workdays, settings, cli.playground_runner,
)  # fmt: skip
"""What the commands import when they run: a child of this process has it already."""
AT = datetime(2019, 9, 16, 8, tzinfo=UTC)
EVENTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "open", "shutil.rmtree"}


def forked(
    home: Path, *arguments: str, first: Callable[[], None] = lambda: None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of bot.py in a child of this process, which has everything imported already."""
    said = [tempfile.TemporaryFile("w+", encoding="utf-8") for _ in range(2)]  # noqa: SIM115  # closed below
    child = os.fork()
    if child == 0:
        code = 98
        try:
            for stream, file in enumerate(said, 1):
                os.dup2(file.fileno(), stream)
            sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
            os.environ.clear()
            os.environ.update(environment(home, **settings))
            os.chdir(home)
            first()
            code = bot.main(list(arguments))
        except BaseException:  # noqa: BLE001  # whatever a child dies of is shown
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    texts = []
    for file in said:
        with file:
            file.seek(0)
            texts.append(file.read())
    return subprocess.CompletedProcess(arguments, code, *texts)


def write(home: Path, question: str) -> None:
    with serving(home / "bot.sqlite3", PROGRESS) as db:
        QuestionLog(db).record(AT, question, "refused", "đáp", "676")


def evidence(home: Path, words: str) -> None:
    (home / "evidence" / "ab").mkdir(parents=True, exist_ok=True)
    (home / "evidence" / "ab" / "tệp").write_text(words)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a directory with a database and one piece of evidence."""
    folder = tmp_path / "var"
    evidence(folder, "cũ")
    write(folder, "cũ")
    return folder


@pytest.fixture
def saved(home: Path, tmp_path: Path) -> Path:
    assert forked(home, "backup", str(tmp_path / "b.tar")).returncode == 0
    return tmp_path / "b.tar"


def questions(home: Path) -> list[str]:
    done = forked(home, "questions", "--export")
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["question"] for line in done.stdout.splitlines()]


def kept(home: Path) -> tuple[str, ...]:
    with closing(sqlite3.connect(home / "bot.sqlite3")) as db:
        return tuple(row[0] for row in db.execute("select question from questions order by id"))


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


def refused(done: subprocess.CompletedProcess[str], code: int = 2) -> None:
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert "Traceback" not in done.stderr


OWN = ["bot.sqlite3", "bot.sqlite3-wal", "bot.sqlite3-shm", "bot.sqlite3-journal", "bot.sqlite3.lock",
       "bot.sqlite3.restoring", "evidence/ab/tệp", "evidence/new.tar", "evidence", "exports/new.tar",
       "bot.sqlite3.before-x", "bot.sqlite3.replaced-1", "evidence.replaced-1/new.tar",
       "./evidence/../bot.sqlite3", "link"]  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_a_backup_never_goes_onto_what_it_reads_or_keeps(home: Path, name: str) -> None:
    (home / "exports").mkdir()
    (home / "evidence.replaced-1").mkdir()
    (home / "link").symlink_to(home / "bot.sqlite3")
    before = state(home)
    refused(forked(home, "backup", str(home / name)))
    assert state(home) == before


def test_a_backup_replaces_nothing_but_a_backup(home: Path, tmp_path: Path) -> None:
    for name, content in {".env": "A=1", "note.txt": "x" * 600}.items():
        (tmp_path / name).write_text(content)
        refused(forked(home, "backup", str(tmp_path / name)))
        assert (tmp_path / name).read_text() == content
    refused(forked(home, "backup", str(tmp_path)))
    os.mkfifo(tmp_path / "pipe")
    refused(forked(home, "backup", str(tmp_path / "pipe")))
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused(forked(home, "backup", str(tmp_path / "loop")))
    refused(forked(home, "restore", str(tmp_path / "loop"), "--overwrite"))
    (tmp_path / "empty").touch()
    refused(forked(home, "backup", str(tmp_path / "empty")))
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(tmp_path / "note.txt", "note.txt")
    before = (tmp_path / "other.tar").read_bytes()
    refused(forked(home, "backup", str(tmp_path / "other.tar")))
    assert (tmp_path / "other.tar").read_bytes() == before
    for name in (".env", "prepared.pickle"):
        (tmp_path / name).unlink(missing_ok=True)
        refused(forked(home, "backup", str(tmp_path / name)))
        assert not (tmp_path / name).exists()


def zero_root_page(database: Path, name: str, *, alone: bool = False) -> None:
    """Break an index, or a table with its indexes unless it `alone` is wanted."""
    with closing(sqlite3.connect(database)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
        pages = db.execute(
            "select rootpage from sqlite_master where (name = ?1 or not ?2 and tbl_name = ?1) and rootpage > 0",
            (name, alone),
        ).fetchall()
        size = db.execute("pragma page_size").fetchone()[0]
    with database.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(bytes(size))


def test_a_backup_that_could_not_be_restored_does_not_replace_a_good_one(home: Path, saved: Path) -> None:
    good = saved.read_bytes()
    zero_root_page(home / "bot.sqlite3", "reports")
    refused(forked(home, "backup", str(saved)), 1)
    assert saved.read_bytes() == good
    assert forked(home, "restore", str(saved), "--overwrite").returncode == 0
    assert questions(home) == ["cũ"]


FOREIGN = ["empty", "another program's", "without tables", "a table gone", "empty beside a log", "steps forgotten",
           "a column gone"]  # fmt: skip


def made_foreign(database: Path, how: str) -> None:
    """Put something in a database's place that SQLite finds nothing wrong with."""
    statement = {
        "a table gone": "drop table reports",
        "without tables": "drop table _sqlite_migrations",
        "steps forgotten": "delete from _sqlite_migrations",
        "a column gone": "alter table reports rename column result to other",
    }.get(how)
    if statement:
        with closing(sqlite3.connect(database)) as db:
            db.execute(statement)
            db.commit()
        return
    database.write_bytes(b"")
    if how == "another program's":
        with closing(sqlite3.connect(database)) as db:
            db.execute("create table strangers (id integer)")
            db.commit()
    elif how != "empty":
        database.with_name("bot.sqlite3-wal").write_bytes(b"what was committed last")


@pytest.mark.parametrize("how", FOREIGN)
def test_what_is_not_the_bots_database_is_no_backup_and_no_beginning(home: Path, saved: Path, how: str) -> None:
    good = saved.read_bytes()
    made_foreign(home / "bot.sqlite3", how)
    before = state(home)
    code = 2 if how.startswith("empty") else 1
    refused(forked(home, "backup", str(saved)), code)
    assert saved.read_bytes() == good
    done = forked(home, "check")
    assert done.returncode == code
    assert "bot.sqlite3" in done.stderr if code == 2 else "table" in done.stdout
    if how not in ("a table gone", "steps forgotten", "a column gone"):
        refused(command(home, "run", TELEGRAM_BOT_TOKEN="676001:x", TELEGRAM_API_URL="http://127.0.0.1:9"))
        assert state(home) == before
    if "log" in how:
        assert (home / "bot.sqlite3-wal").read_bytes() == b"what was committed last"
    assert forked(home, "restore", str(saved), "--overwrite").returncode == 0
    assert questions(home) == ["cũ"]


def kept_file(home: Path, content: bytes) -> Path:
    """Have the database name a file, as when it has been fetched."""
    digest = keep(home / "evidence", content)
    with serving(home / "bot.sqlite3", PROGRESS) as db:
        db.execute(
            "insert into files (account, file_id, unique_id, name, size, sha256, state, at)"
            " values (1, 'f', 'u', 'biên bản.pdf', ?, ?, 'stored', '2019-09-16')",
            (len(content), digest),
        )
        db.conn.commit()
    return home / "evidence" / digest[:2] / digest


@pytest.mark.parametrize("how", ["missing", "empty", "changed", "cut", "a folder", "a dead link"])
def test_evidence_that_is_missing_or_changed_does_not_replace_a_good_backup(
    home: Path, tmp_path: Path, how: str
) -> None:
    saved, file = tmp_path / "b.tar", kept_file(home, b"%PDF good")
    assert forked(home, "backup", str(saved)).returncode == 0
    good = saved.read_bytes()
    file.unlink()
    if how == "a folder":
        file.mkdir()
    elif how == "a dead link":
        file.symlink_to(home / "nowhere")
    elif how != "missing":
        file.write_bytes({"empty": b"", "changed": b"%PDF goof", "cut": b"%PDF"}[how])
    refused(forked(home, "backup", str(saved)), 1)
    assert saved.read_bytes() == good
    done = forked(home, "check")
    assert (done.returncode, "biên bản.pdf" in done.stdout) == (1, True)
    with tarfile.open(saved) as tar:  # what the operator is told to do
        content = tar.extractfile(f"evidence/{file.parent.name}/{file.name}").read()
    shutil.rmtree(file) if how == "a folder" else file.unlink(missing_ok=True)
    file.write_bytes(content)
    assert forked(home, "check").returncode == forked(home, "backup", str(saved)).returncode == 0


def test_a_file_that_is_marked_as_lost_stops_no_backup(home: Path, tmp_path: Path) -> None:
    file = kept_file(home, b"%PDF good")
    refused(forked(home, "mark-lost", "1"))  # it is there
    file.unlink()
    refused(forked(home, "backup", str(tmp_path / "b.tar")), 1)
    for wrong in ("0", "2", "-1"):
        refused(forked(home, "mark-lost", wrong))
    assert forked(home, "mark-lost", "1").returncode == 0
    assert forked(home, "backup", str(tmp_path / "b.tar")).returncode == 0
    assert forked(home, "check").returncode == 0
    refused(forked(home, "mark-lost", "1"))


def test_a_file_that_comes_again_mends_the_one_that_was_spoilt(home: Path) -> None:
    file = kept_file(home, b"%PDF good")
    file.write_bytes(b"")
    keep(home / "evidence", b"%PDF good")
    assert file.read_bytes() == b"%PDF good"


@pytest.mark.parametrize("linked", ["evidence", "evidence/{}", "evidence/{}/{}"], ids=["all", "a folder", "a file"])
def test_evidence_on_another_volume_is_kept_like_any(home: Path, tmp_path: Path, linked: str) -> None:
    archive(tmp_path / "kept.tar", {"x": b"x"})
    file = kept_file(home, (tmp_path / "kept.tar").read_bytes())
    inner, volume = home / linked.format(file.parent.name, file.name), tmp_path / "volume"
    inner.rename(volume)
    inner.symlink_to(volume)
    real = file.resolve()
    before = real.read_bytes()
    refused(forked(home, "backup", str(real)))
    if linked != "evidence/{}/{}":
        refused(forked(home, "backup", str(real.with_name("new.tar"))))
    assert real.read_bytes() == before
    assert forked(home, "backup", str(tmp_path / "b.tar")).returncode == 0
    other = tmp_path / "other"
    other.mkdir()
    assert forked(other, "restore", str(tmp_path / "b.tar")).returncode == 0
    assert (other / "evidence" / file.parent.name / file.name).read_bytes() == before


def test_two_names_of_one_file_can_be_restored(home: Path, saved: Path) -> None:
    os.link(home / "evidence" / "ab" / "tệp", home / "evidence" / "ab" / "tệp 2")
    assert forked(home, "backup", str(saved)).returncode == 0
    assert forked(home, "restore", str(saved), "--overwrite").returncode == 0
    assert (home / "evidence" / "ab" / "tệp 2").read_text() == "cũ"


def cut_off(home: Path, at: int, *arguments: str) -> bool:
    """Run a command in a process that dies at its n-th change of the disk; say whether it got so far."""
    left = at

    def count(event: str, values: tuple[object, ...]) -> None:
        nonlocal left
        if event not in EVENTS or str(home.parent) not in os.fsdecode(str(values[0])):
            return
        if event == "open" and not int(str(values[2])) & (os.O_WRONLY | os.O_RDWR):
            return
        left -= 1
        if left == 0:
            os._exit(99)

    code = forked(home, *arguments, first=lambda: sys.addaudithook(count)).returncode
    assert code in (0, 99)
    return code == 99


def cuts(fresh: Callable[[], Path], *arguments: str) -> Iterator[Path]:
    """Run a command again and again from the same beginning, cut off later and later, until it comes to its end."""
    for at in range(1, 200):
        home = fresh()
        if not cut_off(home, at, *arguments):
            assert at > 5
            return
        yield home
    raise AssertionError("the command never comes to its end")


def test_a_restore_cut_off_anywhere_leaves_the_old_or_the_new(home: Path, saved: Path, tmp_path: Path) -> None:
    evidence(home, "mới")
    write(home, "mới")
    template = home.rename(tmp_path / "template")

    def fresh() -> Path:
        shutil.rmtree(home, ignore_errors=True)
        return shutil.copytree(template, home)

    seen, started = set(), False
    for cut in cuts(fresh, "restore", str(saved), "--overwrite"):
        between = forked(cut, "reports")
        if between.returncode == 2:
            refused(between)
            assert "restore" in between.stderr
            if not started:
                start = command(cut, "run", TELEGRAM_BOT_TOKEN="676001:x", TELEGRAM_API_URL="http://127.0.0.1:9")
                refused(start)
                assert "restore" in start.stderr
                started = True
            refused(forked(cut, "restore", str(tmp_path / "none.tar"), "--overwrite"))  # brings the old back
        found = (kept(cut), (cut / "evidence" / "ab" / "tệp").read_text())
        assert found in {(("cũ", "mới"), "mới"), (("cũ",), "cũ")}
        seen.add((between.returncode, found[1]))
        assert forked(cut, "restore", str(saved), "--overwrite").returncode == 0
        assert kept(cut) == ("cũ",)
        assert [p for p in cut.iterdir() if p.name.startswith(".")] == []
    assert {(0, "mới"), (2, "mới")} <= seen


def test_what_a_killed_backup_leaves_is_cleared_by_the_next(home: Path, saved: Path, tmp_path: Path) -> None:
    good = saved.read_bytes()
    assert sum(1 for _ in cuts(lambda: home, "backup", str(saved))) > 2
    assert tarfile.is_tarfile(saved)
    assert len(saved.read_bytes()) == len(good)
    (tmp_path / ".backup-00000000").mkdir()  # somebody else's
    (tmp_path / ".backup-00000000" / "mine").touch()
    assert forked(home, "backup", str(saved)).returncode == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == [".backup-00000000"]


def test_the_replaced_database_keeps_what_only_its_log_holds(home: Path, saved: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home / "bot.sqlite3")], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert holder.stdout.readline() == b"held\n"
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert forked(home, "restore", str(saved), "--overwrite").returncode == 0
    with closing(sqlite3.connect(home / "bot.sqlite3.replaced-1")) as old:
        assert old.execute("select count(*) from questions").fetchone() == (2,)


HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from progress.store.schema import STEPS as PROGRESS
from storage.database import serving
from storage.kept_questions import QuestionLog
with serving(Path(sys.argv[1]), PROGRESS) as db:
    QuestionLog(db).record(datetime.now(UTC), "trong nhật ký", "refused", "đáp", "676")
    print("held", flush=True)
    time.sleep(60)
"""


def archive(to: Path, files: dict[str, bytes]) -> None:
    folder = to.with_suffix(".files")
    with tarfile.open(to, "w") as tar:
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
            tar.add(folder / name, name)


def damaged(saved: Path, how: str) -> None:
    content = saved.read_bytes()
    if how == "cut gz":
        saved.write_bytes(gzip.compress(content)[:-200])
    elif how == "broken gz":
        packed = bytearray(gzip.compress(content))
        packed[60:90] = bytes(30)
        saved.write_bytes(packed)
    elif how == "link":
        with tarfile.open(saved, "a") as tar:
            link = tarfile.TarInfo("evidence/x")
            link.type, link.linkname = tarfile.SYMTYPE, "../bot.sqlite3"
            tar.addfile(link)
    elif how == "more":
        (saved.parent / "x").touch()
        with tarfile.open(saved, "a") as tar:
            tar.add(saved.parent / "x", "evidence/x")
    elif how == "missing":
        saved.unlink()
    elif how == "folder":
        saved.unlink()
        saved.mkdir()
    else:
        archive(saved, {"contents.json": how.encode(), "bot.sqlite3": b"SQLite format 3\0" + bytes(100)})


DAMAGE = ["cut gz", "broken gz", "link", "more", "missing", "folder", "null", "[]", '{"a": 1}', "{", "7", "[" * 100_000,
          '"bot.sqlite3"', '{"bot.sqlite3": null}', '{"../../x": "y"}', "\x00"]  # fmt: skip


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_archive_is_one_line_and_changes_nothing(home: Path, saved: Path, how: str) -> None:
    damaged(saved, how)
    before = state(home)
    refused(forked(home, "restore", str(saved), "--overwrite"))
    assert state(home) == before
    assert [p.name for p in home.iterdir() if p.name.startswith(".")] == []


COMMANDS = [("reports",), ("reports", "--csv"), ("questions",), ("check",), ("backup", "new.tar"),
            ("reminders", "--from", "2019-09-01", "--to", "2019-09-30"), ("dead-letters",),
            ("dead-letters", "retry", "1")]  # fmt: skip


@pytest.mark.parametrize("line", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("kind", ["rubbish", "folder", "cut", "under a file"])
def test_what_is_no_database_is_one_line_in_every_forked(home: Path, line: tuple[str, ...], kind: str) -> None:
    database = home / "bot.sqlite3"
    content = database.read_bytes()
    database.unlink()
    settings = {}
    if kind == "rubbish":
        database.write_bytes(b"rubbish" * 1000)
    elif kind == "folder":
        database.mkdir()
    elif kind == "cut":
        database.write_bytes(content[:1000])
    else:
        (home / "file").touch()
        settings = {"BOT_DB": str(home / "file" / "bot.sqlite3")}
    done = forked(home, *line, **settings)
    if kind == "under a file" and line[0] not in ("check", "backup"):
        assert "Traceback" not in done.stderr  # there is no database, which is no fault
    else:
        refused(done)


@pytest.mark.parametrize("table", ["reports", "people", "questions", "periods", "reminders"])
def test_a_broken_page_ends_a_command_with_one_line(home: Path, table: str) -> None:
    zero_root_page(home / "bot.sqlite3", table)
    for line in COMMANDS:
        done = forked(home, *line)
        assert "Traceback" not in done.stderr
        assert done.returncode in ((1,) if line[0] in ("check", "backup") else (0, 2)), line
        assert done.stderr.count("\n") <= 1
    needs = {"questions": ("questions",), "reports": ("reports",)}.get(table)
    if needs:
        refused(forked(home, *needs))


NOBODY = 65534


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may write nothing")
@pytest.mark.parametrize("with_log", [True, *soaked(False)])
def test_a_read_only_volume_can_be_read(home: Path, tmp_path: Path, *, with_log: bool) -> None:
    if with_log:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(home / "bot.sqlite3")], stdout=subprocess.PIPE, cwd=ROOT
        )
        holder.stdout.readline()
        holder.kill()
        holder.communicate()
        (home / "bot.sqlite3-shm").unlink()
    asked = ["cũ", "trong nhật ký"] if with_log else ["cũ"]
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o777)
    for path in (home, *home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (home / "bot.sqlite3.lock").unlink(missing_ok=True)
    for path in (tmp_path, *list(tmp_path.parents)[:3]):
        path.chmod(path.stat().st_mode | 0o055)

    def as_nobody(*line: str) -> subprocess.CompletedProcess[str]:
        def change() -> None:
            os.chdir(out)
            os.environ["TMPDIR"] = str(out)
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)

        return forked(home, *line, first=change)

    asked_for = as_nobody("questions", "--export")
    assert asked_for.returncode == 0, asked_for.stderr
    assert [json.loads(line)["question"] for line in asked_for.stdout.splitlines()] == asked
    for line in (("check",), ("reports",), ("backup", str(out / "b.tar"))):
        done = as_nobody(*line)
        assert done.returncode == 0, done.stderr
    there = tmp_path / "there"
    there.mkdir()
    assert forked(there, "restore", str(out / "b.tar")).returncode == 0
    assert questions(there) == asked


def modes(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mode & 0o777 for p in folder.rglob("*")}


def test_what_is_private_is_private_from_the_first_byte_and_old_files_at_the_next_start(
    home: Path, tmp_path: Path
) -> None:
    (home / "exports").mkdir()
    (home / "exports" / "a.csv").touch()
    shutil.copy(home / "bot.sqlite3", home / "bot.sqlite3.before-x")
    (home / "stranger.txt").touch()
    for path in home.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with serving(home / "bot.sqlite3", PROGRESS):
        found = modes(home)
    assert found.pop("stranger.txt") == 0o644
    assert {name for name, mode in found.items() if mode & 0o077} == set()
    os.umask(0o022)
    assert forked(home, "backup", str(tmp_path / "new" / "b.tar")).returncode == 2
    assert forked(home, "backup", str(tmp_path / "b.tar")).returncode == 0
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    assert forked(other, "restore", str(tmp_path / "b.tar"), BOT_DB=str(other / "deep" / "bot.sqlite3")).returncode == 0
    assert {name for name, mode in modes(other).items() if mode & 0o077} == set()


def test_a_log_without_its_database_is_not_thrown_away(home: Path) -> None:
    (home / "bot.sqlite3").rename(home / "elsewhere")
    (home / "bot.sqlite3-wal").write_bytes(b"what was committed last")
    start = command(home, "run", TELEGRAM_BOT_TOKEN="676001:x", TELEGRAM_API_URL="http://127.0.0.1:9")
    refused(start)
    assert (home / "bot.sqlite3-wal").read_bytes() == b"what was committed last"
    assert not (home / "bot.sqlite3").exists()
