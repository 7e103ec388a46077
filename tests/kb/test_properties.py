"""What holds for any message whatever: no exception, no invented fact, no foreign address, no dead button."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.answering.assistant import Assistant
from kb.answering.batch import plain_text
from kb.answering.reply import Reply, Talk
from kb.library import Library
from kb.model import Document

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = dt.datetime(2019, 9, 16, 9, 0, tzinfo=ZONE)
QUIET = settings(max_examples=120, derandomize=True, deadline=None, database=None)
LONGEST_TOKEN = 56
COUNT_OR_DATE = re.compile(r"\d{1,4}( ngày)?|\d{1,2}/\d{1,2}(/\d{4})?")

WORDS = re.split(
    r"\|",
    "nhiệm vụ|nv|13|nv13|PL.13|30|0|-1|ai|chủ trì|chu tri|phối hợp|phoi hop|hạn|khi nào|bao giờ|sản phẩm|ghi chú|"
    "nhóm|nhóm II|III|quý|quý III|quý này|kỳ tới|báo cáo|2019-2020|2021-2025|2030|bao nhiêu|mấy|%|30%|TTCNTT|VPB|"
    "Vụ Pháp chế|Vụ KH-TC|các đơn vị thuộc Bộ|Tổng cục ĐDC|điểm|b|mục 2|phần III|Điều|Điều 2|khoản|phụ lục|"
    "chỉ tiêu|tỷ lệ|và|còn|à nhầm|thế|đơn vị đó|không|chưa|là gì|ở đâu|vì sao|676/QĐ-BKHCN|17/NQ-CP|"
    "chữ ký số|cổng dịch vụ công|một cửa|Chính phủ điện tử|an toàn thông tin|kinh phí|ký|hiệu lực|ạ|nhé|?|,|.|**",
)

typed = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
any_text = st.text(max_size=200)
mixed = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=8).map(" ".join)
messages = st.one_of(typed, any_text, mixed)


def letters(text: str) -> str:
    """A text without what a fact may differ in: case, spaces, markup, a last full stop."""
    return re.sub(r"[\s*#.;]|</?b>", "", text).casefold()


class Said:
    """Everything that a decision's facts may be made of."""

    def __init__(self, document: Document, names: Iterable[str]) -> None:
        texts = [document.source, *(p.text for p in document.passages), document.header.issuer]
        texts += [value or "" for t in document.tasks for value in (t.content, t.product, t.note)]
        texts += [p.text for t in document.tasks for p in t.periods] + [g.numeral for g in document.groups]
        texts += [word for p in document.passages if p.kind == "signature" for word in p.text.split(" · ")]
        self.all = "\n".join(map(letters, [*texts, *names]))

    def has(self, fact: str) -> bool:
        return COUNT_OR_DATE.fullmatch(fact) is not None or letters(fact) in self.all


@pytest.fixture(scope="session")
def said(library: Library) -> Said:
    (document,) = library.documents
    units = library.directories[document.id].units
    return Said(document, [name for unit in units for name in unit.names()])


def buttons(reply: Reply) -> list[str]:
    return [button.token for row in reply.buttons for button in row]


def check(reply: Reply, document: Document, said: Said) -> None:
    assert reply.kind in ("answer", "clarify", "refuse")
    assert reply.text.strip()
    assert reply.kind == "answer" or not reply.facts
    assert reply.text.count("**") % 2 == 0
    assert set(reply.citations) <= set(document.by_address)
    assert [fact for fact in reply.facts if not said.has(fact)] == []
    assert len(set(reply.facts)) == len(reply.facts)
    for token in buttons(reply):
        assert len(token.encode()) <= LONGEST_TOKEN
        assert not re.search(r"\s", token)


@QUIET
@given(message=messages)
def test_any_message_is_answered_from_the_document_or_not_at_all(
    assistant: Assistant, document: Document, said: Said, message: str
) -> None:
    """Facts stand in the document, citations are its addresses, a refusal states nothing."""
    reply, talk = assistant.ask(message, Talk(), NOW)
    check(reply, document, said)
    assert talk.at == NOW


