"""What the window does on a key: one list for the keys, the search box and the page of keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from seatapp.text import _
from ui.place_names import CALLS, INTAKE

GOING, OTHER = "going", "other"
BETWEEN_KEYS = "; "
EMERGENCY_KEYS = "Ctrl+Shift+E"


@dataclass(frozen=True)
class Command:
    """One thing that the window does. `keys` are as Qt reads a list of them, or empty.

    `listed` tells whether it stands in the search box; some only make sense under the hand.
    """

    name: str
    words: str
    keys: str
    group: str
    act: Callable[[], None]
    listed: bool = True

    @property
    def first_keys(self) -> str:
        """The keys that are told where there is room for one."""
        return self.keys.partition(BETWEEN_KEYS)[0]


class Doing(Protocol):
    """What a window can do at a word."""

    @property
    def lock_wanted(self) -> SignalInstance:
        """The person goes away for a while."""

    @property
    def about_wanted(self) -> SignalInstance:
        """The page about the program was asked for."""

    @property
    def sign_out_wanted(self) -> SignalInstance:
        """The person wants to leave the seat."""

    def seek(self) -> None:
        """Put the keyboard into the search box."""

    def go_to(self, place: str) -> None:
        """Go to a place of the rail."""

    def go_to_next_part(self) -> None:
        """Put the keyboard into the next part of the window."""

    def go_back(self) -> None:
        """Go where the person was before."""

    def go_forward(self) -> None:
        """Go again where the person came back from."""

    def show_done(self) -> None:
        """Show the case that was dealt with last."""

    def pop_out(self) -> None:
        """Show the case of the panel in a window of its own."""

    def begin_emergency(self) -> None:
        """Begin the report of an emergency."""

    def take_ringing(self) -> None:
        """Answer the call that rings."""

    def toggle_rail(self) -> None:
        """Fold or unfold the rail."""

    def sync(self) -> None:
        """Bring seat and centre together now."""


class Showing(Protocol):
    """The dialogs that a person opens for themselves."""

    def show_settings(self) -> None:
        """Show the settings."""

    def show_keys(self) -> None:
        """Show the page of the keys."""

    def show_handbook(self) -> None:
        """Show the handbook."""

    def show_password(self) -> None:
        """Ask for a new password."""


def commands_of(
    window: Doing, dialogs: Showing, pages: Collection[str], emergencies: bool
) -> list[Command]:
    """All commands of somebody who has these pages.

    `emergencies` tells whether they begin the report of one.
    """
    emergency = Command(
        "emergency", _("登记突发事件"), EMERGENCY_KEYS, GOING, window.begin_emergency
    )
    new_case, call = partial(window.go_to, INTAKE), partial(window.go_to, CALLS)
    under_the_hand = [
        Command("find", _("查找案件、人员、地点、页面或命令"), "Ctrl+K", GOING, window.seek),
        Command("part", _("列表、案件、查找之间切换"), "F6", GOING, window.go_to_next_part),
    ]
    at_the_phone = [
        Command("register", _("登记新案件"), "Ctrl+N", GOING, new_case),
        Command("call", _("接听来电"), "Ctrl+T", GOING, call, listed=False),
        Command("ringing", _("接听响铃的来电"), "F2", GOING, window.take_ringing),
    ]
    return [
        *(replace(one, listed=False) for one in under_the_hand),
        *(at_the_phone if INTAKE in pages else ()),
        *((emergency,) if emergencies else ()),
        Command("back", _("后退"), "Alt+Left", GOING, window.go_back),
        Command("forward", _("前进"), "Alt+Right", GOING, window.go_forward),
        Command("done", _("回到刚办的那一件"), "Ctrl+R", GOING, window.show_done),
        Command("pop_out", _("在新窗口打开案件"), "Ctrl+O", GOING, window.pop_out),
        Command("rail", _("收起或展开左栏"), "Ctrl+B", GOING, window.toggle_rail),
        Command("sync", _("立即同步"), "F5", OTHER, window.sync),
        Command("lock", _("锁定窗口"), "Ctrl+L", OTHER, window.lock_wanted.emit),
        Command("settings", _("设置"), "Ctrl+,", OTHER, dialogs.show_settings),
        Command("keys", _("快捷键"), "F1; ?", OTHER, dialogs.show_keys),
        Command("handbook", _("使用手册"), "Shift+F1", OTHER, dialogs.show_handbook),
        Command("password", _("更改密码"), "", OTHER, dialogs.show_password),
        Command("about", _("关于"), "", OTHER, window.about_wanted.emit),
        Command("sign_out", _("退出登录"), "", OTHER, window.sign_out_wanted.emit),
    ]


def bind(commands: Sequence[Command], window: QWidget) -> None:
    """Let the keys act in the whole window."""
    for command in commands:
        if command.keys:
            shortcut = QShortcut(window)
            shortcut.setKeys(QKeySequence.listFromString(command.keys))
            shortcut.activated.connect(command.act)


def caps(keys: str) -> list[str]:
    """The keys as they stand on their caps."""
    one_by_one = keys.replace(BETWEEN_KEYS, "+").split("+")
    return [_CAPS.get(part, part) for part in one_by_one]


_CAPS = {"Left": "←", "Right": "→"}
