"""What hangs on a case: verifications, assignments, callbacks, changes of its component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.local.views import CaseDetail
from seatapp.text import _
from ui.durations import Level, moment, time_left
from ui.layouts import empty
from ui.widgets.fact_grid import Fact, FactGrid
from ui.widgets.pill import Pill
from ui.widgets.section import labelled
from ui.wording import Names, named, now_seconds, value_words

State = Mapping[str, Any]

HEAD_FIELDS = ("collector", "unit", "owner")
"""Who has it to do, whichever the kind of subject has."""

KEYS = ("caller_key", "case_ref", "lat_e7", "lon_e7", "datum")
"""What programs find things by, and people do not read."""


def in_turn(children: Sequence[State]) -> list[State]:
    """What is due soonest first, then what is settled, the newest on top."""
    return sorted(children, key=lambda child: (not child.get("due_at"), _turn(child)))


def _turn(child: State) -> int:
    due = child.get("due_at")
    return int(due) if due else -_began(child)


def _began(child: State) -> int:
    moments = [
        value for name, value in child.items() if name.endswith("_at") and isinstance(value, int)
    ]
    return min(moments, default=0)


class ChildCard(QFrame):
    """One subject that belongs to the case."""

    def __init__(
        self, workflow: Workflow, child: State, names: Names, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        subject = str(child["subject"])
        stage = workflow.stage(subject, str(child["stage"]))
        head = QHBoxLayout()
        head.addWidget(labelled(_(workflow.subjects[subject].label), "strong"))
        who = _who(workflow, child, names)
        if who:
            head.addWidget(labelled(who, "secondary"))
        head.addStretch(1)
        self._child, self._stage = child, stage
        self.pill = Pill()
        head.addWidget(self.pill)
        layout.addLayout(head)
        grid = FactGrid()
        grid.show_facts(_child_facts(workflow, child, names))
        layout.addWidget(grid)
        self.refresh_time()
        self.setAccessibleName(named(_(workflow.subjects[subject].label), _(stage.label)))

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        words, due = _(self._stage.label), self._child.get("due_at")
        if self._stage.terminal:
            self.pill.say(words, Level.DONE)
            return
        left = time_left(due if isinstance(due, int) else None, now_seconds())
        self.pill.say(f"{words} · {left.text}" if due else words, left.level)


def _who(workflow: Workflow, child: State, names: Names) -> str:
    subject = str(child["subject"])
    for name in HEAD_FIELDS:
        field = workflow.fields.get((subject, name))
        if field and child.get(name):
            return value_words(workflow, field, child[name], names)
    return ""


def _child_facts(workflow: Workflow, child: State, names: Names) -> list[Fact]:
    found = []
    for field in workflow.fields_of(str(child["subject"])):
        value = child.get(field.name)
        if field.name in (*HEAD_FIELDS, *KEYS) or value in (None, [], 0):
            continue
        if field.origin == "stamp":
            if field.name.endswith("_at") and isinstance(value, int):
                found.append(Fact(_(field.label), moment(value, now_seconds())))
            continue
        words = value_words(workflow, field, value, names)
        found.append(Fact(_(field.label), words))
    return found


class CaseRelated(QWidget):
    """Cards of everything that hangs on the case."""

    def __init__(self, workflow: Workflow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)

    def refresh_time(self) -> None:
        """Write the time that is left on each card anew."""
        for card in self.findChildren(ChildCard):
            card.refresh_time()

    def show_case(self, detail: CaseDetail, changes: Sequence[State], names: Names) -> None:
        """Show the children of this case, and the changes of components that belong to it."""
        empty(self._layout)
        for child in [*in_turn(detail.children), *changes]:
            self._layout.addWidget(ChildCard(self._workflow, child, names))
        self._layout.addStretch(1)
