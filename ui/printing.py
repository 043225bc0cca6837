"""The print preview of a document, without any word processor.

Blocks are put one under the other; a block that does not fit goes to the next page whole, and a
row of a table takes the heads of its table with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from seatapp.reports.on_screen import Block
from seatapp.text import _

MARGINS_MM = QMarginsF(28, 30, 26, 28)
POINTS_PER_INCH = 72.0
RULE_POINTS = 2.0
AROUND_TABLE_POINTS = 4.0
"""What Qt adds to the height of a table, so that two rows put together share one line."""


@dataclass
class Piece:
    """A block that was measured: what to draw, and how high it is."""

    block: Block
    document: QTextDocument | None
    height: float
    heads: list[Piece] = field(default_factory=list)


def page_layout() -> QPageLayout:
    """A4 upright with the margins of an official document."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        MARGINS_MM,
        QPageLayout.Unit.Millimeter,
    )


def print_pages(printer: QPrinter, blocks: Sequence[Block], foot: str) -> int:
    """Draw all pages on the printer, each with its number and `foot`; how many there were."""
    room = printer.pageRect(QPrinter.Unit.Point).size()
    pages = laid_out(blocks, room)
    painter = QPainter(printer)
    scale = printer.resolution() / POINTS_PER_INCH
    painter.scale(scale, scale)
    for number, page in enumerate(pages, 1):
        if number > 1:
            printer.newPage()
        top = 0.0
        for piece in page:
            top += _draw(painter, piece, top, room.width())
        _draw_foot(painter, room, number, foot)
    painter.end()
    return len(pages)


def laid_out(blocks: Sequence[Block], room: QSizeF) -> list[list[Piece]]:
    """What stands on each page of this size, in points, from top to bottom."""
    return _paged([_measured(block, room.width()) for block in blocks], room.height())


def preview(parent: QWidget, title: str, blocks: Sequence[Block], foot: str) -> QPrintPreviewDialog:
    """Open the preview of a document over `parent`; its buttons print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout())
    printer.setDocName(title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(_("打印预览 · {title}").format(title=title))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(980, 720)
    dialog.paintRequested.connect(partial(print_pages, blocks=blocks, foot=foot))
    dialog.open()
    return dialog


def _measured(block: Block, width: float) -> Piece:
    if block.rule:
        return Piece(block, None, RULE_POINTS + block.before + block.after)
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setHtml(block.html)
    document.setTextWidth(width)
    height = _row_height(document) if block.is_row else document.size().height()
    heads = [_measured(Block(html, is_row=True), width) for html in block.heads]
    return Piece(block, document, height + block.before + block.after, heads)


def _row_height(document: QTextDocument) -> float:
    """The height of the one row in the document, up to the line it shares with the next."""
    (table,) = document.rootFrame().childFrames()
    return document.documentLayout().frameBoundingRect(table).height() - AROUND_TABLE_POINTS


def _paged(pieces: Sequence[Piece], room: float) -> list[list[Piece]]:
    pages: list[list[Piece]] = [[]]
    used = 0.0
    for place, piece in enumerate(pieces):
        if used and used + _together(pieces, place) > room:
            pages.append(list(piece.heads))
            used = sum(head.height for head in piece.heads)
        pages[-1].append(piece)
        used += piece.height
    return pages


def _together(pieces: Sequence[Piece], place: int) -> float:
    """The height of a piece with those that must stand on the same page."""
    height = pieces[place].height
    while pieces[place].block.keep and place + 1 < len(pieces):
        place += 1
        height += pieces[place].height
    return height


def _draw(painter: QPainter, piece: Piece, top: float, width: float) -> float:
    at = top + piece.block.before
    if piece.document is None:
        painter.setPen(QPen(QColor(piece.block.rule), RULE_POINTS))
        painter.drawLine(QPointF(0, at), QPointF(width, at))
    else:
        painter.save()
        painter.translate(0, at)
        piece.document.drawContents(painter)
        painter.restore()
    return piece.height


def _draw_foot(painter: QPainter, room: QSizeF, page: int, foot: str) -> None:
    painter.setPen(QColor("#333333"))
    top = room.height() + 8
    for words, size, height in ((f"— {page} —", 14, 20), (foot, 9, 14)):
        shown = QFont()
        shown.setPixelSize(size)
        painter.setFont(shown)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(0, top, room.width(), height), centre, words)
        top += height
