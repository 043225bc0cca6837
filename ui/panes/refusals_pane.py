"""中心未接收: what the centre did not accept, why, what was typed, and three ways to settle it.

The author finds it at any workstation; the shift leader finds what authors have left.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from seatapp.errors import WorldError
from seatapp.local.views import RefusalItem
from seatapp.text import _
from ui.dialogs.drop_dialog import DropDialog
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty, names_in
from ui.layouts import empty, scrolled
from ui.panes.refusal_card import KEYS, Listed, RefusalCard
from ui.panes.refusal_now import Today, read_now, read_today
from ui.panes.refused_beginnings import REPORT, ask_again, made_by_program
from ui.pictures import Pictures
from ui.trail import Subject
from ui.widgets.list_keys import DOWN, PLAIN, UP
from ui.widgets.section import Panel, labelled
from ui.worker import Background

WIDEST = 980


def read_refusals(duty: Duty) -> list[Listed]:
    """All that stands here, oldest first. Waits for a disk."""
    return [
        Listed(item, names_in(duty, item.subject, item.values), read_now(duty, item))
        for item in duty.reader.refusals()
    ]


class RefusalsPane(Panel):
    """All refusals that nobody has settled yet.

    One card is chosen; the keys on its buttons act on it, and J and K go to the next and back.

    Signals: `settled(str)` one is done with, with its entry; `root_wanted(object)` somebody wants
    to see a case or another root, as a `Subject`; `intake_wanted(object)` a report is to be
    registered again, with its `RefusalItem`; `told(str)` a short sentence for a toast;
    `seen(object)` the person has these before them, as the set of their entries.
    """

    settled = Signal(str)
    root_wanted = Signal(object)
    intake_wanted = Signal(object)
    told = Signal(str)
    seen = Signal(object)

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._pictures = Pictures(duty.pictures, self)
        self._listed: Sequence[Listed] | None = None
        self._dialog: StepDialog | DropDialog | None = None
        self.cards: list[RefusalCard] = []
        self._place = 0
        self._build()

    @property
    def dialog(self) -> StepDialog | DropDialog | None:
        """The dialog that stands over the pane, if one does."""
        return self._dialog

    def refresh(self) -> None:
        """Look at the replica again."""
        self._pictures.forget_missing()
        self._background.look(partial(read_refusals, self._duty), self._take)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K and the arrows go from card to card, letters press the buttons of one."""
        if event.modifiers() not in PLAIN:
            super().keyPressEvent(event)
        elif event.key() in DOWN:
            self._choose(self._place + 1)
        elif event.key() in UP:
            self._choose(self._place - 1)
        elif event.text().upper() in KEYS:
            self._press(event.text().upper())
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.setAccessibleName(_("中心未接收"))
        self._count = labelled("", "secondary")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(labelled(_("中心未接收"), "title"))
        head.addWidget(self._count)
        head.addStretch(1)
        self._nothing = QLabel(
            _("没有中心未接收的步骤。中心没有接收的会列在这里，写明原因，填写过的内容都在。")
        )
        self._nothing.setProperty("role", "secondary")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.hide()  # nobody has looked yet
        page = QWidget()
        page.setMaximumWidth(WIDEST)
        self._cards = QVBoxLayout(page)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(12)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(page, 1000)
        row.addStretch(1)
        self._area = scrolled(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._area, 1)
        self._area.hide()

    def _take(self, listed: Sequence[Listed]) -> None:
        if listed != self._listed:
            self._listed = listed
            self._redraw()
        if self.isVisible():
            self.seen.emit({one.item.entry_id for one in listed})

    def _redraw(self) -> None:
        listed = self._listed or ()
        empty(self._cards)
        self.cards = [RefusalCard(self._duty.workflow, one, self._pictures) for one in listed]
        for place, card in enumerate(self.cards):
            card.entered.connect(partial(self._mark, place))
            card.again_wanted.connect(self._again)
            card.hand_wanted.connect(self._hand)
            card.drop_wanted.connect(self._drop)
            card.root_wanted.connect(self._want_root)
            card.photos_wanted.connect(self._open_photos)
            self._cards.addWidget(card)
        self._cards.addStretch(1)
        self._count.setText(_("{n} 件").format(n=len(listed)) if listed else "")
        self._nothing.setVisible(not listed)
        self._area.setVisible(bool(listed))
        self._mark(self._place)

    def _want_root(self, item: RefusalItem, kind: str) -> None:
        wanted: Subject = (kind, item.case_id, item.case_id)
        self.root_wanted.emit(wanted)

    def _open_photos(self, hashes: list[str], place: int) -> None:
        intake = self._duty.desk.intake
        album = Album(hashes)
        PhotoViewer(self._pictures, album, place, self._background, intake, self.window()).open()

    # --- the chosen card -----------------------------------------------------------------------

    @property
    def chosen(self) -> RefusalCard | None:
        """The card that the keys act on."""
        return self.cards[self._place] if self.cards else None

    def _mark(self, wanted: int) -> None:
        """Show which card is chosen; after one is settled, the one that moved up to its place."""
        self._place = max(0, min(wanted, len(self.cards) - 1))
        for number, card in enumerate(self.cards):
            card.mark(number == self._place)

    def _choose(self, place: int) -> None:
        self._mark(place)
        if self.cards:
            self._area.ensureWidgetVisible(self.cards[self._place])
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press(self, key: str) -> None:
        card = self.chosen
        if card is not None and self._dialog is None:
            card.press(key)

    # --- ways to settle ------------------------------------------------------------------------

    def _again(self, item: RefusalItem) -> None:
        step = self._duty.workflow.step(item.subject, item.step)
        if step is not None and step.creates and step.posts.isdisjoint(self._duty.posts):
            self._say_not_yours(item)
            return
        if step is not None and step.creates:
            self._begin_again(item)
            return
        self._background.run(partial(read_today, self._duty, item), self._open_step)

    def _begin_again(self, item: RefusalItem) -> None:
        instead = made_by_program(item)
        if instead:
            self._background.world_failed.emit(instead)
        elif (item.subject, item.step) == REPORT:
            self.intake_wanted.emit(item)
        elif self._dialog is None:
            window = self.window()
            self._show_step(
                ask_again(self._duty, self._background, self._pictures, item, window), item
            )

    def _open_step(self, today: Today) -> None:
        if self._dialog is not None:
            return
        if today.offered is None or today.state is None:
            self._say_not_yours(today.item)
            return
        dialog = StepDialog(
            self._duty,
            self._background,
            self._pictures,
            today.offered,
            today.state,
            today.detail,
            prefilled=today.item.to_begin_with,
            parent=self.window(),
            redoes=today.item.entry_id,
        )
        self._show_step(dialog, today.item)

    def _show_step(self, dialog: StepDialog, item: RefusalItem) -> None:
        dialog.taken.connect(partial(self._redone, item.entry_id))
        dialog.told.connect(self.told)
        self._show(dialog)

    def _say_not_yours(self, item: RefusalItem) -> None:
        words = _("按现在的情况，您不能再办“{label}”。请查看案件后放弃本条，或交同事办理。")
        self._background.world_failed.emit(words.format(label=item.label))

    def _hand(self, item: RefusalItem) -> None:
        hand = partial(self._duty.desk.hand_refusal, item.entry_id, "")
        again = partial(self._stand_again, item)
        self._background.run(hand, partial(self._handed, item), again, again)

    def _stand_again(self, item: RefusalItem, fault: WorldError | None = None) -> None:
        """It was not handed over; the card can be pressed again."""
        if fault is not None:
            self._background.world_failed.emit(fault.sentence)
        for card in self.cards:
            card.hand.setEnabled(card.hand.isEnabled() or card.item is item)

    def _handed(self, item: RefusalItem, _nothing: None) -> None:
        self.told.emit(_("“{label}”已交值班长处理。").format(label=item.label))
        self._forget(item.entry_id)

    def _drop(self, item: RefusalItem) -> None:
        if self._dialog is not None:
            return
        dialog = DropDialog(self._duty, self._background, item, self.window())
        dialog.dropped.connect(self._forget)
        self._show(dialog)

    def _show(self, dialog: StepDialog | DropDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def _redone(self, entry_id: str, _subject_id: str) -> None:
        self._forget(entry_id)

    def _forget(self, entry_id: str) -> None:
        self.refresh()
        self.settled.emit(entry_id)

    def _forget_dialog(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
