"""The phrases by which questions about progress are known, as patterns over folded words. What they mean: asking.py.

In a line of words "nhiệm vụ" is the one word "task", lest "vụ nào" be heard in "nhiệm vụ nào", and a unit is "@".
"""

from __future__ import annotations

import re

from progress.asks import ConditionKind, Order, Subject

# ── what asks, and what tells ────────────────────────────────────────────────
ASKS = re.compile(
    r" (?:chua|dau|nao|gi|sao|bao nhieu|may|khong|ai|tinh hinh|tien do|tinh trang|danh sach|liet ke)(?= )"
)
NOMINAL = re.compile(
    r" (?:tien do|tinh hinh|tinh trang|trang thai)(?= )| (?:kho khan|vuong mac|vuong) (?:cua|o|trong) "
    r"| bao cao (?:gan nhat|gan day|moi nhat|lan truoc|cuoi) (?:cua|ve|@)"
)
AFTER_COLON = re.compile(r":\s*\S+\s+\S+")

# ── what the speller makes of words that neither the decision nor our corpus says ──
MEND = {
    "bop": "nop", "con do gi": "con no gi", "tien di": "tien do", "toi sau roi": "toi dau roi", "khi khan": "kho khan",
    "task bao": "task nao", "don vi bao": "don vi nao", "don vo nao": "don vi nao", "don vo bao": "don vi nao",
    "don vo em": "don vi em", "don vo toi": "don vi toi", "don vo roi": "don vi toi", "con hieu": "con thieu",
    "bao chua bao cao": "nao chua bao cao",
    "ai chu nop": "ai chua nop", "ai chu bao cao": "ai chua bao cao", "ai chu gui": "ai chua gui",
    "ban don vi": "bao nhieu don vi", "can phai bao cao gi": "con phai bao cao gi", "tam sung": "tam dung",
    "da hoan thien roi": "da hoan thanh roi", "cuong gi": "vuong gi", "bao cao phan nhat": "bao cao gan nhat",
    "bao cao noi nhat": "bao cao moi nhat",
}  # fmt: skip
MENDED = re.compile(r"(?<= )(" + "|".join(sorted(MEND, key=len, reverse=True)) + r")(?= )")
MISTYPED_CHUA = ("xhưa", "vhưa", "chuaw", "chưs", "xhua", "vhua")

# ── pieces ───────────────────────────────────────────────────────────────────
_ADVERBS = r"(?: (?:hien|nay|van|con|dang|bi|co|gap|cung|se|duoc|vua|dau|thi|la|lai|bao|cao|phai|den))*"
_TASK = r"(?:task|viec|dau viec|cong viec|dau muc|muc viec|hang muc|cai)"
_MANY = r"(?:bao nhieu|may|nhung|cac|so luong|danh sach|liet ke|tong so|so)"
_UNIT = r"(?:don vi|vu|cuc|co quan|phong|ben|trung tam|noi)"
UNITS = rf" (?:{_UNIT}(?: nao| gi)|{_MANY}(?: cac| nhung)? {_UNIT}(?: nao)?|nhung ai|con ai|ai)"
UNITS_ASKED = re.compile(rf"{UNITS}(?= )")
_SEND = r"(?:nop|gui|bao cao|cap nhat|lam bao cao|co bao cao)"
_HARD = r"(?:vuong mac|vuong|kho khan|ach tac|trac tro|ket)"
_DONE = r"(?:xong|hoan thanh|hoan tat|ket thuc)"
_ME = r"(?:em|toi|minh|chung toi|chung em|bon em|bon minh|tui)"

TASKS = re.compile(rf" (?:{_TASK} (?:nao|gi)|{_MANY} (?:cac |nhung )?{_TASK})")
SEND = re.compile(rf" {_SEND}(?= )")
COUNT = re.compile(r" (?:bao nhieu|may|so luong|tong so) ")
MINE = re.compile(rf" (?:{_UNIT}|van phong|to|ban|vien|cho)(?: cua)? (?:{_ME}|ta|chung ta|chau)(?= )|^ {_ME}(?= )")
PARTICLES = {
    "a", "vay", "the", "nhi", "roi", "ha", "hay", "em", "anh", "chi", "ban", "day", "ta", "ad", "z", "vi", "ho", "he",
    "hen", "nhe", "nha", "o", "oi", "dau", "bot", "co", "thay", "ca", "zay", "rua",
}  # fmt: skip
BEFORE_QUARTER = re.compile(r" nhiem vu(?: so| thu)? (\d{1,3}(?:(?: va| voi)? \d{1,3})*)(?: trong| cua| o)? quy ")

