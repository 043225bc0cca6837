"""The figures of a month: what the centre counted becomes figures and tables with their rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from seatapp.central.reports import CountedCases, MonthCounts
from seatapp.domain.figures import (
    Figure,
    FigureRules,
    count_figure,
    percent,
    ranked,
    rate_figure,
    with_derived,
)
from seatapp.domain.workflow import Workflow
from seatapp.reports.case_words import choice_label

WORDS_OF_GROUPS = ("source", "case_kind", "nature")
"""Groups whose keys are choices; the keys of the others are codes of reference lists."""

OBJECTS: Mapping[str, str] = {
    "area": "各区域情况",
    "unit": "各处置单位情况",
    "class": "各类别情况",
    "matter": "各热线事项情况",
    "source": "各来源情况",
    "case_kind": "各类型情况",
}
NAMED = {
    "area": "区域",
    "unit": "处置单位",
    "class": "类别",
    "matter": "事项",
    "source": "来源",
    "case_kind": "类型",
}
COUNTED = (
    *("reported", "registered", "should_dispose", "disposed", "disposed_in_time"),
    *("overdue_open", "should_close", "closed", "closed_in_time", "reworked"),
)
"""The counts that stand in the table of each kind of object, as far as its rates need them."""

LISTED = frozenset(
    {
        *("reported", "declined", "valid", "answered", "transferred", "registered"),
        *("registered_in_time", "dispatched", "dispatched_in_time", "should_dispose", "disposed"),
        *("disposed_in_time", "overdue_open", "should_close", "closed", "closed_in_time"),
        "reworked",
    }
)
"""Counts of cases, whose cases the centre lists; the others count orders and calls."""

RANKED_BY = "disposal_in_time_rate"
CHARTED = "按期处置率（%）"
"""The heading of the rate by which objects are ranked and drawn."""

NO_VALUE = "—"

Words = Callable[[str, str], str]


@dataclass(frozen=True)
class Table:
    """A table of a report; cells are texts, numbers exact. `base` tells what was counted.

    `groups` names for each row what was counted (kind of group and key), `counts` for each column
    which count it shows (with `by_row`, for each row, in its second column); where both are
    known, the cases behind a number can be listed. `note` is for people who look at the table.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    base: str
    rule: str
    groups: Sequence[tuple[str, str]] = ()
    counts: Sequence[str] = ()
    by_row: bool = False
    note: str = ""

    def behind(self, row: int, column: int) -> tuple[tuple[str, str], str] | None:
        """The group and the count of a number; None where no list stands behind it."""
        if not self.groups or (self.by_row and column != 1):
            return None
        count = self.counts[row if self.by_row else column]
        return (self.groups[row], count) if count in LISTED else None


@dataclass(frozen=True)
class CaseLine:
    """A case behind a number, in words."""

    id: str
    number: str
    title: str
    area: str
    unit: str
    stage: str
    reported_at: int


@dataclass(frozen=True)
class CaseLines:
    """The cases behind a number: how many there are now, and the first of them."""

    total: int
    lines: Sequence[CaseLine]


@dataclass(frozen=True)
class MonthReport:
    """A month: its figures by key, and its tables in their order."""

    month: str
    edition: int
    made_at: int
    rules: str
    figures: Mapping[str, Figure]
    tables: Sequence[Table]


@dataclass(frozen=True)
class MonthReports:
    """A month with the one before it, and the name of the centre whose they are."""

    month: MonthReport
    before: MonthReport
    centre: str


@dataclass(frozen=True)
class Naming:
    """Turns codes into words: `words` for reference lists, the life cycles for choices."""

    workflow: Workflow
    words: Words

    def called(self, kind: str, code: str) -> str:
        """What the code of a group is called."""
        if kind in WORDS_OF_GROUPS:
            return choice_label(self.workflow, kind, code)
        return self.words(kind, code)


