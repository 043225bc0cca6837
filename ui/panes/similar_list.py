"""Possible duplicates as cards: the photo large, why, how far, how old, and what can be done.

A press never changes what was typed in the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.text import _
from ui.durations import span
from ui.layouts import empty
from ui.pictures import Pictures
from ui.widgets.picture_tile import PictureTile
from ui.widgets.section import labelled
from ui.wording import named

if TYPE_CHECKING:
    from seatapp.intake.likeness import Similar

TILE = (148, 111)
Action = tuple[str, str]
"""What can be done with a similar case: the name of it, and the words on the button."""


class SimilarCard(QFrame):
    """One similar case.

    Signals: `chosen(str, str)` an action and the case; `photo_opened(str)` see the photo large.
    """

    chosen = Signal(str, str)
    photo_opened = Signal(str)

    def __init__(
        self,
        workflow: Workflow,
        pictures: Pictures,
        similar: Similar,
        actions: Sequence[Action],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self.similar = similar
        stage = _(workflow.stage("case", similar.stage).label)
        self.setAccessibleName(named(similar.number, stage))
        row = QHBoxLayout()
        row.setSpacing(10)
        if similar.photo is not None:
            tile = PictureTile(pictures, similar.photo)
            tile.setFixedSize(*TILE)
            tile.setAccessibleName(_("{number} 的照片").format(number=similar.number))
            tile.opened.connect(self.photo_opened)
            row.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(stage), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addLayout(self._buttons(actions))

    def _words(self, stage: str) -> QVBoxLayout:
        similar = self.similar
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(_wrapped(f"{similar.title} · {stage}", "strong"))
        age = _("{span}前").format(span=span(similar.age))
        far = "" if similar.metres is None else _("相距 {m} 米").format(m=similar.metres)
        words.addWidget(
            _wrapped(" · ".join(part for part in (far, age, similar.number) if part), "secondary")
        )
        why = " · ".join(reason.words for reason in similar.reasons)
        words.addWidget(_wrapped(why, "near"))
        text = similar.address or similar.description
        words.addWidget(_wrapped(text, "secondary"))
        words.addStretch(1)
        return words

    def _buttons(self, actions: Sequence[Action]) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for name, label in actions:
            button = QPushButton(label)
            button.setAutoDefault(False)
            button.setProperty("tone", "link")
            button.setAccessibleName(f"{label} {self.similar.number}")
            button.clicked.connect(partial(self._choose, name))
            buttons.addWidget(button)
        buttons.addStretch(1)
        return buttons

    def _choose(self, action: str, _checked: bool = False) -> None:
        self.chosen.emit(action, self.similar.case_id)


class SimilarList(QWidget):
    """The cards under each other; calm words where there is none.

    Signals: `chosen(str, str)` an action and the case; `photo_opened(str)` see a photo large.
    """

    chosen = Signal(str, str)
    photo_opened = Signal(str)

    def __init__(
        self,
        workflow: Workflow,
        pictures: Pictures,
        actions: Sequence[Action],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._pictures = pictures
        self._actions = actions
        self._shown: tuple[list[Similar], bool] | None = None
        self._cards = QVBoxLayout(self)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(8)

    @property
    def cards(self) -> list[SimilarCard]:
        """The cards from the top."""
        return [card for card in self.findChildren(SimilarCard) if card.isVisibleTo(self)]

    def show_similar(self, found: Sequence[Similar], whole: bool = True) -> None:
        """Show these cases instead of the former ones; what is the same stays as it is.

        `whole` tells whether the words of all cases have been compared.
        """
        if self._shown == (list(found), whole):
            return
        self._shown = (list(found), whole)
        empty(self._cards)
        for similar in found:
            card = SimilarCard(self._workflow, self._pictures, similar, self._actions)
            card.chosen.connect(self.chosen)
            card.photo_opened.connect(self.photo_opened)
            self._cards.addWidget(card)
        if not whole:
            words = _("正在准备描述的比对，先按照片、位置和号码查找。")
            self._cards.addWidget(_wrapped(words, "secondary"))
        elif not found:
            self._cards.addWidget(labelled(_("没有发现可能重复的案件。"), "secondary"))


def _wrapped(text: str, role: str) -> QLabel:
    label = labelled(text, role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
