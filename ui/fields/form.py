"""A form of inputs with their labels and faults, in one or two columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QVBoxLayout, QWidget

from seatapp.domain.entries import Value
from seatapp.domain.workflow import Field, Workflow
from seatapp.errors import StepRefused, WorldError
from seatapp.text import _
from ui.fields.base import FieldInput
from ui.fields.catalogue import Catalogue
from ui.fields.photos import PhotosInput
from ui.fields.reference import ReferenceInput
from ui.layouts import bring_into_sight
from ui.widgets.announced import announce
from ui.wording import missing_words

LABEL_WIDTH = 120


@dataclass(frozen=True)
class Asked:
    """One field that a form asks for; `aid` is an optional widget above the input."""

    field: Field
    required: bool
    input: FieldInput
    aid: QWidget | None = None
    label: str = ""

    @property
    def words(self) -> str:
        """The label to show."""
        return self.label or _(self.field.label)


class FieldForm(QWidget):
    """Inputs under each other, in the order of the keyboard. Signals: `edited()`."""

    edited = Signal()

    def __init__(self, asked: Sequence[Asked], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asked = {one.field.name: one for one in asked}
        self._faults: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        for row, one in enumerate(asked):
            grid.addWidget(self._label(one), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._cell(one), row, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(asked), 1)

    @property
    def lists(self) -> list[str]:
        """The reference lists that its inputs choose from."""
        return [one.field.of for one in self.asked.values() if one.field.type == "ref"]

    @property
    def photos_busy(self) -> bool:
        """Whether a photo is still on its way to the disk."""
        inputs = [one.input for one in self.asked.values()]
        return any(isinstance(one, PhotosInput) and one.busy for one in inputs)

    def values(self) -> dict[str, Value]:
        """What was put in, without the empty fields."""
        held = {name: one.input.value() for name, one in self.asked.items()}
        return {name: value for name, value in held.items() if value is not None and value != []}

    def fill(self, values: Mapping[str, Value]) -> None:
        """Show `values`; fields that are not named stay as they are."""
        for name, value in values.items():
            if name in self.asked:
                self.asked[name].input.set_value(value)
                self._faults[name].hide()

    def set_catalogues(self, catalogues: Mapping[str, Catalogue]) -> None:
        """Hand the reference lists to the inputs that choose from them."""
        for one in self.asked.values():
            if isinstance(one.input, ReferenceInput) and one.field.of in catalogues:
                one.input.set_catalogue(catalogues[one.field.of])

    def follow(self, name: str, into: str) -> None:
        """Put in what the chosen row of a list says of another field: it need not be typed."""
        made = self.asked[name].input
        item = made.item() if isinstance(made, ReferenceInput) else None
        if item is not None and item.row.get(into):
            self.fill({into: str(item.row[into])})

    def missing(self) -> list[str]:
        """The required fields that are still empty, from top to bottom."""
        held = self.values()
        return [name for name, one in self.asked.items() if one.required and name not in held]

    def check(self, workflow: Workflow, needed: Collection[str] | None = None) -> list[str]:
        """Say under each field that is shown what is wrong with it; the fields, from top to bottom.

        Empty is wrong where a field is required, or one of `needed`; and whatever stands there
        but cannot be taken.
        """
        self.clear_faults()
        shown = {name: one for name, one in self.asked.items() if not self._labels[name].isHidden()}
        faults = {name: one.input.finish() for name, one in shown.items()}
        held = self.values()
        for name, one in shown.items():
            asks = one.required if needed is None else name in needed
            if asks and name not in held and not faults[name]:
                faults[name] = missing_words(workflow, one.words)
        faulty = [name for name in shown if faults[name]]
        for name in faulty:
            self.show_fault(name, faults[name])
        return faulty

    def show_fault(self, name: str, sentence: str) -> None:
        """Say what is wrong under the field."""
        self._say_under(name, f"✕ {sentence}", "fault")
        announce(self._faults[name], sentence)

    def point_at(self, error: WorldError) -> bool:
        """Say what the desk refused under the field it is about; False where none of these is."""
        field = error.field if isinstance(error, StepRefused) else None
        if field is None or field not in self.asked:
            return False
        self.show_fault(field, error.sentence)
        self.go_to(field)
        return True

    def tell(self, name: str, words: str) -> None:
        """Say under the field where its value comes from, until somebody edits it."""
        self._say_under(name, words, "secondary")

    def _say_under(self, name: str, words: str, role: str) -> None:
        label = self._faults[name]
        label.setText(words)
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)
        label.show()

    def clear_faults(self) -> None:
        """Take all faults away."""
        for label in self._faults.values():
            label.hide()

    def go_to(self, name: str) -> None:
        """Put the keyboard into a field, where it can be seen."""
        made = self.asked[name].input
        made.first().setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_sight(made)

    def set_shown(self, name: str, shown: bool) -> None:
        """Show or hide a field with its label; a hidden field keeps its value."""
        self._labels[name].setVisible(shown)
        cell = self.asked[name].input.parentWidget()
        assert cell is not None
        cell.setVisible(shown)

    def set_required(self, name: str, required: bool) -> None:
        """Mark a field as required from now on, or not."""
        old = self.asked[name]
        self.asked[name] = Asked(old.field, required, old.input, old.aid, old.label)
        _mark(self._labels[name], self.asked[name])

    def set_words(self, name: str, words: str) -> None:
        """Call a field otherwise from now on."""
        old = self.asked[name]
        self.asked[name] = Asked(old.field, old.required, old.input, old.aid, words)
        _mark(self._labels[name], self.asked[name])

    def _label(self, one: Asked) -> QLabel:
        label = QLabel()
        label.setFixedWidth(LABEL_WIDTH)
        label.setWordWrap(True)
        label.setContentsMargins(0, 7, 0, 0)
        label.setProperty("role", "field")
        label.setTextFormat(Qt.TextFormat.RichText)
        _mark(label, one)
        self._labels[one.field.name] = label
        return label

    def _cell(self, one: Asked) -> QWidget:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if one.aid is not None:
            layout.addWidget(one.aid)
        layout.addWidget(one.input)
        fault = QLabel()
        fault.setWordWrap(True)
        fault.setProperty("role", "fault")
        fault.hide()
        layout.addWidget(fault)
        self._faults[one.field.name] = fault
        one.input.edited.connect(self.edited)
        one.input.edited.connect(fault.hide)
        return cell


def _mark(label: QLabel, one: Asked) -> None:
    label.setText(f"{one.words}&nbsp;<b>*</b>" if one.required else one.words)
    name = _("{label}，必填").format(label=one.words) if one.required else one.words
    one.input.setAccessibleName(name)
    first = one.input.first()
    if not isinstance(first, QAbstractButton):
        first.setAccessibleName(name)
