"""The commands of a seat: take a step, list a queue, bring seat and centre together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from seatapp.app import Application, Duty
from seatapp.config import load_profile
from seatapp.domain.entries import Value
from seatapp.domain.workflow import Field, Workflow
from seatapp.text import _


@contextmanager
def signed_in(shared: Any, login: str, password: str) -> Iterator[Duty]:
    """A person on duty at this workstation, without the loop of rounds."""
    application = Application(shared.folders, load_profile(shared.folders.profile))
    with application.sign_in(login, password, keep_in_step=False) as duty:
        yield duty


def sign_in_options(command: Any) -> Any:
    """`--login` and the password, from the environment or asked for."""
    command = click.option(
        "--password", envvar="SEATAPP_PASSWORD", prompt=True, hide_input=True, help="密码"
    )(command)
    return click.option("--login", envvar="SEATAPP_LOGIN", required=True, help="登录名")(command)


@click.command(
    "do", help="办理一步，例如 seatapp do prefile --on A01-261122-0001 --set class_code=…"
)
@click.argument("step")
@click.option("--subject", default="case", show_default=True, help="办理对象的种类")
@click.option("--on", "target", help="受理编号、案卷编号或标识；新登记时不填")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="填写一项")
@click.option("--post", help="以哪个岗位办理")
@click.option("--offline", is_flag=True, help="只保存在本机，不与中心同步")
@sign_in_options
@click.pass_obj
def do(
    shared: Any,
    step: str,
    subject: str,
    target: str | None,
    settings: tuple[str, ...],
    post: str | None,
    offline: bool,
    login: str,
    password: str,
) -> None:
    """Take one step without a window."""
    with signed_in(shared, login, password) as duty:
        if not offline:
            duty.round()
        values = read_settings(duty.workflow, subject, settings)
        subject_id = duty.find(subject, target) if target else None
        taken = duty.desk.perform(step, subject, subject_id, values, post)
        if not offline:
            duty.round()
        standing = duty.standing(taken.entry_id)
        shared.speech.say(
            _("已保存，{standing}。").format(standing=standing.words),
            entry=taken.entry_id,
            subject=taken.subject_id,
            standing=standing.word,
            code=standing.code,
        )


@click.command("queue", help="列出一个待办队列。")
@click.argument("name")
@sign_in_options
@click.pass_obj
def queue(shared: Any, name: str, login: str, password: str) -> None:
    """List a queue."""
    with signed_in(shared, login, password) as duty:
        duty.round()
        rows = duty.queue(name)
        lines = [f"{row.number}\t{row.stage}\t{row.title}\t{row.address}" for row in rows]
        shared.speech.say(
            "\n".join(lines) or _("没有待办。"), queue=name, rows=[asdict(row) for row in rows]
        )


@click.command("sync", help="与中心同步一次。")
@sign_in_options
@click.pass_obj
def sync(shared: Any, login: str, password: str) -> None:
    """One round."""
    with signed_in(shared, login, password) as duty:
        duty.round()
        status = duty.status()
        shared.speech.say(
            _("未发送 {unsent}，中心未接收 {refused}。").format(
                unsent=status.unsent, refused=status.refused
            ),
            unsent=status.unsent,
            refused=status.refused,
            online=status.online,
        )


def read_settings(workflow: Workflow, subject: str, settings: tuple[str, ...]) -> dict[str, Value]:
    """The values that `--set` options say, each read as its field's type."""
    values: dict[str, Value] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        field = workflow.fields.get((subject, name))
        if not equals or field is None:
            raise click.BadParameter(_("看不懂「{setting}」。").format(setting=setting))
        values[name] = _read(field, text)
    return values


def _read(field: Field, text: str) -> Value:
    if field.type in ("integer", "time"):
        if not text.lstrip("-").isdecimal():
            raise click.BadParameter(_("「{name}」要填整数。").format(name=field.name))
        return int(text)
    if field.type == "boolean":
        return text.lower() in ("yes", "true", "1", "是")
    if field.type in ("list", "photos"):
        return [item for item in text.split(",") if item]
    return text


COMMANDS = (do, queue, sync)
