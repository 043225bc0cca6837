"""What a grant would come to is what it comes to when it is given."""

from __future__ import annotations

import pytest

from seatapp.domain.clock import DAY
from seatapp.domain.entries import Value
from tests.helpers.rules import PHOTO
from tests.helpers.seat import Seat
from tests.replica.test_ripening import ask, dispatched


@pytest.mark.parametrize("hours", [0, 1])
@pytest.mark.parametrize("kind", ["extension", "deferral"])
def test_the_deadline_foretold_is_the_one_that_follows(seat: Seat, kind: str, hours: int) -> None:
    case = dispatched(seat)
    seat.clock.pass_by(hours=hours)
    wished, granted = _sizes(kind, seat.clock.at)
    request = ask(seat, case, kind, scans=[PHOTO], **wished)
    weigh = seat.replica.reader.weigh
    assert weigh(case, "elsewhere", granted) is None
    assert weigh("elsewhere", request, granted) is None
    told = weigh(case, request, granted)
    assert told is not None
    endorsed = seat.desk("u2").perform("endorse", "request", request, {"opinion": "情况属实"})
    assert endorsed.subject_id == request
    post = "operations_manager"
    seat.desk("u4").perform(f"grant_{kind}", "request", request, granted, post)
    assert seat.state(case)["due_at"] == told.due_after


def _sizes(kind: str, now: int) -> tuple[dict[str, Value], dict[str, Value]]:
    """What is asked for, and the same as it is granted."""
    if kind == "extension":
        return {"asked_minutes": 60}, {"granted_minutes": 60}
    return {"asked_until": now + 10 * DAY}, {"granted_until": now + 10 * DAY}
