"""`seatapp center ca` and `server-certificate`: TLS for a site without an authority of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatapp.admin.certificates import issue_server, make_root
from seatapp.text import _

folder_argument = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.command("ca", help="为没有证书机构的单位建立根证书；根密钥请离线保管，不要放在服务器上。")
@folder_argument
@click.option("--name", required=True, help="单位名称，写在证书里")
@click.pass_obj
def make_authority(shared: Any, folder: Path, name: str) -> None:
    """Make the root of a site."""
    pair = make_root(folder, name)
    shared.speech.say(
        _(
            "根证书已建立：{certificate}，发给每台席位电脑；根密钥：{key}，请移到 U 盘离线保管。"
        ).format(certificate=pair.certificate, key=pair.key),
        certificate=str(pair.certificate),
        key=str(pair.key),
    )


@click.command("server-certificate", help="用根证书签发中心服务器的证书。")
@folder_argument
@click.option(
    "--host", "hosts", required=True, multiple=True, help="席位用来连接的主机名或地址，可重复"
)
@click.pass_obj
def make_server_certificate(shared: Any, folder: Path, hosts: tuple[str, ...]) -> None:
    """Make the certificate of a server."""
    pair = issue_server(folder, hosts)
    shared.speech.say(
        _(
            "服务器证书已签发：{certificate}；密钥：{key}。两个文件放到服务器的数据库设置里。"
        ).format(certificate=pair.certificate, key=pair.key),
        certificate=str(pair.certificate),
        key=str(pair.key),
    )


COMMANDS = (make_authority, make_server_certificate)
