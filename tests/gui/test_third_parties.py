"""The page 关于 leads to the licences of what comes with the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.dialogs.about import AboutDialog
from ui.dialogs.third_parties import ThirdPartiesDialog


def test_the_licences_are_read_from_the_page(qtbot: QtBot) -> None:
    about = AboutDialog([])
    qtbot.addWidget(about)
    about.show()
    QTest.mouseClick(about.licences, Qt.MouseButton.LeftButton)
    shown = about.findChild(ThirdPartiesDialog)
    assert shown is not None
    assert shown.isVisible()
    text = shown.text.toPlainText()
    assert "pyside6-essentials" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert shown.text.isReadOnly()
