"""The outgoing side: what the queues hold, a word on each matter, answers, the signature."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout

from seatapp.domain.handover import Item, Question, missing_answers
from seatapp.local.duty_book import HandoverView
from seatapp.local.handover_content import LONGEST_NOTE, Content
from seatapp.text import _, listed
from ui.durations import Level, moment
from ui.fields.photos import PhotosInput
from ui.panes.handover_parts import groups, halves, part_words, post_words, tiles
from ui.panes.handover_typing import HandoverTyping
from ui.panes.shift_page import ShiftPage
from ui.widgets.item_card import ItemCard
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import now_seconds

PHOTOS_IN_A_ROW = 2
NAMED = 3
"""So many matters are named of what came or went meanwhile."""


class Outgoing(QObject):
    """Draws a handover that is not signed yet into `page`, and signs it.

    Signals: `left()` all handovers are wanted; `recount_wanted()` the queues are to be counted
    again.
    """

    left = Signal()
    recount_wanted = Signal()

    def __init__(self, page: ShiftPage, typing: HandoverTyping) -> None:
        super().__init__(page)
        self._page, self._typing = page, typing
        self._handover = ""
        self._content: Content | None = None
        self.missing = plain("", "fault")
        self.photos: PhotosInput | None = None

    def draw(self, view: HandoverView, content: Content) -> None:
        """Show what would be handed over now, with room for words."""
        state = view.state
        self._content, self._handover = content, str(state["id"])
        workflow, foot = self._page.duty.workflow, self._page.foot
        self._page.under.setText(
            _("{post} · {number} · 交到 {until}").format(
                post=post_words(workflow, state),
                number=state.get("number", ""),
                until=moment(content.until, now_seconds()),
            )
        )
        self._page.column.addWidget(tiles(workflow, content.counts))
        left, right = halves(self._page.column)
        if content.left_out:
            words = _("事项过多，另有 {n} 件只计入件数，没有逐项列出。")
            left.addWidget(plain(words.format(n=content.left_out), "pending"))
        for queue, items in groups(content.items).items():
            left.addWidget(labelled(part_words(workflow, queue), "heading"))
            for item in items:
                card = ItemCard(item, now_seconds(), self._note_input(item.subject_id))
                card.opened.connect(self._page.show_behind)
                if item.moves:
                    card.add(Pill(_("随班移交"), Level.NEAR))
                left.addWidget(card)
        if not content.items:
            left.addWidget(
                plain(_("没有需要逐项交接的事项，填好右边的问答即可签字。"), "secondary")
            )
        left.addStretch(1)
        self._draw_questions(right, content)
        drop = partial(
            self._page.do, "drop_handover", "handover", self._handover, {}, self._dropped
        )
        foot.addWidget(pressed(_("放弃起草"), "danger", drop))
        foot.addStretch(1)
        foot.addWidget(pressed(_("返回列表"), "", self.left.emit))
        foot.addWidget(pressed(_("重新统计"), "", self.recount_wanted.emit))
        foot.addWidget(pressed(_("签字交班"), "primary", self.sign_out, "Ctrl+Return"))

    def _note_input(self, subject_id: str) -> QLineEdit:
        note = QLineEdit(self._typing.typed.notes.get(subject_id, ""))
        note.setPlaceholderText(_("交代一句"))
        note.setMaxLength(LONGEST_NOTE)
        note.setAccessibleName(_("交班说明"))
        note.textEdited.connect(partial(self._type, self._typing.typed.notes, subject_id))
        return note

    def _draw_questions(self, column: QVBoxLayout, content: Content) -> None:
        typed = self._typing.typed
        if content.rule.questions:
            column.addWidget(labelled(_("交班问答"), "heading"))
        for question in content.rule.questions:
            words = f"{question.words}{' *' if question.required else ''}"
            column.addWidget(plain(words))
            answer = QLineEdit(typed.answers.get(question.code, ""))
            answer.setAccessibleName(question.words)
            answer.setMaxLength(LONGEST_NOTE)
            answer.textEdited.connect(partial(self._type, typed.answers, question.code))
            column.addWidget(answer)
        column.addWidget(labelled(_("交班说明"), "heading"))
        remarks = QPlainTextEdit(typed.remarks)
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
        photos = self._page.photos_input("handover", "attachments", PHOTOS_IN_A_ROW)
        photos.set_value(list(self._typing.typed.attachments))
        photos.edited.connect(lambda: self._attach(photos))
        return photos

    def _attach(self, photos: PhotosInput) -> None:
        value = photos.value()
        hashes = value if isinstance(value, list) else ()
        self._typing.typed.attachments = [str(one) for one in hashes]
        self._typing.touch()

    def _type(self, into: dict[str, str], key: str, text: str) -> None:
        into[key] = text
        self._typing.touch()

    def _remark(self, text: str) -> None:
        self._typing.typed.remarks = text
        self._typing.touch()

    def sign_out(self) -> None:
        """Count anew, and sign what stands on the screen; show it first if it has changed."""
        content = self._content
        if content is None:
            return
        lacking = self._lacking(content)
        if lacking:
            names = "；".join(one.words for one in lacking)
            self.missing.setText(_("还没有回答：{names}").format(names=names))
            return
        if self.photos is not None and self.photos.busy:
            self.missing.setText(_("照片还在保存，请稍等再签。"))
            return
        make = partial(self._page.duty.handover_content, content.post)
        self._page.background.run(make, partial(self._sign, content))

    def _lacking(self, content: Content) -> list[Question]:
        questions = [
            f"{one.code}:{'required' if one.required else 'optional'}:{one.words}"
            for one in content.rule.questions
        ]
        given = [f"{code}={text.strip()}" for code, text in self._typing.typed.answers.items()]
        return missing_answers({"questions": questions}, given)

    def _sign(self, shown: Content, content: Content) -> None:
        changed = what_changed(shown.items, content.items)
        if changed:
            words = _("队列刚有变化，已重新统计，还没有签字。{changed}。请看过再签。")
            self._page.failed.emit(words.format(changed=changed))
            self.recount_wanted.emit()
            return
        values = content.noted(self._typing.typed.notes).values(
            self._typing.typed.answers, self._typing.typed.remarks, self._typing.typed.attachments
        )
        self._page.do("sign_out", "handover", self._handover, values, self._typing.forget)

    def _dropped(self, handover_id: str) -> None:
        self._typing.forget(handover_id)
        self.left.emit()


def what_changed(before: Sequence[Item], after: Sequence[Item]) -> str:
    """What came and what went between two counts, in words; nothing where neither did."""
    known = {one.subject_id for one in before}, {one.subject_id for one in after}
    came = [one for one in after if one.subject_id not in known[0]]
    went = [one for one in before if one.subject_id not in known[1]]
    told = ((_("多了 {names}"), came), (_("少了 {names}"), went))
    return "；".join(form.format(names=_named(items)) for form, items in told if items)


def _named(items: Sequence[Item]) -> str:
    names = listed(f"{one.number} {one.title}".strip() for one in items[:NAMED])
    if len(items) <= NAMED:
        return names
    return _("{names} 等 {n} 件").format(names=names, n=len(items))
