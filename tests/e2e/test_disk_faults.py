"""What a moved file, a broken page and a leaver do to a bot that serves, seen over HTTP."""

import hashlib
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from playground.people import ADMIN, OFFICE, REPORTER, VISITOR
from playground.server import Playground, running_server
from progress.store.schema import STEPS as PROGRESS
from storage.inspection import Inspection
from tests.e2e.driver import TOKEN, BotProcess, callback_text, command, until
from tests.e2e.kills import free_port, settings_for
from tests.e2e.test_faults import health
from tests.marks import soaked
from tests.storage.test_disk import zero_root_page

pytestmark = pytest.mark.e2e

QUESTION = "dv nao lam nv 13 z"
ANSWER = "Trung tâm Công nghệ thông tin"
REPORT = "Cập nhật nhiệm vụ 13: 60%, đã thử nghiệm kết nối"

CONTENT = next(
    content for n in range(10_000) if hashlib.sha256(content := b"%%PDF-1.4 %d" % n).hexdigest().startswith("98")
)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def no_faults() -> None:
    """Each test has a server of its own, whose faults end with it."""


@pytest.fixture
def server() -> Iterator[Playground]:
    with running_server(token=TOKEN) as playground:
        yield playground


@pytest.fixture
def control(server: Playground) -> Iterator[Control]:
    hands = Control(server.url)
    yield hands
    hands.close()


@pytest.fixture
def settings(server: Playground) -> dict[str, str]:
    listen = f"127.0.0.1:{free_port()}"
    return settings_for("polling", server.url) | {"HEALTH_LISTEN": listen, "BOT_ADMINS": str(ADMIN)}


@pytest.fixture
def bot(tmp_path: Path, settings: dict[str, str]) -> Iterator[BotProcess]:
    (tmp_path / "var").mkdir()
    process = BotProcess(tmp_path / "var", **settings).start()
    yield process
    if process.runs():
        process.stop()


def newest(control: Control, person: int) -> dict:
    said = control.get("messages", chat=person)["messages"]
    return [message for message in said if message["from_bot"]][-1]


def hears(control: Control, person: int, words: str, seconds: float = 15.0) -> dict:
    """Wait for words; give the newest message with them."""

    def said() -> list[dict]:
        messages = control.get("messages", chat=person)["messages"]
        return [m for m in messages if m["from_bot"] and words in m["text"]]

    assert until(said, seconds), words
    return said()[-1]


def press(control: Control, person: int, label: str) -> str:
    since = control.seq()
    return callback_text(control, since, control.press(person, newest(control, person), label))


def links(control: Control) -> list[str]:
    return [m["text"] for m in control.get("messages", chat=ADMIN)["messages"] if "?start=" in m["text"]]


def let_in(control: Control, person: int = REPORTER, unit: str = "TTCNTT", role: str = "Đầu mối") -> None:
    before = len(links(control))
    control.say(ADMIN, f"/moi {unit} | Phạm Thị Lan | Chuyên viên | {role}")
    assert until(lambda: len(links(control)) > before)
    control.ask(person, f"/start {links(control)[-1].partition('?start=')[2].split()[0]}")
    hears(control, person, role)


@pytest.mark.parametrize("name", ["evidence/98", *soaked("evidence", "exports")])
@pytest.mark.parametrize("kind", ["file", *soaked("broken link")])
def test_health_tells_where_files_cannot_be_kept(
    bot: BotProcess, control: Control, settings: dict[str, str], name: str, kind: str
) -> None:
    """Line 20's kind; the rest goes on meanwhile, and so do the files once their place takes them."""
    let_in(control)
    place = bot.home / name
    place.parent.mkdir(exist_ok=True)
    if kind == "file":
        place.write_bytes(b"")
    else:
        place.symlink_to(bot.home / "gone" / "away")
    control.upload(REPORTER, [("a.pdf", CONTENT)], caption=REPORT)
    if name == "exports":
        let_in(control, OFFICE, "VPB", "Tổng hợp")
        control.say(REPORTER, "gửi")
        hears(control, OFFICE, "Nhiệm vụ 13")
        control.say(OFFICE, "/xuat")
        hears(control, OFFICE, "chưa lập được tệp")
    assert until(lambda: "files" in health(settings)[1])
    code, said = health(settings)
    assert (code, said["ok"], name.partition("/")[0] in said["files"]) == (200, True, True)
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
    place.unlink()
    control.upload(REPORTER, [("b.pdf", CONTENT)], caption=REPORT)
    assert until((bot.home / "evidence" / DIGEST[:2] / DIGEST).exists)
    assert until(lambda: health(settings) == (200, {"ok": True}))
    assert bot.runs()


