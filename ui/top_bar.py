"""The bar at the top: the search box, how seat and centre stand, and the person in front."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from seatapp.text import _
from ui.durations import Level
from ui.search_box import SearchBox
from ui.theme import CONTRAST, DARK, LIGHT, SYSTEM, current_tokens, font
from ui.widgets.icons import pixmap
from ui.widgets.pill import Pill
from ui.widgets.section import labelled

ROOM_FOR_TURN = 860
_HEIGHT_PX = 48


class TopBar(QFrame):
    """The upper edge of the window.

    Signals:
        sync_wanted(): the pill was pressed.
        went(int): one place back (-1) or forward (1) again.
        theme_wanted(str): another theme was chosen.
        settings_wanted(), keys_wanted(), handbook_wanted(), about_wanted(), password_wanted(),
            lock_wanted(), sign_out_wanted(): an entry of the person's menu.
    """

    sync_wanted = Signal()
    went = Signal(int)
    settings_wanted = Signal()
    theme_wanted = Signal(str)
    keys_wanted = Signal()
    handbook_wanted = Signal()
    about_wanted = Signal()
    password_wanted = Signal()
    lock_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(
        self, search: SearchBox, person: str, posts: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.setFixedHeight(_HEIGHT_PX)
        self.search = search
        self.sync = Pill(_("正在连接"), Level.UNSET, pressable=True)
        self.sync.setToolTip(_("立即同步（F5）"))
        self.sync.clicked.connect(self.sync_wanted)
        self.turn = labelled("", "secondary")
        self.person = _MenuButton(f"{person} · {posts}" if posts else person)
        self.themes: dict[str, QAction] = {}
        self.menu = self._menu()
        self.person.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(10)
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addLayout(self._ways())
        row.addWidget(search, 3)
        row.addStretch(1)
        row.addWidget(self.turn)
        row.addWidget(self.sync)
        row.addWidget(self.person)

    def show_ways(self, back: bool, forward: bool) -> None:
        """Show whether there is somewhere to go back or forward to."""
        self.back.setEnabled(back)
        self.forward.setEnabled(forward)

    def show_turn(self, words: str) -> None:
        """Show which shift works now."""
        self.turn.setText(words)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The shift makes room for the search box in a narrow window."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.turn.setVisible(bool(self.turn.text()) and self.width() >= ROOM_FOR_TURN)

    def _ways(self) -> QHBoxLayout:
        self.back = _way("chevron_left", _("后退（Alt+←）"), partial(self.went.emit, -1))
        self.forward = _way("chevron_right", _("前进（Alt+→）"), partial(self.went.emit, 1))
        ways = QHBoxLayout()
        ways.setSpacing(0)
        ways.addWidget(self.back)
        ways.addWidget(self.forward)
        self.show_ways(back=False, forward=False)
        return ways

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(self)
        for name, words in (
            (SYSTEM, _("外观跟随系统")),
            (LIGHT, _("浅色外观")),
            (DARK, _("深色外观")),
            (CONTRAST, _("高对比度外观")),
        ):
            action = QAction(words, group, checkable=True)
            action.setData(name)
            action.triggered.connect(self._want_theme)
            menu.addAction(action)
            self.themes[name] = action
        menu.addSeparator()
        for words, signal in (
            (_("设置…"), self.settings_wanted),
            (_("快捷键"), self.keys_wanted),
            (_("使用手册"), self.handbook_wanted),
            (_("关于"), self.about_wanted),
        ):
            menu.addAction(words).triggered.connect(signal)
        menu.addSeparator()
        menu.addAction(_("更改密码…")).triggered.connect(self.password_wanted)
        menu.addAction(_("锁定窗口（Ctrl+L）")).triggered.connect(self.lock_wanted)
        menu.addAction(_("退出登录")).triggered.connect(self.sign_out_wanted)
        return menu

    def _want_theme(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.theme_wanted.emit(str(action.data()))


def _way(drawing: str, words: str, act: Callable[[], None]) -> QToolButton:
    """A small button with an arrow."""
    button = _Arrow(drawing)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.clicked.connect(lambda _checked=False: act())
    return button


class _Arrow(QToolButton):
    """An arrow in the colour of the theme, faint where there is nowhere to go."""

    def __init__(self, drawing: str) -> None:
        super().__init__()
        self._drawing = drawing
        self.setAutoRaise(True)
        self.setFixedSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button and its arrow."""
        super().paintEvent(event)
        tokens = current_tokens()
        colour = tokens.text if self.isEnabled() else tokens.faint
        arrow = pixmap(self._drawing, colour, 16)
        QPainter(self).drawPixmap((self.width() - 16) // 2, (self.height() - 16) // 2, arrow)


class _MenuButton(QPushButton):
    """A quiet button with an arrow at the right, for a menu."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setProperty("tone", "quiet")
        self.setProperty("room", "arrow")
        self.setFont(font(bold=True))
        self.setAccessibleName(_("{words}，菜单").format(words=words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button and its arrow."""
        super().paintEvent(event)
        arrow = pixmap("chevron_down", current_tokens().secondary, 14)
        QPainter(self).drawPixmap(self.width() - 24, (self.height() - 14) // 2, arrow)
