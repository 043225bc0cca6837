"""`seatapp center try-backup`: whether the backup of a centre could be restored, in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatapp.admin.backup_trial import newest_backup, note_trial, try_backup
from seatapp.cli.centre import GivenUrl, url_option
from seatapp.text import _


@click.command(
    "try-backup",
    help="试恢复一份备份：在本机另起一个临时数据库恢复、升级、重算，查完即删；不影响中心。"
    "FOLDER 是一份备份，或放备份的文件夹（取最新一份）。发现问题时退出码为 1。",
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--room",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="临时数据库放在哪个文件夹，要有一份中心那么大的空间；不写为系统的临时文件夹",
)
@url_option
@click.pass_obj
def try_it(shared: Any, folder: Path, room: Path | None, url: GivenUrl) -> None:
    """Restore a backup beside the centre and note there that it is good."""
    trial = try_backup(newest_backup(folder), room)
    found = [f"{one.subject}\t{one.sentence}" for one in trial.findings]
    told = {"backup": trial.backup, "entries": trial.entries, "findings": found}
    if found:
        words = _("备份 {name} 能恢复，但内容有问题：")
        shared.speech.say("\n".join([words.format(name=trial.backup), *found]), **told)
        raise SystemExit(1)
    note_trial(url)
    words = _("备份 {name} 可用：恢复出 {n} 条办理记录，重算结果一致。")
    shared.speech.say(words.format(name=trial.backup, n=trial.entries), **told)
