"""What is heard of a message, however it was keyed: other scripts, input methods left off, slips, dialects, names."""

import json
import math
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kb.answering.reply import Talk
from kb.asking.hearing import Heard, Listener
from kb.library import Library
from nlu.slips import Slips
from tests.variants import VARIANTS

CORPUS = Path(__file__).resolve().parents[2] / "data" / "utterances"
SAMPLE = 150
# Of questions mistyped so, the share answered from the same places as when well typed, measured over all of them.
SAME_ANSWER = {"nodia": 0.975, "typo": 0.915, "teencode": 0.97, "nodia_typo": 0.845}


@pytest.fixture(scope="module")
def listener(library: Library) -> Listener:
    (desk,) = library.assistant.desks.values()
    return desk.listener


def answerable() -> list[dict[str, Any]]:
    lines = (line for path in sorted(CORPUS.glob("author-?.jsonl")) for line in path.read_text("utf-8").splitlines())
    return [row for row in map(json.loads, lines) if row["answerable"]]


def line(heard: Heard) -> str:
    return heard.line.strip()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nv １３ ai chủ trì", "nhiem vu 13 ai chu tri"),
        ("nv 1️⃣3️⃣ ai chủ trì", "nhiem vu 13 ai chu tri"),
        ("nv ⑬ ai chủ trì", "nhiem vu 13 ai chu tri"),
        ("nv l4 ai chủ trì", "nhiem vu 14 ai chu tri"),
        ("nv 1O ai chủ trì", "nhiem vu 10 ai chu tri"),
        ("nh\u0456\u1ec7m vụ 5 d\u043e \u0430i \u0441hủ trì", "nhiem vu 5 do ai chu tri"),
        ("nhi\u200bệm vụ\u200b5 ai chủ trì", "nhiem vu 5 ai chu tri"),
        ("nhịêm vụ 5 do đơn vị nào chủ trì", "nhiem vu 5 do don vi nao chu tri"),
        ("nhie6m5 vu5 13 ai chu3 tri2", "nhiem vu 13 ai chu tri"),
        ("nhie6m vu5 13 ai chu3 tri2", "nhiem vu 13 ai chu tri"),
        ("d9o7n vi5 na2o phu5 tra1ch nhie65m vu5 3", "don vi nao phu trach nhiem vu 3"),
        ("nhie^.m vu. 13 ai chu? tri`", "nhiem vu 13 ai chu tri"),
        ("nhieemj vuj 13 laf cuar ai", "nhiem vu 13 la cua ai"),
        ("ddonw vij nào chur trif nv 4", "don vi nao chu tri nhiem vu 4"),
        ("bao giờ hoàn thàhnh nv 3", "bao gio hoan thanh nhiem vu 3"),
    ],
)
def test_a_message_is_heard_whatever_it_was_keyed_with(listener: Listener, typed: str, meant: str) -> None:
    assert line(listener.hear(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "quy1 nộp khi nào",
        "nhom4 có mấy việc",
        "thu2 này",
        "lan2",
        "list task",
        "nv13 REST",
        "output nv 5",
        "muc 5.",
        "tên?",
    ],
)
def test_what_is_typed_as_meant_is_not_decoded(listener: Listener, typed: str) -> None:
    assert listener.decoder.read(typed) == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ai phối họp sử lý nhiệm vụ 5", "ai phoi hop xu ly nhiem vu 5"),
        ("nhiệm vụ 5 ai chủ chì", "nhiem vu 5 ai chu tri"),
        ("lội dung nhiệm vụ 5", "noi dung nhiem vu 5"),
        ("nv 5 có ghi trú gì", "nhiem vu 5 co ghi chu gi"),
        ("thời hạng hoàn thành nv 3", "thoi han hoan thanh nhiem vu 3"),
        ("sản phẫm nv 3", "san pham nhiem vu 3"),
        ("nv mô do răng chưa xong rứa", "nhiem vu nao do sao chua xong vay"),
        ("nv ni do ai mần", "nhiem vu nay do ai lam"),
        ("có nhiêu nv", "co bao nhieu nhiem vu"),
        ("bao nhiêu nhiệm vụ", "bao nhieu nhiem vu"),
        ("đv nào lm nv 5 vs ai dz", "don vi nao lam nhiem vu 5 voi ai vay"),
        ("ai support nv 7", "ai phoi hop nhiem vu 7"),
        ("due nv 7", "han nhiem vu 7"),
    ],
)
def test_sounds_dialects_and_office_talk_are_heard_as_the_words_of_the_decision(
    listener: Listener, typed: str, meant: str
) -> None:
    assert line(listener.hear(typed)) == meant


