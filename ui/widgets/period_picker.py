"""Picks a period: month, week, quarter or year, the latest on top, and one of its editions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from seatapp.domain.periods import first_day, period_before, week_of
from seatapp.text import _
from ui.durations import local

MOST = {"month": 25, "week": 27, "quarter": 9, "year": 4}
"""How many periods of each kind are offered."""

SETTLING_DAYS = {"month": 5, "week": 1, "quarter": 5, "year": 5}
"""So many days into a period it is the one before that is reckoned up and frozen."""


class PeriodPicker(QWidget):
    """Boxes for the kind of period, the period and its edition.

    Signals:
        chosen(): another period or edition was chosen.
    """

    chosen = Signal()

    def __init__(self, clock: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.kinds = QComboBox()
        self.periods = QComboBox()
        self.editions = QComboBox()
        self.kinds.setAccessibleName(_("统计时段"))
        self.periods.setAccessibleName(_("月份"))
        self.editions.setAccessibleName(_("版本"))
        for name, words in (
            ("month", _("按月")),
            ("week", _("按周")),
            ("quarter", _("按季")),
            ("year", _("按年")),
        ):
            self.kinds.addItem(words, name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for box in (self.kinds, self.periods, self.editions):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            row.addWidget(box)
        self.show_editions((), 0)
        self.kinds.activated.connect(self._choose_kind)
        self.periods.activated.connect(self._choose_period)
        self.editions.activated.connect(self._choose_edition)

    @property
    def period(self) -> str:
        """The period that is chosen."""
        return str(self.periods.currentData() or "")

    @property
    def edition(self) -> int:
        """The edition that is chosen; 0 for the figures of now."""
        return int(self.editions.currentData() or 0)

    @property
    def kind(self) -> str:
        """The kind of period: month, week, quarter, year."""
        return str(self.kinds.currentData())

    def start(self) -> None:
        """Offer the periods up to the running one, unless they are there already."""
        if self.periods.itemData(0) != self._running():
            self._fill()

    def show_editions(self, editions: Sequence[int], shown: int) -> None:
        """Offer the editions that there are; `shown` stands there."""
        self.editions.clear()
        self.editions.addItem(_("当前数据"), 0)
        for edition in reversed(editions):
            self.editions.addItem(_("第 {n} 版").format(n=edition), edition)
        self.editions.setCurrentIndex(max(0, self.editions.findData(shown)))
        self.editions.setEnabled(bool(editions))

    def _fill(self) -> None:
        self.periods.clear()
        period = self._running()
        for _place in range(MOST[self.kind]):
            self.periods.addItem(_named(period), period)
            period = period_before(period)
        today = local(self._clock()).date()
        begun = (today - first_day(self._running())).days
        self.periods.setCurrentIndex(int(begun < SETTLING_DAYS[self.kind]))
        self.show_editions((), 0)

    def _running(self) -> str:
        today = local(self._clock()).date()
        return {
            "month": f"{today:%Y-%m}",
            "week": week_of(today),
            "quarter": f"{today:%Y}-Q{(today.month + 2) // 3}",
            "year": f"{today:%Y}",
        }[self.kind]

    def _choose_kind(self, _place: int) -> None:
        self._fill()
        self.chosen.emit()

    def _choose_period(self, _place: int) -> None:
        self.show_editions((), 0)
        self.chosen.emit()

    def _choose_edition(self, _place: int) -> None:
        self.chosen.emit()


def _named(period: str) -> str:
    year = int(period[:4])
    if "W" in period:
        return _("{year}年第{week}周").format(year=year, week=int(period[-2:]))
    if "Q" in period:
        return _("{year}年{quarter}季度").format(year=year, quarter=int(period[-1]))
    if len(period) == len("2026"):
        return _("{year}年").format(year=year)
    return _("{year}年{month}月").format(year=year, month=int(period[5:]))
