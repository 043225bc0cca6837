"""Input for a moment: empty, typed, or 现在."""

from __future__ import annotations

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QWidget

from seatapp.domain.entries import Value
from seatapp.text import _
from ui.durations import SITE_ZONE
from ui.fields.base import FieldInput, plain_button

EMPTY_YEAR = 2000


class MomentInput(FieldInput):
    """Date and time of the city's clock; the empty box is the first moment of the year 2000."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = QTimeZone(SITE_ZONE.key.encode())
        self._empty = QDateTime(QDate(EMPTY_YEAR, 1, 1), QTime(0, 0), self._zone)
        self.edit = QDateTimeEdit()
        self.edit.setTimeZone(self._zone)
        self.edit.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.edit.setMinimumDateTime(self._empty)
        self.edit.setSpecialValueText(_("未填"))
        self.edit.setCalendarPopup(True)
        self.edit.setDateTime(self._empty)
        self.now = plain_button(_("现在"))
        self.clear = plain_button(_("清除"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.edit, self.now, self.clear):
            layout.addWidget(part, 1 if part is self.edit else 0)
        self.setFocusProxy(self.edit)
        self.edit.dateTimeChanged.connect(self._tell)
        self.now.clicked.connect(self._set_now)
        self.clear.clicked.connect(self._clear)

    def value(self) -> Value:
        """Seconds since 1970, or None."""
        moment = self.edit.dateTime()
        return None if moment <= self._empty else moment.toSecsSinceEpoch()

    def set_value(self, value: Value) -> None:
        """Show the moment."""
        self.edit.blockSignals(True)
        shown = self._empty if value is None else self._moment(int(str(value)))
        self.edit.setDateTime(shown)
        self.edit.blockSignals(False)

    def first(self) -> QWidget:
        """The date."""
        return self.edit

    def _moment(self, seconds: int) -> QDateTime:
        return QDateTime.fromSecsSinceEpoch(seconds, self._zone)

    def _tell(self) -> None:
        self.edited.emit()

    def _set_now(self) -> None:
        now = QDateTime.currentDateTime().toTimeZone(self._zone)
        self.edit.setDateTime(now.addSecs(-now.time().second()))

    def _clear(self) -> None:
        self.edit.setDateTime(self._empty)