def month_before(month: str) -> str:
    """The month before: `2026-01` → `2025-12`."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 2, 12)
    return f"{year:04d}-{number + 1:02d}"


def month_report(
    rules: FigureRules, naming: Naming, counts: MonthCounts, before: MonthCounts | None
) -> MonthReport:
    """The report of a month; `before` is the month before it, where there is one to compare."""
    figures = _figures(rules, counts)
    earlier = {} if before is None else _figures(rules, before)
    tables = [_comparison(figures, earlier)]
    for kind, title in OBJECTS.items():
        tables.append(_objects(rules, naming, counts.counts["groups"], kind, title))
    tables.append(_natures(naming, counts.counts["groups"]))
    tables.append(_people(naming, counts.counts["people"]))
    tables.append(_meanings(rules))
    return MonthReport(
        counts.month,
        counts.edition,
        counts.made_at,
        counts.rules or rules.version,
        figures,
        tables,
    )


def as_json(report: MonthReport) -> dict[str, Any]:
    """The report for programs; numbers are exact decimal texts, and null where there is none."""
    return {
        "month": report.month,
        "edition": report.edition,
        "figures": {
            figure.key: {
                "value": None if figure.value is None else str(figure.value),
                "numerator": str(figure.numerator),
                "denominator": str(figure.denominator),
                "rule": figure.rule,
                "label": figure.label,
            }
            for figure in report.figures.values()
        },
        "tables": {
            table.name: {
                "title": table.title,
                "columns": list(table.columns),
                "rows": [list(row) for row in table.rows],
                "base": table.base,
                "rule": table.rule,
            }
            for table in report.tables
        },
    }


def charted(table: Table) -> list[tuple[str, float]]:
    """The objects of a table with the rate by which they are ranked, as far as they have one."""
    if CHARTED not in table.columns:
        return []
    place = table.columns.index(CHARTED)
    return [(row[0], float(row[place])) for row in table.rows if row[place] != NO_VALUE]


def in_words(figure: Figure) -> str:
    """The value of a figure as it is printed; rates with their sign."""
    if figure.value is None:
        return NO_VALUE
    return f"{figure.value}%" if "=" in figure.rule else str(figure.value)


def changed(now: Figure, before: Figure | None) -> str:
    """How a figure differs from that of the month before, with its sign."""
    if before is None or now.value is None or before.value is None:
        return NO_VALUE
    difference: Decimal = now.value - before.value
    if "=" in now.rule:
        return f"{difference:+} 个百分点" if difference else "持平"
    return f"{difference:+}" if difference else "持平"


def _figures(rules: FigureRules, counts: MonthCounts) -> dict[str, Figure]:
    totals: dict[str, int] = {}
    for group in counts.counts["groups"]:
        if group["by"] == "all":
            totals = group["counts"]
    whole = with_derived({**totals, **counts.counts["duties"]})
    found = {name: count_figure(rule, whole) for name, rule in rules.counts.items()}
    for name, rate in rules.rates.items():
        if "all" in rate.objects:
            found[name] = rate_figure(rules, rate, whole)
    return found


def _comparison(figures: Mapping[str, Figure], earlier: Mapping[str, Figure]) -> Table:
    shown = sorted(figures.values(), key=lambda figure: "=" not in figure.rule)
    rows = [
        [
            figure.label,
            in_words(figure),
            in_words(earlier[figure.key]) if figure.key in earlier else NO_VALUE,
            changed(figure, earlier.get(figure.key)),
            f"{figure.numerator} / {figure.denominator}" if "=" in figure.rule else "",
            figure.rule,
        ]
        for figure in shown
    ]
    columns = ["指标", "本月", "上月", "增减", "分子 / 分母", "规则"]
    return Table(
        *("comparison", "主要指标", columns, rows, "本月与上月", "按各指标所列规则"),
        groups=[("all", "")] * len(rows),
        counts=[figure.key for figure in shown],
        by_row=True,
    )


def case_lines(naming: Naming, found: CountedCases) -> CaseLines:
    """The cases behind a number, in words."""
    lines = [
        CaseLine(
            id=case.id,
            number=case.number or "",
            title=naming.called("class", case.class_code)
            if case.class_code
            else naming.called("matter", case.matter_code or ""),
            area=naming.called("area", case.area),
            unit=naming.called("unit", case.unit or ""),
            stage=naming.workflow.stage("case", case.stage).label,
            reported_at=case.reported_at,
        )
        for case in found.cases
    ]
    return CaseLines(found.total, lines)


def _objects(
    rules: FigureRules,
    naming: Naming,
    groups: Sequence[Mapping[str, Any]],
    kind: str,
    title: str,
) -> Table:
    rates = [rate for rate in rules.rates.values() if kind in rate.objects]
    needed = {name for rate in rates for name in (rate.numerator, rate.denominator)}
    counted = [rules.counts[name] for name in COUNTED if name in needed or name == "reported"]
    mine = [(str(g["key"]), with_derived(g["counts"])) for g in groups if g["by"] == kind]
    best = rules.rates[RANKED_BY]
    standing = [percent(c.get(best.numerator, 0), c.get(best.denominator, 0)) for _, c in mine]
    ranks = ranked(standing, best.higher_is_better)
    lines = sorted(
        zip(mine, ranks, strict=True),
        key=lambda line: (line[1] or len(mine) + 1, naming.called(kind, line[0][0])),
    )
    rows = [
        [
            naming.called(kind, code),
            *(str(counts.get(rule.name, 0)) for rule in counted),
            *(_value(rate_figure(rules, rate, counts)) for rate in rates),
            NO_VALUE if rank is None else str(rank),
        ]
        for (code, counts), rank in lines
    ]
    columns = [
        NAMED[kind],
        *(rule.label for rule in counted),
        *(f"{rate.label}（%）" for rate in rates),
        "名次",
    ]
    base = "、".join(rule.rule for rule in counted)
    ranking = f"名次按{best.label}，同值同名次；无基数的不排名"
    rule = "；".join(["、".join(rate.rule for rate in rates), ranking])
    keys = [(kind, code) for (code, _counts), _rank in lines]
    shown = ["", *(rule.name for rule in counted), *("" for _ in rates), ""]
    return Table(kind, title, columns, rows, base, rule, keys, shown, note=f"{ranking}。")


def _value(figure: Figure) -> str:
    return NO_VALUE if figure.value is None else str(figure.value)


def _natures(naming: Naming, groups: Sequence[Mapping[str, Any]]) -> Table:
    rows = []
    for group in groups:
        if group["by"] == "nature":
            counts = with_derived(group["counts"])
            names = ("reported", "answered", "transferred", "closed")
            rows.append(
                [naming.called("nature", group["key"]), *(str(counts.get(n, 0)) for n in names)]
            )
    columns = ["性质", "上报数", "直接答复数", "转办数", "结案数"]
    return Table("nature", "热线诉求性质", columns, rows, "reported.1、answered.1、closed.1", "")


def _people(naming: Naming, people: Sequence[Mapping[str, Any]]) -> Table:
    rows = []
    for line in people:
        post = naming.workflow.posts[line["post"]].label
        share = percent(line["in_time"], line["done"])
        rows.append(
            [
                post,
                naming.words("person", line["person"]),
                str(line["done"]),
                str(line["in_time"]),
                NO_VALUE if share is None else str(share),
            ]
        )
    columns = ["岗位", "人员", "办理数", "按时数", "按时率（%）"]
    base = "受理员按登记、值班长按立案、派遣员按首次派遣计"
    return Table("people", "人员办理情况", columns, rows, base, "按时：该环节未超时")


def _meanings(rules: FigureRules) -> Table:
    rows = [[rule.label, rule.rule, rule.meaning] for rule in rules.counts.values()]
    rows += [
        [
            rate.label,
            rate.rule,
            f"{rules.counts[rate.numerator].label} ÷ {rules.counts[rate.denominator].label}",
        ]
        for rate in rules.rates.values()
    ]
    return Table("rules", "统计口径", ["名称", "规则", "含义"], rows, "", rules.version)
