"""The disk is full at any moment of a commit: nothing saved is lost, and the ballast helps on.

One command for every 2,039th byte: `pytest tests/faults/test_full_disk.py -m slow -s`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seatapp.domain.tables import load_workflow
from tests.faults.disk import needs_a_disk, run_on_the_disk
from tests.helpers.made_centre import MadeCentre
from tests.helpers.seat import Seat

WORKFLOW = load_workflow()
WHOLE = 500_000
"""More than what opening the file and a few steps need."""

WORK = """
import sys
from tests.faults.filling import fill_again_and_again
fill_again_and_again(*sys.argv[1:])
"""


def _tries(tmp_path: Path, apart: int, ballast: int) -> list[dict[str, Any]]:
    seat = Seat(tmp_path / "seat", WORKFLOW, MadeCentre(WORKFLOW))
    seat.report()
    seat.replica.close()
    told = run_on_the_disk(WORK, seat.folder, tmp_path / "full", WHOLE, apart, ballast)
    return [json.loads(line) for line in told.splitlines()]


@needs_a_disk
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("apart", [90_001, pytest.param(2_039, marks=pytest.mark.slow)])
def test_a_full_disk_loses_nothing_wherever_it_ends(tmp_path: Path, apart: int) -> None:
    tries = _tries(tmp_path, apart, ballast=0)
    assert [one["wrong"] for one in tries] == [[]] * len(tries)
    codes = {one["code"] for one in tries}
    assert codes == {"disk_full", None}, codes
    assert all(one["saved_after"] for one in tries)
    full = sum(one["code"] == "disk_full" for one in tries)
    print(f"{len(tries)} sizes, the disk was full in {full}: 0 lost, all went on afterwards")


@needs_a_disk
def test_the_ballast_lets_the_step_be_saved(tmp_path: Path) -> None:
    tries = _tries(tmp_path, 450_007, ballast=1 << 20)
    assert [(one["wrong"], one["code"]) for one in tries] == [([], None)] * len(tries)
    assert any(one["given_up"] for one in tries)
    assert not all(one["given_up"] for one in tries)
