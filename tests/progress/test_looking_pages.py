"""/tinhhinh and /lichsu: what each page shows, to whom, and that no button opens what is not one's own."""

from datetime import date, datetime
from pathlib import Path

import pytest

from conversation.incoming import SentFile
from progress.chat.context import unit_code
from tests.progress.looking_world import ABROAD, ACCOUNTS, CENTRE, HIGH, OFFICE, ZONE, World, labels

ALL = ("office", "viewer", "admin")
OTHERS = ("stranger", "other", "coordinator")
FILTERS = ["Chưa gửi", "Chờ tiếp nhận", "Đề nghị bổ sung", "Đã tiếp nhận", "Tất cả"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, first_period=(2019, 3))


@pytest.fixture
def older(tmp_path: Path) -> World:
    """A ministry of which the second quarter's reports are missing, too."""
    return World(tmp_path, first_period=(2019, 2))


def period(world: World, key: str = "2019-Q3") -> int:
    return world.periods[key].id


def test_a_unit_sees_its_tasks_by_what_became_of_them(world: World) -> None:
    world.accept(world.report(12, status="in_progress", percent=30))
    world.report(13, status="in_progress", percent=60)
    world.give_back(world.report(14, status="in_progress"), "nêu rõ khó khăn")
    outcome = world.say("reporter", "/tinhhinh")
    text = outcome.out[0].text
    total = len([d for d in world.context.duties(world.plan, world.periods["2019-Q3"]) if d.unit == CENTRE])
    assert text.startswith(f"**TTCNTT, quý III/2019: đã gửi 2/{total} báo cáo**")
    assert "Hạn thứ Sáu, 20/9/2019 (còn 4 ngày)." in text
    assert f"**Chưa gửi ({total - 3})**" in text
    assert "Đề nghị bổ sung: nêu rõ khó khăn" in text
    for group, task in (("Đã tiếp nhận", 12), ("Đã gửi, chờ tiếp nhận", 13), ("Được đề nghị bổ sung", 14)):
        assert f"**{group} (1)**\n• **{task}** – " in text
    assert labels(outcome)["Báo cáo"] == f"sheet:{unit_code(CENTRE)}"


def test_what_was_withdrawn_is_missing_again(world: World) -> None:
    world.report(13, status="in_progress", percent=60)
    world.report(13, status="in_progress", percent=60, withdrawn=True)
    said = world.hear("reporter", "/tinhhinh")
    assert "đã gửi 0/" in said
    assert "• **13** – " in said.partition("**Chưa gửi")[2]


def test_a_page_begins_with_the_oldest_period_that_lacks_reports_and_names_the_others(older: World) -> None:
    for who, whose in (("reporter", "TTCNTT, quý II/2019"), ("office", "Quý II/2019"), ("admin", "Quý II/2019")):
        said = older.hear(who, "/tinhhinh")
        assert said.startswith(f"**{whose}:")
        assert "Kỳ quý III/2019 còn" in said
    assert "TTCNTT, quý II/2019" in older.hear("office", "/tinhhinh TTCNTT")


def test_a_period_whose_data_are_not_complete_does_not_hide_one_that_lacks_reports(world: World) -> None:
    world.now = datetime(2020, 1, 6, 9, tzinfo=ZONE)
    world.periods = {p.key: p for p in world.context.periods(world.plan, world.now.date())}
    world.store.periods.close(world.periods["2019-Q3"], world.now)
    for who in ("office", "reporter"):
        assert "uý IV/2019:" in world.hear(who, "/tinhhinh").splitlines()[0]
        assert "Kỳ quý I/2020" not in world.hear(who, "/tinhhinh")
    said = world.hear("office", "đơn vị nào chưa báo cáo")
    assert said.startswith("**27/27 đơn vị chưa gửi đủ báo cáo quý IV/2019.**")
    for duty in world.context.duties(world.plan, world.periods["2019-Q4"], CENTRE):
        world.report(duty.task.number, quarter="2019-Q4", status="in_progress")
    assert "TTCNTT, quý I/2020" in world.hear("reporter", "/tinhhinh")
    assert "Quý IV/2019" in world.hear("office", "/tinhhinh")


