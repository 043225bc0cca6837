"""The commands of the administrator: set a centre up, upgrade and check it, and its people."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from psycopg import Connection, ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from seatapp.admin.audit import Head, noted_heads
from seatapp.admin.centre import (
    audit_centre,
    calendar_until,
    check_centre,
    init_centre,
    replay_centre,
    upgrade_centre,
)
from seatapp.admin.ledger_replay import Replayed
from seatapp.admin.people import (
    NewPerson,
    change_password,
    disable_person,
    put_person,
    reset_password,
    revoke_keys,
)
from seatapp.admin.people_import import new_password
from seatapp.admin.recovery import admin_log
from seatapp.admin.references import area_prefix
from seatapp.admin.reveals import AT_THE_SEAT, Look, looks
from seatapp.app import Application
from seatapp.central.connect import connect
from seatapp.central.messages import HeldPost
from seatapp.config import profile_in_force
from seatapp.domain.calendar_year import calendar_words
from seatapp.domain.opening_hours import CITY_TIME
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
        raise click.UsageError(_("连接串看不懂，没有做任何更改。")) from None
    return GivenUrl(text)


def six_digits(_ctx: click.Context, _option: click.Parameter, code: str) -> str:
    """The code of a city or district."""
    if not re.fullmatch(r"[1-9][0-9]{5}", code):
        raise click.UsageError(_("区划代码应为 6 位数字。"))
    return code


def held_posts(
    _ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]
) -> list[HeldPost]:
    """Posts with the prefix of their area, as `post@area` says."""
    found = []
    for text in texts:
        post, at, area = text.partition("@")
        if not at or not re.fullmatch(r"[0-9]{2,6}", area):
            raise click.UsageError(_("「{text}」应写成 岗位@区划前缀。").format(text=text))
        found.append(HeldPost(post, area))
    return found


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
@click.pass_obj
def check(shared: Any, url: GivenUrl, audit: bool, noted: Path | None, replay: bool) -> None:
    """Look for holes; every finding is a line."""
    kept = noted_heads(noted) if noted else {}
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
        calendar_until=until,
        warning=warning,
    )
    if found:
        raise SystemExit(1)


def _replayed_words(made: Replayed) -> str:
    words = _("重算了 {entries} 条办理记录，比对了 {subjects} 件。").format(
        entries=made.entries, subjects=made.subjects
    )
    if not made.unsure:
        return words
    unsure = _("其中 {unsure} 件的时限所依据的清单后来改过，无法核对。")
    return words + unsure.format(unsure=made.unsure)


@click.group(help="人员：登记、停用、改密码、恢复本机钥匙。")
def person() -> None:
    """The people of the centre."""


@contextmanager
def as_admin(shared: Any, login: str, password: str) -> Iterator[Connection[tuple[Any, ...]]]:
    """A connection to the centre as `login`, closed afterwards."""
    with closing(connect(profile_in_force(shared.folders), login, password)) as connection:
        yield connection


def admin_options(command: Any) -> Any:
    """`--login` and the password of who manages people and lists."""
    command = click.option(
        "--password", envvar="SEATAPP_PASSWORD", prompt="密码", hide_input=True, help="密码"
    )(command)
    return click.option("--login", envvar="SEATAPP_LOGIN", required=True, help="登录名")(command)


@person.command(
    "add",
    help="登记一个人，或改其姓名、岗位、密码。"
    "例如 person add u1005 --name 某某 --post acceptor@9990",
)
@click.argument("who")
@click.option("--name", required=True, help="姓名")
@click.option(
    "--post",
    "posts",
    multiple=True,
    required=True,
    callback=held_posts,
    help="岗位@区划前缀，可重复；写出全部岗位",
)
@click.option(
    "--initial-password",
    prompt="初始密码",
    prompt_required=False,
    hide_input=True,
    confirmation_prompt=True,
    help="新人员的初始密码；已登记的人不写即不变，只写选项名会逐字询问",
)
@admin_options
@click.pass_obj
def add(
    shared: Any,
    who: str,
    name: str,
    posts: list[HeldPost],
    initial_password: str | None,
    login: str,
    password: str,
) -> None:
    """Register a person, or change the name and posts of one."""
    with as_admin(shared, login, password) as connection:
        put_person(connection, NewPerson(who, name, posts, initial_password))
    shared.speech.say(_("{who} 已登记。").format(who=who), person=who)


@person.command("reset", help="有人忘了密码：给一个新密码并显示一次，姓名和岗位不变。")
@click.argument("who")
@admin_options
@click.pass_obj
def reset(shared: Any, who: str, login: str, password: str) -> None:
    """Give somebody a password that is made here and said once."""
    made = new_password()
    with as_admin(shared, login, password) as connection:
        reset_password(connection, who, made)
    words = _("{who} 的新密码是 {made}，只显示这一次。请当面告诉本人，并请其登录后改掉。")
    shared.speech.say(words.format(who=who, made=made), person=who, password=made)


@person.command("revoke", help="密码或电脑落入他人之手：作废签名钥匙，某人的连接立即结束。")
@click.argument("who", default="")
@click.option("--seat", default="", help="不写人员时：被盗电脑的席位编号，作废所有人在那里的钥匙")
@click.option("--reason", required=True, help="原因，记入中心的管理日志")
@admin_options
@click.pass_obj
def revoke(shared: Any, who: str, seat: str, reason: str, login: str, password: str) -> None:
    """Take back the keys that sign for a person, or at a workstation."""
    with as_admin(shared, login, password) as connection:
        keys = revoke_keys(connection, reason, login=who, seat=seat)
    words = _("{who} 的 {keys} 把签名钥匙已作废。本人联网重新登录即可继续；密码请另用 reset 重设。")
    shared.speech.say(words.format(who=who or seat, keys=keys), who=who or seat, keys=keys)


@person.command("disable", help="停用一个人，其连接立即结束。")
@click.argument("who")
@admin_options
@click.pass_obj
def disable(shared: Any, who: str, login: str, password: str) -> None:
    """Disable a person at once."""
    with as_admin(shared, login, password) as connection:
        disable_person(connection, who)
    shared.speech.say(_("{who} 已停用。").format(who=who), person=who)


@person.command("password", help="更改自己的密码。别人的密码由管理员用 person reset 重设。")
@click.option(
    "--new-password",
    prompt="新密码",
    hide_input=True,
    confirmation_prompt=True,
    help="新密码；不写会询问两遍",
)
@admin_options
@click.pass_obj
def set_password(shared: Any, new_password: str, login: str, password: str) -> None:
    """Change one's own password; only its verifier travels."""
    with as_admin(shared, login, password) as connection:
        change_password(connection, login, new_password)
    shared.speech.say(_("{who} 的密码已更改。").format(who=login), person=login)


