"""Questions with several conditions, groups, units and tasks side by side: what the rules prefer, without any trust.

The facts were read off the appendix by hand and by filters that know nothing of the rules.
"""

import datetime as dt

import pytest

from kb.answering.assistant import Assistant
from kb.asking.case import Case
from kb.asking.query import State
from kb.asking.table.conditions import Conditions
from kb.asking.table.marks import Marks
from kb.asking.understanding import ways_to_read
from kb.executor.answer import answer

TODAY = dt.date(2019, 5, 10)
COMPOSED = [
    (
        "Những việc nào có sản phẩm nhưng không có ghi chú?",
        ["5", "8", "10", "13", "14", "15", "16", "18", "22", "23", "25", "26"],
    ),
    ("việc mô có ghi chú mà hổng có sản phẩm rứa", ["7"]),
    ("nv nào vừa có sp vừa có note", ["3", "4", "6", "9", "12"]),
    ("nhiem vu nao khong co ca san pham lan ghi chu", ["1", "2", "11", "17", "19", "20", "21", "24"]),
    ("Có mấy nhiệm vụ trống cả sản phẩm lẫn ghi chú?", ["8"]),
    ("Bao nhiêu đầu việc mà cột sản phẩm và cột ghi chú đều để trống", ["8"]),
    ("Trong nhóm II, việc nào đã ghi sản phẩm mà chưa ghi chú thích gì", ["8", "10"]),
    ("từ 5 đến 15 những việc nào không có sản phẩm", ["7", "11"]),
    ("trong khoảng nhiệm vụ 10 - 20, bao nhiêu việc TTCNTT làm đầu mối", ["6"]),
    ("trong ba việc 8, 9, 10 việc nào do TTCNTT chủ trì", ["8"]),
    ("trong 4 việc 3, 4, 25, 26 việc nào VPB không làm một mình", ["25"]),
    ("việc nào do VPB hoặc TTCNTT chủ trì", ["3", "4", "6", "8", "12", "13", "14", "15", "18", "19", "23", "25", "26"]),
    ("việc nào cả VPB và TTCNTT cùng phối hợp", ["1", "2", "5", "7", "9", "10", "16", "21", "24"]),
    ("nhiệm vụ nào không có mặt VPB lẫn TTCNTT", ["11", "17", "20", "22"]),
    ("nhiệm vụ nào VPB phối hợp mà TTCNTT chủ trì", ["6", "8", "12", "13", "14", "15", "19", "23"]),
    ("TTCNTT lead nhưng VPB không phụ là mấy task nào", ["18", "25"]),
    ("VPB vừa không chủ trì vừa không phối hợp việc nào", ["11", "17", "18", "20", "22"]),
    ("tính cả chủ trì lẫn phối hợp thì TTCNTT dính mấy việc", ["22"]),
    ("TTCNTT có mặt trong bao nhiêu việc, kể cả vai phụ", ["22"]),
    ("việc nào chỉ trong 2019-2020, sau đó thôi", ["3", "4", "13"]),
    ("nv nào chỉ gói trong gđ1", ["3", "4", "13"]),
    ("việc nào chỉ nằm ở giai đoạn sau", ["2"]),
    ("Nhiệm vụ nào không làm trong giai đoạn 2019-2020?", ["2"]),
    ("nhiệm vụ nào kéo dài cả hai giai đoạn mà do Các đơn vị thuộc Bộ chủ trì", ["1", "5", "7", "9", "10", "16", "21"]),
    ("nhóm I và nhóm II tổng cộng bao nhiêu nhiệm vụ", ["11"]),
    ("gộp nhóm IV với nhóm VI lại thì được mấy việc", ["5"]),
    ("nhóm nào có ít ghi chú nhất", ["IV", "V", "VI"]),
    ("Nhóm nào không có nhiệm vụ nào do VPB chủ trì", ["II", "III", "IV", "V"]),
    ("nhóm nào không có việc nào ghi chú", ["IV", "V", "VI"]),
    ("nhóm nào nhiều việc do TTCNTT chủ trì nhất", ["III"]),
    ("nhóm nào mà việc nào cũng do TTCNTT chủ trì", ["IV"]),
    ("nhóm nào chỉ có hai việc", ["IV"]),
    ("nhóm nào có đúng 3 nhiệm vụ", ["VI"]),
    ("nhóm cuối gồm những việc nào", ["24", "25", "26"]),
    ("nhóm đầu tiên có mấy việc không có sản phẩm", ["2"]),
    ("từ nhóm IV trở đi có bao nhiêu việc", ["9"]),
    ("nhóm III trở về trước có mấy việc có ghi chú", ["6"]),
    ("những đơn vị nào chỉ chủ trì một việc", ["Tổng cục ĐDC", "Cục TTKH&CN QG", "Vụ KH-TC", "Vụ CNC", "BCĐCPĐT"]),
    ("đơn vị nào chủ trì nhiều việc nhất", ["TTCNTT"]),
    ("đơn vị nào phối hợp nhiều nhất, mấy việc", ["VPB", "17"]),
    (
        "ngoài VPB, TTCNTT và các đơn vị thuộc Bộ ra còn ai chủ trì nữa",
        ["Tổng cục ĐDC", "Cục TTKH&CN QG", "Vụ KH-TC", "Vụ CNC", "BCĐCPĐT"],
    ),
    ("VPB với TTCNTT ai chủ trì nhiều việc hơn", ["TTCNTT", "10", "VPB", "4"]),
    ("có mấy việc có sản phẩm, trong đó mấy việc do TTCNTT chủ trì", ["17", "9"]),
    ("nv 3 với nv 6 cái nào kết thúc muộn hơn", ["2019-2020", "Quý IV/2019; 2021-2025"]),
    (
        "nhiệm vụ 10 và 21, cái nào nhiều đơn vị phối hợp hơn",
        ["TTCNTT, VPB, Vụ KH-TC", "Vụ KH-TC, VPB, TTCNTT và các đơn vị có liên quan"],
    ),
    ("việc 22 và 20 cái nào không có ghi chú", ["20", "22"]),
    ("việc nào phải chờ Chính phủ ban hành hay phê duyệt gì đó trước", ["3", "4", "6"]),
    ("việc nào phải đợi Bộ trưởng duyệt rồi mới làm", ["7"]),
    ("cột phối hợp có từ 3 đơn vị trở lên là việc nào", ["1", "10", "21", "22"]),
    ("việc nào chỉ ghi VPB ở cột phối hợp, không có ai khác", []),
    ("sản phẩm ghi «Hoàn thành việc kết nối, liên thông» là các việc nào", ["8", "9"]),
    ("việc nào có sản phẩm là báo cáo", ["25", "26"]),
    ("ghi chú nhắc đến nghị định thì có mấy việc", ["2"]),
    ("việc nào ghi chú có nhắc tháng 11", ["9"]),
    ("Trừ nhóm V, Vụ KH-TC phối hợp những việc nào?", ["10"]),
    ("những việc TTCNTT chủ trì ngoài nhóm III", ["6", "8", "18", "19", "23", "25"]),
    ("bỏ mấy việc của TTCNTT ra thì nhóm III còn việc nào", ["16", "17"]),
    ("VPB đứng tên chủ trì 5 việc đúng không", ["4"]),
    ("trong nhóm II có mấy việc các đơn vị thuộc Bộ gánh, mấy việc TTCNTT gánh", ["3", "2"]),
    ("việc nào có hai đơn vị cùng chủ trì", ["25"]),
    (
        "những việc nào chủ trì chỉ có một đơn vị mà không phải TTCNTT, VPB hay các đơn vị thuộc Bộ",
        ["11", "17", "20", "22", "24"],
    ),
    ("việc nào VPB chủ trì mà không kéo sang 2021-2025", ["3", "4"]),
    ("việc cuối cùng do VPB chủ trì là việc nào", ["26"]),
    ("TTCNTT ko đứng đầu mà cũng ko phụ là những nv nào", ["11", "17", "20", "22"]),
    ("ngoài nhóm I, những việc nào có ghi chú", ["6", "7", "9", "12"]),
    ("nhiệm vụ nào không thuộc nhóm II, III mà TTCNTT chủ trì", ["18", "19", "23", "25"]),
    ("co bao nhieu viec vua co san pham vua co ghi chu vua co phoi hop", ["5"]),
    ("việc nào thiếu cả phối hợp lẫn sản phẩm", ["11", "17"]),
    ("Nhiệm vụ nào đủ ba cột phối hợp, sản phẩm, ghi chú?", ["3", "4", "6", "9", "12"]),
    ("các việc ô phối hợp không bỏ trống mà ô sản phẩm bỏ trống", ["1", "2", "7", "19", "20", "21", "24"]),
    ("nv nao k co don vi phoi hop", ["11", "17"]),
    ("những việc nào cột ghi chú còn trống trong nhóm I", ["1", "2", "5"]),
    ("task nào có deliverable nhưng ko có note trong group III", ["13", "14", "15", "16"]),
    ("trong các việc TTCNTT cầm, việc nào chưa ghi sản phẩm", ["19"]),
    ("VPB lo chính những việc nào có ghi chú", ["3", "4"]),
    ("có bao nhiêu việc mà VPB làm phụ mà có ghi chú", ["4"]),
    ("các đơn vị thuộc Bộ gánh những việc nào ở nhóm II", ["7", "9", "10"]),
    ("Vụ KH-TC có tên ở những việc nào, kể cả chủ trì", ["10", "20", "21", "22"]),
    ("Vụ KH-TC phụ những việc nào", ["10", "21", "22"]),
    ("Vụ KH-TC không chủ trì nhưng có phối hợp ở việc nào", ["10", "21", "22"]),
    ("việc nào có cả Vụ KH-TC lẫn VPB phối hợp", ["10", "21"]),
    ("việc nào có Vụ KH-TC hoặc Vụ PC phối hợp", ["1", "10", "21", "22"]),
    ("việc nào VPB chủ trì một mình", ["3", "4", "26"]),
    ("việc VPB không đứng một mình mà chủ trì chung là việc nào", ["25"]),
    ("bao nhiêu nhiệm vụ TTCNTT chủ trì, không tính việc chung với VPB", ["9"]),
    ("nhiệm vụ từ 1 đến 10, trừ 5, việc nào do các đơn vị thuộc Bộ chủ trì", ["1", "2", "7", "9", "10"]),
    ("từ việc 20 trở đi việc nào có sản phẩm", ["22", "23", "25", "26"]),
    ("trong 10 nhiệm vụ đầu có mấy việc có ghi chú", ["5"]),
    ("5 việc cuối bảng do ai chủ trì", ["Vụ CNC", "TTCNTT", "BCĐCPĐT", "VPB, TTCNTT", "VPB"]),
    ("trong hai việc 13 với 14 việc nào chỉ làm 2019-2020", ["13"]),
    ("viec nao chi co giai doan 2021-2025", ["2"]),
    ("những việc chỉ có thời hạn 2019-2020 thôi", ["3", "4", "13"]),
    ("việc nào làm ở cả 2019-2020 và 2021-2025 mà VPB chủ trì", ["25", "26"]),
    ("nv nào ko làm tới 2021-2025", ["3", "4", "13"]),
    ("nhóm I: việc nào chỉ làm đến 2020", ["3", "4"]),
    ("Việc nào bắt đầu từ 2021?", ["2"]),
    ("nhóm nào có việc chỉ làm trong 2021-2025", ["I"]),
    ("nhóm nào có nhiều việc nhất và bao nhiêu việc", ["II", "6", "III"]),
    ("giai đoạn nào nhiều nhiệm vụ nhất", ["2019-2020"]),
    ("phụ lục có tất cả bao nhiêu nhiệm vụ chia làm mấy nhóm", ["26", "6"]),
    ("phụ lục chia mấy nhóm", ["6"]),
    ("bao nhiêu nhiệm vụ mỗi giai đoạn", ["2019-2020", "24", "2021-2025", "23", "Quý IV/2019", "1"]),
    ("nhóm nào có Vụ KH-TC chủ trì", ["V"]),
    ("nhóm II với nhóm III nhóm nào nhiều ghi chú hơn", ["II", "3", "III", "1"]),
    ("TTCNTT với VPB, ai phối hợp nhiều việc hơn", ["VPB", "17", "TTCNTT", "12"]),
    ("các đơn vị thuộc Bộ chủ trì mấy việc, TTCNTT chủ trì mấy việc, cho hai con số", ["8", "10"]),
    ("TTCNTT chủ trì mấy việc và phối hợp mấy việc", ["10", "12"]),
    ("đơn vị nào chủ trì đúng 4 việc", ["VPB"]),
    ("đơn vị nào chỉ phối hợp đúng một việc", ["Vụ PC", "VPCTTĐ"]),
    ("bao nhiêu việc phải chờ điều kiện gì đó", ["5"]),
    ("việc nào bị treo vì chờ Cổng dịch vụ công quốc gia", ["9"]),
    ("việc nào không cần chờ gì trong nhóm II", ["8", "10", "11"]),
    ("trong các việc có ghi chú, việc nào không phải chờ", ["12"]),
    ("việc nào phối hợp nhiều đơn vị nhất", ["21"]),
    ("sản phẩm là Quyết định thì có những việc nào", ["3", "4", "5", "6"]),
    ("việc nào ghi chú nhắc tới tiêu chuẩn kỹ thuật", ["12"]),
    ("3 và 4 việc nào phải chờ nghị định sửa đổi", ["4"]),
    ("việc 18 với 19 việc nào có sản phẩm", ["18"]),
    ("các việc không do TTCNTT, VPB hay các đơn vị thuộc Bộ chủ trì", ["11", "17", "20", "22", "24"]),
    ("Ngoài TTCNTT ra, trong nhóm III còn ai chủ trì?", ["Các đơn vị thuộc Bộ", "Cục TTKH&CN QG"]),
    ("VPB chủ trì 4 việc, có đúng không", ["4"]),
    ("task nào có chữ 'Bộ trưởng' trong cột deliverable", ["3", "4", "6", "26"]),
    ("việc nào ô phối hợp bỏ trắng, không thấy ai phối hợp", ["11", "17"]),
    ("from nv5 to nv11, nv nao blank cot san pham", ["7", "11"]),
    ("từ việc hai tới việc sáu việc nào VPB chủ trì", ["3", "4"]),
    ("từ nhiệm vụ 16 đến 21 những số nào trống sản phẩm", ["17", "19", "20", "21"]),
    ("việc nào cột phối hợp chỉ ghi các đơn vị có liên quan, không nêu tên ai", ["18", "20", "25"]),
    (
        "ngoai TTCNTT ra thi con don vi nao duoc neu dich danh lam chu tri",
        ["VPB", "Tổng cục ĐDC", "Cục TTKH&CN QG", "Vụ KH-TC", "Vụ CNC", "BCĐCPĐT"],
    ),
    ("Vụ KH-TC có tên phối hợp ở việc 22 rồi, còn việc nào nữa", ["10", "21"]),
    ("việc nào TTCNTT chủ trì mà chưa hết trong 2020", ["6", "8", "12", "14", "15", "18", "19", "23", "25"]),
    ("việc nào VPB đứng tên, cả chủ trì lẫn phối hợp mà ở nhóm VI", ["24", "25", "26"]),
    (
        "nhóm IV nói về mảng gì",
        [
            (
                "Xây dựng Chính phủ điện tử bảo đảm gắn kết chặt chẽ với bảo đảm an toàn thông tin, an ninh mạng,"
                " an ninh quốc gia, bảo vệ thông tin cá nhân"
            )
        ],
    ),
    ("việc nào có hai đơn vị cùng chủ trì và là những đơn vị nào", ["25", "VPB, TTCNTT"]),
    ("nhóm VI nói về mảng gì", ["Thiết lập cơ chế bảo đảm thực thi"]),
    ("nhóm I có mấy việc, việc nào do VPB chủ trì", ["5", "3", "4"]),
    (
        "nv 12 với 13: cái nào làm tới hai không hai mươi, cái nào kéo tới hai lăm",
        ["2019-2020; 2021-2025", "2019-2020"],
    ),
    ("trong các việc của TTCNTT, việc nào không có VPB phối hợp, trừ việc hai bên cùng chủ trì", ["18"]),
    ("nghe nói nhóm II có 7 việc, đúng chứ", ["6"]),
    ("VPB chủ trì: việc nào chỉ trong 2019-2020, việc nào kéo sang giai đoạn sau", ["3", "4", "25", "26"]),
]


@pytest.mark.parametrize(("question", "facts"), COMPOSED, ids=[row[0] for row in COMPOSED])
def test_a_composed_question_is_read_whole(assistant: Assistant, question: str, facts: list[str]) -> None:
    """Every condition is used: nothing less, nothing else, and never the opposite."""
    desk = assistant.first
    (first, *_) = ways_to_read(desk, desk.listener.hear(question), State(), TODAY)
    said = [fact for part in first for fact in answer(part.query, desk, TODAY).facts]
    assert sorted(set(said)) == sorted(set(facts))


@pytest.mark.parametrize("question", ["nhiệm vụ nào không hay"])
def test_a_word_that_turns_a_condition_round_and_is_not_used_is_left_over(assistant: Assistant, question: str) -> None:
    """It speaks against the reading."""
    desk = assistant.first
    case = Case(desk, desk.listener.hear(question), State(), TODAY)
    assert Conditions(case, Marks(case)).read(listing=True).left_over
