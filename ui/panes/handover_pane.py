"""交接班: make one from the live queues and sign it, or take one item by item and sign that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.handover import Question, missing_answers, questions_of
from seatapp.domain.references import State
from seatapp.local.duty_book import HandedItem, HandoverView
from seatapp.local.handover_content import LONGEST_NOTE, Content
from seatapp.text import _
from ui.durations import Level, moment
from ui.layouts import empty
from ui.panes.handover_parts import (
    ANSWERED,
    groups,
    part_words,
    said,
    short_hash,
    side_box,
    signature,
    tiles,
)
from ui.panes.shift_page import ShiftPage, plain, pressed
from ui.shift_duty import ShiftDuty
from ui.widgets.item_card import ItemCard
from ui.widgets.pill import Pill
from ui.widgets.section import labelled
from ui.wording import choice_words, now_seconds
from ui.worker import Background

KEEP_MS = 800
CLEAN = ("signed_in", "ruled", "lapsed")
LEVELS = {
    "draft": Level.PAUSED,
    "signed_out": Level.NEAR,
    "disputed": Level.LATE,
    "signed_in": Level.DONE,
    "ruled": Level.DONE,
    "lapsed": Level.PAUSED,
}


@dataclass(frozen=True)
class Read:
    """What the screen shows: all handovers, the one in hand, and what a draft would hold."""

    handovers: Sequence[State]
    view: HandoverView | None
    content: Content | None
    questions: Mapping[str, str]
    names: Mapping[str, str]


@dataclass
class Typed:
    """What somebody has written for a handover that is not signed yet."""

    notes: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    remarks: str = ""

    def values(self) -> dict[str, Any]:
        """The same as a draft is kept."""
        return {
            "notes": [f"{key}={text}" for key, text in self.notes.items() if text],
            "answers": [f"{key}={text}" for key, text in self.answers.items() if text],
            "remarks": self.remarks,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Typed:
        """What was kept."""
        kept = kept or {}
        pairs = {name: [line.partition("=") for line in kept.get(name) or ()] for name in _PAIRS}
        told = {name: {one[0]: one[2] for one in found} for name, found in pairs.items()}
        return cls(told["notes"], told["answers"], str(kept.get("remarks") or ""))


_PAIRS = ("notes", "answers")


class HandoverPane(ShiftPage):
    """All handovers, or the one in hand."""

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

    # --- reading -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.run(partial(self._look, self.chosen), self._take)

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
        if view is not None and self._is_mine(view.state):
            content = duty.handover_content(str(view.state["duty_post"]))
        post = str(view.state["duty_post"]) if view else ""
        asked = questions_of(dict(duty.reader.references("handover_rule")).get(post))
        names = {who: duty.reader.words("person", who) for who in people}
        return Read(handovers, view, content, {one.code: one.words for one in asked}, names)

    def _is_mine(self, state: State) -> bool:
        return state["stage"] == "draft" and state.get("drafted_by") == self.duty.person.id

    def _take(self, read: Read) -> None:
        if self._loading:
            return  # what was typed before is on its way
        self._read = read
        view = read.view
        editing = view is not None and self._is_mine(view.state)
        mark = (self.chosen, "draft") if editing else (self.chosen, read)
        if editing and self._drawn == mark:
            return  # somebody is typing: what is signed is counted anew anyway
        self._drawn = mark
        self.redraw()

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
        self.background.run(load, self._take_typed)

    def _take_typed(self, kept: Mapping[str, Any] | None) -> None:
        self.typed = Typed.of(kept)
        self._loading = False
        self.refresh()

    def keep(self) -> None:
        """Save what was typed."""
        self._keeping.stop()
        read = self._read
        if self.chosen and read and read.content is not None:
            key, values = self._key(self.chosen), self.typed.values()
            save = self.duty.reader.save_draft
            self.background.run(partial(save, self.duty.person.id, key, values))

    def _key(self, handover_id: str) -> str:
        return f"handover/{handover_id}"

    # --- drawing -------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw what was read last."""
        read = self._read
        if read is None:
            return
        empty(self.column)
        _clear(self.foot)
        if read.view is None:
            self._draw_list(read)
        elif read.content is not None:
            self._draw_draft(read.view, read.content)
        else:
            self._draw_view(read, read.view)

    def _name(self, login: object) -> str:
        names = self._read.names if self._read else {}
        return names.get(str(login), str(login)) if login else ""

    def _post_words(self, state: State) -> str:
        return choice_words(self.duty.workflow, "duty_post", str(state.get("duty_post")))

    def _stage_words(self, state: State) -> str:
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
        self.foot.addWidget(pressed(_("导出交接包…"), "", self._export_packet))
        self.foot.addStretch(1)
        posts = self.duty.workflow.choices_of("duty_post")
        for place, post in enumerate(post for post in posts if post.code in self.duty.posts):
            words = _("开始交班（{post}）").format(post=_.of("duty_post", post.label))
            begin = partial(self._begin, post.code)
            self.foot.addWidget(pressed(words, "" if place else "primary", begin))

    def _list_card(self, state: State) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        stage = str(state["stage"])
        row.addWidget(Pill(self._stage_words(state), LEVELS.get(stage, Level.UNSET)))
        row.addWidget(labelled(f"{self._post_words(state)}　{state.get('number', '')}", "strong"))
        row.addWidget(plain(self._sides(state)), 1)
        at = state.get("border_at") or state.get("drafted_at")
        if isinstance(at, int):
            row.addWidget(labelled(moment(at, now_seconds()), "secondary"))
        words = _("接班") if self._to_take(state) else _("查看")
        if self._is_mine(state):
            words = _("继续")
        tone = "" if stage in CLEAN else "primary"
        row.addWidget(pressed(words, tone, partial(self.open, str(state["id"]))))
        return card

    def _sides(self, state: State) -> str:
        leaver = self._name(state.get("signed_out_by") or state.get("drafted_by"))
        taker = self._name(state.get("signed_in_by")) or _("待接")
        alone = _("（本人接续）") if state.get("alone") else ""
        return f"{leaver} → {taker}{alone}"

    def _to_take(self, state: State) -> bool:
        return state["stage"] == "signed_out" and state.get("signed_out_by") != self.duty.person.id

    # --- the outgoing side ---------------------------------------------------------------------

    def _draw_draft(self, view: HandoverView, content: Content) -> None:
        state = view.state
        self.under.setText(
            _("{post} · {number} · 交到 {until}").format(
                post=self._post_words(state),
                number=state.get("number", ""),
                until=moment(content.until, now_seconds()),
            )
        )
        self.column.addWidget(tiles(self.duty.workflow, content.counts))
        left, right = self._halves()
        if content.left_out:
            words = _("事项过多，另有 {n} 件只计入件数，没有逐项列出。")
            left.addWidget(plain(words.format(n=content.left_out), "pending"))
        for queue, items in groups(content.items).items():
            left.addWidget(labelled(part_words(self.duty.workflow, queue), "heading"))
            for item in items:
                card = ItemCard(item, now_seconds(), self._note_input(item.subject_id))
                card.opened.connect(self.case_wanted)
                if item.moves:
                    card.add(Pill(_("随班移交"), Level.NEAR))
                left.addWidget(card)
        if not content.items:
            left.addWidget(
                plain(_("没有需要逐项交接的事项，填好右边的问答即可签字。"), "secondary")
            )
        left.addStretch(1)
        self._draw_questions(right, content)
        drop = partial(self.do, "drop_handover", "handover", self.chosen, {}, self._close)
        self.foot.addWidget(pressed(_("放弃起草"), "danger", drop))
        self.foot.addStretch(1)
        self.foot.addWidget(pressed(_("返回列表"), "", partial(self.open, None)))
        self.foot.addWidget(pressed(_("重新统计"), "", self._count_again))
        self.foot.addWidget(pressed(_("签字交班"), "primary", self.sign_out))

    def _note_input(self, subject_id: str) -> QLineEdit:
        note = QLineEdit(self.typed.notes.get(subject_id, ""))
        note.setPlaceholderText(_("交代一句"))
        note.setMaxLength(LONGEST_NOTE)
        note.setAccessibleName(_("交班说明"))
        note.textEdited.connect(partial(self._type, self.typed.notes, subject_id))
        return note

    def _draw_questions(self, column: QVBoxLayout, content: Content) -> None:
        if content.rule.questions:
            column.addWidget(labelled(_("交班问答"), "heading"))
        for question in content.rule.questions:
            words = f"{question.words}{' *' if question.required else ''}"
            column.addWidget(plain(words))
            answer = QLineEdit(self.typed.answers.get(question.code, ""))
            answer.setAccessibleName(question.words)
            answer.setMaxLength(LONGEST_NOTE)
            answer.textEdited.connect(partial(self._type, self.typed.answers, question.code))
            column.addWidget(answer)
        column.addWidget(labelled(_("交班说明"), "heading"))
        remarks = QPlainTextEdit(self.typed.remarks)
        remarks.setAccessibleName(_("交班说明"))
        remarks.setTabChangesFocus(True)
        remarks.setFixedHeight(110)
        remarks.textChanged.connect(lambda: self._remark(remarks.toPlainText()))
        column.addWidget(remarks)
        self.missing = plain("", "fault")
        column.addWidget(self.missing)
        column.addStretch(1)

    def _type(self, into: dict[str, str], key: str, text: str) -> None:
        into[key] = text
        self._keeping.start()

    def _remark(self, text: str) -> None:
        self.typed.remarks = text
        self._keeping.start()

    def _begin(self, post: str) -> None:
        mine = (s for s in (self._read.handovers if self._read else ()) if self._is_mine(s))
        started = next((s for s in mine if s.get("duty_post") == post), None)
        if started is not None:
            self.open(str(started["id"]))
            return

        def begin() -> dict[str, Any]:
            return {"area": self.duty.book.area([post]), "duty_post": post}

        def draft(values: dict[str, Any]) -> None:
            self.do("draft_handover", "handover", None, values, self.open)

        self.background.run(begin, draft)

    def _count_again(self) -> None:
        self._drawn = None
        self.refresh()

    def sign_out(self) -> None:
        """Count anew, and sign what stands on the screen; show it first if it has changed."""
        read = self._read
        if read is None or read.content is None or self.chosen is None:
            return
        lacking = self._lacking(read.content)
        if lacking:
            names = "；".join(one.words for one in lacking)
            self.missing.setText(_("还没有回答：{names}").format(names=names))
            return
        make = partial(self.duty.handover_content, read.content.post)
        self.background.run(make, partial(self._sign, read.content))

    def _lacking(self, content: Content) -> list[Question]:
        questions = [
            f"{one.code}:{'required' if one.required else 'optional'}:{one.words}"
            for one in content.rule.questions
        ]
        given = [f"{code}={text.strip()}" for code, text in self.typed.answers.items()]
        return missing_answers({"questions": questions}, given)

    def _sign(self, shown: Content, content: Content) -> None:
        assert self.chosen is not None
        if {one.subject_id for one in shown.items} != {one.subject_id for one in content.items}:
            self.failed.emit(_("队列刚有变化，已重新统计，还没有签字。请看过再签。"))
            self._count_again()
            return
        values = content.noted(self.typed.notes).values(self.typed.answers, self.typed.remarks)
        self.do("sign_out", "handover", self.chosen, values, self._signed_out)

    def _signed_out(self, handover_id: str) -> None:
        self._drawn = None
        forget = partial(self.duty.reader.save_draft, self.duty.person.id)
        self.background.run(partial(forget, self._key(handover_id), None))

    def _close(self, _handover_id: str) -> None:
        self.open(None)

    # --- the incoming side, and looking back ---------------------------------------------------

    def _draw_view(self, read: Read, view: HandoverView) -> None:
        state = view.state
        self.under.setText(
            _("{post} · {number} · {stage}").format(
                post=self._post_words(state),
                number=state.get("number", ""),
                stage=self._stage_words(state),
            )
        )
        self.column.addWidget(tiles(self.duty.workflow, view.counts))
        left, right = self._halves()
        by_id = {one.item.subject_id: one for one in view.items}
        for queue, items in groups(one.item for one in view.items).items():
            left.addWidget(labelled(part_words(self.duty.workflow, queue), "heading"))
            for item in items:
                left.addWidget(self._answered(view, by_id[item.subject_id]))
        left.addStretch(1)
        self._draw_sides(right, view)
        self._draw_buttons(view)

    def _answered(self, view: HandoverView, one: HandedItem) -> ItemCard:
        item, stage = one.item, str(one.state["stage"])
        told = [item.note, str(one.state.get("reason") or ""), str(one.state.get("ruling") or "")]
        card = ItemCard(item, now_seconds(), plain("　".join(part for part in told if part)))
        card.opened.connect(self.case_wanted)
        if item.moves:
            card.add(Pill(_("随班移交"), Level.NEAR))
        label = _(self.duty.workflow.stage("handover_item", stage).label)
        mine_to_answer = self._to_take(view.state) and stage == "listed"
        if mine_to_answer:
            take = partial(self.do, "take_item", "handover_item", one.id, {})
            card.add(pressed(_("接下"), "", take))
            dispute = partial(self.ask, "dispute_item", "handover_item", one.state)
            card.add(pressed(_("异议…"), "danger", dispute))
        elif stage == "disputed" and self._may_rule(view, one.state):
            card.add(Pill(label, ANSWERED[stage]))
            card.add(
                pressed(
                    _("裁定…"),
                    "primary",
                    partial(self.ask, "rule_item", "handover_item", one.state),
                )
            )
        else:
            card.add(Pill(label, ANSWERED[stage]))
        return card

    def _may_rule(self, view: HandoverView, state: State) -> bool:
        sides = {state.get("listed_by"), state.get("disputed_by")}
        signed = view.state["stage"] == "disputed"
        return (
            signed and self.may("rule_item", "handover_item") and self.duty.person.id not in sides
        )

    def _draw_sides(self, column: QVBoxLayout, view: HandoverView) -> None:
        state = view.state
        leaver = self._name(state.get("signed_out_by") or state.get("drafted_by"))
        signature(column, _("交班"), leaver, state.get("signed_out_at"), _("尚未签字"))
        waiting = len(view.standing("listed"))
        words = _("还有 {n} 项待答复，答完可签").format(n=waiting) if waiting else _("可以签字")
        if state["stage"] != "signed_out":
            words = ""
        taker = self._name(state.get("signed_in_by"))
        signature(column, _("接班"), taker, state.get("signed_in_at"), words)
        if state.get("alone"):
            column.addWidget(plain(_("本人接续：交班和接班是同一人。"), "pending"))
        said(column, _("交班问答"), self._answers(state))
        said(column, _("交班说明"), [str(state.get("remarks") or "")])
        said(column, _("接班说明"), [str(state.get("taker_remarks") or "")])
        said(column, _("理由"), [str(state.get("reason") or "")])
        added = (
            f"{moment(at, now_seconds())} {self._name(who)}：{words}"
            for who, at, words in view.addenda
        )
        said(column, _("补充说明"), added)
        column.addStretch(1)
        if state.get("content_hash"):
            words = _("内容摘要 {hash} · 签后不可改，只可补充")
            column.addWidget(plain(words.format(hash=short_hash(state)), "secondary"))
        if view.pending:
            column.addWidget(plain(_("待中心确认；断网时也有效。"), "pending"))

    def _answers(self, state: State) -> list[str]:
        asked = self._read.questions if self._read else {}
        pairs = (line.partition("=") for line in _list(state.get("answers")))
        return [f"{asked.get(code, code)} {words}" for code, _equals, words in pairs]

    def _draw_buttons(self, view: HandoverView) -> None:
        """Papers at the left, what can be done at the right, the usual next thing last."""
        self._draw_papers(view)
        self.foot.addStretch(1)
        self.foot.addWidget(pressed(_("返回列表"), "", partial(self.open, None)))
        if view.state["stage"] != "draft":
            add = partial(self.ask, "add_to_handover", "handover", view.state)
            self.foot.addWidget(pressed(_("补充说明…"), "", add))
        self._draw_ruling(view)
        if self._to_take(view.state):
            self._draw_taking(view)
        elif view.state["stage"] == "signed_out":
            alone = partial(self.do, "sign_in_alone", "handover", self.chosen, {})
            self.foot.addWidget(pressed(_("本人接续签字"), "", alone))

    def _draw_papers(self, view: HandoverView) -> None:
        paper = partial(self.duty.handover_paper, str(self.chosen))
        title = _("交接班记录 {number}").format(number=view.state.get("number", ""))
        self.foot.addWidget(pressed(_("导出交接包…"), "", self._export_packet))
        self.foot.addWidget(pressed(_("打印预览"), "", partial(self.look_at_paper, paper)))
        self.foot.addWidget(pressed(_("导出 Word…"), "", partial(self.save_paper, title, paper)))

    def _draw_taking(self, view: HandoverView) -> None:
        left, disputed = view.standing("listed"), view.standing("disputed")
        if left:
            rest = partial(self.do, "take_rest", "handover", self.chosen, {})
            words = _("其余 {n} 项全部接下").format(n=len(left))
            self.foot.addWidget(pressed(words, "", rest))
        step = "sign_in_disputed" if disputed else "sign_in"
        words = _("带异议签字接班") if disputed else _("签字接班")
        values = {"callbacks": list(_list(view.state.get("callbacks")))}
        sign = pressed(words, "primary", partial(self.do, step, "handover", self.chosen, values))
        sign.setEnabled(not left)
        self.foot.addWidget(sign)

    def _draw_ruling(self, view: HandoverView) -> None:
        state, me = view.state, self.duty.person.id
        outside = me not in (state.get(name) for name in _SIGNERS)
        stage = state["stage"]
        if stage == "disputed" and outside and self.may("settle_disputes", "handover"):
            settle = partial(self.do, "settle_disputes", "handover", self.chosen, {})
            button = pressed(_("裁定完毕"), "primary", settle)
            button.setEnabled(not view.standing("disputed"))
            self.foot.addWidget(button)
        if stage in ("draft", "signed_out") and outside and self.may("lapse", "handover"):
            lapse = partial(self.ask, "lapse", "handover", state)
            self.foot.addWidget(pressed(_("关闭未完成的交接…"), "danger", lapse))

    def _halves(self) -> tuple[QVBoxLayout, QVBoxLayout]:
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

    def _export_packet(self) -> None:
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
            partial(self.duty.export_packet, Path(folder)), self._exported, self._not_done
        )

    def import_from(self, path: str) -> None:
        """Take a packet in."""
        self.background.run(
            partial(self.duty.import_packet, Path(path)), self._imported, self._not_done
        )

    def _exported(self, done: Any) -> None:
        words = _("已导出 {entries} 步、{photos} 张照片：{path}")
        self.told.emit(words.format(entries=done.entries, photos=done.photos, path=done.path))

    def _imported(self, done: Any) -> None:
        words = _("{seat} 的交接包已导入：{new} 步是新的，联网后自动发送。")
        self.told.emit(words.format(seat=done.manifest.seat, new=done.new))
        self.changed.emit()
        self.refresh()


_SIGNERS = ("drafted_by", "signed_out_by", "signed_in_by")
_SIDES = ("listed_by", "disputed_by", "settled_by")


def _list(value: object) -> Sequence[str]:
    return value if isinstance(value, list) else ()


def _clear(row: QHBoxLayout) -> None:
    """Take away buttons and the room between them."""
    while row.count():
        item = row.takeAt(0)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
