"""Where a case is: the map with its photos, cases and components nearby, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.local.views import CaseDetail
from seatapp.text import _
from ui.dialogs.change_dialog import ChangeDialog, may_note_change
from ui.duty import Duty
from ui.pictures import Pictures
from ui.widgets.fact_grid import value_label
from ui.widgets.map_view import MapView
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.intake.map_data import MapData

MAP_HEIGHT = 320


class CasePlace(QWidget):
    """The page of the place.

    Signals: `case_wanted(str)` see a case that lies nearby; `step_taken(str)` a change of a
    component stands on the disk; `told(str)` a short sentence for a toast.
    """

    case_wanted = Signal(str)
    step_taken = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._pictures = pictures
        self._state: Mapping[str, Any] = {}
        self._read: Mapping[str, Any] | None = None
        self.words = value_label("", _("位置"))
        self.change = QPushButton(_("登记部件变更…"))
        self.change.setToolTip(_("这件反映的部件有新增、灭失、移位或信息变化"))
        self.change.clicked.connect(self._open_change)
        self.map = MapView()
        self.map.setMinimumHeight(MAP_HEIGHT)
        self.map.pin_chosen.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        layout.addWidget(self.map, 1)

    def show_case(self, detail: CaseDetail) -> None:
        """Show this case; the map is read when it is looked at."""
        self._state = detail.state
        self.words.setText(place_words(detail.state))
        of_city = detail.state.get("case_kind") == "grid"
        self.change.setVisible(of_city and may_note_change(self._duty))
        if self.isVisible():
            self._look()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is being looked at."""
        super().showEvent(event)
        if self._state and self._read is not self._state:
            self._look()

    def _look(self) -> None:
        state = self._read = self._state
        self._background.run(
            partial(self._duty.desk.intake.map_for, state), partial(self._take, state)
        )

    def _take(self, state: Mapping[str, Any], data: MapData) -> None:
        if state is self._state:
            self.map.show_map(data)

    def _open_change(self) -> None:
        dialog = ChangeDialog(
            self._duty, self._background, self._pictures, self.window(), self._state
        )
        dialog.taken.connect(self.step_taken)
        dialog.told.connect(self.told)
        dialog.open()

    def _choose(self, kind: str, code: str) -> None:
        if kind == "nearby":
            self.case_wanted.emit(code)


def place_words(state: Mapping[str, Any]) -> str:
    """Address, grid cell and coordinates in one line."""
    parts = [str(state[name]) for name in ("address", "grid_code") if state.get(name)]
    if coordinates := coordinate_words(state):
        parts.append(coordinates)
    return " · ".join(parts) or _("没有填写位置。")


def coordinate_words(state: Mapping[str, Any]) -> str:
    """Degrees with their system; empty where there is no position."""
    lat, lon = state.get("lat_e7"), state.get("lon_e7")
    if not (isinstance(lat, int) and isinstance(lon, int)):
        return ""
    system = str(state.get("datum") or "wgs84").upper()
    return f"{lat / 1e7:.6f}, {lon / 1e7:.6f} ({system})"
