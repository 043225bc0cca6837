"""Workstations that come back at the same moment are spread by the centre."""

from __future__ import annotations

from itertools import pairwise

from seatapp.central.gateway import Gateway
from tests.fixtures.centre import Centre


def spaced(centre: Centre, milliseconds: int) -> None:
    centre.superuser().execute(
        "INSERT INTO core.reference (kind, code, n, \"row\") VALUES ('setting',"
        " 'turn_milliseconds', 1, jsonb_build_object('value', %s::text))",
        (milliseconds,),
    )


def test_who_comes_alone_does_not_wait(centre: Centre) -> None:
    assert Gateway(centre.login("u1001")).take_turn() == 0.0


def test_who_comes_with_others_waits_for_a_turn_of_their_own(centre: Centre) -> None:
    spaced(centre, 5_000)
    gateways = [Gateway(centre.login(person)) for person in ("u1001", "u1002", "u1006")]
    waits = [gateway.take_turn() for gateway in gateways]
    assert waits[0] == 0.0
    assert all(0.0 < later - sooner <= 5.0 for sooner, later in pairwise(waits))


def test_nobody_holds_others_up_for_longer_than_a_minute(centre: Centre) -> None:
    spaced(centre, 9_000)
    greedy = Gateway(centre.login("u1001"))
    for _time in range(20):
        greedy.take_turn()
    assert Gateway(centre.login("u1002")).take_turn() <= 69.0


def test_an_older_centre_has_nobody_wait(centre: Centre) -> None:
    gateway = Gateway(centre.login("u1001"))
    centre.superuser().execute("DROP FUNCTION api.take_turn()")
    assert gateway.take_turn() == 0.0


def test_who_keeps_the_row_locked_keeps_nobody_from_coming_back(centre: Centre) -> None:
    wire = centre.login("u1001")
    with wire.transaction():
        wire.execute("SELECT api.take_turn()")
        assert Gateway(centre.login("u1002")).take_turn() <= 10.0
