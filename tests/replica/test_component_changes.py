"""Changes of components: two clocks, a queue, and an end, offline and at the centre."""

from __future__ import annotations

import pytest

from seatapp.domain.entries import Value
from seatapp.errors import StepRefused
from tests.helpers.seat import Seat

DAY = 86_400


def noted(seat: Seat) -> str:
    """A cover that is gone, as an acceptor registers it."""
    values: dict[str, Value] = {
        "area": "999001",
        "change_kind": "removed",
        "component_name": "雨水井盖",
        "found_at": seat.clock.at,
    }
    return seat.desk().perform("note_change", "component_change", None, values).subject_id


def test_reported_within_a_day_and_stored_within_three(seat: Seat) -> None:
    change, begun = noted(seat), seat.clock.at

    def state() -> dict[str, object]:
        found = seat.replica.reader.state("component_change", change)
        assert found is not None
        return dict(found)

    assert (state()["stage"], state()["due_at"]) == ("noted", begun + DAY)
    seat.clock.pass_by(hours=5)
    seat.desk().perform("report_change", "component_change", change, {})
    assert state()["due_at"] == begun + 5 * 3600 + 3 * DAY
    keys = seat.replica.reader.queue_ids("component_changes", "u1", seat.clock.at)
    (row,) = seat.replica.reader.queue_rows("component_changes", keys)
    assert row.title == "雨水井盖"
    seat.desk().perform("store_change", "component_change", change, {})
    assert state()["stage"] == "stored"
    assert state().get("due_at") is None
    assert not seat.replica.reader.queue_ids("component_changes", "u1", seat.clock.at)
    seat.push_all()
    assert state()["stage"] == "stored"


@pytest.mark.parametrize("code", ["999001010200009", "99900101020000９9", "99900101020000 9"])
def test_the_code_of_the_register_has_sixteen_digits(seat: Seat, code: str) -> None:
    change = noted(seat)
    seat.desk().perform("report_change", "component_change", change, {})
    with pytest.raises(StepRefused, match="16 位数字"):
        seat.desk().perform("store_change", "component_change", change, {"new_code": code})
    given: dict[str, Value] = {"new_code": "9990010102000099"}
    seat.desk().perform("store_change", "component_change", change, given)


def test_what_is_stored_is_not_declined(seat: Seat) -> None:
    change = noted(seat)
    with pytest.raises(StepRefused):
        seat.desk().perform("store_change", "component_change", change, {})
    seat.desk().perform("decline_change", "component_change", change, {"reason": "误报"})
    with pytest.raises(StepRefused):
        seat.desk().perform("report_change", "component_change", change, {})
