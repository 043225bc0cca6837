"""Hands a number to the program that the desktop names for telephone links."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from seatapp.phones import read_phone


def dial(number: str) -> None:
    """Have the softphone of this workstation ring a number; what is no number rings nobody."""
    link = read_phone(number).link
    if link:
        QDesktopServices.openUrl(QUrl(link))
