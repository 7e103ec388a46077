"""What a report's document says beside its figures: to whom, from where, who signs; the decision gives the defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

from nlu.text import day_text
from progress.model import Period
from progress.plan import Plan
from progress.wording.words import quarter_in_full

PREFIX = "letter:"
LONGEST = 600  # letters of a setting
CAPACITIES = ("", "TM.", "KT.", "TL.", "TUQ.", "Q.")
_POST = re.compile(r"^(?P<post>.*?(?:[Tt]rưởng|Chủ tịch|[Gg]iám đốc))\s+(?P<body>\S.*)$")
_CARRIES_OUT = re.compile(
    r"\bthực hiện (?P<what>(?:Nghị quyết|Nghị định|Quyết định|Chỉ thị|Kế hoạch|Chương trình)\b.+)$"
)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
PLACEHOLDERS = frozenset({"ky", "tu", "den"})


@dataclass(frozen=True)
class Letter:
    """The settings of the document. `recipients` and `copies` have a line each; opening and close may name the period
    as {ky}, its data's first and last day as {tu} and {den}.
    """

    place: str
    drafter: str
    recipients: str
    copies: str
    capacity: str
    signer: str
    opening: str
    close: str


LABELS = {
    "place": "Địa danh",
    "drafter": "Đơn vị soạn thảo",
    "recipients": "Kính gửi",
    "copies": "Nơi nhận",
    "capacity": "Thẩm quyền ký",
    "signer": "Chức vụ người ký",
    "opening": "Lời mở đầu",
    "close": "Lời kết",
}


def defaults(plan: Plan) -> Letter:
    """What the decision says, where nobody has chosen."""
    document = plan.document
    header, rule = document.header, document.reporting
    to = rule.forwarded_to if rule and rule.forwarded_to else ()
    drafter = rule.recipient if rule and rule.recipient else ""
    short = plan.units.short(drafter) if drafter else ""
    decided = f"Quyết định số {header.number} ngày {day_text(header.date)} của {header.issuer}"
    title = header.title[:1].lower() + header.title[1:]
    body = issuing_body(plan)
    about = "báo cáo tình hình thực hiện {ky} (số liệu từ ngày {tu} đến ngày {den})"
    whom = f", kính gửi {' và '.join(to)} tổng hợp" if to else ""
    return Letter(
        place=header.place,
        drafter=drafter,
        recipients="\n".join(to) or body,
        copies=f"Như trên\nLưu: VT{', ' + short if short else ''}",
        capacity="",
        signer=_issuer(plan)[0],
        opening=f"Thực hiện {decided} {title}, {body} {about} như sau:",
        close=f"Trên đây là báo cáo tình hình thực hiện {{ky}} của {body}{whom}./.",
    )


def letter_of(plan: Plan) -> Letter:
    """The settings as they are: what an admin chose, else what the decision says."""
    own = defaults(plan)
    chosen = {f.name: plan.choices.get(PREFIX + f.name) for f in fields(Letter)}
    return Letter(**{name: str(value if value is not None else getattr(own, name)) for name, value in chosen.items()})


def checked(name: str, text: str) -> str:
    """A setting as it may be stored. Raises ValueError, in words for whoever typed it."""
    text = "\n".join(" ".join(line.split()) for line in _CONTROL.sub(" ", text).strip().splitlines() if line.strip())
    if name == "capacity":
        text = "" if text.strip("-– ") == "" else text.upper().rstrip(".") + "."
        if text not in CAPACITIES:
            raise ValueError(f"Thẩm quyền ký chỉ nhận: {', '.join(filter(None, CAPACITIES))} hoặc dấu gạch ngang.")
        return text
    if not text or len(text) > LONGEST:
        raise ValueError(f"Nội dung cần từ 1 đến {LONGEST} chữ.")
    if name not in ("recipients", "copies") and "\n" in text:
        raise ValueError("Nội dung này chỉ có một dòng.")
    if name in ("opening", "close") and (strange := set(re.findall(r"\{(.*?)\}", text)) - PLACEHOLDERS):
        raise ValueError(f"Không có chỗ điền {{{strange.pop()}}}. Chỉ dùng {{ky}}, {{tu}}, {{den}}.")
    if name == "close" and not text.endswith("./."):
        text = text.rstrip("./ ") + "./."
    return text


def filled(text: str, period: Period) -> str:
    """Opening or close with the period in its places."""
    values: dict[str, Any] = {
        "ky": quarter_in_full(period), "tu": day_text(period.start), "den": day_text(period.end)
    }  # fmt: skip
    return re.sub(r"\{(ky|tu|den)\}", lambda found: str(values[found[1]]), text)


def issuing_body(plan: Plan) -> str:
    """Whose document it is: "Bộ Khoa học và Công nghệ", of "Bộ trưởng Bộ Khoa học và Công nghệ"."""
    return _issuer(plan)[1]


def _issuer(plan: Plan) -> tuple[str, str]:
    issuer = plan.document.header.issuer
    found = _POST.match(issuer)
    return (found["post"], found["body"]) if found else (issuer, issuer)


def subject(plan: Plan, period: Period) -> str:
    """What the report is about, from the decision's own title."""
    header = plan.document.header
    found = _CARRIES_OUT.search(header.title)
    what = found["what"] if found else f"Quyết định số {header.number} ngày {day_text(header.date)}"
    return f"Tình hình thực hiện {what}, {quarter_in_full(period)}"
