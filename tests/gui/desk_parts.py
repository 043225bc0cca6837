"""Small hands for tests of the panel, the dialogs and the panes."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Value, Values
from seatapp.errors import LocalFileError
from seatapp.local.views import OfferedStep
from seatapp.local.writing import Writing
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.step_dialog import StepDialog
from ui.panes.case_panel import CasePanel

W = TypeVar("W", bound=QWidget)


def photo(colour: str = "red") -> bytes:
    """A small picture as a file holds it."""
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(held.data())


COVER = "9990010102000001"
"""A cover of a drain, as the register of components has it."""


def with_components(desk: DeskDuty) -> None:
    """Two components of the register, 40 m apart."""
    rows: dict[str, dict[str, Value]] = {
        COVER: {"name": "污水井盖", "area": "999001", "lat_e7": 390023000, "lon_e7": 1040008000},
        "9990010305000002": {
            "name": "垃圾箱",
            "area": "999001",
            "lat_e7": 390020000,
            "lon_e7": 1040004000,
        },
    }
    desk.receive(
        "ref",
        [
            SubjectRow("reference", f"component/{code}", 4, {**row, "datum": "wgs84"})
            for code, row in rows.items()
        ],
    )


def activate(qtbot: QtBot, window: QWidget) -> None:
    """Give the keyboard to a window."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def on_screen(qtbot: QtBot, widget: W, width: int, height: int) -> W:
    """Show a widget as a window of its own, of this size in pixels, with the keyboard."""
    widget.resize(width, height)
    qtbot.addWidget(widget)
    widget.show()
    activate(qtbot, widget)
    return widget


def focus() -> QWidget:
    """The widget that has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def type_text(text: str) -> None:
    """Type into whatever has the keyboard."""
    QTest.keyClicks(focus(), text)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in whatever has the keyboard."""
    QTest.keyClick(focus(), key, modifiers)


def confirm() -> None:
    """Ctrl+Enter."""
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def words_of(widget: QWidget) -> str:
    """Everything that the labels of a widget say and show."""
    return "\n".join(spoken(widget))


def spoken(widget: QWidget) -> list[str]:
    """What each label of a widget says and shows."""
    for part in widget.findChildren(QWidget):  # what was just laid in is shown by a posted call
        QApplication.sendPostedEvents(part, QEvent.Type.MetaCall)
    labels = widget.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisibleTo(widget)]


def shown_case(qtbot: QtBot, panel: CasePanel, subject: str, case: str | None = None) -> None:
    """Show a subject and wait until it stands there."""
    panel.show_subject(subject, case)
    qtbot.waitUntil(lambda: panel.shown is not None and panel.shown.subject_id == subject)


def step_of(panel: CasePanel, name: str) -> OfferedStep:
    """A step that the bar offers."""
    return next(step for step in panel.actions_bar.offered if step.step == name)


def opened(qtbot: QtBot, panel: CasePanel, name: str, known: Values | None = None) -> StepDialog:
    """Open the dialog of a step and wait until it can be used; it begins with what is `known`."""
    panel.open_step(step_of(panel, name), known)
    dialog = panel.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    activate(qtbot, dialog)
    return dialog


def value_in(dialog: StepDialog, name: str) -> Any:
    """What stands in a field of the dialog."""
    return dialog.form.asked[name].input.value()


def fill_disk(duty: DeskDuty) -> None:
    """From now on the file of the replica cannot grow, and what room it had is taken."""

    def fill(writing: Writing) -> None:
        pages = writing.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        writing.connection.exec_driver_sql(f"PRAGMA max_page_count = {int(pages)}")

    duty.replica.write(fill)
    for length in (1_900, 500, 50):
        with pytest.raises(LocalFileError, match="磁盘已满"):
            report_for_ever(duty, "满" * length)


def report_for_ever(duty: DeskDuty, words: str) -> None:
    """Report more than a full disk can take."""
    for _ in range(50):
        duty.report(description=words)


def make_room(duty: DeskDuty) -> None:
    """The disk has room again."""

    def clear(writing: Writing) -> None:
        writing.connection.exec_driver_sql(f"PRAGMA max_page_count = {1 << 30}")

    duty.replica.write(clear)
