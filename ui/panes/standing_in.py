"""代批 by hand: somebody names who grants in their place, and ends it early."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from seatapp.errors import WorldError
from seatapp.local.substitutes import Substitute, places_of
from seatapp.text import _
from ui.dialogs.substitute_dialog import Named, SubstituteDialog
from ui.shift_duty import ShiftDuty
from ui.worker import Background


class StandingIn(QObject):
    """Names and ends substitutes, over `page`.

    Signals: `told(str)` a short sentence for a toast; `failed(str)` why something was not done;
    `changed()` the centre has written it down.
    """

    told = Signal(str)
    failed = Signal(str)
    changed = Signal()

    def __init__(self, duty: ShiftDuty, background: Background, page: QWidget) -> None:
        super().__init__(page)
        self._duty, self._background, self._page = duty, background, page
        self.dialog: SubstituteDialog | None = None

    @property
    def places(self) -> list[str]:
        """The posts in whose place the person may name somebody."""
        return places_of(self._duty.posts)

    def may_end(self, one: Substitute) -> bool:
        """Whether the person may end this one: it is of their post, or they are it."""
        return one.post in self.places or one.person == self._duty.person.id

    def ask(self, grants: Mapping[str, str], now: int) -> None:
        """Ask who grants in the person's place, and have the centre write it down.

        `grants` are log-in and name of those who hold a post from which requests are granted.
        """
        me, workflow = self._duty.person.id, self._duty.workflow
        posts = {post: _(workflow.posts[post].label) for post in self.places}
        people = {login: name for login, name in grants.items() if login != me}
        dialog = SubstituteDialog(posts, people, now, self._page.window())
        dialog.chosen.connect(self._name)
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def end(self, one: Substitute) -> None:
        """Let somebody grant in another's place no longer."""
        end = partial(self._duty.substitutes.end, one.post, one.person)
        self._background.run(end, self._ended, self._not_ended)

    def _name(self, chosen: Named) -> None:
        name = partial(
            self._duty.substitutes.name,
            *(chosen.post, chosen.person, chosen.from_at, chosen.until_at, chosen.reason),
        )
        self._background.run(name, self._named, self._not_named, self._stand_again)

    def _named(self, _nothing: None) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.told.emit(_("已指定代批人，各席位下次同步后生效。"))
        self.changed.emit()

    def _not_named(self, fault: WorldError) -> None:
        if self.dialog is None:
            self.failed.emit(fault.sentence)
        else:
            self.dialog.say(fault.sentence)

    def _stand_again(self) -> None:
        if self.dialog is not None:
            self.dialog.stand_again()

    def _ended(self, _nothing: None) -> None:
        self.told.emit(_("代批已结束，以后的批准须由岗位本人办。"))
        self.changed.emit()

    def _not_ended(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)

    def _forget_dialog(self, _result: int) -> None:
        self.dialog = None
