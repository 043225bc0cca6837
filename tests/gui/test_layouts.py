"""What lays a page out at once shows its parts, and nothing that would stand over the window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.layouts import lay_out_now, scrolled


def test_a_menu_of_a_button_stays_closed_when_its_page_is_laid_out(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    area = scrolled(page)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    more = QPushButton("更多")
    menu = QMenu(more)
    more.setMenu(menu)
    new = QLabel("刚放上去的")
    for part in (new, more):
        column.addWidget(part)
    lay_out_now(page, area)
    assert new.isVisible()
    assert not menu.isVisible()
    assert QApplication.activePopupWidget() is None
