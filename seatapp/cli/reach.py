"""`seatapp reach`: whether this computer reaches its centre, without anybody logging in.

For whoever sets computers up, or moves the server: one line a server, and an exit code for scripts.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from seatapp.central.greeting import greetings
from seatapp.config import file_in_force, profile_in_force
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
    found = greetings(profile)
    lines = [
        _("配置文件：{path}").format(path=file),
        *(f"{one.host}\t{one.words}" for one in found),
    ]
    servers = [asdict(one) for one in found]
    shared.speech.say("\n".join(lines), file=str(file), servers=servers)
    if not any(one.reached for one in found):
        raise SystemExit(1)
