"""Office phrases above the texts of a step: chosen, they are put in, and bring their rule along."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox

from seatapp.domain.workflow import Field
from seatapp.text import _
from ui.dialogs.asking import phrase_kind
from ui.fields.catalogue import Catalogue
from ui.fields.form import FieldForm
from ui.fields.lists import phrases_of
from ui.fields.plain import TextInput

RULE = "rule_cited"


class PhraseBoxes(QObject):
    """The boxes of one step. Signal: `taken()` a phrase was put into the form."""

    taken = Signal()

    def __init__(self, step: str, parent: QObject) -> None:
        super().__init__(parent)
        self._step = step
        self._boxes: dict[str, QComboBox] = {}
        self._form: FieldForm | None = None

    def __bool__(self) -> bool:
        """Whether any field of the step has phrases."""
        return bool(self._boxes)

    def box_for(self, field: Field) -> QComboBox | None:
        """The box above a field; None where no phrases fit."""
        if phrase_kind(self._step, field.name) is None:
            return None
        box = QComboBox()
        box.setPlaceholderText(_("常用语…"))
        box.setAccessibleName(_("{label}的常用语").format(label=_(field.label)))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.hide()
        box.activated.connect(partial(self._take, field.name))
        self._boxes[field.name] = box
        return box

    def begin(self, form: FieldForm, catalogues: Mapping[str, Catalogue]) -> None:
        """Offer the phrases of the lists for `form`."""
        self._form = form
        for name, box in self._boxes.items():
            kind = phrase_kind(self._step, name)
            reasons = catalogues["reason"]
            own = phrases_of(reasons, self._step) if kind != self._step else []
            for item in (*phrases_of(reasons, kind or ""), *own):
                box.addItem(item.name, item.beside)
            box.setCurrentIndex(-1)
            box.setVisible(box.count() > 0)

    def _take(self, name: str, place: int) -> None:
        assert self._form is not None
        box, made = self._boxes[name], self._form.asked[name].input
        if isinstance(made, TextInput):
            made.take_phrase(box.itemText(place))
        else:
            made.set_value(box.itemText(place))
        if RULE in self._form.asked and not self._form.values().get(RULE):
            self._form.fill({RULE: str(box.itemData(place) or "") or None})
        box.setCurrentIndex(-1)
        made.first().setFocus(Qt.FocusReason.OtherFocusReason)
        self.taken.emit()
