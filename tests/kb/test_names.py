"""The units of a cell, in a document whose units nobody has listed: one name is one unit, a collective is whole."""

import itertools
from pathlib import Path

import pytest

from kb.reading.names import read_names
from kb.reading.units import load_directory

DIRECTORY = load_directory([Path(__file__).resolve().parents[2] / "data" / "units" / "chung.json"])
NAMES = [
    "Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch", "Sở Lao động - Thương binh và Xã hội", "Sở GD và ĐT", "Sở TN&MT",
    "Văn phòng UBND tỉnh", "Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Thanh tra tỉnh", "Công an tỉnh", "Bộ Công an",
    "Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "Ban Quản lý Khu kinh tế và các khu công nghiệp", "Ban Tổ chức Tỉnh ủy",
    "Báo và Đài Phát thanh, Truyền hình tỉnh", "Trung tâm Xúc tiến đầu tư, thương mại và du lịch tỉnh",
    "UBND các xã, phường, đặc khu", "UBND cấp huyện, cấp xã", "Các sở, ban, ngành", "Các sở, ban, ngành, địa phương",
    "Các cơ quan, đơn vị, địa phương", "Các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ",
    "Các Vụ, Cục, đơn vị thuộc Bộ",
    "Tập đoàn Viettel", "Kho bạc Nhà nước khu vực X", "Phòng Kế hoạch - Tài chính", "Vụ KHTC", "Các khoa, bộ môn",
    "P. Đào tạo",
    "Tập đoàn Bưu chính Viễn thông Việt Nam (VNPT)", "Các tổ chức chính trị - xã hội",
]  # fmt: skip
CELLS = [
    ("Sở Tài chính Sở Nội vụ", ["Sở Tài chính", "Sở Nội vụ"]),
    ("Văn phòng\nUBND tỉnh", ["Văn phòng UBND tỉnh"]),
    ("Sở Thông tin và\nTruyền thông", ["Sở Thông tin và Truyền thông"]),
    ("Sở Tư pháp\vUBND các xã,\vphường", ["Sở Tư pháp", "UBND các xã, phường"]),
    ("Các Sở: Tài chính, Nội vụ, Y tế", ["Sở Tài chính", "Sở Nội vụ", "Sở Y tế"]),
    ("Sở Xây dựng (phần A, B), Sở Y tế (phần C)", ["Sở Xây dựng (phần A, B)", "Sở Y tế (phần C)"]),
    ("Theo phân công tại Quyết định số 1, Phụ lục 2", ["Theo phân công tại Quyết định số 1, Phụ lục 2"]),
    ("1. Sở Y tế\n2. Công an tỉnh", ["Sở Y tế", "Công an tỉnh"]),
    ("Cơ quan, địa phương có liên quan", ["Cơ quan, địa phương có liên quan"]),
    ("-", []),
    ("Không", []),
]


@pytest.mark.parametrize("name", NAMES)
def test_one_name_is_one_unit(name: str) -> None:
    """Commas, hyphens and "và" within a name part nothing, and nobody is warned."""
    read = read_names(name, DIRECTORY)
    assert (read.units, read.doubtful) == ((name,), False)


@pytest.mark.parametrize("sign", ["; ", ", ", " và ", "\n", "\n- "])
def test_two_names_are_two_units(sign: str) -> None:
    """However they are parted."""
    for one, other in itertools.permutations(NAMES, 2):
        assert read_names(f"{one}{sign}{other}", DIRECTORY).units == (one, other)


@pytest.mark.parametrize(("cell", "units"), CELLS)
def test_a_cell_is_parted_into_its_units(cell: str, units: list[str]) -> None:
    """As written, but for what a list leaves out."""
    assert list(read_names(cell, DIRECTORY).units) == units
