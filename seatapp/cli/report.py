"""`seatapp report`: letters and registers as files of an office program."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from seatapp.app import Duty
from seatapp.cli.kinds import DAY, Moment
from seatapp.cli.speech import json_option
from seatapp.cli.work import application_of, check_queue, round_if_online, sign_in_options
from seatapp.domain.entries import Value
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.local.queue_asked import Asked
from seatapp.reports.exports import Exported
from seatapp.reports.letters import ISSUE, REMINDER, TEMPLATES
from seatapp.reports.registers import only_filled
from seatapp.reports.templates import Templates
from seatapp.text import _

WRITABLE = click.Path(dir_okay=False, path_type=Path)


@click.group("report", help="函件、台账、统计和简报，导出成文件。")
def group() -> None:
    """The commands of reports."""


@group.command("letter", help="出具函件并导出 Word 文件；带 --again 时只重新导出已出具的一份。")
@click.argument("kind", type=click.Choice(list(TEMPLATES)))
@click.option("--on", "targets", multiple=True, required=True, help="案卷；提示函可写多件")
@click.option("--out", type=WRITABLE, required=True, help="导出到哪个文件（.docx）")
@click.option("--text", default="", help="督办事项、提示内容或建议")
@click.option("--to", help="主送单位代码；不填时为处置单位")
@click.option("--addressee", help="专报报送对象")
@click.option("--reply-by", type=Moment(), help="反馈期限")
@click.option("--number", help="文号；不填时自动编号")
@click.option("--again", help="已出具函件的文号")
@json_option
@sign_in_options
@click.pass_obj
def letter(
    shared: Any,
    /,
    kind: str,
    targets: tuple[str, ...],
    out: Path,
    again: str | None,
    login: str,
    password: str,
    **typed: Any,
) -> None:
    """Issue a letter and write its document, or write the document of an issued one again."""
    if len(targets) > 1 and kind != REMINDER:
        raise click.UsageError(_("只有提示函可以写多件案卷。"))
    if again is None and not typed["text"]:
        raise click.UsageError(_("请用 --text 写明事项和要求。"))
    with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        cases = [duty.lookup.find("case", target) for target in targets]
        number = again or _issued(duty, cases, {"letter_kind": kind, **_values(typed)})
        done = duty.exports.save_paper(duty.papers.letter(cases, number), out)
        round_if_online(duty)
    shared.speech.say(
        _("{number} 已导出到 {path}（导出编号 {export}）。").format(
            number=number, path=out, export=done.number
        ),
        letter=number,
        **_facts(done),
    )


@group.command("approval", help="导出案件最近一次申请（延期、缓办、回退等）的审批表。")
@click.option("--on", "target", required=True, help="案卷")
@click.option("--out", type=WRITABLE, required=True, help="导出到哪个文件（.docx）")
@json_option
@sign_in_options
@click.pass_obj
def approval(shared: Any, /, target: str, out: Path, login: str, password: str) -> None:
    """Write the approval form of the last request about a case."""
    with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        paper = duty.papers.approval_form(duty.lookup.find("case", target))
        done = duty.exports.save_paper(paper, out)
    _told(shared, done)


@group.command("handover", help="导出一次交接班的记录（.docx）。")
@click.argument("number")
@click.option("--out", type=WRITABLE, required=True, help="导出到哪个文件（.docx）")
@json_option
@sign_in_options
@click.pass_obj
def handover(shared: Any, /, number: str, out: Path, login: str, password: str) -> None:
    """Write the record of a handover."""
    with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        found = [str(s["id"]) for s in duty.book.handovers() if s.get("number") == number]
        done = duty.exports.save_paper(duty.papers.handover(found[0] if found else number), out)
    _told(shared, done)


@group.command(
    "duty-log", help="导出一天的值班日志（.docx），例如 seatapp report duty-log 2026-11-22。"
)
@click.argument("day", type=Moment(DAY))
@click.option("--out", type=WRITABLE, required=True, help="导出到哪个文件（.docx）")
@json_option
@sign_in_options
@click.pass_obj
def duty_log(shared: Any, /, day: datetime, out: Path, login: str, password: str) -> None:
    """Write the duty log of a day."""
    with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        done = duty.exports.save_paper(duty.papers.duty_log(day.date()), out)
    _told(shared, done)


def _told(shared: Any, done: Exported) -> None:
    words = _("已导出到 {path}，导出编号 {number}。")
    shared.speech.say(words.format(path=done.path, number=done.number), **_facts(done))


@group.command("emergency", help="导出突发事件最近一次书面报告（初报、续报或终报）。")
@click.argument("emergency")
@click.option("--out", type=WRITABLE, required=True, help="导出到哪个文件（.docx）")
@json_option
@sign_in_options
@click.pass_obj
def emergency(shared: Any, emergency: str, out: Path, login: str, password: str) -> None:
    """The report as it was given, whenever it is asked for."""
    with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        done = duty.exports.save_paper(duty.papers.emergency_report(emergency), out)
        round_if_online(duty)
    shared.speech.say(
        _("{number} 已导出到 {path}（导出编号 {export}）。").format(
            number=emergency, path=out, export=done.number
        ),
        **_facts(done),
    )


@group.command("queue", help="把一个待办队列导出成台账（.xlsx 或 .csv）。")
@click.argument("name")
@click.option("--out", type=WRITABLE, required=True, help="导出到哪个文件（.xlsx 或 .csv）")
@click.option("--text", default="", help="只要含有这些字的")
@json_option
@sign_in_options
@click.pass_obj
def queue(shared: Any, name: str, out: Path, text: str, login: str, password: str) -> None:
    """Write a register."""
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise click.UsageError(_("台账只能导出成 .xlsx 或 .csv 文件。"))
    application = application_of(shared)
    check_queue(application.workflow, name)
    with application.sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        grid = duty.papers.register(name, Asked(text))
        done = duty.exports.save_grids("register", [only_filled(grid)], out)
    shared.speech.say(
        _("{count} 行已导出到 {path}（导出编号 {export}）。").format(
            count=len(grid.rows), path=out, export=done.number
        ),
        rows=len(grid.rows),
        **_facts(done),
    )


@group.command("templates", help="列出文件模板；带 --lend 时复制一份到本机供修改。")
@click.option("--lend", help="要修改的模板名")
@json_option
@click.pass_obj
def templates(shared: Any, lend: str | None) -> None:
    """The Word templates of the documents."""
    library = Templates(shared.folders.templates)
    names = library.names()
    if lend is None:
        shared.speech.say("\n".join(names), templates=names)
        return
    if lend not in names:
        raise click.UsageError(_("没有“{name}”这个模板。").format(name=lend))
    path = library.lend(lend)
    shared.speech.say(
        _("模板在 {path}，用 Word 或 WPS 改好保存即可。").format(path=path), path=str(path)
    )


def _values(typed: dict[str, Any]) -> dict[str, Value]:
    reply_by: datetime | None = typed["reply_by"]
    due = None if reply_by is None else int(reply_by.replace(tzinfo=CITY_TIME).timestamp())
    found = {
        "letter_text": typed["text"],
        "letter_to": typed["to"],
        "addressee": typed["addressee"],
        "letter_number": typed["number"],
        "reply_by_at": due,
    }
    return {name: value for name, value in found.items() if value}


def _issued(duty: Duty, cases: list[str], values: dict[str, Value]) -> str:
    """Issue the letter on each of its cases, all under the number of the first."""
    for case_id in cases:
        duty.desk.perform(ISSUE, "case", case_id, values)
        state = duty.reader.state("case", case_id) or {}
        values = {**values, "letter_number": state["letter_number"]}
    return str(values["letter_number"])


def _facts(done: Exported) -> dict[str, str]:
    return {"number": done.number, "path": str(done.path), "sha256": done.sha256}
