"""The knowledge base and the office phrases beside a call: searched as people type, offline."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from seatapp.text import _
from ui.fields.catalogue import Catalogue, Item
from ui.fields.own_phrases import OWN, drop_phrase, keep_phrase, own_phrases
from ui.fields.standing_lists import StandingLists
from ui.frame_duty import FrameDuty
from ui.layouts import SCROLL_BAR_PX
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled
from ui.worker import Background

KINDS = ("knowledge", "duty_contact", "hazard", "shelter")
"""What is searched: articles and phrases, whom to ring, where danger is known, where to go."""

MOST = 30
LIST_PX = (92, 150)
"""The list is short, and shorter while nothing is looked for: the caller's history needs room."""
CODE = Qt.ItemDataRole.UserRole + 1
"""Where a line of the list keeps the code of its item; those of one's own phrases tell it."""


def for_posts(catalogue: Catalogue, posts: Collection[str]) -> Catalogue:
    """The articles that are meant for one of these posts; one without posts is for all."""
    fitting = [item for item in catalogue.items if _meant_for(item, posts)]
    return Catalogue(catalogue.kind, fitting)


def _meant_for(item: Item, posts: Collection[str]) -> bool:
    meant = item.row.get("posts")
    return not isinstance(meant, list) or not meant or bool(set(meant) & set(posts))


class KnowledgeSide(QWidget):
    """A search box, what fits, and the text of what is chosen.

    Signals: `taken(str)` the text is wanted in the answer; `keep_wanted()` what was written is to
    become a phrase of one's own; `kept()` it is one now.
    """

    taken = Signal(str)
    keep_wanted = Signal()
    kept = Signal()

    def __init__(
        self, duty: FrameDuty, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._posts = tuple(duty.posts)
        self._duty = duty
        self._background = background
        self._own: list[Item] = []
        self._catalogue = Catalogue(KINDS[0], ())
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("查知识库、值班电话、隐患点：词语或拼音首字母"))
        self.search.setAccessibleName(_("查知识库"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("知识库结果"))
        self.list.setFixedHeight(LIST_PX[0])
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, SCROLL_BAR_PX, 0)
        layout.setSpacing(6)
        layout.addWidget(labelled(_("知识库和值班电话"), "heading"))
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(self.text)
        self.keep = pressed(_("存为我的常用语"), "link", self.keep_wanted.emit)
        self.keep.setToolTip(
            _(
                "把写好的答复留作自己的常用语，换一台电脑登录也在，按词语或拼音首字母就能找到。"
                "不要留来电人的姓名、电话和住址。"
            )
        )
        self.drop = pressed(_("删除这条"), "link", self._drop)
        self.drop.hide()
        foot = QHBoxLayout()
        foot.addWidget(labelled(_("回车放进答复"), "secondary"))
        foot.addStretch(1)
        foot.addWidget(self.drop)
        foot.addWidget(self.keep)
        layout.addLayout(foot)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self.list.currentItemChanged.connect(self._show)
        self._lists = StandingLists(duty.reader, background, KINDS, self)
        self._lists.came.connect(self._receive)
        self.refresh()

    def refresh(self) -> None:
        """Look whether the lists have changed, and the phrases of one's own."""
        self._lists.look()
        self._background.look(partial(own_phrases, self._duty.reader), self._take_own)

    def keep_phrase(self, text: str) -> None:
        """Keep a phrase of one's own, and show it first."""
        self._background.run(partial(keep_phrase, self._duty, text), self._tell_kept)

    def _tell_kept(self, _nothing: None) -> None:
        self.kept.emit()
        self.refresh()

    def _take_own(self, own: list[Item]) -> None:
        if own != self._own:
            self._own = own
            self._find(self.search.text())

    def _drop(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            drop = partial(drop_phrase, self._duty, str(item.data(CODE)))
            self._background.run(drop, lambda _nothing: self.refresh())

    def _receive(self, catalogues: dict[str, Catalogue]) -> None:
        items = [item for kind in KINDS for item in catalogues[kind].items]
        self._catalogue = for_posts(Catalogue(KINDS[0], items), self._posts)
        self._find(self.search.text())

    def _find(self, typed: str) -> None:
        self.list.setFixedHeight(LIST_PX[bool(self.search.text())])
        self.list.clear()
        own = Catalogue(OWN, self._own).search(typed, MOST)
        found: Sequence[Item] = [*own, *self._catalogue.search(typed, MOST)]
        for item in found:
            line = QListWidgetItem(item.name)
            line.setData(Qt.ItemDataRole.UserRole, item.text or item.beside)
            line.setData(CODE, item.code)
            self.list.addItem(line)
        if not found:
            self.text.setText(_("没有相符的内容。换个词，或请管理员补充知识库。"))
        self.list.setCurrentRow(0)

    def _show(self, *_items: object) -> None:
        item = self.list.currentItem()
        own = self.list.currentRow() >= 0 and str(item.data(CODE)).startswith(f"{OWN}.")
        self.drop.setVisible(own)
        if item is not None:
            self.text.setText(str(item.data(Qt.ItemDataRole.UserRole)))

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.taken.emit(str(item.data(Qt.ItemDataRole.UserRole)))
