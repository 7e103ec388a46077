"""The workbook and the picture: what they say is what the object says; a cell is no formula, a letter is never lost."""

import io
import json
import struct
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cli.summary import NoSuchError
from progress.chat.figuring import figures_of, quarter_before
from progress.letter import letter_of
from progress.traces import as_object, traced
from reports import picture, workbook
from reports.making import WrongFileError, _check, make
from tests.progress.looking_world import CENTRE, ROOT, World
from tests.summary_run import live, told


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory):
    world = World(tmp_path_factory.mktemp("lived"))
    live(world)
    world.report(20, "Vụ Kế hoạch - Tài chính", status="in_progress", result="=HYPERLINK(1)")
    period = world.periods["2019-Q3"]
    before = quarter_before(world.context, world.plan, period, world.now, None)
    return figures_of(world.context, world.plan, period, world.now), before, letter_of(world.plan)


@pytest.fixture(scope="module")
def xlsx(lived) -> bytes:
    return make("xlsx", *lived)


@pytest.fixture(scope="module")
def book(xlsx: bytes):
    return load_workbook(io.BytesIO(xlsx))


@pytest.fixture(scope="module")
def png(lived) -> bytes:
    return make("png", *lived)


def rows(book, title: str) -> list[dict]:
    heads, *found = book[title].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in found]


def test_the_workbook_has_its_sheets_ready_to_print(book) -> None:
    assert book.sheetnames == [
        "Tổng hợp", "Nhiệm vụ", "Đơn vị", "Báo cáo", "Nguồn số liệu", "Cần kiểm tra", "Chưa báo cáo"
    ]  # fmt: skip
    for sheet in book:
        assert (sheet.freeze_panes, sheet.page_setup.orientation) == ("A2", "landscape")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(sheet.column_dimensions[cell.column_letter].width >= 7 for cell in sheet[1])


def test_its_figures_and_their_sources_are_those_of_the_object(lived, book) -> None:
    told = as_object(lived[0], lived[1])
    summary = {row["Mã"]: row["Giá trị"] for row in rows(book, "Tổng hợp")[1:]}
    wanted = {one["id"]: one["value"] for one in told["figures"] if one["where"] == "xlsx:Tổng hợp"}
    assert summary == wanted
    sources = rows(book, "Nguồn số liệu")
    assert [(row["Mã"], row["Giá trị"], row["Số báo cáo"]) for row in sources] == [
        (one["id"], str(one["value"]), len(one["rows"])) for one in told["figures"]
    ]
    units = {row["Tên đơn vị"]: row for row in rows(book, "Đơn vị")}
    assert [units[one["unit"]]["Đã tiếp nhận"] for one in told["by_unit"]] == [o["received"] for o in told["by_unit"]]
    assert len(rows(book, "Chưa báo cáo")) == told["reports"]["missing"]
    assert len(rows(book, "Cần kiểm tra")) == len(told["to_check"])


def test_days_and_shares_are_values_and_a_formula_is_a_text(book) -> None:
    tasks = {row["Nhiệm vụ"]: row for row in rows(book, "Nhiệm vụ")}
    assert tasks[14]["Ngày hoàn thành"] == datetime(2019, 9, 10)  # noqa: DTZ001  # a cell has no zone
    assert (tasks[13]["Tỷ lệ"], tasks[13]["Thời hạn"].date()) == (0.35, date(2020, 12, 31))
    assert tasks[13]["Kết quả"] == "Đã khảo sát hiện trạng (quý II/2019)"
    said = [cell for cell in book["Báo cáo"]["K"] if str(cell.value).startswith("=HYPER")]
    assert [cell.data_type for cell in said] == ["s"]


@pytest.mark.parametrize("form", ["xlsx", "png"])
def test_what_is_read_back_must_be_what_was_counted(lived, png: bytes, xlsx: bytes, form: str) -> None:
    found = traced(lived[0], lived[1])
    read = picture.read_back(png) if form == "png" else workbook.read_back(xlsx, found)
    _check(found, form, read)
    with pytest.raises(WrongFileError):
        _check(found, form, {**read, next(iter(read)): "999"})


def test_the_picture_fits_a_phone_and_holds_its_figures(lived, png: bytes) -> None:
    wide, high = struct.unpack(">II", png[16:24])
    assert (wide, high <= 1920, len(png) <= 300 * 1024) == (1080, True, True)
    by_unit = {one["unit"]: one for one in as_object(lived[0])["by_unit"]}
    told = picture.read_back(png)
    own = [one for one in traced(lived[0], lived[1]) if one.where == "png"]
    assert len(own) == len(told) == 6 * len(by_unit)
    assert all(told[one.id] == str(by_unit[one.key.rpartition(".")[0]][one.key.rpartition(".")[2]]) for one in own)


def drawn(lived) -> picture._Drawing:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    sheet = Figure(figsize=(10.8, 5), dpi=100)
    made = picture._Drawing(sheet, FigureCanvasAgg(sheet).get_renderer())
    made.head(lived[0])
    made.check()
    return made


def test_no_letter_is_small_and_no_word_runs_over_another(lived) -> None:
    made = drawn(lived)
    made.fitted(24, 300, "Một đơn vị có tên rất dài không thể nào vừa trong một cột hẹp của hình", 230, 26)
    assert made.texts[-1].get_text().endswith("…")
    assert min(text.get_fontsize() / 0.72 for text in made.texts) >= 26
    made.check()


@pytest.mark.parametrize(
    ("x", "y", "text", "words"),
    [(24, 44, "Chữ khác", "chồng"), (1000, 300, "chữ ra ngoài hình", "ra ngoài"), (24, 300, "chữ 漢", "Phông chữ")],
)
def test_what_cannot_be_read_makes_no_picture(lived, x: int, y: int, text: str, words: str) -> None:
    made = drawn(lived)
    made.write(x, y, text)
    with pytest.raises(picture.UnreadableError, match=words):
        made.check()


def test_files_appear_whole_and_only_where_they_may(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = World(tmp_path)
    world.accept(world.report(13, status="done", completed=date(2019, 9, 1)))
    files = [tmp_path / name for name in ("a.docx", "b.docx", "c.xlsx", "d.png")]
    options = [str(one) for pair in zip(("--docx", "--phieu", "--xlsx", "--png"), files, strict=True) for one in pair]
    assert told(world, "--period", "2019-Q3", "--unit", CENTRE, "--json", *options) == 0
    assert json.loads(capsys.readouterr().out)["unit"] == CENTRE
    assert [one.stat().st_size > 5000 for one in files] == [True] * 4
    with pytest.raises(NoSuchError, match=r"^Đã có .*a.docx. Thêm --overwrite để thay.$"):
        told(world, "--period", "2019-Q3", "--docx", str(files[0]))
    with pytest.raises(NoSuchError, match=r"^Không ghi được .*x.png.$"):
        told(world, "--period", "2019-Q3", "--png", str(tmp_path / "no" / "x.png"), "--overwrite")
    assert capsys.readouterr().out == ""
    assert sorted(one.name for one in tmp_path.iterdir() if "docx" in one.name) == ["a.docx", "b.docx"]


def test_who_serves_imports_none_of_it() -> None:
    code = (
        "import sys, bot, bootstrap, handlers.serving, handlers.attachments, scheduler.dispatcher, cli.commands;"
        "print([n for n in ('docx', 'matplotlib', 'numpy', 'openpyxl', 'reports') if sys.modules.get(n)])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
