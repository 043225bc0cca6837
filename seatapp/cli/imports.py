"""The commands that bring other people's tables in: cases, units, people, and whole standards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from seatapp.admin.case_import import HISTORY, OPEN, Plan, plan_import, run_import
from seatapp.admin.import_map import load_map
from seatapp.admin.people_import import import_people, who_is_refused
from seatapp.admin.people_table import people_table
from seatapp.admin.reference_tables import read_units
from seatapp.admin.references import put_references, read_folder
from seatapp.admin.tabular import RowFault, read_table
from seatapp.admin.unit_import import gather_units
from seatapp.app import Duty
from seatapp.cli.admin_options import admin_options, as_admin
from seatapp.cli.rows import dry_run_option, file_argument, put_all, show_faults
from seatapp.cli.work import round_if_online, sign_in_options, signed_in
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError
from seatapp.text import _, listed

REFUSED_COLUMNS: Mapping[str, str] = {"area_unknown": "area", "post_unknown": "posts"}
"""Which column of a table of people is wrong when the centre refuses somebody; else the log-in."""

map_option = click.option("--map", "map_file", type=click.Path(path_type=Path), help="对应关系文件")


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
    case_map = load_map(_needed(map_file), load_workflow()).cases
    if case_map is None:
        raise InputFileError(_("对应关系文件里没有 [cases] 一节。"))
    rows = list(read_table(file))
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        plan = plan_import(
            rows,
            case_map,
            duty.workflow,
            duty.replica.references(),
            lambda case_ids: duty.reader.here("case", case_ids),
        )
        speech.remark(preview(plan))
        failed = [] if dry_run else list(_save(shared, plan, duty, mode))
        faults = [*plan.faults, *failed]
        saved = 0 if dry_run else len(plan.drafts) - len(failed)
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
            source=plan.counts("source"),
            nature=plan.counts("nature"),
            unsent=status.unsent,
            refused=status.refused,
            faults=[asdict(fault) for fault in faults],
        )
    if faults:
        raise SystemExit(1)


def _save(shared: Any, plan: Plan, duty: Duty, mode: str) -> Iterator[RowFault]:
    """Take the steps of a plan and send them; the rows that were refused here."""
    with click.progressbar(
        run_import(plan, duty.desk, mode),
        length=len(plan.drafts),
        label=_("保存"),
        hidden=shared.speech.as_json,
    ) as outcomes:
        yield from (fault for fault in outcomes if fault is not None)
    shared.speech.remark(_("发送到中心……"))
    round_if_online(duty)


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
    if faults:
        raise SystemExit(1)


@group.command("people", help="导入人员表（列：登录名、姓名、岗位、区域）；新人员得到各自的密码。")
@file_argument
@click.option(
    "--passwords",
    "letter",
    type=click.Path(path_type=Path),
    help="新人员的密码写到这个新文件里，发完即删",
)
@dry_run_option
@admin_options
@click.pass_obj
def people(
    shared: Any, file: Path, letter: Path | None, dry_run: bool, login: str, password: str
) -> None:
    """People with their posts; a faulty row, or one that the centre refuses, keeps all out."""
    if letter is None and not dry_run:
        raise click.UsageError(_("请用 --passwords 给出一个新文件，新人员的密码会写在里面。"))
    table = people_table(file)
    found, faults = table.people, list(table.faults)
    with as_admin(shared, login, password) as connection:
        for person, refused in who_is_refused(connection, found):
            column = REFUSED_COLUMNS.get(refused.code, "login")
            faults.append(table.fault(person.login, column, refused.sentence))
        if letter is None or faults:
            _tell_trial(shared, len(found), sorted(faults, key=lambda fault: fault.line))
        placed = import_people(connection, found, letter)
    shared.speech.say(
        _("共 {count} 人，其中新登记 {new} 人，密码在 {letter}，发完请删除。").format(
            count=placed.people, new=len(placed.newcomers), letter=letter
        ),
        found=placed.people,
        newcomers=list(placed.newcomers),
    )


def _tell_trial(shared: Any, found: int, faults: Sequence[RowFault]) -> NoReturn:
    """What a table of people came to that is not taken, or not yet."""
    show_faults(shared, faults)
    words = _("有 {count} 处不合要求，没有写入。").format(count=len(faults))
    shared.speech.say(
        words if faults else _("共 {count} 人，可以导入。").format(count=found),
        found=found,
        faults=[asdict(fault) for fault in faults],
    )
    raise SystemExit(1 if faults else 0)


@group.command("city", help="导入一个文件夹里的整套基础数据（区划、单位、标准、网格、日历……）。")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@dry_run_option
@admin_options
@click.pass_obj
def city(shared: Any, folder: Path, dry_run: bool, login: str, password: str) -> None:
    """Everything that rules look up, all or nothing."""
    gathered = read_folder(folder)
    put_all(shared, gathered, dry_run, login, password)


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
        spread = listed(f"{value or '-'} {count}" for value, count in plan.counts(field).items())
        if spread:
            lines.append(f"{field}: {spread}")
    return "\n".join(lines)


def _needed(map_file: Path | None) -> Path:
    if map_file is None:
        raise InputFileError(_("请用 --map 给出对应关系文件。"))
    return map_file
