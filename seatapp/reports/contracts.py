"""The result of each contract in a month, line by line, and what has to be looked at how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from seatapp.domain.assessment import (
    RECORDED,
    AssessRule,
    LineResult,
    Result,
    assessed,
    rules_from,
)
from seatapp.domain.counted import COLLECTED, WHOLE, Counted, Finding, Group
from seatapp.domain.figures import FigureRules, percent
from seatapp.domain.periods import first_day, is_month, period_after
from seatapp.reports.collecting import a_head, work_days
from seatapp.reports.figure_tables import (
    NO_VALUE,
    Link,
    Naming,
    Table,
    said,
    share_words,
)
from seatapp.reports.scoring import started_steps_count

MEASURED: Mapping[str, tuple[str, str]] = {
    "reports_a_head": ("team", "collected"),
    "video_valid": ("team_video", "valid"),
    "drone_valid": ("team_drone", "valid"),
}
"""The group and the count behind measures of collectors that are no rates."""

MONDAY = 0
VIDEO, DRONE = "video", "drone"
METHOD_WORDS = {
    "each": "按次",
    "below": "低于",
    "above": "高于",
    "zero": "一票清零",
    "warn": "先警告后扣月度款",
    "count": "按件",
}
FREQUENCIES = {
    "daily": "日常",
    "weekly": "每周 1 次",
    "monthly": "每月 1 次",
    "halfyear": "半年 1 次",
}


def contract_tables(
    rules: FigureRules, naming: Naming, counted: Counted, period: str
) -> list[Table]:
    """A table of all contracts, one for each of them, and its list of inspections.

    Contracts are judged by the month; other periods have no such tables.
    """
    contracts = counted.rules.get("contract", {})
    if not contracts or not is_month(period):
        return []
    results = {code: result_of(rules, counted, code, row) for code, row in contracts.items()}
    tables = [_summary(counted, contracts, results)]
    for code, row in contracts.items():
        tables.append(_lines(rules, code, row, results[code]))
        inspected = [r for r in _scheme(counted, row) if r.method == "inspect"]
        if inspected:
            tables.append(_inspections(counted, code, row, inspected, period))
    return tables


def result_of(rules: FigureRules, counted: Counted, code: str, row: Mapping[str, Any]) -> Result:
    """The result of one contract by the scheme that it names."""
    about = ("contract", code)
    return assessed(
        [rule for rule in _scheme(counted, row) if rule.method != "inspect"],
        lambda name: measure(rules, counted, code, row, name),
        [one for one in counted.findings if one.about == about],
        started_step_counts=started_steps_count(counted),
        earlier=lambda rule: counted.earlier.get((about, rule), 0),
        fee=Decimal(str(row.get("month_fee") or 0)),
    )


def measure(
    rules: FigureRules, counted: Counted, code: str, row: Mapping[str, Any], name: str
) -> Decimal | None:
    """A measure of a contract: what was entered for it, else what its collectors did.

    In a period that was not worked in the program nobody fell short, and nothing is known. Rates of
    a contract without collectors are those of the whole centre.

    Shares are percent, rounded half up to two places as they are printed.
    """
    entered = counted.measures.get(("contract", code, name))
    if entered is not None:
        return entered
    if not counted.worked:
        return None
    counts = _work(counted, row)
    if name == "reports_a_head":
        heads = Decimal(str(row.get("heads") or 0))
        days = Decimal(str(row.get("days") or 0)) or work_days(counted)
        return a_head(counts["reported"], heads, days)
    rate = rules.rates.get(name)
    if rate is not None:
        base = counts if row.get("teams") else counted.of(WHOLE)
        return percent(base.get(rate.numerator, 0), base.get(rate.denominator, 0))
    return Decimal(counts[name]) if name in counts else None


def _work(counted: Counted, row: Mapping[str, Any]) -> dict[str, int]:
    """The counts of the collectors of a contract, their sources kept apart."""
    teams = set(row.get("teams") or ())
    known = counted.rules.get("collector", {})
    total: dict[str, int] = dict.fromkeys(("reported", "video_valid", "drone_valid"), 0)
    for by, key in counted.groups:
        if by != "collector":
            continue
        collector, _slash, source = key.partition("/")
        mine = collector in teams or known.get(collector, {}).get("team") in teams
        if not mine or (source and source not in COLLECTED):
            continue
        for name, number in counted.of((by, key)).items():
            total[name] = total.get(name, 0) + number
        if source in (VIDEO, DRONE):
            total[f"{source}_valid"] += counted.of((by, key)).get("valid", 0)
    total["collected"] = total["reported"]
    total["collector_work"] = total["reported"] + total.get("inspections_replied", 0)
    total["collector_mistakes"] = total.get("mistakes_report", 0) + total.get("mistakes_inspect", 0)
    return total


def _scheme(counted: Counted, row: Mapping[str, Any]) -> list[AssessRule]:
    rules = rules_from(counted.rules.get("assess_rule", {}))
    return [rule for rule in rules if rule.scheme == row.get("scheme")]


def _summary(
    counted: Counted, contracts: Mapping[str, Mapping[str, Any]], results: Mapping[str, Result]
) -> Table:
    links: dict[tuple[int, int], Link] = {
        (place, 5): (("finding", f"contract/{code}"), "times") for place, code in enumerate(results)
    }
    rows = [
        [
            str(contracts[code].get("name") or code),
            str(contracts[code].get("contractor") or ""),
            share_words(result.score),
            result.band or NO_VALUE,
            _money(result.money) if result.money or result.score is None else NO_VALUE,
            str(_recorded(counted, code)),
            "；".join(dict.fromkeys(result.actions)) or "无",
        ]
        for code, result in results.items()
    ]
    columns = ["合同", "承担单位", "得分", "等级", "扣款（元）", "记录次数", "处理意见"]
    note = said("本月按合同办法逐条计算，逐条结果见各合同考核表。")
    words = ("contracts", "服务合同考核", columns, rows, note.base, "按各合同所列办法")
    return Table(*words, links=links, notes=[note])


def _recorded(counted: Counted, code: str) -> int:
    """How often anything was recorded against the contractor."""
    mine = [f for f in counted.findings if f.about == ("contract", code)]
    return sum(f.times for f in mine if f.outcome == "deduct")


def _lines(rules: FigureRules, code: str, row: Mapping[str, Any], result: Result) -> Table:
    lines = [line for line in result.lines if line.rule.method not in ("band", "repeat")]
    rows = [_cells(line) for line in lines]
    links = _line_links(rules, code, row, lines)
    if result.added:
        rows.append(["人工加减分", "", "", "", "", f"{result.added:+}", ""])
    unit = "元" if result.score is None else "分"
    total = _money(result.money) if result.score is None else share_words(result.score)
    rows.append(["合计" if result.score is None else "得分", "", "", "", "", total, result.band])
    versions = "、".join(dict.fromkeys(f"{x.rule.scheme}@{x.rule.version}" for x in lines))
    columns = ["考核项", "内容", "标准", "实际", "次数", f"扣{unit}", "说明"]
    return Table(
        f"contract_{code}",
        f"{row.get('name') or code}考核表",
        columns,
        rows,
        "指标由本月数据计算或录入，按次的由检查记录汇总",
        versions,
        links,
        strong=frozenset({len(rows) - 1}),
        notes=[said("缺少数据的指标不扣分，列为“缺数据”。")],
    )


def _line_links(
    rules: FigureRules, code: str, row: Mapping[str, Any], lines: Sequence[LineResult]
) -> dict[tuple[int, int], Link]:
    """Behind a measure the work of the contract's collectors, behind times the records."""
    teams = "|".join(row.get("teams") or ())
    links: dict[tuple[int, int], Link] = {}
    for place, line in enumerate(lines):
        if line.times:
            links[place, 4] = (("finding", f"contract/{code}/{line.rule.code}"), "times")
        rate = rules.rates.get(line.rule.of)
        if line.value is None:
            continue
        if rate is not None:
            links[place, 3] = (("team", teams) if teams else WHOLE, rate.numerator)
        elif teams and line.rule.of in MEASURED:
            group, count = MEASURED[line.rule.of]
            links[place, 3] = ((group, teams), count)
    return links


