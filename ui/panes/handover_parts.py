"""Pieces of the handover screens: tiles with counts, groups of items, the sides that sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.handover import Count, Item
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.handover_content import FAULTS, NOTICES, REFUSED, UNSENT
from seatapp.text import _
from ui.durations import Level, moment
from ui.widgets.pill import Pill
from ui.widgets.section import labelled, plain
from ui.wording import choice_words, now_seconds

TILES_A_ROW = 7
SIDE_PX = 300

ANSWERED = {
    "listed": Level.UNSET,
    "taken": Level.DONE,
    "disputed": Level.LATE,
    "ruled": Level.IN_TIME,
    "dropped": Level.PAUSED,
}
"""How the answer to an item looks."""


def part_words(workflow: Workflow, name: str) -> str:
    """What a part of a handover is called."""
    known = {
        UNSENT: _("未发送到中心"),
        REFUSED: _("中心未接收"),
        FAULTS: _("未恢复的故障"),
        NOTICES: _("通知"),
    }
    queue = workflow.queues.get(name)
    return _(queue.label) if queue else known.get(name, name)


def post_words(workflow: Workflow, state: State) -> str:
    """For which post a handover is."""
    return choice_words(workflow, "duty_post", str(state.get("duty_post")))


def stage_words(workflow: Workflow, state: State) -> str:
    """Where a handover stands."""
    return _(workflow.stage("handover", str(state["stage"])).label)


def tiles(workflow: Workflow, counts: Sequence[Count]) -> QWidget:
    """How full each queue was, with what of it was late."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(8)
    for place, count in enumerate(counts):
        grid.addWidget(_tile(workflow, count), place // TILES_A_ROW, place % TILES_A_ROW)
    return holder


def _tile(workflow: Workflow, count: Count) -> QFrame:
    tile = QFrame()
    tile.setObjectName("box")
    column = QVBoxLayout(tile)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(2)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(labelled(str(count.total), "figure"))
    if count.late:
        late = labelled(_("超时 {n}").format(n=count.late), "fault")
        late.setProperty("weight", "strong")
        row.addWidget(late)
    row.addStretch(1)
    column.addLayout(row)
    words = part_words(workflow, count.queue)
    column.addWidget(labelled(words, "secondary"))
    tile.setAccessibleName(
        _("{label}，{total} 件，超时 {late} 件").format(
            label=words, total=count.total, late=count.late
        )
    )
    return tile


def groups(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Items under the part that they belong to, in the order in which parts first come."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.queue, []).append(item)
    return found


def halves(column: QVBoxLayout) -> tuple[QVBoxLayout, QVBoxLayout]:
    """The wide column of the items, and the narrow one of the sides, as the rest of `column`."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(14)
    left = QVBoxLayout()
    left.setSpacing(6)
    row.addLayout(left, 1)
    box, right = _side_box()
    row.addWidget(box)
    column.addWidget(holder, 1)
    return left, right


def _side_box() -> tuple[QFrame, QVBoxLayout]:
    box = QFrame()
    box.setObjectName("box")
    box.setFixedWidth(SIDE_PX)
    column = QVBoxLayout(box)
    column.setContentsMargins(14, 12, 14, 12)
    column.setSpacing(6)
    return box, column


def signature(
    column: QVBoxLayout, heading: str, person: str, signed_at: object, waiting: str
) -> None:
    """Who signs on one side, and when they did."""
    column.addWidget(labelled(heading, "heading"))
    column.addWidget(plain(person or "—"))
    if isinstance(signed_at, int):
        words = _("已签 {time}").format(time=moment(signed_at, now_seconds()))
        column.addWidget(Pill(words, Level.DONE), 0, Qt.AlignmentFlag.AlignLeft)
    elif waiting:
        column.addWidget(labelled(waiting, "pending"))


def said(column: QVBoxLayout, heading: str, lines: Iterable[str]) -> None:
    """Texts under a heading; nothing where there are none."""
    found = [line for line in lines if line]
    if found:
        column.addWidget(labelled(heading, "heading"))
        for line in found:
            column.addWidget(plain(line))


def short_hash(state: Mapping[str, Any]) -> str:
    """The beginning of the hash, as it stands beside the signatures."""
    whole = str(state.get("content_hash") or "")
    return f"{whole[:4]} {whole[4:8]} {whole[8:12]}" if whole else ""
