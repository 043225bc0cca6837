"""What the log of a server tells the watch, and what people cannot make it tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.admin.server_log import BigRead, FailedLogIn, ServerLog, Told, told_by

FAILED = 'FATAL:  password authentication failed for user "u1001"'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (FAILED, FailedLogIn("u1001")),
        (f"11:05:05.1 CST [77] 10.1.1.23 u1001@x {FAILED}", FailedLogIn("u1001", "10.1.1.23")),
        (f"10.1.1.23(40112) [77] {FAILED}", FailedLogIn("u1001", "10.1.1.23")),
        (f"[77] fe80::1 {FAILED}", FailedLogIn("u1001", "fe80::1")),
        (f"[77] u1001@x 10.9.9.9 {FAILED}", FailedLogIn("u1001")),
        (f"2026-11-22 03:00:00.123 UTC [77] {FAILED}", FailedLogIn("u1001")),
        (f"<u1001@seatapp> {FAILED.replace('FATAL:  ', 'FATAL:  28P01: ')}", FailedLogIn("u1001")),
        ("2026 [9] LOG:  seatapp: 500 lines read by u1003", BigRead("u1003", 500)),
    ],
)
def test_what_counts(line: str, told: Told) -> None:
    assert told_by(line) == told


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2026 [9] LOG:  checkpoint complete",
        f'2026 [9] ERROR:  invalid input syntax for type integer: "{FAILED}"',
        f"2026 [9] ERROR:  {FAILED}",
        f"\t{FAILED}",
        f'2026 [9] FATAL:  password authentication failed for user "x {FAILED}"',
        f'2026 [9] FATAL:  password authentication failed for user "{FAILED}',
        f"{FAILED} and more",
        'FATAL:  password authentication failed for user "postgres"',
        "2026 [9] ERROR:  LOG:  seatapp: 500 lines read by u1003",
        '2026 [9] STATEMENT:  "LOG:  seatapp: 500 lines read by u1003',
    ],
)
def test_what_does_not_count(line: str) -> None:
    assert told_by(line) is None


def test_only_what_comes_after_the_start_is_read_and_lines_come_whole(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text(f"{FAILED}\n", "utf-8")
    followed = ServerLog(log)
    assert followed.news() == []
    with log.open("a", encoding="utf-8") as more:
        more.write(FAILED[:20])
        more.flush()
        assert followed.news() == []
        more.write(f"{FAILED[20:]}\r\n")
    assert followed.news() == [FailedLogIn("u1001")]
    assert followed.news() == []
    followed.close()


def test_a_log_that_was_emptied_or_replaced_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("2026 [1] LOG:  starting PostgreSQL and more\n", "utf-8")
    followed = ServerLog(log)
    log.write_text(f"{FAILED}\n"[:20], "utf-8")
    assert followed.news() == []
    log.write_text(f"{FAILED}\n", "utf-8")
    assert followed.news() == [FailedLogIn("u1001")]
    with log.open("a", encoding="utf-8") as last:
        last.write(f"{FAILED}\n")
    log.rename(tmp_path / "server.log.1")
    log.write_text(f"{FAILED}\n", "utf-8")
    assert followed.news() == [FailedLogIn("u1001")] * 2
    followed.close()


def test_in_a_folder_the_newest_log_is_followed(tmp_path: Path) -> None:
    followed = ServerLog(tmp_path)
    assert followed.news() == []
    (tmp_path / "postgresql-15-main.log").write_text(f"{FAILED}\n", "utf-8")
    assert followed.news() == [FailedLogIn("u1001")]
    followed.close()
