"""`seatapp reach`: whether this computer reaches its centre, without anybody logging in.

For whoever sets computers up, or moves the server: one line a server, and an exit code for scripts.
"""

from __future__ import annotations

import socket
import time
from datetime import datetime
from typing import Any

import click

from seatapp.central.certificate import certificate_until, hosts_of
from seatapp.central.connect import CONNECT_TIMEOUT_S
from seatapp.config import EMBEDDED, Profile, file_in_force, profile_in_force
from seatapp.domain.centre_care import certificate_words
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.errors import WorldError
from seatapp.text import _


@click.command(
    "reach",
    help="检查这台电脑连不连得上中心：用的哪个配置文件、各服务器有没有应答、证书到哪天；不用登录。"
    "有一台连得上退出码就是 0。",
)
@click.pass_obj
def reach(shared: Any) -> None:
    """Greet every server that the settings in force name."""
    profile = profile_in_force(shared.folders)
    file = file_in_force(shared.folders)
    found = [_greeted(profile, host) for host in hosts_of(profile)]
    lines = [
        _("配置文件：{path}").format(path=file),
        *(f"{x['host']}\t{x['words']}" for x in found),
    ]
    shared.speech.say("\n".join(lines), file=str(file), servers=found)
    if not any(one["reached"] for one in found):
        raise SystemExit(1)


def _greeted(profile: Profile, host: str) -> dict[str, Any]:
    """What a server says: {host, reached, until, words}; `until` in seconds since 1970."""
    if profile.kind == EMBEDDED:
        return {"host": host, "reached": _listens(profile, host), "until": None, "words": ""}
    try:
        until = certificate_until(profile, host)
    except WorldError as fault:
        return {"host": host, "reached": False, "until": None, "words": fault.sentence}
    day = datetime.fromtimestamp(until, CITY_TIME)
    words = _("连得上，证书到 {day:%Y-%m-%d}。").format(day=day)
    words += certificate_words(until, int(time.time()))
    return {"host": host, "reached": True, "until": until, "words": words}


def _listens(profile: Profile, host: str) -> bool:
    try:
        socket.create_connection((host, profile.port), CONNECT_TIMEOUT_S).close()
    except OSError:
        return False
    return True
