"""Texts that are no decision, or a damaged one: a clear error that names the line, or the right reading."""

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.library import open_library, read_decision
from kb.model import DecisionError, Document

ROOT = Path(__file__).resolve().parents[2]
SECOND = Path(__file__).resolve().parent / "second" / "decisions" / "88-QD-BHDNC.txt"
GOOD = SECOND.read_text(encoding="utf-8")
ROW_1 = next(line for line in GOOD.splitlines() if line.startswith("1\t"))
ROW_2 = next(line for line in GOOD.splitlines() if line.startswith("2\t"))
HEADER = next(line for line in GOOD.splitlines() if line.startswith("TT\t"))

Read = Callable[[str | bytes], Document]


def line_of(text: str, wanted: str) -> int:
    """The number of the first line that begins with some words."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(wanted))


def without_table(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "\t" not in line)


def with_columns(text: str, *kept: int) -> str:
    """The same text, its table with some of its columns only."""
    cut = (line.split("\t") for line in text.splitlines())
    return "\n".join("\t".join(cells[n] for n in kept) if len(cells) > 1 else cells[0] for cells in cut)


# what is wrong, the bytes, the line that is named, words of the message
BAD = [
    ("an empty file", b"", 1, "Tệp rỗng"),
    ("nothing but blanks", b"\n \n\t\n", 1, "Tệp rỗng"),
    ("nothing but a byte order mark", "\ufeff".encode(), 1, "Tệp rỗng"),
    ("latin-1", b"S\xf4: 88\n", 1, "UTF-8"),
    ("latin-1 in a later line", "Số: 1/QĐ-X\n\n".encode() + b"qu\xfd\n", 3, "UTF-8"),
    ("UTF-16 with its mark", GOOD.encode("utf-16"), 1, "UTF-8"),
    ("UTF-16 without its mark", "So: 88\n".encode("utf-16-le"), 1, "NUL"),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00", 1, "UTF-8"),
    ("a shopping list", "bánh mì\ntrứng\n".encode(), 1, "không phải một quyết định"),
    ("one line", b"x", 1, "không phải một quyết định"),
    ("a table alone", f"{HEADER}\n{ROW_1}\n".encode(), 1, "không phải một quyết định"),
    ("no number", GOOD.replace("Số: 88/QĐ-BHDNC\n", "").encode(), 1, "Số"),
    ("no date", GOOD.replace("Hải Phòng, ngày 09 tháng 5 năm 2022\n", "").encode(), 1, "ngày tháng năm ký"),
    ("no article", GOOD.replace("Điều 1. Ban hành", "Ban hành").encode(), 1, "Điều 1"),
    (
        "a day that never was",
        GOOD.replace("ngày 09 tháng 5 năm 2022\n", "ngày 31 tháng 2 năm 2022\n", 1).encode(),
        line_of(GOOD, "Hải Phòng"),
        "không phải một ngày có thật",
    ),
    ("no table", without_table(GOOD).encode(), None, "Không thấy bảng nhiệm vụ"),
    ("no lead unit among the columns", with_columns(GOOD, 0, 1, 2).encode(), line_of(GOOD, "TT"), "đơn vị chủ trì"),
    ("a table of two columns", with_columns(GOOD, 0, 1).encode(), None, "Không thấy bảng nhiệm vụ"),
    ("a header without rows", GOOD[: GOOD.index("I\tHoàn thiện")].encode(), line_of(GOOD, "TT"), "không có hàng nào"),
    (
        "a row with a missing cell",
        GOOD.replace(ROW_2, ROW_2.removesuffix("\t")).encode(),
        line_of(GOOD, "2\t"),
        "6 cột, tiêu đề của bảng có 7 cột",
    ),
    (
        "a row with a cell too many",
        GOOD.replace(ROW_2, ROW_2 + "\tthừa").encode(),
        line_of(GOOD, "2\t"),
        "8 cột",
    ),
    (
        "a row without its number",
        GOOD.replace(ROW_2, ROW_2.removeprefix("2")).encode(),
        line_of(GOOD, "2\t"),
        "không có số thứ tự",
    ),
    (
        "a first row without its number",
        GOOD.replace(ROW_1, ROW_1.removeprefix("1")).encode(),
        line_of(GOOD, "1\t"),
        "không có số thứ tự",
    ),
    ("a word for a number", GOOD.replace(ROW_2, "hai" + ROW_2[1:]).encode(), line_of(GOOD, "2\t"), "«hai»"),
    ("a raised two", GOOD.replace(ROW_2, "²" + ROW_2[1:]).encode(), line_of(GOOD, "2\t"), "«²»"),
    ("two tasks of one number", GOOD.replace(ROW_2, "1" + ROW_2[1:]).encode(), line_of(GOOD, "2\t"), "cùng mang số 1"),
    (
        "two groups of one numeral",
        GOOD.replace("III\tDữ", "II\tDữ").encode(),
        line_of(GOOD, "III\t"),
        "cùng mang số II",
    ),
    ("two articles of one number", GOOD.replace("Điều 4.", "Điều 2.").encode(), line_of(GOOD, "Điều 4"), "D.2"),
    (
        "two points of one letter",
        GOOD.replace("b) Rà soát quy hoạch", "a) Rà soát quy hoạch").encode(),
        line_of(GOOD, "b) Rà soát quy hoạch"),
        "III.1.a",
    ),
    (
        "a sentence between the rows",
        GOOD.replace(ROW_2, f"theo quy định hiện hành\n{ROW_2}")
        .replace("(Kèm theo Chương", "(kèm theo Chương")
        .encode(),
        line_of(GOOD, "2\t"),
        "nằm giữa bảng",
    ),
]


@pytest.mark.parametrize(("data", "line", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_text_is_refused_with_its_line(read: Read, data: bytes, line: int | None, words: str) -> None:
    """The error says in Vietnamese what is wrong, and where."""
    with pytest.raises(DecisionError) as caught:
        read(data)
    assert words in str(caught.value)
    assert caught.value.line == line


def test_the_untouched_text_is_read(read: Read) -> None:
    """What the other tests damage is sound."""
    assert len(read(GOOD).tasks) == 7


# how a good text may come, and the same text in that dress
DRESSES = [
    ("with Windows line ends", GOOD.replace("\n", "\r\n").encode()),
    ("with old Macintosh line ends", GOOD.replace("\n", "\r").encode()),
    ("with a byte order mark", GOOD.encode("utf-8-sig")),
    ("in decomposed letters", unicodedata.normalize("NFD", GOOD).encode()),
    ("without a last line end", GOOD.rstrip("\n").encode()),
    ("with page numbers", GOOD.replace("IV. TỔ CHỨC", "- 3 -\n\nIV. TỔ CHỨC").encode()),
    ("with form feeds", GOOD.replace("\nII. MỤC", "\n\f\nII. MỤC").encode()),
    ("with bold letters", GOOD.replace("I. MỤC ĐÍCH", "### **I. MỤC ĐÍCH**").encode()),
    ("with paragraphs indented by tabs", GOOD.replace("\nĐiều ", "\n\tĐiều ").replace("\n- ", "\n-\t").encode()),
    ("with leading zeros", GOOD.replace(ROW_2, "02." + ROW_2[1:]).encode()),
    ("with spaces around cells", GOOD.replace(ROW_2, ROW_2.replace("\t", " \t ")).encode()),
    ("with shouting recipients", GOOD.replace("Nơi nhận:", "NƠI NHẬN:").encode()),
    (
        "with group rows of one cell",
        GOOD.replace("III\tDữ liệu và truyền thông biển\t\t\t\t\t", "III\tDữ liệu và truyền thông biển").encode(),
    ),
]


@pytest.mark.parametrize("data", [row[1] for row in DRESSES], ids=[row[0] for row in DRESSES])
def test_a_good_text_in_another_dress_is_the_same_document(read: Read, data: bytes) -> None:
    """Line ends, marks, letters' composition and page furniture change nothing of what is read."""
    plain, dressed = read(GOOD), read(data)
    assert [(p.address, p.text) for p in dressed.passages if p.kind != "task"] == [
        (p.address, p.text) for p in plain.passages if p.kind != "task"
    ]
    assert dressed.tasks == plain.tasks
    assert dressed.header == plain.header
    assert dressed.reporting == plain.reporting


