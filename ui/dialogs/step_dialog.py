"""The dialog of a step, made from the step table and `fields.csv` alone.

It closes only when the desk has come back: what it calls saved is on the disk. Whatever else
closes it keeps what was typed as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.desk import NAMES_A_CASE
from seatapp.domain.entries import Values
from seatapp.domain.workflow import Field
from seatapp.local.naming import number_of
from seatapp.local.views import CaseDetail, OfferedStep
from seatapp.text import _
from ui.company_pill import CompanyPill
from ui.dialogs.asking import (
    asked_fields,
    only_added_to,
    start_values,
    to_send,
    with_photos_of_now,
)
from ui.dialogs.confirming import Confirming
from ui.dialogs.dialog_room import DialogRoom
from ui.dialogs.drafts import DraftKeeper
from ui.dialogs.form_beginning import FormBeginning
from ui.dialogs.mended_outlook import RELIMIT, MendedOutlook
from ui.dialogs.phrase_boxes import PhraseBoxes
from ui.dialogs.unit_aids import UnitAids
from ui.duty import Duty, Taken
from ui.fields.base import FieldInput
from ui.fields.by_kind import CODES_BY_KIND, CodesByKind, kinds_named
from ui.fields.catalogue import Catalogue
from ui.fields.form import Asked, FieldForm
from ui.fields.lists import read_catalogues
from ui.fields.make import input_for
from ui.fields.photos import PhotosInput
from ui.fields.plain import TextInput
from ui.fields.reference import ReferenceInput
from ui.layouts import scrolled
from ui.performing import performed
from ui.pictures import Pictures
from ui.widgets.banner import Banner
from ui.widgets.elided import ElidedLabel
from ui.widgets.section import labelled
from ui.wording import named
from ui.worker import Background


class StepDialog(QDialog):
    """Asks for what a step needs and takes it.

    Signals: `taken(str)` the step stands on the disk, with its subject; `told(str)` a short
    sentence for a toast.
    """

    taken = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        offered: OfferedStep,
        state: Mapping[str, Any],
        detail: CaseDetail | None,
        prefilled: Values | None = None,
        parent: QWidget | None = None,
        redoes: str | None = None,
        about: str = "",
    ) -> None:
        """`about` is the line under the title where there is no case to tell of.

        The form begins with `prefilled` unless a draft was kept; `redoes` is the refused entry
        that is taken again, and has a draft of its own.
        """
        super().__init__(parent)
        self._about = about or about_case(detail)
        self._redoes = redoes
        self._duty = duty
        self._background = background
        self._pictures = pictures
        self._offered = offered
        self._state = state
        self._detail = detail
        step = duty.workflow.step(offered.subject, offered.step)
        assert step is not None, offered.step
        self._step = step
        self._prefilled = with_photos_of_now(duty.workflow, step, prefilled or {}, state)
        self._phrases = PhraseBoxes(duty, background, step.name, self)
        self._phrases.taken.connect(self._note_edit)
        self._phrases.kept.connect(self.told)
        self._unit_aids = UnitAids(duty, background, state, detail, self)
        self._unit_aids.taken.connect(self._note_edit)
        self.company = CompanyPill(duty, background)
        self._loaded = False
        self._edited = False
        self.form = FieldForm(
            [self._ask(field, required) for field, required in self._wanted_fields()]
        )
        self._codes = CodesByKind(self.form)
        self._room = DialogRoom(self, self.form)
        self._unit_aids.grown.connect(self._room.grow)
        self._drafts = DraftKeeper(duty, background, self._draft_key(), self.form.values, self)
        self.beginning = FormBeginning(self.form, self._drafts, self._prefilled, self._pointed_at())
        self.beginning.filled.connect(self._follow_filled)
        self.outlook = MendedOutlook(duty, background, offered.subject_id, self.form.values)
        self._build()
        self._confirming = Confirming(
            background,
            self._drafts,
            self.form,
            self.banner,
            (self.confirm,),
            _("程序出错，这一步没有保存。填写的内容已留作草稿，请再试一次。"),
            self,
        )
        self.beginning.begin_with(start_values(duty.workflow, step, state))
        self.form.edited.connect(self._note_edit)
        self.finished.connect(self._act_no_longer)
        self._load()

    @property
    def saving(self) -> bool:
        """Whether the desk is at work on the step."""
        return self._confirming.busy

    @property
    def loaded(self) -> bool:
        """Whether lists and draft have been read: what is put in from now on stays."""
        return self._loaded

    def confirm_step(self) -> None:
        """Take the step with what was typed, or say what is missing."""
        if self.saving or self._photos_busy() or not self._complete():
            return
        self.banner.hide()
        typed = to_send(self._step, self.form.values(), self.beginning.started)
        self._confirming.run(self._work({**self._given(), **typed}), self._finish)

    def _given(self) -> Values:
        """What is known beforehand and not asked for, such as the area.

        What was refused on a subject that stands is judged as it stands now: only what is asked
        for is said again.
        """
        if self._redoes is not None and not self._step.creates:
            return {}
        fields = set(self._step.fields) - set(self.form.asked)
        return {name: value for name, value in self._prefilled.items() if name in fields}

    def _work(self, values: Values) -> Callable[[], tuple[Taken, str]]:
        """What confirming sets off, on another thread."""
        perform = partial(
            self._duty.desk.perform,
            self._offered.step,
            self._offered.subject,
            self._offered.subject_id,
            values,
            self._offered.post or None,
            self._drafts.key,
            self._redoes,
        )
        return partial(performed, self._duty, perform)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter confirms; Enter presses the button that has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.confirm_step()
            elif isinstance(focus, QPushButton):
                focus.click()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Close and keep what was typed; not while the desk is writing."""
        if not self.saving:
            self._drafts.save_if_touched()
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Colleagues hear that somebody is at this step."""
        super().showEvent(event)
        if self._detail is not None:
            kind, root = self._detail.state["subject"], self._detail.state["root"]
            doing = f"{self._offered.subject}.{self._offered.step}"
            self._duty.company.turn_to(str(kind), str(root), doing)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same as Esc."""
        if self.saving:
            event.ignore()
            return
        self._drafts.save_if_touched()
        super().closeEvent(event)

    def _draft_key(self) -> str:
        """Under which name a draft is kept."""
        on = "-" if self._step.creates else self._offered.subject_id
        key = f"{self._offered.subject}/{on}/{self._offered.step}"
        return key if self._redoes is None else f"{key}/{self._redoes}"

    def _wanted_fields(self) -> list[tuple[Field, bool]]:
        """What is asked for, each with whether it is required."""
        case = self._state if self._detail is None else self._detail.state
        again = self._redoes is not None
        return asked_fields(self._duty.workflow, self._step, self._state, case, again)

    def _ask(self, field: Field, required: bool) -> Asked:
        if field.name in CODES_BY_KIND:
            return Asked(field, required, ReferenceInput(""))
        made = input_for(self._duty.workflow, field, self._photos_input, self._offered.post)
        aid: QWidget | None = None
        if "unit" in self._step.fields and field.name in self._unit_aids.aids:
            aid = self._unit_aids.aids[field.name]
        elif isinstance(made, TextInput) or field.type == "line":
            aid = self._phrases.box_for(field)
        return Asked(field, required, made, aid)

    def _photos_input(self, field: Field) -> FieldInput:
        made = PhotosInput(
            self._duty.pictures.add_photo, self._pictures, self._background, field.maximum
        )
        if field.name in only_added_to(self._step):
            made.let_stay(self._state.get(field.name) or ())
        return made

    def _act_no_longer(self, _result: int) -> None:
        if self._detail is not None:
            state = self._detail.state
            self._duty.company.turn_to(str(state["subject"]), str(state["root"]))

    def _build(self) -> None:
        label = _.of("step", self._step.label)
        self.setWindowTitle(label)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.banner = Banner()
        about = ElidedLabel(self._about)
        about.setProperty("role", "secondary")
        about.setVisible(bool(about.text()))
        head = QHBoxLayout()
        head.addWidget(labelled(label, "title"), 1)
        head.addWidget(self.company)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(about)
        layout.addWidget(self.banner)
        layout.addWidget(self.beginning)
        area = scrolled(self.form)
        layout.addWidget(area, 1)
        layout.addWidget(self.outlook)
        self.outlook.setVisible(self._step.clock == RELIMIT)
        if not self.form.asked:
            area.hide()
            layout.addWidget(labelled(_("不用填写，确认即可。"), "secondary"))
        layout.addLayout(self._buttons(label))
        self._room.fit()

    def _buttons(self, label: str) -> QHBoxLayout:
        self.confirm = QPushButton(label)
        self.confirm.setProperty("tone", "danger" if self._step.tone == "danger" else "primary")
        self.confirm.clicked.connect(self.confirm_step)
        self.cancel = QPushButton(_("关闭"))
        self.cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(labelled(_("Ctrl+Enter 确认，Esc 关闭并保留草稿"), "secondary"), 1)
        for button in (self.cancel, self.confirm):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def open_beside(self, panel: QWidget) -> None:
        """Open so that what is decided about, in `panel`, stays in sight."""
        self.open()
        self._room.move_beside(panel)

    def _load(self) -> None:
        kinds = set(self.form.lists)
        for name in self.form.asked:
            kinds.update(kinds_named(self._duty.workflow, name))
        if self._phrases:
            kinds.add("reason")
        if "unit" in self.form.asked:
            kinds |= {"class", "matter"}
        self._background.run(
            partial(read_catalogues, self._duty.reader, sorted(kinds)), self._take_lists
        )

    def _take_lists(self, catalogues: dict[str, Catalogue]) -> None:
        self.form.set_catalogues(catalogues)
        self._phrases.begin(self.form, catalogues)
        if "unit" in self.form.asked:
            self._unit_aids.begin(self.form, catalogues)
        self.beginning.fill_known()
        self._codes.take(catalogues)
        self._room.fit()
        self._go_first()
        self._drafts.load(self._restore)

    def _restore(self, draft: Values | None) -> None:
        if draft and not self._edited:
            self.beginning.restore(draft)
        self._be_ready()

    def _pointed_at(self) -> Values:
        """The case that somebody just chose to merge into or link to, never that of a draft."""
        if self._redoes is not None:
            return {}
        return {name: self._prefilled[name] for name in NAMES_A_CASE if name in self._prefilled}

    def _be_ready(self) -> None:
        self._loaded = True

    def _follow_filled(self) -> None:
        self._codes.follow()
        self._go_first()

    def _go_first(self) -> None:
        """The first thing to fill in; where nothing must be, one Enter is enough."""
        missing = self.form.missing()
        if missing:
            self.form.go_to(missing[0])
        else:
            self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note_edit(self) -> None:
        QTimer.singleShot(0, self, self._room.grow)
        self._edited = True
        self._drafts.touch()
        if self._step.clock == RELIMIT:
            self.outlook.touch()

    def _photos_busy(self) -> bool:
        if self.form.photos_busy:
            self.banner.say(_("照片还在保存，请稍等再确认。"))
        return self.form.photos_busy

    def _complete(self) -> bool:
        faulty = self.form.check(self._duty.workflow)
        if faulty:
            self._room.fit()
            self.form.go_to(faulty[0])
        return not faulty

    def _finish(self, outcome: tuple[Taken, str]) -> None:
        taken, words = outcome
        label = _.of("step", self._step.label)
        number = "" if self._detail is None else number_of(self._detail.state)
        self.told.emit(named(f"{label} {number}".strip(), words))
        self.taken.emit(taken.subject_id)
        self.accept()


def about_case(detail: CaseDetail | None) -> str:
    """Which case it is, in one line: number, place, what was said."""
    if detail is None:
        return ""
    state = detail.state
    parts = [number_of(state), state.get("address"), state.get("description")]
    return "  ·  ".join(str(part).replace("\n", " ") for part in parts if part)
