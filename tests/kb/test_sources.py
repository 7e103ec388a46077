"""Files of any kind: the same table gives the same rows; what cannot be read is told in one sentence."""

import contextlib
import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.library import read_decision, read_draft_of
from kb.model import DecisionError
from kb.reading.draft import Draft
from tests.kb.plans.tables import CASES, Case
from tests.kb.plans.writers import HEAD, WRITERS, Block, Table, as_docx, as_html, as_pdf, has_merged, pdf_file, stream
from tests.marks import soaked

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
QUIET = settings(max_examples=40, derandomize=True, deadline=None, database=None)
PDF_DRESSES: dict[str, Callable[[list[Block]], bytes]] = {
    "repeated heads": lambda blocks: as_pdf(blocks, repeat=True),
    "open halves of cut rows": lambda blocks: as_pdf(blocks, cut_lines=False),
    "short pages": lambda blocks: as_pdf(blocks, repeat=True, cut_lines=False, bottom=400),
    "shaded heads": lambda blocks: as_pdf(blocks, shaded=True),
}

Row = tuple[str, str, list[str], list[str], str | None]


def read(folder: Path, data: bytes, ending: str) -> Draft:
    path = folder / f"plan{ending}"
    path.write_bytes(data)
    return read_draft_of(path, DATA)


def rows(draft: Draft) -> list[Row]:
    return [(t.key, t.content, list(t.leads), list(t.coordinators), t.deadline) for t in draft.tasks]


def tables(case: Case) -> Iterator[Table]:
    return (block for block in case.blocks if not isinstance(block, str))


def fitting(case: Case) -> list[str]:
    """The kinds that can write a case: plain text and Markdown have no merged cells."""
    merged = any(has_merged(table) for table in tables(case))
    return [kind for kind in WRITERS if not (merged and kind in (".md", ".txt"))]


# ── the same rows ────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("case", "kind"),
    [pytest.param(c, kind, id=f"{c.name} as {kind}") for c in CASES for kind in fitting(c)],
)
def test_a_table_gives_its_rows_in_every_kind(case: Case, kind: str, tmp_path: Path) -> None:
    """Key, content, leads, coordinators and deadline are as written, and no right row carries a warning for nothing."""
    draft = read(tmp_path, WRITERS[kind](case.blocks), kind)
    assert rows(draft) == case.rows
    assert {t.key for t in draft.tasks if set(t.warnings) - {"no_deadline"}} <= case.warned
    assert (draft.head.number, str(draft.head.signed)) == ("15/KH-UBND", "2027-01-12")
    for key, units in case.others.items():
        task = next(t for t in draft.tasks if t.key == key)
        assert [unit for role in task.others for unit in role.units] == units


@pytest.mark.parametrize("dress", [next(iter(PDF_DRESSES)), *soaked(*list(PDF_DRESSES)[1:])])
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_pages_change_nothing(case: Case, dress: str, tmp_path: Path) -> None:
    """Rows cut by pages, with lines and without, heads repeated or shaded: the same rows."""
    assert rows(read(tmp_path, PDF_DRESSES[dress](case.blocks), ".pdf")) == case.rows


