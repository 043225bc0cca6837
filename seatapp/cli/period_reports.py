"""`seatapp report monthly|weekly|assessment|efficiency|all`: figures of a period, and its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from seatapp.app import Duty
from seatapp.cli.report import WRITABLE
from seatapp.cli.speech import json_option
from seatapp.cli.work import application_of, round_if_online, sign_in_options
from seatapp.domain.periods import is_period
from seatapp.errors import LocalFileError
from seatapp.reports.bulletin import period_paper
from seatapp.reports.figure_tables import Table, in_words
from seatapp.reports.monthly import MonthReports, as_json
from seatapp.reports.period_files import KINDS, period_file
from seatapp.reports.report_workbook import workbook_grids
from seatapp.reports.several import Several, numbers_in_words, save_several
from seatapp.reports.watch import Watch
from seatapp.text import _

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
EFFICIENCY = "efficiency"
REPORTS = {
    "monthly": (
        "--month",
        "月度统计和简报，例如 seatapp report monthly --month 2026-10",
    ),
    "weekly": ("--week", "运行周报，例如 seatapp report weekly --week 2026-W43"),
    "assessment": ("--month", "单位、区域得分和服务合同考核结果"),
    EFFICIENCY: ("--period", "效能分析报告：人员和单位效能、热点、上升、慢办和返工"),
}
"""The option that names the period, and what each report is."""


@dataclass(frozen=True)
class Wish:
    """Which period is meant: for what area, in which edition, and whether to freeze it first."""

    period: str
    scope: str | None
    edition: int
    freeze: bool
    reason: str


def _period(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not is_period(value):
        raise click.BadParameter(_("应为月份、周、季度或年，如 2026-10、2026-W43、2026-Q4、2026。"))
    return value


def _wishes(option: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of a `Wish`; `option` names the period."""
    options = (
        click.option(option, "period", required=True, callback=_period, help="哪一期，如 2026-10"),
        click.option("--scope", help="区域代码或其前几位；不填时为本人岗位的全部区域"),
        click.option("--edition", type=click.IntRange(0), default=0, help="已定版的第几版"),
        click.option("--freeze", is_flag=True, help="先把这一期定版"),
        click.option("--reason", default="", help="再次定版的原因"),
    )

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        for one in reversed(options):
            command = one(command)
        return command

    return with_options


def _command(kind: str) -> click.Command:
    option, words = REPORTS[kind]

    @click.command(kind, help=words)
    @_wishes(option)
    @click.option("--out", type=WRITABLE, help="导出到哪个文件（.docx 或 .xlsx）")
    @json_option
    @sign_in_options
    @click.pass_obj
    def report(shared: Any, /, out: Path | None, login: str, password: str, **wished: Any) -> None:
        """The figures of a period, and the document."""
        if out is not None and out.suffix.lower() not in (".docx", ".xlsx"):
            raise click.UsageError(_("报告只能导出成 .docx 或 .xlsx 文件。"))
        wish = Wish(**wished)
        with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
            round_if_online(duty)
            reports = _reports(duty, wish)
            if out is not None:
                _save(duty, kind, wish, reports, out)
        _tell(shared, reports, out)

    return report


@click.command(
    "all",
    help="把一期的简报、考核结果、效能分析和统计表一次存到一个文件夹，"
    "例如 seatapp report all --period 2026-10 --into 月报",
)
@_wishes("--period")
@click.option("--into", type=FOLDER, required=True, help="存到哪个文件夹，同名文件会被替换")
@json_option
@sign_in_options
@click.pass_obj
def everything(shared: Any, /, into: Path, login: str, password: str, **wished: Any) -> None:
    """All files of a period; one that cannot be made keeps back no other."""
    wish = Wish(**wished)
    with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
        round_if_online(duty)
        reports = _reports(duty, wish)
        more = _more(duty, EFFICIENCY, wish, reports)
        wanted = [period_file(duty.exports, reports, more, kind) for kind in KINDS]
        outcome = save_several(wanted, into, Watch())
    _tell_all(shared, reports, outcome)


def _reports(duty: Duty, wish: Wish) -> MonthReports:
    edition = wish.edition
    if wish.freeze:
        edition = duty.months.freeze(wish.period, wish.scope, wish.reason)
    return duty.months.month(wish.period, wish.scope, edition)


def _more(duty: Duty, kind: str, wish: Wish, reports: MonthReports) -> list[Table]:
    """The tables besides those of the report; what was kept of it stands alone."""
    if reports.kept:
        return []
    analysed = duty.months.analysis(wish.period, wish.scope) if kind == EFFICIENCY else []
    return [*duty.months.course(reports, wish.scope), *analysed]


def _save(duty: Duty, kind: str, wish: Wish, reports: MonthReports, out: Path) -> None:
    more = _more(duty, kind, wish, reports)
    if out.suffix.lower() == ".xlsx":
        duty.exports.save_grids("bulletin", workbook_grids(reports, more), out)
    else:
        duty.exports.save_paper(period_paper(reports, kind, more), out)


def _tell(shared: Any, reports: MonthReports, out: Path | None) -> None:
    lines = [f"{f.label}\t{in_words(f)}" for f in reports.month.figures.values()]
    if out is not None:
        lines.append(_("已导出到 {path}。").format(path=out))
    shared.speech.say("\n".join([*_kept(reports), *lines]), **as_json(reports.month))


def _tell_all(shared: Any, reports: MonthReports, outcome: Several) -> None:
    """What stands on the disk; raises `LocalFileError` with the first fault when one is missing."""
    for wanted, fault in outcome.faults:
        told = _("“{title}”没有导出：{reason}").format(title=wanted.title, reason=fault.sentence)
        raise LocalFileError(told, fault.code, saved=len(outcome.saved))
    numbers = [one.number for one in outcome.saved]
    words = _("已导出 {n} 份文件到 {path}，导出编号 {numbers}。").format(
        n=len(numbers), path=outcome.folder, numbers=numbers_in_words(numbers)
    )
    files: Mapping[str, str] = {one.number: one.path.name for one in outcome.saved}
    shared.speech.say(
        "\n".join([*_kept(reports), words]), edition=reports.month.edition, files=files
    )


def _kept(reports: MonthReports) -> list[str]:
    return [_("连不上中心，这是本机保存的最近一次定版。")] if reports.kept else []


COMMANDS = (*(_command(kind) for kind in REPORTS), everything)
