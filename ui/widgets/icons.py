"""The program's own icons: line drawings that take the colour they are asked for."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SCALE = 3


@lru_cache(maxsize=128)
def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """The drawing `resources/icons/<name>.svg` in `colour` (`#RRGGBB`)."""
    return QIcon(pixmap(name, colour, size))


@lru_cache(maxsize=128)
def pixmap(name: str, colour: str, size: int = 16) -> QPixmap:
    """The same as a picture that stays sharp up to three times its size."""
    drawing = (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    made = QPixmap(size * _SCALE, size * _SCALE)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(_SCALE)
    return made
