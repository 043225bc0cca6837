"""Puts tables and charts into a document in place of their marks `〔表：name〕`, `〔图：name〕`.

Tables are written as markup in one go: cell by cell through the library a report of some hundred
rows takes a hundred times as long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from seatapp.reports.clean import paper_text
from seatapp.reports.paper import Paper, PaperChart, PaperTable
from seatapp.reports.watch import Watch
from seatapp.reports.word_charts import add_chart

_MARK = re.compile(r"〔(图|表)：([a-z0-9_.]+)〕")
HEAD_STYLE, CELL_STYLE, GRID_STYLE = "表头", "表文", "Table Grid"
EMU_PER_TWIP = 635
WHOLE = "<w:keepLines/>"
"""In a cell: no end of a page cuts the row. Where rows are marked with `cantSplit` instead and the
head just fits on a page, LibreOffice loses all rows behind it.
"""
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
            paragraph._p.addprevious(_table(paper.tables[name], look, room, watch))
        elif kind == "图" and _drawn(paper, name):
            for chart in _drawn(paper, name):
                watch.check()
                add_chart(document, _place(paragraph), chart, room)
        paragraph._p.getparent().remove(paragraph._p)


def _drawn(paper: Paper, name: str) -> list[PaperChart]:
    return [chart for chart in paper.charts.get(name, ()) if chart.names]


def _place(mark: Paragraph) -> Paragraph:
    """A paragraph before the mark, as tall as what will stand in it."""
    made = mark.insert_paragraph_before()
    made.paragraph_format.line_spacing = 1.0
    return made


def _look(document: Document) -> _Look:
    known = {style.name: style.style_id for style in document.styles}
    return _Look(*(known.get(name) or "" for name in (GRID_STYLE, HEAD_STYLE, CELL_STYLE)))


def _table(shown: PaperTable, look: _Look, room: int, watch: Watch) -> Any:
    whole = sum(shown.widths)
    widths = [int(room * share / whole / EMU_PER_TWIP) for share in shown.widths]
    every = frozenset(range(len(shown.columns)))
    head = _row(shown.columns, widths, look.head, "<w:tblHeader/>", strong=False, centred=every)
    rows = [
        _row(row, widths, look.cell, "", strong=place in shown.strong, centred=shown.centred)
        for place, row in enumerate(watch.over(shown.rows))
    ]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    style = f'<w:tblStyle w:val="{look.grid}"/>' if look.grid else ""
    sides = "".join(
        f'<w:{side} w:w="{twips}" w:type="dxa"/>'
        for side, twips in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))
    )
    return parse_xml(
        f'<w:tbl xmlns:w="{MAIN}"><w:tblPr>{style}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"
    )


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    style: str,
    mark: str,
    *,
    strong: bool,
    centred: frozenset[int],
) -> str:
    cells = "".join(
        _cell(paper_text(text), width, style, strong=strong, centred=place in centred)
        for place, (text, width) in enumerate(zip(texts, widths, strict=True))
    )
    return f"<w:tr><w:trPr>{mark}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, style: str, *, strong: bool, centred: bool) -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    middle = '<w:jc w:val="center"/>' if centred else ""
    bold = "<w:rPr><w:b/></w:rPr>" if strong else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{named}{WHOLE}{middle}</w:pPr>"
        f'<w:r>{bold}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
