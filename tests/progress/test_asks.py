"""Questions on the ledger compose: each condition is heard by itself and holds, within the rights of whoever asks."""

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from progress.asking import read_question
from progress.asks import as_json, from_json
from tests.progress.looking_world import ABROAD, CENTRE, OFFICE, World, library

NOBODY_OF_II = "nhiệm vụ nào của nhóm II chưa ai báo cáo"
LATEST = "đơn vị nào trễ nhiều nhất quý này"
ASKED = {
    NOBODY_OF_II: {"of": "task", "where": [{"kind": "group", "values": ("II",)}, {"kind": "nobody"}]},
    LATEST: {"of": "unit", "where": [{"kind": "late"}], "order": "most", "quarter": {"shift": 0}},
    "nhiệm vụ nào đạt trên 50%": {"of": "task", "where": [{"kind": "percent", "values": ("50",), "op": "over"}]},
    "TTCNTT có nhiệm vụ nào đạt dưới 50% không": {
        "of": "task",
        "where": [{"kind": "unit", "values": (CENTRE,)}, {"kind": "percent", "values": ("50",), "op": "under"}],
    },
    "bao nhiêu nhiệm vụ nhóm III đã hoàn thành": {
        "of": "task", "count": True,
        "where": [{"kind": "group", "values": ("III",)}, {"kind": "status", "values": ("done",)}],
    },
    "mỗi nhóm có bao nhiêu nhiệm vụ hoàn thành rồi": {
        "of": "group", "order": "each", "where": [{"kind": "status", "values": ("done",)}],
    },
    "đơn vị nào đang vướng nhiều nhất": {"of": "unit", "order": "most", "where": [{"kind": "difficulty"}]},
    "đơn vị nào hoàn thành ít nhiệm vụ nhất": {
        "of": "unit", "order": "least", "where": [{"kind": "status", "values": ("done",)}],
    },
    "báo cáo nào đang chờ tiếp nhận": {"of": "report", "where": [{"kind": "waiting"}]},
    "báo cáo nào bị đề nghị bổ sung": {"of": "report", "where": [{"kind": "returned"}]},
    "những nhiệm vụ nào đã được tiếp nhận quý này": {
        "of": "task", "where": [{"kind": "accepted"}], "quarter": {"shift": 0},
    },
    "nhiệm vụ nào nhóm IV đang vướng mà chưa báo cáo": {
        "of": "task", "where": [{"kind": "group", "values": ("IV",)}, {"kind": "unsent"}, {"kind": "difficulty"}],
    },
    "đơn vị nào báo cáo muộn quý III/2019": {
        "of": "unit", "where": [{"kind": "late"}], "quarter": {"quarter": 3, "year": 2019},
    },
}  # fmt: skip
NOT_ON_THE_LEDGER = [
    "nhóm II có bao nhiêu nhiệm vụ",
    "đơn vị nào chủ trì nhiều nhiệm vụ nhất",
    "nhiệm vụ nào của nhóm II phải hoàn thành trong năm 2020",
    "nhóm nào có nhiều nhiệm vụ nhất",
    "chỉ tiêu nào đạt trên 50%",
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path, first_period=(2019, 2))
    made.accept(made.report(13, status="in_progress", percent=60, difficulty="thiếu kinh phí"))
    made.accept(made.report(15, status="done", percent=100))
    made.report(14, quarter="2019-Q2", status="in_progress", percent=40, day=date(2019, 6, 25))
    made.give_back(made.report(12, status="paused"), "bổ sung số liệu")
    made.report(7, unit=ABROAD, status="in_progress", percent=20)
    return made


def asked(text: str) -> dict[str, object] | None:
    found = read_question(text, library().assistant.first.listener)
    return as_json(found.ask) if found and found.ask else None


@pytest.mark.parametrize("question", ASKED)
def test_every_condition_is_heard(question: str) -> None:
    expected = dict(ASKED[question])
    if expected.get("quarter") == {"shift": 0}:
        expected["quarter"] = {"quarter": None, "year": None, "shift": 0}
    elif "quarter" in expected:
        expected["quarter"] = {**expected["quarter"], "shift": 0}
    assert asked(question) == expected


@pytest.mark.parametrize("question", NOT_ON_THE_LEDGER)
def test_what_the_decision_says_is_no_question_on_the_ledger(question: str) -> None:
    assert asked(question) is None


def test_an_ask_is_a_value_that_json_holds() -> None:
    for question in ASKED:
        found = read_question(question, library().assistant.first.listener)
        assert found
        assert found.ask
        assert from_json(as_json(found.ask)) == found.ask
    for wrong in ({}, {"of": "person"}, {"of": "task", "where": [{"kind": "mood"}]}, {"of": "task", "how": 1}):
        with pytest.raises(ValueError, match="no Ask"):
            from_json(wrong)


