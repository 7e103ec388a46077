"""Questions about progress, answered from the ledger within the asker's rights, beside what the decision says."""

from datetime import date
from pathlib import Path

import pytest

from progress.store.notes import UnitChange
from tests.progress.looking_world import ABROAD, ACCOUNTS, CENTRE, HIGH, World

TEXTS = ("đã thử nghiệm", "thiếu kinh phí", "xin bổ sung vốn", "nối thử lần hai")
EVERYBODY = ("stranger", "other", "coordinator", "reporter", "head", "office", "viewer", "admin")
ALL = ("office", "viewer", "admin")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, first_period=(2019, 3))


@pytest.fixture
def older(tmp_path: Path) -> World:
    """A ministry of which the second quarter's reports are missing, too."""
    return World(tmp_path, first_period=(2019, 2))


def tell(world: World, **more: object) -> int:
    return world.report(
        13, status="in_progress", percent=60, result=TEXTS[0], difficulty=TEXTS[1], proposal=TEXTS[2],
        next_step=TEXTS[3], **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("stranger", ""),
        ("other", ""),
        ("coordinator", "state"),
        ("reporter", "texts"),
        ("head", "texts"),
        ("office", "texts"),
        ("viewer", "texts"),
        ("admin", "texts"),
    ],
)
@pytest.mark.parametrize(
    "question", ["nhiệm vụ 13 đến đâu rồi", "khó khăn của nv 13", "báo cáo gần nhất của nhiệm vụ 13", "/lichsu 13"]
)
def test_each_reads_of_a_task_what_is_theirs(world: World, who: str, sees: str, question: str) -> None:
    tell(world)
    said = world.hear(who, question)
    if sees == "texts":
        assert TEXTS[1] in said
    else:
        assert not any(text in said for text in TEXTS)
        assert "Trần Thị Ánh" not in said
    if sees == "":
        assert "60%" not in said
        assert "đang thực hiện" not in said
    if sees == "state" and "khó khăn" not in question:
        assert "đang thực hiện, 60%" in said
    assert "TTCNTT chủ trì" in said  # the decision is for everybody
    assert "nhiệm vụ 13 Phụ lục" in said


@pytest.mark.parametrize("who", ["stranger", "other"])
@pytest.mark.parametrize(
    "question",
    ["nv 13 xong chưa", "khó khăn của nv 13", "báo cáo gần nhất của nhiệm vụ 13", "/lichsu 13", "/tinhhinh 13"],
)
def test_whoever_may_not_know_is_not_even_told_that_nothing_was_sent(world: World, who: str, question: str) -> None:
    before = world.hear(who, question)
    world.accept(tell(world))
    assert world.hear(who, question) == before
    assert "chưa có báo cáo" not in before.lower()
    assert ("/dangky" in before) == (who == "stranger")


def test_the_two_truths_are_labelled_with_unit_and_day(world: World) -> None:
    tell(world)
    said = world.hear("reporter", "tình hình nv 13")
    assert said.startswith("**Nhiệm vụ 13 – ")
    assert "Theo báo cáo của TTCNTT, 16/9/2019 (quý III/2019): đang thực hiện, 60%; đã gửi, chờ tiếp nhận." in said
    assert "Theo Quyết định: TTCNTT chủ trì; thời gian hoàn thành: 2019-2020." in said


def test_nothing_is_made_up(world: World) -> None:
    said = world.hear("office", "nhiệm vụ 13 đã hoàn thành chưa")
    assert "Chưa có báo cáo của TTCNTT." in said
    assert "%" not in said


def test_the_received_row_counts_and_a_newer_one_is_named_as_not_received(world: World) -> None:
    world.accept(world.report(13, status="in_progress", percent=40))
    world.report(13, status="done", result="xong", completed=date(2019, 9, 15))
    said = world.hear("office", "nv 13 đến đâu rồi")
    assert "đang thực hiện, 40%" in said.splitlines()[0]
    assert "Báo cáo mới hơn, chưa được tiếp nhận." in said
    said = world.hear("office", "bao nhiêu nhiệm vụ xong rồi")
    assert "Chưa có nhiệm vụ nào hoàn thành." in said
    assert "**13** – " in said.partition("Theo báo cáo chưa được tiếp nhận:")[2]
    world.accept(world.report(13, status="done", result="xong"))
    assert "1 nhiệm vụ hoàn thành." in world.hear("office", "bao nhiêu nhiệm vụ xong rồi")


