"""Rows for the clipboard: as text for editors, as a table for Word, WPS and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from seatapp.reports.clean import paper_text
from seatapp.reports.sheets import guarded

_AS_TEXT = "style=\"mso-number-format:'\\@'\""
"""Excel keeps numbers with leading zeros, and takes nothing for a formula."""

Rows = Sequence[Sequence[str]]


def tab_separated(rows: Rows) -> str:
    """The rows with tabs between the cells, a line each."""
    return "\n".join("\t".join(guarded(_flat(cell)) for cell in row) for row in rows)


def html_table(rows: Rows) -> str:
    """The rows as a table; the first one is its head."""
    head, *body = rows
    lines = [f"<tr>{''.join(f'<th>{escape(_flat(cell))}</th>' for cell in head)}</tr>"]
    for row in body:
        cells = "".join(f"<td {_AS_TEXT}>{escape(_flat(cell))}</td>" for cell in row)
        lines.append(f"<tr>{cells}</tr>")
    return f'<meta charset="utf-8"><table border="1">{"".join(lines)}</table>'


def _flat(cell: str) -> str:
    return " ".join(paper_text(cell).split())
