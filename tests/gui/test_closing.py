"""The closing page: both photos, both conditions, and why something cannot be closed yet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from tests.gui.desk_parts import on_screen, opened, photo, shown_case, words_of
from tests.helpers.desk_duty import DeskDuty
from ui.panes.case_pages import CLOSING, OVERVIEW
from ui.panes.case_panel import CasePanel
from ui.worker import Background

PHONE: dict[str, Value] = {
    "case_kind": "hotline", "source": "hotline_12345", "collector": None, "matter_code": "M03",
    "nature": "complaint", "caller_name": "王示", "caller_phone": "19900001234",
}  # fmt: skip


@pytest.fixture
def panel(qtbot: QtBot, desk: DeskDuty, background: Background) -> CasePanel:
    return on_screen(qtbot, CasePanel(desk, background), 730, 680)


def inspected(desk: DeskDuty, by: str = "u1001") -> str:
    """A grid case with both photos that waits to be closed, in front of its leader."""
    before, after = desk.pictures.add_photo(photo()), desk.pictures.add_photo(photo("green"))
    case = desk.report(photos_before=[before], class_code="E011001", grid_code="999001002001001")
    desk.take_over("u1001", "acceptor")
    desk.take("prefile", case, class_code="E011001", grid_code="999001002001001")
    desk.take_over("u1008", "shift_leader")
    desk.take("file", case)
    desk.take_over("u1010", "dispatcher")
    desk.take("dispatch", case, unit="401", rule_cited="规则")
    desk.take("respond", case, response="已清运。", photos_after=[after])
    desk.take_over("u1014", "supervisor")
    desk.take("submit_inspection", case)
    desk.take_over("u1001", "acceptor")
    desk.take("issue_inspection", case, collector="C04")
    desk.take_over(by, "acceptor")
    desk.take("inspection_pass", case, photos_after=[after])
    desk.take("pass_on", case)
    desk.take_over("u1007", "shift_leader")
    return case


def test_both_photos_and_both_conditions_stand_beside_each_other(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    shown_case(qtbot, panel, inspected(desk))
    assert panel.pages.tabs.currentIndex() == CLOSING
    pair = panel.pages.closing.pair
    assert pair.before.view.sha256 != pair.after.view.sha256 != ""
    words = words_of(panel.pages.closing)
    assert "立案条件" in words
    assert "结案条件" in words
    assert "通过" in words
    assert panel.pages.closing.bars.isHidden()
    pair.after.view.setFocus()
    QTest.keyClicks(pair.after.view, "+")
    assert pair.before.view.look == pair.after.view.look
    assert pair.before.view.look.zoom > 1
    QTest.keyClicks(pair.before.view, "0")
    assert pair.after.view.look.zoom == 1


def test_it_is_closed_by_the_keyboard_and_the_page_goes(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    shown_case(qtbot, panel, inspected(desk))
    dialog = opened(qtbot, panel, "close")
    with qtbot.waitSignal(panel.step_taken):
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.pages.tabs.currentIndex() == OVERVIEW)
    assert not panel.pages.tabs.isTabVisible(CLOSING)


def test_why_it_cannot_be_closed_is_told_before_somebody_tries(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case = inspected(desk, by="u1007")
    shown_case(qtbot, panel, case)
    assert "同一人" in panel.pages.closing.bars.text() or "四眼" in panel.pages.closing.bars.text()
    desk.take_over("u1008", "shift_leader")
    panel.refresh()
    qtbot.waitUntil(lambda: panel.pages.closing.bars.isHidden())


def test_a_call_is_closed_on_the_demand_beside_its_answer(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case = desk.report(**PHONE)
    desk.take("send_on", case, nature="complaint", matter_code="M03", urgency="normal")
    desk.take_over("u1010", "dispatcher")
    desk.take("dispatch", case, unit="502", rule_cited="规则")
    desk.take("respond", case, response="已恢复供电。")
    desk.take_over("u1014", "supervisor")
    desk.take("check_answer", case, demand_met=True, caller_told=True)
    desk.take_over("u1007", "shift_leader")
    shown_case(qtbot, panel, case)
    assert panel.pages.closing.pair.isHidden()
    words = words_of(panel.pages.closing)
    assert "诉求" in words
    assert "已恢复供电。" in words
