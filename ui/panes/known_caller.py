"""A number that nobody knows may be another one of somebody who has rung before.

Nothing is changed of what was registered before; the call that is being taken names both numbers,
and from then on either brings the history of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from seatapp.text import _
from ui.layouts import empty
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.worker import Background

SEARCH_MS = 200
SHOWN = 6

Person = tuple[str, str, str]
"""The key by which somebody is found, their masked number, their masked name."""


class KnownCaller(QWidget):
    """Finds a known caller by the last digits of a number or by a name.

    Signals: `attached(object)` the person was found and confirmed, a `Person`; `detached()` it
    was somebody else after all.
    """

    attached = Signal(object)
    detached = Signal()

    def __init__(
        self,
        find: Callable[[str], Sequence[Person]],
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find, self._background = find, background
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("是老来电人换了号码？填旧号后四位或姓"))
        self.search.setAccessibleName(_("找以前的来电人"))
        self._soon = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._soon.setObjectName("known callers looked up")
        self._soon.timeout.connect(self._look)
        self.search.textChanged.connect(self._soon.start)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addLayout(self._lines)

    def start_over(self) -> None:
        """Another number: nobody has been looked for."""
        self.search.clear()
        self._soon.stop()
        self.search.show()
        empty(self._lines)

    def show_attached(self, person: Person) -> None:
        """Say to whom the number is attached, and let it be undone."""
        self.search.hide()
        empty(self._lines)
        words = _("登记时记为 {who} 的另一个号码。").format(who=_who(person))
        self._lines.addWidget(plain(words))
        self._lines.addWidget(pressed(_("不是，取消"), "link", self._detach))

    def _look(self) -> None:
        typed = self.search.text().strip()
        empty(self._lines)
        if typed:
            self._background.run(partial(self._find, typed), partial(self._offer, typed))

    def _offer(self, typed: str, people: Sequence[Person]) -> None:
        if typed != self.search.text().strip():
            return
        empty(self._lines)
        for person in people[:SHOWN]:
            self._lines.addWidget(pressed(_who(person), "link", partial(self._ask, person)))
        if not people:
            self._lines.addWidget(labelled(_("没有找到这样的来电人。"), "secondary"))

    def _ask(self, person: Person) -> None:
        """Two numbers of one person are for ever: never by a slip of the hand."""
        empty(self._lines)
        words = _("请先向来电人核实姓名。确认是 {who} 本人？").format(who=_who(person))
        self._lines.addWidget(plain(words, "strong"))
        row = QHBoxLayout()
        row.addWidget(pressed(_("核实了，是本人"), "", partial(self.attached.emit, person)))
        row.addWidget(pressed(_("不是"), "", self.start_over))
        row.addStretch(1)
        holder = QWidget()
        holder.setLayout(row)
        self._lines.addWidget(holder)

    def _detach(self) -> None:
        self.start_over()
        self.detached.emit()


def _who(person: Person) -> str:
    _key, number, name = person
    return f"{name or _('没有留下姓名')}  {number}"
