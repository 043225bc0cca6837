"""Input for a reference: type a code, a name or pinyin initials and choose from what fits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QCompleter,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.entries import Value
from seatapp.text import _
from ui.fields.base import FieldInput
from ui.fields.catalogue import Catalogue, Item
from ui.widgets.plain_tip import plain_tip

ROW_HEIGHT = 30
ROWS_SHOWN = 10
GAP = 10


class ItemModel(QAbstractListModel):
    """The items that fit what was typed; one line that cannot be chosen says when none does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: Sequence[Item] = ()

    def show(self, items: Sequence[Item]) -> None:
        """Offer these items."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Only items can be chosen."""
        return super().flags(index) if self.items else Qt.ItemFlag.NoItemFlags

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """How many are offered."""
        return 0 if parent.isValid() else max(1, len(self.items))

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The name to show and to read aloud, and the item itself."""
        if not self.items:
            shows = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole)
            return _("没有符合的，请换个词或删短一些") if shows else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return shown(self.items[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.items[index.row()].text) or None
        if role == Qt.ItemDataRole.UserRole:
            return self.items[index.row()]
        return None


class ItemPainter(QStyledItemDelegate):
    """Draws an item: the name, what stands beside it, and the code at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        item = index.data(Qt.ItemDataRole.UserRole)
        if item is None:
            self._say_none(painter, option, index)
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        palette: QPalette = option.palette  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if chosen:
            painter.fillRect(rect, palette.highlight())
        text = palette.highlightedText() if chosen else palette.text()
        faint = palette.highlightedText() if chosen else palette.placeholderText()
        room = rect.adjusted(GAP, 0, -GAP, 0)
        metrics = painter.fontMetrics()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(faint.color())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, item.code)
        room.setRight(room.right() - metrics.horizontalAdvance(item.code) - GAP)
        if item.aside:
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, item.aside)
            room.setRight(room.right() - metrics.horizontalAdvance(item.aside) - GAP)
        right = Qt.TextElideMode.ElideRight
        name = metrics.elidedText(item.name, right, room.width())
        painter.setPen(text.color())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, name)
        room.setLeft(room.left() + metrics.horizontalAdvance(name) + GAP)
        painter.setPen(faint.color())
        beside = metrics.elidedText(item.beside, right, max(0, room.width()))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, beside)
        painter.restore()

    def _say_none(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        palette: QPalette = option.palette  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setPen(palette.placeholderText().color())
        room = rect.adjusted(GAP, 0, -GAP, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """One height for all rows."""
        return QSize(0, ROW_HEIGHT)


class ReferenceEdit(QLineEdit):
    """The line of a reference input; Down or F4 opens the list, Enter takes the best that fits."""

    def __init__(self, owner: ReferenceInput) -> None:
        super().__init__(owner)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list, or take the best."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self._owner.offer(self.text() if self._owner.value() is None else "")
            return
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if self._owner.marked:
                event.ignore()  # the open list takes the line that is marked in it
                return
            if self._owner.settle():
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed when only one item fits."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._owner.settle(only_one=True)


class ReferenceInput(FieldInput):
    """One code of a catalogue. The catalogue may come later than the value."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = Catalogue(kind, ())
        self._code: str | None = None
        self.edit = ReferenceEdit(self)
        self.edit.setPlaceholderText(_("编号、名称或拼音首字母"))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setProperty("role", "secondary")
        self.text.hide()
        self._model = ItemModel(self)
        self._completer = self._make_completer()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.edit)
        layout.addWidget(self.text)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._search)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the items of `catalogue` from now on."""
        self._catalogue = catalogue
        if self._code is not None:
            self._show_chosen()

    def value(self) -> Value:
        """The code, or None."""
        return self._code

    def item(self) -> Item | None:
        """The item chosen."""
        return self._catalogue.find(self._code) if self._code is not None else None

    @property
    def marked(self) -> bool:
        """Whether the list is open with one of its lines marked."""
        popup = self._completer.popup()
        return popup.isVisible() and popup.currentIndex().data(Qt.ItemDataRole.UserRole) is not None

    def set_value(self, value: Value) -> None:
        """Choose the code, or nothing."""
        self._code = None if value is None else str(value)
        self._show_chosen()

    def first(self) -> QWidget:
        """The line."""
        return self.edit

    def finish(self) -> str:
        """Take what was typed if only one item fits; words that name none are no choice."""
        self.settle(only_one=True)
        typed = self.edit.text().strip()
        if self._code is not None or not typed:
            return ""
        return _("“{typed}”不在列表里，请选一项，不填就清空。").format(typed=typed)

    def offer(self, typed: str) -> None:
        """Open the list of what fits."""
        self._model.show(self._catalogue.search(typed))
        self._completer.complete()

    def settle(self, only_one: bool = False) -> bool:
        """Take the best that fits what was typed; True when something was taken."""
        typed = self.edit.text().strip()
        if self._code is not None or not typed:
            return False
        hits = self._catalogue.search(typed, 2)
        if not hits or (only_one and len(hits) > 1):
            return False
        self._take(hits[0])
        return True

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(ROWS_SHOWN)
        completer.setWidget(self.edit)
        completer.popup().setItemDelegate(ItemPainter(completer.popup()))
        completer.activated[QModelIndex].connect(self._take_index)  # type: ignore[index]
        return completer

    def _search(self, typed: str) -> None:
        self._code = None
        self.text.hide()
        self.edited.emit()
        if typed.strip():
            self.offer(typed)
        else:
            self._completer.popup().hide()

    def _take_index(self, index: QModelIndex) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if item is not None:  # the line that says that nothing fits is no item
            self._take(item)

    def _take(self, item: Item) -> None:
        self._completer.popup().hide()
        self._code = item.code
        self._show_chosen()
        self.edited.emit()

    def _show_chosen(self) -> None:
        item = self.item()
        self.edit.setText(shown(item) if item else self._code or "")
        self.edit.setCursorPosition(0)
        self.text.setText(item.text if item else "")
        self.text.setVisible(bool(item and item.text))


def shown(item: Item) -> str:
    """How an item stands in the line."""
    return f"{item.name}  {item.beside}".strip()
