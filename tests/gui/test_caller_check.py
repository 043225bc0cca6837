"""What was found by mask and key may be somebody else's, so nothing is taken over unasked."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from tests.gui.desk_parts import words_of
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.panes.call_pane import CallPane
from ui.worker import Background

PHONE = "19900001234"
REPORT: dict[str, Value] = {
    **{"case_kind": "hotline", "source": "hotline_12345", "area": "999001", "urgency": "normal"},
    **{"description": "路灯不亮。", "caller_phone": PHONE, "caller_name": "王示例"},
}


@pytest.fixture
def case_id(duty: ReplicaDuty) -> str:
    return duty.desk.perform("report", "case", None, REPORT).subject_id


@pytest.fixture
def pane(qtbot: QtBot, duty: ReplicaDuty, background: Background, case_id: str) -> CallPane:
    """The call form of a colleague, who cannot read the number of the case."""
    duty.sit(Person("u1002", "林晓禾"), "acceptor")
    made = CallPane(duty, background)
    made.resize(1160, 700)
    qtbot.addWidget(made)
    made.show()
    made.ring(PHONE, "")
    qtbot.waitUntil(lambda: "可能是同一来电人，请核对姓名：王**" in made.caller.names.text())
    made.form.fill({"description": "又过了一晚，还是不亮。"})
    return made


def press(pane: CallPane, words: str) -> None:
    next(b for b in pane.caller.findChildren(QPushButton) if b.text() == words).click()


def demands(duty: ReplicaDuty, case_id: str) -> object:
    state = duty.reader.state("case", case_id)
    assert state is not None
    return state.get("demands", 0)


def test_a_demand_waits_until_the_name_was_checked(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty, case_id: str
) -> None:
    press(pane, "追加诉求")
    assert "王**" in pane.caller.check.question.text()
    assert demands(duty, case_id) == 0
    with qtbot.waitSignal(pane.told):
        press(pane, "核实了，是本人")
    assert demands(duty, case_id) == 1


def test_who_says_to_be_somebody_else_is_shown_nothing_of_it(
    pane: CallPane, duty: ReplicaDuty, case_id: str
) -> None:
    press(pane, "追加诉求")
    press(pane, "不是本人")
    assert "此号码没有来电记录" in pane.caller.names.text()
    assert "路灯" not in words_of(pane.caller)
    assert demands(duty, case_id) == 0


def test_a_name_that_fits_needs_no_question(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty, case_id: str
) -> None:
    pane.form.fill({"caller_name": "王小示"})
    with qtbot.waitSignal(pane.told):
        press(pane, "追加诉求")
    assert demands(duty, case_id) == 1


def test_looking_at_a_case_needs_no_question(qtbot: QtBot, pane: CallPane) -> None:
    with qtbot.waitSignal(pane.case_wanted):
        press(pane, "查看")
    assert not pane.caller.check.isVisible()
