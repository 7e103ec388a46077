"""Tasks, targets, the reporting rule and what decision 676/QĐ-BKHCN says of itself, as read."""

import datetime as dt
import json

import pytest

from kb import show
from kb.model import Document

# number, group, leads, coordinators, periods, whether it has a product and a note, its point in the plan
BOTH = ("2019-2020", "2021-2025")
TASKS = [
    (1, "I", ["Các đơn vị thuộc Bộ"], ["VPB", "Vụ PC", "TTCNTT"], BOTH, False, False, "III.1.a"),
    (2, "I", ["Các đơn vị thuộc Bộ"], ["TTCNTT", "VPB"], ("2021-2025",), False, False, "III.1.b"),
    (3, "I", ["VPB"], ["TTCNTT", "các đơn vị có liên quan"], ("2019-2020",), True, True, "III.1.c"),
    (4, "I", ["VPB"], ["TTCNTT", "các đơn vị có liên quan"], ("2019-2020",), True, True, "III.1.d"),
    (5, "I", ["Các đơn vị thuộc Bộ"], ["VPB", "TTCNTT"], BOTH, True, False, "III.1.đ"),
    (6, "II", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], ("Quý IV/2019", "2021-2025"), True, True, "III.2.a"),
    (7, "II", ["Các đơn vị thuộc Bộ"], ["TTCNTT", "VPB"], BOTH, False, True, "III.2.a"),
    (8, "II", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], BOTH, True, False, "III.2.b"),
    (9, "II", ["Các đơn vị thuộc Bộ"], ["TTCNTT", "VPB"], BOTH, True, True, "III.2.c"),
    (10, "II", ["Các đơn vị thuộc Bộ"], ["TTCNTT", "VPB", "Vụ KH-TC"], BOTH, True, False, "III.2.d"),
    (11, "II", ["Tổng cục ĐDC"], [], BOTH, False, False, "III.2.đ"),
    (12, "III", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], BOTH, True, True, "III.3.a"),
    (13, "III", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], ("2019-2020",), True, False, "III.3.c"),
    (14, "III", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], BOTH, True, False, "III.3.b"),
    (15, "III", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], BOTH, True, False, "III.3.d"),
    (16, "III", ["Các đơn vị thuộc Bộ"], ["TTCNTT", "VPB"], BOTH, True, False, "III.3.đ"),
    (17, "III", ["Cục TTKH&CN QG"], [], BOTH, False, False, "III.3.e"),
    (18, "IV", ["TTCNTT"], ["Các đơn vị có liên quan"], BOTH, True, False, "III.4.a"),
    (19, "IV", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], BOTH, False, False, "III.4.b"),
    (20, "V", ["Vụ KH-TC"], ["Các đơn vị có liên quan"], BOTH, False, False, "III.5.b"),
    (
        21,
        "V",
        ["Các đơn vị thuộc Bộ"],
        ["Vụ KH-TC", "VPB", "TTCNTT", "các đơn vị có liên quan"],
        BOTH,
        False,
        False,
        "III.5.a",
    ),
    (22, "V", ["Vụ CNC"], ["Vụ KH-TC", "VPCTTĐ", "các đơn vị có liên quan"], BOTH, True, False, "III.5.c"),
    (23, "V", ["TTCNTT"], ["VPB", "các đơn vị có liên quan"], BOTH, True, False, "III.5.d"),
    (24, "VI", ["BCĐCPĐT"], ["VPB", "TTCNTT"], BOTH, False, False, "III.6.a"),
    (25, "VI", ["VPB", "TTCNTT"], ["Các đơn vị có liên quan"], BOTH, True, False, "III.6.b"),
    (26, "VI", ["VPB"], ["TTCNTT", "các đơn vị có liên quan"], BOTH, True, False, "III.6.c"),
]

