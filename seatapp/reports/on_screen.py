"""A finished .docx as blocks of HTML for a print preview: what our templates use, nothing more.

The preview needs no word processor, and what is printed is what the file says. A block is a
paragraph, a line, or one row of a table with the heads that stand over it; whoever prints puts
one block under the other and never cuts one. Lengths are in points, written as `px`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

FALLBACKS = "'Noto Serif CJK SC','Songti SC',serif"
PLACES = {0: "left", 1: "center", 2: "right", 3: "justify"}
LARGE = 20
"""From this size in points on, a line is a title."""


@dataclass(frozen=True)
class Block:
    """What stands together on a page.

    `heads` are repeated where a page begins with this row of a table; `keep` holds it on one page
    with the next; `rule` is the colour of a line across the page; `before` and `after` are room.
    """

    html: str
    before: float = 0
    after: float = 0
    heads: tuple[str, ...] = ()
    is_row: bool = False
    keep: bool = False
    rule: str = ""


def blocks_of(content: bytes) -> list[Block]:
    """The body of a document, from top to bottom."""
    from docx import Document
    from docx.text.paragraph import Paragraph

    found: list[Block] = []
    for part in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Paragraph):
            found.append(_block(part))
        else:
            found += _rows(part)
    return found


def foot_of(content: bytes) -> str:
    """The last line at the foot of the pages: export number, person and time."""
    from docx import Document

    lines = [p.text for p in Document(io.BytesIO(content)).sections[0].footer.paragraphs]
    return lines[-1] if lines else ""


def _block(paragraph: Paragraph) -> Block:
    before, after = (_length(paragraph, f"space_{side}") for side in ("before", "after"))
    properties = paragraph._p.pPr
    border = None if properties is None else properties.find(f"{_name('pBdr')}/{_name('bottom')}")
    if border is not None:
        return Block("", before, after, rule=f"#{border.get(_name('color'))}")
    return Block(_html(paragraph), before, after, keep=bool(_of(paragraph, "keep_with_next")))


def _html(paragraph: Paragraph) -> str:
    left, tab, right = paragraph.text.partition("\t")
    if not tab:
        return _line(paragraph, paragraph.text, PLACES.get(_place(paragraph), "left"))
    ends = _line(paragraph, left, "left"), _line(paragraph, right, "right")
    return f'<table width="100%"><tr><td>{ends[0]}</td><td>{ends[1]}</td></tr></table>'


def _line(paragraph: Paragraph, words: str, place: str) -> str:
    style: Any = paragraph.style
    size = _points(_inherited(style, "font", "size")) or 12
    rules = {
        "text-align": place,
        "text-indent": f"{_length(paragraph, 'first_line_indent'):.0f}px",
        "margin": f"0px {_length(paragraph, 'right_indent'):.0f}px 0px 0px",
        "font-family": f"'{_font(style)}',{FALLBACKS}",
        "font-size": f"{size:.0f}px",
        "line-height": "110%" if size <= 12 or size >= LARGE else "130%",
        "font-weight": "bold" if _inherited(style, "font", "bold") else "normal",
        "white-space": "pre-wrap",
    }
    colour = style.font.color
    if colour.type is not None and colour.rgb is not None:
        rules["color"] = f"#{colour.rgb}"
    css = ";".join(f"{name}:{value}" for name, value in rules.items())
    shown = escape(words).replace("\n", "<br>") or "&nbsp;"
    return f'<p style="{escape(css)}">{shown}</p>'


def _rows(table: Table) -> Iterator[Block]:
    heads: tuple[str, ...] = ()
    for row in table.rows:
        html = (
            '<table border="1" cellspacing="0" cellpadding="3" width="100%" '
            'style="margin:0px;border-collapse:collapse;border-color:#000000">'
            f"<tr>{''.join(_cells(row._tr, table))}</tr></table>"
        )
        properties = row._tr.trPr
        if properties is not None and properties.find(_name("tblHeader")) is not None:
            heads = (*heads, html)
            yield Block(html, is_row=True, keep=True)
        else:
            yield Block(html, heads=heads, is_row=True)


def _cells(row: Any, table: Table) -> Iterator[str]:
    from docx.table import _Cell

    whole = sum(_points(column.width) for column in table.columns) or 1
    for tc in row.tc_lst:
        cell = _Cell(tc, table)
        width = f' width="{100 * _points(cell.width) / whole:.2f}%"' if cell.width else ""
        words = "".join(_html(paragraph) for paragraph in cell.paragraphs)
        yield f'<td valign="middle"{width}>{words}</td>'


def _place(paragraph: Paragraph) -> int:
    return int(_of(paragraph, "alignment") or 0)


def _length(paragraph: Paragraph, name: str) -> float:
    return _points(_of(paragraph, name))


def _of(paragraph: Paragraph, name: str) -> Any:
    """What the paragraph says itself, or else its style and those it is based on."""
    own = getattr(paragraph.paragraph_format, name)
    return _inherited(paragraph.style, "paragraph_format", name) if own is None else own


def _inherited(style: Any, part: str, name: str) -> Any:
    while style is not None:
        value = getattr(getattr(style, part), name)
        if value is not None:
            return value
        style = style.base_style
    return None


def _font(style: Any) -> str:
    while style is not None:
        fonts = style.element.rPr.rFonts if style.element.rPr is not None else None
        name = fonts.get(_name("eastAsia")) if fonts is not None else None
        if name:
            return str(name)
        style = style.base_style
    return "宋体"


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{tag}"))


def _points(length: Any) -> float:
    return 0.0 if length is None else float(length.pt)
