"""A round cut after any byte, either way: each entry is at the centre exactly once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.config import Folders
from tests.fixtures.centre import Centre
from tests.helpers.cut_line import CutLine, cut_line
from tests.helpers.hall import entries, note, report

ACCEPTOR = "u1001"


def _cut_everywhere(centre: Centre, folder: Path, line: CutLine, step: int) -> int:
    """Rounds with something to send, cut after every `step`-th byte both ways; how many cuts."""
    profile = replace(centre.profile, port=line.port)
    application = Application(Folders(folder), profile)
    made = cuts = 0
    with application.sign_in(ACCEPTOR, demo_password(ACCEPTOR), keep_in_step=False) as duty:
        duty.round()
        case = report(duty)
        line.reset()
        duty.round()
        up, down = line.passed
        for way, whole in (("up", up), ("down", down)):
            for limit in range(1, whole, step):
                note(duty, case, f"{way} {limit}")
                made += 1
                line.reset(**{way: limit})
                duty.round()
                cuts += not duty.status().online
                line.reset()
                duty.round()
        duty.round()
        assert (duty.status().unsent, duty.status().refused) == (0, 0)
    taken = [verdict for step_name, verdict in entries(centre) if step_name == "note"]
    assert taken == ["applied"] * made
    return cuts


@pytest.mark.parametrize("step", [499, pytest.param(8, marks=[pytest.mark.slow])])
@pytest.mark.timeout(3600)
def test_a_round_cut_anywhere_counts_once(centre: Centre, tmp_path: Path, step: int) -> None:
    with cut_line(centre.profile.host, centre.profile.port) as line:
        cuts = _cut_everywhere(centre, tmp_path, line, step)
    print(f"{cuts} cuts")
    assert cuts > 3
