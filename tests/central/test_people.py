"""People are put in place by an admin, and closed at once."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import psycopg
import pytest

from seatapp.admin.city import demo_password
from seatapp.admin.people import (
    NewPerson,
    PersonRefused,
    change_password,
    disable_person,
    password_verifier,
    people_of,
    put_person,
    reset_password,
)
from seatapp.admin.recovery import admin_log
from seatapp.central.messages import HeldPost
from seatapp.errors import SignInRefused
from tests.fixtures.centre import ADMIN, Centre, Wire

NEW = NewPerson("u8001", "新人", [HeldPost("acceptor", "999001")], "first-pass")


@pytest.fixture(autouse=True)
def _no_new_people_left(centre: Centre) -> Iterator[None]:
    """Log-ins are the server's and outlive a database."""
    yield
    wire = centre.superuser()
    wire.execute("UPDATE core.member SET active = true")
    wire.execute("ALTER ROLE u1001 LOGIN")
    wire.execute("DROP ROLE IF EXISTS u8001")


def posts(wire: Wire, person: str) -> list[tuple[str, str]]:
    return wire.execute("SELECT post, area FROM core.posts_of(%s) ORDER BY 1", (person,)).fetchall()


def shown(wire: Wire, person: str) -> object:
    query = "SELECT row FROM core.reference WHERE kind = 'person' AND code = %s"
    row = wire.execute(query, (person,)).fetchone()
    return row and row[0]


def test_an_admin_puts_a_person_in_place(centre: Centre) -> None:
    put_person(centre.login(ADMIN), NEW)
    answer = centre.login("u8001", "first-pass").execute("SELECT session_user").fetchone()
    assert answer == ("u8001",)
    superuser = centre.superuser()
    assert posts(superuser, "u8001") == [("acceptor", "999001")]
    assert shown(superuser, "u8001") == {"name": "新人", "posts": ["acceptor@999001"]}


def test_a_new_person_can_do_nothing_but_log_in(centre: Centre) -> None:
    put_person(centre.login(ADMIN), NEW)
    row = centre.superuser().execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolconnlimit"
        " FROM pg_roles WHERE rolname = 'u8001'"
    )
    assert row.fetchone() == (False, False, False, False, False, 3)


