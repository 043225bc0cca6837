"""Inputs for words and numbers: a line, a text, a whole number, a list with one item a line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from seatapp.domain.entries import Value
from seatapp.text import _
from ui.fields.base import FieldInput

LINES_SHOWN = 4


class LineInput(FieldInput):
    """One line of words, kept as typed."""

    def __init__(self, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        if maximum:
            self.edit.setMaxLength(maximum)
        self.edit.textEdited.connect(self.edited)
        _fill(self, self.edit)

    def value(self) -> Value:
        """The words, or None."""
        return self.edit.text().strip() or None

    def set_value(self, value: Value) -> None:
        """Show the words."""
        self.edit.setText("" if value is None else str(value))

    def first(self) -> QWidget:
        """The line."""
        return self.edit


class NumberInput(LineInput):
    """A whole number within plus and minus `maximum`."""

    def __init__(self, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(0, parent)
        self.edit.setValidator(QIntValidator(-maximum, maximum, self.edit))

    def value(self) -> Value:
        """The number, or None."""
        return int(self.edit.text()) if self.edit.hasAcceptableInput() else None

    def finish(self) -> str:
        """What is no number would be lost."""
        typed = self.edit.text().strip()
        taken = not typed or self.edit.hasAcceptableInput()
        return "" if taken else _("“{typed}”不能作数，请改好或清空。").format(typed=typed)


class TextArea(QPlainTextEdit):
    """Several lines of plain text; Tab goes on to the next field."""

    def __init__(self, lines: int = LINES_SHOWN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for the usual number of lines."""
        spacing = self.fontMetrics().lineSpacing()
        frame = 2 * self.frameWidth() + int(2 * self.document().documentMargin()) + 6
        return QSize(320, spacing * self._lines + frame)

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for as many lines in a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedHeight(self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the dialog, which confirms with it."""
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


class TextInput(FieldInput):
    """A longer text of up to `maximum` characters; more is told by the judgement, never cut."""

    def __init__(self, lines: int = LINES_SHOWN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = TextArea(lines)
        self._showing = False
        self.edit.textChanged.connect(self._tell)
        _fill(self, self.edit)

    def value(self) -> Value:
        """The text, or None."""
        return self.edit.toPlainText().strip() or None

    def set_value(self, value: Value) -> None:
        """Show the text."""
        self._showing = True
        self.edit.setPlainText("" if value is None else str(value))
        self._showing = False

    def take_phrase(self, phrase: str) -> None:
        """Put an office phrase in, behind what was typed already; the person may go on."""
        typed = self.edit.toPlainText().rstrip()
        self.edit.setPlainText(f"{typed}\n{phrase}" if typed and typed != phrase else phrase)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def first(self) -> QWidget:
        """The text."""
        return self.edit

    def _tell(self) -> None:
        if not self._showing:
            self.edited.emit()


class ListInput(TextInput):
    """A list of words, one a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, parent)
        self.edit.setPlaceholderText(_("每行一项"))

    def value(self) -> Value:
        """The items, or None."""
        lines = [line.strip() for line in self.edit.toPlainText().splitlines()]
        return [line for line in lines if line] or None

    def set_value(self, value: Value) -> None:
        """Show the items."""
        super().set_value("\n".join(value) if isinstance(value, list) else value)


def _fill(holder: QWidget, only: QWidget) -> None:
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(only)
    holder.setFocusProxy(only)
