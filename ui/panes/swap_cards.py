"""The swaps that wait for somebody, and what the person in front can do about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.references import State
from seatapp.domain.roster import Roster
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.durations import Level
from ui.layouts import empty
from ui.panes.shift_page import ShiftPage
from ui.shift_duty import ShiftDuty
from ui.widgets.pill import Pill
from ui.widgets.section import labelled, plain


@dataclass(frozen=True)
class WaitingSwap:
    """A swap that is not settled, and the steps that the person can take on it."""

    state: State
    offered: Sequence[OfferedStep]


def waiting_swaps(duty: ShiftDuty) -> list[WaitingSwap]:
    """The swaps that are not settled, the newest first. Waits for a disk."""
    return [WaitingSwap(one, duty.desk.offered("swap", one, ())) for one in duty.book.open_swaps()]


class SwapCards(QWidget):
    """A card for each swap; nothing stands here where none waits. `page` takes the steps."""

    def __init__(self, page: ShiftPage) -> None:
        super().__init__()
        self._page = page
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_swaps(
        self, swaps: Sequence[WaitingSwap], roster: Roster, people: Mapping[str, str]
    ) -> None:
        """Draw them; `people` are names by log-in."""
        empty(self._column)
        if swaps:
            self._column.addWidget(labelled(_("换班"), "heading"))
        for swap in swaps:
            self._column.addWidget(self._card(swap, swap_words(swap.state, roster, people)))
        self.setVisible(bool(swaps))

    def _card(self, swap: WaitingSwap, words: str) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        stage = self._page.duty.workflow.stage("swap", str(swap.state["stage"]))
        row.addWidget(Pill(_(stage.label), Level.NEAR if stage.tone == "open" else Level.UNSET))
        row.addWidget(plain(words), 1)
        for step in swap.offered:
            row.addWidget(self._page.button_of(step, swap.state))
        return card


def swap_words(swap: State, roster: Roster, people: Mapping[str, str]) -> str:
    """Who works which turn of whom, and why."""
    asker, other = (people.get(str(swap.get(name)), "") for name in ("asked_by", "colleague"))
    words = _("{asker} 的 {given} 由 {other} 值").format(
        asker=asker, given=_turn_named(roster, swap.get("given")), other=other
    )
    if swap.get("taken"):
        words += _("，{asker} 值 {taken}").format(
            asker=asker, taken=_turn_named(roster, swap.get("taken"))
        )
    reason = str(swap.get("reason") or "")
    return f"{words}　{reason}" if reason else words


def _turn_named(roster: Roster, code: object) -> str:
    """A turn as people say it: `11-22 早班`."""
    turn = next((one for one in roster.turns if one.code == code), None)
    return str(code) if turn is None else f"{turn.day:%m-%d} {turn.shift.name}"