def test_a_spelling_that_its_neighbour_belies_is_not_believed(listener: Listener) -> None:
    assert listener.hear("phối họp").spelled[1] is None
    assert listener.hear("thông tin họp").spelled[2] is not None


@pytest.mark.parametrize(
    ("typed", "tasks"),
    [
        ("nv 3-7 ai làm", [3, 4, 5, 6, 7]),
        ("nhiệm vụ 12–15", [12, 13, 14, 15]),
        ("nv từ 12 đến 15", [12, 13, 14, 15]),
        ("từ nv 12 đến nv 15", [12, 13, 14, 15]),
        ("nv 3, 5 đến 7 và 9", [3, 5, 6, 7, 9]),
        ("nv 12,13,14", [12, 13, 14]),
        ("12,13,14 hạn", [12, 13, 14]),
        ("7 với 9: hạn", [7, 9]),
        ("nv số ba", [3]),
        ("nhiệm vụ thứ mười ba", [13]),
        ("dòng 18", [18]),
        ("stt 4", [4]),
        ("nv 5 và quý 3", [5]),
        ("2, 3 ngày nữa hết hạn gì", []),
        ("nhiệm vụ từ 5 trở đi", []),
    ],
)
def test_numbers_of_tasks_are_heard_in_lists_and_ranges(listener: Listener, typed: str, tasks: list[int]) -> None:
    assert listener.hear(typed).spotted.tasks == tasks


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("bên CNTT làm gì", ["Trung tâm Công nghệ thông tin"]),
        ("bên PC làm gì", ["Vụ Pháp chế"]),
        ("nv nào của Pháp chế", ["Vụ Pháp chế"]),
        ("vụ kế hoạch làm gì", ["Vụ Kế hoạch - Tài chính"]),
        ("bên kế hoạch tài chính lo gì", ["Vụ Kế hoạch - Tài chính"]),
        ("cục thông tin chủ trì nv nào", ["Cục Thông tin khoa học và công nghệ quốc gia"]),
        ("nhiệm vụ kế hoạch năm", []),
        ("vụ khoa học làm gì", []),  # two units begin so
        ("công nghệ thông tin là gì", []),
        ("trung tâm công nghệ cao", []),
    ],
)
def test_a_unit_is_heard_by_half_of_its_name_where_that_can_mean_one_only(
    listener: Listener, typed: str, names: list[str]
) -> None:
    assert [unit.name for _, unit in listener.hear(typed).spotted.units] == names


def test_near_words_come_with_the_cost_of_the_slip_the_likeliest_first() -> None:
    slips = Slips({"nhiem": -4.0, "nhieu": -5.0, "nghiem": -7.0, "vu": -4.0})
    assert [word for word, _ in slips.near("nhiwm", 1)] == ["nhiem"]
    assert [word for word, _ in slips.near("nhienm", 1)] == ["nhiem"]
    assert [word for word, _ in slips.near("hniem", 1)] == ["nhiem"]
    assert next(word for word, _ in slips.near("nhiewu", 2)) == "nhieu"
    assert not slips.near("nhiwn", 1)


@pytest.mark.parametrize(
    "variant", [pytest.param(name, marks=[pytest.mark.soak] if n else []) for n, name in enumerate(sorted(VARIANTS))]
)
def test_mistyped_questions_are_answered_like_well_typed_ones(
    library: Library, when: Callable[[str], datetime], variant: str
) -> None:
    seed = str(random.SystemRandom().randrange(10**9))
    now, same = when("2019-05-10"), 0
    for row in random.Random(seed).sample(answerable(), SAMPLE):
        typed = VARIANTS[variant](row["question"], seed + row["id"])
        (meant, _), (heard, _) = (library.assistant.ask(text, Talk(), now) for text in (row["question"], typed))
        same += meant.citations == heard.citations
    usual = SAME_ANSWER[variant]
    assert same / SAMPLE >= usual - 3 * math.sqrt(usual * (1 - usual) / SAMPLE), f"seed {seed}: {same} of {SAMPLE}"
