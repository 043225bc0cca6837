"""Where the program finds its centre and its files: profiles and folders, read once at the start.

An administrator writes one `centre.toml` for the whole computer; a person's own one goes before it.
What lies in a folder that several people share is nobody's own: whoever can write there could send
the others' passwords to a server of theirs.

A profile names a centre. `site` is a real one (TLS with the site's own root, or it does not
connect); `embedded` is a server on this very computer that the program itself started.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seatapp.errors import InputFileError
from seatapp.file_faults import line_at_fault, why_not
from seatapp.text import _

SITE = "site"
EMBEDDED = "embedded"
PROFILE_FILE = "centre.toml"
NO_PROFILE = "no_profile"
"""The code of the error where nobody has named a centre yet."""


@dataclass(frozen=True)
class Profile:
    """How to reach a centre. `host` may be several, comma-separated, or a socket directory.

    `root_certificate` is the site's own root (PEM), needed by the `site` kind. A site that asks
    for a certificate of the workstation or the person (`clientcert` in its pg_hba.conf) gives the
    files of it and of its key; `{login}` in their names stands for who logs in.
    """

    name: str
    kind: str
    host: str
    port: int
    database: str
    root_certificate: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None

    def __post_init__(self) -> None:
        if self.kind not in (SITE, EMBEDDED):
            raise InputFileError(_("服务器配置的类型只能是 site 或 embedded。"))
        if self.kind == SITE and self.root_certificate is None:
            raise InputFileError(_("服务器配置缺少本单位的根证书，不能连接。请向管理员索取。"))
        if (self.client_certificate is None) != (self.client_key is None):
            raise InputFileError(_("客户端证书和它的密钥文件要一起配置。请向管理员索取。"))


@dataclass(frozen=True)
class Folders:
    """The program's own folders; `seat` holds everything of this workstation."""

    base: Path

    @property
    def seat(self) -> Path:
        """The encrypted replica, the key slots and the photos."""
        return self.base / "seat"

    @property
    def demo(self) -> Path:
        """The demonstration: its centre, and a workstation for each person of its story."""
        return self.base / "demo"

    @property
    def demo_seats(self) -> list[Path]:
        """The workstations of the demonstration; waits for a disk."""
        return sorted(self.demo.glob("seats/*/seat"))

    @property
    def windows(self) -> Iterator[Path]:
        """The workstations that a window may be open on, the real one before the demonstration's.

        Whoever found one early does not wait for the disk.
        """
        yield self.seat
        yield from self.demo_seats

    @property
    def log(self) -> Path:
        """The program's log."""
        return self.base / "log"

    @property
    def templates(self) -> Path:
        """The office's own versions of the Word templates."""
        return self.base / "templates"

    @property
    def profile(self) -> Path:
        """The file that names the centre."""
        return self.base / PROFILE_FILE


@dataclass(frozen=True)
class Machine:
    """What holds for every person of this computer.

    `data` is the folder of a computer that several people share under log-ins of their own;
    without one each has a folder.
    """

    profile: Path
    language: str = "zh_CN"
    data: Path | None = None


def this_machine(environment: Mapping[str, str] | None = None) -> Machine:
    """The settings of this computer, from the file that `SEATAPP_SITE` names or the usual one.

    A file that is absent or cannot be read counts as empty here: `load_profile` tells why.
    """
    # Both libraries take longer than a command in a hurry has (see `seatapp.cli.ringing`).
    from platformdirs import site_config_path

    named = (os.environ if environment is None else environment).get("SEATAPP_SITE")
    path = Path(named) if named else site_config_path("SeatApp", appauthor=False) / PROFILE_FILE
    try:
        raw = _read(path)
    except InputFileError:
        return Machine(path)
    return Machine(path, str(raw.get("language", "zh_CN")), _file(path, raw, "data"))


def default_folders(environment: Mapping[str, str] | None = None) -> Folders:
    """The folder that `SEATAPP_HOME` names, that of this computer, or that of the user."""
    named = (os.environ if environment is None else environment).get("SEATAPP_HOME")
    if named:
        return Folders(Path(named))
    from platformdirs import user_data_path

    return Folders(this_machine(environment).data or user_data_path("SeatApp", appauthor=False))


def profile_in_force(folders: Folders, environment: Mapping[str, str] | None = None) -> Profile:
    """The centre that the person's own file names, or else that of this computer.

    Raises `InputFileError` with a sentence when neither is there or can be understood.
    """
    return load_profile(file_in_force(folders, environment))


def file_in_force(folders: Folders, environment: Mapping[str, str] | None = None) -> Path:
    """The file that names the centre: the person's own one, or else that of this computer."""
    machine = this_machine(environment)
    own = folders.profile.exists() and not _is_shared(folders, machine)
    return machine.profile if machine.profile.exists() and not own else folders.profile


def make_own(folders: Folders, environment: Mapping[str, str] | None = None) -> None:
    """Make a person's folder that is not there yet, closed to every other account.

    Whoever can merely read in it could hold its lock, so that nobody gets in, or see when is
    worked and how much. The folder that several people share is its administrator's, and Windows
    gives a person's folders rights of their own. Raises `OSError` where it cannot be made.
    """
    if sys.platform == "win32" or folders.base.exists():
        return
    if not _is_shared(folders, this_machine(environment)):
        folders.base.mkdir(mode=0o700, parents=True, exist_ok=True)


def _is_shared(folders: Folders, machine: Machine) -> bool:
    return machine.data is not None and folders.base.resolve() == machine.data.resolve()


def load_profile(path: Path) -> Profile:
    """The profile that `path` (TOML) describes.

    Raises `InputFileError` with a sentence when the file is absent or cannot be understood.
    """
    raw = _read(path)
    try:
        return Profile(
            name=str(raw.get("name", path.stem)),
            kind=str(raw["kind"]),
            host=str(raw["host"]),
            port=int(raw.get("port", 5432)),
            database=str(raw["database"]),
            root_certificate=_file(path, raw, "root_certificate"),
            client_certificate=_file(path, raw, "client_certificate"),
            client_key=_file(path, raw, "client_key"),
        )
    except KeyError as fault:
        raise _faulty(path, _("缺少 {name}").format(name=fault.args[0])) from fault
    except (ValueError, TypeError) as fault:
        raise _faulty(path, _("port 应为数字")) from fault


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InputFileError(
            _("还没有配置中心服务器（{path}）。请向管理员索取配置文件。").format(path=path),
            NO_PROFILE,
        ) from None
    except UnicodeDecodeError as fault:
        raise _faulty(path, _("文字编码不是 UTF-8，请另存为 UTF-8")) from fault
    except OSError as fault:
        raise InputFileError(
            _("读不了服务器配置文件 {path}（{reason}）。请检查文件夹和权限。").format(
                path=path, reason=why_not(fault)
            ),
            "unreadable",
        ) from fault
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _faulty(
            path, _("第 {line} 行写法不对").format(line=line_at_fault(fault, text))
        ) from fault


def _faulty(path: Path, fault: str) -> InputFileError:
    words = _("服务器配置文件 {path} 有误：{fault}。原文件未改动。请改正，或向管理员索取。")
    return InputFileError(words.format(path=path, fault=fault))


def _file(path: Path, raw: Mapping[str, Any], name: str) -> Path | None:
    """The file that `name` gives; one without a folder lies beside the settings in `path`."""
    return path.parent / str(raw[name]) if raw.get(name) else None
