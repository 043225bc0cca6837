"""The incoming side, and looking back: items to take or dispute, signatures, what was added."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from seatapp.domain.entries import Values
from seatapp.domain.references import State
from seatapp.local.duty_book import HandedItem, HandoverView
from seatapp.text import _
from ui.durations import Level, moment
from ui.panes.handover_parts import (
    ANSWERED,
    groups,
    part_words,
    said,
    short_hash,
    signature,
    tiles,
)
from ui.widgets.item_card import ItemCard
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import named, now_seconds

if TYPE_CHECKING:
    from ui.panes.handover_pane import HandoverPane

PHOTOS_IN_A_ROW = 3
SIGN_KEYS = "Ctrl+Return"
SIGNERS = ("drafted_by", "signed_out_by", "signed_in_by")


class Incoming:
    """Draws a signed handover into its page, with what the person may do about it."""

    def __init__(self, page: HandoverPane) -> None:
        self.page = page

    def draw(self, view: HandoverView) -> None:
        """Show what was signed, item by item, and what can be done about it."""
        state = view.state
        self.page.under.setText(
            _("{post} · {number} · {stage}").format(
                post=self.page.post_words(state),
                number=state.get("number", ""),
                stage=self.page.stage_words(state),
            )
        )
        self.page.column.addWidget(tiles(self.page.duty.workflow, view.counts))
        left, right = self.page.halves()
        by_id = {one.item.subject_id: one for one in view.items}
        for queue, items in groups(one.item for one in view.items).items():
            left.addWidget(labelled(part_words(self.page.duty.workflow, queue), "heading"))
            for item in items:
                left.addWidget(self._answered(view, by_id[item.subject_id]))
        left.addStretch(1)
        self._draw_sides(right, view)
        self._draw_buttons(view)

    def _answered(self, view: HandoverView, one: HandedItem) -> ItemCard:
        item, stage = one.item, str(one.state["stage"])
        card = ItemCard(item, now_seconds(), plain(told_words(one)))
        card.opened.connect(self.page.case_wanted)
        if item.moves:
            card.add(Pill(_("随班移交"), Level.NEAR))
        label = _(self.page.duty.workflow.stage("handover_item", stage).label)
        mine_to_answer = self.page.to_take(view.state) and stage == "listed"
        if mine_to_answer:
            take = partial(self.page.do, "take_item", "handover_item", one.id, {})
            card.add(pressed(_("接下"), "", take))
            dispute = partial(self._ask_about, "dispute_item", one)
            card.add(pressed(_("异议…"), "danger", dispute))
        elif stage == "disputed" and self._may_rule(view, one.state):
            card.add(Pill(label, ANSWERED[stage]))
            card.add(
                pressed(
                    _("裁定…"),
                    "primary",
                    partial(self._ask_about, "rule_item", one),
                )
            )
        else:
            card.add(Pill(label, ANSWERED[stage]))
        return card

    def _ask_about(self, step: str, one: HandedItem) -> None:
        """Ask for an objection or a ruling; the dialog may stand over the line it is about."""
        about = "  ·  ".join(part for part in (one.item.number, one.item.title) if part)
        self.page.ask(step, "handover_item", one.state, about=about)

    def _may_rule(self, view: HandoverView, state: State) -> bool:
        sides = {state.get("listed_by"), state.get("disputed_by")}
        signed = view.state["stage"] == "disputed"
        return (
            signed
            and self.page.may("rule_item", "handover_item")
            and self.page.duty.person.id not in sides
        )

    def _draw_sides(self, column: QVBoxLayout, view: HandoverView) -> None:
        state = view.state
        leaver = self.page.name_of(state.get("signed_out_by") or state.get("drafted_by"))
        signature(column, _("交班"), leaver, state.get("signed_out_at"), _("尚未签字"))
        waiting = len(view.standing("listed"))
        words = _("还有 {n} 项待答复，答完可签").format(n=waiting) if waiting else _("可以签字")
        if state["stage"] != "signed_out":
            words = ""
        taker = self.page.name_of(state.get("signed_in_by"))
        signature(column, _("接班"), taker, state.get("signed_in_at"), words)
        disputed = len(view.standing("disputed"))
        if state["stage"] == "disputed" and disputed:
            words = _("有 {n} 项异议，请值班长裁定（须是交接双方以外的人）。")
            column.addWidget(plain(words.format(n=disputed), "pending"))
        if state.get("alone"):
            column.addWidget(plain(_("本人接续：交班和接班是同一人。"), "pending"))
        said(column, _("交班问答"), self._answers(state))
        said(column, _("交班说明"), [str(state.get("remarks") or "")])
        photos = listed_texts(state.get("attachments"))
        if photos:
            column.addWidget(labelled(_("附件照片"), "heading"))
            column.addWidget(self.page.strip(photos, PHOTOS_IN_A_ROW))
        said(column, _("接班说明"), [str(state.get("taker_remarks") or "")])
        if state["stage"] == "signed_out":
            self._draw_remarks(column)
        said(column, _("理由"), [str(state.get("reason") or "")])
        added = (
            f"{moment(at, now_seconds())} {self.page.name_of(who)}：{words}"
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
        remarks = QPlainTextEdit(self.page.typed.taker_remarks)
        remarks.setAccessibleName(_("接班说明"))
        remarks.setPlaceholderText(_("签字接班时一并记下，可以不写"))
        remarks.setTabChangesFocus(True)
        remarks.setFixedHeight(64)
        remarks.textChanged.connect(lambda: self._remark(remarks.toPlainText()))
        column.addWidget(remarks)

    def _remark(self, text: str) -> None:
        self.page.typed.taker_remarks = text
        self.page.keep_soon()

    def _sign(self, step: str, values: Values) -> None:
        words = self.page.typed.taker_remarks.strip()
        whole: Values = {**values, **({"taker_remarks": words} if words else {})}
        self.page.do(step, "handover", self.page.chosen, whole, self.page.forget_typed)

    def _answers(self, state: State) -> list[str]:
        asked = self.page.questions
        pairs = (line.partition("=") for line in listed_texts(state.get("answers")))
        return [f"{asked.get(code, code)} {words}" for code, _equals, words in pairs]

    def _draw_buttons(self, view: HandoverView) -> None:
        """Papers at the left, what can be done at the right, the usual next thing last."""
        self._draw_papers(view)
        self.page.foot.addStretch(1)
        self.page.foot.addWidget(pressed(_("返回列表"), "", partial(self.page.open, None)))
        if view.state["stage"] != "draft":
            add = partial(self.page.ask, "add_to_handover", "handover", view.state)
            self.page.foot.addWidget(pressed(_("补充说明…"), "", add))
        self._draw_ruling(view)
        if self.page.to_take(view.state):
            self._draw_taking(view)
        elif view.state["stage"] == "signed_out":
            alone = partial(self._sign, "sign_in_alone", {})
            self.page.foot.addWidget(pressed(_("本人接续签字"), "", alone))

    def _draw_papers(self, view: HandoverView) -> None:
        paper = partial(self.page.duty.papers.handover, str(self.page.chosen))
        title = _("交接班记录 {number}").format(number=view.state.get("number", ""))
        self.page.foot.addWidget(pressed(_("导出交接包…"), "", self.page.export_packet))
        self.page.foot.addWidget(
            pressed(_("打印预览"), "", partial(self.page.look_at_paper, paper), "Ctrl+P")
        )
        self.page.foot.addWidget(
            pressed(_("导出 Word…"), "", partial(self.page.save_paper, title, paper))
        )

    def _draw_taking(self, view: HandoverView) -> None:
        left, disputed = view.standing("listed"), view.standing("disputed")
        if left:
            rest = partial(self.page.do, "take_rest", "handover", self.page.chosen, {})
            words = _("其余 {n} 项全部接下").format(n=len(left))
            self.page.foot.addWidget(pressed(words, "", rest))
        step = "sign_in_disputed" if disputed else "sign_in"
        words = _("带异议签字接班") if disputed else _("签字接班")
        values: Values = {"callbacks": list(listed_texts(view.state.get("callbacks")))}
        sign = pressed(words, "primary", partial(self._sign, step, values), SIGN_KEYS)
        sign.setEnabled(not left)
        self.page.foot.addWidget(sign)

    def _draw_ruling(self, view: HandoverView) -> None:
        state, me = view.state, self.page.duty.person.id
        outside = me not in (state.get(name) for name in SIGNERS)
        stage = state["stage"]
        if stage == "disputed" and outside and self.page.may("settle_disputes", "handover"):
            settle = partial(self.page.do, "settle_disputes", "handover", self.page.chosen, {})
            button = pressed(_("裁定完毕"), "primary", settle)
            button.setEnabled(not view.standing("disputed"))
            self.page.foot.addWidget(button)
        if stage in ("draft", "signed_out") and outside and self.page.may("lapse", "handover"):
            lapse = partial(self.page.ask, "lapse", "handover", state)
            self.page.foot.addWidget(pressed(_("关闭未完成的交接…"), "danger", lapse))


def told_words(one: HandedItem) -> str:
    """What was said to an item: by who leaves, by who takes over, by who ruled."""
    parts = [one.item.note]
    for label, name in ((_("异议"), "reason"), (_("裁定"), "ruling")):
        if one.state.get(name):
            parts.append(named(label, str(one.state[name])))
    return "　".join(part for part in parts if part)


def listed_texts(value: object) -> Sequence[str]:
    """The texts of a list; nothing where there is none."""
    return value if isinstance(value, list) else ()
