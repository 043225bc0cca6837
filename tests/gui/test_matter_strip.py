"""What the work on a case is about: a dispute, a helping unit, a case that a unit gave back."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.decisions import DISPATCHER, LEADER, handled, with_rules
from tests.gui.desk_parts import on_screen, opened, step_of, words_of
from tests.helpers.desk_duty import DeskDuty
from ui.panes.case_panel import CasePanel
from ui.panes.matter_strip import MatterStrip
from ui.worker import Background

REASON = "井盖不在养护范围，三家单位均称不属本单位。"


@pytest.fixture
def panel(qtbot: QtBot, desk: DeskDuty, background: Background) -> CasePanel:
    with_rules(desk)
    return on_screen(qtbot, CasePanel(desk, background), 560, 680)


def child(desk: DeskDuty, case: str, subject: str) -> dict[str, Any]:
    return next(dict(one) for one in desk.detail(case).children if one["subject"] == subject)


def strip(qtbot: QtBot, panel: CasePanel, case: str, chosen: str) -> MatterStrip:
    """The strip of the overview once the panel shows the case."""
    panel.show_subject(chosen, case)
    qtbot.waitUntil(lambda: panel.shown is not None and panel.shown.subject_id == chosen)
    return panel.pages.matters[1]


def test_who_rules_a_dispute_reads_what_each_side_says(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case = handled(desk)
    desk.take("open_dispute", case, reason=REASON, disputed_unit="402")
    dispute = child(desk, case, "dispute")["id"]
    said = {"opinion": "属市政养护范围。", "opinion_unit": "401"}
    desk.desk.perform("give_opinion", "dispute", dispute, said)
    desk.take_over(LEADER, "shift_leader")
    shown = strip(qtbot, panel, case, dispute)
    words = words_of(shown)
    assert "责任争议" in words
    assert "剩" in shown.pill.text()
    assert REASON in words
    assert "洁诚环卫有限公司：属市政养护范围。" in words
    assert "主张由谁负责：宁川市政养护有限公司" in words
    assert step_of(panel, "rule_stay") is not None
    assert "open_dispute" not in [one.step for one in panel.actions_bar.offered]


def test_what_a_helping_unit_is_asked_for_stands_over_its_case(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case = handled(desk)
    desk.take("add_co_unit", case, co_unit="402", note="请到场指认管线。")
    task = child(desk, case, "co_task")["id"]
    words = words_of(strip(qtbot, panel, case, task))
    assert "协办" in words
    assert "请到场指认管线。" in words
    desk.take("respond", case, response="已恢复照明。")
    words = words_of(strip(qtbot, panel, case, case))
    assert "协办未反馈" in words
    assert "宁川市政养护有限公司" in words


def test_a_helping_unit_rests_while_its_case_is_put_off(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case = handled(desk)
    desk.take("add_co_unit", case, co_unit="402", note="请到场指认管线。")
    until = desk.clock.at + 10 * 86_400
    desk.take("request_deferral", case, asked_until=until, reason="等待汛期过。")
    request = child(desk, case, "request")["id"]
    desk.take_over(LEADER, "shift_leader")
    desk.desk.perform("grant_deferral", "request", request, {"granted_until": until})
    desk.take_over(DISPATCHER, "dispatcher")
    task = child(desk, case, "co_task")["id"]
    for chosen, said in ((task, "请到场指认管线。"), (case, "协办随案缓办")):
        shown = strip(qtbot, panel, case, chosen)
        words = words_of(shown)
        assert said in words
        assert "起接着计时" in words
        assert "宁川市政养护有限公司" in words
        assert shown.pill.text() == "暂停计时"
    strip(qtbot, panel, case, task)
    assert step_of(panel, "co_reply") is not None


def given_back(desk: DeskDuty, case: str) -> None:
    """The leader grants that the unit gives the case back, and says to whom it belongs."""
    desk.take("request_send_back", case, reason="路灯由市政养护。", asked_unit="402")
    request = child(desk, case, "request")["id"]
    desk.take_over(LEADER, "shift_leader")
    desk.desk.perform("grant_send_back", "request", request, {"opinion": "已核实权属"})
    desk.take_over(DISPATCHER, "dispatcher")


def test_a_case_that_a_unit_gave_back_says_why_and_goes_to_the_one_that_was_named(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case = handled(desk)
    given_back(desk, case)
    words = words_of(strip(qtbot, panel, case, case))
    assert "单位回退" in words
    assert "路灯由市政养护。" in words
    assert "已核实权属" in words
    assert "建议改派：宁川市政养护有限公司" in words
    dialog = opened(qtbot, panel, "dispatch")
    assert dialog.form.values()["unit"] == "402"


def test_a_unit_that_gave_back_is_not_offered_again(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case = handled(desk)
    given_back(desk, case)
    desk.take("dispatch", case, unit="402", rule_cited="示例派遣规则第1条")
    desk.take("request_send_back", case, reason="也不属本单位。")
    waiting = [one for one in desk.detail(case).children if one["stage"] == "open"]
    desk.take_over(LEADER, "shift_leader")
    desk.desk.perform("grant_send_back", "request", str(waiting[0]["id"]), {})
    desk.take_over(DISPATCHER, "dispatcher")
    strip(qtbot, panel, case, case)
    dialog = opened(qtbot, panel, "dispatch")
    assert "unit" not in dialog.form.values()
    assert not any("洁诚" in name for name in words_of(dialog).split("\n") if "本区同类" in name)
