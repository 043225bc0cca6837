"""The window of one person at work: the frame that holds rail, top bar, panes and status line.

The frame reads nothing itself: figures and rows come from the background.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.alarms import Ringing as Due
from seatapp.domain.entries import Values
from seatapp.domain.password_end import password_words
from seatapp.domain.references import State
from seatapp.local.views import RefusalItem
from seatapp.text import _, listed
from ui.alarming import Alarming
from ui.attention import Attention
from ui.care_notice import CareNotice
from ui.case_window import CaseWindows
from ui.commands import bind, commands_of
from ui.dialogs.new_emergency import EMERGENCIES, ask_for_emergency, may_begin
from ui.dialogs.step_dialog import StepDialog
from ui.finder import Finder, Ways
from ui.frame_duty import FrameDuty
from ui.frame_figures import Figures
from ui.going import Going
from ui.looking import Looking
from ui.opening import Opening
from ui.own_pages import OwnPages
from ui.panes.queue_pane import QueuePane
from ui.panes.right_side import RightSide
from ui.place_names import (
    CALLS,
    HANDOVER,
    INTAKE,
    REFUSALS,
    STATISTICS,
    TAKING,
    pages_of,
)
from ui.places import Halves, Places
from ui.rail import Rail
from ui.refusal_news import RefusalNews
from ui.remembered import Remembered
from ui.ringing import Ringing
from ui.row_menu import RowMenu
from ui.screen_room import SMALLEST
from ui.search_box import SearchBox
from ui.status_line import StatusLine, sync_words, unread_words
from ui.taking_out import TakingOut
from ui.toasts import Toasts
from ui.top_bar import TopBar
from ui.turn import turn_words
from ui.widgets.keys_within import keys_within
from ui.widgets.toast import FAILURE, GOOD, WARNING
from ui.worker import Background

ROOM_FOR_RAIL = 1200
PREPARE_MS = 5_000
"""So long after its start the window begins with what takes long and is not wanted at once."""

_GAP = 12


class Window(QMainWindow):
    """The window of the person in front.

    Signals:
        sign_out_wanted(): the person wants to leave the seat.
        lock_wanted(): the person goes away for a while.
        about_wanted(): the page about the program was asked for.
        closed(): the window is closed; what it had begun has ended.
    """

    sign_out_wanted = Signal()
    lock_wanted = Signal()
    about_wanted = Signal()
    closed = Signal()

    def __init__(self, duty: FrameDuty, remembered: Remembered) -> None:
        super().__init__()
        self._duty = duty
        self._remembered = remembered
        self.background = Background(self)
        self._queues = duty.workflow.queues_of(duty.posts)
        self.looking = Looking(duty, self.background, self._queues, self)
        self._now = self.looking.now
        self._missing = False
        self._pages = pages_of(duty.workflow, duty.posts)
        self.case_windows = CaseWindows(duty, self.background, self)
        self.own_pages = OwnPages(duty, self.background, remembered, lambda: self.commands, self)
        self.commands = commands_of(self, self.own_pages, self._pages, may_begin(duty))
        self._make_parts()
        self._lay_out()
        self._prepare_soon()
        self._connect()
        bind(self.commands, self)
        self._restore()
        self.looking.begin()
        self.go_to(self._queues[0].name if self._queues else REFUSALS)
        self.background.look(partial(turn_words, duty, self._now()), self.top_bar.show_turn)
        self.background.run(partial(duty.book.waiting, duty.posts), self._begin)
        self.care.look()
        ending = password_words(duty.password_until, self._now())
        if ending:
            self._tell_failure(ending)

    # --- parts -------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        duty = self._duty
        self.rail = Rail(self._queues, duty.city_name, self._pages)
        ways = Ways(self._queues, self.rail.pages, self.commands, lambda: self.opening.offered())
        self.search = SearchBox(Finder(duty, ways).find, self.background)
        posts = [_(post.label) for post in duty.workflow.posts.values() if post.name in duty.posts]
        self.top_bar = TopBar(self.search, duty.person.name, listed(posts[:2]))
        self.queue = QueuePane(
            duty.reader, self.background, duty.workflow, duty.person.id, self._now, self._remembered
        )
        if may_begin(duty):
            self.queue.offer_to_begin(EMERGENCIES, _("登记突发事件"))
        self.panels = RightSide(duty, self.background)
        self.panels.serve(self.queue.table)
        self.panel, self.root_panel = self.panels.case, self.panels.root
        attention = Attention(self, lambda: self._remembered.sounds)
        self.alarming = Alarming(duty, self.background, self._queues, self._now, attention)
        self.alarm = self.alarming.banner
        self.care = CareNotice(duty, self.background, self._now, self)
        self.refusal_news = RefusalNews(duty, self.background, attention, self)
        self.splitter = Halves(_GAP)
        self.places = Places(duty, self.background, self.splitter, self._now)
        self.ringing = Ringing(duty, self.background, self._take_call, self._now, attention)
        self.banner = self.ringing.banner
        self.taking_out = TakingOut(duty, self.background, self.queue, self._now, self)
        self.exporting = self.taking_out.exporting
        self.status_line = StatusLine(duty.city_name, duty.trial)
        self.going = Going(
            self,
            self._queues,
            self.rail,
            self.top_bar,
            self.places,
            self.splitter,
            self.queue,
            self.panels,
            lambda place: self.looking.figures.of(place),
        )
        self.trail = self.going.trail
        self.opening = Opening(self.going, self.panel, self._queues, lambda: self.commands)
        self.row_menu = RowMenu(duty, self.background, self.queue, self.going, self.case_windows)

    def _lay_out(self) -> None:
        self.splitter.addWidget(self.queue)
        self.splitter.addWidget(self.panels)
        self.queue.setMinimumWidth(400)
        self.panels.setMinimumWidth(440)
        middle = QVBoxLayout()
        middle.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        middle.setSpacing(_GAP)
        middle.addWidget(self.banner)
        middle.addWidget(self.alarm)
        middle.addWidget(self.places)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addLayout(middle, 1)
        right.addWidget(self.status_line)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.toasts = Toasts(self, self.places, self.status_line)
        self.places.currentChanged.connect(self.toasts.settle)
        self.setMinimumSize(SMALLEST)
        # The desktop's title bar adds the name of the program.
        self.setWindowTitle(f"{self._duty.city_name} · {self._duty.person.name}")

    def _prepare_soon(self) -> None:
        self._prepare = QTimer(self, singleShot=True, interval=PREPARE_MS)
        self._prepare.setObjectName("what takes long")
        self._prepare.timeout.connect(self._duty.desk.intake.prepare)
        if STATISTICS in self._pages:
            self._prepare.timeout.connect(partial(self.background.run, _load_charts))
        self._prepare.start()

    def _connect(self) -> None:
        self.looking.figures_came.connect(self._show_figures)
        self.looking.changed.connect(self.look_again)
        self.looking.passed.connect(self._show_time)
        self.rail.folded.connect(self._remember_rail)
        self.search.found_chosen.connect(self.opening.open)
        self._connect_queue()
        self._connect_places()
        self.panels.step_taken.connect(self._go_on)
        self.panels.told.connect(self.toasts.say)
        self.panels.failed.connect(self._tell_failure)
        self.panels.case_wanted.connect(self.show_case)
        self.alarming.opened.connect(self._open_rung)
        self.care.told.connect(self._tell_failure)
        self.refusal_news.told.connect(self._tell_failure)
        self.refusal_news.unseen.connect(self.status_line.show_unseen)
        self.case_windows.step_taken.connect(self._look_after)
        self.case_windows.told.connect(self.toasts.say)
        self.case_windows.failed.connect(self._tell_failure)
        self.case_windows.case_wanted.connect(self.show_case)
        self.ringing.told.connect(self._tell_of_call)
        self.ringing.taken.connect(self._look_after)
        self.top_bar.sync_wanted.connect(self.sync)
        self._connect_own_pages()
        self.top_bar.about_wanted.connect(self.about_wanted)
        self.top_bar.lock_wanted.connect(self.lock_wanted)
        self.top_bar.sign_out_wanted.connect(self.sign_out_wanted)
        self.status_line.refusals_wanted.connect(self._go_to_refusals)
        self.background.world_failed.connect(self._tell_failure)
        self.background.bug_met.connect(self.tell_bug)

    def _connect_own_pages(self) -> None:
        own = self.own_pages
        self.top_bar.theme_wanted.connect(own.use_theme)
        self.top_bar.settings_wanted.connect(own.show_settings)
        self.top_bar.keys_wanted.connect(own.show_keys)
        self.top_bar.handbook_wanted.connect(own.show_handbook)
        self.top_bar.password_wanted.connect(own.show_password)
        own.told.connect(self.toasts.say)
        own.density_wanted.connect(self.queue.keep_density)
        own.theme_used.connect(lambda name: self.top_bar.themes[name].setChecked(True))

    def _connect_queue(self) -> None:
        self.queue.told.connect(self.toasts.say)
        self.queue.head.begin.clicked.connect(self.begin_emergency)
        self.taking_out.told.connect(self.toasts.say)
        self.taking_out.failed.connect(self._tell_failure)
        keys_within(self.panels, ("Esc", self.going.focus_rows))

    def _connect_places(self) -> None:
        self.places.told.connect(self.toasts.say)
        self.places.failed.connect(self._tell_failure)
        self.places.taken.connect(self._look_after)
        self.places.case_wanted.connect(self.show_case)
        self.places.root_wanted.connect(self.going.show_subject)
        self.places.handover_wanted.connect(self._open_handover)
        self.places.call_put_back.connect(self.ringing.put_back)
        self.places.queue_wanted.connect(self.go_to)
        self.places.intake_wanted.connect(self._register_found)
        self.places.refusals.intake_wanted.connect(self._register_again)
        self.places.refusals.seen.connect(self.refusal_news.look)

    # --- going somewhere ---------------------------------------------------------------------

    def go_to(self, place: str) -> None:
        """Go to a queue by its name, to a screen of the shift or to another place of the rail."""
        self.going.go_to(place)

    def _begin(self, waiting: Sequence[State]) -> None:
        """Who comes on duty while a handover waits sees first what breaks first."""
        if waiting and self.going.at_the_queues and self._remembered.taking_first:
            self.go_to(TAKING)

    def show_case(self, case_id: str) -> None:
        """Show a case that was looked for; no row of the queue is chosen then."""
        self.going.show_case(case_id)

    def go_back(self) -> None:
        """Go where the person was before."""
        self.going.step(-1)

    def show_done(self) -> None:
        """Show the case that was dealt with last, which has left its list."""
        if not self.going.show_done():
            self.toasts.say(_("这次登录后还没有办过案件。"), WARNING)

    def go_forward(self) -> None:
        """Go again where the person came back from."""
        self.going.step(1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The side buttons of the mouse go back and forward."""
        sides = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}
        if event.button() in sides:
            self.going.step(sides[event.button()])
        else:
            super().mousePressEvent(event)

    def pop_out(self) -> None:
        """Show the case of the panel in a window of its own."""
        shown = self.panel.shown
        if shown is None or self.panels.currentWidget() is not self.panel:
            self.toasts.say(_("先选中一件案件，再打开新窗口。"), WARNING)
            return
        self.case_windows.open(str(shown.detail.state["id"]))

    def _open_handover(self, handover_id: str) -> None:
        self.go_to(HANDOVER)
        self.places.open_handover(handover_id)

    def _register_found(self, values: Values) -> None:
        self.go_to(INTAKE)
        self.places.intake.take_over(values)

    def _register_again(self, item: RefusalItem) -> None:
        self.go_to(INTAKE)
        self.places.register_again(item)

    def _go_to_refusals(self) -> None:
        self.go_to(REFUSALS)

    def _go_on(self, subject_id: str) -> None:
        self.going.note_done()
        self._duty.nudge()
        self.queue.table.arrivals.go_on()
        self.looking.look()

    # --- a call ------------------------------------------------------------------------------

    def ring(self, number: str, call_id: str) -> None:
        """A number rings: say so to who takes calls."""
        if CALLS in self._pages:
            self.ringing.ring(number, call_id)

    def begin_emergency(self) -> None:
        """Begin the report of an emergency, from wherever one is; then go to where it stands."""
        if self.findChild(StepDialog) is not None:
            return
        dialog = ask_for_emergency(self._duty, self.background, self.panel.pictures, self)
        dialog.told.connect(self.toasts.say)
        dialog.taken.connect(self._go_to_emergencies)

    def _go_to_emergencies(self, _subject_id: str) -> None:
        self.look_again()
        self.go_to(EMERGENCIES)

    def take_ringing(self) -> None:
        """Answer the call that rings."""
        self.banner.take()

    def _take_call(self, number: str, call_id: str) -> bool:
        if self.places.currentWidget() is not self.places.calls:
            self.go_to(CALLS)
        return self.places.calls.ring(number, call_id)

    def _tell_of_call(self, sentence: str, warns: bool) -> None:
        self.toasts.say(sentence, WARNING if warns else GOOD)

    # --- focus -------------------------------------------------------------------------------

    def seek(self) -> None:
        """Put the keyboard into the search box."""
        self.going.seek()

    def go_to_next_part(self) -> None:
        """From the rows to the panel, to the search box, and round again."""
        self.going.go_to_next_part()

    # --- looking -----------------------------------------------------------------------------

    def look_again(self) -> None:
        """Read figures, rows and the cases shown again."""
        self.looking.look()
        self.queue.refresh()
        self.panels.refresh()
        self.places.refresh()
        self.case_windows.refresh()

    def _show_time(self, wholly: bool) -> None:
        """Write what is left anew; now and then look at everything."""
        self.queue.tick()
        self.panels.refresh_time()
        self.case_windows.refresh_time()
        if wholly:
            self.queue.refresh()
            self._look_at_the_turn()
            self.care.look()

    def _look_at_the_turn(self) -> None:
        """See which shift works, and ring for what is late or soon will be within one's own."""
        self.background.look(partial(turn_words, self._duty, self._now()), self.top_bar.show_turn)
        self.alarming.look()

    def _open_rung(self, one: Due) -> None:
        self.go_to(one.queue)
        if self._duty.workflow.is_root(self._duty.workflow.queues[one.queue].subject):
            self.show_case(one.case_id)

    def _look_after(self, _subject: str) -> None:
        self._duty.nudge()
        self.looking.look_soon()

    def _show_figures(self, figures: Figures) -> None:
        now = self._now()
        self.rail.show_counts(figures.counts, figures.status.refused)
        self.queue.show_count(figures.of(self.queue.model.queue))
        self.queue.show_unread(unread_words(figures.status))
        if self._missing and figures.status.whole:
            self._look_at_the_turn()
        self._missing = not figures.status.whole
        self.top_bar.sync.say(*sync_words(figures.status, now))
        self.status_line.show_status(figures.status, now)
        self.refusal_news.hear(figures.status)

    def sync(self) -> None:
        """Bring seat and centre together now."""
        self._duty.nudge()
        self.toasts.say(_("正在同步，结果见状态栏。"), GOOD)

    # --- news --------------------------------------------------------------------------------

    def _tell_failure(self, sentence: str) -> None:
        self.toasts.say(sentence, FAILURE)

    def tell_bug(self, kind: str) -> None:
        """Say that a bug was met, calmly, and that it is in the log."""
        words = _("程序内部出错（{kind}），已写入日志。已保存的内容不受影响，可以继续工作。")
        self.toasts.say(words.format(kind=kind), FAILURE)

    # --- look and layout ---------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail of a small window, unless the person chose otherwise."""
        super().resizeEvent(event)
        chosen = self._remembered.narrow_rail
        self.rail.fold(self.width() < ROOM_FOR_RAIL if chosen is None else chosen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout and let the work that has begun come to its end."""
        self._remembered.keep("geometry", self.saveGeometry())
        if self.splitter.by_hand:
            self._remembered.keep("splitter", self.splitter.saveState())
        self.case_windows.close()
        self.places.keep()
        self.looking.end()
        self._prepare.stop()
        self.background.close()
        super().closeEvent(event)
        self.closed.emit()

    def _restore(self) -> None:
        geometry = self._remembered.kept("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1366, 728)
        splitter = self._remembered.kept("splitter")
        if splitter is not None:
            self.splitter.restoreState(splitter)
            self.splitter.by_hand = True
        self.top_bar.themes[self._remembered.theme].setChecked(True)

    def toggle_rail(self) -> None:
        """Fold or unfold the rail."""
        self.rail.toggle()

    def _remember_rail(self, narrow: bool) -> None:
        self._remembered.narrow_rail = narrow


def _load_charts() -> None:
    """Who answers for figures opens their charts without a wait for the library."""
    importlib.import_module("ui.widgets.plot")
