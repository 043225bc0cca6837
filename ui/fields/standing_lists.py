"""The reference lists of a form that stays open all day: read at first, and when they changed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from seatapp.errors import WorldError
from ui.duty import CaseReader
from ui.fields.catalogue import Catalogue
from ui.fields.lists import read_catalogues
from ui.worker import Background


class StandingLists(QObject):
    """Signals: `came(object)` the lists, by kind, whenever other ones than before are there."""

    came = Signal(object)

    def __init__(
        self, reader: CaseReader, background: Background, kinds: Iterable[str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._reader, self._background = reader, background
        self._kinds = sorted(set(kinds))
        self._edition: int | None = None
        self._reading = False

    def look(self) -> None:
        """Read the lists unless those that are here are still good; the window calls it often."""
        edition = self._reader.lists_edition()
        if not self._reading and edition != self._edition:
            self._edition, self._reading = edition, True
            read = partial(read_catalogues, self._reader, self._kinds)
            self._background.run(read, self._take, self._fail, self._let_go)

    def _take(self, catalogues: dict[str, Catalogue]) -> None:
        self._let_go()
        self.came.emit(catalogues)
        self.look()

    def _fail(self, fault: WorldError) -> None:
        self._let_go()
        self._background.world_failed.emit(fault.sentence)

    def _let_go(self) -> None:
        self._reading = False
