"""Messages that name tasks and figures and still report nothing: bids to somebody, and what others have written."""

from __future__ import annotations

import re

from nlu.spelling import loose_pattern
from nlu.text import fold

_HEAD = 300  # letters of a message in which it bids
_CALL = (
    r"\W{0,4}(?:(?:\w+ ){1,3}(?:ơi|à)\W{1,3})?"
    r"(?:(?:kính|dạ|anh|chị|em|mình|xin|trân trọng|thưa)\W{1,3}){0,3}"
)
_WHOM = (
    r"(?:(?:tất cả )?(?:các|những|mọi|toàn thể|mấy) )?(?:đồng chí|đ/?c|đơn vị|anh chị|người|phòng|ban|cả nhà"
    r"|mấy đứa|nhóm|trung tâm|vụ|cục|văn phòng|bên|em|anh|chị|bạn|ttcntt|vpb|vp|chuyên viên|cán bộ|đầu mối|ai)"
)
_DO = (
    r"(?:hoàn thành|hoàn tất|báo cáo|bc|gửi|nộp|cập nhật|chốt|rà soát|đẩy nhanh|khẩn trương|tập trung|tổng hợp|chuẩn bị"
    r"|đẩy|đưa|nâng|kéo|làm|xong|triển khai|thực hiện|xử lý|kiểm tra|đôn đốc|bổ sung|hoàn thiện|cung cấp|phối hợp"
    r"|chủ động|theo dõi)"
)
_FOR_US = r"(?:gia hạn|lùi|cho phép|xem xét|hỗ trợ|cấp|tháo gỡ|điều chỉnh|giãn|bố trí|ghi nhận|tiếp nhận|giúp đỡ|cho)"
_WORDS = rf"(?: (?!{_FOR_US}\b)[^\s.;\n]+){{0,7}}?"
_VERB = r"(?:đề nghị|yêu cầu|nhờ|giao|nhắc|phân công|chỉ đạo|mời|phiền|nhớ|hãy|y/?c)"
_DUE = r"(?:trước|trong) (?:\d+ ?(?:h|giờ)|ngày|thứ|hôm nay|chiều|sáng|trưa|tuần|mai|\d+/\d+)"
_SEND = r"(?:gửi|nộp|chốt|làm|cập nhật|báo cáo|báo)(?: lại)? (?:cho |giúp |giùm |hộ )?(?:chị|anh|tôi|mình|sếp|em)?"
_BIDS = tuple(
    loose_pattern(rf"{_CALL}{way}")
    for way in (
        rf"{_VERB}\b(?!:){_WORDS} {_DO}\b",
        r"(?:nhắc|phân công|kính mời|giao)\b",
        rf"{_WHOM}(?: \S+)?? (?:yêu cầu|đề nghị|giao|nhắc|chỉ đạo) {_WHOM}{_WORDS} {_DO}\b",
        rf"(?:tất cả |toàn thể )?(?:các|mọi|mấy|toàn thể) {_WHOM}(?: (?!đã|đang|chưa)\S+){{0,4}}? {_DO}\b",
        rf"{_WHOM}(?: \S+){{0,3}}? (?:nhớ|phải|cần|khẩn trương|hãy|cố gắng)(?: \S+){{0,3}}? {_DO}\b",
        rf"(?:khẩn trương|nhớ|hãy|tập trung) (?:\S+ ){{0,3}}?{_DO}\b",
        r"(?:\S+ ){0,3}?(?:phải|cần phải) (?:xong|hoàn thành|nộp|gửi|báo cáo|có)\b",
        rf"{_SEND} ?[^.;\n%]*?{_DUE}",
    )
)
_TOLD = loose_pattern(r"(?:(?:đã|đang|vừa|mới|chưa|đạt|được|hiện) |\d ?%(?! [a-z])|: \d|không phát sinh|vướng)")
_READERS = r"(?:anh chị|đồng chí|bác|cả nhà|mọi người|ace|ae|mn)"
_PRESS = r"(?:báo|vnexpress|vietnamnet|dân trí|tuổi trẻ|thanh niên|vtv|ttxvn|cổng thông tin|\S+\.(?:vn|com))"
_PASSED_ON = loose_pattern(
    r"\W*(?:fw|fwd|chuyển tiếp|tin|thông báo|chia sẻ|news|tt|share)\b ?[:\]-]"
    r"|\[(?:chia sẻ|chuyển tiếp|tin|thông báo|share|fyi|tham khảo)"
    r"|(?s:.*?)(?:forwarded message|original message)"
    r"|(?s:.*?)\b(?:from|subject|từ|tiêu đề): .*\n(?:to|subject|date|đến):"
    rf"|(?:theo|nguồn:?) {_PRESS}|.*\((?:theo|nguồn)\b|.*{_READERS} (?:tham khảo|đọc|xem)"
)


