"""The pages of a shift as tests see and use them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui import desk_parts
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.panes.handover_pane import HandoverPane
from ui.panes.shift_page import ShiftPage
from ui.widgets.item_card import ItemCard
from ui.widgets.photo_strip import PhotoStrip
from ui.worker import Background

TAKER = Person("u1002", "林晓禾")
SCAN = "a7" * 32


def shown(qtbot: QtBot, page: ShiftPage) -> ShiftPage:
    page.resize(1100, 700)
    qtbot.addWidget(page)
    page.show()
    return page


def words_of(page: QWidget) -> str:
    """What stands on labels, pills and buttons."""
    pressed = (one.text() for one in page.findChildren(QAbstractButton) if one.isVisible())
    return "\n".join((desk_parts.words_of(page), *pressed))


def button(page: QWidget, words: str) -> QPushButton:
    found = [b for b in page.findChildren(QPushButton) if words in b.text() and b.isVisible()]
    assert found, (words, [b.text() for b in page.findChildren(QPushButton)])
    return found[0]


def buttons(page: QWidget, words: str) -> list[QPushButton]:
    """Those with exactly these words."""
    found = page.findChildren(QPushButton)
    return [one for one in found if one.text() == words and one.isVisible()]


def text(page: QWidget, name: str) -> QPlainTextEdit:
    """The input for several lines of that name."""
    found = page.findChildren(QPlainTextEdit)
    return next(one for one in found if one.accessibleName() == name and one.isVisible())


def line(page: QWidget, name: str) -> QLineEdit:
    """The first input of that name."""
    found = page.findChildren(QLineEdit)
    return next(one for one in found if one.accessibleName() == name and one.isVisible())


def wait_for(qtbot: QtBot, page: QWidget, words: str) -> None:
    qtbot.waitUntil(lambda: words in words_of(page))


def begun(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> HandoverPane:
    """A handover that an acceptor has begun, with what it asks on the screen."""
    page = HandoverPane(duty, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "还没有交接班")
    button(page, "开始交班（受理员）").click()
    wait_for(qtbot, page, "钥匙在不在")
    return page


def hand_over(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> HandoverPane:
    """Somebody begins a handover, answers what is asked, and signs."""
    page = begun(qtbot, duty, background)
    note, answer = line(page, "交班说明"), line(page, "钥匙在不在？")
    page.outgoing.sign_out()
    wait_for(qtbot, page, "还没有回答：钥匙在不在")
    for field, words in ((note, "已电话催过。"), (answer, "在。")):
        field.setText(words)
        field.textEdited.emit(words)
    photos = page.outgoing.photos
    assert photos is not None
    photos.set_value([SCAN])
    photos.edited.emit()
    page.outgoing.sign_out()
    wait_for(qtbot, page, "已签")
    return page


def card_of(page: QWidget, words: str) -> ItemCard:
    """The card whose title or number has these words."""
    cards = page.findChildren(ItemCard)
    return next(one for one in cards if words in f"{one.item.number} {one.item.title}")


def behind(qtbot: QtBot, page: ShiftPage, card: ItemCard) -> object:
    """What a double click on a card asks the window for."""
    with qtbot.waitSignal(page.root_wanted) as wanted:
        QTest.mouseDClick(card, Qt.MouseButton.LeftButton)
    return wanted.args[0]


def strips(page: QWidget) -> list[PhotoStrip]:
    """The rows of photos that are seen."""
    return [one for one in page.findChildren(PhotoStrip) if one.isVisible()]
