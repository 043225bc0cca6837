"""Rows on the clipboard: as text with tabs, and as a table that Excel, Word and WPS take whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from seatapp.reports.clipboard import html_table, tab_separated


def copy_rows(rows: Sequence[Sequence[str]]) -> None:
    """Put rows on the clipboard; the first one is the head."""
    held = QMimeData()
    held.setText(tab_separated(rows))
    held.setHtml(html_table(rows))
    QGuiApplication.clipboard().setMimeData(held)
