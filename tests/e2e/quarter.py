"""A quarter in fast time of an office, twelve units and forty people; what each should hear, counted apart.

The model here knows nothing of the bot's code: who owes what is counted by hand, who hears is the table of the issue.
"""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field

from playground.people import ADMIN
from tests.e2e.driver import until
from tests.e2e.reminding import House, Seat

UNITS = (
    "Vụ Pháp chế", "Vụ Tổ chức cán bộ", "Vụ Hợp tác quốc tế", "Vụ Thi đua - Khen thưởng", "Thanh tra Bộ",
    "Cục Công tác phía Nam", "Cục Năng lượng nguyên tử", "Cục Sở hữu trí tuệ", "Cục Ứng dụng và Phát triển công nghệ",
    "Cục An toàn bức xạ và hạt nhân", "Viện Năng lượng nguyên tử Việt Nam", "Tổng cục Tiêu chuẩn Đo lường Chất lượng",
)  # fmt: skip
TASKS = frozenset({1, 5, 7, 9, 10, 16, 21})
"""What each of these units owes in the third quarter of 2019: the tasks that all units lead."""
OFFICE = "Văn phòng Bộ"
ROLES = {"reporter": "Đầu mối", "head": "Lãnh đạo"}
HEADS_TOO = ("heads_up", "last_call", "due", "overdue")
NEW = 740_000


@dataclass
class One:
    """Somebody of the office or of a unit."""

    account: int
    unit: str
    role: str
    blocked: bool = False


def staff() -> list[Seat]:
    """Two who report and a head in each of eleven units, three heads in the twelfth, three of the office, a viewer."""
    seats: list[Seat] = []
    for n, unit in enumerate(UNITS):
        roles = ("head", "head", "head") if n == len(UNITS) - 1 else ("reporter", "reporter", "head")
        seats += [(730_000 + 10 * n + m, f"Người Số {n} {m}", unit, role) for m, role in enumerate(roles)]
    seats += [(739_000 + n, f"Người Văn Phòng {n}", OFFICE, "office") for n in range(3)]
    return [*seats, (739_100, "Lãnh Đạo Bộ", OFFICE, "viewer")]


