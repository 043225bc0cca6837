"""Where it is: typed or pasted coordinates, those of a photo, or a point on the map.

One input for three fields (`lat_e7`, `lon_e7`, `datum`): the system goes with every point.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from seatapp.domain.entries import Value
from seatapp.domain.positions import typed_position
from seatapp.text import _
from ui.fields.base import FieldInput, plain_button
from ui.fields.choices import Option
from ui.fields.held import HeldInput

E7 = 10_000_000


class PlaceInput(FieldInput):
    """The latitude on behalf of the whole position; `lon` and `datum` are inputs beside it.

    Signals: `photo_wanted()` take the position of the photo; `map_wanted()` point at it.
    """

    photo_wanted = Signal()
    map_wanted = Signal()

    def __init__(self, datums: list[Option], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lat: Value = None
        self.lon = HeldInput(self._show)
        self.datum = HeldInput(self._show)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(_("纬度，经度（可粘贴）"))
        self.system = QComboBox()
        self.system.setAccessibleName(_("坐标系"))
        for code, words in datums:
            self.system.addItem(words, code)
        self.from_photo = plain_button(_("取照片位置"))
        self.on_map = plain_button(_("地图选点"))
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self.note.hide()
        self._lay_out()
        self.edit.textEdited.connect(self._read)
        self.system.activated.connect(self._read)
        self.from_photo.clicked.connect(self.photo_wanted)
        self.on_map.clicked.connect(self.map_wanted)

    def value(self) -> Value:
        """The latitude in whole 1e-7 degrees, or None."""
        return self._lat

    def set_value(self, value: Value) -> None:
        """Show the position with this latitude."""
        self._lat = value
        self._show()

    def first(self) -> QWidget:
        """The line."""
        return self.edit

    def finish(self) -> str:
        """What is no position would be lost."""
        return _no_place() if self.edit.text().strip() and self._lat is None else ""

    def take_point(self, lat_e7: int, lon_e7: int, datum: str, why: str) -> None:
        """Put a point in that a person chose elsewhere, and say where it is from."""
        self._lat = lat_e7
        self.lon.take(lon_e7)
        self.datum.take(datum)
        self._show()
        self._say(why)
        self.edited.emit()

    def say(self, words: str) -> None:
        """Say something under the line."""
        self._say(words)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.edit, 1)
        row.addWidget(self.system)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.from_photo)
        buttons.addWidget(self.on_map)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addLayout(buttons)
        layout.addWidget(self.note)

    def _show(self) -> None:
        lat, lon = self._lat, self.lon.value()
        known = isinstance(lat, int) and isinstance(lon, int)
        self.edit.setText(f"{int(lat) / E7:.7f}, {int(lon) / E7:.7f}" if known else "")  # type: ignore[arg-type]
        place = self.system.findData(self.datum.value())
        self.system.setCurrentIndex(max(place, 0))
        self._say("")

    def _read(self) -> None:
        """Take what stands in the line, with the system that is chosen beside it."""
        text = self.edit.text().strip()
        found = typed_position(text)
        self._lat = None if found is None else round(found.lat * E7)
        self.lon.take(None if found is None else round(found.lon * E7))
        self.datum.take(None if found is None else str(self.system.currentData()))
        if text and found is None:
            self._say(_no_place())
        elif found is not None and found.turned:
            self._say(_("先写的是经度，已按“经度，纬度”读取。"))
        else:
            self._say("")
        self.edited.emit()

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))


def _no_place() -> str:
    return _("这不是一个位置，例如 39.0021, 104.0007。")
