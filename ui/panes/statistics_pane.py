"""Statistics and the bulletin: the figures of a month from the centre, and the way to paper.

Every number of an object opens the cases behind it; a bar does the same. What stands here comes
from the centre, never from what happens to be on this workstation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.periods import border, is_long
from seatapp.errors import CentreUnreachable, WorldError
from seatapp.reports.bulletin_words import rule_versions
from seatapp.reports.case_lines import CaseLines
from seatapp.reports.course import entered_months
from seatapp.reports.entered import Enterable, in_words
from seatapp.reports.figure_tables import Link, Table
from seatapp.reports.grid import Grid
from seatapp.reports.monthly import MonthReports
from seatapp.text import _
from ui.dialogs.case_list_dialog import CaseListDialog
from ui.dialogs.figures_entry_dialog import FiguresEntryDialog
from ui.dialogs.freeze_dialog import Unsettled, freeze_dialog, unsettled_in
from ui.durations import moment
from ui.exporting import Exporting
from ui.frame_duty import FrameDuty, MonthFigures
from ui.panes.figure_pages import FigurePages
from ui.panes.period_papers import PeriodPapers
from ui.widgets.chart_card import ChartCard
from ui.widgets.elided import ElidedLabel
from ui.widgets.figure_card import FigureCard
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.section import Panel, labelled
from ui.worker import Background

CARDS = (
    *("disposal_rate", "disposal_in_time_rate", "closing_rate", "closing_in_time_rate"),
    *("rework_rate", "overdue_rate"),
)
GAP = 12


class StatisticsPane(Panel):
    """The screen of statistics.

    Signals:
        told(str): something stands on the disk, or is frozen.
        failed(str): why something could not be done.
        case_wanted(str): a case is to be shown.
    """

    told = Signal(str)
    failed = Signal(str)
    case_wanted = Signal(str)

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        clock: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._clock = clock
        self._reports: MonthReports | None = None
        self.exporting = Exporting(background, self)
        self.picker = PeriodPicker(clock)
        self.months = self.picker.periods
        self._more: Sequence[Table] = ()
        self._course: Sequence[Table] = ()
        self.freeze = QPushButton(_("定版…"))
        self.papers = PeriodPapers(lambda: duty.exports, background)
        self.enter = QPushButton(_("录入…"))
        self.state = ElidedLabel()
        self.state.setProperty("role", "secondary")
        self.cards = [FigureCard() for _ in CARDS]
        card = ChartCard(lambda: duty.exports, background, self.exporting)
        self.pages = FigurePages(card)
        self._build()
        self._connect()

    @property
    def reports(self) -> MonthReports | None:
        """What is shown now."""
        return self._reports

    def start(self) -> None:
        """Offer the months up to this one, and read the chosen one."""
        self.picker.start()
        self.read()

    def read(self, edition: int | None = None) -> None:
        """Ask the centre for the period, in the chosen edition unless another is named."""
        self.state.setText(_("正在向中心查询…"))
        self._offer(False)
        wanted = self.picker.edition if edition is None else edition
        ask = partial(_asked, self._duty.months, self.picker.period, wanted)
        self._background.look(ask, self._show, self._cannot, self._say_unread)

    def _build(self) -> None:
        self.setAccessibleName(_("统计月报"))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(labelled(_("统计月报"), "title"))
        head.addWidget(self.picker)
        head.addStretch(1)
        for part in (self.enter, self.freeze, self.papers):
            head.addWidget(part)
        cards = QHBoxLayout()
        cards.setSpacing(GAP)
        for card in self.cards:
            cards.addWidget(card, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addWidget(self.state)
        whole.addLayout(cards)
        whole.addWidget(self.pages, 1)
        self._offer(False)

    def _connect(self) -> None:
        self.picker.chosen.connect(partial(self.read, None))
        self.pages.list_wanted.connect(self._open)
        for card in self.cards:
            card.list_wanted.connect(self._open)
        self.pages.card.told.connect(self.told)
        self.pages.card.failed.connect(self.failed)
        self.enter.clicked.connect(self._ask_to_enter)
        self.freeze.clicked.connect(self._ask_to_freeze)
        for exporting in (self.exporting, self.papers):
            exporting.failed.connect(self.failed)
        self.exporting.done.connect(self.told)
        self.papers.told.connect(self.told)

    def _offer(self, ready: bool) -> None:
        self.freeze.setEnabled(ready)
        self.papers.offer(ready)

    def _offer_freezing(self, reports: MonthReports) -> None:
        ended = border(reports.month.month)[1] <= self._clock()
        self.freeze.setEnabled(ended and not reports.kept)
        self.freeze.setToolTip("" if ended else _("本期结束后才能定版"))

    def _show(self, asked: tuple[MonthReports, Sequence[Table]]) -> None:
        reports, more = asked
        if reports.month.month != self.picker.period:
            return
        self._reports, self._more, self._course = reports, more, ()
        month = reports.month
        self.picker.show_editions([line.edition for line in reports.editions], month.edition)
        edition = _("第 {n} 版（已定版）").format(n=month.edition) if month.edition else _("未定版")
        if reports.kept:
            edition = _("连不上中心，这是最近一次定版：第 {n} 版").format(n=month.edition)
        at = moment(month.made_at, self._clock())
        said = _("{edition} · {at} 的数据 · 口径 {rules}").format(
            edition=edition, at=at, rules=_rules_words(month.rules)
        )
        self.state.setText(said)
        for card, key in zip(self.cards, CARDS, strict=True):
            card.show_figure(month, reports.before, key)
            card.link = month.behind(key)
        self.pages.show_tables(self._tables())
        self._offer_freezing(reports)
        if is_long(month.month) and not reports.kept:
            self.state.setText(_("正在统计各月走势…"))
            ask = partial(self._duty.months.course, reports)
            add = partial(self._add_course, reports, said)
            self._background.run(ask, add, self._cannot, self._say_unread)
        else:
            self.papers.show_period(reports, self._more)

    def _add_course(self, reports: MonthReports, said: str, course: Sequence[Table]) -> None:
        """The months beside each other have come, unless something else is shown by now."""
        if reports is not self._reports:
            return
        self._course = course
        entered = sum(entered_months(table) for table in course if table.name == "months")
        if entered:
            apart = _(
                "{said} · 有 {n} 个月的数据是录入的，没有计入下面的指标，按月相加的数在“各月走势”"
            )
            said = apart.format(said=said, n=entered)
        self.state.setText(said)
        self.pages.show_tables(self._tables())
        self.papers.show_period(reports, [*self._course, *self._more])

    def _say_unread(self) -> None:
        self.state.setText(_("没有读到这个月的数据。统计以中心为准，联网后再看。"))

    def _cannot(self, fault: WorldError) -> None:
        self._say_unread()
        self.failed.emit(fault.sentence)

    def _tables(self) -> list[Table]:
        """The tables of the report, what changed since the edition before, and the analysis."""
        if self._reports is None:
            return []
        changes = self._reports.changes
        figures, amounts, days, *others = self._reports.month.tables
        return [
            *(figures, amounts, days, *self._course, *others),
            *([changes] if changes is not None else []),
            *self._more,
        ]

    def _open(self, title: str, link: Link) -> None:
        assert self._reports is not None
        group, count = link
        month = self._reports.month.month
        self._background.run(
            partial(self._duty.months.cases_behind, month, group, count),
            partial(self._list, title),
            self._tell,
        )

    def _list(self, title: str, found: CaseLines) -> None:
        dialog = CaseListDialog(title, found, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.case_wanted.connect(self.case_wanted)
        dialog.export_wanted.connect(self._take_out)
        dialog.open()

    def _take_out(self, grid: Grid) -> None:
        self.exporting.ask_for_list(self._duty.exports, grid)

    def _ask_to_enter(self) -> None:
        self._background.run(self._duty.months.enterable, self._enter, self._tell)

    def _enter(self, tables: Sequence[Enterable]) -> None:
        months, about = self._duty.months, in_words(tables)
        dialog = FiguresEntryDialog(months, self._background, about, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.entered.connect(self._entered)
        dialog.open()

    def _entered(self, words: str) -> None:
        self.told.emit(words)
        self.read()

    def _ask_to_freeze(self) -> None:
        look = partial(unsettled_in, self._duty, self.picker.period)
        self._background.run(look, self._freeze_in_dialog, self._tell)

    def _freeze_in_dialog(self, unsettled: Unsettled) -> None:
        assert self._reports is not None
        editions, empty = (
            len(self._reports.editions),
            not self._reports.month.figures["reported"].value,
        )
        dialog = freeze_dialog(editions, unsettled, self.window(), empty=empty)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._freeze)
        dialog.open()

    def _freeze(self, reason: str) -> None:
        period, months = self.picker.period, self._duty.months
        self._offer(False)
        freeze = partial(months.freeze, period, None, reason)
        self._background.run(
            freeze, partial(self._frozen, period), self._not_frozen, partial(self._offer, True)
        )

    def _frozen(self, period: str, edition: int) -> None:
        self.told.emit(_("已定版：第 {n} 版。").format(n=edition))
        if self.picker.period == period:
            self.read(edition)

    def _not_frozen(self, fault: WorldError) -> None:
        if isinstance(fault, CentreUnreachable):
            self.failed.emit(
                _(
                    "没有收到中心的回答，可能已经定版，也可能没有。"
                    "联网后先看版本里有没有新的一版，再决定要不要重做。"
                )
            )
        else:
            self.failed.emit(fault.sentence)
        self.read()

    def _tell(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)


def _rules_words(rules: str) -> str:
    """By which versions of the rules figures were counted."""
    found = rule_versions(rules)
    if found is None:
        return rules
    return _("计数 {counts} 版、比率 {rates} 版").format(counts=found[0], rates=found[1])


def _asked(months: MonthFigures, period: str, edition: int) -> tuple[MonthReports, Sequence[Table]]:
    """A period with what deserves a look in it; without the centre only what was kept."""
    reports = months.month(period, None, edition)
    return reports, () if reports.kept else months.analysis(period)
