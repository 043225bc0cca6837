"""`seatapp person …`: the people of a centre, their passwords, and keys lost or stolen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import click

from seatapp.admin.people import (
    NewPerson,
    Registered,
    change_password,
    disable_person,
    people_of,
    put_person,
    reset_password,
    revoke_keys,
    unlock_person,
)
from seatapp.admin.people_import import new_password
from seatapp.admin.people_table import no_such_post, posts_by_word
from seatapp.app import Application
from seatapp.central.messages import HeldPost
from seatapp.cli.admin_options import admin_options, as_admin
from seatapp.config import profile_in_force
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.tables import load_workflow
from seatapp.text import _, listed

people_argument = click.argument("who", nargs=-1, required=True)


def held_posts(
    _ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]
) -> list[HeldPost]:
    """Posts, by code or label, with the prefix of their area, as `post@area` says."""
    names = posts_by_word()
    found = []
    for text in texts:
        post, at, area = text.partition("@")
        if not at or not re.fullmatch(r"[0-9]{2,6}", area):
            raise click.UsageError(_("“{text}”应写成 岗位@区划前缀。").format(text=text))
        if post not in names:
            raise click.UsageError(no_such_post(post))
        found.append(HeldPost(names[post], area))
    return found


@click.group(help="人员：登记、停用、改密码、恢复本机密钥。")
def person() -> None:
    """The people of the centre."""


@person.command(
    "add",
    help="登记一个人，或改其姓名、岗位、密码。例如 person add u1005 --name 某某 --post 受理员@9990",
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


@person.command("list", help="全部人员一览：登录名、姓名、岗位、密码到哪天、是否停用或锁定。")
@admin_options
@click.pass_obj
def show_people(shared: Any, login: str, password: str) -> None:
    """List the people of the centre."""
    with as_admin(shared, login, password) as connection:
        people = people_of(connection)
    labels = {post.name: post.label for post in load_workflow().posts.values()}
    total = _("共 {n} 人，其中停用 {gone} 人。").format(
        n=len(people), gone=sum(not one.active for one in people)
    )
    lines = [_person_line(one, labels, int(time.time())) for one in people]
    shared.speech.say("\n".join([*lines, total]), people=[asdict(one) for one in people])


def _person_line(one: Registered, labels: Mapping[str, str], now: int) -> str:
    """A line of the list: who, in which posts, and what stands in their way."""
    if not one.active:
        return "\t".join([one.login, one.name, _("已停用")])
    held = [text.partition("@") for text in one.posts]
    posts = listed(f"{labels.get(post, post)}@{area}" for post, _at, area in held)
    return "\t".join([one.login, one.name, posts or _("没有岗位"), _log_in_words(one, now)])


def _log_in_words(one: Registered, now: int) -> str:
    """Until when a log-in is locked, or its password lasts."""
    if one.locked_until is not None:
        words, at = _("锁定到 {at}"), f"{_by_the_city(one.locked_until):%Y-%m-%d %H:%M}"
    elif one.password_until is None:
        return ""
    else:
        words = _("密码到 {at}") if one.password_until > now else _("密码 {at} 已到期")
        at = f"{_by_the_city(one.password_until):%Y-%m-%d}"
    return words.format(at=at)


def _by_the_city(at: int) -> datetime:
    return datetime.fromtimestamp(at, CITY_TIME)


@person.command("reset", help="有人忘了密码：给一个新密码并显示一次，姓名和岗位不变；可写几个人。")
@people_argument
@admin_options
@click.pass_obj
def reset(shared: Any, who: tuple[str, ...], login: str, password: str) -> None:
    """Give people passwords that are made here and said once, also when one of them is refused."""
    given: dict[str, str] = {}
    words = _("{who} 的新密码是 {made}，只显示这一次。请当面告诉本人，并请其登录后改掉。")
    with as_admin(shared, login, password) as connection:
        try:
            for one in who:
                made = new_password()
                reset_password(connection, one, made)
                given[one] = made
        finally:
            lines = [words.format(who=one, made=made) for one, made in given.items()]
            if given:
                shared.speech.say("\n".join(lines), passwords=given)


@person.command("unlock", help="因多次输错密码而被锁定的登录名，提前解锁，密码不变；可写几个人。")
@people_argument
@admin_options
@click.pass_obj
def unlock(shared: Any, who: tuple[str, ...], login: str, password: str) -> None:
    """Open locked log-ins before their time."""
    with as_admin(shared, login, password) as connection:
        _each_of(shared, who, partial(unlock_person, connection), _("{who} 已解除锁定。"))


@person.command("revoke", help="密码或电脑落入他人之手：作废签名密钥，某人的连接立即结束。")
@click.argument("who", nargs=-1)
@click.option("--seat", default="", help="不写人员时：被盗电脑的席位编号，作废所有人在那里的密钥")
@click.option("--reason", required=True, help="原因，记入中心的管理日志")
@admin_options
@click.pass_obj
def revoke(
    shared: Any, who: tuple[str, ...], seat: str, reason: str, login: str, password: str
) -> None:
    """Take back the keys that sign for people, or at a workstation."""
    targets = [{"login": one, "seat": seat} for one in who] or [{"seat": seat}]
    with as_admin(shared, login, password) as connection:
        taken = [revoke_keys(connection, reason, **target) for target in targets]
    keys = sum(one.keys for one in taken)
    people = [person for one in taken for person in one.people]
    words = _("{who} 的 {keys} 把签名密钥已作废。本人联网重新登录即可继续；密码请另用 reset 重设。")
    lines = [words.format(who=listed(who) or seat, keys=keys)]
    if people:
        words = _("六十天内在 {seat} 登录过的人：{people}。请对他们执行 reset，再执行 revoke。")
        lines.append(words.format(seat=seat, people=" ".join(people)))
    shared.speech.say("\n".join(lines), keys=keys, people=people)


@person.command("disable", help="停用人员，其连接立即结束；可写几个人。")
@people_argument
@admin_options
@click.pass_obj
def disable(shared: Any, who: tuple[str, ...], login: str, password: str) -> None:
    """Disable people at once."""
    with as_admin(shared, login, password) as connection:
        _each_of(shared, who, partial(disable_person, connection), _("{who} 已停用。"))


def _each_of(shared: Any, who: Sequence[str], act: Callable[[str], None], words: str) -> None:
    """Act on people one by one; those before one who is refused are told of, too."""
    done: list[str] = []
    try:
        for one in who:
            act(one)
            done.append(one)
    finally:
        if done:
            shared.speech.say(words.format(who=listed(done)), people=done)


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
