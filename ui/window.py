"""The window of one person at work: the frame that holds rail, top bar, panes and status line.

The frame reads nothing itself: figures and rows come from the background, news of changes from
any thread through one signal, and many changes in a moment become one look.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.entries import Value, Values
from seatapp.local.views import CallerHistory, QueueCount, QueueRow, RefusalItem, SyncStatus
from seatapp.reports.exports import Exported
from seatapp.reports.grid import Grid
from seatapp.reports.registers import only_filled
from seatapp.reports.sheets import in_words
from seatapp.reports.watch import Watch
from seatapp.text import _, listed
from ui.clipboard import copy_rows
from ui.durations import SITE_ZONE
from ui.duty import Taken
from ui.exporting import Exporting
from ui.finder import QUEUE, Finder, Found
from ui.frame_duty import FrameDuty
from ui.panes.call_pane import CallPane
from ui.panes.caller_side import known_words
from ui.panes.case_panel import CasePanel
from ui.panes.duty_log_pane import DutyLogPane
from ui.panes.field_pane import FieldPane
from ui.panes.handover_pane import HandoverPane
from ui.panes.intake_pane import IntakePane
from ui.panes.queue_pane import QueuePane
from ui.panes.refusals_pane import RefusalsPane
from ui.panes.root_panel import RootPanel
from ui.panes.roster_pane import RosterPane
from ui.panes.sampling_pane import SamplingPane
from ui.panes.shift_page import ShiftPage
from ui.panes.taking_pane import TakingPane
from ui.panes.watch_pane import WatchPane
from ui.rail import (
    CALLS,
    DUTY_LOG,
    FIELD,
    HANDOVER,
    INTAKE,
    REFUSALS,
    ROSTER,
    SAMPLES,
    STATISTICS,
    TAKING,
    WATCH,
    Rail,
)
from ui.remembered import Remembered
from ui.status_line import StatusLine, sync_words
from ui.theme import use_theme
from ui.widgets.call_banner import CallBanner
from ui.widgets.key_sheet import KeySheet
from ui.widgets.search_box import SearchBox
from ui.widgets.toast import FAILURE, GOOD, WARNING, Toasts
from ui.widgets.top_bar import TopBar
from ui.worker import Background

if TYPE_CHECKING:
    from ui.panes.statistics_pane import StatisticsPane

SMALLEST = (1024, 560)
ROOM_FOR_RAIL = 1200
TICK_MS = 15_000
LOOK_EVERY_TICKS = 4
SOON_MS = 80
SHOW_MS = 40
NOTHING = QueueCount(0, 0)
COUNTING = ("supervisor", "shift_leader", "operations_manager", "centre_head")
"""The posts that answer for the figures of a month; the centre judges it again."""

FOLLOWED = "followed"
REGISTERING = ("acceptor", "monitor")
WATCHING, SAMPLER = "monitor", "supervisor"
_GAP = 12

SHIFT_PAGES: Mapping[str, Callable[[FrameDuty, Background], ShiftPage]] = {
    TAKING: TakingPane,
    HANDOVER: HandoverPane,
    ROSTER: RosterPane,
    DUTY_LOG: DutyLogPane,
    WATCH: WatchPane,
    SAMPLES: SamplingPane,
}
"""The screens of the shift and of rounds and samples, by their place on the rail."""


@dataclass(frozen=True)
class _Figures:
    """What rail, top bar and status line show."""

    counts: Mapping[str, QueueCount]
    status: SyncStatus


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
    _changed = Signal()

    def __init__(self, duty: FrameDuty, remembered: Remembered) -> None:
        super().__init__()
        self._duty = duty
        self._remembered = remembered
        self._skew = 0.0
        self._ticks = 0
        self._wanted: tuple[str, str, str] | None = None
        self._figures = _Figures({}, _NOT_YET)
        self.background = Background(self)
        self._queues = duty.workflow.queues_of(duty.posts)
        self._make_parts()
        self._lay_out()
        self._make_timers()
        self._connect()
        self._bind_keys()
        self._restore()
        duty.listen(self._changed.emit)
        self._look()
        self.go_to(self._queues[0].name if self._queues else REFUSALS)

    # --- parts -------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        duty = self._duty
        self._registers = any(post in REGISTERING for post in duty.posts)
        self._watches = WATCHING in duty.posts
        months = any(post in COUNTING for post in duty.posts)
        samples = SAMPLER in duty.posts
        self.rail = Rail(self._queues, duty.city_name, self._registers, months, samples)
        finder = Finder(duty, self._queues)
        self.search = SearchBox(finder.find, self.background)
        posts = [_(post.label) for post in duty.workflow.posts.values() if post.name in duty.posts]
        self.top_bar = TopBar(self.search, duty.person.name, listed(posts[:2]))
        self.queue = QueuePane(
            duty.reader, self.background, duty.workflow, duty.person.id, self._now, self._remembered
        )
        self.panel = CasePanel(duty, self.background)
        self.panel.serve(self.queue.table)
        self.root_panel = RootPanel(duty, self.background)
        self.root_panel.serve(self.queue.table)
        self.banner = CallBanner()
        self.refusals = RefusalsPane(duty, self.background)
        self.exporting = Exporting(self.background, self)
        self._intake: IntakePane | None = None
        self._calls: CallPane | None = None
        self._field: FieldPane | None = None
        self._statistics: StatisticsPane | None = None
        self._shift_pages: dict[str, ShiftPage] = {}
        self.status_line = StatusLine(duty.city_name)

    def _lay_out(self) -> None:
        self.splitter = _Halves()
        self.splitter.addWidget(self.queue)
        self.panels = QStackedWidget()
        self.panels.addWidget(self.panel)
        self.panels.addWidget(self.root_panel)
        self.splitter.addWidget(self.panels)
        self.queue.setMinimumWidth(420)
        self.panels.setMinimumWidth(440)
        self.places = QStackedWidget()
        self.places.addWidget(self.splitter)
        self.places.addWidget(self.refusals)
        middle = QVBoxLayout()
        middle.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        middle.setSpacing(_GAP)
        middle.addWidget(self.banner)
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
        self.toasts = Toasts(self, self.queue)
        self.setMinimumSize(*SMALLEST)
        self.setWindowTitle(
            _("城管席位工作站 · {city} · {person}").format(
                city=self._duty.city_name, person=self._duty.person.name
            )
        )

    def _make_timers(self) -> None:
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.setObjectName("time left")
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.setObjectName("changes gathered")
        self._show = QTimer(self, singleShot=True, interval=SHOW_MS)
        self._show.setObjectName("chosen row shown")
        self._tick.start()

    def _connect(self) -> None:
        self._changed.connect(self._look_soon, Qt.ConnectionType.QueuedConnection)
        self._soon.timeout.connect(self.look_again)
        self._tick.timeout.connect(self.tick)
        self._show.timeout.connect(self._show_wanted)
        self.rail.place_chosen.connect(self.go_to)
        self.rail.folded.connect(self._remember_rail)
        self.search.found_chosen.connect(self._open_found)
        self.search.left.connect(self._focus_rows)
        self.queue.row_chosen.connect(self._choose_row)
        self.queue.opened.connect(self._focus_panel)
        self.panel.step_taken.connect(self._go_on)
        self.panel.told.connect(self.toasts.say)
        self.panel.failed.connect(self._tell_failure)
        self.queue.export_wanted.connect(self._export_queue)
        self.queue.copy_wanted.connect(self._copy_queue)
        self.exporting.done.connect(self.toasts.say)
        self.exporting.failed.connect(self._tell_failure)
        self.panel.case_wanted.connect(self.show_case)
        self.root_panel.step_taken.connect(self._go_on)
        self.root_panel.told.connect(self.toasts.say)
        self.banner.answered.connect(self._answer)
        self.banner.missed.connect(self._note_missed)
        self.queue.told.connect(self.toasts.say)
        self.queue.menu_filled.connect(self._offer_to_follow)
        self.refusals.told.connect(self.toasts.say)
        self.refusals.settled.connect(self._look_after)
        self.refusals.case_wanted.connect(self.show_case)
        self.refusals.intake_wanted.connect(self._register_again)
        self.top_bar.sync_wanted.connect(self._sync)
        self.top_bar.theme_wanted.connect(self.use_theme)
        self.top_bar.keys_wanted.connect(self._show_keys)
        self.top_bar.about_wanted.connect(self.about_wanted)
        self.top_bar.lock_wanted.connect(self.lock_wanted)
        self.top_bar.sign_out_wanted.connect(self.sign_out_wanted)
        self.status_line.refusals_wanted.connect(self._go_to_refusals)
        self.background.world_failed.connect(self._tell_failure)
        self.background.bug_met.connect(self.tell_bug)

    def _bind_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+K", self._focus_search),
            ("F5", self._sync),
            ("F6", self._focus_next_part),
            ("Ctrl+L", self.lock_wanted.emit),
            ("F2", self.banner.take),
            ("?", self._show_keys),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.panel)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._focus_rows)

    # --- going somewhere ---------------------------------------------------------------------

    @property
    def statistics(self) -> StatisticsPane:
        """The figures of months; made when they are first wanted."""
        if self._statistics is None:
            # Charts bring numpy and more, which most shifts never need.
            from ui.panes.statistics_pane import StatisticsPane

            self._statistics = StatisticsPane(self._duty, self.background, self._now)
            self._statistics.told.connect(self.toasts.say)
            self._statistics.failed.connect(self._tell_failure)
            self._statistics.case_wanted.connect(self.show_case)
            self.places.addWidget(self._statistics)
        return self._statistics

    @property
    def intake(self) -> IntakePane:
        """The form for a new case; made when it is first wanted."""
        if self._intake is None:
            self._intake = IntakePane(self._duty, self.background)
            self._intake.told.connect(self.toasts.say)
            self._intake.step_taken.connect(self._look_after)
            self._intake.registered.connect(self.show_case)
            self._intake.case_wanted.connect(self.show_case)
            self.places.addWidget(self._intake)
        return self._intake

    @property
    def calls(self) -> CallPane:
        """The form for a call; made when it is first wanted."""
        if self._calls is None:
            self._calls = CallPane(self._duty, self.background)
            self._calls.told.connect(self.toasts.say)
            self._calls.step_taken.connect(self._look_after)
            self._calls.case_wanted.connect(self.show_case)
            self.places.addWidget(self._calls)
        return self._calls

    def shift_page(self, place: str) -> ShiftPage:
        """A screen of the shift; made when it is first wanted."""
        if place not in self._shift_pages:
            page = SHIFT_PAGES[place](self._duty, self.background)
            page.told.connect(self.toasts.say)
            page.failed.connect(self._tell_failure)
            page.changed.connect(self._after_shift_step)
            page.case_wanted.connect(self.show_case)
            if isinstance(page, TakingPane):
                page.handover_wanted.connect(self._open_handover)
            if isinstance(page, WatchPane):
                page.intake_wanted.connect(self._register_found)
            self._shift_pages[place] = page
            self.places.addWidget(page)
        return self._shift_pages[place]

    def _open_handover(self, handover_id: str) -> None:
        page = self.shift_page(HANDOVER)
        assert isinstance(page, HandoverPane)
        self.go_to(HANDOVER)
        page.open(handover_id)

    def _register_found(self, values: Values) -> None:
        self.go_to(INTAKE)
        self.intake.take_over(values)

    def _after_shift_step(self) -> None:
        self._duty.nudge()
        self._look_soon()

    @property
    def field(self) -> FieldPane:
        """The collectors' desk; made when it is first wanted."""
        if self._field is None:
            self._field = FieldPane(self._duty, self.background)
            self._field.told.connect(self.toasts.say)
            self._field.step_taken.connect(self._look_after)
            self._field.case_wanted.connect(self.show_case)
            self.places.addWidget(self._field)
        return self._field

    def go_to(self, place: str) -> None:
        """Go to a queue by its name, to a screen of the shift or to another place of the rail."""
        self.rail.mark(place)
        if place in SHIFT_PAGES:
            page = self.shift_page(place)
            self.places.setCurrentWidget(page)
            page.refresh()
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if place == REFUSALS:
            self.refusals.refresh()
            self.places.setCurrentWidget(self.refusals)
            self.refusals.setFocus(Qt.FocusReason.OtherFocusReason)
        elif place == STATISTICS:
            self.places.setCurrentWidget(self.statistics)
            self.statistics.start()
        elif place == INTAKE:
            self.places.setCurrentWidget(self.intake)
            self.intake.start()
        elif place == CALLS:
            self.places.setCurrentWidget(self.calls)
            self.calls.start()
        elif place == FIELD:
            self.field.refresh()
            self.places.setCurrentWidget(self.field)
        else:
            self.places.setCurrentWidget(self.splitter)
            self.queue.open_queue(place)
            self.queue.show_count(self._figures.counts.get(place, NOTHING))
            self._focus_rows()

    def show_case(self, case_id: str) -> None:
        """Show a case that was looked for; no row of the queue is chosen then."""
        if not self.queue.model.queue and self._queues:
            self.queue.open_queue(self._queues[0].name)
        self.rail.mark(self.queue.model.queue)
        self.places.setCurrentWidget(self.splitter)
        self.queue.table.choose_none()
        self._show.stop()
        self._show_in_panel(("case", case_id, case_id))
        self._focus_panel()

    # --- a call ------------------------------------------------------------------------------

    def ring(self, number: str, call_id: str) -> None:
        """A number rings: say so, and what is known of it, without taking the focus."""
        if not self._registers:
            return
        self.banner.ring(number, call_id)
        read = partial(self._duty.hotline.history, number)
        self.background.run(read, partial(self._say_known, number))

    def _say_known(self, number: str, history: CallerHistory | None) -> None:
        self.banner.say(number, known_words(history))

    def _answer(self, number: str, call_id: str) -> None:
        self.go_to(CALLS)
        if self.calls.ring(number, call_id):
            self.banner.hide()
        else:
            self.toasts.say(_("上一通来电还没登记完，这个号码先留在上方。"), WARNING)

    def _note_missed(self, number: str, call_id: str) -> None:
        values: dict[str, Value] = {
            "area": self._duty.hotline.area,
            "caller_phone": number,
            "rang_at": self._now(),
            **({"call_id": call_id} if call_id else {}),
        }
        perform = partial(self._duty.desk.perform, "miss_call", "call", None, values)
        self.background.run(perform, self._told_missed)

    def _told_missed(self, taken: Taken) -> None:
        self.banner.hide()
        self.toasts.say(_("已记为未接来电 {number}，等班组回拨。").format(number=taken.number))
        self._look_after(taken.subject_id)

    def _register_again(self, item: RefusalItem) -> None:
        self.go_to(INTAKE)
        self.intake.redo(item)

    def _open_found(self, found: Found) -> None:
        if found.kind == QUEUE:
            self.go_to(found.key)
        else:
            self.show_case(found.key)

    def _go_to_refusals(self) -> None:
        self.go_to(REFUSALS)

    def _choose_row(self, row: QueueRow | None) -> None:
        self._wanted = None if row is None else (row.root_subject, row.subject_id, row.case_id)
        self._show.start()

    def _show_wanted(self) -> None:
        self._show_in_panel(self._wanted)

    def _show_in_panel(self, wanted: tuple[str, str, str] | None) -> None:
        """Show a subject in the panel that suits its root; the other one lets its keys go."""
        if wanted is None or wanted[0] == "case":
            self.root_panel.show_nothing()
            self.panels.setCurrentWidget(self.panel)
            self.panel.show_subject(*(wanted[1:] if wanted is not None else (None,)))
        else:
            self.panel.show_subject(None)
            self.panels.setCurrentWidget(self.root_panel)
            self.root_panel.show_subject(*wanted)

    def _offer_to_follow(self, menu: QMenu) -> None:
        """The menu of a row: keep an eye on its case, or no longer."""
        if self._wanted is None:
            return
        follows = self.queue.model.queue == FOLLOWED
        words = _("不再关注") if follows else _("关注")
        case_id, person = self._wanted[1], self._duty.person.id
        reader = self._duty.reader
        menu.addAction(words).triggered.connect(
            lambda: self.background.run(lambda: reader.follow(person, case_id, not follows))
        )

    def _go_on(self, subject_id: str) -> None:
        self._duty.nudge()
        self.queue.table.advance()
        self._look()

    # --- focus -------------------------------------------------------------------------------

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _focus_rows(self) -> None:
        self.queue.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_panel(self) -> None:
        self.panels.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_next_part(self) -> None:
        """From the rows to the panel, to the search box, and round again."""
        at = QApplication.focusWidget()
        place = self.places.currentWidget()
        if place is not self.splitter:
            (self.search if place.isAncestorOf(at or self) else place).setFocus()
        elif at is not None and (at is self.queue or self.queue.isAncestorOf(at)):
            self._focus_panel()
        elif at is not None and self.panels.isAncestorOf(at):
            self._focus_search()
        else:
            self._focus_rows()

    # --- looking -----------------------------------------------------------------------------

    def look_again(self) -> None:
        """Read figures, rows and the case shown again."""
        self._look()
        self.queue.refresh()
        self.panel.refresh()
        self.root_panel.refresh()
        here = self.places.currentWidget()
        if isinstance(here, RefusalsPane | ShiftPage | FieldPane):
            here.refresh()

    def tick(self) -> None:
        """Time has passed: write what is left anew; now and then look at everything."""
        self._ticks += 1
        self.queue.tick()
        self.panel.refresh_time()
        self.root_panel.refresh_time()
        self._look()
        if self._ticks % LOOK_EVERY_TICKS == 0:
            self.queue.refresh()

    def _look_after(self, _subject: str) -> None:
        self._duty.nudge()
        self._look_soon()

    def _look_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        self.background.run(self._read_figures, self._show_figures)

    def _read_figures(self) -> _Figures:
        duty = self._duty
        names = [queue.name for queue in self._queues]
        counts = duty.reader.queue_counts(names, duty.person.id, self._now())
        waiting = QueueCount(len(duty.book.waiting(duty.posts)), 0)
        late = duty.reader.watch_rounds(self._now()).late(self._now()) if self._watches else 0
        more = {HANDOVER: waiting, WATCH: QueueCount(late, late)}
        return _Figures({**counts, **more}, duty.status())

    def _show_figures(self, figures: _Figures) -> None:
        self._figures = figures
        self._skew = figures.status.skew or 0.0
        now = self._now()
        self.rail.show_counts(figures.counts, figures.status.refused)
        self.queue.show_count(figures.counts.get(self.queue.model.queue, NOTHING))
        self.top_bar.sync.say(*sync_words(figures.status, now))
        self.status_line.show_status(figures.status, now)

    def _now(self) -> int:
        """This moment by the clock of the centre, as far as it is known."""
        return int(time.time() - self._skew)

    def _sync(self) -> None:
        self._duty.nudge()
        self.toasts.say(_("正在同步，结果见状态栏。"), GOOD)

    # --- taking out --------------------------------------------------------------------------

    def _export_queue(self, suffix: str) -> None:
        """Save the queue as it is narrowed now."""
        duty, model = self._duty, self.queue.model
        queue, asked = model.queue, model.asked

        def make(path: Path, watch: Watch) -> Exported:
            grid = only_filled(duty.papers.register(queue, asked, watch))
            return duty.exports.save_grids("register", [grid], path, watch)

        day = f"{datetime.fromtimestamp(self._now(), SITE_ZONE):%Y-%m-%d}"
        label = _(duty.workflow.queues[queue].label)
        title = _("{queue}台账 {day}").format(queue=label, day=day)
        self.exporting.ask(title, suffix, make)

    def _copy_queue(self) -> None:
        """Put all rows of the queue on the clipboard."""
        self.background.run(self._read_copy, self._take_copy)

    def _read_copy(self) -> Grid:
        model = self.queue.model
        grid = only_filled(self._duty.papers.register(model.queue, model.asked))
        self._duty.exports.note_copy(grid)
        return grid

    def _take_copy(self, grid: Grid) -> None:
        copy_rows(in_words(grid))
        words = _("已复制 {count} 行，可以粘贴到表格里。")
        self.toasts.say(words.format(count=len(grid.rows)), GOOD)

    # --- news --------------------------------------------------------------------------------

    def _tell_failure(self, sentence: str) -> None:
        self.toasts.say(sentence, FAILURE)

    def tell_bug(self, kind: str) -> None:
        """Say that a bug was met, calmly, and that it is in the log."""
        words = _("程序内部出错（{kind}），已写入日志。已保存的内容不受影响，可以继续工作。")
        self.toasts.say(words.format(kind=kind), FAILURE)

    def _show_keys(self) -> None:
        sheet = KeySheet(self._registers, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    # --- look and layout ---------------------------------------------------------------------

    def use_theme(self, name: str) -> None:
        """Change to `light`, `dark`, or what the desktop says."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._remembered.theme = name
        use_theme(app, name)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.status_line.show_status(self._figures.status, self._now())

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
        if self._intake is not None:
            self._intake.keep()
        if self._calls is not None:
            self._calls.keep()
        for page in self._shift_pages.values():
            page.keep()
        self._tick.stop()
        self._soon.stop()
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

    def _remember_rail(self, narrow: bool) -> None:
        self._remembered.narrow_rail = narrow


class _Halves(QSplitter):
    """Queue and case side by side.

    Until somebody moves the border, room that is more than the queue needs goes to the case.
    """

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.by_hand = False
        self.setHandleWidth(_GAP)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._keep)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        super().resizeEvent(event)
        if not self.by_hand:
            room = self.width() - self.handleWidth()
            queue = int(min(room * 0.56, 640 + max(0, room - 1150) * 0.2))
            self.setSizes([queue, room - queue])

    def _keep(self) -> None:
        self.by_hand = True


_NOT_YET = SyncStatus(
    online=False,
    offline_since=None,
    unsent=0,
    refused=0,
    last_round=None,
    skew=None,
    filling=None,
    trouble=None,
)
