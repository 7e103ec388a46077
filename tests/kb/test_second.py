"""The whole chain on a second, invented decision of another ministry: nothing is bound to 676/QĐ-BKHCN."""

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb import show
from kb.answering.assistant import Assistant
from kb.answering.reply import Reply, Talk
from kb.library import Library, open_library
from kb.model import DecisionError, Document

ROOT = Path(__file__).resolve().parents[2]
DECISION = Path(__file__).resolve().parent / "second" / "decisions" / "88-QD-BHDNC.txt"

ADDRESSES = re.split(
    r"\s+",
    """QD.so QD.ngay QD.ten QD.coquan CC.1 CC.2 CC.3 D.1 D.2 D.3 D.3.1 D.3.2 D.4 NN.1 NN.2 NN.3 NN.4 KY
KH.ten KH.kemtheo I I.1 I.2 II II.1 II.1.a II.1.a.1 II.1.a.2 II.1.b II.2 II.2.a II.2.a.1 II.2.b
III III.1 III.1.a III.1.b III.2 III.2.a III.2.b III.3 III.3.a III.3.b III.ghichu IV IV.1 IV.2 IV.3 KH.ky
PL PL.kemtheo PL.cot PL.I PL.1 PL.2 PL.II PL.3 PL.4 PL.III PL.5 PL.6 PL.7""",
)

# number, group, leads, coordinators, periods, product, note, links
TASKS = [
    (
        1,
        "I",
        ["Cục NC"],
        ["Vụ HTB", "TTDLB"],
        ["Quý II/2023"],
        "Thông tư của Bộ trưởng",
        "Sau khi Luật Nghề cá sửa đổi được thông qua",
        ["III.1.a"],
    ),
    (2, "I", ["Cục NC", "Vụ HTB"], ["Các đơn vị có liên quan"], ["2022-2024"], "Báo cáo rà soát", None, ["III.1.b"]),
    (
        3,
        "II",
        ["Viện NCSH"],
        ["TTDLB", "các đơn vị có liên quan"],
        ["2022-2024", "2025-2030"],
        "Bản đồ rạn san hô tỷ lệ 1/10.000",
        None,
        ["III.2.a"],
    ),
    (4, "II", ["Viện NCSH"], [], ["2025-2030"], None, "Theo mùa sinh sản", ["III.2.b"]),
    (5, "III", ["TTDLB"], ["Cục NC"], ["2022-2024"], "Cơ sở dữ liệu tàu cá được vận hành", None, ["III.3.a"]),
    (6, "III", ["Các đơn vị thuộc Bộ"], ["VPB"], ["2022-2024", "2025-2030"], None, None, ["III.3.b"]),
    (7, "III", ["VPB"], ["TTDLB", "Cục NC"], ["2022-2024"], "Sáu lớp tập huấn", None, []),
]

