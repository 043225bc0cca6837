"""Registering a report: a pane of its own beside the queues, never in the way of a call.

Every change is kept as a draft; what is saved is on the disk before the form says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from seatapp.domain.entries import Value, Values
from seatapp.local.views import RefusalItem
from seatapp.text import _, in_turn
from ui.dialogs.confirming import Confirming
from ui.dialogs.drafts import DraftKeeper
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.duty import Duty, Taken
from ui.fields.catalogue import Catalogue
from ui.fields.standing_lists import StandingLists
from ui.layouts import scrolled
from ui.panes.added_demand import ask_to_add
from ui.panes.advice import OPEN, Adviser
from ui.panes.intake_fields import KEPT_FOR_NEXT, KINDS, WATCH_SITE, demand_words, found_at, look_at
from ui.panes.intake_form import IntakeForm
from ui.performing import performed
from ui.pictures import Pictures
from ui.widgets.banner import Banner
from ui.widgets.clear_button import ClearButton
from ui.widgets.keys_within import keys_of_saving
from ui.widgets.section import Panel, labelled
from ui.widgets.segments import Segments
from ui.wording import choice_words
from ui.worker import Background

DRAFT = "case/-/report"
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
        self._loaded = False
        self._redoing: RefusalItem | None = None
        self._site = ""
        self.form = IntakeForm(duty, background, self._pictures)
        self._lists = StandingLists(duty.reader, background, self.form.lists, self)
        self._drafts = DraftKeeper(duty, background, DRAFT, self.values, self)
        self.advice = Adviser(duty, background, self._pictures, self.values, self)
        self._build()
        self._confirming = Confirming(
            background,
            self._drafts,
            self.form,
            self.banner,
            (self.confirm, self.again, self.clear),
            _("程序出错，没有登记上。填写的内容已留作草稿，请再试一次。"),
            self,
        )
        self._connect()
        self.choose_kind(KINDS[0])
        self._blank()
        self._lists.look()

    @property
    def kind(self) -> str:
        """The kind of case that is being registered."""
        return self.form.kind

    @property
    def loaded(self) -> bool:
        """Whether lists and draft have been read: what is put in from now on stays."""
        return self._loaded

    def values(self) -> dict[str, Value]:
        """What stands on the screen."""
        site = {WATCH_SITE: self._site} if self._site else {}
        return {**self.form.values(), **site}

    def fill(self, values: Values) -> None:
        """Show these values; fields that are not named stay as they are."""
        kind = values.get("case_kind")
        if isinstance(kind, str):
            self.choose_kind(kind)
        self._site = str(values.get(WATCH_SITE) or self._site)
        self.form.fill(values)
        self.advice.touch()

    def choose_kind(self, kind: str) -> None:
        """Ask for a case of this kind."""
        self.advice.touch()
        self.kinds.choose(kind)
        self.form.choose_kind(kind)

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
        self.form.go_to_begin()

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
        """Both halves of the form side by side where there is room, else one under the other."""
        super().resizeEvent(event)
        self.form.stand_side_by_side(self.width() >= WIDE)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed when somebody goes elsewhere."""
        super().hideEvent(event)
        self._drafts.save_if_touched()

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
        self.clear = ClearButton()
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
        body.addWidget(scrolled(self.form), 1)
        body.addWidget(self.advice)
        layout.addLayout(body, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._switch_kind)
        self.form.edited.connect(self._note_edit)
        self.advice.chosen.connect(self._do_with_similar)
        self.advice.photo_opened.connect(self._open_photo)
        self.advice.classes_suggested.connect(self.form.offer_classes)
        self._lists.came.connect(self._take_lists)
        self.confirm.clicked.connect(self.save)
        self.again.clicked.connect(self.save_and_new)
        self.clear.wanted.connect(self._clear_all)
        keys_of_saving(self, self.save, self.save_and_new)

    def _take_lists(self, catalogues: Mapping[str, Catalogue]) -> None:
        self.form.set_catalogues(catalogues)
        if not self._loaded:
            self._drafts.load(self._restore)

    def _switch_kind(self, kind: str) -> None:
        self.choose_kind(kind)
        self._drafts.touch()
        self.start()

    def _do_with_similar(self, action: str, case_id: str) -> None:
        """Look at a similar case, or add what was typed to it."""
        if action == OPEN:
            self.case_wanted.emit(case_id)
            return
        said = demand_words(self.values())
        asked = ask_to_add(
            self._duty, self._background, self._pictures, case_id, said, self.window()
        )
        asked.told.connect(self.told)
        asked.refused.connect(self.banner.say)
        asked.taken.connect(self._let_go_of_added)

    def _let_go_of_added(self, case_id: str) -> None:
        """What was typed stands with another case: saving must not register it once more."""
        self.step_taken.emit(case_id)
        if self._redoing is not None:
            return  # what the centre did not accept still waits for an answer
        added, site = self.values(), self._site
        if site:
            look = look_at(site, added, case_id, self._duty.hotline.area)
            note = partial(self._duty.desk.perform, look.step, look.subject, None, look.values)
            tell = partial(self._tell_of_look, case_id)
            self._background.run(note, tell)
            self._site = ""
        if "photos_before" in added:
            self.note.setText(_("诉求已追加。照片没有带过去，可到那一件“补充照片”。"))
        else:
            self._clear_all()
            self.note.setText(_("诉求已追加，没有另登记。"))

    def _tell_of_look(self, case_id: str, _taken: Taken) -> None:
        self.step_taken.emit(case_id)

    def _open_photo(self, sha256: str) -> None:
        intake = self._duty.desk.intake
        album = Album([sha256])
        PhotoViewer(self._pictures, album, 0, self._background, intake, self.window()).open()

    def _note_edit(self) -> None:
        self.note.clear()
        self.clear.settle()
        self._drafts.touch()
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
        self.form.blank()
        self._redoing = None
        self._site = ""
        self.banner.hide()
        self.clear.settle()
        self.fill({"urgency": "normal", **(keep or {})})

    def _clear_all(self) -> None:
        thrown, redoing = self.values(), self._redoing
        self._blank()
        self._drafts.forget()
        self.note.clear()
        self.clear.offer_back(partial(self._bring_back, thrown, redoing))
        self.start()

    def _bring_back(self, thrown: Values, redoing: RefusalItem | None) -> None:
        self.fill(thrown)
        self._redoing = redoing
        if redoing is not None:
            self._say_redoing()
        self._drafts.touch()
        self.start()

    def _say_redoing(self) -> None:
        assert self._redoing is not None
        self.banner.tell(
            in_turn(
                _("中心未接收：{sentence}").format(sentence=self._redoing.sentence),
                _("改好后保存即可。"),
            )
        )

    def _submit(self, again: bool) -> None:
        if self._confirming.busy:
            return
        if self.form.photos_busy:
            self.banner.say(_("照片还在保存，请稍等再保存。"))
            return
        self.banner.hide()
        if self.form.complete():
            work = partial(performed, self._duty, self._report())
            self._confirming.run(work, partial(self._finish, again))

    def _report(self) -> Callable[[], Taken]:
        """What saving does, on another thread."""
        redoes = None if self._redoing is None else self._redoing.entry_id
        desk, draft, values = self._duty.desk, self._drafts.key, self.values()
        site = values.pop(WATCH_SITE, None)
        if site is not None:
            steps = found_at(str(site), values)
            return lambda: desk.perform_together(steps, draft)[0]
        return partial(desk.perform, "report", "case", None, values, None, draft, redoes)

    def _finish(self, again: bool, outcome: tuple[Taken, str]) -> None:
        taken, safe = outcome
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