@pytest.mark.soak
@QUIET
@given(order=st.permutations(range(5)), kind=st.sampled_from(sorted(WRITERS)), wraps=st.integers(0, 3))
def test_columns_may_stand_in_any_order(
    order: list[int], kind: str, wraps: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Columns shuffled and cells wrapped: the same rows."""
    head = ["TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian hoàn thành"]
    body = [
        [
            "1",
            f"Xây dựng kế hoạch{' rất dài' * wraps * 6} của tỉnh",
            "Sở Nội vụ",
            "Sở Tài chính, Sở Y tế",
            "Quý I/2027",
        ],
        ["2", "Tổng kết", "Các sở, ban, ngành", "", "12/2027"],
    ]
    table: Table = [[row[n] for n in order] for row in [head, *body]]
    draft = read(tmp_path_factory.mktemp("any"), WRITERS[kind]([*HEAD, table]), kind)
    assert rows(draft) == [
        ("1", body[0][1], ["Sở Nội vụ"], ["Sở Tài chính", "Sở Y tế"], "Quý I/2027"),
        ("2", "Tổng kết", ["Các sở, ban, ngành"], [], "12/2027"),
    ]


def test_the_decision_in_use_reads_the_same_by_both_readers() -> None:
    """676/QĐ-BKHCN: numbers, groups, contents, units as the strict reader has them."""
    path = DATA / "decisions" / "676-QD-BKHCN.txt"
    document, draft = read_decision(path, DATA)[0], read_draft_of(path, DATA)
    assert [(str(t.number), t.group, t.content, t.leads, t.coordinators) for t in document.tasks] == [
        (t.key, t.group, t.content, t.leads, t.coordinators) for t in draft.tasks
    ]
    assert draft.head.signed == document.header.date


def test_every_cell_of_a_task_table_is_somewhere(tmp_path: Path) -> None:
    """What is in no task and no group is named, with the reason."""
    case = next(c for c in CASES if "counted" in c.name)
    draft = read(tmp_path, as_html(case.blocks), ".html")
    assert {x.reason for x in draft.left_out} == {"tiêu đề của bảng", "hàng đánh số cột"}
    for table in tables(case):
        for text in (cell if isinstance(cell, str) else cell[0] for row in table for cell in row):
            told = [v for t in draft.tasks for v in (*t.cells.values(), t.number)] + [x.text for x in draft.left_out]
            assert not text or any(text in (value or "") for value in told), text


def test_days_are_counted_from_the_decisions_own_date(tmp_path: Path) -> None:
    """100 days from 12/01/2027; the words stay as they are written."""
    case = next(c for c in CASES if "own date" in c.name)
    task = read(tmp_path, as_docx(case.blocks), ".docx").tasks[0]
    assert (task.deadline, str(task.due)) == ("100 ngày kể từ ngày ban hành", "2027-04-22")


# ── what the number is ───────────────────────────────────────────────────────
def test_a_blank_number_is_none_and_a_cited_one_is_not_taken(tmp_path: Path) -> None:
    """A draft's number and day are blank; the decision that the body cites is another's."""
    blank = ["Số:      /KH-UBND", "An Bình, ngày     tháng 01 năm 2027", *HEAD[3:], *CASES[0].blocks[6:]]
    head = read(tmp_path, as_docx(blank), ".docx").head
    assert (head.number, head.signed, head.warnings) == (None, None, ("no_number", "no_date"))


def test_number_and_date_may_be_drawn_by_signature_fields(tmp_path: Path) -> None:
    """What the form of a widget draws in its place is read with the page."""

    def field() -> Iterator[str]:
        yield "<< /Type /Annot /Subtype /Widget /FT /Sig /Rect [66 700 166 720] /AP << /N 9 0 R >> >>"
        drawn = f"BT /F 9 Tf 0 3 Td <{'6582'.encode('utf-16-be').hex()}> Tj ET"
        yield stream(drawn, "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F 3 0 R >> >>")

    def said(x: float, y: float, text: str) -> str:
        return f"BT /F 9 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"

    page = "\n".join(
        [said(40, 703, "Số: "), said(86, 703, "/SYT-CNTT"), said(40, 680, "KẾ HOẠCH"), said(40, 650, "Lời " * 9)]
    )
    assert read(tmp_path, pdf_file([page], field), ".pdf").head.number == "6582/SYT-CNTT"


# ── Word's own ways ──────────────────────────────────────────────────────────
def word(tmp_path: Path, change: Callable[[str], str]) -> Draft:
    """The first case's Word file, its document.xml changed."""
    old, new = io.BytesIO(as_docx(CASES[0].blocks)), io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            changed = change(data.decode()).encode() if part.filename == "word/document.xml" else data
            target.writestr(part.filename, changed)
    return read(tmp_path, new.getvalue(), ".docx")


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    """What is deleted is gone, what is inserted is there."""
    run = '<w:r><w:t xml:space="preserve">Rà soát văn bản quy phạm pháp luật</w:t></w:r>'
    tracked = (
        '<w:del w:id="1" w:author="a"><w:r><w:delText>Xóa</w:delText></w:r></w:del><w:ins w:id="2" w:author="a">'
        "<w:r><w:t>Sửa đổi</w:t></w:r></w:ins>"
    )
    draft = word(tmp_path, lambda xml: xml.replace(run, tracked, 1) if run in xml else xml)
    assert draft.tasks[0].content == "Sửa đổi"


def test_hidden_words_and_text_boxes_are_no_part_of_a_cell_twice(tmp_path: Path) -> None:
    """A hidden run says nothing."""
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
    draft = word(
        tmp_path,
        lambda xml: xml.replace(
            '<w:r><w:t xml:space="preserve">Sở Tư pháp</w:t></w:r>', hidden + "<w:r><w:t>Sở Tư pháp</w:t></w:r>", 1
        ),
    )
    assert draft.tasks[0].leads == ("Sở Tư pháp",)


# ── what cannot be read ──────────────────────────────────────────────────────
def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return file.getvalue()


GOOD = as_docx(CASES[0].blocks)
BOMB = b"<a/>" + b" " * (101 * 1024 * 1024)
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(90)
BAD = [
    ("an empty file", ".docx", b"", "rỗng"),
    ("no letters in a PDF", ".pdf", pdf_file(["0 0 m 9 9 l S"]), "cần bản có chữ"),
    ("macros", ".docx", zipped(word__document_dot_xml=b"<a/>", word__vbaProject_dot_bin=b"x"), "macro"),
    ("a bomb", ".docx", zipped(word__document_dot_xml=BOMB), "100 MiB"),
    ("entities", ".docx", zipped(word__document_dot_xml=ENTITIES), "thực thể"),
    ("a spreadsheet", ".docx", zipped(xl__workbook_dot_xml=b"<a/>"), "không có văn bản Word"),
    ("half a package", ".docx", GOOD[: len(GOOD) // 2], "hỏng"),
    ("a password", ".docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ("an old Word file", ".docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    ("a picture named PDF", ".pdf", PICTURE, "ảnh"),
    ("a PDF named Word", ".docx", as_pdf(CASES[0].blocks), "đổi đuôi thành .pdf"),
    ("Word named text", ".txt", GOOD, "đổi đuôi thành .docx"),
    ("another kind", ".xlsx", GOOD, "chỉ đọc"),
    ("five hundred pages", ".pdf", pdf_file(["0 0 m 9 9 l S"] * 501), "500 trang"),
    ("200,000 rows", ".html", b"<table>" + b"<tr><td>1<td>2<td>3" * 200_000, "20000 hàng"),
    ("a page that is no plan", ".html", "<p>Chợ họp sáng thứ Hai</p>".encode(), "không phải một quyết định"),
    ("bytes that are no text", ".md", b"\xff\xfe\x00", "UTF-8"),
    ("a deep page", ".html", b"<div>" * 3000 + b"x", "lồng nhau"),
]


@pytest.mark.parametrize(("kind", "data", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_file_is_told_in_one_sentence(kind: str, data: bytes, words: str, tmp_path: Path) -> None:
    """What is wrong, and what to do."""
    with pytest.raises(DecisionError) as caught:
        read(tmp_path, data, kind)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


# ── in the terminal ──────────────────────────────────────────────────────────
def terminal(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "bot.py", "kb", "--json", "--decision", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_command_line_shows_a_file_of_any_kind(kind: str, tmp_path: Path) -> None:
    """Each task has its key, its deadline as written, its warnings, and its place."""
    path = tmp_path / f"plan{kind}"
    path.write_bytes(WRITERS[kind](CASES[0].blocks))
    shown = json.loads(terminal(path).stdout)
    assert shown["document"]["number"] == "15/KH-UBND"
    assert len(shown["document"]["sha256"]) == 64
    assert [t["task_key"] for t in shown["tasks"]] == ["I.1", "I.2", "II.1", "II.2", "II.3"]
    assert [t["number"] for t in shown["tasks"]] == [1, 2, 1, 2, 3]
    assert shown["tasks"][0]["deadline"] == "Quý I/2027"
    assert shown["tasks"][0]["place"]["row"] == 3


def test_the_command_line_refuses_a_bad_file_with_code_2(tmp_path: Path) -> None:
    """One line, beginning with the file."""
    path = tmp_path / "plan.pdf"
    path.write_bytes(PICTURE)
    done = terminal(path)
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert said.startswith(str(path))


def test_a_bot_that_serves_does_not_carry_the_readers_of_files() -> None:
    """Word's, PDF's and the web's libraries are imported with the first file of their kind."""
    look = (
        "import sys, kb.library, cli.commands, bootstrap\n"
        "print([m for m in ('docx', 'pdfplumber', 'pdfminer', 'lxml', 'markdown_it') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


# ── damaged files ────────────────────────────────────────────────────────────
def bitten(data: bytes, chance: random.Random) -> bytes:
    """A file after some accidents: bytes changed, cut out, doubled or cut off."""
    for _ in range(chance.randint(1, 6)):
        at, much = chance.randrange(len(data)), chance.randint(1, 60)
        kind = chance.randrange(4)
        if kind == 0:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 4))) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[at + much :]
        elif kind == 2:
            data = data[:at] + data[at : at + much] + data[at:]
        else:
            data = data[: max(at, len(data) // 2)]
    return data


@pytest.mark.soak
def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    """As many as fit into fifty seconds, of all kinds: a draft or a DecisionError, each within five seconds."""
    chance, started, seen = random.Random(18), time.monotonic(), 0
    good = [(kind, WRITERS[kind](case.blocks)) for case in CASES[:5] for kind in fitting(case)]
    while time.monotonic() - started < 50:
        kind, data = chance.choice(good)
        begun = time.monotonic()
        with contextlib.suppress(DecisionError):
            read(tmp_path, bitten(data, chance), kind)
        assert time.monotonic() - begun < 5
        seen += 1
    assert seen > 100
