"""The replies to a channel's commands: welcome, help, what is served, the groups to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from conversation.outgoing import Button
from kb.answering.buttons import in_rows
from kb.answering.reply import Reply
from kb.answering.tokens import page_token, verbatim_token
from kb.answering.wording.names import decision, strong
from kb.asking.desk import Desk
from kb.asking.query import Condition, Query
from kb.text import day_text

LABEL = 60  # letters on a button


def welcome(desk: Desk) -> Reply:
    """The words for /start."""
    text = (
        f"Kính chào anh/chị. Hệ thống trả lời về {_dated(desk)}: "
        "nhiệm vụ, đơn vị chủ trì, thời hạn, chỉ tiêu, kỳ báo cáo; kèm nơi ghi trong văn bản.\n\n" + _examples(desk)
    )
    return Reply("answer", text, reportable=False)


def help_(desk: Desk) -> Reply:
    """The words for /trogiup: what can be asked, with examples."""
    text = (
        "Anh/chị nhắn câu hỏi như nói chuyện; viết tắt, không dấu đều được.\n\n" + _examples(desk) + "\n\n"
        "Dưới mỗi câu trả lời: «Nguyên văn» để xem đúng chữ trong văn bản, «Báo sai» nếu câu trả lời chưa đúng.\n"
        "Trong nhóm, anh/chị nhắc tên bot hoặc dùng /hoi."
    )
    return Reply("answer", text, reportable=False)


def overview(desks: Sequence[Desk]) -> Reply:
    """The words for /vanban: the decisions that are served, with a button for each section."""
    text = "\n\n".join(map(_summary, desks))
    rows = tuple(
        (Button(f"Phần {p.address} – {p.text.capitalize()}"[:LABEL], verbatim_token(desk.document.id, p.address)),)
        for desk in desks
        for p in desk.document.passages
        if p.kind == "section"
    )
    return Reply("answer", text, buttons=rows, reportable=False)


def tasks(desk: Desk) -> Reply:
    """The words for /nhiemvu without a number: the groups and how to choose a task."""
    document = desk.document
    head = (
        f"Phụ lục có {len(document.tasks)} nhiệm vụ. Anh/chị nhắn số nhiệm vụ, "
        f"ví dụ /nhiemvu {document.tasks[0].number}, hoặc chọn nhóm:"
    )
    lines = [f"{strong(f'Nhóm {g.numeral}')} – {g.title}" for g in document.groups]
    tokens = {
        g.numeral: page_token(
            document.id, Query("list", where=(Condition("group", (g.numeral,)),)), 1, desk.directory, turning=False
        )
        for g in document.groups
    }
    buttons = [Button(f"Nhóm {numeral}", token) for numeral, token in tokens.items() if token]
    return Reply("answer", "\n".join([head, *lines]), buttons=in_rows(buttons), reportable=False)


def _dated(desk: Desk) -> str:
    return f"{strong(decision(desk))} ngày {day_text(desk.document.header.date)}"


def _summary(desk: Desk) -> str:
    document = desk.document
    return (
        f"{_dated(desk)}\n{document.header.title}.\n"
        f"{len(document.tasks)} nhiệm vụ trong {len(document.groups)} nhóm; {len(document.targets)} chỉ tiêu."
    )


def _examples(desk: Desk) -> str:
    """Example questions, made from what the document has."""
    document = desk.document
    task = document.tasks[len(document.tasks) // 2]
    examples = [
        f"Nhiệm vụ {task.number} ai chủ trì?",
        f"{desk.usual_lead()} chủ trì những việc gì?",
        f"Hạn của nhiệm vụ {document.tasks[0].number}?",
    ]
    if document.reporting:
        examples.append("Hạn nộp báo cáo quý này?")
    if document.targets:
        examples.append(f"Các chỉ tiêu giai đoạn {document.targets[0].period}?")
    return "Ví dụ:\n" + "\n".join(f"• {e}" for e in examples)
