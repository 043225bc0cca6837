"""A place that need not be typed: taken from a photo, or pointed at on the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from seatapp.text import _
from ui.dialogs.map_dialog import MapDialog
from ui.dialogs.photo_place import photo_place
from ui.duty import Duty
from ui.fields.place import PlaceInput
from ui.worker import Background


class PlaceAids(QObject):
    """Does what the buttons of `place` promise.

    `values` are those of the form around it as a case names them; the map stands over the window
    of `form`.

    Signals: `pointed(str)` a point of the map was taken, with the grid cell there, empty outside
    of all; `component_chosen(str)` a component was pointed at, by its code.
    """

    pointed = Signal(str)
    component_chosen = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        place: PlaceInput,
        values: Callable[[], Mapping[str, Any]],
        form: QWidget,
    ) -> None:
        super().__init__(form)
        self._duty, self._background = duty, background
        self._place, self._values, self._form = place, values, form
        place.photo_wanted.connect(self._look_at_photos)
        place.map_wanted.connect(self._open_map)

    def _look_at_photos(self) -> None:
        read = partial(photo_place, self._duty.desk.intake, self._values().get("photos_before"))
        self._background.run(read, self._put_photo_place)

    def _put_photo_place(self, place: tuple[int, int] | None) -> None:
        if place is None:
            self._place.say(_("照片里没有位置信息。"))
        else:
            self._place.take_point(*place, "wgs84", _("取自照片的拍摄位置。"))

    def _open_map(self) -> None:
        intake = self._duty.desk.intake
        dialog = MapDialog(intake, self._background, self._values(), self._form.window())
        dialog.pointed.connect(self._put_map_place)
        dialog.component_chosen.connect(self.component_chosen)
        dialog.open()

    def _put_map_place(self, lat_e7: int, lon_e7: int, cell: str) -> None:
        self._place.take_point(lat_e7, lon_e7, "wgs84", _("取自地图上的点。"))
        self.pointed.emit(cell)
