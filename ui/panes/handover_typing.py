"""What somebody types for a handover: kept as a draft until it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from seatapp.errors import WorldError
from ui.dialogs.drafts import DraftKeeper
from ui.panes.handover_read import Typed
from ui.shift_duty import ShiftDuty
from ui.worker import Background


@dataclass(frozen=True)
class _Kept:
    """What was typed for one handover, with who writes it to the disk."""

    typed: Typed
    keeper: DraftKeeper


class HandoverTyping(QObject):
    """Keeps what is typed for the handover in hand, and for those that were in hand before.

    Signals:
        came(): what was typed the last time stands in `typed` now.
        failed(str): why it could not be read, where there is a reason; it stays where it is.
    """

    came = Signal()
    failed = Signal(str)

    def __init__(self, duty: ShiftDuty, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._duty, self._background = duty, background
        self._wanted: str | None = None
        self._kept: dict[str, _Kept] = {}

    @property
    def typed(self) -> Typed:
        """What stands there for the handover in hand."""
        kept = self._in_hand
        return Typed() if kept is None else kept.typed

    @property
    def coming(self) -> bool:
        """Whether what was typed before is still being read."""
        return self._wanted is not None and self._in_hand is None

    def begin(self, handover_id: str | None) -> None:
        """Keep what was typed so far, and go on with this handover, or with none."""
        if self._in_hand is not None:
            self._in_hand.keeper.save_if_touched()
        self._wanted = handover_id
        if handover_id in self._kept:
            self.came.emit()
        elif handover_id is not None:
            read = partial(self._duty.reader.draft, self._duty.person.id, _key(handover_id))
            take, fail = partial(self._take, handover_id), partial(self._fail, handover_id)
            self._background.run(read, take, fail, fail)

    def touch(self) -> None:
        """Something was typed: it is kept in a moment."""
        if self._in_hand is not None:
            self._in_hand.keeper.touch()

    def keep(self) -> None:
        """Write what was typed to the disk before the window goes."""
        if self._in_hand is not None:
            self._in_hand.keeper.save_and_wait()

    def forget(self, handover_id: str) -> None:
        """The handover is signed or dropped: nothing that was typed is wanted any more."""
        if handover_id in self._kept:
            self._kept[handover_id].keeper.forget()

    @property
    def _in_hand(self) -> _Kept | None:
        return None if self._wanted is None else self._kept.get(self._wanted)

    def _take(self, handover_id: str, read: Mapping[str, Any] | None) -> None:
        typed = Typed.of(read)
        keeper = DraftKeeper(self._duty, self._background, _key(handover_id), typed.values, self)
        self._kept[handover_id] = _Kept(typed, keeper)
        if handover_id == self._wanted:
            self.came.emit()

    def _fail(self, handover_id: str, fault: WorldError | None = None) -> None:
        if handover_id == self._wanted:
            self._wanted = None
            self.failed.emit("" if fault is None else fault.sentence)


def _key(handover_id: str) -> str:
    """Under which name a draft is kept."""
    return f"handover/{handover_id}"
