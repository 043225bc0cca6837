"""A case in a window of its own, to be laid beside other work or on another screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seatapp.text import _
from ui.duty import Duty
from ui.panes.case_panel import CasePanel
from ui.panes.case_shown import numbers_of
from ui.worker import Background

SIZE = (760, 720)
MOST = 6
"""Windows at most: each reads its case after every change."""

MARGIN = 10


class CaseWindow(QWidget):
    """One case with its steps; it lives until it is closed, or the main window is.

    Signals: `step_taken(str)`, `told(str)`, `failed(str)`, `case_wanted(str)` as the panel tells
    them; `gone(object)` this window was closed.
    """

    step_taken = Signal(str)
    told = Signal(str)
    failed = Signal(str)
    case_wanted = Signal(str)
    gone = Signal(object)

    def __init__(self, duty: Duty, background: Background, case_id: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.case_id = case_id
        self.panel = CasePanel(duty, background)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.addWidget(self.panel)
        for ours, of_panel in (
            (self.step_taken, self.panel.step_taken),
            (self.told, self.panel.told),
            (self.failed, self.panel.failed),
            (self.case_wanted, self.panel.case_wanted),
        ):
            of_panel.connect(ours)
        self.panel.was_drawn.connect(self._name)
        close = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        close.activated.connect(self.close)
        self.setWindowTitle(_("案件"))
        self.resize(*SIZE)
        self.panel.show_subject(case_id)
        self.panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the main window."""
        super().closeEvent(event)
        self.gone.emit(self)

    def _name(self) -> None:
        shown = self.panel.shown
        if shown is not None:
            number = numbers_of(shown.detail.state)
            self.setWindowTitle(f"{number}  {self.panel.head.title.text()}")


class CaseWindows(QObject):
    """The cases that stand in windows of their own; all of them close with the main window.

    Signals: those of the windows.
    """

    step_taken = Signal(str)
    told = Signal(str)
    failed = Signal(str)
    case_wanted = Signal(str)

    def __init__(self, duty: Duty, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._duty, self._background = duty, background
        self.windows: list[CaseWindow] = []

    def open(self, case_id: str) -> None:
        """Show a case; one that has a window already comes forward."""
        there = next((one for one in self.windows if one.case_id == case_id), None)
        if there is not None:
            there.raise_()
            there.activateWindow()
        elif len(self.windows) >= MOST:
            words = _("已经打开 {n} 个案件窗口，请先关掉一个。")
            self.failed.emit(words.format(n=MOST))
        else:
            self._make(case_id)

    def refresh(self) -> None:
        """Look at the replica again."""
        for window in self.windows:
            window.panel.refresh()

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        for window in self.windows:
            window.panel.refresh_time()

    def close(self) -> None:
        """Close all of them."""
        for window in tuple(self.windows):
            window.close()

    def _make(self, case_id: str) -> None:
        made = CaseWindow(self._duty, self._background, case_id)
        made.step_taken.connect(self.step_taken)
        made.told.connect(self.told)
        made.failed.connect(self.failed)
        made.case_wanted.connect(self.case_wanted)
        made.gone.connect(self.windows.remove)
        self.windows.append(made)
        made.show()