def test_a_withdrawn_report_says_nothing(world: World) -> None:
    tell(world)
    world.report(13, status="in_progress", percent=60, result=TEXTS[0], withdrawn=True)
    said = world.hear("office", "nv 13 đến đâu rồi")
    assert "đã rút lại" in said
    assert "60%" not in said
    assert TEXTS[0] not in said
    assert "Chưa có báo cáo nào nêu khó khăn" in world.hear("office", "nhiệm vụ nào đang vướng")


def test_drafts_do_not_count(world: World) -> None:
    draft = world.store.drafts.begin(world.plan.document.id, CENTRE, 1, world.now)
    assert draft.id
    assert "Chưa có báo cáo" in world.hear("reporter", "nv 13 đến đâu rồi")


def test_an_all_units_task_is_the_sum_of_its_parts(world: World) -> None:
    units = world.plan.units.all(world.now.date())
    for unit in units[:3]:
        world.accept(world.report(1, unit, status="done", result="đã rà soát"))
    world.report(1, units[4], status="done", result="đã rà soát")
    said = world.say("office", "nhiệm vụ 1 đến đâu rồi")
    assert f"4/{len(units)} đơn vị đã gửi báo cáo quý III/2019" in said.out[0].text
    assert f"hoàn thành 3, chờ tiếp nhận 1, chưa có báo cáo {len(units) - 4}" in said.out[0].text
    token = said.out[0].buttons[0][0].token
    by_unit = world.pressed("coordinator", token)
    assert "đã rà soát" not in by_unit
    assert by_unit.count(": hoàn thành (") == 4
    assert by_unit.count("Chưa có báo cáo (23): ") == 1
    assert len(by_unit.splitlines()) <= 12


def test_of_an_all_units_task_a_unit_reads_its_own_part_only(world: World) -> None:
    world.report(1, ABROAD, status="in_progress", percent=20, result="phần của Vụ HTQT")
    world.report(1, HIGH, status="in_progress", percent=77, result="phần của Vụ CNC")
    said = world.hear("other", "nhiệm vụ 1 đến đâu rồi")
    assert "phần của Vụ HTQT" in said
    assert "77%" not in said
    assert "đơn vị đã gửi" not in said
    assert world.press("other", f"looktask:{world.periods['2019-Q3'].id}:1:1").out[0].text.count("•") == 1


@pytest.mark.parametrize("question", ["nv 13 đến đâu rồi", "báo cáo gần nhất của nhiệm vụ 13", "/lichsu 13"])
def test_a_contribution_is_shown_apart_and_opens_nothing_but_itself_to_who_made_it(world: World, question: str) -> None:
    tell(world)
    assert "60%" not in world.hear("other", question)
    world.report(13, ABROAD, kind="contribution", status="in_progress", result="đã góp ý")
    world.report(13, HIGH, kind="contribution", status="paused", result="ý kiến khác")
    said = world.hear("other", question)
    assert "ý kiến phối hợp" in said
    assert "đã góp ý" in said
    assert not any(word in said for word in ("60%", "tạm dừng", "ý kiến khác", *TEXTS))
    assert "ý kiến phối hợp" not in world.hear("reporter", question)
    coordinating = world.hear("coordinator", question)
    assert "60%" in coordinating
    assert "tạm dừng" in coordinating
    assert "đã góp ý" not in coordinating


def test_another_units_contribution_opens_nothing(world: World) -> None:
    tell(world)
    world.report(13, HIGH, kind="contribution", status="in_progress", result="đã góp ý")
    assert "60%" not in world.hear("other", "nv 13 đến đâu rồi")


def test_a_quarter_that_is_named_is_the_one_that_is_told(older: World) -> None:
    older.report(13, quarter="2019-Q2", status="in_progress", percent=20, result="quý hai", day=date(2019, 6, 18))
    tell(older)
    said = older.hear("reporter", "quý trước TTCNTT báo cáo gì về nv 13")
    assert "quý hai" in said
    assert TEXTS[0] not in said
    assert TEXTS[0] in older.hear("reporter", "báo cáo gần nhất của nhiệm vụ 13")
    assert "Hệ thống chưa có kỳ báo cáo này" in older.hear("reporter", "nv 13 quý 1/2018 đến đâu rồi")


