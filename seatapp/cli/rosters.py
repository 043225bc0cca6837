"""The commands that bring in who works when, what a handover holds, and who stands in for whom."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from seatapp.admin.handover_rules import read_handover_rules
from seatapp.admin.roster_import import Known, read_roster, read_shifts
from seatapp.admin.substitute_import import read_substitutes
from seatapp.app import Duty
from seatapp.cli.admin_options import admin_options
from seatapp.cli.rows import dry_run_option, file_argument, put_all
from seatapp.cli.work import round_if_online, signed_in
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError
from seatapp.local.substitutes import who_can_grant
from seatapp.text import _


@click.command(
    "shifts", help="导入班次表（code, name, starts, ends）；结束早于开始的是跨零点的班。"
)
@file_argument
@dry_run_option
@admin_options
@click.pass_obj
def shifts(shared: Any, file: Path, dry_run: bool, login: str, password: str) -> None:
    """The shifts of the site."""
    put_all(shared, read_shifts(file), dry_run, login, password)


@click.command(
    "handover-rules", help="导入交接班规则（post, kind, code, how, words）：各岗位交什么、答什么。"
)
@file_argument
@click.option("--version", required=True, help="规则的版本，例如 2026-1")
@dry_run_option
@admin_options
@click.pass_obj
def handover_rules(
    shared: Any, file: Path, version: str, dry_run: bool, login: str, password: str
) -> None:
    """What each post hands over."""
    put_all(shared, read_handover_rules(file, load_workflow(), version), dry_run, login, password)


@click.command(
    "roster", help="导入排班表：按行（日期、班次、人员、岗位）或按月（每人一行，每日一列）。"
)
@file_argument
@click.option(
    "--month", callback=lambda _c, _o, text: month_of(text), help="按月的表是哪个月，例如 2026-11"
)
@dry_run_option
@admin_options
@click.pass_obj
def roster(
    shared: Any, file: Path, month: date | None, dry_run: bool, login: str, password: str
) -> None:
    """Who works when."""
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        gathered = read_roster(file, known_to(duty), month)
    put_all(shared, gathered, dry_run, login, password)


@click.command(
    "substitutes", help="导入代批授权（代谁、代批人、开始、结束、原因）；同一人同一岗位以新的为准。"
)
@file_argument
@dry_run_option
@admin_options
@click.pass_obj
def substitutes(shared: Any, file: Path, dry_run: bool, login: str, password: str) -> None:
    """Who grants in whose place."""
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        people = duty.reader.references("person")
        names = {code: str(row.get("name") or code) for code, row in people}
        known = Known(duty.workflow, names, {})
        gathered = read_substitutes(file, known, who_can_grant(people))
    put_all(shared, gathered, dry_run, login, password)


def known_to(duty: Duty) -> Known:
    """What a roster may name, as this workstation knows it."""
    people = {code: str(row.get("name") or code) for code, row in duty.reader.references("person")}
    found = duty.book.shifts()
    if not found:
        raise InputFileError(
            _("还没有班次。请先用 seatapp import shifts 导入班次表。"), "no_shifts"
        )
    return Known(duty.workflow, people, found)


def month_of(text: str | None) -> date | None:
    """The first day of a month that is written `2026-11`."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise click.UsageError(_("月份应写成 2026-11。")) from None


COMMANDS = (shifts, handover_rules, roster, substitutes)
