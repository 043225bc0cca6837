"""`seatapp center watch`: the watch as a service, one line for everything it did or saw."""

from __future__ import annotations

import json
import logging
import signal
import time
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import Event as Bell
from typing import Any

import click

from seatapp.admin.server_log import ServerLog
from seatapp.admin.watch import Event, Limits, Watch, Wire, watching
from seatapp.cli.centre import GivenUrl, url_option
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.errors import CentreUnreachable
from seatapp.text import _

TURN_S = 1.0
AGAIN_S = 5.0

_log = logging.getLogger(__name__)


@click.command("watch", help="看守中心：结束长事务和失控查询，锁定猜密码的登录名，报告异常。")
@url_option
@click.option(
    "--log",
    "log",
    type=click.Path(exists=True, path_type=Path),
    help="服务器日志（文件或文件夹）；不给则不能锁定猜密码的登录名，也看不到大量读取",
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="数据库所在磁盘上的一个文件夹；给出后磁盘快满时会报告",
)
@click.option(
    "--bulk-lines",
    type=click.IntRange(1),
    default=Limits().bulk_lines,
    show_default=True,
    help="十分钟内读取多少行算大量读取",
)
@click.option("--once", is_flag=True, help="只看一次")
@click.pass_obj
def watch(
    shared: Any,
    url: GivenUrl,
    log: Path | None,
    data: Path | None,
    bulk_lines: int,
    once: bool,
) -> None:
    """Watch until the service is told to end."""
    ending = Bell()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: ending.set())
    if log is None:
        click.echo(_("没有给出服务器日志：不会锁定猜密码的登录名，也看不到大量读取。"), err=True)
    with ExitStack() as stack:
        followed = stack.enter_context(closing(ServerLog(log))) if log else None
        guard = Watch(followed, time.monotonic, Limits(bulk_lines=bulk_lines), data)
        while not ending.is_set():
            try:
                with watching(url) as wire:
                    shared.speech.remark(_("正在看守中心，有情况时逐行写出。"))
                    _turn(guard, wire, ending, once=once, as_json=shared.speech.as_json)
            except (CentreUnreachable, OSError) as fault:
                if once:
                    raise
                _log.warning("the watch was interrupted: %s", type(fault).__name__)
                words = _("看守中断，{n} 秒后再试。请核对连接串、网络和日志的读取权限。")
                click.echo(words.format(n=round(AGAIN_S)), err=True)
                ending.wait(AGAIN_S)
            if once:
                return


def _turn(guard: Watch, wire: Wire, ending: Bell, *, once: bool, as_json: bool) -> None:
    """Turn about once a second on this connection."""
    while not ending.is_set():
        for event in guard.turn(wire):
            _tell(event, as_json=as_json)
        if once:
            return
        ending.wait(TURN_S)


def _tell(event: Event, *, as_json: bool) -> None:
    """One line, at once: the service's journal is the record outside the database."""
    at = datetime.now(CITY_TIME).isoformat(timespec="seconds")
    if as_json:
        click.echo(json.dumps({"at": at, **asdict(event)}, ensure_ascii=False))
    else:
        click.echo("\t".join([at, event_words(event.kind), event.person, event.words]))


def event_words(kind: str) -> str:
    """What a kind of event is called."""
    return {
        "idle_in_transaction": _("已结束会话：事务空闲过久"),
        "runaway_query": _("已结束会话：查询过久"),
        "long_transaction": _("已结束会话：事务过久"),
        "locked_out": _("已暂时锁定：多次输错密码"),
        "locked_for_holding": _("已暂时锁定：反复占住中心不放"),
        "unlocked": _("已解除锁定"),
        "bulk_read": _("请核实：十分钟内大量读取"),
        "bulk_write": _("请核实：十分钟内大量写入"),
        "many_duties": _("请核实：一天内接手的回访过多"),
        "forged_entries": _("请核实：伪造或损坏的办理记录"),
        "day_closed": _("每日封存值，请另存"),
        "certificate": _("请处理：服务器证书"),
        "backup": _("请处理：备份"),
        "disk": _("请处理：磁盘"),
    }[kind]
