"""/tinhhinh: a unit's page, all units with filters, a task by units; each page is made anew from the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from conversation.outgoing import Button, Buttons
from progress.chat.context import by_code, rows_of, unit_code
from progress.chat.looking_reader import Reader
from progress.chat.looking_state import Tally, counts_of, standings, tally_of
from progress.duties import SATISFIES
from progress.model import Period, Report
from progress.rights import may_lock
from progress.wording import looking as say_it
from progress.wording import looking_lists as tell
from progress.wording.urging import URGE

PAGE = 10  # units on a page of the overview
FEW = 3  # reports that are told one by one on a unit's page; of more only the numbers
Page = tuple[str, Buttons]


def all_units(reader: Reader, period: Period, name: str, page: int) -> Page:
    """All units in a period, or those with reports in a state; for those who may read all."""
    found = counts_of(reader.context, reader.plan, period, reader.plan.units.all(reader.today))
    shown = [t for t in found if name == "all" or t.counts[name]]
    page, pages = _within(page, len(shown))
    here = shown[(page - 1) * PAGE : page * PAGE]
    total, sent = sum(t.total for t in found), sum(t.sent for t in found)
    complete = len([t for t in found if t.sent == t.total])
    lines = [
        tell.all_head(period, complete, len(found), sent, total),
        tell.due(period, reader.today),
        *_others(reader, period),
        "",
        tell.filtered(name, len(shown)),
        *(tell.unit_counts(reader.plan, t.unit, t.counts, t.total) for t in here),
        tell.page_of(page, pages),
    ]
    units = [unit_button(reader, period, t.unit) for t in here]
    filters = [Button(label, f"lookall:{period.id}:{key}:1") for key, label in tell.FILTERS.items()]
    turning = _turning(page, pages, f"lookall:{period.id}:{name}:{{}}")
    periods = _periods(reader, period, f"lookall:{{}}:{name}:1")
    may_urge = may_lock(reader.person) and complete < len(found) and period.closed is None
    urge = [Button(URGE, f"urge:{period.id}:all:rh")] if may_urge else []
    own = [Button(tell.OWN_UNIT, _unit_token(period, reader.reports_for[0], 1))] if reader.reports_for else []
    return "\n".join(lines).strip(), (*rows_of(filters, 3), *rows_of(units, 3), *_some(turning, periods, own, urge))


def one_unit(reader: Reader, period: Period, unit: str, page: int) -> Page:
    """A unit's tasks in a period: missing and asked for more one by one, the others by number where they are many."""
    tally = tally_of(reader.context, reader.plan, period, unit)
    head = (
        tell.unit_head(reader.plan, unit, period, tally.sent, tally.total)
        if tally.total
        else tell.owes(reader.plan, unit, period, 0, 0)
    )
    top = "\n".join([head, tell.due(period, reader.today, unit), *_others(reader, period, unit)])
    groups = _groups(tally)
    short = sum(len(rows) for _, rows in groups) > FEW
    sent = ["\n".join(tell.run_of_tasks(name, sorted(r.task for r in rows)) for name, rows in groups)] if short else []
    blocks = sent if short else [_group(reader, name, rows) for name, rows in groups]
    text, page, pages = _paged([top, *_open_tasks(reader, tally), *blocks], page)
    token = unit_code(unit)
    sheet = [Button(tell.REPORT, f"sheet:{token}")] if unit in reader.reports_for else []
    more = [Button(tell.SEE_SENT, f"looksent:{period.id}:{token}:1")] if short else []
    turning = _turning(page, pages, f"lookunit:{period.id}:{token}:{{}}")
    periods = _periods(reader, period, f"lookunit:{{}}:{token}:1")
    up = [Button(tell.OVERVIEW, f"lookall:{period.id}:all:1")] if reader.reads_all else []
    siblings = [unit_button(reader, period, other) for other in reader.units if other != unit]
    return text, _some(sheet, more, turning, periods, up, siblings)


def sent_of_unit(reader: Reader, period: Period, unit: str, page: int) -> Page:
    """What a unit has sent in a period, row by row."""
    tally = tally_of(reader.context, reader.plan, period, unit)
    head = tell.unit_head(reader.plan, unit, period, tally.sent, tally.total)
    text, page, pages = _paged([head, *(_group(reader, name, rows) for name, rows in _groups(tally))], page)
    turning = _turning(page, pages, f"looksent:{period.id}:{unit_code(unit)}:{{}}")
    return text, _some(turning, [Button(tell.BACK, _unit_token(period, unit, 1))])