# question, kind, facts, the address that must be cited
QUESTIONS = [
    ("nhiệm vụ 3 ai chủ trì?", "answer", ["Viện NCSH"], "PL.3"),
    ("nv 2 ai chu tri", "answer", ["Cục NC và Vụ HTB"], "PL.2"),
    ("nhiệm vụ 3 và 4 ai chủ trì?", "answer", ["Viện NCSH"], "PL.4"),
    ("Ai chủ trì lập bản đồ rạn san hô ven bờ?", "answer", ["Viện NCSH"], "PL.3"),
    ("việc thả giống thủy sản do ai làm", "answer", ["Viện NCSH"], "PL.4"),
    ("tập huấn nhật ký điện tử ai làm", "answer", ["VPB"], "PL.7"),
    ("Ai phối hợp nhiệm vụ 1?", "answer", ["Vụ HTB, TTDLB"], "PL.1"),
    ("nhiệm vụ 4 ai phối hợp?", "answer", [], "PL.4"),
    ("Hạn của nhiệm vụ 1?", "answer", ["Quý II/2023"], "PL.1"),
    ("nhiệm vụ nào hoàn thành trong Quý II/2023?", "answer", ["1"], "PL.1"),
    ("nhiem vu 3 lam den khi nao", "answer", ["2022-2024; 2025-2030"], "PL.3"),
    ("cơ sở dữ liệu tàu cá dùng chung hạn khi nào", "answer", ["2022-2024"], "PL.5"),
    ("sản phẩm của nhiệm vụ 5 là gì?", "answer", ["Cơ sở dữ liệu tàu cá được vận hành"], "PL.5"),
    ("nhiệm vụ 6 có sản phẩm gì?", "answer", [], "PL.6"),
    ("điều kiện của nhiệm vụ 1?", "answer", ["Sau khi Luật Nghề cá sửa đổi được thông qua"], "PL.1"),
    ("nhiệm vụ 2 có ghi chú gì?", "answer", [], "PL.2"),
    ("Cục Ngư chính chủ trì những việc gì?", "answer", ["1", "2"], "PL.1"),
    ("cuc nc chu tri viec gi", "answer", ["1", "2"], "PL.2"),
    ("Cục Ngư chính phối hợp những việc gì?", "answer", ["5", "7"], "PL.5"),
    ("TTDLB phối hợp những nhiệm vụ nào?", "answer", ["1", "3", "7"], "PL.3"),
    ("các đơn vị thuộc bộ chủ trì nhiệm vụ nào", "answer", ["6"], "PL.6"),
    ("nhiệm vụ nào thực hiện 2025-2030?", "answer", ["3", "4", "6"], "PL.4"),
    ("nhiệm vụ nào không có cơ quan phối hợp?", "answer", ["4"], "PL.4"),
    ("nhiệm vụ nào có ghi chú?", "answer", ["1", "4"], "PL.1"),
    ("nhiệm vụ nào chưa có sản phẩm", "answer", ["4", "6"], "PL.6"),
    ("Có bao nhiêu nhiệm vụ?", "answer", ["7"], "PL.7"),
    ("Viện NCSH chủ trì bao nhiêu nhiệm vụ?", "answer", ["2"], "PL.3"),
    ("Nhóm III có bao nhiêu nhiệm vụ?", "answer", ["3"], "PL.5"),
    ("nhiệm vụ 5 thuộc nhóm nào?", "answer", ["III"], "PL.5"),
    ("nhóm II gồm những nhiệm vụ nào?", "answer", ["3", "4"], "PL.3"),
    ("tỷ lệ tàu cá lắp thiết bị giám sát hành trình giai đoạn 2022-2024 là bao nhiêu?", "answer", ["70%"], "II.1.a.1"),
    ("chỉ tiêu tàu cá giai đoạn 2025-2030", "answer", ["95%"], "II.2.a.1"),
    ("bao nhiêu phần trăm rạn san hô được phục hồi giai đoạn 2025-2030?", "answer", ["40% - 60%"], "II.2.b"),
    ("tỷ lệ cảng cá công bố nhật ký điện tử?", "answer", ["45%"], "II.1.a.2"),
    ("hạn nộp báo cáo quý này?", "answer", ["25/9/2022"], "IV.1"),
    ("Báo cáo quý III nộp chậm nhất ngày nào?", "answer", ["25/9"], "IV.1"),
    ("số liệu quý I lấy từ ngày nào đến ngày nào?", "answer", ["21/12 năm trước kỳ báo cáo", "20/3"], "IV.1"),
    ("còn mấy ngày nữa đến hạn báo cáo?", "answer", ["15 ngày"], "IV.1"),
    ("báo cáo gửi cho ai?", "answer", ["Trung tâm Dữ liệu biển"], "IV.1"),
    ("TTDLB là gì?", "answer", ["Trung tâm Dữ liệu biển"], None),
    ("Viện NCSH là viết tắt của gì", "answer", ["Viện Nghiên cứu San hô"], None),
    ("Số quyết định là gì?", "answer", ["88/QĐ-BHDNC"], "QD.so"),
    ("Quyết định ký ngày nào?", "answer", ["9/5/2022"], "QD.ngay"),
    ("quyết định ban hành ở đâu", "answer", ["Hải Phòng"], "QD.ngay"),
    ("có mấy nhóm nhiệm vụ", "answer", ["3"], "PL"),
    ("các chỉ tiêu giai đoạn 2022-2024", "answer", ["70%", "45%", "15%", "25%"], "II.1.a.1"),
    ("điều 4 nói gì", "answer", ["Bãi bỏ Quyết định số 45/QĐ-BHDNC ngày 10 tháng 8 năm 2018."], "D.4"),
    (
        "điểm b mục 2 phần III nói gì?",
        "answer",
        ["Thả giống, tái tạo nguồn lợi thủy sản tại các vịnh."],
        "III.2.b",
    ),
    ("ai bố trí kinh phí?", "answer", ["Vụ Tài chính nghề cá"], "IV.2"),
    ("ai theo dõi, đôn đốc chương trình", "answer", ["Cục Ngư chính"], "IV.3"),
    ("nhiệm vụ 13 ai chủ trì?", "refuse", [], None),
    ("nhóm V có gì", "refuse", [], None),
    ("chỉ tiêu giai đoạn 2031-2035", "refuse", [], None),
    ("VPCTTĐ chủ trì việc gì?", "refuse", [], None),
    ("Vụ Pháp chế chủ trì việc gì?", "refuse", [], None),
    ("Trung tâm Công nghệ thông tin chủ trì việc gì", "refuse", [], None),
    ("Chính phủ điện tử là gì", "refuse", [], None),
    ("Cổng Dịch vụ công ai làm", "refuse", [], None),
    ("thời tiết hôm nay thế nào", "refuse", [], None),
    ("lương của bộ trưởng bao nhiêu", "refuse", [], None),
    ("quyết định 676 nói gì?", "refuse", [], None),
]

