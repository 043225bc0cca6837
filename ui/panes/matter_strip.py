"""At the top of a case: what the work on it is about now, when that is not the case itself.

A dispute to be ruled, what a helping unit still owes, or why a case waits to be dispatched anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.given_back import came_back_by
from seatapp.domain.lights import Thresholds
from seatapp.domain.workflow import Workflow
from seatapp.local.views import StoryItem
from seatapp.text import _, listed
from ui.durations import NEAR_SECONDS, Level, moment, time_left
from ui.widgets.elided import ElidedLabel
from ui.widgets.fact_grid import value_label
from ui.widgets.pill import Pill
from ui.widgets.section import labelled
from ui.wording import Names, called, now_seconds

State = Mapping[str, Any]
DISPUTE, CO_TASK, OPINION = "dispute", "co_task", "give_opinion"
STANDING = ("accepted", "pending")
HANDLING = "handling"
LAST = 2**62
"""Later than any moment: what has no end comes last."""


@dataclass(frozen=True)
class Matter:
    """What stands in the strip.

    `due_at` is its end, `near` the seconds before that for which it counts as soon due; `stands`
    is said in place of the time that is left, with its level, where no time runs.
    """

    title: str
    who: str
    lines: Sequence[str]
    due_at: int | None = None
    near: int = NEAR_SECONDS
    stands: tuple[str, Level] | None = None


@dataclass(frozen=True)
class Matters:
    """Finds what the work on a case is about, and puts it in words."""

    workflow: Workflow
    case: State
    children: Sequence[State]
    story: Sequence[StoryItem]
    names: Names
    thresholds: Thresholds

    def matter(self, chosen: str) -> Matter | None:
        """What was `chosen` in a list, else what stands in the way of the case."""
        for child in self.children:
            if child["id"] == chosen and child["subject"] in (DISPUTE, CO_TASK):
                return self._dispute(child) if child["subject"] == DISPUTE else self._task(child)
        raised = self._in_stage(DISPUTE, "raised")
        if raised:
            return self._dispute(raised[0])
        back = came_back_by(self.case, self.children)
        if back is not None:
            return self._ruled_away(back) if back["subject"] == DISPUTE else self._sent_back(back)
        resting = self._in_stage(CO_TASK, "resting")
        if resting:
            return self._resting(resting)
        owed = self._in_stage(CO_TASK, "asked")
        return self._still_owed(owed) if owed and self.case["stage"] != HANDLING else None

    def _in_stage(self, subject: str, stage: str) -> list[State]:
        found = (one for one in self.children if one["subject"] == subject)
        return [one for one in found if one["stage"] == stage]

    def _dispute(self, child: State) -> Matter:
        """A dispute with its reason, what each side said, and how it was ruled."""
        claimed = self._unit(child.get("claimed_unit"))
        who = _("现派 {unit}").format(unit=self._unit(child.get("unit")))
        lines = [
            *_told((_("主张由谁负责：{words}"), claimed)),
            self._said("person", child.get("opened_by"), child.get("reason")),
            *self._opinions(int(child.get("opened_at") or 0)),
            self._said("person", child.get("settled_by"), child.get("ruling")),
        ]
        return self._running(child, who, lines)

    def _opinions(self, since: int) -> list[str]:
        """What was said to a dispute, each with the unit or the colleague who said it."""
        lines = []
        for item in self.story:
            if item.step == OPINION and item.standing in STANDING and item.counts_at >= since:
                unit, said = item.values.get("opinion_unit"), item.values.get("opinion")
                kind, who = ("unit", unit) if unit else ("person", item.author)
                lines.append(self._said(kind, who, said))
        return lines

    def _task(self, child: State) -> Matter:
        """What a helping unit is asked for, and what it answered."""
        lines = [
            self._said("person", child.get("asked_by"), child.get("note")),
            self._said("unit", child.get("unit"), child.get("response")),
            *_told((_("随案缓办，{words} 起接着计时。"), _day_of(child.get("until_at")))),
        ]
        return self._running(child, self._unit(child.get("unit")), lines)

    def _running(self, child: State, who: str, lines: Sequence[str]) -> Matter:
        stage = self.workflow.stage(str(child["subject"]), str(child["stage"]))
        over = (_(stage.label), Level.DONE) if stage.terminal else None
        return Matter(
            title=_(self.workflow.subjects[str(child["subject"])].label),
            who=who,
            lines=[line for line in lines if line],
            due_at=child.get("due_at"),
            near=self.thresholds.of(str(child.get("clock") or "")),
            stands=over or (_stopped() if child.get("until_at") else None),
        )

    def _sent_back(self, request: State) -> Matter:
        """Why a unit gave the case back, who agreed, and to whom it is said to belong."""
        return Matter(
            title=_("单位回退"),
            who=_("{unit} 退回，{decided} 批准").format(
                unit=self._unit(request.get("unit")), decided=self._decided(request)
            ),
            lines=_told(
                (_("理由：{words}"), request.get("reason")),
                (_("意见：{words}"), request.get("opinion")),
                (_("建议改派：{words}"), self._unit(request.get("asked_unit"))),
            ),
        )

    def _ruled_away(self, dispute: State) -> Matter:
        """How a dispute was ruled, and who is responsible by it."""
        return Matter(
            title=_("裁定改派"),
            who=_("原派 {unit}，{decided} 裁定").format(
                unit=self._unit(dispute.get("unit")), decided=self._decided(dispute)
            ),
            lines=_told(
                (_("裁定：{words}"), dispute.get("ruling")),
                (_("依据：{words}"), dispute.get("rule_cited")),
                (_("裁定由谁负责：{words}"), self._unit(dispute.get("ruled_unit"))),
            ),
        )

    def _resting(self, resting: Sequence[State]) -> Matter:
        """Helping units whose time stands still while the case is put off."""
        goes_on = _day_of(resting[0].get("until_at"))
        rule = _("缓办期间协办不计时，{words} 起接着计时；先办好的可以先反馈。")
        return Matter(
            title=_("协办随案缓办"),
            who=listed(self._unit(one.get("unit")) for one in resting),
            lines=_told((rule, goes_on)),
            stands=_stopped(),
        )

    def _still_owed(self, owed: Sequence[State]) -> Matter:
        """Helping units that have not answered while the case goes on towards its end."""
        first = min(owed, key=lambda one: int(one.get("due_at") or LAST))
        return Matter(
            title=_("协办未反馈"),
            who=listed(self._unit(one.get("unit")) for one in owed),
            lines=[_("主办单位已反馈；到结案还没有反馈的协办随案取消。")],
            due_at=first.get("due_at"),
            near=self.thresholds.of(str(first.get("clock") or "")),
        )

    def _decided(self, child: State) -> str:
        name = called(self.names, "person", child.get("settled_by"))
        return f"{moment(int(child['settled_at']), now_seconds())} {name}"

    def _said(self, kind: str, who: object, words: object) -> str:
        name = called(self.names, kind, who)
        return _("{name}：{words}").format(name=name, words=words) if words else ""

    def _unit(self, code: object) -> str:
        return called(self.names, "unit", code)


def _stopped() -> tuple[str, Level]:
    return _("暂停计时"), Level.PAUSED


def _day_of(at: object) -> str:
    return moment(int(str(at)), now_seconds()) if at else ""


def _told(*lines: tuple[str, object]) -> list[str]:
    """Lines of a form and its words; those without words are left out."""
    return [form.format(words=words) for form, words in lines if words]


class MatterStrip(QFrame):
    """Shows one matter in a few lines; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matter: Matter | None = None
        self.setObjectName("box")
        self._title = labelled("", "strong")
        self._who = ElidedLabel()
        self._who.setProperty("role", "secondary")
        self.words = value_label("", "")
        self.pill = Pill()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._who, 1)
        head.addWidget(self.pill)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.words)
        self.hide()

    def show_matter(self, matter: Matter | None) -> None:
        """Show a matter; none hides the strip."""
        self._matter = matter
        self.setVisible(matter is not None)
        if matter is None:
            return
        self.setAccessibleName(matter.title)
        self._title.setText(matter.title)
        self._who.setText(matter.who)
        self.words.setText("\n".join(matter.lines))
        self.words.setVisible(bool(matter.lines))
        self.refresh_time()

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        if self._matter is None:
            return
        due, stands = self._matter.due_at, self._matter.stands
        self.pill.setVisible(stands is not None or due is not None)
        if stands is not None:
            self.pill.say(*stands)
        elif due is not None:
            left = time_left(due, now_seconds(), near=self._matter.near)
            self.pill.say(left.text, left.level)
