"""The page as people use it, in Debian's Chromium; the test plays the bot by plain Bot API calls."""

import json
import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from playground.people import GROUP, REPORTER, VISITOR

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
MISSING = "no Chromium here; .ci/run installs it"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("REQUIRE_CHROMIUM"), reason=MISSING),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """One Chromium for all tests here."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-component-update"])
        yield running
        running.close()


@pytest.fixture
def page(browser, server) -> Iterator[object]:
    """The page on a phone's width, open in the visitor's chat; errors in its script fail the test."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="light", locale="vi-VN")
    opened, errors = context.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(15000)
    opened.goto(f"{server.url}/#{VISITOR}")
    opened.wait_for_selector("#begin")
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def call(server) -> Callable[..., dict]:
    """Make one Bot API call as the bot."""

    def ask(method: str, **body: object) -> dict:
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{server.url}/bot{server.token}/{method}", json.dumps(body).encode(), head)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["result"]

    return ask


def write(page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def test_what_is_typed_reaches_the_bot_and_its_answer_is_shown_formatted(page, call) -> None:
    write(page, "dv nao lam nv 13 z")
    page.wait_for_selector(".item.mine >> text=dv nao lam nv 13 z")
    assert call("getUpdates", timeout=5)[0]["message"]["text"] == "dv nao lam nv 13 z"
    html = "<b>TTCNTT</b> chủ trì. <code>PL.13</code> &lt;img src=x onerror=alert(1)&gt; /hoi"
    call("sendMessage", chat_id=VISITOR, text=html, parse_mode="HTML")
    page.wait_for_selector(".words strong >> text=TTCNTT")
    assert page.inner_text(".words code") == "PL.13"
    assert "<img src=x onerror=alert(1)>" in page.inner_text("#items")
    assert page.locator("#items img").count() == 0


def test_a_button_tells_the_bot_and_shows_toast_alert_and_edit(page, call) -> None:
    write(page, "/start")
    page.wait_for_selector(".item.mine")
    keyboard = {"inline_keyboard": [[{"text": "Nguyên văn", "callback_data": "v:13"}]]}
    sent = call("sendMessage", chat_id=VISITOR, text="ngắn", reply_markup=keyboard)
    for alert, words in ((False, "Đã mở."), (True, "Hệ thống đã ghi nhận.")):
        page.click(".keys button")
        page.wait_for_selector(".keys [aria-busy=true]")
        query = call("getUpdates", offset=-1)[0]["callback_query"]
        call("answerCallbackQuery", callback_query_id=query["id"], text=words, show_alert=alert)
        page.wait_for_selector(f"{'#alert[open]' if alert else '.toast'} >> text={words}")
        page.wait_for_selector(".keys [aria-busy]", state="detached")
    page.click("#alert button")
    call("editMessageText", chat_id=VISITOR, message_id=sent["message_id"], text="dài")
    page.wait_for_selector(".meta >> text=đã sửa")
    assert page.locator(".keys").count() == 0
    call("deleteMessage", chat_id=VISITOR, message_id=sent["message_id"])
    page.wait_for_selector("text=dài", state="detached")


def test_an_own_message_is_edited_and_answered_to(page, call, control) -> None:
    write(page, "nhiệm vụ 31")
    page.wait_for_selector(".item.mine")
    page.press("#text", "ArrowUp")
    write(page, "nhiệm vụ 13")
    page.wait_for_selector(".mine .meta >> text=đã sửa")
    page.click(".item.mine .more")
    page.click("#actions >> text=Trả lời")
    write(page, "đúng rồi")
    page.wait_for_selector(".quote >> text=nhiệm vụ 13")
    edited, reply = call("getUpdates")[1:]
    assert edited["edited_message"]["text"] == "nhiệm vụ 13"
    assert reply["message"]["reply_to_message"]["text"] == "nhiệm vụ 13"


def test_commands_typing_and_files(page, call) -> None:
    call("setMyCommands", commands=[{"command": "hoi", "description": "Hỏi về quyết định"}])
    write(page, "xin chào")
    page.wait_for_selector(".item.mine")
    call("sendChatAction", chat_id=VISITOR, action="typing")
    page.wait_for_selector("#about >> text=đang soạn tin")
    page.click("#slash")
    page.click("#commands >> text=Hỏi về quyết định")
    page.wait_for_selector(".item.mine >> text=/hoi")
    page.set_input_files("#picker", {"name": "báo cáo.docx", "mimeType": "application/msword", "buffer": b"PK"})
    write(page, "quý III")
    page.wait_for_selector(".paper >> text=báo cáo.docx")
    with page.expect_download() as download:
        page.click(".paper")
    assert download.value.suggested_filename == "báo cáo.docx"
    message = call("getUpdates")[-1]["message"]
    assert (message["caption"], message["document"]["file_size"]) == ("quý III", 2)


def test_others_are_played_in_private_and_in_the_group(page, call, control) -> None:
    control.say(REPORTER, "/start")
    call("sendMessage", chat_id=REPORTER, text="Văn phòng Bộ đề nghị chị gửi báo cáo.")
    page.click("#back")
    page.wait_for_selector(f"[data-chat='{REPORTER}'] .badge")
    page.click(f"[data-chat='{GROUP}']")
    page.select_option("#speaker", str(REPORTER))
    write(page, "/hoi nhiệm vụ 13")
    page.wait_for_selector(".item.mine >> text=/hoi")
    seen = call("getUpdates")[-1]["message"]
    assert (seen["from"]["id"], seen["chat"]["id"]) == (REPORTER, GROUP)


def test_blocking_is_shown_and_undone(page, call) -> None:
    page.click("#options-open")
    page.click("#block")
    page.click("#wall button")
    page.wait_for_selector("#text")
    states = [update["my_chat_member"]["new_chat_member"]["status"] for update in call("getUpdates")]
    assert states == ["kicked", "member"]


def test_the_clock_is_set_from_the_page(page, tmp_path) -> None:
    page.click("#back")
    page.click("#clock-open")
    page.fill("#clock-time", "25:30")
    page.fill("#clock-day", "17/09/2019")
    page.click("#clock button[type=submit]")
    page.wait_for_selector("#clock-wrong >> text=Chưa đúng")
    page.fill("#clock-time", "08:30")
    page.click("#clock button[type=submit]")
    page.wait_for_selector("#clock-now >> text=08:30, thứ Ba, 17/09/2019")
    assert (tmp_path / "clock").read_text().startswith("2019-09-17T08:30:00+07:00")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_nothing_is_wider_than_a_phone_in_either_look(page, call, look: str) -> None:
    page.emulate_media(color_scheme=look)
    write(page, "x" * 300)
    page.wait_for_selector(".item.mine")
    row = [{"text": f"Nhiệm vụ {number}", "callback_data": str(number)} for number in range(8)]
    call(
        "sendMessage",
        chat_id=VISITOR,
        text=f"<pre>{'y' * 300}</pre>",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [row]},
    )
    page.wait_for_selector(".keys")
    assert page.get_attribute("html", "data-look") == look
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.querySelector('#log').scrollWidth <= 360")