@QUIET
@given(talked=st.lists(messages, min_size=2, max_size=4), minutes=st.integers(-5, 45))
def test_any_talk_is_answered_from_the_document_or_not_at_all(
    assistant: Assistant, document: Document, said: Said, talked: list[str], minutes: int
) -> None:
    """The same holds for every turn, however long the pause and even where the clock runs backwards."""
    talk, now = Talk(), NOW
    for message in talked:
        reply, talk = assistant.ask(message, talk, now)
        check(reply, document, said)
        now += dt.timedelta(minutes=minutes)


@QUIET
@given(message=typed)
def test_every_button_that_is_offered_answers(
    assistant: Assistant, document: Document, said: Said, message: str
) -> None:
    """No token is dead when it is made, also those of the reply that a button brings, also without the talk."""
    reply, talk = assistant.ask(message, Talk(), NOW)
    for token in buttons(reply):
        tapped = assistant.tap(token, talk, NOW)
        assert tapped is not None, token
        check(tapped[0], document, said)
        assert assistant.tap(token, Talk(), NOW + dt.timedelta(days=400)) is not None
        for further in buttons(tapped[0]):
            assert assistant.tap(further, tapped[1], NOW) is not None, further


def test_the_buttons_of_the_menus_answer(assistant: Assistant, document: Document, said: Said) -> None:
    """Welcome, help, overview and tasks offer nothing dead either."""
    for menu in (assistant.welcome(), assistant.help(), assistant.overview(), assistant.tasks()):
        check(menu, document, said)
        for token in buttons(menu):
            tapped = assistant.tap(token, Talk(), NOW)
            assert tapped is not None, token
            check(tapped[0], document, said)


@settings(QUIET, max_examples=100)  # four answers each
@given(message=messages)
def test_the_same_question_has_the_same_answer(assistant: Assistant, message: str) -> None:
    """Nothing is remembered but what the talk holds."""
    talk = assistant.ask("nhiệm vụ 13 ai chủ trì?", Talk(), NOW)[1]
    assert assistant.ask(message, Talk(), NOW) == assistant.ask(message, Talk(), NOW)
    assert assistant.ask(message, talk, NOW) == assistant.ask(message, talk, NOW)


@QUIET
@given(
    token=st.one_of(
        st.text(max_size=64), st.from_regex(r"(p:)?676-QD-BKHCN\|[a-z0-9]{0,2}:[^\n]{0,20}", fullmatch=True)
    )
)
def test_any_token_is_answered_or_means_nothing(
    assistant: Assistant, document: Document, said: Said, token: str
) -> None:
    """A forged or broken token neither raises nor states what the document does not."""
    tapped = assistant.tap(token, Talk(), NOW)
    if tapped is not None:
        check(tapped[0], document, said)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "|",
        "p:",
        "676-QD-BKHCN",
        "676-QD-BKHCN|",
        "676-QD-BKHCN|t:13",
        "676-QD-BKHCN|t:13:z",
        "676-QD-BKHCN|t:999:l",
        "676-QD-BKHCN|t:-1:l",
        "676-QD-BKHCN|v:",
        "676-QD-BKHCN|v:PL.27",
        "676-QD-BKHCN|1:u=nobody",
        "676-QD-BKHCN|1:r=x",
        "676-QD-BKHCN|1:g=XX",
        "676-QD-BKHCN|²:",
        "1-QD-X|t:13:l",
    ],
)
def test_a_token_that_means_nothing_is_told_as_such(assistant: Assistant, token: str) -> None:
    """A stale or foreign button has no reply; the channel says so."""
    assert assistant.tap(token, Talk(), NOW) is None


