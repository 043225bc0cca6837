"""The collectors' desk: loads, lateness, and steps taken from it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.gui.desk_parts import words_of
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.step_dialog import StepDialog
from ui.panes.field_pane import FieldPane
from ui.worker import Background


def ordered(desk: DeskDuty, collector: str) -> str:
    case = desk.report()
    desk.take("order_verification", case, collector=collector, question="是否属实？")
    return case


def test_orders_stand_with_their_collector_the_fullest_first(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    ordered(desk, "C01")
    first, second = ordered(desk, "C04"), ordered(desk, "C04")
    pane = FieldPane(desk, background)
    pane.resize(1100, 600)
    qtbot.addWidget(pane)
    pane.show()
    pane.refresh()
    qtbot.waitUntil(lambda: len(pane.rows) == 3)
    assert {row.order.case_id for row in pane.rows[:2]} == {first, second}
    assert "在办 2 件" in words_of(pane) or pane.summary.text().startswith("2 人在办 3 件")
    with qtbot.waitSignal(pane.case_wanted) as wanted:
        pane.rows[0].chosen.emit("see", pane.rows[0].order)
    assert wanted.args == [pane.rows[0].order.case_id]


def test_an_order_is_given_to_somebody_else_from_here(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    case = ordered(desk, "C04")
    pane = FieldPane(desk, background)
    qtbot.addWidget(pane)
    pane.show()
    pane.refresh()
    qtbot.waitUntil(lambda: len(pane.rows) == 1)
    pane.rows[0].chosen.emit("again", pane.rows[0].order)
    qtbot.waitUntil(lambda: pane.findChild(StepDialog) is not None)
    dialog = pane.findChild(StepDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    dialog.form.fill({"collector": "C05", "question": "请尽快。"})
    with qtbot.waitSignal(dialog.taken):
        dialog.confirm_step()
    qtbot.waitUntil(lambda: [row.order.collector for row in pane.rows] == ["C05"])
    assert desk.detail(case).state["stage"] == "verifying"


def test_nobody_on_the_road_is_said(qtbot: QtBot, desk: DeskDuty, background: Background) -> None:
    pane = FieldPane(desk, background)
    qtbot.addWidget(pane)
    pane.show()
    pane.refresh()
    qtbot.waitUntil(lambda: "没有等采集员回复" in words_of(pane))
