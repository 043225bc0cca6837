"""Puts tables and charts into a document in place of their marks `〔表：name〕`, `〔图：name〕`.

Tables are written as markup in one go: cell by cell through the library a report of some hundred
rows takes a hundred times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.text.paragraph import CT_P
from docx.text.paragraph import Paragraph

from seatapp.reports.chart_pieces import Piece, in_pieces
from seatapp.reports.clean import paper_text
from seatapp.reports.paper import Paper, PaperTable
from seatapp.reports.watch import Watch
from seatapp.reports.word_charts import add_chart

_MARK = re.compile(r"〔(图|表)：([a-z0-9_.]+)〕")
HEAD_STYLE, CELL_STYLE, GRID_STYLE = "表头", "表文", "Table Grid"
EMU_PER_TWIP = 635
SIDE = 80
"""Room at the left and the right of a cell, in twentieths of a point."""

DIGIT = 147
"""The width of a wide digit in a cell, in twentieths of a point."""

CENTRE = '<w:jc w:val="center"/>'
WHOLE, HEAD = "<w:cantSplit/>", "<w:tblHeader/>"
"""Marks of rows: no end of a page cuts the row; the row is repeated on every page."""

WITH_NEXT = "<w:keepNext/>"
"""In the cells of the head: it stays with the first row. Where a head just fits on a page and no
row behind it may be cut, LibreOffice otherwise loses all of them.
"""

OF_HEAD = WITH_NEXT + CENTRE
SHORT = 8
"""A table of so many rows is not torn by the end of a page."""

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class _Look:
    """The identifiers of the styles in this document; empty where an office took one out."""

    grid: str
    head: str
    cell: str


def place_parts(document: Document, paper: Paper, watch: Watch) -> None:
    """Replace every mark; raises `CalledOff` when somebody calls the work off."""
    section = document.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    look = _look(document)
    for paragraph in document.paragraphs:
        found = _MARK.fullmatch(paragraph.text.strip())
        if found is None:
            continue
        kind, name = found.groups()
        if kind == "表" and name in paper.tables:
            below = _stays_below(paragraph)
            paragraph._p.addprevious(_table(paper.tables[name], look, room, watch, below=below))
        elif kind == "图" and _drawn(paper, name):
            for piece in _drawn(paper, name):
                watch.check()
                add_chart(document, _place(paragraph), piece, room)
        paragraph._p.getparent().remove(paragraph._p)


def _drawn(paper: Paper, name: str) -> list[Piece]:
    return [piece for chart in paper.charts.get(name, ()) for piece in in_pieces(chart)]


def _stays_below(mark: Paragraph) -> bool:
    """Whether the end of the table belongs to what follows: a note, or what is kept with more."""
    below = mark._p.getnext()
    if not isinstance(below, CT_P):
        return False
    kept = below.pPr is not None and below.pPr.keepNext is not None
    return kept or bool(below.text.strip())


def _place(mark: Paragraph) -> Paragraph:
    """A paragraph before the mark, as tall as what will stand in it."""
    made = mark.insert_paragraph_before()
    made.paragraph_format.line_spacing = 1.0
    return made


def _look(document: Document) -> _Look:
    known = {style.name: style.style_id for style in document.styles}
    return _Look(*(known.get(name) or "" for name in (GRID_STYLE, HEAD_STYLE, CELL_STYLE)))


def _table(shown: PaperTable, look: _Look, room: int, watch: Watch, *, below: bool) -> Any:
    whole = sum(shown.widths)
    widths = [int(room * share / whole / EMU_PER_TWIP) for share in shown.widths]
    heads = [
        _cell(_in_lines(head), width, look.head, OF_HEAD) for head, width in _with(shown, widths)
    ]
    ends = [_end(shown, place, width) for place, width in enumerate(widths)]
    kept = _kept(len(shown.rows), below)
    rows = [
        _row(row, widths, ends, look.cell, strong=place in shown.strong, kept=place in kept)
        for place, row in enumerate(watch.over(shown.rows))
    ]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    style = f'<w:tblStyle w:val="{look.grid}"/>' if look.grid else ""
    sides = "".join(
        f'<w:{side} w:w="{twips}" w:type="dxa"/>'
        for side, twips in (("top", 40), ("left", SIDE), ("bottom", 40), ("right", SIDE))
    )
    return parse_xml(
        f'<w:tbl xmlns:w="{MAIN}"><w:tblPr>{style}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr>{HEAD}</w:trPr>{''.join(heads)}</w:tr>{''.join(rows)}</w:tbl>"
    )


def _with(shown: PaperTable, widths: Sequence[int]) -> Iterator[tuple[str, int]]:
    return zip(shown.columns, widths, strict=True)


def _kept(count: int, below: bool) -> frozenset[int]:
    """The rows that stay with what follows: with the next one, the last with what is `below`.

    Of a longer table two rows stand on every page at least.
    """
    places = range(count - 1)
    kept = places if count <= SHORT else (*places[:1], *places[-1:])
    return frozenset((*kept, count - 1) if below else kept)


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    ends: Sequence[int | None],
    style: str,
    *,
    strong: bool,
    kept: bool,
) -> str:
    with_next = WITH_NEXT if kept else ""
    cells = "".join(
        _cell([paper_text(text)], width, style, with_next + _place_of(text, end), strong=strong)
        for text, width, end in zip(texts, widths, ends, strict=True)
    )
    return f"<w:tr><w:trPr>{WHOLE}</w:trPr>{cells}</w:tr>"


def _end(shown: PaperTable, column: int, width: int) -> int | None:
    """How far from the right the numbers of a column end, so that the longest is in the middle.

    In twentieths of a point; None where the column has words.
    """
    if column not in shown.centred:
        return None
    longest = max((len(row[column]) for row in shown.rows), default=0)
    return max(0, (width - 2 * SIDE - longest * DIGIT) // 2)


def _place_of(text: str, end: int | None) -> str:
    """Numbers end below one another; what stands in place of one is in the middle."""
    if end is None:
        return ""
    if text[-1:].isdigit():
        return f'<w:ind w:right="{end}"/><w:jc w:val="right"/>'
    return CENTRE


def _in_lines(head: str) -> list[str]:
    """A heading with its unit on a line of its own."""
    name, bracket, unit = paper_text(head).partition("（")
    return [name, bracket + unit] if name and bracket else [name + bracket + unit]


def _cell(lines: Sequence[str], width: int, style: str, look: str, *, strong: bool = False) -> str:
    """A cell; `look` are the marks of its paragraph."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    bold = "<w:rPr><w:b/></w:rPr>" if strong else ""
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{named}{look}</w:pPr><w:r>{bold}{words}</w:r></w:p></w:tc>"
    )
