"""What is answered where the built-in reader and a model have both read a question."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kb.answering.reply import Reply, Talk
from reader.asking import Asking
from reader.deciding import Mode, is_sure
from reader.examples import Examples
from reader.fields import UnreadableError
from tests.opened import project_library

NOW = datetime(2019, 5, 10, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SURE, UNSURE = "nhiệm vụ 13 ai chủ trì", "mấy anh làm tiền bạc lo khoản nào của chính phủ điện tử vậy ta"


def asking(mode: Mode) -> Asking:
    return Asking(project_library().assistant, Examples(), mode)


def reply(mode: Mode, question: str, *asks: dict[str, object], said: str = "yes") -> Reply:
    one = asking(mode)
    begun = one.begin(question, Talk(), NOW)
    return one.finish(begun, json.dumps({"said": said, "asks": asks}, ensure_ascii=False))[0]


def test_a_sure_question_is_asked_of_no_model_and_small_talk_never_is() -> None:
    assert asking("unsure").begin(SURE, Talk(), NOW).asked is None
    assert asking("all").begin(SURE, Talk(), NOW).asked is not None
    assert asking("all").begin("xin chào", Talk(), NOW).asked is None
    assert asking("off").begin(UNSURE, Talk(), NOW).asked is None


def test_what_may_not_go_out_and_what_is_too_long_is_asked_of_no_model() -> None:
    assert asking("unsure").begin(UNSURE, Talk(), NOW).asked is not None
    assert asking("unsure").begin(UNSURE, Talk(), NOW, lambda: False).asked is None
    assert asking("all").begin(f"{UNSURE} {'a ' * 999}", Talk(), NOW).asked is None


def test_what_the_model_reads_is_answered_from_the_decision_with_its_place() -> None:
    found = reply("unsure", UNSURE, {"kind": "task", "tasks": [20], "aspects": ["content"]})
    assert found.kind == "answer"
    assert found.citations[0] == "PL.20"


def test_what_the_model_calls_not_in_the_decision_is_refused() -> None:
    found = reply("unsure", UNSURE, said="no")
    assert (found.kind, found.facts) == ("refuse", ())


def test_what_is_not_read_leaves_the_built_in_readers_reply() -> None:
    one = asking("unsure")
    begun = one.begin(UNSURE, Talk(), NOW)
    with pytest.raises(UnreadableError):
        one.finish(begun, "Vụ Kế hoạch - Tài chính lo 5 tỷ đồng.")
    assert begun.own[0] == project_library().assistant.ask(UNSURE, Talk(), NOW)[0]


def test_where_both_are_sure_and_differ_it_is_asked_which_is_meant() -> None:
    found = reply("all", SURE, {"kind": "task", "tasks": [13], "aspects": ["coord"]})
    assert found.kind == "clarify"
    assert len(found.choices) == len(found.buttons) == 2


def test_where_both_say_the_same_it_is_answered() -> None:
    found = reply("all", SURE, {"kind": "task", "tasks": [13], "aspects": ["lead"]})
    assert found == project_library().assistant.ask(SURE, Talk(), NOW)[0]
    assert is_sure(found)


@pytest.mark.parametrize("first", ["lead", "when"])
def test_where_one_says_all_that_the_other_says_and_more_it_is_told(first: str) -> None:
    question = {"lead": SURE, "when": "nhiệm vụ 13 thời hạn"}[first]
    found = reply("all", question, {"kind": "task", "tasks": [13], "aspects": ["lead", "when"]})
    assert (found.kind, found.facts) == ("answer", ("TTCNTT", "2019-2020"))


def test_an_empty_cell_is_no_part_of_another_answer() -> None:
    found = reply("all", "nhiệm vụ 1 sản phẩm là gì", {"kind": "task", "tasks": [1], "aspects": ["when"]})
    assert (found.kind, found.facts) == ("clarify", ())


def test_where_a_period_was_only_supposed_the_rule_is_told() -> None:
    found = reply("all", "hạn nộp báo cáo quý", {"kind": "due", "points": [{"field": "due", "quarter": 0}]})
    assert (found.kind, found.facts) == ("answer", ("20/6/2019", "chậm nhất vào ngày 20 tháng cuối quý"))


def test_where_only_the_built_in_reader_is_sure_of_an_answer_its_guess_is_shown() -> None:
    found = reply("all", SURE, said="no")
    assert (found.kind, found.facts, len(found.buttons)) == ("refuse", (), 1)


def test_the_talk_goes_on_with_what_the_model_read() -> None:
    one = asking("unsure")
    _, talk = one.finish(
        one.begin(UNSURE, Talk(), NOW), json.dumps({"asks": [{"kind": "task", "tasks": [20], "aspects": ["content"]}]})
    )
    followed, _ = project_library().assistant.ask("ai chủ trì việc đó", talk, NOW)
    assert followed.citations[0] == "PL.20"
    again = one.begin("hạn thì sao nhỉ, cả cái khoản tiền đó đó", talk, NOW)
    assert again.asked is None or '"tasks": [20]' in again.asked.prompt.own


def test_turns_are_kept_only_where_somebody_else_reads_too() -> None:
    assistant = type(project_library().assistant)(list(project_library().assistant.desks.values()))
    assert "turns" not in assistant.ask(SURE, Talk(), NOW)[1].state
    Asking(assistant, Examples(), "unsure")
    assert "turns" in assistant.ask(SURE, Talk(), NOW)[1].state
