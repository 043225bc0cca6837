"""Everyday things with layouts: a page that scrolls, a column of rows, and a fresh start."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

SCROLL_BAR_PX = 10
"""Room at the right for a scroll bar; what stands below such a page ends where it does."""

EXPLICIT = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
"""Somebody has shown or hidden the part on purpose."""


def scrolled(page: QWidget) -> QScrollArea:
    """`page` in an area that scrolls up and down only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 2, SCROLL_BAR_PX, 8)
    layout.addWidget(page)
    area.setWidget(holder)
    for part in (holder, area.viewport()):
        part.setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def lay_out_now(page: QWidget, area: QScrollArea) -> None:
    """Give what was just put on `page` its room in `area` before it is painted.

    Qt shows the new parts of a layout in a later turn only, lays them out after that, and would
    paint them once in the room of what stood there before. Menus belong to a part as windows of
    their own: they stay closed, as an open one would take every key.
    """
    for part in page.findChildren(QWidget):
        if part.isHidden() and not (part.isWindow() or part.testAttribute(EXPLICIT)):
            part.show()
    holder = area.widget()
    layout = holder.layout()
    assert layout is not None
    layout.activate()
    # The area takes the new height from this event, which would come only after the painting.
    QApplication.sendEvent(area, QEvent(QEvent.Type.LayoutRequest))


def in_column(part: QWidget, width: int) -> QWidget:
    """`part` at the left of a cell so wide at least: rows drawn one by one stand in line."""
    cell = QWidget()
    cell.setMinimumWidth(width)
    row = QHBoxLayout(cell)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return cell


def bring_into_sight(part: QWidget) -> None:
    """Scroll the page that `part` stands on, once what was just shown beside it has its place."""
    area = part.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        QTimer.singleShot(0, part, partial(area.ensureWidgetVisible, part))


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        assert item is not None
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
