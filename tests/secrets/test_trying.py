"""When somebody gets in without the centre: by the clock, the grant, and the tries that failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from seatapp.errors import SignInRefused
from seatapp.secrets.slots import Slots
from tests.secrets.workstation import DAY, NOW, PASSWORD, changed, entering, refusal, session


def test_who_proves_a_password_hears_when_it_ends_and_nobody_else(slots: Slots) -> None:
    slots.enter_online(replace(session(), password_until=int(NOW) + DAY), PASSWORD)
    until = slots.known_until
    assert until("u1001", PASSWORD, NOW) == NOW + DAY
    assert until("u1001", PASSWORD, NOW + 9 * DAY) == NOW + DAY, "the grant has ended as well"
    assert until("u1001", "wrong", NOW + 2 * DAY) is None
    assert until("u1002", PASSWORD, NOW + 2 * DAY) is None
    for _try in range(2):
        until("u1001", "wrong", NOW + 2 * DAY)
    assert until("u1001", PASSWORD, NOW + 2 * DAY) is None, "who guessed has to wait"


def test_grant_ends_after_seven_days(slots: Slots) -> None:
    assert entering(slots, NOW + 7 * DAY - 1) == "u1001"
    assert refusal(slots, "u1001", PASSWORD, NOW + 7 * DAY) == "grant_expired"


def test_clock_set_back_behind_the_server_is_refused(slots: Slots) -> None:
    slots.saw_server_time(NOW + 3 * DAY)
    assert refusal(slots, "u1001", PASSWORD, NOW + 2 * DAY) == "clock_set_back"
    assert entering(slots, NOW + 3 * DAY - 300) == "u1001"
    slots.saw_server_time(NOW)
    assert refusal(slots, "u1001", PASSWORD, NOW + 2 * DAY) == "clock_set_back"


def test_clock_set_back_is_noticed_even_with_the_mark_removed(tmp_path: Path, slots: Slots) -> None:
    changed(tmp_path, lambda file: file.update(server_time=0))
    assert refusal(slots, "u1001", PASSWORD, NOW - DAY) == "clock_set_back"


def test_the_time_of_the_centre_never_goes_back(slots: Slots) -> None:
    slots.enter_online(session(at=NOW + 3 * DAY), PASSWORD)
    slots.enter_online(session(at=NOW), PASSWORD)
    assert refusal(slots, "u1001", PASSWORD, NOW + 2 * DAY) == "clock_set_back"


def test_waiting_grows_and_outlasts_the_program(
    slots: Slots, open_slots: Callable[[], Slots]
) -> None:
    for _ in range(3):
        assert refusal(slots, "u1001", "错", NOW) == "wrong_password"
    assert refusal(open_slots(), "u1001", PASSWORD, NOW + 29) == "wait"
    assert refusal(open_slots(), "u1001", "错", NOW + 30) == "wrong_password"
    assert refusal(slots, "u1001", PASSWORD, NOW + 89) == "wait"
    assert entering(slots, NOW + 90) == "u1001"
    assert refusal(slots, "u1001", "错", NOW + 91) == "wrong_password"
    assert entering(slots, NOW + 92) == "u1001"


def test_nobody_waits_longer_than_a_quarter_of_an_hour(slots: Slots) -> None:
    now = NOW
    for _ in range(12):
        assert refusal(slots, "u1001", "错", now) == "wrong_password"
        now += 15 * 60
    assert refusal(slots, "u1001", PASSWORD, now - 1) == "wait"
    assert entering(slots, now) == "u1001"


def test_failures_of_a_clock_far_ahead_keep_nobody_out(slots: Slots) -> None:
    for _ in range(3):
        assert refusal(slots, "u1001", "错", NOW + 6 * DAY) == "wrong_password"
    assert entering(slots, NOW + 60) == "u1001"


def test_online_log_in_ends_the_waiting(slots: Slots) -> None:
    for _ in range(3):
        refusal(slots, "u1001", "错", NOW)
    slots.enter_online(session(at=NOW + 1), PASSWORD)
    assert entering(slots, NOW + 2) == "u1001"


def confirmed(slots: Slots, password: str, now: float) -> str:
    with pytest.raises(SignInRefused) as refused:
        slots.confirm("u1001", password, now)
    return refused.value.code


def test_who_sits_here_proves_it_with_the_same_count_of_failures(slots: Slots) -> None:
    slots.confirm("u1001", PASSWORD, NOW)
    slots.confirm("u1001", PASSWORD, NOW + 90 * DAY)  # a grant that ended locks nobody out
    assert [confirmed(slots, "falsch", NOW + 1) for _ in range(3)] == ["wrong_password"] * 3
    assert confirmed(slots, PASSWORD, NOW + 2) == "wait"
    assert refusal(slots, "u1001", PASSWORD, NOW + 3) == "wait"
    slots.confirm("u1001", PASSWORD, NOW + 60)
    with pytest.raises(SignInRefused) as refused:
        slots.confirm("u1002", PASSWORD, NOW)
    assert refused.value.code == "stranger"
