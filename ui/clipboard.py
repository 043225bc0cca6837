"""What goes onto the clipboard, and what is taken off it again when nobody sits here any more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

from seatapp.reports.clipboard import html_table, tab_separated


def copy_rows(rows: Sequence[Sequence[str]]) -> None:
    """Put rows on the clipboard: as text with tabs, and as a table that Excel, Word and WPS take.

    The first row is the head.
    """
    held = QMimeData()
    held.setText(tab_separated(rows))
    held.setHtml(html_table(rows))
    QGuiApplication.clipboard().setMimeData(held)


def forget_copied(within: str | None = None) -> None:
    """Take off the clipboard what this program has put there, and nothing of other programs.

    The words that are marked count too, where the desktop pastes them. `within` spares what is no
    part of these words.
    """
    clipboard = QGuiApplication.clipboard()
    owned = {
        QClipboard.Mode.Clipboard: clipboard.ownsClipboard(),
        QClipboard.Mode.Selection: clipboard.ownsSelection(),
    }
    for mode, ours in owned.items():
        if ours and (within is None or clipboard.text(mode).strip() in within):
            clipboard.clear(mode)
