"""By what a queue may be narrowed: the lists to choose from, the dialog, and the chips."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from seatapp.domain.workflow import Workflow
from seatapp.local.queue_asked import AREA_DIGITS, NARROWING, Asked
from seatapp.text import _
from ui.fields.base import FieldInput
from ui.fields.catalogue import Catalogue, Item, catalogue_of, initials_of
from ui.fields.choices import BoxInput
from ui.fields.make import options_of
from ui.fields.reference import ReferenceInput
from ui.layouts import empty
from ui.theme import current_tokens
from ui.widgets.icons import icon
from ui.widgets.section import labelled
from ui.wording import choice_words, named

GRID_NAME_DIGITS = 3
"""The last digits of a grid code number the grids of one community."""


class ListSource(Protocol):
    """Where the lists are read; waits for a disk."""

    def references(self, kind: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """All rows of a list with their codes."""

    def titles(self) -> Sequence[str]:
        """Everything that a case may be about."""


@dataclass(frozen=True)
class FilterLists:
    """What can be chosen in each part of a filter that has a long list."""

    unit: Catalogue
    title: Catalogue
    place: Catalogue
    handled: Catalogue


References = Callable[[str], Sequence[tuple[str, Mapping[str, Any]]]]
"""Gives all rows of a reference list with their codes."""


def read_lists(source: ListSource) -> FilterLists:
    """Read the lists; slow, so off the GUI thread."""
    return FilterLists(
        unit=catalogue_of("unit", source.references("unit")),
        title=Catalogue("title", [_item(name, name) for name in source.titles()]),
        place=Catalogue("place", [_item(*one) for one in city_places(source.references).items()]),
        handled=catalogue_of("person", source.references("person")),
    )


def city_places(references: References) -> dict[str, str]:
    """Districts, then communities, by the beginning of the codes of what lies there.

    A community goes by the names of its grids. Waits for a disk.
    """
    found = {code: str(row.get("name") or code) for code, row in references("area")}
    for code, row in references("grid"):
        community = code[:-GRID_NAME_DIGITS]
        name = re.split(r"\d", str(row.get("name") or ""), maxsplit=1)[0]
        if name:
            found.setdefault(community, name)
    return {code: name for code, name in found.items() if len(code) >= AREA_DIGITS}


def _item(code: str, name: str) -> Item:
    return Item(code, name, "", "", initials_of(name), "", {})


def part_words(part: str) -> str:
    """The name of a part of a filter."""
    return {
        "unit": _("单位"),
        "title": _("类别"),
        "place": _("区域"),
        "source": _("来源"),
        "urgency": _("紧急程度"),
        "kind": _("类型"),
        "handled": _("经手人"),
    }[part]


_LISTS = {"source": "source", "urgency": "urgency", "kind": "case_kind"}
_ROWS = ("title", "place", "unit", "handled", "source", "urgency", "kind")


def value_words(workflow: Workflow, lists: FilterLists | None, part: str, code: str) -> str:
    """What a chosen value is called."""
    if part in _LISTS:
        return choice_words(workflow, _LISTS[part], code)
    item = getattr(lists, part).find(code) if lists is not None else None
    return item.name if item is not None else code


class FilterDialog(QDialog):
    """Asks by what to narrow; `asked` is the answer, with the words and the order as before."""

    def __init__(
        self, workflow: Workflow, lists: FilterLists, asked: Asked, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("筛选"))
        self.setMinimumWidth(440)
        self._asked = asked
        self.inputs: dict[str, FieldInput] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 18)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.addWidget(labelled(_("筛选"), "title"), 0, 0, 1, 2)
        for row, part in enumerate(_ROWS, start=1):
            made = self._input(workflow, lists, part)
            made.set_value(getattr(asked, part) or None)
            label = QLabel(part_words(part))
            label.setProperty("role", "field")
            label.setBuddy(made.first())
            made.first().setAccessibleName(part_words(part))
            grid.addWidget(label, row, 0)
            grid.addWidget(made, row, 1)
            self.inputs[part] = made
        grid.addLayout(self._foot(), len(_ROWS) + 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.inputs[_ROWS[0]].first().setFocus()

    @property
    def asked(self) -> Asked:
        """What was chosen."""
        chosen: dict[str, Any] = {
            part: str(made.value() or "") for part, made in self.inputs.items()
        }
        return replace(self._asked, **chosen)

    def clear(self) -> None:
        """Choose nothing anywhere."""
        for made in self.inputs.values():
            made.set_value(None)

    def _input(self, workflow: Workflow, lists: FilterLists, part: str) -> FieldInput:
        if part in _LISTS:
            box = BoxInput([("", _("全部")), *options_of(workflow, _LISTS[part])])
            box.box.setPlaceholderText(_("全部"))
            return box
        made = ReferenceInput(part)
        made.set_catalogue(getattr(lists, part))
        made.edit.setPlaceholderText(_("全部（可输入名称或拼音首字母）"))
        made.edit.setClearButtonEnabled(True)
        return made

    def _foot(self) -> QHBoxLayout:
        clear = QPushButton(_("全部清除"))
        clear.setProperty("tone", "link")
        clear.setAutoDefault(False)
        clear.clicked.connect(self.clear)
        leave = QPushButton(_("取消"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        go = QPushButton(_("筛选"))
        go.setProperty("tone", "primary")
        go.setDefault(True)
        go.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.addWidget(clear)
        row.addStretch(1)
        row.addWidget(leave)
        row.addSpacing(8)
        row.addWidget(go)
        return row


class FilterChips(QWidget):
    """What a queue is narrowed by, each part with a cross; hidden when there is nothing.

    Signals:
        dropped(str): that part is to go.
        all_dropped(): everything is to go.
    """

    dropped = Signal(str)
    all_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 12, 8)
        self._row.setSpacing(6)
        self.hide()

    def show_asked(self, asked: Asked, words: Callable[[str, str], str]) -> None:
        """Show the parts of `asked`; `words` names a value of a part."""
        empty(self._row)
        parts = [part for part in NARROWING if getattr(asked, part)]
        for part in parts:
            chip = QPushButton(named(part_words(part), words(part, getattr(asked, part))))
            chip.setProperty("tone", "chip")
            chip.setIcon(icon("close", current_tokens().accent, 10))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setAccessibleName(_("去掉筛选 {words}").format(words=chip.text()))
            chip.setToolTip(_("去掉这项筛选"))
            chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            chip.clicked.connect(partial(self._drop, part))
            self._row.addWidget(chip)
        if parts:
            everything = QPushButton(_("清除"))
            everything.setProperty("tone", "link")
            everything.clicked.connect(self.all_dropped)
            self._row.addWidget(everything)
        self._row.addStretch(1)
        self.setVisible(bool(parts))

    def _drop(self, part: str, _checked: bool = False) -> None:
        self.dropped.emit(part)
