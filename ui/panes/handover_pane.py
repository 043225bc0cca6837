"""交接班: make one from the live queues and sign it, or take one item by item and sign that."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
)

from seatapp.domain.handover import questions_of
from seatapp.domain.references import State
from seatapp.text import _
from ui.durations import Level, moment
from ui.layouts import empty
from ui.panes.handover_incoming import Incoming
from ui.panes.handover_outgoing import Outgoing
from ui.panes.handover_packets import HandoverPackets
from ui.panes.handover_parts import post_words, stage_words
from ui.panes.handover_read import Read, drafted_by
from ui.panes.handover_typing import HandoverTyping
from ui.panes.shift_page import ShiftPage, offered_names
from ui.shift_duty import ShiftDuty
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import now_seconds
from ui.worker import Background

MOST_BUTTONS = 2
"""Somebody with more posts chooses from a menu for which one a handover begins."""

COMING = "due_next_shift"
"""What the one who comes will have to see to; it can be worked on before it is handed over."""

CLEAN = ("signed_in", "ruled", "lapsed")
LEVELS = {
    "draft": Level.PAUSED,
    "signed_out": Level.NEAR,
    "disputed": Level.LATE,
    "signed_in": Level.DONE,
    "ruled": Level.DONE,
    "lapsed": Level.PAUSED,
}


class HandoverPane(ShiftPage):
    """All handovers, or the one in hand. Signals: `queue_wanted(str)` a queue is wanted instead."""

    queue_wanted = Signal(str)

    def __init__(self, duty: ShiftDuty, background: Background) -> None:
        super().__init__(duty, background, _("交接班"))
        self.chosen: str | None = None
        self._read: Read | None = None
        self._drawn: object = None
        self.typing = HandoverTyping(duty, background, self)
        self.typing.came.connect(self.refresh)
        self.typing.failed.connect(self._show_list)
        self.packets = HandoverPackets(duty.packets, background, self)
        self.packets.told.connect(self.told)
        self.packets.failed.connect(self.failed)
        self.packets.taken_in.connect(self.changed)
        self.packets.taken_in.connect(self.refresh)
        self.outgoing = Outgoing(self, self.typing)
        self.outgoing.left.connect(self._leave)
        self.outgoing.recount_wanted.connect(self._look_anew)
        self.incoming = Incoming(self, self.typing)
        self.incoming.left.connect(self._leave)
        self.incoming.packet_wanted.connect(self.packets.ask_where_to)
        coming = duty.workflow.queues[COMING]
        if any(post in coming.posts for post in duty.posts):
            ask = partial(self.queue_wanted.emit, COMING)
            self.head.addWidget(pressed(f"{_(coming.label)} →", "link", ask))

    # --- reading -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.look(partial(self._look, self.chosen), self._take)

    def _look(self, chosen: str | None) -> Read:
        duty = self.duty
        handovers = duty.book.handovers()
        people = {
            str(state[name])
            for state in handovers
            for name in ("drafted_by", "signed_out_by", "signed_in_by", "settled_by")
            if state.get(name)
        }
        view = duty.book.handover(chosen) if chosen else None
        if view is not None:
            people |= {who for who, _at, _words in view.addenda}
            for one in view.items:
                people |= {str(one.state[name]) for name in _SIDES if one.state.get(name)}
        content = None
        if view is not None and drafted_by(view.state, duty.person.id):
            content = duty.handover_content(str(view.state["duty_post"]))
        post = str(view.state["duty_post"]) if view else ""
        asked = questions_of(dict(duty.reader.references("handover_rule")).get(post))
        names = {who: duty.reader.words("person", who) for who in people}
        offered = offered_names(duty, "handover", handovers)
        if view is not None:
            offered |= offered_names(duty, "handover", [view.state])
            offered |= offered_names(duty, "handover_item", [one.state for one in view.items])
        questions = {one.code: one.words for one in asked}
        return Read(handovers, view, content, questions, names, offered)

    def _take(self, read: Read) -> None:
        if self.typing.coming:
            return  # what was typed before is on its way
        self._read = read
        view = read.view
        editing = view is not None and drafted_by(view.state, self.duty.person.id)
        # While somebody types nothing is counted anew; elsewhere the time that is left goes on.
        minute = now_seconds() // 60
        mark = (self.chosen, "draft") if editing else (self.chosen, read, minute)
        if self._drawn == mark:
            return
        self._drawn = mark
        self.draw_anew()

    def open(self, handover_id: str | None) -> None:
        """Show one handover, or all of them."""
        self.chosen = handover_id
        self._drawn = None
        self.typing.begin(handover_id)
        if handover_id is None:
            self.refresh()

    def keep(self) -> None:
        """Write what was typed to the disk before the window goes."""
        self.typing.keep()

    def _leave(self) -> None:
        self.open(None)

    def _look_anew(self) -> None:
        """Count the queues again, and draw."""
        self._drawn = None
        self.refresh()

    def _show_list(self, why: str) -> None:
        """What was typed could not be read: it is kept where it is, and the list is shown."""
        if why:
            self.failed.emit(why)
        self.chosen = None
        self.refresh()

    # --- drawing -------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw what was read last."""
        read = self._read
        if read is None:
            return
        empty(self.column)
        empty(self.foot)
        if read.view is None:
            self._draw_list(read)
        elif read.content is not None:
            self.outgoing.draw(read.view, read.content)
        else:
            self.incoming.draw(read, read.view)

    def _draw_list(self, read: Read) -> None:
        self.under.setText(_("从现有队列生成，双方签字后不可更改；断网也可以交接。"))
        for state in read.handovers:
            self.column.addWidget(self._list_card(read, state))
        if not read.handovers:
            words = _("还没有交接班。下班前点“开始交班”，会按岗位列出要交的事项。")
            self.column.addWidget(plain(words, "secondary"))
        self.column.addStretch(1)
        self.foot.addWidget(pressed(_("导入交接包…"), "", self.packets.ask_which))
        self.foot.addWidget(pressed(_("导出交接包…"), "", self.packets.ask_where_to))
        self.foot.addStretch(1)
        self._add_beginnings()

    def _add_beginnings(self) -> None:
        """A button for each of few posts; somebody with many has one with a menu."""
        known = self.duty.workflow.choices_of("duty_post")
        posts = [post for post in known if post.code in self.duty.posts]
        begins = {
            _("开始交班（{post}）").format(post=_.of("duty_post", post.label)): partial(
                self._begin, post.code
            )
            for post in posts
        }
        if len(begins) <= MOST_BUTTONS:
            for place, (words, begin) in enumerate(begins.items()):
                self.foot.addWidget(pressed(words, "" if place else "primary", begin))
            return
        choosing = QPushButton(_("开始交班 ▾"))
        choosing.setProperty("tone", "primary")
        # The menu goes with its button: left behind on the page, it would show as a speck.
        menu = QMenu(choosing)
        for words, begin in begins.items():
            menu.addAction(words).triggered.connect(begin)
        choosing.setMenu(menu)
        self.foot.addWidget(choosing)

    def _list_card(self, read: Read, state: State) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        stage, words = str(state["stage"]), post_words(self.duty.workflow, state)
        row.addWidget(Pill(stage_words(self.duty.workflow, state), LEVELS.get(stage, Level.UNSET)))
        row.addWidget(labelled(f"{words}　{state.get('number', '')}", "strong"))
        row.addWidget(plain(_sides(read, state)), 1)
        at = state.get("border_at") or state.get("drafted_at")
        if isinstance(at, int):
            row.addWidget(labelled(moment(at, now_seconds()), "secondary"))
        words = _("接班") if read.may("sign_in", state["id"]) else _("查看")
        if drafted_by(state, self.duty.person.id):
            words = _("继续")
        tone = "" if stage in CLEAN else "primary"
        row.addWidget(pressed(words, tone, partial(self.open, str(state["id"]))))
        return card

    def _begin(self, post: str) -> None:
        handovers = self._read.handovers if self._read else ()
        mine = (one for one in handovers if drafted_by(one, self.duty.person.id))
        started = next((one for one in mine if one.get("duty_post") == post), None)
        if started is not None:
            self.open(str(started["id"]))
            return

        def begin() -> dict[str, Any]:
            return {"area": self.duty.book.area([post]), "duty_post": post}

        def draft(values: dict[str, Any]) -> None:
            self.do("draft_handover", "handover", None, values, self.open)

        self.background.run(begin, draft)


def _sides(read: Read, state: State) -> str:
    leaver = read.name_of(state.get("signed_out_by") or state.get("drafted_by"))
    taker = read.name_of(state.get("signed_in_by")) or _("待接")
    alone = _("（本人接续）") if state.get("alone") else ""
    return f"{leaver} → {taker}{alone}"


_SIDES = ("listed_by", "disputed_by", "settled_by")
