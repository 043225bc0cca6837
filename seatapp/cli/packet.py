"""The commands that carry unsent work between two computers without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatapp.app.outbox import save_outbox
from seatapp.cli.work import application_of, round_if_online, sign_in_options, signed_in
from seatapp.errors import WorldError
from seatapp.sync.packet import Exported
from seatapp.text import _


@click.group("packet", help="交接包：没有网络时，用 U 盘或共享把未发送的内容带到另一台电脑。")
def group() -> None:
    """Packets between workstations."""


@group.command("export", help="把中心还没有答复的内容导出成交接包；给出文件夹时自动命名。")
@click.argument("path", type=click.Path(path_type=Path))
@sign_in_options
@click.pass_obj
def export(shared: Any, path: Path, login: str, password: str) -> None:
    """Write a packet."""
    with signed_in(shared, login, password) as duty:
        _tell(shared, duty.packets.export(path))


@group.command(
    "rescue", help="数据文件损坏、又连不上中心时：把没有发送的内容救出到交接包，不改动文件。"
)
@click.argument("path", type=click.Path(path_type=Path))
@sign_in_options
@click.pass_obj
def rescue(shared: Any, path: Path, login: str, password: str) -> None:
    """Write what can be read of a damaged file to a packet."""
    done, unreadable = save_outbox(application_of(shared), login, password, path)
    _tell(shared, done, unreadable=unreadable)
    if unreadable:
        raise WorldError(
            _("有 {n} 步读不出来，请把旧文件交管理员。").format(n=unreadable), "unreadable"
        )


@group.command("import", help="导入交接包；同一个包再导入不会重复。")
@click.argument("path", type=click.Path(path_type=Path))
@sign_in_options
@click.pass_obj
def import_(shared: Any, path: Path, login: str, password: str) -> None:
    """Take a packet in."""
    with signed_in(shared, login, password) as duty:
        done = duty.packets.take_in(path)
        round_if_online(duty)
        unsent = duty.status().unsent
    shared.speech.say(
        _("{seat} 的交接包有 {entries} 步，其中 {new} 步是新的；本机未发送 {unsent}。").format(
            seat=done.manifest.seat, entries=done.manifest.entries, new=done.new, unsent=unsent
        ),
        seat=done.manifest.seat,
        entries=done.manifest.entries,
        photos=done.manifest.photos,
        new=done.new,
        unsent=unsent,
    )


def _tell(shared: Any, done: Exported, **more: int) -> None:
    shared.speech.say(
        done.told(),
        path=str(done.path),
        entries=done.entries,
        photos=done.photos,
        missing=done.missing,
        **more,
    )
