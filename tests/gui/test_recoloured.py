"""Another set of colours: what is seen changes at once, what is hidden when it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from ui.recoloured import Recoloured
from ui.theme import DARK, DARK_TOKENS, LIGHT, use_theme
from ui.widgets.dressed import dress
from ui.widgets.section import labelled


@pytest.fixture
def pages(qtbot: QtBot, qapp: QApplication) -> Iterator[QStackedWidget]:
    made = QStackedWidget()
    qtbot.addWidget(made)
    for words in ("前页", "后页"):
        made.addWidget(labelled(words, "secondary"))
    made.show()
    yield made
    use_theme(qapp, LIGHT)


def ink(label: QLabel) -> str:
    return label.palette().color(QPalette.ColorRole.WindowText).name().upper()


def test_what_is_hidden_is_made_anew_when_it_is_shown(
    qapp: QApplication, pages: QStackedWidget
) -> None:
    made: list[str] = []
    for place in range(pages.count()):
        page = pages.widget(place)
        assert isinstance(page, QLabel)
        Recoloured(page, partial(made.append, page.text()))
    use_theme(qapp, DARK)
    use_theme(qapp, LIGHT)
    assert made == ["前页", "前页"]
    pages.setCurrentIndex(1)
    pages.setCurrentIndex(0)
    pages.setCurrentIndex(1)
    assert made == ["前页", "前页", "后页"]


def test_the_sheet_dresses_hidden_pages_too(qapp: QApplication, pages: QStackedWidget) -> None:
    pages.setCurrentIndex(1)
    pages.setCurrentIndex(0)
    use_theme(qapp, DARK)
    seen = [pages.widget(place) for place in range(pages.count())]
    assert [ink(one) for one in seen if isinstance(one, QLabel)] == [DARK_TOKENS.secondary] * 2


def test_a_part_takes_another_look_while_it_is_shown(
    qapp: QApplication, pages: QStackedWidget
) -> None:
    label = pages.currentWidget()
    assert isinstance(label, QLabel)
    use_theme(qapp, DARK)
    dress(label, level="late")
    assert ink(label) == DARK_TOKENS.late