@pytest.mark.parametrize("what", ["log", "replaced", *soaked("all", "database", "deleted")])
def test_no_receipt_is_given_that_the_next_start_would_not_find(
    bot: BotProcess, control: Control, settings: dict[str, str], what: str
) -> None:
    let_in(control)
    control.ask(REPORTER, REPORT)
    draft = hears(control, REPORTER, "60%")
    names = {"log": ["bot.sqlite3-wal"], "all": ["bot.sqlite3", "bot.sqlite3-wal", "bot.sqlite3-shm"]}
    away = bot.home / "away"
    away.mkdir()
    for name in names.get(what, ["bot.sqlite3"]):
        (bot.home / name).rename(away / name)
    if what == "replaced":
        shutil.copy(away / "bot.sqlite3", bot.home / "bot.sqlite3")
    control.press(REPORTER, draft, "Gửi")
    assert until(lambda: health(settings)[0] == 503)
    assert "bot.sqlite3" in health(settings)[1]["database"]
    assert not until(lambda: "BC-" in newest(control, REPORTER)["text"], 1.5)
    if what == "deleted":
        return
    for file in list(away.iterdir()):
        file.replace(bot.home / file.name)
    hears(control, REPORTER, "BC-0001")  # nothing was lost meanwhile
    assert until(lambda: health(settings)[0] == 200)
    assert bot.stop() == 0
    assert "BC-0001" in command(bot.home, "reports").stdout


def overwritten(database: Path, old: bytes, how: str) -> None:
    """Write into a file that the bot has open, as `cp` or a shell's `>` does."""
    log = database.with_name("bot.sqlite3-wal")
    if how == "emptied":
        database.write_bytes(b"")
    elif how == "older":
        database.write_bytes(old)
    elif how == "older, of the same size":
        with database.open("r+b") as file:
            file.write(old[: database.stat().st_size])
    elif how == "log emptied":
        log.write_bytes(b"")
    else:
        with log.open("r+b") as file:
            file.write(old[:4096])


@pytest.mark.parametrize(
    "how", ["older, of the same size", "log begun anew", *soaked("emptied", "older", "log emptied")]
)
def test_no_receipt_is_given_for_what_is_written_into_an_overwritten_file(
    bot: BotProcess, control: Control, settings: dict[str, str], how: str
) -> None:
    let_in(control)
    database = bot.home / "bot.sqlite3"
    with closing(sqlite3.connect(database)) as db, closing(sqlite3.connect(bot.home / "old")) as copy:
        db.backup(copy)
    control.ask(REPORTER, REPORT)
    draft = hears(control, REPORTER, "60%")
    overwritten(database, (bot.home / "old").read_bytes(), how)
    control.press(REPORTER, draft, "Gửi")
    assert until(lambda: health(settings)[0] == 503)
    assert "bot.sqlite3" in health(settings)[1]["database"]
    assert not until(lambda: "BC-" in newest(control, REPORTER)["text"], 1.5)
    assert "Traceback" not in bot.log


