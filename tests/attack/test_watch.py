"""What functions cannot prevent is ended, locked or told from outside, on a real server."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from seatapp.admin.centre import check_centre
from seatapp.admin.city import demo_password
from seatapp.admin.people import (
    NewPerson,
    PersonRefused,
    disable_person,
    put_person,
    unlock_person,
)
from seatapp.admin.recovery import admin_log
from seatapp.admin.server_log import ServerLog
from seatapp.admin.server_process import wait_until
from seatapp.admin.watch import Event, Limits, Watch, watching
from seatapp.central.messages import Cursor, HeldPost
from seatapp.domain.entries import body_of
from seatapp.errors import CentreRefused, SignInRefused
from tests.attack.fortress import Target, mended, only, outcome, rows
from tests.attack.test_holding_up import gone
from tests.attack.test_passwords import log_of
from tests.fixtures.centre import ADMIN, Wire
from tests.helpers.owed import missed, sent, taking
from tests.helpers.seat_line import SeatLine, codes, grid_report
from tests.helpers.station import Station

PATIENT = Limits(3600, 3600, 3600)
PASSWORD_END = "SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = 'u1002'"
PASSWORD = "SELECT rolpassword FROM pg_authid WHERE rolname = 'u1002'"


@pytest.fixture
def guard(spare: Target) -> Iterator[Wire]:
    """The connection of the watch."""
    with watching(spare.server.superuser_url(spare.database)) as wire:
        yield wire


@pytest.fixture
def log(spare: Target) -> Iterator[ServerLog]:
    followed = ServerLog(log_of(spare))
    yield followed
    followed.close()


def until(guard: Wire, watch: Watch, *kinds: str) -> Event:
    """Turn until something is told; it must be of these kinds, each once."""
    found: list[Event] = []

    def told() -> bool:
        found.extend(watch.turn(guard))
        return bool(found)

    wait_until(told)
    assert [event.kind for event in found] == list(kinds)
    return found[0]


def standing_still() -> float:
    return 0.0


def test_32_an_idle_transaction_is_ended_and_nothing_else(spare: Target, guard: Wire) -> None:
    holder, honest = SeatLine(spare, "u1001"), SeatLine(spare, "u1002")
    wire = holder.gateway._connection
    wire.execute("BEGIN")
    assert codes(holder.send(holder.entry("report", grid_report()))) == ["applied"]
    wire.execute("SET idle_in_transaction_session_timeout = 0")
    event = until(guard, Watch(None, standing_still, Limits(60, 60, 0.2)), "idle_in_transaction")
    assert event.person == "u1001"
    assert outcome(wire, "SELECT 1") != "done"
    assert codes(honest.send(honest.entry("report", grid_report()))) == ["applied"]
    line = admin_log(spare.login(ADMIN), 1)[0]
    assert (line.act, line.subject) == ("idle_in_transaction", "u1001")
    wire.close()


def test_32_a_transaction_that_is_kept_busy_is_ended(spare: Target, guard: Wire) -> None:
    wire = spare.login("u1001")
    wire.execute("BEGIN")
    wire.execute("SELECT 1")
    watch = Watch(None, standing_still, Limits(60, 0.2, 60))
    assert until(guard, watch, "long_transaction").person == "u1001"
    assert outcome(wire, "SELECT 1") != "done"
    wire.close()


def test_33_a_query_without_end_is_ended(spare: Target, guard: Wire) -> None:
    wire = spare.login("u1001")
    wire.execute("SET statement_timeout = 0")
    wire.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1e15) i")
    watch = Watch(None, standing_still, Limits(0.2, 60, 60))
    assert until(guard, watch, "runaway_query").person == "u1001"
    assert gone(wire)
    wire.close()


def test_33_the_watch_leaves_its_own_side_alone(spare: Target, guard: Wire) -> None:
    owner = spare.superuser()
    owner.execute("BEGIN")
    owner.execute("SELECT 1")
    assert Watch(None, standing_still, Limits(0, 0, 0)).turn(guard) == []
    owner.execute("COMMIT")


def guess(target: Target, login: str) -> None:
    with pytest.raises(SignInRefused):
        target.login(login, "not-the-password")


def tries_until(guard: Wire, watch: Watch, guessing: Callable[[], None]) -> list[Event]:
    for _ in range(4):
        guessing()
    assert watch.turn(guard) == []
    guessing()
    return watch.turn(guard)


def test_34_who_guesses_is_locked_out_for_a_while(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    owner, at_work = spare.superuser(), spare.login("u1002")
    watch = Watch(log, standing_still, PATIENT)
    end = only(owner, PASSWORD_END)
    with mended(owner, f"ALTER ROLE u1002 VALID UNTIL '{end}'"):
        found = tries_until(guard, watch, lambda: guess(spare, "u1002"))
        assert found == [Event("locked_out", "u1002", "5")]
        # The right password is answered like a wrong one: whoever guesses learns nothing.
        with pytest.raises(SignInRefused) as caught:
            spare.login("u1002")
        assert caught.value.code == "wrong_password"
        assert "15 分钟" in caught.value.sentence
        assert only(at_work, "SELECT 1") == 1
        guess(spare, "u1002")
        assert watch.turn(guard) == []
        owner.execute("UPDATE core.lock_out SET until = now()")
        assert watch.turn(guard) == [Event("unlocked", "u1002", "")]
        spare.login("u1002")
        assert only(owner, PASSWORD_END) == end
    acts = [line.act for line in admin_log(spare.login(ADMIN), 1)]
    assert acts[:2] == ["unlocked", "locked_out"]


def test_34_an_admin_opens_a_lock_before_its_time_and_nobody_else(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    owner = spare.superuser()
    watch = Watch(log, standing_still, PATIENT)
    end = only(owner, PASSWORD_END)
    unlock = "SELECT api.unlock_person('u1002')"
    with mended(owner, f"ALTER ROLE u1002 VALID UNTIL '{end}'"):
        tries_until(guard, watch, lambda: guess(spare, "u1002"))
        assert only(spare.login("u1001"), unlock) == '{"problem": "not_admin"}'
        unlock_person(spare.login(ADMIN), "u1002")
        spare.login("u1002")
        assert only(owner, PASSWORD_END) == end
        with pytest.raises(PersonRefused):
            unlock_person(spare.login(ADMIN), "u1002")
    assert admin_log(spare.login(ADMIN), 1)[0].act == "unlock_person"


def test_34_a_lock_that_ends_opens_nothing_to_who_was_disabled(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    owner = spare.superuser()
    watch = Watch(log, standing_still, PATIENT)
    end = only(owner, PASSWORD_END)
    with mended(owner, f"ALTER ROLE u1002 LOGIN VALID UNTIL '{end}'"):
        tries_until(guard, watch, lambda: guess(spare, "u1002"))
        disable_person(spare.login(ADMIN), "u1002")
        owner.execute("UPDATE core.lock_out SET until = now()")
        assert watch.turn(guard) == [Event("unlocked", "u1002", "")]
        with pytest.raises(SignInRefused) as caught:
            spare.login("u1002")
        assert caught.value.code == "closed"


def test_34_a_new_password_ends_a_lock_and_keeps_its_own_end(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    owner = spare.superuser()
    watch = Watch(log, standing_still, PATIENT)
    end, kept = only(owner, PASSWORD_END), only(owner, PASSWORD)
    back = f"ALTER ROLE u1002 PASSWORD '{kept}' VALID UNTIL '{end}'"
    with mended(owner, back):
        tries_until(guard, watch, lambda: guess(spare, "u1002"))
        posts = [HeldPost("acceptor", "9990")]
        put_person(spare.login(ADMIN), NewPerson("u1002", "林晓禾", posts, "after-lock-22"))
        renewed = only(owner, PASSWORD_END)
        spare.login("u1002", "after-lock-22")
        owner.execute("UPDATE core.lock_out SET until = now()")
        assert watch.turn(guard) == [Event("unlocked", "u1002", "")]
        assert only(owner, PASSWORD_END) == renewed


def test_34_failures_that_lie_far_apart_lock_nobody_out(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    at = iter(range(0, 100_000, 200))
    watch = Watch(log, lambda: float(next(at)), PATIENT)
    for _ in range(6):
        guess(spare, "u1003")
        assert watch.turn(guard) == []


def test_34_nobody_can_lock_a_colleague_out_by_words_in_the_log(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    wire = spare.login("u1001")
    forged = 'FATAL:  password authentication failed for user "u1002"'
    for number in range(6):
        wire.execute("SELECT set_config('application_name', %s, false)", (forged,))
        outcome(wire, f"SELECT '\n{forged}\n'::int")
        outcome(wire, f'SELECT "\n{forged}"')
        stranger = spare.server.url(f'x"\n{forged}\n{number}', "x", spare.database)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(stranger.conninfo())
    assert "u1002" in log_of(spare).read_text("utf-8", "replace")
    assert Watch(log, standing_still, PATIENT).turn(guard) == []
    spare.login("u1002")


def test_21_reading_everything_is_told_even_when_it_is_rolled_back(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    line = SeatLine(spare, "u1003")
    wire = line.gateway._connection
    watch = Watch(log, standing_still, Limits(3600, 3600, 3600, bulk_lines=1200))
    for _ in range(2):
        wire.execute("BEGIN")
        assert sum(len(page.rows) for page in line.gateway.since({}, 600).pages) == 600
        wire.execute("ROLLBACK")
    assert watch.turn(guard) == [Event("bulk_read", "u1003", "1200")]


def test_21_who_asks_for_little_at_a_time_is_told_as_well(
    spare: Target, guard: Wire, log: ServerLog
) -> None:
    """By pages that are drawn where nobody can choose; that none of these is, one in 10^18 sees."""
    line = SeatLine(spare, "u1003")
    wire = line.gateway._connection
    beginning = dict.fromkeys(line.gateway.since({}, 1).scopes, Cursor(1))
    watch = Watch(log, standing_still, Limits(3600, 3600, 3600, bulk_lines=500))
    wire.execute("BEGIN")
    for _ in range(200):
        wire.execute("SELECT setseed(0)")
        pages = line.gateway.since(beginning, 99).pages
        assert sum(len(page.rows) for page in pages) == 99
    wire.execute("ROLLBACK")
    assert [event.kind for event in watch.turn(guard)][:1] == ["bulk_read"]


def test_21_what_brings_nothing_new_is_no_news(spare: Target, guard: Wire, log: ServerLog) -> None:
    line = SeatLine(spare, "u1003")
    scopes = line.gateway.since({}, 1).scopes
    watch = Watch(log, standing_still, Limits(3600, 3600, 3600, bulk_lines=1))
    for _ in range(20):
        line.gateway.since(dict.fromkeys(scopes, Cursor(10**12, "~")), 2000)
    assert watch.turn(guard) == []


def test_12_forged_entries_are_told_once(spare: Target, guard: Wire) -> None:
    line = SeatLine(spare, "u1003")
    forged = [line.raw(body_of(line.entry("report", grid_report())), "0" * 64) for _ in range(3)]
    assert codes(line.hand_in(forged)) == ["bad_signature"] * 3
    at = iter((0.0, 61.0))
    watch = Watch(None, lambda: next(at), PATIENT)
    assert watch.turn(guard) == [Event("forged_entries", "u1003", "3")]
    assert watch.turn(guard) == []


def test_16_who_fills_the_disk_with_steps_or_photos_is_told(spare: Target, guard: Wire) -> None:
    line, data = SeatLine(spare, "u1003"), bytes(65_536) * 3
    name = hashlib.sha256(data).hexdigest()
    made = [line.entry("report", grid_report(photos_before=[name])) for _ in range(4)]
    assert codes(line.send(*made)) == ["applied"] * 4
    for place in range(3):
        line.gateway.put_piece(name, place, 3, data[:65_536])
    at = iter((0.0, 61.0))
    watch = Watch(None, lambda: next(at), replace(PATIENT, bulk_bytes=3 * 65_536))
    assert watch.turn(guard) == [Event("bulk_write", "u1003", "4 / 0 MB")]
    assert watch.turn(guard) == []
    many = Watch(None, standing_still, replace(PATIENT, bulk_entries=4))
    assert [event.kind for event in many.turn(guard)] == ["bulk_write"]


def test_20_who_collects_duties_to_read_the_numbers_is_told(spare: Target, guard: Wire) -> None:
    """Taken oneself, along with another, or handed over by a colleague."""
    line, colleague = SeatLine(spare, "u1001"), SeatLine(spare, "u1002")
    key = "199****1234.01"
    first, along = missed(line, 2, caller_key=key)
    [handed] = missed(colleague, 1, caller_phone="19900005678")
    at = iter((0.0, 61.0, 122.0))
    watch = Watch(None, lambda: next(at), replace(PATIENT, duties=3))
    sent(line, taking(line, first, also=[str(along["id"])]))
    assert watch.turn(guard) == []
    over = {"owner": "u1001", "note": "请回"}
    sent(colleague, colleague.entry("hand_on_callback", over, handed, subject="callback"))
    assert watch.turn(guard) == [Event("many_duties", "u1001", "3")]
    assert watch.turn(guard) == []


def test_23_the_head_of_a_day_leaves_the_database(spare: Target, guard: Wire) -> None:
    line = SeatLine(spare, "u1001")
    assert codes(line.send(line.entry("report", grid_report()))) == ["applied"]
    owner = spare.superuser()
    owner.execute(
        "UPDATE core.entry SET received_at = received_at - 86400 - 600"
    )  # a day is over ten minutes later
    (event,) = Watch(None, standing_still, PATIENT).turn(guard)
    head = only(owner, "SELECT day || ' ' || encode(head, 'hex') || ' 1' FROM core.audit_head")
    assert (event.kind, event.words) == ("day_closed", head)


def test_5_the_watch_itself_reads_and_changes_nothing(spare: Target, guard: Wire) -> None:
    for statement in (
        "SELECT FROM core.contact",
        "SELECT FROM core.entry",
        "SELECT FROM core.member",
        "UPDATE core.member SET active = true",
        "SELECT core.put_person('{}')",
        "SELECT core.put_login('u1002', NULL, NULL)",
        "ALTER ROLE u1002 PASSWORD 'x'",
        "CREATE ROLE u5555 LOGIN",
        "SELECT api.since('{}', 1)",
    ):
        assert outcome(guard, statement) == "42501", statement
    for person in ("u1001", ADMIN):
        assert outcome(spare.login(person), "SET ROLE seat_watcher") == "42501"


def test_5_a_person_cannot_be_the_watch(spare: Target) -> None:
    person = spare.psql("u1001")

    class Own:
        def conninfo(self) -> str:
            return person

    with pytest.raises(CentreRefused) as caught, watching(Own()):
        raise AssertionError
    assert caught.value.code == "not_watcher"


def test_34_the_command_tells_a_line_for_everything_it_did(spare: Target, tmp_path: Path) -> None:
    line = SeatLine(spare, "u1003")
    forged = [line.raw(body_of(line.entry("report", grid_report())), "0" * 64) for _ in range(3)]
    line.hand_in(forged)
    url = spare.server.superuser_url(spare.database).conninfo()
    station = Station(tmp_path / "home", spare.profile)
    watch = ("center", "watch", "--once", "--url", url, "--log", log_of(spare))
    told = json.loads(station.run(*watch).stdout)
    assert (told["kind"], told["person"], told["words"]) == ("forged_entries", "u1003", "3")
    newest = "SELECT act, subject FROM core.admin_log ORDER BY at DESC LIMIT 1"
    assert rows(spare.superuser(), newest) == [("forged_entries", "u1003")]


def test_28_other_databases_of_the_server_are_shut(spare: Target) -> None:
    """The locks that a person could exhaust there are those of the whole server."""
    for database in ("postgres", "template1"):
        address = spare.server.url("u1001", demo_password("u1001"), database)
        with pytest.raises(psycopg.OperationalError) as caught:
            psycopg.connect(address.conninfo())
        assert "permission denied for database" in str(caught.value)


def test_28_naive_an_open_database_beside_lends_the_locks_of_the_server(spare: Target) -> None:
    owner = spare.superuser()
    address = spare.server.superuser_url(spare.database)
    with mended(owner, "DROP DATABASE beside WITH (FORCE)"):
        owner.execute("CREATE DATABASE beside")
        found = [(one.code, one.subject) for one in check_centre(address)]
        assert ("other_database", "beside") in found
        beside = spare.server.url("u1001", demo_password("u1001"), "beside")
        with psycopg.connect(beside.conninfo()) as wire:
            assert only(wire, "SELECT pg_try_advisory_lock(1)") is True


def left_open(target: Target, login: str) -> Wire:
    """A session with a transaction that nobody ends."""
    wire = target.login(login)
    wire.execute("BEGIN")
    wire.execute("SELECT 1")
    return wire


@contextmanager
def held(process: int) -> Iterator[None]:
    """The process of a session does nothing for a while."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_32_who_leaves_transactions_open_again_and_again_is_locked_out(
    spare: Target, guard: Wire
) -> None:
    """Three connections in turn would hold the counter for good, each ended in its time."""
    owner, watch = spare.superuser(), Watch(None, standing_still, Limits(60, 60, 0))
    end = only(owner, PASSWORD_END)
    with mended(owner, f"ALTER ROLE u1002 VALID UNTIL '{end}'"):
        for _ in range(4):
            with left_open(spare, "u1002") as wire:
                until(guard, watch, "idle_in_transaction")
                wire.close()
        at_rest, wire = spare.login("u1002"), left_open(spare, "u1002")
        until(guard, watch, "idle_in_transaction", "locked_for_holding")
        # From another session a new password would end the lock.
        assert outcome(at_rest, "SELECT 1") == "57P01"
        with pytest.raises(SignInRefused):
            spare.login("u1002")
        wire.close()


def test_32_a_session_that_is_slow_to_go_counts_once(spare: Target, guard: Wire) -> None:
    """Its process is held, as a busy server or a slow disk may hold it."""
    watch = Watch(None, standing_still, Limits(60, 60, 0))
    with left_open(spare, "u1002") as wire, held(wire.info.backend_pid):
        until(guard, watch, "idle_in_transaction")
        assert not any(watch.turn(guard) for _ in range(5))
        wire.close()


def test_33_slow_reports_lock_nobody_out(spare: Target, guard: Wire) -> None:
    watch = Watch(None, standing_still, Limits(0.05, 60, 60))
    for _ in range(6):
        wire = spare.login("u1001")
        wire.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1e15) i")
        until(guard, watch, "runaway_query")
        assert gone(wire)
        wire.close()
    assert only(spare.login("u1001"), "SELECT 1") == 1
