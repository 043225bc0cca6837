"""What can be entered of periods that were not worked in the program: tables and indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from seatapp.domain.assessment import rules_from
from seatapp.domain.counted import ENTERED_TABLES, MEASURE_TABLES
from seatapp.domain.figures import DERIVED, FigureRules

COLUMNS = "month,table,unit_or_class,indicator,value"
TABLES: Mapping[str, str] = {
    "all": "全部（unit_or_class 留空）",
    "area": "区域，代码为六位区划",
    "unit": "处置单位",
    "class": "城管案件类别，代码为立案条件",
    "matter": "热线事项",
    "source": "来源",
    "case_kind": "案件类型",
    "nature": "案件诉求性质",
    "hotline_unit": "热线承办单位，代码同处置单位",
    "call_nature": "来电诉求性质",
    "contract": "服务合同，指标为合同办法用到的量",
    "index": "运行指数、效能指数及其系数，代码和指标自定；只存入备查，程序不计算",
}


class Fault(Protocol):
    """What is wrong with a line of a table."""

    @property
    def line(self) -> int:
        """The line, as an editor counts."""

    @property
    def column(self) -> str:
        """The column."""

    @property
    def sentence(self) -> str:
        """What is wrong."""


class EnteredRows(Protocol):
    """What a table holds: rows for the centre, and what is wrong with it."""

    @property
    def rows(self) -> Sequence[Mapping[str, str]]:
        """Rows {month, table, key, indicator, value}."""

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong, line by line."""


@dataclass(frozen=True)
class Enterable:
    """A table that can be entered, with the indicators that it takes and what they are called."""

    table: str
    words: str
    indicators: Mapping[str, str]


def enterable(rules: FigureRules, assess: Mapping[str, Mapping[str, Any]]) -> list[Enterable]:
    """All tables; `assess` are the rows of `assess_rule`, which name the measures of contracts."""
    counts = {name: rule.label for name, rule in rules.counts.items() if name not in DERIVED}
    contract = {
        rule.of: rule.name for rule in rules_from(assess) if rule.about == "contract" and rule.of
    }
    return [
        *(Enterable(name, TABLES[name], counts) for name in ENTERED_TABLES),
        *(
            Enterable(name, TABLES[name], contract if name == "contract" else {})
            for name in MEASURE_TABLES
        ),
    ]


def in_words(tables: Sequence[Enterable]) -> str:
    """The tables and indicators as a page of text; counts, which most tables share, once."""
    counts = next(one.indicators for one in tables if one.indicators)
    lines = [f"列：{COLUMNS}", "month 写月份、周、季度或年：2026-10、2026-W43、2026-Q4、2026", ""]
    lines += ["表（table）："]
    lines += [f"  {one.table}　{one.words}" for one in tables]
    lines += ["", "件数类指标（indicator），值为整数："]
    lines += [f"  {name}　{label}" for name, label in counts.items()]
    contract = next(one.indicators for one in tables if one.table == "contract")
    if contract:
        lines += ["", "合同（contract）的指标，值可带四位小数："]
        lines += [f"  {name}　{label}" for name, label in contract.items()]
    return "\n".join(lines)
