"""What saving as files has in common: the folder of last time, progress, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from seatapp.errors import WorldError
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.progress import Progress
from ui.worker import Background


class Saving(QObject):
    """Begins in the folder of last time, shows how far the work is, and tells what came of it.

    Signals:
        done(str): what stands on the disk now, and under which export number.
        failed(str): why something could not be made, in a sentence; nothing was left behind.
    """

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.dialog: QFileDialog | None = None
        self.background = background
        self.window = parent
        self.folder = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        self._progress: Progress | None = None

    def choosing(self, title: str) -> QFileDialog:
        """A dialog for a file or a folder, not yet open."""
        dialog = QFileDialog(self.window.window(), title, self.folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        return dialog

    def begin(self, words: str) -> Watch:
        """Show that work has begun; returns what it asks whether to go on."""
        self._progress = Progress(_("导出"), words, self.window)
        return self._progress.watch

    def end(self) -> None:
        """The work has ended."""
        if self._progress is not None:
            self._progress.close()
            self._progress = None

    def fail(self, fault: WorldError) -> None:
        """The work has ended without anything made."""
        self.end()
        self.failed.emit(fault.sentence)

    def _forget(self, _result: int) -> None:
        self.dialog = None
