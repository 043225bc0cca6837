"""接班待办: everything outstanding for me and my shift, in the order of what breaks first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from seatapp.domain.handover import EMERGENCIES, NOT_HANDED_OVER, Item, in_order
from seatapp.domain.references import State
from seatapp.domain.roster import Turn
from seatapp.local.handover_content import (
    REFUSED,
    SHIFT_SECONDS,
    item_from,
    standing_here,
)
from seatapp.text import _
from ui.durations import Level, moment
from ui.layouts import empty
from ui.panes.handover_parts import part_words
from ui.panes.shift_page import ShiftPage
from ui.place_names import REFUSALS
from ui.shift_duty import ShiftDuty
from ui.widgets.item_card import ItemCard
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import choice_words, now_seconds
from ui.worker import Background

MOST = 60
"""So many are seen at a glance and drawn without being felt; later ones stand in their queues."""

REDRAWN_SECONDS = 60
"""What is left is written anew so often, unless something changed."""


@dataclass(frozen=True)
class Read:
    """What is outstanding; handovers that wait; until when the shift goes.

    `items` are the first, in order, of the `due` in all; so many of those are `late`.
    """

    items: Sequence[Item]
    due: int
    late: int
    waiting: Sequence[State]
    notices: Sequence[Item]
    turn: Turn | None
    until: int
    now: int


class TakingPane(ShiftPage):
    """What waits for the person who takes duty.

    Signals: `handover_wanted(str)` a handover is to be taken or ruled; `queue_wanted(str)` another
    place of the rail is wanted.
    """

    handover_wanted = Signal(str)
    queue_wanted = Signal(str)

    def __init__(self, duty: ShiftDuty, background: Background) -> None:
        super().__init__(duty, background, _("接班待办"))
        self._read: Read | None = None

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.look(self._look, self._take)

    def _look(self) -> Read:
        duty, now = self.duty, now_seconds() // REDRAWN_SECONDS * REDRAWN_SECONDS
        turn = duty.book.roster().present(duty.person.id, now)
        until = turn.ends_at if turn else now + SHIFT_SECONDS
        found, due, late = self._due(now, until)
        items = in_order(found.values())[:MOST]
        waiting = duty.book.waiting(duty.posts)
        here = standing_here(duty.reader, duty.book)
        return Read(items, due, late, waiting, here, turn, until, now)

    def _due(self, now: int, until: int) -> tuple[dict[str, Item], int, int]:
        """The first of each queue that are due by `until`, how many are due, and how many late."""
        reader, person = self.duty.reader, self.duty.person.id
        found: dict[str, Item] = {}
        due: set[tuple[str, int]] = set()
        late: set[tuple[str, int]] = set()
        for queue in self.duty.workflow.queues_of(self.duty.posts):
            if queue.name in NOT_HANDED_OVER:
                continue
            name, subject = queue.name, queue.subject
            # What is owed is owed, whenever it is due; an emergency stands until it is over.
            if subject == "callback" or name == EMERGENCIES:
                keys: Sequence[int] = reader.queue_ids(name, person, now)
            else:
                keys = reader.due_keys(name, person, now, until)
            due.update((subject, key) for key in keys)
            late.update((subject, key) for key in reader.due_keys(name, person, now, now - 1))
            for row in reader.queue_rows(name, keys[:MOST]):
                found.setdefault(row.subject_id, item_from(name, row))
        return found, len(due), len(late)

    def _take(self, read: Read) -> None:
        if read != self._read:
            self._read = read
            self.draw_anew()

    def redraw(self) -> None:
        """Draw what was read last."""
        read = self._read
        if read is None:
            return
        empty(self.column)
        shift = read.turn.shift.name if read.turn else _("未排班")
        self.under.setText(
            _("{shift} · {until} 前要办 {n} 件，其中已超时 {late} 件").format(
                shift=shift, until=moment(read.until, read.now), n=read.due, late=read.late
            )
        )
        self._draw_handovers(read)
        self._draw_here(read)
        self.column.addWidget(labelled(_("按先后"), "heading"))
        for item in read.items:
            card = ItemCard(item, read.now, QLabel(part_words(self.duty.workflow, item.queue)))
            card.opened.connect(self.show_behind)
            if item.root:
                go = partial(self.show_behind, item)
                card.add(pressed(_("去办"), "link", go))
            self.column.addWidget(card)
        if read.due > len(read.items):
            left_out = read.due - len(read.items)
            words = _("另有 {n} 件时限更晚，在各队列中。").format(n=left_out)
            self.column.addWidget(plain(words, "secondary"))
        if not read.items:
            words = _("本班到点前没有要办的事项。新来的会自动列在这里。")
            self.column.addWidget(plain(words, "secondary"))
        self.column.addStretch(1)

    def _draw_handovers(self, read: Read) -> None:
        if not read.waiting:
            return
        self.column.addWidget(labelled(_("交接班"), "heading"))
        for state in read.waiting:
            post = choice_words(self.duty.workflow, "duty_post", str(state.get("duty_post")))
            stage = _(self.duty.workflow.stage("handover", str(state["stage"])).label)
            item = Item(
                "handover",
                "handover",
                str(state["id"]),
                "",
                str(state.get("number", "")),
                post,
                None,
            )
            card = ItemCard(item, read.now, QLabel(stage))
            go = partial(self.handover_wanted.emit, str(state["id"]))
            card.add(pressed(_("去接班"), "primary", go))
            self.column.addWidget(card)

    def _draw_here(self, read: Read) -> None:
        if not read.notices:
            return
        self.column.addWidget(labelled(_("本席位与通知"), "heading"))
        for item in read.notices:
            label = QLabel(part_words(self.duty.workflow, item.queue))
            label.setProperty("level", Level.NEAR.value)
            card = ItemCard(item, read.now, label)
            card.opened.connect(self.show_behind)
            if item.queue == REFUSED:
                go = partial(self.queue_wanted.emit, REFUSALS)
                card.add(pressed(_("去处理"), "primary", go))
            self.column.addWidget(card)