def _paged(blocks: Sequence[str], page: int) -> tuple[str, int, int]:
    """The text of a page, which one it is, and of how many."""
    pages = say_it.paged(blocks)
    page = min(max(page, 1), len(pages))
    return "\n\n".join(filter(None, [pages[page - 1], tell.page_of(page, len(pages))])), page, len(pages)


def _open_tasks(reader: Reader, tally: Tally) -> list[str]:
    """What the unit has yet to do: tasks without a report, and those of which the office asked for more."""
    missing = [say_it.item(reader.plan, duty.task) for duty in tally.missing]
    blocks = ["\n".join([tell.group_head("missing", len(missing)), *missing])] if missing else []
    returned = tally.of("returned")
    return [*blocks, *([_group(reader, "returned", returned)] if returned else [])]


def _groups(tally: Tally) -> list[tuple[str, list[Report]]]:
    """What was sent and needs nothing more of the unit."""
    groups = [("sent", tally.of("sent")), ("accepted", tally.of("accepted")), ("contribution", tally.contributions)]
    return [(name, rows) for name, rows in groups if rows]


def _group(reader: Reader, name: str, rows: Sequence[Report]) -> str:
    return "\n".join([tell.group_head(name, len(rows)), *(_row(reader, row) for row in rows)])


def _row(reader: Reader, row: Report) -> str:
    task = reader.plan.task(row.task)
    return tell.sent_item(reader.plan, task, row) if task else ""


def one_task(reader: Reader, period: Period, number: int, page: int) -> Page | None:
    """A task unit by unit: how each stands, for those who may know it; None where nobody's state is open."""
    task = reader.plan.task(number)
    leads = reader.plan.leads(task, period.end) if task else []
    shown = [unit for unit in leads if reader.level(number, unit)]
    if task is None or not shown:
        return None
    known = {s.unit: s.counts for s in standings(reader.context, reader.plan, task=number)}
    rows = reader.context.store.ledger.newest(reader.plan.document.id, task=number, period=period.id)
    sent = {r.unit for r in rows if r.kind == "lead" and r.state in SATISFIES}
    share = say_it.share(len(sent.intersection(shown)), len(shown), period)
    told = {unit: row for unit in shown if (row := known.get(unit))}
    lines = [say_it.of_unit(reader.plan, unit, row) for unit, row in told.items()]
    lines += tell.told_nothing(reader.plan, [unit for unit in shown if unit not in told])
    chunks = ("\n".join(some) for some in rows_of(lines, 15))
    text, page, pages = _paged([say_it.task_stands(reader.plan, task, share), *chunks], page)
    turning = _turning(page, pages, f"looktask:{period.id}:{number}:{{}}")
    return f"{text}\n\n{say_it.by_decision(reader.plan, task)}", _some(
        turning, _periods(reader, period, f"looktask:{{}}:{number}:1")
    )


def unit_of(reader: Reader, code: str) -> str | None:
    """The unit of a code: any unit of the ministry's, or one's own."""
    known = reader.context.store.standings.units(reader.plan.document.id)
    return by_code((*reader.units, *reader.plan.units.all(reader.today), *known), code)


def unit_button(reader: Reader, period: Period, unit: str) -> Button:
    """A button to a unit's page."""
    return Button(reader.plan.units.short(unit)[:40], _unit_token(period, unit, 1))


def _unit_token(period: Period, unit: str, page: int) -> str:
    return f"lookunit:{period.id}:{unit_code(unit)}:{page}"


def _within(page: int, count: int) -> tuple[int, int]:
    pages = max(1, -(-count // PAGE))
    return min(max(page, 1), pages), pages


def _turning(page: int, pages: int, token: str) -> list[Button]:
    back = [Button(say_it.PAGE_BACK, token.format(page - 1))] if page > 1 else []
    return back + ([Button(say_it.PAGE_ON, token.format(page + 1))] if page < pages else [])


def _periods(reader: Reader, period: Period, token: str) -> list[Button]:
    """Buttons to the periods before and after."""
    known = reader.context.periods(reader.plan, reader.today)
    at = next((n for n, p in enumerate(known) if p.id == period.id), 0)
    before, after = known[max(0, at - 1) : at], known[at + 1 : at + 2]
    back = [Button(say_it.BACK.format(period=tell.period_label(p)), token.format(p.id)) for p in before]
    return back + [Button(say_it.ON.format(period=tell.period_label(p)), token.format(p.id)) for p in after]


def _others(reader: Reader, period: Period, unit: str | None = None) -> list[str]:
    """The other open periods that lack reports."""
    return [tell.also_missing(other, count) for other, count in reader.others_lacking(period, unit)]


def _some(*rows: Sequence[Button]) -> Buttons:
    return tuple(tuple(row) for row in rows if row)
