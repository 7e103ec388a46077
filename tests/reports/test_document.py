"""The two Word files: each rule of the decree on a lived quarter and broken once; hostile words; what above is told."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from progress.chat.figuring import figures_of, quarter_before
from progress.figures import Figures
from progress.letter import Letter, letter_of
from progress.traces import as_object, traced
from reports import reading_back
from reports.making import WrongFileError, _check, make
from tests.progress.looking_world import World
from tests.reports import decree
from tests.reports.decree import Read
from tests.summary_run import live

DOCUMENT, STYLES, HEADER = "word/document.xml", "word/styles.xml", "word/header1.xml"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Figures, Figures | None, Letter]:
    world = World(tmp_path_factory.mktemp("lived"))
    live(world)
    period = world.periods["2019-Q3"]
    before = quarter_before(world.context, world.plan, period, world.now, None)
    return figures_of(world.context, world.plan, period, world.now), before, letter_of(world.plan)


@pytest.fixture(scope="module")
def files(lived) -> dict[str, bytes]:
    return {form: make(form, *lived) for form in ("docx", "phieu")}


@pytest.fixture(scope="module")
def taken_apart(files: dict[str, bytes]) -> dict[str, Read]:
    return {form: Read(content) for form, content in files.items()}


@pytest.mark.parametrize("form", ["docx", "phieu"])
@pytest.mark.parametrize("rule", decree.RULES, ids=lambda rule: rule.__name__)
def test_each_rule_of_the_decree_holds(taken_apart: dict[str, Read], form: str, rule) -> None:
    assert rule(taken_apart[form]) == []


def style(name: str, old: str, new: str):
    """Spoil a style."""

    def spoil(text: str) -> str:
        start = text.index(f'w:styleId="{name}"')
        end = text.index("</w:style>", start)
        return text[:start] + text[start:end].replace(old, new) + text[end:]

    return STYLES, spoil


def said(old: str, new: str, count: int = -1):
    return DOCUMENT, lambda text: text.replace(old, new, count)


BROKEN = [
    (decree.page, said('w:left="1701"', 'w:left="1500"')),
    (decree.page, said('w:orient="landscape"', 'w:orient="portrait"')),
    (decree.font, style("Noidung", 'w:cs="Times New Roman"', 'w:cs="Arial"')),
    (decree.font, style("Noidung", 'w:val="000000"', 'w:val="FF0000"')),
    (decree.font, said("<w:r>", '<w:r><w:rPr><w:color w:val="FF0000"/></w:rPr>', 1)),
    (decree.number_of_page, said("<w:titlePg/>", "", 1)),
    (decree.number_of_page, (HEADER, lambda text: text.replace(" PAGE ", " DATE "))),
    (decree.number_of_page, said('w:start="1"', 'w:start="9"')),
    (decree.nation, said("Tự do", "Tự Do")),
    (decree.nation, said('w:left="1036"', 'w:left="700"')),
    (decree.nation, style("Quochieu", 'w:sz w:val="24"', 'w:sz w:val="28"')),
    (decree.body, said("BỘ KHOA HỌC", "Bộ KHOA HỌC", 1)),
    (decree.body, said('w:left="1183"', 'w:left="200"', 1)),
    (decree.number, said("/BC-BKHCN", "/BKHCN")),
    (decree.place_and_date, said(", ngày      tháng", ", ngày 9 tháng")),
    (decree.place_and_date, style("Diadanh", "<w:i/>", "")),
    (decree.title, said("BÁO CÁO", "Báo cáo")),
    (decree.title, said("Tình hình thực hiện Nghị", "V/v thực hiện Nghị")),
    (decree.addressed, said("Văn phòng Chính phủ;", "Văn phòng Chính phủ,")),
    (decree.text, style("Noidung", 'w:val="both"', 'w:val="left"')),
    (decree.text, style("Noidung", 'w:firstLine="720"', 'w:firstLine="300"')),
    (decree.text, style("Noidung", 'w:after="120"', 'w:after="60"')),
    (decree.text, style("Demucso", 'w:line="264"', 'w:line="400"')),
    (decree.order, said("đ) Chưa", "e) Chưa")),
    (decree.order, said("IV. Khó", "VI. Khó")),
    (decree.ends, said("./.", ".")),
    (decree.recipients, said("- Như trên;", "- Như trên")),
    (decree.recipients, style("Noinhandong", 'w:sz w:val="22"', 'w:sz w:val="24"')),
    (decree.signature, said("BỘ TRƯỞNG", "Bộ trưởng")),
    (decree.appendix, said("(Kèm theo Báo cáo", "(Theo Báo cáo")),
    (decree.appendix, said("Phụ lục kèm theo", "bảng kèm theo")),
    (decree.table, said("<w:tblHeader/>", "")),
    (decree.table, said("<w:cantSplit/>", "")),
]


@pytest.mark.parametrize(("rule", "spoilt"), BROKEN)
def test_each_rule_that_is_broken_is_found(files: dict[str, bytes], rule, spoilt) -> None:
    part, spoil = spoilt
    assert rule(Read(files["docx"], {part: spoil}))


def test_above_hears_nothing_of_who_did_not_report(files: dict[str, bytes]) -> None:
    above, within = ("\n".join(Read(files[form]).all_text()) for form in ("docx", "phieu"))
    for word in ("hờ tiếp nhận", "hưa báo cáo", "Thấp nhất", "1% … ", "Chưa gửi"):
        assert word not in above
    assert "Chờ tiếp nhận: 1 nhiệm vụ; chưa báo cáo: 9 nhiệm vụ;" in within
    assert "Chưa có số liệu được tiếp nhận: 10 nhiệm vụ;" in above


def test_words_stand_as_they_were_written_and_are_no_markup(files: dict[str, bytes]) -> None:
    text = "\n".join(Read(files["docx"]).all_text())
    assert "Kết quả dài <w:p>&amp; 😀 nội dung rất dài" in text
    assert " ".join(text.split()).count("dài") == 2 * (320 + 1)  # in its part, and in rows of the appendix
    assert "dòng một\ndòng hai" in text
    assert "Đã khảo sát hiện trạng (quý II/2019)" in text  # carried on, with where it comes from


def test_an_empty_quarter_says_so_in_each_part(tmp_path: Path) -> None:
    world = World(tmp_path)
    figures = figures_of(world.context, world.plan, world.periods["2019-Q3"], world.now)
    read = Read(make("docx", figures, None, letter_of(world.plan)))
    text = "\n".join(read.all_text())
    assert [rule.__name__ for rule in decree.RULES if rule(read)] == []
    for words in ("Trong kỳ chưa có kết quả", "Không có khó khăn", "Không có đề xuất", "Không có nhiệm vụ kỳ tới"):
        assert words in text


@pytest.mark.parametrize(("form", "output"), [("docx", "bao-cao"), ("phieu", "phieu")])
def test_every_figure_of_the_file_is_marked_and_says_what_the_object_says(lived, files, form: str, output: str) -> None:
    figures, before, _ = lived
    told = {one["id"]: one for one in as_object(figures, before)["figures"] if one["where"].startswith(f"{output}:")}
    read = reading_back.of_document(files[form])
    assert {name: str(one["value"]) for name, one in told.items()} == read
    with pytest.raises(WrongFileError, match="không khớp"):
        _check(traced(figures, before), output, read | {next(iter(read)): "999"})


@pytest.mark.soak  # an office's start takes as long as all the rest
@pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("REQUIRE_SOFFICE"), reason="Debian's libreoffice-writer-nogui"
)
def test_libreoffice_opens_both_and_every_page_is_there(files: dict[str, bytes], tmp_path: Path) -> None:
    for form, content in files.items():
        (tmp_path / f"{form}.docx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "pdf",
               "docx.docx", "phieu.docx"]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    import pdfplumber

    for form in files:
        with pdfplumber.open(tmp_path / f"{form}.pdf") as pdf:
            first, second = pdf.pages[0].extract_text(), pdf.pages[1].extract_text()
            sizes = [(round(page.width), round(page.height)) for page in pdf.pages]
        assert "Độc lập" in first
        assert second.splitlines()[0] == "2"
        assert set(sizes) == {(595, 842), (842, 595)}