def test_the_period_is_switched_in_place(older: World) -> None:
    on = labels(older.say("reporter", "/tinhhinh"))["Quý III/2019 →"]
    outcome = older.press("reporter", on)
    assert outcome.out[0].replaces == 500
    back = older.press("reporter", labels(outcome)["← Quý II/2019"])
    assert "quý II/2019: đã gửi 0/" in back.out[0].text
    assert "sau hạn 88 ngày" in back.out[0].text


def test_what_was_sent_is_told_in_one_line_and_row_by_row_at_a_press(world: World) -> None:
    world.accept(world.report(12, status="in_progress", percent=30))
    for task in (13, 14, 15):
        world.report(task, status="in_progress", percent=task)
    outcome = world.say("reporter", "/tinhhinh")
    assert (
        "**Đã gửi, chờ tiếp nhận (3)**: nhiệm vụ 13, 14, 15.\n**Đã tiếp nhận (1)**: nhiệm vụ 12." in outcome.out[0].text
    )
    assert "• **13**" not in outcome.out[0].text
    shown = world.press("reporter", labels(outcome)["Xem báo cáo đã gửi"])
    for task in (12, 13, 14, 15):
        assert f"• **{task}** – " in shown.out[0].text
    assert "• **6** – " not in shown.out[0].text  # which is missing
    assert "**Chưa gửi (" in world.pressed("reporter", labels(shown)["Quay lại"])


def test_one_with_several_units_chooses(world: World) -> None:
    world.join(ACCOUNTS["reporter"], "", HIGH, "reporter")
    outcome = world.say("reporter", "/tinhhinh")
    assert sorted(labels(outcome)) == ["TTCNTT", "Vụ CNC"]
    assert "Vụ CNC, quý III/2019" in world.pressed("reporter", labels(outcome)["Vụ CNC"])


@pytest.mark.parametrize("who", ALL)
def test_who_reads_all_sees_all_units_with_filters(world: World, who: str) -> None:
    world.accept(world.report(13, status="in_progress", percent=60))
    outcome = world.say(who, "/tinhhinh")
    shown = labels(outcome)
    assert [label for label in shown if label in FILTERS] == FILTERS
    assert "0/" in outcome.out[0].text
    received = world.pressed(who, shown["Đã tiếp nhận"])
    assert "• **TTCNTT**: đã gửi 1/" in received
    assert "Vụ PC" not in received
    assert "Đang xem: **Đề nghị bổ sung** (0 đơn vị)" in world.pressed(who, shown["Đề nghị bổ sung"])
    assert "Vụ PC" in world.pressed(who, shown["Chưa gửi"])


def test_the_overview_has_every_unit_once_over_its_pages(world: World) -> None:
    outcome, seen = world.say("office", "/tinhhinh"), []
    while True:
        seen += [line for line in outcome.out[0].text.splitlines() if line.startswith("• ")]
        if "Trang sau →" not in labels(outcome):
            break
        outcome = world.press("office", labels(outcome)["Trang sau →"])
    assert len(seen) == len(set(seen)) == len(world.plan.units.all(world.now.date()))
    assert "← Trang trước" in labels(outcome)


def test_a_units_page_is_one_press_from_the_overview_and_back(world: World) -> None:
    world.report(13, status="in_progress", percent=60)
    outcome = world.press("office", labels(world.say("office", "/tinhhinh"))["TTCNTT"])
    assert "TTCNTT, quý III/2019" in outcome.out[0].text
    assert "Báo cáo" not in labels(outcome)  # the office does not report for the centre
    assert "đơn vị đã gửi đủ" in world.pressed("office", labels(outcome)["Tất cả đơn vị"])


@pytest.mark.parametrize("who", OTHERS)
def test_no_button_opens_another_units_page(world: World, who: str) -> None:
    world.report(13, status="in_progress", percent=60, result="bí mật")
    for token in (
        f"lookunit:{period(world)}:{unit_code(CENTRE)}:1",
        f"looksent:{period(world)}:{unit_code(CENTRE)}:1",
        f"lookall:{period(world)}:all:1",
        f"lookall:{period(world)}:missing:2",
    ):
        outcome = world.press(who, token)
        assert outcome.out == []
        assert outcome.toast == "Anh/chị không có quyền thực hiện việc này."