def _cells(line: LineResult) -> list[str]:
    rule = line.rule
    stepped = rule.method in ("below", "above", "under")
    standard = f"{'不超过' if rule.method == 'above' else '不低于'} {rule.floor}" if stepped else ""
    if not stepped:
        standard = METHOD_WORDS.get(rule.method, "") + _rate_words(rule)
    value = "" if not rule.of else "缺数据" if line.value is None else str(line.value)
    numbers = "、".join(f.number for f in line.findings if f.number)
    words = "；".join(part for part in (line.note, numbers and f"记录 {numbers}") if part)
    return [
        rule.item,
        rule.name,
        standard,
        value,
        str(line.times) if rule.method in RECORDED else "",
        _money(line.got) if rule.method in ("share", "inverse", "reach") else _money(line.cost),
        words,
    ]


def _rate_words(rule: AssessRule) -> str:
    if not rule.per:
        return ""
    return f" {rule.per}%" if rule.method == "warn" else f" {rule.per}"


def _inspections(
    counted: Counted,
    code: str,
    row: Mapping[str, Any],
    rules: Sequence[AssessRule],
    period: str,
) -> Table:
    about: Group = ("contract", code)
    rows: list[list[str]] = []
    links: dict[tuple[int, int], Link] = {}
    for rule in rules:
        behind: Group = ("finding", f"contract/{code}/{rule.code}")
        links |= {(len(rows), 4): (behind, "records"), (len(rows), 5): (behind, "deduct")}
        mine = [f for f in counted.findings if f.about == about and f.rule == rule.code]
        due = _due(rule, counted.earlier.get((about, rule.code), 0), period)
        failed = sum(f.outcome == "deduct" for f in mine)
        rows.append(
            [
                rule.item,
                rule.name,
                FREQUENCIES.get(rule.frequency, rule.frequency),
                NO_VALUE if due is None else str(due),
                str(len(mine)),
                str(failed),
                _standing(due, len(mine), failed),
            ]
        )
    columns = ["范围", "检查内容", "频次", "本月应查", "已查", "不合格", "情况"]
    title = f"{row.get('name') or code}检查清单"
    note = said("检查记录中写明本条款的次数；日常检查不定次数。")
    words = (f"inspections_{code}", title, columns, rows, note.base, rules[0].scheme)
    return Table(*words, links=links, notes=[note])


