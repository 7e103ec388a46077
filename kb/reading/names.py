"""The units that a cell names, in documents whose units nobody has listed: one name is one unit, collectives whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.reading.units import Directory
from kb.sources.model import SOFT
from nlu.text import fold, squeeze


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split(", "))


# What a name may begin with, folded. Its first letter is a capital, but for the collectives' "các", "mọi" …
_KINDS = _set(
    "nha thau, luc luong, cong chuc, vien chuc, toan truong, toan nganh, toan tinh, vien thong, bo, so, uy ban, "
    "ubnd, ub, hdnd, hoi dong, hoi, van phong, vp, vpcp, cong an, thanh tra, tong cuc, cuc, chi cuc, vu, vien, "
    "trung tam, tt, truong, hoc vien, dai hoc, benh vien, phong, dai, bao, tap chi, tap doan, tong cong ty, cong "
    "ty, ngan hang, kho bac, bao hiem, bhxh, toa an, tand, vksnd, kiem toan, mat tran, mttq, ubmttq, lien doan, "
    "ldld, doan, lien minh, hiep hoi, lien hiep, quy, nha xuat ban, thong tan xa, don vi, co quan, to chuc, to, "
    "chu tich, giam doc, thu truong, truong phong, lanh dao, khoa, bo mon, doanh nghiep, dang uy, tinh uy, thanh "
    "uy, huyen uy, quan uy, ban, ban quan ly, dia phuong, cac, chinh phu, quan khu, thue, hai quan, buu dien, "
    "dien luc, vnpt, viettel, hat kiem lam, tram, nha truong, chu dau tu, can bo, cong doan, nhom, doi, tieu ban, "
    "dien, xa, phuong, huyen, thanh pho, tinh, quan doan, thi xa, hoi nong dan, chi nhanh, cong thong tin"
)
_MEMBERS = _set(
    "so, ban, nganh, co quan, don vi, dia phuong, bo, to chuc, xa, phuong, huyen, doanh nghiep, hoi, doan the, "
    "phong, truong, vien, cuc, vu, khoa, thanh vien, chu dau tu, quan, thi xa, tinh, thanh pho, ben, trung tam, "
    "cap, tap doan, ngan hang, tong cong ty, ca nhan, benh vien, uy ban, ubnd, hop tac xa, ho gia dinh, nhom, "
    "cong ty, co so, dong chi, to, tong cuc, tran, chi cuc, nha, lanh dao, bo mon, hd, hoi dong, linh vuc, dac "
    "khu, mat tran, cq, dv, thu truong, chi nhanh, hiep hoi, cong chuc, vien chuc, can bo, giang vien, tham phan, "
    "hoc vien, dai hoc, van phong, vp, dang uy, chi bo, cong doan, don, thon, lang, khu pho, chu the"
)
_NEED_MORE = _set(
    "to chuc, doanh nghiep, khoa, dia phuong, bao hiem, ngan hang, thanh pho, xa, phuong, tinh, quy, "
    "dien, to, doi, bao, thue, hai quan, dai hoc, truong, huyen, hoi"
)
_NO_NAMES = (
    "xa hoi",
    "hoi nhap",
    "hoi nghi",
    "bao chi",
    "doan ket",
    "quy dat",
    "doi moi",
    "doi ngoai",
    "to hop",
    "dien tu",
    "to chuc bo may",
    "bo may",
    "tinh hinh",
    "dai hoi",
)
_WHOLE = _set(
    "van phong, vp, thanh tra, cong an, kho bac, hai quan, buu dien, dien luc, vnpt, viettel, doan, cong doan"
)
_RELATED = re.compile(r"(sở|bộ|cơ quan|đơn vị|ngành|địa phương)\b.*liên quan")
_HALVES = {
    "PTNT",
    "MT",
    "CN",
    "TT",
    "DL",
    "XH",
    "ĐT",
    "TTTT",
    "ĐTNN",
    "CNTT",
    "HTQT",
    "KT",
    "QLKH",
    "CĐS",
    "DV",
    "TH",
    "HC",
}
_EVERY = ("các", "mọi", "tất cả", "toàn thể", "toàn bộ", "những", "một số")
_WORD = re.compile(r"[\w&]+")
_PLAIN = re.compile(
    r"(?:Sở|Bộ(?! đội)|UBND|[ỦU][yỷ] ban|HĐND|Công an|Vụ|Cục|Chi cục|Tổng cục|Văn phòng|Trung tâm|Viện|Phòng|Khoa|Đài"
    r"|Báo|Hội|Các|Toàn thể|Tất cả|Thanh tra|Ban (?:Chỉ|Quản|Dân|Tuyên|Tổ)|Kho bạc|Ngân hàng|Bảo hiểm|Tập đoàn"
    r"|Tổng công ty|Học viện|Bệnh viện|Trường|Bưu điện|Điện lực|VNPT|Viettel|Tỉnh đoàn"
    r"|Đoàn|Liên|Hiệp hội|Công chức|Tòa|Thuế"
    r"|Công ty|Đảng ủy|Thủ trưởng|Cơ quan|Đơn vị|Tổ|Trạm|Chủ tịch|Giám đốc|Nhà thầu|Lực lượng|Mặt trận|[A-ZĐ&]{2,}\b)"
)
_CODE = re.compile(r"^[A-ZĐ][A-ZĐ&.-]*\d{0,2}(?: [A-ZĐ][\w-]*)?$")
_BULLET = re.compile(r"^\s*(?:[-–+•*·]+|\d{1,2}[.)]|[a-zđ]\))\s*(?=\S)")
_REFERS = re.compile(r"^(theo|như|căn cứ|do .* quyết định|thực hiện theo)\s", re.IGNORECASE)
_INNER = re.compile(
    r"(?<=[\w)]) (?=(?:Sở|UBND|[ỦU][yỷ] ban nhân dân|Công an|Văn phòng|Vụ|Cục|Tổng cục|Bộ(?! đội)|Trung tâm|Ban Quản lý"
    r"|Viện)\s\w)"
)
_OWNED = _set(
    "thuộc, của, với, tại, các, phòng, lãnh đạo, đốc, trưởng, tra, đạo, tịch, chánh, và, do, là, trực, bởi, từ, "
    "giúp, việc, cấp, ủy, xã, hai, ba"
)
_JOINING = {*_set("thuộc, của, với, tại, các, và, do, là, từ, ngang, trực, cấp, Các, –"), "-"}
_ELIDED = re.compile(
    r"^(?:[Cc]ác)?\s*(?P<kind>[Ss]ở|[Bb]ộ|[Vv]ụ|[Cc]ục|[Pp]hòng|[Bb]an|[Vv]iện|[Kk]hoa)(?:,? (?:ban|ngành|đơn vị))*"
    r"\s*:\s*(?P<rest>\S.*)$"
)
_OFFICES = (
    "hdnd",
    "hoi dong nhan dan",
    "doan dbqh",
    "doan dai bieu",
    "ubnd",
    "uy ban nhan dan",
    "tinh uy",
    "dang uy",
    "thanh uy",
)


@dataclass(frozen=True, slots=True)
class Names:
    """Units as written, and whether their parting, or their writing out ("Các Sở: A, B"), may be wrong."""

    units: tuple[str, ...]
    doubtful: bool = False
    repaired: bool = False


def read_names(cell: str, directory: Directory) -> Names:
    """The units of a cell: parted by ";", line breaks, commas, "và", "/" where a name begins after them."""
    text = cell.strip(" \n.;,")
    if not any(char.isalnum() for char in text) or fold(text) in ("khong", "khong co", "x"):
        return Names(())
    if _REFERS.match(text):
        return Names((squeeze(text),))
    found: list[str] = []
    doubtful = repaired = False
    for stretch in _stretches(_harden(text), directory):
        elided = _ELIDED.match(stretch)
        if elided:
            kind = elided["kind"].capitalize()
            parts = [squeeze(p) for p in re.split(r"[,;]| và ", elided["rest"]) if p.strip()]
            found += [p if begins(p) else f"{kind} {p}" for p in parts]
            repaired = True
            continue
        for name in _at_separators(stretch, directory):
            parted = _inside(name, directory)
            doubtful = doubtful or len({fold(p).split()[0] for p in parted}) > 1 or _odd(name, directory)
            found += parted
    return Names(tuple(dict.fromkeys(n for n in (f.strip(" .,;:-–") for f in found) if n)), doubtful, repaired)


def _harden(text: str) -> str:
    """Soft breaks as hard ones where a whole name ends before them and one of a plain kind begins after."""
    parts = text.split(SOFT)
    hardened = parts[0]
    for part in parts[1:]:
        last = re.split(r"[;,\n]| và ", hardened)[-1].strip()
        ends = last and not (last[0].isupper() and _bare(last)) and last.rpartition(" ")[2] not in _JOINING
        hardened += ("\n" if ends and _PLAIN.match(part) and begins(part) else " ") + part
    return hardened


def begins(text: str) -> bool:
    """Whether a text begins as the name of a unit, or of several ("các sở", "UBND", "Sở Y tế", "P3")."""
    written = _WORD.findall(text)[:5]
    words = [fold(w) for w in written]
    if text.startswith("Báo và Đài") or re.match(r"[PK]\.\s?[A-ZĐ]", text):
        return True
    every = _every(text)
    if every:
        rest = words[len(every.split()) :]
        rest = rest[1:] if rest[:1] == ["cac"] else rest
        return bool({" ".join(rest[:n]) for n in (1, 2, 3)} & _MEMBERS)
    if not words or " ".join(words).startswith(_NO_NAMES):
        return False
    starts = {" ".join(words[:n]) for n in range(1, 4)}
    if written[0][0].isupper() and (kinds := starts & _KINDS):
        said = " ".join(_WORD.findall(re.split(r"[,;]| và ", text)[0]))
        return not (max(kinds, key=len) in _NEED_MORE and fold(said) in kinds)
    return bool(_CODE.match(re.split(r"[,;(]| và ", text)[0].strip())) and len(written[0]) > 1


def _every(text: str) -> str | None:
    return next((word for word in _EVERY if f"{text.lower()} ".startswith(f"{word} ")), None)


def _stretches(text: str, directory: Directory) -> list[str]:
    """A cell at its semicolons and line breaks; a line that begins no name goes on with the one before it."""
    stretches: list[str] = []
    for line in re.split(r"\n|;(?![^(]*\))", text):
        bullet = _BULLET.match(line)
        said = squeeze(line[bullet.end() :] if bullet else line)
        if not said:
            continue
        goes_on = stretches and not bullet and not (begins(said) or directory.find(said)) and ";" not in text
        if (
            goes_on
            or (stretches and "\n" in text and _bare(stretches[-1]))
            or (stretches and stretches[-1].endswith((" và", ",")))
        ):
            stretches[-1] = f"{stretches[-1]} {said}"
        else:
            stretches.append(said)
    return stretches


def _at_separators(stretch: str, directory: Directory) -> list[str]:
    names, start = list[str](), 0
    for cut in re.finditer(
        r"\s*,\s*(?:và\s+)?|\s+(?:và|&|cùng)\s+|\s*/\s*|\s*\+\s*|\s+[-–]\s+|(?<=\w{3})\s*\.\s+", stretch
    ):
        left, right = stretch[start : cut.start()].strip(), stretch[cut.end() :].strip()
        if not left or not right or left.count("(") > left.count(")"):
            continue
        whole = _whole(stretch[start:], directory)
        if whole and start + len(whole) > cut.end():
            continue  # a known name that holds the separator
        if directory.find(left) and (begins(right) or directory.find(re.split(r"[,;]| và ", right)[0])):
            parts = True
        else:
            parts = _parts(left, cut[0].strip(), right)
        if parts:
            names.append(left)
            start = cut.end()
    return [*names, stretch[start:].strip()]


def _parts(left: str, sign: str, right: str) -> bool:
    """Whether a name ends before a separator and another begins after it."""
    segment = re.split(r"[,;]| và (?!Đài)", right)[0].strip()
    if sign == "," and _RELATED.match(right) and not _every(left) and not _bare(left):
        return left[0].isupper() and not re.match(r"(Cơ quan|Đơn vị|Sở,|Bộ,|Ban,)", left)
    if (_bare(left) and fold(left) not in _WHOLE) or not begins(right):
        return bool(_CODE.match(left) and _CODE.match(segment))
    if sign in ("và", "&") and (_of_offices(left, right) or re.split(r"[\s,;.()]", right)[0] in _HALVES):
        return False  # "Sở KH và CN"
    if _every(left) and _bare(segment) and fold(segment) not in _WHOLE:
        return False  # "Các Vụ, Cục, đơn vị thuộc Bộ"
    return right[0].isupper() or (_every(right) is not None and sign not in ("-", "–", "/", "."))


def _of_offices(left: str, right: str) -> bool:
    """Whether one office serves two: "Văn phòng Đoàn ĐBQH và HĐND tỉnh"."""
    if " và " in left or not (fold(left).startswith(("van phong ", "vp ")) and fold(right).startswith(_OFFICES)):
        return False
    owner = fold(left).split(" ", 2 if fold(left).startswith("van phong") else 1)[-1]
    return owner in _OFFICES or owner.startswith("doan ")


def _whole(text: str, directory: Directory) -> str | None:
    """The longest known name that a text begins with and that holds a separator."""
    ends = [m.start() for m in re.finditer(r"[,;]| và |$", text)]
    return next(
        (text[:end] for end in reversed(ends) if re.search(r",| và ", text[:end]) and directory.find(text[:end])), None
    )


def _bare(name: str) -> bool:
    """Whether a text is a kind without a name ("Sở", "Cơ quan", "Văn phòng"), so that it cannot end here."""
    folded = fold(name.strip(" ,"))
    if folded in ("nha thau", "toan truong", "toan nganh", "toan tinh"):
        return False
    return (
        (folded in _KINDS and not name.isupper())
        or _every(name) == name.lower()
        or folded in ("bao", "dai", "uy ban nhan dan")
    )


def _inside(name: str, directory: Directory) -> list[str]:
    """Names that stand one after the other with nothing between them."""
    if directory.find(name) or "(" in name or not name[0].isupper():
        return [name]
    cuts = []
    for found in _INNER.finditer(name):
        before = name[: found.start()]
        last = before.rpartition(" ")[2].lower()
        if last not in _OWNED and not _bare(before) and not _REFERS.match(before) and fold(before) not in _OFFICES:
            cuts.append(found.end())
    return [name[a:b].strip() for a, b in zip([0, *cuts], [*cuts, None], strict=True)]


def _odd(name: str, directory: Directory) -> bool:
    """Whether a comma in a name may part two: "Bộ Công an, Quốc phòng", not "Văn hóa, Thể thao và Du lịch"."""
    if directory.find(name) or fold(name).startswith(
        ("cac ", "moi ", "bao va dai", "ubnd", "uy ban", "co quan", "so,", "ban,")
    ):
        return False
    return any(
        part[:1].isupper() and " và " not in name[name.index(part) :]
        for part in re.split(r",\s+", re.sub(r"\([^)]*\)", "", name))[1:]
        if part
    )
