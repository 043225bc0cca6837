"""Registering a call while it goes on: the keyboard alone, nothing lost, nobody asked to wait.

At the right stands who rings and what is known; every change of the form is kept as a draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from seatapp.desk import Wanted
from seatapp.domain.entries import Value, Values
from seatapp.local.views import CallerLine
from seatapp.text import _, in_turn
from ui.dialling import dial
from ui.dialogs.confirming import Confirming
from ui.dialogs.drafts import DraftKeeper
from ui.duty import Taken
from ui.fields.area_of_address import AreaOfAddress
from ui.fields.catalogue import Catalogue
from ui.fields.lists import phrases_of
from ui.fields.standing_lists import StandingLists
from ui.frame_duty import FrameDuty
from ui.layouts import scrolled
from ui.panes.call_asides import CallAsides
from ui.panes.call_fields import (
    ANSWERED,
    INVALID,
    OUTCOMES,
    SHOWN,
    TO_CASE,
    demand_of,
    reopening_of,
    steps_of,
)
from ui.panes.call_form import CallForm
from ui.panes.knowledge_side import KnowledgeSide
from ui.panes.phrase_row import PhraseRow
from ui.panes.who_rings import WhoRings
from ui.performing import safe_words
from ui.widgets.banner import Banner
from ui.widgets.clear_button import ClearButton
from ui.widgets.keys_within import keys_of_saving, keys_within
from ui.widgets.section import Panel, labelled
from ui.widgets.segments import Segments
from ui.worker import Background

DRAFT = "call/-/register"
SIDE_WIDTH = 400
WIDEST_FORM = 760
DOUBT = "caller_phone"
OF_LINE = ("call_id", "rang_at", "known_as")
"""What is known of a call besides what is typed."""


class CallPane(Panel):
    """The form for a call.

    Signals: `told(str)` a short sentence for a toast; `step_taken(str)` a call stands on the
    disk; `case_wanted(str)` somebody wants to see a case of the caller; `put_back(str, str)` a
    number was taken before it was known that another call still waits to be registered.
    """

    told = Signal(str)
    step_taken = Signal(str)
    case_wanted = Signal(str)
    put_back = Signal(str, str)

    def __init__(self, duty: FrameDuty, background: Background) -> None:
        super().__init__()
        self._duty = duty
        self._call: dict[str, Value] = {}
        self._loaded = False
        self._rung: tuple[str, str] | None = None
        self.form = CallForm(duty.workflow)
        self._area = AreaOfAddress(self.form)
        self.who = WhoRings(duty, background, self.form.values, self)
        self.caller = self.who.side
        self.knowledge = KnowledgeSide(duty, background)
        self.phrases = PhraseRow()
        self._asides = CallAsides(duty, background, self)
        self._drafts = DraftKeeper(duty, background, DRAFT, self.values, self)
        kinds = [*self.form.lists, "reason"]
        self.lists = StandingLists(duty.reader, background, kinds, self)
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
        self._blank()
        self.lists.look()

    @property
    def outcome(self) -> str:
        """The step that will be taken."""
        return self.form.outcome

    def values(self) -> dict[str, Value]:
        """What stands on the screen, with the outcome and what the telephone said."""
        return {**self.form.values(), **self._call, "outcome": self.outcome}

    def start(self) -> None:
        """Put the keyboard where the typing begins."""
        self.refresh()
        self.form.go_on()

    def refresh(self) -> None:
        """Something has changed here: the lists may have."""
        self.lists.look()
        self.knowledge.refresh()

    def ring(self, number: str, call_id: str) -> bool:
        """Take over a number that rings, empty where it is withheld.

        False while another call is being written.
        Until the draft of an earlier call has been read it is not known whether one is; the number
        waits for that, and is put back if so.
        """
        if self.form.begun:
            return False
        if not self._loaded:
            self._rung = (number, call_id)
            return True
        self._blank()
        self._call = {"call_id": call_id} if call_id else {}
        self.form.fill({"caller_phone": number or _("无")})
        self._drafts.touch()
        self.who.look()
        self.form.go_to("nature")
        return True

    def choose_outcome(self, outcome: str) -> None:
        """Ask for what this outcome needs."""
        self.outcomes.choose(outcome)
        self.form.choose_outcome(outcome)
        self.phrases.setVisible("reason" in SHOWN[outcome])

    def save(self) -> None:
        """Register the call as it stands."""
        self._submit(again=False)

    def save_and_go_on(self) -> None:
        """Register it, and go on with another matter of the same caller."""
        self._submit(again=True)

    def raise_emergency(self) -> None:
        """The caller tells of an emergency: it stands registered before the call ends."""
        self._asides.raise_emergency(self.form.values())

    def keep(self) -> None:
        """Write what was typed to the disk before the window goes."""
        self._drafts.save_and_wait()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed when somebody goes elsewhere."""
        super().hideEvent(event)
        self._drafts.save_if_touched()

    # --- parts -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(_("接听来电"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(labelled(_("接听来电"), "title"))
        head.addSpacing(12)
        steps = self._duty.workflow.steps
        self.outcomes = Segments(
            [(outcome, _.of("step", steps["call", outcome].label)) for outcome in OUTCOMES]
        )
        head.addWidget(self.outcomes)
        head.addStretch(1)
        self.dial = QPushButton(_("回拨"))
        self.dial.setToolTip(_("用本机的软电话拨打此号码"))
        self.dial.setEnabled(False)
        self.emergency = QPushButton(_("突发事件  Ctrl+E"))
        self.emergency.setProperty("tone", "danger")
        self.emergency.clicked.connect(self.raise_emergency)
        head.addWidget(self.dial)
        head.addWidget(self.emergency)
        self.banner = Banner()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        layout.addLayout(self._columns(), 1)
        layout.addLayout(self._foot())

    def _columns(self) -> QHBoxLayout:
        left = QWidget()
        left.setMaximumWidth(WIDEST_FORM)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.phrases)
        beside.addWidget(self.form)
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        right.addWidget(scrolled(self.caller), 1)
        right.addWidget(self.knowledge)
        row = QHBoxLayout()
        row.setSpacing(28)
        row.addWidget(scrolled(left), 1)
        row.addWidget(side)
        return row

    def _foot(self) -> QHBoxLayout:
        self.note = QLabel()
        self.note.setProperty("role", "secondary")
        self.clear = ClearButton()
        self.again = QPushButton(_("登记并续记"))
        self.again.setToolTip(
            _("来电人还有别的事：登记这一件，号码和姓名留着记下一件。Ctrl+Shift+Enter")
        )
        self.confirm = QPushButton(_("登记"))
        self.confirm.setProperty("tone", "primary")
        self.confirm.setToolTip("Ctrl+Enter")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        foot.addWidget(
            labelled(_("Ctrl+Enter 登记，Ctrl+D 追加到在办件，Ctrl+F 查知识库"), "secondary")
        )
        for button in (self.clear, self.again, self.confirm):
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        self.lists.came.connect(self._take_lists)
        self.outcomes.chosen.connect(self._switch)
        self.form.edited.connect(self._note_edit)
        self.form.asked["caller_phone"].input.edited.connect(self.who.look_soon)
        self._asides.told.connect(self.told)
        self._asides.step_taken.connect(self.step_taken)
        self._asides.settled.connect(self.who.look)
        self._asides.refused.connect(self._confirming.tell)
        self.caller.settle_wanted.connect(self._asides.settle)
        self.caller.demand_wanted.connect(self._add_demand)
        self.caller.reopen_wanted.connect(self._ask_to_reopen)
        self.caller.show_wanted.connect(self._show_case)
        self.who.known_as.connect(self._note_known)
        self.who.dialable.connect(self.dial.setEnabled)
        self.knowledge.taken.connect(self._take_text)
        self.knowledge.keep_wanted.connect(self._keep_phrase)
        self.knowledge.kept.connect(self._tell_kept)
        self.phrases.chosen.connect(self.form.fill)
        self.dial.clicked.connect(self._dial)
        self.confirm.clicked.connect(self.save)
        self.again.clicked.connect(self.save_and_go_on)
        self.clear.wanted.connect(self._clear_all)
        keys_of_saving(self, self.save, self.save_and_go_on)
        keys_within(
            self,
            ("Ctrl+F", self.knowledge.search.setFocus),
            ("Ctrl+E", self.raise_emergency),
            ("Ctrl+D", self._add_first_demand),
        )

    # --- what the form does ------------------------------------------------------------------

    def _take_lists(self, catalogues: Mapping[str, Catalogue]) -> None:
        self.form.set_catalogues(catalogues)
        self._area.take(catalogues)
        self.phrases.offer(phrases_of(catalogues["reason"], "decline"))
        if not self._loaded:
            self._drafts.load(self._restore)

    def _restore(self, draft: Values | None) -> None:
        if draft and not self.form.begun:
            self._fill_from(draft)
        self._loaded = True
        rung, self._rung = self._rung, None
        if rung is not None and not self.ring(*rung):
            self.put_back.emit(*rung)

    def _fill_from(self, draft: Values) -> None:
        self._put_in(draft)
        if self.form.begun:
            self.note.setText(_("已恢复上次没有登记完的来电。"))

    def _put_in(self, values: Values) -> None:
        """Show a call as `values` told of it."""
        outcome = values.get("outcome")
        self.choose_outcome(str(outcome) if outcome in OUTCOMES else ANSWERED)
        self.form.fill(values)
        self._call = {name: values[name] for name in OF_LINE if name in values}
        self.who.look()
        self.who.look_for_similar()

    def _blank(self) -> None:
        """Ready for anybody."""
        self.form.blank()
        self.choose_outcome(self.outcome)
        self._call = {}
        self.who.start_over()
        self.clear.settle()
        self.banner.hide()

    def _begin_another_matter(self) -> None:
        """Ready for another matter of who is on the line."""
        self.form.begin_another_matter()
        self.clear.settle()
        self._drafts.touch()
        self.who.look()
        self.who.look_for_similar()

    def _clear_all(self) -> None:
        thrown = self.values()
        self._blank()
        self._drafts.forget()
        self.note.clear()
        self.clear.offer_back(partial(self._bring_back, thrown))
        self.start()

    def _bring_back(self, thrown: Values) -> None:
        self._put_in(thrown)
        self._drafts.touch()
        self.start()

    def _switch(self, outcome: str) -> None:
        if outcome == INVALID:
            self.form.note_what_was_said()
        self.choose_outcome(outcome)
        self._drafts.touch()
        self.start()

    def _note_edit(self) -> None:
        self.note.clear()
        self.clear.settle()
        self._drafts.touch()
        self.who.look_for_similar()

    def _take_text(self, words: str) -> None:
        name = self.form.words_field
        so_far = str(self.form.values().get(name) or "")
        self.form.fill({name: f"{so_far}{words}"})
        self._drafts.touch()
        self.form.go_to(name)

    def _keep_phrase(self) -> None:
        name = self.form.words_field
        words = str(self.form.values().get(name) or "").strip()
        if words:
            self.knowledge.keep_phrase(words)
        else:
            self.form.go_to(name)

    def _tell_kept(self) -> None:
        self.told.emit(_("已存为您的常用语，只有您能看到。"))
        self.step_taken.emit("")

    def _dial(self) -> None:
        phone = self.who.phone
        if phone is not None:
            dial(phone.digits)

    def _show_case(self, line: CallerLine) -> None:
        self.case_wanted.emit(line.root)

    # --- who rings ---------------------------------------------------------------------------

    def _note_known(self, key: str) -> None:
        self._call.pop("known_as", None)
        if key:
            self._call["known_as"] = key
        self._drafts.touch()

    def _add_demand(self, line: CallerLine) -> None:
        self._go_to_words()
        if self.form.complete(["description"]):
            typed = self.form.values()
            steps = demand_of(line.root, typed, self._more(), self._duty.hotline.area)
            self._take(steps, _("已追加到 {number}。"))

    def _ask_to_reopen(self, line: CallerLine) -> None:
        self._go_to_words()
        if self.form.complete(["description"]):
            typed = self.form.values()
            steps = reopening_of(line.root, typed, self._more(), self._duty.hotline.area)
            self._take(steps, _("已为 {number} 申请重办，等值班长决定。"))

    def _go_to_words(self) -> None:
        """What the caller says has to be typed for what they want."""
        if "description" not in SHOWN[self.outcome]:
            self.choose_outcome(TO_CASE)

    def _add_first_demand(self) -> None:
        """By the key: to the caller's own open case, else to the likeliest that is shown."""
        if not self.caller.want_demand():
            self.note.setText(_("没有可以追加诉求的在办案件。"))

    # --- saving ------------------------------------------------------------------------------

    def _more(self) -> dict[str, Value]:
        return {**self._call, **({"doubts": [DOUBT]} if self.who.doubtful else {})}

    def _submit(self, again: bool) -> None:
        self.banner.hide()
        if self.form.complete():
            typed = self.form.values()
            steps = steps_of(self.outcome, typed, self._more(), self._duty.hotline.area)
            self._take(steps, _("已登记 {number}。"), again)

    def _take(self, steps: list[Wanted], words: str, again: bool = False) -> None:
        """Take the steps; `words` tell what became of it, with its number."""
        perform = partial(self._duty.desk.perform_together, steps, self._drafts.key)
        self._confirming.run(perform, partial(self._finish, words, again))

    def _finish(self, words: str, again: bool, taken: Sequence[Taken]) -> None:
        number = next((one.number for one in taken if one.number), "")
        if again:
            self._begin_another_matter()
        else:
            self._blank()
        self.note.setText(words.format(number=number))
        self.told.emit(in_turn(self.note.text(), safe_words(self._duty)))
        for one in taken:
            self.step_taken.emit(one.subject_id)
        self.start()