def _due(rule: AssessRule, earlier: int, period: str) -> int | None:
    """How often a line is to be looked at in a month; None where no number is set."""
    if rule.frequency == "weekly":
        return sum(day.weekday() == MONDAY for day in _days(period))
    if rule.frequency == "monthly":
        return 1
    if rule.frequency == "halfyear":
        last = int(period[5:]) in (6, 12)
        return 1 if last and not earlier else 0
    return None


def _days(period: str) -> list[date]:
    begin, end = first_day(period), first_day(period_after(period))
    return [begin + timedelta(days=n) for n in range((end - begin).days)]


def _standing(due: int | None, seen: int, failed: int) -> str:
    if failed:
        return "有不合格"
    if due == 0 and not seen:
        return "本月不查"
    if due is None:
        return "已查" if seen else "本月未查"
    return "已完成" if seen >= due else f"欠 {due - seen} 次"


def _money(amount: Decimal) -> str:
    whole = amount.to_integral_value()
    return str(int(whole)) if whole == amount else str(amount.normalize())


def findings_table(naming: Naming, findings: Sequence[Finding]) -> Table:
    """What was recorded by people, one row each."""
    outcomes = {one.code: one.label for one in naming.workflow.choices_of("outcome")}
    rows = [
        [
            one.number,
            one.month,
            naming.called(*one.about),
            naming.words("assess_rule", one.rule) if one.rule else "",
            outcomes.get(one.outcome, one.outcome),
            str(one.times),
            one.words,
        ]
        for one in findings
    ]
    columns = ["编号", "计入月份", "对象", "条款", "结果", "次数", "情况说明"]
    links: dict[tuple[int, int], Link] = {
        (place, 0): (("finding", one.id), "records") for place, one in enumerate(findings)
    }
    note = said("本期未撤销的检查记录。")
    return Table("findings", "检查记录", columns, rows, note.base, "", links, [note])
