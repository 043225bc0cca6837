"""Phrases above the texts of a step: those of the office bring their rule along, then one's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from seatapp.domain.workflow import Field
from seatapp.text import _
from ui.dialogs.asking import phrase_kind, wants_reason
from ui.duty import Duty
from ui.fields.catalogue import Catalogue
from ui.fields.form import FieldForm
from ui.fields.lists import phrases_of
from ui.fields.own_phrase_box import OwnPhraseBox
from ui.fields.plain import TextInput
from ui.worker import Background

RULE = "rule_cited"


class PhraseBoxes(QObject):
    """The boxes of one step.

    Signals: `taken()` a phrase was put into the form; `kept(str)` words of the form were kept as a
    phrase of one's own, as a sentence.
    """

    taken = Signal()
    kept = Signal(str)

    def __init__(self, duty: Duty, background: Background, step: str, parent: QObject) -> None:
        super().__init__(parent)
        self._duty, self._background, self._step = duty, background, step
        self._boxes: dict[str, QComboBox] = {}
        self._own: dict[str, OwnPhraseBox] = {}
        self._form: FieldForm | None = None

    def __bool__(self) -> bool:
        """Whether any field of the step has phrases of the office."""
        return bool(self._boxes)

    def box_for(self, field: Field) -> QWidget | None:
        """The boxes above a field; None where it gives no reason."""
        if not wants_reason(self._step, field.name):
            return None
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if phrase_kind(self._step, field.name) is not None:
            row.addWidget(self._office_box(field), 1)
        words = partial(self._words_in, field.name)
        own = OwnPhraseBox(self._duty, self._background, words)
        own.chosen.connect(partial(self._put_in, field.name))
        own.kept.connect(self.kept)
        self._own[field.name] = own
        row.addWidget(own)
        row.addStretch(0)
        return holder

    def begin(self, form: FieldForm, catalogues: Mapping[str, Catalogue]) -> None:
        """Offer the phrases of the lists for `form`."""
        self._form = form
        for own in self._own.values():
            own.look()
        for name, box in self._boxes.items():
            kind = phrase_kind(self._step, name)
            reasons = catalogues["reason"]
            of_step = phrases_of(reasons, self._step) if kind != self._step else []
            for item in (*phrases_of(reasons, kind or ""), *of_step):
                box.addItem(item.name, item.beside)
            box.setCurrentIndex(-1)
            box.setVisible(box.count() > 0)

    def _office_box(self, field: Field) -> QComboBox:
        box = QComboBox()
        box.setPlaceholderText(_("常用语…"))
        box.setAccessibleName(_("{label}的常用语").format(label=_(field.label)))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.hide()
        box.activated.connect(partial(self._take, field.name))
        self._boxes[field.name] = box
        return box

    def _take(self, name: str, place: int) -> None:
        assert self._form is not None
        box = self._boxes[name]
        words, rule = box.itemText(place), str(box.itemData(place) or "")
        if RULE in self._form.asked and not self._form.values().get(RULE):
            self._form.fill({RULE: rule or None})
        box.setCurrentIndex(-1)
        self._put_in(name, words)

    def _put_in(self, name: str, words: str) -> None:
        assert self._form is not None
        made = self._form.asked[name].input
        if isinstance(made, TextInput):
            made.take_phrase(words)
        else:
            made.set_value(" ".join(words.split()))
        made.first().setFocus(Qt.FocusReason.OtherFocusReason)
        self.taken.emit()

    def _words_in(self, name: str) -> str:
        assert self._form is not None
        return str(self._form.values().get(name) or "")
