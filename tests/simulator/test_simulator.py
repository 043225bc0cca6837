"""Thousands of histories hold, and every known mistake is found.

One command each: `python -m tests.simulator --seeds 2000` and `--bug all`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulator.__main__ import first_bad
from tests.simulator.bugs import BUGS
from tests.simulator.simulation import run_seed

KILLERS = {
    "two_transactions": 15,
    "marked_sent_before_the_answer": 1,
    "new_id_on_retry": 0,
    "refusal_not_shown": 15,
    "cursor_before_rows": 7,
    "view_not_rebuilt": 0,
    "integer_version": 15,
    "feed_by_sequence": 0,
    "ids_forgotten": 21,
    "no_epoch": 0,
    "receipts_forgotten": 0,
    "refusal_shown_here_alone": 15,
}
"""For each mistake the first seed that finds it; `python -m tests.simulator --bug all` tells.

A change of the life cycles makes other histories of the same seeds: those after it are tried too.
"""

SHORT, PARTS, TRIED, LONG = 200, 4, 60, 2_000


@pytest.mark.parametrize("part", range(PARTS))
def test_histories_hold(part: int, tmp_path: Path) -> None:
    for seed in range(part, SHORT, PARTS):
        run_seed(seed, tmp_path)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("bug", BUGS)
def test_every_mistake_is_found(bug: str, tmp_path: Path) -> None:
    seed = KILLERS[bug]
    assert first_bad(range(seed, seed + TRIED), bug, tmp_path) is not None


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_thousands_of_histories_hold(tmp_path: Path) -> None:
    assert first_bad(range(LONG), None, tmp_path) is None


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("bug", BUGS)
def test_every_mistake_is_found_without_knowing_the_seed(bug: str, tmp_path: Path) -> None:
    assert first_bad(range(LONG), bug, tmp_path) is not None
