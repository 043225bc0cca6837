"""Going back and forward, a case in a window of its own, the search box, and the settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from seatapp.text import _, use_language
from tests.gui import desk_parts
from tests.gui.conftest import WORKFLOW
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui import start
from ui.dialogs.settings import SettingsDialog
from ui.place_names import DUTY_LOG, HANDOVER, ROSTER, TAKING
from ui.remembered import WORKSTATION, Remembered
from ui.theme import DARK, LIGHT, current_tokens
from ui.trail import Stop, Trail
from ui.window import Window

COMMUNITY = "望湖"


@pytest.fixture
def window(qtbot: QtBot, duty: ReplicaDuty, tmp_path: Path) -> Iterator[Window]:
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now)))
    made = Window(duty, Remembered(tmp_path / "window.ini", duty.person.id))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.panel.shown is not None)
    desk_parts.activate(qtbot, made)
    yield made
    made.close()


def shown(window: Window) -> str:
    return window.panel.shown.subject_id if window.panel.shown else ""


def find(qtbot: QtBot, window: Window, words: str, kind: str) -> None:
    """Type into the search box and take the first thing of a kind."""
    window.search.setFocus()
    window.search.setText(words)
    window.search.textEdited.emit(words)
    qtbot.waitUntil(lambda: any(one.kind == kind for one in window.search.found))
    window.search.found_chosen.emit(next(o for o in window.search.found if o.kind == kind))
    window.search.clear()


def test_a_trail_forgets_what_was_ahead_when_somebody_turns_off() -> None:
    trail = Trail()
    for place in ("a", "b", "b", "c"):
        trail.note(Stop(place))
    trail.look_at(("case", "1", "1"))
    assert [trail.step(-1), trail.step(-1), trail.step(-1)] == [Stop("b"), Stop("a"), None]
    assert (trail.can_go_back, trail.can_go_forward) == (False, True)
    trail.note(Stop("d"))
    assert (trail.step(1), trail.step(-1), trail.step(1)) == (None, Stop("a"), Stop("d"))


def test_back_and_forward_go_through_pages_and_cases(qtbot: QtBot, window: Window) -> None:
    first = shown(window)
    QTest.keyClick(window.queue.table, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: shown(window) not in ("", first))
    second = shown(window)
    window.go_to(HANDOVER)
    window.go_to(DUTY_LOG)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.places.currentWidget() is window.places.shift_page(HANDOVER)
    window.top_bar.back.click()
    qtbot.waitUntil(lambda: shown(window) == second)
    assert window.places.currentWidget() is window.splitter
    at = QPointF(5, 5)
    side = Qt.MouseButton.ForwardButton
    press = QMouseEvent(
        QMouseEvent.Type.MouseButtonPress, at, at, side, side, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, press)
    assert window.places.currentWidget() is window.places.shift_page(HANDOVER)
    assert window.top_bar.forward.isEnabled()


def test_a_case_stands_in_a_window_of_its_own_and_follows_what_changes(
    qtbot: QtBot, window: Window, duty: ReplicaDuty
) -> None:
    case = shown(window)
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    (beside,) = window.case_windows.windows
    qtbot.waitUntil(lambda: beside.panel.shown is not None)
    assert "A01-261122" in beside.windowTitle()
    window.pop_out()
    assert window.case_windows.windows == [beside], "one case, one window"
    duty.desk.perform("ask_supplement", "case", case, {"missing": "请补充门牌号。"})
    qtbot.waitUntil(
        lambda: (
            beside.panel.shown is not None
            and beside.panel.shown.detail.state["stage"] == "returned"
        )
    )
    QTest.keyClick(beside, Qt.Key.Key_Escape)
    assert not window.case_windows.windows
    window.case_windows.open(case)
    window.close()
    assert not window.case_windows.windows


def test_the_search_box_goes_to_pages_and_people_and_does_what_is_asked(
    qtbot: QtBot, window: Window
) -> None:
    find(qtbot, window, "zbrz", "page")
    assert window.places.currentWidget() is window.places.shift_page(DUTY_LOG)
    find(qtbot, window, "林晓", "person")
    assert window.places.currentWidget() is window.places.shift_page(ROSTER)
    with qtbot.waitSignal(window.lock_wanted):
        find(qtbot, window, "锁定", "command")
    find(qtbot, window, COMMUNITY, "place")
    assert window.queue.model.queue == "all_open"
    assert window.queue.model.asked.place.startswith("999001")
    qtbot.waitUntil(lambda: window.panel.shown is not None)
    window.go_to("to_accept")
    qtbot.waitUntil(lambda: any(o.step == "ask_supplement" for o in window.opening.offered()))
    find(qtbot, window, "退回补充", "step")
    dialog = window.panel.dialog
    assert dialog is not None
    dialog.reject()


def test_what_is_set_holds_at_once_and_is_remembered(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    window.own_pages.show_settings()
    (dialog,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(lambda: "5 分钟" in [one.text() for one in dialog.findChildren(QLabel)])
    dialog.theme.setCurrentIndex(dialog.theme.findData(DARK))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert current_tokens().name == DARK
    dialog.compact.click()
    dialog.taking_first.click()
    for box, value in ((dialog.language, "en"), (dialog.scale, "100")):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    dialog.accept()
    own = Remembered(tmp_path / "window.ini", "u1001")
    seat = Remembered(tmp_path / "window.ini", WORKSTATION)
    assert (own.theme, own.compact, own.taking_first) == (DARK, True, False)
    assert (seat.language, seat.scale) == ("en", "100")
    window.queue.keep_density(False)
    window.own_pages.use_theme(LIGHT)


def test_language_and_size_of_the_workstation_hold_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = Remembered(tmp_path / "window.ini", WORKSTATION)
    seat.language, seat.scale = "en", "125"
    monkeypatch.setenv("QT_SCALE_FACTOR", "")
    monkeypatch.delenv("QT_SCALE_FACTOR")
    try:
        start.speak_and_scale(seat)
        assert os.environ["QT_SCALE_FACTOR"] == "1.25"
        assert _("设置") == "Settings"
    finally:
        use_language("zh_CN")


def test_who_comes_while_a_handover_waits_sees_what_waits_first(
    qtbot: QtBot, duty: ReplicaDuty, tmp_path: Path
) -> None:
    area = duty.book.area(duty.posts)
    values = {"area": area, "duty_post": "acceptor"}
    handover = duty.desk.perform("draft_handover", "handover", None, values).subject_id
    content = duty.handover_content("acceptor")
    duty.desk.perform("sign_out", "handover", handover, content.values({}))
    duty.sit(type(duty.person)("u1002", "林晓禾"), "acceptor")
    made = Window(duty, Remembered(tmp_path / "window.ini", duty.person.id))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.places.currentWidget() is made.places.shift_page(TAKING))
    made.close()
    QTest.mouseMove(made, QPoint(1, 1))
