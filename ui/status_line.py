"""The line at the bottom that always tells the truth about seat and centre."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from seatapp import __version__
from seatapp.local.views import SyncStatus
from seatapp.text import _
from ui.durations import Level, ago, clock_time, moment
from ui.theme import SMALL_PX, current_tokens, font
from ui.widgets.elided import ElidedLabel
from ui.widgets.marks import Mark, level_colour

SKEW_TOLD = 2.0
"""Seconds of difference between the clocks from which the line shows it as a warning."""

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
        self._refused.setProperty("tone", "link")
        self._refused.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._refused.clicked.connect(self.refusals_wanted)
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
        for part in self._labels():
            part.setFont(font(SMALL_PX))

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
        tokens = current_tokens()
        line, level = line_words(status, now)
        self._mark.show_level(level)
        self._write(self._line, line, level_colour(level, tokens), bold=True)
        self._write(self._trial, self._trial.text(), tokens.late, bold=True)
        waiting = tokens.near if status.unsent and not status.online else tokens.secondary
        self._write(self._unsent, _("未发送 {n}").format(n=status.unsent), waiting)
        self._refused.setText(_("未接收 {n}").format(n=status.refused))
        refused = tokens.late if status.refused else tokens.secondary
        weight = 600 if status.refused else 400
        _style(
            self._refused,
            f"QPushButton {{ color: {refused}; font-weight: {weight}; font-size: {SMALL_PX}px;"
            " border: none; padding: 1px 0 0 0; min-height: 0; }"
            f"QPushButton:hover {{ text-decoration: underline; }}",
        )
        last = status.last_round
        words = _("上次同步 {at}").format(at=clock_time(last)) if last else _("尚未同步")
        self._write(self._round, words, tokens.secondary)
        self._show_skew(status.skew)
        self._write(self._news, _news(status), tokens.near)
        self._write(self._about, self._about.text(), tokens.secondary)

    def _show_skew(self, skew: float | None) -> None:
        tokens = current_tokens()
        self._skew.setVisible(skew is not None)
        if skew is not None:
            off = abs(skew) >= SKEW_TOLD
            words = _("时钟差 {seconds} 秒").format(seconds=f"{skew:+.1f}")
            self._write(self._skew, words, tokens.near if off else tokens.secondary, bold=off)

    def _labels(self) -> tuple[QLabel, ...]:
        labels = (self._line, self._trial, self._unsent, self._round, self._skew, self._news)
        return (*labels, self._about)

    def _write(self, label: QLabel, words: str, colour: str, bold: bool = False) -> None:
        label.setText(words)
        _style(label, f"color: {colour}; font-weight: {600 if bold else 400};")


def _style(part: QWidget, sheet: str) -> None:
    """Dress a part anew only where it changes: Qt works the whole style out again each time."""
    if part.styleSheet() != sheet:
        part.setStyleSheet(sheet)


def line_words(status: SyncStatus, now: int) -> tuple[str, Level]:
    """在线, or since when not, with its level."""
    if status.online:
        return _("在线"), Level.IN_TIME
    if status.offline_since is None:
        return _("离线"), Level.NEAR
    since = moment(status.offline_since, now)
    return _("离线自 {at}").format(at=since), Level.NEAR


def sync_words(status: SyncStatus, now: int) -> tuple[str, Level]:
    """The same in the few words of the pill above: what a glance must tell."""
    if status.online and status.filling:
        return _("正在下载 {n} 条").format(n=status.filling), Level.PAUSED
    if status.online and status.last_round is not None:
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
        return _("本机数据还没有取完，列表不全。")
    return ""


def unread_words(status: SyncStatus) -> str:
    """Why an empty list says nothing yet: not all has come here; nothing where all has."""
    if status.whole:
        return ""
    if status.online:
        return _("正在从中心取数据，取到的马上显示。取完之前这里看不全。")
    return _("本机还没有取到全部数据，中心又连不上，所以这里看不全。连上后自动接着取。")
