"""The commands that bring other people's tables in: cases, units, people, and whole standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seatapp.admin.case_import import HISTORY, OPEN, Plan, plan_import, run_import
from seatapp.admin.city import read_people
from seatapp.admin.import_map import load_map
from seatapp.admin.people import put_person
from seatapp.admin.reference_tables import read_units
from seatapp.admin.references import put_references, read_folder
from seatapp.admin.tabular import RowFault, read_table
from seatapp.admin.unit_import import gather_units
from seatapp.cli.centre import admin_options, as_admin
from seatapp.cli.work import sign_in_options, signed_in
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError
from seatapp.text import _

SHOWN_FAULTS = 20

file_argument = click.argument("file", type=click.Path(path_type=Path))
map_option = click.option("--map", "map_file", type=click.Path(path_type=Path), help="对应关系文件")
dry_run_option = click.option("--dry-run", is_flag=True, help="只预览，不写入")


@click.group("import", help="导入：案件、单位、人员、整套基础数据。")
def group() -> None:
    """Bring in what others hold in tables."""


@group.command("cases", help="把表格里的案件登记进来；同一文件再导入不会重复。")
@file_argument
@map_option
@click.option("--mode", type=click.Choice([OPEN, HISTORY]), default=OPEN, help="在办或历史")
@dry_run_option
@sign_in_options
@click.pass_obj
def cases(
    shared: Any, file: Path, map_file: Path, mode: str, dry_run: bool, login: str, password: str
) -> None:
    """One step a row, through the desk like everything else."""
    speech = shared.speech
    with signed_in(shared, login, password) as duty:
        duty.round()
        case_map = load_map(_needed(map_file), duty.workflow).cases
        if case_map is None:
            raise InputFileError(_("对应关系文件里没有 [cases] 一节。"))
        plan = plan_import(
            read_table(file),
            case_map,
            duty.workflow,
            duty.replica.references(),
            lambda case_id: duty.reader.state("case", case_id) is not None,
        )
        speech.remark(preview(plan))
        faults = list(plan.faults)
        saved = 0
        if not dry_run:
            with click.progressbar(
                run_import(plan, duty.desk, mode),
                length=len(plan.drafts),
                label=_("保存"),
                hidden=speech.as_json,
            ) as outcomes:
                for fault in outcomes:
                    saved += fault is None
                    faults += [fault] if fault else []
            speech.remark(_("发送到中心……"))
            duty.round()
        show_faults(shared, faults)
        status = duty.status()
        speech.say(
            _(
                "已保存 {saved} 件，原已有 {known} 件，未发送 {unsent}，中心未接收 {refused}。"
            ).format(saved=saved, known=plan.known, unsent=status.unsent, refused=status.refused),
            planned=len(plan.drafts),
            saved=saved,
            known=plan.known,
            doubtful=plan.doubtful,
            unsent=status.unsent,
            refused=status.refused,
            faults=[asdict(fault) for fault in faults],
        )


@group.command("units", help="导入处置单位：本程序的表，或按对应关系从别的表里归并。")
@file_argument
@map_option
@click.option("--area", help="六位区划代码；按对应关系导入时必填")
@dry_run_option
@admin_options
@click.pass_obj
def units(
    shared: Any,
    file: Path,
    map_file: Path | None,
    area: str | None,
    dry_run: bool,
    login: str,
    password: str,
) -> None:
    """Units, several spellings of one code joined."""
    if map_file is None:
        gathered = read_units(file)
        rows = gathered.rows
        faults = [RowFault(one.line, one.column, one.sentence) for one in gathered.faults]
    else:
        unit_map = load_map(map_file, load_workflow()).units
        if unit_map is None or area is None:
            raise InputFileError(_("请给出 --area，并在对应关系文件里写 [units] 一节。"))
        rows, faults = gather_units(read_table(file), unit_map, area)
    changed = 0
    if not dry_run:
        with as_admin(shared, login, password) as connection:
            changed = put_references(connection, rows)
    show_faults(shared, faults)
    shared.speech.say(
        _("共 {found} 个单位，写入 {changed} 个。").format(found=len(rows), changed=changed),
        found=len(rows),
        changed=changed,
        faults=[asdict(fault) for fault in faults],
    )


@group.command("people", help="导入人员表（login, name, posts, area），密码逐人另设。")
@file_argument
@dry_run_option
@admin_options
@click.pass_obj
def people(shared: Any, file: Path, dry_run: bool, login: str, password: str) -> None:
    """People with their posts."""
    found = read_people(file)
    if not dry_run:
        with as_admin(shared, login, password) as connection:
            for one in found:
                put_person(connection, one)
    shared.speech.say(_("共 {count} 人。").format(count=len(found)), found=len(found))


@group.command("city", help="导入一个文件夹里的整套基础数据（区划、单位、标准、网格、日历……）。")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@dry_run_option
@admin_options
@click.pass_obj
def city(shared: Any, folder: Path, dry_run: bool, login: str, password: str) -> None:
    """Everything that rules look up, all or nothing."""
    gathered = read_folder(folder)
    faults = [RowFault(one.line, one.column, one.sentence) for one in gathered.faults]
    show_faults(shared, faults)
    if faults:
        raise InputFileError(_("有 {count} 处不合要求，没有写入。").format(count=len(faults)))
    changed = 0
    if not dry_run:
        with as_admin(shared, login, password) as connection:
            changed = put_references(connection, gathered.rows)
    shared.speech.say(
        _("共 {found} 条，写入 {changed} 条。").format(found=len(gathered.rows), changed=changed),
        found=len(gathered.rows),
        changed=changed,
    )


def preview(plan: Plan) -> str:
    """What an import would do, in a few lines."""
    lines = [
        _(
            "将登记 {new} 件，其中存疑 {doubtful} 件；原已有 {known} 件；不能导入 {faults} 行。"
        ).format(
            new=len(plan.drafts),
            doubtful=plan.doubtful,
            known=plan.known,
            faults=len(plan.faults),
        )
    ]
    for field in ("source", "nature"):
        spread = "，".join(f"{value or '-'} {count}" for value, count in plan.counts(field).items())
        if spread:
            lines.append(f"{field}: {spread}")
    return "\n".join(lines)


def show_faults(shared: Any, faults: Sequence[RowFault]) -> None:
    """The first complaints, one a line, and how many more there are."""
    for fault in faults[:SHOWN_FAULTS]:
        shared.speech.remark(
            _("第 {line} 行 {column}：{sentence}").format(
                line=fault.line, column=fault.column, sentence=fault.sentence
            )
        )
    if len(faults) > SHOWN_FAULTS:
        shared.speech.remark(_("……另有 {count} 处。").format(count=len(faults) - SHOWN_FAULTS))


def _needed(map_file: Path | None) -> Path:
    if map_file is None:
        raise InputFileError(_("请用 --map 给出对应关系文件。"))
    return map_file