def test_what_others_do_with_the_database_by_sqlite_is_no_fault(
    bot: BotProcess, control: Control, settings: dict[str, str]
) -> None:
    let_in(control)
    for act in ("pragma wal_checkpoint(passive)", "pragma wal_checkpoint(truncate)", "vacuum",
                "pragma wal_checkpoint(restart)", "create table strangers (id integer)"):  # fmt: skip
        with closing(sqlite3.connect(bot.home / "bot.sqlite3", timeout=5)) as db:
            db.execute(act).fetchall()
            db.commit()
        control.ask(REPORTER, QUESTION)
        hears(control, REPORTER, ANSWER)
        assert until(lambda: health(settings)[0] == 200, 5), (act, health(settings))
    for name in ("", "-wal", "-shm"):
        os.utime(bot.home / f"bot.sqlite3{name}")  # by touch, or a program that restores times
        control.ask(REPORTER, QUESTION)
        assert until(lambda: health(settings)[0] == 200, 5), (name, health(settings))
    control.ask(REPORTER, REPORT)
    press(control, REPORTER, "Gửi")
    hears(control, REPORTER, "BC-0001")
    bot.kill()
    assert "BC-0001" in command(bot.home, "reports").stdout


@pytest.mark.soak
@pytest.mark.parametrize("how", ["touched", "overwritten"])
def test_who_touches_a_large_database_is_told_from_who_overwrites_it(
    bot: BotProcess, control: Control, settings: dict[str, str], how: str
) -> None:
    assert bot.stop() == 0
    database = bot.home / "bot.sqlite3"
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("create table strangers as select zeroblob(70000000)")
    bot.start()
    control.ask(REPORTER, QUESTION)  # by then it has been summed up
    time.sleep(1)
    if how == "touched":
        os.utime(database)
    else:
        with database.open("r+b") as file:
            file.seek(-100_000, os.SEEK_END)
            file.write(b"x")
    control.say(REPORTER, QUESTION)
    assert until(lambda: health(settings)[0] == (200 if how == "touched" else 503))
    time.sleep(1)
    assert health(settings)[0] == (200 if how == "touched" else 503)


@pytest.mark.parametrize(
    "table",
    [
        "drafts",
        "outbox_messages",
        "dialogs",
        "talks",
        *soaked("reminders", "files", "requests", "questions", "audit", "people", "accounts", "standings", "roles"),
    ],
)
def test_what_needs_a_broken_page_fails_with_a_word_and_the_rest_works(
    bot: BotProcess, control: Control, settings: dict[str, str], table: str
) -> None:
    let_in(control)
    control.ask(REPORTER, REPORT)
    hears(control, REPORTER, "60%")
    assert bot.stop() == 0
    zero_root_page(bot.home / "bot.sqlite3", table)
    bot.start()
    since = control.seq()
    control.say(REPORTER, "Cập nhật nhiệm vụ 13: 70%, đã nghiệm thu")
    control.say(VISITOR, QUESTION)
    hears(control, VISITOR, ANSWER)
    answers = control.from_bot(since, REPORTER)
    assert answers
    if table == "drafts":
        assert "gửi lại" in answers[-1]["text"].lower()
        assert until(lambda: "damage" in health(settings)[1])
        with closing(sqlite3.connect(bot.home / "bot.sqlite3")) as db:
            assert db.execute("select count(*) from inbox where state = 'parked'").fetchone() == (1,)
    assert health(settings)[0] == 200
    assert bot.stop() == 0


NEEDED = ["outbox_ended", "outbox_crowd", "outbox_next", "outbox_answers", "inbox_ended", "inbox_parked"]


@pytest.mark.parametrize("index", NEEDED)
def test_a_broken_index_that_stops_everybody_is_told_as_such(
    bot: BotProcess, settings: dict[str, str], index: str
) -> None:
    assert bot.stop() == 0
    zero_root_page(bot.home / "bot.sqlite3", index)
    bot.start(ready=False)
    assert until(lambda: answered(settings) == 503, 30)
    assert "Traceback" not in bot.log


def answered(settings: dict[str, str]) -> int:
    try:
        code, told = health(settings)
    except OSError:
        return 0
    return code if "database" in told else 200