@pytest.mark.parametrize("who", ["reporter", "head"])
def test_a_reporter_has_no_overview_of_all(world: World, who: str) -> None:
    assert "Tất cả đơn vị" not in labels(world.say(who, "/tinhhinh"))
    assert world.press(who, f"lookall:{period(world)}:all:1").out == []


@pytest.mark.parametrize(
    "token",
    [
        "lookall", "lookall:", "lookall:1:all", "lookall:9999:all:1", "lookall:1:none:1", "lookall:x:all:1",
        "lookunit:1:ffffffff:1", "lookunit:9999:00000000:1", "lookunit", "looktask:1:999:1", "looktask:1",
        "looktask:1::", "hist", "hist:0:13:0:1", "hist:{document}:99:0:1", "hist:{document}:13",
        "hist:{document}:13:ffffffff:1",
    ],
)  # fmt: skip
def test_a_forged_button_does_nothing_but_a_toast(world: World, token: str) -> None:
    outcome = world.press("office", token.format(document=unit_code(world.plan.document.id)))
    assert outcome.out == []
    assert outcome.toast


def test_a_page_that_there_is_not_is_the_nearest(world: World) -> None:
    for page in ("0", "-3", "999999", "99999999999999", "x"):
        assert world.press("office", f"lookall:{period(world)}:all:{page}").out
        assert world.press("office", f"lookunit:{period(world)}:{unit_code(CENTRE)}:{page}").out


def test_every_token_fits(world: World) -> None:
    world.report(13, status="in_progress")
    for who, text in (("office", "/tinhhinh"), ("reporter", "/tinhhinh"), ("office", "/lichsu 13 TTCNTT")):
        for token in labels(world.say(who, text)).values():
            assert len(token.encode()) <= 56
            assert " " not in token


@pytest.mark.parametrize("text", ["/tinhhinh", "/tinhhinh TTCNTT", "/xuat"])
def test_a_stranger_is_told_to_register(world: World, text: str) -> None:
    assert "/dangky" in world.hear("stranger", text)


def test_a_unit_or_a_task_behind_the_command(world: World) -> None:
    world.report(13, status="in_progress", percent=60)
    assert "TTCNTT, quý III/2019" in world.hear("office", "/tinhhinh ttcntt")
    assert "chỉ dành cho bộ phận tổng hợp" in world.hear("other", "/tinhhinh TTCNTT")
    assert "đang thực hiện, 60%" in world.hear("office", "/tinhhinh 13")
    assert "chưa có đơn vị" in world.hear("office", "/tinhhinh qwrtzzz")


def test_history_has_every_revision_newest_first(world: World) -> None:
    world.report(13, status="in_progress", percent=40, result="lần đầu", day=date(2019, 9, 10))
    world.give_back(
        world.report(13, status="in_progress", percent=50, result="lần hai", day=date(2019, 9, 12)), "bổ sung"
    )
    world.report(13, status="in_progress", percent=60, result="lần ba", name="Lê Văn Bình", day=date(2019, 9, 22))
    said = world.hear("reporter", "/lichsu 13")
    assert said.index("lần ba") < said.index("lần hai") < said.index("lần đầu")
    assert "**BC-0003**, quý III/2019, lần 3" in said
    assert "09:00, 22/9/2019, Lê Văn Bình, Chuyên viên (TTCNTT)" in said
    assert "được đề nghị bổ sung" in said
    assert "Đề nghị bổ sung: bổ sung" in said
    assert "3 lần gửi" in said


