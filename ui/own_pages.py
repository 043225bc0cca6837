"""What the person's menu opens over the window: keys, handbook, settings, password, colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.commands import Command
from ui.dialogs.handbook import HandbookDialog
from ui.dialogs.password_dialog import PasswordDialog
from ui.dialogs.settings import SettingsDialog
from ui.frame_duty import FrameDuty
from ui.remembered import Remembered
from ui.theme import use_theme
from ui.widgets.key_sheet import KeySheet
from ui.worker import Background


class OwnPages(QObject):
    """The dialogs of one person in `window`; `commands` are what the page of keys is made of.

    Signals: `told(str)`, `theme_used(str)`, `density_wanted(bool)` rows shall be low.
    """

    told = Signal(str)
    theme_used = Signal(str)
    density_wanted = Signal(bool)

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        remembered: Remembered,
        commands: Callable[[], Sequence[Command]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._duty, self._background, self._remembered = duty, background, remembered
        self._commands, self._window = commands, window

    def show_keys(self) -> None:
        """Show the page of the keys."""
        duty = self._duty
        _shown_once(KeySheet(self._commands(), duty.workflow, duty.posts, self._window))

    def show_handbook(self) -> None:
        """Show the handbook."""
        _shown_once(HandbookDialog(self._window))

    def show_settings(self) -> None:
        """Show the settings of the person and of this workstation."""
        dialog = SettingsDialog(self._duty, self._remembered, self._background, self._window)
        dialog.theme_wanted.connect(self.use_theme)
        dialog.density_wanted.connect(self.density_wanted)
        dialog.open()

    def show_password(self) -> None:
        """Ask for a new password."""
        dialog = PasswordDialog(self._duty.change_password, self._background, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def use_theme(self, name: str) -> None:
        """Change to `light`, `dark`, `contrast`, or what the desktop says."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._remembered.theme = name
        use_theme(app, name)
        self.theme_used.emit(name)


def _shown_once(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
