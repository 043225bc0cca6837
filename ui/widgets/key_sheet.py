"""The page of keys: what can be done without the mouse, made of the commands and the tables."""

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

from seatapp.domain.workflow import Workflow
from seatapp.text import _
from ui.commands import GOING, Command, caps
from ui.layouts import scrolled
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


Lines = Sequence[tuple[str, Sequence[str]]]
"""Words, and the keys for them."""

Group = tuple[str, Lines]


class KeySheet(QDialog):
    """Shows every key that acts for somebody with these posts; Esc closes it.

    It is made of the commands of the window and of the tables of the life cycles, so that a key
    which is changed there is changed here.
    """

    def __init__(
        self,
        commands: Sequence[Command],
        workflow: Workflow,
        posts: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("快捷键"))
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(36)
        for groups in (_places(commands), _work(), _steps(workflow, posts)):
            columns.addLayout(_column(groups), 1)
        note = labelled(
            _(
                "步骤的键在焦点位于列表或案件上时有效，在输入框里打字不会触发；没有字母的步骤用数字。"
            ),
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
        whole.addWidget(scrolled(page), 1)
        whole.addLayout(foot)
        room = parent.size() if parent is not None else page.sizeHint()
        self.resize(max(int(room.width() * 0.8), 900), max(int(room.height() * 0.82), 560))


def _places(commands: Sequence[Command]) -> list[Group]:
    going: list[tuple[str, Sequence[str]]] = [(_("第 1 至第 9 个队列"), ("Ctrl", "1…9"))]
    other: list[tuple[str, Sequence[str]]] = []
    for command in commands:
        if command.keys:
            (going if command.group == GOING else other).append((command.words, caps(command.keys)))
    return [(_("去哪里"), going), (_("其他"), other)]


def _work() -> list[Group]:
    in_lists = [
        (_("下一件、上一件"), ("J", "K")),
        (_("也可以用"), ("↓", "↑")),
        (_("到案件面板"), ("Enter",)),
        (_("筛选本队列"), ("/",)),
        (_("回到列表"), ("Esc",)),
        (_("更多里的步骤"), ("1…9",)),
    ]
    asking = [
        (_("在单选里选第几个"), ("1…9",)),
        (_("确认办理"), ("Ctrl", "Enter")),
        (_("关闭，草稿保留"), ("Esc",)),
    ]
    shift = [(_("签字、记下"), ("Ctrl", "Enter")), (_("打印预览"), ("Ctrl", "P"))]
    return [
        (_("在列表里"), in_lists),
        (_("在办理窗口里"), asking),
        (_("在交接班和值班日志里"), shift),
    ]


def _steps(workflow: Workflow, posts: Sequence[str]) -> list[Group]:
    """The keys of the steps that these posts take, by subject; one line a key."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for step in workflow.steps.values():
        if step.key and step.posts & set(posts):
            of_key = found.setdefault(step.subject, {}).setdefault(step.key, {})
            of_key[_.of("step", step.label)] = None
    return [
        (
            _(workflow.subjects[subject].label),
            [(" / ".join(words), (key,)) for key, words in sorted(keys.items())],
        )
        for subject, keys in found.items()
    ]


def _column(groups: Sequence[Group]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    row = 0
    for name, lines in groups:
        grid.addWidget(labelled(name, "heading"), row, 0, 1, 2)
        row += 1
        for words, keys in lines:
            said = QLabel(words)
            said.setWordWrap(True)
            grid.addWidget(said, row, 0)
            grid.addWidget(KeyCaps(keys), row, 1, Qt.AlignmentFlag.AlignRight)
            row += 1
        grid.setRowMinimumHeight(row, 8)
        row += 1
    grid.setColumnStretch(0, 1)
    grid.setRowStretch(row, 1)
    return grid
