"""The commands of the administrator: set a centre up, upgrade and check it, and its people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import click
from psycopg import Connection

from seatapp.admin.centre import check_centre, init_centre, upgrade_centre
from seatapp.admin.people import NewPerson, change_password, disable_person, put_person
from seatapp.central.connect import connect
from seatapp.central.messages import HeldPost
from seatapp.config import load_profile
from seatapp.text import _


@dataclass(frozen=True)
class GivenUrl:
    """A connection string as somebody typed it."""

    text: str

    def conninfo(self) -> str:
        """The connection string."""
        return self.text


url_option = click.option(
    "--url",
    envvar="SEATAPP_CENTRE_URL",
    required=True,
    help="数据库管理员的连接串，例如 postgresql://postgres@host/seatapp",
)


@click.group(help="中心数据库：初始化、升级、检查。")
def center() -> None:
    """The centre as its administrator sees it."""


@center.command("init", help="在空数据库里建立中心，并登记第一位管理员。")
@url_option
@click.option("--city", required=True, help="六位区划代码")
@click.option("--city-name", required=True, help="城市名称")
@click.option("--admin", required=True, help="第一位管理员的登录名，例如 u1001")
@click.option("--admin-name", required=True, help="管理员姓名")
@click.option("--password", envvar="SEATAPP_PASSWORD", prompt=True, hide_input=True)
@click.pass_obj
def init(
    shared: Any, url: str, city: str, city_name: str, admin: str, admin_name: str, password: str
) -> None:
    """Set up a centre with its first administrator."""
    first = NewPerson(admin, admin_name, [HeldPost("admin", city.rstrip("0"))], password)
    init_centre(GivenUrl(url), city, city_name, first)
    shared.speech.say(_("中心已建立，第一位管理员是 {login}。").format(login=admin), city=city)


@center.command("upgrade", help="把中心升级到本程序的版本；可以重复执行。")
@url_option
@click.pass_obj
def upgrade(shared: Any, url: str) -> None:
    """Bring a centre up to date."""
    ran = upgrade_centre(GivenUrl(url))
    sentence = _("已执行：{names}").format(names="、".join(ran)) if ran else _("已是最新。")
    shared.speech.say(sentence, ran=ran)


@center.command("check", help="检查中心的权限、设置和版本；发现问题时退出码为 1。")
@url_option
@click.pass_obj
def check(shared: Any, url: str) -> None:
    """Look for holes; every finding is a line."""
    found = check_centre(GivenUrl(url))
    lines = [f"{one.subject}\t{one.sentence}" for one in found]
    shared.speech.say(
        "\n".join(lines) or _("没有发现问题。"),
        findings=[
            {"code": one.code, "subject": one.subject, "sentence": one.sentence} for one in found
        ],
    )
    if found:
        raise SystemExit(1)


@click.group(help="人员：登记、停用、改密码。")
def person() -> None:
    """The people of the centre."""


@contextmanager
def as_admin(shared: Any, login: str, password: str) -> Iterator[Connection[tuple[Any, ...]]]:
    """The connection of an administrator, closed afterwards."""
    with closing(connect(load_profile(shared.folders.profile), login, password)) as connection:
        yield connection


def admin_options(command: Any) -> Any:
    """`--login` and the password of the administrator."""
    command = click.option(
        "--password", envvar="SEATAPP_PASSWORD", prompt=True, hide_input=True, help="管理员密码"
    )(command)
    return click.option("--login", envvar="SEATAPP_LOGIN", required=True, help="管理员登录名")(
        command
    )


@person.command("add", help="登记一个人，例如 person add u1005 --name 某某 --post acceptor@9990")
@click.argument("who")
@click.option("--name", required=True, help="姓名")
@click.option("--post", "posts", multiple=True, required=True, help="岗位@区划前缀，可重复")
@click.option("--initial-password", prompt=True, hide_input=True, confirmation_prompt=True)
@admin_options
@click.pass_obj
def add(
    shared: Any,
    who: str,
    name: str,
    posts: tuple[str, ...],
    initial_password: str,
    login: str,
    password: str,
) -> None:
    """Register a person, or change the name and posts of one."""
    held = [HeldPost(post, area) for post, _at, area in (text.partition("@") for text in posts)]
    with as_admin(shared, login, password) as connection:
        put_person(connection, NewPerson(who, name, held, initial_password))
    shared.speech.say(_("{who} 已登记。").format(who=who), person=who)


@person.command("disable", help="停用一个人，其连接立即结束。")
@click.argument("who")
@admin_options
@click.pass_obj
def disable(shared: Any, who: str, login: str, password: str) -> None:
    """Disable a person at once."""
    with as_admin(shared, login, password) as connection:
        disable_person(connection, who)
    shared.speech.say(_("{who} 已停用。").format(who=who), person=who)


@person.command("password", help="给一个人设新密码。")
@click.argument("who")
@click.option("--new-password", prompt=True, hide_input=True, confirmation_prompt=True)
@admin_options
@click.pass_obj
def set_password(shared: Any, who: str, new_password: str, login: str, password: str) -> None:
    """Set somebody's password; only its verifier travels."""
    with as_admin(shared, login, password) as connection:
        change_password(connection, who, new_password)
    shared.speech.say(_("{who} 的密码已更改。").format(who=who), person=who)