HOSTILE = [
    "",
    " ",
    "\n\t\u00a0",
    "\x00",
    "\x00\x01\x02 nhiệm vụ 13 \x1b[31m ai chủ trì",
    "\u202enhiệm vụ 13 ai chủ trì\u202c",
    "\u200b\u200d\ufeffnhiệm vụ 13\u200b ai chủ trì",
    "<b>nhiệm vụ 13</b> ai chủ trì <script>alert(1)</script>",
    "**nhiệm vụ** __13__ ai `chủ trì` **",
    "****",
    "**đậm",
    "&lt;b&gt; &amp; &#39;",
    "nhiệm vụ 13'; DROP TABLE passages; --",
    '" OR 1=1 --',
    "NEAR(nhiệm vụ) AND * OR ^chủ",
    '=HYPERLINK("http://x","y")',
    "+cmd|' /C calc'!A0",
    "{{7*7}} ${7*7} %s %n {0} {question}",
    "../../etc/passwd",
    "😀😀😀 nv 13 👨‍👩‍👧‍👦 ai chủ trì 🇻🇳",
    "谁负责任务十三？",
    "кто отвечает за задачу 13",
    "من المسؤول عن المهمة ١٣",
    "ผู้รับผิดชอบงาน ๑๓",
    "nhiệm vụ ¹³ ½ Ⅻ ㊴ ai chủ trì",
    "nhiệm vụ 99999999999999999999999999999999 ai chủ trì",
    "quý 0, quý 5, quý 99/0000 hạn nào",
    "ngày 31/2/2019 có phải hạn báo cáo không",
    "báo cáo quý III năm 0",
    "báo cáo quý III năm 9999",
    "hạn báo cáo quý IV năm 99999",
    "điểm đ đ đ mục 0 phần MMXX",
    "Điều 0, Điều -1, Điều 10000",
    "PL.PL.PL....",
    "???!!!...",
    ")))((([[[\\",
    "\ud7ff\ue000\uffff\U0010ffff",
    "n" + "\u0301" * 500,
    "a" * 4096,
    "nhiệm vụ " * 455,
    "nhiệm vụ 13 ai chủ trì? " * 170,
    "13 " * 1365,
    "**" * 2048,
    "và " * 1365,
    "\n" * 4096,
    " ".join(f"nhiệm vụ {n}" for n in range(300)),
]


@pytest.mark.parametrize("message", HOSTILE, ids=[f"{n}: {m[:20]!a}" for n, m in enumerate(HOSTILE)])
def test_a_hostile_message_is_a_message(assistant: Assistant, document: Document, said: Said, message: str) -> None:
    """Markup, control and bidirectional characters, formulas, other scripts, 4,096 characters: an answer or none."""
    reply, talk = assistant.ask(message, Talk(), NOW)
    check(reply, document, said)
    check(assistant.ask("thế ai phối hợp?", talk, NOW)[0], document, said)
    assert not set(plain_text(reply.text)) & set("\x00\x1b\u202e")


@pytest.mark.parametrize("message", ["nhiệm vụ 13 ai chủ trì", "hạn báo cáo quý này", "còn mấy ngày", "kỳ tới"])
@pytest.mark.parametrize("year", [1970, 1999, 2024, 2999])
def test_any_year_is_a_year(assistant: Assistant, document: Document, said: Said, message: str, year: int) -> None:
    """A clock that is far off harms nothing."""
    reply, _ = assistant.ask(message, Talk(), dt.datetime(year, 12, 31, 23, 59, tzinfo=ZONE))
    check(reply, document, said)


def test_a_talk_of_another_bot_is_no_talk(assistant: Assistant, when: Callable[[str], dt.datetime]) -> None:
    """A state that is not ours (kept by an older version) is left aside."""
    for state in (
        "foreign",
        "7",
        '{"decision": "99-QD-XYZ", "edition": ""}',
        '{"state": {"tasks": {}, "what": 1}}',
        "[]",
    ):
        reply, _ = assistant.ask("nhiệm vụ 13 ai chủ trì?", Talk(state, NOW), NOW)
        assert reply.facts == ("TTCNTT",)