TARGETS = [
    ("II.1.a", "20%", "2019-2020"),
    ("II.1.b.1", "30%", "2019-2020"),
    ("II.1.b.1", "30%", "2019-2020"),
    ("II.1.b.2", "20%", "2019-2020"),
    ("II.1.b.2", "50%", "2019-2020"),
    ("II.1.b.2", "20%", "2019-2020"),
    ("II.1.b.3", "50%", "2019-2020"),
    ("II.1.b.3", "20%", "2019-2020"),
    ("II.1.b.4", "100%", "2019-2020"),
    ("II.1.b.5", "100%", "2019-2020"),
    ("II.1.b.5", "100%", "2019-2020"),
    ("II.1.c.2", "90%", "2019-2020"),
    ("II.1.c.3", "80%", "2019-2020"),
    ("II.1.c.4", "30%", "2019-2020"),
    ("II.1.c.4", "50%", "2019-2020"),
    ("II.1.c.5", "30%", "2019-2020"),
    ("II.2.a.1", "100%", "2021-2025"),
    ("II.2.a.2", "40%", "2021-2025"),
    ("II.2.b.1", "100%", "2021-2025"),
    ("II.2.b.2", "80%", "2021-2025"),
    ("II.2.b.2", "50%", "2021-2025"),
    ("II.2.b.2", "100%", "2021-2025"),
    ("II.2.b.2", "50%", "2021-2025"),
    ("II.2.b.3", "90%", "2021-2025"),
    ("II.2.c.1", "90%", "2021-2025"),
    ("II.2.c.2", "80%", "2021-2025"),
    ("II.2.c.3", "60%", "2021-2025"),
]


@pytest.mark.parametrize("row", TASKS, ids=[f"PL.{row[0]}" for row in TASKS])
def test_a_task_is_read_by_the_meaning_of_its_columns(document: Document, row: tuple) -> None:
    """Group, units as written, periods, product and note of each of the 26 tasks, and its point in the plan."""
    number, group, leads, coordinators, periods, product, note, link = row
    task = document.by_number[number]
    assert (task.address, task.group, task.links) == (f"PL.{number}", group, (link,))
    assert (list(task.leads), list(task.coordinators)) == (leads, coordinators)
    assert tuple(p.text for p in task.periods) == periods
    assert (bool(task.product), bool(task.note)) == (product, note)
    cells = document.by_address[task.address].source_text.replace("\n", "\t").split("\t")
    for value in filter(None, (task.product, task.note)):
        assert value.replace("họp và", "hợp và") in cells


def test_a_task_has_the_text_of_its_row(document: Document) -> None:
    """A row's text names each filled column; an empty one is not named."""
    assert document.by_address["PL.17"].text == (
        "STT: 17\nNội dung công việc: Phối hợp với Văn phòng Chính phủ thực hiện mở dữ liệu, cung cấp dữ liệu mở của "
        "Chính phủ, tích hợp với Hệ tri thức Việt số hóa.\nCơ quan chủ trì: Cục TTKH&CN QG\n"
        "Thời gian hoàn thành (Năm): 2019-2020; 2021-2025"
    )


def test_the_26_tasks_stand_in_six_groups(document: Document) -> None:
    """Groups go by their numerals, and their titles have no markup."""
    assert [g.numeral for g in document.groups] == ["I", "II", "III", "IV", "V", "VI"]
    assert [t.number for t in document.tasks] == list(range(1, 27))
    assert document.by_numeral["VI"].title == "Thiết lập cơ chế bảo đảm thực thi"
    assert all(g.title == document.by_address[g.address].text for g in document.groups)


def test_periods_are_days_as_well(document: Document) -> None:
    """A period runs from its first day to its last."""
    quarter, years = document.by_number[6].periods
    assert (quarter.start, quarter.end) == (dt.date(2019, 10, 1), dt.date(2019, 12, 31))
    assert (years.start, years.end) == (dt.date(2021, 1, 1), dt.date(2025, 12, 31))


def test_all_targets_are_read_with_their_period(document: Document) -> None:
    """27 percentages, a range being two; ODA's and 2025's numbers are none."""
    assert [(t.address, t.percent, t.period) for t in document.targets] == TARGETS


def test_a_target_is_told_by_its_clause(document: Document) -> None:
    """Two percentages of one bullet do not share their words."""
    clauses = [t.clause for t in document.targets if t.address == "II.1.b.2"]
    assert [c.split()[1] for c in clauses] == ["thông", "dịch", "dịch"]
    assert len(set(clauses)) == 3


def test_the_reporting_rule_is_read_from_its_sentence(document: Document) -> None:
    """Windows, due days and addressees stand in IV.2, which is cut by a blank line."""
    rule = document.reporting
    assert rule is not None
    assert rule.address == "IV.2"
    assert [(q.quarter, str(q.start), str(q.end), str(q.due), q.start_years_back) for q in rule.quarters] == [
        (1, "15/12", "14/3", "20/3", 1),
        (2, "15/3", "14/6", "20/6", 0),
        (3, "15/6", "14/9", "20/9", 0),
        (4, "15/9", "14/12", "20/12", 0),
    ]
    assert rule.recipient == "Văn phòng Bộ"
    assert rule.forwarded_to == ("Văn phòng Chính phủ", "Bộ Thông tin và Truyền thông")


