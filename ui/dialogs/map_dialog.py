"""Points at a place: one click on the map, and the form has position and grid cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.text import _
from ui.duty import IntakeHelp
from ui.widgets.map_view import MapView
from ui.widgets.section import labelled
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.intake.map_data import MapData

SHARE = 0.8


class MapDialog(QDialog):
    """The map around what is known so far.

    Signals: `pointed(int, int, str)` latitude, longitude (whole 1e-7 degrees of WGS-84) and the
    grid cell there, empty outside of all; `component_chosen(str)` a component by its code.
    """

    pointed = Signal(int, int, str)
    component_chosen = Signal(str)

    def __init__(
        self,
        intake: IntakeHelp,
        background: Background,
        values: Mapping[str, Any],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("地图选点"))
        self._intake = intake
        self._background = background
        self.map = MapView()
        close = QPushButton(_("关闭"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(labelled(_("单击选点，滚轮缩放，拖动移动；单击菱形选部件"), "secondary"), 1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.map, 1)
        layout.addLayout(row)
        room = _outermost(parent).size()
        self.resize(int(room.width() * SHARE), int(room.height() * SHARE))
        self.map.picked.connect(self._take_spot)
        self.map.pin_chosen.connect(self._take_pin)
        background.run(partial(intake.map_for, values), self._show)

    def _show(self, data: MapData) -> None:
        self.map.show_map(data)

    def _take_spot(self, lat_e7: int, lon_e7: int) -> None:
        self._background.run(
            partial(self._intake.cell_at, lat_e7, lon_e7), partial(self._tell, lat_e7, lon_e7)
        )

    def _tell(self, lat_e7: int, lon_e7: int, cell: str) -> None:
        self.pointed.emit(lat_e7, lon_e7, cell)
        self.accept()

    def _take_pin(self, kind: str, code: str) -> None:
        if kind == "component":
            self.component_chosen.emit(code)
            self.accept()


def _outermost(widget: QWidget) -> QWidget:
    """The window behind all dialogs, by whose size a map is made."""
    window = widget.window()
    while (behind := window.parentWidget()) is not None:
        window = behind.window()
    return window
