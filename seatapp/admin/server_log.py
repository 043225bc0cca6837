"""Follows the log of a PostgreSQL server and finds in it what no query tells.

PostgreSQL counts no failed log-ins, and what somebody read within a transaction that they rolled
back stands in no table; both stand in the log. A line counts by what the server itself put before
the message, since people can bring words of their own into messages. The log must speak English
(`lc_messages`), which `seatapp center check` looks after.

From where somebody guesses is known where the site has the address in `log_line_prefix`, before the
names, which are the guesser's own words.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO

LOG_IN = r"u[0-9]{4,9}"
FAILED = rf'FATAL: +(?:28P01: +)?password authentication failed for user "({LOG_IN})"'
READ = rf"LOG: +(?:00000: +)?seatapp: ([0-9]+) lines read by ({LOG_IN})"
# Before the severity stands what the site has set in log_line_prefix; quotes and a second severity
# would be somebody's own words.
LINE = re.compile(rf'([^\s"][^"]*)?(?:{FAILED}|{READ})')
SEVERITY = re.compile(r"(?:ERROR|FATAL|PANIC|LOG|WARNING|NOTICE): ")


@dataclass(frozen=True)
class FailedLogIn:
    """Somebody gave a wrong password for this log-in; `place` is their address, or empty."""

    login: str
    place: str = ""


@dataclass(frozen=True)
class BigRead:
    """Somebody read a page of so many lines."""

    login: str
    lines: int


Told = FailedLogIn | BigRead


def told_by(line: str) -> Told | None:
    """What a line of the log tells; most tell nothing of these."""
    found = LINE.fullmatch(line)
    if found is None or len(SEVERITY.findall(line)) > 1:
        return None
    prefix, failed, lines, reader = found.groups()
    return FailedLogIn(failed, _address(prefix)) if failed else BigRead(reader, int(lines))


def _address(prefix: str | None) -> str:
    """The first word before the names that is an address, alone or with its port in brackets."""
    for word in (prefix or "").partition("@")[0].split():
        with suppress(ValueError):
            return str(ip_address(word.partition("(")[0]))
    return ""


class ServerLog:
    """The newest log in `place` (a file, or a folder of logs), read from its present end on."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._file: BinaryIO | None = None
        self._rest = b""
        self._open(at_end=True)

    def news(self) -> list[Told]:
        """What was told since the last look. Raises `OSError` when the log cannot be read."""
        told = self._read()
        if self._replaced():
            self._open(at_end=False)
            told += self._read()
        return told

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _read(self) -> list[Told]:
        if self._file is None:
            return []
        if os.fstat(self._file.fileno()).st_size < self._file.tell():
            self._file.seek(0)  # emptied in place
        *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
        lines = (line.decode("utf-8", "replace").rstrip("\r") for line in whole)
        return [told for line in lines if (told := told_by(line)) is not None]

    def _newest(self) -> Path | None:
        if self._place.is_file():
            return self._place
        logs = [file for file in self._place.glob("*.log") if file.is_file()]
        return max(logs, key=lambda file: file.stat().st_mtime, default=None)

    def _replaced(self) -> bool:
        newest = self._newest()
        if newest is None or self._file is None:
            return newest is not None
        return not os.path.samestat(newest.stat(), os.fstat(self._file.fileno()))

    def _open(self, *, at_end: bool) -> None:
        self.close()
        newest = self._newest()
        self._rest = b""
        if newest is not None:
            self._file = newest.open("rb")
            self._file.seek(0, os.SEEK_END if at_end else os.SEEK_SET)
