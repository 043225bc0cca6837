"""The one box for finding: typed text at the top of the window, what was found below it.

The list belongs to the window and never takes the focus, so that an input method may compose in
the box all the while.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from seatapp.text import _
from ui.finder import CASE, Found
from ui.recoloured import Recoloured
from ui.theme import SMALL_PX, TEXT_PX, current_tokens, font
from ui.widgets.icons import icon, pixmap
from ui.worker import Background

TYPING_MS = 150
_ROW_PX = 44


class SearchBox(QLineEdit):
    """Finds while one types; up, down and Enter choose, Esc leaves.

    Signals:
        found_chosen(object): a `Found` was chosen.
        left(): Esc was pressed in an empty box.
    """

    found_chosen = Signal(object)
    left = Signal()

    def __init__(
        self,
        find: Callable[[str], list[Found]],
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._background = background
        self._found: Sequence[Found] = ()
        self._list = _FoundList(self)
        self._list.pressed.connect(self._choose)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.setObjectName("search typing")
        self._typing.timeout.connect(self._look)
        self._lens = QAction(self)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self.setProperty("role", "quiet")
        self.setPlaceholderText(_("找案件、人员、地点、页面、步骤、命令"))
        self.setAccessibleName(_("查找案件、人员、地点、页面或命令"))
        self.setMinimumWidth(280)
        self.setMaximumWidth(440)
        self.setTextMargins(0, 0, 54, 0)
        self.textEdited.connect(self._typed)
        self._colour()
        Recoloured(self, self._colour)

    @property
    def found(self) -> Sequence[Found]:
        """What stands in the list."""
        return self._found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, choose, or leave."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._found:
            self._list.move_mark(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What was found before shows again."""
        super().focusInEvent(event)
        self._show_list()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes when the person turns to something else."""
        super().focusOutEvent(event)
        self._list.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Print the key at the right while the box is at rest."""
        super().paintEvent(event)
        if self.hasFocus() or self.text():
            return
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap = QRect(self.width() - 56, (self.height() - 18) // 2, 48, 18)
        painter.setPen(QPen(QColor(tokens.strong_line)))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(font(SMALL_PX - 1))
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, "Ctrl+K")

    def _colour(self) -> None:
        self._lens.setIcon(icon("search", current_tokens().secondary, 16))

    def _typed(self, text: str) -> None:
        self._typing.start()
        if not text.strip():
            self._typing.stop()
            self._take("", [])

    def _look(self) -> None:
        text = self.text()
        self._background.run(partial(self._find, text), partial(self._take, text))

    def _take(self, text: str, found: list[Found]) -> None:
        if text.strip() and text != self.text():
            return
        self._found = found
        words = "" if found or not text.strip() else _("没有找到。已办结超过 30 天的不在本机。")
        self._list.show_found(found, words)
        self._show_list()

    def _show_list(self) -> None:
        wanted = self.hasFocus() and bool(self.text().strip()) and self._list.filled
        if wanted:
            self._list.stand_below(self)
        self._list.setVisible(wanted)

    def _enter(self) -> None:
        if self._typing.isActive():
            self._typing.stop()
            self._look()
        elif self._found:
            self._choose(self._list.marked)

    def _choose(self, place: int) -> None:
        found = self._found[place]
        self._clear()
        self.found_chosen.emit(found)

    def _leave(self) -> None:
        if self.text():
            self._clear()
        else:
            self.left.emit()

    def _clear(self) -> None:
        self.clear()
        self._take("", [])


class _FoundRow(QAbstractButton):
    """One thing found: drawing, title, detail, and what it is at the right."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self._found = found
        self.marked = False
        self.setAccessibleName(f"{found.title} {found.detail}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Two lines high."""
        return QSize(440, _ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both lines."""
        tokens = current_tokens()
        painter = QPainter(self)
        if self.marked or self.underMouse():
            painter.fillRect(self.rect(), QColor(tokens.accent_ground))
        drawing = "case" if self._found.kind == CASE else "list"
        painter.drawPixmap(14, (self.height() - 16) // 2, pixmap(drawing, tokens.secondary, 16))
        room = self.rect().adjusted(42, 4, -86, -4)
        self._line(painter, room, self._found.title, tokens.text, TEXT_PX, low=False)
        self._line(painter, room, self._found.detail, tokens.secondary, SMALL_PX, low=True)
        painter.setPen(QColor(tokens.secondary))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -14, 0), right, self._found.beside)

    def _line(
        self, painter: QPainter, room: QRect, words: str, colour: str, size: int, *, low: bool
    ) -> None:
        painter.setFont(font(size))
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        place = Qt.AlignmentFlag.AlignBottom if low else Qt.AlignmentFlag.AlignTop
        painter.drawText(room, place, shown)


class _FoundList(QFrame):
    """The list below the box. Signals: `pressed(int)` that row was pressed."""

    pressed = Signal(int)

    def __init__(self, box: SearchBox) -> None:
        super().__init__(box)
        self.setObjectName("popup")
        self.marked = 0
        self._rows: list[_FoundRow] = []
        self._words = QLabel()
        self._words.setContentsMargins(14, 8, 14, 8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 6, 1, 6)
        self._column.setSpacing(0)
        self._column.addWidget(self._words)
        self.hide()

    @property
    def filled(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._rows) or bool(self._words.text())

    def show_found(self, found: Sequence[Found], words: str) -> None:
        """Show these rows, or these words instead."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [_FoundRow(one) for one in found]
        for place, row in enumerate(self._rows):
            row.clicked.connect(partial(self._press, place))
            self._column.addWidget(row)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.marked = 0
        self._mark()

    def move_mark(self, by: int) -> None:
        """Mark the next or the former row."""
        self.marked = (self.marked + by) % len(self._rows)
        self._mark()

    def stand_below(self, box: QWidget) -> None:
        """Stand below `box`, above everything else of its window."""
        window = box.window()
        if self.parent() is not window:
            self.setParent(window)
        self.setFixedWidth(box.width())
        self.adjustSize()
        self.move(box.mapTo(window, QPoint(0, box.height() + 4)))
        self.raise_()

    def _press(self, place: int, _checked: bool = False) -> None:
        self.pressed.emit(place)

    def _mark(self) -> None:
        for place, row in enumerate(self._rows):
            row.marked = place == self.marked
            row.update()
