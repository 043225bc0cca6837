"""The bar of buttons under a case: made from the step table, with the key printed on each button.

A key acts only while a list or the panel has the focus: the actions live on those widgets and
nowhere else, and a text field takes its letters for itself before any action sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.theme import SMALL_PX, STEP_KEY_PX, current_tokens, font

GAP = 8


def in_order(offered: Sequence[OfferedStep]) -> list[OfferedStep]:
    """Primary steps first, then the plain ones, dangerous ones last; each in table order."""
    places = {"primary": 0, "normal": 1, "danger": 2}
    return sorted(offered, key=lambda step: places[step.tone])


def unique_keys(offered: Sequence[OfferedStep]) -> dict[tuple[str, str], str]:
    """The key of each step, found by subject and step.

    A key that is taken goes to the first; a step without one gets a digit, as long as there are.
    """
    given: dict[tuple[str, str], str] = {}
    digits = iter("123456789")
    taken = {""}
    for step in offered:
        key = next(digits, "") if step.key in taken else step.key
        given[step.subject, step.step] = key
        taken.add(key)
    return given


class StepButton(QPushButton):
    """A button with its key in a small frame at the right."""

    def __init__(self, words: str, key: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.key = key
        self.tone = tone
        self.setProperty("tone", tone)
        if key:
            self.setProperty("room", "key")
            self.setToolTip(_("{words}，按 {key}").format(words=words, key=key))
        self.setAccessibleName(words)
        self.setAccessibleDescription(_("快捷键 {key}").format(key=key) if key else "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button and its key."""
        super().paintEvent(event)
        if not self.key:
            return
        tokens = current_tokens()
        colour = {"primary": tokens.accent_text, "danger": tokens.late}.get(
            self.tone, tokens.secondary
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap = QRectF(self.width() - STEP_KEY_PX, (self.height() - 18) / 2, 20, 18)
        line = QColor(colour)
        line.setAlpha(150)
        painter.setPen(QPen(line, 1))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QColor(colour))
        painter.setFont(font(SMALL_PX - 1))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key)


class ActionBar(QWidget):
    """The steps that can be taken now. Signals: `chosen(object)` an `OfferedStep` was chosen.

    `serve` names a widget in which the keys act as well, such as the list of a queue.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: list[OfferedStep] = []
        self._buttons: list[StepButton] = []
        self._actions: list[QAction] = []
        self._served: list[QWidget] = []
        self._menu = QMenu(self)
        self._more = QPushButton(_("更多"), self)
        self._more.setMenu(self._menu)
        self._more.setAccessibleName(_("更多步骤"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._more.hide()

    @property
    def offered(self) -> list[OfferedStep]:
        """What stands in the bar, in its order."""
        return list(self._offered)

    @property
    def buttons(self) -> list[StepButton]:
        """The buttons, in the order of `offered`."""
        return list(self._buttons)

    def serve(self, widget: QWidget) -> None:
        """Let the keys act while `widget` or a part of it has the focus."""
        self._served.append(widget)
        widget.addActions(self._actions)

    def show_steps(self, offered: Sequence[OfferedStep]) -> None:
        """Offer these steps instead of the former ones."""
        if in_order(offered) == self._offered:
            return
        self._clear()
        self._offered = in_order(offered)
        keys = unique_keys(self._offered)
        for place, step in enumerate(self._offered):
            plain = step.tone == "primary" and place > 0
            self._add(step, keys[step.subject, step.step], "normal" if plain else step.tone)
        self._spread()

    def minimumSizeHint(self) -> QSize:
        """Any width will do; what does not fit goes behind 更多."""
        return QSize(120, self._more.sizeHint().height())

    def sizeHint(self) -> QSize:
        """One row of buttons."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as fit."""
        super().resizeEvent(event)
        self._spread()

    def _clear(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        for action in self._actions:
            for widget in self._served:
                widget.removeAction(action)
            action.deleteLater()
        self._buttons, self._actions = [], []

    def _add(self, step: OfferedStep, key: str, tone: str) -> None:
        action = QAction(step.label, self)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.setAutoRepeat(False)
        action.triggered.connect(partial(self._choose, step))
        for widget in self._served:
            widget.addAction(action)
        button = StepButton(step.label, key, tone, self)
        button.clicked.connect(partial(self._choose, step))
        self._actions.append(action)
        self._buttons.append(button)

    def _choose(self, step: OfferedStep, _checked: bool = False) -> None:
        self.chosen.emit(step)

    def _spread(self) -> None:
        """Lay out what fits: plain steps left, dangerous ones right, the rest in the menu."""
        while self._row.takeAt(0) is not None:
            pass
        shown = self._fitting()
        self._menu.clear()
        for place, button in enumerate(self._buttons):
            button.setVisible(place in shown)
            if place not in shown:
                self._menu.addAction(self._actions[place])
        left = [b for p, b in enumerate(self._buttons) if p in shown and b.tone != "danger"]
        right = [b for p, b in enumerate(self._buttons) if p in shown and b.tone == "danger"]
        for button in left:
            self._row.addWidget(button)
        self._more.setVisible(len(shown) < len(self._buttons))
        if not self._more.isHidden():
            self._row.addWidget(self._more)
        self._row.addStretch(1)
        for button in right:
            self._row.addWidget(button)
        self._order_tabs([*left, self._more, *right])

    def _fitting(self) -> set[int]:
        widths = [button.sizeHint().width() + GAP for button in self._buttons]
        if sum(widths) <= self.width() + GAP:
            return set(range(len(widths)))
        room = self.width() - self._more.sizeHint().width()
        shown: set[int] = set()
        for place in self._by_weight():
            if widths[place] <= room:
                room -= widths[place]
                shown.add(place)
        return shown

    def _by_weight(self) -> list[int]:
        """Primary and dangerous steps keep their place longest: they are what people look for.

        Of several primary steps one alone is drawn so; the others are looked for as often. A step
        without a letter of its own, whatever digit it was given, gives way to those that have one.
        """
        places = {"primary": 0, "danger": 1, "normal": 2}
        spots = range(len(self._buttons))
        keyed = [(not self._offered[p].key, places[self._offered[p].tone], p) for p in spots]
        return [place for _no_key, _tone, place in sorted(keyed)]

    def _order_tabs(self, buttons: Sequence[QWidget]) -> None:
        for first, second in pairwise(buttons):
            QWidget.setTabOrder(first, second)
