"""The sheet of keys: what can be done without the mouse, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from seatapp.text import _
from ui.theme import SMALL_PX, current_tokens, font
from ui.widgets.section import labelled

_CAP_PX, _BETWEEN = 22, 4


class KeyCaps(QWidget):
    """Keys drawn as caps, side by side; a word alone between two keys is drawn plain."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__()
        self._keys = keys
        self.setFont(font(SMALL_PX))
        self.setAccessibleName(" ".join(keys))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """All caps in a row."""
        return QSize(sum(self._width(key) + _BETWEEN for key in self._keys), _CAP_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the caps."""
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.5
        for key in self._keys:
            cap = QRectF(left, 0.5, self._width(key), _CAP_PX - 1)
            painter.setPen(QPen(QColor(tokens.strong_line)))
            painter.setBrush(QColor(tokens.head))
            painter.drawRoundedRect(cap, 4, 4)
            painter.setPen(QColor(tokens.text))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            left += self._width(key) + _BETWEEN

    def _width(self, key: str) -> int:
        return max(_CAP_PX, QFontMetrics(self.font()).horizontalAdvance(key) + 12)


class KeySheet(QDialog):
    """Shows every key that is not printed on a button; Esc closes it."""

    def __init__(self, registers: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("快捷键"))
        columns = QHBoxLayout()
        columns.setSpacing(40)
        for groups in (_places(registers), _work()):
            columns.addLayout(_column(groups), 1)
        note = labelled(
            _("步骤的键印在各自的按钮上，焦点在列表或案件上时有效，在输入框里打字不会触发。"),
            "secondary",
        )
        note.setWordWrap(True)
        close = QPushButton(_("关闭"))
        close.setProperty("tone", "primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(note, 1)
        foot.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 18)
        whole.setSpacing(16)
        whole.addWidget(labelled(_("快捷键"), "title"))
        whole.addLayout(columns)
        whole.addLayout(foot)


Group = tuple[str, Sequence[tuple[str, Sequence[str]]]]


def _places(registers: bool) -> list[Group]:
    going = [
        (_("第 1 至第 9 个队列"), ("Ctrl", "1…9")),
        (_("查找案件或队列"), ("Ctrl", "K")),
        (_("列表、案件、查找之间切换"), ("F6",)),
        (_("收起或展开左栏"), ("Ctrl", "B")),
    ]
    if registers:
        going.insert(1, (_("登记新案件"), ("Ctrl", "N")))
    other = [
        (_("立即同步"), ("F5",)),
        (_("锁定窗口"), ("Ctrl", "L")),
        (_("显示本页"), ("?",)),
    ]
    return [(_("去哪里"), going), (_("其他"), other)]


def _work() -> list[Group]:
    listed = [
        (_("下一件、上一件"), ("J", "K")),
        (_("也可以用"), ("↓", "↑")),
        (_("到案件面板"), ("Enter",)),
        (_("筛选本队列"), ("/",)),
        (_("回到列表"), ("Esc",)),
    ]
    asking = [(_("确认办理"), ("Ctrl", "Enter")), (_("关闭，草稿保留"), ("Esc",))]
    return [(_("在列表里"), listed), (_("在办理窗口里"), asking)]


def _column(groups: Sequence[Group]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    row = 0
    for name, lines in groups:
        grid.addWidget(labelled(name, "heading"), row, 0, 1, 2)
        row += 1
        for words, keys in lines:
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(KeyCaps(keys), row, 1, Qt.AlignmentFlag.AlignRight)
            row += 1
        grid.setRowMinimumHeight(row, 8)
        row += 1
    grid.setColumnStretch(0, 1)
    grid.setRowStretch(row, 1)
    return grid
