"""Words about files."""

NOTHING_RESTRICTED = "Lưu ý: không gửi văn bản mật, dữ liệu cá nhân qua hệ thống này."
WHICH_TASK = "Tài liệu này kèm theo nhiệm vụ nào trong bản nháp?"
NO_PLACE = (
    "Đã nhận tài liệu nhưng chưa rõ thuộc nhiệm vụ nào. Anh/chị gửi lại kèm nội dung, "
    "ví dụ: **Cập nhật nhiệm vụ 1: 60%, …**, hoặc trả lời tin có bản nháp. Mỗi tệp tối đa 20 MB."
)
NOT_KEPT = "Tệp gửi kèm không được lưu."


def too_large(name: str) -> str:
    """A file is larger than the Bot API hands out."""
    return f"Tệp «{name}» lớn hơn 20 MB nên chưa nhận được. Anh/chị chia nhỏ hoặc nén tệp rồi gửi lại."


def no_more(task: int, count: int, most: int) -> str:
    """A task in a draft has as many files as it may have."""
    return (
        f"Nhiệm vụ {task} đã đủ {most} tệp: {count} tệp vừa gửi chưa được kèm. "
        "Anh/chị gộp hoặc nén các tệp rồi gửi lại."
    )


def lost(name: str) -> str:
    """A file's content could not be fetched."""
    return f"Chưa tải được tệp «{name}» từ Telegram. Anh/chị gửi lại tệp này."
