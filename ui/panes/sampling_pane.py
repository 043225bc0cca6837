"""抽查回访: the supervisor's samples. What would be drawn is shown first, then frozen.

Strata, quota and seed stand with the sample, so that anybody can draw it again and compare.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from seatapp.errors import WorldError
from seatapp.local.samples import STRATA, Sample, SampledCase
from seatapp.sampling import Preview, Wish, draw, drawn_again, preview
from seatapp.text import _, listed
from ui.durations import Level, local, moment
from ui.frame_duty import FrameDuty
from ui.layouts import empty, in_column
from ui.panes.shift_page import ShiftPage
from ui.widgets.day_edit import DayEdit
from ui.widgets.elided import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import choice_words, now_seconds
from ui.worker import Background

DAYS_BACK = 7
MOST_OF_A_STRATUM = 100
STRATA_SHOWN = 12
NUMBER_PX, TITLE_PX, UNIT_PX, CALLED_PX = 150, 190, 220, 110
SEED_PX = 160
CALLED = {"done": Level.DONE, "owed": Level.NEAR, "": Level.UNSET}


@dataclass(frozen=True)
class Foreseen:
    """What a wish would draw, with the names of its strata."""

    wish: Wish
    found: Preview
    names: Sequence[tuple[str, int, int]]


class SamplingPane(ShiftPage):
    """Draws samples, and shows what became of those that were drawn."""

    def __init__(self, duty: FrameDuty, background: Background) -> None:
        super().__init__(duty, background, _("抽查回访"))
        self._frame = duty
        self._samples: list[Sample] | None = None
        self._open = ""
        self._foreseen: Foreseen | None = None
        self._make_form()

    def _make_form(self) -> None:
        self.since = DayEdit(_("办结日期从"), now_seconds(), DAYS_BACK)
        self.until = DayEdit(_("办结日期到"), now_seconds(), 1)
        self.stratum = QComboBox()
        self.stratum.setAccessibleName(_("分层方式"))
        for name in STRATA:
            self.stratum.addItem(choice_words(self.duty.workflow, "stratum", name), name)
        self.quota = QSpinBox()
        self.quota.setRange(1, MOST_OF_A_STRATUM)
        self.quota.setValue(3)
        self.quota.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.quota.setAccessibleName(_("每层抽取数"))
        self.seed = QLineEdit(_new_seed())
        self.seed.setMaxLength(40)
        self.seed.setMinimumWidth(SEED_PX)
        self.seed.setAccessibleName(_("随机种子"))
        self.seed.setToolTip(_("同样的种子、同样的案件，谁来抽都是同样的结果。"))
        self.confirm = pressed(_("抽取并冻结"), "primary", self.freeze)
        self.confirm.setEnabled(False)
        asking = QHBoxLayout()
        asking.setSpacing(8)
        for words, widget in (
            (_("办结"), self.since),
            (_("至"), self.until),
            ("", self.stratum),
            (_("每层"), self.quota),
            (_("种子"), self.seed),
        ):
            if words:
                asking.addWidget(labelled(words, "secondary"))
            asking.addWidget(widget)
        asking.addStretch(1)
        asking.addWidget(pressed(_("先看看"), "", self.look))
        asking.addWidget(self.confirm)
        self.whole.insertLayout(1, asking)
        for changed in (self.since.dateChanged, self.until.dateChanged):
            changed.connect(self._forget_foreseen)
        self.stratum.currentIndexChanged.connect(self._forget_foreseen)
        self.quota.valueChanged.connect(self._forget_foreseen)
        self.seed.textChanged.connect(self._forget_foreseen)

    # --- drawing a sample ----------------------------------------------------------------------

    def wish(self) -> Wish:
        """What stands in the form."""
        begin, end = self.since.begins, self.until.ends
        seed = self.seed.text().strip() or _new_seed()
        return Wish(begin, end, str(self.stratum.currentData()), self.quota.value(), seed)

    def look(self) -> None:
        """Show what would be drawn; nothing is kept."""
        self.background.run(partial(self._foresee, self.wish()), self._show_foreseen)

    def freeze(self) -> None:
        """Draw what was shown, and owe the calls."""
        if self._foreseen is None:
            return
        self.confirm.setEnabled(False)
        make = partial(draw, self._frame, self._frame.hotline.area, self._foreseen.wish)
        self.background.run(make, self._frozen, self._not_frozen, self._stand_again)

    def _foresee(self, wish: Wish) -> Foreseen:
        found = preview(self._frame, wish)
        names = [(self._stratum_words(wish.stratum, n), *of) for n, of in found.strata.items()]
        return Foreseen(wish, found, names)

    def _stratum_words(self, stratum: str, code: str) -> str:
        if not code:
            return _("未填")
        if stratum == "source":
            return choice_words(self.duty.workflow, "source", code)
        return self.duty.reader.words(stratum, code)

    def _show_foreseen(self, foreseen: Foreseen) -> None:
        self._foreseen = foreseen
        self.confirm.setEnabled(bool(foreseen.found.drawn.cases))
        self.redraw()

    def _forget_foreseen(self, *_changed: object) -> None:
        if self._foreseen is not None:
            self._foreseen = None
            self.confirm.setEnabled(False)
            self.redraw()

    def _frozen(self, made: tuple[str, Preview]) -> None:
        sample, found = made
        words = _("已冻结样本：抽中 {count} 件，{owed} 件有来电人；已有人在回访的仍由原回访人打。")
        self.told.emit(words.format(count=len(found.drawn.cases), owed=found.with_caller))
        self._foreseen, self._open = None, sample
        self.seed.setText(_new_seed())
        self.changed.emit()
        self.refresh()

    def _stand_again(self) -> None:
        self.confirm.setEnabled(True)

    def _not_frozen(self, fault: WorldError) -> None:
        self._stand_again()
        self.failed.emit(fault.sentence)

    # --- what was drawn ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.look(self.duty.reader.samples, self._take)

    def _take(self, samples: list[Sample]) -> None:
        if samples != self._samples:
            self._samples = samples
            self.redraw()

    def redraw(self) -> None:
        """Draw what was read last."""
        empty(self.column)
        if self._foreseen is not None:
            self.column.addWidget(self._preview_card(self._foreseen))
        samples = self._samples or []
        self.under.setText(_("{n} 个样本").format(n=len(samples)))
        for sample in samples:
            self.column.addWidget(self._sample_card(sample))
        if not samples and self._foreseen is None:
            words = _("还没有抽过样本。选好日期、分层和每层件数，先看看，再抽取。")
            self.column.addWidget(plain(words, "secondary"))
        self.column.addStretch(1)

    def _preview_card(self, foreseen: Foreseen) -> QFrame:
        card, body = _card()
        drawn = foreseen.found.drawn
        words = _("总体 {population} 件，将抽 {count} 件，其中 {owed} 件有来电人可回访。")
        told = words.format(
            population=drawn.population, count=len(drawn.cases), owed=foreseen.found.with_caller
        )
        body.addWidget(labelled(_("还没有冻结"), "heading"))
        body.addWidget(plain(told, "strong"))
        if foreseen.found.lacks:
            body.addWidget(plain(f"▲ {foreseen.found.lacks}", "near"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for place, (name, size, taken) in enumerate(foreseen.names[:STRATA_SHOWN]):
            line = _("{name}：{size} 件抽 {taken} 件").format(name=name, size=size, taken=taken)
            grid.addWidget(plain(line), place // 2, place % 2)
        body.addLayout(grid)
        more = len(foreseen.names) - STRATA_SHOWN
        if more > 0:
            body.addWidget(plain(_("另有 {n} 层").format(n=more), "secondary"))
        if not drawn.cases:
            body.addWidget(plain(_("这段时间没有办结的案件，换个日期再看。"), "secondary"))
        return card

    def _sample_card(self, sample: Sample) -> QFrame:
        card, body = _card()
        state, sample_id = sample.state, str(sample.state["id"])
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(labelled(str(state.get("number") or ""), "strong"))
        head.addWidget(Pill(*_progress(sample)))
        head.addWidget(plain(self._how(sample)), 1)
        shown = self._open == sample_id
        head.addWidget(pressed(_("重抽核对"), "", partial(self._compare, sample)))
        words = _("收起") if shown else _("看案件")
        head.addWidget(pressed(words, "", partial(self._toggle, sample_id)))
        body.addLayout(head)
        body.addWidget(plain(self._basis(sample), "secondary"))
        if state.get("note"):
            body.addWidget(plain(str(state["note"]), "secondary"))
        if shown:
            for case in sample.cases:
                body.addWidget(self._case_line(case))
            gone = len(_cases_of(sample)) - len(sample.cases)
            if gone > 0:
                words = _("另有 {n} 件已不在本机，可按编号在中心查。")
                body.addWidget(plain(words.format(n=gone), "secondary"))
        return card

    def _how(self, sample: Sample) -> str:
        state = sample.state
        stratum = choice_words(self.duty.workflow, "stratum", str(state["stratum"]))
        until = int(str(state["until_at"])) - 1
        words = _(
            "{since} 至 {until} 办结，{stratum}，每层 {quota} 件，{population} 件抽 {count} 件"
        )
        return words.format(
            since=f"{local(int(str(state['from_at']))):%m-%d}",
            until=f"{local(until):%m-%d}",
            stratum=stratum,
            quota=state["quota"],
            population=state["population"],
            count=len(_cases_of(sample)),
        )

    def _basis(self, sample: Sample) -> str:
        state = sample.state
        at = moment(int(str(state["drawn_at"])), now_seconds())
        words = _("{person} {at} 抽取，种子 {seed}，总体指纹 {frame}…")
        return words.format(
            person=sample.person, at=at, seed=state["seed"], frame=str(state["frame"])[:12]
        )

    def _case_line(self, case: SampledCase) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        see = pressed(case.number, "link", partial(self._see, case.case_id))
        row.addWidget(in_column(see, NUMBER_PX))
        for words, width in ((case.title, TITLE_PX), (case.unit, UNIT_PX)):
            label = ElidedLabel(words)
            label.setFixedWidth(width)
            row.addWidget(label)
        called = Pill(self._called(case), CALLED.get(case.stage, Level.PAUSED))
        row.addWidget(in_column(called, CALLED_PX))
        row.addWidget(labelled(case.person, "secondary"))
        row.addWidget(plain(self._verdict(case)), 1)
        return line

    def _called(self, case: SampledCase) -> str:
        if not case.stage:
            return _("没有来电人")
        return _(self.duty.workflow.stage("callback", case.stage).label)

    def _verdict(self, case: SampledCase) -> str:
        parts = []
        if case.satisfaction:
            parts.append(choice_words(self.duty.workflow, "satisfaction", case.satisfaction))
        if case.solved is not None:
            parts.append(_("已解决") if case.solved else _("未解决"))
        return listed(parts)

    def _see(self, case_id: str) -> None:
        self.case_wanted.emit(case_id)

    def _toggle(self, sample_id: str) -> None:
        self._open = "" if self._open == sample_id else sample_id
        self.redraw()

    def _compare(self, sample: Sample) -> None:
        self.background.run(
            partial(drawn_again, self.duty.reader, sample.state), self._tell_comparison
        )

    def _tell_comparison(self, alike: bool) -> None:
        if alike:
            self.told.emit(_("重抽一致：总体、种子和抽中案件都相同。"))
        else:
            self.failed.emit(
                _(
                    "本机现有的办结案件与抽样时不同（有重办、撤销或已移出本机的），以冻结的样本为准。"
                )
            )


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setObjectName("box")
    body = QVBoxLayout(card)
    body.setContentsMargins(14, 10, 12, 10)
    body.setSpacing(6)
    return card, body


def _progress(sample: Sample) -> tuple[str, Level]:
    owed, done = sample.standing("owed"), sample.standing("done", "unreachable", "excused")
    words = _("已回访 {done} / {total}").format(done=done, total=done + owed)
    return words, Level.NEAR if owed else Level.DONE


def _cases_of(sample: Sample) -> list[str]:
    cases = sample.state.get("cases")
    return [str(case) for case in cases] if isinstance(cases, list) else []


def _new_seed() -> str:
    """A seed that nobody chose, with the day for people."""
    return f"{local(now_seconds()):%Y%m%d}-{secrets.token_hex(3)}"
