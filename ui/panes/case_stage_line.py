"""The line of milestones at the head of a case: what is done, where it stands, what is ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from seatapp.domain.workflow import Stage, Workflow
from seatapp.local.views import StoryItem
from seatapp.text import _, listed
from ui.theme import SMALL_PX, current_tokens, font

HEIGHT = 50
DOT = 8.0


class Mark(Enum):
    """How a milestone stands; each has its own shape."""

    DONE = "done"
    CURRENT = "current"
    ENDED = "ended"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Milestone:
    """One point of the line."""

    words: str
    mark: Mark


def milestones(
    workflow: Workflow, state: Mapping[str, Any], story: Iterable[StoryItem]
) -> list[Milestone]:
    """The milestones that this kind of case passes, with how each one stands.

    A milestone is done when the history passed through it before where the case stands now.
    """
    stage = workflow.stage("case", str(state["stage"]))
    names = _on_the_road(workflow, str(state.get("case_kind") or ""), stage)
    passed = _passed(workflow, story)
    here = names.index(stage.milestone)
    found = []
    for place, name in enumerate(names):
        if place == here:
            found.append(Milestone(_(name), _mark_here(stage)))
        else:
            done = place < here and name in passed
            found.append(Milestone(_(name), Mark.DONE if done else Mark.AHEAD))
    return found


def _mark_here(stage: Stage) -> Mark:
    if not stage.terminal:
        return Mark.CURRENT
    return Mark.ENDED if stage.tone == "void" else Mark.DONE


def _on_the_road(workflow: Workflow, kind: str, here: Stage) -> list[str]:
    reached = {
        step.target
        for step in workflow.steps.values()
        if step.subject == "case" and step.suits_kind(kind)
    }
    stages = [stage for stage in workflow.stages.values() if stage.subject == "case"]
    names = [stage.milestone for stage in stages if stage.name in reached or stage == here]
    return list(dict.fromkeys(name for name in names if name))


def _passed(workflow: Workflow, story: Iterable[StoryItem]) -> set[str]:
    passed = set()
    for item in story:
        step = workflow.step(item.subject, item.step)
        if step and item.subject == "case" and item.standing in ("accepted", "pending"):
            stage = workflow.stages.get(("case", step.target))
            if stage:
                passed.add(stage.milestone)
    return passed


class StageLine(QWidget):
    """Draws milestones: ✓ done, ● here, ✕ ended without result, ○ ahead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Sequence[Milestone] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_points(self, points: Sequence[Milestone], stage_words: str) -> None:
        """Draw these points; `stage_words` is the stage as a screen reader tells it."""
        self._points = points
        done = listed(point.words for point in points if point.mark is Mark.DONE)
        self.setAccessibleName(_("现在：{stage}").format(stage=stage_words))
        self.setAccessibleDescription(_("已过：{done}").format(done=done) if done else "")
        self.update()

    def sizeHint(self) -> QSize:
        """One line of dots over one line of words."""
        return QSize(360, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, the dots and the words."""
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self._points)
        centres = [QPointF(step * (place + 0.5), 13) for place in range(len(self._points))]
        self._paint_links(painter, centres)
        for point, centre in zip(self._points, centres, strict=True):
            _paint_dot(painter, centre, point.mark)
            _paint_words(painter, QRectF(centre.x() - step / 2, 26, step, 20), point)

    def _paint_links(self, painter: QPainter, centres: Sequence[QPointF]) -> None:
        tokens = current_tokens()
        for place in range(len(centres) - 1):
            walked = self._points[place].mark is Mark.DONE
            colour = tokens.in_time if walked else tokens.strong_line
            painter.setPen(QPen(QColor(colour), 2 if walked else 1.2))
            painter.drawLine(
                centres[place] + QPointF(DOT + 4, 0), centres[place + 1] - QPointF(DOT + 4, 0)
            )


def _paint_dot(painter: QPainter, centre: QPointF, mark: Mark) -> None:
    tokens = current_tokens()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if mark is Mark.AHEAD:
        painter.setPen(QPen(QColor(tokens.strong_line), 1.5))
        painter.drawEllipse(centre, DOT - 1, DOT - 1)
        return
    colour = {Mark.DONE: tokens.in_time, Mark.CURRENT: tokens.accent, Mark.ENDED: tokens.late}[mark]
    painter.setPen(QPen(QColor(colour), 2))
    if mark is Mark.CURRENT:
        painter.drawEllipse(centre, DOT, DOT)
        painter.setBrush(QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(centre, DOT - 4, DOT - 4)
        return
    painter.setBrush(QColor(colour))
    painter.drawEllipse(centre, DOT, DOT)
    painter.setPen(QPen(QColor(tokens.panel), 2))
    strokes = (
        [(-3.5, 0.5, -1.0, 3.0), (-1.0, 3.0, 3.8, -2.6)]
        if mark is Mark.DONE
        else [(-3, -3, 3, 3), (-3, 3, 3, -3)]
    )
    for x1, y1, x2, y2 in strokes:
        painter.drawLine(centre + QPointF(x1, y1), centre + QPointF(x2, y2))


def _paint_words(painter: QPainter, room: QRectF, point: Milestone) -> None:
    tokens = current_tokens()
    colours = {
        Mark.DONE: tokens.text,
        Mark.CURRENT: tokens.accent,
        Mark.ENDED: tokens.late,
        Mark.AHEAD: tokens.secondary,
    }
    painter.setFont(font(SMALL_PX, bold=point.mark in (Mark.CURRENT, Mark.ENDED)))
    painter.setPen(QColor(colours[point.mark]))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, point.words)
