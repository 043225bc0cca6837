"""Figures of months that were reckoned from made cases, for screens under test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random

from seatapp.admin.figure_import import FigureRows, read_figures
from seatapp.domain.counted import counted_from
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.periods import is_long, period_before
from seatapp.errors import CentreRefused
from seatapp.local.reader import Reader
from seatapp.reports.analysis import analysis_tables
from seatapp.reports.case_lines import CaseLine, CaseLines
from seatapp.reports.course import MonthOfCourse, course_table
from seatapp.reports.entered import Enterable, enterable
from seatapp.reports.figure_tables import Naming, Table
from seatapp.reports.monthly import MonthReports, month_report
from seatapp.reports.office import Office
from tests.helpers.made_month import made_cases, made_counts

DAY = 86_400


class MadeMonths:
    """The last forty days of made cases; notes which numbers were opened and how often frozen."""

    def __init__(self, naming: Naming, reader: Reader, person: str, now: int) -> None:
        self._naming, self._reader, self._person, self._now = naming, reader, person, now
        self.opened: list[tuple[str, tuple[str, str], str]] = []
        self.frozen = 0
        self.entered: list[Mapping[str, str]] = []

    def month(self, month: str, area: str | None = None, edition: int = 0) -> MonthReports:
        """The figures of made cases."""
        cases = list(made_cases(600, self._now - 40 * DAY, self._now, Random(5)))
        rules = load_figure_rules()
        now, then = (made_counts(m, cases) for m in (month, period_before(month)))
        report = month_report(rules, self._naming, replace(now, edition=edition), then)
        return MonthReports(report, month_report(rules, self._naming, then, None), Office("宁川市"))

    def cases_behind(
        self, month: str, group: tuple[str, str], count: str, area: str | None = None
    ) -> CaseLines:
        """The first open cases here stand for them."""
        self.opened.append((month, group, count))
        keys = self._reader.queue_ids("all_open", self._person, self._now)[:3]
        rows = self._reader.queue_rows("all_open", keys)
        lines = [
            CaseLine("case", r.case_id, r.number, r.title, "", r.unit, "处置中", self._now)
            for r in rows
        ]
        return CaseLines(len(lines), lines)

    def analysis(self, month: str, area: str | None = None) -> list[Table]:
        """One hot spot and one rise."""
        spot = {"grid": "999001001001001", "class": "C010101", "now": 9, "before": 12, "band": 3}
        rise = {"area": "999001", "class": "C010101", "now": 60, "before": 60}
        found = {"seconds": 30 * DAY, "seconds_before": 180 * DAY, "spots": [spot]}
        more = {"classes": [rise], "units": [], "callers": [], "reasons": []}
        return analysis_tables(self._naming, {**found, **more})

    def course(self, reports: MonthReports, area: str | None = None) -> list[Table]:
        """The two months in which the made cases lie, for long periods."""
        if not is_long(reports.month.month):
            return []
        cases = list(made_cases(600, self._now - 40 * DAY, self._now, Random(5)))
        now = f"{datetime.fromtimestamp(self._now, CITY_TIME):%Y-%m}"
        months = [
            MonthOfCourse(month, 0, counted_from(made_counts(month, cases).counts))
            for month in (period_before(now), now)
        ]
        return [course_table(load_figure_rules(), months)]

    def read_table(self, path: Path) -> FigureRows:
        """What a table holds; every code is known."""
        return read_figures(path, load_figure_rules(), lambda _kind, _code: True)

    def enterable(self) -> list[Enterable]:
        """The tables and indicators, without contracts."""
        return enterable(load_figure_rules(), {})

    def enter(self, rows: Sequence[Mapping[str, str]], area: str | None = None) -> int:
        """Keeps what was entered."""
        self.entered = list(rows)
        return len(rows)

    def freeze(self, month: str, area: str | None, reason: str) -> int:
        """The first edition; another needs a reason."""
        self.frozen += 1
        if self.frozen > 1 and not reason:
            raise CentreRefused("这个月已经定过版。", "no_reason")
        return self.frozen
