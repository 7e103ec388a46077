"""Exports: the same rows as JSON lines, as CSV that Excel takes for text, on the command line and in chat."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from telegram import Bot

from conversation.incoming import SentFile
from handlers.attachments import Attachments
from handlers.dependencies import Dependencies
from progress.chat.looking_export import AT_ONCE, finished
from progress.export import FIELDS, as_csv, as_json, rows_of
from progress.store.notes import Export
from progress.wording.looking import EXPORTING
from progress.wording.words import NOT_ALLOWED
from storage.kept_questions import QuestionLog
from storage.outbox import Row
from storage.unit_of_work import Storage
from tests.progress.driver import TRANG, Office, library
from tests.progress.looking_world import CENTRE, ROOT, World

PREPARED = {"BOT_PREPARED": str(ROOT / "build" / "prepared.pickle")}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def lines(world: World, **more: object) -> list[dict[str, object]]:
    return [json.loads(line) for line in as_json(rows_of(world.store.ledger, **more), None, {1: [1]}).splitlines()]


def cells(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def run(world: World, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    path = world.path / "bot.sqlite3"
    command = [sys.executable, "bot.py", "reports", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "BOT_DB": str(path), **PREPARED}, capture_output=True, check=False
    )


def test_a_row_has_the_fields_that_were_promised(world: World) -> None:
    file = world.store.files.add(SentFile("f", "u", "biên bản.pdf", 1234), 10, world.now, "")
    world.store.files.stored(file, "ab" * 32, 1234)
    world.accept(
        world.report(13, status="done", percent=100, result="xong", difficulty="không", proposal="p", next_step="n",
                     completed=date(2019, 9, 15), product="QĐ 1", files=(file,))
    )  # fmt: skip
    assert lines(world) == [
        {
            "number": 1, "task": 13, "unit": CENTRE, "quarter": "2019-Q3", "kind": "lead", "status": "done",
            "percent": 100, "result": "xong", "difficulty": "không", "proposal": "p", "next_step": "n",
            "completed": "2019-09-15", "product": "QĐ 1", "state": "accepted", "revision": 1,
            "at": "2019-09-16T09:00:00+07:00", "late": False,
            "document": "676/QĐ-BKHCN", "task_key": "13", "period": "2019-Q3",
            "evidence": [{"name": "biên bản.pdf", "size": 1234, "sha256": "ab" * 32}], "counted": [1],
        }
    ]  # fmt: skip


def test_the_newest_of_each_or_all_of_a_quarter_or_of_all(world: World) -> None:
    world.report(13, quarter="2019-Q2", status="in_progress", day=date(2019, 6, 30))
    world.report(13, status="in_progress", percent=40)
    world.report(13, status="in_progress", percent=60)
    world.report(13, kind="contribution", status="in_progress")
    world.report(14, status="in_progress", withdrawn=True)
    assert [(r["quarter"], r["percent"], r["kind"]) for r in lines(world) if r["task"] == 13] == [
        ("2019-Q2", None, "lead"),
        ("2019-Q3", None, "contribution"),
        ("2019-Q3", 60, "lead"),
    ]
    assert len(lines(world, every=True)) == 5
    assert len(lines(world, quarter="2019-Q2")) == 1
    assert lines(world, quarter="2019-Q2")[0]["late"] is True
    assert lines(world)[-1]["state"] == "withdrawn"


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
@pytest.mark.parametrize("field", ["result", "difficulty", "proposal", "next_step", "product"])
def test_no_cell_runs_as_a_formula(world: World, begins: str, field: str) -> None:
    world.report(13, **{"status": "in_progress", field: begins})
    (row,) = cells(as_csv(rows_of(world.store.ledger)))
    assert row[field].replace("’", "") == "'" + begins
    assert lines(world)[0][field] == begins  # data stay as they are where nothing runs them


HOSTILE = [
    "đã họp;=cmd|'/C calc'!A0;x",
    "＝1+1", "a;＝1+1", "x\n=1+1", "x\r\n+1", "a\t@SUM(A1)", 'a;"=1+1"', 'a"; "=1+1', "a|-1+1",
    "a,b; = 1+1", "\u200b=1+1", "\ufeff+1", " =1", "a: =1",
    "tăng =1+1", "a;\u202e=1", "﹦1", "a;﹣1", "';=1+1;'", "a;'=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_reader_finds_a_formula_whichever_signs_it_separates_and_quotes_by(world: World, text: str) -> None:
    file = world.store.files.add(SentFile("f", "u", f"{text}.pdf", 1), 10, world.now, "")
    world.report(13, status="in_progress", result=text, files=(file,))
    written = as_csv(rows_of(world.store.ledger)).removeprefix("\ufeff")
    for separator in ",;\t|: ^~":
        for quotation in ('"', "'", None):
            how = {"quotechar": quotation} if quotation else {"quoting": csv.QUOTE_NONE}
            for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator, **how):
                for cell in (line for whole in row for line in (whole, *whole.splitlines())):
                    seen = cell.strip(" \t\r\n\u200b\u202e\ufeff").strip('"')
                    assert not seen.startswith(tuple("=+-@＝＋－＠﹦﹣")), (separator, quotation, cell)


def test_what_is_no_formula_is_not_touched(world: World) -> None:
    text = "Quý III - năm 2019: đạt 62,5%; (giai đoạn 2019-2020), a=b, x@most.gov.vn"
    world.report(13, status="in_progress", result=text)
    (row,) = cells(as_csv(rows_of(world.store.ledger)))
    assert row["result"] == text


def test_a_files_name_is_no_formula_either(world: World) -> None:
    file = world.store.files.add(SentFile("f", "u", "=cmd|x.pdf", 1), 10, world.now, "")
    world.report(13, status="in_progress", files=(file,))
    (row,) = cells(as_csv(rows_of(world.store.ledger)))
    assert row["evidence"].startswith("'=cmd|x.pdf (1")


def test_vietnamese_and_line_breaks_come_through(world: World) -> None:
    world.report(13, status="in_progress", result='Đã "thử nghiệm";\nvướng, kinh phí', percent=0)
    text = as_csv(rows_of(world.store.ledger))
    (row,) = cells(text)
    assert tuple(row) == FIELDS
    assert row["result"] == 'Đã "thử nghiệm";\nvướng, kinh phí'
    assert (row["percent"], row["late"], row["product"]) == ("0", "false", "")


def test_the_command_prints_json_csv_or_lines_to_read(world: World) -> None:
    world.report(13, status="in_progress", percent=60, result="tiếng Việt")
    out = run(world, "--json")
    assert (out.returncode, json.loads(out.stdout)["result"]) == (0, "tiếng Việt")
    assert cells(run(world, "--csv").stdout.decode())[0]["unit"] == CENTRE
    assert "BC-0001  09:00, 16/9/2019  quý III/2019  nhiệm vụ 13" in run(world).stdout.decode()
    assert run(world, "--period", "2019-Q2", "--json").stdout == b""
    assert len(run(world, "--quarter", "2019-Q3", "--all", "--json").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "quarter", ["2019-Q5", "2019-M13", "2019-H3", "2019-", "Q3", "2019-q3", "2019-Q3 ", "٢٠١٩-Q3", "2019-Q33", ""]
)
def test_a_malformed_quarter_is_refused(world: World, quarter: str) -> None:
    out = run(world, "--quarter", quarter)
    assert (out.returncode, out.stdout) == (2, b"")
    assert "2019-Q3" in out.stderr.decode()


def test_without_a_database_or_a_table_there_is_a_note_and_no_failure(tmp_path: Path) -> None:
    """An empty file where the database should be is no database."""
    for name, code, said in (("none", 0, "Chưa có báo cáo nào"), ("empty", 2, "empty.sqlite3")):
        path = tmp_path / f"{name}.sqlite3"
        if name == "empty":
            path.touch()
        out = subprocess.run(
            [sys.executable, "bot.py", "reports", "--json"],
            cwd=ROOT, env={**os.environ, "BOT_DB": str(path)}, capture_output=True, check=False,
        )  # fmt: skip
        assert (out.returncode, out.stdout) == (code, b"")
        assert said in out.stderr.decode()
        assert out.stderr.decode().count("\n") == 1


@pytest.mark.parametrize("who", ["office", "viewer", "admin"])
def test_who_reads_all_gets_the_file_in_chat(world: World, who: str) -> None:
    world.report(13, quarter="2019-Q2", status="in_progress")
    world.report(13, status="in_progress", percent=40)
    world.report(13, status="in_progress", percent=60)
    for argument, name, rows in (
        (" csv", "bao-cao.csv", 2),
        (" quý III/2019 csv", "bao-cao-2019-Q3.csv", 1),
        (" CSV quý 3", "bao-cao-2019-Q3.csv", 1),
        (" csv q3/2019", "bao-cao-2019-Q3.csv", 1),
        (" 2019-Q3 csv tất cả", "bao-cao-2019-Q3-tat-ca.csv", 2),
        (" tat ca csv", "bao-cao-tat-ca.csv", 3),
    ):
        (sent,) = world.say(who, "/xuat" + argument).out
        assert sent.file_name == name
        assert len(cells(Path(sent.file or "").read_text(encoding="utf-8"))) == rows
        assert Path(sent.file or "").is_relative_to(world.path / "xuat")
    assert [row["action"] for row in world.store.audit.rows()] == ["xuất báo cáo"] * 6


@pytest.mark.parametrize("who", ["stranger", "other", "coordinator", "reporter", "head"])
def test_nobody_else_gets_a_file(world: World, who: str) -> None:
    world.report(13, status="in_progress")
    (said,) = world.say(who, "/xuat").out
    assert said.file is None
    assert not (world.path / "xuat").exists()


def test_what_cannot_be_exported_is_said(world: World) -> None:
    assert "Chưa có báo cáo nào để xuất" in world.hear("office", "/xuat")
    assert "Chưa rõ quý" in world.hear("office", "/xuat abc")
    assert "Chưa rõ quý" in world.hear("office", "/xuat quý 7")
    assert "Hệ thống chưa có kỳ báo cáo này" in world.hear("office", "/xuat 2035-Q1")


def test_a_large_file_is_made_by_another_process(world: World) -> None:
    """What is asked for waits in a table, which a start finds again; the command prints what would have been sent."""
    for number in range(AT_ONCE + 1):
        world.report(1 + number % 2, percent=number % 100)
    assert world.hear("office", "/xuat csv quý III/2019 tất cả") == EXPORTING
    (wanted,) = world.store.exports.waiting()
    assert (wanted.quarter, wanted.every, wanted.rows) == ("2019-Q3", True, AT_ONCE + 1)
    world.db.conn.commit()
    printed = run(world, "--csv", "--quarter", "2019-Q3", "--all").stdout.decode()
    assert printed == as_csv(rows_of(world.store.ledger, "2019-Q3", every=True))
    sent = finished(world.context, world.path / "xuat", wanted, world.now)
    assert sent.file_name == "bao-cao-2019-Q3-tat-ca.csv"
    assert world.store.audit.latest(0, 1)[0]["details"] == f"{AT_ONCE + 1} báo cáo"


@pytest.mark.parametrize("then", ["stays", "leaves", "may no more"])
def test_who_may_not_have_it_any_more_gets_no_file_that_was_being_made(tmp_path: Path, then: str) -> None:
    office = Office(tmp_path).staff()
    clerk = office.context.person(TRANG)
    office.store.exports.add(Export(0, TRANG, 5, None, False, 1))  # a row of the table
    happens = {
        "leaves": lambda: office.store.people.leave(clerk, office.now),
        "may no more": lambda: office.store.people.take_roles(clerk.id),
    }

    async def make() -> Row | None:
        storage = Storage(office.db, 676, lambda: office.now)
        desk = Dependencies(library().assistant, QuestionLog(office.db), lambda: office.now, "676", storage)
        slowly = (sys.executable, "-c", "import time; time.sleep(0.3)")
        work = Attachments(desk, office.service, tmp_path, exports=tmp_path / "xuat", itself=slowly)
        under_way = asyncio.create_task(work.run(Bot("1:x")))
        await asyncio.sleep(0.1)
        with office.db.atomic():
            happens.get(then, lambda: None)()
        for _ in range(500):
            if office.store.exports.waiting():
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.5 if then == "stays" else 1.0)  # longer than the file takes that nobody is sent
        under_way.cancel()
        return storage.outbox.next(TRANG)

    row = asyncio.run(make())
    told = row and (row.outgoing.file_name or row.outgoing.text)
    assert told == {"stays": "bao-cao.csv", "leaves": None, "may no more": NOT_ALLOWED}[then]
    assert office.store.exports.waiting() == []


def test_the_workbook_is_for_people(world: World) -> None:
    """Vietnamese heads and words, names, real days and percentages; a text is a text as written; ready to print."""
    world.report(
        13, status="done", percent=100, result="=1+1\x07", difficulty="@SUM(A1)", completed=date(2019, 9, 12),
        product="Quyết định 123/QĐ-BKHCN",
    )  # fmt: skip
    world.report(12, status="in_progress", percent=60, nothing_new=True)
    world.db.conn.commit()
    sheet = load_workbook(io.BytesIO(run(world, "--xlsx").stdout)).active
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    done = next(row for row in rows if row["Nhiệm vụ"].value == 13)
    doing = next(row for row in rows if row["Nhiệm vụ"].value == 12)
    assert {name: done[name].value for name in ("Trạng thái", "Kết quả", "Khó khăn, vướng mắc", "Kỳ báo cáo")} == {
        "Trạng thái": "Hoàn thành", "Kết quả": "=1+1", "Khó khăn, vướng mắc": "@SUM(A1)", "Kỳ báo cáo": "Quý III/2019",
    }  # fmt: skip
    assert done["Kết quả"].data_type == "s"
    assert done["Tên nhiệm vụ"].value.startswith("Xây dựng, tích hợp Hệ thống thông tin")
    assert done["Đơn vị"].value == "TTCNTT"
    assert (done["Ngày hoàn thành"].value.date(), done["Ngày hoàn thành"].is_date) == (date(2019, 9, 12), True)
    assert (doing["Tỷ lệ"].value, doing["Tỷ lệ"].number_format) == (0.6, "0%")
    assert doing["Không phát sinh"].value == "Có"
    assert doing["Gửi lúc"].is_date
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:{get_column_letter(len(heads))}3")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert sheet.column_dimensions["G"].width == 40


def test_who_serves_does_not_import_what_makes_workbooks(world: World) -> None:
    """The file is made by another process; it is asked for in a table and sent under its name."""
    world.report(13, status="in_progress", percent=40)
    assert world.hear("office", "/xuat") == EXPORTING
    (wanted,) = world.store.exports.waiting()
    assert (wanted.form, wanted.rows) == ("xlsx", 1)
    assert finished(world.context, world.path / "xuat", wanted, world.now).file_name == "bao-cao.xlsx"
    code = "import sys, bootstrap, cli.commands, handlers.attachments; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
