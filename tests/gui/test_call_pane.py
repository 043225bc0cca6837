"""A call is registered by the keyboard, with the caller's history beside it, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Value
from seatapp.domain.references import State
from seatapp.domain.tables import load_workflow
from seatapp.local.views import CallerLine
from tests.gui.desk_parts import words_of
from tests.gui.rest import settle
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.fields.reference import ReferenceInput
from ui.panes.call_fields import ANSWERED, DECLINED, INVALID, TO_CASE
from ui.panes.call_pane import CallPane
from ui.panes.caller_side import standing_words
from ui.tour.hands import write
from ui.worker import Background

WORKFLOW = load_workflow()
PHONE = "19900001234"


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[ReplicaDuty]:
    made = ReplicaDuty(tmp_path / "seat", WORKFLOW)
    yield made
    made.replica.close()


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def pane(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> CallPane:
    made = CallPane(duty, background)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitUntil(lambda: made.phrases.box.count() > 1)
    settle(qtbot, made, background)  # a number that rings waits for the draft of an earlier call
    return made


def calls(duty: ReplicaDuty) -> list[State]:
    """Every call that is here, by the history of the one number that rings."""
    history = duty.hotline.history(PHONE)
    assert history is not None
    found = [duty.reader.state("call", line.subject_id) for line in history.calls]
    return [state for state in found if state is not None]


def saved(qtbot: QtBot, pane: CallPane) -> None:
    with qtbot.waitSignal(pane.told):
        QTest.keyClick(pane, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def button(pane: CallPane, words: str) -> QPushButton:
    return next(b for b in pane.caller.findChildren(QPushButton) if b.text() == words)


def test_a_call_is_answered_at_once(qtbot: QtBot, pane: CallPane, duty: ReplicaDuty) -> None:
    pane.form.fill({"caller_phone": PHONE, "nature": "consult", "answer": "周一到周五都能办。"})
    saved(qtbot, pane)
    [call] = calls(duty)
    assert (call["stage"], call["nature"], call["taken_by"]) == ("answered", "consult", "u1001")
    assert str(call["number"]).startswith("HA01-")
    assert "caller_phone" not in pane.form.values(), "ready for the next"


def test_an_emergency_is_raised_once_however_often_the_key_is_pressed(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty, background: Background
) -> None:
    pane.form.fill({"caller_phone": PHONE, "description": "路口塌陷，一辆车掉了进去。"})
    taken: list[str] = []
    pane.step_taken.connect(taken.append)
    for _press in range(3):
        QTest.keyClick(pane, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(taken) and not background.busy)
    [emergency] = taken
    state = duty.reader.state("emergency", emergency)
    assert state is not None
    assert state["title"] == "路口塌陷，一辆车掉了进去。"
    assert not any(key.autoRepeat() for key in pane.findChildren(QShortcut)), "while it is held"


def test_what_is_missing_is_said_where_it_is(qtbot: QtBot, pane: CallPane) -> None:
    pane.form.fill({"caller_phone": PHONE})
    pane.save()
    assert pane.form.missing() == ["nature", "answer"]
    assert not pane.banner.isVisible()


def test_a_call_becomes_a_case_and_names_it(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    pane.choose_outcome(TO_CASE)
    pane.form.fill(
        {"caller_phone": PHONE, "nature": "help", "description": "路灯不亮。", "address": "东湖路"}
    )
    saved(qtbot, pane)
    [call] = calls(duty)
    case = duty.reader.state("case", str(call["case_ref"]))
    assert case is not None
    assert (case["case_kind"], case["source"], case["stage"]) == (
        *("hotline", "hotline_12345", "reported"),
    )
    assert case["caller_key"] == call["caller_key"]


def test_a_declined_call_quotes_the_rule(qtbot: QtBot, pane: CallPane, duty: ReplicaDuty) -> None:
    pane.choose_outcome(DECLINED)
    pane.form.fill({"caller_phone": PHONE, "nature": "complaint"})
    pane.phrases.box.activated.emit(1)
    saved(qtbot, pane)
    [call] = calls(duty)
    assert call["stage"] == "not_accepted"
    assert call["rule_cited"]


def test_a_doubtful_number_is_taken_with_a_mark(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    pane.choose_outcome(INVALID)
    pane.form.fill({"caller_phone": "1990000123456", "invalid_reason": "silent"})
    pane.form.asked["caller_phone"].input.edited.emit()
    qtbot.waitUntil(lambda: "存疑" in pane.caller.head.text())
    assert pane.caller.head.property("role") == "doubt"
    saved(qtbot, pane)
    history = duty.hotline.history("1990000123456")
    assert history is not None
    state = duty.reader.state("call", history.calls[0].subject_id)
    assert state is not None
    assert state["doubts"] == ["caller_phone"]


def test_a_missed_call_is_settled_when_the_caller_rings_again(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    values: dict[str, Value] = {"area": "999001", "caller_phone": PHONE, "rang_at": duty.now}
    duty.desk.perform("miss_call", "call", None, values)
    assert pane.ring(PHONE, "c-1")
    qtbot.waitUntil(lambda: "1" in pane.caller.names.text())
    with qtbot.waitSignal(pane.told):
        button(pane, "本次已联系上").click()
    history = duty.hotline.history(PHONE)
    assert history is not None
    assert not history.owed


def test_a_repeat_caller_adds_to_the_open_case(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    pane.choose_outcome(TO_CASE)
    pane.form.fill({"caller_phone": PHONE, "nature": "help", "description": "路灯不亮。"})
    saved(qtbot, pane)
    case_id = str(calls(duty)[0]["case_ref"])
    pane.ring(PHONE, "")
    qtbot.waitUntil(lambda: "1" in pane.caller.names.text())
    pane.form.fill({"description": "又过了一晚，还是不亮。"})
    with qtbot.waitSignal(pane.told):
        button(pane, "追加诉求").click()
    case = duty.reader.state("case", case_id)
    assert case is not None
    assert case["demands"] == 1
    assert {call["case_ref"] for call in calls(duty)} == {case_id}


def test_a_second_ring_does_not_touch_a_call_being_written(pane: CallPane) -> None:
    pane.form.fill({"caller_phone": PHONE, "description": "说到一半"})
    assert not pane.ring("19900005678", "")
    assert pane.form.values()["description"] == "说到一半"


def test_a_number_taken_before_the_draft_was_read_is_put_back(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    pane.form.fill({"caller_phone": PHONE, "description": "说到一半"})
    pane.form.edited.emit()
    pane.keep()
    background = Background()
    again = CallPane(duty, background)
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.put_back) as back:
        assert again.ring("19900005678", "c-2")
    assert back.args == ["19900005678", "c-2"]
    assert again.form.values()["description"] == "说到一半"
    background.close()


def test_a_neighbour_adds_to_what_another_caller_reported(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    words = "文汇大街76号门口垃圾袋堆了一地，味道很大。"
    pane.choose_outcome(TO_CASE)
    pane.form.fill({"caller_phone": PHONE, "nature": "complaint", "description": words})
    saved(qtbot, pane)
    case_id = str(calls(duty)[0]["case_ref"])
    pane.form.fill({"caller_phone": "19900005678", "description": words})
    pane.form.edited.emit()
    qtbot.waitUntil(lambda: "可能说的是这件" in words_of(pane.caller))
    with qtbot.waitSignal(pane.told):
        QTest.keyClick(pane, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    case = duty.reader.state("case", case_id)
    assert case is not None
    assert case["demands"] == 1


def test_the_area_follows_from_the_grid_cell(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    code, row = duty.reader.references("grid")[0]
    grid = pane.form.asked["grid_code"].input
    grid.set_value(code)
    grid.edited.emit()
    assert pane.form.values()["area"] == row["area"]


def test_the_area_follows_from_the_address(qtbot: QtBot, pane: CallPane) -> None:
    pane.choose_outcome(TO_CASE)
    pane.form.fill({"address": "学府社区东门"})
    pane.form.asked["address"].input.edited.emit()
    assert pane.form.values()["area"] == "999001"


def test_a_caller_hears_whose_the_case_is_and_until_when() -> None:
    line = CallerLine(
        *("case", "c", "case", "c", "A01", "供暖温度与停暖", "处置中", 0, "陈思远", True),
        unit="宁川市热力公司",
        due_at=7260,
    )
    assert standing_words(line, 60) == "宁川市热力公司 · 剩 2 小时"
    assert standing_words(replace(line, open=False), 60) == ""


def test_a_half_typed_call_comes_back(qtbot: QtBot, pane: CallPane, duty: ReplicaDuty) -> None:
    pane.choose_outcome(TO_CASE)
    pane.form.fill({"caller_phone": PHONE, "description": "说到一半"})
    pane.form.edited.emit()
    pane.keep()
    background = Background()
    again = CallPane(duty, background)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.form.values().get("description") == "说到一半")
    assert again.outcome == TO_CASE
    background.close()


def test_what_names_nothing_in_a_list_is_said_and_not_lost(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    pane.form.fill({"caller_phone": PHONE, "nature": "consult", "answer": "周一到周五都能办。"})
    matter = pane.form.asked["matter_code"].input
    assert isinstance(matter, ReferenceInput)
    write(matter.edit, "没有这一项")
    pane.save()
    assert "不在列表里" in words_of(pane.form)
    assert not calls(duty)
    matter.edit.clear()
    saved(qtbot, pane)
    assert len(calls(duty)) == 1


def test_another_matter_of_the_same_caller_needs_no_number_again(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    assert pane.ring(PHONE, "c-1")
    pane.choose_outcome(TO_CASE)
    pane.form.fill({"caller_name": "李明", "nature": "help", "description": "路灯不亮。"})
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(pane.told):
        QTest.keyClick(pane, Qt.Key.Key_Return, both)
    held = pane.form.values()
    assert (held["caller_phone"], held["caller_name"]) == (PHONE, "李明")
    assert "description" not in held
    qtbot.waitUntil(lambda: "在办案件" in words_of(pane.caller))
    pane.choose_outcome(ANSWERED)
    pane.form.fill({"nature": "consult", "answer": "周一到周五都能办。"})
    saved(qtbot, pane)
    assert {(call["stage"], call["call_id"]) for call in calls(duty)} == {
        ("to_case", "c-1"),
        ("answered", "c-1"),
    }


def test_the_outcome_of_the_last_call_does_not_decide_the_next(
    qtbot: QtBot, pane: CallPane
) -> None:
    pane.choose_outcome(INVALID)
    pane.form.fill({"caller_phone": PHONE, "invalid_reason": "silent"})
    saved(qtbot, pane)
    assert pane.ring("19900005678", "")
    assert pane.outcome == ANSWERED


def test_what_a_caller_said_before_hanging_up_is_kept(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    pane.form.fill({"caller_phone": PHONE, "description": "说了三次没人管，"})
    pane.outcomes.chosen.emit(INVALID)
    pane.form.fill({"invalid_reason": "hung_up"})
    saved(qtbot, pane)
    [call] = calls(duty)
    assert (call["stage"], call["note"]) == ("invalid", "说了三次没人管，")


def test_what_was_cleared_by_a_slip_comes_back(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    assert pane.ring(PHONE, "c-1")
    pane.choose_outcome(TO_CASE)
    pane.form.fill({"nature": "help", "description": "说到一半"})
    pane.clear.click()
    assert "description" not in pane.form.values()
    pane.clear.click()
    assert (pane.outcome, pane.form.values()["description"]) == (TO_CASE, "说到一半")
    saved(qtbot, pane)
    assert [call["call_id"] for call in calls(duty)] == ["c-1"]
    pane.form.fill({"description": "下一件"})
    pane.form.edited.emit()
    pane.clear.click()
    pane.form.asked["caller_phone"].input.edited.emit()
    assert pane.clear.text() == "清空", "something else is typed: nothing to bring back"


def test_a_withheld_number_can_become_a_case(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    assert pane.ring("", "c-1")
    assert pane.form.values()["caller_phone"] == "无"
    pane.choose_outcome(TO_CASE)
    pane.form.fill({"nature": "help", "description": "路灯不亮。"})
    saved(qtbot, pane)


def test_a_closed_case_that_is_not_solved_is_put_before_the_leader(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    case = next(one for one in demo_cases(WORKFLOW, duty.now) if one["stage"] == "closed")
    case |= {"area": "999001", "caller_key": duty.hotline.key(PHONE), "caller_name_masked": "王**"}
    duty.receive_cases([case])
    rule = {"leader_grants": 9}
    duty.receive("ref", [SubjectRow("reference", "request_rule/reopen", 9, rule)])
    assert pane.ring(PHONE, "c-1")
    qtbot.waitUntil(lambda: "以前的案件" in words_of(pane.caller))
    words = "修好第二天又不亮了。"
    pane.form.fill({"caller_name": "王五", "description": words})
    with qtbot.waitSignal(pane.told) as told:
        button(pane, "申请重办").click()
    assert "等值班长决定" in told.args[0]
    detail = duty.reader.case(case["id"], duty.person.id)
    assert detail is not None
    [request] = [child for child in detail.children if child["subject"] == "request"]
    assert (request["request_kind"], request["reason"]) == ("reopen", words)
    [call] = calls(duty)
    assert (call["case_ref"], call["description"]) == (case["id"], words)
