"""Saving many files into one folder: which folder, what may be replaced, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from seatapp.reports.several import (
    Several,
    Wanted,
    already_there,
    numbers_in_words,
    save_several,
)
from seatapp.text import _
from ui.saving import Saving
from ui.worker import Background


class ExportingSeveral(Saving):
    """Asks once for a folder and has all files made there."""

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(background, parent)
        self.question: QMessageBox | None = None

    def ask(self, wanted: Sequence[Wanted]) -> None:
        """Ask for the folder, and before files in it are replaced; then make the files."""
        dialog = self.choosing(_("选择存放文件夹"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(partial(self._look, wanted))
        dialog.open()

    def _look(self, wanted: Sequence[Wanted], chosen: str) -> None:
        self.folder = chosen
        folder = Path(chosen)
        begin = partial(self._begin, wanted, folder)
        look = partial(already_there, wanted, folder)
        self.background.run(look, partial(self._ask_to_replace, begin), self.fail)

    def _ask_to_replace(self, begin: Callable[[], None], there: Sequence[str]) -> None:
        if not there:
            begin()
            return
        box = QMessageBox(self.window.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(_("已有同名文件"))
        box.setText(_("这个文件夹里已有 {n} 份同名文件，要替换吗？").format(n=len(there)))
        box.setInformativeText("\n".join(there))
        replace = box.addButton(_("替换"), QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(_("不导出"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        replace.clicked.connect(begin)
        self.question = box
        box.open()

    def _begin(self, wanted: Sequence[Wanted], folder: Path) -> None:
        watch = self.begin(_("正在导出 {n} 份文件").format(n=len(wanted)))
        work = partial(save_several, wanted, folder, watch)
        self.background.run(work, self._finish, self.fail, self.end)

    def _finish(self, outcome: Several) -> None:
        self.end()
        if outcome.saved:
            words = _("已导出 {n} 份文件到 {path}，导出编号 {numbers}。").format(
                n=len(outcome.saved),
                path=outcome.folder,
                numbers=numbers_in_words([one.number for one in outcome.saved]),
            )
            self.done.emit(words)
        for wanted, fault in outcome.faults:
            words = _("“{title}”没有导出：{reason}")
            self.failed.emit(words.format(title=wanted.title, reason=fault.sentence))
        if outcome.left:
            self.failed.emit(_("已取消，还有 {n} 份文件没有导出。").format(n=len(outcome.left)))
