"""The reader against the whole of decision 676/QĐ-BKHCN, address by address."""

import filecmp
import re
from pathlib import Path

import pytest

from kb import show
from kb.model import Document

SHARED = Path(__file__).resolve().parents[3] / "shared"

# address, the first three words of its text, the last three
PASSAGES = [
    ("QD.so", "676/QĐ-BKHCN", "676/QĐ-BKHCN"),
    ("QD.ngay", "Hà Nội, ngày", "3 năm 2019"),
    ("QD.ten", "Ban hành Kế", "hướng đến 2025"),
    ("QD.coquan", "BỘ TRƯỞNG BỘ", "VÀ CÔNG NGHỆ"),
    ("CC.1", "Căn cứ Nghị", "và Công nghệ;"),
    ("CC.2", "Căn cứ Nghị", "hướng đến 2025;"),
    ("CC.3", "Xét đề nghị", "nghệ thông tin,"),
    ("D.1", "Ban hành kèm", "hướng đến 2025."),
    ("D.2", "Quyết định này", "từ ngày ký."),
    ("D.3", "Chánh Văn phòng", "Quyết định này./."),
    ("NN.1", "Như Điều 3;", "Như Điều 3;"),
    ("NN.2", "Văn phòng Chính", "phòng Chính phủ;"),
    ("NN.3", "Ủy ban quốc", "phủ điện tử;"),
    ("NN.4", "Bộ Thông tin", "và Truyền thông;"),
    ("NN.5", "Bộ trưởng và", "các Thứ trưởng;"),
    ("NN.6", "Các đơn vị", "vị thuộc Bộ;"),
    ("NN.7", "Cổng thông tin", "tử của Bộ;"),
    ("NN.8", "Lưu: VT, VP.", "Lưu: VT, VP."),
    ("KY", "BỘ TRƯỞNG ·", "Chu Ngọc Anh"),
    ("KH.ten", "KẾ HOẠCH HÀNH", "hướng đến 2025"),
    ("KH.kemtheo", "(Ban hành kèm", "và Công nghệ)"),
    ("I", "MỤC ĐÍCH, YÊU", "ĐÍCH, YÊU CẦU"),
    ("I.1", "Bảo đảm triển", "quyết số 17/NQ-CP)."),
    ("I.2", "Xác định cụ", "chức thực hiện."),
    ("I.3", "Xây dựng, phát", "và Công nghệ."),
    ("I.4", "Huy động, sử", "tử hàng năm."),
    ("II", "CÁC CHỈ TIÊU", "TIÊU CHỦ YẾU"),
    ("II.1", "Giai đoạn 2019-2020", "Giai đoạn 2019-2020"),
    ("II.1.a", "Về xác thực", "đến địa phương."),
    ("II.1.b", "Về cung cấp", "tử của Bộ:"),
    ("II.1.b.1", "Tối thiểu 30%", "của Bộ KH&CN."),
    ("II.1.b.2", "20% thông tin", "tục hành chính."),
    ("II.1.b.3", "50% dịch vụ", "20% trở lên."),
    ("II.1.b.4", "100% hồ sơ", "của Bộ KH&CN."),
    ("II.1.b.5", "100% dịch vụ", "công trực tuyến."),
    ("II.1.b.6", "Cổng Thông tin", "của Chính phủ."),
    ("II.1.c", "Về gửi, nhận", "cáo điện tử:"),
    ("II.1.c.1", "Kết nối, liên", "bản điện tử."),
    ("II.1.c.2", "90% văn bản", "dạng điện tử."),
    ("II.1.c.3", "Tối thiểu 80%", "nội dung mật)."),
    ("II.1.c.4", "Rút ngắn từ", "phòng điện tử."),
    ("II.1.c.5", "Tối thiểu 30%", "cáo quốc gia."),
    ("II.1.c.6", "Thực hiện kết", "Đảng, Nhà nước."),
    ("II.2", "Giai đoạn 2021-2025", "Giai đoạn 2021-2025"),
    ("II.2.a", "Về xác thực", "danh điện tử:"),
    ("II.2.a.1", "100% giao dịch", "thực điện tử."),
    ("II.2.a.2", "40% số lượng", "đến địa phương."),
    ("II.2.b", "Về cung cấp", "cửa điện tử:"),
    ("II.2.b.1", "100% Cổng Dịch", "công quốc gia."),
    ("II.2.b.2", "80% thủ tục", "50% trở lên."),
    ("II.2.b.3", "Tối thiểu 90%", "tục hành chính."),
    ("II.2.c", "Về gửi, nhận", "cáo điện tử:"),
    ("II.2.c.1", "90% hồ sơ", "nội dung mật)."),
    ("II.2.c.2", "80% báo cáo", "đạo, điều hành."),
    ("II.2.c.3", "60% hệ thống", "cung cấp lại."),
    ("III", "NHIỆM VỤ, GIẢI", "PHÁP CHỦ YẾU"),
    ("III.1", "Xây dựng, ban", "tại Bộ KH&CN"),
    ("III.1.a", "Rà soát, đơn", "độ 3, 4."),
    ("III.1.b", "Nghiên cứu, xây", "sở dữ liệu."),
    ("III.1.c", "Rà soát, sửa", "trữ điện tử."),
    ("III.1.d", "Rà soát, sửa", "môi trường mạng."),
    ("III.1.đ", "Xây dựng Quy", "phủ điện tử."),
    ("III.2", "Xây dựng nền", "của Bộ KH&CN"),
    ("III.2.a", "Xây dựng, cập", "(phiên bản 2.0)."),
    ("III.2.b", "Kết nối, liên", "của Bộ KH&CN."),
    ("III.2.c", "Xây dựng, hoàn", "và doanh nghiệp."),
    ("III.2.d", "Thực hiện tái", "sở dữ liệu."),
    ("III.2.đ", "Phối hợp với", "phủ điện tử."),
    ("III.3", "Xây dựng, phát", "và doanh nghiệp"),
    ("III.3.a", "Nâng cấp, hoàn", "của Bộ KH&CN."),
    ("III.3.b", "Xây dựng Hệ", "cáo Chính phủ."),
    ("III.3.c", "Xây dựng, tích", "của Chính phủ."),
    ("III.3.d", "Xây dựng Hệ", "của Bộ KH&CN."),
    ("III.3.đ", "Tổ chức chuẩn", "thập một lần."),
    ("III.3.e", "Phối hợp với", "Việt số hóa."),
    ("III.4", "Xây dựng Chính", "tin cá nhân"),
    ("III.4.a", "Xây dựng và", "phủ điện tử."),
    ("III.4.b", "Triển khai ứng", "tại Bộ KH&CN."),
    ("III.5", "Bảo đảm các", "phủ điện tử"),
    ("III.5.a", "Huy động các", "phủ điện tử."),
    ("III.5.b", "Bố trí nguồn", "tại Bộ KH&CN."),
    ("III.5.c", "Tiếp tục triển", "mở (Open API)."),
    ("III.5.d", "Tổ chức đào", "toàn thông tin."),
    ("III.5.đ", "Tích cực triển", "phủ điện tử."),
    ("III.6", "Thiết lập cơ", "đảm thực thi"),
    ("III.6.a", "Triển khai hoạt", "quyết số 17/NQ-CP."),
    ("III.6.b", "Kiểm tra, theo", "phủ điện tử."),
    ("III.6.c", "Báo cáo định", "phủ điện tử."),
    ("III.ghichu", "(Các nhiệm vụ", "Kế hoạch này)."),
    ("IV", "TỔ CHỨC THỰC", "CHỨC THỰC HIỆN"),
    ("IV.1", "Trên cơ sở", "của đơn vị."),
    ("IV.2", "Thủ trưởng các", "tướng Chính phủ."),
    ("IV.3", "Vụ Kế hoạch", "định hiện hành."),
    ("IV.4", "Văn phòng Bộ,", "khai thực hiện./."),
    ("KH.ky", "Chu Ngọc Anh", "Chu Ngọc Anh"),
    ("PL", "Các nhiệm vụ", "hướng đến 2025"),
    ("PL.kemtheo", "(Ban hành kèm", "và Công nghệ)"),
    ("PL.cot", "STT | Nội", "| Ghi chú"),
    ("PL.I", "Xây dựng, ban", "phủ điện tử"),
    ("PL.1", "STT: 1 Nội", "(Năm): 2019-2020; 2021-2025"),
    ("PL.2", "STT: 2 Nội", "thành (Năm): 2021-2025"),
    ("PL.3", "STT: 3 Nội", "định số 110/2004/NĐ-CP"),
    ("PL.4", "STT: 4 Nội", "trình tháng 9/2019."),
    ("PL.5", "STT: 5 Nội", "hành Quy chế"),
    ("PL.II", "Xây dựng nền", "phủ điện tử"),
    ("PL.6", "STT: 6 Nội", "phủ điện tử."),
    ("PL.7", "STT: 7 Nội", "của Bộ KH&CN."),
    ("PL.8", "STT: 8 Nội", "nối, liên thông"),
    ("PL.9", "STT: 9 Nội", "kiến tháng 11/2019."),
    ("PL.10", "STT: 10 Nội", "của Chính phủ"),
    ("PL.11", "STT: 11 Nội", "(Năm): 2019-2020 2021-2025"),
    ("PL.III", "Xây dựng, phát", "và doanh nghiệp"),
    ("PL.12", "STT: 12 Nội", "1705/QĐ-BTTTT ngày 23/10/2018."),
    ("PL.13", "STT: 13 Nội", "thống Chính phủ"),
    ("PL.14", "STT: 14 Nội", "của Chính phủ"),
    ("PL.15", "STT: 15 Nội", "lý công việc"),
    ("PL.16", "STT: 16 Nội", "môi trường mạng"),
    ("PL.17", "STT: 17 Nội", "(Năm): 2019-2020; 2021-2025"),
    ("PL.IV", "Xây dựng Chính", "tin cá nhân"),
    ("PL.18", "STT: 18 Nội", "theo cấp độ"),
    ("PL.19", "STT: 19 Nội", "(Năm): 2019-2020; 2021-2025"),
    ("PL.V", "Bảo đảm các", "phủ điện tử"),
    ("PL.20", "STT: 20 Nội", "(Năm): 2019-2020; 2021-2025"),
    ("PL.21", "STT: 21 Nội", "(Năm): 2019-2020; 2021-2025"),
    ("PL.22", "STT: 22 Nội", "giai đoạn 2019-2025."),
    ("PL.23", "STT: 23 Nội", "lớp tập huấn"),
    ("PL.VI", "Thiết lập cơ", "đảm thực thi"),
    ("PL.24", "STT: 24 Nội", "(Năm): 2019-2020; 2021-2025"),
    ("PL.25", "STT: 25 Nội", "tra, giám sát"),
    ("PL.26", "STT: 26 Nội", "và Bộ TTTT"),
]