@pytest.mark.parametrize("data", [row[1] for row in DRESSES], ids=[row[0] for row in DRESSES])
def test_nothing_is_lost_in_another_dress(read: Read, data: bytes) -> None:
    """Every character still belongs to one part or one piece of furniture."""
    document = read(data)
    spans = [s for p in document.passages for s in p.spans] + [f.span for f in document.furniture]
    spans.sort(key=lambda span: span.start)
    ends = [span.end for span in spans]
    assert [span.start for span in spans] == [0, *ends[:-1]]
    assert ends[-1] == len(document.source)


def test_a_row_that_goes_on_after_a_page_break_is_one_task(read: Read) -> None:
    """The number, a blank line and the header row between the halves of task 4 are furniture."""
    task = read(GOOD).by_number[4]
    assert task.content == "Thả giống, tái tạo nguồn lợi thủy sản tại các vịnh có nguy cơ cạn kiệt"
    assert (task.leads, task.note) == (("Viện NCSH",), "Theo mùa sinh sản")


def test_a_row_that_goes_on_in_several_cells_is_one_task(read: Read) -> None:
    """Each cell is carried on in its own column."""
    first = "2\tRà soát quy hoạch cảng cá và khu\t2022-\tCục\t\tBáo cáo\t"
    halves = f"{first}\n\tneo đậu tránh trú bão\t2024\tNgư chính\t\trà soát\t"
    task = read(GOOD.replace(ROW_2, halves)).by_number[2]
    assert (task.content, task.leads) == ("Rà soát quy hoạch cảng cá và khu neo đậu tránh trú bão", ("Cục Ngư chính",))
    assert ([p.text for p in task.periods], task.product) == (["2022-2024"], "Báo cáo rà soát")