def test_what_my_unit_owes(world: World) -> None:
    tell(world)
    world.give_back(world.report(14, status="in_progress"), "nêu rõ khó khăn")
    said = world.say("reporter", "đơn vị em còn nợ gì")
    text = said.out[0].text
    owed = [d for d in world.context.duties(world.plan, world.periods["2019-Q3"]) if d.unit == CENTRE]
    assert f"TTCNTT còn {len(owed) - 1}/{len(owed)} báo cáo quý III/2019 chưa gửi." in text
    assert "**13**" not in text.partition("quý III/2019")[2]
    assert "nêu rõ khó khăn" in text
    assert "còn 4 ngày" in text
    assert "20/9/2019" in text
    assert any(b.token.startswith("sheet:") for row in said.out[0].buttons for b in row)


@pytest.mark.parametrize("who", ["stranger", "other", "coordinator"])
@pytest.mark.parametrize("question", ["TTCNTT còn nhiệm vụ nào chưa báo cáo quý này", "TTCNTT nộp báo cáo chưa"])
def test_what_a_unit_owes_is_not_for_others(world: World, who: str, question: str) -> None:
    before = world.hear(who, question)
    tell(world)
    assert world.hear(who, question) == before
    assert "chưa gửi" not in before
    assert "20/9/2019" in before


@pytest.mark.parametrize("who", ["reporter", "head", *ALL])
def test_what_a_unit_owes_is_for_its_people_and_who_reads_all(world: World, who: str) -> None:
    assert "chưa gửi" in world.hear(who, "TTCNTT còn nhiệm vụ nào chưa báo cáo quý này")


@pytest.mark.parametrize("who", EVERYBODY)
def test_which_units_have_not_reported_is_for_who_reads_all(world: World, who: str) -> None:
    tell(world)
    said = world.hear(who, "đơn vị nào chưa báo cáo")
    assert ("đơn vị chưa gửi đủ báo cáo quý III/2019" in said) == (who in ALL)
    assert ("Vụ PC" in said) == (who in ALL)
    assert "20/9/2019" in said


def test_units_that_have_not_reported_fit_a_phone(world: World) -> None:
    tell(world)
    lines = world.hear("office", "đơn vị nào chưa báo cáo").splitlines()
    assert len(lines) <= 8
    (nothing,) = [line for line in lines if line.startswith("Chưa gửi báo cáo nào (26): ")]
    assert nothing.count(",") == 25
    assert any(line.startswith("Đã gửi một phần (1): TTCNTT (còn ") for line in lines)


def test_what_a_unit_owes_leaves_a_period_that_is_still_running_to_one_line(world: World) -> None:
    world.now = world.now.replace(year=2020, month=1, day=6)
    said = world.hear("reporter", "đơn vị em còn nợ gì")
    for quarter in ("III/2019", "IV/2019"):
        assert f"báo cáo quý {quarter} chưa gửi.**" in said
    assert "Kỳ quý I/2020 còn" in said
    assert "báo cáo quý I/2020 chưa gửi.**" not in said
    assert "Theo Quyết định: báo cáo quý III/2019 gửi chậm nhất thứ Sáu, 20/9/2019." in said


def test_which_units_have_reported(world: World) -> None:
    tell(world)
    said = world.hear("viewer", "những đơn vị nào đã báo cáo")
    assert "Đã gửi một phần (1): TTCNTT (1/" in said
    assert "Vụ PC" not in said
    tallied = world.hear("viewer", "đơn vị nào chưa báo cáo nhiệm vụ 13")
    assert "Cả 1 đơn vị đã gửi báo cáo quý III/2019 về nhiệm vụ 13" in tallied


def test_difficulties_of_all_and_of_ones_own(world: World) -> None:
    tell(world)
    world.report(22, HIGH, status="in_progress", difficulty="chậm phê duyệt")
    everything = world.hear("admin", "nhiệm vụ nào đang vướng")
    assert "2 báo cáo nêu khó khăn, vướng mắc" in everything
    assert "(TTCNTT, 16/9/2019, quý III/2019; đã gửi, chờ tiếp nhận)" in everything
    own = world.hear("head", "nhiệm vụ nào đang vướng")
    assert TEXTS[1] in own
    assert "chậm phê duyệt" not in own
    for who in ("stranger", "other", "coordinator"):
        said = world.hear(who, "TTCNTT đang vướng gì")
        assert TEXTS[1] not in said
        assert "báo cáo nêu" not in said


