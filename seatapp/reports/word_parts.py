"""Puts tables and charts into a document in place of their marks `〔表：name〕`, `〔图：name〕`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from seatapp.reports.clean import paper_text
from seatapp.reports.paper import Paper, PaperTable
from seatapp.reports.watch import Watch
from seatapp.reports.word_charts import add_chart

_MARK = re.compile(r"〔(图|表)：([a-z0-9_.]+)〕")
HEAD_STYLE, CELL_STYLE = "表头", "表文"
GRID = "Table Grid"
NUMERIC = frozenset("0123456789.+-—%/ ")


def place_parts(document: Document, paper: Paper, watch: Watch) -> None:
    """Replace every mark; raises `CalledOff` when somebody calls the work off."""
    section = document.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    for paragraph in list(watch.over(document.paragraphs)):
        found = _MARK.fullmatch(paragraph.text.strip())
        if found is None:
            continue
        kind, name = found.groups()
        if kind == "表" and name in paper.tables:
            table = _table(document, paper.tables[name], room, watch)
            paragraph._p.addprevious(table._tbl)
        elif kind == "图" and name in paper.charts and paper.charts[name].bars:
            _clear(paragraph)
            add_chart(document, paragraph, paper.charts[name], room)
            continue
        paragraph._p.getparent().remove(paragraph._p)


def _clear(paragraph: Paragraph) -> None:
    """An empty paragraph as tall as what will stand in it."""
    for run in list(paragraph.runs):
        run._r.getparent().remove(run._r)
    paragraph.paragraph_format.line_spacing = 1.0


def _table(document: Document, shown: PaperTable, room: int, watch: Watch) -> Table:
    table: Table = document.add_table(rows=1, cols=len(shown.columns))
    if GRID in document.styles:
        table.style = document.styles[GRID]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    whole = sum(shown.widths)
    widths = [Emu(int(room * share / whole)) for share in shown.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _fill(document, table.rows[0].cells, shown.columns, HEAD_STYLE, strong=False)
    _mark_row(table.rows[0]._tr, "w:tblHeader")
    for place, row in enumerate(watch.over(shown.rows)):
        line = table.add_row()
        _fill(document, line.cells, row, CELL_STYLE, strong=place in shown.strong)
        _mark_row(line._tr, "w:cantSplit")
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width
    return table


def _fill(
    document: Document, cells: Sequence[_Cell], texts: Sequence[str], style: str, *, strong: bool
) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.vertical_alignment = 1  # type: ignore[assignment]
        paragraph = cell.paragraphs[0]
        if style in document.styles:
            paragraph.style = document.styles[style]
        run = paragraph.add_run(paper_text(text))
        run.bold = True if strong else None
        if style == CELL_STYLE and set(text) <= NUMERIC:
            paragraph.alignment = 1


def _mark_row(row: object, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]
