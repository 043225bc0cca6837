"""Asks who works a turn whose person cannot come: ill, on the way, called away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from seatapp.domain.roster import Roster, Turn
from seatapp.text import _, listed
from ui.dialogs.small_form import SmallForm

LONGEST_REASON = 200


class CoverDialog(SmallForm):
    """Names who covers a turn.

    `able` holds, by post, log-in and name of those who hold it. Signals: `chosen(object)` the
    values of the step, as a mapping of texts.
    """

    chosen = Signal(object)

    def __init__(
        self,
        turns: Sequence[Turn],
        roster: Roster,
        people: Mapping[str, str],
        posts: Mapping[str, str],
        able: Mapping[str, Mapping[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("登记顶班"), _("登记"), 480, parent)
        self._turns, self._roster, self._able = turns, roster, able
        self.turn, self.colleague = QComboBox(), QComboBox()
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(_("例如：临时病假"))
        for turn in turns:
            parts = (f"{turn.day:%m-%d} {turn.shift.name}", posts.get(turn.post, turn.post))
            self.turn.addItem("   ".join((*parts, people.get(turn.person, turn.person))))
        self.turn.currentIndexChanged.connect(self._offer_people)
        self.send.clicked.connect(self._choose)
        self.lay_out(
            [
                (_("谁的班来不了"), self.turn),
                (_("由谁顶班"), self.colleague),
                (_("原因"), self.reason),
            ],
            _("登记以后排班表马上改过来，提醒、回访和交接班都按顶班的人算。"),
        )
        self._offer_people()

    def _offer_people(self) -> None:
        """Whoever holds the post of the turn, those who are free on its day first."""
        turn = self._turns[self.turn.currentIndex()]
        able = self._able.get(turn.post, {})
        own = {login: self._turns_of(login, turn) for login in able if login != turn.person}
        self.colleague.clear()
        for login in sorted(own, key=lambda login: bool(own[login])):
            words = _("当天{shifts}").format(shifts=own[login]) if own[login] else _("当天没有班")
            self.colleague.addItem(f"{able[login]}   {words}", login)
        self.send.setEnabled(self.colleague.count() > 0)

    def _turns_of(self, login: str, turn: Turn) -> str:
        """The shifts that somebody works anyway on the day of a turn."""
        day = self._roster.of_day(turn.day)
        return listed(one.shift.name for one in day if one.person == login)

    def _choose(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.say(_("请写明原因。"))
            self.reason.setFocus()
            return
        turn = self._turns[self.turn.currentIndex()]
        self.chosen.emit(
            {
                "given": turn.code,
                "absent": turn.person,
                "colleague": self.colleague.currentData(),
                "reason": reason,
            }
        )
        self.accept()
