"""The leader's desk: a request with all that decides it, taken by keys, alone or in a pile."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.decisions import DAY, DISPATCHER, HALF, LEADER, asked, decided, handled, with_rules
from tests.gui.desk_parts import on_screen, photo, words_of
from tests.helpers.desk_duty import DeskDuty
from ui.panes.decision_panel import DecisionPanel
from ui.panes.pile_panel import PilePanel
from ui.worker import Background


@pytest.fixture
def leader(desk: DeskDuty) -> DeskDuty:
    with_rules(desk)
    return desk


@pytest.fixture
def panel(qtbot: QtBot, leader: DeskDuty, background: Background) -> DecisionPanel:
    return on_screen(qtbot, DecisionPanel(leader, background), 760, 700)


def shown(qtbot: QtBot, panel: DecisionPanel, desk: DeskDuty, request: str) -> None:
    """Sit the leader down in front of a request."""
    desk.take_over(LEADER, "shift_leader")
    case = str((desk.reader.state("request", request) or {})["root"])
    panel.show_request(request, case)
    qtbot.waitUntil(lambda: panel.shown is not None)
    qtbot.waitUntil(lambda: "到期" in panel.form.outlook.text())
    panel.setFocus()


def state(desk: DeskDuty, request: str) -> dict[str, Any]:
    return dict(desk.reader.state("request", request) or {})


def test_a_second_request_shows_the_first_the_scan_and_the_reckoning(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    case = handled(leader)
    decided(leader, asked(leader, case), HALF // 2)
    scan = leader.pictures.add_photo(photo())
    second = asked(leader, case, scans=[scan], reason="厂家来函，再迟一天。")
    shown(qtbot, panel, leader, second)
    words = words_of(panel)
    assert panel.number.text() == "第 2 次"
    assert "厂家来函，再迟一天。" in words
    assert "同意，抓紧到货" in words
    assert "2 小时" in words
    assert "运营主管" in words
    assert panel.scans.view.sha256 == scan
    assert "合计" not in words
    panel.page.why.click()
    qtbot.waitUntil(lambda: "批准延长 2 小时" in words_of(panel))
    assert "合计" in words_of(panel)


def test_less_than_was_asked_is_weighed_and_granted_with_one_enter(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    before = panel.form.outlook.text()
    panel.form.span.number.setValue(3)
    qtbot.waitUntil(lambda: panel.form.outlook.text() not in ("", before))
    with qtbot.waitSignal(panel.step_taken):
        QTest.keyClick(panel, Qt.Key.Key_Y)
        qtbot.waitUntil(panel.form.words.hasFocus)
        assert "回车" in panel.form.fault.text()
        QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    granted = state(leader, request)
    assert (granted["stage"], granted["granted_minutes"]) == ("granted", 3 * 60)
    assert (granted["asked_minutes"], granted["settled_by"]) == (HALF, LEADER)


def test_a_key_between_two_requests_means_neither(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    first, second = asked(leader, handled(leader)), asked(leader, handled(leader))
    shown(qtbot, panel, leader, first)
    QTest.keyClick(panel, Qt.Key.Key_Y)
    with qtbot.waitSignal(panel.step_taken):
        QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_Y)
    assert panel.form.meant is None
    assert not panel.form.words.hasFocus()
    panel.show_request(second, str(state(leader, second)["root"]))
    qtbot.waitUntil(lambda: bool(panel.actions_bar.offered))
    QTest.keyClick(panel, Qt.Key.Key_Y)
    assert panel.form.meant is not None


def test_a_refusal_wants_words_and_takes_a_common_phrase(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    QTest.keyClick(panel, Qt.Key.Key_X)
    QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    assert "意见" in panel.form.fault.text()
    assert state(leader, request)["stage"] == "open"
    QTest.keyClick(panel.form.words, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert panel.form.words.text() == "理由不足，请按原时限办理"
    with qtbot.waitSignal(panel.step_taken):
        QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    assert state(leader, request)["stage"] == "refused"


def test_words_of_a_refusal_do_not_stay_when_it_is_granted_after_all(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    QTest.keyClick(panel, Qt.Key.Key_X)
    QTest.keyClick(panel.form.words, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(panel.form.words, Qt.Key.Key_Escape)
    QTest.keyClick(panel, Qt.Key.Key_Y)
    assert panel.form.words.text() == ""
    panel.form.words.setText("路面结冰，同意")
    QTest.keyClick(panel.form.words, Qt.Key.Key_Escape)
    QTest.keyClick(panel, Qt.Key.Key_X)
    assert panel.form.words.text() == "路面结冰，同意", "what was typed stays"


def test_phrases_of_other_kinds_of_request_are_not_offered(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    QTest.keyClick(panel, Qt.Key.Key_X)
    offered = [str(button.property("phrase")) for button in panel.form.buttons]
    assert "已延期一次，请加派力量" in offered
    assert "属本单位职责，不予回退" not in offered


def test_phrases_of_ones_own_are_offered_and_kept_at_the_decision(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    own = panel.form.own
    qtbot.waitUntil(lambda: own.count() == 1)
    panel.form.words.setText("汛期已过，抓紧施工，逾期不再批。")
    with qtbot.waitSignal(panel.told) as said:
        own.activated.emit(0)
    assert "常用语" in said.args[0]
    qtbot.waitUntil(lambda: own.count() == 3)
    panel.form.words.clear()
    QTest.keyClick(panel, Qt.Key.Key_Y)
    own.activated.emit(0)
    assert panel.form.words.text() == "汛期已过，抓紧施工，逾期不再批。"
    with qtbot.waitSignal(panel.step_taken):
        QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    assert state(leader, request)["opinion"] == "汛期已过，抓紧施工，逾期不再批。"


def test_the_keyboard_comes_back_to_the_words_from_the_phrases_of_ones_own(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    QTest.keyClick(panel, Qt.Key.Key_Y)
    QTest.keyClick(panel.form.words, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(panel.form.own.view().isVisible)
    QTest.keyClick(panel.form.own.view(), Qt.Key.Key_Escape)
    qtbot.waitUntil(panel.form.words.hasFocus)
    assert panel.form.meant is not None


def test_enter_does_it_wherever_in_the_form_the_keyboard_is(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    QTest.keyClick(panel, Qt.Key.Key_Y)
    panel.form.span.number.setFocus()
    panel.form.span.number.setValue(2)
    with qtbot.waitSignal(panel.step_taken):
        QTest.keyClick(panel.form.span.number, Qt.Key.Key_Return)
    assert state(leader, request)["granted_minutes"] == 120


def test_telling_the_caller_is_asked_only_where_the_decision_can_say_so(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    phoned = {"source": "hotline_12345", "caller_name": "示例", "caller_phone": "19900001234"}
    case = handled(leader, **phoned)
    shown(qtbot, panel, leader, asked(leader, case))
    assert panel.form.tell.isVisible()
    leader.take_over(DISPATCHER, "dispatcher")
    back = handled(leader, **phoned)
    leader.take("request_send_back", back, reason="不属本单位。")
    request = next(str(one["id"]) for one in leader.detail(back).children
                   if one["subject"] == "request")  # fmt: skip
    leader.take_over(LEADER, "shift_leader")
    panel.show_request(request, back)
    qtbot.waitUntil(lambda: "回退" in panel.title.text())
    assert not panel.form.tell.isVisible(), "what is ticked there would be lost"


def test_escape_means_nothing_any_more(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    QTest.keyClick(panel, Qt.Key.Key_Y)
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel.form.words, Qt.Key.Key_Escape)
    assert panel.form.meant is None
    assert state(leader, request)["stage"] == "open"


def test_a_request_that_somebody_else_decided_says_so_and_lets_the_keys_go(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    QTest.keyClick(panel, Qt.Key.Key_Y)
    panel.form.words.setText("同意")
    decided(leader, request, HALF // 2)
    leader.take_over("u1008", "shift_leader")
    with qtbot.waitSignals([panel.left, panel.told]):
        panel.refresh()
    qtbot.waitUntil(lambda: "批给 2 小时" in words_of(panel))
    words = words_of(panel)
    assert panel.form.isHidden()
    assert "马文清" in words
    assert "意见：同意，抓紧到货" in words
    assert panel.form.meant is None


def test_what_is_above_the_leader_is_told_and_kept(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader), DAY)
    shown(qtbot, panel, leader, request)
    assert "运营主管" in panel.form.outlook.text()
    QTest.keyClick(panel, Qt.Key.Key_Y)
    panel.form.words.setText("同意")
    QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "回车" not in panel.form.fault.text())
    assert panel.form.words.text() == "同意"
    assert state(leader, request)["stage"] == "open"
    panel.form.span.number.setValue(1)
    qtbot.waitUntil(lambda: "运营主管" not in panel.form.outlook.text())


def test_who_asked_is_not_offered_to_decide(
    qtbot: QtBot, leader: DeskDuty, panel: DecisionPanel
) -> None:
    request = asked(leader, handled(leader))
    leader.take_over(DISPATCHER, "dispatcher", "shift_leader")
    panel.show_request(request, str(state(leader, request)["root"]))
    qtbot.waitUntil(lambda: panel.shown is not None)
    assert [step.step for step in panel.actions_bar.offered] == ["withdraw"]


def test_a_pile_is_judged_one_by_one_and_tells_what_was_not_done(
    qtbot: QtBot, leader: DeskDuty, background: Background
) -> None:
    small = [asked(leader, handled(leader)) for _ in range(2)]
    large = asked(leader, handled(leader), DAY)
    leader.take_over(LEADER, "shift_leader")
    pile = PilePanel(leader, background)
    pile.resize(700, 600)
    qtbot.addWidget(pile)
    pile.show()
    keys = leader.reader.queue_ids("to_authorise", LEADER, leader.now)
    assert len(keys) == 3
    pile.show_rows("to_authorise", keys, 3)
    qtbot.waitUntil(lambda: words_of(pile).count("灯杆需定制，等待到货。") == 3)
    words = words_of(pile)
    assert words.count("须运营主管批准") == 1
    assert words.count("照批 ") == 2
    step = next(s for s in pile.actions_bar.offered if s.step == "grant_extension")
    assert step.label == "批准延期 3 件"
    pile.open_step(step)
    dialog = pile.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    assert "granted_minutes" not in dialog.form.asked
    with qtbot.waitSignal(pile.step_taken):
        dialog.confirm_step()
    assert pile.outcome is not None
    assert "2 件已办" in words_of(pile.outcome)
    assert [state(leader, one)["stage"] for one in small] == ["granted", "granted"]
    assert [state(leader, one)["granted_minutes"] for one in small] == [HALF, HALF]
    assert state(leader, large)["stage"] == "open"
    pile.outcome.accept()


def test_callers_behind_a_pile_can_be_told(
    qtbot: QtBot, leader: DeskDuty, background: Background
) -> None:
    phoned = {"source": "hotline_12345", "caller_name": "示例", "caller_phone": "19900001234"}
    cases = [handled(leader, **phoned), handled(leader)]
    for case in cases:
        asked(leader, case)
    leader.take_over(LEADER, "shift_leader")
    pile = on_screen(qtbot, PilePanel(leader, background), 700, 600)
    keys = leader.reader.queue_ids("to_authorise", LEADER, leader.now)
    pile.show_rows("to_authorise", keys, 2)
    qtbot.waitUntil(lambda: len(pile.marked) == 2)
    pile.open_step(next(s for s in pile.actions_bar.offered if s.step == "grant_extension"))
    dialog = pile.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    dialog.form.fill({"reply_wanted": True})
    with qtbot.waitSignal(pile.step_taken):
        dialog.confirm_step()
    owed = [
        [one["callback_kind"] for one in leader.detail(case).children
         if one["subject"] == "callback"]
        for case in cases
    ]  # fmt: skip
    assert owed == [["progress"], []], "who left no number is not rung"


def test_a_decision_that_broke_off_can_be_tried_again(
    qtbot: QtBot, leader: DeskDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = Background()
    panel = on_screen(qtbot, DecisionPanel(leader, threads), 760, 700)
    request = asked(leader, handled(leader))
    shown(qtbot, panel, leader, request)
    with monkeypatch.context() as broken, qtbot.waitSignal(threads.bug_met):
        broken.setattr(leader.desk, "perform", {}.__getitem__)
        QTest.keyClick(panel, Qt.Key.Key_Y)
        QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    assert panel.form.isEnabled()
    with qtbot.waitSignal(panel.step_taken):
        QTest.keyClick(panel.form.words, Qt.Key.Key_Return)
    assert state(leader, request)["stage"] == "granted"
    threads.close()
