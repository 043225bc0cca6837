"""The command group, and what every command shares: folders, language, manner of speaking."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from seatapp.cli import (
    admin_looks,
    backup_trial,
    care,
    centre,
    certificates,
    deadline,
    demo,
    exchange,
    hotline,
    import_components,
    import_figures,
    import_grids,
    import_replies,
    imports,
    packet,
    people,
    period_reports,
    photo,
    reach,
    recompute,
    report,
    rosters,
    sampling,
    seats,
    watch,
    work,
)
from seatapp.cli.help_words import in_words, speak
from seatapp.cli.speech import Speech
from seatapp.config import Folders, default_folders, make_own, this_machine
from seatapp.errors import WorldError
from seatapp.log import logging_to
from seatapp.media.child import MEDIA_WORKER
from seatapp.sync.faults import FAULTS
from seatapp.text import _


@dataclass(frozen=True)
class Shared:
    """What every command gets."""

    folders: Folders
    speech: Speech
    fault: str | None = None


class SpeakingGroup(click.Group):
    """Turns the world's faults into a sentence and an exit code, for every command alike.

    Help and prompts are in the language that was asked for.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, in the language of this computer until another is asked for."""
        speak(this_machine().language)
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in words."""
        found = super().get_command(ctx, cmd_name)
        return None if found is None else in_words(found)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of the program in words."""
        super(SpeakingGroup, in_words(self)).format_help(ctx, formatter)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a `WorldError` ends it with its sentence."""
        try:
            return super().invoke(ctx)
        except WorldError as fault:
            speech_of(ctx).fail(fault)
        except click.UsageError as fault:
            speech_of(ctx).misused(fault)


def speech_of(ctx: click.Context) -> Speech:
    """The manner of speaking that was asked for, as far as the command line was understood."""
    return ctx.obj.speech if isinstance(ctx.obj, Shared) else Speech(as_json=False)


def asked_language(
    _ctx: click.Context, _option: click.Parameter, language: str | None
) -> str | None:
    """Speak the language of the command line, where it names one."""
    if language:
        speak(language)
    return language


@click.group(
    cls=SpeakingGroup,
    invoke_without_command=True,
    help="城管席位工作站。不带命令时打开窗口。",
)
@click.option("--home", type=click.Path(path_type=Path), help="本机数据所在的文件夹")
@click.option(
    "--language",
    type=click.Choice(["zh_CN", "en"]),
    is_eager=True,  # `--help` after it is in that language
    callback=asked_language,
    expose_value=False,
    help="界面语言；不写时按本机的设置",
)
@click.option("--json", "as_json", is_flag=True, help="用 JSON 回答")
@click.option(
    "--selftest",
    is_flag=True,
    help="检查本机：字体、加密、钥匙串、照片、语言；全部正常时退出码为 0",
)
@click.option(
    "--fault",
    type=click.Choice(list(FAULTS)),
    help="在模拟的故障线路上试用，状态栏会标明：offline 断线，slow 慢，cut 丢答复，repeat 重发",
)
@click.version_option(package_name="seatapp", help="显示版本号")
@click.help_option(help="显示这段说明")  # click words its own help once and keeps the language
@click.pass_context
def group(
    ctx: click.Context, home: Path | None, as_json: bool, selftest: bool, fault: str | None
) -> None:
    """The program; without a command the window opens."""
    folders = Folders(home) if home else default_folders()
    ctx.obj = Shared(folders, Speech(as_json), fault)
    if selftest:
        sys.exit(tell_findings(ctx.obj.speech))
    with suppress(OSError):  # what cannot be made is told by what needs it
        make_own(folders)
    if ctx.invoked_subcommand is None:
        # The window is the other front end: looked up by name, so that this one runs without Qt.
        sys.exit(importlib.import_module("ui.start").main([], folders, fault))
    ctx.with_resource(kept_log(folders.log))


def tell_findings(speech: Speech) -> int:
    """Make the self-test and say what it found; returns the exit code."""
    # It is about the window, so it lives there; this front end runs without Qt.
    findings = importlib.import_module("ui.selftest").selftest()
    well = all(one.well for one in findings)
    for one in findings:
        mark = _("正常") if one.well else _("异常")
        speech.remark(
            _("{mark}　{check}：{words}").format(mark=mark, check=one.check, words=one.words)
        )
    sentence = _("自检通过。") if well else _("自检发现问题，请把以上内容交给管理员。")
    speech.say(sentence, well=well, checks=[asdict(one) for one in findings])
    return 0 if well else 1


@contextmanager
def kept_log(folder: Path) -> Iterator[None]:
    """Log to `folder` inside the block; a folder that cannot be written is the command's matter."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(logging_to(folder))
        yield


centre.center.add_command(watch.watch)
centre.center.add_command(seats.seats)
centre.center.add_command(backup_trial.try_it)
centre.center.add_command(recompute.recompute_cases)
imports.group.add_command(recompute.import_calendar)
imports.group.add_command(recompute.calendar_template)
for command in (
    *rosters.COMMANDS,
    import_components.components,
    import_grids.grids,
    import_replies.replies,
):
    imports.group.add_command(command)
for command in (
    *(*work.COMMANDS, *care.COMMANDS, deadline.deadline, imports.group, packet.group, photo.group),
    *(reach.reach, report.group),
    *(centre.center, people.person, demo.demo, hotline.pop, exchange.group, sampling.sample),
):
    group.add_command(command)
for command in (*certificates.COMMANDS, *admin_looks.COMMANDS):
    centre.center.add_command(command)
for command in (hotline.calls, hotline.lists, import_figures.figures):
    imports.group.add_command(command)
for command in period_reports.COMMANDS:
    report.group.add_command(command)


def main() -> None:
    """The entry point `seatapp`; as `seatapp --media-worker` it is the child that sees photos."""
    if sys.argv[1:] == [MEDIA_WORKER]:
        importlib.import_module("seatapp.media.decoder").main()
        return
    group(prog_name="seatapp")
