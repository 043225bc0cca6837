"""Signing in at the centre: who gets a session, and what it holds."""

from __future__ import annotations

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from seatapp.central.messages import PROTOCOL
from seatapp.domain.entries import key_blocks
from tests.fixtures.centre import ADMIN, Centre, Wire

SEAT = "6f1d3f0a-8f5e-4a43-9a55-2b9f3c1d7e20"
DAY = 86_400


def opened(wire: Wire, seat: str = SEAT, protocol: object = PROTOCOL) -> dict[str, Any]:
    return asked(wire, json.dumps({"seat": seat, "protocol": protocol, "program": "test"}))


def asked(wire: Wire, request: str) -> dict[str, Any]:
    row = wire.execute("SELECT api.open_session(%s)", (request,)).fetchone()
    assert row is not None
    answer: dict[str, Any] = json.loads(row[0])
    return answer


def only(wire: Wire, query: str) -> Any:
    row = wire.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_member_learns_name_posts_and_scopes(centre: Centre) -> None:
    session = opened(centre.login("u1003"))
    assert session["problem"] is None
    assert (session["person"], session["name"]) == ("u1003", "周若楠")
    assert session["posts"] == [{"post": "acceptor", "area": "999001"}]
    assert session["scopes"] == ["area:999001", "person:u1003", "ref"]
    assert (session["city"], session["city_name"]) == ("999000", "宁川市")
    assert (session["seat_code"], session["last_q"], session["epoch"]) == ("A01", 0, 1)


def test_a_post_for_the_whole_city_sees_every_area(centre: Centre) -> None:
    scopes = opened(centre.login("u1001"))["scopes"]
    assert scopes == ["area:999000", "area:999001", "area:999002", "person:u1001", "ref"]


def test_a_post_that_has_ended_gives_nothing(centre: Centre) -> None:
    centre.superuser().execute(
        "UPDATE core.member_post SET valid_until = now() WHERE person = 'u1001'"
    )
    session = opened(centre.login("u1001"))
    assert session["posts"] == []
    assert session["scopes"] == ["ref"]


def test_the_centre_holds_the_two_blocks_of_the_key_and_no_key(centre: Centre) -> None:
    session = opened(centre.login("u1001"))
    key = bytes.fromhex(session["key"])
    assert len(key) == 32
    row = centre.superuser().execute(
        "SELECT inner_block, outer_block FROM core.courier_key WHERE key_id = %s",
        (session["key_id"],),
    )
    assert row.fetchone() == key_blocks(key)
    signed = centre.superuser().execute(
        "SELECT sha256(outer_block || sha256(inner_block || convert_to('正文', 'UTF8')))"
        " FROM core.courier_key"
    )
    assert signed.fetchone() == (hmac.new(key, "正文".encode(), hashlib.sha256).digest(),)


def test_a_key_signs_for_a_week_and_is_accepted_for_sixty_days(centre: Centre) -> None:
    session = opened(centre.login("u1001"))
    left = session["sign_until"] - session["server_time"]
    assert 7 * DAY - 60 < left <= 7 * DAY
    accepted = only(
        centre.superuser(),
        "SELECT extract(epoch FROM accept_until - sign_until)::int FROM core.courier_key",
    )
    assert accepted == 53 * DAY


def test_a_person_has_one_key_at_a_workstation_until_it_wears_out(centre: Centre) -> None:
    wire = centre.login("u1001")
    first = opened(wire)
    assert opened(wire)["key"] == first["key"]
    superuser = centre.superuser()
    superuser.execute("UPDATE core.courier_key SET sign_until = now() + interval '3 days 1 hour'")
    assert opened(wire)["key_id"] == first["key_id"]
    superuser.execute("UPDATE core.courier_key SET sign_until = now() + interval '2 days 23 hours'")
    second = opened(wire)
    assert second["key_id"] != first["key_id"]
    assert second["key"] != first["key"]
    superuser.execute("UPDATE core.courier_key SET revoked = true")
    assert opened(wire)["key_id"] not in (first["key_id"], second["key_id"])


def test_keys_differ_by_person_and_by_workstation(centre: Centre) -> None:
    one, other = centre.login("u1001"), centre.login("u1002")
    keys = [opened(one)["key"], opened(other)["key"], opened(one, str(uuid4()))["key"]]
    assert len(set(keys)) == 3