# what the first decision says and this one does not
OTHERS = re.compile(
    r"676|BKHCN|KH&CN|Khoa học và Công nghệ|TTCNTT|Chu Ngọc Anh|17/NQ-CP|Chính phủ điện tử|15/\d|2019|2021"
)


def test_every_part_has_its_address(second: Document) -> None:
    """A letterhead, articles with parts, "+" bullets, a decision signed for the minister, another appendix."""
    assert [p.address for p in second.passages] == ADDRESSES


def test_every_character_has_its_place(second: Document) -> None:
    """Letterhead, motto, page number and repeated header are furniture; nothing else is."""
    spans = [s for p in second.passages for s in p.spans] + [f.span for f in second.furniture]
    spans.sort(key=lambda span: span.start)
    ends = [span.end for span in spans]
    assert [span.start for span in spans] == [0, *ends[:-1]]
    assert ends[-1] == len(second.source)
    assert {f.reason for f in second.furniture} == {
        "dòng trống",
        "số trang",
        "tên cơ quan ở đầu văn bản",
        "tiêu đề bảng lặp lại sau ngắt trang",
        "tiêu đề thể thức",
        "tiêu đề «Nơi nhận»",
    }


def test_the_header_is_read(second: Document) -> None:
    """Number, date, place, issuer and effect; another decision's number is not its own."""
    head = second.header
    assert (second.id, head.place, head.implements) == ("88/QĐ-BHDNC", "Hải Phòng", "12/CT-TTg")
    assert (head.date, head.effective) == (dt.date(2022, 5, 9), dt.date(2022, 6, 1))
    assert (head.issuer, head.signer) == ("Bộ trưởng Bộ Hải dương và Nghề cá", "Lê Thị Hải Âu")


@pytest.mark.parametrize("row", TASKS, ids=[f"PL.{row[0]}" for row in TASKS])
def test_columns_are_bound_by_what_their_header_means(second: Document, row: tuple) -> None:
    """Another order and other words of the columns change nothing."""
    number = row[0]
    task = next(t for t in show.as_json(second)["tasks"] if t["number"] == number)
    names = ("number", "group", "leads", "coordinators", "periods", "product", "note", "links")
    assert tuple(task[name] for name in names) == row


def test_targets_rule_and_duties_are_read(second: Document) -> None:
    """Another sentence has other windows, another due day and another addressee."""
    assert [(t.address, t.percent, t.period) for t in second.targets] == [
        ("II.1.a.1", "70%", "2022-2024"),
        ("II.1.a.2", "45%", "2022-2024"),
        ("II.1.a.2", "15%", "2022-2024"),
        ("II.1.b", "25%", "2022-2024"),
        ("II.2.a.1", "95%", "2025-2030"),
        ("II.2.b", "40%", "2025-2030"),
        ("II.2.b", "60%", "2025-2030"),
    ]
    assert show.as_json(second)["reporting"] == [
        {"quarter": "I", "from": "21/12", "to": "20/3", "due": "25/3"},
        {"quarter": "II", "from": "21/3", "to": "20/6", "due": "25/6"},
        {"quarter": "III", "from": "21/6", "to": "20/9", "due": "25/9"},
        {"quarter": "IV", "from": "21/9", "to": "20/12", "due": "25/12"},
    ]
    assert second.reporting is not None
    assert second.reporting.recipient == "Trung tâm Dữ liệu biển"
    assert {d.address: d.actors for d in second.duties} == {
        "D.3.2": ("Cục trưởng Cục Ngư chính và Thủ trưởng các đơn vị thuộc Bộ",),
        "IV.1": ("Thủ trưởng các đơn vị",),
        "IV.2": ("Vụ Tài chính nghề cá",),
        "IV.3": ("Cục Ngư chính",),
    }
    assert second.doubts == ()