REPAIRS = [
    ("III.2.c", "Công Dịch vụ công", "Cổng Dịch vụ công"),
    ("III.2.c", "Công Dịch vụ công", "Cổng Dịch vụ công"),
    ("III.3.a", "Công dịch vụ công", "Cổng dịch vụ công"),
    ("III.3.a", "Công dịch vụ công", "Cổng dịch vụ công"),
    ("PL.12", "Công Dịch vụ công", "Cổng Dịch vụ công"),
    ("PL.12", "Công dịch vụ công", "Cổng dịch vụ công"),
    ("PL.15", "phục vụ hợp và", "phục vụ họp và"),
    ("PL.15", "phục vụ hợp và", "phục vụ họp và"),
    ("PL.20", "Bổ trí", "Bố trí"),
]


def test_the_copy_is_the_original_byte_for_byte(data: Path) -> None:
    """What is served is what was handed to us."""
    original = SHARED / "decision" / "676-QD-BKHCN.txt"
    if not original.exists():
        pytest.skip("the original lies in ../shared, which is not here")
    assert filecmp.cmp(data / "decisions" / original.name, original, shallow=False)


def test_the_parts_stand_in_the_order_of_the_text(document: Document) -> None:
    """Every address of the decision is there, once, in order."""
    assert [p.address for p in document.passages] == [address for address, _, _ in PASSAGES]


