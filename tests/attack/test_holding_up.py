"""Attacks that hold the centre up: half-open log-ins, NOTIFY, open transactions, settings."""

from __future__ import annotations

import socket
import struct
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from seatapp.admin.centre import check_centre
from seatapp.admin.embedded import EmbeddedServer, installed_server
from seatapp.admin.server_process import wait_until
from seatapp.errors import CentreRefused, CentreUnreachable
from tests.attack.fortress import Fortress, Target, mended, not_refused, only, outcome, rows
from tests.fixtures.centre import Wire
from tests.helpers.seat_line import SeatLine, codes, grid_report

SMALL = {
    "max_connections": "12",
    "superuser_reserved_connections": "2",
    "shared_preload_libraries": "auth_delay",
    "auth_delay.milliseconds": "400",
}
USER = b"user\0u1001\0database\0postgres\0\0"
STARTUP = struct.pack("!II", len(USER) + 8, 3 << 16) + USER
PATIENCE_S = 30


@pytest.fixture(scope="session")
def small(fortress: Fortress) -> Iterator[EmbeddedServer]:
    """A server with few connections that delays wrong passwords."""
    with tempfile.TemporaryDirectory(prefix="seatapp-small-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if fortress.root is None:
            made = EmbeddedServer(folder, fast=True, settings=SMALL)
        else:
            made = installed_server(folder, fast=True, settings=SMALL)
        with made as running:
            yield running


def besieged(server: EmbeddedServer, stack: ExitStack, shown: str) -> list[socket.socket]:
    """Half-finished log-ins in a number that fills the server, with that patience of its own."""
    address = server.superuser_url()
    wait_until(lambda: let_in(server))
    with psycopg.connect(address.conninfo(), autocommit=True) as wire:
        wire.execute(f"ALTER SYSTEM SET authentication_timeout = '{shown}'".encode())
        wire.execute("SELECT pg_reload_conf()")
        wait_until(lambda: only(wire, "SHOW authentication_timeout") == shown)
    opened = []
    for _ in range(60):
        wire_to = socket.create_connection((address.host, address.port), PATIENCE_S)
        opened.append(stack.enter_context(wire_to))
        wire_to.sendall(STARTUP)
    for wire_to in opened:
        assert wire_to.recv(1)
    return opened


def let_in(server: EmbeddedServer) -> bool:
    try:
        psycopg.connect(server.superuser_url().conninfo()).close()
    except psycopg.OperationalError:
        return False
    return True


def test_30_sixty_strangers_who_never_finish_logging_in(small: EmbeddedServer) -> None:
    with ExitStack() as stack:
        for wire_to in besieged(small, stack, "2s"):
            while wire_to.recv(4096):
                pass  # the server hangs up by itself
        wait_until(lambda: let_in(small))
        assert let_in(small)


def test_30_naive_a_minute_of_patience_keeps_the_superuser_out(small: EmbeddedServer) -> None:
    with ExitStack() as stack:
        besieged(small, stack, "1min")
        assert not let_in(small)


def test_31_nothing_depends_on_notifications(target: Target) -> None:
    """Contained: NOTIFY cannot be taken away, so nothing uses it, and the check tells its queue."""
    wire = target.login("u1001")
    wire.execute("LISTEN anything")
    wire.execute("NOTIFY anything, 'forged'")
    line = SeatLine(target, "u1002")
    assert codes(line.send(line.entry("report", grid_report()))) == ["applied"]
    owner = target.superuser()
    used = """
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace IN ('core'::regnamespace, 'api'::regnamespace)
          AND prosrc ~* '\\m(pg_notify|notify|listen)\\M'
    """
    assert rows(owner, used) == [("core.closed_functions()",)]  # the list of what is closed
    assert only(owner, "SELECT pg_notification_queue_usage() < 0.1") is True


def test_29_making_workstations_without_end(spare: Target) -> None:
    """Each takes a row, two keys and a name; one transaction would make a million of them."""
    wire = spare.login("u1001")
    ask = """
        SELECT api.open_session(format('{"seat": "%s", "protocol": 1}', gen_random_uuid()))::jsonb
               ->> 'problem' FROM generate_series(1, 210)
    """
    told = [problem for (problem,) in rows(wire, ask)]
    assert told == [None] * 200 + ["too_many_seats"] * 10
    known = str(only(spare.superuser(), "SELECT seat FROM core.seat LIMIT 1"))
    again = 'SELECT api.open_session(format(\'{"seat": "%%s", "protocol": 1}\', %s::text))'
    assert '"problem": null' in str(only(wire, again, (known,)))
    with pytest.raises(CentreRefused) as refused:
        SeatLine(spare, "u1001")
    assert refused.value.code == "too_many_seats"
    assert SeatLine(spare, "u1002").session.seat_code


def test_32_a_transaction_left_open_holds_the_counter(spare: Target) -> None:
    """Contained: others get a clear answer in time, and ending the session frees the centre."""
    holder, line = SeatLine(spare, "u1001"), SeatLine(spare, "u1002")
    wire = holder.gateway._connection
    wire.execute("BEGIN")
    assert codes(holder.send(holder.entry("report", grid_report()))) == ["applied"]
    # An honest program that hangs here is ended by the server itself.
    assert only(wire, "SHOW idle_in_transaction_session_timeout") == "5s"
    wire.execute("SET idle_in_transaction_session_timeout = 0")
    letter = line.letter(line.entry("report", grid_report()))
    with pytest.raises(CentreUnreachable):
        line.hand_in([letter])
    assert line.gateway.since({}, 10).pages
    spare.superuser().execute(f"SELECT pg_terminate_backend({wire.info.backend_pid})".encode())
    assert codes(line.hand_in([letter])) == ["applied"]
    wire.close()


def test_33_settings_that_a_person_may_change(spare: Target) -> None:
    """Contained: they change only the person's own sessions, and those can be ended."""
    owner, wire = spare.superuser(), spare.login("u1001")
    free = ("SET statement_timeout = 0", "SET work_mem = '8GB'", "SET lock_timeout = 0",
            "SET enable_indexscan = off", "SET transform_null_equals = on",
            "SET search_path = pg_temp", "SET default_transaction_isolation = 'read committed'",
            "ALTER ROLE u1001 SET statement_timeout = 0")  # fmt: skip
    with mended(owner, "ALTER ROLE u1001 RESET ALL"):
        assert [outcome(wire, one) for one in free] == ["done"] * len(free)
        assert not_refused(wire, ["SET temp_file_limit = -1", "SET log_statement = 'none'"]) == []
        found = check_centre(spare.server.superuser_url(spare.database))
        assert "own_settings" in [finding.code for finding in found]
    line = SeatLine(spare, "u1002")
    assert codes(line.send(line.entry("report", grid_report()))) == ["applied"]
    assert only(wire, "SELECT api.put_references('[]')") == '{"problem": "not_admin"}'


def gone(wire: Wire) -> bool:
    """Whether the session was ended."""
    while (result := wire.pgconn.get_result()) is not None:
        state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE)
        if state == b"57P01":
            return True
    return False
