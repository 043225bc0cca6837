"""The window of one person at work: the frame that holds rail, top bar, panes and status line.

The frame reads nothing itself: figures and rows come from the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.alarms import Ringing as Due
from seatapp.domain.entries import Values
from seatapp.domain.password_end import password_words
from seatapp.domain.references import State
from seatapp.local.queue_asked import Asked
from seatapp.local.views import OfferedStep, RefusalItem
from seatapp.text import _, listed
from ui.alarming import Alarming
from ui.attention import Attention
from ui.care_notice import CareNotice
from ui.case_window import CaseWindows
from ui.commands import bind, commands_of
from ui.dialogs.new_emergency import EMERGENCIES, ask_for_emergency, may_begin
from ui.dialogs.password_dialog import PasswordDialog
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.step_dialog import StepDialog
from ui.finder import CASE, COMMAND, PERSON, PLACE, STEP, Finder, Found, Ways
from ui.frame_duty import FrameDuty
from ui.frame_figures import Figures
from ui.going import Going
from ui.looking import Looking
from ui.panes.queue_pane import QueuePane
from ui.panes.right_side import REQUEST, RightSide
from ui.place_names import CALLS, HANDOVER, INTAKE, REFUSALS, ROSTER, TAKING
from ui.places import Halves, Places
from ui.rail import Rail
from ui.remembered import Remembered
from ui.ringing import Ringing
from ui.status_line import StatusLine, sync_words, unread_words
from ui.taking_out import TakingOut
from ui.theme import use_theme
from ui.turn import turn_words
from ui.widgets.key_sheet import KeySheet
from ui.widgets.keys_within import keys_within
from ui.widgets.search_box import SearchBox
from ui.widgets.toast import FAILURE, GOOD, WARNING, Toasts
from ui.widgets.top_bar import TopBar
from ui.worker import Background

SMALLEST = (1024, 560)
ROOM_FOR_RAIL = 1200
PREPARE_MS = 5_000
"""So long after its start the window begins with what takes long and is not wanted at once."""

COUNTING = ("supervisor", "shift_leader", "operations_manager", "centre_head")
"""The posts that answer for the figures of a month; the centre judges it again."""

FOLLOWED, ALL_OPEN = "followed", "all_open"
REGISTERING = ("acceptor", "monitor")
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
        self._registers = any(post in REGISTERING for post in duty.posts)
        self.case_windows = CaseWindows(duty, self.background, self)
        self.commands = commands_of(self, self._registers, may_begin(duty))
        self._make_parts()
        self._lay_out()
        self._prepare_soon()
        self._connect()
        bind(self.commands, self)
        self._restore()
        self.looking.begin()
        self.go_to(self._queues[0].name if self._queues else REFUSALS)
        self.background.run(partial(turn_words, duty, self._now()), self.top_bar.show_turn)
        self.background.run(partial(duty.book.waiting, duty.posts), self._begin)
        self.care.look()
        ending = password_words(duty.password_until, self._now())
        if ending:
            self._tell_failure(ending)

    # --- parts -------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        duty = self._duty
        months = any(post in COUNTING for post in duty.posts)
        samples = duty.workflow.may(duty.posts, "sample", "draw_sample")
        self.rail = Rail(self._queues, duty.city_name, self._registers, months, samples)
        ways = Ways(self._queues, self.rail.pages, self.commands, self._offered_now)
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
        self.setMinimumSize(*SMALLEST)
        self.setWindowTitle(
            _("城管席位工作站 · {city} · {person}").format(
                city=self._duty.city_name, person=self._duty.person.name
            )
        )

    def _prepare_soon(self) -> None:
        self._prepare = QTimer(self, singleShot=True, interval=PREPARE_MS)
        self._prepare.setObjectName("what takes long")
        self._prepare.timeout.connect(self._duty.desk.intake.prepare)
        self._prepare.start()

    def _connect(self) -> None:
        self.looking.figures_came.connect(self._show_figures)
        self.looking.changed.connect(self.look_again)
        self.looking.passed.connect(self._show_time)
        self.rail.folded.connect(self._remember_rail)
        self.search.found_chosen.connect(self._open_found)
        self._connect_queue()
        self._connect_places()
        self.panels.step_taken.connect(self._go_on)
        self.panels.told.connect(self.toasts.say)
        self.panels.failed.connect(self._tell_failure)
        self.panels.case_wanted.connect(self.show_case)
        self.alarming.opened.connect(self._open_rung)
        self.care.told.connect(self._tell_failure)
        self.case_windows.step_taken.connect(self._look_after)
        self.case_windows.told.connect(self.toasts.say)
        self.case_windows.failed.connect(self._tell_failure)
        self.case_windows.case_wanted.connect(self.show_case)
        self.ringing.told.connect(self._tell_of_call)
        self.ringing.taken.connect(self._look_after)
        self.top_bar.sync_wanted.connect(self.sync)
        self.top_bar.theme_wanted.connect(self.use_theme)
        self.top_bar.settings_wanted.connect(self.show_settings)
        self.top_bar.keys_wanted.connect(self.show_keys)
        self.top_bar.about_wanted.connect(self.about_wanted)
        self.top_bar.password_wanted.connect(self.show_password)
        self.top_bar.lock_wanted.connect(self.lock_wanted)
        self.top_bar.sign_out_wanted.connect(self.sign_out_wanted)
        self.status_line.refusals_wanted.connect(self._go_to_refusals)
        self.background.world_failed.connect(self._tell_failure)
        self.background.bug_met.connect(self.tell_bug)

    def _connect_queue(self) -> None:
        self.queue.told.connect(self.toasts.say)
        self.queue.head.begin.clicked.connect(self.begin_emergency)
        self.queue.menu_filled.connect(self._fill_menu)
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

    def _open_found(self, found: Found) -> None:
        if found.kind == CASE:
            self.show_case(found.key)
        elif found.kind == PLACE:
            self._go_to_place_in_city(found.key)
        elif found.kind == PERSON:
            self.go_to(ROSTER)
        elif found.kind == COMMAND:
            next(one.act for one in self.commands if one.name == found.key)()
        elif found.kind == STEP:
            self._take_step(found.key)
        else:
            self.go_to(found.key)

    def _go_to_place_in_city(self, code: str) -> None:
        """All open cases of an area or a community; the first queue where that is not seen."""
        names = [queue.name for queue in self._queues]
        place = ALL_OPEN if ALL_OPEN in names else names[0]
        self.going.go_to(place, Asked(place=code))

    def _offered_now(self) -> list[OfferedStep]:
        """The steps on the case beside the queue."""
        here = self.going.at_the_queues and self.panel.shown is not None
        return self.panel.actions_bar.offered if here else []

    def _take_step(self, name: str) -> None:
        offered = next((one for one in self._offered_now() if one.step == name), None)
        if offered is not None:
            self.panel.open_step(offered)

    def _go_to_refusals(self) -> None:
        self.go_to(REFUSALS)

    def _fill_menu(self, menu: QMenu) -> None:
        """The menu of a row: its case in a window of its own; keep an eye on it, or no longer."""
        if self.going.wanted is None:
            return
        root_subject, _subject, root = self.going.wanted
        if root_subject in ("case", REQUEST):
            opened = menu.addAction(_("在新窗口打开"))
            opened.setShortcut(QKeySequence("Ctrl+O"))
            opened.triggered.connect(partial(self.case_windows.open, root))
        follows = self.queue.model.queue == FOLLOWED
        words = _("不再关注") if follows else _("关注")
        person, reader = self._duty.person.id, self._duty.reader
        menu.addAction(words).triggered.connect(
            lambda: self.background.run(lambda: reader.follow(person, root, not follows))
        )

    def _go_on(self, subject_id: str) -> None:
        self.going.note_done()
        self._duty.nudge()
        self.queue.table.advance()
        self.looking.look()

    # --- a call ------------------------------------------------------------------------------

    def ring(self, number: str, call_id: str) -> None:
        """A number rings: say so to who takes calls."""
        if self._registers:
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
        self.background.run(partial(turn_words, self._duty, self._now()), self.top_bar.show_turn)
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

    def show_keys(self) -> None:
        """Show the page of the keys."""
        sheet = KeySheet(self.commands, self._duty.workflow, self._duty.posts, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def show_settings(self) -> None:
        """Show the settings of the person and of this workstation."""
        dialog = SettingsDialog(self._duty, self._remembered, self.background, self)
        dialog.theme_wanted.connect(self.use_theme)
        dialog.density_wanted.connect(self.queue.keep_density)
        dialog.open()

    def show_password(self) -> None:
        """Ask for a new password."""
        dialog = PasswordDialog(self._duty.change_password, self.background, self)
        dialog.told.connect(self.toasts.say)
        dialog.open()

    def use_theme(self, name: str) -> None:
        """Change to `light`, `dark`, `contrast`, or what the desktop says."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._remembered.theme = name
        self.top_bar.themes[name].setChecked(True)
        use_theme(app, name)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.status_line.show_status(self.looking.figures.status, self._now())

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
