"""代批: who grants in whose place, now, soon and lately, for everybody to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.local.substitutes import Substitute
from seatapp.text import _
from ui.durations import Level, moment
from ui.layouts import empty
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain

SHOWN_AFTER = 3 * 86_400
"""Seconds for which one that is over is still shown."""

Ending = Callable[[Substitute], None]


class SubstituteCards(QWidget):
    """The substitutes of the site; nothing stands here where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.cards: list[QFrame] = []

    def show_substitutes(
        self,
        found: Sequence[Substitute],
        names: Mapping[str, str],
        posts: Mapping[str, str],
        now: int,
        may_end: Callable[[Substitute], bool],
        end: Ending,
    ) -> None:
        """Draw them, those that stand now first; `end` is asked for where `may_end`."""
        empty(self._column)
        self.cards = []
        shown = [one for one in found if now < one.until_at + SHOWN_AFTER]
        if shown:
            self._column.addWidget(labelled(_("代批"), "heading"))
        for one in sorted(shown, key=lambda one: (not one.stands(now), one.over(now))):
            button = may_end(one) and not one.over(now)
            card = _card(one, names, posts, now, end if button else None)
            self._column.addWidget(card)
            self.cards.append(card)
        self.setVisible(bool(shown))


def _card(
    one: Substitute,
    names: Mapping[str, str],
    posts: Mapping[str, str],
    now: int,
    end: Ending | None,
) -> QFrame:
    card = QFrame()
    card.setObjectName("box")
    row = QHBoxLayout(card)
    row.setContentsMargins(12, 6, 8, 6)
    row.setSpacing(8)
    row.addWidget(Pill(*standing(one, now)))
    row.addWidget(plain(substitute_words(one, names, posts, now)), 1)
    if end is not None:
        row.addWidget(pressed(_("提前结束"), "danger", lambda: end(one)))
    return card


def standing(one: Substitute, now: int) -> tuple[str, Level]:
    """Whether it runs, is to come, or is over."""
    if one.stands(now):
        return _("代批中"), Level.IN_TIME
    return (_("已结束"), Level.PAUSED) if one.over(now) else (_("未开始"), Level.UNSET)


def substitute_words(
    one: Substitute, names: Mapping[str, str], posts: Mapping[str, str], now: int
) -> str:
    """Who stands in for which post, from when until when, named by whom and why."""
    words = _("{person} 代{post}批准申请，{begins} 至 {ends}").format(
        person=names.get(one.person, one.person),
        post=posts.get(one.post, one.post),
        begins=moment(one.from_at, now),
        ends=moment(one.until_at, now),
    )
    if one.named_by:
        by = names.get(one.named_by, one.named_by)
        words += "　" + _("{person} 指定").format(person=by)
    return f"{words}　{one.reason}" if one.reason else words