@pytest.mark.parametrize(("address", "first", "last"), PASSAGES, ids=[address for address, _, _ in PASSAGES])
def test_a_part_begins_and_ends_where_the_text_does(document: Document, address: str, first: str, last: str) -> None:
    """Neither a neighbour's words nor markup are in a part's text."""
    words = document.by_address[address].text.split()
    assert (" ".join(words[:3]), " ".join(words[-3:])) == (first, last)
    assert not re.search(r"[*#]|</?b>", document.by_address[address].text)


def test_every_character_belongs_to_one_part_or_one_piece_of_furniture(document: Document) -> None:
    """Nothing is lost and nothing is doubled."""
    spans = [s for p in document.passages for s in p.spans] + [f.span for f in document.furniture]
    spans.sort(key=lambda span: span.start)
    ends = [span.end for span in spans]
    assert [span.start for span in spans] == [0, *ends[:-1]]
    assert ends[-1] == len(document.source)


def test_furniture_says_nothing(document: Document) -> None:
    """What is no part is empty, a heading that each decision has, or a header row that stands already."""
    said = {document.source[f.span.start : f.span.end].strip() for f in document.furniture}
    header = document.by_address["PL.cot"].source_text
    assert said == {"", "**QUYẾT ĐỊNH**", "**QUYẾT ĐỊNH:**", "**Nơi nhận:**", header}
    repeated = [f for f in document.furniture if f.reason == "tiêu đề bảng lặp lại sau ngắt trang"]
    assert len(repeated) == document.source.count(header) - 1 == 7


