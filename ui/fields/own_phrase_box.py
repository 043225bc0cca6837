"""The phrases of one's own beside a text: put in when chosen, and added to from what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from seatapp.text import _
from ui.fields.catalogue import Item
from ui.fields.own_phrases import Writer, keep_phrase, own_phrases
from ui.worker import Background

SHOWN_AT_ONCE = 12
LETTERS = 10


class OwnPhraseBox(QComboBox):
    """Offers what the person keeps, the newest first, and to keep what `words` gives.

    Signals: `chosen(str)` put these words in; `kept(str)` they are kept, as a sentence; `shut()`
    the open list has gone, whatever was done in it.
    """

    chosen = Signal(str)
    kept = Signal(str)
    shut = Signal()

    def __init__(
        self,
        duty: Writer,
        background: Background,
        words: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty, self._background, self._words = duty, background, words
        self._own: list[Item] | None = None
        self.setPlaceholderText(_("★ 我的常用语"))
        self.setAccessibleName(_("我的常用语"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)
        self.setMaxVisibleItems(SHOWN_AT_ONCE)
        self.activated.connect(self._take)
        self.view().installEventFilter(self)

    def showPopup(self) -> None:
        """The list is as wide as what stands in it."""
        view = self.view()
        view.setMinimumWidth(
            view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width()
        )
        super().showPopup()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the list has gone."""
        if event.type() == QEvent.Type.Hide:
            self.shut.emit()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Read again what the person keeps."""
        self._background.look(partial(own_phrases, self._duty.reader), self._offer)

    def _offer(self, own: Sequence[Item]) -> None:
        if own == self._own:
            return
        self._own = list(own)
        self.clear()
        for item in own:
            self.addItem(item.name, item.text)
        if own:
            self.insertSeparator(len(own))
        self.addItem(_("＋ 存为我的常用语"), "")
        self.setCurrentIndex(-1)

    def _take(self, place: int) -> None:
        words = str(self.itemData(place) or "")
        self.setCurrentIndex(-1)
        if words:
            self.chosen.emit(words)
        elif said := self._words().strip():
            keep = partial(keep_phrase, self._duty, said)
            self._background.run(keep, self._tell_kept)

    def _tell_kept(self, _nothing: None) -> None:
        self.kept.emit(_("已存为您的常用语，只有您能看到。"))
        self.look()
