"""The incoming side, and looking back: items to take or dispute, signatures, what was added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from seatapp.domain.entries import Values
from seatapp.domain.references import State
from seatapp.local.duty_book import HandedItem, HandoverView
from seatapp.text import _
from ui.durations import Level, moment
from ui.panes.handover_parts import (
    ANSWERED,
    groups,
    halves,
    part_words,
    post_words,
    said,
    short_hash,
    signature,
    stage_words,
    tiles,
)
from ui.panes.handover_read import Read
from ui.panes.handover_typing import HandoverTyping
from ui.panes.shift_page import ShiftPage
from ui.widgets.item_card import ItemCard
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import named, now_seconds

PHOTOS_IN_A_ROW = 3
SIGN_KEYS = "Ctrl+Return"


class Incoming(QObject):
    """Draws a signed handover into `page`, with what the person may do about it.

    Signals: `left()` all handovers are wanted; `packet_wanted()` it is to be carried by stick.
    """

    left = Signal()
    packet_wanted = Signal()

    def __init__(self, page: ShiftPage, typing: HandoverTyping) -> None:
        super().__init__(page)
        self._page, self._typing = page, typing

    def draw(self, read: Read, view: HandoverView) -> None:
        """Show what was signed, item by item, and what can be done about it."""
        state, workflow = view.state, self._page.duty.workflow
        self._page.under.setText(
            _("{post} · {number} · {stage}").format(
                post=post_words(workflow, state),
                number=state.get("number", ""),
                stage=stage_words(workflow, state),
            )
        )
        self._page.column.addWidget(tiles(workflow, view.counts))
        left, right = halves(self._page.column)
        by_id = {one.item.subject_id: one for one in view.items}
        for queue, items in groups(one.item for one in view.items).items():
            left.addWidget(labelled(part_words(workflow, queue), "heading"))
            for item in items:
                left.addWidget(self._answered(read, view, by_id[item.subject_id]))
        left.addStretch(1)
        self._draw_sides(right, read, view)
        self._draw_buttons(read, view)

    def _answered(self, read: Read, view: HandoverView, one: HandedItem) -> ItemCard:
        item, stage = one.item, str(one.state["stage"])
        told = told_words(one)
        card = ItemCard(item, now_seconds(), plain(told) if told else None)
        card.opened.connect(self._page.show_behind)
        if item.moves:
            card.add(Pill(_("随班移交"), Level.NEAR))
        label = _(self._page.duty.workflow.stage("handover_item", stage).label)
        if read.may("take_item", one.id):
            take = partial(self._page.do, "take_item", "handover_item", one.id, {})
            card.add(pressed(_("接下"), "", take))
            dispute = partial(self._ask_about, "dispute_item", one)
            card.add(pressed(_("异议…"), "danger", dispute))
            return card
        card.add(Pill(label, ANSWERED[stage]))
        # Objections are ruled once the taker has signed and the list of them is whole.
        if view.state["stage"] == "disputed" and read.may("rule_item", one.id):
            rule = partial(self._ask_about, "rule_item", one)
            card.add(pressed(_("裁定…"), "primary", rule))
        return card

    def _ask_about(self, step: str, one: HandedItem) -> None:
        """Ask for an objection or a ruling; the dialog may stand over the line it is about."""
        about = "  ·  ".join(part for part in (one.item.number, one.item.title) if part)
        self._page.ask(step, "handover_item", one.state, about=about)

    def _draw_sides(self, column: QVBoxLayout, read: Read, view: HandoverView) -> None:
        state = view.state
        leaver = read.name_of(state.get("signed_out_by") or state.get("drafted_by"))
        signature(column, _("交班"), leaver, state.get("signed_out_at"), _("尚未签字"))
        waiting = len(view.standing("listed"))
        words = _("还有 {n} 项待答复，答完可签").format(n=waiting) if waiting else _("可以签字")
        if state["stage"] != "signed_out":
            words = ""
        taker = read.name_of(state.get("signed_in_by"))
        signature(column, _("接班"), taker, state.get("signed_in_at"), words)
        disputed = len(view.standing("disputed"))
        if state["stage"] == "disputed" and disputed:
            words = _("有 {n} 项异议，请值班长裁定（须是交接双方以外的人）。")
            column.addWidget(plain(words.format(n=disputed), "pending"))
        if state.get("alone"):
            column.addWidget(plain(_("本人接续：交班和接班是同一人。"), "pending"))
        said(column, _("交班问答"), _answers(read.questions, state))
        said(column, _("交班说明"), [str(state.get("remarks") or "")])
        photos = listed_texts(state.get("attachments"))
        if photos:
            column.addWidget(labelled(_("附件照片"), "heading"))
            column.addWidget(self._page.strip(photos, PHOTOS_IN_A_ROW))
        said(column, _("接班说明"), [str(state.get("taker_remarks") or "")])
        if read.may("sign_in", state["id"]) or read.may("sign_in_alone", state["id"]):
            self._draw_remarks(column)
        said(column, _("理由"), [str(state.get("reason") or "")])
        added = (
            f"{moment(at, now_seconds())} {read.name_of(who)}：{words}"
            for who, at, words in view.addenda
        )
        said(column, _("补充说明"), added)
        column.addStretch(1)
        if state.get("content_hash"):
            words = _("内容摘要 {hash} · 签后不可改，只可补充")
            column.addWidget(plain(words.format(hash=short_hash(state)), "secondary"))
        if view.pending:
            column.addWidget(plain(_("待中心确认；断网时也有效。"), "pending"))

    def _draw_remarks(self, column: QVBoxLayout) -> None:
        column.addWidget(labelled(_("接班说明"), "heading"))
        remarks = QPlainTextEdit(self._typing.typed.taker_remarks)
        remarks.setAccessibleName(_("接班说明"))
        remarks.setPlaceholderText(_("签字接班时一并记下，可以不写"))
        remarks.setTabChangesFocus(True)
        remarks.setFixedHeight(64)
        remarks.textChanged.connect(lambda: self._remark(remarks.toPlainText()))
        column.addWidget(remarks)

    def _remark(self, text: str) -> None:
        self._typing.typed.taker_remarks = text
        self._typing.touch()

    def _sign(self, step: str, view: HandoverView, values: Values) -> None:
        words = self._typing.typed.taker_remarks.strip()
        whole: Values = {**values, **({"taker_remarks": words} if words else {})}
        self._do(step, view, whole, self._typing.forget)

    def _do(
        self,
        step: str,
        view: HandoverView,
        values: Values,
        then: Callable[[str], None] | None = None,
    ) -> None:
        self._page.do(step, "handover", str(view.state["id"]), values, then)

    def _draw_buttons(self, read: Read, view: HandoverView) -> None:
        """Papers at the left, what can be done at the right, the usual next thing last."""
        self._draw_papers(view)
        self._page.foot.addStretch(1)
        self._page.foot.addWidget(pressed(_("返回列表"), "", self.left.emit))
        may = partial(read.may, subject_id=view.state["id"])
        if may("add_to_handover"):
            add = partial(self._page.ask, "add_to_handover", "handover", view.state)
            self._page.foot.addWidget(pressed(_("补充说明…"), "", add))
        if may("settle_disputes"):
            settle = partial(self._do, "settle_disputes", view, {})
            button = pressed(_("裁定完毕"), "primary", settle)
            button.setEnabled(not view.standing("disputed"))
            self._page.foot.addWidget(button)
        if may("lapse"):
            lapse = partial(self._page.ask, "lapse", "handover", view.state)
            self._page.foot.addWidget(pressed(_("关闭未完成的交接…"), "danger", lapse))
        if may("sign_in"):
            self._draw_taking(view)
        if may("sign_in_alone"):
            alone = partial(self._sign, "sign_in_alone", view, {})
            self._page.foot.addWidget(pressed(_("本人接续签字"), "", alone))

    def _draw_papers(self, view: HandoverView) -> None:
        paper = partial(self._page.duty.papers.handover, str(view.state["id"]))
        title = _("交接班记录 {number}").format(number=view.state.get("number", ""))
        self._page.foot.addWidget(pressed(_("导出交接包…"), "", self.packet_wanted.emit))
        self._page.foot.addWidget(
            pressed(_("打印预览"), "", partial(self._page.look_at_paper, paper), "Ctrl+P")
        )
        self._page.foot.addWidget(
            pressed(_("导出 Word…"), "", partial(self._page.save_paper, title, paper))
        )

    def _draw_taking(self, view: HandoverView) -> None:
        left, disputed = view.standing("listed"), view.standing("disputed")
        if left:
            rest = partial(self._do, "take_rest", view, {})
            words = _("其余 {n} 项全部接下").format(n=len(left))
            self._page.foot.addWidget(pressed(words, "", rest))
        step = "sign_in_disputed" if disputed else "sign_in"
        words = _("带异议签字接班") if disputed else _("签字接班")
        values: Values = {"callbacks": list(listed_texts(view.state.get("callbacks")))}
        sign = pressed(words, "primary", partial(self._sign, step, view, values), SIGN_KEYS)
        sign.setEnabled(not left)
        self._page.foot.addWidget(sign)


def told_words(one: HandedItem) -> str:
    """What was said to an item: by who leaves, by who takes over, by who ruled."""
    parts = [one.item.note]
    for label, name in ((_("异议"), "reason"), (_("裁定"), "ruling")):
        if one.state.get(name):
            parts.append(named(label, str(one.state[name])))
    return "　".join(part for part in parts if part)


def _answers(asked: Mapping[str, str], state: State) -> list[str]:
    pairs = (line.partition("=") for line in listed_texts(state.get("answers")))
    return [f"{asked.get(code, code)} {words}" for code, _equals, words in pairs]


def listed_texts(value: object) -> Sequence[str]:
    """The texts of a list; nothing where there is none."""
    return value if isinstance(value, list) else ()
