"""Questions about progress: understood in every spelling, and told from questions about the decision and reports."""

import json
from pathlib import Path

import pytest

from kb.asking.hearing import Listener
from kb.library import Library
from progress.asking import Quarter, read_question
from progress.chat.context import Message
from progress.wording import drafts
from tests.opened import project_library
from tests.progress.looking_world import NOW, World
from tests.variants import teencode, with_typos, without_diacritics

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "eval"
AMBIGUOUS: frozenset[str] = frozenset()
"""Answerable questions about the decision that may be taken all the same, each for a reason."""

ASKED = {
    "task": [
        "nhiệm vụ 13 đến đâu rồi",
        "tình hình nv 13",
        "nv 13 xong chưa",
        "tiến độ nhiệm vụ 13",
        "nhiệm vụ 13 đã hoàn thành chưa",
        "nv13 lam toi dau r",
        "Nhiệm vụ 13 hiện nay thực hiện đến đâu rồi ạ?",
        "cho em hỏi nhiệm vụ 7 làm tới đâu rồi",
        "nv 8 thế nào rồi",
        "nhiệm vụ số 15 đã được bao nhiêu phần trăm rồi",
        "Tình hình thực hiện nhiệm vụ 1 ra sao?",
        "nhiệm vụ 25 triển khai chưa",
        "nhiệm vụ 13 và 14 đến đâu rồi",
        "Quý này nhiệm vụ 13 đã báo cáo chưa?",
        "nv 13 có gì mới không",
        "Cổng dịch vụ công làm tới đâu rồi",
        "hệ thống phản ánh kiến nghị xong chưa",
        "trạng thái nhiệm vụ 6",
    ],
    "owed": [
        "đơn vị em còn nợ gì",
        "còn thiếu báo cáo nào",
        "em còn phải báo cáo gì",
        "đơn vị tôi đã nộp đủ chưa",
        "TTCNTT còn nhiệm vụ nào chưa báo cáo quý này",
        "Vụ Pháp chế nộp báo cáo chưa",
        "Đơn vị mình còn thiếu báo cáo nào không?",
        "Vụ KH-TC đã gửi báo cáo quý 3 chưa?",
        "nhiệm vụ nào chưa báo cáo",
        "bên em còn nhiệm vụ nào chưa nộp báo cáo ạ",
        "VPB còn thiếu báo cáo gì",
        "Vụ PC còn nợ báo cáo nào không",
        "em còn nợ báo cáo gì k",
        "những nhiệm vụ nào chưa có báo cáo quý III",
    ],
    "missing": [
        "đơn vị nào chưa báo cáo",
        "ai chưa nộp quý 3",
        "còn đơn vị nào chưa gửi báo cáo quý này không",
        "những đơn vị nào chưa nộp báo cáo",
        "bao nhiêu đơn vị chưa báo cáo",
        "còn thiếu báo cáo của đơn vị nào",
        "quý III/2019 đơn vị nào còn nợ báo cáo",
        "những ai chưa báo cáo quý trước",
        "đơn vị nào chưa báo cáo nhiệm vụ 1",
    ],
    "reported": [
        "những đơn vị nào đã báo cáo",
        "bao nhiêu đơn vị đã nộp báo cáo quý này",
        "đơn vị nào đã gửi báo cáo rồi",
        "ai đã nộp rồi",
    ],
    "difficulty": [
        "nhiệm vụ nào đang vướng",
        "khó khăn của nv 13",
        "nhiệm vụ nào đang gặp khó khăn",
        "nv 13 vướng gì",
        "nhiệm vụ 13 có khó khăn gì không",
        "TTCNTT đang vướng gì",
        "những nhiệm vụ nào có khó khăn, vướng mắc",
        "việc nào bị vướng vậy",
    ],
    "status": [
        "nhiệm vụ nào đã hoàn thành rồi",
        "nhiệm vụ nào chậm",
        "nhiệm vụ nào chờ điều kiện",
        "nhiệm vụ nào tạm dừng",
        "bao nhiêu nhiệm vụ xong rồi",
        "những nhiệm vụ nào đang chậm tiến độ",
        "nhiệm vụ nào chưa hoàn thành",
        "nhiệm vụ nào chưa triển khai",
        "TTCNTT đã hoàn thành bao nhiêu nhiệm vụ",
        "nhiệm vụ nào đang thực hiện",
        "có mấy việc đã xong rồi",
        "danh sách nhiệm vụ đang tạm dừng",
        "nhiệm vụ nào quá hạn",
    ],
    "reports": [
        "quý trước TTCNTT báo cáo gì về nv 13",
        "TTCNTT đã báo cáo những gì quý này",
        "báo cáo gần nhất của nhiệm vụ 13",
        "nv 13 quý 2 báo cáo thế nào",
        "đơn vị em quý trước báo cáo gì",
        "báo cáo mới nhất về nhiệm vụ 8",
    ],
}
NOT_ASKED = [
    "nhiệm vụ nào hoàn thành trong Quý IV/2019?",
    "hạn báo cáo quý 3",
    "TTCNTT chủ trì việc gì",
    "nhiệm vụ nào phải hoàn thành năm 2020",
    "sản phẩm của nhiệm vụ 13",
    "nội dung báo cáo",
    "Cập nhật nhiệm vụ 13: 60%, đã thử nghiệm kết nối với hệ thống của Chính phủ, vướng kinh phí",
    "nv 13 xong 60% roi, vuong kinh phi",
    "hoàn thành nhiệm vụ 15",
    "nv 13 chưa xong, còn chờ kinh phí",
    "nv 13 xong rồi",
    "nhiệm vụ 13 đang vướng kinh phí",
    "nv 12 30% dvc muc 4 da len cong, nv 13 60% vuong kinh phi, nv 15 xong phan thiet ke, con lai khong phat sinh",
    "nhiệm vụ 13 chưa triển khai",
    "nv 15 tạm dừng do chưa có kinh phí",
    "tình hình nv 13: đã hoàn thiện thiết kế",
    "còn lại không phát sinh",
    "nhiệm vụ 13",
    "nv 13 đã hoàn thành thử nghiệm",
    "báo cáo nhiệm vụ 13",
    "nv 13 gặp khó khăn về nhân lực",
    "nv 13 đến nay đã làm được 40%",
]
"""Questions about the decision, and reports."""
ROWS = [(kind, question) for kind, questions in ASKED.items() for question in questions]


