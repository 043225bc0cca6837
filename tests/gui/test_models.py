"""Every model keeps Qt's contract while what it shows is exchanged, cleared and shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from seatapp.domain.roster import Roster, Shift, Turn
from seatapp.local.unit_loads import UnitLoad
from seatapp.reports.figure_tables import Chart, Series, Table
from ui.fields.catalogue import Item
from ui.fields.reference import ItemModel
from ui.models.figures_model import NOTHING, FiguresModel
from ui.models.roster_model import MonthSheet, RosterModel
from ui.models.unit_loads_model import UnitLoadsModel
from ui.panes.figure_pages import FigurePages
from ui.widgets.chart_card import ChartCard

FIGURES = Table("t", "表", ["名称", "件数"], [["东区", "3"], ["西区", "—"]], "", "")
EARLY = Shift("day", "早班", 480, 960)
NOVEMBER = MonthSheet(
    date(2026, 11, 1),
    Roster((Turn("1123.day", date(2026, 11, 23), EARLY, "u1", "acceptor", "甲组"),)),
    {"u1": "演示甲"},
    {"acceptor": "受理员"},
    date(2026, 11, 23),
)
Shown = tuple[QAbstractItemModel, Callable[[Any], None], Any, Any]


def figures() -> Shown:
    model = FiguresModel()
    return model, model.show_table, FIGURES, NOTHING


def units() -> Shown:
    model = UnitLoadsModel()
    return model, model.show_loads, [UnitLoad("u", "示例单位", 3, 2, 1, 0)], []


def items() -> Shown:
    model = ItemModel()
    return model, model.show, [Item("c", "示例", "", "", "sl", "", {})], []


def roster() -> Shown:
    model = RosterModel()
    empty = MonthSheet(date(2026, 12, 1), Roster(()), {}, {}, date(2026, 11, 23))
    return model, model.show_month, NOVEMBER, empty


@pytest.mark.parametrize("make", [figures, units, items, roster])
def test_what_is_shown_changes_within_the_contract(qtbot: QtBot, make: Callable[[], Shown]) -> None:
    model, show, full, bare = make()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for shown in (bare, full, full, bare, full):
        show(shown)
    assert tester.model() is model
    assert model.index(0, 0).data()
    assert model.rowCount(model.index(0, 0)) == 0


def test_a_turn_taken_over_is_told_without_its_colour() -> None:
    model = RosterModel()
    (turn,) = NOVEMBER.roster.turns
    swapped = Roster((replace(turn, instead_of="u2"),))
    model.show_month(replace(NOVEMBER, roster=swapped, people={"u1": "演示甲", "u2": "演示乙"}))
    cell = model.index(0, 24)
    assert cell.data() == "早*"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "早班 甲组（替 演示乙）"


def test_a_number_that_leads_to_its_cases_looks_like_a_link() -> None:
    """Not so a nought, a name, or a number behind which no list stands."""
    lines = [["东区", "3", "40%"], ["西区", "0", "—"]]
    behind = {(row, 1): (("area", f"99900{row}"), "reported") for row in range(2)}
    model = FiguresModel()
    model.show_table(Table("t", "表", ["名称", "件数", "比例"], lines, "", "", links=behind))
    linked = [
        (row, column)
        for row in range(2)
        for column in range(3)
        if model.index(row, column).data(Qt.ItemDataRole.ForegroundRole) is not None
    ]
    assert linked == [(0, 1)]
    assert model.link(model.index(0, 1)) == (("area", "999000"), "reported")
    assert model.index(0, 1).data(Qt.ItemDataRole.FontRole).underline()
    assert model.index(0, 0).data(Qt.ItemDataRole.FontRole) is None
    assert "东区" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_numbers_stand_under_each_other_and_words_begin_in_one_line() -> None:
    """The heading stands where its column does."""
    model = FiguresModel()
    columns, lines = ["名称", "件数", "说明"], [["12", "3", "漏报"], ["13", "—", "5"]]
    model.show_table(Table("t", "表", columns, lines, "", ""))
    role, across = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal
    right = Qt.AlignmentFlag.AlignRight
    cells = [[bool(model.index(r, c).data(role) & right) for c in range(3)] for r in range(2)]
    assert cells == [[False, True, False], [False, True, True]]
    heads = [bool(model.headerData(c, across, role) & right) for c in range(3)]
    assert heads == [False, True, False]
    model.show_table(replace(FIGURES, rows=()))
    assert not model.headerData(1, across, role) & right, "nothing stands there"
    assert model.headerData(1, across) == "件数"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_turning_pages_of_figures_leaves_nothing_behind(qtbot: QtBot) -> None:
    pages = FigurePages(ChartCard(lambda: None, None, None))  # type: ignore[arg-type, return-value]
    qtbot.addWidget(pages)
    wider = Table("u", "另一张", ["行", "列", "问题"], [["1", "a", "b"]], "", "")
    pages.show_tables([FIGURES, wider])
    parts = len(pages.table.children())
    for turn in range(20):
        pages.names.setCurrentRow(turn % 2)
    assert len(pages.table.children()) == parts
    assert isinstance(pages.table, QTableView)
    assert not pages.table.names.isColumnHidden(0)
    assert pages.table.names.isColumnHidden(2)


def test_a_table_without_rows_stands_without_an_empty_chart(qtbot: QtBot) -> None:
    card = ChartCard(lambda: None, None, None)  # type: ignore[arg-type, return-value]
    pages = FigurePages(card)
    qtbot.addWidget(pages)
    bare = Table("v", "没有行", ["名称", "件数"], [], "", "", charts=[Chart("件数", "件", [], [])])
    pages.show_tables([bare])
    assert card.isHidden()
    one = Chart("件数", "件", ["东区"], [Series("", [Decimal(3)])])
    pages.show_tables([replace(FIGURES, charts=[one])])
    assert not card.isHidden()
