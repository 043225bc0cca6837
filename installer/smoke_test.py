"""Tries an installed seat from end to end: `python -m installer.smoke_test PACKAGE NEWER [OUT]`.

The package is unpacked into an empty folder, meets a real centre of the demonstration city, shows
its window on a virtual screen, takes steps with and without the network, writes a document, is
upgraded to NEWER with its outbox full, and is taken away. What a person would lose by any of it
ends the run. How long its log-in window takes is measured in turn with the program from source.
Needs root or not, `dpkg-deb`, `Xvfb`, `xdotool`, `import` (ImageMagick), `dbus-run-session` and
`gnome-keyring-daemon`; pictures go to OUT.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from zipfile import ZipFile

from seatapp.admin.city import demo_password
from seatapp.config import Profile
from seatapp.demo.city import demo_city

ACCEPTOR = "u1001"
CLOSED_PORT = 1
PATIENCE_SECONDS = 180.0
SCREEN = "1366x768x24"
STARTS = 5
KEYRING = "系统钥匙串"
WITH_KEYRING = (
    *("dbus-run-session", "--", "sh", "-c"),
    'printf smoke | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$0" "$@"',
)
"""A session with an unlocked Secret Service, in which a program is run."""

PROJECT = Path(__file__).parents[1]
XDOTOOL = ("timeout", str(PATIENCE_SECONDS), "xdotool")


@dataclass(frozen=True)
class Installed:
    """The program of a package unpacked at `root`, with an empty home of its own."""

    root: Path
    home: Path
    display: str = ""

    @property
    def program(self) -> Path:
        """The executable."""
        return self.root / "opt" / "seatapp" / "seatapp"

    @property
    def data(self) -> Path:
        """The data folder of the person, which a package never owns."""
        return self.home / "data"

    def environment(self) -> dict[str, str]:
        """Nothing of the developer's computer but a path and a language."""
        found = {
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            "SEATAPP_HOME": str(self.data),
            "SEATAPP_LOGIN": ACCEPTOR,
            "SEATAPP_PASSWORD": demo_password(ACCEPTOR),
        }
        return found | ({"DISPLAY": self.display} if self.display else {})

    def told(self, *words: str, within: tuple[str, ...] = ()) -> dict[str, Any]:
        """The answer of a command, as the program tells it to programs; `within` a session."""
        done = subprocess.run(
            [*within, self.program, "--json", *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        if not done.stdout:
            raise AssertionError(f"{words}: {done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def points_at(self, profile: Profile, port: int | None = None) -> None:
        """Write the settings; with `port` of nobody the centre cannot be reached."""
        self.data.mkdir(parents=True, exist_ok=True)
        lines = {
            "name": profile.name,
            "kind": profile.kind,
            "host": profile.host,
            "port": port or profile.port,
            "database": profile.database,
        }
        text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())
        (self.data / "centre.toml").write_text(text, "utf-8")


def unpack(package: Path, root: Path) -> None:
    """What the package manager does with the files: those of an older package go first."""
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--extract", package, root], check=True)


def missing_licences(root: Path) -> list[str]:
    """What is passed on without the text that its authors ask for."""
    told = root / "usr" / "share" / "doc" / "seatapp"
    named = ("copyright", "copyright.python", "copyright.lapack", "third_parties.md")
    return [name for name in named if not (told / name).read_text("utf-8").strip()]


def report(seat: Installed, text: str, *flags: str) -> dict[str, Any]:
    """Register a case; returns what the program told."""
    values = {
        "case_kind": "grid",
        "source": "collector",
        "area": "999001",
        "urgency": "normal",
        "description": text,
    }
    settings = [word for key, value in values.items() for word in ("--set", f"{key}={value}")]
    answer = seat.told("do", "report", *flags, *settings)
    assert "error" not in answer, answer
    return answer


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; yields its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def find_window(display: str, title: str) -> str:
    """The identifier of a visible window; waits for it."""
    found = subprocess.run(
        [*XDOTOOL, "search", "--sync", "--onlyvisible", "--name", title],
        env=os.environ | {"DISPLAY": display},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.split()[0]


def press(display: str, *words: str) -> None:
    """Let xdotool do something on the screen."""
    subprocess.run([*XDOTOOL, *words], env=os.environ | {"DISPLAY": display}, check=True)


def picture(display: str, target: Path) -> None:
    """Keep what the screen shows."""
    subprocess.run(
        ["import", "-window", "root", target],
        env=os.environ | {"DISPLAY": display},
        check=True,
    )


def wait_until_drawn(display: str, target: Path, less: int) -> None:
    """Keep what the screen shows once it is more than `less` bytes, twice those of a small window.

    A window is there before it is painted, and the log-in stays until it is.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        picture(display, target)
        if target.stat().st_size > 2 * less:
            return
        time.sleep(0.5)
    raise AssertionError(f"nothing but the log-in was drawn: {target}")


def seconds_to_window(command: list[str], environment: Mapping[str, str], display: str) -> float:
    """How long a program takes from its start to the log-in window; it is ended afterwards."""
    begun = time.monotonic()
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        find_window(display, "登录")
        return time.monotonic() - begun
    finally:
        running.terminate()
        running.wait()


def starts_in_turn(seat: Installed) -> tuple[float, float]:
    """Median seconds to the log-in window: of the installed program, and from source."""
    source = [sys.executable, "-m", "seatapp"]
    environment = seat.environment() | {"PYTHONPATH": str(PROJECT)}
    installed, plain = [], []
    for _ in range(STARTS):
        installed.append(seconds_to_window([str(seat.program)], environment, seat.display))
        plain.append(seconds_to_window(source, environment, seat.display))
    return median(installed), median(plain)


def faults(checks: dict[str, Any]) -> list[str]:
    """The checks of `--selftest` that did not go well."""
    return [str(one["check"]) for one in checks["checks"] if not one["well"]]


def write_document(seat: Installed) -> None:
    """Export the duty log of today, which is a Word file."""
    target = seat.home / "duty_log.docx"
    answer = seat.told("report", "duty-log", date.today().isoformat(), "--out", str(target))
    assert "error" not in answer, answer
    assert "word/document.xml" in ZipFile(target).namelist()


def try_window(seat: Installed, out: Path) -> None:
    """Sign in as a person does, with the keyboard, and see the window of the day."""
    assert seat.display
    # A shell that runs this in the background ignores the signal, and programs inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen([seat.program], env=seat.environment(), stderr=subprocess.DEVNULL)
    try:
        find_window(seat.display, "登录")
        press(seat.display, "type", ACCEPTOR)
        press(seat.display, "key", "Tab")
        press(seat.display, "type", demo_password(ACCEPTOR))
        picture(seat.display, out / "sign_in.png")
        press(seat.display, "key", "Return")
        find_window(seat.display, " · ")  # of the city and the person; the log-in has neither
        wait_until_drawn(seat.display, out / "window.png", len((out / "sign_in.png").read_bytes()))
        running.send_signal(signal.SIGINT)  # as if the window had been closed
        running.wait(PATIENCE_SECONDS)
    finally:
        running.kill()
        running.wait()


def bugs(seat: Installed, out: Path) -> list[str]:
    """The lines of the program's log that tell of a bug; the log is kept in `out`."""
    lines = []
    for file in sorted((seat.data / "log").iterdir()):
        shutil.copy(file, out)
        lines += [line for line in file.read_text("utf-8").splitlines() if "a bug" in line]
    return lines


def run(package: Path, newer: Path, out: Path) -> dict[str, Any]:
    """The whole trial; returns what was seen. Raises `AssertionError` for what is not right."""
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        display = stack.enter_context(screen())
        city = stack.enter_context(demo_city(base / "city", lambda _sentence: None))
        seat = Installed(base / "root", base / "home", display)
        seat.home.mkdir()
        unpack(package, seat.root)
        assert not missing_licences(seat.root)
        size = sum(file.lstat().st_size for file in seat.root.rglob("*") if not file.is_dir())
        without = faults(seat.told("--selftest"))
        assert without in ([], [KEYRING]), without
        assert faults(seat.told("--selftest", within=WITH_KEYRING)) == []

        seat.points_at(city.profile)
        first = report(seat, "路面破损。")
        assert first["standing"] == "applied", first
        try_window(seat, out)
        assert bugs(seat, out) == [], out

        seat.points_at(city.profile, CLOSED_PORT)
        for number in range(3):
            assert report(seat, f"断网时登记 {number}。", "--offline")["standing"] == "pending"
        unpack(newer, seat.root)
        assert seat.told("sync")["error"] == "offline"
        seat.points_at(city.profile)
        assert seat.told("sync")["unsent"] == 0
        with city.superuser() as wire:
            counted = wire.execute('SELECT count(*) FROM core."case"').fetchone()
        assert counted == (4,)
        write_document(seat)

        installed, source = starts_in_turn(seat)
        shutil.rmtree(seat.root)
        assert (seat.data / "seat" / "replica.db").exists()
    return {
        "megabytes": round(size / 1e6),
        "seconds_to_window": installed,
        "seconds_from_source": source,
        "ratio": installed / source,
    }


def main() -> None:
    """The command."""
    package, newer, *rest = map(Path, sys.argv[1:])
    seen = run(package, newer, rest[0] if rest else Path("dist/smoke"))
    print(json.dumps(seen, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
