"""The process of a database server: started under a guard, ended by its process id.

On Linux the server hangs on a pipe held by the program that started it. However that program
ends, even killed, the pipe closes and the guard shuts the server down. On Windows `pg_ctl` starts
and stops it; a server left behind by a killed program is stopped at the next start.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from seatapp.admin.service_account import ServiceAccount

PATIENCE_S = 30.0
POLL_S = 0.02

# A batch of 1,000 entries takes some 50 MB for a moment. The C library would give each piece back
# at once and have the kernel clear new pages for the next one (14,000 page faults a batch).
KEPT_MEMORY = {
    "MALLOC_TOP_PAD_": str(4 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}

GUARD = """
exec 3<&0
"$@" 3<&- </dev/null & server=$!
{ read -r _ <&3; kill -INT "$server"; } & watch=$!
wait "$server"; status=$?
kill "$watch"
exit "$status"
"""


class ServerProcess:
    """One running `postgres` over the data folder `data`, with the programs in `programs`."""

    def __init__(self, programs: Path, data: Path, log: Path, account: ServiceAccount) -> None:
        self._programs = programs
        self._data = data
        self._log = log
        self._account = account
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the server, None when there is none."""
        lines = self._pid_file_lines()
        return int(lines[0]) if lines else None

    def start(self) -> bool:
        """Start the server and wait until it takes connections; False when it ended instead."""
        if sys.platform == "win32":
            return self._pg_ctl("start", "-l", str(self._log)) == 0
        before = self._pid_file_lines()
        with self._log.open("ab") as log:
            self._guard = subprocess.Popen(
                ["/bin/sh", "-c", GUARD, "sh", str(self._programs / "postgres"), "-D", self._data],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                env=server_environment(),
                start_new_session=True,
                **self._account.process_options(),
            )
        guard = self._guard
        wait_until(lambda: self._is_ready(before) or guard.poll() is not None)
        if guard.poll() is None and self._is_ready(before):
            return True
        self.stop()
        return False

    def stop(self) -> None:
        """Disconnect every client, shut the server down and wait for its end."""
        if sys.platform == "win32":
            self._pg_ctl("stop", "-m", "fast")
            return
        if self._guard is None:
            return
        guard, self._guard = self._guard, None
        if guard.stdin is not None:
            guard.stdin.close()
        try:
            guard.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.end_left_behind()
            guard.wait()

    def end_left_behind(self) -> None:
        """End a server that a killed program left running on these data.

        A pid file whose number now belongs to some other program is removed, since the server
        would take that program for itself. One that names no process is left alone: the server
        clears it, after making sure that no part of the dead one still works on the data.
        """
        if sys.platform == "win32":
            if self._pg_ctl("status") == 0:
                self._pg_ctl("stop", "-m", "fast")
            return
        pid = self.pid
        if pid is None or not command_line(pid):
            return
        if str(self._data) not in command_line(pid):
            (self._data / "postmaster.pid").unlink()
            return
        for signal_number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            try:
                os.kill(pid, signal_number)
            except ProcessLookupError:
                return
            wait_until(lambda: str(self._data) not in command_line(pid))

    def _is_ready(self, before: list[str]) -> bool:
        """Tell whether a pid file other than `before`, a dead server's, says so."""
        lines = self._pid_file_lines()
        return lines[:3] != before[:3] and len(lines) >= 8 and lines[7].strip() == "ready"

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _pg_ctl(self, action: str, *options: str) -> int:
        program, data = str(self._programs / "pg_ctl"), str(self._data)
        command = [program, action, "-D", data, "-w", *options]
        return subprocess.run(
            command, env=server_environment(), stdout=subprocess.DEVNULL, check=False
        ).returncode


def server_environment() -> Mapping[str, str]:
    """Return this process's environment without what would steer PostgreSQL from outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept if sys.platform == "win32" else {**kept, "LC_ALL": "C.UTF-8", **KEPT_MEMORY}


def wait_until(is_so: Callable[[], bool]) -> None:
    """Return as soon as `is_so()` holds, or when the patience with a server is used up."""
    end = time.monotonic() + PATIENCE_S
    while not is_so() and time.monotonic() < end:
        time.sleep(POLL_S)


def command_line(pid: int) -> list[str]:
    """Return the command line of a process (Linux), empty when none with that id runs."""
    try:
        words = (Path("/proc") / str(pid) / "cmdline").read_text(errors="replace").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [word for word in words if word]
