"""Where the program finds its centre and its files: profiles and folders, read once at the start.

A profile names a centre. `site` is a real one (TLS with the site's own root, or it does not
connect); `embedded` is a server on this very computer that the program itself started.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from seatapp.errors import InputFileError
from seatapp.text import _

SITE = "site"
EMBEDDED = "embedded"


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
    def log(self) -> Path:
        """The program's log."""
        return self.base / "log"

    @property
    def profile(self) -> Path:
        """The file that names the centre."""
        return self.base / "centre.toml"


def default_folders(environment: Mapping[str, str] | None = None) -> Folders:
    """The user's data folder, or the one that `SEATAPP_HOME` names."""
    named = (os.environ if environment is None else environment).get("SEATAPP_HOME")
    return Folders(Path(named) if named else user_data_path("SeatApp", appauthor=False))


def load_profile(path: Path) -> Profile:
    """The profile that `path` (TOML) describes.

    Raises `InputFileError` with a sentence when the file is absent or cannot be understood.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
        return Profile(
            name=str(raw.get("name", path.stem)),
            kind=str(raw["kind"]),
            host=str(raw["host"]),
            port=int(raw.get("port", 5432)),
            database=str(raw["database"]),
            root_certificate=_file(raw, "root_certificate"),
            client_certificate=_file(raw, "client_certificate"),
            client_key=_file(raw, "client_key"),
        )
    except FileNotFoundError:
        raise InputFileError(
            _("还没有配置中心服务器（{path}）。请向管理员索取配置文件。").format(path=path)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError, TypeError) as fault:
        raise InputFileError(
            _("服务器配置文件 {path} 有误：{fault}。原文件未改动。").format(path=path, fault=fault)
        ) from fault
    except OSError as fault:
        raise InputFileError(
            _("读不了服务器配置文件 {path}（{reason}）。请检查文件夹和权限。").format(
                path=path, reason=fault.strerror
            ),
            "unreadable",
        ) from fault


def _file(raw: Mapping[str, Any], name: str) -> Path | None:
    return Path(raw[name]) if raw.get(name) else None
