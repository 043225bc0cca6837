"""Which sizes of the interface leave the window the room that it needs on this screen."""

from __future__ import annotations

import os

from PySide6.QtCore import QSize

from ui.remembered import SCALES

SMALLEST = QSize(1024, 560)
"""Below this the window cuts its actions off."""

FACTOR = "QT_SCALE_FACTOR"
"""Where Qt is told of a size that was chosen here; the system's own comes on top of it."""


def scales_with_room(screen: QSize) -> list[str]:
    """The sizes to choose from, where `screen` is free for a window at the size of now."""
    now = float(os.environ.get(FACTOR) or 1)
    sides = [(screen.width(), SMALLEST.width()), (screen.height(), SMALLEST.height())]
    return [
        scale
        for scale in SCALES
        if scale == SCALES[0] or all(has * now * 100 / int(scale) >= need for has, need in sides)
    ]
