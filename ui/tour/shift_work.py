"""What hands do on the screens of a shift: hand over, take over, write into the log."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from seatapp.text import _
from ui.panes.duty_log_pane import DutyLogPane
from ui.panes.handover_pane import HandoverPane
from ui.panes.shift_page import ShiftPage
from ui.place_names import DUTY_LOG, HANDOVER
from ui.tour.driver import Driver
from ui.tour.hands import click, write

SIGNINGS = 3


def go_to(driver: Driver, place: str) -> ShiftPage:
    """Go to a screen of the shift by the rail."""
    driver.come_forward()
    click(driver.window.rail.item(place))
    page = driver.window.places.shift_page(place)
    driver.wait_until(lambda: driver.window.places.currentWidget() is page, place)
    driver.settle()
    return page


def hand_over(driver: Driver, post: str, answer: str) -> str:
    """Begin a handover, answer what is asked, and sign; the handover.

    A queue that has changed meanwhile is counted again, and wants to be signed again.
    """
    page = _handovers(driver)
    _press(driver, page, post)
    driver.wait_until(lambda: _inputs(page), "the questions of the handover")
    driver.settle()
    for field in _inputs(page):
        write(field, answer)
    for _signing in range(SIGNINGS):
        page.outgoing.sign_out()
        driver.settle()
        if _button(page, _("本人接续签字")):
            break
    driver.wait_until(lambda: _button(page, _("本人接续签字")), "the handover signed")
    driver.settle()
    assert page.chosen is not None
    return page.chosen


def take_over(driver: Driver, handover: str) -> None:
    """Take the first item, then the rest, and sign."""
    page = _handovers(driver)
    page.open(handover)
    rest, sign = _("其余 {n} 项全部接下").split("{n}")[0], _("签字接班")
    driver.wait_until(lambda: _button(page, rest), "the items of the handover")
    driver.settle()
    _press(driver, page, rest)
    driver.wait_until(lambda: _ready(page, sign), "every item answered")
    _press(driver, page, sign)
    driver.wait_until(lambda: _button(page, sign) is None, "the handover taken")
    driver.settle()


def write_log(driver: Driver, kind: str, words: str) -> None:
    """Write a line into the duty log."""
    page = go_to(driver, DUTY_LOG)
    assert isinstance(page, DutyLogPane)
    page.kind.setCurrentText(kind)
    page.words.setPlainText(words)
    page.write()
    driver.wait_until(lambda: not page.words.toPlainText(), "the line written")
    driver.settle()


def _handovers(driver: Driver) -> HandoverPane:
    page = go_to(driver, HANDOVER)
    assert isinstance(page, HandoverPane)
    return page


def _press(driver: Driver, page: QWidget, words: str) -> None:
    button = driver.wait_until(lambda: _button(page, words), words)
    click(button)
    driver.settle()


def _button(page: QWidget, words: str) -> QAbstractButton | None:
    found = page.findChildren(QAbstractButton)
    return next((one for one in found if words in one.text() and one.isVisible()), None)


def _ready(page: QWidget, words: str) -> bool:
    button = _button(page, words)
    return button is not None and button.isEnabled()


def _inputs(page: QWidget) -> list[QLineEdit]:
    """The answers to the questions: the inputs in the column at the right."""
    found = page.findChildren(QLineEdit)
    return [one for one in found if one.isVisible() and not one.placeholderText()]
