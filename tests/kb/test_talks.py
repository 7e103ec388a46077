"""Talks: what a turn may leave out and takes from the turns before it, after failed ones too."""

from collections.abc import Callable, Iterator

import pytest

from kb.answering.assistant import Assistant
from kb.answering.reply import Reply

Turn = tuple[str, list[str] | None]

# (message, facts) turn by turn; None: not answered
TALKS: tuple[tuple[Turn, ...], ...] = (
    (("nhiệm vụ tám thì ai chủ trì", ["TTCNTT"]), ("còn chín", ["Các đơn vị thuộc Bộ"])),
    (("nhiệm vụ 41 đơn vị nào chủ trì", None), ("nhầm, ý tôi là 14", ["TTCNTT"])),
    (("nv 12 ai chu tri", ["TTCNTT"]), ("nham so roi, 21 moi dung", ["Các đơn vị thuộc Bộ"])),
    (
        ("Vụ Kế hoạch - Tài chính chủ trì những nhiệm vụ nào?", ["20"]),
        ("Không, phối hợp cơ", ["10", "21", "22"]),
        ("Trong số đó cái nào có ghi sản phẩm?", ["10", "22"]),
    ),
    (
        ("vpb ctrì mấy nv", ["4"]),
        ("kể ra i", ["3", "4", "25", "26"]),
        ("cái nào làm chung với đơn vị khác", ["25"]),
        ("thế bên vụ cnc", ["22"]),
    ),
    (
        ("nhom 4 co nhung viec mo", ["18", "19"]),
        ("cai mo khong ghi san pham", ["19"]),
        ("the nhom 5", ["20", "21"]),
    ),
    (
        ("nv nao chi lam 2019-2020", ["3", "4", "13"]),
        ("trong so do VPB chu tri cai nao", ["3", "4"]),
        ("con cai con lai ai chu tri", ["TTCNTT"]),
    ),
    (
        ("các nhiệm vụ có ghi chú", ["3", "4", "6", "7", "9", "12"]),
        ("Bỏ những cái không phải chờ điều kiện gì đi.", ["3", "4", "6", "7", "9"]),
        ("Chỉ giữ nhóm II.", ["6", "7", "9"]),
    ),
    (
        ("vpb với ttcntt bên nào chủ trì nhiều hơn", ["TTCNTT", "10", "VPB", "4"]),
        ("những việc cả hai cùng chủ trì", ["25"]),
    ),
    (
        ("nhóm năm có những việc nào", ["20", "21", "22", "23"]),
        ("việc cuối cùng ai làm chính", ["TTCNTT"]),
        ("còn việc thứ ba trong nhóm", ["Vụ CNC"]),
    ),
    (
        ("ai giúp bộ trưởng theo dõi đôn đốc kế hoạch", ["Văn phòng Bộ, Trung tâm Công nghệ thông tin"]),
        ("việc đó là nhiệm vụ số mấy trong phụ lục", ["25"]),
        ("hạn?", ["2019-2020; 2021-2025"]),
    ),
    (("nhiệm vụ 13 ai chủ trì", ["TTCNTT"]), ("hết hạn khi mô", ["2019-2020"])),
    (("giai đoạn sau bao nhiêu phần trăm thủ tục đáp ứng mức 3, 4", ["80%"]), ("giai đoạn đầu thì tỷ lệ đó?", None)),
    (("nhiệm vụ 6 sản phẩm gì", ["Quyết định của Bộ trưởng"]), ("số quyết định đó là bao nhiêu", None)),
    (("trong số đó cái nào VPB chủ trì", None),),
    (("số liệu quý III từ ngày nào", ["15/6"]), ("thế quý IV", ["15/9", "14/12"])),
)


@pytest.mark.parametrize("talk", TALKS, ids=[talk[0][0] for talk in TALKS])
def test_a_turn_takes_what_it_leaves_out_from_the_talk(
    assistant: Assistant, converse: Callable[..., Iterator[Reply]], talk: tuple[Turn, ...]
) -> None:
    """And where the talk does not have it, nothing is answered."""
    for reply, (message, facts) in zip(converse(assistant, [message for message, _ in talk]), talk, strict=True):
        told = sorted(reply.facts) if reply.kind == "answer" else None
        assert told == (sorted(facts) if facts is not None else None), f"{message}: {reply.text}"
