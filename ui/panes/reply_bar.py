"""Taking in a table of collectors' replies with photos: the button, and the rows that failed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.errors import WorldError
from seatapp.text import _, in_turn
from ui.duty import Duty
from ui.progress import Progress
from ui.widgets.section import labelled
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.app.field_work import Replies

MOST_FAULTS = 8


class ReplyBar(QFrame):
    """What is wrong with the rows of the last table; hidden while nothing is.

    Signals: `told(str)` a sentence for a toast; `taken()` replies stand on the disk.
    """

    told = Signal(str)
    taken = Signal()

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._progress: Progress | None = None
        self._folder = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        self.setObjectName("box")
        self.button = QPushButton(_("批量导入回复…"))
        self.button.setToolTip(
            _("表格的列：number、kind、result、note、photos；照片与表格放在同一文件夹。")
        )
        self.button.clicked.connect(self._ask)
        self.head = labelled("", "strong")
        self.faults = labelled("", "plain")
        self.faults.setWordWrap(True)
        self.faults.setTextFormat(Qt.TextFormat.PlainText)
        close = QPushButton(_("知道了"))
        close.setProperty("tone", "link")
        close.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.addWidget(self.head, 1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.faults)
        self.hide()

    def take(self, file: Path) -> None:
        """Take in the replies of this table, off the GUI thread."""
        self.hide()
        self.button.setEnabled(False)
        words = _("正在导入 {name}").format(name=file.name)
        self._progress = Progress(_("批量导入回复"), words, self)
        work = partial(self._duty.field_work.import_replies, file, self._progress.watch)
        self._background.run(work, self._finish, self._fail, self._close)

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), _("批量导入回复"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("*.csv *.xlsx")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._begin)
        dialog.open()

    def _begin(self, chosen: str) -> None:
        file = Path(chosen)
        self._folder = str(file.parent)
        self.take(file)

    def _finish(self, replies: Replies) -> None:
        self._close()
        words = _("共 {all} 条回复，已保存 {saved} 条。").format(
            all=replies.rows, saved=replies.saved
        )
        if replies.called_off:
            words = in_turn(words, _("已停止导入，改好后可再导入余下的。"))
        self.told.emit(words)
        self._show_faults(words, replies)
        self.taken.emit()

    def _show_faults(self, words: str, replies: Replies) -> None:
        lines = [
            _("第 {line} 行：{sentence}").format(line=one.line, sentence=one.sentence)
            for one in replies.faults[:MOST_FAULTS]
        ]
        more = len(replies.faults) - len(lines)
        if more > 0:
            lines.append(_("另有 {n} 行没有导入。").format(n=more))
        self.head.setText(words)
        self.faults.setText("\n".join(lines))
        self.setVisible(bool(lines))

    def _fail(self, error: WorldError) -> None:
        self._close()
        self.head.setText(f"✕ {error.sentence}")
        self.faults.clear()
        self.show()

    def _close(self) -> None:
        self.button.setEnabled(True)
        if self._progress is not None:
            self._progress.close()
            self._progress = None
