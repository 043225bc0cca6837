"""The history of a case from the newest line down: who, as what, when, and what was written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.local.views import StoryItem
from seatapp.text import _
from ui.durations import Level, moment
from ui.layouts import empty
from ui.theme import current_tokens
from ui.widgets.fact_grid import value_label
from ui.widgets.section import labelled
from ui.wording import Names, named, now_seconds, post_words, value_words

SHOWN_ONCE = frozenset(
    {"acceptance_number", "area", "lat_e7", "lon_e7", "datum", "case_kind", "checks_version"}
)
"""Values that stand at the head of the panel, or mean nothing to a reader."""

APART_SECONDS = 60
"""Both times are told when the centre received a step later than this."""

LEFT = 26
DOT_TOP = 12


def told(story: Sequence[StoryItem]) -> list[StoryItem]:
    """The lines a reader wants, newest first: what people did, and what befell the case itself."""
    return [item for item in reversed(story) if item.subject == "case" or not item.by_system]


def who_words(workflow: Workflow, item: StoryItem) -> str:
    """Who did it, and in which post; empty where nobody is known."""
    if not item.author_name:
        return ""
    post = post_words(workflow, item.post)
    return _("{name}（{post}）").format(name=item.author_name, post=post)


def when_words(item: StoryItem) -> str:
    """When it was done; and when the centre had it, if that was noticeably later."""
    now = now_seconds()
    done = moment(item.claimed_at, now)
    late = item.received_at is not None and item.received_at - item.claimed_at > APART_SECONDS
    if item.received_at is None or not late:
        return done
    return _("{done}（中心 {received} 收到）").format(
        done=done, received=moment(item.received_at, now)
    )


def written_words(workflow: Workflow, item: StoryItem, names: Names) -> list[tuple[str, str]]:
    """What was written in a step, as pairs of label and words; a plain remark has no label."""
    step = workflow.step(item.subject, item.step)
    found = []
    for name, value in _in_order(item, step.fields if step else ()):
        field = workflow.fields.get((item.subject, name))
        if field is None or name in SHOWN_ONCE or field.personal:
            continue
        if step and step.creates and field.type != "text":
            continue  # the overview tells what was registered
        words = _("（已清空）") if value is None else value_words(workflow, field, value, names)
        if words:
            found.append(("" if field.type == "text" else _(field.label), words))
    return found


def _in_order(item: StoryItem, order: Sequence[str]) -> list[tuple[str, object]]:
    places = {name: place for place, name in enumerate(order)}
    return sorted(item.values.items(), key=lambda pair: places.get(pair[0], len(places)))


class StoryEntry(QWidget):
    """One line of the history with its dot; ends with a line down to the older one."""

    def __init__(
        self,
        workflow: Workflow,
        item: StoryItem,
        names: Names,
        last: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.item = item
        self._last = last
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LEFT, 2, 0, 14)
        layout.setSpacing(3)
        layout.addLayout(self._head())
        parts = [who_words(workflow, item), when_words(item)]
        who = value_label("   ".join(part for part in parts if part), _("经办"))
        who.setProperty("role", "secondary")
        layout.addWidget(who)
        for label, words in written_words(workflow, item, names):
            text = named(label, words) if label else words
            layout.addWidget(value_label(text, label or _("内容")))

    def _head(self) -> QHBoxLayout:
        """What was done, struck out where it does not count, and how it stands with the centre."""
        sign, words, level = {
            "pending": ("◷ ", _("未发送"), Level.NEAR),
            "refused": ("✕ ", _("中心未接收"), Level.LATE),
            "fallen": ("✕ ", _("随前一步未生效"), Level.LATE),
        }.get(self.item.standing, ("", "", Level.UNSET))
        mark = labelled(sign + words, "strong")
        mark.setProperty("level", level.value)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(labelled(self.item.label, "fallen" if level is Level.LATE else "strong"))
        head.addWidget(mark, 1)
        return head

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot and the line to the older entry."""
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(8, DOT_TOP)
        if not self._last:
            painter.setPen(QPen(QColor(tokens.line), 2))
            painter.drawLine(middle + QPointF(0, 8), QPointF(8, self.height() + 4))
        colour = {
            "pending": tokens.near,
            "refused": tokens.late,
            "fallen": tokens.late,
        }.get(self.item.standing, tokens.accent)
        painter.setPen(QPen(QColor(colour), 2))
        hollow = self.item.standing != "accepted"
        painter.setBrush(QColor(tokens.panel if hollow else colour))
        painter.drawEllipse(middle, 4.5, 4.5)


class CaseStory(QWidget):
    """The whole history."""

    def __init__(self, workflow: Workflow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def show_story(self, story: Sequence[StoryItem], names: Names) -> None:
        """Show these lines instead of the former ones."""
        empty(self._layout)
        lines = told(story)
        for place, item in enumerate(lines):
            entry = StoryEntry(self._workflow, item, names, place == len(lines) - 1)
            self._layout.addWidget(entry)
        if not lines:
            self._layout.addWidget(labelled(_("还没有流转记录。"), "secondary"))
        self._layout.addStretch(1)
