"""What the screens of a shift have in common: head, scrolling page, steps, documents.

A page reads off the GUI thread, shows what it read, and looks again after every change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.domain.entries import Values
from seatapp.domain.handover import Item
from seatapp.domain.references import State
from seatapp.errors import WorldError
from seatapp.local.views import OfferedStep
from seatapp.reports.exports import Exported
from seatapp.reports.on_screen import Block, blocks_of, foot_of
from seatapp.reports.paper import Paper
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.dialogs.step_dialog import StepDialog
from ui.exporting import Exporting
from ui.fields.photos import PhotosInput
from ui.layouts import scrolled
from ui.panes.pile_panel import REQUEST
from ui.performing import performed
from ui.pictures import Pictures
from ui.shift_duty import ShiftDuty
from ui.trail import Subject
from ui.widgets.kept_place import KeptPlace
from ui.widgets.photo_strip import PhotoStrip
from ui.widgets.pressed import pressed
from ui.widgets.section import Panel, labelled
from ui.worker import Background


@dataclass(frozen=True)
class _Shown:
    """A document that was made to be looked at."""

    title: str
    blocks: Sequence[Block]
    foot: str


def offered_names(
    duty: ShiftDuty, subject: str, states: Iterable[State]
) -> dict[str, frozenset[str]]:
    """The steps that the person can take on each of these subjects, by its identifier.

    What its children bar is not looked at. Waits for a disk: off the GUI thread.
    """
    return {
        str(state["id"]): frozenset(one.step for one in duty.desk.offered(subject, state, ()))
        for state in states
    }


def behind(duty: ShiftDuty, item: Item) -> Subject | None:
    """What an item is about, as the window shows it; None while it is not here for the person.

    A line of a handover does not say of which kind its root is, and a callback can be owed for a
    case or for a call. Waits for a disk: off the GUI thread.
    """
    if item.subject not in duty.workflow.subjects:  # written by a later table
        return None
    kinds = duty.workflow.roots_of(item.subject)
    here = (kind for kind in kinds if duty.reader.root(kind, item.root, duty.person.id))
    kind = next(here, None)
    if kind is None:
        return None
    return REQUEST if item.subject == REQUEST else kind, item.subject_id, item.root


class ShiftPage(Panel):
    """A screen of the shift.

    Signals:
        told(str): a short sentence for a toast. failed(str): why something was not done.
        changed(): a step stands on the disk. case_wanted(str): somebody wants to see a case.
        root_wanted(object): somebody wants to see what an item is about, as a `Subject`.
    """

    told = Signal(str)
    failed = Signal(str)
    changed = Signal()
    case_wanted = Signal(str)
    root_wanted = Signal(object)

    def __init__(self, duty: ShiftDuty, background: Background, title: str) -> None:
        super().__init__()
        self.duty = duty
        self.background = background
        self.pictures = Pictures(duty.pictures, self)
        self.dialog: StepDialog | None = None
        self.exporting = Exporting(background, self)
        self.exporting.done.connect(self.told)
        self.exporting.failed.connect(self.failed)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = labelled(title, "title")
        self.under = labelled("", "secondary")
        self.head = QHBoxLayout()
        self.head.setSpacing(10)
        self.head.addWidget(self.title)
        self.head.addWidget(self.under)
        self.head.addStretch(1)
        page = QWidget()
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 14, 20, 12)
        whole.setSpacing(12)
        whole.addLayout(self.head)
        self.area = scrolled(page)
        whole.addWidget(self.area, 1)
        whole.addLayout(self.foot)

    def refresh(self) -> None:
        """Look at the replica again."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw what was read last."""
        raise NotImplementedError

    def draw_anew(self) -> None:
        """Draw again without moving the person: scrolled as before, the keyboard where it was."""
        place = KeptPlace(self, self.area)
        self.redraw()
        place.restore()

    def keep(self) -> None:
        """Save what was typed and not taken; most pages have nothing of the kind."""

    def show_behind(self, item: Item) -> None:
        """Open what an item is about: a case, a request at its desk, or another root."""
        self.background.run(partial(behind, self.duty, item), self._tell_behind)

    def _tell_behind(self, found: Subject | None) -> None:
        if found is None:
            self.failed.emit(_("本机现在看不到它：可能已转到别的区域。"))
        else:
            self.root_wanted.emit(found)

    # --- steps ---------------------------------------------------------------------------------

    def do(
        self,
        step: str,
        subject: str,
        subject_id: str | None,
        values: Values,
        then: Callable[[str], None] | None = None,
    ) -> None:
        """Take a step and look again; `then` hears of the subject."""
        perform = partial(self.duty.desk.perform, step, subject, subject_id, values)
        self.background.run(
            partial(performed, self.duty, perform), partial(self._done, then), self._not_done
        )

    def ask(
        self,
        step: str,
        subject: str,
        state: Mapping[str, Any],
        known_values: Values | None = None,
        about: str = "",
    ) -> None:
        """Ask for what a step needs, with what is known of it, and take it.

        `about` tells in the dialog what the step is taken on.
        """
        known = self.duty.workflow.steps[subject, step]
        offered = OfferedStep(
            subject=subject,
            subject_id=str(state["id"]),
            step=step,
            post="",
            label=_.of("step", known.label),
            key="",
            tone=known.tone,
        )
        dialog = StepDialog(
            self.duty,
            self.background,
            self.pictures,
            offered,
            state,
            None,
            prefilled=known_values,
            parent=self.window(),
            about=about,
        )
        dialog.taken.connect(self._after_dialog)
        dialog.told.connect(self.told)
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def button_of(self, step: OfferedStep, state: Mapping[str, Any]) -> QPushButton:
        """A button for a step: what needs nothing typed is taken at once, else it is asked for."""
        needs = self.duty.workflow.steps[step.subject, step.step].required
        if needs:
            ask = partial(self.ask, step.step, step.subject, state)
            return pressed(_("{step}…").format(step=step.label), step.tone, ask)
        take = partial(self.do, step.step, step.subject, step.subject_id, {})
        return pressed(step.label, step.tone, take)

    def may(self, step: str, subject: str) -> bool:
        """Whether a post of the person takes that step at all."""
        return self.duty.workflow.may(self.duty.posts, subject, step)

    def _after_dialog(self, _subject_id: str) -> None:
        self.changed.emit()
        self.refresh()

    def _done(self, then: Callable[[str], None] | None, outcome: tuple[Any, str]) -> None:
        taken, sentence = outcome
        self.told.emit(sentence)
        self.changed.emit()
        if then is not None:
            then(taken.subject_id)
        self.refresh()

    def _not_done(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)
        self.refresh()

    def _forget_dialog(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    # --- photos --------------------------------------------------------------------------------

    def photos_input(self, subject: str, name: str, in_a_row: int) -> PhotosInput:
        """An input for the photos and scans of a field."""
        most = self.duty.workflow.fields[subject, name].maximum
        add = self.duty.pictures.add_photo
        return PhotosInput(add, self.pictures, self.background, most, in_a_row=in_a_row)

    def strip(self, hashes: Sequence[str], in_a_row: int) -> PhotoStrip:
        """Photos small; a press shows them large."""
        made = PhotoStrip(self.pictures, hashes, in_a_row)
        made.opened.connect(self._open_photos)
        return made

    def _open_photos(self, hashes: list[str], place: int) -> None:
        intake = self.duty.desk.intake
        PhotoViewer(
            self.pictures, Album(hashes), place, self.background, intake, self.window()
        ).open()

    # --- documents -----------------------------------------------------------------------------

    def save_paper(self, title: str, make_paper: Callable[[], Paper]) -> None:
        """Ask where to, and write a document there."""
        exports = self.duty.exports

        def make(path: Path, watch: Watch) -> Exported:
            return exports.save_paper(make_paper(), path, watch)

        self.exporting.ask(title, ".docx", make)

    def look_at_paper(self, make_paper: Callable[[], Paper]) -> None:
        """Open the print preview of a document."""

        def make() -> _Shown:
            paper = make_paper()
            _numbered, content = self.duty.exports.make_paper(paper)
            return _Shown(paper.title, blocks_of(content), foot_of(content))

        self.background.run(make, self._preview, self._not_done)

    def _preview(self, shown: _Shown) -> None:
        # Printing brings a library that most shifts never need.
        from ui.printing import preview

        preview(self, shown.title, shown.blocks, shown.foot)
