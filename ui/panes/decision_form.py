"""What a decision on a request is made with: how much, in which words, and one Enter.

The key of a step names what is meant and goes to the words; Enter does it, Esc thinks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.entries import Value
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.dialogs.asking import phrase_kind
from ui.duty import Duty
from ui.fields.moment import MomentInput
from ui.fields.own_phrase_box import OwnPhraseBox
from ui.fields.span import SpanInput
from ui.layouts import empty
from ui.widgets.announced import announce
from ui.widgets.dressed import dress
from ui.widgets.keys_within import keys_within
from ui.widgets.section import labelled
from ui.wording import missing_words
from ui.worker import Background

WORDS = ("opinion", "note")
TELL = "reply_wanted"
"""Asks whoever took the call to tell the caller; only where one waits."""

ACTING = "acting_for"
"""Filled in by the desk where somebody grants in another's place."""

AMOUNTS: Mapping[str, str] = {
    "granted_minutes": "asked_minutes",
    "granted_until": "asked_until",
}
"""What can be granted, and what of it was asked."""

GRANT, REFUSE = "grant", "refuse"
_OTHER = {GRANT: REFUSE, REFUSE: GRANT}

MOST_PHRASES = 6
WEIGH_MS = 150
LONGEST = 200


class DecisionForm(QWidget):
    """Amount, words and the step that is meant.

    Signals: `confirmed(object, object)` do this `OfferedStep` with these values;
    `amount_changed()` somebody wants to grant something else than before; `left()` the keys are
    wanted elsewhere.
    """

    confirmed = Signal(object, object)
    amount_changed = Signal()
    left = Signal()

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workflow = workflow = duty.workflow
        self._meant: OfferedStep | None = None
        self._kind = ""
        self._phrases: Mapping[str, Sequence[str]] = {}
        maximum = workflow.field("request", "granted_minutes").maximum
        self.span, self.until = SpanInput(maximum), MomentInput()
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST)
        self.words.setPlaceholderText(_("意见（可用 Alt+数字 选下面的常用语）"))
        self.words.setAccessibleName(_("意见"))
        self.words.installEventFilter(self)
        self.own = OwnPhraseBox(duty, background, self.words.text)
        self.own.setToolTip(_("Alt+0 打开"))
        self.own.chosen.connect(self._say)
        self.own.shut.connect(self._go_to_words)
        self.tell = QCheckBox(_(workflow.field("request", TELL).label))
        self.tell.hide()
        self.outlook = labelled("", "secondary")
        self.outlook.setWordWrap(True)
        self.fault = labelled("", "fault")
        self.fault.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        self._weighing = QTimer(self, singleShot=True, interval=WEIGH_MS)
        self._weighing.setObjectName("grant weighed")
        self._weighing.timeout.connect(self.amount_changed)
        self._lay_out()
        places = range(MOST_PHRASES)
        keys_within(
            self,
            ("Alt+0", self._open_own),
            *((f"Alt+{n + 1}", partial(self.take_phrase, n)) for n in places),
        )

    @property
    def meant(self) -> OfferedStep | None:
        """The step that Enter will take."""
        return self._meant

    def granted(self) -> dict[str, Value]:
        """What would be granted now."""
        amounts = {"granted_minutes": self.span, "granted_until": self.until}
        return {
            name: made.value()
            for name, made in amounts.items()
            if not made.isHidden() and made.value() is not None
        }

    def begin(
        self, request: Mapping[str, Value], phrases: Mapping[str, Sequence[str]], *, caller: bool
    ) -> None:
        """Start on a request: grant what was asked, say nothing yet.

        `caller`: somebody waits, and a step can ask for them to be told.
        """
        self.tell.setVisible(caller)
        self.tell.setChecked(False)
        self._phrases, self._kind = phrases, str(request.get("request_kind") or "")
        minutes, until = request.get("asked_minutes"), request.get("asked_until")
        for made, asked in ((self.span, minutes), (self.until, until)):
            made.setVisible(asked is not None)
            made.set_value(asked)
        self._amount.setVisible(minutes is not None or until is not None)
        self.words.clear()
        self.own.look()
        self.think_again()

    def mean(self, step: OfferedStep) -> None:
        """Name what is to be done; a word more if one is wanted, then Enter."""
        self._meant = step
        label = _.of("step", self._workflow.steps[step.subject, step.step].label)
        self.fault.setText(_("按回车{step}，Esc 取消。").format(step=label))
        dress(self.fault, role="strong")
        kind = phrase_kind(step.step, "opinion") or GRANT
        if self.words.text() in self._phrases_of(_OTHER[kind]):
            self.words.clear()  # the words of the opposite decision
        self._offer(kind)
        self._go_to_words()

    def think_again(self) -> None:
        """Nothing is meant any more."""
        self._meant = None
        self.fault.setText("")
        self._offer(GRANT)

    def say(self, sentence: str) -> None:
        """Tell why it was not done; what was typed stays."""
        dress(self.fault, role="fault")
        self.fault.setText(sentence)
        announce(self.fault, sentence)

    def take_phrase(self, place: int) -> None:
        """Use a common phrase."""
        if place < len(self.buttons):
            self._say(str(self.buttons[place].property("phrase")))

    def confirm(self) -> None:
        """Do what is meant, if everything it needs is there."""
        step = self._meant
        if step is None:
            return
        known = self._workflow.steps[step.subject, step.step]
        values: dict[str, Value] = {
            name: value for name, value in self.granted().items() if name in known.fields
        }
        said = self.words.text().strip()
        into = next((name for name in WORDS if name in known.fields), None)
        if said and into:
            values[into] = said
        if TELL in known.fields and not self.tell.isHidden() and self.tell.isChecked():
            values[TELL] = True
        missing = [name for name in known.required if name not in values]
        if missing:
            label = _(self._workflow.field(step.subject, missing[0]).label)
            self.say(missing_words(self._workflow, label))
            return
        self.confirmed.emit(step, values)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the words: Enter does it, Esc goes back to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._act_on(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same wherever else in the form the keyboard is, once a step is meant."""
        if self._meant is None or not self._act_on(event):
            super().keyPressEvent(event)

    def _act_on(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.think_again()
            self.left.emit()
            return True
        return False

    def _lay_out(self) -> None:
        self._amount = QLabel(_("批给"))
        self._amount.setProperty("role", "field")
        self._amount.setBuddy(self.span)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._amount)
        self.span.setFixedWidth(190)
        self.until.setFixedWidth(270)
        row.addWidget(self.span)
        row.addWidget(self.until)
        row.addWidget(self.outlook, 1)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        said = QHBoxLayout()
        said.setSpacing(12)
        said.addWidget(self.words, 1)
        said.addWidget(self.own)
        said.addWidget(self.tell)
        layout.addLayout(said)
        layout.addLayout(self._grid)
        layout.addWidget(self.fault)
        for made in (self.span, self.until):
            made.edited.connect(self._weighing.start)

    def _offer(self, kind: str) -> None:
        """The common phrases of a kind of decision, each with its number."""
        empty(self._grid)
        self.buttons = []
        for place, phrase in enumerate(self._phrases_of(kind)[:MOST_PHRASES]):
            button = QPushButton(f"{place + 1} {phrase}")
            button.setProperty("tone", "link")
            button.setProperty("phrase", phrase)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self._press, place))
            self._grid.addWidget(button, place // 2, place % 2, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)
        self._grid.setColumnStretch(1, 1)

    def _phrases_of(self, kind: str) -> list[str]:
        """The phrases for any request, whose numbers never change, then those for this kind."""
        return [*self._phrases.get(kind, ()), *self._phrases.get(f"{kind}_{self._kind}", ())]

    def _say(self, words: str) -> None:
        self.words.setText(" ".join(words.split())[:LONGEST])
        self._go_to_words()

    def _go_to_words(self) -> None:
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open_own(self) -> None:
        self.own.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.own.showPopup()

    def _press(self, place: int, _checked: bool = False) -> None:
        self.take_phrase(place)
