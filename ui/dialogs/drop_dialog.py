"""Giving up a step that the centre did not accept: never without a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.errors import WorldError
from seatapp.local.views import RefusalItem
from seatapp.text import _
from ui.duty import Duty
from ui.fields.catalogue import Catalogue
from ui.fields.lists import phrases_of, read_catalogues
from ui.fields.own_phrase_box import OwnPhraseBox
from ui.fields.plain import TextInput
from ui.widgets.section import labelled
from ui.worker import Background

WIDTH = 520
REASONS = "drop"


class DropDialog(QDialog):
    """Asks why. Signals: `dropped(str)` the refusal is settled, with its entry."""

    dropped = Signal(str)

    def __init__(
        self, duty: Duty, background: Background, item: RefusalItem, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._item = item
        self.setWindowTitle(_("放弃"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.phrases = QComboBox()
        self.phrases.setPlaceholderText(_("常用语…"))
        self.phrases.setAccessibleName(_("理由的常用语"))
        self.reason = TextInput(3)
        self.own = OwnPhraseBox(duty, background, self._words)
        self.reason.first().setAccessibleName(_("理由，必填"))
        self.fault = QLabel()
        self.fault.setProperty("role", "fault")
        self.fault.setWordWrap(True)
        self.confirm = QPushButton(_("放弃这一步"))
        self.confirm.setProperty("tone", "danger")
        self.cancel = QPushButton(_("返回"))
        self._lay_out()
        self.phrases.activated.connect(self._take_phrase)
        self.own.chosen.connect(self._put_in)
        self.reason.edited.connect(self.fault.clear)
        self.confirm.clicked.connect(self.confirm_drop)
        self.cancel.clicked.connect(self.reject)
        self.own.look()
        background.run(partial(read_catalogues, duty.reader, ["reason"]), self._take_lists)
        self.reason.first().setFocus()

    def confirm_drop(self) -> None:
        """Settle the refusal with the reason that was typed."""
        reason = self.reason.value()
        if not reason:
            self.fault.setText(_("✕ 请写明放弃的理由。"))
            self.reason.first().setFocus()
            return
        self.confirm.setEnabled(False)
        close = partial(self._duty.desk.drop_refusal, self._item.entry_id, str(reason))
        self._background.run(close, self._finish, self._fail, self._stand_again)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter confirms; Enter presses the button that has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.confirm_drop()
            elif isinstance(focus, QPushButton):
                focus.click()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        words = _("放弃“{label}”？填写过的内容不再办理，案件保持现在的情况。")
        question = QLabel(words.format(label=self._item.label))
        question.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.cancel, self.confirm):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(labelled(_("放弃"), "title"))
        layout.addWidget(question)
        phrases = QHBoxLayout()
        phrases.setSpacing(8)
        phrases.addWidget(self.phrases, 1)
        phrases.addWidget(self.own)
        layout.addLayout(phrases)
        for part in (self.reason, self.fault):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.resize(WIDTH, layout.heightForWidth(WIDTH))

    def _take_lists(self, catalogues: dict[str, Catalogue]) -> None:
        for item in phrases_of(catalogues["reason"], REASONS):
            self.phrases.addItem(item.name)
        self.phrases.setCurrentIndex(-1)

    def _take_phrase(self, place: int) -> None:
        words = self.phrases.itemText(place)
        self.phrases.setCurrentIndex(-1)
        self._put_in(words)

    def _put_in(self, words: str) -> None:
        self.reason.take_phrase(words)
        self.reason.first().setFocus()

    def _words(self) -> str:
        return str(self.reason.value() or "")

    def _finish(self, _nothing: None) -> None:
        self.dropped.emit(self._item.entry_id)
        self.accept()

    def _stand_again(self) -> None:
        self.confirm.setEnabled(True)

    def _fail(self, error: WorldError) -> None:
        self._stand_again()
        self.fault.setText(f"✕ {error.sentence}")