# ── periods ──────────────────────────────────────────────────────────────────
_PERIOD = r" (?:quy|ky|dot|lan)(?: bao cao)? "
SHIFTS = (
    (re.compile(_PERIOD + r"(?:truoc|vua roi|vua qua) "), -1),
    (re.compile(_PERIOD + r"(?:nay|hien tai|dang) "), 0),
    (re.compile(_PERIOD + r"(?:sau|toi|tiep theo|ke tiep) "), 1),
)

# ── each kind of question ────────────────────────────────────────────────────
SAID = re.compile(
    r" bao cao(?: duoc)? (?:nhung gi|gi|cai gi|the nao|ra sao|nhu the nao|sao)(?= )"
    r"| (?:noi|viet) gi (?:ve|trong bao cao)(?= )"
    r"| bao cao (?:gan nhat|gan day|moi nhat|moi|lan truoc|truoc|cuoi)(?= )| da bao cao (?:gi|nhung gi)(?= )"
)
BY_WHOM = re.compile(rf" ai(?: la)?(?: nguoi)?(?: da| vua)? {_SEND}(?= )")
NOT_SAID = re.compile(r" con phai| chua | no bao cao| thieu bao cao")
OF_SOME_TIME = re.compile(r" (?:quy|ky|lan|da|gan|moi) ")
UNSENT = re.compile(
    rf"{UNITS}{_ADVERBS} (?:chua|khong)(?: \w+){{0,2}}? {_SEND}(?= )"
    rf"|{UNITS}{_ADVERBS} (?:no|thieu)(?: bao cao)?(?= )"
    r"| (?:thieu|no)(?: bao cao)?(?: cua)?(?: nhung| cac)?(?: don vi nao| ai| don vi)(?= )"
    rf"| chua {_SEND}(?: \w+)? (?:la|gom|co) (?:nhung )?(?:ai|don vi nao)(?= )"
)
SENT = re.compile(rf"{UNITS}(?: \w+)? (?:da|vua|moi)(?: \w+)? {_SEND}(?= )|{UNITS} {_SEND}(?: \w+){{0,3}}? roi(?= )")
OWES = re.compile(
    rf" con (?:no|thieu|phai {_SEND})(?= )| con (?:\w+ ){{0,3}}chua {_SEND}(?= )"
    rf"|{TASKS.pattern}(?: \w+){{0,3}}? chua {_SEND}(?= )"
    r"| (?:no|thieu) (?:bao cao|gi|nhung gi|task)(?= )| chua (?:nop|gui|bao cao) (?:gi|nhung gi|cai gi|task)(?= )"
)
HARD_TASKS = re.compile(rf"{TASKS.pattern}{_ADVERBS} {_HARD}(?= )| {_HARD} (?:o |tai )?(?:nhung )?{_TASK} nao(?= )")
HARD_OF = re.compile(
    rf" {_HARD} (?:gi|nao|khong|o dau|cho nao|ra sao|the nao)(?= )| {_HARD} (?:cua|o|trong|ve) (?:task|viec)(?= )"
    rf"| co {_HARD}(?= )| {_HARD} task \d"
)
STANDINGS = (
    ("unfinished", re.compile(rf" chua(?: \w+)? {_DONE}(?= )")),
    ("not_started", re.compile(r" chua(?: duoc)? (?:trien khai|thuc hien|bat dau|lam|khoi dong|tien hanh)(?= )")),
    ("done", re.compile(rf" da(?: \w+){{0,2}} {_DONE}(?= )| {_DONE}(?: \w+)? roi(?= )")),
    ("paused", re.compile(r" (?:tam dung|tam ngung|dang dung|bi dung|ngung lai|dung lai)(?= )")),
    ("waiting", re.compile(r" (?:cho|doi)(?: du)? dieu kien(?= )| dang (?:cho|doi)(?: \w)? $")),
    ("late", re.compile(r" (?:cham|tre)(?= )| (?:qua|cham) han(?= )")),
    ("in_progress", re.compile(r" dang (?:duoc )?(?:thuc hien|trien khai|lam|tien hanh)(?= )")),
)
# ── conditions that go together, each heard by itself; what is heard first is not heard again ──
IN_GROUP = re.compile(r" nhom [ivx\d]+(?= )")
SUBJECTS: tuple[tuple[Subject, re.Pattern[str]], ...] = (
    ("report", re.compile(rf" bao cao (?:nao|gi)(?= )| {_MANY} bao cao(?= )")),
    ("task", TASKS),
    ("group", re.compile(r" (?:nhom (?:nao|gi)|(?:moi|tung|cac|theo) nhom|bao nhieu nhom)(?= )")),
    ("unit", re.compile(rf"{UNITS}(?= )| (?:moi|tung|theo) {_UNIT}(?= )")),
)
ORDERS: tuple[tuple[Order, re.Pattern[str]], ...] = (
    ("least", re.compile(r" (?:it|thap)(?: (?!hon)\w+){0,3}? nhat(?= )")),
    (
        "most",
        re.compile(
            r" (?:nhieu|cao)(?: (?!hon)\w+){0,3}? nhat(?= )"
            r"|(?:(?<= cham)|(?<= tre)|(?<=vuong)|(?<=muon)) nhat(?= )"
        ),
    ),
    ("each", re.compile(r"(?= (?:moi|tung|theo tung|theo) (?:nhom|" + _UNIT[3:-1] + r")(?= ))")),
)
_REVIEWED = r"(?:tiep nhan|duyet)"
CONDITIONS: tuple[tuple[ConditionKind, str, re.Pattern[str]], ...] = (
    ("nobody", "", re.compile(
        rf" (?:chua|khong)(?: co)? (?:mot )?(?:ai|{_UNIT} nao)(?: \w+){{0,2}}? {_SEND}(?= )"
        rf"| (?:ai|{_UNIT} nao) cung chua(?: \w+){{0,2}}? {_SEND}(?= )")),
    ("waiting", "", re.compile(
        rf" (?:cho|doi)(?: duoc)? {_REVIEWED}(?= )| chua(?: duoc| ai| van phong)? {_REVIEWED}(?= )")),
    ("returned", "", re.compile(
        r" (?:bi |duoc )?(?:de nghi|yeu cau|phai)(?: \w+)? bo sung(?= )| (?:bi |duoc )tra lai(?= )")),
    ("accepted", "", re.compile(rf" da(?: duoc)? {_REVIEWED}(?= )| duoc {_REVIEWED}(?= )| {_REVIEWED} roi(?= )")),
    ("late", "", re.compile(
        rf" {_SEND}(?: bao cao)? (?:tre|muon|cham|sau han|qua han)(?= )| (?:tre|muon|cham)(?: han)?"
        rf" (?:{_SEND}|bao cao)(?= )| (?:tre|muon|cham)(?: han| tien do)?(?= )| qua han(?= )")),
    ("unsent", "", re.compile(
        rf" (?:chua|khong)(?: (?!task)\w+){{0,3}}? {_SEND}(?: bao cao)?(?= )"
        r"| (?:con |dang )?(?:no|thieu)(?: bao cao)?(?= )")),
    *(("status", name, re.compile(pattern.pattern)) for name, pattern in STANDINGS if name != "late"),
    ("difficulty", "", re.compile(rf" (?:gap |co |bi |dang )*{_HARD}(?: {_HARD})?(?= )")),
    ("sent", "", re.compile(
        rf" (?:da|vua|moi)(?: \w+)? {_SEND}(?: bao cao)?(?= )| {_SEND}(?: \w+){{0,3}}? roi(?= )")),
)  # fmt: skip
COMPLETED = re.compile(rf"(?<! phai)(?<! can)(?<! han) {_DONE}(?= )(?! (?:trong|vao|truoc|nam|giai)(?= ))")
"""«hoàn thành» beside a count by each, which asks what was done; alone it may ask what is planned."""
_NUMBER = r"(\d{1,3}(?:[.,]\d+)?) ?(?:%|phan tram)(?= )"
PERCENTS = (
    ("least", re.compile(rf" (?:tu|it nhat|toi thieu|khong duoi|dat tu) {_NUMBER}(?: tro len)?")),
    ("over", re.compile(rf" (?:tren|hon|qua|vuot) {_NUMBER}")),
    ("under", re.compile(rf" (?:duoi|chua den|chua toi|chua dat|khong den|it hon|thap hon) {_NUMBER}")),
    ("exactly", re.compile(rf" (?:dat|dung|duoc) {_NUMBER}")),
)
NAMED_STATE = re.compile(r" (?:tien do|tinh hinh|tinh trang|trang thai)(?= )")
WHERE = re.compile(r"(?<! han) (?:den|toi) (?:dau|khuc nao|muc nao|buoc nao|doan nao|phan nao)(?= )")
HOW = re.compile(
    r" (?:the nao|ra sao|sao|nhu the nao) roi(?= )| co gi moi(?= )| (?:bao nhieu|may)(?: phan tram| %| phan) roi(?= )"
    r"| (?:da|hien|duoc)(?: \w+){0,3} (?:bao nhieu|may)(?: phan tram| %)(?= )"
    rf"| {_DONE}(?: roi)? (?:phai khong|dung khong|ha|khong)(?= )"
)
DONE_YET = re.compile(rf" {_DONE} chua(?= )")
