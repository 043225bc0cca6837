"""The outgoing side: what the queues hold, a word on each matter, answers, the signature."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout

from seatapp.domain.handover import Question, missing_answers
from seatapp.local.duty_book import HandoverView
from seatapp.local.handover_content import LONGEST_NOTE, Content
from seatapp.text import _
from ui.durations import Level, moment
from ui.fields.photos import PhotosInput
from ui.panes.handover_parts import groups, part_words, tiles
from ui.widgets.item_card import ItemCard
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import now_seconds

if TYPE_CHECKING:
    from ui.panes.handover_pane import HandoverPane


PHOTOS_IN_A_ROW = 2


class Outgoing:
    """Draws a handover that is not signed yet into its page, and signs it."""

    def __init__(self, page: HandoverPane) -> None:
        self.page = page
        self._content: Content | None = None
        self.missing = plain("", "fault")
        self.photos: PhotosInput | None = None

    def draw(self, view: HandoverView, content: Content) -> None:
        """Show what would be handed over now, with room for words."""
        self._content = content
        state = view.state
        self.page.under.setText(
            _("{post} · {number} · 交到 {until}").format(
                post=self.page.post_words(state),
                number=state.get("number", ""),
                until=moment(content.until, now_seconds()),
            )
        )
        self.page.column.addWidget(tiles(self.page.duty.workflow, content.counts))
        left, right = self.page.halves()
        if content.left_out:
            words = _("事项过多，另有 {n} 件只计入件数，没有逐项列出。")
            left.addWidget(plain(words.format(n=content.left_out), "pending"))
        for queue, items in groups(content.items).items():
            left.addWidget(labelled(part_words(self.page.duty.workflow, queue), "heading"))
            for item in items:
                card = ItemCard(item, now_seconds(), self._note_input(item.subject_id))
                card.opened.connect(self.page.case_wanted)
                if item.moves:
                    card.add(Pill(_("随班移交"), Level.NEAR))
                left.addWidget(card)
        if not content.items:
            left.addWidget(
                plain(_("没有需要逐项交接的事项，填好右边的问答即可签字。"), "secondary")
            )
        left.addStretch(1)
        self._draw_questions(right, content)
        drop = partial(self.page.do, "drop_handover", "handover", self.page.chosen, {}, self._close)
        self.page.foot.addWidget(pressed(_("放弃起草"), "danger", drop))
        self.page.foot.addStretch(1)
        self.page.foot.addWidget(pressed(_("返回列表"), "", partial(self.page.open, None)))
        self.page.foot.addWidget(pressed(_("重新统计"), "", self.page.look_anew))
        self.page.foot.addWidget(pressed(_("签字交班"), "primary", self.sign_out, "Ctrl+Return"))

    def _note_input(self, subject_id: str) -> QLineEdit:
        note = QLineEdit(self.page.typed.notes.get(subject_id, ""))
        note.setPlaceholderText(_("交代一句"))
        note.setMaxLength(LONGEST_NOTE)
        note.setAccessibleName(_("交班说明"))
        note.textEdited.connect(partial(self._type, self.page.typed.notes, subject_id))
        return note

    def _draw_questions(self, column: QVBoxLayout, content: Content) -> None:
        if content.rule.questions:
            column.addWidget(labelled(_("交班问答"), "heading"))
        for question in content.rule.questions:
            words = f"{question.words}{' *' if question.required else ''}"
            column.addWidget(plain(words))
            answer = QLineEdit(self.page.typed.answers.get(question.code, ""))
            answer.setAccessibleName(question.words)
            answer.setMaxLength(LONGEST_NOTE)
            answer.textEdited.connect(partial(self._type, self.page.typed.answers, question.code))
            column.addWidget(answer)
        column.addWidget(labelled(_("交班说明"), "heading"))
        remarks = QPlainTextEdit(self.page.typed.remarks)
        remarks.setAccessibleName(_("交班说明"))
        remarks.setTabChangesFocus(True)
        remarks.setFixedHeight(110)
        remarks.textChanged.connect(lambda: self._remark(remarks.toPlainText()))
        column.addWidget(remarks)
        column.addWidget(labelled(_("附件照片"), "heading"))
        self.photos = self._photos_input()
        column.addWidget(self.photos)
        self.missing = plain("", "fault")
        column.addWidget(self.missing)
        column.addStretch(1)

    def _photos_input(self) -> PhotosInput:
        photos = self.page.photos_input("handover", "attachments", PHOTOS_IN_A_ROW)
        photos.set_value(list(self.page.typed.attachments))
        photos.edited.connect(lambda: self._attach(photos))
        return photos

    def _attach(self, photos: PhotosInput) -> None:
        value = photos.value()
        self.page.typed.attachments = [str(one) for one in value] if isinstance(value, list) else []
        self.page.keep_soon()

    def _type(self, into: dict[str, str], key: str, text: str) -> None:
        into[key] = text
        self.page.keep_soon()

    def _remark(self, text: str) -> None:
        self.page.typed.remarks = text
        self.page.keep_soon()

    def sign_out(self) -> None:
        """Count anew, and sign what stands on the screen; show it first if it has changed."""
        content = self._content
        if content is None or self.page.chosen is None:
            return
        lacking = self._lacking(content)
        if lacking:
            names = "；".join(one.words for one in lacking)
            self.missing.setText(_("还没有回答：{names}").format(names=names))
            return
        if self.photos is not None and self.photos.busy:
            self.missing.setText(_("照片还在保存，请稍等再签。"))
            return
        make = partial(self.page.duty.handover_content, content.post)
        self.page.background.run(make, partial(self._sign, content))

    def _lacking(self, content: Content) -> list[Question]:
        questions = [
            f"{one.code}:{'required' if one.required else 'optional'}:{one.words}"
            for one in content.rule.questions
        ]
        given = [f"{code}={text.strip()}" for code, text in self.page.typed.answers.items()]
        return missing_answers({"questions": questions}, given)

    def _sign(self, shown: Content, content: Content) -> None:
        assert self.page.chosen is not None
        if {one.subject_id for one in shown.items} != {one.subject_id for one in content.items}:
            self.page.failed.emit(_("队列刚有变化，已重新统计，还没有签字。请看过再签。"))
            self.page.look_anew()
            return
        values = content.noted(self.page.typed.notes).values(
            self.page.typed.answers, self.page.typed.remarks, self.page.typed.attachments
        )
        self.page.do("sign_out", "handover", self.page.chosen, values, self.page.forget_typed)

    def _close(self, _handover_id: str) -> None:
        self.page.open(None)
