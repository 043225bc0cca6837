"""The place in the intake form: what follows from a grid cell, a point of the map, a component."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from seatapp.domain.entries import Value
from ui.dialogs.place_aids import PlaceAids
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
        self._form = form
        aids = PlaceAids(duty, background, place, values, pane)
        aids.pointed.connect(self._put_cell)
        aids.component_chosen.connect(self._put_component)
        form.asked["grid_code"].input.edited.connect(partial(form.follow, "grid_code", "area"))

    def _put_cell(self, cell: str) -> None:
        """Take the grid cell of the point, where none was chosen."""
        if cell and not self._form.values().get("grid_code"):
            self._form.fill({"grid_code": cell})
            self._form.follow("grid_code", "area")
            self.changed.emit()

    def _put_component(self, code: str) -> None:
        """Take the component that was pointed at, where none was chosen."""
        if not self._form.values().get("component_code"):
            self._form.fill({"component_code": code})
            self.changed.emit()