def test_people_at_one_workstation_share_its_key_and_workstations_do_not(centre: Centre) -> None:
    one, other = opened(centre.login("u1001")), opened(centre.login("u1002"))
    elsewhere = opened(centre.login("u1001"), str(uuid4()))
    assert one["seat_key"] == other["seat_key"] != elsewhere["seat_key"]
    assert one["search_key"] == other["search_key"] == elsewhere["search_key"]
    assert one["city_key"] == other["city_key"] == elsewhere["city_key"] != one["search_key"]
    assert len(bytes.fromhex(one["seat_key"])) == 32


def test_workstations_get_short_names_in_turn(centre: Centre) -> None:
    wire = centre.login("u1001")
    assert [opened(wire, str(uuid4()))["seat_code"] for _ in range(3)] == ["A01", "A02", "A03"]


def test_workstations_that_come_at_once_get_names_of_their_own(centre: Centre) -> None:
    wires = [centre.login(person) for person in ("u1001", "u1002", "u1003", "u1004")]
    same = str(uuid4())
    with ThreadPoolExecutor(len(wires)) as at_once:
        own = list(at_once.map(lambda wire: opened(wire, str(uuid4()))["seat_code"], wires))
        shared = list(at_once.map(lambda wire: opened(wire, same)["seat_code"], wires))
    assert sorted(own) == ["A01", "A02", "A03", "A04"]
    assert shared == ["A05"] * 4


@pytest.mark.parametrize(
    ("serial", "code"),
    [(1, "A01"), (99, "A99"), (100, "B01"), (26 * 99, "Z99"), (26 * 99 + 1, "AA01")],
)
def test_names_of_workstations_never_run_out(centre: Centre, serial: int, code: str) -> None:
    assert only(centre.superuser(), f"SELECT core.seat_code({serial})") == code


def test_the_last_number_of_a_workstation_is_told(centre: Centre) -> None:
    wire = centre.login("u1001")
    opened(wire)
    centre.superuser().execute("UPDATE core.seat SET last_q = 41")
    assert opened(wire)["last_q"] == 41


def test_somebody_disabled_gets_no_session(centre: Centre) -> None:
    wire = centre.login("u1001")
    centre.superuser().execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    assert opened(wire) == {"problem": "not_active"}
    assert only(centre.superuser(), "SELECT count(*) FROM core.seat") == 0


def test_a_log_in_that_is_no_member_gets_no_session(centre: Centre) -> None:
    superuser = centre.superuser()
    wire = centre.login("u1001")
    superuser.execute("DELETE FROM core.member_post WHERE person = 'u1001'")
    superuser.execute("DELETE FROM core.member WHERE person = 'u1001'")
    assert opened(wire) == {"problem": "not_active"}


def test_another_role_does_not_make_another_person(centre: Centre) -> None:
    superuser = centre.superuser()
    superuser.execute("SET ROLE seat_people")
    request = json.dumps({"seat": SEAT, "protocol": 1})
    assert asked(superuser, request) == {"problem": "not_active"}


@pytest.mark.parametrize(
    ("protocol", "problem"), [(PROTOCOL - 1, "too_old"), (PROTOCOL + 1, "too_new")]
)
def test_a_program_of_another_age_is_told_so(centre: Centre, protocol: int, problem: str) -> None:
    answer = opened(centre.login("u1001"), protocol=protocol)
    assert answer == {"problem": problem, "lowest": PROTOCOL, "highest": PROTOCOL}


def test_both_speak_the_highest_protocol_that_both_know(centre: Centre) -> None:
    centre.superuser().execute(
        "CREATE OR REPLACE FUNCTION core.protocols(OUT lowest int, OUT highest int)"
        " LANGUAGE sql IMMUTABLE AS 'SELECT 2, 4'"
    )
    wire = centre.login("u1001")
    for lowest, highest, spoken in ((1, 2, 2), (1, 3, 3), (3, 9, 4)):
        request = {"seat": SEAT, "lowest": lowest, "protocol": highest}
        assert asked(wire, json.dumps(request))["protocol"] == spoken
    for lowest, highest, problem in ((1, 1, "too_old"), (5, 9, "too_new")):
        request = {"seat": SEAT, "lowest": lowest, "protocol": highest}
        assert asked(wire, json.dumps(request))["problem"] == problem


def test_nonsense_is_answered_and_not_raised(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    for request in (
        "",
        "{",
        "[]",
        "7",
        "null",
        '{"protocol": 1}',
        '{"seat": "x", "protocol": 1}',
        '{"seat": null, "protocol": 1}',
        f'{{"seat": "{SEAT}"}}',
        f'{{"seat": "{SEAT}", "protocol": "1e999"}}',
        f'{{"seat": "{SEAT}", "protocol": 1, "program": "\\u0000"}}',
        "[" * 2000,
        " " * 2001,
    ):
        assert asked(wire, request) == {"problem": "malformed"}
