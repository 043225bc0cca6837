"""Whom to ring about an emergency: the duty phones of the city, those that fit it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.intake.texts import pieces, plain
from seatapp.phones import read_phone
from seatapp.text import _
from ui.dialling import dial
from ui.duty import Duty
from ui.layouts import empty
from ui.widgets.elided import ElidedLabel
from ui.widgets.section import labelled
from ui.worker import Background

KIND = "duty_contact"
SUBJECT = "emergency"
MOST = 8
TELLING = ("title", "course", "address")
"""What an emergency says about whose matter it is."""


@dataclass(frozen=True)
class DutyPhone:
    """A line of the directory."""

    name: str
    duty: str
    phone: str
    hours: str


def phones_for(
    rows: Sequence[tuple[str, Mapping[str, Any]]], state: Mapping[str, Any]
) -> list[DutyPhone]:
    """The lines that serve the place of an emergency, those that share words with it first."""
    words = pieces(plain("".join(str(state.get(name) or "") for name in TELLING)))
    area = str(state.get("area") or "")
    found = [
        (-len(words & pieces(plain(f"{row.get('name')}{row.get('duty')}"))), code, row)
        for code, row in rows
        if _serves(str(row.get("area") or ""), area)
    ]
    return [
        DutyPhone(*(str(row.get(name) or "") for name in ("name", "duty", "beside", "hours")))
        for _shared, _code, row in sorted(found, key=lambda one: one[:2])[:MOST]
    ]


def _serves(theirs: str, area: str) -> bool:
    """Whether a line for one area, or for a larger one, is of use in another."""
    own, here = theirs.rstrip("0"), area.rstrip("0")
    return here.startswith(own) or own.startswith(here)


class DutyPhones(QWidget):
    """The directory beside an emergency; there for all posts, also without the network."""

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty, self._background = duty, background
        self._state: Mapping[str, Any] = {}
        self.shown: Sequence[DutyPhone] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(labelled(_("值班电话"), "heading"))
        column.addLayout(self._grid)
        self.hide()

    def show_for(self, state: Mapping[str, Any]) -> None:
        """Show whom to ring about this subject; nobody where it is no emergency."""
        if state.get("subject") != SUBJECT:
            self._state = {}
            self.hide()
        elif state != self._state:
            self._state = state
            read = partial(self._duty.reader.references, KIND)
            self._background.run(read, partial(self._take, state))

    def _take(
        self, state: Mapping[str, Any], rows: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> None:
        if state is not self._state:
            return
        self.shown = phones_for(rows, state)
        empty(self._grid)
        for place, one in enumerate(self.shown):
            self._add(place, one)
        self.setVisible(bool(self.shown))

    def _add(self, place: int, one: DutyPhone) -> None:
        name = labelled(one.name, "strong")
        duty = ElidedLabel("  ".join(part for part in (one.duty, one.hours) if part))
        duty.setProperty("role", "secondary")
        phone = labelled(one.phone, "plain")
        phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for column, part in enumerate((name, duty, phone)):
            self._grid.addWidget(part, place, column)
        if read_phone(one.phone).link:
            ring = QPushButton(_("拨打"))
            ring.setProperty("tone", "link")
            ring.setAutoDefault(False)
            ring.setAccessibleName(_("拨打{name}").format(name=one.name))
            ring.clicked.connect(partial(_ring, one.phone))
            self._grid.addWidget(ring, place, 3)


def _ring(number: str, _checked: bool = False) -> None:
    dial(number)
