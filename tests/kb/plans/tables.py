"""Awkward tables of plans, made up, with the rows that should come out: (key, content, leads, coordinators, deadline)."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.kb.plans.writers import HEAD, Block, Table

Expected = list[tuple[str, str, list[str], list[str], str | None]]


@dataclass(frozen=True)
class Case:
    """A plan's blocks and its rows; `warned`: keys that may carry a warning."""

    name: str
    blocks: list[Block]
    rows: Expected
    warned: frozenset[str] = frozenset()
    others: dict[str, list[str]] = field(default_factory=dict)


def restarting() -> Case:
    table: Table = [
        ["STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành", "Kết quả"],
        ["I", "Cải cách thể chế", "", "", "", ""],
        ["1", "Rà soát văn bản quy phạm pháp luật", "Sở Tư pháp", "Các sở, ban, ngành", "Quý I/2027", "Báo cáo"],
        [
            "2",
            "Công bố danh mục văn bản hết hiệu lực",
            "Sở Tư pháp; UBND các xã, phường, đặc khu",
            "",
            "Trước ngày 31/01 hằng năm",
            "Quyết định",
        ],
        ["II", "Cải cách thủ tục hành chính", "", "", "", ""],
        [
            "1",
            "Rà soát thủ tục, hồ sơ",
            "Văn phòng UBND tỉnh",
            "Các sở, ban, ngành; UBND các xã, phường",
            "Thường xuyên",
            "Báo cáo",
        ],
        [
            "2",
            "Số hóa kết quả giải quyết hồ sơ",
            "Các sở, ban, ngành, địa phương",
            "Sở Khoa học và Công nghệ",
            "Trong năm 2027",
            "Kho dữ liệu",
        ],
        [
            "3",
            "Công khai thủ tục trên Cổng",
            "Sở Văn hóa, Thể thao và Du lịch",
            "Báo và Đài Phát thanh, Truyền hình tỉnh; Sở Nội vụ",
            "30/6/2027",
            "Cổng",
        ],
    ]
    return Case("numbers that restart", [*HEAD, table], [
        ("I.1", "Rà soát văn bản quy phạm pháp luật", ["Sở Tư pháp"], ["Các sở, ban, ngành"], "Quý I/2027"),
        ("I.2", "Công bố danh mục văn bản hết hiệu lực", ["Sở Tư pháp", "UBND các xã, phường, đặc khu"], [], "Trước ngày 31/01 hằng năm"),
        ("II.1", "Rà soát thủ tục, hồ sơ", ["Văn phòng UBND tỉnh"], ["Các sở, ban, ngành", "UBND các xã, phường"], "Thường xuyên"),
        ("II.2", "Số hóa kết quả giải quyết hồ sơ", ["Các sở, ban, ngành, địa phương"], ["Sở Khoa học và Công nghệ"], "Trong năm 2027"),
        ("II.3", "Công khai thủ tục trên Cổng", ["Sở Văn hóa, Thể thao và Du lịch"], ["Báo và Đài Phát thanh, Truyền hình tỉnh", "Sở Nội vụ"], "30/6/2027"),
    ], frozenset({"II.3"}))  # fmt: skip


