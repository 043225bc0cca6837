"""A dialog of one small form: a few inputs under their names, a remark, and two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.text import _
from ui.widgets.announced import announce
from ui.widgets.section import labelled


class SmallForm(QDialog):
    """The frame of such a dialog; `send` is its button, `fault` the line that says what is wrong.

    It lasts until it is closed: whoever uses it closes it when the work is done.
    """

    def __init__(self, title: str, send: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.send = QPushButton(send)
        self.send.setProperty("tone", "primary")
        self.send.setDefault(True)
        self.fault = labelled("", "fault")
        self.fault.setWordWrap(True)
        self.fault.hide()

    def say(self, sentence: str) -> None:
        """Tell why it was not done; what was chosen stays."""
        self.fault.setText(sentence)
        self.fault.show()
        announce(self.fault, sentence)
        self.stand_again()

    def stand_again(self) -> None:
        """It broke off, and can be tried again."""
        self.send.setEnabled(True)

    def lay_out(self, inputs: Sequence[tuple[str, QWidget]], remark: str) -> None:
        """Put the inputs under their names, and the remark beneath them."""
        form = QFormLayout()
        form.setSpacing(10)
        for words, widget in inputs:
            widget.setAccessibleName(words)
            form.addRow(labelled(words, "field"), widget)
        told = labelled(remark, "secondary")
        told.setWordWrap(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(12)
        whole.addWidget(labelled(self.windowTitle(), "title"))
        whole.addLayout(form)
        whole.addWidget(told)
        whole.addWidget(self.fault)
        whole.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        cancel = QPushButton(_("取消"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.send)
        return foot
