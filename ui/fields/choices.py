"""Inputs for closed lists: a row of buttons for a few choices, a box for many, 是 and 否."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.entries import Value
from seatapp.text import _
from ui.fields.base import FieldInput
from ui.layouts import empty
from ui.wording import yes_no

ROW_OF = 6
BETWEEN_PX = 16
"""Up to so many choices stand in a row."""

Option = tuple[str, str]
"""A code and its words."""

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_TURNS = {
    int(Qt.Key.Key_Left): -1,
    int(Qt.Key.Key_Up): -1,
    int(Qt.Key.Key_Right): 1,
    int(Qt.Key.Key_Down): 1,
}


class Choice(QRadioButton):
    """One of a few: arrows choose the next, figures the one at that place.

    Qt's own arrows choose nothing while nothing is chosen, and only move the focus.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by key; whatever else was pressed is not for a choice."""
        others = self.group().buttons()
        figure = event.key() - int(Qt.Key.Key_1)
        wanted: int | None = None
        if event.key() in _TURNS:
            wanted = (others.index(self) + _TURNS[event.key()]) % len(others)
        elif 0 <= figure < len(others) and not event.modifiers() & ~_KEYPAD:
            wanted = figure
        if wanted is None:
            super().keyPressEvent(event)
        else:
            others[wanted].setFocus(Qt.FocusReason.TabFocusReason)
            others[wanted].click()


class RowInput(FieldInput):
    """A few choices side by side, in more rows where there is little room.

    The arrow keys and figures choose, and nothing is chosen at first.
    """

    def __init__(
        self, options: Sequence[Option], in_a_row: int = ROW_OF, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._in_a_row = in_a_row
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 5, 0, 5)
        self._grid.setHorizontalSpacing(BETWEEN_PX)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(in_a_row, 1)
        self._group = QButtonGroup(self)
        self._codes: list[str] = []
        self._columns = 0
        self._room: int | None = None
        self.offer(options)
        self._group.idClicked.connect(self.edited)

    def offer(self, options: Sequence[Option]) -> None:
        """Offer these choices instead of the former ones; what was chosen stays if it can."""
        chosen = self.value()
        for button in self._group.buttons():
            self._group.removeButton(button)
        empty(self._grid)
        self._codes = [code for code, _words in options]
        for place, (_code, words) in enumerate(options):
            button = Choice(words)
            button.setToolTip(_("按 {n} 选择").format(n=place + 1))
            self._group.addButton(button, place)
        self._columns = 0
        self._lay_out()
        self._stand_in_order()
        RowInput.set_value(self, chosen)

    def _stand_in_order(self) -> None:
        """New choices come where the old ones were when Tab goes through a form, not at its end."""
        before = self.previousInFocusChain()
        while before is not None and before is not self and not _takes_tab(before, self):
            before = before.previousInFocusChain()
        if before is None or before is self:
            return
        for button in self._group.buttons():
            QWidget.setTabOrder(before, button)
            before = button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the rows that fit."""
        super().resizeEvent(event)
        self._room = event.size().width()
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest choice, since all can stand below each other."""
        wide = max((one.sizeHint().width() for one in self._group.buttons()), default=0)
        return QSize(wide, super().minimumSizeHint().height())

    def _lay_out(self) -> None:
        columns = self._in_a_row if self._room is None else self._columns_in(self._room)
        if columns == self._columns:
            return
        self._columns = columns
        for place, button in enumerate(self._group.buttons()):
            self._grid.addWidget(button, *divmod(place, columns))
        self.updateGeometry()

    def _columns_in(self, room: int) -> int:
        wide = [one.sizeHint().width() for one in self._group.buttons()]
        for columns in range(self._in_a_row, 1, -1):
            widest = [max(wide[start::columns]) for start in range(min(columns, len(wide)))]
            if sum(widest) + BETWEEN_PX * (len(widest) - 1) <= room:
                return columns
        return 1

    def value(self) -> Value:
        """The code, or None."""
        place = self._group.checkedId()
        return self._codes[place] if place >= 0 else None

    def set_value(self, value: Value) -> None:
        """Choose the code, or nothing."""
        self._group.setExclusive(False)
        for place, code in enumerate(self._codes):
            self._group.button(place).setChecked(code == value)
        self._group.setExclusive(True)
        if any(button.hasFocus() for button in self._group.buttons()):
            self.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget:
        """The button that is chosen, or the first."""
        place = max(self._group.checkedId(), 0)
        return self._group.button(place) if self._codes else self


def _takes_tab(part: QWidget, outside: QWidget) -> bool:
    """Whether Tab goes to a part, which does not belong to `outside`."""
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and not outside.isAncestorOf(part)


class BoxInput(FieldInput):
    """Many choices in a box."""

    def __init__(self, options: Sequence[Option], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        self.box.setPlaceholderText(_("请选择"))
        for code, words in options:
            self.box.addItem(words, code)
        self.box.setCurrentIndex(-1)
        self.box.activated.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> Value:
        """The code, or None."""
        code = self.box.currentData()
        return code if isinstance(code, str) else None

    def set_value(self, value: Value) -> None:
        """Choose the code, or nothing."""
        self.box.setCurrentIndex(-1 if value is None else self.box.findData(value))

    def first(self) -> QWidget:
        """The box."""
        return self.box


class YesNoInput(RowInput):
    """是 or 否; neither at first, so that an answer is an answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__([("yes", yes_no(True)), ("no", yes_no(False))], parent=parent)

    def value(self) -> Value:
        """True, False, or None."""
        code = super().value()
        return None if code is None else code == "yes"

    def set_value(self, value: Value) -> None:
        """Choose."""
        super().set_value(None if value is None else "yes" if value else "no")


def choice_input(options: Sequence[Option]) -> FieldInput:
    """The input that suits the number of choices."""
    return RowInput(options) if len(options) <= ROW_OF else BoxInput(options)
