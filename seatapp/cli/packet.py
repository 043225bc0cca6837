"""The commands that carry unsent work between two computers without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatapp.cli.work import round_if_online, sign_in_options, signed_in
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
        done = duty.packets.export(path)
    shared.speech.say(
        _("已导出 {entries} 步、{photos} 张照片：{path}").format(
            entries=done.entries, photos=done.photos, path=done.path
        ),
        path=str(done.path),
        entries=done.entries,
        photos=done.photos,
        missing=done.missing,
    )
    if done.missing:
        shared.speech.remark(
            _("另有 {count} 张照片不在本机，没有带上。").format(count=done.missing)
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
