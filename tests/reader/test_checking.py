"""What a model's reply comes to: believed where it follows from the question, asked back, refused, or not read."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.asking.desk import Desk
from kb.asking.query import Condition, Point, Query, State
from kb.executor.answer import answer
from reader.checking import Read, check
from reader.fields import UnreadableError
from reader.grammar import ABOUT, ASPECTS, KINDS, OPS, POINTS
from tests.opened import project_library

TODAY = date(2019, 5, 10)
OF_13 = State(query=Query("task", aspects=("lead",), tasks=(13,)), tasks=(13,), listed=(12, 13, 14))


def desk() -> Desk:
    return project_library().assistant.first


def read(question: str, asks: object, described: object = (), state: State | None = None, said: str = "yes") -> Read:
    text = json.dumps({"said": said, "asks": asks, "described": list(described)}, ensure_ascii=False)
    return check(text, desk(), question, state or State(), TODAY)


def task(number: int, *aspects: str, **more: object) -> dict[str, object]:
    return {"kind": "task", "tasks": [number], "aspects": list(aspects), **more}


def listed(**condition: object) -> dict[str, object]:
    return {"kind": "list", "where": [condition]}


@pytest.mark.parametrize(
    ("question", "ask"),
    [
        ("nv 13 ai chủ trì", task(13, "lead")),
        ("nhiệm vụ mười ba ai chủ trì", task(13, "lead")),
        ("VPB chủ trì việc nào", listed(kind="unit", values=["VPB"], role="lead")),
        ("việc nào không do VPB chủ trì", listed(kind="unit", values=["Văn phòng Bộ"], role="lead", negated=True)),
        (
            "từ nhiệm vụ 20 trở đi có những việc nào",
            listed(kind="number", values=["20", "21", "22", "23", "24", "25", "26"]),
        ),
        ("việc nào chỉ làm trong 2019-2020", listed(kind="period", values=["2019-2020"], op="only")),
        ("hạn báo cáo quý III", {"kind": "due", "points": [{"field": "due", "quarter": 3}]}),
        ("hạn báo cáo quý này", {"kind": "due", "points": [{"field": "due", "quarter": 2, "year": 2019}]}),
        ("ai ký quyết định", {"kind": "about", "aspects": ["signer"]}),
    ],
)
def test_what_stands_in_the_question_is_believed(question: str, ask: dict[str, object]) -> None:
    assert read(question, [ask]).outcome == "read"


@pytest.mark.parametrize(
    ("question", "ask"),
    [
        ("nv 13 ai chủ trì", task(14, "lead")),
        ("nv 13 ai chủ trì", listed(kind="unit", values=["Vụ Pháp chế"])),
        ("việc nào của VPB", listed(kind="number", values=["3"])),
        ("VPB chủ trì việc nào", listed(kind="period", values=["2021-2025"])),
        ("nhóm II có mấy việc", {"kind": "rank", "by": "unit", "order": "3"}),
        ("hạn báo cáo quý III", {"kind": "due", "points": [{"field": "due", "quarter": 2}]}),
        ("hạn báo cáo quý này", {"kind": "due", "points": [{"field": "due", "quarter": 4, "year": 2019}]}),
        ("hạn báo cáo quý III", {"kind": "due", "points": [{"field": "due", "quarter": 3, "year": 2031}]}),
        ("còn mấy ngày nữa", {"kind": "due", "points": [{"field": "days", "quarter": 2, "day": "2020-02-02"}]}),
        ("việc nào có sản phẩm", listed(kind="cell", role="product", op="says", values=["đề án"])),
        ("căn cứ gì", {"kind": "about", "aspects": ["grounds"], "holds": "nghi dinh"}),
    ],
)
def test_what_is_made_up_counts_as_not_read(question: str, ask: dict[str, object]) -> None:
    with pytest.raises(UnreadableError):
        read(question, [ask])


@pytest.mark.parametrize("question", ["trừ VPB ra thì TTCNTT chủ trì việc nào", "việc nào không do VPB chủ trì"])
def test_a_word_that_turns_a_condition_round_must_be_used(question: str) -> None:
    name = "TTCNTT" if "TTCNTT" in question else "VPB"
    with pytest.raises(UnreadableError, match="turns"):
        read(question, [listed(kind="unit", values=[name], role="lead")])


def test_what_is_described_is_held_against_our_own_retrieval() -> None:
    words = [{"words": "ứng dụng chữ ký số", "is": "PL.19"}]
    assert read("ứng dụng chữ ký số ai làm", [task(19, "lead")], words).outcome == "read"
    lie = [{"words": "ứng dụng chữ ký số", "is": "PL.20"}]
    assert read("ứng dụng chữ ký số ai làm", [task(20, "lead")], lie) == Read(
        "choice", (Query("task", aspects=("lead",), tasks=(20,)),)
    )


def test_words_that_are_not_the_questions_describe_nothing() -> None:
    lie = [{"words": "bố trí kinh phí thường xuyên", "is": "PL.20"}]
    assert read("ứng dụng chữ ký số ai làm", [task(20, "lead")], lie).outcome == "choice"


def test_what_the_talk_has_named_needs_no_description() -> None:
    assert read("thế ai phối hợp", [task(13, "coord")], state=OF_13).outcome == "read"
    assert read("cái thứ ba", [task(14, "all")], state=OF_13).outcome == "read"
    assert read("thế ai phối hợp", [task(26, "coord")], state=OF_13).outcome == "choice"


def test_what_is_not_in_the_decision_is_refused_and_what_is_unclear_is_asked_back() -> None:
    assert read("thời tiết hôm nay", [], said="no") == Read("nowhere")
    assert read("thời tiết hôm nay", [{"kind": "refusal"}]) == Read("nowhere")
    both = read("nv 13 ai làm", [task(13, "lead"), task(13, "coord")], said="unclear")
    assert both.outcome == "choice"
    assert len(both.queries) == 2


def test_the_quarter_of_a_day_is_worked_out_by_the_decisions_rule() -> None:
    point = {"field": "quarter", "quarter": 1, "day": "2019-06-15"}
    found = read("việc xong ngày 15/6 tính vào quý mấy", [{"kind": "due", "points": [point]}])
    assert found.queries[0].points == (Point("quarter", 2019, 3, date(2019, 6, 15)),)


def test_the_first_object_in_prose_is_taken() -> None:
    text = 'Kết quả {của tôi}:\n```json\n{"said": "yes", "asks": [{"kind": "task", "tasks": [13]}]}\n``` {"a": 1}'
    assert check(text, desk(), "nv 13", State(), TODAY).queries == (Query("task", aspects=("all",), tasks=(13,)),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "xin lỗi",
        "{",
        "[1, 2]",
        "{" * 9000,
        '{"said": "yes"}',
        '{"asks": []}',
        '{"said": "no", "asks": [{"kind": "count"}]}',
        '{"asks": [{"kind": "sql"}]}',
        '{"asks": [{"kind": "count", "sql": "drop"}]}',
        '{"asks": {}}',
        '{"asks": [[]]}',
        '{"asks": [{"kind": "task", "tasks": "mười"}]}',
        '{"asks": [{"kind": "task", "tasks": [true]}]}',
        '{"asks": [{"kind": "passage", "addresses": ["IX.9"]}]}',
        '{"asks": [{"kind": "target", "targets": [99]}]}',
        '{"asks": [{"kind": "list", "where": [{"kind": "ledger", "values": ["x"]}]}]}',
        '{"asks": [{"kind": "list", "where": [{"kind": "unit", "values": ["Vụ Không Có"]}]}]}',
        '{"asks": [{"kind": "rank", "by": "unit", "aspects": ["note"]}]}',
        '{"described": 3, "asks": [{"kind": "count"}]}',
        '{"answer": "Hạn là 20/9", "asks": []}',
        json.dumps({"asks": [{"kind": "count"}] * 40}),
    ],
)
def test_what_is_no_reply_of_the_grammar_counts_as_not_read(text: str) -> None:
    with pytest.raises(UnreadableError):
        check(text, desk(), "có bao nhiêu nhiệm vụ", State(), TODAY)


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 40)
    | st.sampled_from(["I", "PL.3", "VPB", "2019", "3", "", "lead"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "values", "role", "op"]), inner, max_size=3)
    ),
    max_leaves=6,
)
CONDITION = st.fixed_dictionaries(
    {"kind": st.sampled_from(list(OPS))},
    optional={
        "values": st.lists(st.sampled_from(["3", "13", "II", "VPB", "2019-2020", "2020", "quyết định"]), max_size=2),
        "role": st.sampled_from(["lead", "coord", "product", "note"]),
        "op": st.sampled_from(sorted({op for ops in OPS.values() for op in ops})),
        "negated": st.booleans(),
    },
)
ASK = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS)},
    optional={
        "aspects": st.lists(
            st.sampled_from(sorted({*ABOUT, *(a for own in ASPECTS.values() for a in own)})), max_size=2
        ),
        "tasks": st.lists(st.sampled_from([3, 13, 99]), max_size=2),
        "groups": st.lists(st.sampled_from(["I", "IX"]), max_size=2),
        "where": st.lists(CONDITION, max_size=2),
        "pick": st.lists(st.sampled_from(["first", "last", "3", "13"]), max_size=1),
        "by": st.sampled_from(["unit", "group"]),
        "order": st.sampled_from(["most", "least", "0", "3", "all", "some", "most least"]),
        "points": st.lists(
            st.fixed_dictionaries(
                {"field": st.sampled_from(POINTS), "quarter": st.integers(0, 4)},
                optional={"year": st.just(2019), "day": st.just("2019-05-13")},
            ),
            max_size=2,
        ),
        "targets": st.lists(st.integers(0, 30), max_size=2),
        "addresses": st.lists(st.sampled_from(["PL.3", "III.1", "D.1", "IV.2", "IV.4"]), max_size=2),
        "words": st.sampled_from(["quyết định", ["VPB"], "", ["Văn phòng Bộ", "TTCNTT"]]),
        "holds": st.sampled_from(["quyet dinh", "van ban"]),
        "name": st.sampled_from(["VPB", "KH&CN", "count", "17/nq-cp", "lạ"]),
        "whether": st.booleans(),
    },
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ASK | ANY, max_size=3), ANY)
def test_whatever_comes_back_is_answered_or_not_read(asks: object, described: object) -> None:
    question = (
        "nv 3, 13 của VPB và TTCNTT ở nhóm I, II năm 2019-2020 có quyết định, nghị quyết 17/NQ-CP, IV.2, KH&CN, quý I"
    )
    reply = json.dumps({"asks": asks, "described": described})
    try:
        found = check(reply, desk(), question, State(), TODAY)
    except UnreadableError:
        return
    for query in found.queries:
        answer(query, desk(), TODAY)  # never raises


def test_a_condition_reaches_the_executor_as_its_own_reader_writes_it() -> None:
    found = read(
        "việc nào ghi chú sau khi có nghị định", [listed(kind="cell", role="note", op="waits", values=["nghị định"])]
    )
    assert found.queries[0].where == (Condition("cell", ("nghi dinh",), "note", "waits"),)
