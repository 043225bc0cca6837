"""What a queue is narrowed by, over its rows: a chip for each part, with a cross."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from seatapp.local.queue_asked import NARROWING, Asked
from seatapp.text import _
from ui.layouts import empty
from ui.queue_filter import part_words
from ui.theme import current_tokens
from ui.widgets.icons import icon
from ui.wording import named


class FilterChips(QWidget):
    """What a queue is narrowed by, each part with a cross; hidden when there is nothing.

    Signals:
        dropped(str): that part is to go.
        all_dropped(): everything is to go.
    """

    dropped = Signal(str)
    all_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 12, 8)
        self._row.setSpacing(6)
        self.hide()

    def show_asked(self, asked: Asked, words: Callable[[str, str], str]) -> None:
        """Show the parts of `asked`; `words` names a value of a part."""
        empty(self._row)
        parts = [part for part in NARROWING if getattr(asked, part)]
        for part in parts:
            chip = QPushButton(named(part_words(part), words(part, getattr(asked, part))))
            chip.setProperty("tone", "chip")
            chip.setIcon(icon("close", current_tokens().accent, 10))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setAccessibleName(_("去掉筛选 {words}").format(words=chip.text()))
            chip.setToolTip(_("去掉这项筛选"))
            chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            chip.clicked.connect(partial(self._drop, part))
            self._row.addWidget(chip)
        if parts:
            everything = QPushButton(_("清除"))
            everything.setProperty("tone", "link")
            everything.clicked.connect(self.all_dropped)
            self._row.addWidget(everything)
        self._row.addStretch(1)
        self.setVisible(bool(parts))

    def _drop(self, part: str, _checked: bool = False) -> None:
        self.dropped.emit(part)
