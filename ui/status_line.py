"""The line at the bottom that always tells the truth about seat and centre."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from seatapp import __version__
from seatapp.local.views import SyncStatus
from seatapp.text import _
from ui.durations import Level, ago, clock_time, local, moment
from ui.theme import SMALL_PX, font
from ui.widgets.dressed import dress
from ui.widgets.elided import ElidedLabel
from ui.widgets.marks import Mark

SKEW_TOLD = 2.0
"""Seconds of difference between the clocks from which the line shows it as a warning."""

_IN_STEP = 120
"""Seconds for which a round counts as one of just now: while the line stands they come sooner."""

_HEIGHT_PX = 28
_KEPT_FREE_PX = 24
"""Figures grow while news stand beside them."""


class StatusLine(QFrame):
    """Online or since when not, what has not been sent, what was not accepted, last round.

    `trial` says what is wrong on purpose with the line; it stands there as long as it is.

    Signals:
        refusals_wanted(): the count of what the centre did not accept was pressed.
    """

    refusals_wanted = Signal()

    def __init__(self, city: str, trial: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setFixedHeight(_HEIGHT_PX)
        self.setAccessibleName(_("状态"))
        self._mark = Mark(Level.UNSET)
        self._line = QLabel()
        self._trial = QLabel(trial)
        self._trial.setVisible(bool(trial))
        self._unsent = QLabel()
        self._refused = QPushButton()
        self._refused.setProperty("tone", "plain")
        self._refused.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._refused.clicked.connect(self.refusals_wanted)
        self._unseen = 0
        self._refused_count = 0
        self._round = QLabel()
        self._skew = QLabel()
        self._news = ElidedLabel()
        self._about = QLabel(f"{city} · {__version__}")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addWidget(self._line)
        row.addWidget(self._trial)
        for part in (self._unsent, self._refused, self._round, self._skew):
            row.addSpacing(12)
            row.addWidget(part)
        row.addSpacing(12)
        self._said = QHBoxLayout()
        row.addLayout(self._said)
        row.addWidget(self._news, 1)
        row.addWidget(self._about)
        for label, level in self._levels():
            label.setFont(font(SMALL_PX))
            label.setProperty("level", level.value)
        for label in (self._line, self._trial):
            label.setProperty("weight", "strong")

    def room(self) -> int:
        """How many pixels are left for news."""
        taken = self.minimumSizeHint().width() - self._said.minimumSize().width()
        return self.width() - taken - _KEPT_FREE_PX

    def show_news(self, news: QWidget) -> None:
        """Let a piece of news stand in the line."""
        self._said.addWidget(news)

    def forget_news(self, news: QWidget) -> None:
        """Take a piece of news out of the line; nothing happens when it stands elsewhere."""
        self._said.removeWidget(news)

    def show_status(self, status: SyncStatus, now: int) -> None:
        """Show these figures."""
        line, level = line_words(status, now)
        self._mark.show_level(level)
        self._line.setText(line)
        dress(self._line, level=level.value)
        waits = status.unsent and not status.online
        self._unsent.setText(_("未发送 {n}").format(n=status.unsent))
        dress(self._unsent, level=(Level.NEAR if waits else Level.UNSET).value)
        self._refused_count = status.refused
        self._show_refused()
        last = status.last_round
        self._round.setText(round_words(last, now))
        self._show_skew(status.skew)
        self._news.setText(_news(status))

    def show_unseen(self, count: int) -> None:
        """Show how many of what was not accepted nobody has looked at."""
        self._unseen = count
        self._show_refused()

    def _show_refused(self) -> None:
        count = self._refused_count
        words = _("未接收 {n}").format(n=count)
        if count and self._unseen:
            words = _("未接收 {n}，{new} 件没看过").format(n=count, new=self._unseen)
        self._refused.setText(words)
        dress(self._refused, level=(Level.LATE if count else Level.UNSET).value)

    def _show_skew(self, skew: float | None) -> None:
        self._skew.setVisible(skew is not None)
        if skew is not None:
            off = abs(skew) >= SKEW_TOLD
            self._skew.setText(_("时钟差 {seconds} 秒").format(seconds=f"{skew:+.1f}"))
            level, weight = (Level.NEAR, "strong") if off else (Level.UNSET, "")
            dress(self._skew, level=level.value, weight=weight)

    def _levels(self) -> Sequence[tuple[QLabel, Level]]:
        """How each label looks until something is known."""
        plain = (self._line, self._unsent, self._round, self._skew, self._about)
        loud = ((self._trial, Level.LATE), (self._news, Level.NEAR))
        return (*((label, Level.UNSET) for label in plain), *loud)


def line_words(status: SyncStatus, now: int) -> tuple[str, Level]:
    """在线, or since when not, with its level."""
    if status.online:
        return _("在线"), Level.IN_TIME
    if status.offline_since is None:
        return _("离线"), Level.NEAR
    since = moment(status.offline_since, now)
    return _("离线自 {at}").format(at=since), Level.NEAR


def round_words(last: int | None, now: int) -> str:
    """As of when the workstation knows what the centre knows."""
    if last is None:
        return _("尚未同步")
    today = local(last).date() == local(now).date()
    return _("上次同步 {at}").format(at=clock_time(last) if today else moment(last, now))


def sync_words(status: SyncStatus, now: int) -> tuple[str, Level]:
    """The same in the few words of the pill above: what a glance must tell."""
    if status.online and status.filling:
        return _("正在下载 {n} 条").format(n=status.filling), Level.PAUSED
    if status.online and status.last_round is not None and now - status.last_round < _IN_STEP:
        return _("已同步 {ago}").format(ago=ago(status.last_round, now)), Level.IN_TIME
    if status.online:
        return _("正在同步"), Level.PAUSED
    words, level = line_words(status, now)
    if status.unsent:
        words = _("{line} · 未发送 {n}").format(line=words, n=status.unsent)
    return words, level


def _news(status: SyncStatus) -> str:
    if status.trouble:
        return status.trouble
    if status.filling:
        return _("首次下载，还剩 {n} 条").format(n=status.filling)
    if not (status.whole or status.online):
        return _("本机数据还没有下载完，列表不全。")
    return ""


def unread_words(status: SyncStatus) -> str:
    """Why an empty list says nothing yet: not all has come here; nothing where all has."""
    if status.whole:
        return ""
    if status.online:
        return _("正在从中心下载数据，先到的先显示；下载完以前，这里不全。")
    return _("本机还没有下载完全部数据，中心又连不上，所以这里不全。连上后自动接着下载。")
