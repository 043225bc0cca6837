"""Saving many files into one folder: which folder, what may be replaced, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from seatapp.errors import WorldError
from seatapp.reports.several import Several, Wanted, already_there, save_several
from seatapp.text import _, listed
from ui.progress import Progress
from ui.worker import Background


class ExportingSeveral(QObject):
    """Asks once for a folder and has all files made there.

    Signals:
        done(str): which files stand on the disk, with their export numbers.
        failed(str): why one file, or all of them, could not be made.
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
        self.question: QMessageBox | None = None

    def ask(self, wanted: Sequence[Wanted]) -> None:
        """Ask for the folder, and before files in it are replaced; then make the files."""
        dialog = QFileDialog(self._window.window(), _("选择存放文件夹"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._look, wanted))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None

    def _look(self, wanted: Sequence[Wanted], chosen: str) -> None:
        self._folder = chosen
        folder = Path(chosen)
        begin = partial(self._begin, wanted, folder)
        look = partial(already_there, wanted, folder)
        self._background.run(look, partial(self._ask_to_replace, begin), self._fail)

    def _ask_to_replace(self, begin: Callable[[], None], there: Sequence[str]) -> None:
        if not there:
            begin()
            return
        box = QMessageBox(self._window.window())
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
        words = _("正在导出 {n} 份文件").format(n=len(wanted))
        progress = self._progress = Progress(_("导出"), words, self._window)
        work = partial(save_several, wanted, folder, progress.watch)
        self._background.run(work, self._finish, self._fail, self._close)

    def _finish(self, outcome: Several) -> None:
        self._close()
        if outcome.saved:
            words = _("已导出 {n} 份文件到 {path}，导出编号 {numbers}。").format(
                n=len(outcome.saved),
                path=outcome.folder,
                numbers=listed(one.number for one in outcome.saved),
            )
            self.done.emit(words)
        for wanted, fault in outcome.faults:
            words = _("“{title}”没有导出：{reason}")
            self.failed.emit(words.format(title=wanted.title, reason=fault.sentence))
        if outcome.left:
            self.failed.emit(_("已取消，还有 {n} 份文件没有导出。").format(n=len(outcome.left)))

    def _fail(self, fault: WorldError) -> None:
        self._close()
        self.failed.emit(fault.sentence)

    def _close(self) -> None:
        if self._progress is not None:
            self._progress.close()
            self._progress = None