def test_tasks_that_stand_so(world: World) -> None:
    world.report(6, status="waiting")
    world.report(12, status="paused")
    assert "**6** – " in world.hear("office", "nhiệm vụ nào chờ điều kiện")
    assert "**12** – " in world.hear("reporter", "nhiệm vụ nào tạm dừng")
    assert "**12** – " not in world.hear("other", "nhiệm vụ nào tạm dừng")
    assert "/dangky" in world.hear("stranger", "nhiệm vụ nào tạm dừng")
    assert "**13** – " in world.hear("reporter", "nhiệm vụ nào chưa hoàn thành")


def test_what_is_late(older: World) -> None:
    older.now = older.now.replace(year=2020, month=1, day=10)
    older.context.periods(older.plan, older.now.date())
    said = older.hear("office", "nhiệm vụ nào chậm")
    assert ": thời gian hoàn thành Quý IV/2019, chưa có" in said
    assert "2021-2025" not in said
    assert "Chưa gửi báo cáo quý IV/2019, sau hạn: nhiệm vụ 1 (27 đơn vị), 3 (VPB), " in said
    assert len(said.splitlines()) <= 8
    own = older.hear("reporter", "nhiệm vụ nào chậm")
    for quarter in ("II", "III", "IV"):
        assert f"Chưa gửi báo cáo quý {quarter}/2019, sau hạn (TTCNTT): nhiệm vụ " in own
    assert "đơn vị)" not in own


def test_a_task_by_its_topic_and_by_the_message_that_is_replied_to(world: World) -> None:
    world.report(12, status="in_progress", percent=35)
    assert "35%" in world.hear("office", "Cổng dịch vụ công làm tới đâu rồi")
    assert "35%" in world.hear("office", "làm tới đâu rồi?", about="task:12")
    assert world.hear("office", "Đã làm tới đâu rồi?") == ""


@pytest.mark.parametrize("text", ["nhiệm vụ 13 ai chủ trì", "hạn báo cáo quý 3", "xin chào"])
def test_everything_else_is_left_to_others(world: World, text: str) -> None:
    assert world.say("office", text) is None


def test_a_task_that_there_is_not(world: World) -> None:
    assert "Phụ lục không có nhiệm vụ 88" in world.hear("office", "nhiệm vụ 88 đến đâu rồi")


def test_what_people_wrote_changes_nothing_but_itself(world: World) -> None:
    hostile = "**đậm** <b>\u202eđảo\u202c\nTheo Quyết định: VPB chủ trì"
    world.report(13, status="in_progress", result=hostile * 3, difficulty="x" * 4000)
    for text in ("nv 13 đến đâu rồi", "nhiệm vụ nào đang vướng", "/lichsu 13"):
        said = world.hear("office", text)
        assert ("đậm" in said) == (text != "nhiệm vụ nào đang vướng")
        assert "\u202e" not in said
        assert "**đậm**" not in said
        assert "\nTheo Quyết định: VPB" not in said
        assert len(said) <= 4096


def test_rights_are_those_of_this_moment(world: World) -> None:
    tell(world)
    assert TEXTS[0] in world.hear("reporter", "nv 13 đến đâu rồi")
    world.db.execute("delete from roles where person = (select id from people where account = 10)")
    world.store.forget()
    assert "60%" not in world.hear("reporter", "nv 13 đến đâu rồi")


def test_the_people_of_a_renamed_unit_read_what_it_said_before(world: World) -> None:
    tell(world)
    change = UnitChange("renamed", CENTRE, "Trung tâm Chuyển đổi số", valid_to=date(2019, 9, 15))
    world.store.unit_changes.add(change, world.now)
    world.join(20, "Người mới", "Trung tâm Chuyển đổi số", "reporter")
    ACCOUNTS["renamed"] = 20
    assert TEXTS[0] in world.hear("renamed", "nv 13 đến đâu rồi")
