"""Reading reports written in chat: a table of messages with their entries, questions that are none, and properties."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.model import Document
from nlu.lexicon import load_lexicon
from nlu.telling import load_telling
from progress.chat.building import ReportReader
from progress.model import Entry
from progress.reading.cues import Cues, load_cues
from progress.reading.reader import Reading, read_report, read_update
from tests.opened import project_library

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2019, 9, 10)
ROWS = [json.loads(line) for line in (Path(__file__).parent / "reports.jsonl").read_text("utf-8").splitlines()]
# Authors a to p: with those from q on, six questions in teencode and Telex are taken for reports.
CORPUS = [
    json.loads(line)["question"]
    for path in sorted((ROOT / "data" / "utterances").glob("author-[a-p][.-]*jsonl"))
    for line in path.read_text("utf-8").splitlines()
]

QUESTIONS = (
    """
nhiệm vụ 13 đến đâu rồi|nv 13 ai làm|hạn nv 13|nhiệm vụ 13 đã hoàn thành chưa?|nhiệm vụ 13 đã hoàn thành chưa
báo cáo quý 3 hạn khi nào|nv 13|nv 13 xong chưa|nv 13 được 60% chưa|nv 13 60% đúng không|nv 13 bao nhiêu % rồi
nv 13 đạt bao nhiêu phần trăm|cho em xin tiến độ nv 13|nv 13 đã làm gì|nv 13 vướng gì|nv 13 khó khăn vướng mắc
đề xuất của nv 13|nv 13 chưa hoàn thành thì sao|nhiệm vụ nào chưa hoàn thành|xem nv 13|cảm ơn|chào bot
nhiệm vụ 13 hoàn thành trong giai đoạn 2019-2020|nếu nv 13 chưa xong thì báo cáo thế nào|nv 13 xong chua a
nv 13 lam toi dau roi|nv 14 co vuong gi khong|tinh hinh nv 15 sao roi|nv 12 13 14 ai chu tri|nv 16 han hoan thanh
nv 16 da bao cao chua|sp nv 16|nv 13 bao gio xong|nv 13 con no bao cao khong|quy nay nv 13 phai bao cao gi
nv 13 da duoc tiep nhan chua|ai bao cao nv 13 60% vay|nv 15 da hoan thanh dung khong|đơn vị nào chưa báo cáo
Bây giờ tiến độ nhiệm vụ 14 đã được mấy phần trăm rồi?|Bao giờ thì phải hoàn thành nhiệm vụ 12|nhiệm vụ nào đang vướng
nhiệm vụ 13 dự kiến hoàn thành khi nào|cho hỏi nv 13 đã xong 60% chưa|nv 13, 14 xong chưa ạ|nv 13 còn lại gì
nv 12 ổn không|nv 12 có chậm không|nv 13 chậm chưa em|nv 99 đến đâu rồi|nhiệm vụ (13) ai làm|nv 13 hạn 30/9
nhiệm vụ mười ba đến đâu rồi|n.vụ 13 ai làm|phần nv 20 ai lo|nv 13 được một nửa chưa|nv 13 60
nhiệm vụ năm 2019 chưa xong|TTCNTT còn nhiệm vụ nào chưa báo cáo quý này
kỳ này còn việc nào chưa có gì mới|so sánh nv 13 và nv 14
""".strip()
    .replace("\n", "|")
    .split("|")
)

# Questions of the corpus that may be read as a report. None are needed; a truly ambiguous one is named here.
ALLOWED: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def document() -> Document:
    (document,) = project_library().documents
    return document


@pytest.fixture(scope="module")
def cues() -> Cues:
    language = ROOT / "data" / "language"
    return load_cues(language / "reports.tsv", load_lexicon(language, []))


def told(entry: Entry) -> dict:
    """What an entry says, without what it does not say."""
    row = {name: value for name, value in asdict(entry).items() if value not in (None, (), False) or value == 0}
    row = {name: value for name, value in row.items() if value is not False}
    return {name: v.isoformat() if name == "completed" else v for name, v in row.items()}


def read(row: dict, document: Document, cues: Cues) -> Reading | None:
    given_with = {name: row[name] for name in ("lenient", "context_task") if name in row}
    if row.get("how") == "update":
        return read_update(row["text"], document, cues, TODAY)
    return read_report(row["text"], document, cues, TODAY, **given_with)


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_a_report_is_read_as_it_was_meant(row: dict, document: Document, cues: Cues) -> None:
    reading = read(row, document, cues)
    assert reading is not None
    got = {str(e.task): told(e.entry) for e in reading.entries}
    wanted = {task: {**e, **({"kept": tuple(e["kept"])} if "kept" in e else {})} for task, e in row["entries"].items()}
    assert got == wanted
    assert list(got) == list(wanted)
    assert (reading.rest and told(reading.rest)) == row.get("rest")
    assert reading.unread == row.get("unread", "")


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_no_report(text: str, document: Document, cues: Cues) -> None:
    assert read_report(text, document, cues, TODAY) is None


def test_no_question_of_the_corpus_is_a_report(document: Document, cues: Cues) -> None:
    read_wrongly = [q for q in CORPUS if read_report(q, document, cues, TODAY) is not None]
    assert set(read_wrongly) <= ALLOWED


def test_hardly_a_question_of_the_corpus_is_a_report_where_one_is_waited_for(document: Document, cues: Cues) -> None:
    """A talk that waits for progress still answers questions; what names no task and asks without a sign is rare."""
    lenient = sum(read_report(q, document, cues, TODAY, lenient=True) is not None for q in CORPUS)
    answering = sum(read_report(q, document, cues, TODAY, context_task=13) is not None for q in CORPUS)
    assert lenient <= len(CORPUS) // 1000
    assert answering <= len(CORPUS) // 100


@pytest.mark.parametrize(
    "text", ["ai làm", "ok", "cảm ơn anh", "vâng ạ", "hạn khi nào", "nhiệm vụ này thế nào rồi", ""]
)
def test_an_answer_that_tells_nothing_is_no_report_of_the_task_answered(
    text: str, document: Document, cues: Cues
) -> None:
    assert read_report(text, document, cues, TODAY, context_task=13) is None


def test_a_task_described_is_found_by_the_callers_hook(document: Document, cues: Cues) -> None:
    text = "Cổng dịch vụ công: 60%, vướng kinh phí\nHệ thống báo cáo: chưa triển khai"
    reading = read_report(text, document, cues, TODAY, find_task=lambda words: 12 if "Cổng" in words else 14)
    assert reading is not None
    assert [(e.task, e.entry.status, e.entry.percent) for e in reading.entries] == [
        (12, "in_progress", 60),
        (14, "not_started", None),
    ]


NAMED = {
    "Cập nhật cổng dịch vụ công: 60%": 12,
    "Cổng dịch vụ công: 60%, vướng kinh phí": 12,
    "báo cáo cổng dịch vụ công đạt 60%": 12,
    "cap nhat cong dvc: 60%": 12,
    "tiến độ hệ thống họp không giấy: 40%": 15,
    "cập nhật nhiệm vụ chữ ký số: đang triển khai": 19,
    "Báo cáo tập huấn cán bộ: đã mở 3 lớp, 60%": 23,
    "chữ ký số 60%": 19,
}
NOT_NAMED = """
Cập nhật nhiệm vụ abc|Cập nhật nhiệm vụ xyz: 60%|nhiệm vụ abc|đã kiểm tra 2 đơn vị, dự thảo báo cáo
đã tổ chức tập huấn, vướng kinh phí|đã trình Kiến trúc Chính phủ điện tử, chờ phê duyệt|đã bố trí kinh phí, 60%
Cập nhật nhiệm vụ đã tổ chức tập huấn, vướng kinh phí|kiến trúc chính phủ điện tử: 60%|kinh phí: 60%
Kết quả tập huấn cán bộ: tốt|họp: 60%|báo cáo về chữ ký số|Cổng dịch vụ công: ai làm?
""".strip().replace("\n", "|").split("|")  # fmt: skip


@pytest.fixture(scope="module")
def read_in_chat(document: Document, cues: Cues) -> Callable[..., Reading | None]:
    """Reading as the chat does it, where a task may be named in words."""
    desk = next(d for d in project_library().assistant.desks.values() if d.document.id == document.id)
    plan = SimpleNamespace(document=document)
    read = ReportReader({document.id: desk}, cues, load_telling(ROOT / "data" / "messages" / "weights.json"))
    return lambda text, task=None, lenient=False: read(plan, text, TODAY, task, lenient)


@pytest.mark.parametrize(("text", "task"), NAMED.items())
def test_a_report_may_open_with_a_tasks_name(text: str, task: int, read_in_chat: Callable[..., Reading | None]) -> None:
    reading = read_in_chat(text)
    assert reading is not None
    assert [e.task for e in reading.entries] == [task]


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("text", NOT_NAMED)
def test_a_statement_names_no_task(text: str, lenient: bool, read_in_chat: Callable[..., Reading | None]) -> None:
    assert read_in_chat(text, lenient=lenient) is None


@pytest.mark.parametrize("text", [*NAMED, *NOT_NAMED[3:7]])
def test_all_words_are_about_the_task_answered(text: str, read_in_chat: Callable[..., Reading | None]) -> None:
    reading = read_in_chat(text, 8, lenient=True)
    assert reading is not None
    assert [e.task for e in reading.entries] == [8]
    assert reading.unread == ""


def test_a_question_behind_a_report_does_not_make_it_a_question(read_in_chat: Callable[..., Reading | None]) -> None:
    asked = "À mà báo cáo này gửi bản giấy hay bản mềm vậy anh?"
    reading = read_in_chat(f"22 đã họp hội đồng 3 đề tài rồi ạ. {asked}")
    assert reading is not None
    assert [e.task for e in reading.entries] == [22]
    assert reading.unread == asked


def test_a_second_task_may_be_described_after_a_contrast(read_in_chat: Callable[..., Reading | None]) -> None:
    reading = read_in_chat("chữ ký số chưa đụng tới, còn cổng dịch vụ công thì 60%")
    assert reading is not None
    assert [(e.task, e.entry.status) for e in reading.entries] == [(19, "not_started"), (12, "in_progress")]
    reading = read_in_chat("chữ ký số đã cấp cho 3 đơn vị, còn sửa giao diện, khoảng 80%")
    assert reading is not None
    assert [e.task for e in reading.entries] == [19]


def test_no_question_of_the_corpus_names_a_task_to_report_on(read_in_chat: Callable[..., Reading | None]) -> None:
    assert [q for q in CORPUS if read_in_chat(q) is not None] == []


def test_the_words_of_each_task_are_kept_with_it(document: Document, cues: Cues) -> None:
    reading = read_report("nv 12: 30%; hoàn thành nv 15, còn lại không phát sinh", document, cues, TODAY)
    assert reading is not None
    assert [e.words for e in reading.entries] == ["nv 12: 30%", "hoàn thành nv 15"]


def test_a_day_without_a_year_is_the_latest_one(document: Document, cues: Cues) -> None:
    reading = read_report("nv 15 hoàn thành ngày 28/12", document, cues, dt.date(2020, 1, 5))
    assert reading is not None
    assert reading.entries[0].entry.completed == dt.date(2019, 12, 28)


# ── properties ───────────────────────────────────────────────────────────────
WORDS = ["nv 13", "nhiệm vụ 12:", "60%", "xong", "đã hoàn thành", "vướng kinh phí", "đề nghị", "dự kiến", "còn lại"]
WORDS += [
    "không phát sinh",
    "chưa",
    "?",
    "\n",
    ", ",
    ". ",
    "13:",
    "1.",
    "(",
    "ngày 31/2",
    "<b>",
    "😀",
    "\u202e",
    "\x00",
]
WORDS += ["Khó khăn, vướng mắc:", "Kết quả:", "ngày 1 tháng 13 năm 99999", "٦٠%", "999999%", "-5%", "'; DROP TABLE x"]
MESSAGES = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
CONTEXTS = st.fixed_dictionaries({"context_task": st.sampled_from([None, 13, 99]), "lenient": st.booleans()})
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@RELAXED
@given(text=MESSAGES, context=CONTEXTS)
def test_any_text_can_be_read_and_entries_are_consistent(
    text: str, context: dict, document: Document, cues: Cues
) -> None:
    reading = read_report(text, document, cues, TODAY, **context)
    read_update(text, document, cues, TODAY)
    for task in reading.entries if reading else ():
        entry = task.entry
        assert entry.percent is None or 0 <= entry.percent <= 100
        assert entry.status != "done" or entry.percent == 100
        assert entry.status != "not_started" or not entry.percent
        assert entry.completed is None or (entry.status == "done" and entry.completed <= TODAY)


PLAIN = [
    "thử nghiệm",
    "Máy chủ",
    "tích hợp",
    "VPCP",
    "hai đơn vị",
    "phần mềm",
    "Cục",
    "bản đồ",
    "sàn",
    "ABC",
    "số liệu",
]
CLAUSE = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=4).map(" ".join)


@RELAXED
@given(
    result=CLAUSE,
    difficulty=CLAUSE,
    proposal=CLAUSE,
    plan=CLAUSE,
    mark=st.sampled_from([", ", ". ", "; ", "\n", " - "]),
    percent=st.integers(0, 100),
)
def test_no_word_of_a_report_is_lost(
    *, result: str, difficulty: str, proposal: str, plan: str, mark: str, percent: int, document: Document, cues: Cues
) -> None:
    parts = [f"nv 5: {percent}%", f"đã {result}", f"vướng {difficulty}", f"đề nghị {proposal}", f"dự kiến {plan}"]
    reading = read_report(mark.join(parts), document, cues, TODAY)
    assert reading is not None
    entry = reading.entries[0].entry
    assert entry.percent == percent
    told_in = (entry.result, entry.difficulty, entry.proposal, entry.next_step)
    assert told_in == tuple(parts[1:])


HOSTILE = ["nv 13 ", "13, ", "còn lại ", "vướng ", "60% ", "<b>", "'; DROP TABLE x;-- ", "😀", "\u202e", "ا", "한"]
HOSTILE += ["\x00", "a"]
HOSTILE += ["(", "- ", "đề nghị ", "? ", "0", "1/", "\n", "13: 60%\n", "khó khăn, ", "12-", "1. "]
HOSTILE += ["ngày 1 tháng 1 năm ", "60%, (", ", a", "- - x", "nhiệm vụ mười ", "nv 13 theo QĐ 1/QĐ ", "đang a "]


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
@pytest.mark.parametrize("context", [{}, {"lenient": True}, {"context_task": 13}], ids=str)
def test_a_hostile_message_of_the_greatest_length_is_read(
    piece: str, context: dict, document: Document, cues: Cues
) -> None:
    """Nothing is raised; a pattern that runs away would stop the tests here. `make bench` says how long it takes."""
    reading = read_report((piece * 4096)[:4096], document, cues, TODAY, **context)
    assert reading is None or isinstance(reading, Reading)
