"""The bar of steps: its order, its keys, and where the keys do not act."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from seatapp.local.views import OfferedStep
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import on_screen, press
from ui.actions import ActionBar, in_order
from ui.panes.case_panel import LINK


def offered(stage: str, kind: str, *posts: str) -> list[OfferedStep]:
    return [
        OfferedStep("case", "c", step.name, "", step.label, step.key, step.tone)
        for step in WORKFLOW.steps_from("case", stage, kind)
        if step.posts & set(posts) and step.tone != LINK
    ]


class Screen(QWidget):
    """A list, a text field and the bar."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = QTableWidget(3, 1)
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.line = QLineEdit()
        self.text = QPlainTextEdit()
        self.bar = ActionBar()
        top = QHBoxLayout()
        for part in (self.rows, self.line, self.text):
            top.addWidget(part)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.bar)
        self.bar.serve(self.rows)


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    return on_screen(qtbot, Screen(), 1100, 300)


def test_primary_first_danger_last() -> None:
    tones = [step.tone for step in in_order(offered("reported", "grid", "acceptor"))]
    assert tones == sorted(tones, key=("primary", "normal", "danger").index)
    assert tones[0] == "primary"
    assert tones[-1] == "danger"


def test_only_one_button_is_primary(screen: Screen) -> None:
    screen.bar.show_steps(offered("handling", "grid", "dispatcher"))
    assert [button.tone for button in screen.bar.buttons].count("primary") == 1


def test_every_button_bears_the_key_of_the_table(screen: Screen) -> None:
    screen.bar.show_steps(offered("reported", "grid", "acceptor"))
    for step, button in zip(screen.bar.offered, screen.bar.buttons, strict=True):
        assert button.key == step.key or (not step.key and button.key.isdigit())
        assert button.accessibleName() == step.label


def test_a_key_acts_in_a_list_that_is_served(qtbot: QtBot, screen: Screen) -> None:
    screen.bar.show_steps(offered("reported", "grid", "acceptor"))
    screen.rows.setFocus()
    with qtbot.waitSignal(screen.bar.chosen) as chosen:
        press(Qt.Key.Key_P)
    assert chosen.args is not None
    assert chosen.args[0].step == "prefile"


@pytest.mark.parametrize("name", ["line", "text"])
def test_a_key_typed_into_a_field_is_a_letter(qtbot: QtBot, screen: Screen, name: str) -> None:
    screen.bar.show_steps(offered("reported", "grid", "acceptor"))
    field = screen.line if name == "line" else screen.text
    screen.bar.serve(screen)
    field.setFocus()
    with qtbot.assertNotEmitted(screen.bar.chosen):
        press(Qt.Key.Key_P)
    typed = screen.line.text() if name == "line" else screen.text.toPlainText()
    assert typed.lower() == "p"


def test_a_composition_of_an_input_method_takes_no_step(qtbot: QtBot, screen: Screen) -> None:
    screen.bar.show_steps(offered("reported", "grid", "acceptor"))
    screen.bar.serve(screen)
    screen.line.setFocus()
    with qtbot.assertNotEmitted(screen.bar.chosen):
        QApplication.sendEvent(screen.line, QInputMethodEvent("p", []))
        done = QInputMethodEvent()
        done.setCommitString("派")
        QApplication.sendEvent(screen.line, done)
    assert screen.line.text() == "派"


def test_former_keys_are_gone_with_their_steps(qtbot: QtBot, screen: Screen) -> None:
    screen.bar.show_steps(offered("reported", "grid", "acceptor"))
    screen.bar.show_steps(offered("closing", "grid", "shift_leader"))
    screen.rows.setFocus()
    with qtbot.assertNotEmitted(screen.bar.chosen):
        press(Qt.Key.Key_P)


def test_what_does_not_fit_is_in_the_menu_and_keeps_its_key(qtbot: QtBot, screen: Screen) -> None:
    steps = offered("reported", "grid", "acceptor")
    screen.bar.show_steps(steps)
    screen.resize(420, 300)
    qtbot.waitUntil(lambda: any(not button.isVisible() for button in screen.bar.buttons))
    hidden = [
        step.step
        for step, button in zip(screen.bar.offered, screen.bar.buttons, strict=True)
        if not button.isVisible()
    ]
    assert "prefile" not in hidden
    assert "order_verification" in hidden
    screen.rows.setFocus()
    with qtbot.waitSignal(screen.bar.chosen) as chosen:
        press(Qt.Key.Key_V)
    assert chosen.args is not None
    assert chosen.args[0].step == "order_verification"


def test_every_primary_step_keeps_its_place_before_the_dangerous_ones(
    qtbot: QtBot, screen: Screen
) -> None:
    screen.bar.show_steps(offered("reported", "hotline", "monitor"))
    screen.resize(480, 300)
    qtbot.waitUntil(lambda: any(not button.isVisible() for button in screen.bar.buttons))
    pairs = zip(screen.bar.offered, screen.bar.buttons, strict=True)
    seen = [step.step for step, button in pairs if button.isVisible()]
    assert seen[:2] == ["answer", "send_on"]
    assert "merge_report" not in seen


def test_a_key_that_two_steps_share_belongs_to_the_first(screen: Screen) -> None:
    screen.bar.show_steps(
        [
            OfferedStep("callback", "k", "finish_callback", "", "完成回访", "F", "primary"),
            OfferedStep("case", "c", "respond", "", "反馈", "F", "primary"),
        ]
    )
    assert [button.key for button in screen.bar.buttons] == ["F", "1"]
