"""接班待办: everything outstanding for me and my shift, in the order of what breaks first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from seatapp.domain.handover import NOT_HANDED_OVER, Item, in_order
from seatapp.domain.references import State
from seatapp.domain.roster import Turn
from seatapp.local.handover_content import (
    SHIFT_SECONDS,
    item_from,
    queue_rows,
    standing_here,
)
from seatapp.text import _
from ui.durations import moment
from ui.layouts import empty
from ui.panes.handover_parts import part_words
from ui.panes.shift_page import ShiftPage
from ui.shift_duty import ShiftDuty
from ui.theme import current_tokens
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
    """What is outstanding, in order; handovers that wait; until when the shift goes."""

    items: Sequence[Item]
    left_out: int
    waiting: Sequence[State]
    notices: Sequence[Item]
    turn: Turn | None
    until: int
    now: int


class TakingPane(ShiftPage):
    """What waits for the person who takes duty.

    Signals: `handover_wanted(str)` a handover is to be taken or ruled.
    """

    handover_wanted = Signal(str)

    def __init__(self, duty: ShiftDuty, background: Background) -> None:
        super().__init__(duty, background, _("接班待办"))
        self._read: Read | None = None

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.run(self._look, self._take)

    def _look(self) -> Read:
        duty, now = self.duty, now_seconds() // REDRAWN_SECONDS * REDRAWN_SECONDS
        turn = duty.book.roster().present(duty.person.id, now)
        until = turn.ends_at if turn else now + SHIFT_SECONDS
        found: dict[str, Item] = {}
        for queue in duty.workflow.queues_of(duty.posts):
            if queue.name not in NOT_HANDED_OVER:
                whole = None if queue.subject == "callback" else until
                for row in queue_rows(duty.reader, queue.name, duty.person.id, now, whole):
                    found.setdefault(row.subject_id, item_from(queue.name, row))
        items = in_order(found.values())
        waiting = duty.book.waiting(duty.posts)
        return Read(
            items[:MOST],
            max(0, len(items) - MOST),
            waiting,
            standing_here(duty.reader, duty.book),
            turn,
            until,
            now,
        )

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
        late = sum(1 for item in read.items if item.due_at is not None and item.due_at < read.now)
        self.under.setText(
            _("{shift} · 到 {until} 前要办 {n} 件，其中已超时 {late} 件").format(
                shift=shift, until=moment(read.until, read.now), n=len(read.items), late=late
            )
        )
        self._draw_handovers(read)
        self._draw_here(read)
        self.column.addWidget(labelled(_("按先后"), "heading"))
        for item in read.items:
            card = ItemCard(item, read.now, QLabel(part_words(self.duty.workflow, item.queue)))
            card.opened.connect(self.case_wanted)
            if item.root:
                open_case = partial(self.case_wanted.emit, item.root)
                card.add(pressed(_("去办"), "link", open_case))
            self.column.addWidget(card)
        if read.left_out:
            words = _("另有 {n} 件时限更晚，在各队列中。").format(n=read.left_out)
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
            label.setStyleSheet(f"color: {current_tokens().near};")
            self.column.addWidget(ItemCard(item, read.now, label))