def test_a_task_that_speaks_of_tables_is_no_header(read: Read) -> None:
    """A row that holds the words of a header (TT, nhiệm vụ, chủ trì) is a task all the same."""
    row = ROW_2.replace("Cục NC và Vụ HTB", "TT DLB").replace("Báo cáo rà soát", "Danh mục nhiệm vụ và đơn vị chủ trì")
    task = read(GOOD.replace(ROW_2, row)).by_number[2]
    assert (task.leads, task.product) == (("TT DLB",), "Danh mục nhiệm vụ và đơn vị chủ trì")


def test_a_period_that_is_not_understood_is_doubted(read: Read) -> None:
    """What is left of a cell after its periods is shown, not dropped."""
    document = read(GOOD.replace(ROW_2, ROW_2.replace("2022-2024", "2022-2024 (nếu đủ vốn)")))
    (doubt,) = document.doubts
    assert (doubt.address, doubt.text) == ("PL.2", "2022-2024 (nếu đủ vốn)")
    assert "nếu đủ vốn" in doubt.reason


def test_a_unit_that_nobody_knows_is_doubted(read: Read) -> None:
    """A name that is nearly a known one comes with the likely reading."""
    document = read(GOOD.replace(ROW_2, ROW_2.replace("Cục NC và Vụ HTB", "Cục Ngư chinhs, Tổ Thủy thần")))
    assert [(d.text, d.likely) for d in document.doubts] == [
        ("Cục Ngư chinhs", "Cục Ngư chính"),
        ("Tổ Thủy thần", None),
    ]


def test_the_folder_says_which_file_is_bad(second_folder: Path, tmp_path: Path) -> None:
    """An error from the library begins with the name of the file."""
    for name in ("units", "language"):
        (tmp_path / name).symlink_to(second_folder / name)
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "x.txt").write_text("", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"x\.txt") as caught:
        open_library(tmp_path)
    assert caught.value.line == 1


def test_a_folder_without_a_decision_is_an_error(tmp_path: Path) -> None:
    """An empty folder is not an empty library."""
    with pytest.raises(DecisionError, match="không có quyết định nào"):
        open_library(tmp_path)


def test_the_units_are_those_of_the_number_line(second_folder: Path, tmp_path: Path) -> None:
    """Another ministry's letters among the grounds do not bring that ministry's units."""
    text = GOOD.replace("Theo đề nghị của", "Căn cứ Quyết định số 9/QĐ-AAA ngày 01 tháng 4 năm 2022;\nTheo đề nghị của")
    other = '{"units": [{"name": "Vụ Lạ", "abbreviations": ["Cục NC"], "source": "made up"}]}'
    (tmp_path / "language").symlink_to(second_folder / "language")
    (tmp_path / "units").mkdir()
    for path in (second_folder / "units").iterdir():
        (tmp_path / "units" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "units" / "AAA.json").write_text(other, encoding="utf-8")
    path = tmp_path / "d.txt"
    path.write_text(unicodedata.normalize("NFD", text), encoding="utf-8-sig")
    _, directory = read_decision(path, tmp_path)
    unit = directory.find("Cục NC")
    assert unit is not None
    assert unit.name == "Cục Ngư chính"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"S\xf4: 88\n", 1),
        (b"hello\n", 1),
        (GOOD.replace(ROW_2, ROW_2.removesuffix("\t")).encode(), line_of(GOOD, "2\t")),
    ],
    ids=["empty", "latin-1", "no decision", "missing cell"],
)
def test_the_command_line_refuses_a_bad_file_in_one_line(tmp_path: Path, data: bytes, line: int) -> None:
    """`kb --decision` ends with code 2, nothing on the output, and file and line on the error stream."""
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    command = [sys.executable, "bot.py", "kb", "--json", "--decision", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert said.startswith(f"{path}:{line}: ")


def test_the_command_line_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is told as such."""
    command = [sys.executable, "bot.py", "kb", "--decision", str(tmp_path / "none.txt")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "none.txt" in done.stderr
    assert len(done.stderr.splitlines()) == 1
