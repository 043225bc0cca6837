"""Where the person is in the window: going somewhere, what stands beside the rows, and back again.

A row that is chosen is shown a moment later, so that who holds an arrow key runs through the list
and reads only the case where they stop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from seatapp.domain.workflow import Queue
from seatapp.local.queue_asked import Asked
from seatapp.local.views import QueueCount, QueueRow
from ui.models.queue_model import AS_IT_IS
from ui.panes.pile_panel import MOST
from ui.panes.queue_pane import QueuePane
from ui.panes.right_side import RightSide, subject_of
from ui.places import Halves, Places
from ui.rail import Rail
from ui.search_box import SearchBox
from ui.top_bar import TopBar
from ui.trail import Stop, Subject, Trail

SHOW_MS = 40
DECIDED = "decided"
"""The mark of queues whose work is decided beside them: scans and photos need the room."""


class Going(QObject):
    """Moves the person between the places of `window`.

    `counts` tells how full a queue is, and None as long as nobody has counted.
    """

    def __init__(
        self,
        window: QWidget,
        queues: Sequence[Queue],
        rail: Rail,
        top_bar: TopBar,
        places: Places,
        halves: Halves,
        queue: QueuePane,
        panels: RightSide,
        counts: Callable[[str], QueueCount | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._queues = {one.name: one for one in queues}
        self._rail, self._top_bar, self._places, self._halves = rail, top_bar, places, halves
        self._queue, self._panels, self._counts = queue, panels, counts
        self.trail = Trail()
        self.wanted: Subject | None = None
        self._done: Subject | None = None
        self._show = QTimer(self, singleShot=True, interval=SHOW_MS)
        self._show.setObjectName("chosen row shown")
        self._show.timeout.connect(self._show_wanted)
        rail.place_chosen.connect(self.go_to)
        top_bar.went.connect(self.step)
        top_bar.search.left.connect(self.focus_rows)
        queue.row_chosen.connect(self._choose_row)
        queue.table.choice.marked.connect(self._choose_marked)
        queue.opened.connect(self.focus_panel)
        panels.rows_wanted.connect(self.focus_rows)

    @property
    def _search(self) -> SearchBox:
        return self._top_bar.search

    @property
    def at_the_queues(self) -> bool:
        """Whether the rows and what stands beside them are in front."""
        return self._places.currentWidget() is self._halves

    # --- places --------------------------------------------------------------------------------

    def go_to(self, place: str, asked: Asked = AS_IT_IS) -> None:
        """Go to a queue by its name, narrowed as `asked`, or to another place of the rail."""
        self.trail.note(Stop(place))
        self._go(place, asked)

    def show_case(self, case_id: str) -> None:
        """Show a case that was looked for; no row of the queue is chosen then."""
        self.show_subject(("case", case_id, case_id))

    def show_subject(self, subject: Subject) -> None:
        """Show a root of any kind beside the rows, none of which is chosen then."""
        if not self._queue.model.queue and self._queues:
            self._queue.open_queue(next(iter(self._queues)))
        self.trail.note(Stop(self._queue.model.queue, subject))
        self._show_beside(subject)
        self._window.activateWindow()

    def note_done(self) -> None:
        """A step was taken on what stands beside the rows."""
        self._done = self._panels.beside or self._done

    def show_done(self) -> bool:
        """Show again what the person decided last, to look at it or to mend it; False for none."""
        if self._done is None:
            return False
        self.trail.note(Stop(self._queue.model.queue, self._done))
        self._show_beside(self._done)
        return True

    def step(self, by: int) -> None:
        """One stop back (-1) or forward (1) on the way the person came."""
        stop = self.trail.step(by)
        if stop is None:
            return
        same = stop.place == self._queue.model.queue and stop.subject is not None
        if not same:
            self._go(stop.place)
        if stop.subject is not None:
            self._show_beside(stop.subject)

    def _go(self, place: str, asked: Asked = AS_IT_IS) -> None:
        self._rail.mark(place)
        self._top_bar.show_ways(self.trail.can_go_back, self.trail.can_go_forward)
        if not self._places.go(place):
            self._places.show_queues()
            self._halves.make_room(DECIDED in self._queues[place].marks)
            self._queue.open_queue(place, asked)
            self._queue.show_count(self._counts(place))
            self.focus_rows()

    # --- beside the rows -----------------------------------------------------------------------

    def _show_beside(self, subject: Subject) -> None:
        self._rail.mark(self._queue.model.queue)
        self._top_bar.show_ways(self.trail.can_go_back, self.trail.can_go_forward)
        self._places.show_queues()
        self._queue.table.choice.choose_none()
        self._show.stop()
        self.wanted = subject
        self._panels.show_beside(subject)
        self.focus_panel()

    def _choose_row(self, row: QueueRow | None) -> None:
        self.wanted = None if row is None else subject_of(row)
        self._show.start()

    def _choose_marked(self, _count: int) -> None:
        self._show.start()

    def _show_wanted(self) -> None:
        table = self._queue.table
        if table.choice.count > 1:
            keys = table.choice.keys(MOST)
            self._panels.show_pile(self._queue.model.queue, keys, table.choice.count)
        else:
            self.trail.look_at(self.wanted)
            self._panels.show_beside(self.wanted)

    # --- focus ---------------------------------------------------------------------------------

    def focus_rows(self) -> None:
        """Put the keyboard into the rows."""
        self._queue.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_panel(self) -> None:
        """Put the keyboard into what stands beside the rows."""
        self._panels.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def seek(self) -> None:
        """Put the keyboard into the search box."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def go_to_next_part(self) -> None:
        """From the rows to the panel, to the search box, and round again."""
        at = QApplication.focusWidget()
        place = self._places.currentWidget()
        if place is not self._halves:
            (self._search if place.isAncestorOf(at or self._window) else place).setFocus()
        elif at is not None and (at is self._queue or self._queue.isAncestorOf(at)):
            self.focus_panel()
        elif at is not None and self._panels.isAncestorOf(at):
            self.seek()
        else:
            self.focus_rows()