def other_order() -> Case:
    table: Table = [
        [
            "Thời hạn",
            "Sản phẩm",
            "Nội dung công việc",
            "TT",
            "Phối hợp thực hiện",
            "Chủ trì thực hiện",
            "Theo dõi, đôn đốc",
        ],
        [
            "15/3/2027",
            "Tờ trình",
            "Trình ban hành quy chế",
            "01",
            "Vụ Pháp chế và Văn phòng Bộ",
            "Vụ Tổ chức cán bộ",
            "Thanh tra Bộ",
        ],
        [
            "2027-2028",
            "Đề án",
            "Xây dựng đề án vị trí việc làm",
            "02",
            "Các đơn vị thuộc Bộ",
            "Vụ Tổ chức cán bộ",
            "Văn phòng Bộ",
        ],
        [
            "10/2027",
            "Phần mềm",
            "Nâng cấp phần mềm quản lý",
            "03",
            "",
            "Trung tâm Công nghệ thông tin, Cục Chuyển đổi số",
            "Văn phòng Bộ",
        ],
    ]
    return Case("columns in another order, 01 02 03, a watcher", [*HEAD, table], [
        ("1", "Trình ban hành quy chế", ["Vụ Tổ chức cán bộ"], ["Vụ Pháp chế", "Văn phòng Bộ"], "15/3/2027"),
        ("2", "Xây dựng đề án vị trí việc làm", ["Vụ Tổ chức cán bộ"], ["Các đơn vị thuộc Bộ"], "2027-2028"),
        ("3", "Nâng cấp phần mềm quản lý", ["Trung tâm Công nghệ thông tin", "Cục Chuyển đổi số"], [], "10/2027"),
    ], others={"1": ["Thanh tra Bộ"], "3": ["Văn phòng Bộ"]})  # fmt: skip