def test_the_source_text_of_a_part_stands_at_its_spans(document: Document) -> None:
    """A part's verbatim text can be shown in its place."""
    for passage in document.passages:
        pieces = [document.source[s.start : s.end].rstrip("\n") for s in passage.spans]
        assert "\n".join(pieces) == passage.source_text, passage.address


def test_a_text_without_markup_and_repairs_is_the_source_text(document: Document) -> None:
    """A part's text has the letters of its source and no others, but for the recorded repairs."""
    for passage in document.passages:
        if passage.kind in ("task", "header", "signature"):
            continue
        raw = re.sub(r"</?b>|\*|^#+ ", "", passage.source_text).replace("\n", " ")
        for repair in passage.repairs:
            raw = raw.replace(repair.written, repair.reading)
        assert passage.text.replace(" ", "") in raw.replace(" ", "").replace("\t", ""), passage.address


@pytest.mark.parametrize(
    ("address", "seam"),
    [
        ("III.2.b", "thông tin báo cáo, dữ liệu phục vụ chỉ đạo"),
        ("IV.2", "quý III từ ngày 15/6 đến ngày 14/9, quý IV"),
        ("PL.10", "phòng chống thảm họa, bảo đảm vận hành ổn định"),
        ("QD.coquan", "BỘ TRƯỞNG BỘ KHOA HỌC VÀ CÔNG NGHỆ"),
        ("KY", "BỘ TRƯỞNG · Chu Ngọc Anh"),
    ],
)
def test_a_part_that_is_cut_in_two_is_joined(document: Document, address: str, seam: str) -> None:
    """Blank lines and page breaks part no sentence."""
    passage = document.by_address[address]
    assert seam in passage.text
    assert len(passage.spans) > 1


def test_every_fault_of_recognition_is_repaired_in_its_place_with_a_reason(document: Document) -> None:
    """The nine places, and no other; the source keeps what is written."""
    found = [(p.address, r.written, r.reading) for p in document.passages for r in p.repairs]
    assert found == REPAIRS
    for passage in document.passages:
        for repair in passage.repairs:
            assert "Lỗi nhận dạng ký tự" in repair.reason
            assert repair.written in passage.source_text
            assert repair.reading in passage.text
            assert repair.written not in passage.text


@pytest.mark.parametrize("address", [address for address, _, _ in PASSAGES])
def test_any_part_can_be_shown(document: Document, address: str) -> None:
    """`kb show` has the text, the verbatim text and the place of every part."""
    shown = show.part(document, address) or ""
    passage = document.by_address[address]
    assert shown.startswith(f"{address} (")
    assert passage.text in shown
    assert passage.source_text in shown
    assert f"{passage.spans[0].start}–{passage.spans[0].end}" in shown


@pytest.mark.parametrize("address", ["", "PL.27", "V", "IV.5", "pl.1", "II.1.b.7", "III.1.e"])
def test_a_part_that_there_is_not_is_not_shown(document: Document, address: str) -> None:
    """No nearest part stands in for a wrong address."""
    assert show.part(document, address) is None
