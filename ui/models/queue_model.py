"""The rows of a queue: all identifiers in order, and the rows themselves by the page.

A queue may hold a million rows; the table asks for those it shows. Identifiers and pages are
read off the GUI thread, and "…" stands where a row is still on its way. A refresh keeps showing
what is known until the newer rows are there.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from seatapp.domain.workflow import Workflow
from seatapp.local.queue_asked import Asked
from seatapp.local.views import QueueRow
from seatapp.text import _, listed
from ui.durations import Level, TimeLeft, short_moment, time_left
from ui.wording import choice_words
from ui.worker import Background

PAGE = 256
PAGES_KEPT = 24
WAITING = "…"
AS_IT_IS = Asked()

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(IntEnum):
    """The columns of a queue, from left to right."""

    MARK = 0
    NUMBER = 1
    TIME = 2
    TITLE = 3
    STAGE = 4
    ADDRESS = 5
    SOURCE = 6
    UNIT = 7
    URGENCY = 8
    KIND = 9
    AREA = 10
    REPORTED = 11


SORTED_BY: Mapping[Column, str] = {
    Column.MARK: "time",
    Column.NUMBER: "number",
    Column.TIME: "time",
    Column.TITLE: "title",
    Column.STAGE: "stage",
    Column.ADDRESS: "address",
    Column.SOURCE: "source",
    Column.UNIT: "unit",
    Column.URGENCY: "urgency",
    Column.KIND: "kind",
    Column.AREA: "place",
    Column.REPORTED: "reported",
}
"""The order of `seatapp.local.queue_asked` that the heading of a column asks for."""


class QueueSource(Protocol):
    """Where a queue is read: `seatapp.local.reader.Reader` does this."""

    def queue_ids(self, queue: str, person: str, now: int, asked: Asked = AS_IT_IS) -> array[int]:
        """Row numbers of the queue, the most urgent first unless another order is asked for."""

    def queue_rows(self, queue: str, keys: Sequence[int]) -> list[QueueRow]:
        """The rows of these numbers, in any order; vanished ones are left out."""


class QueueModel(QAbstractTableModel):
    """The open queue as a table.

    Signals:
        ids_arrived(array, bool): new identifiers were read and differ from those shown; the
            second tells whether another queue or filter was opened. Whoever shows the table
            calls `take` when it suits.
        settled(): a refresh found the same identifiers; only contents may have changed.
        page_arrived(int): that page can be shown now.
    """

    ids_arrived = Signal(object, bool)
    settled = Signal()
    page_arrived = Signal(int)

    def __init__(
        self,
        source: QueueSource,
        background: Background,
        workflow: Workflow,
        person: str,
        clock: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._background = background
        self._workflow = workflow
        self._person = person
        self._clock = clock
        self._queue = ""
        self._asked_for = AS_IT_IS
        self._ids = array("q")
        self._pages: OrderedDict[int, dict[int, QueueRow]] = OrderedDict()
        self._older: dict[int, QueueRow] = {}
        self._asked: dict[int, int] = {}
        self._serial = 0
        self._turn = 0
        self._opening = False

    @property
    def queue(self) -> str:
        """The queue that is open; nothing before the first `open`."""
        return self._queue

    @property
    def asked(self) -> Asked:
        """How the queue is narrowed and sorted."""
        return self._asked_for

    @property
    def source(self) -> QueueSource:
        """Where the rows are read."""
        return self._source

    @property
    def opening(self) -> bool:
        """Whether the identifiers of a newly opened queue are still on their way."""
        return self._opening

    def open(self, queue: str, asked: Asked = AS_IT_IS) -> None:
        """Show another queue, or the same one narrowed and sorted in another way."""
        another = queue != self._queue
        self._queue, self._asked_for = queue, asked
        self._opening = True
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if another:
            self._pages.clear()
            self._older = {}
            self._show(array("q"))
        self._read_ids()

    def refresh(self) -> None:
        """Read identifiers and rows again; nothing changes on the screen until they are there."""
        if self._queue:
            self._read_ids()

    def take(self, ids: array[int]) -> None:
        """Show these identifiers from now on; rows known before stay until newer ones come."""
        self._opening = False
        self._show(ids)

    def key_at(self, row: int) -> int | None:
        """The identifier in that row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, key: int) -> int | None:
        """Where an identifier stands now."""
        try:
            return self._ids.index(key)
        except ValueError:
            return None

    def row_at(self, row: int) -> QueueRow | None:
        """The row as far as it is known; asks for its page when it is not."""
        key = self._ids[row]
        page = row // PAGE
        held = self._pages.get(page)
        if held is None:
            self._ask(page)
            return self._older.get(key)
        self._pages.move_to_end(page)
        return held.get(key)

    def left_at(self, row: QueueRow) -> TimeLeft:
        """The time left of a row now; for finished work, when it was finished."""
        if self.ended(row):
            return TimeLeft(short_moment(row.since_at, self._clock()), Level.DONE)
        now = self._clock()
        left = time_left(row.due_at, now, row.paused, row.near)
        if row.again_at is not None and row.again_at > now:
            again = _("{moment} 再拨").format(moment=short_moment(row.again_at, now))
            return TimeLeft(again, left.level)
        return left

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows the queue has."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The columns of every queue."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            ended = self._ids and (first := self.row_at(0)) is not None and self.ended(first)
            return column_name(Column(section), bool(ended)) + self._arrow(Column(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for display and for screen readers; the drawing is the delegate's."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row, column = self.row_at(index.row()), Column(index.column())
        if row is None:
            return WAITING
        aloud = role == Qt.ItemDataRole.AccessibleTextRole
        return self.aloud(row, column) if aloud else self.words(row, column)

    def tags(self, row: QueueRow) -> list[tuple[str, str]]:
        """What stands before the title of a row: `urgent`, `critical` or `doubtful`, in words."""
        tags = []
        if row.urgency in ("urgent", "critical"):
            tags.append((row.urgency, choice_words(self._workflow, "urgency", row.urgency)))
        if row.doubtful:
            tags.append(("doubtful", _("存疑")))
        return tags

    def aloud(self, row: QueueRow, column: Column) -> str:
        """A cell with the marks and tags that are drawn beside its words."""
        words = self.words(row, column)
        if column is Column.NUMBER and row.pending:
            return listed([words, _("未发送")])
        if column is Column.TITLE:
            return listed([*(tag for _about, tag in self.tags(row)), words])
        return words

    def words(self, row: QueueRow, column: Column) -> str:
        """What stands in a cell, in words."""
        if column is Column.MARK:
            return level_name(self.left_at(row).level)
        if column is Column.TIME:
            return self.left_at(row).text
        if column is Column.STAGE:
            return _(self._workflow.stage(row.subject, row.stage).label)
        if column is Column.SOURCE:
            return choice_words(self._workflow, "source", row.source)
        if column is Column.UNIT:
            return row.unit or row.person
        if column is Column.URGENCY:
            return choice_words(self._workflow, "urgency", row.urgency)
        if column is Column.KIND:
            return choice_words(self._workflow, "case_kind", row.case_kind)
        if column is Column.REPORTED:
            return "" if row.reported_at is None else short_moment(row.reported_at, self._clock())
        return {
            Column.NUMBER: row.number,
            Column.TITLE: row.title,
            Column.ADDRESS: row.address,
            Column.AREA: row.area,
        }[column]

    def _arrow(self, column: Column) -> str:
        """Which way the queue is sorted, beside the heading of the column."""
        if column is Column.MARK or self._asked_for.sort != SORTED_BY[column]:
            return ""
        return " ↓" if self._asked_for.descending else " ↑"

    def ended(self, row: QueueRow) -> bool:
        """Whether the work of a row is finished."""
        return self._workflow.stage(row.subject, row.stage).terminal

    def _read_ids(self) -> None:
        self._turn += 1
        turn, queue, asked = self._turn, self._queue, self._asked_for
        source, person, now = self._source, self._person, self._clock()

        def read() -> tuple[int, array[int]]:
            return turn, source.queue_ids(queue, person, now, asked)

        self._background.run(read, self._take_ids)

    def _take_ids(self, answer: tuple[int, array[int]]) -> None:
        turn, ids = answer
        if turn != self._turn:
            return
        if self._opening or ids != self._ids:
            self.ids_arrived.emit(ids, self._opening)
        else:
            self._forget_pages()
            if ids:
                last = self.index(len(ids) - 1, len(Column) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            self.settled.emit()

    def _show(self, ids: array[int]) -> None:
        self.beginResetModel()
        self._forget_pages()
        self._ids = ids
        self.endResetModel()

    def _forget_pages(self) -> None:
        """Every page is asked for again when it is next shown; its rows serve until then."""
        known = {key: row for page in self._pages.values() for key, row in page.items()}
        if len(known) + len(self._older) <= PAGE * PAGES_KEPT:
            known = {**self._older, **known}
        self._older = known
        self._pages.clear()
        self._asked.clear()

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._serial += 1
        serial, queue, source = self._serial, self._queue, self._source
        self._asked[page] = serial
        keys = self._ids[page * PAGE : (page + 1) * PAGE]

        def read() -> tuple[int, int, list[QueueRow]]:
            return serial, page, source.queue_rows(queue, keys)

        self._background.run(read, self._take_page)

    def _take_page(self, answer: tuple[int, int, list[QueueRow]]) -> None:
        serial, page, rows = answer
        if self._asked.get(page) != serial:
            return
        del self._asked[page]
        self._pages[page] = {row.key: row for row in rows}
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, len(self._ids)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(Column) - 1))
        self.page_arrived.emit(page)


def column_name(column: Column, ended: bool) -> str:
    """The heading of a column; the mark has none. `ended` is for queues of finished work."""
    return {
        Column.MARK: "",
        Column.NUMBER: _("编号"),
        Column.TIME: _("办结时间") if ended else _("时限"),
        Column.TITLE: _("类别"),
        Column.STAGE: _("阶段"),
        Column.ADDRESS: _("地址"),
        Column.SOURCE: _("来源"),
        Column.UNIT: _("经办"),
        Column.URGENCY: _("紧急程度"),
        Column.KIND: _("类型"),
        Column.AREA: _("区域"),
        Column.REPORTED: _("登记时间"),
    }[column]


def level_name(level: Level) -> str:
    """A level in a word, for those who do not see the shape."""
    return {
        Level.LATE: _("已超时"),
        Level.NEAR: _("将超时"),
        Level.IN_TIME: _("时限内"),
        Level.PAUSED: _("暂停计时"),
        Level.UNSET: _("无时限"),
        Level.DONE: _("已办结"),
    }[level]
