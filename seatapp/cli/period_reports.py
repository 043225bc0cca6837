"""`seatapp report monthly|weekly|assessment|efficiency`: figures of a period, and documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatapp.app import Duty
from seatapp.cli.report import WRITABLE
from seatapp.cli.speech import json_option
from seatapp.cli.work import application_of, round_if_online, sign_in_options
from seatapp.domain.periods import is_period
from seatapp.reports.bulletin import period_paper
from seatapp.reports.figure_tables import in_words
from seatapp.reports.monthly import MonthReports, as_json
from seatapp.reports.report_workbook import workbook_grids
from seatapp.text import _

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


def _period(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not is_period(value):
        raise click.BadParameter(_("应为月份、周、季度或年，如 2026-10、2026-W43、2026-Q4、2026。"))
    return value


def _command(kind: str) -> click.Command:
    option, words = REPORTS[kind]

    @click.command(kind, help=words)
    @click.option(option, "period", required=True, callback=_period, help="哪一期，如 2026-10")
    @click.option("--scope", help="区域代码或其前几位；不填时为本人岗位的全部区域")
    @click.option("--edition", type=click.IntRange(0), default=0, help="已定版的第几版")
    @click.option("--freeze", is_flag=True, help="先把这一期定版")
    @click.option("--reason", default="", help="再次定版的原因")
    @click.option("--out", type=WRITABLE, help="导出到哪个文件（.docx 或 .xlsx）")
    @json_option
    @sign_in_options
    @click.pass_obj
    def report(
        shared: Any,
        /,
        period: str,
        scope: str | None,
        edition: int,
        freeze: bool,
        reason: str,
        out: Path | None,
        login: str,
        password: str,
    ) -> None:
        """The figures of a period, and the document."""
        if out is not None and out.suffix.lower() not in (".docx", ".xlsx"):
            raise click.UsageError(_("报告只能导出成 .docx 或 .xlsx 文件。"))
        with application_of(shared).sign_in(login, password, keep_in_step=False) as duty:
            round_if_online(duty)
            if freeze:
                edition = duty.months.freeze(period, scope, reason)
            reports = duty.months.month(period, scope, edition)
            if out is not None:
                _save(duty, kind, scope, reports, out)
        _tell(shared, reports, out)

    return report


def _save(duty: Duty, kind: str, scope: str | None, reports: MonthReports, out: Path) -> None:
    more = duty.months.course(reports, scope)
    if kind == EFFICIENCY:
        more += duty.months.analysis(reports.month.month, scope)
    if out.suffix.lower() == ".xlsx":
        duty.exports.save_grids("bulletin", workbook_grids(reports, more), out)
    else:
        duty.exports.save_paper(period_paper(reports, kind, more), out)


def _tell(shared: Any, reports: MonthReports, out: Path | None) -> None:
    lines = [f"{f.label}\t{in_words(f)}" for f in reports.month.figures.values()]
    if reports.kept:
        lines.insert(0, _("连不上中心，这是本机保存的最近一次定版。"))
    if out is not None:
        lines.append(_("已导出到 {path}。").format(path=out))
    shared.speech.say("\n".join(lines), **as_json(reports.month))


COMMANDS = tuple(_command(kind) for kind in REPORTS)
