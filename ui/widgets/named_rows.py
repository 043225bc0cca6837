"""A table whose first column stays when the others are scrolled: the names of the rows."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget


class NamedRows(QTableView):
    """Shows the first column a second time over its own place, where it does not move.

    The copy is for the eye alone: it takes neither keys nor clicks, and no screen reader sees it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = QTableView(self)
        self.names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.names.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.names.setFrameShape(QFrame.Shape.NoFrame)
        self.names.setShowGrid(False)
        self.names.setWordWrap(False)
        self.names.verticalHeader().hide()
        self.names.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.names.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for policy in (
            self.names.setHorizontalScrollBarPolicy,
            self.names.setVerticalScrollBarPolicy,
        ):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().valueChanged.connect(self.names.verticalScrollBar().setValue)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self._place())
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self._place())
        self.names.hide()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model, its first column twice."""
        super().setModel(model)
        self.names.setModel(model)
        if model is not None:
            self.keep_names()

    def keep_names(self) -> None:
        """The model shows another table: only its first column stands twice."""
        for column in range(self.model().columnCount()):
            self.names.setColumnHidden(column, column > 0)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the names in their place."""
        super().resizeEvent(event)
        self._place()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """The names are always there: going to one moves nothing sideways."""
        if index.column() > 0:
            super().scrollTo(index, hint)

    def _place(self) -> None:
        """Lay the names over the first column while that is scrolled away."""
        scrolled = self.horizontalScrollBar().value() > 0
        self.names.setVisible(scrolled)
        if not scrolled:
            return
        head, own = self.horizontalHeader(), self.names.horizontalHeader()
        self.names.verticalHeader().setDefaultSectionSize(
            self.verticalHeader().defaultSectionSize()
        )
        own.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        own.setFixedHeight(head.height())
        self.names.setColumnWidth(0, self.columnWidth(0))
        self.names.setGeometry(
            *(self.viewport().x(), head.y(), self.columnWidth(0)),
            self.viewport().height() + head.height(),
        )
        self.names.verticalScrollBar().setValue(self.verticalScrollBar().value())
        self.names.raise_()
