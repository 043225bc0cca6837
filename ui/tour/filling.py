"""Fills the fields of a form by keys and clicks, each kind of input as a person would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QRadioButton

from ui.fields.base import FieldInput
from ui.fields.choices import BoxInput, RowInput, YesNoInput
from ui.fields.form import Asked
from ui.fields.moment import MomentInput
from ui.fields.photos import PhotosInput
from ui.fields.plain import LineInput, TextInput
from ui.fields.reference import ReferenceInput
from ui.tour.hands import NotSeen, click, copy_files, forget_copy, press, wait_until, write
from ui.wording import yes_no

LEFT_PX = 10
"""Where a button of a row is hit: its column may be wider than its words."""

Put = str | bool | int | list[Path] | None
"""What can be put into a field: words, a code, a number, photo files; None means 现在."""


def put_in(asked: Asked, value: Put, words_of: Callable[[str, str], str]) -> None:
    """Put `value` into a field; `words_of` tells the words of a code of a closed list.

    Raises `NotSeen` when the field does not take it.
    """
    made = asked.input
    name = asked.field.name
    if isinstance(made, PhotosInput):
        assert isinstance(value, list), name
        _paste(made, value)
    elif isinstance(made, YesNoInput):
        _choose(made, yes_no(bool(value)))
    elif isinstance(made, RowInput):
        _choose(made, words_of(asked.field.of, str(value)))
    elif isinstance(made, BoxInput):
        _step_to(made, str(value))
    elif isinstance(made, ReferenceInput):
        _look_up(made, str(value))
    elif isinstance(made, MomentInput):
        click(made.now)
    elif isinstance(made, LineInput | TextInput):
        click(made.edit if isinstance(made, LineInput) else made.edit.viewport())
        write(made.edit, str(value))
    else:
        raise NotSeen(f"no way to fill {name}")
    _check(name, made, value)


def _check(name: str, made: FieldInput, value: Put) -> None:
    held = made.value()
    if held is None or (not isinstance(value, list) and value is not None and held != value):
        raise NotSeen(f"{name} holds {held!r} instead of {value!r}")


def _choose(made: RowInput, words: str) -> None:
    # Choices that were just offered show a turn of the event loop later.
    button = wait_until(lambda: _choice(made, words), words)
    click(button, QPoint(LEFT_PX, button.height() // 2))


def _choice(made: RowInput, words: str) -> QRadioButton | None:
    shown = [one for one in made.findChildren(QRadioButton) if one.isVisibleTo(made)]
    return next((one for one in shown if one.text() == words), None)


def _step_to(made: BoxInput, code: str) -> None:
    made.box.setFocus(Qt.FocusReason.TabFocusReason)
    press(made.box, Qt.Key.Key_Home)
    for _place in range(made.box.count()):
        if made.value() == code:
            return
        press(made.box, Qt.Key.Key_Down)


def _look_up(made: ReferenceInput, code: str) -> None:
    """Type the code and take the line that is offered."""
    click(made.edit)
    write(made.edit, code)
    press(made.edit, Qt.Key.Key_Down)
    press(made.edit, Qt.Key.Key_Return)


def _paste(made: PhotosInput, paths: list[Path]) -> None:
    copy_files(paths)
    click(made.paste)
    forget_copy()
    wait_until(lambda: not made.busy, "photos kept on the disk")
