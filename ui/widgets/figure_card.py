"""One figure in large type."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from seatapp.reports.figure_tables import NO_VALUE, Link, changed, in_words
from seatapp.reports.monthly import MonthReport
from ui.widgets.section import labelled
from ui.wording import figure_words


class FigureCard(QFrame):
    """One rate in large type, with both its numbers and the change; a press opens its list.

    Signals:
        list_wanted(str, object): the list behind it, with its title and its `Link`.
    """

    list_wanted = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.link: Link | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setObjectName("box")
        self._label = labelled("", "secondary")
        self._value = labelled("", "title")
        self._about = labelled("", "secondary")
        self._about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        for part in (self._label, self._value, self._about):
            column.addWidget(part)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the list."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the space bar open it too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self.link is not None:
            self.list_wanted.emit(self._label.text(), self.link)

    def show_figure(self, report: MonthReport, before: MonthReport | None, key: str) -> None:
        """Show a figure of the month beside that of the month before."""
        figure = report.figures[key]
        change = changed(figure, before.figures.get(key) if before else None)
        self._label.setText(figure_words(figure.label))
        self._value.setText(in_words(figure))
        told = f"{figure.numerator} / {figure.denominator}"
        self._about.setText(told if change == NO_VALUE else f"{told}\n{figure_words(change)}")
        self._about.setToolTip(figure_words(figure.meaning))
        self.setAccessibleName(f"{figure_words(figure.label)} {in_words(figure)}")
