"""The letters of a case: made into Word files, or looked at and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.errors import WorldError
from seatapp.local.views import StoryItem
from seatapp.reports.exports import Exported
from seatapp.reports.on_screen import Block, blocks_of, foot_of
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.durations import moment
from ui.duty import Duty
from ui.exporting import Exporting
from ui.widgets.section import labelled
from ui.wording import choice_words, now_seconds
from ui.worker import Background

WIDTH = 560


@dataclass(frozen=True)
class _Shown:
    """A document that was made to be looked at."""

    title: str
    blocks: Sequence[Block]
    foot: str


class LetterDialog(QDialog):
    """Lists the letters of a case, newest first.

    Signals:
        told(str): a file stands on the disk.
        failed(str): why there is none.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        case_id: str,
        letters: Sequence[StoryItem],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._case_id = case_id
        self.exporting = Exporting(background, self)
        self.exporting.done.connect(self.told)
        self.exporting.failed.connect(self.failed)
        self.setWindowTitle(_("函件"))
        self.setMinimumWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(labelled(_("本案已出具的函件"), "title"))
        for item in reversed(letters):
            layout.addWidget(self._card(item))
        close = QPushButton(_("关闭"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)

    def _card(self, item: StoryItem) -> QFrame:
        kind = choice_words(self._duty.workflow, "letter_kind", str(item.values["letter_kind"]))
        number = str(item.values.get("letter_number") or "")
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        words = QVBoxLayout()
        words.addWidget(labelled(f"{kind}　{number}", "strong"))
        when = moment(item.claimed_at, now_seconds())
        words.addWidget(labelled(f"{item.author_name}　{when}", "secondary"))
        row.addLayout(words, 1)
        save = QPushButton(_("导出 Word…"))
        save.setProperty("tone", "primary")
        save.setAccessibleName(_("导出 {name}").format(name=number))
        save.clicked.connect(partial(self._save, f"{kind} {number}", number))
        show = QPushButton(_("打印预览"))
        show.setAccessibleName(_("打印预览 {name}").format(name=number))
        show.clicked.connect(partial(self._look, number))
        row.addWidget(show)
        row.addWidget(save)
        return card

    def _save(self, title: str, number: str, _checked: bool = False) -> None:
        duty, case_id = self._duty, self._case_id

        def make(path: Path, watch: Watch) -> Exported:
            return duty.exports.save_paper(duty.letter([case_id], number), path, watch)

        self.exporting.ask(title, ".docx", make)

    def _look(self, number: str, _checked: bool = False) -> None:
        self._background.run(partial(self._made, number), self._show, self._cannot)

    def _made(self, number: str) -> _Shown:
        paper = self._duty.letter([self._case_id], number)
        _numbered, content = self._duty.exports.make_paper(paper)
        return _Shown(paper.title, blocks_of(content), foot_of(content))

    def _show(self, shown: _Shown) -> None:
        # Printing brings a library that most shifts never need.
        from ui.printing import preview

        preview(self, shown.title, shown.blocks, shown.foot)

    def _cannot(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)
