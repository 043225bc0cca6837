"""Words that others have written are shown as they are: no markup, no picture from elsewhere."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.elided import ElidedLabel
from ui.widgets.plain_tip import plain_tip
from ui.widgets.section import labelled

HOSTILE = '<img src="file://host/share/x.png"><b>东湖路</b> & 12 号'


def as_seen(tip: str) -> str:
    """What a tip shows; it must hold no picture."""
    document = QTextDocument()
    document.setHtml(tip)
    assert "\ufffc" not in document.toPlainText()
    return document.toPlainText()


def test_a_tip_shows_tags_as_they_were_typed() -> None:
    assert as_seen(plain_tip(HOSTILE)) == HOSTILE
    assert as_seen(plain_tip(f"第一行\n{HOSTILE}")) == f"第一行\n{HOSTILE}"
    assert plain_tip("东湖路 12 号 & 3") == "东湖路 12 号 & 3"


def test_a_label_that_is_cut_short_tells_the_rest_in_plain_words(qtbot: QtBot) -> None:
    label = ElidedLabel(HOSTILE)
    qtbot.addWidget(label)
    label.resize(40, 20)
    label.grab()
    assert as_seen(label.toolTip()) == HOSTILE


def test_a_label_of_a_role_takes_nothing_for_markup(qtbot: QtBot) -> None:
    label, markup = labelled(HOSTILE, "strong"), QLabel(HOSTILE)
    for widget in (label, markup):
        qtbot.addWidget(widget)
    assert label.sizeHint().width() > markup.sizeHint().width()
