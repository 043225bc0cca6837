"""By what a queue is narrowed besides words: asked for in a dialog, shown as chips."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from seatapp.domain.workflow import Workflow
from seatapp.local.queue_asked import NARROWING, Asked
from ui.dialogs.filter_dialog import FilterDialog
from ui.models.queue_model import QueueModel
from ui.panes.filter_chips import FilterChips
from ui.queue_filter import FilterLists, ListSource, read_lists, value_words
from ui.worker import Background


class QueueNarrowing(QObject):
    """Asks by what to narrow the queue that is open in `model`, and says so in `chips`.

    The lists to choose from are read when they are first needed, and again when others have come.

    Signals:
        asked(object): the queue is wanted like this (`Asked`).
        left(): the keys belong to the rows again.
    """

    asked = Signal(object)
    left = Signal()

    def __init__(
        self,
        source: ListSource,
        background: Background,
        workflow: Workflow,
        model: QueueModel,
        chips: FilterChips,
        pane: QWidget,
    ) -> None:
        super().__init__(pane)
        self._source, self._background, self._workflow = source, background, workflow
        self._model, self._chips, self._pane = model, chips, pane
        self._lists: FilterLists | None = None
        chips.dropped.connect(self._drop)
        chips.all_dropped.connect(self.drop_all)

    def open_dialog(self) -> None:
        """Ask by what to narrow, as soon as the lists are there."""
        lists = self._lists_still_good()
        if lists is None:
            self._background.run(partial(read_lists, self._source), self._open_with)
        else:
            self._ask_with(lists)

    def show(self) -> None:
        """Show by what the queue is narrowed now; the names of what was chosen are in the lists."""
        narrowed = any(getattr(self._model.asked, part) for part in NARROWING)
        if narrowed and self._lists_still_good() is None:
            self._background.run(partial(read_lists, self._source), self._take_lists)
        self.draw()

    def draw(self) -> None:
        """Make the chips anew, in the colours that are in force."""
        words = partial(value_words, self._workflow, self._lists)
        self._chips.show_asked(self._model.asked, words)

    def drop_all(self) -> None:
        """All rows are wanted again, in the same order."""
        now = self._model.asked
        self.asked.emit(Asked(sort=now.sort, descending=now.descending))
        self.left.emit()

    def _drop(self, part: str) -> None:
        nothing: dict[str, Any] = {part: ""}
        self.asked.emit(replace(self._model.asked, **nothing))
        self.left.emit()

    def _lists_still_good(self) -> FilterLists | None:
        """The lists, unless others have come since they were read."""
        lists, edition = self._lists, self._source.lists_edition()
        return lists if lists is not None and lists.edition == edition else None

    def _take_lists(self, lists: FilterLists) -> None:
        self._lists = lists
        self.draw()

    def _open_with(self, lists: FilterLists) -> None:
        self._take_lists(lists)
        self._ask_with(lists)

    def _ask_with(self, lists: FilterLists) -> None:
        dialog = FilterDialog(self._workflow, lists, self._model.asked, self._pane.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.asked.emit(dialog.asked))
        dialog.open()
