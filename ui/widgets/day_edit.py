"""A day in the city's calendar, to be typed or chosen; the computer's own zone plays no part."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from ui.durations import SITE_ZONE, local


class DayEdit(QDateEdit):
    """Begins with the day of `now` (seconds since 1970) in the city, or so many `days_back`."""

    def __init__(
        self, name: str, now: int, days_back: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setDate(date_of(now).addDays(-days_back))
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setAccessibleName(name)

    @property
    def day(self) -> date:
        """The day that is chosen."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    @property
    def begins(self) -> int:
        """When it begins in the city, in seconds since 1970."""
        return midnight(self.day)

    @property
    def ends(self) -> int:
        """When the next day begins there."""
        return midnight(self.day + timedelta(days=1))


def date_of(at: int) -> QDate:
    """The day of a moment (seconds since 1970) in the city."""
    day = local(at).date()
    return QDate(day.year, day.month, day.day)


def midnight(day: date) -> int:
    """When a day begins in the city, in seconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=SITE_ZONE).timestamp())
