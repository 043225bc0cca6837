"""我的清单: what the person in front did in some days, and what they still have in hand.

It is theirs to keep: nobody is assessed by it, and it knows what this workstation holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.naming import Names, number_of
from seatapp.local.own_work import OwnWork
from seatapp.local.views import RefusalItem
from seatapp.reports.grid import MOMENT, TEXT, WHOLE, Column, Grid
from seatapp.text import _

FAR = 1 << 40
"""Later than any time that is set."""

_ABOUT = (
    *(Column("编号", TEXT, 22), Column("类别或事项", TEXT, 24), Column("区域", TEXT, 10)),
    *(Column("处置单位", TEXT, 24), Column("阶段", TEXT, 11)),
)


@dataclass(frozen=True)
class OwnLine:
    """One thing done or owed: `what`, and when it was done or is due (0: no time is set).

    `subject` and `id` are those of its root; the rest tells of the root in words.
    """

    what: str
    at: int
    subject: str
    id: str
    number: str
    title: str
    area: str
    unit: str
    stage: str


@dataclass(frozen=True)
class OwnList:
    """What the person owes, open cases that they had in hand, and what was done, newest first.

    The first are callbacks of theirs in the order they fall due, behind what the centre did not
    accept; whose turn it is with an open case, its stage tells.
    """

    owed: Sequence[OwnLine]
    cases: Sequence[OwnLine]
    done: Sequence[OwnLine]
    now: int

    def late(self, lines: Sequence[OwnLine]) -> int:
        """How many of these are late."""
        return sum(0 < line.at < self.now for line in lines)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How often each thing was done, the most frequent first."""
        return Counter(line.what for line in self.done).most_common()

    def grids(self, name: str, days: str) -> list[Grid]:
        """The lists as sheets, for the person called `name`."""
        about = f"{name}　{days}　本机范围，供本人核对，不作考核依据"
        sums = [Column("办了什么", TEXT, 24), Column("次数", WHOLE, 8)]
        return [
            _grid("欠着的", "欠什么", "到期", self.owed, about),
            _grid("经手在办", "情况", "到期", self.cases, about),
            _grid("办过的", "办了什么", "时间", self.done, about),
            Grid("次数", sums, self.counts, about),
        ]


def own_list(
    workflow: Workflow, names: Names, work: OwnWork, refused: Sequence[RefusalItem], now: int
) -> OwnList:
    """The work of somebody and the steps of theirs that the centre did not accept, in words."""
    words = _Words(workflow, names)
    settle = [words.refused(item) for item in refused if item.own]
    owed = [words.line(names.owed(one), _due(one), root) for one, root in work.owed]
    cases = [words.line(_("经手在办"), _due(case), case) for case in work.cases]
    done = [
        words.line(_.of("step", workflow.steps[one.subject, one.step].label), one.at, one.root)
        for one in work.done
        if (one.subject, one.step) in workflow.steps
    ]
    owed = [*settle, *sorted(owed, key=lambda line: line.at or FAR)]
    return OwnList(owed, cases, done, now)


@dataclass(frozen=True)
class _Words:
    workflow: Workflow
    names: Names

    def line(self, what: str, at: int, root: State) -> OwnLine:
        subject = str(root.get("subject") or "")
        stage = self.workflow.stage(subject, str(root["stage"])) if root else None
        return OwnLine(
            what=what,
            at=at,
            subject=subject,
            id=str(root.get("id") or ""),
            number=number_of(root),
            title=self.names.title(root),
            area=self.names.words("area", root.get("area")),
            unit=self.names.words("unit", root.get("unit")),
            stage=_(stage.label) if stage else "",
        )

    def refused(self, item: RefusalItem) -> OwnLine:
        what = _("未接收：{step}").format(step=item.label)
        return OwnLine(what, 0, "case", item.case_id, item.number, item.title, "", "", "")


def _due(state: State) -> int:
    """When it is due; what was promised for an earlier time is due then."""
    moments = [state.get(name) for name in ("due_at", "planned_at")]
    return min((at for at in moments if isinstance(at, int)), default=0)


def _grid(title: str, what: str, at: str, lines: Sequence[OwnLine], about: str) -> Grid:
    columns = [Column(what, TEXT, 22), Column(at, MOMENT, 16), *_ABOUT]
    rows = [
        [
            *(line.what, line.at or None, line.number, line.title),
            *(line.area, line.unit, line.stage),
        ]
        for line in lines
    ]
    return Grid(title, columns, rows, about)
