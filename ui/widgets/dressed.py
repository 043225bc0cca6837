"""A part of the window in another look of the style sheet while it stands on the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def dress(part: QWidget, **looks: str | bool) -> None:
    """Give a part other properties that the style sheet asks for, such as `role` or `level`.

    Qt works the whole look out again each time, so a part that has them already is left alone.
    """
    changed = {name: look for name, look in looks.items() if part.property(name) != look}
    for name, look in changed.items():
        part.setProperty(name, look)
    if changed:
        part.style().unpolish(part)
        part.style().polish(part)
