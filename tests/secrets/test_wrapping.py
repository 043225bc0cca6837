"""Keys from passwords: the same key each time, also while others ask for theirs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from seatapp.secrets.wrapping import Cost, password_key

SALT = b"0123456789abcdef"
TWO_LANES = Cost(memory=8 * 1024, passes=1, lanes=2)


def test_keys_that_are_asked_for_at_once_are_all_right() -> None:
    alone = password_key("七点半交接班", SALT, TWO_LANES)
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(password_key, "七点半交接班", SALT, TWO_LANES) for _turn in range(60)]
        assert {answer.result() for answer in asked} == {alone}
