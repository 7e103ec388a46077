"""«Nhắc lại sau»: a reminder comes once more, this afternoon, on the next working day or the one after that.

Before the due day it never comes later than on that day, after it never later than the next regular one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from conversation.outgoing import Button
from nlu.text import fold
from progress.chat import guard
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say
from progress.chat.parts import Part, number
from progress.model import Period, Person
from progress.reminders import CLOSES, OPENS, WorkingDays, unpacked
from progress.wording import reminding as words

AFTERNOON, LATEST = time(14), time(16)
MOST = 30  # days ahead that somebody may ask for in words
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_ASKS = re.compile(r"\b(?:nhac)(?: lai)?\b(?!.*\bkhong\b)")
_ONLY = re.compile(
    r"(?:(?:vui long|nho|de nghi|lam on|xin|cho) )?(?:(?:bot|he thong) )?(?:nhac )(?:lai )?"
    r"(?:(?:em|minh|toi|anh|chi|giup|cho|bao cao|viec nay|lai|nhe|vao|gui|nop|sau)\b ?)*(?P<when>.*)"
)
_WHEN = re.compile(
    r"(?:vao )?(?:(?P<afternoon>chieu nay)|(?P<tomorrow>(?:(?:sang|chieu) )?(?:ngay )?mai)|(?P<next>ngay kia|ngay mot)"
    r"|(?P<count>\d{1,2}|mot|hai|ba|bon|nam) (?:ngay|hom)(?P<working> lam viec)?(?: nua)?|(?P<week>tuan sau)"
    r"|thu (?P<weekday>[2-7]|hai|ba|tu|nam|sau|bay)(?: (?:nay|toi|tuan nay))?"
    r"|(?:ngay )?(?P<day>\d{1,2})/(?P<month>\d{1,2}))"
    r"(?: (?:nua|nhe|a|nha|giup em|giup|em|minh))*"
)
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_A_DAY = timedelta(days=1)


class Snoozing:
    """The buttons under a reminder, and the words that stand for them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store
        self._days = context.days

    def part(self) -> Part:
        """What this offers."""
        return Part(verbs={"snooze": self._ask, "snoozeto": self._chosen})

    def _ask(self, press: Press, arguments: list[str]) -> Outcome:
        """When the reminder is to come again."""
        _, periods = self._meant(press, arguments)
        mark = "-".join(str(period.id) for period in periods)
        found = self._offers(periods, press.at)
        if not found:
            return Outcome(toast=words.NO_LATER)
        buttons = [Button(words.at_time(at, press.at.date()), f"snoozeto:{mark}:{at:%Y%m%d%H%M}") for at in found]
        return Outcome([say(press, words.WHEN_AGAIN, rows_of(buttons, 1))])

    def _meant(self, press: Press, arguments: list[str]) -> tuple[Person, list[Period]]:
        """Who pressed, and the open periods of the button. Raises NotAllowedError where there are none."""
        person = guard.found(self._context.person(press.account))
        numbers = {number(one) for one in (arguments[0].split("-") if arguments else ())}
        periods = [period for period in self._open(press.at.date()) if period.id in numbers]
        return person, guard.found(periods if person.reports_for else None) or guard.found(None)

    def _open(self, today: date) -> list[Period]:
        return [p for plan in self._context.plans() for p in self._context.open_periods(plan, today)]

    def _offers(self, periods: Sequence[Period], now: datetime) -> list[datetime]:
        """This afternoon, the next working day and the one after that, as far as they are not too late."""
        days, today, hour = self._days(), now.date(), unpacked(self._store.choices.of("").get("reminders")).hour
        times = [datetime.combine(today, at, now.tzinfo) for at in (AFTERNOON, LATEST)]
        soon = [at for at in times if at > now and days.is_working(today)][:1]
        later = [datetime.combine(days.after(today, count), hour, now.tzinfo) for count in (1, 2)]
        last = self._last(periods, today)
        return [at for at in (*soon, *later) if last is None or at.date() <= last]

    def _last(self, periods: Sequence[Period], today: date) -> date | None:
        """The last day on which a reminder of some periods may come again; None where nothing comes after it."""
        rules, days = unpacked(self._store.choices.of("").get("reminders")), self._days()
        found = []
        for period in periods:
            due = period.last_due
            steps = [days.after(due, 1 + n * rules.overdue_every) for n in range(rules.overdue_times)]
            found += [due] if today <= due else [day for day in steps if day > today][:1]
        return min(found, default=None)

    def _chosen(self, press: Press, arguments: list[str]) -> Outcome:
        person, periods = self._meant(press, arguments)
        try:
            at = datetime.strptime(arguments[1], "%Y%m%d%H%M").replace(tzinfo=press.at.tzinfo)
        except (IndexError, ValueError):
            at = press.at
        if at not in self._offers(periods, press.at):
            return Outcome(toast=words.TOO_LATE)
        return Outcome([say(press, self._put(person, periods, at, press.at), replace=True)])

    def _put(self, person: Person, periods: Sequence[Period], at: datetime, now: datetime) -> str:
        self._store.snoozes.put(person.id, [period.id for period in periods], at)
        return words.snoozed(at, now.date())

    # ── by words ─────────────────────────────────────────────────────────────
    @staticmethod
    def hint(text: str) -> bool:
        """Whether a text may ask to be reminded later."""
        return len(text) < 120 and _asked(text) is not None

    def words(self, message: Message) -> Outcome | None:
        """«nhắc em sau 2 ngày nữa»: about the reminder that it replies to, else about what is owed now."""
        found = _asked(message.text) if len(message.text) < 120 and not message.files else None
        person = self._context.person(message.account) if found else None
        if found is None or person is None or not person.reports_for:
            return None
        periods = self._owed(message, person)
        if not periods:
            return Outcome([say(message, words.NOTHING_TO_SNOOZE)])
        at = self._instant(found, message.at)
        if at is None:
            return Outcome([say(message, words.BAD_TIME)])
        last = self._last(periods, message.at.date())
        if last is not None and at.date() > last:
            at = datetime.combine(last, at.time(), at.tzinfo)
        if at <= message.at:
            return Outcome([say(message, words.NO_LATER)])
        return Outcome([say(message, self._put(person, periods, at, message.at))])

    def _owed(self, message: Message, person: Person) -> list[Period]:
        kind, _, rest = message.about.partition(":")
        today, replied = message.at.date(), number(rest.partition(":")[0]) if kind == "reminder" else 0
        found = []
        for plan in self._context.plans():
            periods = self._context.open_periods(plan, today)
            for unit in person.reports_for:
                lacking = [period for period, _ in self._context.lacking(plan, periods, unit)]
                found += [p for p in lacking if p.id == replied] or ([] if replied else lacking[:1])
        return list({period.id: period for period in found}.values())

    def _instant(self, found: re.Match[str], now: datetime) -> datetime | None:
        """The instant that words mean: in the hours of a working day, at most some weeks ahead."""
        days, today = self._days(), now.date()
        hour = unpacked(self._store.choices.of("").get("reminders")).hour
        if found["afternoon"]:
            times = [datetime.combine(today, at, now.tzinfo) for at in (AFTERNOON, LATEST)]
            return next((at for at in times if at > now), None) if days.is_working(today) else None
        day = _day_meant(found, today, days)
        if day is None or not 0 < (day - today).days <= MOST:
            return None
        while not days.is_working(day):
            day += _A_DAY
        return datetime.combine(day, min(max(hour, OPENS), CLOSES), now.tzinfo)