def test_the_command_line_prints_it_as_json(second: Document) -> None:
    """`kb --json --decision` reads a file from anywhere; units that data/ does not know are doubts, not errors."""
    command = [sys.executable, "bot.py", "kb", "--json", "--decision", str(DECISION)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    whole = json.loads(done.stdout)
    assert whole["document"]["number"] == "88/QĐ-BHDNC"
    assert [p["address"] for p in whole["passages"]] == ADDRESSES
    assert "Viện NCSH" in {d["text"] for d in whole["doubts"]}


@pytest.mark.parametrize(("question", "kind", "facts", "cited"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_its_questions_are_answered_from_it(
    second_library: Library,
    when: Callable[[str], dt.datetime],
    question: str,
    kind: str,
    facts: list[str],
    cited: str | None,
) -> None:
    """Each kind of question, as on 10 September 2022; nothing of the first decision is said."""
    reply, _ = second_library.assistant.ask(question, Talk(), when("2022-09-10"))
    assert (reply.kind, list(reply.facts)) == (kind, facts), reply.text
    assert cited is None or cited in reply.citations
    assert not OTHERS.search(reply.text.replace("văn bản số 676", ""))
    assert set(reply.citations) <= set(ADDRESSES)


def test_a_talk_about_it_goes_on(second_library: Library, converse: Callable[..., Iterator[Reply]]) -> None:
    """Follow-ups work on it as on any decision."""
    messages = ["nhiệm vụ 3 ai chủ trì?", "thế ai phối hợp?", "còn nhiệm vụ 5?", "sản phẩm là gì?"]
    facts = [list(r.facts) for r in converse(second_library.assistant, messages, "2022-09-10")]
    assert facts == [
        ["Viện NCSH"],
        ["TTDLB và các đơn vị có liên quan"],
        ["Cục NC"],
        ["Cơ sở dữ liệu tàu cá được vận hành"],
    ]


def test_its_menus_speak_of_it(second_library: Library) -> None:
    """Welcome, help, overview and the list of groups name this decision and no other."""
    assistant = second_library.assistant
    for reply in (assistant.welcome(), assistant.help(), assistant.overview(), assistant.tasks()):
        assert not OTHERS.search(reply.text)
        for button in (b for row in reply.buttons for b in row):
            assert button.token.startswith(("88-QD-BHDNC|", "p:88-QD-BHDNC|"))
    assert "88/QĐ-BHDNC" in assistant.welcome().text
    assert "7 nhiệm vụ trong 3 nhóm; 7 chỉ tiêu" in assistant.overview().text


def _talk(assistant: Assistant, now: dt.datetime, *messages: str) -> Reply:
    """The reply to the last of several messages of one talk."""
    talk = Talk()
    for message in messages:
        reply, talk = assistant.ask(message, talk, now)
    return reply


# messages of a talk, kind, facts, what stands in the words
TWO = [
    (["nhiệm vụ 13 ai chủ trì?"], "answer", ["TTCNTT"], "Quyết định 676/QĐ-BKHCN"),
    (["Ai chủ trì lập bản đồ rạn san hô ven bờ?"], "answer", ["Viện NCSH"], "Quyết định 88/QĐ-BHDNC"),
    (["Cục Ngư chính chủ trì những việc gì?"], "answer", ["1", "2"], "Theo Quyết định 88/QĐ-BHDNC:"),
    (["TTDLB là gì"], "answer", ["Trung tâm Dữ liệu biển"], "Theo Quyết định 88/QĐ-BHDNC:"),
    (["nhiệm vụ 3 của quyết định 676/QĐ-BKHCN ai chủ trì?"], "answer", ["VPB"], "676/QĐ-BKHCN"),
    (["quyết định 88 nhiệm vụ 3 ai chủ trì"], "answer", ["Viện NCSH"], "88/QĐ-BHDNC"),
    (["có bao nhiêu nhiệm vụ trong qd88"], "answer", ["7"], "Theo Quyết định 88/QĐ-BHDNC:"),
    (["quyết định 88 nhiệm vụ 13 ai chủ trì"], "refuse", [], "Quyết định 88/QĐ-BHDNC không có"),
    # the talk's, unless another is named or it does not say it
    (["nhiệm vụ 3 của qđ 676 ai chủ trì?", "còn nhiệm vụ 4?"], "answer", ["VPB"], "676"),
    (["nhiệm vụ 3 của qđ 88 ai chủ trì?", "còn nhiệm vụ 4?"], "answer", ["Viện NCSH"], "88"),
    (["nhiệm vụ 3 của qđ 88 ai chủ trì?", "nhiệm vụ 13 ai chủ trì?"], "answer", ["TTCNTT"], "676"),
    (["nhiệm vụ 13 ai chủ trì?", "nhiệm vụ 3 của quyết định 88 ai chủ trì?", "hạn?"], "answer",
     ["2022-2024; 2025-2030"], "88"),
    # several answer: one question back, whose choices may be typed
    (["nhiệm vụ 3 ai chủ trì?"], "clarify", [], "2. **Quyết định 676/QĐ-BKHCN** ngày 28/3/2019"),
    (["nhiệm vụ 3 ai chủ trì?", "cái thứ hai"], "answer", ["VPB"], "676"),
    (["nhiệm vụ 3 ai chủ trì?", "1"], "answer", ["Viện NCSH"], "88"),
    (["nhiệm vụ 3 ai chủ trì?", "676"], "answer", ["VPB"], "676"),
    (["nhiệm vụ 3 ai chủ trì?", "ý tôi là quyết định 88"], "answer", ["Viện NCSH"], "88"),
    (["nhiệm vụ 3 ai chủ trì?", "88/QĐ-BHDNC", "hạn?"], "answer", ["2022-2024; 2025-2030"], "88"),
    (["hạn nộp báo cáo quý này?", "quyết định 676"], "answer", ["20/9/2022"], "676"),
    (["nhiệm vụ 3 ai chủ trì?", "nhiệm vụ 13 ai chủ trì?"], "answer", ["TTCNTT"], "676"),
    (["có bao nhiêu nhiệm vụ?"], "clarify", [], "Anh/chị hỏi theo quyết định nào?"),
    # nobody says it
    (["thời tiết hôm nay thế nào"], "refuse", [], "Quyết định 88/QĐ-BHDNC và Quyết định 676/QĐ-BKHCN đều không có"),
    (["quyết định 1200 nhiệm vụ 3 ai lo"], "refuse", [], "chỉ có Quyết định 88/QĐ-BHDNC và Quyết định 676/QĐ-BKHCN"),
    (["xin chào"], "refuse", [], "Quyết định 88/QĐ-BHDNC và Quyết định 676/QĐ-BKHCN"),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "kind", "facts", "said"), TWO, ids=[" → ".join(row[0]) for row in TWO])
def test_two_decisions_do_not_spoil_one_another(
    both: Library, when: Callable[[str], dt.datetime], messages: list[str], kind: str, facts: list[str], said: str
) -> None:
    """A question goes to the decision that it names, else to the talk's, else to the one that answers it."""
    reply = _talk(both.assistant, when("2022-09-10"), *messages)
    assert (reply.kind, list(reply.facts)) == (kind, facts), reply.text
    assert said in reply.text


def test_what_one_decision_alone_answers_is_answered_from_it_beside_another(
    both: Library, second_library: Library, when: Callable[[str], dt.datetime]
) -> None:
    """Each question about the second decision has its answer, at once or as a choice; one in fifty as a guess only."""
    lost = []
    for question, kind, facts, _ in QUESTIONS:
        reply, _ = both.assistant.ask(question, Talk(), when("2022-09-10"))
        offered = [reply.facts, *(choice.facts for choice in reply.choices)]
        lost += [question] if kind != "refuse" and tuple(facts) not in offered else []
    assert len(lost) <= len(QUESTIONS) / 50, lost


def test_a_choice_between_decisions_is_tapped_once_it_was_offered(
    both: Library, when: Callable[[str], dt.datetime]
) -> None:
    """A task's field has a button that lasts; a question that fits into none is kept with the talk."""
    assistant, now = both.assistant, when("2022-09-10")
    reply, talk = assistant.ask("hạn nộp báo cáo quý này?", Talk(), now)
    tokens = [button.token for row in reply.buttons for button in row]
    assert tokens == ["88-QD-BHDNC|d:", "676-QD-BKHCN|d:"]
    tapped = assistant.tap(tokens[1], talk, now)
    assert tapped is not None
    assert tapped[0].facts == ("20/9/2022",)
    ended = assistant.tap(tokens[0], Talk(), now)
    assert ended is not None
    assert "đã kết thúc" in ended[0].text
    lasting, _ = assistant.ask("nhiệm vụ 3 ai chủ trì?", Talk(), now)
    assert [b.token for row in lasting.buttons for b in row] == ["88-QD-BHDNC|t:3:l", "676-QD-BKHCN|t:3:l"]


@pytest.mark.soak
def test_a_talk_of_another_edition_of_a_decision_is_forgotten(
    both: Library, library: Library, when: Callable[[str], dt.datetime]
) -> None:
    """What was kept of a text that is served no more names nothing in another."""
    _, talk = both.assistant.ask("nhiệm vụ 3 của quyết định 88 ai chủ trì", Talk(), when("2022-09-10"))
    reply, _ = library.assistant.ask("hạn?", talk, when("2022-09-10"))
    assert reply.facts == ()
    spoiled = replace(talk, state=talk.state.replace('"edition": "', '"edition": "0'))
    reply, _ = both.assistant.ask("hạn?", spoiled, when("2022-09-10"))
    assert reply.facts == ()


def test_a_button_belongs_to_its_decision(both: Library, when: Callable[[str], dt.datetime]) -> None:
    """The same task number of two decisions has two tokens, and each shows its own."""
    now = when("2022-09-10")
    old = both.assistant.tap("676-QD-BKHCN|t:3:l", Talk(), now)
    new = both.assistant.tap("88-QD-BHDNC|t:3:l", Talk(), now)
    assert old is not None
    assert new is not None
    assert (old[0].facts, new[0].facts) == (("VPB",), ("Viện NCSH",))
    assert both.assistant.tap("99-QD-XYZ|t:3:l", Talk(), now) is None


RESTARTING = """Số: 5/QĐ-BHDNC
Hải Phòng, ngày 02 tháng 01 năm 2023
QUYẾT ĐỊNH
VỀ VIỆC BAN HÀNH ĐỀ ÁN
BỘ TRƯỞNG
Căn cứ Nghị định số 31/2021/NĐ-CP;
QUYẾT ĐỊNH:
Điều 1. Ban hành Đề án.
Điều 2. Quyết định này có hiệu lực kể từ ngày 15/02/2023.
Nơi nhận:
- Lưu: VT.
BỘ TRƯỞNG
Trần Sóng
ĐỀ ÁN
I. TỔ CHỨC
1. Các đơn vị gửi báo cáo về Văn phòng Bộ chậm nhất là ngày 05 của tháng đầu quý sau.
(Ghi chú thứ nhất).
(Ghi chú thứ hai).
Phụ lục
STT\tHoạt động\tĐầu mối\tKinh phí\tTiến độ
I\tMột\t\t\t
1\tĐóng tàu\tVPB; Cục NC, Vụ HTB và TTDLB\t5 tỷ\tQuý III năm 2023
2\tSơn tàu\tVPB\t\tTrước ngày 30/6/2023
II\tHai\t\t\t
1\tBán cá\tCục NC\t\tTháng 9/2024
2\tMua lưới\tVụ HTB\t\tHằng năm
3\tPhơi lưới\tVụ HTB\t\tNăm 2025
"""


def test_numbers_that_start_again_in_each_group_have_the_group_in_their_address(read: Callable[..., Document]) -> None:
    """PL.II.1 is not PL.I.1, and a number that stands once follows the others."""
    assert [t.address for t in read(RESTARTING).tasks] == ["PL.I.1", "PL.I.2", "PL.II.1", "PL.II.2", "PL.II.3"]


def test_several_leads_in_a_cell_are_several_leads(read: Callable[..., Document]) -> None:
    """Semicolons, commas and "và" part units."""
    assert read(RESTARTING).tasks[0].leads == ("VPB", "Cục NC", "Vụ HTB", "TTDLB")


def test_a_table_without_coordinators_product_and_note_has_none(read: Callable[..., Document]) -> None:
    """Only number, content and lead unit are required of a table; a column of no known meaning keeps its own name."""
    document = read(RESTARTING)
    task = document.tasks[0]
    assert (task.coordinators, task.product, task.note) == ((), None, None)
    assert "Kinh phí: 5 tỷ" in document.by_address["PL.I.1"].text
    assert "Kinh phí" not in document.by_address["PL.I.2"].text


def test_a_second_table_may_have_other_columns(read: Callable[..., Document]) -> None:
    """A header that binds the columns anew is heard, whatever the first one was."""
    more = "Chủ trì\tTT\tNội dung\tGhi chú\nVPB\t4\tVá lưới\tKhi trời nắng\n"
    document = read(RESTARTING.replace("II\tHai", "III\tHai") + more)
    task = document.tasks[-1]
    assert (task.content, task.leads, task.note, task.periods) == ("Vá lưới", ("VPB",), "Khi trời nắng", ())


def test_periods_are_read_in_other_words(read: Callable[..., Document]) -> None:
    """A quarter with "năm", a day, a month, a year, every year."""
    document = read(RESTARTING)
    periods = [t.periods[0] for t in document.tasks]
    assert [(p.text, p.start, p.end) for p in periods] == [
        ("Quý III năm 2023", dt.date(2023, 7, 1), dt.date(2023, 9, 30)),
        ("Trước ngày 30/6/2023", None, dt.date(2023, 6, 30)),
        ("Tháng 9/2024", dt.date(2024, 9, 1), dt.date(2024, 9, 30)),
        ("Hằng năm", None, None),
        ("Năm 2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    ]
    assert document.doubts == ()


def test_a_report_due_in_the_next_quarter_is_due_in_the_next_year_for_the_fourth(read: Callable[..., Document]) -> None:
    """ "Tháng đầu quý sau" moves the fourth quarter's due day into January."""
    rule = read(RESTARTING).reporting
    assert rule is not None
    assert [(str(q.due), q.due_years_on, q.start) for q in rule.quarters] == [
        ("5/4", 0, None),
        ("5/7", 0, None),
        ("5/10", 0, None),
        ("5/1", 1, None),
    ]


def test_small_things_of_other_decisions_are_read(read: Callable[..., Document]) -> None:
    """A title in capitals, an effect in figures, two notes in a section, an appendix that is not in capitals."""
    document = read(RESTARTING)
    assert document.header.title == "VỀ VIỆC BAN HÀNH ĐỀ ÁN"
    assert document.header.effective == dt.date(2023, 2, 15)
    assert document.by_address["I.ghichu2"].text == "(Ghi chú thứ hai)."
    assert document.by_address["PL"].text == "Phụ lục"


@pytest.mark.parametrize(
    ("cell", "leads"),
    [
        ("Viện Nghiên cứu San hô và Vụ HTB", ["Viện Nghiên cứu San hô", "Vụ HTB"]),
        ("Bộ Hải dương và Nghề cá", ["Bộ Hải dương và Nghề cá"]),
        ("Bộ Hải dương và Nghề cá và VPB", ["Bộ Hải dương và Nghề cá", "VPB"]),
        ("VPB, và Cục NC", ["VPB", "Cục NC"]),
        ("VPB, VPB", ["VPB"]),
        ("cục ngư chính.", ["cục ngư chính"]),
    ],
)
def test_and_within_a_name_parts_nothing(read: Callable[..., Document], cell: str, leads: list[str]) -> None:
    """A known name is kept whole."""
    text = RESTARTING.replace("VPB; Cục NC, Vụ HTB và TTDLB", cell)
    assert list(read(text).tasks[0].leads) == leads


def test_a_decision_whose_task_numbers_start_again_is_not_served(tmp_path: Path, second_folder: Path) -> None:
    """It can be read and shown; answering would take one task for another, so the library says so and stops."""
    for name in ("units", "language"):
        (tmp_path / name).symlink_to(second_folder / name)
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "5-QD-BHDNC.txt").write_text(RESTARTING, encoding="utf-8")
    with pytest.raises(DecisionError, match=r"5-QD-BHDNC\.txt: phụ lục đánh số lại"):
        open_library(tmp_path)
