"""The third issue's acceptance: each message is accounted for, none missing, none doubled, none without a debt."""

import random
from pathlib import Path

import pytest

from tests.e2e.quarter import Quarter, live_through, staff
from tests.e2e.reminding import house

pytestmark = pytest.mark.e2e


@pytest.mark.soak
@pytest.mark.parametrize("seed", [676, *range(1, 11)])
def test_a_quarter_is_lived_through(tmp_path: Path, seed: int) -> None:
    """Seeded; the long form kills the bot while it sends at every step, not at one."""
    with house(tmp_path, staff(), "2019-09-05T09:00:00") as ministry:
        quarter = Quarter(ministry, random.Random(seed))
        live_through(quarter, kills=seed < 676)
        rows = [state for _, _, state, _ in ministry.states()]
        assert not quarter.faults, "\n".join(quarter.faults)
        assert quarter.heard > 60
        assert rows.count("sent") <= quarter.heard <= rows.count("sent") + rows.count("unknown")
        assert rows.count("unknown") <= quarter.kills
        assert set(rows) <= {"sent", "skipped", "unknown"}
