"""A new password holds at the centre and on this workstation, with the network and without."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import sql

from seatapp.admin.city import demo_password
from seatapp.admin.people import PersonRefused
from seatapp.errors import NOT_TAKEN, SignInRefused
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, report, until

ACCEPTOR, NEW = "u1001", "other-pass-77"


def refusal(hall: Hall, password: str) -> str:
    """Why the acceptor is not let in; nothing while they are."""
    try:
        hall.application().sign_in(ACCEPTOR, password, keep_in_step=False).sign_out()
    except SignInRefused as refused:
        return refused.code
    return ""


@pytest.mark.timeout(60)
def test_who_knows_a_password_that_has_ended_is_told_so(hall: Hall, centre: Centre) -> None:
    password = demo_password(ACCEPTOR)
    owner = centre.superuser()
    until_then = "SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = 'u1001'"
    [(before,)] = owner.execute(until_then).fetchall()
    end = "ALTER ROLE u1001 VALID UNTIL {}"
    try:
        for seconds in (1, 4, 16):  # a busy machine takes longer to log in
            soon = datetime.now(UTC) + timedelta(seconds=seconds)
            owner.execute(sql.SQL(end).format(soon.isoformat()))
            if not refusal(hall, password):
                break
        while refusal(hall, password) != "password_ended":
            pass  # the end comes within these seconds
        assert refusal(hall, "wrong-pass-1") == "wrong_password"
    finally:  # log-ins are the server's and outlive a test
        owner.execute(sql.SQL(end).format(before))


def test_who_is_locked_out_by_others_comes_in_offline_where_they_are_known(
    hall: Hall, centre: Centre
) -> None:
    password, owner = demo_password(ACCEPTOR), centre.superuser()
    hall.sit(ACCEPTOR).sign_out()
    owner.execute("SELECT core.lock_out('u1001', 15, 5)")
    try:
        assert refusal(hall, "wrong-pass-1") == "wrong_password"
        assert refusal(hall, password) == NOT_TAKEN
        application = hall.application()
        with application.sign_in(ACCEPTOR, password, online=False, keep_in_step=False) as duty:
            report(duty)
            duty.round()
            assert "没有接受" in str(duty.status().trouble)
    finally:  # log-ins are the server's and outlive a test
        owner.execute("UPDATE core.lock_out SET until = now()")
        owner.execute("SELECT core.end_lock_outs()")
    with application.sign_in(ACCEPTOR, password, keep_in_step=False) as duty:
        duty.round()
        assert duty.status().unsent == 0


def test_a_new_password_holds_everywhere_at_once(hall: Hall) -> None:
    old = demo_password(ACCEPTOR)
    duty = hall.sit(ACCEPTOR, keep_in_step=True)
    assert duty.password_until is not None
    assert duty.password_until > time.time()
    with pytest.raises(SignInRefused):
        duty.change_password("wrong-pass-1", NEW)
    with pytest.raises(PersonRefused):
        duty.change_password(old, "short")
    duty.change_password(old, NEW)
    try:
        duty.confirm(NEW)
        case = report(duty)
        until(duty, lambda: duty.status().unsent == 0)
        duty.sign_out()
        application = hall.application()
        with pytest.raises(SignInRefused):
            application.sign_in(ACCEPTOR, old, online=False)
        with application.sign_in(ACCEPTOR, NEW, online=False, keep_in_step=False) as offline:
            assert offline.reader.state("case", case) is not None
        with pytest.raises(SignInRefused):
            application.sign_in(ACCEPTOR, old)
    finally:  # log-ins are the server's and outlive a test
        with application.sign_in(ACCEPTOR, NEW, keep_in_step=False) as again:
            again.change_password(NEW, old)
