"""The replies to a channel's commands: welcome, help, what is served, the groups to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conversation.outgoing import Button
from kb.answering.buttons import in_rows
from kb.answering.reply import Reply
from kb.answering.tokens import page_token, verbatim_token
from kb.answering.wording.names import decision, strong
from kb.asking.desk import Desk
from kb.asking.query import Condition, Query
from kb.model import Group
from nlu.text import day_text

LABEL = 60  # letters on a button


def welcome(desks: Sequence[Desk]) -> Reply:
    """The words for /start."""
    text = (
        f"Kính chào anh/chị. Hệ thống trả lời về {', '.join(map(_dated, desks))}: "
        "nhiệm vụ, đơn vị chủ trì, thời hạn, chỉ tiêu, kỳ báo cáo; kèm nơi ghi trong văn bản.\n\n" + _examples(desks[0])
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


def tasks(desks: Sequence[Desk]) -> Reply:
    """The words for /nhiemvu without a number: the groups and how to choose a task."""
    several = len(desks) > 1
    lines, buttons = list[str](), list[Button]()
    for desk in desks:
        document = desk.document
        lines.append(
            f"{f'{decision(desk)}: phụ lục' if several else 'Phụ lục'} có {len(document.tasks)} nhiệm vụ. "
            f"Anh/chị nhắn số nhiệm vụ, ví dụ /nhiemvu {document.tasks[0].number}, hoặc chọn nhóm:"
        )
        lines += [f"{strong(f'Nhóm {g.numeral}')} – {g.title}" for g in document.groups]
        buttons += [Button(f"Nhóm {g.numeral}{f' – {document.id}' if several else ''}", t) for g, t in _groups(desk)]
    return Reply("answer", "\n".join(lines), buttons=in_rows(buttons), reportable=False)


def _groups(desk: Desk) -> Iterator[tuple[Group, str]]:
    """The groups whose list fits into a button, with its token."""
    for group in desk.document.groups:
        query = Query("list", where=(Condition("group", (group.numeral,)),))
        if token := page_token(desk.document.id, query, 1, desk.directory, turning=False):
            yield group, token


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
