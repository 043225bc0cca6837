"""The commands that look after a workstation: how it stands, and a new file for a broken one."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import Any

import click
from cryptography import x509

from seatapp import __version__
from seatapp.app import Application, Duty
from seatapp.central.messages import LOWEST_PROTOCOL, PROTOCOL
from seatapp.cli.work import sign_in_options
from seatapp.config import Profile, profile_in_force
from seatapp.domain.workflow import SCHEMA
from seatapp.errors import WorldError
from seatapp.local.database import FILE, engine_version
from seatapp.sync.faults import FAULTS
from seatapp.text import _

ROOM_TOLD = 1 << 30
"""Free bytes on the disk below which it is said."""

SKEW_TOLD = 60.0


@click.command(
    "doctor", help="检查本机：待发送、未接收、时钟、版本、密钥、证书、磁盘；有问题时退出码为 1。"
)
@click.option(
    "--fault",
    type=click.Choice(list(FAULTS)),
    help="在模拟的故障线路上同步一次，看本机如何应对："
    "offline 断线，slow 慢，cut 丢答复，repeat 重发",
)
@sign_in_options
@click.pass_obj
def doctor(shared: Any, fault: str | None, login: str, password: str) -> None:
    """Tell how the workstation stands."""
    profile = profile_in_force(shared.folders)
    application = Application.on_trial(shared.folders, profile, fault or shared.fault)
    with application.sign_in(login, password, keep_in_step=False) as duty:
        duty.round()
        facts = {
            **_program(),
            **_standing(duty),
            **_replica(duty),
            **_keys(application),
            **_way(profile),
            **_disk(application),
        }
    found = findings(facts)
    lines = [f"{name}: {value}" for name, value in facts.items()]
    shared.speech.say("\n".join([*lines, *found]), **facts, findings=found)
    if found:
        raise SystemExit(1)


def _program() -> dict[str, Any]:
    return {
        "program": __version__,
        "protocol": f"{LOWEST_PROTOCOL}-{PROTOCOL}",
        "schema": SCHEMA,
        "sqlite": engine_version(),
    }


def _standing(duty: Duty) -> dict[str, Any]:
    status = duty.status()
    return {
        "online": status.online,
        "trouble": status.trouble,
        "unsent": status.unsent,
        "refused": status.refused,
        "skew_seconds": None if status.skew is None else round(status.skew, 1),
        "last_round": status.last_round,
    }


def _replica(duty: Duty) -> dict[str, Any]:
    replica = duty.replica
    mended_at, mended = replica.mended()
    return {
        "seat": replica.seat_id,
        "epoch": replica.epoch,
        "last_q": replica.last_q,
        "ledger": duty.reader.ledger_counts(),
        "held": duty.reader.held_count(),
        "without_receipt": duty.reader.without_receipt(),
        "photos_owed": len(duty.reader.photos_owed()),
        "photos_spoiled": len(replica.spoiled_photos()),
        "compared_at": replica.compared_at,
        "mended_at": mended_at,
        "mended_scopes": mended,
        "digests": {
            scope: [lines, digest[:12]]
            for scope, (lines, digest) in replica.digests(list(replica.cursors())).items()
        },
    }


def _keys(application: Application) -> dict[str, Any]:
    slots = application.slots
    return {"online_only": slots.online_only, "recovery_slot": slots.recovery is not None}


def _way(profile: Profile) -> dict[str, Any]:
    facts: dict[str, Any] = {"centre": profile.host, "centre_kind": profile.kind}
    if profile.root_certificate is not None:
        certificate = x509.load_pem_x509_certificate(profile.root_certificate.read_bytes())
        facts["root_certificate_until"] = certificate.not_valid_after_utc.isoformat()
    return facts


def _disk(application: Application) -> dict[str, Any]:
    folder = application.folders.seat
    return {
        "folder": str(folder),
        "file_bytes": (folder / FILE).stat().st_size,
        "disk_free_bytes": shutil.disk_usage(folder).free,
    }


def findings(facts: dict[str, Any]) -> list[str]:
    """What somebody has to look after, in words."""
    found = []
    if not facts["online"]:
        found.append(_("连不上中心。内容都在本机。"))
    if facts["trouble"]:
        found.append(facts["trouble"])
    if facts["refused"]:
        found.append(_("有 {n} 步中心未接收，请在“中心未接收”里处理。").format(n=facts["refused"]))
    if facts["held"]:
        words = _(
            "有 {n} 步等其他席位补传，无需办理：有关席位联网后自动接收。"
            "30 天内没有等到的，会列在“中心未接收”里。"
        )
        found.append(words.format(n=facts["held"]))
    if facts["without_receipt"]:
        words = _(
            "有 {n} 步没有中心的回执：中心再从备份恢复时，编号和时限起点可能改变。"
            "请管理员现在做一次备份，以后的备份就含有这些步骤。"
        )
        found.append(words.format(n=facts["without_receipt"]))
    if facts["photos_spoiled"]:
        words = _("有 {n} 张照片在中心的原件已损坏，取不到。请把情况告诉管理员。")
        found.append(words.format(n=facts["photos_spoiled"]))
    if facts["mended_at"]:
        found.append(_("本机内容曾与中心不一致，已按中心修复。请把情况告诉管理员。"))
    if abs(facts["skew_seconds"] or 0) > SKEW_TOLD:
        found.append(_("本机时钟与中心相差 {n} 秒，请校准。").format(n=facts["skew_seconds"]))
    if facts["disk_free_bytes"] < ROOM_TOLD:
        found.append(_("磁盘剩余空间不足 1 GB，请清理。"))
    until = facts.get("root_certificate_until")
    if until is not None and datetime.fromisoformat(until) < datetime.now(UTC):
        found.append(_("根证书已过期，请向管理员索取新的。"))
    return found


@click.command(
    "rebuild", help="本机数据文件损坏或丢失时：救出未发送的内容，从中心重建；旧文件保留。"
)
@sign_in_options
@click.pass_obj
def rebuild(shared: Any, login: str, password: str) -> None:
    """Make the file of this workstation anew."""
    application = Application(shared.folders, profile_in_force(shared.folders))
    saved, place = application.rebuild(login, password)
    with application.sign_in(login, password, keep_in_step=False) as duty:
        duty.round()
        unsent = duty.status().unsent
    shared.speech.say(
        _("已重建。救出 {saved} 步，读不出 {lost} 步，未发送 {unsent}；旧文件在 {place}。").format(
            saved=len(saved.letters), lost=saved.unreadable, unsent=unsent, place=place
        ),
        saved=len(saved.letters),
        unreadable=saved.unreadable,
        unsent=unsent,
        kept=str(place),
    )
    if saved.unreadable:
        raise WorldError(
            _("有 {n} 步读不出来，请把旧文件交管理员。").format(n=saved.unreadable), "unreadable"
        )


COMMANDS = (doctor, rebuild)
