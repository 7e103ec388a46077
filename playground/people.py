"""The made-up people that the playground starts with, and their group."""

from playground.state import Person, World

VISITOR, REPORTER, HEAD, OFFICE, ADMIN, OTHER_REPORTER = range(676_001, 676_007)
GROUP = -1_000_000_000_676


def cast(started: bool = False) -> list[Person]:
    """Give the people; `started` ones count as having written to the bot before."""
    lines = [
        (VISITOR, "Hân", "Trần Gia", "giahan", "Khách"),
        (REPORTER, "Lan", "Phạm Thị", "ptlan", "Đầu mối báo cáo · TTCNTT"),
        (HEAD, "Huy", "Lê Quang", "lqhuy", "Lãnh đạo đơn vị · TTCNTT"),
        (OFFICE, "Trang", "Đỗ Thu", "dttrang", "Văn phòng Bộ"),
        (ADMIN, "Thành", "Vũ Đức", "vdthanh", "Quản trị"),
        (OTHER_REPORTER, "Tú", "Hoàng Anh", "hatu", "Đầu mối báo cáo · Vụ Pháp chế"),
    ]
    return [Person(number, first, last, name, role, started) for number, first, last, name, role in lines]


SEATS: dict[int, tuple[str, str, str, str]] = {
    REPORTER: ("TTCNTT", "reporter", "Chuyên viên", "chị"),
    HEAD: ("TTCNTT", "head", "Giám đốc", "anh"),
    OFFICE: ("VPB", "office", "Chuyên viên", "chị"),
    OTHER_REPORTER: ("Vụ PC", "reporter", "Chuyên viên", "anh"),
}
"""Unit, role, position and form of address of those who have one when the playground is opened as a demonstration."""


def settle(world: World, started: bool = False) -> None:
    """Let the cast into the world, and make its group."""
    for person in cast(started):
        world.add_person(person)
    world.add_group(GROUP, "Tổ theo dõi Quyết định 676", list(world.people))