@pytest.fixture(scope="module")
def library() -> Library:
    return project_library()


@pytest.fixture(scope="module")
def listener(library: Library) -> Listener:
    return library.assistant.first.listener


def kind_of(text: str, listener: Listener) -> str | None:
    found = read_question(text, listener)
    return found.kind if found else None


@pytest.mark.parametrize(("kind", "question"), ROWS)
def test_a_question_about_progress_is_understood(kind: str, question: str, listener: Listener) -> None:
    assert kind_of(question, listener) == kind


@pytest.mark.parametrize(("kind", "question"), ROWS)
def test_it_is_understood_without_diacritics(kind: str, question: str, listener: Listener) -> None:
    assert kind_of(without_diacritics(question), listener) == kind


def test_mistyped_and_in_teencode_nearly_all_are_understood(listener: Listener) -> None:
    made = [(k, way) for k, q in ROWS for way in (teencode(q), with_typos(q, "1"), with_typos(q, "2"))]
    missed = [way for kind, way in made if kind_of(way, listener) != kind]
    assert len(missed) <= 0.05 * len(made), missed


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    ministry = World(tmp_path_factory.mktemp("ministry"))
    ministry.context.find_task = lambda *_: 12  # some task is spoken of
    return ministry


def test_what_is_asked_of_reports_is_answered_by_them_however_it_is_typed(world: World) -> None:
    """It wins over what the decision says to the same words; 93 in a hundred with slips and in teencode."""
    made = [way for _, q in ROWS for way in (teencode(q), with_typos(q, "1"), with_typos(q, "2"))]
    lost = [q for _, q in ROWS for q in (q, without_diacritics(q)) if not world.hear("office", q)]
    assert lost == []
    missed = [way for way in made if not world.hear("office", way)]
    assert len(missed) <= 0.07 * len(made), missed


@pytest.mark.parametrize("text", NOT_ASKED)
def test_the_decision_and_reports_are_left_alone(text: str, world: World) -> None:
    """They are no questions: the office is told that it reports for no unit, or nothing."""
    for way in (text, without_diacritics(text)):
        assert world.hear("office", way) in ("", drafts.NO_REPORTER), way


def _answerable() -> list[str]:
    paths = [
        *sorted((ROOT / "data" / "utterances").glob("author-[a-p][.-]*jsonl")),
        *sorted(SAMPLES.glob("dev-d*.jsonl")),
    ]
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    rows = [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]
    return [row["question"] for row in rows if row.get("answerable")]


def test_no_question_that_the_decision_answers_is_taken(world: World) -> None:
    questions = _answerable()
    assert len(questions) > 1500
    assert {q for q in questions if world.say("office", q)} == AMBIGUOUS


def test_few_questions_about_the_decision_are_heard_twice(world: World) -> None:
    """The quick look is all that reports cost a plain question."""
    questions = _answerable()
    assert sum(bool(world.service.wants(Message(14, q, NOW, "m:1", 1))) for q in questions) < 0.12 * len(questions)


def test_what_is_asked_of_whom_and_of_when(listener: Listener) -> None:
    asked = read_question("quý trước TTCNTT báo cáo gì về nv 13", listener)
    assert (asked.tasks, asked.unit, asked.quarter) == ((13,), "Trung tâm Công nghệ thông tin", Quarter(shift=-1))
    asked = read_question("ai chưa nộp quý 3/2019", listener)
    assert asked.quarter == Quarter(3, 2019)
    asked = read_question("nv 13 quý 2 báo cáo thế nào", listener)
    assert (asked.tasks, asked.quarter) == ((13,), Quarter(2))
    assert read_question("nhiệm vụ 13 và 14 đến đâu rồi", listener).tasks == (13, 14)
    assert read_question("đơn vị em còn nợ gì", listener).mine
    assert not read_question("Vụ Pháp chế nộp báo cáo chưa", listener).mine
    assert read_question("bao nhiêu nhiệm vụ xong rồi", listener).count
    assert read_question("nhiệm vụ nào chậm", listener).standing == "late"
    assert read_question("Cổng dịch vụ công làm tới đâu rồi", listener).topical


@pytest.mark.parametrize(
    "text", ["", " ", "?" * 4000, "chưa " * 900, "nv " + "9" * 3000 + " đến đâu rồi", "\u202e\x00 chưa"]
)
def test_any_text_will_do(text: str, listener: Listener) -> None:
    read_question(text, listener)
