"""`seatapp import figures`: counts of months that were not worked in the program."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seatapp.cli.rows import dry_run_option, show_faults
from seatapp.cli.work import round_if_online, sign_in_options, signed_in
from seatapp.errors import InputFileError
from seatapp.reports.entered import in_words
from seatapp.text import _


@click.command("figures", help="录入未在本程序办理的月份的统计数，作为比较和排名的基础。")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--list", "listing", is_flag=True, help="列出可以录入的表和指标")
@click.option("--scope", help="区域代码或其前几位；不填时为本人岗位的全部区域")
@dry_run_option
@sign_in_options
@click.pass_obj
def figures(
    shared: Any,
    file: Path | None,
    listing: bool,
    scope: str | None,
    dry_run: bool,
    login: str,
    password: str,
) -> None:
    """All rows or none; with faults nothing is written."""
    if (file is None) != listing:
        raise click.UsageError(_("请给出一个文件，或用 --list 列出表和指标。"))
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        if file is None:
            tables = duty.months.enterable()
            shared.speech.say(in_words(tables), tables=[asdict(table) for table in tables])
            return
        read = duty.months.read_table(file)
        show_faults(shared, read.faults)
        if read.faults:
            words = _("有 {count} 处不合要求，没有写入。")
            raise InputFileError(words.format(count=len(read.faults)))
        changed = 0 if dry_run else duty.months.enter(read.rows, scope)
    shared.speech.say(
        _("共 {found} 条，写入 {changed} 条。").format(found=len(read.rows), changed=changed),
        found=len(read.rows),
        changed=changed,
    )
