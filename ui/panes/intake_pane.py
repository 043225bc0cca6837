"""Registering a report: a pane of its own beside the queues, never in the way of a call.

Every change is kept as a draft; what is saved is on the disk before the form says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.entries import Value, Values
from seatapp.domain.workflow import Field
from seatapp.errors import StepRefused, WorldError
from seatapp.local.views import RefusalItem
from seatapp.text import _, in_turn
from ui.dialogs.drafts import DraftKeeper
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.dialogs.step_dialog import performed
from ui.duty import Duty, Taken
from ui.fields.area_of_address import AreaOfAddress
from ui.fields.base import FieldInput
from ui.fields.catalogue import Catalogue
from ui.fields.choices import RowInput
from ui.fields.form import Asked, FieldForm
from ui.fields.make import input_for, options_of
from ui.fields.offers import Offers
from ui.fields.photos import PhotosInput
from ui.fields.place import PlaceInput
from ui.fields.plain import TextInput
from ui.fields.standing_lists import StandingLists
from ui.layouts import scrolled
from ui.panes.added_demand import ask_to_add
from ui.panes.advice import OPEN, Adviser
from ui.panes.intake_fields import (
    HELD,
    KEPT_FOR_NEXT,
    KINDS,
    LEFT,
    RIGHT,
    WATCH_SITE,
    fields_shown,
    found_at,
    only_shown,
    phone_needed,
    sources_of,
)
from ui.panes.intake_place import IntakePlace
from ui.pictures import Pictures
from ui.widgets.banner import Banner
from ui.widgets.keys_within import keys_within
from ui.widgets.section import Panel, labelled
from ui.widgets.segments import Segments
from ui.wording import choice_words, missing_words
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.intake.suggestions import Suggestion

DRAFT = "case/-/report"
SOURCES_IN_A_ROW = 3
DESCRIPTION_LINES = 6
WIDEST_FORM = 1320
WIDE = 1400
"""From so many pixels on the two halves of the form stand side by side."""


class IntakePane(Panel):
    """The form for a new case.

    Signals: `registered(str)` a case stands on the disk, with its identifier, and the person
    wants to see it; `step_taken(str)` the same for every case; `told(str)` a short sentence for
    a toast; `case_wanted(str)` see another case, and come back to the form later.
    """

    registered = Signal(str)
    step_taken = Signal(str)
    told = Signal(str)
    case_wanted = Signal(str)

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._pictures = Pictures(duty.pictures, self)
        self._kind = KINDS[0]
        self._saving = False
        self._loaded = False
        self._redoing: RefusalItem | None = None
        self._site = ""
        self._catalogues: Mapping[str, Catalogue] = {}
        self.class_offers = Offers(_("建议类别"))
        self.left = FieldForm([self._ask(name) for name in LEFT])
        self.right = FieldForm([self._ask(name) for name in RIGHT])
        asked = [*self.left.asked.values(), *self.right.asked.values()]
        kinds = [one.field.of for one in asked if one.field.type == "ref"]
        self._lists = StandingLists(duty.reader, background, kinds, self)
        self._area = AreaOfAddress(self.right)
        self.where = IntakePlace(duty, background, self.place, self.right, self.values, self)
        self._drafts = DraftKeeper(duty, background, DRAFT, self.values, self)
        self.advice = Adviser(duty, background, self._pictures, self.values, self)
        self._build()
        self._connect()
        self.choose_kind(self._kind)
        self._blank()
        self._lists.look()

    @property
    def kind(self) -> str:
        """The kind of case that is being registered."""
        return self._kind

    @property
    def loaded(self) -> bool:
        """Whether lists and draft have been read: what is put in from now on stays."""
        return self._loaded

    def values(self) -> dict[str, Value]:
        """What stands on the screen."""
        typed = self.left.values() | self.right.values()
        shown = fields_shown(self._duty.workflow, self._kind, typed.get("source"))
        site = {WATCH_SITE: self._site} if self._site else {}
        return {"case_kind": self._kind, **only_shown(typed, shown), **site}

    def fill(self, values: Values) -> None:
        """Show these values; fields that are not named stay as they are."""
        kind = values.get("case_kind")
        if isinstance(kind, str):
            self.choose_kind(kind)
        self._site = str(values.get(WATCH_SITE) or self._site)
        self.left.fill(values)
        self.right.fill(values)
        self._arrange()
        self.advice.touch()

    def choose_kind(self, kind: str) -> None:
        """Ask for a case of this kind."""
        self._kind = kind
        self.advice.touch()
        self.kinds.choose(kind)
        source = self.left.asked["source"].input
        assert isinstance(source, RowInput)
        source.offer(sources_of(self._duty.workflow, kind))
        self._arrange()

    def redo(self, item: RefusalItem) -> None:
        """Register again what the centre did not accept; saving settles the refusal."""
        self._blank()
        self._redoing = item
        self.fill(item.to_begin_with)
        self._say_redoing()
        self.start()

    def take_over(self, values: Values) -> None:
        """Begin with what is known already; a report that is half typed is kept, and said so."""
        if not self._empty():
            self.banner.say(_("上一件还没登记完。请先保存或清空，再从舆情巡查登记。"))
            return
        self._blank()
        self.fill(values)
        self.note.setText(_("登记后同时记入舆情巡查。"))
        self._drafts.touch()
        self.start()

    def start(self) -> None:
        """Put the keyboard where the typing begins."""
        self._lists.look()
        missing = self._missing()
        form, name = missing[0] if missing else (self.left, "description")
        form.go_to(name)

    def refresh(self) -> None:
        """Something has changed here: the lists may have."""
        self._lists.look()

    def save(self) -> None:
        """Save, and show the case."""
        self._submit(again=False)

    def save_and_new(self) -> None:
        """Save, and begin the next one."""
        self._submit(again=True)

    def keep(self) -> None:
        """Write what was typed to the disk before the window goes."""
        self._drafts.save_and_wait()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Both forms side by side where there is room, else one under the other."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._forms.setDirection(way)
        self._forms.setSpacing(40 if wide else 10)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed when somebody goes elsewhere."""
        super().hideEvent(event)
        self._drafts.save_if_touched()

    def _ask(self, name: str) -> Asked:
        field = self._duty.workflow.field("case", name)
        step = self._duty.workflow.steps["case", "report"]
        if name == "source":
            made: FieldInput = RowInput((), SOURCES_IN_A_ROW)
        elif name == "description":
            made = TextInput(DESCRIPTION_LINES)
        elif name == "lat_e7":
            made = self.place = PlaceInput(options_of(self._duty.workflow, "datum"))
        elif name in HELD:
            made = {"lon_e7": self.place.lon, "datum": self.place.datum}[name]
        else:
            made = input_for(self._duty.workflow, field, self._photos_input)
        label = {"lat_e7": _("位置"), "photos_before": _("照片或截图")}.get(name, "")
        aid = self.class_offers if name == "class_code" else None
        return Asked(field, name in step.required, made, aid, label)

    def _photos_input(self, field: Field) -> FieldInput:
        return PhotosInput(
            self._duty.pictures.add_photo, self._pictures, self._background, field.maximum
        )

    def _build(self) -> None:
        self.setAccessibleName(_("登记"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(labelled(_("登记"), "title"))
        head.addSpacing(12)
        workflow = self._duty.workflow
        self.kinds = Segments([(kind, choice_words(workflow, "case_kind", kind)) for kind in KINDS])
        head.addWidget(self.kinds)
        head.addStretch(1)
        self.note = QLabel()
        self.note.setProperty("role", "secondary")
        self.banner = Banner()
        self.clear = QPushButton(_("清空"))
        self.clear.setProperty("tone", "quiet")
        self.again = QPushButton(_("保存并新建"))
        self.again.setToolTip("Ctrl+Shift+Enter")
        self.confirm = QPushButton(_("保存"))
        self.confirm.setProperty("tone", "primary")
        self.confirm.setToolTip("Ctrl+Enter")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        foot.addWidget(labelled(_("Ctrl+Enter 保存，Ctrl+Shift+Enter 保存并新建"), "secondary"))
        for button in (self.clear, self.again, self.confirm):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        body = QHBoxLayout()
        body.setSpacing(20)
        body.addWidget(scrolled(self._columns()), 1)
        body.addWidget(self.advice)
        layout.addLayout(body, 1)
        layout.addLayout(foot)

    def _columns(self) -> QWidget:
        columns = QWidget()
        columns.setMaximumWidth(WIDEST_FORM)
        self._forms = QBoxLayout(QBoxLayout.Direction.LeftToRight, columns)
        self._forms.setContentsMargins(0, 0, 0, 0)
        for form in (self.left, self.right):
            self._forms.addWidget(form, 1)
        holder = QWidget()
        outer = QHBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(columns, 1000)
        outer.addStretch(1)
        return holder

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._switch_kind)
        for form in (self.left, self.right):
            form.edited.connect(self._note_edit)
        self.left.asked["source"].input.edited.connect(self._arrange)
        self.right.asked["matter_code"].input.edited.connect(
            partial(self.right.follow, "matter_code", "urgency")
        )
        self.advice.chosen.connect(self._do_with_similar)
        self.advice.photo_opened.connect(self._open_photo)
        self.advice.classes_suggested.connect(self._offer_classes)
        self.class_offers.taken.connect(self._take_class)
        self.where.changed.connect(self._note_edit)
        self._lists.came.connect(self._take_lists)
        self.confirm.clicked.connect(self.save)
        self.again.clicked.connect(self.save_and_new)
        self.clear.clicked.connect(self._clear_all)
        keys_within(
            self,
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("Ctrl+Shift+Return", self.save_and_new),
            ("Ctrl+Shift+Enter", self.save_and_new),
        )

    def _take_lists(self, catalogues: dict[str, Catalogue]) -> None:
        self._catalogues = catalogues
        self._area.take(catalogues)
        for form in (self.left, self.right):
            form.set_catalogues(catalogues)
        if not self._loaded:
            self._drafts.load(self._restore)

    def _switch_kind(self, kind: str) -> None:
        self.choose_kind(kind)
        self._drafts.touch()
        self.start()

    def _arrange(self) -> None:
        source = self.left.values().get("source")
        shown = fields_shown(self._duty.workflow, self._kind, source)
        for form in (self.left, self.right):
            for name in form.asked:
                form.set_shown(name, name in shown and name not in HELD)
        self.left.set_required("caller_phone", phone_needed(self._duty.workflow, source))

    def _do_with_similar(self, action: str, case_id: str) -> None:
        """Look at a similar case, or add what was typed to it; the form stays as it is."""
        if action == OPEN:
            self.case_wanted.emit(case_id)
            return
        said = self.left.values().get("description")
        asked = ask_to_add(
            self._duty, self._background, self._pictures, case_id, said, self.window()
        )
        asked.told.connect(self.told)
        asked.taken.connect(self.step_taken)

    def _offer_classes(self, found: list[Suggestion]) -> None:
        catalogue = self._catalogues.get("class")
        named = {
            item.code: f"{item.name}  {item.beside}"
            for item in (catalogue.items if catalogue else ())
        }
        self.class_offers.offer([(one.code, named.get(one.code, ""), one.why) for one in found])

    def _take_class(self, code: str) -> None:
        """Somebody took a suggestion; what was chosen meanwhile stays."""
        if not self.right.values().get("class_code"):
            self.right.fill({"class_code": code})
            self._note_edit()
        self.class_offers.offer(())

    def _open_photo(self, sha256: str) -> None:
        intake = self._duty.desk.intake
        album = Album([sha256])
        PhotoViewer(self._pictures, album, 0, self._background, intake, self.window()).open()

    def _note_edit(self) -> None:
        self.note.clear()
        self._drafts.touch()
        if self.right.values().get("class_code"):
            self.class_offers.offer(())
        self.advice.touch()

    def _restore(self, draft: Values | None) -> None:
        if draft and self._redoing is None and self._empty():
            self.fill(draft)
            if not self._empty():
                self.note.setText(_("已恢复上次没有登记完的内容。"))
        self._loaded = True

    def _empty(self) -> bool:
        return not (set(self.values()) - {"urgency", "area", WATCH_SITE, *KEPT_FOR_NEXT})

    def _blank(self, keep: Values | None = None) -> None:
        """An empty form, but for what is kept from the last report."""
        for form in (self.left, self.right):
            form.fill(dict.fromkeys(form.asked))
            form.clear_faults()
        self._redoing = None
        self._site = ""
        self.banner.hide()
        self.fill({"urgency": "normal", **(keep or {})})

    def _clear_all(self) -> None:
        self._blank()
        self._drafts.forget()
        self.note.clear()
        self.start()

    def _say_redoing(self) -> None:
        assert self._redoing is not None
        self.banner.tell(
            in_turn(
                _("中心未接收：{sentence}").format(sentence=self._redoing.sentence),
                _("改好后保存即可。"),
            )
        )

    def _missing(self) -> list[tuple[FieldForm, str]]:
        source = self.left.values().get("source")
        shown = fields_shown(self._duty.workflow, self._kind, source)
        return [
            (form, name)
            for form in (self.left, self.right)
            for name in form.missing()
            if name in shown
        ]

    def _submit(self, again: bool) -> None:
        if self._saving or self._photos_busy() or not self._complete():
            return
        self._set_saving(True)
        self._background.run(
            partial(performed, self._duty, self._report()),
            partial(self._finish, again),
            self._show_refusal,
            self._stand_again,
        )

    def _report(self) -> Callable[[], Taken]:
        """What saving does, on another thread."""
        redoes = None if self._redoing is None else self._redoing.entry_id
        desk, draft, values = self._duty.desk, self._drafts.key, self.values()
        site = values.pop(WATCH_SITE, None)
        if site is not None:
            steps = found_at(str(site), values)
            return lambda: desk.perform_together(steps, draft)[0]
        return partial(desk.perform, "report", "case", None, values, None, draft, redoes)

    def _complete(self) -> bool:
        self.banner.hide()
        for form in (self.left, self.right):
            form.clear_faults()
        missing = self._missing()
        for form, name in missing:
            words = form.asked[name].words
            form.show_fault(name, missing_words(self._duty.workflow, words))
        if missing:
            form, name = missing[0]
            form.go_to(name)
        return not missing

    def _photos_busy(self) -> bool:
        photos = self.left.asked["photos_before"].input
        busy = isinstance(photos, PhotosInput) and photos.busy
        if busy:
            self.banner.say(_("照片还在保存，请稍等再保存。"))
        return busy

    def _finish(self, again: bool, outcome: tuple[Taken, str]) -> None:
        taken, safe = outcome
        self._set_saving(False)
        self._drafts.settle()
        kept = {name: value for name, value in self.values().items() if name in KEPT_FOR_NEXT}
        self._blank(kept)
        words = _("已登记 {number}。").format(number=taken.number)
        self.told.emit(in_turn(words, safe))
        self.step_taken.emit(taken.subject_id)
        self.note.setText(words)
        if again:
            self.start()
        else:
            self.registered.emit(taken.subject_id)

    def _show_refusal(self, error: WorldError) -> None:
        self._set_saving(False)
        self._drafts.save_now()
        form = self._form_of(error.field) if isinstance(error, StepRefused) else None
        if form is not None and isinstance(error, StepRefused) and error.field:
            form.show_fault(error.field, error.sentence)
            form.go_to(error.field)
        else:
            self.banner.say(error.sentence)

    def _form_of(self, field: str | None) -> FieldForm | None:
        forms: Sequence[FieldForm] = (self.left, self.right)
        return next((form for form in forms if field in form.asked), None)

    def _stand_again(self) -> None:
        self._set_saving(False)
        self._drafts.save_now()
        self.banner.say(_("程序出错，没有登记上。填写的内容已留作草稿，请再试一次。"))

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        self.confirm.setText(_("正在保存…") if saving else _("保存"))
        for button in (self.confirm, self.again, self.clear):
            button.setEnabled(not saving)
