"""`seatapp exchange`: work of other systems, by drop folder or from an Open311 server."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from seatapp.admin.drop_folder import DropFolder
from seatapp.admin.import_map import load_map
from seatapp.admin.open311 import Server, fetch_requests, reports_of, send_update
from seatapp.app import Duty
from seatapp.cli.work import round_if_online, sign_in_options, signed_in
from seatapp.domain.guards import external_case_id
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError, StepRefused
from seatapp.text import _


@click.group("exchange", help="与其他系统交换：交换文件夹、Open311 服务器。")
def group() -> None:
    """Take over what others hand in, and tell them what became of it."""


@group.command("folder", help="接收文件夹里的表格或 JSON，办完移到 done 并写回执。")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--map", "map_file", type=click.Path(path_type=Path), required=True, help="对应关系")
@sign_in_options
@click.pass_obj
def folder(shared: Any, folder: Path, map_file: Path, login: str, password: str) -> None:
    """Every file once, each with its acknowledgement."""
    case_map = load_map(map_file, load_workflow()).cases
    if case_map is None:
        raise InputFileError(_("对应关系文件里没有 [cases] 一节。"))
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        taking = DropFolder(
            folder, case_map, duty.workflow, duty.replica.references(), duty.reader, duty.desk
        )
        taken = list(taking.take_all())
        round_if_online(duty)
    words = _("接收文件 {files} 个：登记 {saved} 件，原已有 {known} 件，不合要求 {faults} 行。")
    figures = {name: sum(getattr(one, name) for one in taken) for name in ("saved", "known")}
    faults = sum(one.faults for one in taken)
    lines = [f"{one.file}\t{one.problem}" for one in taken if one.problem]
    shared.speech.say(
        "\n".join([*lines, words.format(files=len(taken) - len(lines), faults=faults, **figures)]),
        files=[asdict(one) for one in taken],
        faults=faults,
        **figures,
    )


@group.command("open311", help="从支持 Open311 的服务器接收工单，并告知办理状态。")
@click.argument("config", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--days", default=7, show_default=True, help="接收最近几天的工单")
@sign_in_options
@click.pass_obj
def open311(shared: Any, config: Path, days: int, login: str, password: str) -> None:
    """Requests become reported cases once; the state of those that came is sent back."""
    server = _server(config)
    since = datetime.now(CITY_TIME) - timedelta(days=days)
    found = reports_of(server, fetch_requests(server, since))
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        new = refused = told = 0
        for one in found:
            case_id = external_case_id(server.name, one.number)
            case = duty.reader.state("case", case_id)
            if case is not None:
                told += send_update(server, one.number, case)
                continue
            try:
                duty.desk.perform("report", "case", case_id, one.values)
                new += 1
            except StepRefused as fault:
                refused += 1
                shared.speech.remark(f"{one.number}: {fault.sentence}")
        round_if_online(duty)
        _say(shared, duty, new, refused, told)


def _say(shared: Any, duty: Duty, new: int, refused: int, told: int) -> None:
    words = _("新登记 {new} 件，没有登记 {refused} 件，已告知对方 {told} 件，未发送 {unsent}。")
    unsent = duty.status().unsent
    shared.speech.say(
        words.format(new=new, refused=refused, told=told, unsent=unsent),
        new=new,
        refused=refused,
        told=told,
        unsent=unsent,
    )


def _server(config: Path) -> Server:
    try:
        return Server(**tomllib.loads(config.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as fault:
        raise InputFileError(
            _("读不了 {path}：要有 name、url、jurisdiction、api_key、area。").format(
                path=config.name
            )
        ) from fault
