"""What a report on a period says in sentences: its figures, its edition and its rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from seatapp.domain.figures import Figure
from seatapp.reports.figure_tables import in_words
from seatapp.reports.figure_words import POINTS
from seatapp.reports.monthly import MonthReport

SHOWN_RATES = (
    *("disposal_rate", "disposal_in_time_rate", "closing_rate", "closing_in_time_rate"),
    *("rework_rate", "overdue_rate"),
)
NUMERALS = "二三四五六七八九十"
_RULES = re.compile(r"counts\.([0-9]+)\+rates\.([0-9]+)")

Told = Callable[[str], int]


def numeral(place: int) -> str:
    """The number of a section in Chinese, counted from 0 behind the first, the summary."""
    if place < len(NUMERALS):
        return NUMERALS[place]
    tens, ones = divmod(place + 2, 10)
    return (
        ("" if tens == 1 else "一二三四五六七八九"[tens - 1])
        + "十"
        + "〇一二三四五六七八九"[ones][: 1 if ones else 0]
    )


WORKBOOK = "统计表"
"""What the tables of a period are called as a file."""


def issue_words(period: str) -> str:
    """Which issue of its year the bulletin of a period is; nothing for that of a year."""
    _year, _dash, told = period.partition("-")
    return f"第 {int(told.lstrip('WQ'))} 期" if told else ""


def edition_words(number: int) -> str:
    """Which edition of a period it is."""
    return f"第 {number} 版（已定版）" if number else "未定版，数据可能变化"


def file_title(title: str, edition: int) -> str:
    """The title of a file of a period: editions and drafts stand beside each other in a folder."""
    return f"{title}（第{edition}版）" if edition else f"{title}（未定版）"


def rules_words(rules: str) -> str:
    """The versions of the rules as an office says them."""
    found = rule_versions(rules)
    return rules if found is None else f"计数 {found[0]} 版、比率 {found[1]} 版"


def rule_versions(rules: str) -> tuple[str, str] | None:
    """The versions of the rules of counts and of rates; None for rules of another form."""
    found = _RULES.fullmatch(rules)
    return None if found is None else (found[1], found[2])


def summary_of(report: MonthReport, before: MonthReport | None) -> list[str]:
    """The paragraphs that begin a report."""

    def n(key: str) -> int:
        return report.figures[key].numerator

    lines = [
        f"本期共上报案件 {n('reported')} 件，有效上报 {n('valid')} 件，立案 {n('registered')} 件，"
        f"派遣 {n('dispatched')} 件，直接答复 {n('answered')} 件，"
        f"自行处置 {n('self_handled')} 件。",
        f"应处置 {n('should_dispose')} 件，处置 {n('disposed')} 件，其中按期处置 "
        f"{n('disposed_in_time')} 件，到期末超期待处置 {n('overdue_open')} 件；"
        f"应结案 {n('should_close')} 件，结案 {n('closed')} 件。",
        *_calls(n),
    ]
    earlier = {} if before is None else before.figures
    rates = []
    for key in SHOWN_RATES:
        figure = report.figures[key]
        change = _change_words(figure, earlier.get(key))
        told = f"（较上期{change}）" if change else ""
        if figure.value is not None:
            rates.append(f"{figure.label} {in_words(figure)}{told}")
    lines.append("，".join(rates) + "。" if rates else "应处置、应结案都为零，各项比率不计算。")
    if not earlier:
        lines.append("上期没有可比数据。")
    return lines


def _change_words(now: Figure, before: Figure | None) -> str:
    """How a rate differs from that of the period before, as a clause of a report."""
    if before is None or now.value is None or before.value is None:
        return ""
    difference = now.value - before.value
    if not difference:
        return "持平"
    return f"{'上升' if difference > 0 else '下降'} {abs(difference)}{POINTS}"


def _calls(n: Told) -> list[str]:
    if not n("calls"):
        return []
    return [
        f"热线来电 {n('calls')} 个，接听 {n('calls_taken')} 个，其中有效 {n('calls_valid')} 个，"
        f"当场答复 {n('calls_direct')} 个，转办 {n('calls_transferred')} 个；"
        f"应回访 {n('callbacks')} 件，及时回访 {n('callbacks_in_time')} 件。"
    ]
