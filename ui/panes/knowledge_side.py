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
from ui.duty import Duty
from ui.fields.catalogue import Catalogue, Item
from ui.fields.standing_lists import StandingLists
from ui.layouts import SCROLL_BAR_PX
from ui.panes.own_phrases import drop_phrase, keep_phrase, own_phrases
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled
from ui.worker import Background

KINDS = ("knowledge", "duty_contact", "hazard", "shelter")
"""What is searched: articles and phrases, whom to ring, where danger is known, where to go."""

MOST = 30
LIST_PX = (92, 150)
"""The list is short, and shorter while nothing is looked for: the caller's history needs room."""
OWN = "own"
OF_MINE = Qt.ItemDataRole.UserRole + 1
"""Where a line of the list says that it is a phrase of one's own."""


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
    become a phrase of one's own.
    """

    taken = Signal(str)
    keep_wanted = Signal()

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._posts = tuple(duty.posts)
        self._reader, self._person = duty.reader, duty.person.id
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
        self.keep.setToolTip(_("把写好的答复留作自己的常用语，下次按词语或拼音首字母就能找到。"))
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
        background.run(partial(own_phrases, duty.reader, self._person), self._take_own)

    def refresh(self) -> None:
        """Look whether the lists have changed."""
        self._lists.look()

    def keep_phrase(self, text: str) -> None:
        """Keep a phrase of one's own, and show it first."""
        keep = partial(keep_phrase, self._reader, self._person, text)
        self._background.run(keep, self._take_own)

    def _take_own(self, own: list[Item]) -> None:
        self._own = own
        self._find(self.search.text())

    def _drop(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            text = str(item.data(Qt.ItemDataRole.UserRole))
            self._background.run(
                partial(drop_phrase, self._reader, self._person, text), self._take_own
            )

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
            line.setData(OF_MINE, item.code.startswith(OWN))
            self.list.addItem(line)
        if not found:
            self.text.setText(_("没有相符的内容。换个词，或请管理员补充知识库。"))
        self.list.setCurrentRow(0)

    def _show(self, *_items: object) -> None:
        item = self.list.currentItem()
        self.drop.setVisible(self.list.currentRow() >= 0 and bool(item.data(OF_MINE)))
        if item is not None:
            self.text.setText(str(item.data(Qt.ItemDataRole.UserRole)))

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.taken.emit(str(item.data(Qt.ItemDataRole.UserRole)))
