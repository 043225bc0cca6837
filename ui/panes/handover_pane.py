"""交接班: make one from the live queues and sign it, or take one item by item and sign that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.handover import questions_of
from seatapp.domain.references import State
from seatapp.errors import WorldError
from seatapp.text import _
from ui.durations import Level, moment
from ui.layouts import empty
from ui.panes.handover_incoming import Incoming
from ui.panes.handover_outgoing import Outgoing
from ui.panes.handover_parts import (
    side_box,
)
from ui.panes.handover_read import Read, Typed
from ui.panes.shift_page import ShiftPage
from ui.shift_duty import ShiftDuty
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import choice_words, now_seconds
from ui.worker import Background

KEEP_MS = 800
MOST_BUTTONS = 2
"""Somebody with more posts chooses from a menu for which one a handover begins."""
TYPED_IN = ("draft", "signed_out")
"""The stages in which somebody may have typed what they have not signed."""

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
        self.typed = Typed()
        self._loading = False
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keeping.setObjectName("handover kept")
        self._keeping.timeout.connect(self.keep)
        self.file_dialog: QFileDialog | None = None
        self.outgoing, self.incoming = Outgoing(self), Incoming(self)
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
        if view is not None and self.is_mine(view.state):
            content = duty.handover_content(str(view.state["duty_post"]))
        post = str(view.state["duty_post"]) if view else ""
        asked = questions_of(dict(duty.reader.references("handover_rule")).get(post))
        names = {who: duty.reader.words("person", who) for who in people}
        return Read(handovers, view, content, {one.code: one.words for one in asked}, names)

    def is_mine(self, state: State) -> bool:
        """Whether this is a draft of the person in front."""
        return state["stage"] == "draft" and state.get("drafted_by") == self.duty.person.id

    def _take(self, read: Read) -> None:
        if self._loading:
            return  # what was typed before is on its way
        self._read = read
        view = read.view
        editing = view is not None and self.is_mine(view.state)
        # While somebody types nothing is counted anew; elsewhere the time that is left goes on.
        minute = now_seconds() // 60
        mark = (self.chosen, "draft") if editing else (self.chosen, read, minute)
        if self._drawn == mark:
            return
        self._drawn = mark
        self.draw_anew()

    def open(self, handover_id: str | None) -> None:
        """Show one handover, or all of them."""
        self.keep()
        self.chosen = handover_id
        self._drawn = None
        self.typed = Typed()
        self._loading = handover_id is not None
        if handover_id is None:
            self.refresh()
            return
        key = self._key(handover_id)
        load = partial(self.duty.reader.draft, self.duty.person.id, key)
        self.background.run(load, self._take_typed, self._not_loaded, self._break_off)

    def _take_typed(self, kept: Mapping[str, Any] | None) -> None:
        self.typed = Typed.of(kept)
        self._loading = False
        self.refresh()

    def _not_loaded(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)
        self._break_off()

    def _break_off(self) -> None:
        """What was typed could not be read: it is kept where it is, and the list is shown."""
        self.chosen = None
        self._loading = False
        self.refresh()

    def keep(self) -> None:
        """Save what was typed."""
        self._keeping.stop()
        read = self._read
        if self.chosen and read and read.view and read.view.state["stage"] in TYPED_IN:
            key, values = self._key(self.chosen), self.typed.values()
            save = self.duty.reader.save_draft
            self.background.run(partial(save, self.duty.person.id, key, values))

    def keep_soon(self) -> None:
        """Something was typed: save it in a moment."""
        self._keeping.start()

    def look_anew(self) -> None:
        """Count the queues again, and draw."""
        self._drawn = None
        self.refresh()

    def forget_typed(self, handover_id: str) -> None:
        """The handover is signed: what was typed stands in it."""
        self._drawn = None
        forget = partial(self.duty.reader.save_draft, self.duty.person.id)
        self.background.run(partial(forget, self._key(handover_id), None))

    @property
    def questions(self) -> Mapping[str, str]:
        """What the post is asked, by code."""
        return self._read.questions if self._read else {}

    def _key(self, handover_id: str) -> str:
        return f"handover/{handover_id}"

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
            self.incoming.draw(read.view)

    def name_of(self, login: object) -> str:
        """The name of somebody; nothing for nobody."""
        names = self._read.names if self._read else {}
        return names.get(str(login), str(login)) if login else ""

    def post_words(self, state: State) -> str:
        """For which post it is."""
        return choice_words(self.duty.workflow, "duty_post", str(state.get("duty_post")))

    def stage_words(self, state: State) -> str:
        """Where it stands."""
        return _(self.duty.workflow.stage("handover", str(state["stage"])).label)

    def _draw_list(self, read: Read) -> None:
        self.under.setText(_("从现有队列生成，双方签字后不可更改；断网也可以交接。"))
        for state in read.handovers:
            self.column.addWidget(self._list_card(state))
        if not read.handovers:
            words = _("还没有交接班。下班前点「开始交班」，会按岗位列出要交的事项。")
            self.column.addWidget(plain(words, "secondary"))
        self.column.addStretch(1)
        self.foot.addWidget(pressed(_("导入交接包…"), "", self._import_packet))
        self.foot.addWidget(pressed(_("导出交接包…"), "", self.export_packet))
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

    def _list_card(self, state: State) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        stage = str(state["stage"])
        row.addWidget(Pill(self.stage_words(state), LEVELS.get(stage, Level.UNSET)))
        row.addWidget(labelled(f"{self.post_words(state)}　{state.get('number', '')}", "strong"))
        row.addWidget(plain(self._sides(state)), 1)
        at = state.get("border_at") or state.get("drafted_at")
        if isinstance(at, int):
            row.addWidget(labelled(moment(at, now_seconds()), "secondary"))
        words = _("接班") if self.to_take(state) else _("查看")
        if self.is_mine(state):
            words = _("继续")
        tone = "" if stage in CLEAN else "primary"
        row.addWidget(pressed(words, tone, partial(self.open, str(state["id"]))))
        return card

    def _sides(self, state: State) -> str:
        leaver = self.name_of(state.get("signed_out_by") or state.get("drafted_by"))
        taker = self.name_of(state.get("signed_in_by")) or _("待接")
        alone = _("（本人接续）") if state.get("alone") else ""
        return f"{leaver} → {taker}{alone}"

    def to_take(self, state: State) -> bool:
        """Whether the person in front may take it over."""
        return state["stage"] == "signed_out" and state.get("signed_out_by") != self.duty.person.id

    def _begin(self, post: str) -> None:
        mine = (s for s in (self._read.handovers if self._read else ()) if self.is_mine(s))
        started = next((s for s in mine if s.get("duty_post") == post), None)
        if started is not None:
            self.open(str(started["id"]))
            return

        def begin() -> dict[str, Any]:
            return {"area": self.duty.book.area([post]), "duty_post": post}

        def draft(values: dict[str, Any]) -> None:
            self.do("draft_handover", "handover", None, values, self.open)

        self.background.run(begin, draft)

    def halves(self) -> tuple[QVBoxLayout, QVBoxLayout]:
        """The wide column of the items, and the narrow one of the sides."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        left = QVBoxLayout()
        left.setSpacing(6)
        row.addLayout(left, 1)
        box, right = side_box()
        row.addWidget(box)
        self.column.addWidget(holder, 1)
        return left, right

    # --- packets -------------------------------------------------------------------------------

    def export_packet(self) -> None:
        """Ask for a folder, and write a packet there."""
        dialog = self._files(_("导出交接包到文件夹"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def _import_packet(self) -> None:
        dialog = self._files(_("导入交接包"))
        dialog.setNameFilter("*.seatpack")
        dialog.fileSelected.connect(self.import_from)
        dialog.open()

    def _files(self, title: str) -> QFileDialog:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        dialog = QFileDialog(self.window(), title, QStandardPaths.writableLocation(place))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.file_dialog = dialog
        return dialog

    def export_to(self, folder: str) -> None:
        """Write a packet into a folder."""
        self.background.run(
            partial(self.duty.packets.export, Path(folder)), self._exported, self._not_done
        )

    def import_from(self, path: str) -> None:
        """Take a packet in."""
        self.background.run(
            partial(self.duty.packets.take_in, Path(path)), self._imported, self._not_done
        )

    def _exported(self, done: Any) -> None:
        self.told.emit(done.told())

    def _imported(self, done: Any) -> None:
        words = _("{seat} 的交接包已导入：{new} 步是新的，联网后自动发送。")
        self.told.emit(words.format(seat=done.manifest.seat, new=done.new))
        self.changed.emit()
        self.refresh()


_SIDES = ("listed_by", "disputed_by", "settled_by")