def bids(text: str) -> bool:
    """Whether a message bids somebody do something, and tells nothing itself before or after the bid."""
    line = text[:_HEAD].lower()
    found = next((m for way in _BIDS if (m := way.match(line))), None)
    return found is not None and not _TOLD.search(line, found.end())


def is_passed_on(text: str) -> bool:
    """Whether a message is somebody else's: forwarded, or news with its source."""
    return _PASSED_ON.match(text[:_HEAD].lower()) is not None


_SOFT = (
    r"(?: (?:a|nhe|nha|ha|da|duoc|qua|lam|roi|chut|mot chut|ti|xiu|em|anh|chi|minh|lai|sau|cho|giup|voi|cai|nay|hom nay"
    r"|the nao|sao|di|nua))*"
)
_ME = r"(?:(?:thi|con|nen|em|minh|toi|anh|chi|ben em|da|vang|ok|oke|xin loi|thong cam|hien|van) )*"
_WHEN = r"(?:lat|mot lat|ti|chut|chieu|chieu nay|toi nay|mai|sang mai|chieu mai|hom sau|tuan sau|dau tuan)(?: nua)?"
_TELL = r"(?:bao|bao cao|gui|nhan|tra loi|cap nhat|noi|tinh)"
_LOOK = r"(?:hoi|kiem tra|xem|coi|check|tong hop|ra soat|nghi|nho|tim hieu|xin y kien)"
_PUTS_OFF = re.compile(
    rf"{_ME}(?:"
    r"(?:dang|con|hoi) (?:ban|hop|ban hop|di cong tac|cong tac|di duong|o ngoai|lai xe|nghi|nghi phep)"
    rf"(?: (?:viec|viec khac|viec gap|khach))?{_SOFT}(?: {_WHEN})?{_SOFT}"
    rf"|(?:ban (?:qua|lam|ti|viec)|(?:dang )?do (?:viec|tay)){_SOFT}"
    rf"|(?:de |doi |cho )?(?:{_WHEN}|toi|ve|sau|xong|hop xong)(?: nua)? (?:{_ME})?(?:se )?{_TELL}{_SOFT}"
    rf"|(?:de |hen |doi )?{_WHEN}{_SOFT}|de sau{_SOFT}|{_TELL}{_SOFT} (?:sau|{_WHEN}){_SOFT}"
    rf"|de (?:em|minh|toi|ben em) {_LOOK}(?: [a-z]+){{0,6}}|(?:hoi|kiem tra|xem|coi|check) lai{_SOFT}|de {_LOOK}{_SOFT}"
    rf"|(?:chua|khong) (?:ro|biet|nam ro|chac|nho){_SOFT}|chua kip (?:{_TELL}|tong hop|viet){_SOFT}"
    rf"|(?:cho|doi) (?:em|minh|toi|chut|ti|xiu)(?: xin)?(?: (?:it|vai|may|5|10|15) phut)?{_SOFT}"
    r")"
)


def puts_off(text: str) -> bool:
    """Whether a text only says that a report will come later ("đang họp, lát báo")."""
    clauses = [c for part in re.split(r"[,;.\n!]", fold(text)) if (c := " ".join(part.split()))]
    return bool(clauses) and all(_PUTS_OFF.fullmatch(clause) for clause in clauses)