@dataclass
class Quarter:
    """The people, what each unit still owes, and what was heard and should have been."""

    house: House
    dice: random.Random
    people: dict[int, One] = field(default_factory=lambda: {s[0]: One(s[0], s[2], s[3]) for s in staff()})
    owed: dict[str, set[int]] = field(default_factory=lambda: {unit: set(TASKS) for unit in UNITS})
    faults: list[str] = field(default_factory=list)
    heard: int = 0
    kills: int = 0
    joined: int = 0

    def expected(self, step: str) -> set[tuple[int, str]]:
        """Who hears of a step now, by the table."""
        led = {one.unit for one in self.people.values() if one.role == "reporter"}
        found = set()
        for one in self.people.values():
            hears = one.role == "reporter" or (one.role == "head" and (step in HEADS_TOO or one.unit not in led))
            if hears and not one.blocked and self.owed.get(one.unit):
                found.add((one.account, step))
            if one.role == "office" and not one.blocked:
                found.add((one.account, "digest"))
        return found

    def step(self, at: str, step: str | None, *, kill: bool = False, start: bool = False) -> None:
        """Let a day come and compare; the bot may be killed while it sends, or be down until now."""
        wanted = self.expected(step) if step else set()
        since = self.house.control.seq()
        self.house.clock(at)
        if start:
            self.house.bot.start()
        if kill and wanted:
            self._kill_while_sending(since, len(wanted))
        self.house.settle(60)
        self._compare(at, wanted, self.house.heard(since), kill=kill)

    def _kill_while_sending(self, since: int, count: int) -> None:
        part = self.dice.randint(1, max(1, count // 2))
        until(lambda: sum(self.house.heard(since).values()) >= part, 20)
        time.sleep(self.dice.uniform(0, 0.05))
        self.die()
        self.house.bot.start()

    def die(self) -> None:
        """A power cut."""
        os.kill(self.house.bot.pid, signal.SIGKILL)
        self.house.bot.ends()
        self.kills += 1

    def _compare(self, at: str, wanted: set[tuple[int, str]], heard: Counter[tuple[int, str]], *, kill: bool) -> None:
        missing, strange = wanted - set(heard), set(heard) - wanted
        doubled = sum(heard.values()) - len(heard)
        self.heard += sum(heard.values())
        if len(missing) > kill or strange or doubled:  # of whom a kill left in doubt nobody knows
            self.faults.append(f"{at}: missing {sorted(missing)}, strange {sorted(strange)}, doubled {doubled}")

    def live(self) -> None:
        """What people do in between: reports come in, people join, leave, block the bot and let it write again."""
        since = self.house.control.seq()
        for _ in range(self.dice.randint(1, 3)):
            self._report()
        for act in self.dice.sample([self._join, self._leave, self._block, self._unblock], 2):
            act()
        self.house.settle()  # who is reached again hears the step that was missed before the next one comes
        self.heard += sum(self.house.heard(since).values())

    def _report(self) -> None:
        """A unit reports all that it owes, or a part of it."""
        able = [o for o in self.people.values() if o.role in ROLES and not o.blocked and self.owed[o.unit]]
        if not able:
            return
        one = self.dice.choice(able)
        owed = sorted(self.owed[one.unit])
        told = owed if self.dice.random() < 0.6 else self.dice.sample(owed, self.dice.randint(1, len(owed)))
        control = self.house.control
        draft = control.ask(one.account, "\n".join(f"nv {task}: 40%, đang xây dựng kế hoạch" for task in told))
        since = control.seq()
        control.press(one.account, draft, "Gửi")
        receipt = control.from_bot(since, one.account)[-1]["text"]
        if "Đã gửi BC-" not in receipt:
            self.faults.append(f"not sent: {receipt}")
        self.owed[one.unit] -= set(told)

    def _join(self) -> None:
        """Somebody new comes through the door; an admin lets them in."""
        self.joined += 1
        account, unit = NEW + self.joined, self.dice.choice(UNITS)
        role = self.dice.choice(list(ROLES))
        control, name = self.house.control, f"Người Mới {account}"
        control.post("people", id=account, first_name=name, started=True)
        control.ask(account, f"/dangky {unit} | Người Mới {'ABCDEFGHIKLMNOPQ'[self.joined]} | Chuyên viên")
        assert until(lambda: "Duyệt" in _labels(self.house.last(ADMIN)))
        control.press(ADMIN, self.house.last(ADMIN), "Duyệt")
        assert until(lambda: ROLES[role] in _labels(self.house.last(ADMIN)))
        control.press(ADMIN, self.house.last(ADMIN), ROLES[role])
        assert until(lambda: ROLES[role] in self.house.last(account)["text"]), self.house.last(account)["text"]
        self.people[account] = One(account, unit, role)

    def _leave(self) -> None:
        one = self.dice.choice([o for o in self.people.values() if o.role in ROLES and not o.blocked])
        asked = self.house.control.ask(one.account, "/huydangky")
        since = self.house.control.seq()
        self.house.control.press(one.account, asked, "Đồng ý hủy đăng ký")
        assert self.house.control.from_bot(since, one.account)
        del self.people[one.account]

    def _block(self) -> None:
        one = self.dice.choice([o for o in self.people.values() if o.role in ROLES and not o.blocked])
        self.house.control.post("block", person=one.account, blocked=True)
        one.blocked = True

    def _unblock(self) -> None:
        for one in [o for o in self.people.values() if o.blocked][:1]:
            self.house.control.post("block", person=one.account, blocked=False)
            one.blocked = False

    def close(self) -> None:
        """An admin closes the period."""
        self.house.control.ask(ADMIN, "/quantri")
        for label in ("Kỳ báo cáo", "Quý III/2019", "Khóa kỳ báo cáo", "Đồng ý khóa kỳ"):
            assert until(lambda label=label: self._button(label)), _labels(self.house.last(ADMIN))
            self.house.control.press(ADMIN, self.house.last(ADMIN), self._button(label))

    def _button(self, start: str) -> str | None:
        return next((label for label in _labels(self.house.last(ADMIN)) if label.startswith(start)), None)


def _labels(message: dict) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def live_through(quarter: Quarter, *, kills: bool) -> None:
    """From the heads-up to the closing, with four days of darkness over the opening."""
    quarter.house.settle()
    quarter.step("2019-09-06T08:30:00", "heads_up", kill=kills)
    quarter.live()
    quarter.step("2019-09-10T09:00:00", None)
    quarter.live()
    quarter.house.clock("2019-09-13T16:00:00")
    quarter.house.settle()
    quarter.die()
    quarter.step("2019-09-17T15:00:00", "opening", start=True, kill=kills)
    quarter.live()
    quarter.step("2019-09-18T08:30:00", "last_call", kill=True)
    quarter.live()
    quarter.step("2019-09-20T08:30:00", "due", kill=kills)
    quarter.live()
    quarter.step("2019-09-21T10:00:00", None)
    quarter.step("2019-09-23T08:30:00", "overdue", kill=kills)
    quarter.live()
    quarter.step("2019-09-25T08:30:00", "overdue", kill=kills)
    quarter.close()
    quarter.step("2019-09-27T08:30:00", None)
    quarter.step("2019-10-15T08:30:00", None)