def test_health_names_whatever_is_broken(
    bot: BotProcess, control: Control, settings: dict[str, str], tmp_path: Path
) -> None:
    """Each table and index alone, one after the other."""
    let_in(control)
    assert bot.stop() == 0
    good = bot.home / "good"
    shutil.copy(bot.home / "bot.sqlite3", good)
    with closing(sqlite3.connect(good)) as db:
        names = [name for (name,) in db.execute("select name from sqlite_master where rootpage > 0")]
    unseen = []
    for name in names:
        broken = shutil.copy(good, tmp_path / "broken.sqlite3")
        zero_root_page(broken, name, alone=True)
        if not Inspection(broken, PROGRESS).run():
            unseen.append(name)
    assert unseen == []
    assert Inspection(good, PROGRESS).run() == ""


@pytest.mark.parametrize("name", ["reports", "reports_by_unit", "accounts"])
def test_health_sees_a_broken_page_that_nobody_has_needed_yet(
    bot: BotProcess, settings: dict[str, str], name: str
) -> None:
    assert bot.stop() == 0
    zero_root_page(bot.home / "bot.sqlite3", name)
    bot.start()
    assert until(lambda: "damage" in health(settings)[1])
    assert "malformed" in health(settings)[1]["damage"] or "Page" in health(settings)[1]["damage"]
    assert health(settings)[0] == 200


@pytest.mark.parametrize("table", ["inbox", "outbox", "heartbeat", "_sqlite_migrations"])
def test_where_nothing_works_without_a_page_the_operator_is_told(
    bot: BotProcess, settings: dict[str, str], table: str
) -> None:
    assert bot.stop() == 0
    zero_root_page(bot.home / "bot.sqlite3", table)
    bot.start(ready=False)
    assert until(lambda: not bot.runs() or tells(settings), 30)
    assert "Traceback" not in bot.log
    if not bot.runs():
        assert bot.ends() == 2
        assert "bot.sqlite3" in bot.log.splitlines()[-1]


def tells(settings: dict[str, str]) -> bool:
    """Whether health names the fault, be it that the rest works or not."""
    try:
        return bool(health(settings)[1].keys() & {"damage", "database"})
    except OSError:
        return False


def test_everything_private_is_private_while_the_bot_serves(bot: BotProcess, control: Control) -> None:
    let_in(control)
    control.ask(REPORTER, REPORT)
    press(control, REPORTER, "Gửi")
    hears(control, REPORTER, "BC-0001")
    open_ones = {p.name: oct(p.stat().st_mode) for p in bot.home.rglob("*") if p.stat().st_mode & 0o077}
    assert {name for name in open_ones if name != "bot.log"} == set()  # the test's own
    assert stat.S_IMODE((bot.home / "bot.sqlite3-wal").stat().st_mode) == 0o600


def test_leaving_wipes_every_table_but_ledger_and_audit(bot: BotProcess, control: Control) -> None:
    let_in(control)
    control.ask(REPORTER, "nv 13 ai chủ trì")
    control.ask(REPORTER, REPORT)
    press(control, REPORTER, "Gửi")
    hears(control, REPORTER, "BC-0001")
    control.ask(REPORTER, "Cập nhật nhiệm vụ 14: 20%, đang làm")
    control.ask(REPORTER, "/huydangky")
    press(control, REPORTER, "Đồng ý hủy đăng ký")
    hears(control, REPORTER, "xóa dữ liệu cá nhân")

    def known() -> set[str]:
        found = set()
        with closing(sqlite3.connect(bot.home / "bot.sqlite3")) as db:
            for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
                for row in db.execute(f"select * from {table}"):
                    if any(str(REPORTER) in str(cell) or "Phạm Thị Lan" in str(cell) for cell in row):
                        found.add(table)
        return found

    assert until(lambda: not known() - {"reports", "submissions", "reviews", "audit"}, 10), known()
