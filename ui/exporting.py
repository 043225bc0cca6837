"""Saving something as a file: where to, how far it is, and what came of it.

The file is made off the GUI thread; work that takes longer than a moment shows its progress and
can be called off.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from seatapp.reports.exports import Exported
from seatapp.reports.grid import Grid
from seatapp.reports.saving import file_name
from seatapp.reports.several import Make
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.duty import PaperExports
from ui.saving import Saving


class Exporting(Saving):
    """Asks for a file and has it made."""

    def ask(self, title: str, suffix: str, make: Make) -> None:
        """Ask where to save, then `make` the file there off the GUI thread."""
        dialog = self.choosing(_("导出"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.setNameFilter(f"*{suffix}")
        dialog.selectFile(file_name(title, suffix))
        dialog.fileSelected.connect(partial(self._begin, make))
        dialog.open()

    def ask_for_list(self, exports: PaperExports, grid: Grid) -> None:
        """Ask where to save a list as a register, then write it."""

        def make(path: Path, watch: Watch) -> Exported:
            return exports.save_grids("register", [grid], path, watch)

        self.ask(grid.title, ".xlsx", make)

    def _begin(self, make: Make, chosen: str) -> None:
        path = Path(chosen)
        self.folder = str(path.parent)
        watch = self.begin(_("正在导出 {name}").format(name=path.name))
        self.background.run(partial(make, path, watch), self._finish, self.fail, self.end)

    def _finish(self, exported: Exported) -> None:
        self.end()
        self.done.emit(
            _("已导出到 {path}，导出编号 {number}。").format(
                path=exported.path, number=exported.number
            )
        )
