"""One step on many subjects at once: asked once, taken and judged one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.domain.entries import Value, Values
from seatapp.domain.workflow import Field
from seatapp.local.views import OfferedStep
from seatapp.piles import AS_ASKED, FILLED_IN, NotTaken, OfPile, PileTaken, take_each
from seatapp.reports.letters import ISSUE
from seatapp.reports.watch import Watch
from seatapp.text import _, in_turn
from ui.dialogs.asking import asked_fields
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty, Taken
from ui.layouts import scrolled
from ui.pictures import Pictures
from ui.widgets.fact_grid import Fact, FactGrid
from ui.widgets.section import labelled
from ui.worker import Background

PILE = "pile"
TELL = "reply_wanted"
"""Asked of all who have a caller; that a caller was told is nothing to be said of a pile."""


@dataclass(frozen=True)
class _Came:
    """What came of a pile, as the dialog of a step hands it over."""

    pile: PileTaken
    subject_id: str = PILE
    number: str = ""


class PileDialog(StepDialog):
    """Asks once for what a step needs and takes it on each subject of a pile.

    Signals: `came(object)` the `PileTaken`; what could not be done stands in it with why.
    """

    came = Signal(object)
    _went_on = Signal(int, int)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        offered: OfferedStep,
        pile: Sequence[OfPile],
        waits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`waits`: behind some of the pile there is a caller who can be told."""
        self._pile, self._waits = pile, waits
        super().__init__(
            duty, background, pictures, replace(offered, subject_id=PILE), {}, None, parent=parent
        )
        self._watch = Watch(self._went_on.emit)
        self._went_on.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        label = _.of("step", self._step.label)
        self.setWindowTitle(_("{step} · {n} 件").format(step=label, n=len(pile)))
        words = _("共 {n} 件，逐件判断、逐件签名；办不了的不影响其他件，会列出原因。")
        words = words.format(n=len(pile))
        if offered.step in AS_ASKED:
            words = in_turn(words, _("每件按各自申请的时间批准。"))
        if offered.step == ISSUE:
            words = in_turn(words, _("每件主送现在承办的单位，文号按列表顺序依次编。"))
        self.banner.setProperty("role", "strong")
        self.banner.tell(words)
        self._room.fit()

    def reject(self) -> None:
        """Close; while the pile is at work, stop before the next one."""
        if self.saving:
            self._watch.call_off()
            return
        super().reject()

    def _wanted_fields(self) -> list[tuple[Field, bool]]:
        name = self._step.name
        own = {*AS_ASKED.get(name, ()), *FILLED_IN.get(name, ())}
        workflow, step = self._duty.workflow, self._step
        fields = asked_fields(workflow, step, {}, {})
        if self._waits and TELL in step.fields:
            fields.append((workflow.field(step.subject, TELL), False))
        return [(field, required) for field, required in fields if field.name not in own]

    def _work(self, values: Values) -> Callable[[], tuple[Taken, str]]:
        pile = [replace(one, values=with_own(values, one.values)) for one in self._pile]
        return partial(_taken_each, self._duty, pile, self._watch)

    def _finish(self, outcome: tuple[Taken, str]) -> None:
        super()._finish(outcome)
        came = outcome[0]
        assert isinstance(came, _Came)
        self.came.emit(came.pile)

    def _show_progress(self, done: int, total: int) -> None:
        if self.saving:
            self.confirm.setText(_("正在办理 {done}/{total}").format(done=done, total=total))
            self.cancel.setText(_("停在这里"))


class NotTakenDialog(QDialog):
    """What of a pile was not done, and why."""

    def __init__(self, refused: Sequence[NotTaken], done: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = _("{refused} 件没有办，{done} 件已办").format(refused=len(refused), done=done)
        self.setWindowTitle(words)
        self.resize(680, 420)
        grid = FactGrid()
        grid.show_facts(
            [Fact(one.one.number, f"{one.one.title}\n{one.sentence}") for one in refused]
        )
        close = QPushButton(_("知道了"))
        close.setProperty("tone", "primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(
            labelled(_("这些件没有改动；还能办的仍在队列中，并保持选中。"), "secondary"), 1
        )
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(labelled(words, "title"))
        layout.addWidget(scrolled(grid), 1)
        layout.addLayout(foot)


def with_own(values: Values, own: Values) -> dict[str, Value]:
    """What the person said for all, and what each subject says itself."""
    return {**values, **own}


def _taken_each(duty: Duty, pile: Sequence[OfPile], watch: Watch) -> tuple[Taken, str]:
    came = take_each(duty.desk, pile, watch)
    parts = [_("已办 {n} 件").format(n=len(came.taken))]
    if came.refused:
        parts.append(_("{n} 件没有办").format(n=len(came.refused)))
    if came.untouched:
        parts.append(_("{n} 件停在这里没有动").format(n=len(came.untouched)))
    return _Came(came), _("，").join(parts)
