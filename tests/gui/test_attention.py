"""News that are in nobody's way, and what calls a person to the window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from seatapp.domain.roster import Roster, Shift, Turn
from ui.attention import Attention
from ui.dialogs.small_form import SmallForm
from ui.status_line import StatusLine
from ui.theme import LIGHT, use_theme
from ui.toasts import Toasts
from ui.turn import turn_of
from ui.widgets import announced
from ui.widgets.banner import Banner
from ui.widgets.call_banner import CallBanner
from ui.widgets.toast import FAILURE, GOOD

LONG = "磁盘已满，没有保存。已录入的内容仍在屏幕上，请先清出空间，再按一次保存。"


class Frame(QWidget):
    """A page with buttons along its lower edge, and the line at the bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.page = QWidget()
        below = QVBoxLayout(self.page)
        below.addStretch(1)
        self.button = QPushButton("签字交班")
        below.addWidget(self.button)
        self.line = StatusLine("宁川市")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page, 1)
        layout.addWidget(self.line)
        self.toasts = Toasts(self, self.page, self.line)


@pytest.fixture
def frame(qtbot: QtBot, qapp: QApplication) -> Frame:
    use_theme(qapp, LIGHT)
    made = Frame()
    made.resize(1000, 500)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def place_of(frame: Frame, part: QWidget) -> QRect:
    return QRect(part.mapTo(frame, QPoint(0, 0)), part.size())


def test_what_went_well_stands_in_the_line_at_the_bottom_one_at_a_time(
    qtbot: QtBot, frame: Frame
) -> None:
    frame.toasts.say("签收：已保存，待中心确认。", GOOD)
    frame.toasts.say("派遣：已保存，待中心确认。", GOOD)
    assert frame.toasts.texts == ["派遣：已保存，待中心确认。"]
    (toast,) = frame.toasts.shown
    assert frame.line.isAncestorOf(toast)
    qtbot.waitUntil(lambda: place_of(frame, frame.line).contains(place_of(frame, toast)))
    assert not frame.toasts.isVisible()
    toast.leave()
    assert frame.toasts.texts == []


def test_what_does_not_fit_the_line_floats_above_what_can_be_pressed(frame: Frame) -> None:
    button = place_of(frame, frame.button)
    frame.toasts.say(LONG, FAILURE)
    frame.toasts.say("已登记。" * 60, GOOD)
    for toast in frame.toasts.shown:
        assert not place_of(frame, toast).intersects(button)
    assert place_of(frame, frame.page).contains(place_of(frame, frame.toasts.shown[0]))
    frame.button.hide()
    frame.toasts.settle()
    assert place_of(frame, frame.toasts).bottom() > button.top()


def test_no_name_of_a_folder_is_too_long_for_the_news(frame: Frame) -> None:
    frame.toasts.say(f"已导出 4 份文件到 /srv/{'folder_of_the_month_' * 8}，导出编号 E001。")
    (toast,) = frame.toasts.shown
    (words,) = [label for label in toast.findChildren(QLabel) if label.text()]
    room = QRect(0, 0, words.width(), 10_000)
    shown = words.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, words.text())
    assert shown.width() <= words.width()
    assert shown.height() <= words.height()


def test_a_sound_comes_only_where_it_was_chosen_and_a_note_only_while_minimised(
    qtbot: QtBot, frame: Frame
) -> None:
    heard: list[str] = []
    wanted = False
    attention = Attention(
        frame, lambda: wanted, beep=lambda: heard.append("beep"), desktop_notes=lambda: True
    )
    attention.call("有来电")
    assert (heard, attention.note) == ([], None)
    wanted = True
    frame.setWindowState(Qt.WindowState.WindowMinimized)
    attention.call("有来电")
    assert heard == ["beep"]
    assert attention.note is not None
    assert attention.note.isVisible()
    attention.note.messageClicked.emit()
    assert not frame.isMinimized()
    assert not attention.note.isVisible()


def test_the_turn_shown_is_ones_own_else_that_of_who_is_there() -> None:
    early, late = Shift("A", "早班", 480, 960), Shift("B", "中班", 960, 1380)
    day = date(2026, 11, 20)
    turns = [
        Turn("2026-11-20.A", day, early, "u1", "acceptor", ""),
        Turn("2026-11-20.B", day, late, "u2", "acceptor", ""),
    ]
    roster = Roster(tuple(turns))
    at = turns[0].starts_at + 60
    assert turn_of(roster, "u1", at) == turns[0]
    assert turn_of(roster, "u2", at) == turns[0]
    assert turn_of(roster, "u1", turns[1].ends_at) is None


class Reader:
    """Hears what a screen reader would read out: Qt drops it where none runs."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        self.heard.append(event.message())


def test_what_appears_by_itself_is_read_out(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader()
    monkeypatch.setattr(announced, "QAccessible", reader)
    fault, call, small = Banner(), CallBanner(), SmallForm("换班", "提交", 300)
    for widget in (fault, call, small):
        qtbot.addWidget(widget)
    small.lay_out([], "")
    fault.tell("密码不正确。")
    call.ring("19900001234", "")
    small.say("请写明原因。")
    assert reader.heard == ["密码不正确。", "来电 19900001234", "请写明原因。"]
