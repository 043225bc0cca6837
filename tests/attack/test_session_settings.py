"""Attacks by what a person may set for the session: no setting moves what a function decides."""

from __future__ import annotations

import pytest

from seatapp.admin.centre import check_centre
from seatapp.admin.people import change_password
from tests.attack.fortress import Target, mended, only, outcome, rows
from tests.fixtures.centre import ADMIN, Wire
from tests.helpers.seat_line import SeatLine, codes, grid_report, phone_report

WORDS = "ZZSECRETZZ"
PRINTED = ("debug_print_parse", "debug_print_rewritten", "debug_print_plan")
END = "SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = 'u1001'"
PASSWORD = "SELECT rolpassword FROM pg_authid WHERE rolname = 'u1001'"


def told_everything(wire: Wire) -> list[str]:
    """Where the server prints from now on what it works with, for this session."""
    heard: list[str] = []
    wire.add_notice_handler(
        lambda told: heard.append(f"{told.message_primary}{told.message_detail}")
    )
    wire.execute("SET client_min_messages = log")
    for setting in PRINTED:
        wire.execute(f"SET {setting} = on".encode())
    return heard


def printed(heard: list[str]) -> bool:
    """Whether the words stand in what was heard, as PostgreSQL prints a constant."""
    bytes_of_it = " ".join(str(byte) for byte in WORDS.encode())
    return bytes_of_it in "\n".join(heard)


@pytest.mark.parametrize("hash_", ["[" * 64, "[" + "a" * 63])
def test_33_a_literal_read_otherwise_changes_no_verdict(target: Target, hash_: str) -> None:
    """Such a name of a photo would stop every workstation that reads the case."""
    line = SeatLine(target, "u1001")
    line.gateway._connection.execute("SET standard_conforming_strings = off")
    line.gateway._connection.execute("SET transform_null_equals = on")
    report = line.entry("report", grid_report(photos_before=[hash_]))
    assert codes(line.send(report)) == ["bad_value"]
    assert codes(line.send(line.entry("report", grid_report()))) == ["applied"]


def test_33_nobody_moves_the_end_of_a_password(spare: Target) -> None:
    """A moment in a style of one's own and a zone a week away would be read as another."""
    owner, wire = spare.superuser(), spare.login("u1001")
    end, kept = only(owner, END), only(owner, PASSWORD)
    with mended(owner, f"ALTER ROLE u1001 PASSWORD '{kept}' VALID UNTIL '{end}'"):
        change_password(wire, "u1001", "second-pass-22")
        given = only(owner, END)
        wire.execute("SET TimeZone = 'UTC-167'")
        for style in ("SQL, DMY", "Postgres", "German", "ISO"):
            wire.execute(f"SET DateStyle = '{style}'".encode())
            change_password(wire, "u1001", "second-pass-22")
            moved = f"SELECT ({END})::timestamptz - %s::timestamptz < interval '1 minute'"
            assert only(owner, moved, (given,)) is True


def heard_of_recompute(target: Target) -> list[str]:
    """What an admin of people, who sees no cases, is told while running ones are gone through."""
    line = SeatLine(target, "u1001")
    assert codes(line.send(line.entry("report", phone_report(description=WORDS)))) == ["applied"]
    target.superuser().execute(
        "UPDATE core.\"case\" SET clock_basis = 'work', clock_calendar = 'old'"
    )
    wire = target.login(ADMIN)
    heard = told_everything(wire)
    assert "cases" in str(only(wire, "SELECT api.recompute('换了日历', true, true)"))
    return heard


def test_33_no_plan_is_printed_that_holds_rows_of_others(spare: Target) -> None:
    assert not printed(heard_of_recompute(spare))


def test_33_naive_a_printed_plan_tells_what_a_function_has_read(spare: Target) -> None:
    for setting in ("client_min_messages", "debug_print_plan"):
        reset = f"ALTER FUNCTION api.recompute(text, boolean, boolean) RESET {setting}"
        spare.superuser().execute(reset.encode())
    assert printed(heard_of_recompute(spare))


def test_33_a_function_that_takes_a_setting_of_its_caller_is_found(spare: Target) -> None:
    owner = spare.superuser()
    owner.execute("ALTER FUNCTION api.since(text, integer) RESET debug_print_plan")
    owner.execute("ALTER FUNCTION core.put_login(text, text, timestamptz) SET DateStyle = 'German'")
    found = check_centre(spare.server.superuser_url(spare.database))
    told = sorted(one.subject for one in found if one.code == "session_settings")
    assert told == [
        "api.since(text,integer): debug_print_plan",
        "core.put_login(text,text,timestamp with time zone): DateStyle",
    ]


def test_38_a_cursor_opened_before_lets_nobody_in(spare: Target) -> None:
    """What it reads is a picture of that moment; whether somebody may read is asked anew."""
    owner, wire = spare.superuser(), spare.login("u1001")
    wire.execute("BEGIN")
    wire.execute("DECLARE kept CURSOR FOR SELECT api.since('{}', 1) FROM generate_series(1, 9)")
    assert rows(wire, "FETCH 1 FROM kept")
    owner.execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    assert outcome(wire, "FETCH 1 FROM kept") == "SA002"
    wire.execute("ROLLBACK")
