"""Keys that act while a part of the window, or something in it, has the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def keys_within(part: QWidget, *bound: tuple[str, Callable[[], object]]) -> None:
    """Let each of these keys do its thing within `part`, and leave them free elsewhere.

    A key that is held down does its thing once.
    """
    for keys, act in bound:
        shortcut = QShortcut(QKeySequence(keys), part)
        shortcut.setAutoRepeat(False)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)


def keys_of_saving(
    part: QWidget, save: Callable[[], object], save_and_go_on: Callable[[], object]
) -> None:
    """Ctrl+Enter saves within `part`, with Shift it goes on; either Enter of the keyboard."""
    for enter in ("Return", "Enter"):
        keys_within(part, (f"Ctrl+{enter}", save), (f"Ctrl+Shift+{enter}", save_and_go_on))