def test_of_a_group_only_that_group_is_counted(world: World) -> None:
    assert world.hear("office", "bao nhiêu nhiệm vụ nhóm III đã hoàn thành").startswith(
        "**1 nhiệm vụ thuộc nhóm III, hoàn thành.**"
    )
    assert world.hear("office", "bao nhiêu nhiệm vụ nhóm II đã hoàn thành").startswith(
        "**Không có nhiệm vụ nào thuộc nhóm II, hoàn thành.**"
    )


def test_which_tasks_nobody_has_reported(world: World) -> None:
    said = world.hear("office", NOBODY_OF_II + " quý này")
    assert "**4 nhiệm vụ thuộc nhóm II, chưa có đơn vị nào gửi báo cáo (quý III/2019, hạn 20/9/2019).**" in said
    assert "**7**" not in said
    assert "Kiến trúc Chính phủ điện tử" in said


def test_the_most_is_a_count_and_no_verdict(world: World) -> None:
    said = world.hear("office", "đơn vị nào trễ nhiều nhất quý trước")
    assert said.startswith("**Nhiều nhất: TTCNTT, 17 nhiệm vụ")
    assert "không phải đánh giá" in said
    assert "chưa đến hạn" in world.hear("office", LATEST)


def test_percentages_bound_on_both_sides(world: World) -> None:
    over = world.hear("office", "nhiệm vụ nào đạt trên 60%")
    assert "**15**" in over
    assert "**13**" not in over
    assert "**13**" in world.hear("office", "nhiệm vụ nào đã đạt từ 60% trở lên rồi")
    assert "**14**" in world.hear("office", "nhiệm vụ nào dưới 60%")


def test_what_became_of_reports(world: World) -> None:
    assert world.hear("office", "báo cáo nào đang chờ tiếp nhận").startswith("**2 báo cáo chờ tiếp nhận.**")
    assert "**12**" in world.hear("office", "báo cáo nào bị đề nghị bổ sung")
    received = world.hear("office", "những nhiệm vụ nào đã được tiếp nhận quý này")
    assert received.startswith("**2 nhiệm vụ đã được tiếp nhận")


def test_who_sent_a_report_is_told_with_the_report(world: World) -> None:
    assert "TTCNTT, 16/9/2019" in world.hear("office", "ai gửi báo cáo nhiệm vụ 13")


def test_conditions_narrow_each_other(world: World) -> None:
    """Whatever two are put together, what meets both meets each."""
    parts = ("đạt dưới 70%", "đang vướng", "chưa được tiếp nhận", "thuộc nhóm III", "của TTCNTT", "đang tạm dừng")
    alone = {part: numbers(world.hear("office", f"những nhiệm vụ nào {part}?")) for part in parts}
    for one, other in combinations(parts, 2):
        both = numbers(world.hear("office", f"những nhiệm vụ nào {one} mà {other}?"))
        for part in (one, other):
            assert both <= (alone[part] or both), (one, other)


def numbers(said: str) -> set[str]:
    return {line.split("**")[1] for line in said.splitlines() if line.startswith("• **")}


# ── rights ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("question", ["nhiệm vụ nào đạt trên 50%", "đơn vị nào đang vướng nhiều nhất", NOBODY_OF_II])
def test_a_stranger_is_told_nothing(world: World, question: str) -> None:
    said = world.hear("stranger", question)
    assert "60%" not in said
    assert "TTCNTT" not in said


def test_a_unit_is_told_of_what_is_open_to_it(world: World) -> None:
    assert "**13**" in world.hear("reporter", "nhiệm vụ nào đạt trên 50%")
    other = world.hear("other", "nhiệm vụ nào đạt trên 50%")
    assert "Không có nhiệm vụ nào đạt trên 50% trong phần anh/chị được xem" in other
    assert "chỉ dành cho bộ phận tổng hợp và lãnh đạo" in other


def test_who_may_see_a_state_does_not_hear_of_difficulties(world: World) -> None:
    """The coordinating unit sees how task 13 stands, and not what hinders it."""
    assert "**13**" in world.hear("coordinator", "nhiệm vụ nào thuộc nhóm III đang thực hiện")
    assert "**13**" not in world.hear("coordinator", "nhiệm vụ nào nhóm III đang vướng")


def test_that_nobody_has_sent_is_no_way_to_hear_of_others(world: World) -> None:
    """Task 7 is led by all units: whether others have sent is not for one of them to know."""
    before = world.hear("other", NOBODY_OF_II)
    world.report(9, unit=OFFICE, quarter="2019-Q2", status="in_progress")
    assert world.hear("other", NOBODY_OF_II) == before
