"""What a closing is decided on: both photos, both conditions, what was found, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.local.views import CaseDetail
from seatapp.text import _
from ui.durations import moment
from ui.layouts import empty
from ui.pictures import Pictures
from ui.widgets.fact_grid import Fact, FactGrid, value_label
from ui.widgets.photo_pair import PhotoPair
from ui.widgets.section import labelled
from ui.wording import Names, now_seconds, value_words

CLOSING_STAGE = "closing"


class CaseClosing(QWidget):
    """The page of a case that waits to be closed. Signals: `opened(list, int)` see photos large."""

    opened = Signal(list, int)

    def __init__(self, workflow: Workflow, pictures: Pictures) -> None:
        super().__init__()
        self._workflow = workflow
        self.pair = PhotoPair(pictures)
        self.pair.opened.connect(self.opened)
        self.bars = labelled("", "fault")
        self.bars.setWordWrap(True)
        self._conditions = QHBoxLayout()
        self._conditions.setSpacing(8)
        self.facts = FactGrid()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.bars)
        layout.addWidget(self.pair, 1)
        layout.addLayout(self._conditions)
        layout.addWidget(self.facts)
        layout.addStretch(0)  # takes the room where there are no photos

    def show_case(self, detail: CaseDetail, bars: Sequence[str], names: Names) -> None:
        """Show this case; `bars` are the sentences that say why it cannot be closed now."""
        state = detail.state
        before, after = (list(state.get(f"photos_{when}") or ()) for when in ("before", "after"))
        self.pair.show_photos(before, after)
        self.pair.setVisible(bool(before or after))
        self.bars.setText("\n".join(f"✕ {sentence}" for sentence in bars))
        self.bars.setVisible(bool(bars))
        empty(self._conditions)
        for title, words in conditions(detail):
            self._conditions.addWidget(_box(title, words), 1)
        self.facts.show_facts(closing_facts(self._workflow, state, names))


def conditions(detail: CaseDetail) -> list[tuple[str, str]]:
    """What stands beside what: the conditions of the standard, or the demand and its answer."""
    state, row = detail.state, detail.classed
    if row:
        return [
            (_("立案条件"), str(row.get("condition") or _("标准没有写明"))),
            (_("结案条件"), str(row.get("closing") or _("标准没有写明"))),
        ]
    asked = state.get("description") or state.get("category_text") or _("没有文字描述")
    return [
        (_("诉求"), str(asked)),
        (_("答复"), str(state.get("response") or _("没有反馈内容"))),
    ]


def closing_facts(workflow: Workflow, state: Mapping[str, Any], names: Names) -> list[Fact]:
    """What was found, by whom and when, and what speaks against closing at once."""
    found = []
    for name, stamp in (
        ("inspected", "inspected"),
        ("demand_met", "checked"),
        ("caller_told", ""),
        ("response", "responded"),
        ("handed_back_at", ""),
        ("unit", ""),
        ("reworks", ""),
        ("late", ""),
        ("late_reason", ""),
    ):
        field = workflow.field("case", name)
        words = value_words(workflow, field, state.get(name), names)
        if words and (field.origin != "count" or state.get(name)):
            found.append(Fact(_(field.label), "   ".join([words, *_stamp(state, stamp, names)])))
    return found


def _stamp(state: Mapping[str, Any], stamp: str, names: Names) -> list[str]:
    """Who did it and when."""
    by, at = state.get(f"{stamp}_by"), state.get(f"{stamp}_at")
    if not stamp or by is None or not isinstance(at, int):
        return []
    return [names.get(("person", str(by)), str(by)), moment(at, now_seconds())]


def _box(title: str, words: str) -> QFrame:
    box = QFrame()
    box.setObjectName("box")
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    column = QVBoxLayout(box)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    column.addWidget(labelled(title, "heading"))
    column.addWidget(value_label(words, title))
    column.addStretch(1)
    return box
