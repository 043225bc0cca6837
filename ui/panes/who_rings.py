"""Who is on the line, and what they may be ringing about: looked up while the call is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from seatapp.domain.entries import Values
from seatapp.local.views import CallerHistory, CallerLine
from seatapp.phones import Phone
from ui.frame_duty import FrameDuty
from ui.panes.caller_side import CallerSide
from ui.panes.known_caller import KnownCaller, Person
from ui.wording import now_seconds
from ui.worker import Background

LOOK_UP_MS = 150
SIMILAR_MS = 400
MOST_SIMILAR = 3
PLACED = ("description", "address", "grid_code", "area", "matter_code")
"""What of a call speaks for a case of somebody else."""

Alike = Sequence[tuple[CallerLine, str]]
"""Open cases that may be meant, each with why."""


class WhoRings(QObject):
    """Keeps the side of the call form up to date with the number and the words that are typed.

    Signals: `known_as(str)` the caller is somebody known by another number, by that number's key;
    empty when that was a mistake. `dialable(bool)` whether the number can be called back.
    """

    known_as = Signal(str)
    dialable = Signal(bool)

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        typed: Callable[[], Values],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty, self._background, self._typed = duty, background, typed
        self.phone: Phone | None = None
        self._attached: Person | None = None
        self.known = KnownCaller(duty.hotline.known_callers, background)
        self.side = CallerSide(self.known, partial(self._text_of, "caller_name"))
        self._look_up = QTimer(self, singleShot=True, interval=LOOK_UP_MS)
        self._look_up.setObjectName("caller looked up")
        self._look_up.timeout.connect(self.look)
        self._similar = QTimer(self, singleShot=True, interval=SIMILAR_MS)
        self._similar.setObjectName("similar cases looked up")
        self._similar.timeout.connect(self._look_for_similar)
        self._asking = False
        self.known.attached.connect(self._attach)
        self.known.detached.connect(self._detach)

    @property
    def doubtful(self) -> bool:
        """Whether the number looks mistyped."""
        return self.phone is not None and self.phone.doubtful

    def start_over(self) -> None:
        """Nobody is on the line."""
        self.phone = self._attached = None
        self.side.show_similar(())
        self.side.show_nobody()
        self.dialable.emit(False)

    def look_soon(self) -> None:
        """The number is being typed."""
        self._look_up.start()

    def look_for_similar(self) -> None:
        """Something else was typed."""
        self._similar.start()

    def look(self) -> None:
        """Ask who has this number."""
        typed = self._number()
        if not typed:
            self.phone = None
            self.side.show_nobody()
            self.dialable.emit(False)
            return
        key = None if self._attached is None else self._attached[0]
        self._background.run(partial(self._read, typed, key), self._show)

    def _number(self) -> str:
        return self._text_of("caller_phone")

    def _text_of(self, name: str) -> str:
        return str(self._typed().get(name) or "")

    def _read(self, typed: str, key: str | None) -> tuple[Phone, CallerHistory | None]:
        hotline = self._duty.hotline
        history = hotline.history(typed) if key is None else hotline.history_of_key(key)
        return hotline.phone(typed), history

    def _show(self, found: tuple[Phone, CallerHistory | None]) -> None:
        phone, history = found
        if phone.typed == self._number():
            self.phone = phone
            self.side.show_history(phone, history, self._attached)
            self.dialable.emit(bool(phone.link))

    def _attach(self, person: Person) -> None:
        """The caller is somebody who has rung before under another number."""
        self._attached = person
        self.known_as.emit(person[0])
        self.look()

    def _detach(self) -> None:
        self._attached = None
        self.known_as.emit("")
        self.look()

    # --- what they may be ringing about ----------------------------------------------------------

    def _look_for_similar(self) -> None:
        """One question at a time, and the last one counts."""
        if self._asking:
            self._similar.start()
            return
        typed = self._typed()
        values = {name: typed[name] for name in PLACED if name in typed}
        if not values.keys() & {"description", "grid_code"}:
            self.side.show_similar(())
            return
        self._asking = True
        self._background.run(
            partial(self._find_similar, {"case_kind": "hotline", **values}),
            partial(self._show_similar, values),
            self._give_up,
            self._give_up,
        )

    def _find_similar(self, values: Values) -> Alike:
        found = self._duty.desk.intake.similar(values, now_seconds())
        open_ones = [one for one in found if one.is_open][:MOST_SIMILAR]
        why = {one.case_id: " · ".join(reason.words for reason in one.reasons) for one in open_ones}
        return [(line, why[line.root]) for line in self._duty.hotline.case_lines(list(why))]

    def _show_similar(self, values: Values, found: Alike) -> None:
        self._asking = False
        typed = self._typed()
        if all(typed.get(name) == value for name, value in values.items()):
            self.side.show_similar(found)

    def _give_up(self, _error: object = None) -> None:
        self._asking = False
