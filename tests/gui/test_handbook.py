"""Reading the handbook in the window."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from seatapp.handbook import chapters
from ui.dialogs.handbook import HandbookDialog


@pytest.fixture
def book(qtbot: QtBot) -> HandbookDialog:
    dialog = HandbookDialog()
    qtbot.addWidget(dialog)
    return dialog


def titles_of(book: HandbookDialog) -> list[str]:
    return [book.titles.item(row).text() for row in range(book.titles.count())]


def test_it_opens_at_its_first_chapter(book: HandbookDialog) -> None:
    assert titles_of(book) == [one.title for one in chapters()]
    assert book.page.toPlainText().startswith(chapters()[0].title)


def test_words_narrow_the_chapters_and_are_marked(book: HandbookDialog) -> None:
    book.search.setText("签字")
    assert "交接班" in titles_of(book)
    assert len(titles_of(book)) < len(chapters())
    marked: set[str] = set()
    for one in book.page.extraSelections():
        # The fields of Qt's struct are missing in its stub.
        marked.add(one.cursor.selectedText())  # type: ignore[attr-defined]
    assert marked == {"签字"}


def test_words_that_stand_nowhere_are_said_so(book: HandbookDialog) -> None:
    book.search.setText("量子")
    assert titles_of(book) == []
    assert "没有这些字" in book.page.toPlainText()
    book.search.clear()
    assert len(titles_of(book)) == len(chapters())
