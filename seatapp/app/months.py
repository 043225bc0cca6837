"""Figures of periods at a seat: from the centre, with editions and the cases behind a number.

Figures of periods come from the centre. Without it the last frozen edition that was seen on this
workstation is shown, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from seatapp.admin.figure_import import CHOICES_OF, FigureRows, read_figures
from seatapp.central.gateway import Gateway
from seatapp.central.reports import EditionLine, MonthCounts
from seatapp.domain.counted import MONTH, WHOLE, counted_from
from seatapp.domain.figures import FigureRules, load_figure_rules
from seatapp.domain.periods import border, is_long, months_of, period_before
from seatapp.errors import CentreUnreachable
from seatapp.local.replica import Replica
from seatapp.reports.analysis import analysis_tables
from seatapp.reports.case_lines import CaseLines, case_lines
from seatapp.reports.course import MonthOfCourse, course_table
from seatapp.reports.editions import changes_between
from seatapp.reports.entered import Enterable, enterable
from seatapp.reports.figure_tables import Naming, Table
from seatapp.reports.monthly import MonthReport, MonthReports, month_report
from seatapp.reports.office import Office

Asking = Callable[[], AbstractContextManager[Gateway]]


class Months:
    """Answers about periods for one person; every call waits for the centre.

    `asking` opens a connection of its own, so that nobody waits for a round; `widest` tells the
    widest area for which the person answers, and which None as `area` stands for; `office` who
    writes the bulletin. Calls raise `CentreUnreachable` and `CentreRefused`.
    """

    def __init__(
        self,
        asking: Asking,
        naming: Naming,
        replica: Replica,
        person: str,
        widest: Callable[[], str],
        office: Callable[[], Office],
    ) -> None:
        self._asking, self._naming = asking, naming
        self._replica, self._person = replica, person
        self._widest, self._office = widest, office

    def month(self, month: str, area: str | None = None, edition: int = 0) -> MonthReports:
        """The figures of a period (`2026-11`), with those of the one before.

        With `edition` they are as they were frozen, beside what the edition before said.
        """
        scope = self._scope(area)
        try:
            with self._asking() as gateway:
                return self._asked(gateway, month, scope, edition)
        except CentreUnreachable:
            kept = self._replica.reader.kept_edition(self._person, month, scope)
            if kept is None or edition not in (0, kept["edition"]):
                raise
            return self._told(MonthCounts(**kept), None, (), None, kept=True)

    def cases_behind(
        self, month: str, group: tuple[str, str], count: str, area: str | None = None
    ) -> CaseLines:
        """The cases behind a number of a period, as things stand now.

        A group `("month", "2026-10")` is the whole of that month.
        """
        if group[0] == MONTH:
            month, group = group[1], WHOLE
        scope = self._scope(area)
        with self._asking() as gateway:
            found = gateway.counted_cases(month, scope, group, count)
        return case_lines(self._naming, found)

    def freeze(self, month: str, area: str | None, reason: str) -> int:
        """Freeze a period that has ended; the number of the new edition."""
        scope = self._scope(area)
        with self._asking() as gateway:
            return gateway.freeze_month(month, scope, load_figure_rules().version, reason)

    def analysis(self, month: str, area: str | None = None) -> list[Table]:
        """Hot spots, rises, slow units, repeat callers and reasons for rework of a period."""
        with self._asking() as gateway:
            found = gateway.analysis(month, self._scope(area))
        return analysis_tables(self._naming, found)

    def course(self, reports: MonthReports, area: str | None = None) -> list[Table]:
        """The months of a quarter or year that have begun, beside each other.

        Waits for each month that is not frozen about as long as `month` does.
        """
        period, scope = reports.month.month, self._scope(area)
        if not is_long(period):
            return []
        begun = [m for m in months_of(period) if border(m)[0] <= reports.month.made_at]
        with self._asking() as gateway:
            months = [_latest(gateway, month, scope) for month in begun]
        return [course_table(load_figure_rules(), months)]

    def read_table(self, path: Path) -> FigureRows:
        """The rows of a table of entered figures; raises `InputFileError`. Waits for a disk."""
        return read_figures(path, load_figure_rules(), self._known)

    def enterable(self) -> list[Enterable]:
        """The tables and indicators that can be entered. Waits for a disk."""
        rules = dict(self._replica.reader.references("assess_rule"))
        return enterable(load_figure_rules(), rules)

    def enter(self, rows: Sequence[Mapping[str, str]], area: str | None = None) -> int:
        """Enter counts of periods [{month, table, key, indicator, value}]; how many changed."""
        with self._asking() as gateway:
            return gateway.put_report_inputs(self._scope(area), rows)

    def _known(self, kind: str, code: str) -> bool:
        if kind in CHOICES_OF:
            return any(one.code == code for one in self._naming.workflow.choices_of(kind))
        return self._naming.row(kind, code) is not None

    def _asked(self, gateway: Gateway, month: str, scope: str, edition: int) -> MonthReports:
        counts = gateway.month_counts(month, scope, edition)
        editions = gateway.month_editions(month, scope)
        last = editions[-1].edition if editions else 0
        frozen = counts if edition == last else None
        if last and frozen is None:
            frozen = gateway.month_counts(month, scope, last)
        if frozen is not None and last:
            self._replica.keep_edition(self._person, month, scope, vars(frozen))
        compared = edition - 1 if edition else last
        old = gateway.month_counts(month, scope, compared) if compared else None
        earlier = period_before(month)
        known = gateway.month_editions(earlier, scope)
        before = gateway.month_counts(earlier, scope, known[-1].edition if known else 0)
        return self._told(counts, before, editions, old, kept=False)

    def _told(
        self,
        counts: MonthCounts,
        before: MonthCounts | None,
        editions: Sequence[EditionLine],
        old: MonthCounts | None,
        *,
        kept: bool,
    ) -> MonthReports:
        rules = load_figure_rules()
        return MonthReports(
            month=month_report(rules, self._naming, counts, before),
            before=self._plain(rules, before),
            office=self._office(),
            editions=editions,
            changes=self._changes(rules, old, counts),
            kept=kept,
        )

    def _plain(self, rules: FigureRules, counts: MonthCounts | None) -> MonthReport | None:
        return None if counts is None else month_report(rules, self._naming, counts, None)

    def _changes(
        self, rules: FigureRules, old: MonthCounts | None, new: MonthCounts
    ) -> Table | None:
        return None if old is None else changes_between(rules, self._naming, old, new)

    def _scope(self, area: str | None) -> str:
        return self._widest() if area is None else area


def _latest(gateway: Gateway, month: str, scope: str) -> MonthOfCourse:
    editions = gateway.month_editions(month, scope)
    last = editions[-1].edition if editions else 0
    counts = gateway.month_counts(month, scope, last)
    return MonthOfCourse(month, last, counted_from(counts.counts))
