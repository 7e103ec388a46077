"""A talk as people have it over HTTP: it goes on after a restart, and with what a message replies to."""

import pytest

from tests.e2e.driver import GROUP, REPORTER, VISITOR, BotProcess, Control

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("bot")]


def restart(bot: BotProcess) -> None:
    assert bot.stop() == 0
    bot.start()


def test_a_talk_goes_on_after_a_restart(bot: BotProcess, control: Control) -> None:
    """What was asked and what was answered: the field that is left out, and the thing that is."""
    assert "Trung tâm Công nghệ thông tin" in control.ask(VISITOR, "nv 13 ai chủ trì")["text"]
    restart(bot)
    assert control.ask(VISITOR, "hạn?")["text"].startswith("2019-2020 là thời gian hoàn thành nhiệm vụ 13")
    restart(bot)
    assert control.ask(VISITOR, "còn 8")["text"].startswith("2019-2020; 2021-2025 là thời gian hoàn thành nhiệm vụ 8")


def test_the_order_of_a_list_stays_over_a_restart(bot: BotProcess, control: Control) -> None:
    control.ask(VISITOR, "VPB chủ trì những việc gì")
    restart(bot)
    assert "nhiệm vụ 26" in control.ask(VISITOR, "cái cuối hạn khi nào")["text"]


def test_what_was_offered_is_chosen_after_a_restart(bot: BotProcess, control: Control) -> None:
    """By its place; the questions of other people have no part in it."""
    asked = control.ask(REPORTER, "Tổng cục ĐDC là tổng cục nào vậy?")["text"]
    assert "2. Nội dung ở nhiệm vụ 11" in asked
    control.ask(VISITOR, "nv 6 hạn")
    restart(bot)
    chosen = control.ask(REPORTER, "cái thứ hai")["text"]
    assert "tiêu chuẩn, quy chuẩn kỹ thuật" in chosen


def test_a_reply_to_an_answer_goes_on_with_it(bot: BotProcess, control: Control) -> None:
    """Line 34: after an answer on task 6, a reply to the one on task 13 asks about task 13, after a restart too."""
    answer = control.ask(VISITOR, "nv 13 ai chủ trì")
    control.ask(VISITOR, "nv 6 ai chủ trì")
    for _ in range(2):
        since = control.seq()
        control.say(VISITOR, "hạn khi nào?", reply_to=answer["message_id"])
        assert "hoàn thành nhiệm vụ 13" in control.from_bot(since, VISITOR)[0]["text"]
        restart(bot)


def test_a_reply_to_an_answer_asks_and_tells_of_its_task(control: Control) -> None:
    """How the task stands, too; what the decision says is still read with the answer."""
    answer = control.ask(VISITOR, "nv 13 ai chủ trì")
    control.ask(VISITOR, "nv 6 ai chủ trì")
    for text, said in (("đến đâu rồi?", "đăng ký"), ("ai phối hợp?", "nhiệm vụ 13"), ("sản phẩm là gì", "nhiệm vụ 13")):
        since = control.seq()
        control.say(VISITOR, text, reply_to=answer["message_id"])
        assert said in control.from_bot(since, VISITOR)[0]["text"]


def test_a_reply_to_a_colleagues_question_goes_on_with_it(control: Control) -> None:
    """In a group: with a word beside the bot's name, or with the name alone."""
    control.ask(REPORTER, "/hoi nv 6 ai chủ trì", GROUP)
    question = control.say(VISITOR, "nv 13 ai chủ trì thế các bác", GROUP)["messages"][0]
    for text, said in (("@tracuu_qd_bot hạn khi nào?", "hoàn thành nhiệm vụ 13"), ("@tracuu_qd_bot", "TTCNTT")):
        since = control.seq()
        control.say(REPORTER, text, GROUP, reply_to=question["message_id"])
        assert said in control.from_bot(since, GROUP)[0]["text"]


def test_a_reply_in_a_group_keeps_private_matters_private(control: Control) -> None:
    """The bot's name alone under a question about reports is not answered there."""
    question = control.say(VISITOR, "đơn vị nào chưa báo cáo quý này", GROUP)["messages"][0]
    since = control.seq()
    control.say(REPORTER, "@tracuu_qd_bot", GROUP, reply_to=question["message_id"])
    assert "riêng" in control.from_bot(since, GROUP)[0]["text"]


def test_a_thank_you_in_a_group_is_a_thank_you(control: Control) -> None:
    """Line 33; what asks about reports stays for private, what the decision answers is answered."""
    assert "Cảm ơn" in control.ask(REPORTER, "@tracuu_qd_bot cảm ơn nhé", GROUP)["text"]
    assert "riêng" in control.ask(REPORTER, "@tracuu_qd_bot nv 13 đến đâu rồi", GROUP)["text"]
    assert "riêng" in control.ask(REPORTER, "@tracuu_qd_bot nv 13 xong 60%, vướng kinh phí", GROUP)["text"]
    assert "2019-2020" in control.ask(REPORTER, "@tracuu_qd_bot hạn nv 13 là khi nào", GROUP)["text"]
