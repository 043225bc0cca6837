"""`seatapp deadline`: when a limit ends, with every span that counted. Needs no centre."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from seatapp.admin.calendars import SHIPPED, day_table, shipped_calendar
from seatapp.cli.kinds import MINUTE, Moment
from seatapp.cli.speech import json_option
from seatapp.domain.clock import CITY_OFFSET, Calendar
from seatapp.domain.opening_hours import CITY_TIME, hours_of
from seatapp.domain.worktime import EXACT, READINGS, UNITS, Deadline, StatedLimit, limit_of
from seatapp.domain.worktime import deadline as reckoned
from seatapp.errors import InputFileError
from seatapp.text import _

LAST_MOMENT = int(datetime.max.replace(tzinfo=CITY_TIME).timestamp())
DEFAULT_HOURS = ("08:00-12:00", "14:00-18:00")


@click.command(
    "deadline",
    help="推算截止时间，例如 seatapp deadline '2019-07-02 11:00' 2 work_hour",
    # So that a limit below zero is told as such, and not taken for an option.
    context_settings={"ignore_unknown_options": True},
)
@click.argument("start", metavar="START", type=Moment())
@click.argument("value")
@click.argument("unit", type=click.Choice(UNITS))
@click.option("--calendar", "named", default=SHIPPED, show_default=True, help="日历文件或版本")
@click.option(
    "--work-day",
    "reading",
    type=click.Choice(READINGS),
    default=EXACT,
    show_default=True,
    help="工作日算到同一钟点，还是算到当日下班",
)
@json_option
@click.pass_obj
def deadline(shared: Any, start: datetime, value: str, unit: str, named: str, reading: str) -> None:
    """Reckon a deadline and explain it."""
    limit = _limit(value, unit, reading)
    begins = int(start.replace(tzinfo=CITY_TIME).timestamp())
    found = reckoned(_calendar(named), begins, limit)
    if found.due_at is not None and found.due_at >= LAST_MOMENT:
        raise click.BadParameter(_("截止时间超出了公历 9999 年。"))
    shared.speech.say(
        "\n".join(_lines(found)),
        deadline=_local(found.due_at),
        segments=[
            {"from": _local(one.since), "until": _local(one.until), "minutes": one.minutes}
            for one in found.segments
        ],
        calendar_version=found.calendar_version,
        work_day=found.reading,
    )


def _limit(value: str, unit: str, reading: str) -> StatedLimit:
    try:
        return limit_of(value, unit, reading)
    except ValueError:
        raise click.BadParameter(
            _("时限“{value}”应为 0 到 100000 的数，并且是整分钟。").format(value=value)
        ) from None


def _calendar(named: str) -> Calendar:
    hours = hours_of(DEFAULT_HOURS)
    if named == SHIPPED:
        with shipped_calendar() as path:
            return day_table(path, hours).calendar()
    path = Path(named)
    if not path.is_file():
        raise InputFileError(
            _("没有日历文件或版本“{named}”。自带的版本是 {shipped}。").format(
                named=named, shipped=SHIPPED
            )
        )
    return day_table(path, hours).calendar()


def _lines(found: Deadline) -> list[str]:
    calendar = found.calendar_version or _("自然时间，不用日历")
    lines = [
        _("截止 {due}（日历：{calendar}）").format(due=_local(found.due_at), calendar=calendar)
    ]
    for one in found.segments:
        span = _("计 {since} 至 {until}，{minutes} 分钟")
        lines.append(
            span.format(since=_local(one.since), until=_local(one.until), minutes=one.minutes)
        )
    return lines


def _local(at: int | None) -> str:
    assert at is not None, "a clock without pauses always comes to its end"
    return datetime.fromtimestamp(at + CITY_OFFSET, UTC).strftime(MINUTE)
