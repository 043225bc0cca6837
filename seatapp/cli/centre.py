"""`seatapp center …`: set a centre up, upgrade it, and check it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from seatapp.admin.audit import Head, noted_heads
from seatapp.admin.centre import (
    audit_centre,
    calendar_until,
    check_centre,
    check_stored_photos,
    init_centre,
    put_admin,
    replay_centre,
    stored_photos,
    upgrade_centre,
)
from seatapp.admin.ledger_replay import Replayed
from seatapp.admin.people import NewPerson
from seatapp.admin.references import area_prefix
from seatapp.central.messages import HeldPost
from seatapp.domain.calendar_year import calendar_words
from seatapp.domain.centre_care import photos_words
from seatapp.text import _, listed


@dataclass(frozen=True)
class GivenUrl:
    """A connection string as somebody typed it."""

    text: str

    def conninfo(self) -> str:
        """The connection string."""
        return self.text


def given_url(_ctx: click.Context, _option: click.Parameter, text: str) -> GivenUrl:
    """The connection string, if it is one; what it says (a password) is not repeated."""
    try:
        conninfo_to_dict(text)
    except ProgrammingError:
        raise click.UsageError(_("连接串有误，没有做任何更改。")) from None
    return GivenUrl(text)


def six_digits(_ctx: click.Context, _option: click.Parameter, code: str) -> str:
    """The code of a city or district."""
    if not re.fullmatch(r"[1-9][0-9]{5}", code):
        raise click.UsageError(_("区划代码应为 6 位数字。"))
    return code


url_option = click.option(
    "--url",
    envvar="SEATAPP_CENTRE_URL",
    required=True,
    callback=given_url,
    help="数据库管理员的连接串，例如 postgresql://postgres@host/seatapp",
)


@click.group(help="中心数据库：初始化、升级、检查。")
def center() -> None:
    """The centre as its administrator sees it."""


@center.command("init", help="在空数据库里建立中心，并登记第一位管理员。")
@url_option
@click.option("--city", required=True, callback=six_digits, help="六位区划代码")
@click.option("--city-name", required=True, help="城市名称")
@click.option("--admin", required=True, help="第一位管理员的登录名，例如 u1001")
@click.option("--admin-name", required=True, help="管理员姓名")
@click.option(
    "--password",
    envvar="SEATAPP_PASSWORD",
    prompt="第一位管理员的密码",
    hide_input=True,
    confirmation_prompt=True,
    help="第一位管理员的密码；不写会询问两遍",
)
@click.pass_obj
def init(
    shared: Any,
    url: GivenUrl,
    city: str,
    city_name: str,
    admin: str,
    admin_name: str,
    password: str,
) -> None:
    """Set up a centre with its first administrator."""
    first = NewPerson(admin, admin_name, [HeldPost("admin", area_prefix(city))], password)
    init_centre(url, city, city_name, first)
    shared.speech.say(_("中心已建立，第一位管理员是 {login}。").format(login=admin), city=city)


@center.command(
    "admin", help="没有管理员了，或管理员忘了密码：由数据库所有者补设一位，其他岗位不变。"
)
@url_option
@click.argument("who")
@click.option("--name", required=True, help="姓名")
@click.option(
    "--password",
    envvar="SEATAPP_PASSWORD",
    prompt="新密码",
    hide_input=True,
    confirmation_prompt=True,
    help="管理员的新密码；不写会询问两遍",
)
@click.pass_obj
def admin(shared: Any, url: GivenUrl, who: str, name: str, password: str) -> None:
    """Put an administrator in place."""
    put_admin(url, NewPerson(who, name, [], password))
    shared.speech.say(_("{who} 现在是管理员，密码已设好。").format(who=who), person=who)


@center.command("upgrade", help="把中心升级到本程序的版本；可以重复执行。")
@url_option
@click.pass_obj
def upgrade(shared: Any, url: GivenUrl) -> None:
    """Bring a centre up to date."""
    ran = upgrade_centre(url)
    sentence = _("已执行：{names}").format(names=listed(ran)) if ran else _("已是最新。")
    shared.speech.say(sentence, ran=ran)


@center.command("check", help="检查中心的权限、设置和版本；发现问题时退出码为 1。")
@url_option
@click.option("--audit", is_flag=True, help="另查全部办理记录有没有被改过，并列出每日封存值")
@click.option(
    "--noted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="以前另存的每日封存值，每行一条；与 --audit 同用",
)
@click.option(
    "--replay",
    is_flag=True,
    help="另把全部办理记录重算一遍，与现状、时限、统计和来电人信息比对",
)
@click.option(
    "--photos",
    is_flag=True,
    help="另核对存着的照片，很久没有核对的先看；中断了，下次接着来",
)
@click.option(
    "--hours",
    type=click.FloatRange(min=0, min_open=True),
    help="照片最多核对几小时；与 --photos 同用",
)
@click.pass_obj
def check(
    shared: Any,
    url: GivenUrl,
    audit: bool,
    noted: Path | None,
    replay: bool,
    photos: bool,
    hours: float | None,
) -> None:
    """Look for holes; every finding is a line."""
    kept = noted_heads(noted) if noted else {}
    if photos:
        _look_at_photos(shared, url, hours)
    found, heads = check_centre(url), list[Head]()
    if audit:
        faults, heads = audit_centre(url, kept)
        found += faults
    replayed = replay_centre(url) if replay else None
    found += replayed.findings if replayed else []
    lines = [f"{one.subject}\t{one.sentence}" for one in found] or [_("没有发现问题。")]
    until = calendar_until(url)
    warning = "" if until is None else calendar_words(until, int(time.time()))
    lines += [warning] if warning else []
    lines += [_replayed_words(replayed)] if replayed else []
    stored, since = stored_photos(url)
    lines += [words] if (words := photos_words(stored, since, int(time.time()))) else []
    shared.speech.say(
        "\n".join([*lines, *(head.line() for head in heads)]),
        findings=[
            {"code": one.code, "subject": one.subject, "sentence": one.sentence} for one in found
        ],
        heads=[head.line() for head in heads],
        replayed={
            "entries": replayed.entries,
            "subjects": replayed.subjects,
            "unsure": replayed.unsure,
        }
        if replayed
        else None,
        photos={"stored": stored, "checked_since": since},
        calendar_until=until,
        warning=warning,
    )
    if found:
        raise SystemExit(1)


def _look_at_photos(shared: Any, url: GivenUrl, hours: float | None) -> None:
    """Look at the stored photos, and show how far it is."""
    looked = check_stored_photos(url, None if hours is None else hours * 3600)
    with click.progressbar(label=_("核对照片"), length=1, hidden=shared.speech.as_json) as bar:
        for done, amount in looked:
            bar.length = amount
            bar.update(done - bar.pos)


def _replayed_words(made: Replayed) -> str:
    words = _("重算了 {entries} 条办理记录，比对了 {subjects} 件。").format(
        entries=made.entries, subjects=made.subjects
    )
    if not made.unsure:
        return words
    unsure = _("其中 {unsure} 件的时限所依据的清单后来改过，无法核对。")
    return words + unsure.format(unsure=made.unsure)
