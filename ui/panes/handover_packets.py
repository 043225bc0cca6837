"""交接包: unsent work carried by stick from one workstation to another."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from seatapp.errors import WorldError
from seatapp.text import _
from ui.shift_duty import PacketDesk
from ui.worker import Background


class HandoverPackets(QObject):
    """Writes and takes in packets; what a dialog asks stands over the window of `pane`.

    Signals: `told(str)` what became of it; `failed(str)` why it was not done; `taken_in()` steps
    of another workstation stand here now.
    """

    told = Signal(str)
    failed = Signal(str)
    taken_in = Signal()

    def __init__(self, packets: PacketDesk, background: Background, pane: QWidget) -> None:
        super().__init__(pane)
        self._packets, self._background, self._pane = packets, background, pane

    def ask_where_to(self) -> None:
        """Ask for a folder, and write a packet there."""
        dialog = self._files(_("导出交接包到文件夹"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def ask_which(self) -> None:
        """Ask for a packet, and take it in."""
        dialog = self._files(_("导入交接包"))
        dialog.setNameFilter("*.seatpack")
        dialog.fileSelected.connect(self.import_from)
        dialog.open()

    def export_to(self, folder: str) -> None:
        """Write a packet into a folder."""
        write = partial(self._packets.export, Path(folder))
        self._background.run(write, self._exported, self._not_done)

    def import_from(self, path: str) -> None:
        """Take a packet in."""
        take = partial(self._packets.take_in, Path(path))
        self._background.run(take, self._imported, self._not_done)

    def _files(self, title: str) -> QFileDialog:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        start = QStandardPaths.writableLocation(place)
        dialog = QFileDialog(self._pane.window(), title, start)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _exported(self, done: Any) -> None:
        self.told.emit(done.told())

    def _imported(self, done: Any) -> None:
        words = _("{seat} 的交接包已导入：{new} 步是新的，联网后自动发送。")
        self.told.emit(words.format(seat=done.manifest.seat, new=done.new))
        self.taken_in.emit()

    def _not_done(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)
