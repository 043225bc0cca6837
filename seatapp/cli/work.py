"""The commands of a seat: take a step, list a queue, bring seat and centre together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from seatapp.app import Application, Duty
from seatapp.cli.settings import bring_photos, read_settings
from seatapp.config import profile_in_force
from seatapp.domain.workflow import Workflow
from seatapp.errors import CentreUnreachable, WorldError
from seatapp.text import _, listed

NOT_ACCEPTED = ("refused", "fallen")


def application_of(shared: Any) -> Application:
    """The workstation that the command line names, with nobody in front of it."""
    profile = profile_in_force(shared.folders)
    return Application.on_trial(shared.folders, profile, shared.fault)


@contextmanager
def signed_in(shared: Any, login: str, password: str) -> Iterator[Duty]:
    """A person on duty at this workstation, without the loop of rounds."""
    with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
        yield duty


def sign_in_options(command: Any) -> Any:
    """`--login` and the password, from the environment or asked for."""
    command = click.option(
        "--password", envvar="SEATAPP_PASSWORD", prompt="密码", hide_input=True, help="密码"
    )(command)
    return click.option(
        "--login", envvar="SEATAPP_LOGIN", prompt="您的登录名", help="登录名；不写会询问"
    )(command)


@click.command(
    "do", help="办理一步，例如 seatapp do prefile --on A01-261122-0001 --set class_code=…"
)
@click.argument("step")
@click.option("--subject", default="case", show_default=True, help="办理对象的种类")
@click.option("--on", "target", help="受理编号、案卷编号或其末几位，或标识；新登记时不填")
@click.option(
    "--set", "settings", multiple=True, metavar="FIELD=VALUE", help="填写一项；照片写文件路径"
)
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
    application = application_of(shared)
    check_step(application.workflow, subject, step, post)
    given = read_settings(application.workflow, subject, settings)
    with application.sign_in(login, password, keep_in_step=False, online=not offline) as duty:
        round_if_online(duty)
        subject_id = duty.lookup.find(subject, target) if target else None
        values = bring_photos(duty, subject, given)
        taken = duty.desk.perform(step, subject, subject_id, values, post)
        round_if_online(duty)
        standing = duty.lookup.standing(taken.entry_id)
        state = duty.reader.state(taken.subject, taken.subject_id) or {}
        shared.speech.say(
            _("{number} 已保存，{standing}").format(number=taken.number, standing=standing.words),
            entry=taken.entry_id,
            subject=taken.subject_id,
            number=taken.number,
            stage=state.get("stage"),
            standing=standing.word,
            code=standing.code,
            sentence=standing.words,
        )
    if standing.word in NOT_ACCEPTED:
        raise SystemExit(1)


@click.command("queue", help="列出一个待办队列。")
@click.argument("name")
@sign_in_options
@click.pass_obj
def queue(shared: Any, name: str, login: str, password: str) -> None:
    """List a queue."""
    application = application_of(shared)
    check_queue(application.workflow, name)
    with application.sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        rows = duty.lookup.queue(name)
        lines = [f"{row.number}\t{row.stage}\t{row.title}\t{row.address}" for row in rows]
        shared.speech.say(
            "\n".join(lines) or _("没有待办。"), queue=name, rows=[asdict(row) for row in rows]
        )


@click.command("sync", help="与中心同步一次；连不上时退出码为 1。")
@sign_in_options
@click.pass_obj
def sync(shared: Any, login: str, password: str) -> None:
    """One round."""
    with signed_in(shared, login, password) as duty:
        duty.round()
        status = duty.status()
        if status.trouble is not None:
            raise WorldError(status.trouble, "not_in_step")
        if not status.online:
            raise CentreUnreachable(
                _("连不上中心服务器，没有同步。未发送的 {unsent} 步都在本机。").format(
                    unsent=status.unsent
                )
            )
        shared.speech.say(
            _("未发送 {unsent}，中心未接收 {refused}。").format(
                unsent=status.unsent, refused=status.refused
            ),
            unsent=status.unsent,
            refused=status.refused,
            online=status.online,
        )


def round_if_online(duty: Duty) -> None:
    """A round, unless the centre did not answer a moment ago: it would be waited for again."""
    if duty.status().online:
        duty.round()


def check_queue(workflow: Workflow, name: str) -> None:
    """Raise `UsageError` when the command line names a queue that nobody has."""
    if name not in workflow.queues:
        raise click.UsageError(
            _("没有“{name}”这个队列，可以是：{known}。").format(
                name=name, known=listed(workflow.queues)
            )
        )


def check_step(workflow: Workflow, subject: str, step: str, post: str | None) -> None:
    """Raise `UsageError` when the command line names what the life cycles do not have."""
    if subject not in workflow.subjects:
        raise click.UsageError(_("没有“{name}”这种办理对象。").format(name=subject))
    if workflow.step(subject, step) is None:
        raise click.UsageError(_("没有“{step}”这一步。").format(step=step))
    if post is not None and post not in workflow.posts:
        raise click.UsageError(_("没有“{post}”这个岗位。").format(post=post))


COMMANDS = (do, queue, sync)
