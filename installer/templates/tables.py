"""Tables of a template: rows of a list, and forms of labels and contents.

Heads repeat on every page, and no end of a page cuts a row.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as Doc
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row

from installer.templates.form import CELL, CENTRE, HEAD_CELL


def table_of_rows(
    document: Doc,
    loop: str,
    columns: Sequence[tuple[str, str, float]],
    centred: Sequence[str] = (),
    nothing: str = "",
) -> Table:
    """A table with one row for each item; `loop` is `row in rows`.

    `columns` are heading, content (a field or a text with fields) and width in millimetres;
    `centred` names headings whose cells are centred; `nothing` stands in a row of its own where
    there are no items.
    """
    table = _table(document, len(columns), [width for _, _, width in columns])
    head = table.add_row()
    _mark_row(head, "w:tblHeader")
    opening, line = table.add_row(), table.add_row()
    _mark_row(line, "w:cantSplit")
    if nothing:
        table.add_row().cells[0].text = "{%tr else %}"
        cells = table.add_row().cells
        wide = write_cell(cells[0].merge(cells[-1]), nothing, CELL)
        wide.paragraphs[0].alignment = CENTRE
    closing = table.add_row()
    opening.cells[0].text = "{%tr for " + loop + " %}"
    closing.cells[0].text = "{%tr endfor %}"
    for place, (heading, content, _width) in enumerate(columns):
        write_cell(head.cells[place], heading, HEAD_CELL)
        head.cells[place].paragraphs[0].paragraph_format.keep_with_next = True
        paragraph = write_cell(line.cells[place], content, CELL).paragraphs[0]
        if heading in centred:
            paragraph.alignment = CENTRE
    return table


def form_table(
    document: Doc, rows: Sequence[Sequence[str]], widths: Sequence[float], tall: float = 0
) -> Table:
    """A form: label and content in turn; a row with fewer cells has a wide last one.

    `widths` are those of the columns, in millimetres; `tall` is the least height of a row.
    """
    table = _table(document, len(widths), widths)
    for words in rows:
        row = table.add_row()
        _mark_row(row, "w:cantSplit")
        if tall:
            row.height = Mm(tall)
        cells = list(row.cells)
        if len(words) < len(cells):
            cells[len(words) - 1] = cells[len(words) - 1].merge(cells[-1])
        for place, text in enumerate(words):
            write_cell(cells[place], text, CELL if place % 2 else HEAD_CELL)
    return table


def keep_rows(table: Table, last: int) -> None:
    """Hold so many rows at the end of a table together, and with what stands behind it."""
    for row in table.rows[-last:]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def write_cell(cell: _Cell, words: str, style: str) -> _Cell:
    """Put words into a cell, in a style, a line each."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    first, *others = words.split("\n")
    cell.paragraphs[0].text = first
    cell.paragraphs[0].style = style
    for line in others:
        cell.add_paragraph(line, style=style)
    return cell


def _table(document: Doc, columns: int, widths: Sequence[float]) -> Table:
    table: Table = document.add_table(rows=0, cols=columns)
    table.style = document.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _pad_cells(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _pad_cells(table: Table) -> None:
    """Room between the words of a cell and its lines, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(room))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _mark_row(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
