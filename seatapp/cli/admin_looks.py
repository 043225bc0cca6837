"""`seatapp center admin-log` and `reveals`: what admins did, and who looked at callers' data."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from seatapp.admin.recovery import LoggedAct, admin_log
from seatapp.admin.reveals import AT_THE_SEAT, RINGING, Look, looks
from seatapp.cli.admin_options import admin_options, as_admin
from seatapp.cli.watch import event_words
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.text import _


@click.command("admin-log", help="管理员做过的事：谁、何时、对谁、为什么。")
@click.option("--days", type=click.IntRange(1, 400), default=30, show_default=True, help="最近几天")
@admin_options
@click.pass_obj
def show_admin_log(shared: Any, days: int, login: str, password: str) -> None:
    """List what admins did."""
    with as_admin(shared, login, password) as connection:
        lines = admin_log(connection, days)
    shared.speech.say(
        "\n".join(map(_act_line, lines)) or _("没有记录。"),
        lines=[asdict(line) for line in lines],
    )


@click.command("reveals", help="谁在何时、因何查看过来电人信息，供督查员核对。")
@click.option("--days", type=click.IntRange(1, 400), default=30, show_default=True, help="最近几天")
@admin_options
@click.pass_obj
def show_reveals(shared: Any, days: int, login: str, password: str) -> None:
    """List who looked at callers' personal data."""
    with as_admin(shared, login, password) as connection:
        lines = looks(connection, days)
    shared.speech.say(
        "\n".join(map(_look_words, lines)) or _("没有记录。"),
        lines=[asdict(line) for line in lines],
    )


def _act_line(line: LoggedAct) -> str:
    """A line of the log; every setting and rule that was changed stands in a line of its own."""
    at = f"{datetime.fromtimestamp(line.at, CITY_TIME):%Y-%m-%d %H:%M}"
    first, *others = line.reason.split("; ") if line.act == "put_references" else [line.reason]
    told = "\t".join([at, line.person, act_words(line.act), line.subject, first]).rstrip()
    return "\n\t".join([told, *others])


def act_words(act: str) -> str:
    """What an act in the log of admins is called, theirs or one of the watch."""
    acts = {
        "put_person": _("登记或更改人员"),
        "disable_person": _("停用人员"),
        "reset_password": _("重设密码"),
        "unlock_person": _("提前解锁"),
        "revoke_keys": _("作废密钥"),
        "recovery": _("取恢复密钥"),
        "put_admin": _("由数据库所有者设为管理员"),
        "put_references": _("导入或更改基础数据"),
        "recompute": _("重算时限"),
        "name_substitute": _("指定代批"),
        "end_substitute": _("结束代批"),
    }
    return acts[act] if act in acts else event_words(act)


def _look_words(line: Look) -> str:
    parts = [
        f"{datetime.fromtimestamp(line.at, CITY_TIME):%Y-%m-%d %H:%M}",
        line.person,
        line.number or line.case_id,
        line.reason or _("拨打所欠的电话"),
        _("本机") if line.place in (AT_THE_SEAT, RINGING) else _("中心"),
    ]
    return "\t".join([*parts, _("超过当日次数")] if line.over else parts)


COMMANDS = (show_admin_log, show_reveals)
