"""Cues: the phrases by which people show what they ask. A cue says nothing of the answer.

Each cue has its phrases beside it; a rule names the cues that it listens to. Source: general knowledge of how people
ask, checked against our corpus of utterances.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlu.lexicon import folded_words, spelled_words
from nlu.phrases import Phrases

# "=" marks a phrase that without its diacritics is an everyday syllable: it counts only with them. {number} stands for
# the number of the decision.
CUES: dict[str, str] = {
    "who": "ai | những ai | đơn vị nào | những đơn vị nào | các đơn vị nào | đơn vị gì | cơ quan nào"
    " | những cơ quan nào | cơ quan gì | bên nào | chỗ nào | vụ nào | cục nào | phòng nào | tổ chức nào"
    " | người nào | trung tâm nào | cho ai | của ai | do ai | phòng ban nào | nơi nào | chủ thể nào"
    " | các cơ quan nào | những bên nào | các bên nào | cơ quan, đơn vị nào | bộ phận nào | đâu là đơn vị"
    " | là ai | những chủ thể nào | các chủ thể | là đâu | do đâu",
    "lead": "chủ trì | cơ quan chủ trì | đơn vị chủ trì | làm chính | phụ trách | phụ trách chính | đứng đầu"
    " | cầm trịch | đầu mối | đầu mối chính | làm đầu mối | đứng ra | chịu trách nhiệm chính | ai có trách nhiệm"
    " | trách nhiệm chính | chịu trách nhiệm | đứng tên | cầm đầu | đảm nhiệm | đảm nhận | đứng mũi chịu sào"
    " | =cầm | ai cầm"
    " | đứng chính | đứng chánh | làm chánh | phân cho | =lo | ai lo | ai làm | nào làm | trong tay"
    " | đứng chủ trì | là việc của | =gánh | =lãnh"
    " | chủ công | =ôm | thuộc trách nhiệm | lo chính | làm chủ trì | =cử | chủ lực | =nắm"
    " | giữ vai trò chủ trì | =nhận | ai nhận | ai thực hiện | nào thực hiện | đứng mũi | dẫn dắt | chỉ huy"
    " | lead | làm lead | nhạc trưởng | điều phối | chủ xị | giao cho ai | được giao cho | giao ai"
    " | phân công cho | phân công ai | được giao chủ trì | giao cho đơn vị nào | giao đơn vị nào"
    " | giao cơ quan nào | giao bên nào | giao chỗ nào | cầm cái | chịu trận | đơn vị chịu trách nhiệm"
    " | tên đơn vị | chịu trách nhiệm chủ trì | phải làm | đứng ra làm",
    "coord": "phối hợp | cơ quan phối hợp | đơn vị phối hợp | cùng phối hợp | phối hợp với | phối hợp cùng"
    " | cùng làm | làm cùng | làm chung | hỗ trợ | tham gia | cùng tham gia | tham gia phối hợp | góp sức"
    " | kéo thêm | phụ giúp | đồng hành | sát cánh | trợ giúp | cùng với ai | chung tay | kết hợp với ai"
    " | cùng thực hiện | vào cùng | giúp sức | hợp tác | đi cùng | chung sức | cùng ai | làm với ai"
    " | cùng với những ai | vai trò phối hợp | góp mặt | tiếp sức | trợ lực | giúp đỡ | đỡ đần | tiếp tay"
    " | hiệp lực | phụ với | làm cùng ai | vào cuộc cùng | bắt tay với | kề vai | sát vai | chung vai"
    " | ai giúp"
    " | nào giúp | ai phụ | vào giúp | cùng gánh | góp tay | ghé vai | ai phụ | nào phụ | phụ cho | phụ thêm"
    " | phụ làm | phụ việc | đỡ một tay | phụ một tay | giúp một tay | đỡ tay",
    "when": "khi mô | bữa mô | ngày mô | chừng mô"
    " | khi nào | bao giờ | thời hạn | hạn | hạn chót | thời gian hoàn thành | thời gian thực hiện"
    " | thời gian | hạn định | giai đoạn nào | những giai đoạn nào | các giai đoạn nào | năm nào"
    " | deadline | mốc thời gian | lúc nào | kết thúc | kéo dài | quý mấy | quý nào | tháng nào"
    " | tháng mấy | ngày nào | hôm nào | ngày mấy | hoàn thành | xong | làm xong | hoàn tất"
    " | lộ trình | bao lâu | đến đâu | tới đâu | khoảng thời gian nào | thời điểm | thời điểm nào"
    " | chừng nào | hồi nào | năm mấy | đến năm nào | dự trù | ấn định | tới khi nào | đến khi nào"
    " | dl | chạy đến | rơi vào | trước ngày | chậm nhất | muộn nhất | trễ nhất | =mốc"
    " | ngày bao nhiêu | hôm bao nhiêu | mùng mấy | giai đoạn thực hiện | trải từ | trải dài"
    " | thời gian làm | mấy năm | bao nhiêu năm",
    "product": "xong khi có gì | nộp ra cái gì | nộp ra gì | nộp cái gì | nộp gì | trình cái gì | phải nộp gì"
    " | giao nộp"
    " | sản phẩm | sản phẩm dự kiến | đầu ra | kết quả | kết quả đầu ra | kết quả dự kiến"
    " | ra được cái gì | ra cái gì | bàn giao | cho ra | tạo ra | thu về | nghiệm thu"
    " | loại văn bản gì | loại văn bản nào | văn bản loại gì | ra văn bản nào"
    " | văn bản gì | tài liệu gì | ra sản phẩm | nộp sản phẩm | ra được gì | ra gì"
    " | output | thành phẩm | làm ra | thu được | cái gì cuối cùng | sản phẩm cuối | được cái gì"
    " | ra cái chi | nộp cái chi | ra văn bản chi | văn bản chi | ra chi | nộp chi | được cái chi | nộp ra cái gì"
    " | được gì | có cái gì | cho ra cái gì | cần ra | phải ra",
    "note": "chờ nghị định | chờ nghị quyết | đợi nghị định"
    " | ghi chú | cột ghi chú | ô ghi chú | điều kiện | điều kiện tiên quyết | lưu ý | phải chờ | =chờ"
    " | =đợi | phải đợi | phụ thuộc | ràng buộc | tiên quyết | cột cuối | vướng gì | chú thích | note"
    " | căn dặn | kèm theo lưu ý | kèm điều kiện | sau khi có | mới làm được | mới được làm"
    " | mới được triển khai | bắt đầu được | cần có trước | trước đó | xảy ra trước | nào trước | gì trước"
    " | trước đã | có trước | ra trước | trước thì | thì mới | mới bắt tay | mới làm | cần gì trước"
    " | kèm điều kiện gì | sau khi",
    "all": "là gì | là nhiệm vụ gì | là việc gì | nội dung | chi tiết | nói rõ | tóm lược | tóm tắt | toàn bộ"
    " | toàn bộ thông tin | cụ thể | mô tả | như thế nào | thế nào | gồm những gì | nói về gì | nói gì"
    " | làm gì | yêu cầu gì | mọi điều | tất cả | là cái gì | về cái gì | về việc gì | là sao | quy định gì"
    " | nói về cái gì | ra sao | nội dung gì | gì | giới thiệu | mọi thông tin | những thông tin"
    " | là chi | cái chi | chuyện chi | việc chi | làm chi | nói chi | nội dung chi"
    " | thông tin gì | thông tin về nhiệm vụ | toàn bộ thông tin về | thông tin của | hết thông tin | mọi thứ"
    " | từ a đến z | đầy đủ thông tin | thông tin đầy đủ | đầy đủ | xem thông tin",
    "task": "nhiệm vụ | đầu việc | việc | công việc | đầu mục | hạng mục | mục việc | phần việc | =khoản"
    " | =mảng | =chuyện",
    "which": "nhiệm vụ nào | nhiệm vụ gì | nhiệm vụ mấy | nhiệm vụ số mấy | nhiệm vụ số bao nhiêu"
    " | nhiệm vụ thứ mấy | nhiệm vụ thứ bao nhiêu | nhiệm vụ bao nhiêu | nhiệm vụ số nào | việc nào"
    " | việc gì | việc số mấy | việc mấy | việc thứ mấy | đầu việc nào | đầu việc gì"
    " | đầu việc số mấy | đầu việc số bao nhiêu | đầu việc mấy | số thứ tự nào | số thứ tự | dòng nào"
    " | dòng số mấy | dòng mấy | đánh số mấy | đánh số bao nhiêu | số mấy | số bao nhiêu"
    " | mục số bao nhiêu | mục số mấy | thứ mấy | cái nào | những gì | hạng mục nào | phần việc nào"
    " | công việc nào | công việc gì | đầu mục nào | số nào | nhiệm vụ về | tìm nhiệm vụ"
    " | nhiệm vụ liên quan | nhiệm vụ nói về | mang số mấy | mang số bao nhiêu | thứ bao nhiêu"
    " | nhiệm vụ | stt mấy | stt bao nhiêu | khoản nào | những mục nào | những dòng nào | stt nào",
    "list": "liệt kê | kê ra | kê khai | điểm tên | điểm qua | danh sách | thống kê"
    " | kể tên | kể ra | kể số | kể số ra | đọc số | nêu số | kể hết | lọc | gồm những | gồm | gồm các | các nhiệm vụ"
    " | những nhiệm vụ | những việc | các việc | những đầu việc | các đầu việc | những đầu mục | bao gồm"
    " | có những | những nhiệm vụ nào | những cái nào | mấy cái nào | tổng hợp | xem các",
    "count": "bao nhiêu nhiệm vụ | mấy nhiệm vụ | bao nhiêu việc | mấy việc | bao nhiêu đầu việc"
    " | mấy đầu việc | số lượng | số lượng nhiệm vụ | tổng số nhiệm vụ | tổng số | số nhiệm vụ | đếm"
    " | bao nhiêu cái | mấy cái | tổng cộng | tất cả bao nhiêu | bao nhiêu công việc | mấy công việc | cả thảy"
    " | bao nhiêu | mấy | là mấy | tất cả mấy | bao nhiêu mục | mấy mục | mấy hạng mục",
    "group": "nhóm nào | nhóm mấy | nhóm số mấy | nhóm thứ mấy | nhóm gì | thuộc nhóm | nằm nhóm | nằm ở nhóm"
    " | nằm trong nhóm | xếp vào nhóm | xếp nhóm | tên nhóm | tên của nhóm | nhóm nhiệm vụ nào | nhóm nhiệm vụ"
    " | nhóm | nhóm số bao nhiêu | thuộc về nhóm | ở nhóm | nhóm la mã | nhóm chi",
    "percent": "phần trăm | bao nhiêu phần trăm | mấy phần trăm | tỷ lệ | tỷ lệ nào | tỉ lệ | bao nhiêu | mấy"
    " | là mấy | chỉ tiêu | mục tiêu | mức | mức nào | con số | con số nào | đạt | phải đạt | cần đạt"
    " | tối thiểu | ít nhất | đặt ra | yêu cầu | đòi hỏi | trở lên | chiếm | % | phấn đấu | mức bao nhiêu"
    " | đặt | đề ra | là bao nhiêu | được bao nhiêu | mấy chấm | tỷ lệ bao nhiêu | trần | giảm",
    "compare": "so sánh | so với | khác nhau | khác | chênh | chênh nhau | tăng từ | lên bao nhiêu | lần lượt"
    " | tăng | tăng mấy | tăng thêm | thay đổi ra sao | hai giai đoạn | 2 giai đoạn | thay đổi | đặt cạnh | cạnh"
    " | hai mốc | giữa hai | cao hơn | thấp hơn | tăng lên | nhích lên",
    "place": "ở mục nào | mục nào | điểm nào | phần nào | chỗ nào | ở đâu | điều nào | khoản nào | nằm ở đâu"
    " | quy định ở đâu | nêu ở đâu | ghi ở đâu | trích ở đâu | ở phần nào | ở điểm nào | chỉ ra điểm | mục mấy"
    " | phần mấy | điều mấy | trang nào | nằm đâu | nằm ở mục nào | nằm ở phần nào | chương nào | ý nào"
    " | tìm ở đâu | ghi chỗ nào",
    "abbrev": "cụm | cụm chữ | viết tắt | viết tắt của | nghĩa là gì | nghĩa là | có nghĩa | tên đầy đủ | đọc đầy đủ"
    " | viết đầy đủ | ký hiệu | giải thích | hiểu là gì | hiểu là | hiểu thế nào | đầy đủ | tức là"
    " | là đơn vị nào | là đơn vị gì | là cục nào | là vụ gì | là vụ nào | là cơ quan nào | là cái gì"
    " | chỉ cơ quan nào | chỉ đơn vị nào | gọi là gì | dịch ra | tiếng việt | ghi tiếng việt | là chữ gì"
    " | từ viết tắt | chữ tắt | tên tắt | tên gọi đầy đủ | mấy chữ | chữ gì | là viết tắt"
    " | giải nghĩa | rút gọn | viết gọn"
    " | là bộ nào | bộ gì | là bộ gì | cụm từ gì | viết đủ",
    "report": "báo cáo | nộp báo cáo | gửi báo cáo | nộp | gửi | kỳ báo cáo | kỳ | kỳ này | báo cáo quý"
    " | hạn nộp | đợt | đợt này | báo cáo hàng quý | báo cáo định kỳ | hạn gửi | hạn báo cáo"
    " | hằng quý | hàng quý | bản báo cáo | hạn nộp báo cáo | quý | kỳ nộp | lần nộp | mốc nộp"
    " | hạn cuối | mốc | bốn quý | cả bốn quý | bốn kỳ | cả năm | các quý",
    "window": "số liệu | chốt số liệu | từ ngày nào | đến ngày nào | tới ngày nào | khoảng nào | lấy số liệu"
    " | thống kê | chốt | phạm vi thời gian | dữ liệu | khoảng ngày nào | từ ngày | đến ngày | từ hôm nào"
    " | quãng nào | con số | gom | tính số liệu | khoảng thời gian | khoảng thời gian nào | bắt đầu | kết thúc"
    " | khóa sổ | phát sinh | tính | lấy | kỳ chốt | kỳ số liệu | chốt sổ | gom dữ liệu | cập nhật số liệu"
    " | số liệu tính | tính từ | cộng dồn",
    "days": "còn mấy ngày | còn bao nhiêu ngày | mấy ngày nữa | bao nhiêu ngày nữa | còn bao lâu | bao lâu nữa"
    " | bao nhiêu ngày | còn mấy hôm | mấy hôm nữa | còn lại mấy ngày | còn lại bao nhiêu ngày"
    " | còn được mấy ngày | mấy ngày | còn mấy bữa | mấy bữa nữa | còn nhiêu ngày",
    "why": "vì sao | tại sao | sao lại | lý do | nguyên nhân | cớ sao | vì lý do gì | lý do gì | cân nhắc"
    " | bởi đâu | do đâu | sao mà | căn cứ vào đâu mà",
    "money": "bao nhiêu tiền | tỷ đồng | bao nhiêu tỷ | triệu | triệu đồng | bao nhiêu đồng | =giá"
    " | ngân sách bao nhiêu | kinh phí bao nhiêu | tốn | hết bao nhiêu | chi phí | dự toán bao nhiêu"
    " | =được cấp | =được duyệt | mấy tỷ | phụ cấp | bao nhiêu tiền của | số tiền | mấy đồng"
    " | bao nhiêu kinh phí | tăng lương | nâng lương | tiền lương | =lương",
    "person": "trưởng phòng nào | phó phòng nào | cán bộ nào | đồng chí nào | cá nhân nào | lãnh đạo nào"
    " | thứ trưởng nào | bộ trưởng tên | tên là gì | tên gì | ông nào | bà nào | giữ chức | tên ai | là ông"
    " | chắp bút | soạn thảo | người soạn | trưởng ban | trúng gói | nhà thầu | chuyên viên nào"
    " | vị nào phụ trách | giám đốc là ai | tên giám đốc | giám đốc tên | trưởng ban là | trúng thầu"
    " | nhà cung cấp nào trúng | ai là giám đốc | ai làm giám đốc | ai là vụ trưởng | ai là cục trưởng"
    " | ai là chánh | ai là phó | ai đang làm",
    "contact": "=số máy | số di động | số phone | hotline | khai giảng | học ở đâu | tổ chức ở đâu | địa điểm"
    " | số điện thoại | điện thoại của | sđt | email | hộp thư | địa chỉ | liên hệ | zalo"
    " | website nào | trang nào | đường link | fax | ở phòng nào | tầng mấy | tải ở",
    "penalty": "bị phạt | xử phạt | kỷ luật | chế tài | xử lý sao | bị gì | bị sao | trừ điểm | khiển trách"
    " | phê bình | hậu quả | =phạt | phạt bao nhiêu | phạt sao | có bị phạt | bị phạt gì",
    "state": "ai nộp muộn nhất | nào nộp muộn nhất"
    " | đến đâu rồi | tới đâu rồi | xong chưa | đã xong | đã hoàn thành | hoàn thành chưa | tiến độ"
    " | hiện đạt | đã đạt | đã làm được | làm tới đâu | làm đến đâu | tình hình | đã tổ chức"
    " | đang chạy | đang hoạt động | đang vận hành | đang chiếm | đang dùng bao nhiêu | đã báo cáo"
    " | còn nợ | chưa báo cáo | đang vướng | đến nay | hiện tại đạt | đã bị"
    " | bị thay thế | còn hiệu lực | hết hiệu lực | =hiện có | =đang có | đã tổ chức được"
    " | tổ chức được mấy | đã nộp | đến giờ | xong rồi | làm được bao nhiêu | đã được bao nhiêu"
    " | kết quả ra sao | kết quả thực hiện nhiệm vụ | thực hiện tới đâu"
    " | kết quả thực hiện ra sao"
    " | bao nhiêu rồi | chậm tiến độ | đang chậm | chậm trễ | kết luận | còn hạn | từng nộp | từng bị"
    " | từng làm",
    "define": "thế nào được coi là | thế nào thì được coi là | được coi là gì | được xem là gì | thế nào là một"
    " | định nghĩa | khái niệm | thế nào là | hiểu thế nào là | tiêu chí để | tiêu chí đánh giá"
    " | tiêu chí chấm | khác gì | tiêu chí là gì | chấm điểm"
    " | nghĩa là thế nào",
    "vendor": "dùng phần mềm gì | dùng phần mềm nào | bằng phần mềm gì | bằng phần mềm nào | sử dụng phần mềm nào"
    " | sử dụng phần mềm gì | doanh nghiệp nào | hãng nào | công ty nào | nhà thầu nào | đối tác nào"
    " | nhà cung cấp nào được",
    "howto": "các bước | cách đăng ký | cách làm | làm thế nào để | làm sao để | quy trình | hướng dẫn cách"
    " | thủ tục xin | mẫu đơn | đăng ký thế nào | mẫu biểu | biểu mẫu nào | tải mẫu | mẫu báo cáo | cách viết"
    " | cách nộp | soạn giúp | viết giúp | cần giấy tờ | giấy tờ gì | giấy tờ nào | những giấy tờ | giấy tờ chi",
    "leave": "gia hạn | xin lùi | được lùi | =hoãn | xin hoãn | được miễn | xin miễn | nộp bù | bỏ qua"
    " | đổi hạn | lùi hạn",
    "other_report": "báo cáo tuần | báo cáo tháng | báo cáo năm | hàng tháng | hằng tháng | hàng tuần | hằng tuần"
    " | báo cáo nhanh | báo cáo cải cách | báo cáo giải trình | báo cáo sơ kết | báo cáo kiểm điểm | báo cáo tài chính"
    " | báo cáo sáu tháng | báo cáo 6 tháng | báo cáo nửa năm | báo cáo chuyên đề | báo cáo tổng kết"
    " | tổng kết năm | báo cáo tổng kết năm",
    "self": "phụ lục | trong phụ lục | theo phụ lục | trong bảng | bảng nhiệm vụ | kế hoạch này"
    " | trong kế hoạch | theo kế hoạch | quyết định này | quyết định {number} | văn bản này | trong văn bản"
    " | trong quyết định | theo quyết định | bảng phụ lục | tại phụ lục | của phụ lục | của kế hoạch"
    " | của quyết định | của văn bản | bản kế hoạch | ban hành kèm theo | kèm theo kế hoạch"
    " | kèm theo quyết định | trong phần phụ lục | trong kế hoạch này | của chính phủ | của bảng | cuối bảng"
    " | trong danh mục | bảng kèm theo",
    "unitword": "đơn vị | cơ quan | các đơn vị | bên | chủ thể | bộ phận | unit | units",
    "phase": "giai đoạn | năm | đến năm | tới năm | tính tới | tính đến | trước khi hết | hết năm | cuối năm"
    " | đến hết | sang | mốc | trong giai đoạn | chặng | thời kỳ | kéo sang | chạy sang | nối sang"
    " | kéo tới | kéo đến | hiệu lực sang",
    "several": "từ hai | hai cơ quan | hai đơn vị | nhiều cơ quan | nhiều đơn vị | đồng chủ trì | hơn một"
    " | nhiều hơn một | cả hai đơn vị | trở lên | hai bên | cùng chủ trì | từ hai cơ quan | từ hai đơn vị"
    " | 2 đơn vị | 2 cơ quan",
    "thing": "kế hoạch | quyết định | văn bản | bản kế hoạch",
    "relative": "kịp | còn kịp | nộp kịp | hôm nay | hnay | ngày mai | hôm qua | mai | tháng này | tháng trước"
    " | quý này | kỳ này | đợt này | quý trước | kỳ trước | kỳ tới | quý tới | kỳ sau | quý sau | kế tiếp"
    " | tiếp theo | gần nhất | sắp tới | lỡ hạn | trễ hạn | quá hạn | hiện tại | sắp phải nộp | sắp nộp"
    " | đang phải nộp | đến hạn | hết hạn | vừa rồi | vừa qua | bây giờ | này | đó | mấy hôm tới"
    " | trong tháng này | đang đến hạn | sắp đến | ngay mai | còn phải | đã qua | hôm kia | sẽ đưa vào"
    " | đưa vào | được tính vào | tính vào | lần | bao lâu nữa | tính từ hôm nay | khi đó | mốc gần nhất"
    " | mất hạn | năm nay",
    "ordinal": "đầu tiên | thứ nhất | thứ hai | thứ ba | thứ tư | thứ 2 | thứ 3 | cuối | cuối cùng | sau cùng"
    " | trong đó | trong số đó | trong danh sách | trong mấy việc đó | trong các việc đó | vừa nêu | vừa kể"
    " | danh sách vừa nêu | việc đầu",
    "back": "nó | việc đó | việc này | việc ấy | nhiệm vụ đó | nhiệm vụ này | nhiệm vụ ấy | cái đó | cái này"
    " | cái ấy | đơn vị đó | đơn vị này | đơn vị ấy | vụ này | vụ đó | bên đó | =họ | kỳ đó | quý đó | nhóm đó"
    " | giai đoạn này | giai đoạn đó | báo cáo ấy",
    "assign": "giao | giao cho | được giao | phân công | được phân công | giao chung | giao chung cho"
    " | đảm nhận | được giao cho | thuộc | phụ trách | gánh | lãnh | nhận | giữ vai trò | vai trò"
    " | đóng vai trò | đóng vai | tham gia | dính | dính tới | có mặt",
    "absent": "không có | không ghi | không nêu | bỏ trống | để trống | =trống | thiếu | chưa ghi | chưa có"
    " | không được giao | không giao | không cần | chưa nêu | không yêu cầu | không thấy ghi | không kèm"
    " | không quy định | tự làm | một mình | không phải | chẳng có | chả có",
    "only": "=chỉ | chỉ phải | chỉ trong | chỉ cần làm"
    " | chỉ làm | chỉ thực hiện | chỉ có | duy nhất | không kéo sang | không kéo | riêng | gói gọn | =mỗi",
    "exist": "có | có ghi | có nêu | nào có | kèm theo | =kèm | có kèm | có ghi chú | có điều kiện | cần",
    "more": "còn | nữa | còn gì | còn làm gì | thêm | còn lại",
}


# Cues that ask for what such a decision does not say, or hardly ever.
DEMANDS = (
    "why",
    "money",
    "person",
    "contact",
    "penalty",
    "state",
    "define",
    "other_report",
    "howto",
    "leave",
    "vendor",
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase of a cue: the cue's name, and the phrase's syllables, to be held against what was typed."""

    name: str
    syllables: tuple[str, ...]
    only_spelled: bool  # it counts only where it is typed with its diacritics


def cue_phrases(number: str) -> Phrases[Cue]:
    """All cues as folded phrases; `number` is the decision's ("676")."""
    return Phrases.of(
        (" ".join(folded_words(spelled)), Cue(name, spelled_words(spelled), "=" in phrase))
        for name, phrases in CUES.items()
        for phrase in phrases.split("|")
        for spelled in (phrase.strip(" =").replace("{number}", number),)
    )
