"""The handbook in the window: chapters at the left, words to look for above them."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from seatapp.handbook import Chapter, chapters
from seatapp.text import _
from ui.theme import current_tokens
from ui.widgets.section import labelled

CHAPTERS_WIDTH = 236
SIZE = (940, 560)
READING_MARGIN = 12
LINE_HEIGHT_PERCENT = 130
LINE_HEIGHT_KIND = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


class HandbookDialog(QDialog):
    """One chapter at a time; what is looked for narrows the chapters and is marked in the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("使用手册"))
        self._shown: list[Chapter] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("在手册中找"))
        self.search.setAccessibleName(_("在手册中找"))
        self.search.setClearButtonEnabled(True)
        self.titles = QListWidget()
        self.titles.setAccessibleName(_("各章"))
        self.page = QTextBrowser()
        self.page.setAccessibleName(_("手册正文"))
        self.page.document().setDocumentMargin(READING_MARGIN)
        self.close_button = QPushButton(_("关闭"))
        self.close_button.setProperty("tone", "primary")
        self.close_button.setAutoDefault(False)
        self._build()
        self.search.textChanged.connect(self.look_for)
        self.titles.currentRowChanged.connect(self._show)
        self.close_button.clicked.connect(self.accept)
        self.look_for("")

    def look_for(self, words: str) -> None:
        """List the chapters that tell of `words`, and show the first of them."""
        self._shown = [one for one in chapters() if one.tells_of(words)]
        self.titles.clear()
        self.titles.addItems([one.title for one in self._shown])
        self.titles.setCurrentRow(0)
        if not self._shown:
            self.page.setPlainText(_("手册里没有这些字。换个词，或问管理员。"))

    def _show(self, row: int) -> None:
        if row < 0:
            return
        chapter = self._shown[row]
        self.page.setMarkdown(f"## {chapter.title}\n\n{chapter.text}")
        _dress(self.page.document())
        self._mark(self.search.text().split())

    def _mark(self, words: list[str]) -> None:
        look = QTextCharFormat()
        look.setBackground(self.palette().highlight())
        look.setForeground(self.palette().highlightedText())
        found: list[QTextEdit.ExtraSelection] = []
        for word in words:
            cursor = self.page.document().find(word)
            while not cursor.isNull():
                selection = QTextEdit.ExtraSelection()
                # The fields of Qt's struct are missing in its stub.
                selection.cursor, selection.format = cursor, look  # type: ignore[attr-defined]
                found.append(selection)
                cursor = self.page.document().find(word, cursor)
        self.page.setExtraSelections(found)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.search)
        left.addWidget(self.titles, 1)
        side = QWidget()
        side.setFixedWidth(CHAPTERS_WIDTH)
        left.setContentsMargins(0, 0, 0, 0)
        side.setLayout(left)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(side)
        both.addWidget(self.page, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 18)
        whole.setSpacing(12)
        whole.addWidget(labelled(_("使用手册"), "title"))
        whole.addLayout(both, 1)
        whole.addLayout(foot)
        self.resize(*SIZE)


def _dress(document: QTextDocument) -> None:
    """Give lines more room, and keys a colour instead of a typewriter's letters."""
    room = QTextBlockFormat()
    room.setLineHeight(LINE_HEIGHT_PERCENT, LINE_HEIGHT_KIND)
    key = QTextCharFormat()
    key.setFont(document.defaultFont())
    key.setForeground(QColor(current_tokens().accent))
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(room)
    for start, length in _fixed_pitch(document):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(key)


def _fixed_pitch(document: QTextDocument) -> list[tuple[int, int]]:
    """Where the code of Markdown stands, as places and lengths."""
    found: list[tuple[int, int]] = []
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().fontFixedPitch():
                found.append((piece.position(), piece.length()))
            pieces += 1
        block = block.next()
    return found
