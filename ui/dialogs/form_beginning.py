"""What a form begins with: what stands already, what is known, and what was typed and kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from seatapp.domain.entries import Value, Values
from seatapp.text import _
from ui.dialogs.drafts import DraftKeeper
from ui.fields.form import FieldForm
from ui.widgets.section import labelled


class FormBeginning(QWidget):
    """Fills `form`; shows a line, with a way to start over, where a draft was put back.

    `known` need not be typed; what is `meant`, such as the case that somebody just pointed at,
    is never replaced by a draft.

    Signals: `filled()` something else stands in the form now.
    """

    filled = Signal()

    def __init__(self, form: FieldForm, drafts: DraftKeeper, known: Values, meant: Values) -> None:
        super().__init__()
        self._form, self._drafts = form, drafts
        self._known, self._meant = known, meant
        self._started: Values = {}
        self.restart = QPushButton(_("清空重填"))
        self.restart.setProperty("tone", "link")
        self.restart.setAutoDefault(False)
        self.restart.clicked.connect(self._start_over)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(labelled(_("已恢复上次没有办完的内容。"), "secondary"))
        row.addWidget(self.restart)
        row.addStretch(1)
        self.hide()

    @property
    def started(self) -> Values:
        """What stood on the subject when the form opened: only other values are sent."""
        return self._started

    def begin_with(self, started: Values) -> None:
        """Show what stands on the subject already."""
        self._started = started
        self._form.fill(started)

    def fill_known(self) -> None:
        """Show what need not be typed, once the lists are there."""
        self._form.fill(self._known)

    def restore(self, draft: Values) -> None:
        """Put back what was typed, and left empty, the last time."""
        taken_out = dict.fromkeys(self._known.keys() - self._started.keys() - draft.keys())
        self._form.fill({**taken_out, **draft, **self._meant})
        self.show()
        self.filled.emit()

    def _start_over(self) -> None:
        blank: dict[str, Value] = dict.fromkeys(self._form.asked)
        self._form.fill({**blank, **self._started, **self._known})
        self._drafts.forget()
        self.hide()
        self.filled.emit()
