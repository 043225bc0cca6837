"""Several marked rows of a queue: what they are, and the steps that can be taken on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from seatapp.domain.callback_guards import caller_waits
from seatapp.domain.requests import CHAIN
from seatapp.domain.workflow import Step, Workflow
from seatapp.local.deadlines import Weighed
from seatapp.local.views import OfferedStep, QueueRow
from seatapp.piles import OfPile, PileTaken, own_values
from seatapp.reports.letters import ISSUE
from seatapp.text import _
from ui.actions import ActionBar
from ui.dialogs.pile_dialog import NotTakenDialog, PileDialog
from ui.durations import moment, time_left
from ui.frame_duty import FrameDuty
from ui.layouts import empty, scrolled
from ui.panes.decision_form import AMOUNTS
from ui.panes.pile_letters import PileLetters
from ui.pictures import Pictures
from ui.widgets.elided import ElidedLabel
from ui.widgets.marks import Mark
from ui.widgets.section import Panel, labelled
from ui.wording import now_seconds, post_words
from ui.worker import Background

REQUEST = "request"
MOST = 200
"""So many rows are decided at once at the most; more is no decision any more."""

ONE_BY_ONE = frozenset({"reveal", "link", "merge_case", "merge_report"})
"""Steps that say something of one subject alone."""


@dataclass(frozen=True)
class Marked:
    """A marked row with its state and the steps that may be taken on it.

    `root` is what it belongs to; `asked` is what granting a request as it was asked would come to.
    """

    row: QueueRow
    state: dict[str, Any]
    root: Mapping[str, Any]
    offered: Sequence[OfferedStep]
    asked: Weighed | None = None


def read_marked(duty: FrameDuty, queue: str, keys: Sequence[int]) -> list[Marked]:
    """What is marked, in the order of the queue. Waits for a disk."""
    found = []
    for row in duty.reader.queue_rows(queue, keys):
        detail = duty.reader.root(row.root_subject, row.case_id, duty.person.id)
        if detail is None:
            continue
        family = (detail.state, *detail.children)
        state = next((one for one in family if one["id"] == row.subject_id), None)
        if state is not None:
            children = detail.children if row.subject_id == row.case_id else ()
            offered = duty.desk.offered(row.subject, state, children)
            weighed = _weighed(duty, row, state)
            found.append(Marked(row, dict(state), detail.state, offered, weighed))
    return found


def _weighed(duty: FrameDuty, row: QueueRow, state: Mapping[str, Any]) -> Weighed | None:
    if row.subject != REQUEST:
        return None
    granted = {into: state.get(asked) for into, asked in AMOUNTS.items()}
    return duty.reader.weigh(row.case_id, row.subject_id, granted)


def pile_steps(workflow: Workflow, marked: Sequence[Marked]) -> list[OfferedStep]:
    """The steps that some of the marked rows offer, each with how many of them."""
    counts: dict[str, int] = {}
    first: dict[str, OfferedStep] = {}
    for one in marked:
        for step in one.offered:
            if suits_a_pile(workflow.steps[step.subject, step.step]):
                counts[step.step] = counts.get(step.step, 0) + 1
                first.setdefault(step.step, step)
    return [
        OfferedStep(
            subject=step.subject,
            subject_id=step.subject_id,
            step=name,
            post=step.post,
            label=_("{step} {n} 件").format(step=step.label, n=counts[name]),
            key=step.key,
            tone=step.tone,
        )
        for name, step in first.items()
    ]


def suits_a_pile(step: Step) -> bool:
    """Whether one answer can serve for many: no step that needs a photo of its own."""
    return step.name not in ONE_BY_ONE and not any(
        name.startswith("photos") for name in step.required
    )


def pile_of(marked: Sequence[Marked], step: str) -> list[OfPile]:
    """The part of what is marked on which a step may be taken."""
    return [
        OfPile(
            step=step,
            subject=one.row.subject,
            subject_id=one.row.subject_id,
            values=own_values(step, one.state),
            number=one.row.number,
            title=one.row.title,
        )
        for one in marked
        if _offers(one, step)
    ]


def _offers(one: Marked, step: str) -> bool:
    return any(offered.step == step for offered in one.offered)


class PilePanel(Panel):
    """The right side of the window while several rows are marked.

    Signals: `step_taken(str)` steps stand on the disk; `told(str)` a sentence for a toast.
    """

    step_taken = Signal(str)
    told = Signal(str)

    def __init__(
        self, duty: FrameDuty, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._wanted: tuple[str, tuple[int, ...]] | None = None
        self._pictures = Pictures(duty.pictures, self)
        self.marked: Sequence[Marked] = ()
        self.dialog: PileDialog | None = None
        self.outcome: NotTakenDialog | None = None
        self.setAccessibleName(_("选中的多件"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title = labelled("", "title")
        words = _("每件单独判断、单独签名，和一件一件办完全一样；办不了的会列出原因。")
        self._about = labelled(words, "secondary")
        self._about.setWordWrap(True)
        page = QWidget()
        self._lines = QVBoxLayout(page)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.actions_bar = ActionBar()
        self.actions_bar.serve(self)
        self.actions_bar.chosen.connect(self.open_step)
        self.letters = PileLetters(duty, background)
        self.letters.told.connect(self.told)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self._about)
        layout.addWidget(scrolled(page), 1)
        layout.addWidget(self.letters, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.actions_bar)

    def show_rows(self, queue: str, keys: Sequence[int], count: int) -> None:
        """Show these rows of a queue; `count` is how many are marked in all."""
        self.title.setText(_("已选 {n} 件").format(n=count))
        if count > MOST:
            words = _("一次最多一起办 {n} 件，请少选一些。").format(n=MOST)
            self._show([], words)
            return
        self._wanted = (queue, tuple(keys))
        self.refresh()

    def show_nothing(self) -> None:
        """One row is shown again; the keys go with it."""
        self._wanted = None
        self.marked = ()
        self.letters.offer(())
        self.actions_bar.show_steps(())

    def refresh(self) -> None:
        """Look at the replica again."""
        if self._wanted is not None:
            wanted = self._wanted
            read = partial(read_marked, self._duty, *wanted)
            self._background.look(read, partial(self._take, wanted))

    def serve(self, widget: QWidget) -> None:
        """Let the keys of the action bar act while `widget` has the focus too."""
        self.actions_bar.serve(widget)

    def open_step(self, step: OfferedStep) -> None:
        """Ask once for what the step needs."""
        if self.dialog is not None:
            return
        pile = pile_of(self.marked, step.step)
        roots = (one.root for one in self.marked if _offers(one, step.step))
        waits = any(caller_waits(self._duty.workflow, root) for root in roots)
        dialog = PileDialog(
            self._duty, self._background, self._pictures, step, pile, waits, self.window()
        )
        dialog.told.connect(self.told)
        dialog.came.connect(self._settle)
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def _take(self, wanted: tuple[str, tuple[int, ...]], marked: Sequence[Marked]) -> None:
        if wanted == self._wanted and self.dialog is None:
            self._show(marked, "")

    def _show(self, marked: Sequence[Marked], words: str) -> None:
        self.marked = marked
        empty(self._lines)
        if words:
            self._lines.addWidget(labelled(words, "secondary"))
        self._lines.addWidget(_grid_of(self._duty.workflow, marked))
        self._lines.addStretch(1)
        self.letters.offer([one.row.case_id for one in marked if one.state.get("letters")])
        self.actions_bar.show_steps(pile_steps(self._duty.workflow, marked))

    def _settle(self, came: PileTaken) -> None:
        self.step_taken.emit("")
        issued = [one.subject_id for one in came.taken if one.step == ISSUE]
        if came.refused:
            self.outcome = NotTakenDialog(came.refused, len(came.taken), self.window())
            self.outcome.finished.connect(self._forget_outcome)
            self.outcome.finished.connect(lambda _result: self.letters.save(issued))
            self.outcome.open()
        else:
            self.letters.save(issued)

    def _forget_outcome(self, _result: int) -> None:
        self.outcome = None

    def _forget_dialog(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
        self.refresh()


def outlook_words(workflow: Workflow, one: Marked) -> str:
    """Why a request is made, and what granting it as it was asked would come to."""
    if one.asked is None:
        return ""
    reason = str(one.state.get("reason") or "")
    if one.asked.fault is not None:
        outlook = _(workflow.refusals[one.asked.fault].sentence)
    elif one.asked.tier != CHAIN[0]:
        outlook = _("须{post}批准").format(post=post_words(workflow, one.asked.tier))
    elif one.asked.due_after is not None:
        due = moment(one.asked.due_after, now_seconds())
        outlook = _("照批 {moment} 到期").format(moment=due)
    else:
        return reason
    return f"{outlook}   {reason}"


def _grid_of(workflow: Workflow, marked: Sequence[Marked]) -> QWidget:
    """The marked rows: light, number, what and who, time left; under it what a request says."""
    made, now = QWidget(), now_seconds()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(2, 1)
    for one in marked:
        place = grid.rowCount()
        left = time_left(one.row.due_at, now, one.row.paused, one.row.near)
        what = ElidedLabel("   ".join(part for part in (one.row.title, one.row.unit) if part))
        time = QLabel(left.text)
        time.setProperty("level", left.level.value)
        number = labelled(one.row.number, "secondary")
        for column, part in enumerate((Mark(left.level), number, what, time)):
            grid.addWidget(part, place, column)
        if outlook := outlook_words(workflow, one):
            said = ElidedLabel(outlook)
            said.setProperty("role", "secondary")
            grid.addWidget(said, place + 1, 2, 1, 2)
    return made
