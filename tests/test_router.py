"""The router knows no kind of message: the likeliest way takes it, and what declines leaves it to the next."""

import pytest

from conversation.router import Candidate, beside, route


@pytest.mark.parametrize(
    ("ways", "taken"),
    [
        ({"report": 0.7, "decision": 0.2}, "report"),
        ({"report": 0.2, "decision": 0.7}, "decision"),
        ({"declines": 0.9, "report": 0.3, "decision": 0.1}, "report"),
        ({"declines": 0.9}, None),
        ({}, None),
    ],
)
def test_the_likeliest_way_that_takes_a_message_is_taken(ways: dict[str, float], taken: str | None) -> None:
    made = [Candidate(p, lambda name=name: None if name == "declines" else name) for name, p in ways.items()]
    assert route(made) == route(reversed(made)) == taken


def test_what_is_right_if_the_message_is_nothing_else_counts_for_less_beside_others() -> None:
    """A reading that is nearly certain stands back where the message is more likely something else than not."""
    assert 0.6 > beside(0.6, 0.98) > 0.3
    assert beside(0.2, 0.98) > 0.2
