"""`seatapp pop` and `seatapp import calls`: what a telephone exchange has to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatapp.admin.assessment_tables import FILES as ASSESSED
from seatapp.admin.assessment_tables import read_assessment
from seatapp.admin.call_import import CallImport
from seatapp.admin.hotline_tables import FILES, read_list
from seatapp.admin.tabular import read_table
from seatapp.cli.admin_options import admin_options
from seatapp.cli.rows import dry_run_option, put_all, show_faults
from seatapp.cli.speech import json_option
from seatapp.cli.work import round_if_online, sign_in_options, signed_in
from seatapp.doorbell import POP, message, rung
from seatapp.errors import WorldError
from seatapp.text import _


class NoWindow(WorldError):
    """No window of this workstation is open, so nobody saw the number."""

    code = "no_window"


@click.command("pop", help="把正在呼入的号码交给已打开的窗口，例如 seatapp pop 19900001234")
@click.argument("number")
@click.option("--call-id", default="", help="话务系统里这通电话的编号")
@json_option
@click.pass_obj
def pop(shared: Any, number: str, call_id: str) -> None:
    """Ring the window; it shows a banner and asks nothing."""
    if not rung(shared.folders.windows, message(POP, number, call_id)):
        raise NoWindow(_("本机没有打开的窗口，来电没有显示。请先打开程序并登录。"))
    shared.speech.say(_("已交给窗口。"), shown=True)


@click.command("list", help="导入知识库、巡查站点、值班电话等名单，或考核条款、合同、报送材料。")
@click.argument("kind", type=click.Choice([*FILES, *ASSESSED]))
@click.argument("file", type=click.Path(path_type=Path))
@dry_run_option
@admin_options
@click.pass_obj
def lists(shared: Any, kind: str, file: Path, dry_run: bool, login: str, password: str) -> None:
    """One list, all or nothing."""
    gathered = read_assessment(kind, file) if kind in ASSESSED else read_list(kind, file)
    put_all(shared, gathered, dry_run, login, password)


@click.command("calls", help="导入未接来电清单；未接和放弃的来电都成为待回的电话，再导入不重复。")
@click.argument("file", type=click.Path(path_type=Path))
@sign_in_options
@click.pass_obj
def calls(shared: Any, file: Path, login: str, password: str) -> None:
    """One step a row, through the desk like everything else."""
    rows = list(read_table(file))
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        hotline = duty.hotline
        importing = CallImport(duty.desk, duty.reader, hotline.area, hotline.search_key)
        with click.progressbar(
            length=len(rows), label=_("保存"), hidden=shared.speech.as_json
        ) as bar:
            done = importing.run(rows, lambda: bar.update(1))
        round_if_online(duty)
        show_faults(shared, done.faults)
        shared.speech.say(
            _(
                "新增待回 {owed} 个，并入已有 {again} 次，原已有 {known} 个，已接听 {answered} 个。"
            ).format(owed=done.owed, again=done.again, known=done.known, answered=done.answered),
            owed=done.owed,
            again=done.again,
            known=done.known,
            answered=done.answered,
            faults=len(done.faults),
        )
    if done.faults:
        raise SystemExit(1)
