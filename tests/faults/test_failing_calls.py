"""Every single call to the disk fails once: there is a sentence, and nothing saved is lost.

One command for every call: `pytest tests/faults/test_failing_calls.py -m slow -s`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.disk import needs_a_disk, run_on_the_disk

pytestmark = needs_a_disk

WORK = """
import sys
from tests.faults.failing import fail_again_and_again
fail_again_and_again(*sys.argv[1:])
"""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("apart", "for_good"),
    [
        (29, False),
        pytest.param(1, False, marks=pytest.mark.slow),
        pytest.param(1, True, marks=pytest.mark.slow),
    ],
)
def test_a_call_that_fails_is_told_and_loses_nothing(
    tmp_path: Path, apart: int, for_good: bool
) -> None:
    lines = run_on_the_disk(WORK, tmp_path, apart, int(for_good)).splitlines()
    tries = [json.loads(line) for line in lines]
    assert [one["wrong"] for one in tries] == [[]] * len(tries)
    assert tries[-1]["code"] is None
    told = [one["code"] for one in tries if one["code"] is not None]
    assert told
    print(f"{len(tries)} calls failed, {len(told)} of them told: 0 lost")
