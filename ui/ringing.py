"""A number rings: the banner, what is known of the number, and who takes the call or misses it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from seatapp.domain.entries import Value
from seatapp.local.views import CallerHistory
from seatapp.text import _
from ui.attention import Attention
from ui.duty import Taken
from ui.frame_duty import FrameDuty
from ui.panes.caller_side import known_words
from ui.widgets.call_banner import CallBanner
from ui.worker import Background


class Ringing(QObject):
    """Calls that come in while somebody works, without ever taking the focus.

    `take` opens the form for a call and tells whether it was free. Signals: `told(str, bool)` a
    sentence for a toast, and whether it warns; `taken(str)` a missed call stands on the disk.
    """

    told = Signal(str, bool)
    taken = Signal(str)

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        take: Callable[[str, str], bool],
        now: Callable[[], int],
        attention: Attention,
    ) -> None:
        super().__init__(attention)
        self._duty, self._background, self._take_call, self._now = duty, background, take, now
        self._attention = attention
        self.banner = CallBanner()
        self.banner.answered.connect(self._answer)
        self.banner.missed.connect(self._note_missed)

    def ring(self, number: str, call_id: str) -> None:
        """Say that a number rings, and what is known of it."""
        self.banner.ring(number, call_id)
        self._attention.call(_("有来电"))
        read = partial(self._duty.hotline.history, number)
        self._background.run(read, partial(self._say_known, number))

    def _say_known(self, number: str, history: CallerHistory | None) -> None:
        self.banner.say(number, known_words(history))

    def _answer(self, number: str, call_id: str) -> None:
        if self._take_call(number, call_id):
            self.banner.settle(number)
        else:
            self.told.emit(_("上一通来电还没登记完，这个号码先留在上方。"), True)

    def put_back(self, number: str, call_id: str) -> None:
        """A call that was to be taken has to wait: another one is still being written."""
        self.ring(number, call_id)
        self.told.emit(_("上一通来电还没登记完，这个号码先留在上方。"), True)

    def _note_missed(self, number: str, call_id: str) -> None:
        values: dict[str, Value] = {
            "area": self._duty.hotline.area,
            "caller_phone": number,
            "rang_at": self._now(),
            **({"call_id": call_id} if call_id else {}),
        }
        perform = partial(self._duty.desk.perform, "miss_call", "call", None, values)
        self._background.run(perform, partial(self._told_missed, number))

    def _told_missed(self, number: str, taken: Taken) -> None:
        self.banner.settle(number)
        words = _("已记为未接来电 {number}，等班组回拨。")
        self.told.emit(words.format(number=taken.number), False)
        self.taken.emit(taken.subject_id)