def test_the_decision_says_of_itself(document: Document) -> None:
    """Number, date, place, issuer, signer and effect; the number of the resolution is not its own."""
    head = document.header
    assert (document.id, head.number, head.implements) == ("676/QĐ-BKHCN", "676/QĐ-BKHCN", "17/NQ-CP")
    assert (head.date, head.effective, head.place) == (dt.date(2019, 3, 28), dt.date(2019, 3, 28), "Hà Nội")
    assert (head.issuer, head.signer) == ("Bộ trưởng Bộ Khoa học và Công nghệ", "Chu Ngọc Anh")
    assert head.title.startswith("Ban hành Kế hoạch hành động")
    assert head.title.endswith("định hướng đến 2025")


@pytest.mark.parametrize(
    ("address", "actors"),
    [
        ("D.3", ("Chánh Văn phòng Bộ", "Giám đốc Trung tâm Công nghệ thông tin")),
        ("IV.1", ("Thủ trưởng các đơn vị thuộc Bộ",)),
        ("IV.2", ("Thủ trưởng các đơn vị",)),
        ("IV.3", ("Vụ Kế hoạch - Tài chính",)),
        ("IV.4", ("Văn phòng Bộ", "Trung tâm Công nghệ thông tin")),
    ],
)
def test_sentences_say_who_is_charged(document: Document, address: str, actors: tuple[str, ...]) -> None:
    """A duty names those that its sentence begins with."""
    (duty,) = [d for d in document.duties if d.address == address]
    assert duty.actors[: len(actors)] == actors
    assert duty.text == document.by_address[address].text


def test_a_doubtful_unit_stays_as_written_with_its_likely_reading(document: Document) -> None:
    """Tổng cục ĐDC is doubted, not changed; nothing else is doubted."""
    (doubt,) = document.doubts
    assert (doubt.address, doubt.text, doubt.likely) == (
        "PL.11",
        "Tổng cục ĐDC",
        "Tổng cục Tiêu chuẩn Đo lường Chất lượng",
    )
    assert "Tổng cục TĐC" in doubt.reason
    assert document.by_number[11].leads == ("Tổng cục ĐDC",)


def test_the_units_that_the_text_names_are_known(document: Document) -> None:
    """Units are listed by full name; those that the text does not name are not."""
    names = {u.name: u for u in document.units}
    belonging = {u.name for u in document.units if u.belongs}
    assert belonging == {
        "Văn phòng Bộ",
        "Trung tâm Công nghệ thông tin",
        "Vụ Kế hoạch - Tài chính",
        "Vụ Pháp chế",
        "Vụ Công nghệ cao",
        "Cục Thông tin khoa học và công nghệ quốc gia",
        "Văn phòng các Chương trình trọng điểm cấp nhà nước",
    }
    assert names["Các đơn vị thuộc Bộ"].collective == "all"
    assert names["các đơn vị có liên quan"].collective == "related"
    assert "Bộ Y tế" not in names
    assert all(unit.source for unit in document.units)


def test_the_json_object_holds_the_whole_document(document: Document) -> None:
    """`kb --json` prints one object; an empty cell is null or []."""
    whole = json.loads(json.dumps(show.as_json(document)))
    assert whole["document"] | {"title": ""} == {
        "number": "676/QĐ-BKHCN",
        "date": "2019-03-28",
        "place": "Hà Nội",
        "title": "",
        "issuer": "Bộ trưởng Bộ Khoa học và Công nghệ",
        "signer": "Chu Ngọc Anh",
        "effective": "2019-03-28",
        "implements": "17/NQ-CP",
    }
    assert [p["address"] for p in whole["passages"]] == [p.address for p in document.passages]
    assert [(t["address"], t["percent"], t["period"]) for t in whole["targets"]] == TARGETS
    assert whole["reporting"][0] == {"quarter": "I", "from": "15/12", "to": "14/3", "due": "20/3"}
    task = whole["tasks"][16]
    assert (task["number"], task["coordinators"], task["product"], task["note"]) == (17, [], None, None)
    assert whole["doubts"][0]["address"] == "PL.11"
    assert {"name": "Vụ Pháp chế", "abbreviations": ["Vụ PC"]} in whole["units"]


def test_the_overview_tells_what_was_read_repaired_and_doubted(document: Document) -> None:
    """A person sees counts, repairs with their place, and doubts."""
    text = show.overview(document)
    for words in (
        "676/QĐ-BKHCN",
        "26 nhiệm vụ",
        "27 chỉ tiêu",
        "III.2.c: «Công Dịch vụ công»",
        "PL.11: «Tổng cục ĐDC»",
    ):
        assert words in text
