"""What the chat says on its own behalf: everything but the answers, which kb words.

Plain text with **strong** marks, like kb's; render turns it into HTML.
"""

from __future__ import annotations

from collections.abc import Sequence

WRONG_BUTTON = "Báo sai"
MARKED_WRONG = "Đã ghi nhận. Cảm ơn anh/chị."
NOT_MARKED = "Chưa ghi nhận được. Anh/chị bấm lại sau ít phút."
STALE_BUTTON = "Nút này không còn dùng được. Anh/chị ghi lại câu hỏi hoặc yêu cầu bằng chữ."

FAILED = (
    "Hệ thống gặp sự cố nên chưa trả lời được. Câu hỏi của anh/chị vẫn còn trong khung trò chuyện. "
    "Anh/chị gửi lại sau ít phút."
)
FILE_BROKEN = (
    "Chưa gửi được tệp «{}»: nội dung trên máy chủ không còn hoặc không còn nguyên vẹn. "
    "Đề nghị báo quản trị, hoặc đơn vị gửi lại tệp."
)
FAILED_TAP = "Hệ thống gặp sự cố. Nút vẫn dùng được, anh/chị bấm lại sau ít phút."

NOT_KEPT = "Tệp gửi kèm không được lưu."
ONLY_TEXT = (
    "Hệ thống chỉ đọc được tin nhắn chữ. Anh/chị ghi câu hỏi bằng chữ, ví dụ: **Đơn vị nào chủ trì nhiệm vụ 1?**"
)
UNKNOWN_COMMAND = "Không có lệnh này. Anh/chị ghi thẳng câu hỏi, hoặc bấm /trogiup để xem cách hỏi."
EMPTY_QUESTION = (
    "Anh/chị ghi câu hỏi ngay sau lệnh hoặc tên của hệ thống, ví dụ: **/hoi Đơn vị nào chủ trì nhiệm vụ 1?**"
)

A_FILE = "tệp"


def declined(count: int, first: str, last: str) -> str:
    """Which messages were not taken, of too many at once."""
    which = f"tin «{first}»" if count == 1 else f"{count} tin, từ «{first}» đến «{last}»"
    return (
        f"Anh/chị gửi nhiều tin cùng lúc nên hệ thống chưa nhận {which}. Các tin trước đó vẫn được xử lý. "
        "Anh/chị gửi lại những tin còn cần sau một phút."
    )


HOW_TO_REPORT = (
    "Báo cáo tiến độ (nhắn riêng, sau khi đăng ký bằng /dangky): «Cập nhật nhiệm vụ 1: 60%, …», "
    "cả đơn vị: /baocao, tình hình: /tinhhinh."
)
READ_BY_MODEL = (
    "Câu hỏi về văn bản mà hệ thống chưa đọc chắc có thể được một mô hình ngôn ngữ {place} đọc giúp; "
    "câu trả lời vẫn chỉ lấy từ văn bản. Báo cáo, tệp và tin nhắn có tên người đã đăng ký không được gửi đi."
)
IN_PRIVATE = "Báo cáo và tình hình thực hiện chỉ trao đổi riêng. Anh/chị nhắn riêng cho hệ thống."
IN_PRIVATE_BUTTON = "Nhắn riêng"

