"""`seatapp center recompute` and `seatapp import calendar`: new calendars, and who they move."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from seatapp.admin.calendars import calendar_in_force, joined, read_calendar, template
from seatapp.admin.recompute import Moved, recompute
from seatapp.admin.reference_rows import Reference
from seatapp.cli.admin_options import admin_options, as_admin
from seatapp.cli.rows import dry_run_option, file_argument, put_all
from seatapp.cli.work import round_if_online, signed_in
from seatapp.domain.clock import WORK
from seatapp.domain.opening_hours import CITY_TIME, hours_of
from seatapp.errors import InputFileError
from seatapp.text import _

DEFAULT_HOURS = ("08:00-12:00", "14:00-18:00")


@click.command(
    "recompute", help="日历或标准更新后，重算在办案件的时限；先用 --preview 看会动哪些。"
)
@click.option("--reason", required=True, help="原因，写进每件案件的流转和管理日志")
@click.option("--preview", is_flag=True, help="只看不改")
@click.option("--standards", is_flag=True, help="立案时标准版本较旧的，也改按现行标准")
@admin_options
@click.pass_obj
def recompute_cases(
    shared: Any, reason: str, preview: bool, standards: bool, login: str, password: str
) -> None:
    """Bring running cases to the calendar in force, and to the standard in force if so asked."""
    with as_admin(shared, login, password) as connection:
        found = recompute(connection, reason, preview=preview, standards=standards)
    for one in found.cases:
        shared.speech.remark("\t".join([one.number, *_changes(one)]))
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
@click.option("--continue", "joins", is_flag=True, help="表里只有新的年份，接在现行日历后面")
@dry_run_option
@admin_options
@click.pass_obj
def import_calendar(
    shared: Any,
    file: Path,
    hours: tuple[str, ...],
    joins: bool,
    dry_run: bool,
    login: str,
    password: str,
) -> None:
    """Versions of the calendar from a table; running cases keep theirs until they are recounted."""
    try:
        opening = hours_of(hours or DEFAULT_HOURS)
    except ValueError:
        raise click.UsageError(_("工作时间应写成 08:00-12:00。")) from None
    gathered = read_calendar(file, opening)
    if joins:
        with signed_in(shared, login, password) as duty:
            round_if_online(duty)
            current = calendar_in_force(duty.reader.references("calendar"))
        if current is None:
            raise InputFileError(_("中心还没有日历，不用 --continue，直接导入即可。"))
        gathered = joined(current, gathered, file.name)
    for row in gathered.rows:
        shared.speech.remark(_reach(row))
    done = _("共 {found} 个日历版本，写入 {changed} 个。在办案件没有变动。")
    put_all(shared, gathered, dry_run, login, password, done)


@click.command(
    "calendar-template", help="按年份生成待填的放假调休表，填好日期后用 import calendar 导入。"
)
@click.argument("year", type=click.IntRange(2000, 2100))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def calendar_template(shared: Any, year: int, file: Path) -> None:
    """A table that only lacks the dates of the notice; one that is there is not written over."""
    if file.exists():
        raise InputFileError(_("文件 {path} 已经存在，没有写入。").format(path=file.name))
    file.write_text(template(year), "utf-8-sig")
    shared.speech.say(
        _("已生成 {path}。按放假通知填好日期，多余的行删掉，先用 --dry-run 检查再导入。").format(
            path=file.name
        ),
        file=str(file),
        year=year,
    )


def _reach(row: Reference) -> str:
    """From when until when a version of the calendar knows its days."""
    frames = (row.row or {})["frames"]
    first, last = (datetime.fromtimestamp(at, CITY_TIME) for at in (frames[0], frames[-1] - 1))
    return f"{row.code}\t{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _changes(one: Moved) -> list[str]:
    """What is different of a case: its deadline, then standard and limit where they are."""
    changes = [f"{_moment(one.due_before)} → {_moment(one.due_after)}"]
    if one.standard_before != one.standard_after:
        changes.append(f"{one.standard_before} → {one.standard_after}")
    before, after = (one.limit_before, one.basis_before), (one.limit_after, one.basis_after)
    if before != after:
        changes.append(f"{_limit(*before)} → {_limit(*after)}")
    return changes


def _limit(minutes: int | None, basis: str) -> str:
    if minutes is None:
        return "—"
    words = _("工作时间 {minutes} 分钟") if basis == WORK else _("自然时间 {minutes} 分钟")
    return words.format(minutes=minutes)


def _moment(at: int | None) -> str:
    return "—" if at is None else f"{datetime.fromtimestamp(at, CITY_TIME):%Y-%m-%d %H:%M}"
