"""A recovery key is left by a workstation, given to an admin who says why, and never in secret."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from seatapp.admin.people import NewPerson, disable_person, put_person
from seatapp.admin.recovery import RecoveryRefused, admin_log, fetch_recovery_key
from seatapp.central.messages import HeldPost
from seatapp.errors import CentreRefused
from seatapp.ids import new_id
from tests.fixtures.centre import ADMIN, Centre, Wire
from tests.helpers.seat_line import SeatLine

KEY = bytes(range(32))
REASON = "A01 更换主板，钥匙串丢失"


def answer(wire: Wire, call: str, *values: object) -> dict[str, Any]:
    row = wire.execute(f"SELECT api.{call}".encode(), values).fetchone()
    assert row is not None
    told: dict[str, Any] = json.loads(row[0])
    return told


@pytest.fixture
def left(centre: Centre) -> tuple[str, str]:
    """A workstation and the name of the key that it has left."""
    line = SeatLine(centre, "u1001")
    name = new_id()
    line.gateway.put_recovery_key(line.seat, name, KEY)
    return line.seat, name


def refused(wire: Wire, seat: str, name: str, reason: str = REASON) -> str:
    with pytest.raises(RecoveryRefused) as caught:
        fetch_recovery_key(wire, seat, name, reason)
    return caught.value.code


def test_an_admin_fetches_a_key_and_the_log_says_so(centre: Centre, left: tuple[str, str]) -> None:
    wire = centre.login(ADMIN)
    assert fetch_recovery_key(wire, *left, REASON) == KEY
    line = admin_log(centre.login("u1020"), 1)[0]
    assert (line.person, line.act, line.subject, line.reason) == (
        ADMIN, "recovery", left[1], REASON,
    )  # fmt: skip


def test_only_an_admin_with_a_reason_gets_one(centre: Centre, left: tuple[str, str]) -> None:
    for person in ("u1001", "u1007", "u1020"):
        assert refused(centre.login(person), *left) == "not_admin"
    admin = centre.login(ADMIN)
    for reason in ("", "   ", "急", "长" * 201):
        assert refused(admin, *left, reason) == "malformed"
    assert refused(admin, left[0], new_id()) == "unknown_key"
    assert refused(admin, str(uuid4()), left[1]) == "unknown_key"


def test_no_key_is_given_in_a_transaction_that_may_be_rolled_back(
    centre: Centre, left: tuple[str, str]
) -> None:
    wire = centre.login(ADMIN)
    wire.execute("BEGIN")
    wire.execute("SAVEPOINT before")
    asked = answer(wire, "request_recovery(%s::uuid, %s::uuid, %s)", *left, REASON)
    told = answer(wire, "recovery_key(%s::uuid)", asked["request"])
    assert told == {"problem": "no_request"}
    wire.execute("ROLLBACK")
    assert answer(wire, "recovery_key(%s::uuid)", asked["request"]) == {"problem": "no_request"}


def test_a_request_is_one_s_own_and_ends(centre: Centre, left: tuple[str, str]) -> None:
    mine, another = centre.login(ADMIN), centre.login("u1023")
    asked = answer(mine, "request_recovery(%s::uuid, %s::uuid, %s)", *left, REASON)["request"]
    assert answer(another, "recovery_key(%s::uuid)", asked) == {"problem": "no_request"}
    assert answer(mine, "recovery_key(%s::uuid)", asked) == {"problem": None, "key": KEY.hex()}
    owner = centre.superuser()
    owner.execute("UPDATE core.admin_log SET at = at - interval '11 minutes'")
    assert answer(mine, "recovery_key(%s::uuid)", asked) == {"problem": "no_request"}


def test_a_key_is_never_replaced(centre: Centre, left: tuple[str, str]) -> None:
    seat, name = left
    thief = SeatLine(centre, "u1002", seat)
    thief.gateway.put_recovery_key(seat, name, KEY)
    with pytest.raises(CentreRefused) as caught:
        thief.gateway.put_recovery_key(seat, name, bytes(32))
    assert caught.value.code == "taken"
    assert fetch_recovery_key(centre.login(ADMIN), *left, REASON) == KEY


def test_only_who_sits_there_leaves_a_key(centre: Centre, left: tuple[str, str]) -> None:
    stranger = SeatLine(centre, "u1002")
    for seat, key, code in (
        (left[0], KEY, "no_session"),
        (stranger.seat, b"short", "malformed"),
        (str(uuid4()), KEY, "no_session"),
    ):
        with pytest.raises(CentreRefused) as caught:
            stranger.gateway.put_recovery_key(seat, new_id(), key)
        assert caught.value.code == code


def test_nobody_fills_the_centre_with_keys_or_leaves_colleagues_no_room(centre: Centre) -> None:
    line = SeatLine(centre, "u1001")
    for _ in range(50):
        line.gateway.put_recovery_key(line.seat, new_id(), KEY)
    with pytest.raises(CentreRefused) as caught:
        line.gateway.put_recovery_key(line.seat, new_id(), KEY)
    assert caught.value.code == "too_many"
    colleague = SeatLine(centre, "u1002", line.seat)
    colleague.gateway.put_recovery_key(line.seat, new_id(), KEY)


def test_what_admins_do_is_written_down_for_those_above_them(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    before = len(admin_log(wire, 1))
    try:
        put_person(wire, NewPerson("u1002", "林晓禾", [HeldPost("acceptor", "9990")]))
        disable_person(wire, "u1002")
    finally:
        centre.superuser().execute("ALTER ROLE u1002 LOGIN")
    lines = admin_log(centre.login("u1018"), 1)
    assert len(lines) == before + 2
    assert [(line.person, line.act, line.subject, line.reason) for line in lines[:2]] == [
        (ADMIN, "disable_person", "u1002", ""),
        (ADMIN, "put_person", "u1002", "acceptor@9990"),
    ]
    with pytest.raises(RecoveryRefused) as caught:
        admin_log(centre.login("u1001"), 1)
    assert caught.value.code == "not_your_post"