IN_GROUPS = ("hoi", "nhiemvu", "vanban", "trogiup")
"""The commands that work in a group."""
STRANGER = (*IN_GROUPS, "baocao", "dangky", "start")
MENUS = {
    "reporter": ("baocao", "capnhat", "tinhhinh", "lichsu", "nhacnho", "huy"),
    "head": ("baocao", "capnhat", "tinhhinh", "lichsu", "nhacnho", "huy"),
    "office": ("choduyet", "ky", "dondoc", "tinhhinh", "tonghop", "lichsu", "nhacnho"),
    "viewer": ("tinhhinh", "tonghop", "lichsu"),
    "admin": ("ky", "quantri", "moi"),
}
"""What each role has in its menu beside what everybody has."""
COMMANDS = {
    "hoi": "Hỏi về văn bản (dùng được trong nhóm)",
    "nhiemvu": "Xem một nhiệm vụ, ví dụ: /nhiemvu 1",
    "vanban": "Văn bản đang tra cứu được",
    "trogiup": "Cách hỏi và câu hỏi mẫu",
    "baocao": "Báo cáo kỳ này của đơn vị",
    "capnhat": "Cập nhật một nhiệm vụ, ví dụ: /capnhat 1",
    "choduyet": "Báo cáo chờ tiếp nhận",
    "ky": "Các kỳ báo cáo: khóa, mở lại, gia hạn",
    "dondoc": "Nhắc các đơn vị còn phải gửi báo cáo",
    "giahan": "Gia hạn một nhiệm vụ, ví dụ: /giahan 13 31/12/2021 | căn cứ",
    "tinhhinh": "Tình hình báo cáo trong kỳ",
    "tonghop": "Tổng hợp số liệu, lập báo cáo quý",
    "nhacnho": "Lời nhắc sắp tới; bật, tắt lời nhắc",
    "lichsu": "Các lần báo cáo, ví dụ: /lichsu 1",
    "quantri": "Quản trị: yêu cầu chờ duyệt, người dùng, kỳ báo cáo",
    "moi": "Tạo đường dẫn mời",
    "dangky": "Đăng ký đơn vị, vai trò",
    "toi": "Thông tin của tôi",
    "huy": "Hủy việc đang làm hoặc bản nháp",
    "start": "Bắt đầu",
}


def menu(roles: Sequence[str]) -> list[tuple[str, str]]:
    """The commands of somebody's menu, in the order of the table; those of a stranger where there is no role."""
    wanted = {*IN_GROUPS, "toi", *(name for role in roles for name in MENUS[role])} if roles else {*STRANGER}
    return [(name, told) for name, told in COMMANDS.items() if name in wanted]


SHORT_DESCRIPTION = "Tra cứu kế hoạch của Bộ, báo cáo và theo dõi tiến độ thực hiện."
DESCRIPTION = (
    "Hệ thống trả lời câu hỏi về kế hoạch của Bộ, kèm nơi ghi trong văn bản, và tiếp nhận báo cáo tiến độ của các đơn "
    "vị.\nAnh/chị ghi thẳng câu hỏi, hoặc bấm /dangky để đăng ký đơn vị của mình.\n"
    "Không gửi văn bản mật, dữ liệu cá nhân."
)
JOINED = (
    "Trong nhóm, hệ thống trả lời câu hỏi về kế hoạch: ghi **@{bot}** rồi câu hỏi, hoặc /hoi, /nhiemvu, /vanban.\n"
    "Báo cáo và tình hình thực hiện: anh/chị nhắn riêng cho hệ thống."
)

NOT_ACCEPTED = (
    "Telegram không nhận mã bot (TELEGRAM_BOT_TOKEN). Kiểm tra lại mã do BotFather cấp và địa chỉ TELEGRAM_API_URL."
)

OUTAGE = "Mất kết nối Telegram (%s); đang thử lại."
SECOND_COPY = "Một bản khác của bot đang nhận tin với cùng mã bot (TELEGRAM_BOT_TOKEN). Hãy dừng bản đó."
WEBHOOK_IN_THE_WAY = (
    "Có chương trình khác đã đặt webhook cho mã bot này nên không nhận được tin; cấu hình đang dùng polling, "
    "hệ thống gỡ webhook đó. Nếu lặp lại, hãy dừng chương trình kia hoặc cấp lại mã bot."
)
WEBHOOK_CHANGED = (
    "Có chương trình khác đã đổi hoặc gỡ webhook của mã bot này nên không nhận được tin; hệ thống đặt lại WEBHOOK_URL."
)
