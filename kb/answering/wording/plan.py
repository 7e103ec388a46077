"""Words for targets, and for the quarterly report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kb.answering.wording.names import brief, day_words, strong, units_words, upper_first
from kb.asking.desk import Desk
from kb.asking.query import Point
from kb.calendar import ReportingPeriod, next_due, period_of_data, reporting_period
from kb.executor.made import Answer
from kb.executor.makers.plan import days_counted, left_out
from kb.model import ReportingRule
from kb.text import day_text, to_roman, weekday

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
    """The fields asked of reports, a line each; "" where the decision asks for none."""
    rule = desk.document.reporting
    if rule is None:
        return ""
    lines: list[str] = []
    for point in made.query.points:
        if point.field == "frequency":
            lines.append(f"Các đơn vị báo cáo {strong(made.facts[0] if made.facts else 'theo quy định tại mục này')}.")
        elif point.field == "recipient":
            lines.append(f"Báo cáo hàng quý gửi {strong(rule.recipient or 'nơi nhận không ghi rõ')}.")
        elif point.field == "forwarded":
            lines.append(f"Sau khi tổng hợp, báo cáo được gửi {strong(units_words(rule.forwarded_to, desk))}.")
        else:
            lines.append(_line(made, rule, point))
    if general := next((fact for fact in made.facts if fact.startswith("ngày ")), None):
        lines.append(f"Quy định chung: {general}.")
    return "\n".join([*dict.fromkeys(filter(None, lines)), *_both_periods(made, rule)])


def _line(made: Answer, rule: ReportingRule, point: Point) -> str:
    year, quarter = (point.year, point.quarter) if point.quarter else next_due(rule, made.today)
    period = reporting_period(rule, year or made.today.year, quarter)
    name = f"báo cáo quý {to_roman(quarter)}" + (f"/{year}" if year else "")
    day = day_words(period.due) if year else f"ngày {period.due.day}/{period.due.month}"
    if (days := days_counted(period, point, made.today)) is not None:
        return _counted(name, period, point, days)
    if point.field in ("quarter", "quarter_year"):
        return f"Số liệu ngày {day_text(point.day)} tính vào {strong(name)}." if point.day else f"Đó là {strong(name)}."
    if point.field == "weekday":
        return f"{strong(upper_first(weekday(period.due)))}, {day_text(period.due)}, là hạn gửi {name}."
    if point.field in ("start", "end"):
        return _window(made, name, period, dated=year is not None)
    return f"{_verdict(period, point, made.today)}{upper_first(name)}: gửi chậm nhất {strong(day)}."


def _verdict(period: ReportingPeriod, point: Point, today: date) -> str:
    """Whether a day is the due day, or a report in time, where that is asked."""
    if point.field == "is_due" and point.day and point.last:
        return "Đúng. " if point.day <= period.due <= point.last else "Không. "
    if point.field == "in_time":
        late = ((point.day or today) - period.due).days
        return f"Sau hạn {late} ngày. " if late > 0 else "Còn trong hạn. "
    return ""


def _window(made: Answer, name: str, period: ReportingPeriod, dated: bool) -> str:
    if not period.start or not period.end:
        return ""
    first, last = (day_text(d) if dated else f"{d.day}/{d.month}" for d in (period.start, period.end))
    earlier = " năm trước" if not dated and period.start.year < period.end.year else ""
    return f"Số liệu {name} lấy từ ngày {strong(first)}{earlier} đến ngày {strong(last)}."


def _counted(name: str, period: ReportingPeriod, point: Point, days: int) -> str:
    """A count of days in words."""
    told, due = strong(f"{abs(days)} ngày"), f"hạn gửi {name} ({day_words(period.due)})"
    since = f"Từ ngày {day_text(point.day)}: " if point.day else ""
    end = day_text(period.end) if period.end else ""
    if point.field == "between":
        return f"{told} từ ngày chốt số liệu ({end}) đến {due}."
    if point.field == "days_to_end":
        if days < 0:
            return f"Số liệu {name} đã chốt {told} trước ({end})."
        return f"{since}Còn {told} đến hết ngày chốt số liệu {name} ({end})."
    if days < 0:
        return f"{since}Sau hạn {told}: {name} phải gửi chậm nhất {day_words(period.due)}."
    if days == 0 and not point.day:
        return f"Hôm nay, {day_words(period.due)}, là hạn gửi {name} (còn {told})."
    return f"{since}{'Chưa quá hạn, còn' if point.field == 'late' else 'Còn'} {told} đến {due}."


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
