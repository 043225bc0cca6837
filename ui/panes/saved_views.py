"""The views of a queue that a person has saved: kept, offered in the menu, named, forgotten."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from seatapp.local.queue_asked import Asked
from seatapp.text import _
from ui.panes.queue_views import NameDialog, ViewsMenu
from ui.queue_look import SavedView, views_of, views_text, without_number
from ui.remembered import Remembered


class SavedViews(QObject):
    """The views in `menu`; `shown` tells which queue is open, and how it is narrowed and sorted.

    Signal: `told(str)` a short sentence for a toast.
    """

    told = Signal(str)

    def __init__(
        self,
        menu: ViewsMenu,
        remembered: Remembered,
        shown: Callable[[], tuple[str, Asked]],
        pane: QWidget,
    ) -> None:
        super().__init__(pane)
        self._menu, self._remembered, self._shown, self._pane = menu, remembered, shown, pane
        menu.aboutToShow.connect(self._offer)
        menu.save_wanted.connect(self._ask_for_name)
        menu.forgotten.connect(self._forget)

    def save(self, name: str) -> None:
        """Keep what is shown now under a name."""
        others = [view for view in self._views() if view.name != name]
        asked = self._shown()[1]
        kept = without_number(asked)
        self._keep([*others, SavedView(name, kept)])
        told = _("已保存视图“{name}”，在“视图”里随时打开。")
        if kept != asked:
            told = _("已保存视图“{name}”。查找的号码可能是来电人的，没有保存在视图里。")
        self.told.emit(told.format(name=name))

    def _views(self) -> list[SavedView]:
        return views_of(self._remembered.text(f"views.{self._shown()[0]}"))

    def _keep(self, views: list[SavedView]) -> None:
        self._remembered.keep_text(f"views.{self._shown()[0]}", views_text(views))

    def _offer(self) -> None:
        self._menu.offer(self._views(), self._shown()[1], self._remembered.compact)

    def _ask_for_name(self) -> None:
        dialog = NameDialog([view.name for view in self._views()], self._pane.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.save(dialog.name.text().strip()))
        dialog.open()

    def _forget(self, name: str) -> None:
        self._keep([view for view in self._views() if view.name != name])
