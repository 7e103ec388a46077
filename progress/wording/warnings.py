"""Warnings in words, the same to those who send and to the office."""

from __future__ import annotations

from collections.abc import Iterable

from progress.warnings import Code

WARNING: dict[str, str] = {
    "percent_fell": "tỷ lệ thấp hơn lần báo cáo trước",
    "reopened": "lần trước đã báo hoàn thành",
    "done_without_product": "báo hoàn thành nhưng chưa nêu sản phẩm mà Quyết định yêu cầu",
    "done_without_date": "báo hoàn thành nhưng chưa nêu ngày hoàn thành",
    "contradicts": "đơn vị phối hợp báo chưa hoàn thành hoặc còn khó khăn, vướng mắc",
    "says_less": "không còn nêu kết quả như lần báo cáo trước",
    "correction": "bản sửa của báo cáo đã tiếp nhận hoặc được đề nghị bổ sung",
    "percent_missing": "chưa nêu tỷ lệ",
    "nothing_new_again": "hai kỳ liền không phát sinh mới",
    "late": "gửi sau hạn",
    "past_deadline": "đã qua thời hạn của nhiệm vụ",
}


def told(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Those of some codes that are told: that something done is taken up again says that less of it is done."""
    listed = tuple(codes)
    return tuple(code for code in listed if code != "percent_fell" or "reopened" not in listed)


def said(codes: Iterable[Code]) -> str:
    """Warnings in a line."""
    return "; ".join(WARNING[code] for code in told(codes))
