"""Asks by what a queue is to be narrowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.local.queue_asked import Asked
from seatapp.text import _
from ui.fields.base import FieldInput
from ui.fields.choices import BoxInput
from ui.fields.make import options_of
from ui.fields.reference import ReferenceInput
from ui.queue_filter import CLOSED_LISTS, FilterLists, part_words
from ui.widgets.section import labelled

_ROWS = ("title", "place", "unit", "handled", "source", "urgency", "kind")


class FilterDialog(QDialog):
    """Asks by what to narrow; `asked` is the answer, with the words and the order as before.

    Words that name nothing in a list are told under it: no filter is left out in silence.
    """

    def __init__(
        self, workflow: Workflow, lists: FilterLists, asked: Asked, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("筛选"))
        self.setMinimumWidth(440)
        self._asked = asked
        self.inputs: dict[str, FieldInput] = {}
        self._faults: dict[str, QLabel] = {}
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
            fault = labelled("", "fault")
            fault.setWordWrap(True)
            fault.hide()
            made.edited.connect(fault.hide)
            grid.addWidget(label, 2 * row, 0)
            grid.addWidget(made, 2 * row, 1)
            grid.addWidget(fault, 2 * row + 1, 1)
            self.inputs[part], self._faults[part] = made, fault
        grid.addLayout(self._foot(), 2 * len(_ROWS) + 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.inputs[_ROWS[0]].first().setFocus()

    @property
    def asked(self) -> Asked:
        """What was chosen."""
        chosen: dict[str, Any] = {
            part: str(made.value() or "") for part, made in self.inputs.items()
        }
        return replace(self._asked, **chosen)

    def accept(self) -> None:
        """Narrow, unless words that were typed are no choice."""
        said = {part: made.finish() for part, made in self.inputs.items()}
        for part, sentence in said.items():
            self._faults[part].setText(f"✕ {sentence}")
            self._faults[part].setVisible(bool(sentence))
        faulty = [part for part, sentence in said.items() if sentence]
        if faulty:
            self.inputs[faulty[0]].first().setFocus()
        else:
            super().accept()

    def clear(self) -> None:
        """Choose nothing anywhere."""
        for part, made in self.inputs.items():
            made.set_value(None)
            self._faults[part].hide()

    def _input(self, workflow: Workflow, lists: FilterLists, part: str) -> FieldInput:
        if part in CLOSED_LISTS:
            box = BoxInput([("", _("全部")), *options_of(workflow, CLOSED_LISTS[part])])
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
