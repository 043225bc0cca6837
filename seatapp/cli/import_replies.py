"""`seatapp import replies`: what collectors found, a table with photos beside it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seatapp.admin.reply_import import import_replies
from seatapp.admin.tabular import read_table
from seatapp.cli.rows import file_argument, show_faults
from seatapp.cli.work import round_if_online, sign_in_options, signed_in
from seatapp.text import _


@click.command("replies", help="导入采集员的核实、核查回复和照片（表格与照片放在同一文件夹）。")
@file_argument
@sign_in_options
@click.pass_obj
def replies(shared: Any, file: Path, login: str, password: str) -> None:
    """One step a row; rows that cannot be taken are named, the others stand."""
    rows = list(read_table(file))
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        outcomes = list(
            import_replies(
                rows,
                file.parent,
                duty.desk,
                duty.lookup.find,
                duty.pictures.add_photo,
                lambda case_id: duty.reader.state("case", case_id) or {},
            )
        )
        round_if_online(duty)
        unsent = duty.status().unsent
    faults = [fault for fault in outcomes if fault is not None]
    show_faults(shared, faults)
    shared.speech.say(
        _("共 {all} 条回复，已保存 {saved} 条，未发送 {unsent}。").format(
            all=len(rows), saved=len(rows) - len(faults), unsent=unsent
        ),
        found=len(rows),
        saved=len(rows) - len(faults),
        unsent=unsent,
        faults=[asdict(fault) for fault in faults],
    )
    if faults:
        raise SystemExit(1)
