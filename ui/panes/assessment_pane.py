"""考核和材料: papers that are due, what checks found, and errors that were confirmed.

Each row shows the steps that the person can take on it now. What is recorded here counts in the
month's assessment at the centre.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.materials import OWED, Due, register
from seatapp.ids import new_id
from seatapp.local.views import OfferedStep
from seatapp.text import _, in_turn
from ui.durations import Level, local, moment, time_left
from ui.layouts import empty, in_column
from ui.panes.shift_page import ShiftPage
from ui.shift_duty import ShiftDuty
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import named, now_seconds
from ui.worker import Background

State = Mapping[str, Any]
NAME_PX, STATE_PX = 250, 110
UNTIL_PX, PILL_PX = 190, 150
AMOUNTS = ("times", "points", "amount")
REMARKS = ("note", "appeal", "opinion")


@dataclass(frozen=True)
class Line:
    """One row: what it is, what stands in it, where it stands, and what can be done."""

    subject: str
    state: State
    name: str
    words: str
    stage: str
    offered: Sequence[OfferedStep]


@dataclass(frozen=True)
class Read:
    """All that the page shows."""

    due: Sequence[tuple[Due, Line | None]]
    findings: Sequence[Line]
    mistakes: Sequence[Line]
    area: str
    people: Mapping[str, str]
    """The names of those who write and review, by log-in."""


def read_all(duty: ShiftDuty) -> Read:
    """Read the register of papers, the newest findings and the newest errors."""
    now = now_seconds()
    materials = duty.book.latest("material")
    lines = {str(state["id"]): _line(duty, "material", state) for state in materials}
    rules = dict(duty.reader.references("material"))
    owed = register(rules, materials, now)
    people = {who for due in owed for who in (due.written_by, due.reviewed_by) if who}
    return Read(
        due=[(due, lines.get(due.subject_id or "")) for due in owed],
        findings=[_line(duty, "finding", state) for state in duty.book.latest("finding")],
        mistakes=[_line(duty, "mistake", state) for state in duty.book.latest("mistake")],
        area=duty.book.area(duty.posts),
        people={who: duty.reader.words("person", who) for who in people},
    )


def _line(duty: ShiftDuty, subject: str, state: State) -> Line:
    workflow, reader = duty.workflow, duty.reader
    stage = workflow.stage(subject, str(state["stage"]))
    if subject == "mistake":
        kind = _choice(duty, "mistake_kind", state)
        who = reader.words("person", str(state["person"])) if state.get("person") else ""
        who = who or reader.words("collector", str(state.get("collector") or ""))
        name = "　".join(part for part in (kind, who) if part)
    else:
        about = str(state.get("about_code") or "")
        kind = str(state.get("about") or "")
        called = reader.words(kind, about) if about else ""
        name = "　".join(part for part in (called, str(state.get("month") or "")) if part)
    words = _said(duty, subject, state)
    return Line(subject, state, name, words, _(stage.label), duty.desk.offered(subject, state, ()))


def _said(duty: ShiftDuty, subject: str, state: State) -> str:
    """What it is, by which rule and how much, and what people wrote: all that one judges by."""
    rule = str(state.get("rule") or "")
    said = [
        _choice(duty, "outcome", state) if subject == "finding" else "",
        duty.reader.words("assess_rule", rule) if rule else "",
        *_named(duty, subject, state, AMOUNTS),
        str(state.get("words") or ""),
        *_named(duty, subject, state, REMARKS),
    ]
    return " · ".join(part for part in said if part)


def _named(duty: ShiftDuty, subject: str, state: State, names: Sequence[str]) -> list[str]:
    """The values of these fields, each behind the name of its field."""
    fields, given = duty.workflow.fields, [name for name in names if state.get(name)]
    return [named(_(fields[subject, name].label), str(state[name])) for name in given]


def _choice(duty: ShiftDuty, field: str, state: State) -> str:
    code = state.get(field)
    found = [one.label for one in duty.workflow.choices_of(field) if one.code == code]
    return _(found[0]) if found else ""


class AssessmentPane(ShiftPage):
    """The screen of assessment and papers."""

    def __init__(self, duty: ShiftDuty, background: Background) -> None:
        super().__init__(duty, background, _("考核和材料"))
        self._read: Read | None = None
        self.deduct = pressed(
            _("记扣分或加分…"), "primary", partial(self._record, "record_finding")
        )
        self.passed = pressed(_("检查合格…"), "", partial(self._record, "record_pass"))
        for button, step in ((self.passed, "record_pass"), (self.deduct, "record_finding")):
            button.setVisible(self.may(step, "finding"))
            self.head.addWidget(button)

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.look(partial(read_all, self.duty), self._take)

    def redraw(self) -> None:
        """Draw what was read last."""
        empty(self.column)
        if self._read is None:
            return
        read = self._read
        owed = sum(due.late and due.stage != "sent" for due, _line in read.due)
        self.under.setText(_("{n} 份材料已过报送时间").format(n=owed) if owed else "")
        self._section(
            _("材料报送"),
            [self._due(due, line, read) for due, line in read.due],
            _("没有要报送的材料。管理员导入报送材料后会列在这里。"),
        )
        self._section(
            _("检查记录"),
            [self._row(line) for line in read.findings],
            _("没有检查记录。检查服务单位、给单位加减分都记在这里，计入当月考核。"),
        )
        self._section(
            _("差错认定"),
            [self._row(line) for line in read.mistakes],
            _("没有差错。在案件的“差错认定”里登记，责任人可以在这里申诉。"),
        )
        self.column.addStretch(1)

    def _take(self, read: Read) -> None:
        if read != self._read:
            self._read = read
            self.draw_anew()

    def _section(self, title: str, rows: Sequence[QWidget], nothing: str) -> None:
        self.column.addWidget(labelled(title, "heading"))
        for row in rows:
            self.column.addWidget(row)
        if not rows:
            self.column.addWidget(plain(nothing, "secondary"))

    def _due(self, due: Due, line: Line | None, read: Read) -> QWidget:
        now = now_seconds()
        card, row = _card(f"{due.name} {due.period}")
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(labelled(f"{due.name}　{due.period}", "strong"))
        names = read.people
        people = [
            _("编制 {name}").format(name=names[due.written_by]) if due.written_by else "",
            _("审核 {name}").format(name=names[due.reviewed_by]) if due.reviewed_by else "",
            _("报 {unit}").format(unit=due.send_to) if due.send_to else "",
        ]
        said.addWidget(plain("　".join(part for part in people if part), "secondary"))
        if line is not None and line.words:
            said.addWidget(plain(line.words, "secondary"))
        row.addLayout(said, 1)
        until = _("应于 {time} 前报送").format(time=moment(due.due_at, now))
        row.addWidget(in_column(labelled(until, "secondary"), UNTIL_PX))
        row.addWidget(in_column(self._pill(due, line, now), PILL_PX))
        values = {"area": read.area, "material": due.material, "period": due.period}
        if due.stage == OWED and self.may("submit_material", "material") and read.area:
            hand_in = partial(self.do, "submit_material", "material", None, values)
            row.addWidget(pressed(_("报审"), "", hand_in))
        self._offer(row, line, f"{due.name}　{due.period}")
        return card

    def _pill(self, due: Due, line: Line | None, now: int) -> Pill:
        if due.stage == "sent":
            return Pill(_("迟报"), Level.NEAR) if due.late else Pill(_("按时报送"), Level.DONE)
        left = time_left(due.due_at, now)
        return Pill(left.text if line is None else f"{line.stage} {left.text}", left.level)

    def _row(self, line: Line) -> QWidget:
        number = str(line.state.get("number") or "")
        card, row = _card(in_turn(line.name, number))
        name = plain(line.name)
        name.setFixedWidth(NAME_PX)
        row.addWidget(name)
        row.addWidget(plain(line.words, "secondary"), 1)
        stage = labelled(line.stage, "secondary")
        stage.setFixedWidth(STATE_PX)
        row.addWidget(stage)
        if line.subject == "mistake":
            see = partial(self.case_wanted.emit, str(line.state["root"]))
            row.addWidget(pressed(_("看案件"), "link", see))
        self._offer(row, line, " · ".join(part for part in (line.name, line.words) if part))
        return card

    def _offer(self, row: QHBoxLayout, line: Line | None, about: str) -> None:
        for step in line.offered if line is not None else ():
            assert line is not None
            ask = partial(self.ask, step.step, line.subject, line.state, about=about)
            row.addWidget(pressed(_("{step}…").format(step=step.label), "", ask))

    def _record(self, step: str) -> None:
        if self._read is None:
            return
        known = {"area": self._read.area, "month": f"{local(now_seconds()):%Y-%m}"}
        state = {"subject": "finding", "id": new_id(), "stage": "", **known}
        self.ask(step, "finding", state, known)


def _card(name: str) -> tuple[QFrame, QHBoxLayout]:
    card = QFrame()
    card.setObjectName("box")
    card.setAccessibleName(name)
    row = QHBoxLayout(card)
    row.setContentsMargins(12, 5, 10, 5)
    row.setSpacing(12)
    return card, row
