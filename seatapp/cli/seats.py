"""`seatapp center seats`: every workstation at a glance, and which of them need somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from seatapp.admin.seats import SeatLine, centre_ahead, seat_lines
from seatapp.cli.admin_options import admin_options, as_admin
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.text import _, listed


@click.command(
    "seats", help="全部席位一览：最近联系时间、程序版本、未发送和中心未接收的条数、要处理的事。"
)
@click.option(
    "--days",
    type=click.IntRange(1, 4000),
    default=60,
    show_default=True,
    help="最近几天联系过的席位",
)
@click.option("--findings", "only", is_flag=True, help="只列要处理的席位")
@admin_options
@click.pass_obj
def seats(shared: Any, days: int, only: bool, login: str, password: str) -> None:
    """List the workstations; the exit code does not tell, somebody is always on leave."""
    with as_admin(shared, login, password) as connection:
        lines = seat_lines(connection, days)
    shown = [line for line in lines if line.findings or not only]
    waiting = sum(bool(line.findings) for line in lines)
    total = _("共 {n} 个席位，其中 {waiting} 个有事要处理。").format(n=len(lines), waiting=waiting)
    ahead = centre_ahead(lines)
    words = "\n".join([*map(_words, shown), *_clock_words(ahead), total])
    facts = [line.facts() for line in shown]
    shared.speech.say(words, seats=facts, total=len(lines), centre_ahead=ahead)


def _clock_words(ahead: int) -> list[str]:
    """What to say when most workstations agree that the clock of the centre is wrong."""
    if not ahead:
        return []
    words = (
        _("多数席位的时钟比中心慢 {n} 秒：多半是中心服务器的时钟快了，请先校准服务器。")
        if ahead > 0
        else _("多数席位的时钟比中心快 {n} 秒：多半是中心服务器的时钟慢了，请先校准服务器。")
    )
    return [words.format(n=abs(ahead))]


def _words(line: SeatLine) -> str:
    seen = f"{datetime.fromtimestamp(line.last_seen, CITY_TIME):%Y-%m-%d %H:%M}"
    standing = line.standing
    if standing is None:
        return "\t".join([line.code, seen, _("还没有报告过情况"), listed(line.findings)])
    counts = _("未发送 {unsent}　未接收 {refused}　照片待传 {photos}").format(
        unsent=standing.unsent, refused=standing.refused, photos=standing.photos
    )
    return "\t".join([line.code, seen, standing.version, counts, listed(line.findings)]).rstrip()
