"""Letters of a case and forms of its requests: made into Word files, or looked at and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.errors import WorldError
from seatapp.local.views import StoryItem
from seatapp.reports.exports import Exported
from seatapp.reports.on_screen import Block, blocks_of, foot_of
from seatapp.reports.paper import Paper
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
    """Lists the letters of a case and the forms of its requests, newest first.

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
        requests: Sequence[Mapping[str, Any]] = (),
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
        layout.addWidget(labelled(_("本案的函件和审批表"), "title"))
        for item in reversed(letters):
            layout.addWidget(self._letter_card(item))
        for request in reversed(requests):
            layout.addWidget(self._form_card(request))
        close = QPushButton(_("关闭"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)

    def _letter_card(self, item: StoryItem) -> QFrame:
        kind = choice_words(self._duty.workflow, "letter_kind", str(item.values["letter_kind"]))
        number = str(item.values.get("letter_number") or "")
        when = moment(item.claimed_at, now_seconds())
        paper = partial(self._duty.papers.letter, [self._case_id], number)
        return self._card(f"{kind} {number}", f"{item.author_name}　{when}", paper)

    def _form_card(self, request: Mapping[str, Any]) -> QFrame:
        kind = choice_words(self._duty.workflow, "request_kind", str(request["request_kind"]))
        stage = self._duty.workflow.stage("request", str(request["stage"]))
        when = moment(int(request["requested_at"]), now_seconds())
        paper = partial(self._duty.papers.approval_form, self._case_id, str(request["id"]))
        title = _("{kind}审批表").format(kind=kind)
        return self._card(title, f"{_(stage.label)}　{when}", paper)

    def _card(self, title: str, about: str, paper: Callable[[], Paper]) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        words = QVBoxLayout()
        words.addWidget(labelled(title, "strong"))
        words.addWidget(labelled(about, "secondary"))
        row.addLayout(words, 1)
        save = QPushButton(_("导出 Word…"))
        save.setProperty("tone", "primary")
        save.setAccessibleName(_("导出 {name}").format(name=title))
        save.clicked.connect(partial(self._save, title, paper))
        show = QPushButton(_("打印预览"))
        show.setAccessibleName(_("打印预览 {name}").format(name=title))
        show.clicked.connect(partial(self._look, paper))
        row.addWidget(show)
        row.addWidget(save)
        return card

    def _save(self, title: str, paper: Callable[[], Paper], _checked: bool = False) -> None:
        def make(path: Path, watch: Watch) -> Exported:
            return self._duty.exports.save_paper(paper(), path, watch)

        self.exporting.ask(title, ".docx", make)

    def _look(self, paper: Callable[[], Paper], _checked: bool = False) -> None:
        self._background.run(partial(self._made, paper), self._show, self._cannot)

    def _made(self, paper: Callable[[], Paper]) -> _Shown:
        made = paper()
        _numbered, content = self._duty.exports.make_paper(made)
        return _Shown(made.title, blocks_of(content), foot_of(content))

    def _show(self, shown: _Shown) -> None:
        # Printing brings a library that most shifts never need.
        from ui.printing import preview

        preview(self, shown.title, shown.blocks, shown.foot)

    def _cannot(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)
