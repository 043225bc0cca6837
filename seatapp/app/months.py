"""The figures of months, which only the centre has."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from seatapp.central.gateway import Gateway
from seatapp.domain.figures import load_figure_rules
from seatapp.reports.monthly import (
    CaseLines,
    MonthReports,
    Naming,
    case_lines,
    month_before,
    month_report,
)


class Months:
    """What the centre counts for a person; every method waits for the centre.

    `asking` opens a connection of its own, so that nobody waits for a round; `widest` tells the
    widest area for which the person answers, `office` who writes the bulletin. Every method raises
    `CentreUnreachable` or `CentreRefused`.
    """

    def __init__(
        self,
        asking: Callable[[], AbstractContextManager[Gateway]],
        naming: Naming,
        widest: Callable[[], str],
        office: Callable[[], str],
    ) -> None:
        self._asking, self._naming = asking, naming
        self._widest, self._office = widest, office

    def month(self, month: str, area: str | None = None, edition: int = 0) -> MonthReports:
        """The figures of a month (`2026-11`), with those of the month before.

        `area` is an area or the beginning of one; else the widest that the person answers for.
        With `edition` they are as they were frozen.
        """
        rules, scope = load_figure_rules(), self._scope(area)
        with self._asking() as gateway:
            counts = gateway.month_counts(month, scope, edition)
            earlier = month_before(month)
            frozen = gateway.month_editions(earlier, scope)
            last = frozen[-1].edition if frozen else 0
            before = gateway.month_counts(earlier, scope, last)
        report = month_report(rules, self._naming, counts, before)
        previous = month_report(rules, self._naming, before, None)
        return MonthReports(report, previous, self._office())

    def cases_behind(
        self, month: str, group: tuple[str, str], count: str, area: str | None = None
    ) -> CaseLines:
        """The cases behind a number of a month, as things stand now."""
        with self._asking() as gateway:
            found = gateway.counted_cases(month, self._scope(area), group, count)
        return case_lines(self._naming, found)

    def freeze(self, month: str, area: str | None, reason: str) -> int:
        """Freeze a month that has ended; the number of the new edition."""
        with self._asking() as gateway:
            return gateway.freeze_month(
                month, self._scope(area), load_figure_rules().version, reason
            )

    def _scope(self, area: str | None) -> str:
        return self._widest() if area is None else area