def test_posts_are_what_was_said_last_and_history_stays(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    put_person(wire, NEW)
    moved = [HeldPost("dispatcher", "9990"), HeldPost("acceptor", "999001")]
    put_person(wire, NewPerson("u8001", "新人", moved))
    superuser = centre.superuser()
    assert posts(superuser, "u8001") == [("acceptor", "999001"), ("dispatcher", "9990")]
    put_person(wire, NewPerson("u8001", "新名", [HeldPost("dispatcher", "9990")]))
    assert posts(superuser, "u8001") == [("dispatcher", "9990")]
    kept = superuser.execute("SELECT count(*) FROM core.member_post WHERE person = 'u8001'")
    assert kept.fetchone() == (2,)
    assert shown(superuser, "u8001") == {"name": "新名", "posts": ["dispatcher@9990"]}
    assert centre.login("u8001", "first-pass").info.user == "u8001"


def test_everybody_learns_of_a_new_colleague(centre: Centre) -> None:
    put_person(centre.login(ADMIN), NEW)
    row = centre.superuser().execute(
        "SELECT f.op, f.n = c.n FROM core.feed f, core.counter c"
        " WHERE f.scope = 'ref' AND f.kind = 'reference' AND f.subject = 'person/u8001'"
    )
    assert row.fetchone() == ("in", True)


def test_a_post_lies_in_an_area_of_the_city(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    elsewhere = [HeldPost("dispatcher", "9990"), HeldPost("acceptor", "999009")]
    with pytest.raises(PersonRefused) as caught:
        put_person(wire, NewPerson("u8001", "新人", elsewhere, "first-pass"))
    assert caught.value.code == "area_unknown"
    assert shown(centre.superuser(), "u8001") is None


@pytest.mark.parametrize("person", ["u1001", "u1007", "u1020"])
def test_nobody_but_an_admin_manages_people(centre: Centre, person: str) -> None:
    wire = centre.login(person)
    with pytest.raises(PersonRefused) as caught:
        put_person(wire, NEW)
    assert caught.value.code == "not_admin"
    with pytest.raises(PersonRefused) as caught:
        disable_person(wire, "u1002")
    assert caught.value.code == "not_admin"
    superuser = centre.superuser()
    assert shown(superuser, "u8001") is None
    made = superuser.execute("SELECT FROM pg_roles WHERE rolname = 'u8001'").fetchone()
    assert made is None


@pytest.mark.parametrize("login", ["postgres", "seat_owner", "u12", "u1001x", "U8001", 'u1"; --'])
def test_only_opaque_names_become_log_ins(centre: Centre, login: str) -> None:
    wire = centre.login(ADMIN)
    with pytest.raises(PersonRefused) as caught:
        put_person(wire, NewPerson(login, "某", [], "long-enough-1"))
    assert caught.value.code == "login_form"


def test_a_role_of_somebody_else_is_not_taken_over(centre: Centre) -> None:
    superuser = centre.superuser()
    superuser.execute("CREATE ROLE u8001 LOGIN")
    with pytest.raises(PersonRefused) as caught:
        put_person(centre.login(ADMIN), NEW)
    assert caught.value.code == "role_taken"


@pytest.mark.parametrize(
    "verifier", ["first-pass", "md5" + "0" * 32, "SCRAM-SHA-256$4096:x$y:z", "'; DROP TABLE x; --"]
)
def test_a_password_in_clear_text_is_refused(centre: Centre, verifier: str) -> None:
    request = json.dumps({"login": "u8001", "name": "某", "posts": [], "verifier": verifier})
    row = centre.login(ADMIN).execute("SELECT api.put_person(%s)", (request,)).fetchone()
    assert row == ('{"problem": "password_form"}',)


def test_a_new_person_needs_a_password(centre: Centre) -> None:
    with pytest.raises(PersonRefused) as caught:
        put_person(centre.login(ADMIN), NewPerson("u8001", "某", []))
    assert caught.value.code == "password_form"


@pytest.mark.parametrize("password", ["", "short-1", "onlyletters", "12345678901", "u8001-u8001"])
def test_a_password_that_is_easy_to_guess_is_refused(centre: Centre, password: str) -> None:
    with pytest.raises(PersonRefused) as caught:
        password_verifier(centre.login(ADMIN), "u8001", password)
    assert caught.value.code == "weak_password"


def test_the_password_never_reaches_the_wire(centre: Centre) -> None:
    verifier = password_verifier(centre.login(ADMIN), "u8001", "first-pass")
    assert verifier.startswith("SCRAM-SHA-256$")
    assert "first-pass" not in verifier
    assert "first-pass" not in repr(NEW)


def test_every_post_of_the_tables_can_be_held_and_no_other(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    table = (files("db") / "workflow" / "posts.csv").read_text("utf-8-sig").splitlines()
    held = [HeldPost(row["post"], "9990") for row in csv.DictReader(table)]
    put_person(wire, NewPerson("u8001", "某", held, "first-pass"))
    assert {post for post, _ in posts(centre.superuser(), "u8001")} == {one.post for one in held}
    for wrong in (HeldPost("mayor", "9990"), HeldPost("acceptor", ""), HeldPost("acceptor", "9%")):
        with pytest.raises(PersonRefused) as caught:
            put_person(wire, NewPerson("u8001", "某", [wrong]))
        assert caught.value.code == "post_unknown"


@pytest.mark.parametrize("request_text", ["", "[]", "{}", '{"login": "u8001"}', "x" * 20_001])
def test_nonsense_is_answered_and_not_raised(centre: Centre, request_text: str) -> None:
    row = centre.login(ADMIN).execute("SELECT api.put_person(%s)", (request_text,)).fetchone()
    assert row == ('{"problem": "malformed"}',)


def test_disabling_ends_the_sessions_and_closes_the_door(centre: Centre) -> None:
    wire, other = centre.login("u1001"), centre.login("u1002")
    disable_person(centre.login(ADMIN), "u1001")
    with pytest.raises(psycopg.OperationalError):
        wire.execute("SELECT 1")
    with pytest.raises(SignInRefused) as caught:
        centre.login("u1001")
    assert caught.value.code == "closed"
    assert other.execute("SELECT 1").fetchone() == (1,)
    assert shown(centre.superuser(), "u1001") == {"name": "陈思远", "posts": []}


def test_a_disabled_person_can_come_back(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    disable_person(wire, "u1001")
    back = NewPerson("u1001", "陈思远", [HeldPost("acceptor", "9990")])
    with pytest.raises(PersonRefused) as caught:
        put_person(wire, back)
    assert caught.value.code == "disabled", "an old list of people lets nobody in again"
    put_person(wire, replace(back, password=demo_password("u1001")))
    assert centre.login("u1001").info.user == "u1001"


def test_an_admin_does_not_lock_the_door_behind_everybody(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    with pytest.raises(PersonRefused) as caught:
        disable_person(wire, ADMIN)
    assert caught.value.code == "oneself"
    with pytest.raises(PersonRefused) as caught:
        put_person(wire, NewPerson(ADMIN, "石立新", [HeldPost("acceptor", "9990")]))
    assert caught.value.code == "oneself"
    assert posts(centre.superuser(), ADMIN) == [("admin", "9990")]


@pytest.mark.parametrize("login", ["u7777", "postgres", "seat_owner"])
def test_only_people_can_be_disabled(centre: Centre, login: str) -> None:
    with pytest.raises(PersonRefused) as caught:
        disable_person(centre.login(ADMIN), login)
    assert caught.value.code == "unknown_person"


def test_people_change_their_own_password(centre: Centre) -> None:
    put_person(centre.login(ADMIN), NEW)
    change_password(centre.login("u8001", "first-pass"), "u8001", "second-pass-2")
    assert centre.login("u8001", "second-pass-2").info.user == "u8001"
    with pytest.raises(SignInRefused) as caught:
        centre.login("u8001", "first-pass")
    assert caught.value.code == "wrong_password"


def test_who_forgot_a_password_gets_another_and_stays_what_they_were(centre: Centre) -> None:
    admin = centre.login(ADMIN)
    put_person(admin, NEW)
    before = posts(centre.superuser(), "u8001")
    reset_password(admin, "u8001", "second-pass")
    centre.login("u8001", "second-pass").execute("SELECT 1")
    with pytest.raises(SignInRefused):
        centre.login("u8001", "first-pass")
    assert posts(centre.superuser(), "u8001") == before
    assert admin_log(admin, 1)[0].act == "reset_password"


def test_only_an_admin_resets_and_only_for_people_who_are_there(centre: Centre) -> None:
    admin = centre.login(ADMIN)
    put_person(admin, NEW)
    with pytest.raises(PersonRefused) as told:
        reset_password(centre.login("u1007"), "u8001", "second-pass")
    assert told.value.code == "not_admin"
    disable_person(admin, "u8001")
    for login in ("u8001", "u8999", "postgres", "seat_owner"):
        with pytest.raises(PersonRefused) as told:
            reset_password(admin, login, "second-pass")
        assert told.value.code == "unknown_person"


def test_an_admin_sees_everybody_and_what_stands_in_their_way(centre: Centre) -> None:
    admin, until = centre.login(ADMIN), "2030-01-01T00:00:00+00:00"
    put_person(admin, NewPerson("u8031", "孟甲", [HeldPost("acceptor", "999001")], "mengjia-8"))
    put_person(admin, NewPerson("u8032", "孟乙", [HeldPost("monitor", "9990")], "mengyi-80"))
    disable_person(admin, "u8032")
    owner = centre.superuser()
    owner.execute(
        "INSERT INTO core.lock_out (person, until, failures) VALUES ('u8031', %s, 5)", (until,)
    )
    people = {one.login: one for one in people_of(admin)}
    assert set(people) > {ADMIN, "u1001", "u8031", "u8032"}
    first, second = people["u8031"], people["u8032"]
    assert (first.name, first.active, first.posts) == ("孟甲", True, ["acceptor@999001"])
    assert first.locked_until == 1893456000
    assert first.password_until is not None
    assert first.password_until > time.time()
    assert (second.active, second.locked_until) == (False, None)
    with pytest.raises(PersonRefused) as refused:
        people_of(centre.login("u1001"))
    assert refused.value.code == "not_admin"
