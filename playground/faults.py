"""Faults on demand: which call goes wrong, how, and how often."""

import random
from dataclasses import dataclass, field

from playground.basics import ApiError, Json, bad_request

_ERRORS = {
    "401": "Unauthorized",
    "403": "Forbidden: bot was blocked by the user",
    "502": "Bad Gateway",
}
SPOILED = ("page_after", "cut", "null", "drip")
KINDS = ("drop_before", "drop_after", "delay", "slow_answer", "page", *SPOILED, "400", "429", "down", *_ERRORS)
"""drop_*: the connection is cut before or after the effect; delay comes before it, slow_answer after. page: a proxy's
page with code 200 stands in for the call, page_after for the answer alone; cut: half of the answer; null: an answer
without a result; drip: a byte each `seconds`. 400 has the words of `description`."""
PAGE = b"<html><body>Sign in to the network</body></html>"


@dataclass
class Fault:
    """One rule: the next `left` calls (or all) that match go wrong, each with a probability."""

    kind: str
    method: str = "*"
    left: int | None = None
    probability: float = 1.0
    seconds: float = 1.0
    retry_after: int = 1
    chat_id: str | None = None
    description: str = ""
    seed: int = 0
    hits: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def strikes(self, method: str, chat_id: str) -> bool:
        """Say whether this call goes wrong, and count it if so."""
        if self.left == 0 or self.method not in ("*", method) or self.chat_id not in (None, chat_id):
            return False
        if self.probability < 1 and self.dice.random() >= self.probability:
            return False
        self.hits += 1
        if self.left is not None:
            self.left -= 1
        return True

    def error(self) -> ApiError | None:
        """Give the answer that stands in for the real one, if this fault is of that sort."""
        if self.kind == "429":
            words = f"Too Many Requests: retry after {self.retry_after}"
            return ApiError(429, words, {"retry_after": self.retry_after})
        if self.kind == "400":
            return bad_request(self.description)
        code = "502" if self.kind == "down" else self.kind
        return ApiError(int(code), _ERRORS[code]) if code in _ERRORS else None

    def view(self) -> Json:
        """Give what the control API shows."""
        return {name: value for name, value in vars(self).items() if name != "dice"}


class Faults:
    """The rules in force; the first that strikes decides."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(self, wish: Json) -> Fault:
        """Add a rule from the control API's JSON."""
        kind = str(wish.get("kind", ""))
        if kind not in KINDS:
            raise bad_request(f"kind must be one of {', '.join(KINDS)}")
        count, chat = wish.get("count"), wish.get("chat_id")
        fault = Fault(
            kind=kind,
            method="*" if kind == "down" else str(wish.get("method", "*")).lower(),
            left=None if count is None else int(count),
            probability=float(wish.get("probability", 1)),
            seconds=float(wish.get("seconds", 1)),
            retry_after=int(wish.get("retry_after", 1)),
            chat_id=None if chat is None else str(chat),
            description=str(wish.get("description", "chat not found")),
            seed=int(wish.get("seed", 0)),
        )
        fault.dice.seed(fault.seed)
        self.rules.append(fault)
        return fault

    def take(self, method: str, chat_id: str = "") -> Fault | None:
        """Give the fault that this call meets, if any; `method` is in lower case."""
        for fault in self.rules:
            if fault.strikes(method, chat_id):
                return fault
        return None
