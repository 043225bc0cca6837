"""The first start on a computer that nobody has set up: which centre, and whether it answers.

Forty computers are given one `centre.toml` by their administrator; here a single person tells the
same, for their own folder alone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seatapp.central.certificate import check_root
from seatapp.central.greeting import greetings
from seatapp.config import PROFILE_FILE, SITE, Folders, Profile, load_profile, make_own
from seatapp.errors import InputFileError, WorldError
from seatapp.file_faults import why_not
from seatapp.text import _

ROOT_FILE = "root.crt"
USUAL_PORT = 5432


class NotKept(WorldError):
    """The settings could not be written."""

    code = "not_kept"


@dataclass(frozen=True)
class Answer:
    """Whether a server answers, and what is to be said of each: its address, and a sentence."""

    reached: bool
    sentences: Sequence[tuple[str, str]]


def typed_profile(host: str, port: int, database: str, root: Path) -> Profile:
    """The centre that somebody described. Raises `InputFileError` where that is none."""
    return Profile(host, SITE, host, port, database, root_certificate=root)


def asked(profile: Profile) -> Answer:
    """Ask every server of this centre; slow, so for the background only.

    Raises `InputFileError` where the root certificate is none.
    """
    check_root(profile)
    found = greetings(profile)
    reached = any(one.reached for one in found)
    return Answer(reached, [(one.host, one.words) for one in found])


def keep_typed(folders: Folders, profile: Profile) -> Profile:
    """Keep what was typed, with a copy of the root certificate, in the person's own folder.

    Raises:
        NotKept: The folder or the certificate does not let it.
    """
    assert profile.root_certificate is not None
    _copied(folders, [profile.root_certificate], [ROOT_FILE])
    lines = {
        "name": profile.name,
        "kind": profile.kind,
        "host": profile.host,
        "port": profile.port,
        "database": profile.database,
        "root_certificate": ROOT_FILE,
    }
    # JSON's texts and whole numbers are TOML's as well.
    text = "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in lines.items()
    )
    try:
        folders.profile.write_text(text, "utf-8")
    except OSError as fault:
        raise _not_kept(folders, fault) from fault
    return replace(profile, root_certificate=folders.base / ROOT_FILE)


def keep_file(folders: Folders, given: Path) -> Profile:
    """Keep a `centre.toml` of the administrator with the root certificate that lies beside it.

    Raises:
        InputFileError: It cannot be understood, or needs more than these two files.
        NotKept: The folder or the certificate does not let it.
    """
    profile = load_profile(given)
    root = profile.root_certificate
    if root is None or root.parent != given.parent or profile.client_certificate is not None:
        raise InputFileError(
            _(
                "这个配置文件要和根证书放在同一文件夹，也不能要求个人证书。"
                "请管理员按管理员手册为这台电脑安装。"
            )
        )
    _copied(folders, [root, given], [root.name, PROFILE_FILE])
    return load_profile(folders.profile)


def _copied(folders: Folders, given: list[Path], names: list[str]) -> None:
    try:
        make_own(folders)
        folders.base.mkdir(parents=True, exist_ok=True)
        for file, name in zip(given, names, strict=True):
            if file.resolve() != (folders.base / name).resolve():
                shutil.copyfile(file, folders.base / name)
    except OSError as fault:
        raise _not_kept(folders, fault) from fault


def _not_kept(folders: Folders, fault: OSError) -> NotKept:
    return NotKept(
        _("没有保存：{path}（{reason}）。请检查文件和权限后再试。").format(
            path=fault.filename or folders.base, reason=why_not(fault)
        )
    )
