"""Words for targets, and for the quarterly report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kb.answering.made import Answer
from kb.answering.makers.plan import left_out
from kb.answering.wording.names import brief, day_words, strong, units_words, upper_first
from kb.asking.desk import Desk
from kb.calendar import ReportingPeriod, next_due, period_of_data, reporting_period
from kb.model import ReportingRule
from kb.text import day_text, to_roman

LONGEST = 110  # letters of a target's clause where all are told


def target(made: Answer, desk: Desk) -> str:
    """Percentages with their period and clause; those of one clause in one line. Many are told in few words."""
    lines: dict[tuple[str | None, str], list[str]] = {}
    for one in made.targets:
        lines.setdefault((one.period, one.clause), []).append(one.percent)
    if "all" in made.query.aspects:
        return "\n".join(_targets(lines))
    told = [
        f"{strong(' – '.join(percents))}{f' (giai đoạn {period})' if period else ''}: «{clause}»"
        for (period, clause), percents in lines.items()
    ]
    return "\n".join([*_first(made), *told, *_difference(made)])


def _first(made: Answer) -> Iterator[str]:
    """How many targets there are, or what they leave out, where that is asked."""
    if "count" in made.query.aspects:
        yield f"Có {strong(f'{made.facts[0]} chỉ tiêu')}:"
    if "except" in made.query.aspects:
        left = list(dict.fromkeys(left for one in made.targets for left in left_out(one)))
        yield f"Phần được loại trừ: {strong('; '.join(left))}."


def _difference(made: Answer) -> Iterator[str]:
    """By how much one period's share of a subject differs from the other's."""
    if len(made.targets) != 2 or not made.query.words or made.targets[0].period == made.targets[1].period:
        return
    earlier, later = sorted(made.targets, key=lambda one: one.period or "")
    points = float(later.percent.rstrip("%").replace(",", ".")) - float(earlier.percent.rstrip("%").replace(",", "."))
    if points:
        side = "cao" if points > 0 else "thấp"
        number = f"{abs(points):g}".replace(".", ",")
        yield f"Giai đoạn {later.period} {side} hơn giai đoạn {earlier.period} {number} điểm phần trăm."
    else:
        yield "Hai giai đoạn đặt cùng một mức."


def _targets(lines: dict[tuple[str | None, str], list[str]]) -> Iterator[str]:
    """All targets of a plan, under a heading for each period."""
    heading = None
    for (period, clause), percents in lines.items():
        if period != heading:
            heading = period
            yield f"{strong(f'Chỉ tiêu giai đoạn {period}' if period else 'Các chỉ tiêu')}:"
        told = brief(clause, LONGEST)
        if not all(percent in told for percent in percents):  # cut off with the end of the clause
            told = f"{' – '.join(percents)}: {told}"
        for percent in percents:
            told = told.replace(percent, strong(percent), 1)
        yield f"• {told}"


def due(made: Answer, desk: Desk) -> str:
    """The sides asked of reports; "" where the decision asks for none."""
    rule, aspects = desk.document.reporting, made.query.aspects
    if rule is None:
        return ""
    if "frequency" in aspects:
        return f"Các đơn vị báo cáo {strong(made.facts[0] if made.facts else 'theo quy định tại mục này')}."
    if "recipient" in aspects:
        return f"Báo cáo hàng quý gửi {strong(rule.recipient or 'nơi nhận không ghi rõ')}."
    if "forwarded" in aspects:
        return f"Sau khi tổng hợp, báo cáo được gửi {strong(units_words(rule.forwarded_to, desk))}."
    dated = not made.query.quarters or made.query.quarters[0][0] is not None
    lines = [line for period in made.periods for line in _lines(made, period, dated)]
    if not made.query.quarters and aspects == ("due",):
        lines.append(f"Quy định chung: {made.facts[-1]}.")
    return "\n".join([*lines, *_both_periods(made, rule)])


def _lines(made: Answer, period: ReportingPeriod, dated: bool) -> Iterator[str]:
    name = f"báo cáo quý {to_roman(period.quarter)}" + (f"/{period.year}" if dated else "")
    aspects = made.query.aspects
    if "quarter" in aspects:
        yield f"Số liệu ngày đó tính vào {strong(name)}."
    if "days" in aspects:
        yield _days_left(name, period, made.today)
    elif "due" in aspects:
        day = day_words(period.due) if dated else f"ngày {period.due.day}/{period.due.month}"
        yield f"{upper_first(name)}: gửi chậm nhất {strong(day)}."
    if ("start" in aspects or "end" in aspects) and period.start and period.end:
        first, last = (day_text(d) if dated else f"{d.day}/{d.month}" for d in (period.start, period.end))
        earlier = " năm trước" if not dated and period.start.year < period.end.year else ""
        yield f"Số liệu {name} lấy từ ngày {strong(first)}{earlier} đến ngày {strong(last)}."


def _days_left(name: str, period: ReportingPeriod, today: date) -> str:
    left = (period.due - today).days
    if left:
        return f"Còn {strong(f'{left} ngày')} đến hạn gửi {name} ({day_words(period.due)})."
    return f"Hôm nay, {day_words(period.due)}, là hạn gửi {name} (còn {strong('0 ngày')})."


def _both_periods(made: Answer, rule: ReportingRule) -> Iterator[str]:
    """Between the data cut-off and the due day two periods run: today's data, and the report that is due."""
    quarters = made.query.quarters
    if not quarters or quarters[0][0] is None:
        return
    owed_quarter, running_quarter = next_due(rule, made.today), period_of_data(rule, made.today)
    if owed_quarter == running_quarter or {owed_quarter, running_quarter}.isdisjoint(quarters):
        return
    owed, running = reporting_period(rule, *owed_quarter), reporting_period(rule, *running_quarter)
    started = f" từ ngày {day_text(running.start)}" if running.start else ""
    yield (
        f"Hiện có hai kỳ: báo cáo quý {to_roman(owed.quarter)}/{owed.year} đang đến hạn ({day_text(owed.due)}), "
        f"số liệu mới tính vào quý {to_roman(running.quarter)}/{running.year}{started}."
    )
