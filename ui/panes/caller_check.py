"""Whether the caller is who an earlier line names: asked before anything is taken over.

A workstation finds earlier calls by a mask and a key that many numbers share, so that nobody can
try out the numbers of others; what it finds is most likely, but not surely, of this caller.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from seatapp.domain.masks import masked
from seatapp.local.views import CallerLine
from seatapp.text import _
from ui.widgets.pressed import pressed
from ui.widgets.section import plain


class CallerCheck(QWidget):
    """Asks once for each name of a history; hidden while nothing is asked.

    Signals: `denied()` the caller is not who the history has under one of its names.
    """

    denied = Signal()

    def __init__(self, called: Callable[[], str], parent: QWidget | None = None) -> None:
        """`called` is the name that is typed for the caller at the moment; empty when none is."""
        super().__init__(parent)
        self._called = called
        self._confirmed: set[str] = set()
        self._denied: set[str] = set()
        self._asked: tuple[CallerLine, Callable[[], None]] | None = None
        self.question: QLabel = plain("", "strong")
        self.confirm = pressed(_("核实了，是本人"), "", self._confirm)
        row = QHBoxLayout()
        row.addWidget(self.confirm)
        row.addWidget(pressed(_("不是本人"), "", self._deny))
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.question)
        layout.addLayout(row)
        self.hide()

    def start_over(self, confirmed: Collection[str] = ()) -> None:
        """Somebody else is on the line; these masked names are already known to be theirs."""
        self._confirmed, self._denied = set(confirmed), set()
        self._put_away()

    def left(self, lines: Sequence[CallerLine]) -> list[CallerLine]:
        """The lines without those of whom the caller said not to be."""
        return [line for line in lines if line.sure or line.caller not in self._denied]

    def then(self, line: CallerLine, act: Callable[[], None]) -> None:
        """Do `act` at once where the caller is known to be this one, else when it was confirmed."""
        called = self._called()
        fits = bool(called) and masked(called, "name") == line.caller
        if line.sure or fits or line.caller in self._confirmed:
            act()
            return
        self._asked = (line, act)
        words = _("这条登记的是 {who}。请先核对姓名，是本人吗？")
        nameless = _("这条没有留下姓名。请先核对所说的事，是本人吗？")
        self.question.setText(words.format(who=line.caller) if line.caller else nameless)
        self.show()
        self.confirm.setFocus()

    def _confirm(self) -> None:
        if self._asked is not None:
            line, act = self._asked
            self._confirmed.add(line.caller)
            self._put_away()
            act()

    def _deny(self) -> None:
        if self._asked is not None:
            self._denied.add(self._asked[0].caller)
            self._put_away()
            self.denied.emit()

    def _put_away(self) -> None:
        self._asked = None
        self.hide()