@person.command("key-recover", help="系统钥匙串丢失后，由管理员在原来的电脑上恢复本机数据。")
@click.option("--reason", required=True, help="原因，记入中心的管理日志")
@admin_options
@click.pass_obj
def key_recover(shared: Any, reason: str, login: str, password: str) -> None:
    """Open this workstation again after its keyring was lost."""
    application = Application(shared.folders, profile_in_force(shared.folders))
    seat_code = application.recover_keys(login, password, reason)
    shared.speech.say(
        _("席位 {code} 已恢复，数据完整。其他人员下次请联网登录一次。").format(code=seat_code),
        seat=seat_code,
    )


@center.command("admin-log", help="管理员做过的事：谁、何时、对谁、为什么。")
@click.option("--days", type=click.IntRange(1, 400), default=30, show_default=True, help="最近几天")
@admin_options
@click.pass_obj
def show_admin_log(shared: Any, days: int, login: str, password: str) -> None:
    """List what admins did."""
    with as_admin(shared, login, password) as connection:
        lines = admin_log(connection, days)
    told = [
        f"{datetime.fromtimestamp(line.at, CITY_TIME):%Y-%m-%d %H:%M}\t{line.person}\t{line.act}"
        f"\t{line.subject}\t{line.reason}"
        for line in lines
    ]
    shared.speech.say("\n".join(told) or _("没有记录。"), lines=[asdict(line) for line in lines])


@center.command("reveals", help="谁在何时、因何查看过来电人信息，供督查员核对。")
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


def _look_words(line: Look) -> str:
    parts = [
        f"{datetime.fromtimestamp(line.at, CITY_TIME):%Y-%m-%d %H:%M}",
        line.person,
        line.number or line.case_id,
        line.reason,
        _("本机") if line.place == AT_THE_SEAT else _("中心"),
    ]
    return "\t".join([*parts, _("超过当日次数")] if line.over else parts)
