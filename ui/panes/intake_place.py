"""The place in the intake form: from a photo, from the map, and what follows from a grid cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from seatapp.domain.entries import Value
from seatapp.text import _
from ui.dialogs.map_dialog import MapDialog
from ui.dialogs.photo_place import photo_place
from ui.duty import Duty
from ui.fields.form import FieldForm
from ui.fields.place import PlaceInput
from ui.worker import Background


class IntakePlace(QObject):
    """Fills the place where nobody did. Signals: `changed()` something was put into the form."""

    changed = Signal()

    def __init__(
        self,
        duty: Duty,
        background: Background,
        place: PlaceInput,
        form: FieldForm,
        values: Callable[[], dict[str, Value]],
        pane: QWidget,
    ) -> None:
        super().__init__(pane)
        self._duty = duty
        self._background = background
        self._place = place
        self._form = form
        self._values = values
        self._pane = pane
        place.photo_wanted.connect(self._take_photo_place)
        place.map_wanted.connect(self._open_map)
        form.asked["grid_code"].input.edited.connect(partial(form.follow, "grid_code", "area"))

    def _take_photo_place(self) -> None:
        hashes = self._values().get("photos_before")
        read = partial(photo_place, self._duty.desk.intake, hashes)
        self._background.run(read, self._put_photo_place)

    def _open_map(self) -> None:
        intake = self._duty.desk.intake
        dialog = MapDialog(intake, self._background, self._values(), self._pane.window())
        dialog.pointed.connect(self._put_map_place)
        dialog.component_chosen.connect(self._put_component)
        dialog.open()

    def _put_map_place(self, lat_e7: int, lon_e7: int, cell: str) -> None:
        """Take the point; the grid cell only where none was chosen."""
        self._place.take_point(lat_e7, lon_e7, "wgs84", _("取自地图上的点。"))
        if cell and not self._form.values().get("grid_code"):
            self._form.fill({"grid_code": cell})
            self._form.follow("grid_code", "area")
            self.changed.emit()

    def _put_component(self, code: str) -> None:
        """Take the component that was pointed at, where none was chosen."""
        if not self._form.values().get("component_code"):
            self._form.fill({"component_code": code})
            self.changed.emit()

    def _put_photo_place(self, place: tuple[int, int] | None) -> None:
        if place is None:
            self._place.say(_("照片里没有位置信息。"))
        else:
            self._place.take_point(*place, "wgs84", _("取自照片的拍摄位置。"))
