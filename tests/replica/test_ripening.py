"""What ends by itself shows so in every list, before anybody takes another step."""

from __future__ import annotations

from seatapp.domain.clock import DAY
from seatapp.domain.entries import Value
from tests.helpers.rules import PHOTO
from tests.helpers.seat import Seat

GRID = "999001001001001"
WHY = "照片与另一件同一处。"


def dispatched(seat: Seat) -> str:
    """A case in the hands of a unit."""
    case = seat.report()
    seat.take("u1", "prefile", case, class_code="0110-1", grid_code=GRID, override_reason=WHY)
    seat.take("u2", "file", case)
    return seat.take("u1", "dispatch", case, unit="clean", rule_cited="第3条")


def ask(seat: Seat, case: str, kind: str, **values: Value) -> str:
    """Ask for something on a case; the identifier of the request."""
    seat.take("u3", f"request_{kind}", case, reason="等配件。", **values)
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    return next(str(one["id"]) for one in detail.children if one["subject"] == "request")


def put_off(seat: Seat, case: str) -> int:
    """Put a case off for ten days; until when."""
    until = seat.clock.at + 10 * DAY
    request = ask(seat, case, "deferral", asked_until=until, scans=[PHOTO])
    seat.desk("u2").perform("endorse", "request", request, {"opinion": "需停水"})
    given: dict[str, Value] = {"granted_until": until}
    seat.desk("u4").perform("grant_deferral", "request", request, given, "operations_manager")
    return until


def listed(seat: Seat, queue: str) -> list[tuple[str, str]]:
    """What stands in a queue: subject and the stage that the row itself names."""
    keys = seat.replica.reader.queue_ids(queue, "u1", seat.clock.at)
    rows = seat.replica.reader.queue_states(queue, list(keys))
    return [(str(state["id"]), str(state["stage"])) for state, _case in rows]


def counted(seat: Seat, queue: str) -> int:
    """How many a queue says that it has."""
    return seat.replica.reader.queue_counts([queue], "u1", seat.clock.at)[queue].total


def test_a_case_put_off_is_handled_again_in_lists_when_its_day_has_come(seat: Seat) -> None:
    case = dispatched(seat)
    until = put_off(seat, case)
    seat.clock.at = until - 1
    seat.replica.let_time_pass(seat.clock.at)
    assert listed(seat, "deferred") == [(case, "deferred")]
    assert counted(seat, "handling") == 0
    seat.clock.at = until
    assert listed(seat, "handling") == [(case, "deferred")]
    assert counted(seat, "handling") == 1
    told: list[object] = []
    seat.replica.listen(told.append)
    seat.replica.let_time_pass(seat.clock.at)
    assert listed(seat, "handling") == [(case, "handling")]
    assert (counted(seat, "deferred"), counted(seat, "handling"), len(told)) == (0, 1, 1)
    seat.replica.let_time_pass(seat.clock.at + 60)
    assert len(told) == 1, "what stands as it is is written only once"


def test_the_next_step_is_made_on_the_same_ground_whether_time_was_shown_or_not(
    seat: Seat,
) -> None:
    shown, not_shown = dispatched(seat), dispatched(seat)
    put_off(seat, shown)
    until = put_off(seat, not_shown)
    seat.push_all()
    seat.pull()
    seat.clock.at = until + 60
    seat.take("u3", "respond", not_shown, response="已修好。")
    seat.replica.let_time_pass(seat.clock.at)
    seat.take("u3", "respond", shown, response="已修好。")
    seat.push_all()
    seat.pull()
    assert seat.replica.reader.refused_count() == 0
    assert {seat.state(case)["stage"] for case in (shown, not_shown)} == {"responded"}


def test_a_request_that_lapsed_says_so_and_keeps_its_mark(seat: Seat) -> None:
    request = ask(seat, dispatched(seat), "extension", asked_minutes=60)
    seat.clock.at = int(str(seat.state(request, "request")["due_at"]))
    assert counted(seat, "to_authorise") == 0
    seat.replica.let_time_pass(seat.clock.at)
    with seat.replica._connect() as connection:
        row = connection.exec_driver_sql("SELECT stage, open, pending FROM request_row").one()
    assert tuple(row) == ("lapsed", 0, 1)
