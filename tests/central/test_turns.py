"""Workstations that come back at the same moment begin a few at a time."""

from __future__ import annotations

import pytest

from seatapp.central.gateway import Gateway
from tests.fixtures.centre import Centre

PEOPLE = ("u1001", "u1002", "u1003", "u1004", "u1006", "u1007")
AT_ONCE = 3


@pytest.fixture
def crowd(centre: Centre) -> list[Gateway]:
    return [Gateway(centre.login(person)) for person in PEOPLE]


def later(centre: Centre, seconds: int) -> None:
    """Let so much time pass for everybody who has asked."""
    centre.superuser().execute(
        "UPDATE core.turn SET asked_at = asked_at - s, began_at = began_at - s,"
        " ended_at = ended_at - s, until = until - s FROM (SELECT interval '1 second' * %s s) by",
        (seconds,),
    )


def test_few_begin_and_the_others_wait_by_their_places(crowd: list[Gateway]) -> None:
    waits = [gateway.take_turn() for gateway in crowd]
    assert waits[:AT_ONCE] == [0.0] * AT_ONCE
    assert waits[AT_ONCE:] == pytest.approx([0.12, 0.24, 0.36])


def test_who_asked_first_begins_when_one_is_done(crowd: list[Gateway]) -> None:
    for gateway in crowd:
        gateway.take_turn()
    crowd[0].end_turn()
    assert crowd[5].take_turn() > crowd[4].take_turn() > 0.0
    assert crowd[3].take_turn() == 0.0


def test_those_who_wait_are_told_by_what_rounds_take(centre: Centre, crowd: list[Gateway]) -> None:
    for gateway in crowd[:AT_ONCE]:
        gateway.take_turn()
    centre.superuser().execute("UPDATE core.turn SET began_at = began_at - interval '3 seconds'")
    crowd[0].end_turn()
    assert crowd[3].take_turn() == 0.0
    assert crowd[4].take_turn() == pytest.approx(1.0, abs=0.2)


def test_who_never_says_that_they_are_done_holds_a_turn_for_seconds(
    centre: Centre, crowd: list[Gateway]
) -> None:
    for gateway in crowd:
        gateway.take_turn()
    later(centre, 6)
    assert crowd[5].take_turn() == 0.0


def test_whoever_asks_without_end_has_one_place(crowd: list[Gateway]) -> None:
    greedy, *others = crowd
    for gateway in others[:AT_ONCE]:
        gateway.take_turn()
    for _time in range(20):
        greedy.take_turn()
    assert others[3].take_turn() == pytest.approx(0.24)


def test_the_setting_says_how_many_begin(centre: Centre, crowd: list[Gateway]) -> None:
    centre.superuser().execute(
        "INSERT INTO core.reference (kind, code, n, \"row\") VALUES ('setting', 'turns_at_once', 1,"
        " jsonb_build_object('value', '1'))"
    )
    assert [gateway.take_turn() > 0 for gateway in crowd[:3]] == [False, True, True]


def test_an_older_centre_has_nobody_wait(centre: Centre) -> None:
    gateway = Gateway(centre.login("u1001"))
    centre.superuser().execute("DROP FUNCTION api.take_turn()")
    centre.superuser().execute("DROP FUNCTION api.end_turn()")
    assert gateway.take_turn() == 0.0
    gateway.end_turn()


def test_who_keeps_a_transaction_open_keeps_nobody_from_coming_back(centre: Centre) -> None:
    wire = centre.login("u1001")
    with wire.transaction():
        wire.execute("SELECT api.take_turn()")
        assert Gateway(centre.login("u1002")).take_turn() == 0.0
