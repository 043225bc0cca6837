"""Two everyday things with layouts: a page that scrolls, and a fresh start."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget


def scrolled(page: QWidget) -> QScrollArea:
    """`page` in an area that scrolls up and down only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 2, 10, 8)
    layout.addWidget(page)
    area.setWidget(holder)
    for part in (holder, area.viewport()):
        part.setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        assert item is not None
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
