"""Labels and values: what is shown again takes the place of what was there."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.fact_grid import Fact, FactGrid


def test_a_page_that_is_drawn_all_day_grows_no_rows(qtbot: QtBot) -> None:
    made = FactGrid()
    qtbot.addWidget(made)
    layout = made.layout()
    assert isinstance(layout, QGridLayout)
    made.show_facts([Fact("地址", "文汇大街76号附近人行道上")])
    made.add_row("来电人", QLabel("演示甲"))
    rows = layout.rowCount()
    for _time in range(20):
        made.show_facts([Fact("地址", "文汇大街76号附近人行道上")])
        made.add_row("来电人", QLabel("演示甲"))
    assert layout.rowCount() == rows
    last = layout.itemAtPosition(1, 1)
    assert last is not None
    assert last.widget().text() == "演示甲"  # type: ignore[attr-defined]
