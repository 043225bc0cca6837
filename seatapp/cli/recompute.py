"""`seatapp center recompute` and `seatapp import calendar`: new calendars, and who they move."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from seatapp.admin.calendars import read_calendar
from seatapp.admin.recompute import recompute
from seatapp.cli.centre import admin_options, as_admin
from seatapp.cli.rows import dry_run_option, file_argument, put_all
from seatapp.domain.opening_hours import CITY_TIME, hours_of
from seatapp.text import _

DEFAULT_HOURS = ("08:00-12:00", "14:00-18:00")


@click.command("recompute", help="日历更新后，重算在办案件的时限；先用 --preview 看会动哪些。")
@click.option("--reason", required=True, help="原因，写进每件案件的流转和管理日志")
@click.option("--preview", is_flag=True, help="只看不改")
@admin_options
@click.pass_obj
def recompute_cases(shared: Any, reason: str, preview: bool, login: str, password: str) -> None:
    """Bring running cases to the calendar in force."""
    with as_admin(shared, login, password) as connection:
        found = recompute(connection, reason, preview=preview)
    for one in found.cases:
        shared.speech.remark(f"{one.number}\t{_moment(one.due_before)} → {_moment(one.due_after)}")
    sentence = (
        _("按日历 {calendar}，将重算 {count} 件在办案件，还没有改动。")
        if preview
        else _("按日历 {calendar}，已重算 {count} 件在办案件。")
    )
    shared.speech.say(
        sentence.format(calendar=found.calendar, count=len(found.cases)),
        calendar=found.calendar,
        preview=preview,
        cases=[asdict(one) for one in found.cases],
    )


@click.command("calendar", help="导入节假日、调休和作息表；在办案件不会自动变动。")
@file_argument
@click.option("--hours", multiple=True, help="工作时间，如 08:00-12:00，可重复")
@dry_run_option
@admin_options
@click.pass_obj
def import_calendar(
    shared: Any, file: Path, hours: tuple[str, ...], dry_run: bool, login: str, password: str
) -> None:
    """Versions of the calendar from a table; running cases keep theirs until they are recounted."""
    try:
        opening = hours_of(hours or DEFAULT_HOURS)
    except ValueError:
        raise click.UsageError(_("工作时间应写成 08:00-12:00。")) from None
    gathered = read_calendar(file, opening)
    done = _("共 {found} 个日历版本，写入 {changed} 个。在办案件没有变动。")
    put_all(shared, gathered, dry_run, login, password, done)


def _moment(at: int | None) -> str:
    return "—" if at is None else f"{datetime.fromtimestamp(at, CITY_TIME):%Y-%m-%d %H:%M}"
