"""What the menu of a row offers beside its steps."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from seatapp.text import _
from ui.case_window import CaseWindows
from ui.frame_duty import FrameDuty
from ui.going import Going
from ui.panes.pile_panel import REQUEST
from ui.panes.queue_pane import QueuePane
from ui.worker import Background

FOLLOWED = "followed"


class RowMenu(QObject):
    """A case in a window of its own; keeping an eye on it, or no longer."""

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        queue: QueuePane,
        going: Going,
        windows: CaseWindows,
    ) -> None:
        super().__init__(queue)
        self._duty, self._background = duty, background
        self._queue, self._going, self._windows = queue, going, windows
        queue.menu_filled.connect(self.fill)

    def fill(self, menu: QMenu) -> None:
        """Add what can be done with the row that is chosen."""
        if self._going.wanted is None:
            return
        root_subject, _subject, root = self._going.wanted
        if root_subject in ("case", REQUEST):
            opened = menu.addAction(_("在新窗口打开"))
            opened.setShortcut(QKeySequence("Ctrl+O"))
            opened.triggered.connect(partial(self._windows.open, root))
        follows = self._queue.model.queue == FOLLOWED
        words = _("不再关注") if follows else _("关注")
        menu.addAction(words).triggered.connect(partial(self._follow, root, not follows))

    def _follow(self, root: str, wanted: bool) -> None:
        person, reader = self._duty.person.id, self._duty.reader
        self._background.run(lambda: reader.follow(person, root, wanted))