def test_a_revision_that_another_followed_waits_for_nobody(world: World) -> None:
    """Sent and revised, received and corrected, returned and revised, sent and withdrawn, sent anew."""
    world.report(13, status="in_progress", percent=10)
    world.accept(world.report(13, status="in_progress", percent=20))
    world.accept(world.report(13, status="in_progress", percent=30))
    world.give_back(world.report(13, status="in_progress", percent=40), "bổ sung")
    world.report(13, status="in_progress", percent=50)
    world.report(13, status="in_progress", percent=50, withdrawn=True)
    world.report(13, status="in_progress", percent=60)
    for who in ("reporter", "office", "coordinator"):
        lines = [line for line in world.hear(who, "/lichsu 13").splitlines() if line.startswith("đang thực hiện")]
        assert [line.partition(", ")[2] for line in lines] == [
            "60%; đã gửi, chờ tiếp nhận",
            "50%; đã rút lại",
            "50%; đã rút lại",
            "40%; được đề nghị bổ sung, đã có bản sửa",
            "30%; đã tiếp nhận",
            "20%; đã tiếp nhận, đã có bản sửa",
            "10%; đã có bản sửa",
        ]


def test_history_names_files_and_lateness_and_withdrawal(world: World) -> None:
    file = world.store.files.add(SentFile("f", "u", "bien-ban.pdf", 123_456), 10, world.now, "")
    world.report(13, status="in_progress", result="muộn", files=(file,), day=date(2019, 9, 23))
    world.report(13, status="in_progress", withdrawn=True, day=date(2019, 9, 24))
    said = world.hear("head", "/lichsu 13 TTCNTT")
    assert "bien-ban.pdf (121 KB)" in said
    assert "gửi sau hạn" in said
    assert "đã rút lại" in said


def test_the_history_for_a_coordinating_unit_has_no_person_no_text_and_no_file(world: World) -> None:
    file = world.store.files.add(SentFile("f", "u", "bien-ban.pdf", 123_456), 10, world.now, "")
    world.give_back(world.report(13, status="in_progress", percent=60, result="riêng", files=(file,)), "lời của VPB")
    said = world.hear("coordinator", "/lichsu 13")
    assert "đang thực hiện, 60%; được đề nghị bổ sung" in said
    for secret in ("riêng", "bien-ban", "Trần Thị Ánh", "BC-0001", "lời của VPB"):
        assert secret not in said


def test_a_long_history_is_paged_and_nothing_is_left_out(world: World) -> None:
    for n in range(12):
        world.report(13, status="in_progress", result=f"<{n}> " + "chữ " * 150)
    world.report(13, status="in_progress", result="<12> " + "z" * 9000 + " hết")
    outcome, seen = world.say("reporter", "/lichsu 13"), ""
    for _ in range(20):
        assert len(outcome.out[0].text) <= 4096
        seen += outcome.out[0].text
        if "Trang sau →" not in labels(outcome):
            break
        outcome = world.press("reporter", labels(outcome)["Trang sau →"])
    assert all(f"<{n}>" in seen for n in range(13))
    assert seen.count("z") >= 9000


@pytest.mark.parametrize("who", ["stranger", "other"])
def test_a_page_of_history_is_not_for_others(world: World, who: str) -> None:
    world.report(13, status="in_progress", percent=60, result="riêng")
    outcome = world.press(who, f"hist:{unit_code(world.plan.document.id)}:13:0:1")
    assert not outcome.out or ("riêng" not in outcome.out[0].text and "60%" not in outcome.out[0].text)


def test_history_of_one_unit_of_a_shared_task(world: World) -> None:
    world.report(1, ABROAD, status="in_progress", result="của HTQT")
    world.report(1, HIGH, status="in_progress", result="của CNC")
    assert "của CNC" not in world.hear("office", "/lichsu 1 Vụ HTQT")
    assert "của CNC" in world.hear("office", "/lichsu 1")
    assert "của CNC" not in world.hear("other", "/lichsu 1")


@pytest.mark.parametrize("text", ["/lichsu", "/lichsu abc", "/lichsu 0"])
def test_history_asks_for_a_task(world: World, text: str) -> None:
    assert "/lichsu 1," in world.hear("office", text)


def test_history_of_a_task_or_a_unit_that_there_is_not(world: World) -> None:
    assert "Phụ lục không có nhiệm vụ 77" in world.hear("office", "/lichsu 77")
    assert "chưa có đơn vị" in world.hear("office", "/lichsu 13 qwrtzzz")
    assert OFFICE not in world.hear("office", "/lichsu 13 qwrtzzz")
