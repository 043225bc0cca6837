"""Saving something as a file: where to, how far it is, and what came of it.

The file is made off the GUI thread; work that takes longer than a moment shows its progress and
can be called off.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from seatapp.errors import WorldError
from seatapp.reports.exports import Exported
from seatapp.reports.grid import Grid
from seatapp.reports.saving import file_name
from seatapp.reports.several import Make
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.duty import PaperExports
from ui.progress import Progress
from ui.worker import Background


class Exporting(QObject):
    """Asks for a file and has it made.

    Signals:
        done(str): the file stands on the disk; the text says where, and its export number.
        failed(str): it could not be made, in a sentence; nothing was left behind.
    """

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._window = parent
        self._folder = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        self._progress: Progress | None = None
        self.dialog: QFileDialog | None = None

    def ask(self, title: str, suffix: str, make: Make) -> None:
        """Ask where to save, then `make` the file there off the GUI thread."""
        dialog = QFileDialog(self._window.window(), _("导出"), self._folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.setNameFilter(f"*{suffix}")
        dialog.selectFile(file_name(title, suffix))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._begin, make))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def ask_for_list(self, exports: PaperExports, grid: Grid) -> None:
        """Ask where to save a list as a register, then write it."""

        def make(path: Path, watch: Watch) -> Exported:
            return exports.save_grids("register", [grid], path, watch)

        self.ask(grid.title, ".xlsx", make)

    def _forget(self) -> None:
        self.dialog = None

    def _begin(self, make: Make, chosen: str) -> None:
        path = Path(chosen)
        self._folder = str(path.parent)
        words = _("正在导出 {name}").format(name=path.name)
        progress = self._progress = Progress(_("导出"), words, self._window)
        work = partial(make, path, progress.watch)
        self._background.run(work, self._finish, self._fail, self._close)

    def _finish(self, exported: Exported) -> None:
        self._close()
        self.done.emit(
            _("已导出到 {path}，导出编号 {number}。").format(
                path=exported.path, number=exported.number
            )
        )

    def _fail(self, fault: WorldError) -> None:
        self._close()
        self.failed.emit(fault.sentence)

    def _close(self) -> None:
        if self._progress is not None:
            self._progress.close()
            self._progress = None