def two_row_head() -> Case:
    table: Table = [
        [
            ("TT", 1, 2),
            ("Nội dung nhiệm vụ", 1, 2),
            ("Phân công thực hiện", 2, 1),
            ("Thời gian", 1, 2),
            ("Ghi chú", 1, 2),
        ],
        ["Chủ trì", "Phối hợp"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["1", "Tổ chức hội nghị triển khai", "Sở Nội vụ", "Sở Tài chính", "Tháng 02/2027", ""],
        [
            "2",
            "Kiểm tra công vụ tại các đơn vị",
            "Thanh tra tỉnh",
            "Sở Nội vụ, Công an tỉnh",
            "Quý II, Quý III/2027",
            "Theo kế hoạch riêng",
        ],
        ["3", "Sơ kết, đánh giá", "Sở Nội vụ", "Các cơ quan, đơn vị, địa phương", "Trước ngày 15/12/2027", ""],
    ]
    return Case("a head of two rows, columns counted", [*HEAD, table], [
        ("1", "Tổ chức hội nghị triển khai", ["Sở Nội vụ"], ["Sở Tài chính"], "Tháng 02/2027"),
        ("2", "Kiểm tra công vụ tại các đơn vị", ["Thanh tra tỉnh"], ["Sở Nội vụ", "Công an tỉnh"], "Quý II, Quý III/2027"),
        ("3", "Sơ kết, đánh giá", ["Sở Nội vụ"], ["Các cơ quan, đơn vị, địa phương"], "Trước ngày 15/12/2027"),
    ])  # fmt: skip


def parents() -> Case:
    table: Table = [
        ["TT", "Nội dung", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian"],
        ["I", "Công tác đào tạo", "", "", ""],
        ["1", "Hoàn thiện chương trình", "Phòng Đào tạo", "Các khoa", "15/8/2027"],
        ["2", "Tổ chức thi", "", "", ""],
        ["2.1", "Lập lịch thi", "Phòng Khảo thí", "Các khoa", "20/8/2027"],
        ["2.2", "Coi thi và chấm thi", "Các khoa", "Phòng Khảo thí", "30/8/2027"],
        ["II", "Công bố kết quả trên trang của trường", "Phòng Đào tạo", "", "15/9/2027"],
        ["III", "Công tác sinh viên", "Phòng Công tác sinh viên", "Các khoa", ""],
        ["1", "Đón sinh viên mới", "", "", "05/9/2027"],
        ["2", "Khai giảng", "", "", "Tháng 9/2027"],
    ]
    return Case("parents, groups that are tasks, children that inherit", [*HEAD, table], [
        ("I.1", "Hoàn thiện chương trình", ["Phòng Đào tạo"], ["Các khoa"], "15/8/2027"),
        ("I.2.1", "Lập lịch thi", ["Phòng Khảo thí"], ["Các khoa"], "20/8/2027"),
        ("I.2.2", "Coi thi và chấm thi", ["Các khoa"], ["Phòng Khảo thí"], "30/8/2027"),
        ("II", "Công bố kết quả trên trang của trường", ["Phòng Đào tạo"], [], "15/9/2027"),
        ("III.1", "Đón sinh viên mới", ["Phòng Công tác sinh viên"], ["Các khoa"], "05/9/2027"),
        ("III.2", "Khai giảng", ["Phòng Công tác sinh viên"], ["Các khoa"], "Tháng 9/2027"),
    ], frozenset({"III.1", "III.2"}))  # fmt: skip


def merged() -> Case:
    table: Table = [
        ["STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian"],
        [
            ("1", 1, 2),
            ("Ban hành và thực hiện kế hoạch kiểm tra", 1, 2),
            "Kế hoạch của tỉnh",
            "Sở Nội vụ",
            "Các sở, ban, ngành",
            "Tháng 01/2027",
        ],
        ["Kế hoạch của đơn vị", "Các cơ quan, đơn vị, địa phương", "", "Tháng 02/2027"],
        [
            "2",
            "Thực hiện Quyết định số 1441/QĐ-UBND",
            "Báo cáo",
            ("Theo phân công tại Quyết định số 1441/QĐ-UBND, Phụ lục II", 2, 1),
            "Theo Quyết định số 1441/QĐ-UBND",
        ],
        [
            "3",
            "Duy trì cổng dữ liệu",
            "Cổng",
            ("Sở Khoa học và Công nghệ", 1, 2),
            "Viễn thông An Bình, VNPT",
            "Thường xuyên",
        ],
        ["4", "Bảo đảm an toàn thông tin", "Báo cáo", "Công an tỉnh", "Hằng quý"],
    ]
    return Case("merged cells: two rows under a number, one lead for two rows, lead and coordinator in one", [*HEAD, table], [
        ("1/1", "Ban hành và thực hiện kế hoạch kiểm tra", ["Sở Nội vụ"], ["Các sở, ban, ngành"], "Tháng 01/2027"),
        ("1/2", "Ban hành và thực hiện kế hoạch kiểm tra", ["Các cơ quan, đơn vị, địa phương"], [], "Tháng 02/2027"),
        ("2", "Thực hiện Quyết định số 1441/QĐ-UBND", ["Theo phân công tại Quyết định số 1441/QĐ-UBND, Phụ lục II"], [], "Theo Quyết định số 1441/QĐ-UBND"),
        ("3", "Duy trì cổng dữ liệu", ["Sở Khoa học và Công nghệ"], ["Viễn thông An Bình", "VNPT"], "Thường xuyên"),
        ("4", "Bảo đảm an toàn thông tin", ["Sở Khoa học và Công nghệ"], ["Công an tỉnh"], "Hằng quý"),
    ], frozenset({"1/1", "1/2", "2", "3", "4"}))  # fmt: skip


def spanning_groups() -> Case:
    table: Table = [
        ["TT", "Nhiệm vụ, giải pháp", "Cơ quan chủ trì", "Cơ quan phối hợp", "Lộ trình", "Kết quả đầu ra"],
        [("I. HOÀN THIỆN THỂ CHẾ", 6, 1)],
        [
            "1.",
            "Sửa đổi Nghị định về định danh",
            "Bộ Công an",
            "Bộ Tư pháp, các bộ, ngành liên quan",
            "2027",
            "Nghị định",
        ],
        ["2.", "Xây dựng Luật Dữ liệu", "Bộ Công an", "Bộ Khoa học và Công nghệ", "2026 - 2028", "Luật"],
        [("II. PHÁT TRIỂN HẠ TẦNG", 6, 1)],
        [
            "3.",
            "Xây dựng trung tâm dữ liệu quốc gia số 2",
            "Bộ Quốc phòng",
            "Bộ Tài chính và UBND các tỉnh, thành phố trực thuộc Trung ương",
            "Quý IV/2028",
            "Trung tâm",
        ],
        [
            "4.",
            "Phủ sóng 5G tại khu công nghiệp",
            "Bộ Khoa học và Công nghệ",
            "Tập đoàn Viettel, VNPT",
            "Đến năm 2030",
            "Mạng 5G",
        ],
        [("Ghi chú: Các bộ, ngành chủ động thực hiện.", 6, 1)],
    ]
    return Case("groups over the whole width, numbers that run on, a footing", [*HEAD, table], [
        ("1", "Sửa đổi Nghị định về định danh", ["Bộ Công an"], ["Bộ Tư pháp", "các bộ, ngành liên quan"], "2027"),
        ("2", "Xây dựng Luật Dữ liệu", ["Bộ Công an"], ["Bộ Khoa học và Công nghệ"], "2026 - 2028"),
        ("3", "Xây dựng trung tâm dữ liệu quốc gia số 2", ["Bộ Quốc phòng"], ["Bộ Tài chính", "UBND các tỉnh, thành phố trực thuộc Trung ương"], "Quý IV/2028"),
        ("4", "Phủ sóng 5G tại khu công nghiệp", ["Bộ Khoa học và Công nghệ"], ["Tập đoàn Viettel", "VNPT"], "Đến năm 2030"),
    ])  # fmt: skip


def no_numbers() -> Case:
    table: Table = [
        ["Công việc", "Người thực hiện", "Hạn hoàn thành"],
        ["Lập danh sách thiết bị cần thay", "Tổ Quản trị", "10/3/2027"],
        ["Mời thầu", "Phòng Kế hoạch - Tài chính", "30/3/2027"],
        ["Nghiệm thu và bàn giao", "Phòng Kế hoạch - Tài chính, Tổ Quản trị", "30/6/2027"],
    ]
    return Case("no numbers at all", [*HEAD, table], [
        ("1", "Lập danh sách thiết bị cần thay", ["Tổ Quản trị"], [], "10/3/2027"),
        ("2", "Mời thầu", ["Phòng Kế hoạch - Tài chính"], [], "30/3/2027"),
        ("3", "Nghiệm thu và bàn giao", ["Phòng Kế hoạch - Tài chính", "Tổ Quản trị"], [], "30/6/2027"),
    ])  # fmt: skip


def one_unit_column() -> Case:
    table: Table = [
        ["TT", "Nội dung thực hiện", "Đơn vị thực hiện", "Thời gian thực hiện", "Kinh phí"],
        [
            "1",
            "Tuyên truyền trên báo, đài",
            "Chủ trì: Sở Văn hóa, Thể thao và Du lịch\nPhối hợp: Báo An Bình, UBND các xã, phường",
            "Cả năm 2027",
            "200 triệu đồng",
        ],
        [
            "2",
            "Tập huấn cho cán bộ cấp xã",
            "Sở Nội vụ chủ trì, phối hợp với Trường Chính trị tỉnh",
            "Quý II/2027",
            "Ngân sách tỉnh",
        ],
        ["3", "Khảo sát sự hài lòng", "- Sở Nội vụ\n- Bưu điện tỉnh", "Tháng 10/2027", ""],
    ]
    return Case("lead and coordinator in one column", [*HEAD, table], [
        ("1", "Tuyên truyền trên báo, đài", ["Sở Văn hóa, Thể thao và Du lịch"], ["Báo An Bình", "UBND các xã, phường"], "Cả năm 2027"),
        ("2", "Tập huấn cho cán bộ cấp xã", ["Sở Nội vụ"], ["Trường Chính trị tỉnh"], "Quý II/2027"),
        ("3", "Khảo sát sự hài lòng", ["Sở Nội vụ", "Bưu điện tỉnh"], [], "Tháng 10/2027"),
    ])  # fmt: skip


def decoys() -> Case:
    indicators: Table = [
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026", "Năm 2027", "Cơ quan chủ trì theo dõi"],
        ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "70", "80", "Văn phòng UBND tỉnh"],
        ["2", "Số thủ tục cắt giảm", "Thủ tục", "20", "30", "Sở Tư pháp"],
    ]
    equipment: Table = [["STT", "Tên thiết bị", "Số lượng", "Đơn vị sử dụng"], ["1", "Máy quét", "12", "UBND các xã"]]
    contacts: Table = [
        ["TT", "Họ và tên", "Chức vụ", "Số điện thoại", "Nhiệm vụ phụ trách"],
        ["1", "Trần A", "Trưởng phòng", "0900", "Tổng hợp"],
    ]
    schedule: Table = [
        ["Thời gian", "Nội dung", "Người thực hiện", "Địa điểm"],
        ["8h00 - 8h15", "Khai mạc", "Ban tổ chức", "Hội trường"],
        ["8h15 - 9h00", "Báo cáo", "Sở Nội vụ", "Hội trường"],
    ]
    tasks: Table = [
        ["STT", "Tên nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"],
        ["1", "Mua sắm thiết bị", "Sở Tài chính", "Quý III/2027"],
        ["2", "Bàn giao thiết bị cho các xã", "Sở Tài chính", "Quý IV/2027"],
    ]
    return Case("decoys around a table of two tasks", [*HEAD, "1. Chỉ tiêu", indicators, "2. Thiết bị", equipment, "3. Đầu mối", contacts, "4. Nhiệm vụ", tasks, "5. Lịch hội nghị", schedule], [
        ("1", "Mua sắm thiết bị", ["Sở Tài chính"], [], "Quý III/2027"),
        ("2", "Bàn giao thiết bị cho các xã", ["Sở Tài chính"], [], "Quý IV/2027"),
    ])  # fmt: skip


def cut_in_two() -> Case:
    head = ["TT", "Nội dung", "Thời gian", "Đơn vị chủ trì", "Đơn vị phối hợp"]
    first: Table = [
        head,
        ["I", "Khối lượng giảng dạy", "", "", ""],
        ["1", "Nộp thời khóa biểu", "Trước 15/8/2027", "Các bộ môn", "P3"],
        ["2", "Rà soát", "Trước 29/8/2027", "P3", "Các bộ môn"],
    ]
    second: Table = [
        ["3", "Chốt số liệu", "Trước 30/8/2027", "P3, P2", ""],
        ["II", "Khối lượng nghiên cứu", "", "", ""],
        ["1", "Kê khai", "Trước 05/9/2027", "BCN", "P9"],
    ]
    third: Table = [head, ["III", "Tổng hợp và thanh toán", "Trước 30/9/2027", "P5", "Kho bạc"]]
    return Case("one table in three pieces, with and without a head", [*HEAD, first, second, "Tiếp theo bảng trên", third], [
        ("I.1", "Nộp thời khóa biểu", ["Các bộ môn"], ["P3"], "Trước 15/8/2027"),
        ("I.2", "Rà soát", ["P3"], ["Các bộ môn"], "Trước 29/8/2027"),
        ("I.3", "Chốt số liệu", ["P3", "P2"], [], "Trước 30/8/2027"),
        ("II.1", "Kê khai", ["BCN"], ["P9"], "Trước 05/9/2027"),
        ("III", "Tổng hợp và thanh toán", ["P5"], ["Kho bạc"], "Trước 30/9/2027"),
    ])  # fmt: skip


def two_tables() -> Case:
    def table(*rows: list[str]) -> Table:
        return [["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"], *rows]

    return Case("two appendices that count from 1", [
        *HEAD, "Phụ lục I", table(["1", "Rà soát quy hoạch", "Sở Xây dựng", "2027"], ["2", "Công bố quy hoạch", "Sở Xây dựng", "2028"]),
        "Phụ lục II", table(["1", "Đào tạo nghề cho lao động", "Sở Nội vụ", "Hằng năm"], ["2", "Sàn giao dịch việc làm", "Trung tâm Dịch vụ việc làm", "Hằng tháng"]),
    ], [
        ("1", "Rà soát quy hoạch", ["Sở Xây dựng"], [], "2027"),
        ("2", "Công bố quy hoạch", ["Sở Xây dựng"], [], "2028"),
        ("1/2", "Đào tạo nghề cho lao động", ["Sở Nội vụ"], [], "Hằng năm"),
        ("2/2", "Sàn giao dịch việc làm", ["Trung tâm Dịch vụ việc làm"], [], "Hằng tháng"),
    ], frozenset({"1/2", "2/2"}))  # fmt: skip


def years_ticked() -> Case:
    table: Table = [
        [("TT", 1, 2), ("Nhiệm vụ", 1, 2), ("Cơ quan chủ trì", 1, 2), ("Thời gian thực hiện", 4, 1)],
        ["Quý I", "Quý II", "Quý III", "Quý IV"],
        ["1", "Ban hành bộ chỉ số", "Sở Khoa học và Công nghệ", "x", "", "", ""],
        ["2", "Tổ chức đánh giá hai lần trong năm", "Sở Nội vụ", "", "x", "", "x"],
    ]
    return Case("quarters ticked", [*HEAD, table], [
        ("1", "Ban hành bộ chỉ số", ["Sở Khoa học và Công nghệ"], [], "Quý I"),
        ("2", "Tổ chức đánh giá hai lần trong năm", ["Sở Nội vụ"], [], "Quý II; Quý IV"),
    ])  # fmt: skip


def leaders_as_groups() -> Case:
    table: Table = [
        ["STT", "Nội dung nhiệm vụ", "Thời hạn hoàn thành", "Sản phẩm"],
        ["I", "Sở Tài chính", "", ""],
        ["1", "Tham mưu phân bổ dự toán", "31/3/2027", "Quyết định"],
        ["2", "Công khai ngân sách", "Hằng quý", "Báo cáo"],
        ["II", "Sở Nông nghiệp và Môi trường", "", ""],
        ["1", "Kiểm kê đất đai", "30/9/2027", "Báo cáo"],
    ]
    return Case("groups that are the leads", [*HEAD, table], [
        ("I.1", "Tham mưu phân bổ dự toán", ["Sở Tài chính"], [], "31/3/2027"),
        ("I.2", "Công khai ngân sách", ["Sở Tài chính"], [], "Hằng quý"),
        ("II.1", "Kiểm kê đất đai", ["Sở Nông nghiệp và Môi trường"], [], "30/9/2027"),
    ], frozenset({"I.1", "I.2", "II.1"}))  # fmt: skip


def performer_beside_lead() -> Case:
    table: Table = [
        [
            "Số TT",
            "Nhiệm vụ cụ thể",
            "Đơn vị đầu mối",
            "Cơ quan chủ trì",
            "Đơn vị thực hiện",
            "Thời gian, tiến độ",
            "Ghi chú",
        ],
        [
            "1",
            "Lắp đặt trạm quan trắc",
            "Chi cục Bảo vệ môi trường",
            "Sở Nông nghiệp và Môi trường",
            "Trung tâm Quan trắc",
            "100 ngày kể từ ngày ban hành",
            "Vốn sự nghiệp",
        ],
        [
            "2",
            "Vận hành trạm",
            "Chi cục Bảo vệ môi trường",
            "Sở Nông nghiệp và Môi trường",
            "Trung tâm Quan trắc",
            "Sau khi bàn giao",
            "",
        ],
    ]
    return Case("performers beside a lead; days from the decision's own date", [*HEAD, table], [
        ("1", "Lắp đặt trạm quan trắc", ["Sở Nông nghiệp và Môi trường"], [], "100 ngày kể từ ngày ban hành"),
        ("2", "Vận hành trạm", ["Sở Nông nghiệp và Môi trường"], [], "Sau khi bàn giao"),
    ], others={"1": ["Chi cục Bảo vệ môi trường", "Trung tâm Quan trắc"]})  # fmt: skip


def long_table() -> Case:
    words = "rà soát, cập nhật và công bố danh mục thủ tục hành chính thuộc phạm vi quản lý, bảo đảm công khai, minh bạch và đúng thời hạn"
    units = [
        "Sở Tư pháp",
        "Sở Nội vụ",
        "Văn phòng UBND tỉnh",
        "Sở Tài nguyên và Môi trường",
        "UBND các xã, phường, đặc khu",
    ]
    table: Table = [["STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian"]]
    rows: Expected = []
    for n in range(1, 61):
        content = f"Nhiệm vụ thứ {n}: {words}" + f"; tổng hợp kết quả đợt {n} trình Ủy ban nhân dân tỉnh" * (n % 4)
        lead, coordinator, when = (
            units[n % 5],
            f"{units[(n + 1) % 5]}; {units[(n + 2) % 5]}",
            f"Tháng {n % 12 + 1}/2027",
        )
        table.append([str(n), content, lead, coordinator, when])
        rows.append((str(n), content, [lead], coordinator.split("; "), when))
    return Case("sixty rows over many pages", [*HEAD, table], rows)


CASES = [
    make()
    for make in (
        restarting, other_order, two_row_head, parents, merged, spanning_groups, no_numbers, one_unit_column, decoys, cut_in_two,
        two_tables, years_ticked, leaders_as_groups, performer_beside_lead, long_table,
    )
]  # fmt: skip


def three_levels() -> Case:
    table: Table = [
        ["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian"],
        ["A", "NHIỆM VỤ CHUNG", "", "", ""],
        ["I", "Thể chế", "", "", ""],
        ["1", "Xây dựng quy định", "", "", ""],
        ["1.1", "Quy định về dữ liệu", "", "", ""],
        ["1.1.1", "Dữ liệu mở", "Sở Khoa học và Công nghệ", "Sở Tư pháp", "Quý I/2027"],
        ["1.1.2", "Dữ liệu dùng chung", "Sở Khoa học và Công nghệ", "", "Quý II/2027"],
        ["1.2", "Quy định về an toàn", "Công an tỉnh", "", "Quý III/2027"],
        ["2", "Rà soát quy định", "Sở Tư pháp", "", "Quý IV/2027"],
        ["B", "NHIỆM VỤ RIÊNG", "", "", ""],
        ["I", "Tài chính", "", "", ""],
        ["1", "Phân bổ kinh phí", "Sở Tài chính", "", "31/3/2027"],
        ["1a", "Phân bổ bổ sung", "Sở Tài chính", "", "30/9/2027"],
    ]
    return Case("letters, numerals and three levels of numbers", [*HEAD, table], [
        ("A.I.1.1.1", "Dữ liệu mở", ["Sở Khoa học và Công nghệ"], ["Sở Tư pháp"], "Quý I/2027"),
        ("A.I.1.1.2", "Dữ liệu dùng chung", ["Sở Khoa học và Công nghệ"], [], "Quý II/2027"),
        ("A.I.1.2", "Quy định về an toàn", ["Công an tỉnh"], [], "Quý III/2027"),
        ("A.I.2", "Rà soát quy định", ["Sở Tư pháp"], [], "Quý IV/2027"),
        ("B.I.1", "Phân bổ kinh phí", ["Sở Tài chính"], [], "31/3/2027"),
        ("B.I.1a", "Phân bổ bổ sung", ["Sở Tài chính"], [], "30/9/2027"),
    ])  # fmt: skip


def two_contents() -> Case:
    table: Table = [
        ["TT", "Nhiệm vụ", "Nội dung cụ thể", "Đơn vị chủ trì", "Thời hạn"],
        [("1", 1, 2), ("Cải cách thủ tục", 1, 2), "Rà soát thủ tục nội bộ", "Văn phòng Bộ", "Quý I/2027"],
        ["Công bố thủ tục", "Vụ Pháp chế", "Quý II/2027"],
        ["2", "Chuyển đổi số", "Nâng cấp cổng thông tin", "Trung tâm Thông tin", "Quý III/2027"],
    ]
    return Case("two columns of contents, the first and its number merged", [*HEAD, table], [
        ("1/1", "Rà soát thủ tục nội bộ", ["Văn phòng Bộ"], [], "Quý I/2027"),
        ("1/2", "Công bố thủ tục", ["Vụ Pháp chế"], [], "Quý II/2027"),
        ("2", "Chuyển đổi số Nâng cấp cổng thông tin", ["Trung tâm Thông tin"], [], "Quý III/2027"),
    ], frozenset({"1/1", "1/2"}))  # fmt: skip


def titles_without_numbers() -> Case:
    table: Table = [
        [
            "STT",
            "Nội dung công việc",
            "Cơ quan chủ trì thực hiện",
            "Cơ quan phối hợp",
            "Thời gian thực hiện",
            "Kết quả",
        ],
        ["", "LĨNH VỰC Y TẾ", "", "", "", ""],
        ["1", "Tiêm chủng mở rộng", "Sở Y tế", "UBND các xã, phường", "Hằng tháng", ""],
        ["2", "Khám sức khỏe học sinh", "Sở Y tế", "Sở Giáo dục và Đào tạo", "Tháng 9, tháng 10/2027", ""],
        ["", "LĨNH VỰC GIÁO DỤC", "", "", "", ""],
        ["3", "Phổ cập giáo dục mầm non", "Sở Giáo dục và Đào tạo", "nt", "Năm học 2027 - 2028", ""],
    ]
    return Case("titles without numbers, a ditto", [*HEAD, table], [
        ("1", "Tiêm chủng mở rộng", ["Sở Y tế"], ["UBND các xã, phường"], "Hằng tháng"),
        ("2", "Khám sức khỏe học sinh", ["Sở Y tế"], ["Sở Giáo dục và Đào tạo"], "Tháng 9, tháng 10/2027"),
        ("3", "Phổ cập giáo dục mầm non", ["Sở Giáo dục và Đào tạo"], ["Sở Giáo dục và Đào tạo"], "Năm học 2027 - 2028"),
    ], frozenset({"3"}))  # fmt: skip


def dashed_children() -> Case:
    table: Table = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Hoàn thành"],
        ["1", "Chuẩn bị hội nghị", "", "", ""],
        ["-", "In tài liệu", "Văn phòng", "Phòng Tổng hợp", "05/3/2027"],
        ["-", "Mời đại biểu", "Phòng Tổng hợp", "", "10/3/2027"],
        ["2", "Tổ chức hội nghị", "Văn phòng", "Phòng Tổng hợp, Phòng Tài vụ", "20/3/2027"],
    ]
    return Case("children with dashes for numbers", [*HEAD, table], [
        ("1/1", "In tài liệu", ["Văn phòng"], ["Phòng Tổng hợp"], "05/3/2027"),
        ("1/2", "Mời đại biểu", ["Phòng Tổng hợp"], [], "10/3/2027"),
        ("2", "Tổ chức hội nghị", ["Văn phòng"], ["Phòng Tổng hợp", "Phòng Tài vụ"], "20/3/2027"),
    ])  # fmt: skip


def begin_and_end() -> Case:
    table: Table = [
        [("PHỤ LỤC PHÂN CÔNG NHIỆM VỤ", 6, 1)],
        [("Số TT", 1, 2), ("Tên công việc", 1, 2), ("Thời gian", 2, 1), ("Đơn vị", 2, 1)],
        ["Bắt đầu", "Kết thúc", "Chủ trì", "Phối hợp"],
        ["1", "Khảo sát hiện trạng", "01/02/2027", "28/02/2027", "Ban Quản lý dự án", "UBND phường Tân An"],
        ["2", "Lập thiết kế", "01/3/2027", "30/4/2027", "Ban Quản lý dự án", ""],
    ]
    return Case("a title in the table, beginning and end", [*HEAD, table], [
        ("1", "Khảo sát hiện trạng", ["Ban Quản lý dự án"], ["UBND phường Tân An"], "28/02/2027"),
        ("2", "Lập thiết kế", ["Ban Quản lý dự án"], [], "30/4/2027"),
    ])  # fmt: skip


CASES += [make() for make in (three_levels, two_contents, titles_without_numbers, dashed_children, begin_and_end)]