def _day_meant(found: re.Match[str], today: date, days: WorkingDays) -> date | None:
    if found["tomorrow"]:
        return today + _A_DAY
    if found["next"]:
        return today + 2 * _A_DAY
    if found["count"]:
        count = _NUMBERS.get(found["count"]) or int(found["count"])
        return days.after(today, min(count, MOST)) if found["working"] else today + count * _A_DAY
    if found["week"] or found["weekday"]:
        said = found["weekday"] or "2"
        weekday = int(said) - 2 if said.isdecimal() else _WEEKDAYS[said]
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    try:
        day = date(today.year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return day if day > today else day.replace(year=day.year + 1)


def _asked(text: str) -> re.Match[str] | None:
    """When a text asks to be reminded, where it says nothing else; the time may stand before or after the asking."""
    said = " ".join(fold(text).replace(",", " ").split()).strip(" .!")
    if not _ASKS.search(said):
        return None
    after = _ONLY.fullmatch(said)
    if after and (found := _WHEN.fullmatch(after["when"].strip())):
        return found
    before = re.fullmatch(
        r"(?P<when>.+?) (?:thi )?(?:bot |he thong )?nhac(?: lai)?(?: (?:em|minh|toi|anh|chi|giup|cho|nhe|a|nha|voi))*",
        said,
    )
    return _WHEN.fullmatch(before["when"].strip()) if before else None
